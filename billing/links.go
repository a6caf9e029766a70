package billing

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/linking"
)

// LinkSet is what the report knows about tenants and organizations at one
// moment. It is stored with the report.
//
// Links, ignore entries and departed tenants with a zero partner hold for
// lines of every partner.
type LinkSet struct {
	// At is the moment of the snapshot; zero means now. Ignore entries count
	// when they are active at this moment.
	At time.Time `json:"at"`
	// Partner is assumed for lines that name no partner tenant.
	Partner uuid.UUID `json:"partner_tenant_id,omitzero"`
	// PartnerName and Broker head the report for people; nothing depends on them.
	PartnerName string `json:"partner_name,omitempty"`
	Broker      string `json:"broker,omitempty"`
	// Links are the current links. Two organizations for one tenant are refused.
	Links []linking.Link `json:"links"`
	// Past are links that no longer exist. They count only for departed
	// tenants: late credits of a removed customer reach its organization.
	Past []linking.Link `json:"past,omitempty"`
	// Organizations name the organizations and say which have the Azure service.
	// An organization that is missing here keeps its lines under its id.
	Organizations []linking.Organization `json:"organizations,omitempty"`
	// Ignored tenants stay out for a good reason, unless they are linked.
	Ignored []linking.Ignore `json:"ignored,omitempty"`
	// Departed tenants are no longer in the partner's customer list.
	Departed []linking.TenantKey `json:"departed,omitempty"`
	// Waiting says since when unlinked tenants are known; optional.
	Waiting []Waiting `json:"waiting,omitempty"`
}

// Waiting says since when a tenant is known to be unlinked.
type Waiting struct {
	linking.TenantKey
	Since time.Time `json:"since"`
}

// Reason says why a line is not in the bill. Rules may add reasons of their own.
type Reason string

// The reasons of this package. Every excluded line has exactly one.
const (
	TenantNotLinked     Reason = "TenantNotLinked"     // no organization is linked
	AzureServiceMissing Reason = "AzureServiceMissing" // Azure consumption of an organization without the Azure service
	Ignored             Reason = "Ignored"             // on the ignore list
	Departed            Reason = "Departed"            // no longer a customer, and no past link known
	TenantIDInvalid     Reason = "TenantIDInvalid"     // the line's CustomerId is no GUID
)

// linkIndex answers the join; it is immutable.
type linkIndex struct {
	set           LinkSet
	links, past   map[linking.TenantKey]linking.Link
	byTenant      map[uuid.UUID][]linking.Link
	organizations map[string]linking.Organization
	ignored       map[linking.TenantKey]linking.Ignore
	departed      map[linking.TenantKey]bool
	waiting       map[linking.TenantKey]time.Time
}

// compareKeys orders by customer tenant, then by partner tenant.
func compareKeys(a, b linking.TenantKey) int {
	return cmp.Or(bytes.Compare(a.Tenant[:], b.Tenant[:]), bytes.Compare(a.Partner[:], b.Partner[:]))
}

func (s LinkSet) canonical() LinkSet {
	if s.At.IsZero() {
		s.At = time.Now()
	}
	s.At = s.At.UTC().Truncate(time.Second)
	byLink := func(a, b linking.Link) int {
		return cmp.Or(compareKeys(a.TenantKey, b.TenantKey), cmp.Compare(a.OrganizationID, b.OrganizationID), a.Since.Compare(b.Since))
	}
	s.Links = slices.SortedStableFunc(slices.Values(s.Links), byLink)
	s.Past = slices.SortedStableFunc(slices.Values(s.Past), byLink)
	s.Organizations = slices.SortedStableFunc(slices.Values(s.Organizations), func(a, b linking.Organization) int { return cmp.Compare(a.ID, b.ID) })
	s.Ignored = slices.SortedStableFunc(slices.Values(s.Ignored), func(a, b linking.Ignore) int { return compareKeys(a.TenantKey, b.TenantKey) })
	s.Departed = slices.SortedStableFunc(slices.Values(s.Departed), compareKeys)
	s.Waiting = slices.SortedStableFunc(slices.Values(s.Waiting), func(a, b Waiting) int {
		return cmp.Or(compareKeys(a.TenantKey, b.TenantKey), a.Since.Compare(b.Since))
	})
	return s
}

