package match

import (
	"math"
	"slices"
)

// decide puts a tenant into its band.
func (m *matching) decide(t int, j *judge) Result {
	r := Result{
		TenantID: m.records[t].ID, Band: BandUnmatched, Reason: ReasonNothing,
		Compared: int(m.compared[t]), Model: m.ix.settings.model.version,
	}
	at := int(m.chosen[t])
	switch {
	case at >= 0 && !m.leftBehind(t, at):
		m.band(t, at, &r)
	case len(m.found[t]) > 0 && certain(&m.found[t][0]):
		at = 0
		r.Band, r.Reason = BandConflict, ReasonContradiction
	case len(m.found[t]) > 0 && m.wellFound(t):
		// The organization went to another tenant, but this one may be the same
		// customer's too: a person looks before a new organization is made.
		at = 0
		r.Band, r.Reason = BandReviewLow, ReasonTaken
	case len(m.found[t]) > 0 && float64(m.found[t][0].score) >= m.policy.ReviewLow:
		r.Reason = ReasonTaken
	}
	if r.Band != BandUnmatched {
		c := &m.found[t][at]
		r.OrganizationID = m.ix.entity(c.id).record.ID
		r.Score = round(m.limited(float64(c.score), &r, at == int(m.chosen[t])))
		r.Margin = round(math.Min(m.lead(t, at, false), m.ahead(t, at, false)))
	}
	r.Candidates = m.shown[t]
	if at > 0 {
		tenant := m.tenant(t)
		r.Candidates = m.explain(&tenant, m.found[t], at, j)
	}
	return r
}

// wellFound reports a best candidate that very probably is right.
func (m *matching) wellFound(t int) bool {
	c := &m.found[t][0]
	return m.scoreBand(c) == BandReviewHigh && c.vetoes&^vetoHasTenant == 0
}

// leftBehind reports that another tenant got this one's organization, and what is
// left is so much worse that it is no answer.
func (m *matching) leftBehind(t, at int) bool {
	return at > 0 && float64(m.found[t][at].score) < m.policy.ReviewHigh && m.wellFound(t)
}

// limited keeps the score of a pair with an equal rival from ranking among those
// that stand alone. Vetoes limit the band only.
func (m *matching) limited(score float64, r *Result, assigned bool) float64 {
	switch {
	case r.Band == BandAmbiguous, assigned && r.Reason == ReasonTaken && r.Band == BandReviewLow:
		return math.Min(score, m.policy.ReviewHigh)
	case r.Reason == ReasonTaken && r.Band == BandReviewLow:
		return math.Min(score, m.policy.ReviewLow)
	}
	return score
}

// explain compares the shown candidates again and notes the evidence. Beyond the
// first, only candidates with more for them than against them are shown.
func (m *matching) explain(tenant *entity, found []scored, first int, j *judge) []Candidate {
	if len(found) == 0 {
		return nil
	}
	shown := 1
	for i := range found {
		if i != first && found[i].score > 0 && shown < m.policy.Candidates {
			shown++
		}
	}
	out := append(make([]Candidate, 0, shown), m.candidate(tenant, &found[first], j))
	for i := range found {
		if i != first && found[i].score > 0 && len(out) < shown {
			out = append(out, m.candidate(tenant, &found[i], j))
		}
	}
	return out
}

// candidate explains one pair.
func (m *matching) candidate(tenant *entity, c *scored, j *judge) Candidate {
	o := m.ix.entity(c.id)
	evidence := j.scratch.evidence[:0]
	v := j.compare(tenant, o, &evidence)
	j.scratch.evidence = evidence
	return Candidate{
		OrganizationID: o.record.ID, Score: round(float64(v.score)),
		Evidence: slices.Clone(evidence), Vetoes: v.vetoes.list(),
	}
}

// round keeps JSON short and equal between machines.
func round(x float64) float64 {
	if math.IsInf(x, 1) {
		return noRival
	}
	return math.Round(x*1000) / 1000
}

// noRival is the margin when there is no rival at all.
const noRival = 99

