package storetest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

// Suite says how to test a store.
type Suite struct {
	// Open opens a store; it must be the Opener given to Main if Processes is set.
	Open Opener
	// New makes room for a fresh, empty store and returns what Open takes.
	New func(t *testing.T) string
	// Corrupt damages the stored form of the record under k, behind the
	// store's back. Nil skips the tests of corruption, which says so.
	Corrupt func(t *testing.T, where string, k auth.Key)
	// Processes says that other processes can share the store. Main must then
	// be called from TestMain.
	Processes bool
	// Kills is how many workers are killed while they write; 20 if zero.
	Kills int
	// LockOutlives is how long the lock of a process that died may keep others
	// waiting, as a lease does: zero if it ends with the process. A negative
	// time skips the test of it, which says so.
	LockOutlives time.Duration
}

// Run tests a store. Each property is a subtest.
func Run(t *testing.T, s Suite) {
	t.Helper()
	tests := []struct {
		name string
		run  func(*testing.T, Suite)
	}{
		{"a record comes back as it was stored", testRoundTrip},
		{"a missing record is ErrNotFound", testMissing},
		{"versions count from 1", testVersions},
		{"keys are isolated", testIsolation},
		{"a failed update changes nothing", testFailedUpdate},
		{"delete removes one record", testDelete},
		{"8 KB tokens fit", testBigTokens},
		{"parallel updates are not lost", testParallel},
		{"the caller's record is not shared", testSharing},
		{"a done context stops", testCancel},
		{"times of skewed clocks are kept", testSkew},
		{"records outlive the store", testReopen},
		{"all keys are listed", testKeys},
		{"a lock excludes and can be waited for", testLock},
		{"a corrupt record is reported and replaced", testCorrupt},
		{"processes do not lose updates", testProcesses},
		{"processes exclude each other by lock", testProcessLocks},
		{"a process that dies at a step leaves the old or the new record", testSteps},
		{"the lock of a process that died ends", testDeadLock},
		{"a killed process leaves a whole record", testKills},
	}
	for _, test := range tests {
		t.Run(strings.ReplaceAll(test.name, " ", "_"), func(t *testing.T) { test.run(t, s) })
	}
}

// open opens a fresh store, or the one at where.
func (s Suite) open(t *testing.T, where string) auth.TokenStore {
	t.Helper()
	store, err := s.Open(where)
	if err != nil {
		t.Fatalf("open the store at %s: %v", where, err)
	}
	t.Cleanup(func() {
		if err := closeStore(store); err != nil {
			t.Error("close the store:", err)
		}
	})
	return store
}

// put stores r under k.
func put(t *testing.T, s auth.TokenStore, k auth.Key, r auth.Record) auth.Record {
	t.Helper()
	w, err := s.Update(t.Context(), k, func(auth.Record, bool) (auth.Record, error) { return r, nil })
	if err != nil {
		t.Fatalf("Update: %v", err)
	}
	return w
}

// load fails the test unless there is a record under k.
func load(t *testing.T, s auth.TokenStore, k auth.Key) auth.Record {
	t.Helper()
	r, err := s.Load(t.Context(), k)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return r
}

func testRoundTrip(t *testing.T, s Suite) {
	store := s.open(t, s.New(t))
	written := put(t, store, key(1), record(1))
	if !same(written, record(1)) {
		t.Error("Update returned another record than the function did")
	}
	if got := load(t, store, key(1)); !same(got, record(1)) || got.Version != written.Version {
		t.Error("Load returned another record than was stored")
	}
}

func testMissing(t *testing.T, s Suite) {
	store := s.open(t, s.New(t))
	if _, err := store.Load(t.Context(), key(1)); !errors.Is(err, auth.ErrNotFound) {
		t.Errorf("Load of a missing record gives %v, want auth.ErrNotFound", err)
	}
	_, err := store.Update(t.Context(), key(1), func(old auth.Record, ok bool) (auth.Record, error) {
		if ok || old.Version != 0 || old.Access != "" {
			t.Error("the update function got a record where there is none")
		}
		return record(1), nil
	})
	if err != nil {
		t.Error("Update of a missing record:", err)
	}
}

func testVersions(t *testing.T, s Suite) {
	store := s.open(t, s.New(t))
	before := time.Now().Add(-time.Minute)
	for want := uint64(1); want <= 3; want++ {
		r := record(1)
		r.Version = 99 // what the function says is ignored
		w := put(t, store, key(1), r)
		if w.Version != want || load(t, store, key(1)).Version != want {
			t.Errorf("version is %d after %d updates, want %d", w.Version, want, want)
		}
		if w.UpdatedAt.Before(before) || w.UpdatedAt.After(time.Now().Add(time.Minute)) {
			t.Errorf("UpdatedAt is %v, want the time of the update", w.UpdatedAt)
		}
	}
}

