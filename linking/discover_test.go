package linking_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/linktest"
)

type owners map[string]uuid.UUID

func (o owners) TenantOf(_ context.Context, domain string) (uuid.UUID, error) { return o[domain], nil }

func TestNewNeedsAScope(t *testing.T) {
	_, err := linking.New(noTenants(), platformFor(0))
	require.ErrorContains(t, err, "WithScope")
}

func TestNewRefusesBadOptions(t *testing.T) {
	for name, opt := range map[string]linking.Option{
		"nil owners": linking.WithDomainOwners(nil), "workers": linking.WithWorkers(0), "grace": linking.WithGrace(-1),
		"draft": linking.WithDraft(nil), "logger": linking.WithLogger(nil), "ignore": linking.WithIgnores(linking.Ignore{}),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := linking.New(noTenants(), platformFor(0), linking.WithScope(scope), opt)
			require.Error(t, err)
		})
	}
}

func TestDiscoverRefusesTenantsOfAnotherPartner(t *testing.T) {
	other := linktest.Tenants{{TenantKey: linking.TenantKey{Partner: uuid.New(), Tenant: uuid.New()}}}
	_, err := newLinker(t, other, platformFor(0)).Discover(t.Context())
	require.ErrorIs(t, err, linking.ErrScope)
}

func TestDiscoverKeepsPartnersApart(t *testing.T) {
	m := platformFor(1)
	m.Join(linking.TenantKey{Partner: uuid.New(), Tenant: key(0).Tenant}, "o0") // same customer, another partner
	s, err := newLinker(t, tenants(1), m).Discover(t.Context())
	require.NoError(t, err)
	require.Len(t, s.Unlinked(), 1, "a link of another partner's relationship must not hide ours")
}

func TestDiscoverDoesNotDependOnTheOrderOfLists(t *testing.T) {
	forward, backward := tenants(5), tenants(5)
	slices.Reverse(backward)
	a, err := newLinker(t, forward, platformFor(3)).Discover(t.Context())
	require.NoError(t, err)
	b, err := newLinker(t, backward, platformFor(3)).Discover(t.Context())
	require.NoError(t, err)
	require.Equal(t, a.Digest(), b.Digest())
}

func TestDiscoverReportsAFailingList(t *testing.T) {
	boom := errors.New("boom")
	_, err := newLinker(t, tenants(1), failing{platformFor(0), boom}).Discover(t.Context())
	require.ErrorIs(t, err, boom)
	require.ErrorContains(t, err, "links")
}

type failing struct {
	*linktest.Memory
	err error
}

func (f failing) Links(context.Context) iter.Seq2[linking.Link, error] {
	return func(yield func(linking.Link, error) bool) { yield(linking.Link{}, f.err) }
}

func TestDiscoverLooksUpEachDomainOnce(t *testing.T) {
	m := linktest.NewMemory()
	for n, d := range []string{"a.example", "https://www.A.example/", "", "b.example"} {
		m.Add(linking.Organization{ID: fmt.Sprint(n), Name: "x", Domain: d})
	}
	var asked counting
	s, err := newLinker(t, noTenants(), m, linking.WithDomainOwners(&asked)).Discover(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 2, asked.n.Load())
	require.Contains(t, s.Owners, "a.example")
}

type counting struct{ n atomic.Int64 }

func (c *counting) TenantOf(context.Context, string) (uuid.UUID, error) {
	c.n.Add(1)
	return uuid.Nil, nil
}

func TestDiscoverReadsDetailsOfUnlinkedTenantsOnly(t *testing.T) {
	m := platformFor(1)
	m.Join(key(0), "o0")
	source := &detailed{Tenants: tenants(3)}
	s, err := newLinker(t, source, m).Discover(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 2, source.asked.Load())
	for _, u := range s.Unlinked() {
		require.Equal(t, "12345", u.RegistrationNumber)
	}
}

type detailed struct {
	linktest.Tenants
	asked atomic.Int64
}

func (d *detailed) Detail(_ context.Context, t linking.Tenant) (linking.Tenant, error) {
	d.asked.Add(1)
	t.RegistrationNumber = "12345"
	return t, nil
}

// listing is a platform that lists some tenants.
type listing struct {
	*linktest.Memory
	known []int
}

func (l listing) KnownTenants(context.Context) iter.Seq2[linking.Tenant, error] {
	return func(yield func(linking.Tenant, error) bool) {
		for _, n := range l.known {
			if !yield(linking.Tenant{TenantKey: key(n), Name: fmt.Sprintf("Listed %d", n)}, nil) {
				return
			}
		}
	}
}
