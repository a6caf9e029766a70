package linking_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/linktest"
	"github.com/tenantlink/tenantlink/linking/match"
)

// plan discovers and plans, and returns the actions by tenant.
func plan(t *testing.T, l *linking.Linker) (*linking.Plan, map[uuid.UUID]linking.Action) {
	t.Helper()
	s, err := l.Discover(t.Context())
	require.NoError(t, err)
	p, err := l.Plan(t.Context(), s)
	require.NoError(t, err)
	byTenant := make(map[uuid.UUID]linking.Action)
	for _, a := range p.Actions {
		byTenant[a.TenantID] = a
	}
	return p, byTenant
}

func named(n int, name string, domains ...string) linking.Tenant {
	return linking.Tenant{TenantKey: key(n), Name: name, Domain: fmt.Sprintf("t%d.onmicrosoft.com", n), Domains: domains}
}

func TestPlanLinksTheTenantThatMicrosoftNamesForTheDomain(t *testing.T) {
	m := linktest.NewMemory()
	m.Add(linking.Organization{ID: "o", Name: "Quite Another Name", Domain: "acme.example"})
	_, actions := plan(t, newLinker(t, linktest.Tenants{named(0, "Quite Another Name Ltd")}, m,
		linking.WithDomainOwners(owners{"acme.example": key(0).Tenant})))
	a := actions[key(0).Tenant]
	require.Equal(t, linking.LinkExisting, a.Kind)
	require.Equal(t, match.BandAuto, a.Band)
	require.True(t, a.Approved)
	require.NotEmpty(t, a.Evidence)
}

func TestPlanNeverLinksByNameAlone(t *testing.T) {
	m := linktest.NewMemory()
	m.Add(linking.Organization{ID: "o", Name: "Skogsberg Logistik AB"})
	_, actions := plan(t, newLinker(t, linktest.Tenants{named(0, "Skogsberg Logistik AB")}, m))
	a := actions[key(0).Tenant]
	require.Equal(t, linking.Review, a.Kind)
	require.False(t, a.Approved)
	require.Equal(t, "o", a.OrganizationID)
}

func TestPlanDepartmentsAreLeftToAPerson(t *testing.T) {
	m := linktest.NewMemory()
	m.Add(linking.Organization{ID: "north", Name: "Skogsberg Logistik AB", Domain: "skogsberg.example", RegistrationNumber: "5560360793"})
	m.Add(linking.Organization{ID: "south", Name: "Skogsberg Logistik AB", Domain: "skogsberg.example", RegistrationNumber: "5560360793"})
	_, actions := plan(t, newLinker(t, linktest.Tenants{named(0, "Skogsberg Logistik AB", "skogsberg.example")}, m,
		linking.WithDomainOwners(owners{"skogsberg.example": key(0).Tenant})))
	require.Equal(t, linking.Review, actions[key(0).Tenant].Kind)
	require.Equal(t, match.BandAmbiguous, actions[key(0).Tenant].Band)
}

func TestPlanSecondTenantIsReviewedAndNeverCreated(t *testing.T) {
	m := linktest.NewMemory()
	m.Add(linking.Organization{ID: "o", Name: "Skogsberg Logistik AB", Domain: "skogsberg.example"})
	m.Join(key(0), "o")
	_, actions := plan(t, newLinker(t, linktest.Tenants{named(0, "Skogsberg Logistik AB"), named(1, "Skogsberg Logistik AB", "skogsberg.example")}, m))
	require.Equal(t, linking.SecondTenant, actions[key(1).Tenant].Kind)
	require.NotContains(t, actions, key(0).Tenant, "the existing link is fine and needs no action")
}

func TestPlanCreatesOneOrganizationForTwoTenantsOfOneCompany(t *testing.T) {
	p, actions := plan(t, newLinker(t, linktest.Tenants{
		named(0, "Skogsberg Logistik AB", "skogsberg.example"), named(1, "Skogsberg Logistik", "mail.skogsberg.example"), named(2, "Fjord Data AS", "fjord.example"),
	}, linktest.NewMemory()))
	require.Equal(t, 2, p.Count(linking.CreateAndLink))
	require.Equal(t, linking.Review, actions[key(1).Tenant].Kind)
	require.Contains(t, actions[key(1).Tenant].Reason, key(0).Tenant.String())
}

func TestPlanDoesNotApproveCreations(t *testing.T) {
	_, actions := plan(t, newLinker(t, linktest.Tenants{named(0, "Fjord Data AS")}, linktest.NewMemory()))
	a := actions[key(0).Tenant]
	require.Equal(t, linking.CreateAndLink, a.Kind)
	require.False(t, a.Approved)
	require.Equal(t, "Fjord Data AS", a.Draft.Name)
	require.False(t, a.Draft.NoApproval, "created organizations start with approval on")
}

func TestPlanReviewsATenantWithoutName(t *testing.T) {
	_, actions := plan(t, newLinker(t, linktest.Tenants{named(0, "")}, linktest.NewMemory()))
	require.Equal(t, linking.Review, actions[key(0).Tenant].Kind)
	require.Contains(t, actions[key(0).Tenant].Reason, "no name")
}

