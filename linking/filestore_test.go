package linking_test

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/linktest"
	"github.com/tenantlink/tenantlink/linking/match"
)

func fileStore(t *testing.T) *linking.FileStore {
	t.Helper()
	s, err := linking.NewFileStore(filepath.Join(t.TempDir(), "store.json"))
	require.NoError(t, err)
	return s
}

func TestFileStoreConforms(t *testing.T) { linktest.RunStore(t, fileStore) }

func TestFileStoreLosesNothingToConcurrentWriters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.json")
	var wg sync.WaitGroup
	for n := range 20 {
		wg.Go(func() {
			s, err := linking.NewFileStore(path) // as another process would
			if err == nil {
				err = s.SetIgnore(t.Context(), linking.Ignore{TenantKey: key(n), Kind: linking.IgnoreTest, Reason: "r", By: "b"})
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	s, err := linking.NewFileStore(path)
	require.NoError(t, err)
	all, err := s.Ignores(t.Context(), scope.Partner)
	require.NoError(t, err)
	require.Len(t, all, 20)
}

func TestFileStoreRefusesWhatItDoesNotKnow(t *testing.T) {
	for name, content := range map[string]string{
		"schema":        `{"schema":2}`,
		"member":        `{"schema":1,"ignored":[]}`,
		"bad entry":     `{"schema":1,"ignores":[{"partner_tenant_id":"11111111-1111-4111-8111-111111111111","tenant_id":"22222222-0000-4000-8000-000000000001","kind":"test","reason":"","by":"bo"}]}`,
		"trailing data": `{"schema":1}{}`,
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "store.json")
			require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
			s, err := linking.NewFileStore(path)
			require.NoError(t, err)
			_, err = s.Ignores(t.Context(), scope.Partner)
			require.ErrorContains(t, err, path)
		})
	}
}

func TestStoresAreReadAtEveryDiscover(t *testing.T) {
	s := fileStore(t)
	m := linktest.NewMemory()
	m.Add(linking.Organization{ID: "o", Name: "Skogsberg Logistik AB"})
	l := newLinker(t, linktest.Tenants{named(0, "Skogsberg Logistik AB"), named(1, "Fjord Data AS")}, m, linking.WithIgnoreStore(s), linking.WithDecisionStore(s))
	_, actions := plan(t, l)
	require.Equal(t, linking.Review, actions[key(0).Tenant].Kind)

	require.NoError(t, s.Decide(t.Context(), scope, linking.Decision{TenantKey: key(0), OrganizationID: "o", Verdict: match.Confirmed, By: "bo"}))
	require.NoError(t, s.SetIgnore(t.Context(), linking.Ignore{TenantKey: key(1), Kind: linking.IgnoreTest, Reason: "demo", By: "bo"}))
	_, actions = plan(t, l)
	require.Equal(t, linking.LinkExisting, actions[key(0).Tenant].Kind, "a confirmed pair is linked")
	require.Equal(t, linking.Ignored, actions[key(1).Tenant].Kind)

	require.NoError(t, s.Decide(t.Context(), scope, linking.Decision{TenantKey: key(0), OrganizationID: "o", Verdict: match.Rejected, By: "bo"}))
	_, actions = plan(t, l)
	require.NotEqual(t, "o", actions[key(0).Tenant].OrganizationID, "a rejected pair is not proposed again")
}

func FuzzFileStore(f *testing.F) {
	f.Add([]byte(`{"schema":1,"ignores":[],"decisions":[],"watches":[]}`))
	f.Add([]byte(`{"schema":1,"decisions":[{"platform":"memory:1","partner_tenant_id":"11111111-1111-4111-8111-111111111111","tenant_id":"22222222-0000-4000-8000-000000000001","organization_id":"o","verdict":"confirmed","by":"bo"}]}`))
	path := filepath.Join(f.TempDir(), "store.json")
	f.Fuzz(func(t *testing.T, data []byte) {
		require.NoError(t, os.WriteFile(path, data, 0o600))
		s, err := linking.NewFileStore(path)
		require.NoError(t, err)
		before, err := s.Decisions(t.Context(), scope)
		if err != nil {
			return
		}
		require.NoError(t, s.ClearIgnore(t.Context(), key(0)), "a file that can be read can be changed")
		after, err := s.Decisions(t.Context(), scope)
		require.NoError(t, err)
		require.Equal(t, len(before), len(after), "a change of one part must keep the others")
	})
}
