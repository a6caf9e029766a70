package linking_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/linktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var scope = linking.Scope{Partner: uuid.MustParse("11111111-1111-4111-8111-111111111111"), Platform: "memory:1"}

func key(n int) linking.TenantKey {
	return linking.TenantKey{Partner: scope.Partner, Tenant: uuid.MustParse(fmt.Sprintf("22222222-0000-4000-8000-%012d", n))}
}

func newLinker(t testing.TB, tenants linking.Tenants, p linking.Platform, opts ...linking.Option) *linking.Linker {
	t.Helper()
	l, err := linking.New(tenants, p, append([]linking.Option{linking.WithScope(scope)}, opts...)...)
	require.NoError(t, err)
	return l
}

// planOf makes a plan by hand: tenants 0..links-1 are linked to organizations
// "o0".., the following ones get a new organization.
func planOf(links, creates int) *linking.Plan {
	p := &linking.Plan{Schema: 1, Scope: scope, Digest: "sha256:test"}
	for n := range links + creates {
		a := linking.Action{ID: fmt.Sprintf("a%d", n), TenantID: key(n).Tenant, Approved: true}
		if n < links {
			a.Kind, a.OrganizationID = linking.LinkExisting, fmt.Sprintf("o%d", n)
		} else {
			a.Kind = linking.CreateAndLink
			a.Draft = &linking.Draft{Name: fmt.Sprintf("Company %d", n), Domain: fmt.Sprintf("c%d.example", n)}
		}
		p.Actions = append(p.Actions, a)
	}
	return p
}

// platformFor holds the organizations that planOf links.
func platformFor(links int) *linktest.Memory {
	m := linktest.NewMemory()
	for n := range links {
		m.Add(linking.Organization{ID: fmt.Sprintf("o%d", n), Name: fmt.Sprintf("Old %d", n)})
	}
	return m
}

// requireApplied checks the end state that every run of planOf must reach.
func requireApplied(t require.TestingT, m *linktest.Memory, links, creates int) {
	ctx := context.Background()
	names := make(map[string]int)
	byID := make(map[string]string)
	for o, err := range m.Organizations(ctx) {
		require.NoError(t, err)
		names[o.Name]++
		byID[o.ID] = o.Name
	}
	for name, n := range names {
		require.Equal(t, 1, n, "organization %q must exist once", name)
	}
	linked := make(map[uuid.UUID]string)
	for l, err := range m.Links(ctx) {
		require.NoError(t, err)
		require.NotContains(t, linked, l.Tenant, "a tenant must be linked once")
		linked[l.Tenant] = byID[l.OrganizationID]
	}
	for n := range links + creates {
		want := fmt.Sprintf("Company %d", n)
		if n < links {
			want = fmt.Sprintf("Old %d", n)
		}
		require.Equal(t, want, linked[key(n).Tenant], "tenant %d must be linked to its organization", n)
	}
	require.Len(t, names, links+creates, "no other organization may exist")
}

func tenants(n int) linktest.Tenants {
	var out linktest.Tenants
	for i := range n {
		out = append(out, linking.Tenant{TenantKey: key(i), Name: fmt.Sprintf("Tenant %d", i)})
	}
	return out
}
