package storetest

import (
	"context"
	"errors"
	"math/rand/v2"
	"os/exec"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

func testKeys(t *testing.T, s Suite) {
	store := s.open(t, s.New(t))
	l, ok := store.(auth.Lister)
	if !ok {
		t.Skip("the store is no auth.Lister")
	}
	want := map[auth.Key]bool{}
	for n := range 5 {
		want[key(n)] = true
		put(t, store, key(n), record(n))
	}
	if err := store.Delete(t.Context(), key(3)); err != nil {
		t.Fatal(err)
	}
	delete(want, key(3))
	for k, err := range l.Keys(t.Context()) {
		if err != nil {
			t.Fatal("Keys:", err)
		}
		if !want[k] {
			t.Errorf("Keys yields %s, which is not stored or came twice", k)
		}
		delete(want, k)
	}
	if len(want) > 0 {
		t.Errorf("Keys left out %v", want)
	}
	for _, err := range l.Keys(t.Context()) { // leaving must not panic or hang
		if err != nil {
			t.Error("Keys:", err)
		}
		break
	}
}

func testLock(t *testing.T, s Suite) {
	store := s.open(t, s.New(t))
	l, ok := store.(auth.Locker)
	if !ok {
		t.Skip("the store is no auth.Locker")
	}
	held, release, err := l.Lock(t.Context(), "a")
	if err != nil {
		t.Fatal("Lock:", err)
	}
	if held.Err() != nil {
		t.Error("held has ended while the lock is held")
	}
	_, releaseOther, err := l.Lock(t.Context(), "b")
	if err != nil {
		t.Fatal("Lock of another name:", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, _, err := l.Lock(ctx, "a"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a second Lock of the name gives %v, want to wait until its context ends", err)
	}
	var released atomic.Bool
	next := make(chan error, 1)
	go func() {
		_, release, err := l.Lock(context.WithoutCancel(t.Context()), "a")
		if err == nil && !released.Load() {
			err = errors.New("two hold the lock at once")
		}
		if err == nil {
			err = release()
		}
		next <- err
	}()
	time.Sleep(50 * time.Millisecond)
	released.Store(true)
	if err := errors.Join(release(), releaseOther()); err != nil {
		t.Error("release:", err)
	}
	if held.Err() == nil {
		t.Error("held goes on after release")
	}
	select {
	case err := <-next:
		if err != nil {
			t.Error("the waiting Lock:", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("a waiting Lock did not get the lock after release")
	}
	if err := release(); err != nil {
		t.Error("a second release must do nothing:", err)
	}
}

func testCorrupt(t *testing.T, s Suite) {
	if s.Corrupt == nil {
		t.Skip("Suite.Corrupt is nil: corruption is not tested")
	}
	where := s.New(t)
	store := s.open(t, where)
	put(t, store, key(1), record(1))
	put(t, store, key(2), record(2))
	s.Corrupt(t, where, key(1))
	for range 2 { // reported, not dropped: the second Load must not find nothing
		if _, err := store.Load(t.Context(), key(1)); !errors.Is(err, auth.ErrCorrupt) {
			t.Errorf("Load of a corrupt record gives %v, want auth.ErrCorrupt", err)
		}
	}
	if !same(load(t, store, key(2)), record(2)) {
		t.Error("another record was harmed")
	}
	_, err := store.Update(t.Context(), key(1), func(_ auth.Record, ok bool) (auth.Record, error) {
		if ok {
			t.Error("the update function got a corrupt record")
		}
		return record(3), nil
	})
	if err != nil {
		t.Error("Update of a corrupt record:", err)
	}
	if !same(load(t, store, key(1)), record(3)) {
		t.Error("the corrupt record was not replaced")
	}
}

// processes is how many workers run at once.
const processes = 4

func (s Suite) workers(t *testing.T, job string, each int) auth.Record {
	t.Helper()
	if !s.Processes {
		t.Skip("the store cannot be shared by processes")
	}
	where := s.New(t)
	store := s.open(t, where)
	var waits []func() error
	for range processes {
		cmd := worker(t, job, where, each)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		waits = append(waits, cmd.Wait)
	}
	for _, wait := range waits {
		if err := wait(); err != nil {
			t.Error("a worker process failed:", err)
		}
	}
	return load(t, store, counterKey())
}

func testProcesses(t *testing.T, s Suite) {
	const each = 25
	if r := s.workers(t, "count", each); value(r) != processes*each || r.Version != processes*each {
		t.Errorf("%d processes counted to %d at version %d, want %d: updates were lost", processes, value(r), r.Version, processes*each)
	}
}

func testProcessLocks(t *testing.T, s Suite) {
	if _, ok := s.open(t, s.New(t)).(auth.Locker); !ok {
		t.Skip("the store is no auth.Locker")
	}
	const each = 10
	if r := s.workers(t, "lock", each); value(r) != processes*each {
		t.Errorf("%d processes counted under a lock to %d, want %d: two held it at once", processes, value(r), processes*each)
	}
}

func testSteps(t *testing.T, s Suite) {
	if !s.Processes {
		t.Skip("the store cannot be shared by processes")
	}
	where := s.New(t)
	store := s.open(t, where)
	put(t, store, counterKey(), counter(1))
	for _, step := range []struct {
		job  string
		want int
	}{{jobDieUpdating, 1}, {jobDieUpdated, 2}, {jobDieUpdating, 2}} {
		var exit *exec.ExitError
		if err := worker(t, step.job, where, 0).Run(); !errors.As(err, &exit) || exit.ExitCode() != dead {
			t.Fatalf("the worker for %q ended with %v, want to die at its step", step.job, err)
		}
		if r := load(t, store, counterKey()); value(r) != step.want || r.Version != uint64(step.want) {
			t.Errorf("after a process died (%s) the record counts %d at version %d, want %d", step.job, value(r), r.Version, step.want)
		}
	}
	// What the dead held does not stand in the way of the next.
	put(t, store, counterKey(), counter(3))
}

func testDeadLock(t *testing.T, s Suite) {
	if !s.Processes || s.LockOutlives < 0 {
		t.Skip("how long the lock of a dead process lasts is not tested")
	}
	where := s.New(t)
	l, ok := s.open(t, where).(auth.Locker)
	if !ok {
		t.Skip("the store is no auth.Locker")
	}
	const slow = 10 * time.Second // a machine may be
	for range 2 {                 // also after one that took it from the dead
		var exit *exec.ExitError
		if err := worker(t, jobDieLocked, where, 0).Run(); !errors.As(err, &exit) || exit.ExitCode() != dead {
			t.Fatalf("the worker ended with %v, want to die with the lock", err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), s.LockOutlives+slow)
	defer cancel()
	_, release, err := l.Lock(ctx, lockName)
	if err != nil {
		t.Fatalf("the lock of a dead process is not to be had after %v: %v", s.LockOutlives+slow, err)
	}
	if err := release(); err != nil {
		t.Error("release:", err)
	}
}

func testKills(t *testing.T, s Suite) {
	if !s.Processes {
		t.Skip("the store cannot be shared by processes")
	}
	kills := s.Kills
	if kills == 0 {
		kills = 20
	}
	where := s.New(t)
	store := s.open(t, where)
	put(t, store, counterKey(), bulky(1))
	last := uint64(1)
	for range kills {
		s.killOne(t, where)
		r := load(t, store, counterKey())
		if !whole(r) {
			t.Fatal("the record is damaged after a kill")
		}
		if r.Version < last {
			t.Fatalf("the record went back from version %d to %d", last, r.Version)
		}
		last = r.Version
	}
	put(t, store, counterKey(), record(1)) // locks of the dead do not stay
	if last == 1 {
		t.Error("no worker wrote anything before it was killed: the test proves nothing")
	}
}

// killOne lets a worker write and kills it at a random moment.
func (s Suite) killOne(t *testing.T, where string) {
	t.Helper()
	cmd := worker(t, "crash", where, 0)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// During one of the next writes, however slow they are.
	if err := awaitWrites(out, 1+rand.N(3)); err != nil {
		t.Error(err)
	}
	time.Sleep(rand.N(10 * time.Millisecond))
	if err := cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	_ = cmd.Wait() // killed
}