// band decides about the assigned candidate.
func (m *matching) band(t, at int, r *Result) {
	c := &m.found[t][at]
	if m.contradicted(t, at) {
		r.Band, r.Reason = BandConflict, ReasonContradiction
		return
	}
	switch c.key {
	case keyedConfirmed, keyedLinked:
		r.Band, r.Reason = BandAuto, c.key.reason()
		return
	}
	r.Band, r.Reason = m.scoreBand(c), ReasonScore
	if r.Band == BandUnmatched {
		return
	}
	lead := m.lead(t, at, true)
	located := c.anchored && !c.owned && lead >= m.policy.Margin // the site is known, if not for certain
	if lead < m.ix.settings.model.tie || !located && m.twin(t, at) {
		r.Band, r.Reason = BandAmbiguous, ReasonMargin
		return
	}
	if m.ahead(t, at, true) < m.ix.settings.model.tie {
		r.Band, r.Reason = BandReviewLow, ReasonTaken // another tenant fits it as well
		return
	}
	m.promote(t, at, r)
}

// scoreBand is the band by score and by the vetoes that limit it.
func (m *matching) scoreBand(c *scored) Band {
	switch {
	case float64(c.score) < m.policy.ReviewLow:
		return BandUnmatched
	case float64(c.score) < m.policy.ReviewHigh:
		return BandReviewLow
	case c.key == keyedResolved || c.key == keyedRegistration:
	case c.elsewhere, c.vetoes&vetoRole != 0, (!c.compared || c.vetoes&vetoNoDistinctive != 0) && c.strong < 2:
		return BandReviewLow
	case c.subsidiary && c.strong == 0:
		return BandReviewLow
	case c.another, c.vetoes&vetoLocation != 0 && c.strong == 0:
		return BandReviewLow
	}
	return BandReviewHigh
}

// numberPhoneStreet is how strong a checked number, which counts twice, and two
// more independent fields are together.
const numberPhoneStreet = 4

// promote makes a pair automatic when a key or two independent fields agree and
// nothing speaks against it.
func (m *matching) promote(t, at int, r *Result) {
	c := &m.found[t][at]
	reason := ReasonFields
	against := c.vetoes
	switch c.key {
	case keyedResolved:
		against &= vetoRegistration | vetoHasTenant | vetoResolvedElsewhere
	case keyedRegistration:
		against &^= vetoCountry
		if c.anchored {
			against &^= vetoPlace
		}
		if c.strong >= numberPhoneStreet {
			against &^= vetoName | vetoNoDistinctive | vetoWords | vetoRole // one company under another name
		}
	}
	if m.policy.SeveralTenants && c.key != keyedNothing {
		against &^= vetoHasTenant
	}
	switch {
	case c.key == keyedResolved, c.key == keyedRegistration && c.compared, c.key == keyedDomain && c.named:
		reason = c.key.reason()
	case c.key == keyedDomain && c.compared && c.strong >= 3 && !c.subsidiary:
		reason = c.key.reason() // the domain, the phone and the street
	case c.housed, c.numbered && c.compared && (c.similar || c.strong > 1), c.named && (c.strong > 0 || c.nearby) && (c.strong > 1 || !c.foreign):
	case c.vetoes&vetoHasTenant != 0:
		r.Reason = ReasonTaken
		return
	case c.vetoes != 0:
		r.Reason = ReasonVeto
		return
	default:
		return
	}
	switch {
	case against&vetoHasTenant != 0:
		r.Reason = ReasonTaken
	case against != 0, c.unlike && c.strong < 2 && c.key != keyedResolved:
		r.Reason = ReasonVeto
	case m.lead(t, at, false) < m.policy.Margin || m.ahead(t, at, false) < m.policy.Margin && !(m.policy.SeveralTenants && c.key != keyedNothing):
		r.Reason = ReasonMargin
	case m.twin(t, at), (!c.anchored || c.strong == 0) && c.key != keyedResolved && m.sibling(t, at):
		r.Reason = ReasonMargin
	case m.policy.NoAuto:
		r.Reason = ReasonPolicy
	default:
		r.Band, r.Reason = BandAuto, reason
	}
}