func testIsolation(t *testing.T, s Suite) {
	store := s.open(t, s.New(t))
	base := key(1)
	keys := []auth.Key{base}
	for _, change := range []func(*auth.Key){
		func(k *auth.Key) { k.Kind = auth.KindRefresh }, func(k *auth.Key) { k.Authority += "x" },
		func(k *auth.Key) { k.Partner = "other" }, func(k *auth.Key) { k.Client = strings.ToLower(k.Client) },
		func(k *auth.Key) { k.Account = "" }, func(k *auth.Key) { k.Tenant = "" }, func(k *auth.Key) { k.Audience = "" },
		func(k *auth.Key) { k.Tenant, k.Audience = "", k.Tenant },
	} {
		k := base
		change(&k)
		keys = append(keys, k)
	}
	for n, k := range keys {
		put(t, store, k, record(n))
	}
	for n, k := range keys {
		if got := load(t, store, k); !same(got, record(n)) || got.Version != 1 {
			t.Errorf("the record of %s was changed by the update of another key", k)
		}
	}
}

func testFailedUpdate(t *testing.T, s Suite) {
	store := s.open(t, s.New(t))
	put(t, store, key(1), record(1))
	boom := errors.New("boom")
	_, err := store.Update(t.Context(), key(1), func(auth.Record, bool) (auth.Record, error) { return record(2), boom })
	if !errors.Is(err, boom) {
		t.Errorf("Update gives %v, want the function's error", err)
	}
	if got := load(t, store, key(1)); !same(got, record(1)) || got.Version != 1 {
		t.Error("a failed update changed the record")
	}
}

func testDelete(t *testing.T, s Suite) {
	store := s.open(t, s.New(t))
	put(t, store, key(1), record(1))
	put(t, store, key(2), record(2))
	for range 2 { // the second finds nothing to do
		if err := store.Delete(t.Context(), key(1)); err != nil {
			t.Error("Delete:", err)
		}
	}
	if _, err := store.Load(t.Context(), key(1)); !errors.Is(err, auth.ErrNotFound) {
		t.Errorf("Load after Delete gives %v, want auth.ErrNotFound", err)
	}
	if !same(load(t, store, key(2)), record(2)) {
		t.Error("Delete removed another record")
	}
}

func testBigTokens(t *testing.T, s Suite) {
	store := s.open(t, s.New(t))
	r := record(1)
	r.Access, r.Refresh = auth.Secret(strings.Repeat("a", 8<<10)), auth.Secret(strings.Repeat("é", 4<<10))
	put(t, store, key(1), r)
	if !same(load(t, store, key(1)), r) {
		t.Error("a record with two tokens of 8 KB came back changed")
	}
}

func testParallel(t *testing.T, s Suite) {
	store := s.open(t, s.New(t))
	const workers, each = 8, 10
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			if err := increment(t.Context(), store, each); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if r := load(t, store, counterKey()); value(r) != workers*each || r.Version != workers*each {
		t.Errorf("%d parallel updates counted to %d at version %d: updates were lost", workers*each, value(r), r.Version)
	}
}

func testSharing(t *testing.T, s Suite) {
	store := s.open(t, s.New(t))
	mine := record(1)
	put(t, store, key(1), mine)
	mine.Scopes[0], mine.Consent.User = "changed", "changed"
	got := load(t, store, key(1))
	if !same(got, record(1)) {
		t.Fatal("changing a record after Update changed the stored one")
	}
	got.Scopes[0], got.Consent.User = "changed", "changed"
	if !same(load(t, store, key(1)), record(1)) {
		t.Error("changing a loaded record changed the stored one")
	}
}

func testCancel(t *testing.T, s Suite) {
	store := s.open(t, s.New(t))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := store.Load(ctx, key(1)); !errors.Is(err, context.Canceled) {
		t.Errorf("Load gives %v, want context.Canceled", err)
	}
	_, err := store.Update(ctx, key(1), func(auth.Record, bool) (auth.Record, error) { return record(1), nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Update gives %v, want context.Canceled", err)
	}
	if _, err := store.Load(t.Context(), key(1)); !errors.Is(err, auth.ErrNotFound) {
		t.Errorf("a cancelled Update stored something: Load gives %v", err)
	}
}

func testSkew(t *testing.T, s Suite) {
	store := s.open(t, s.New(t))
	for _, shift := range []time.Duration{-100 * 24 * time.Hour, 100 * 24 * time.Hour} {
		r := record(1)
		r.IssuedAt, r.Expiry = time.Now().Add(shift).UTC(), time.Now().Add(shift+time.Hour).UTC()
		put(t, store, key(1), r)
		if got := load(t, store, key(1)); !got.Expiry.Equal(r.Expiry) || !got.IssuedAt.Equal(r.IssuedAt) {
			t.Errorf("times shifted by %v came back as %v and %v: a store must not judge them", shift, got.IssuedAt, got.Expiry)
		}
	}
}

func testReopen(t *testing.T, s Suite) {
	if !s.Processes {
		t.Skip("the store does not outlive its process")
	}
	where := s.New(t)
	put(t, s.open(t, where), key(1), record(1))
	if !same(load(t, s.open(t, where), key(1)), record(1)) {
		t.Error("another store opened at the same place has another record")
	}
}
