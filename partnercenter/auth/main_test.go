package auth_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/tenantlink/tenantlink/partnercenter/auth"
	"github.com/tenantlink/tenantlink/partnercenter/auth/sqlstore"
	"github.com/tenantlink/tenantlink/partnercenter/auth/storetest"
)

// soak runs the tests with many processes at their full counts.
var soak = flag.Bool("soak", false, "run the long multi-process tests in full")

func TestMain(m *testing.M) {
	if job := os.Getenv(envJob); job != "" { // a process that a test has started
		if err := work(job); err != nil {
			fmt.Fprintln(os.Stderr, "worker:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(runner{m})
}

// runner runs the tests, or a worker of the stores' suite.
type runner struct{ m *testing.M }

func (r runner) Run() int { return storetest.MainCode(r.m, openStore) }

// openStore opens "memory:", "file:DIR" or "sqlite:FILE", after "encrypted+" if
// it is to be encrypted.
func openStore(where string) (auth.TokenStore, error) {
	plain, encrypted := strings.CutPrefix(where, "encrypted+")
	store, err := openPlain(plain)
	if err != nil || !encrypted {
		return store, err
	}
	ring, err := auth.NewKeyring(testKey("k1"))
	if err != nil {
		return nil, err
	}
	return auth.Encrypted(store, ring)
}

func openPlain(where string) (auth.TokenStore, error) {
	kind, rest, _ := strings.Cut(where, ":")
	switch kind {
	case "memory":
		return auth.NewMemoryStore(), nil
	case "file":
		return auth.OpenFileStore(rest)
	case "sqlite":
		return sqlstore.OpenSQLite(background(), rest)
	}
	return nil, fmt.Errorf("unknown store %q", where)
}

// testKey is an encryption key that is always the same for an id.
func testKey(id string) auth.EncryptionKey {
	key := make([]byte, 32)
	copy(key, "key for tests "+id)
	return auth.EncryptionKey{ID: id, Key: key}
}
