package sqlstore_test

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/tenantlink/tenantlink/partnercenter/auth"
	"github.com/tenantlink/tenantlink/partnercenter/auth/sqlstore"
	"github.com/tenantlink/tenantlink/partnercenter/auth/storetest"
)

var soak = flag.Bool("soak", false, "run the long multi-process tests in full")

func TestMain(m *testing.M) { goleak.VerifyTestMain(runner{m}) }

type runner struct{ m *testing.M }

func (r runner) Run() int { return storetest.MainCode(r.m, openStore) }

// openStore opens "sqlite:FILE" or "postgres:URL", after "encrypted+" if it is
// to be encrypted.
func openStore(where string) (auth.TokenStore, error) {
	plain, encrypted := strings.CutPrefix(where, "encrypted+")
	store, err := openPlain(plain)
	if err != nil || !encrypted {
		return store, err
	}
	key := auth.EncryptionKey{ID: "k1", Key: []byte("0123456789abcdef0123456789abcdef")}
	ring, err := auth.NewKeyring(key)
	if err != nil {
		return nil, err
	}
	sealed, err := auth.Encrypted(store, ring)
	if err != nil {
		return nil, err
	}
	return closingStore{sealed, store}, nil
}

// closingStore closes the database under an encrypted store.
type closingStore struct {
	*auth.EncryptedStore
	inner *sqlstore.Store
}

func (c closingStore) Close() error { return c.inner.Close() }

func openPlain(where string) (*sqlstore.Store, error) {
	kind, rest, _ := strings.Cut(where, ":")
	switch kind {
	case "sqlite":
		return sqlstore.OpenSQLite(context.Background(), rest)
	case "postgres":
		return sqlstore.OpenPostgres(context.Background(), rest)
	}
	return nil, fmt.Errorf("unknown store %q", where)
}
