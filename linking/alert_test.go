package linking_test

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking"
)

type values []linking.Value

func (v values) Values(context.Context) ([]linking.Value, error) { return v, nil }

func snapshot(taken string) *linking.Snapshot {
	at, err := time.Parse(time.RFC3339, taken)
	if err != nil {
		panic(err)
	}
	s := &linking.Snapshot{Scope: scope, Taken: at}
	for n := range 4 {
		s.Tenants = append(s.Tenants, linking.Tenant{TenantKey: key(n), Name: "T"})
	}
	s.Links = []linking.Link{{TenantKey: key(0), OrganizationID: "o0"}}
	s.Ignores = []linking.Ignore{{TenantKey: key(3), Kind: linking.IgnoreTest, Reason: "demo", By: "anna"}}
	return s
}

func TestAlertSaysWhatUnlinkedTenantsHold(t *testing.T) {
	a, err := linking.NewAlert(t.Context(), snapshot("2026-11-22T10:00:00Z"), values{
		{Tenant: key(0).Tenant, Invoice: "G1", Currency: "EUR", Net: decimal.RequireFromString("99")},
		{Tenant: key(1).Tenant, Invoice: "G1", Currency: "EUR", Net: decimal.RequireFromString("4000.10")},
		{Tenant: key(2).Tenant, Invoice: "G1", Currency: "EUR", Net: decimal.RequireFromString("321")},
	})
	require.NoError(t, err)
	require.Equal(t, "2 unlinked tenants hold EUR 4,321.10 of invoice G1; link before 2026-12-06 (1 more on the ignore list)", a.String())
	require.Equal(t, key(1).Tenant, a.Unlinked[0].Tenant, "the most valuable comes first")
	require.Equal(t, 1, a.Ignored)
}

func TestAlertDoesNotAddCurrencies(t *testing.T) {
	a, err := linking.NewAlert(t.Context(), snapshot("2026-11-22T10:00:00Z"), values{
		{Tenant: key(1).Tenant, Invoice: "G1", Currency: "EUR", Net: decimal.NewFromInt(1)},
		{Tenant: key(1).Tenant, Invoice: "G2", Currency: "SEK", Net: decimal.NewFromInt(2)},
	})
	require.NoError(t, err)
	require.Len(t, a.Worth, 2)
}

func TestAlertReopensAnIgnoredTenantWithACharge(t *testing.T) {
	a, err := linking.NewAlert(t.Context(), snapshot("2026-11-22T10:00:00Z"), values{
		{Tenant: key(3).Tenant, Invoice: "G1", Currency: "EUR", Net: decimal.RequireFromString("0.01")}})
	require.NoError(t, err)
	require.Len(t, a.Unlinked, 3)
	require.Equal(t, key(3).Tenant, a.Reopened[0])
	require.Zero(t, a.Ignored)
}

func TestAlertDeadlineIsTheNextSixth(t *testing.T) {
	for taken, want := range map[string]string{
		"2026-11-05T23:59:59Z": "2026-11-06", "2026-11-06T00:00:00Z": "2026-12-06", "2026-12-31T10:00:00Z": "2027-01-06",
	} {
		a, err := linking.NewAlert(t.Context(), snapshot(taken), nil)
		require.NoError(t, err)
		require.Equal(t, want, a.Deadline.Format(time.DateOnly), "taken %s", taken)
	}
}

func TestAlertHandler(t *testing.T) {
	var current *linking.Alert
	h := linking.AlertHandler(func() *linking.Alert { return current })
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/", nil))
	require.Equal(t, 503, w.Code, "before the first discovery there is nothing to report, which is not 'clean'")

	current, _ = linking.NewAlert(t.Context(), snapshot("2026-11-22T10:00:00Z"), nil)
	w = httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/", nil))
	var got linking.Alert
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &got))
	require.Len(t, got.Unlinked, 2)
}

func TestAlertOfNothingIsAnEmptyList(t *testing.T) {
	a, err := linking.NewAlert(t.Context(), &linking.Snapshot{Scope: scope}, nil)
	require.NoError(t, err)
	text, err := json.Marshal(a)
	require.NoError(t, err)
	require.Contains(t, string(text), `"unlinked":[]`)
}

func TestAlertRemembersSinceWhen(t *testing.T) {
	a, err := linking.NewAlert(t.Context(), snapshot("2026-11-22T10:00:00Z"), nil)
	require.NoError(t, err)
	since := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	a.Remember(linking.WatchState{Since: map[uuid.UUID]time.Time{key(2).Tenant: since}})
	require.True(t, a.Unlinked[0].Since.IsZero(), "no watch saw it")
	require.Equal(t, since, a.Unlinked[1].Since)
}

func TestIgnoreListNeedsReasonAndAuthor(t *testing.T) {
	for name, bad := range map[string]linking.Ignore{
		"no reason":    {TenantKey: key(1), Kind: linking.IgnoreTest, By: "bo"},
		"no author":    {TenantKey: key(1), Kind: linking.IgnoreTest, Reason: "demo"},
		"unknown kind": {TenantKey: key(1), Kind: "whatever", Reason: "demo", By: "bo"},
		"no tenant":    {Kind: linking.IgnoreTest, Reason: "demo", By: "bo"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Error(t, bad.Validate())
		})
	}
}

func TestLapsedIgnoreIsUnlinkedAgain(t *testing.T) {
	l := newLinker(t, tenants(1), platformFor(0), linking.WithIgnores(linking.Ignore{
		TenantKey: key(0), Kind: linking.IgnoreOther, Reason: "until the merger", By: "bo", Until: time.Now().Add(-time.Minute)}))
	s, err := l.Discover(t.Context())
	require.NoError(t, err)
	require.Len(t, s.Unlinked(), 1)
}
