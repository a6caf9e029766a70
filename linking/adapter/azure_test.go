package adapter_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/mockserver"
)

// TestAnAzurePlanNeedsTheAzureServiceBeforeItConsumes finds organizations whose
// tenants have an Azure plan while no invoice is at hand.
func TestAnAzurePlanNeedsTheAzureServiceBeforeItConsumes(t *testing.T) {
	s := newSide(t, mockserver.New(t, mockserver.WithTenants(0), mockserver.WithoutListener()))
	s.add(t, 0, 3)
	for n, spend := range []mockserver.Spend{{Subscriptions: 1, Azure: 1000}, {Subscriptions: 1}, {Azure: 1000}} {
		_, err := s.srv.AddTenant(mockserver.Tenant{ID: tenantID(n).String(), Name: "T", Domain: tenantID(n).String() + ".onmicrosoft.com", Customer: true, Spend: spend})
		require.NoError(t, err)
	}
	require.NoError(t, s.srv.Link(tenantID(0).String(), organizationID(0)))
	require.NoError(t, s.srv.Link(tenantID(1).String(), organizationID(1))) // tenant 2 stays unlinked

	attach := func(opts ...linking.Option) []linking.Action {
		l := s.linker(t, opts...)
		snapshot, err := l.Discover(t.Context())
		require.NoError(t, err)
		p, err := l.Plan(t.Context(), snapshot)
		require.NoError(t, err)
		return p.Filter(func(a *linking.Action) bool { return a.Kind == linking.AttachAzureService }).Actions
	}
	require.Empty(t, attach(), "nobody asked")
	found := attach(linking.WithAzureAudit())
	require.Len(t, found, 1)
	require.Equal(t, tenantID(0), found[0].TenantID)
	require.Contains(t, found[0].Reason, "Azure plan")
	require.False(t, found[0].Approved, "it can provision")
	found = attach(linking.WithAzureAudit(), linking.WithAzureTenants(tenantID(0), tenantID(0)))
	require.Len(t, found, 1, "one proposal for both reasons")
	require.Contains(t, found[0].Reason, "consumes Azure")
}
