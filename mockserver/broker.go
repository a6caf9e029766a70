package mockserver

import (
	"maps"
	"slices"
)

// A Situation is something that happens to brokers. A tenant may be in several.
type Situation string

// The situations of the seeded broker. With DefaultTenants each occurs.
const (
	// SituationLinked tenants are linked to the right organization.
	SituationLinked Situation = "linked"
	// SituationDomain tenants own the domain of an organization without tenant.
	SituationDomain Situation = "domain resolves"
	// SituationNameForm tenants and organizations differ in the form of the name only.
	SituationNameForm Situation = "name differs in form"
	// SituationRegistration tenants share only the registration number with one.
	SituationRegistration Situation = "registration number"
	// SituationNoOrganization tenants have none.
	SituationNoOrganization Situation = "no organization"
	// SituationDepartments tenants have several: departments of one company.
	SituationDepartments Situation = "departments"
	// SituationSister tenants bear the name of a sister company's organization
	// with another legal form: AG and GmbH of one group.
	SituationSister Situation = "sister company"
	// SituationSecondTenant tenants belong to a group whose organization has a tenant.
	SituationSecondTenant Situation = "second tenant"
	// SituationInternal is the partner's own tenant.
	SituationInternal Situation = "internal"
	// SituationTest tenants are for demonstrations.
	SituationTest Situation = "test"
	// SituationDormant tenants have neither subscriptions nor charges.
	SituationDormant Situation = "dormant"
	// SituationGone tenants are linked but no customers any more; a late credit
	// still comes for the first.
	SituationGone Situation = "gone"
	// SituationAzureMissing tenants have Azure charges, their organization no
	// Azure service.
	SituationAzureMissing Situation = "azure service missing"
	// SituationCredit tenants have a credit on the newest invoice.
	SituationCredit Situation = "credit"
	// SituationRenamed companies bear their old name in Partner Center.
	SituationRenamed Situation = "renamed"
	// SituationDomainMoved organizations hold a domain that another tenant owns today.
	SituationDomainMoved Situation = "domain moved"
	// SituationTransferred tenants went to another partner in mid-term.
	SituationTransferred Situation = "transferred out"
)

// A SuggestedIgnore is a tenant that belongs on the ignore list.
type SuggestedIgnore struct {
	TenantID string `json:"tenant_id"`
	// Kind is internal, test or dormant.
	Kind   string `json:"kind"`
	Reason string `json:"reason"`
}

// A Broker is what a person who knows the seeded broker would know: which
// tenant is in which situation and where it belongs. Linkers are measured
// against it; they must not read it.
type Broker struct {
	PartnerTenantID string `json:"partner_tenant_id"`
	// SuggestedIgnores are the own, test and dormant tenants.
	SuggestedIgnores []SuggestedIgnore `json:"suggested_ignores"`
	// Situations are keyed by tenant id.
	Situations map[string][]Situation `json:"situations"`
	// Truth is the organization each unlinked tenant belongs to; tenants that
	// have none are not in it.
	Truth map[string]string `json:"truth"`
}

// Broker tells what the seeded broker is made of.
func (s *Server) Broker() Broker {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return Broker{
		PartnerTenantID: s.st.partner.TenantID, SuggestedIgnores: slices.Clone(s.st.ignores),
		Situations: maps.Clone(s.st.situations), Truth: maps.Clone(s.st.truth),
	}
}

// In returns the ids of the tenants in a situation, sorted.
func (b Broker) In(s Situation) []string {
	var out []string
	for id, list := range b.Situations {
		if slices.Contains(list, s) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// A part is what one tenant plays in the broker. Parts with the same pair
// number share a company.
type part struct {
	situation Situation
	pair      int
}

// cast decides what each of n tenants plays. Every situation comes once before
// any comes twice, so that a small broker has as many of them as fit.
func cast(n int) []part {
	parts := []part{
		{SituationLinked, 0}, {SituationDomain, 0}, {SituationNameForm, 0}, {SituationNoOrganization, 0}, {SituationAzureMissing, 0}, {SituationRegistration, 0},
		{SituationDepartments, 0}, {SituationInternal, 0}, {SituationTest, 0}, {SituationDormant, 0}, {SituationCredit, 0},
		{SituationDomain, 1}, {SituationSister, 1}, {SituationLinked, 2}, {SituationSecondTenant, 2},
	}
	// The rest by share, in tenths of a percent.
	for _, share := range []struct {
		s    Situation
		each int
	}{
		{SituationDomain, 50}, {SituationNameForm, 20}, {SituationNoOrganization, 30}, {SituationTest, 15}, {SituationDormant, 15},
		{SituationRegistration, 2}, {SituationDepartments, 4}, {SituationAzureMissing, 15}, {SituationCredit, 10}, {SituationRenamed, 3}, {SituationTransferred, 1},
	} {
		have := count(parts, share.s)
		for range max(0, n*share.each/1000-have) {
			parts = append(parts, part{share.s, 0})
		}
	}
	pair := 3
	for range n / 500 {
		parts = append(parts, part{SituationLinked, pair}, part{SituationSecondTenant, pair}, part{SituationDomainMoved, 0}, part{SituationDomain, pair + 1}, part{SituationSister, pair + 1})
		pair += 2
	}
	for len(parts) < n {
		parts = append(parts, part{SituationLinked, 0})
	}
	return parts[:n]
}

func count(parts []part, s Situation) int {
	n := 0
	for _, p := range parts {
		if p.situation == s {
			n++
		}
	}
	return n
}
