package linking_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/linktest"
	"github.com/tenantlink/tenantlink/linking/match"
)

// broker tells who the partner is, as Partner Center does.
type broker struct {
	linktest.Tenants
	own linking.OwnCompany
}

func (b broker) OwnCompany(context.Context) (linking.OwnCompany, error) { return b.own, nil }

var nordlicht = linking.OwnCompany{
	Names: []string{"Nordlicht Cloud Brokers AB"}, Domains: []string{"nordlicht.onmicrosoft.com"}, Emails: []string{"cloud@nordlicht.example", "consultant@mail.example"},
}

func TestRuleTenantsOfThePartnersOwnCompanyAreAskedAbout(t *testing.T) {
	lookup := owners{"nordlicht.example": scope.Partner, "mail.example": uuid.New()}
	for name, c := range map[string]struct {
		tenant linking.Tenant
		own    bool
	}{
		"the same name":                    {linking.Tenant{Name: "Nordlicht Cloud Brokers AB"}, true},
		"the same name, another form":      {linking.Tenant{Name: "NORDLICHT Cloud-Brokers"}, true},
		"the name of the billing profile":  {linking.Tenant{Name: "Old name", BillingName: "Nordlicht Cloud Brokers AB"}, true},
		"a demonstration tenant":           {linking.Tenant{Name: "Demo 17 (Nordlicht Cloud Brokers AB)"}, true},
		"below the initial domain":         {linking.Tenant{Name: "Lab", Domain: "lab.Nordlicht.onmicrosoft.com"}, true},
		"below a domain the partner owns":  {linking.Tenant{Name: "Lab", Domains: []string{"corp.nordlicht.example"}}, true},
		"a domain that only ends alike":    {linking.Tenant{Name: "Lab", Domains: []string{"notnordlicht.example"}}, false},
		"a domain of somebody's mail":      {linking.Tenant{Name: "Lab", Domains: []string{"x.mail.example"}}, false},
		"a name that shares a word":        {linking.Tenant{Name: "Nordlicht Bäckerei GmbH"}, false},
		"the broker's mail says nothing":   {linking.Tenant{Name: "Lab", Email: "cloud@nordlicht.example"}, false},
		"a longer name, other legal form":  {linking.Tenant{Name: "Nordlicht Cloud Brokers Kunden GmbH"}, false},
		"without name and without domains": {linking.Tenant{Name: "Lab"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			c.tenant.TenantKey = key(0)
			l := newLinker(t, broker{linktest.Tenants{c.tenant}, nordlicht}, linktest.NewMemory(), linking.WithDomainOwners(lookup))
			s, err := l.Discover(t.Context())
			require.NoError(t, err)
			p, err := l.Plan(t.Context(), s)
			require.NoError(t, err)
			want := linking.CreateAndLink
			if c.own {
				want = linking.Review
				require.Contains(t, p.Actions[0].Reason, "the partner")
				require.Equal(t, linking.FindingOwn, s.Findings()[0].Kind)
			}
			require.Equal(t, want, p.Actions[0].Kind, p.Actions[0].Reason)
		})
	}
}

func TestRuleTheOwnCompanyIsAskedAboutOnce(t *testing.T) {
	m := linktest.NewMemory()
	m.Add(linking.Organization{ID: "us", Name: "Nordlicht internal use"})
	own := linking.Tenant{TenantKey: key(0), Name: "Nordlicht Cloud Brokers AB"}
	l := func(opts ...linking.Option) *linking.Linker {
		return newLinker(t, broker{linktest.Tenants{own}, nordlicht}, m, opts...)
	}
	_, actions := plan(t, l())
	require.Equal(t, linking.Review, actions[key(0).Tenant].Kind)
	_, actions = plan(t, l(linking.WithIgnores(linking.Ignore{TenantKey: key(0), Kind: linking.IgnoreInternal, Reason: "us", By: "bo"})))
	require.Equal(t, linking.Ignored, actions[key(0).Tenant].Kind)
	_, actions = plan(t, l(linking.WithDecisions(match.Decision{TenantID: key(0).Tenant.String(), OrganizationID: "us", Verdict: match.Confirmed})))
	require.Equal(t, linking.LinkExisting, actions[key(0).Tenant].Kind, "who chose its organization has answered the question")
	require.True(t, actions[key(0).Tenant].Approved)
}

