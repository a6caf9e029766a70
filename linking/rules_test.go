package linking_test

// Each test here is named after one rule that practice teaches about linking.

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/linktest"
	"github.com/tenantlink/tenantlink/linking/match"
)

func TestRuleCreatedOrganizationsStartWithApprovalOn(t *testing.T) {
	d, err := linking.DraftRules{}.Draft(named(0, "Fjord Data AS"))
	require.NoError(t, err)
	require.False(t, d.NoApproval)
}

func TestRuleAWrongLinkIsWorseThanAMissingOne(t *testing.T) {
	m := linktest.NewMemory()
	m.Add(linking.Organization{ID: "ag", Name: "Brenner Holding AG", Domain: "brenner-holding.example"})
	_, actions := plan(t, newLinker(t, linktest.Tenants{named(0, "Brenner Service GmbH", "brenner-service.example")}, m))
	require.NotEqual(t, linking.LinkExisting, actions[key(0).Tenant].Kind, "AG and GmbH of one group are two companies")
}

func TestRuleDepartmentsAreAmbiguousAndNotDuplicates(t *testing.T) {
	m := linktest.NewMemory()
	for _, id := range []string{"north", "south"} {
		m.Add(linking.Organization{ID: id, Name: "Skogsberg Logistik AB", Domain: "skogsberg.example", RegistrationNumber: "5560360793"})
	}
	p, actions := plan(t, newLinker(t, linktest.Tenants{named(0, "Skogsberg Logistik AB", "skogsberg.example")}, m,
		linking.WithDomainOwners(owners{"skogsberg.example": key(0).Tenant})))
	require.Equal(t, match.BandAmbiguous, actions[key(0).Tenant].Band)
	require.Zero(t, p.Pending(), "nothing may be written about departments")
}

func TestRuleYoungTenantsAreLeftToThePlatformForADay(t *testing.T) {
	for age, want := range map[time.Duration]linking.Kind{23 * time.Hour: linking.Review, 25 * time.Hour: linking.CreateAndLink} {
		young := named(0, "Fjord Data AS")
		young.Created = time.Now().Add(-age)
		_, actions := plan(t, newLinker(t, linktest.Tenants{young}, linktest.NewMemory()))
		require.Equal(t, want, actions[key(0).Tenant].Kind, "a tenant of %v", age)
	}
}

func TestRuleLinksAreReadAgainBeforeCreateAndLink(t *testing.T) {
	m := platformFor(0)
	m.Add(linking.Organization{ID: "own", Name: "Made by the platform itself"})
	m.Join(key(0), "own") // after the plan was made
	out, err := newLinker(t, noTenants(), m).Apply(t.Context(), planOf(0, 1), new(linking.MemoryJournal), execute)
	require.NoError(t, err)
	require.Equal(t, linking.VerdictAlready, out.Results[0].Verdict)
	require.Zero(t, m.Writes())
}

func TestRuleDomainLookupIsAutoOnlyForOneFreeOrganization(t *testing.T) {
	org := func(id string) linking.Organization {
		return linking.Organization{ID: id, Name: "Unlike " + id, Domain: "acme.example"}
	}
	domain := linking.WithDomainOwners(owners{"acme.example": key(0).Tenant})
	for name, c := range map[string]struct {
		prepare func(*linktest.Memory)
		auto    bool
	}{
		"one organization":             {func(m *linktest.Memory) { m.Add(org("a")) }, true},
		"two organizations":            {func(m *linktest.Memory) { m.Add(org("a")); m.Add(org("b")) }, false},
		"the organization has another": {func(m *linktest.Memory) { m.Add(org("a")); m.Join(key(9), "a") }, false},
	} {
		t.Run(name, func(t *testing.T) {
			m := linktest.NewMemory()
			c.prepare(m)
			_, actions := plan(t, newLinker(t, linktest.Tenants{named(0, "Unlike a"), named(9, "Other")}, m, domain, linking.WithDomainAudit()))
			require.Equal(t, c.auto, actions[key(0).Tenant].Kind == linking.LinkExisting, "%+v", actions[key(0).Tenant])
		})
	}
}

func TestRuleAnOrganizationThatBuysElsewhereGetsNoTenantOfOurs(t *testing.T) {
	m := linktest.NewMemory()
	m.Add(linking.Organization{ID: "o", Name: "Fjord Data AS", Domain: "fjord.example"})
	p, _ := plan(t, newLinker(t, linktest.Tenants{named(0, "Fjord Data AS")}, m,
		linking.WithDomainOwners(owners{"fjord.example": uuid.New()})))
	require.Zero(t, p.Pending(), "neither linked by its name nor created a second time: %+v", p.Actions)
}

