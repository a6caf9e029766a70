package linking

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// FindingKind says what is odd about a snapshot.
type FindingKind string

// The kinds of findings. None of them is acted on.
const (
	// FindingNotOnPlatform is a customer that the platform does not list: it
	// cannot be linked yet, and when it stays so the platform's own access to
	// Partner Center may be broken.
	FindingNotOnPlatform FindingKind = "not_on_platform"
	// FindingOwn is an unlinked tenant that may be the partner's own: it belongs on
	// the ignore list as internal or test.
	FindingOwn FindingKind = "own_company"
	// FindingNotCustomer is a tenant that only the platform lists: removed or
	// transferred away, or the platform's list is older.
	FindingNotCustomer FindingKind = "not_customer"
	// FindingDormant is an unlinked tenant without subscriptions or charges: of low
	// priority, and no organization is made for it.
	FindingDormant FindingKind = "dormant"
	// FindingLinkedTwice is a tenant with links to several organizations.
	FindingLinkedTwice FindingKind = "linked_twice"
	// FindingUnknownOrganization is a link to an organization that is not listed.
	FindingUnknownOrganization FindingKind = "unknown_organization"
)

// Finding is a difference between what the two sides say, for a person.
type Finding struct {
	Kind           FindingKind `json:"kind"`
	TenantID       uuid.UUID   `json:"tenant_id"`
	TenantName     string      `json:"tenant_name,omitempty"`
	OrganizationID string      `json:"organization_id,omitempty"`
	// Text says it in words.
	Text string `json:"text"`
}

// Findings compares the lists with each other: the tenants of both sides, and
// the links with what they join. It is sorted and empty when all agree.
func (s *Snapshot) Findings() []Finding {
	names := s.names()
	customers := s.customers()
	var out []Finding
	add := func(k FindingKind, tenant uuid.UUID, organization, text string) {
		out = append(out, Finding{Kind: k, TenantID: tenant, TenantName: names[tenant], OrganizationID: organization, Text: text})
	}
	if s.Known != nil {
		for _, t := range s.Tenants {
			if _, ok := s.known(t.Tenant); !ok {
				add(FindingNotOnPlatform, t.Tenant, "", "a customer in Partner Center that the platform does not list")
			}
		}
		for _, t := range s.Known {
			if _, ok := customers[t.Tenant]; !ok {
				add(FindingNotCustomer, t.Tenant, "", "listed by the platform but no customer in Partner Center")
			}
		}
	}
	for _, t := range s.Unlinked() {
		if why := s.ownTenant(t); why != "" {
			add(FindingOwn, t.Tenant, "", "unlinked; "+why)
		}
		if t.Dormant {
			add(FindingDormant, t.Tenant, "", "unlinked, and without subscriptions or charges: put it on the ignore list as dormant")
		}
	}
	s.linkFindings(add)
	slices.SortFunc(out, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), compareUUID(a.TenantID, b.TenantID), cmp.Compare(a.OrganizationID, b.OrganizationID))
	})
	return out
}

func (s *Snapshot) linkFindings(add func(k FindingKind, tenant uuid.UUID, organization, text string)) {
	listed := make(map[string]bool, len(s.Organizations))
	for _, o := range s.Organizations {
		listed[o.ID] = true
	}
	first := make(map[uuid.UUID]string, len(s.Links))
	for _, k := range s.Links {
		if !listed[k.OrganizationID] {
			add(FindingUnknownOrganization, k.Tenant, k.OrganizationID, "linked to an organization that the platform does not list")
		}
		switch other, ok := first[k.Tenant]; {
		case !ok:
			first[k.Tenant] = k.OrganizationID
		case other != k.OrganizationID:
			add(FindingLinkedTwice, k.Tenant, k.OrganizationID, "linked to organization "+other+" too")
		}
	}
}

// duplicates reports organizations that agree in name, domain and registration
// number while one of them has no tenant: possibly made twice, possibly
// departments. Nothing is ever done about them.
func (b *planner) duplicates() {
	hasTenant := make(map[string]bool, len(b.s.Links))
	for _, k := range b.s.Links {
		hasTenant[k.OrganizationID] = true
	}
	type same struct{ name, domain, number string }
	groups := make(map[same][]*Organization)
	for n := range b.s.Organizations {
		o := &b.s.Organizations[n]
		k := same{strings.ToLower(nameKey(o.Name)), normalDomain(o.Domain), strings.TrimSpace(o.RegistrationNumber)}
		if k.name != "" && (k.domain != "" || k.number != "") {
			groups[k] = append(groups[k], o)
		}
	}
	for _, group := range groups {
		keep := group[0] // the one with a tenant, else the smallest id
		for _, o := range group {
			if hasTenant[o.ID] && !hasTenant[keep.ID] {
				keep = o
			}
		}
		for _, o := range group {
			if o != keep && !hasTenant[o.ID] {
				b.add(Action{
					Kind: DuplicateOrganization, OrganizationID: o.ID, OrganizationName: o.Name,
					Reason: fmt.Sprintf("same name, domain and registration number as organization %s; made twice, or a department", keep.ID),
				})
			}
		}
	}
}
