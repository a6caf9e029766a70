package sqldb_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"go.uber.org/goleak"

	"github.com/tenantlink/tenantlink/internal/sqldb"
	"github.com/tenantlink/tenantlink/internal/sqldb/sqldbtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// files makes numbered migrations.
func files(scripts ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i, s := range scripts {
		m[fmt.Sprintf("%04d_step.sql", i+1)] = &fstest.MapFile{Data: []byte(s)}
	}
	return m
}

const leaseTable = "CREATE TABLE leases (name TEXT PRIMARY KEY, holder TEXT NOT NULL, fence BIGINT NOT NULL, expires_at BIGINT NOT NULL);\n"

// databases runs a test against each dialect; PostgreSQL is skipped, visibly,
// where there is none.
func databases(t *testing.T, test func(t *testing.T, open func() *sqldb.DB)) {
	t.Run("sqlite", func(t *testing.T) {
		address := "sqlite:" + filepath.Join(t.TempDir(), "test.db")
		test(t, func() *sqldb.DB { return open(t, address) })
	})
	t.Run("postgres", func(t *testing.T) {
		address := sqldbtest.StartPostgres(t).Database(t)
		test(t, func() *sqldb.DB { return open(t, address) })
	})
}

func open(t *testing.T, address string) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(t.Context(), address)
	if err != nil {
		t.Fatal("Open:", err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestDatabases(t *testing.T) {
	databases(t, func(t *testing.T, open func() *sqldb.DB) {
		t.Run("migrations run once, also when many start together", func(t *testing.T) {
			steps := files("CREATE TABLE a (n INTEGER);\nINSERT INTO a VALUES (1);\n", "INSERT INTO a VALUES (2);\n")
			var wg sync.WaitGroup
			for range 4 {
				db := open()
				wg.Go(func() {
					if err := db.Migrate(t.Context(), "once", steps); err != nil {
						t.Error("Migrate:", err)
					}
				})
			}
			wg.Wait()
			var n int
			if err := open().QueryRowContext(t.Context(), "SELECT count(*) FROM a").Scan(&n); err != nil || n != 2 {
				t.Errorf("%d rows (%v), want the 2 of one run", n, err)
			}
		})
		t.Run("a migration that fails leaves nothing", func(t *testing.T) {
			db := open()
			if err := db.Migrate(t.Context(), "broken", files("CREATE TABLE b (n INTEGER);\nNONSENSE;\n")); err == nil {
				t.Fatal("no error")
			}
			if err := db.Migrate(t.Context(), "broken", files("CREATE TABLE b (n INTEGER);\n")); err != nil {
				t.Error("the table of the failed migration stayed:", err)
			}
		})
		t.Run("a newer database is refused", func(t *testing.T) {
			db := open()
			if err := db.Migrate(t.Context(), "newer", files("SELECT 1;\n", "SELECT 2;\n")); err != nil {
				t.Fatal(err)
			}
			if err := db.Migrate(t.Context(), "newer", files("SELECT 1;\n")); err == nil || !strings.Contains(err.Error(), "update the program") {
				t.Errorf("error is %v, want to be told to update", err)
			}
		})
		t.Run("transactions that meet are not lost", func(t *testing.T) { testTransact(t, open) })
		t.Run("one holds a lease, with a growing fencing number", func(t *testing.T) { testLease(t, open) })
		t.Run("the lease of the dead expires", func(t *testing.T) { testDeadLease(t, open) })
	})
}

func testTransact(t *testing.T, open func() *sqldb.DB) {
	if err := open().Migrate(t.Context(), "counter", files("CREATE TABLE c (n INTEGER);\nINSERT INTO c VALUES (0);\n")); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		db := open()
		wg.Go(func() {
			for range 10 {
				err := db.Transact(t.Context(), func(tx sqldb.Tx) error {
					if err := tx.Serialize(t.Context(), "c"); err != nil {
						return err
					}
					var n int
					if err := tx.QueryRow(t.Context(), "SELECT n FROM c").Scan(&n); err != nil {
						return err
					}
					changed, err := tx.Exec(t.Context(), "UPDATE c SET n = ?", n+1)
					if err == nil && changed != 1 {
						err = errors.New("no row")
					}
					return err
				})
				if err != nil {
					t.Error("Transact:", err)
				}
			}
		})
	}
	wg.Wait()
	var n int
	if err := open().QueryRowContext(t.Context(), "SELECT n FROM c").Scan(&n); err != nil || n != 40 {
		t.Errorf("counted to %d (%v), want 40", n, err)
	}
}

func testLease(t *testing.T, open func() *sqldb.DB) {
	if err := open().Migrate(t.Context(), "leases", files(leaseTable)); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	holders, last := 0, int64(0)
	var wg sync.WaitGroup
	for range 4 {
		l := sqldb.Leases{DB: open(), Table: "leases"}
		wg.Go(func() {
			for range 5 {
				held, release, err := l.Lock(t.Context(), "name")
				if err != nil {
					t.Error("Lock:", err)
					return
				}
				lease, ok := sqldb.HeldLease(held, "leases")
				mu.Lock()
				if holders++; holders != 1 || !ok || lease.Fence <= last {
					t.Errorf("%d holders, fencing number %d after %d: want one, and a greater number", holders, lease.Fence, last)
				}
				last = lease.Fence
				holders--
				mu.Unlock()
				if err := release(); err != nil {
					t.Error("release:", err)
				}
			}
		})
	}
	wg.Wait()
}

func testDeadLease(t *testing.T, open func() *sqldb.DB) {
	l := sqldb.Leases{DB: open(), Table: "leases", TTL: time.Second}
	// A holder that died: its row is there and nobody renews it.
	err := l.DB.Transact(t.Context(), func(tx sqldb.Tx) error {
		_, err := tx.Exec(t.Context(), "INSERT INTO leases (name, holder, fence, expires_at) VALUES ('dead', 'x', 7, NOW_MS + 700)")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, _, err := l.Lock(ctx, "dead"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Lock gives %v before the lease has expired, want to wait", err)
	}
	held, release, err := l.Lock(t.Context(), "dead")
	if err != nil {
		t.Fatal("Lock after the expiry:", err)
	}
	if lease, _ := sqldb.HeldLease(held, "leases"); lease.Fence != 8 {
		t.Errorf("fencing number %d after 7, want 8", lease.Fence)
	}
	if err := release(); err != nil {
		t.Error(err)
	}
}

func TestWrongAddressesAreRefused(t *testing.T) {
	for _, address := range []string{"", "sqlite:", "mysql:x", "file.db"} {
		if _, err := sqldb.Open(t.Context(), address); err == nil {
			t.Errorf("%q was accepted", address)
		}
	}
}

func TestMigrationsMustBeNumbered(t *testing.T) {
	db := open(t, "sqlite:"+filepath.Join(t.TempDir(), "test.db"))
	for name, fs := range map[string]fstest.MapFS{
		"none":      {},
		"a gap":     {"0002_x.sql": {Data: []byte("SELECT 1;\n")}},
		"no number": {"x.sql": {Data: []byte("SELECT 1;\n")}},
		"other":     {"0001_x.postgres.sql": {Data: []byte("SELECT 1;\n")}},
	} {
		if err := db.Migrate(t.Context(), "bad", fs); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestQueriesAreAdapted(t *testing.T) {
	if got := sqldb.PostgreSQL.Query("a = ? AND b = ?"); got != "a = $1 AND b = $2" {
		t.Errorf("for PostgreSQL: %s", got)
	}
	if got := sqldb.SQLite.Query("a = ?"); got != "a = ?" {
		t.Errorf("for SQLite: %s", got)
	}
}
