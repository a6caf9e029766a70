package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/examples/internal/cli"
	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/provision"
	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/mockserver/clients"
	"github.com/tenantlink/tenantlink/partnercenter/graph"
)

// catalogItem is something that the mock sells.
func catalogItem(t *testing.T, srv *mockserver.Server) string {
	t.Helper()
	pc, err := clients.PartnerCenter(srv)
	require.NoError(t, err)
	for a, err := range pc.Products().AllAvailabilities(t.Context(), "CFQ7TTC0LDPB", "0001", "SE") {
		require.NoError(t, err)
		return a.CatalogItemID
	}
	require.Fail(t, "the mock sells no Business Standard")
	return ""
}

// purchase is a request for a new customer.
func purchase(n int, item, organization string) provision.Request {
	name := fmt.Sprintf("Customer %d", n)
	return provision.Request{
		ID: fmt.Sprintf("order-%d", n), OrganizationID: organization,
		Customer: &provision.Customer{
			Domain: fmt.Sprintf("customer%d.onmicrosoft.com", n), Company: name, Email: "a@b.example", Culture: "sv-SE", Language: "sv",
			FirstName: "Åsa", LastName: "Ek", Address: linking.Address{Street: "Gatan 1", PostalCode: "111 22", City: "Stockholm", Country: "SE"},
		},
		Agreement: &provision.Agreement{FirstName: "Åsa", LastName: "Ek", Email: "a@b.example", Agreed: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)},
		Items:     []provision.Item{{CatalogItem: item, Quantity: 3, Term: "P1Y", BillingCycle: "monthly"}},
	}
}

func writeRequest(t *testing.T, dir string, r provision.Request) string {
	t.Helper()
	data, err := json.Marshal(r)
	require.NoError(t, err)
	path := filepath.Join(dir, r.ID+".json")
	require.NoError(t, os.WriteFile(path, data, 0o600))
	return path
}

// counter is a shop with one organization and a request for it.
func counter(t *testing.T) (srv *mockserver.Server, dir string, r provision.Request) {
	t.Helper()
	srv, dir = mockserver.New(t, mockserver.WithTenants(0)), t.TempDir()
	o, err := srv.AddOrganization(mockserver.Organization{Name: "Customer 1"})
	require.NoError(t, err)
	return srv, dir, purchase(1, catalogItem(t, srv), o.ID)
}

func orders(srv *mockserver.Server) int {
	return len(srv.Requests(mockserver.Match{Op: "carts.checkout"}))
}

func TestProvisionAsksBeforeMoneyIsSpentAndBuysOnce(t *testing.T) {
	srv, dir, r := counter(t)
	file := writeRequest(t, dir, r)
	out, err := at(t, srv, dir, "no\n", "provision", "-request", file)
	require.ErrorIs(t, err, provision.ErrNotConfirmed)
	require.Contains(t, out, "Business Standard", "the quote must be shown before the question")
	require.Zero(t, orders(srv), "nothing may be bought without a yes")

	out, err = at(t, srv, dir, "yes\n", "provision", "-request", file)
	require.NoError(t, err)
	require.Contains(t, out, "belongs to organization "+r.OrganizationID)
	require.Equal(t, 1, orders(srv))
	require.Len(t, srv.Links(), 1)

	srv.ClearRequests()
	again, err := at(t, srv, dir, "", "provision", "-request", file)
	require.NoError(t, err, "a finished request asks nobody")
	require.Contains(t, out, strings.TrimSpace(again))
	require.Empty(t, srv.Requests(mockserver.Match{Write: true}), "and writes nothing")
}

func TestProvisionLetsCloudmoreMakeTheTenantWhenTheRequestSaysSo(t *testing.T) {
	srv, dir, r := counter(t)
	r.Route, r.Customer = provision.RoutePlatform, &provision.Customer{Domain: "fromcloudmore.onmicrosoft.com"}
	out, err := at(t, srv, dir, "yes\n", "provision", "-request", writeRequest(t, dir, r))
	require.NoError(t, err, out)
	require.Len(t, srv.Requests(mockserver.Match{Op: "cloudmore.organizations.csp.add"}), 1)
	require.Empty(t, srv.Requests(mockserver.Match{Op: "customers.create"}))
	require.Len(t, srv.Links(), 1)
}

