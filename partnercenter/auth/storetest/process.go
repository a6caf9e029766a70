package storetest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

// Opener opens the store that where names. Stores opened with the same where
// share their records, also between processes. If the store is an io.Closer the
// suite closes it.
type Opener func(where string) (auth.TokenStore, error)

// Environment variables that turn the test binary into a worker.
const (
	envJob   = "TENANTLINK_STORETEST_JOB"
	envWhere = "TENANTLINK_STORETEST_WHERE"
	envCount = "TENANTLINK_STORETEST_COUNT"
)

// workerLimit ends a worker whose test has died.
const workerLimit = 5 * time.Minute

// Main runs the tests, or, in a process that the suite has started, the worker;
// call it from TestMain. It does not return.
func Main(m *testing.M, open Opener) { os.Exit(MainCode(m, open)) }

// MainCode is [Main] for a TestMain with more to do: it returns the exit code.
func MainCode(m *testing.M, open Opener) int {
	job := os.Getenv(envJob)
	if job == "" {
		return m.Run()
	}
	if err := work(job, open); err != nil {
		fmt.Fprintln(os.Stderr, "storetest worker:", err)
		return 1
	}
	return 0
}

// work does a job on the store that the environment names.
func work(job string, open Opener) (err error) {
	count, err := strconv.Atoi(os.Getenv(envCount))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), workerLimit)
	defer cancel()
	s, err := open(os.Getenv(envWhere))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeStore(s)) }()
	fmt.Println("ready") // the parent may kill from here on
	switch job {
	case "count":
		return increment(ctx, s, count)
	case "crash":
		return overwrite(ctx, s)
	case "lock":
		return countUnderLock(ctx, s, count)
	case jobDieUpdating:
		return dieUpdating(ctx, s)
	case jobDieUpdated:
		return dieUpdated(ctx, s)
	case jobDieLocked:
		return dieLocked(ctx, s)
	}
	return fmt.Errorf("unknown job %q", job)
}

// increment adds count to the counter in a record, one update each.
func increment(ctx context.Context, s auth.TokenStore, count int) error {
	for range count {
		_, err := s.Update(ctx, counterKey(), func(old auth.Record, _ bool) (auth.Record, error) {
			time.Sleep(100 * time.Microsecond) // lets others in, if the store does
			return counter(value(old) + 1), nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// lockName is what the workers lock.
const lockName = "storetest"

// dieLocked ends the process while it holds the lock.
func dieLocked(ctx context.Context, s auth.TokenStore) error {
	l, ok := s.(auth.Locker)
	if !ok {
		return errors.New("the store is not a Locker")
	}
	_, _, err := l.Lock(ctx, lockName)
	if err == nil {
		os.Exit(dead)
	}
	return err
}

// countUnderLock reads and writes in two steps, which only the lock protects.
func countUnderLock(ctx context.Context, s auth.TokenStore, count int) error {
	l, ok := s.(auth.Locker)
	if !ok {
		return errors.New("the store is not a Locker")
	}
	for range count {
		held, release, err := l.Lock(ctx, lockName)
		if err != nil {
			return err
		}
		old, err := s.Load(held, counterKey())
		if err != nil && !errors.Is(err, auth.ErrNotFound) {
			return err
		}
		_, err = s.Update(held, counterKey(), func(auth.Record, bool) (auth.Record, error) { return counter(value(old) + 1), nil })
		if err := errors.Join(err, release()); err != nil {
			return err
		}
	}
	return nil
}

// The steps at which a worker dies.
const (
	jobDieUpdating = "die updating" // the old record is read, the new one is not written
	jobDieUpdated  = "die updated"  // Update has returned
	jobDieLocked   = "die locked"   // the lock is held
)

// dead is the exit code of a worker that died where it should.
const dead = 9

// dieUpdating ends the process within an update, without any clean-up.
func dieUpdating(ctx context.Context, s auth.TokenStore) error {
	_, err := s.Update(ctx, counterKey(), func(auth.Record, bool) (auth.Record, error) {
		os.Exit(dead)
		return auth.Record{}, nil
	})
	return err
}

// dieUpdated ends the process as soon as an update says that it is durable.
func dieUpdated(ctx context.Context, s auth.TokenStore) error {
	_, err := s.Update(ctx, counterKey(), func(old auth.Record, _ bool) (auth.Record, error) { return counter(value(old) + 1), nil })
	if err == nil {
		os.Exit(dead)
	}
	return err
}

// overwrite replaces one record by ever longer ones until it is killed.
func overwrite(ctx context.Context, s auth.TokenStore) error {
	for n := 1; ctx.Err() == nil; n++ {
		_, err := s.Update(ctx, counterKey(), func(auth.Record, bool) (auth.Record, error) { return bulky(n), nil })
		if err != nil {
			return err
		}
		fmt.Println("written")
	}
	return ctx.Err()
}

// worker starts this test binary again for a job.
func worker(t *testing.T, job, where string, count int) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^$") //nolint:noctx // killed by the test
	cmd.Env = append(os.Environ(), envJob+"="+job, envWhere+"="+where, envCount+"="+strconv.Itoa(count))
	cmd.Stderr = os.Stderr
	return cmd
}

// awaitWrites waits until the worker has opened its store and written n times.
func awaitWrites(r io.Reader, n int) error {
	out := bufio.NewScanner(r)
	if !out.Scan() || out.Text() != "ready" {
		return fmt.Errorf("the worker said %q: does TestMain call storetest.Main?", out.Text())
	}
	for range n {
		if !out.Scan() {
			return errors.New("the worker ended before it was killed")
		}
	}
	return nil
}

func closeStore(s auth.TokenStore) error {
	if c, ok := s.(io.Closer); ok {
		return c.Close()
	}
	return nil
}
