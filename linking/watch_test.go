package linking_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/linktest"
)

// watching runs Watch in the background of a synctest bubble.
type watching struct {
	mu      sync.Mutex
	changes []linking.Change
}

func (w *watching) changed(c linking.Change) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.changes = append(w.changes, c)
}

func (w *watching) take() []linking.Change {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := w.changes
	w.changes = nil
	return out
}

func startWatch(t *testing.T, l *linking.Linker, s linking.Schedule) *watching {
	t.Helper()
	w := new(watching)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- l.Watch(ctx, s, w.changed) }()
	t.Cleanup(func() {
		cancel()
		require.ErrorIs(t, <-done, context.Canceled)
	})
	synctest.Wait()
	return w
}

func TestWatchReportsOnlyChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := platformFor(2)
		w := startWatch(t, newLinker(t, tenants(2), m), linking.Schedule{Every: time.Hour, Jitter: time.Minute})
		first := w.take()
		require.Len(t, first, 1)
		require.Len(t, first[0].Opened, 2)

		time.Sleep(24 * time.Hour)
		require.Empty(t, w.take(), "nothing changed, so nothing is reported")

		m.Join(key(0), "o0")
		time.Sleep(2 * time.Hour)
		second := w.take()
		require.Len(t, second, 1)
		require.Equal(t, key(0).Tenant, second[0].Closed[0])
		require.Len(t, second[0].Alert.Unlinked, 1)
		require.Equal(t, first[0].Since[key(1).Tenant], second[0].Since[key(1).Tenant], "since when must survive later runs")
	})
}

func TestWatchHandsOnTheAlertOfEveryRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var alerts []*linking.Alert
		w := startWatch(t, newLinker(t, noTenants(), platformFor(0)), linking.Schedule{Every: time.Hour, Looked: func(a *linking.Alert) { alerts = append(alerts, a) }})
		time.Sleep(2*time.Hour + time.Minute)
		synctest.Wait()
		require.Empty(t, w.take(), "a broker without unlinked tenants has nothing to report")
		require.Len(t, alerts, 3, "and still its alert is known from the first run on")
	})
}

func TestWatchRunsWhenTriggered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, trigger := platformFor(1), make(chan struct{})
		w := startWatch(t, newLinker(t, tenants(1), m), linking.Schedule{Every: 24 * time.Hour, Trigger: trigger})
		w.take()
		m.Join(key(0), "o0")
		trigger <- struct{}{}
		synctest.Wait()
		require.Len(t, w.take(), 1, "a trigger must not wait for the schedule")
	})
}

// flaky fails its lists while down is set.
type flaky struct {
	*linktest.Memory
	mu   sync.Mutex
	down bool
	asks int
}

func (f *flaky) set(down bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.down = down
}

func (f *flaky) asked() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.asks
}

func (f *flaky) Links(ctx context.Context) iter.Seq2[linking.Link, error] {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asks++
	if f.down {
		return func(yield func(linking.Link, error) bool) { yield(linking.Link{}, errors.New("down")) }
	}
	return f.Memory.Links(ctx)
}

func TestWatchBacksOffAndRecovers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &flaky{Memory: platformFor(1)}
		w := startWatch(t, newLinker(t, tenants(1), f), linking.Schedule{Every: time.Hour})
		w.take()
		f.set(true)
		time.Sleep(63 * time.Hour) // runs after 1, 3, 7, 15, 31, 47, 63 hours
		require.Less(t, f.asked(), 10, "failing runs must become rarer")
		failed := w.take()
		require.Len(t, failed, 1, "a failure is reported once, not at every run")
		require.Error(t, failed[0].Err)
		f.set(false)
		time.Sleep(17 * time.Hour)
		back := w.take()
		require.Len(t, back, 1)
		require.True(t, back[0].Recovered)
		require.Positive(t, back[0].Missed, "hours without a run must be noticed")
	})
}

// shared is a WatchStore that outlives the watch.
type shared struct {
	mu    sync.Mutex
	state linking.WatchState
}

func (s *shared) LoadWatch(context.Context, linking.Scope) (linking.WatchState, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state, nil
}

func (s *shared) SaveWatch(_ context.Context, _ linking.Scope, state linking.WatchState) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state = state
	return nil
}

func TestWatchStateSurvivesARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := new(shared)
		ctx, cancel := context.WithCancel(t.Context())
		l := newLinker(t, tenants(2), platformFor(0))
		go func() { _ = l.Watch(ctx, linking.Schedule{Every: time.Hour, Store: store}, func(linking.Change) {}) }()
		synctest.Wait()
		cancel()
		time.Sleep(10 * time.Hour)
		w := startWatch(t, l, linking.Schedule{Every: time.Hour, Store: store})
		got := w.take()
		require.Len(t, got, 1)
		require.Empty(t, got[0].Opened, "what was reported before the restart is not reported again")
		require.Equal(t, 10*time.Hour, got[0].Missed)
	})
}

func TestWatchActsOnceInAMonth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, j := platformFor(3), new(linking.MemoryJournal)
		l := newLinker(t, tenants(3), m)
		startWatch(t, l, linking.Schedule{Every: time.Hour, Jitter: 5 * time.Minute, Act: func(ctx context.Context, _ *linking.Snapshot) error {
			_, err := l.Apply(ctx, planOf(3, 2), j, execute)
			return err
		}})
		time.Sleep(30 * 24 * time.Hour)
		require.Equal(t, 3+2*2, m.Writes(), "a month of runs must write each change once")
	})
}

func TestWatchRefusesABusyLoop(t *testing.T) {
	err := newLinker(t, noTenants(), platformFor(0)).Watch(t.Context(), linking.Schedule{Every: time.Second}, func(linking.Change) {})
	require.ErrorContains(t, err, "less than a minute")
}

// turns is a Locker within one process.
type turns chan struct{}

func (l turns) Lock(ctx context.Context, _ string) (context.Context, func() error, error) {
	select {
	case l <- struct{}{}:
		return ctx, func() error { <-l; return nil }, nil
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
}

func TestTwoWatchersOfOneBrokerShareAMonthOfRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, j, store, lock := platformFor(3), new(linking.MemoryJournal), new(shared), make(turns, 1)
		var runs atomic.Int64
		reports := 0
		schedule := linking.Schedule{Every: time.Hour, Jitter: 10 * time.Minute, Store: store, Locker: lock}
		var watchers []*watching
		for range 2 {
			l := newLinker(t, tenants(5), m)
			schedule.Act = func(ctx context.Context, _ *linking.Snapshot) error {
				runs.Add(1)
				_, err := l.Apply(ctx, planOf(3, 2), j, execute)
				return err
			}
			watchers = append(watchers, startWatch(t, l, schedule))
		}
		time.Sleep(30 * 24 * time.Hour)
		for _, w := range watchers {
			reports += len(w.take())
		}
		require.Equal(t, 3+2*2, m.Writes(), "each change must be written once")
		require.LessOrEqual(t, runs.Load(), int64(2*30*24), "a replica must leave it at the other's run when that was just now")
		require.GreaterOrEqual(t, runs.Load(), int64(30*20), "and nobody may stop watching")
		require.LessOrEqual(t, reports, 1, "nothing is unlinked after the first run acted, so there is little to report")
	})
}

// growing are tenants that become more.
type growing struct {
	mu  sync.Mutex
	all linktest.Tenants
}

func (g *growing) All(ctx context.Context) iter.Seq2[linking.Tenant, error] {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.all).All(ctx)
}

func (g *growing) add(t linking.Tenant) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.all = append(g.all, t)
}

func TestWatchLeavesANewTenantToThePlatformForADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := linktest.NewMemory()
		for n := range 2 {
			m.Add(linking.Organization{ID: fmt.Sprint(n), Name: fmt.Sprintf("Company %c", 'A'+n), Domain: fmt.Sprintf("c%d.example", n)})
		}
		customers := new(growing)
		customers.add(named(0, "Company A"))
		l := newLinker(t, customers, m, linking.WithDomainOwners(owners{"c0.example": key(0).Tenant, "c1.example": key(1).Tenant}))
		startWatch(t, l, linking.Schedule{Every: time.Hour, Act: func(ctx context.Context, s *linking.Snapshot) error {
			p, err := l.Plan(ctx, s)
			if err != nil {
				return err
			}
			_, err = l.Apply(ctx, p, new(linking.MemoryJournal), execute)
			return err
		}})
		require.Equal(t, 1, m.Writes(), "what was there before the watch began is old enough")
		customers.add(named(1, "Company B"))
		time.Sleep(24 * time.Hour)
		require.Equal(t, 1, m.Writes(), "a tenant that appeared today may still be linked by the platform itself")
		time.Sleep(3 * time.Hour)
		require.Equal(t, 2, m.Writes(), "after a day it is ours to link")
	})
}
