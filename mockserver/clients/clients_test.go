package clients_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/mockserver/clients"
	"github.com/tenantlink/tenantlink/partnercenter"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestClientsReachTheMock(t *testing.T) {
	check := func(t *testing.T, srv *mockserver.Server) {
		pc, err := clients.PartnerCenter(srv)
		require.NoError(t, err)
		customers, err := pc.Customers().List(t.Context(), partnercenter.CustomerQuery{Size: 3})
		require.NoError(t, err)
		assert.Len(t, customers.Items, 3)

		g, err := clients.Graph(srv)
		require.NoError(t, err)
		found, err := g.Tenants().FindByID(t.Context(), customers.Items[0].ID)
		require.NoError(t, err)
		assert.NotEmpty(t, found.DisplayName)

		cm, err := clients.Cloudmore(srv)
		require.NoError(t, err)
		require.NoError(t, cm.Health(t.Context()))
		tenants, err := cm.CSPTenants().List(t.Context())
		require.NoError(t, err)
		assert.NotEmpty(t, tenants)
	}
	t.Run("over sockets", func(t *testing.T) { check(t, mockserver.New(t, mockserver.WithTenants(20))) })
	t.Run("without sockets, in a bubble of time", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			check(t, mockserver.New(t, mockserver.WithTenants(20), mockserver.WithoutListener()))
		})
	})
}

func TestUserNamed(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(1))
	_, err := clients.UserNamed(srv, clients.AudienceGraph, "nobody@example.com").Token(t.Context())
	assert.ErrorContains(t, err, "nobody@example.com")
}

func Example() {
	srv, err := mockserver.Start(mockserver.WithTenants(0))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = srv.Close() }()
	srv.AddTenant(mockserver.Tenant{ID: "11111111-2222-4333-8444-555555555555", Name: "Contoso AB", Domain: "contoso.onmicrosoft.com", Customer: true})

	client, err := clients.Cloudmore(srv)
	if err != nil {
		fmt.Println(err)
		return
	}
	tenants, err := client.CSPTenants().List(context.Background())
	fmt.Println(tenants[0].CompanyName, err)
	// Output: Contoso AB <nil>
}