func TestRuleTheBrokersOwnMailIsNoEvidence(t *testing.T) {
	m := linktest.NewMemory()
	m.Add(linking.Organization{ID: "o", Name: "Skogsberg Logistik AB", Email: "billing@broker.example"})
	tenants := linktest.Tenants{}
	for n := range 5 { // a domain on more than three tenants says nothing
		tenant := named(n, fmt.Sprintf("Quite Different %c", 'A'+n))
		tenant.Email = "billing@broker.example"
		tenants = append(tenants, tenant)
	}
	p, _ := plan(t, newLinker(t, tenants, m))
	require.Zero(t, p.Count(linking.LinkExisting))
	for _, a := range p.Actions {
		require.NotEqual(t, "o", a.OrganizationID)
	}
}

func TestRuleTheBrokersOwnMailIsNotCopiedIntoAnOrganization(t *testing.T) {
	tenant := named(0, "Fjord Data AS")
	tenant.Email = "billing@broker.example"
	d, err := linking.DraftRules{BrokerDomains: []string{"Broker.example"}}.Draft(tenant)
	require.NoError(t, err)
	require.Empty(t, d.Email)
}

func TestRuleADomainThatMovedIsAConflictAndKeepsTheLink(t *testing.T) {
	m := linktest.NewMemory()
	m.Add(linking.Organization{ID: "o", Name: "Bought Ltd", Domain: "bought.example"})
	m.Join(key(0), "o")
	p, actions := plan(t, newLinker(t, linktest.Tenants{named(0, "Bought Ltd"), named(1, "Buyer Ltd")}, m, linking.WithDomainAudit(),
		linking.WithDomainOwners(owners{"bought.example": key(1).Tenant})))
	require.Equal(t, linking.Conflict, actions[key(0).Tenant].Kind)
	_, err := newLinker(t, noTenants(), m).Apply(t.Context(), p, new(linking.MemoryJournal), execute)
	require.NoError(t, err)
	require.Zero(t, m.Writes())
}

func TestRuleNamesNeverRenameAnything(t *testing.T) {
	m := linktest.NewMemory()
	m.Add(linking.Organization{ID: "o", Name: "Old Name Ltd"})
	m.Join(key(0), "o")
	p, _ := plan(t, newLinker(t, linktest.Tenants{named(0, "New Name Ltd")}, m))
	require.Empty(t, p.Actions, "a customer that is called otherwise at Microsoft is no reason to act")
}

func TestRuleASecondTenantIsReviewedAndNeverCreated(t *testing.T) {
	m := linktest.NewMemory()
	m.Add(linking.Organization{ID: "o", Name: "Skogsberg Logistik AB", Domain: "skogsberg.example"})
	m.Join(key(0), "o")
	p, actions := plan(t, newLinker(t, linktest.Tenants{named(0, "Skogsberg"), named(1, "Skogsberg Logistik AB", "skogsberg.example")}, m))
	require.Equal(t, linking.SecondTenant, actions[key(1).Tenant].Kind)
	require.Zero(t, p.Pending())
}

func TestRuleThePartnersOwnTenantIsAskedAboutOnce(t *testing.T) {
	own := named(0, "The Broker AB")
	own.Tenant = scope.Partner
	l := func(opts ...linking.Option) *linking.Linker {
		return newLinker(t, linktest.Tenants{own}, linktest.NewMemory(), opts...)
	}
	_, actions := plan(t, l())
	require.Equal(t, linking.Review, actions[scope.Partner].Kind)
	require.Contains(t, actions[scope.Partner].Reason, "the partner's own tenant")
	_, actions = plan(t, l(linking.WithIgnores(linking.Ignore{TenantKey: own.TenantKey, Kind: linking.IgnoreInternal, Reason: "us", By: "bo"})))
	require.Equal(t, linking.Ignored, actions[scope.Partner].Kind)
}

func TestRuleDormantTenantsAreNotCreated(t *testing.T) {
	quiet := named(0, "Fjord Data AS")
	quiet.Dormant = true
	l := newLinker(t, linktest.Tenants{quiet}, linktest.NewMemory())
	_, actions := plan(t, l)
	require.Equal(t, linking.Review, actions[key(0).Tenant].Kind)
	require.Contains(t, actions[key(0).Tenant].Reason, "dormant")
	s, err := l.Discover(t.Context())
	require.NoError(t, err)
	require.Equal(t, linking.FindingDormant, s.Findings()[0].Kind)
}

// sleepers tells of every tenant that it has no subscription.
type sleepers struct{ linktest.Tenants }

func (sleepers) Detail(_ context.Context, t linking.Tenant) (linking.Tenant, error) {
	t.Dormant = true
	return t, nil
}

func TestRuleATenantWithChargesIsNotDormant(t *testing.T) {
	l := newLinker(t, sleepers{linktest.Tenants{named(0, "Fjord Data AS"), named(1, "Gull Bank AS")}}, linktest.NewMemory(), linking.WithChargedTenants(key(1).Tenant))
	_, actions := plan(t, l)
	require.Equal(t, linking.Review, actions[key(0).Tenant].Kind)
	require.Equal(t, linking.CreateAndLink, actions[key(1).Tenant].Kind, "somebody is charged for it")
}

// in tells an environment for either side.
type in struct {
	linktest.Tenants
	e linking.Environment
}

func (i in) Environment(context.Context) (linking.Environment, error) { return i.e, nil }

