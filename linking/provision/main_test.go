package provision_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/adapter"
	"github.com/tenantlink/tenantlink/linking/provision"
	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/mockserver/clients"
	"github.com/tenantlink/tenantlink/partnercenter"
)

var soak = flag.Bool("soak", false, "run the long tests: 200 purchases under faults and crashes")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// side is a partner and its broker on a mock.
type side struct {
	srv    *mockserver.Server
	scope  linking.Scope
	seller *provision.PartnerCenter
	broker *adapter.Broker
	item   string // something to buy
}

func newSide(t testing.TB) side {
	t.Helper()
	srv := mockserver.New(t, mockserver.WithTenants(0), mockserver.WithoutListener(), mockserver.WithViolationsAllowed())
	partner := uuid.MustParse(srv.Credentials().PartnerTenantID)
	pc, err := clients.PartnerCenter(srv, partnercenter.WithRetry(partnercenter.Retry{Attempts: 2, MinWait: time.Millisecond, MaxWait: 2 * time.Millisecond}))
	require.NoError(t, err)
	seller, err := provision.NewPartnerCenter(pc)
	require.NoError(t, err)
	cm, err := clients.Cloudmore(srv)
	require.NoError(t, err)
	broker, err := adapter.NewBroker(cm, partner)
	require.NoError(t, err)
	for a, err := range pc.Products().AllAvailabilities(t.Context(), "CFQ7TTC0LDPB", "0001", "SE") {
		require.NoError(t, err)
		return side{srv, adapter.Scope(partner, srv.Credentials().ResellerID), seller, broker, a.CatalogItemID}
	}
	require.Fail(t, "the mock sells no Business Standard")
	return side{}
}

// request is a purchase for a new customer and a new organization.
func (s side) request(t testing.TB, n int) provision.Request {
	t.Helper()
	o, err := s.srv.AddOrganization(mockserver.Organization{Name: fmt.Sprintf("Customer %d", n)})
	require.NoError(t, err)
	return provision.Request{
		ID: fmt.Sprintf("order-%d", n), OrganizationID: o.ID,
		Customer: &provision.Customer{
			Domain: fmt.Sprintf("customer%d.onmicrosoft.com", n), Company: fmt.Sprintf("Customer %d", n), Email: "a@b.example",
			Culture: "sv-SE", Language: "sv", FirstName: "Åsa", LastName: "Ek", Address: linking.Address{Street: "Gatan 1", PostalCode: "111 22", City: "Stockholm", Country: "SE"},
		},
		Agreement: &provision.Agreement{FirstName: "Åsa", LastName: "Ek", Email: "a@b.example", Agreed: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)},
		Items:     []provision.Item{{CatalogItem: s.item, Quantity: 3, Term: "P1Y", BillingCycle: "monthly"}},
	}
}

func accept(provision.Quote) error { return nil }

func (s side) provisioner(t testing.TB, opts ...provision.Option) *provision.Provisioner {
	t.Helper()
	p, err := provision.New(s.seller, s.broker, opts...)
	require.NoError(t, err)
	return p
}

// requireBoughtOnce checks on the server: one tenant, one order, one link.
func (s side) requireBoughtOnce(t testing.TB, r provision.Request, res *provision.Result) {
	t.Helper()
	s.srv.ClearFaults()
	pc, err := clients.PartnerCenter(s.srv)
	require.NoError(t, err)
	tenants := 0
	for c, err := range pc.Customers().All(t.Context(), partnercenter.CustomerQuery{Size: 500}) {
		require.NoError(t, err)
		if c.CompanyProfile.Domain == r.Customer.Domain {
			tenants++
			require.Equal(t, res.Tenant.String(), c.ID)
		}
	}
	require.Equal(t, 1, tenants, "request %s must make one tenant", r.ID)
	var orders []string
	for o, err := range pc.Orders().All(t.Context(), res.Tenant.String(), partnercenter.OrderQuery{}) {
		require.NoError(t, err)
		orders = append(orders, o.ID)
	}
	require.Equal(t, orders, res.Orders)
	require.Len(t, orders, 1, "request %s must order once", r.ID)
	require.Contains(t, s.srv.Links(), mockserver.Link{TenantID: res.Tenant.String(), OrganizationID: r.OrganizationID})
}

var errCrash = errors.New("crash")

// crashJournal dies at an event: before the entry is kept, or after it. It then
// stays dead, as a process would.
type crashJournal struct {
	linking.Journal
	left  int
	after bool
}

func (j *crashJournal) Append(ctx context.Context, e linking.Entry) error {
	j.left--
	if j.left > 0 || j.left == 0 && j.after {
		if err := j.Journal.Append(ctx, e); err != nil || j.left > 0 {
			return err
		}
	}
	return errCrash
}
