package linktest

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/match"
)

// RunStore is the conformance suite of a store for the ignore list, decisions
// and watches. fresh returns an empty one; each subtest asks for its own.
func RunStore[S interface {
	linking.IgnoreStore
	linking.DecisionStore
	linking.WatchStore
}](t *testing.T, fresh func(t *testing.T) S) {
	scope := linking.Scope{Partner: uuid.New(), Platform: "test:1"}
	key := linking.TenantKey{Partner: scope.Partner, Tenant: uuid.New()}
	entry := linking.Ignore{TenantKey: key, Kind: linking.IgnoreTest, Reason: "demo", By: "bo", Until: time.Date(2027, 1, 2, 3, 4, 5, 0, time.UTC)}
	decision := linking.Decision{TenantKey: key, OrganizationID: "o1", Verdict: match.Confirmed, By: "bo"}

	t.Run("an ignored tenant is kept until it is cleared", func(t *testing.T) {
		s := fresh(t)
		check(t, s.SetIgnore(t.Context(), entry))
		got, err := s.Ignores(t.Context(), scope.Partner)
		check(t, err)
		if len(got) != 1 || got[0] != entry {
			t.Fatalf("Ignores gives %+v, want %+v", got, entry)
		}
		for range 2 { // clearing twice is harmless
			check(t, s.ClearIgnore(t.Context(), key))
		}
		if got, err = s.Ignores(t.Context(), scope.Partner); err != nil || len(got) != 0 {
			t.Fatalf("after ClearIgnore there are %+v, %v", got, err)
		}
	})
	t.Run("a newer entry replaces the older one", func(t *testing.T) {
		s, newer := fresh(t), entry
		newer.Kind, newer.Reason = linking.IgnoreDormant, "sleeps"
		check(t, s.SetIgnore(t.Context(), entry))
		check(t, s.SetIgnore(t.Context(), newer))
		got, err := s.Ignores(t.Context(), scope.Partner)
		if err != nil || len(got) != 1 || got[0].Reason != "sleeps" {
			t.Fatalf("Ignores gives %+v, %v; want the newer entry only", got, err)
		}
	})
	t.Run("partners are kept apart", func(t *testing.T) {
		s := fresh(t)
		check(t, s.SetIgnore(t.Context(), entry))
		if got, err := s.Ignores(t.Context(), uuid.New()); err != nil || len(got) != 0 {
			t.Fatalf("another partner sees %+v, %v", got, err)
		}
	})
	t.Run("an entry that nobody can explain is refused", func(t *testing.T) {
		bad := entry
		bad.Reason = " "
		if err := fresh(t).SetIgnore(t.Context(), bad); err == nil {
			t.Fatal("SetIgnore took an entry without reason")
		}
	})
	t.Run("decisions are kept for each scope", func(t *testing.T) {
		s, other := fresh(t), scope
		other.Platform = "test:2"
		check(t, s.Decide(t.Context(), scope, decision))
		got, err := s.Decisions(t.Context(), scope)
		if err != nil || !slices.Equal(got, []linking.Decision{decision}) {
			t.Fatalf("Decisions gives %+v, %v; want %+v", got, err, decision)
		}
		if got, err := s.Decisions(t.Context(), other); err != nil || len(got) != 0 {
			t.Fatalf("another broker sees %+v, %v", got, err)
		}
	})
	t.Run("a later decision about the same pair counts", func(t *testing.T) {
		s, later := fresh(t), decision
		later.Verdict = match.Rejected
		check(t, s.Decide(t.Context(), scope, decision))
		check(t, s.Decide(t.Context(), scope, later))
		if got, err := s.Decisions(t.Context(), scope); err != nil || !slices.Equal(got, []linking.Decision{later}) {
			t.Fatalf("Decisions gives %+v, %v; want the later one only", got, err)
		}
	})
	t.Run("an incomplete decision is refused", func(t *testing.T) {
		bad := decision
		bad.Verdict = "perhaps"
		if err := fresh(t).Decide(t.Context(), scope, bad); err == nil {
			t.Fatal("Decide took an unknown verdict")
		}
	})
	t.Run("the state of a watch survives", func(t *testing.T) {
		s := fresh(t)
		if got, err := s.LoadWatch(t.Context(), scope); err != nil || !got.LastRun.IsZero() {
			t.Fatalf("a new store has %+v, %v; want the zero state", got, err)
		}
		want := linking.WatchState{LastRun: time.Date(2026, 5, 6, 7, 8, 9, 0, time.UTC), Since: map[uuid.UUID]time.Time{key.Tenant: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)}}
		for range 2 { // saving replaces
			check(t, s.SaveWatch(t.Context(), scope, want))
		}
		got, err := s.LoadWatch(t.Context(), scope)
		if err != nil || !got.LastRun.Equal(want.LastRun) || !got.Since[key.Tenant].Equal(want.Since[key.Tenant]) {
			t.Fatalf("LoadWatch gives %+v, %v; want %+v", got, err, want)
		}
	})
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