func TestProvisionWaitsForTheCustomerWithItsOwnExitCode(t *testing.T) {
	srv, dir, r := counter(t)
	tenant, err := srv.AddTenant(mockserver.Tenant{Name: "Existing", Domain: "existing.onmicrosoft.com", Customer: true})
	require.NoError(t, err)
	r.Customer, r.Tenant = nil, uuid.MustParse(tenant.ID)
	r.Admin = &provision.Admin{Groups: []provision.Group{{ID: group(t, srv), Roles: []uuid.UUID{uuid.MustParse("88d8e3e3-8f55-4a1e-953a-9b9898b8876b")}}}}
	file := writeRequest(t, dir, r)
	for _, stdin := range []string{"yes\n", ""} { // the second is a restart: it neither asks nor buys
		_, err = at(t, srv, dir, stdin, "provision", "-request", file)
		require.Equal(t, exitWaiting, exitCode(err), "%v", err)
		require.ErrorContains(t, err, "waiting for customer approval at https://")
	}
	address, _, _ := strings.Cut(err.Error(), ";")
	require.NoError(t, srv.ApproveRelationship(address[strings.LastIndex(address, "/")+1:]))
	for range 5 { // it becomes active by itself
		if _, err = at(t, srv, dir, "", "provision", "-request", file); exitCode(err) != exitWaiting {
			break
		}
	}
	require.NoError(t, err)
	require.Equal(t, 1, orders(srv))
}

// group is a security group of the mock's partner.
func group(t *testing.T, srv *mockserver.Server) uuid.UUID {
	t.Helper()
	g, err := graph.New(clients.User(srv, clients.AudienceGraph), graph.WithBaseURL(srv.URL()), graph.WithHTTPClient(srv.Client()))
	require.NoError(t, err)
	for one, err := range g.Groups().All(t.Context(), graph.ListQuery{}) {
		require.NoError(t, err)
		return uuid.MustParse(one.ID)
	}
	require.Fail(t, "the mock's partner has no group")
	return uuid.Nil
}

func TestProvisionAtATakenDomainTellsWhereTheTenantCanBecomeACustomer(t *testing.T) {
	srv, dir, r := counter(t)
	_, err := srv.AddTenant(mockserver.Tenant{Name: "Somebody", Domain: r.Customer.Domain})
	require.NoError(t, err)
	_, err = at(t, srv, dir, "yes\n", "provision", "-request", writeRequest(t, dir, r))
	require.ErrorIs(t, err, provision.ErrDomainTaken)
	require.ErrorContains(t, err, "can become your customer at https://")
	require.Empty(t, srv.Requests(mockserver.Match{Write: true}))
}

func TestProvisionBuysWithoutAskingOnlyWithinThePrice(t *testing.T) {
	price := func(currency, amount string) provision.QuoteLine {
		return provision.QuoteLine{Currency: currency, Price: new(decimal.RequireFromString(amount))}
	}
	for name, c := range map[string]struct {
		limit string
		lines []provision.QuoteLine
		want  string // of the refusal
	}{
		"within":           {"EUR 30", []provision.QuoteLine{price("EUR", "10"), price("EUR", "20")}, ""},
		"above":            {"EUR 29.99", []provision.QuoteLine{price("EUR", "10"), price("EUR", "20")}, "EUR 30.00 is more than"},
		"another currency": {"EUR 30", []provision.QuoteLine{price("USD", "1")}, `"USD"`},
		"not stated":       {"EUR 30", []provision.QuoteLine{{Currency: "EUR"}}, "does not state"},
	} {
		t.Run(name, func(t *testing.T) {
			b := &buyer{s: &session{env: environment{stdout: new(bytes.Buffer)}, progress: cli.NewProgress(new(bytes.Buffer))}, yes: true}
			require.NoError(t, b.setLimit(c.limit))
			err := b.confirm(provision.Quote{Lines: c.lines})
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestProvisionRefusesFlagsThatDoNotBelongTogether(t *testing.T) {
	srv, dir, r := counter(t)
	file := writeRequest(t, dir, r)
	for _, c := range []struct {
		want string
		args []string
	}{
		{"-yes needs -max-price", []string{"-yes", "-request", file}},
		{"-max-price is for -yes", []string{"-max-price", "EUR 1", "-request", file}},
		{"is no amount", []string{"-yes", "-max-price", "cheap", "-request", file}},
		{"give -request", nil},
	} {
		_, err := at(t, srv, dir, "", append([]string{"provision"}, c.args...)...)
		require.ErrorContains(t, err, c.want)
	}
	require.Empty(t, srv.Requests(mockserver.Match{Write: true}))
}

func TestProvisionTemplateIsARequest(t *testing.T) {
	srv, dir, _ := counter(t)
	out, err := at(t, srv, dir, "", "provision", "-template")
	require.NoError(t, err)
	_, err = provision.ReadRequest(strings.NewReader(out))
	require.ErrorContains(t, err, "admin group 1", "everything but the groups, which only the partner knows, must be complete")
}
