package linking

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/uuid"
)

// Schedule says when Watch looks and what it shares with other processes.
type Schedule struct {
	// Every is the time between two runs, at least a minute.
	Every time.Duration
	// Jitter is the greatest random delay added to each wait, so that many
	// watchers do not ask at once.
	Jitter time.Duration
	// Trigger asks for a run at once, for instance from a webhook. It may be nil.
	Trigger <-chan struct{}
	// Store keeps what was reported over restarts. Nil keeps it in memory only.
	Store WatchStore
	// Locker lets one of several replicas watch at a time; a replica whose turn
	// comes within half an interval of another's run leaves it at that, unless it
	// was triggered. It may be nil.
	Locker Locker
	// Valuer says what unlinked tenants are worth. It may be nil.
	Valuer Valuer
	// Looked is called with the alert of every successful run of this process,
	// whether anything changed or not: for AlertHandler and for metrics. It may be
	// nil.
	Looked func(a *Alert)
	// Act is called with the snapshot of every successful run, for instance to
	// plan and apply what is certain. Its context ends when the lock is lost. An
	// error counts as a failed run. The links are read again afterwards, so that
	// the alert tells what is left. It may be nil.
	Act func(ctx context.Context, s *Snapshot) error
}

// Locker is a lock that several processes share. The returned context ends when
// the lock is lost, for instance because a lease could not be renewed.
type Locker interface {
	Lock(ctx context.Context, name string) (held context.Context, release func() error, err error)
}

// WatchStore keeps the state of a watch between runs and restarts.
type WatchStore interface {
	// LoadWatch returns the state of the scope; the zero state when there is none.
	LoadWatch(ctx context.Context, s Scope) (WatchState, error)
	// SaveWatch replaces it.
	SaveWatch(ctx context.Context, s Scope, state WatchState) error
}

// WatchState is what a watch remembers.
type WatchState struct {
	// Began is when the first successful run ended. A tenant first seen later is
	// new since then, and WithGrace applies to it.
	Began time.Time `json:"began,omitzero"`
	// LastRun is when the last successful run ended; zero before the first.
	LastRun time.Time `json:"last_run"`
	// Since holds the unlinked tenants and when each was first seen so.
	Since map[uuid.UUID]time.Time `json:"since"`
}

// Change is what is different from the last report. Watch reports nothing else.
type Change struct {
	At time.Time
	// Opened are tenants that became unlinked, and since when they are.
	Opened []UnlinkedTenant
	// Closed are tenants that are no longer unlinked: linked, ignored or gone.
	Closed []uuid.UUID
	// Alert is the whole state after the change; nil after a failed run.
	Alert *Alert
	// Since tells for every unlinked tenant when it was first seen so.
	Since map[uuid.UUID]time.Time
	// Missed is how long no run succeeded, when that is more than two intervals.
	Missed time.Duration
	// Err is why runs fail. It is reported when runs begin to fail, and nil in
	// the report of the first run that succeeds again.
	Err error
	// Recovered says that runs failed before this one.
	Recovered bool
}

const maxBackoff = 16 // intervals' worth of waits are never exceeded

func (s Schedule) validate() error {
	if s.Every < time.Minute {
		return fmt.Errorf("linking: watch: every %v is less than a minute", s.Every)
	}
	if s.Jitter < 0 {
		return errors.New("linking: watch: the jitter is negative")
	}
	return nil
}

// Watch runs Discover on a schedule until ctx ends, and calls changed, one call
// at a time, when something differs from the last report. After a failure it
// waits longer, doubling up to 16 intervals; a trigger ends the wait. The
// returned error is ctx's, or why the state cannot be kept.
func (l *Linker) Watch(ctx context.Context, s Schedule, changed func(Change)) error {
	if err := s.validate(); err != nil {
		return err
	}
	if s.Store == nil {
		s.Store = new(memoryWatch)
	}
	w := &watch{l: l, s: s, changed: changed}
	failures := 0
	for triggered := false; ; {
		err := w.locked(ctx, triggered)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			failures++
			l.o.logger.WarnContext(ctx, "watch", "error", err, "failures", failures)
			if failures == 1 {
				changed(Change{At: time.Now().UTC(), Err: err})
			}
			w.failed = true
		default:
			failures = 0
		}
		if triggered, err = w.wait(ctx, failures); err != nil {
			return err
		}
	}
}

type watch struct {
	l       *Linker
	s       Schedule
	changed func(Change)
	failed  bool
}