// contradicted finds certain keys that name another organization for this
// tenant, or another tenant for this organization.
func (m *matching) contradicted(t, at int) bool {
	c := &m.found[t][at]
	for i := range m.found[t] {
		o := &m.found[t][i]
		if i == at || !certain(o) {
			continue
		}
		if c.key == keyedConfirmed && !settledKey(o.key) {
			continue // a person has answered above the evidence
		}
		return true
	}
	if c.key == keyedLinked && c.vetoes&vetoResolvedElsewhere != 0 {
		return true // the domain moved to another tenant since the link was made
	}
	if m.policy.SeveralTenants || !certain(c) {
		return false
	}
	return m.keyRival(t, c)
}

// certain reports a deterministic key that nothing contradicts.
func certain(c *scored) bool {
	switch c.key {
	case keyedConfirmed, keyedLinked, keyedResolved:
		return true
	case keyedNothing:
		return false
	}
	return c.vetoes == 0
}

// keyRival reports another tenant with a certain key to the same organization,
// unless this tenant's key is the higher one.
func (m *matching) keyRival(t int, c *scored) bool {
	r := m.rivals[c.id]
	if r == nil || settledKey(c.key) {
		return false
	}
	other, _ := r.other(int32(t))
	if other < 0 {
		return false
	}
	for i := range m.found[other] {
		if o := &m.found[other][i]; o.id == c.id {
			return certain(o)
		}
	}
	return false
}

func settledKey(k keyed) bool { return k == keyedConfirmed || k == keyedLinked }

// lead is the distance to the tenant's next candidate. With settled, candidates
// that clearly belong to another tenant do not count.
func (m *matching) lead(t, at int, settled bool) float64 {
	lead := math.Inf(1)
	c := &m.found[t][at]
	for i := range m.found[t] {
		o := &m.found[t][i]
		if i == at || settled && m.belongsElsewhere(t, o) {
			continue
		}
		lead = min(lead, float64(c.score-o.score))
	}
	return lead
}

// belongsElsewhere reports that a candidate was assigned to a tenant that fits
// it much better.
func (m *matching) belongsElsewhere(t int, o *scored) bool {
	r := m.rivals[o.id]
	if r == nil || r.assigned < 0 || r.assigned == int32(t) {
		return false
	}
	c := &m.found[r.assigned][m.chosen[r.assigned]]
	return c.rank() > 0 || float64(c.score-o.score) >= m.policy.Margin
}

// ahead is the distance to the next tenant of the organization. With settled,
// tenants that clearly belong to another organization do not count.
func (m *matching) ahead(t, at int, settled bool) float64 {
	c := &m.found[t][at]
	r := m.rivals[c.id]
	if r == nil {
		return math.Inf(1)
	}
	other, score := r.other(int32(t))
	if other < 0 {
		return math.Inf(1)
	}
	if settled && m.chosen[other] >= 0 {
		own := &m.found[other][m.chosen[other]]
		if own.id != c.id && (own.rank() > 0 || float64(own.score-score) >= m.policy.Margin) {
			return math.Inf(1)
		}
	}
	return float64(c.score - score)
}

// twin reports another organization with an equally good name that nothing sets
// apart from the tenant: departments of one company, or one entered twice.
func (m *matching) twin(t, at int) bool {
	c := &m.found[t][at]
	if !c.named || c.strong > 1 || c.key == keyedResolved {
		return false
	}
	for i := range m.found[t] {
		o := &m.found[t][i]
		if i != at && o.named && !o.apart && !o.foreign && o.vetoes == 0 && !m.belongsElsewhere(t, o) {
			return true
		}
	}
	return false
}

// sibling reports another site of the same chain on either side: the same name,
// and nothing but the place to tell it apart. Name and domain then do not say
// which site this is.
func (m *matching) sibling(t, at int) bool {
	c := &m.found[t][at]
	for i := range m.found[t] {
		o := &m.found[t][i]
		if i != at && o.branded && !o.foreign && o.vetoes&(vetoRegistration|vetoCountry|vetoLegalForm) == 0 {
			return true
		}
	}
	r := m.rivals[c.id]
	if r == nil {
		return false
	}
	other, _ := r.other(int32(t))
	if other < 0 {
		return false
	}
	for i := range m.found[other] {
		if o := &m.found[other][i]; o.id == c.id {
			return o.branded && !o.foreign
		}
	}
	return false
}
