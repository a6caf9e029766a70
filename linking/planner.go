package linking

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/linking/match"
)

// planner turns a snapshot into actions.
type planner struct {
	l       *Linker
	s       *Snapshot
	orgs    map[string]*Organization
	links   map[uuid.UUID]Link
	names   map[uuid.UUID]string
	model   string
	actions []Action
}

func (b *planner) add(a Action) {
	a.TenantName = b.names[a.TenantID]
	b.actions = append(b.actions, a)
}

// unlinked proposes an organization for every tenant that has none.
func (b *planner) unlinked(ctx context.Context) error {
	tenants := b.s.Unlinked()
	results, err := b.match(ctx, tenants)
	if err != nil {
		return err
	}
	var companies []Tenant // tenants whose company has no organization
	for n, t := range tenants {
		res := results[n]
		b.model = res.Model
		a := b.proposal(t, res)
		switch why := b.wait(t, res.Reason == match.ReasonConfirmed); {
		case why != "":
			a.Kind, a.Approved, a.Reason = Review, false, why
		case a.Kind == CreateAndLink && t.Dormant:
			a.Kind, a.Reason = Review, "dormant: no subscriptions, so no organization is created; put it on the ignore list as dormant or create one by hand"
		case a.Kind == CreateAndLink:
			companies = append(companies, t)
			continue
		}
		b.add(a)
	}
	return b.create(ctx, companies)
}

// wait says why a tenant cannot or should not be linked yet. Whose it is was
// answered where a person confirmed its organization.
func (b *planner) wait(t Tenant, confirmed bool) string {
	if why := b.s.ownTenant(t); why != "" && !confirmed {
		return why + "; put it on the ignore list as internal or test, or choose its organization"
	}
	if n := slices.IndexFunc(b.s.Reopened, func(i Ignore) bool { return i.Tenant == t.Tenant }); n >= 0 && !confirmed {
		i := b.s.Reopened[n]
		return fmt.Sprintf("ignored as %s (%s, %s), and charged nevertheless; choose its organization", i.Kind, i.Reason, i.By)
	}
	if b.s.Known != nil {
		if _, known := b.s.known(t.Tenant); !known {
			return "the platform does not list this tenant yet; new customers can take a day to appear"
		}
	}
	if age := b.s.Taken.Sub(t.Created); !t.Created.IsZero() && age < b.l.o.grace {
		return fmt.Sprintf("younger than %s: left to the platform's own linking", b.l.o.grace)
	}
	return ""
}

func (b *planner) match(ctx context.Context, tenants []Tenant) ([]match.Result, error) {
	tenantsOf := make(map[string][]string, len(b.s.Links))
	for _, k := range b.s.Links {
		tenantsOf[k.OrganizationID] = append(tenantsOf[k.OrganizationID], k.Tenant.String())
	}
	records := make([]match.Record, len(b.s.Organizations))
	for n, o := range b.s.Organizations {
		records[n] = organizationRecord(o)
		records[n].LinkedTenants = tenantsOf[o.ID]
		if owner := b.s.Owners[normalDomain(o.Domain)]; owner != uuid.Nil {
			records[n].ResolvedTenants = []string{owner.String()}
		}
	}
	index, err := match.NewIndex(records, b.matchOptions()...)
	if err != nil {
		return nil, err
	}
	return index.Match(ctx, tenantRecords(tenants), b.l.o.policy, b.l.decisions(b.s)...)
}

// matchOptions leave the partner's own domains out of the evidence.
func (b *planner) matchOptions() []match.Option {
	return append(slices.Clone(b.l.o.matchOpts), match.WithBrokerDomains(b.s.Own.Domains...))
}

func tenantRecords(tenants []Tenant) []match.Record {
	records := make([]match.Record, len(tenants))
	for n, t := range tenants {
		records[n] = match.Record{
			ID:                  t.Tenant.String(),
			Names:               nonEmpty(t.Name, t.BillingName),
			Domains:             append(nonEmpty(t.Domain), t.Domains...),
			EmailDomains:        nonEmpty(t.Email),
			RegistrationNumbers: nonEmpty(t.RegistrationNumber),
			Country:             t.Address.Country,
			PostalCode:          t.Address.PostalCode,
			City:                t.Address.City,
			Street:              t.Address.Street,
			Phone:               t.Phone,
		}
	}
	return records
}

