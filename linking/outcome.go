package linking

import (
	"errors"
	"fmt"

	"github.com/google/uuid"
)

// Verdict says what became of an action.
type Verdict string

// The verdicts.
const (
	VerdictDone    Verdict = "done"    // written now
	VerdictAlready Verdict = "already" // nothing to do: it was so before
	VerdictWould   Verdict = "would"   // dry run: would be written
	VerdictSkipped Verdict = "skipped" // the state changed since the plan, or the budget is spent
	VerdictReview  Verdict = "review"  // needs a person
	VerdictFailed  Verdict = "failed"
)

// Result is what became of one action.
type Result struct {
	Action         string    `json:"action"`
	Kind           Kind      `json:"kind"`
	TenantID       uuid.UUID `json:"tenant_id"`
	OrganizationID string    `json:"organization_id,omitempty"`
	Verdict        Verdict   `json:"verdict"`
	Detail         string    `json:"detail,omitempty"`
	// Err is the failure behind VerdictFailed.
	Err error `json:"-"`
}

// Outcome is what became of a plan, in the plan's order.
type Outcome struct {
	Results []Result `json:"results"`
	// Writes is how many writes were sent, repetitions included.
	Writes int `json:"writes"`
}

// Count returns how many actions ended with the verdict.
func (o *Outcome) Count(v Verdict) int {
	n := 0
	for _, r := range o.Results {
		if r.Verdict == v {
			n++
		}
	}
	return n
}

// Err joins the failures, or returns nil.
func (o *Outcome) Err() error {
	var all []error
	for _, r := range o.Results {
		if r.Verdict == VerdictFailed {
			all = append(all, fmt.Errorf("%s %s: %w", r.Kind, r.TenantID, r.Err))
		}
	}
	return errors.Join(all...)
}

func (a *Action) result(v Verdict, detail string) Result {
	return Result{Action: a.ID, Kind: a.Kind, TenantID: a.TenantID, OrganizationID: a.OrganizationID, Verdict: v, Detail: detail}
}

func (r Result) with(v Verdict, detail string) Result {
	r.Verdict, r.Detail = v, detail
	return r
}

func (r Result) failed(err error) Result {
	r.Verdict, r.Detail, r.Err = VerdictFailed, err.Error(), err
	return r
}
