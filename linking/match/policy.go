package match

import (
	"fmt"
	"math"
)

// Policy says how careful the bands are. The zero value is the conservative
// default. Thresholds are weights in log2 units, the unit of [Result.Score].
type Policy struct {
	// ReviewHigh is the lowest score of [BandReviewHigh]; 0 means the model's.
	ReviewHigh float64 `json:"review_high,omitempty"`
	// ReviewLow is the lowest score of [BandReviewLow]; 0 means the model's.
	ReviewLow float64 `json:"review_low,omitempty"`
	// Margin is how far the best candidate must be ahead of the runner-up, for
	// the tenant and for the organization, to be linked automatically; 0 means
	// the model's. It can be raised above the model's value, not lowered.
	Margin float64 `json:"margin,omitempty"`
	// SeveralTenants allows an organization to receive more than one tenant. A
	// second tenant is then linked automatically only on a deterministic key.
	SeveralTenants bool `json:"several_tenants,omitempty"`
	// NoAuto turns every automatic link into [BandReviewHigh].
	NoAuto bool `json:"no_auto,omitempty"`
	// Candidates is how many candidates a result shows; 0 means 3, the greatest
	// is 8. It does not change any decision.
	Candidates int `json:"candidates,omitempty"`
}

const (
	shownCandidates    = 3
	maxShownCandidates = keptCandidates
)

// validate refuses values that cannot be meant.
func (p Policy) validate() error {
	for _, t := range []struct {
		name  string
		value float64
	}{{"ReviewHigh", p.ReviewHigh}, {"ReviewLow", p.ReviewLow}, {"Margin", p.Margin}} {
		if math.IsNaN(t.value) || math.IsInf(t.value, 0) || t.value < 0 {
			return fmt.Errorf("match: policy: %s is %v; give a finite weight of at least 0", t.name, t.value)
		}
	}
	if p.Candidates < 0 || p.Candidates > maxShownCandidates {
		return fmt.Errorf("match: policy: Candidates is %d; give 0 to %d", p.Candidates, maxShownCandidates)
	}
	return nil
}

// withDefaults fills what is not set from the model.
func (p Policy) withDefaults(m *model) Policy {
	if p.ReviewHigh == 0 {
		p.ReviewHigh = m.reviewHigh
	}
	if p.ReviewLow == 0 {
		p.ReviewLow = m.reviewLow
	}
	p.ReviewHigh = max(p.ReviewHigh, p.ReviewLow)
	p.Margin = max(p.Margin, m.margin)
	if p.Candidates == 0 {
		p.Candidates = shownCandidates
	}
	return p
}

// Verdict is a person's answer about one pair.
type Verdict string

// The verdicts. Any other value is refused by [Index.Match].
const (
	// Confirmed links the pair.
	Confirmed Verdict = "confirmed"
	// Rejected keeps the pair from ever being proposed again.
	Rejected Verdict = "rejected"
)

// Decision is a person's answer about one tenant and one organization. It is
// honoured exactly, above all evidence. A decision about a record that is not
// there any more has no effect.
type Decision struct {
	TenantID       string  `json:"tenant_id"`
	OrganizationID string  `json:"organization_id"`
	Verdict        Verdict `json:"verdict"`
}