func newLinkIndex(s LinkSet) (*linkIndex, error) {
	x := &linkIndex{
		set:           s,
		links:         make(map[linking.TenantKey]linking.Link, len(s.Links)),
		past:          make(map[linking.TenantKey]linking.Link, len(s.Past)),
		byTenant:      make(map[uuid.UUID][]linking.Link, len(s.Links)),
		organizations: make(map[string]linking.Organization, len(s.Organizations)),
		ignored:       make(map[linking.TenantKey]linking.Ignore, len(s.Ignored)),
		departed:      make(map[linking.TenantKey]bool, len(s.Departed)),
		waiting:       make(map[linking.TenantKey]time.Time, len(s.Waiting)),
	}
	for _, l := range s.Links {
		if l.OrganizationID == "" || l.Tenant == uuid.Nil {
			return nil, fmt.Errorf("billing: %w: link of tenant %s to organization %q is incomplete", ErrLinks, l.Tenant, l.OrganizationID)
		}
		old, ok := x.links[l.TenantKey]
		if ok && old.OrganizationID != l.OrganizationID {
			return nil, fmt.Errorf("billing: %w: tenant %s is linked to organizations %s and %s; a tenant belongs to one",
				ErrLinks, l.Tenant, old.OrganizationID, l.OrganizationID)
		}
		if !ok {
			x.byTenant[l.Tenant] = append(x.byTenant[l.Tenant], l)
		}
		x.links[l.TenantKey] = l
	}
	for _, l := range s.Past {
		if old, ok := x.past[l.TenantKey]; !ok || l.Since.After(old.Since) {
			x.past[l.TenantKey] = l // the latest link of a departed tenant counts
		}
	}
	for _, o := range s.Organizations {
		if _, ok := x.organizations[o.ID]; ok {
			return nil, fmt.Errorf("billing: %w: organization %s is listed twice", ErrLinks, o.ID)
		}
		x.organizations[o.ID] = o
	}
	for _, i := range s.Ignored {
		if i.Active(s.At) {
			x.ignored[i.TenantKey] = i
		}
	}
	for _, k := range s.Departed {
		x.departed[k] = true
	}
	for _, w := range s.Waiting {
		if old, ok := x.waiting[w.TenantKey]; !ok || w.Since.Before(old) {
			x.waiting[w.TenantKey] = w.Since
		}
	}
	return x, nil
}

// find looks a key up as it is, then as an entry that holds for every partner.
func find[V any](m map[linking.TenantKey]V, k linking.TenantKey) (V, bool) {
	v, ok := m[k]
	if !ok && k.Partner != uuid.Nil {
		v, ok = m[linking.TenantKey{Tenant: k.Tenant}]
	}
	return v, ok
}

// link finds the link of a tenant. A line that names no partner matches the
// only link of its tenant; with two partners it cannot be decided.
func (x *linkIndex) link(k linking.TenantKey) (linking.Link, bool, error) {
	if l, ok := find(x.links, k); ok || k.Partner != uuid.Nil {
		return l, ok, nil
	}
	all := x.byTenant[k.Tenant]
	for _, l := range all {
		if l.OrganizationID != all[0].OrganizationID {
			return linking.Link{}, false, fmt.Errorf("billing: %w: the lines name no partner and tenant %s is linked under partners %s and %s; set LinkSet.Partner",
				ErrLinks, k.Tenant, all[0].Partner, l.Partner)
		}
	}
	if len(all) == 0 {
		return linking.Link{}, false, nil
	}
	return all[0], true, nil
}

// verdict is the outcome of the join for one group of lines.
type verdict struct {
	organization string
	reason       Reason // empty when included
	past         bool   // joined through a link that no longer exists
}

// join decides where the lines of one tenant go. gated lines are Azure
// consumption. A rule decides before everything else.
func (x *linkIndex) join(k linking.TenantKey, valid, gated bool, rule *Rule) (verdict, error) {
	if rule != nil && rule.Exclude != "" {
		return verdict{reason: rule.Exclude}, nil
	}
	if rule != nil && rule.Organization != "" {
		return x.gate(verdict{organization: rule.Organization}, gated), nil
	}
	if !valid {
		return verdict{reason: TenantIDInvalid}, nil
	}
	l, ok, err := x.link(k)
	if err != nil {
		return verdict{}, err
	}
	if ok {
		return x.gate(verdict{organization: l.OrganizationID}, gated), nil
	}
	_, departed := find(x.departed, k)
	if past, ok := find(x.past, k); ok && departed {
		return x.gate(verdict{organization: past.OrganizationID, past: true}, gated), nil
	}
	if _, ok := find(x.ignored, k); ok {
		return verdict{reason: Ignored}, nil
	}
	if departed {
		return verdict{reason: Departed}, nil
	}
	return verdict{reason: TenantNotLinked}, nil
}

// gate keeps Azure consumption out only where the service is known to be
// missing: an organization nobody looked at is not gated.
func (x *linkIndex) gate(v verdict, gated bool) verdict {
	if gated && x.organizations[v.organization].Azure == linking.ServiceMissing {
		v.reason = AzureServiceMissing
	}
	return v
}

// Header says in one line for which partner and broker the report is, and of
// when its links are.
func (r *Report) Header() string {
	s := r.Links
	var parts []string
	switch {
	case s.PartnerName != "" && s.Partner != uuid.Nil:
		parts = append(parts, "Partner "+s.PartnerName+" ("+s.Partner.String()+")")
	case s.PartnerName != "":
		parts = append(parts, "Partner "+s.PartnerName)
	case s.Partner != uuid.Nil:
		parts = append(parts, "Partner "+s.Partner.String())
	}
	if s.Broker != "" {
		parts = append(parts, "broker "+s.Broker)
	}
	return strings.Join(append(parts, "links as of "+s.At.UTC().Format("2006-01-02 15:04 MST")), ", ")
}