func TestPlanStaleLink(t *testing.T) {
	m := platformFor(1)
	m.Join(key(0), "o0")
	_, actions := plan(t, newLinker(t, noTenants(), m))
	require.Equal(t, linking.Stale, actions[key(0).Tenant].Kind)
}

func TestPlanConflictWhenTheDomainMoved(t *testing.T) {
	m := linktest.NewMemory()
	m.Add(linking.Organization{ID: "o", Name: "Bought Ltd", Domain: "bought.example"})
	m.Add(linking.Organization{ID: "buyer", Name: "Buyer Ltd", Domain: "buyer.example"})
	m.Join(key(0), "o")
	m.Join(key(1), "buyer")
	p, actions := plan(t, newLinker(t, linktest.Tenants{named(0, "Bought Ltd"), named(1, "Buyer Ltd")}, m, linking.WithDomainAudit(),
		linking.WithDomainOwners(owners{"bought.example": key(1).Tenant, "buyer.example": key(1).Tenant})))
	require.Equal(t, linking.Conflict, actions[key(0).Tenant].Kind)
	require.Equal(t, 0, p.Pending(), "the link is kept")
}

func TestPlanAzureServiceIsProposedButNeverApproved(t *testing.T) {
	m := platformFor(2)
	m.Add(linking.Organization{ID: "o1", Name: "Has Azure", Azure: linking.ServiceAttached})
	m.Join(key(0), "o0")
	m.Join(key(1), "o1")
	p, actions := plan(t, newLinker(t, tenants(3), m, linking.WithAzureTenants(key(0).Tenant, key(1).Tenant, key(2).Tenant)))
	require.Equal(t, 1, p.Count(linking.AttachAzureService))
	require.Equal(t, linking.AttachAzureService, actions[key(0).Tenant].Kind)
	require.False(t, actions[key(0).Tenant].Approved)
}

func TestPlanIgnoredTenant(t *testing.T) {
	_, actions := plan(t, newLinker(t, tenants(1), linktest.NewMemory(), linking.WithIgnores(linking.Ignore{
		TenantKey: key(0), Kind: linking.IgnoreInternal, Reason: "our own", By: "bo"})))
	require.Equal(t, linking.Ignored, actions[key(0).Tenant].Kind)
}

func TestPlanLeavesYoungTenantsToThePlatform(t *testing.T) {
	young := named(0, "Fjord Data AS")
	young.Created = time.Now().Add(-time.Hour)
	_, actions := plan(t, newLinker(t, linktest.Tenants{young}, linktest.NewMemory()))
	require.Equal(t, linking.Review, actions[key(0).Tenant].Kind)
	require.Contains(t, actions[key(0).Tenant].Reason, "younger than 24h")
}

func TestPlanHonoursDecisions(t *testing.T) {
	m := linktest.NewMemory()
	m.Add(linking.Organization{ID: "o", Name: "Skogsberg Logistik AB"})
	m.Add(linking.Organization{ID: "p", Name: "Hansen Bygg AS"})
	_, actions := plan(t, newLinker(t, linktest.Tenants{named(0, "Skogsberg Logistik AB"), named(1, "Fjord Data AS")}, m, linking.WithDecisions(
		match.Decision{TenantID: key(0).Tenant.String(), OrganizationID: "o", Verdict: match.Rejected},
		match.Decision{TenantID: key(1).Tenant.String(), OrganizationID: "p", Verdict: match.Confirmed})))
	require.NotEqual(t, "o", actions[key(0).Tenant].OrganizationID, "a rejected pair is not proposed again")
	require.Equal(t, linking.LinkExisting, actions[key(1).Tenant].Kind, "a confirmed pair is linked")
	require.Equal(t, "p", actions[key(1).Tenant].OrganizationID)
}

func TestPlanLinksAConfirmedSecondTenant(t *testing.T) {
	m := linktest.NewMemory()
	m.Add(linking.Organization{ID: "o", Name: "Skogsberg Logistik AB", Domain: "skogsberg.example"})
	m.Join(key(0), "o")
	l := newLinker(t, linktest.Tenants{named(0, "Skogsberg Logistik AB"), named(1, "Skogsberg Logistik AB", "skogsberg.example")}, m,
		linking.WithDecisions(match.Decision{TenantID: key(1).Tenant.String(), OrganizationID: "o", Verdict: match.Confirmed}))
	p, actions := plan(t, l)
	require.Equal(t, linking.LinkExisting, actions[key(1).Tenant].Kind)
	out, err := l.Apply(t.Context(), p, new(linking.MemoryJournal), execute)
	require.NoError(t, err)
	require.Equal(t, 1, out.Count(linking.VerdictDone), "a person confirmed it, so the organization's other tenant is no obstacle")
}

func TestPlanIsTheSameBytesForTheSameState(t *testing.T) {
	all := linktest.Tenants{named(0, "Skogsberg Logistik AB", "skogsberg.example"), named(1, "Fjord Data AS"), named(2, "Hansen Bygg AS")}
	m := linktest.NewMemory()
	m.Add(linking.Organization{ID: "o", Name: "Skogsberg Logistik AB", Domain: "skogsberg.example"})
	a, _ := plan(t, newLinker(t, all, m))
	reversed := slices.Clone(all)
	slices.Reverse(reversed)
	b, _ := plan(t, newLinker(t, reversed, m))
	require.Equal(t, planJSON(t, a), planJSON(t, b))
}
