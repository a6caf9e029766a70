package storetest_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/tenantlink/tenantlink/partnercenter/auth"
	"github.com/tenantlink/tenantlink/partnercenter/auth/storetest"
)

const envDefect = "TENANTLINK_STORETEST_DEFECT"

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// defective is a memory store with one defect.
type defective struct {
	*auth.MemoryStore
	defect string
}

func (d defective) Load(ctx context.Context, k auth.Key) (auth.Record, error) {
	switch d.defect {
	case "ignores the context":
		ctx = context.WithoutCancel(ctx)
	case "folds the case of keys":
		k.Client = strings.ToLower(k.Client)
	}
	r, err := d.MemoryStore.Load(ctx, k)
	if d.defect == "hides missing records" && errors.Is(err, auth.ErrNotFound) {
		return auth.Record{}, nil
	}
	if d.defect == "forgets the consent" {
		r.Consent = nil
	}
	return r, err
}

func (d defective) Update(ctx context.Context, k auth.Key, fn func(auth.Record, bool) (auth.Record, error)) (auth.Record, error) {
	switch d.defect {
	case "ignores the context":
		ctx = context.WithoutCancel(ctx)
	case "folds the case of keys":
		k.Client = strings.ToLower(k.Client)
	case "loses updates":
		old, err := d.MemoryStore.Load(ctx, k)
		r, fnErr := fn(old, err == nil)
		if fnErr != nil {
			return r, fnErr
		}
		return d.MemoryStore.Update(ctx, k, func(auth.Record, bool) (auth.Record, error) { return r, nil })
	case "stores what a failed function returned":
		var failed error
		r, err := d.MemoryStore.Update(ctx, k, func(old auth.Record, ok bool) (auth.Record, error) {
			r, err := fn(old, ok)
			failed = err
			return r, nil
		})
		return r, errors.Join(err, failed)
	case "cuts long tokens":
		return d.MemoryStore.Update(ctx, k, func(old auth.Record, ok bool) (auth.Record, error) {
			r, err := fn(old, ok)
			if len(r.Access) > 4096 {
				r.Access = r.Access[:4096]
			}
			return r, err
		})
	}
	return d.MemoryStore.Update(ctx, k, fn)
}

func (d defective) Delete(ctx context.Context, k auth.Key) error {
	if d.defect == "does not delete" {
		return nil
	}
	return d.MemoryStore.Delete(ctx, k)
}

func (d defective) Lock(ctx context.Context, name string) (context.Context, func() error, error) {
	if d.defect == "does not lock" {
		return ctx, func() error { return nil }, nil
	}
	return d.MemoryStore.Lock(ctx, name)
}

// TestDefectiveStore is what the other test runs in a process of its own.
func TestDefectiveStore(t *testing.T) {
	defect := os.Getenv(envDefect)
	if defect == "" {
		defect = "none"
	}
	store := defective{auth.NewMemoryStore(), defect}
	storetest.Run(t, storetest.Suite{
		Open: func(where string) (auth.TokenStore, error) {
			if where == "fresh" {
				store.MemoryStore = auth.NewMemoryStore()
			}
			return store, nil
		},
		New: func(*testing.T) string { return "fresh" },
	})
}

func TestTheSuiteFindsEachDefect(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, defect := range []string{
		"ignores the context", "hides missing records", "forgets the consent", "folds the case of keys", "loses updates",
		"stores what a failed function returned", "cuts long tokens", "does not delete", "does not lock",
	} {
		t.Run(strings.ReplaceAll(defect, " ", "_"), func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestDefectiveStore$")
			cmd.Env = append(os.Environ(), envDefect+"="+defect)
			out, err := cmd.CombinedOutput()
			if err == nil || !strings.Contains(string(out), "--- FAIL: TestDefectiveStore/") {
				t.Errorf("the suite passes a store that %s", defect)
			}
		})
	}
}

func Example() {
	suite := storetest.Suite{
		Open:      func(where string) (auth.TokenStore, error) { return auth.OpenFileStore(where) },
		New:       func(t *testing.T) string { return filepath.Join(t.TempDir(), "tokens") },
		Processes: true, // other processes may open it, so TestMain must call storetest.Main
	}
	testMain := func(m *testing.M) { storetest.Main(m, suite.Open) }
	testStore := func(t *testing.T) { storetest.Run(t, suite) }
	fmt.Printf("%T %T\n", testMain, testStore)
	// Output: func(*testing.M) func(*testing.T)
}
