package provision_test

import (
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/provision"
	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/mockserver/clients"
)

const addCSP = "cloudmore.organizations.csp.add"

// maker is the option that lets the mock's Cloudmore make tenants.
func (s side) maker(t testing.TB) provision.Option {
	t.Helper()
	cm, err := clients.Cloudmore(s.srv)
	require.NoError(t, err)
	m, err := provision.NewCloudmore(cm)
	require.NoError(t, err)
	return provision.WithTenantMaker(m)
}

// onPlatform is a request whose tenant the platform makes.
func (s side) onPlatform(t testing.TB, n int) provision.Request {
	t.Helper()
	r := s.request(t, n)
	r.Route, r.Customer = provision.RoutePlatform, &provision.Customer{Domain: r.Customer.Domain}
	return r
}

func TestRunLetsThePlatformMakeTheTenant(t *testing.T) {
	s := newSide(t)
	r, j := s.onPlatform(t, 1), new(linking.MemoryJournal)
	p := s.provisioner(t, provision.WithConfirm(accept), s.maker(t))
	var res *provision.Result
	for range 2 {
		var err error
		res, err = p.Run(t.Context(), s.scope, j, r)
		require.NoError(t, err)
	}
	s.requireBoughtOnce(t, r, res)
	require.Empty(t, s.srv.Requests(mockserver.Match{Op: "customers.create"}), "the platform makes the tenant, not the seller")
	require.Len(t, s.srv.Requests(mockserver.Match{Op: addCSP}), 1)
	require.Empty(t, s.srv.Requests(mockserver.Match{Op: "cloudmore.cspTenants.link"}), "the platform links what it makes")
}

func TestRunOnThePlatformMakesOneTenantWhateverGoesWrong(t *testing.T) {
	for name, fault := range map[string]mockserver.Fault{
		"503 before the commit":   {Status: http.StatusServiceUnavailable, First: 3},
		"503 after the commit":    {Status: http.StatusServiceUnavailable, Phase: mockserver.After, First: 3},
		"500 after the commit":    {Status: http.StatusInternalServerError, Phase: mockserver.After, First: 3},
		"reset before the commit": {Kind: mockserver.FaultReset, First: 3},
		"reset after the commit":  {Kind: mockserver.FaultReset, Phase: mockserver.After, First: 3},
		"truncated body":          {Kind: mockserver.FaultTruncate, First: 3},
		"malformed body":          {Kind: mockserver.FaultMalformed, First: 3},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSide(t)
			r, j := s.onPlatform(t, 1), new(linking.MemoryJournal)
			require.NoError(t, s.srv.Fail(addCSP, fault))
			p := s.provisioner(t, provision.WithConfirm(accept), s.maker(t))
			res, err := p.Run(t.Context(), s.scope, j, r)
			if err != nil { // the fault outlasted the run; the next one goes on
				res, err = p.Run(t.Context(), s.scope, j, r)
			}
			require.NoError(t, err)
			s.requireBoughtOnce(t, r, res)
		})
	}
}

func TestRunOnThePlatformRefusesAnOrganizationThatHasATenant(t *testing.T) {
	s := newSide(t)
	r := s.onPlatform(t, 1)
	tenant, err := s.srv.AddTenant(mockserver.Tenant{Name: "First", Domain: "first.onmicrosoft.com", Customer: true})
	require.NoError(t, err)
	require.NoError(t, s.srv.Link(tenant.ID, r.OrganizationID))
	_, err = s.provisioner(t, provision.WithConfirm(accept), s.maker(t)).Run(t.Context(), s.scope, new(linking.MemoryJournal), r)
	require.ErrorIs(t, err, linking.ErrRefused)
	require.ErrorContains(t, err, tenant.ID, "the error must name the tenant to use")
	require.Empty(t, s.srv.Requests(mockserver.Match{Op: addCSP}))
}

func TestRunOnThePlatformNeedsATenantMaker(t *testing.T) {
	s := newSide(t)
	_, err := s.provisioner(t).Run(t.Context(), s.scope, new(linking.MemoryJournal), s.onPlatform(t, 1))
	require.ErrorContains(t, err, "WithTenantMaker")
}

func TestRunOnThePlatformStopsAtATakenDomain(t *testing.T) {
	s := newSide(t)
	r := s.onPlatform(t, 1)
	_, err := s.srv.AddTenant(mockserver.Tenant{Name: "Somebody", Domain: r.Customer.Domain})
	require.NoError(t, err)
	_, err = s.provisioner(t, provision.WithConfirm(accept), s.maker(t)).Run(t.Context(), s.scope, new(linking.MemoryJournal), r)
	requireRelationshipURL(t, err, provision.ErrDomainTaken)
	require.Empty(t, s.srv.Requests(mockserver.Match{Write: true}))
}

// requireRelationshipURL checks that the error tells where the tenant's
// administrator can become a customer.
func requireRelationshipURL(t *testing.T, err, target error) {
	t.Helper()
	require.ErrorIs(t, err, target)
	require.ErrorContains(t, err, "https://")
	require.ErrorContains(t, err, "can become your customer at")
}

func TestRunForAnotherPartnersCustomerGivesTheRelationshipURL(t *testing.T) {
	s := newSide(t)
	r := s.request(t, 1)
	r.Customer, r.Tenant = nil, uuid.MustParse("77777777-0000-4000-8000-000000000001")
	_, err := s.provisioner(t, provision.WithConfirm(accept)).Run(t.Context(), s.scope, new(linking.MemoryJournal), r)
	requireRelationshipURL(t, err, provision.ErrNotCustomer)
	require.Empty(t, s.srv.Requests(mockserver.Match{Write: true}))
}