func organizationRecord(o Organization) match.Record {
	return match.Record{
		ID:                  o.ID,
		Names:               nonEmpty(o.Name),
		Domains:             append(nonEmpty(o.Domain), o.Domains...),
		EmailDomains:        nonEmpty(o.Email),
		RegistrationNumbers: nonEmpty(o.RegistrationNumber),
		VATNumbers:          nonEmpty(o.VAT),
		Country:             o.Address.Country,
		PostalCode:          o.Address.PostalCode,
		City:                o.Address.City,
		Street:              o.Address.Street,
		Phone:               o.Phone,
	}
}

func nonEmpty(values ...string) []string {
	var out []string
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// proposal turns the matcher's result into an action.
func (b *planner) proposal(t Tenant, res match.Result) Action {
	a := Action{TenantID: t.Tenant, OrganizationID: res.OrganizationID, Band: res.Band, Reason: string(res.Reason)}
	if o := b.orgs[res.OrganizationID]; o != nil {
		a.OrganizationName = o.Name
	}
	for _, c := range res.Candidates {
		if c.OrganizationID == res.OrganizationID {
			a.Evidence, a.Vetoes = c.Evidence, c.Vetoes
			continue
		}
		a.Candidates = append(a.Candidates, b.candidate(c))
	}
	switch res.Band {
	case match.BandAuto:
		a.Kind, a.Approved, a.Candidates = LinkExisting, true, nil
		// Who confirms a pair has seen that the organization has a tenant.
		a.SecondTenantAllowed = res.Reason == match.ReasonConfirmed && slices.Contains(a.Vetoes, match.VetoHasTenant)
	case match.BandConflict:
		a.Kind = Conflict
	case match.BandUnmatched:
		a.Kind, a.OrganizationID, a.OrganizationName = CreateAndLink, "", ""
	default:
		a.Kind = Review
		if slices.Contains(a.Vetoes, match.VetoHasTenant) {
			a.Kind = SecondTenant
		}
	}
	return a
}

func displayName(t Tenant) string {
	if t.BillingName != "" {
		return t.BillingName
	}
	return t.Name
}

func (b *planner) candidate(c match.Candidate) Candidate {
	out := Candidate{OrganizationID: c.OrganizationID, Score: c.Score, Evidence: c.Evidence, Vetoes: c.Vetoes}
	if o := b.orgs[c.OrganizationID]; o != nil {
		out.Name = o.Name
	}
	return out
}

// create proposes a new organization for each company, once: a tenant that looks
// like one with an organization, or like one that gets one now, is reviewed.
func (b *planner) create(ctx context.Context, tenants []Tenant) error {
	alike, err := b.sameCompany(ctx, tenants)
	if err != nil {
		return err
	}
	for _, t := range tenants {
		a := Action{Kind: CreateAndLink, TenantID: t.Tenant, Band: match.BandUnmatched, Reason: "no organization fits"}
		draft, err := b.draft(t)
		switch twin, ok := alike[t.Tenant]; {
		case err != nil:
			a.Kind, a.Reason = Review, "no organization can be drafted: "+err.Error()
		case ok && twin.organization != "":
			a.Kind, a.OrganizationID, a.Band, a.Evidence = SecondTenant, twin.organization, twin.band, twin.evidence
			a.Reason = fmt.Sprintf("may be the same company as tenant %s, which belongs to this organization", twin.tenant)
			if o := b.orgs[twin.organization]; o != nil {
				a.OrganizationName = o.Name
			}
		case ok:
			a.Kind, a.Evidence = Review, twin.evidence
			a.Reason = fmt.Sprintf("may be the same company as tenant %s, which has no organization either", twin.tenant)
		default:
			a.Draft = &draft
		}
		b.add(a)
	}
	return nil
}

// draft applies the rule. The partner's own address, which many billing profiles
// carry, does not become that of the new organization by being copied.
func (b *planner) draft(t Tenant) (Draft, error) {
	d, err := b.l.o.draft(t)
	if d.Email == t.Email && (DraftRules{BrokerDomains: b.s.Own.Domains}).isBrokers(d.Email) {
		d.Email = ""
	}
	return d, err
}

// twin is another tenant that may be of the same company.
type twin struct {
	tenant       uuid.UUID
	organization string // that the other tenant belongs to; empty when to none
	band         match.Band
	evidence     []match.Evidence
}

// sameCompany matches tenants without organization against each other and
// against the linked ones. Of two that have none, the one with the greater id
// is mapped to the other.
func (b *planner) sameCompany(ctx context.Context, tenants []Tenant) (map[uuid.UUID]twin, error) {
	all := slices.Clone(tenants)
	for _, t := range b.s.Tenants {
		if _, linked := b.links[t.Tenant]; linked {
			all = append(all, t)
		}
	}
	records := tenantRecords(tenants)
	index, err := match.NewIndex(tenantRecords(all), b.matchOptions()...)
	if err != nil {
		return nil, err
	}
	self := make([]match.Decision, len(records)) // nobody is his own twin
	for n, r := range records {
		self[n] = match.Decision{TenantID: r.ID, OrganizationID: r.ID, Verdict: match.Rejected}
	}
	results, err := index.Match(ctx, records, match.Policy{NoAuto: true}, self...)
	if err != nil {
		return nil, err
	}
	alike := make(map[uuid.UUID]twin)
	for n, res := range results {
		if res.OrganizationID == "" || res.Band == match.BandUnmatched {
			continue
		}
		other, err := uuid.Parse(res.OrganizationID)
		if err != nil {
			return nil, err
		}
		b.noteTwin(alike, tenants[n].Tenant, other, res)
	}
	return alike, nil
}

func (b *planner) noteTwin(alike map[uuid.UUID]twin, tenant, other uuid.UUID, res match.Result) {
	found := twin{tenant: other, band: res.Band, evidence: res.Candidates[0].Evidence}
	if k, linked := b.links[other]; linked {
		// A faint likeness to one of many linked tenants is no reason to ask.
		if res.Band != match.BandReviewLow {
			found.organization = k.OrganizationID
			alike[tenant] = found
		}
		return
	}
	if compareUUID(tenant, other) < 0 {
		tenant, found.tenant = other, tenant
	}
	if _, ok := alike[tenant]; !ok {
		alike[tenant] = found
	}
}

// linked checks the links that exist. They are never changed.
func (b *planner) linked() {
	customers := b.s.customers()
	for _, k := range b.s.Links {
		a := Action{TenantID: k.Tenant, OrganizationID: k.OrganizationID}
		o := b.orgs[k.OrganizationID]
		if o != nil {
			a.OrganizationName = o.Name
		}
		if customers[k.Tenant] == nil {
			a.Kind, a.Reason = Stale, "linked, but no longer a customer in Partner Center; late credits can still come"
			b.add(a)
			continue
		}
		if o == nil {
			continue
		}
		owner := b.s.Owners[normalDomain(o.Domain)]
		if _, ours := customers[owner]; ours && owner != k.Tenant {
			a.Kind = Conflict
			a.Reason = fmt.Sprintf("the organization's domain %s belongs to tenant %s today; the link is kept", o.Domain, owner)
			b.add(a)
		}
	}
}

// azure proposes the Azure service where consumption is left out without it.
func (b *planner) azure() {
	seen := make(map[uuid.UUID]bool)
	for n, t := range slices.Concat(b.s.AzureTenants, b.s.AzurePlans) {
		k, linked := b.links[t]
		if !linked || seen[t] {
			continue
		}
		seen[t] = true
		o := b.orgs[k.OrganizationID]
		if o == nil || o.Azure != ServiceMissing {
			continue
		}
		why := "the tenant consumes Azure and the organization has no Azure service, so its consumption is not billed"
		if n >= len(b.s.AzureTenants) {
			why = "the tenant has an Azure plan and the organization has no Azure service, so what it will consume is not billed"
		}
		b.add(Action{Kind: AttachAzureService, TenantID: t, OrganizationID: o.ID, OrganizationName: o.Name, Reason: why})
	}
}

// csp proposes the CSP service for organizations that have a tenant and lack it.
func (b *planner) csp() {
	customers := b.s.customers()
	for _, k := range b.s.Links {
		o := b.orgs[k.OrganizationID]
		if o == nil || customers[k.Tenant] == nil {
			continue
		}
		a := Action{TenantID: k.Tenant, OrganizationID: o.ID, OrganizationName: o.Name}
		switch o.CSP {
		case ServiceMissing:
			a.Kind, a.Reason = AttachCSPService, "the tenant is linked and the organization has no CSP service, so its licences may not be billed"
		case ServiceOther:
			a.Kind, a.Reason = Conflict, "the organization's CSP service is that of another tenant; the link is kept"
		default:
			continue
		}
		b.add(a)
	}
}

func (b *planner) ignored() {
	for _, i := range b.s.Ignored() {
		b.add(Action{
			Kind: Ignored, TenantID: i.Tenant,
			Reason: fmt.Sprintf("%s: %s (%s)", i.Kind, i.Reason, i.By),
		})
	}
}