func (w *watch) wait(ctx context.Context, failures int) (triggered bool, err error) {
	d := w.s.Every
	for range min(failures, 4) {
		d = min(2*d, maxBackoff*w.s.Every)
	}
	if w.s.Jitter > 0 {
		d += rand.N(w.s.Jitter)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false, ctx.Err()
	case <-t.C:
		return false, nil
	case <-w.s.Trigger:
		return true, nil
	}
}

// locked runs once while holding the lock, if there is one.
func (w *watch) locked(ctx context.Context, triggered bool) (err error) {
	if w.s.Locker == nil {
		return w.once(ctx, true)
	}
	held, release, err := w.s.Locker.Lock(ctx, "watch "+w.l.o.scope.Partner.String()+" "+w.l.o.scope.Platform)
	if err != nil {
		return fmt.Errorf("linking: watch: lock: %w", err)
	}
	defer func() { err = errors.Join(err, release()) }()
	return w.once(held, triggered)
}

// once runs, unless it need not and another replica did within half an interval.
func (w *watch) once(ctx context.Context, must bool) error {
	// Another replica may have reported since: its state counts, not ours.
	state, err := w.s.Store.LoadWatch(ctx, w.l.o.scope)
	if err != nil {
		return fmt.Errorf("linking: watch: load state: %w", err)
	}
	if !must && time.Since(state.LastRun) < w.s.Every/2 {
		return nil
	}
	snapshot, err := w.l.Discover(ctx)
	if err != nil {
		return err
	}
	state.age(snapshot)
	if w.s.Act != nil {
		if err := w.s.Act(ctx, snapshot); err != nil {
			return err
		}
		// The alert tells what is left after acting.
		if snapshot.Links, err = w.l.collectLinks(ctx); err != nil {
			return fmt.Errorf("linking: watch: %w", err)
		}
		snapshot.sort()
	}
	alert, err := NewAlert(ctx, snapshot, w.s.Valuer)
	if err != nil {
		return err
	}
	change, next := w.compare(state, alert)
	if err := w.s.Store.SaveWatch(ctx, w.l.o.scope, next); err != nil {
		return fmt.Errorf("linking: watch: save state: %w", err)
	}
	if w.s.Looked != nil {
		w.s.Looked(alert)
	}
	if len(change.Opened) > 0 || len(change.Closed) > 0 || change.Missed > 0 || change.Recovered {
		w.changed(change)
	}
	w.failed = false
	return nil
}

// age tells the tenants that appeared since the watch began how old they are at
// most, where the vendor does not: Partner Center does not tell.
func (state WatchState) age(s *Snapshot) {
	if state.Began.IsZero() {
		return
	}
	links := s.linkByTenant()
	for n := range s.Tenants {
		t := &s.Tenants[n]
		if _, linked := links[t.Tenant]; linked || !t.Created.IsZero() {
			continue
		}
		switch since, known := state.Since[t.Tenant]; {
		case known && since.After(state.Began):
			t.Created = since
		case !known:
			t.Created = s.Taken
		}
	}
}

func (w *watch) compare(old WatchState, a *Alert) (Change, WatchState) {
	now := time.Now().UTC()
	c := Change{At: now, Alert: a, Recovered: w.failed}
	if gap := now.Sub(old.LastRun); !old.LastRun.IsZero() && gap > 2*w.s.Every+w.s.Jitter {
		c.Missed = gap
	}
	next := WatchState{Began: old.Began, LastRun: now, Since: make(map[uuid.UUID]time.Time)}
	if next.Began.IsZero() {
		next.Began = now
	}
	for n := range a.Unlinked {
		t := &a.Unlinked[n]
		since, known := old.Since[t.Tenant]
		if !known {
			since = now
		}
		t.Since = since
		next.Since[t.Tenant] = since
		if !known {
			c.Opened = append(c.Opened, *t)
		}
	}
	for t := range old.Since {
		if _, still := next.Since[t]; !still {
			c.Closed = append(c.Closed, t)
		}
	}
	slices.SortFunc(c.Closed, compareUUID)
	c.Since = maps.Clone(next.Since)
	return c, next
}

// memoryWatch keeps the state of one watch.
type memoryWatch struct{ state WatchState }

func (m *memoryWatch) LoadWatch(context.Context, Scope) (WatchState, error) { return m.state, nil }

func (m *memoryWatch) SaveWatch(_ context.Context, _ Scope, s WatchState) error {
	m.state = s
	return nil
}
