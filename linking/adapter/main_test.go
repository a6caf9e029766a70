package adapter_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/tenantlink/tenantlink/cloudmore"
	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/adapter"
	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/mockserver/clients"
)

// TestMain applies a plan instead of running tests in the processes that the
// soak starts.
func TestMain(m *testing.M) {
	if os.Getenv(applierEnv) != "" {
		os.Exit(applier())
	}
	goleak.VerifyTestMain(m)
}

// side is one broker on a mock, as linking sees it.
type side struct {
	srv       *mockserver.Server
	scope     linking.Scope
	customers *adapter.Customers
	broker    *adapter.Broker
}

func newSide(t testing.TB, srv *mockserver.Server, opts ...cloudmore.Option) side {
	t.Helper()
	partner := uuid.MustParse(srv.Credentials().PartnerTenantID)
	pc, err := clients.PartnerCenter(srv)
	require.NoError(t, err)
	customers, err := adapter.NewCustomers(pc, partner)
	require.NoError(t, err)
	cm, err := clients.Cloudmore(srv, opts...)
	require.NoError(t, err)
	broker, err := adapter.NewBroker(cm, partner)
	require.NoError(t, err)
	return side{srv, adapter.Scope(partner, srv.Credentials().ResellerID), customers, broker}
}

func (s side) linker(t testing.TB, opts ...linking.Option) *linking.Linker {
	t.Helper()
	l, err := linking.New(s.customers, s.broker, append([]linking.Option{linking.WithScope(s.scope)}, opts...)...)
	require.NoError(t, err)
	return l
}

// tenantID is the n-th tenant that add puts on the mock.
func tenantID(n int) uuid.UUID {
	return uuid.MustParse(fmt.Sprintf("22222222-0000-4000-8000-%012d", n))
}

// add puts unlinked tenants and as many organizations on the mock.
func (s side) add(t testing.TB, tenants, organizations int) {
	t.Helper()
	for n := range tenants {
		_, err := s.srv.AddTenant(mockserver.Tenant{
			ID: tenantID(n).String(), Name: fmt.Sprintf("Tenant %d", n), Domain: fmt.Sprintf("t%d.onmicrosoft.com", n), Customer: true})
		require.NoError(t, err)
	}
	for n := range organizations {
		_, err := s.srv.AddOrganization(mockserver.Organization{ID: organizationID(n), Name: fmt.Sprintf("Old %d", n)})
		require.NoError(t, err)
	}
}

func organizationID(n int) string { return fmt.Sprintf("33333333-0000-4000-8000-%012d", n) }

// plan links tenants 0..links-1 to organizations and creates one for each of
// the next.
func (s side) plan(links, creates int) *linking.Plan {
	p := &linking.Plan{Schema: 1, Scope: s.scope, Digest: "sha256:test"}
	for n := range links + creates {
		a := linking.Action{ID: fmt.Sprintf("a%d", n), TenantID: tenantID(n), Approved: true}
		if n < links {
			a.Kind, a.OrganizationID = linking.LinkExisting, organizationID(n)
		} else {
			a.Kind = linking.CreateAndLink
			a.Draft = &linking.Draft{Name: fmt.Sprintf("Company %d", n), Domain: fmt.Sprintf("c%d.example", n)}
		}
		p.Actions = append(p.Actions, a)
	}
	return p
}