func TestRuleTheBrokersOwnMailStaysOutOfNewOrganizationsByDefault(t *testing.T) {
	customer := linking.Tenant{TenantKey: key(0), Name: "Fjord Data AS", Email: "customers@Nordlicht.example"}
	_, actions := plan(t, newLinker(t, broker{linktest.Tenants{customer}, nordlicht}, linktest.NewMemory(),
		linking.WithDomainOwners(owners{"nordlicht.example": scope.Partner})))
	require.Equal(t, linking.CreateAndLink, actions[key(0).Tenant].Kind)
	require.Empty(t, actions[key(0).Tenant].Draft.Email)
}

func TestWithOwnCompanyRefusesNonsense(t *testing.T) {
	for _, c := range []linking.OwnCompany{{Names: []string{" "}}, {Domains: []string{"com"}}, {Domains: []string{"no domain"}}} {
		_, err := linking.New(noTenants(), platformFor(0), linking.WithScope(scope), linking.WithOwnCompany(c))
		require.Error(t, err, "%+v", c)
	}
}

func TestRuleAChargeReopensAnIgnoredTenant(t *testing.T) {
	m := linktest.NewMemory()
	m.Add(linking.Organization{ID: "o", Name: "Fjord Data AS", Domain: "fjord.example"})
	entry := linking.Ignore{TenantKey: key(0), Kind: linking.IgnoreDormant, Reason: "asleep", By: "bo"}
	tenant := named(0, "Fjord Data AS", "fjord.example")
	l := newLinker(t, linktest.Tenants{tenant}, m, linking.WithIgnores(entry), linking.WithChargedTenants(key(0).Tenant))
	s, err := l.Discover(t.Context())
	require.NoError(t, err)
	require.Empty(t, s.Ignored())
	require.Len(t, s.Unlinked(), 1)
	alert, err := linking.NewAlert(t.Context(), s, nil)
	require.NoError(t, err)
	require.Equal(t, []uuid.UUID{key(0).Tenant}, alert.Reopened)
	p, actions := plan(t, l)
	require.Equal(t, linking.Review, actions[key(0).Tenant].Kind, "who ignored it is asked again")
	require.Contains(t, actions[key(0).Tenant].Reason, "asleep")
	require.Zero(t, p.Pending())
}

func TestATenantThatIsIgnoredTwiceIsOneEntry(t *testing.T) {
	store, err := linking.NewFileStore(t.TempDir() + "/records.json")
	require.NoError(t, err)
	require.NoError(t, store.SetIgnore(t.Context(), linking.Ignore{TenantKey: key(0), Kind: linking.IgnoreTest, Reason: "newer", By: "bo"}))
	older := linking.Ignore{TenantKey: key(0), Kind: linking.IgnoreDormant, Reason: "older", By: "bo"}
	p, _ := plan(t, newLinker(t, tenants(1), platformFor(0), linking.WithIgnores(older, older), linking.WithIgnoreStore(store)))
	require.Len(t, p.Actions, 1)
	require.Contains(t, p.Actions[0].Reason, "newer")
}

func TestApplyLeavesAloneWhatWasIgnoredSinceThePlan(t *testing.T) {
	store, err := linking.NewFileStore(t.TempDir() + "/records.json")
	require.NoError(t, err)
	require.NoError(t, store.SetIgnore(t.Context(), linking.Ignore{TenantKey: key(0), Kind: linking.IgnoreTest, Reason: "a demo", By: "bo"}))
	require.NoError(t, store.Decide(t.Context(), scope, linking.Decision{TenantKey: key(1), OrganizationID: "o1", Verdict: match.Rejected, By: "bo"}))
	m := platformFor(3)
	out, err := newLinker(t, noTenants(), m, linking.WithIgnoreStore(store), linking.WithDecisionStore(store)).
		Apply(t.Context(), planOf(3, 0), new(linking.MemoryJournal), execute)
	require.NoError(t, err)
	require.Equal(t, linking.VerdictSkipped, out.Results[0].Verdict)
	require.Contains(t, out.Results[0].Detail, "a demo")
	require.Equal(t, linking.VerdictSkipped, out.Results[1].Verdict)
	require.Contains(t, out.Results[1].Detail, "not the tenant's")
	require.Equal(t, linking.VerdictDone, out.Results[2].Verdict)
	require.Equal(t, 1, m.Writes())
}