type platformIn struct {
	*linktest.Memory
	e linking.Environment
}

func (p platformIn) Environment(context.Context) (linking.Environment, error) { return p.e, nil }

func TestRuleSandboxAndProductionAreNotMixed(t *testing.T) {
	all := []linking.Environment{linking.EnvironmentUnknown, linking.EnvironmentProduction, linking.EnvironmentSandbox}
	for _, a := range all {
		for _, b := range all {
			l := newLinker(t, in{tenants(1), a}, platformIn{platformFor(1), b})
			_, discover := l.Discover(t.Context())
			_, apply := l.Apply(t.Context(), planOf(1, 0), new(linking.MemoryJournal), linking.ApplyOptions{})
			mixed := a != b && a != linking.EnvironmentUnknown && b != linking.EnvironmentUnknown
			require.Equal(t, mixed, errors.Is(discover, linking.ErrScope), "discover: tenants %q, platform %q: %v", a, b, discover)
			require.Equal(t, mixed, errors.Is(apply, linking.ErrScope), "apply: tenants %q, platform %q: %v", a, b, apply)
		}
	}
}

func TestRuleTheSameCustomerOfTwoPartnersIsTwoTenants(t *testing.T) {
	other := linking.Scope{Partner: uuid.New(), Platform: "memory:1"}
	m := platformFor(1)
	m.Join(linking.TenantKey{Partner: other.Partner, Tenant: key(0).Tenant}, "o0")
	s, err := newLinker(t, tenants(1), m).Discover(t.Context())
	require.NoError(t, err)
	require.Len(t, s.Unlinked(), 1, "the other partner's link is not ours")
	l, err := linking.New(linktest.Tenants{{TenantKey: linking.TenantKey{Partner: other.Partner, Tenant: key(0).Tenant}, Name: "Tenant 0"}}, m, linking.WithScope(other))
	require.NoError(t, err)
	s, err = l.Discover(t.Context())
	require.NoError(t, err)
	require.Empty(t, s.Unlinked())
}

func TestRuleMissingGDAPIsUnknownAndNoVeto(t *testing.T) {
	m := linktest.NewMemory()
	m.Add(linking.Organization{ID: "o", Name: "Skogsberg Logistik AB", Domain: "skogsberg.example", Phone: "+46 8 1",
		Address: linking.Address{Street: "Gatan 1", PostalCode: "111 22", City: "Stockholm", Country: "SE"}})
	hidden := linking.Tenant{TenantKey: key(0), Name: "Skogsberg Logistik AB", Domain: "skogsberglogistik.onmicrosoft.com"}
	_, actions := plan(t, newLinker(t, linktest.Tenants{hidden}, m, linking.WithDomainOwners(owners{"skogsberg.example": key(0).Tenant})))
	require.Equal(t, linking.LinkExisting, actions[key(0).Tenant].Kind)
	require.Empty(t, actions[key(0).Tenant].Vetoes)
}

func TestRuleACreatedOrganizationHasWhatFinanceNeeds(t *testing.T) {
	start := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	rules := linking.DraftRules{
		BillingStart: start, ApprovalLimit: "500", Required: []linking.DraftField{linking.DraftCustomerNumber},
		CustomerNumber: func(tenant linking.Tenant) (string, error) {
			if tenant.Tenant == key(1).Tenant {
				return "", nil // the ERP does not know it
			}
			return "C-1001", nil
		},
		Properties: func(linking.Tenant) map[string]string { return map[string]string{"segment": "smb"} },
	}
	_, actions := plan(t, newLinker(t, linktest.Tenants{named(0, "Fjord Data AS"), named(1, "Skogsberg Logistik AB")}, linktest.NewMemory(), linking.WithDraft(rules.Draft)))
	d := actions[key(0).Tenant].Draft
	require.Equal(t, "C-1001", d.CustomerNumber)
	require.Equal(t, start, d.BillingStart)
	require.Equal(t, "500", d.ApprovalLimit)
	require.Equal(t, "smb", d.Properties["segment"])
	require.Equal(t, linking.Review, actions[key(1).Tenant].Kind, "without customer number a person decides")
	require.Contains(t, actions[key(1).Tenant].Reason, "customer_number")
}

func TestRuleNoSecondOrganizationForACompanyThatHasOneUnderAnotherName(t *testing.T) {
	m := linktest.NewMemory()
	m.Add(linking.Organization{ID: "o", Name: "Customer 4711"}) // as the ERP calls it
	m.Join(key(0), "o")
	_, actions := plan(t, newLinker(t, linktest.Tenants{
		named(0, "Skogsberg Logistik AB", "skogsberg.example"), named(1, "Skogsberg Logistik AB", "mail.skogsberg.example"),
	}, m))
	a := actions[key(1).Tenant]
	require.Equal(t, linking.SecondTenant, a.Kind, "%+v", a)
	require.Equal(t, "o", a.OrganizationID)
	require.Contains(t, a.Reason, key(0).Tenant.String())
	require.NotEmpty(t, a.Evidence)
}
