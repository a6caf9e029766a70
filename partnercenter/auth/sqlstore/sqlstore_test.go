package sqlstore_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/tenantlink/tenantlink/internal/sqldb"
	"github.com/tenantlink/tenantlink/internal/sqldb/sqldbtest"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
	"github.com/tenantlink/tenantlink/partnercenter/auth/sqlstore"
	"github.com/tenantlink/tenantlink/partnercenter/auth/storetest"
)

func kills() int {
	if *soak {
		return 100
	}
	return 4
}

func sqliteFile(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "tokens.db") }

func TestSQLiteConforms(t *testing.T) {
	t.Parallel() // these tests wait for the disk most of the time
	storetest.Run(t, storetest.Suite{Open: openStore, New: sqliteFile, Corrupt: damage, Processes: true, Kills: kills()})
}

func TestEncryptedSQLiteConforms(t *testing.T) {
	t.Parallel()
	storetest.Run(t, storetest.Suite{
		Open: openStore, New: func(t *testing.T) string { return "encrypted+" + sqliteFile(t) },
		Corrupt: damage, Processes: true, Kills: kills(),
	})
}

func TestPostgreSQLConforms(t *testing.T) {
	t.Parallel()
	server := sqldbtest.StartPostgres(t)
	deadLock := time.Duration(-1) // half a minute and more
	if *soak {
		deadLock = sqldb.DefaultLeaseTTL
	}
	for name, prefix := range map[string]string{"plain": "", "encrypted": "encrypted+"} {
		t.Run(name, func(t *testing.T) {
			storetest.Run(t, storetest.Suite{
				Open: openStore, New: func(t *testing.T) string { return prefix + "postgres:" + server.Database(t) },
				Corrupt: damage, Processes: true, Kills: kills(), LockOutlives: deadLock,
			})
		})
	}
}

// raw opens the database behind a store.
func raw(t *testing.T, where string) *sqldb.DB {
	t.Helper()
	where = strings.TrimPrefix(where, "encrypted+")
	db, err := sqldb.Open(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func damage(t *testing.T, where string, k auth.Key) {
	t.Helper()
	db := raw(t, where)
	r, err := db.ExecContext(t.Context(), db.Dialect.Query(`UPDATE tenantlink_auth_records SET record = substr(record, 1, 40) WHERE name = ?`), k.String())
	if err != nil {
		t.Fatal(err)
	}
	if n, err := r.RowsAffected(); n != 1 || err != nil {
		t.Fatalf("damaged %d rows, error %v", n, err)
	}
}

func TestADamagedRecordIsKeptAside(t *testing.T) {
	where := sqliteFile(t)
	s := mustOpen(t, where)
	k := auth.Key{Kind: auth.KindRefresh, Client: "c"}
	put(t, s, k, "first")
	damage(t, where, k)
	put(t, s, k, "second")
	var kept string
	if err := raw(t, where).QueryRowContext(t.Context(), `SELECT record FROM tenantlink_auth_corrupt`).Scan(&kept); err != nil || kept == "" {
		t.Errorf("kept %q, error %v: want the damaged text", kept, err)
	}
}

func TestTheSQLiteFileIsPrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no permission bits")
	}
	dir := t.TempDir()
	s := mustOpen(t, "sqlite:"+filepath.Join(dir, "tokens.db"))
	put(t, s, auth.Key{Client: "c"}, "x")
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) == 0 {
		t.Fatalf("%d files, error %v", len(entries), err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, want 0600", e.Name(), info.Mode().Perm())
		}
	}
}

func TestAnOpenSQLiteFileIsRefused(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no permission bits")
	}
	path := filepath.Join(t.TempDir(), "tokens.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlstore.OpenSQLite(t.Context(), path); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("error is %v, want a refusal that says what to do", err)
	}
}

func TestALostLeaseCannotWrite(t *testing.T) {
	where := sqliteFile(t)
	s := mustOpen(t, where)
	held, release, err := s.Lock(t.Context(), "grant")
	if err != nil {
		t.Fatal(err)
	}
	// What happens while a machine sleeps: the lease expires, another takes it.
	db := raw(t, where)
	if _, err := db.ExecContext(t.Context(), `UPDATE tenantlink_auth_leases SET expires_at = 0`); err != nil {
		t.Fatal(err)
	}
	_, releaseOther, err := mustOpen(t, where).Lock(t.Context(), "grant")
	if err != nil {
		t.Fatal("the expired lease was not to be had:", err)
	}
	k := auth.Key{Client: "c"}
	_, err = s.Update(held, k, func(auth.Record, bool) (auth.Record, error) { return auth.Record{Access: "late"}, nil })
	if !errors.Is(err, auth.ErrConflict) {
		t.Errorf("the late holder's Update gives %v, want auth.ErrConflict", err)
	}
	if _, err := s.Load(t.Context(), k); !errors.Is(err, auth.ErrNotFound) {
		t.Error("the late holder's record was stored")
	}
	if err := errors.Join(release(), releaseOther()); err != nil {
		t.Error(err)
	}
}

func TestOneThatSleepsPastItsLeaseDoesNotHoldOthersUp(t *testing.T) {
	// The holder lives, and so does its sign of life; only time tells.
	where := sqliteFile(t)
	_, release, err := mustOpen(t, where).Lock(t.Context(), "grant")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := raw(t, where).ExecContext(t.Context(), `UPDATE tenantlink_auth_leases SET expires_at = 1000`); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	_, releaseOther, err := mustOpen(t, where).Lock(ctx, "grant")
	if err != nil {
		t.Fatal("the expired lease was not to be had:", err)
	}
	if err := errors.Join(release(), releaseOther()); err != nil {
		t.Error(err)
	}
}

func TestALostLeaseEndsItsContext(t *testing.T) {
	where := sqliteFile(t)
	s, err := sqlstore.OpenSQLite(t.Context(), strings.TrimPrefix(where, "sqlite:"), sqlstore.WithLeaseTTL(time.Second))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	held, release, err := s.Lock(t.Context(), "grant")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = release() }()
	if _, err := raw(t, where).ExecContext(t.Context(), `UPDATE tenantlink_auth_leases SET fence = fence + 1`); err != nil {
		t.Fatal(err)
	}
	select {
	case <-held.Done():
		if !errors.Is(context.Cause(held), sqldb.ErrLeaseLost) {
			t.Errorf("held ended by %v, want the lost lease", context.Cause(held))
		}
	case <-time.After(5 * time.Second):
		t.Error("held goes on though another took the lease")
	}
}

func TestALeaseOutlivesItsTTLWhileHeld(t *testing.T) {
	where := sqliteFile(t)
	path := strings.TrimPrefix(where, "sqlite:")
	s, err := sqlstore.OpenSQLite(t.Context(), path, sqlstore.WithLeaseTTL(time.Second))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	held, release, err := s.Lock(t.Context(), "grant")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	if _, _, err := s.Lock(ctx, "grant"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("another Lock gives %v during twice the TTL, want it to wait", err)
	}
	if held.Err() != nil {
		t.Error("held ended though the lease was renewed")
	}
	if err := release(); err != nil {
		t.Error(err)
	}
}

func TestADatabaseOfANewerVersionIsRefused(t *testing.T) {
	where := sqliteFile(t)
	mustOpen(t, where)
	if _, err := raw(t, where).ExecContext(t.Context(), `INSERT INTO tenantlink_migrations VALUES ('auth', 99, 0)`); err != nil {
		t.Fatal(err)
	}
	if _, err := openStore(where); err == nil || !strings.Contains(err.Error(), "update the program") {
		t.Errorf("error is %v, want a refusal that says to update the program", err)
	}
}

func TestACallersDatabaseStaysOpen(t *testing.T) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "own.db")+"?_txlock=immediate&_pragma=busy_timeout(30000)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	s, err := sqlstore.New(t.Context(), db, sqlstore.SQLite)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := db.PingContext(t.Context()); err != nil {
		t.Error("Close closed the caller's database:", err)
	}
	if _, err := sqlstore.New(t.Context(), db, "oracle"); err == nil {
		t.Error("an unknown dialect was accepted")
	}
}

func TestAPasswordInAnAddressIsNotShown(t *testing.T) {
	_, err := sqlstore.OpenPostgres(t.Context(), "postgres://user:hunter2@127.0.0.1:1/x?sslmode=bogus&connect_timeout=1")
	if err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("error is %v, want one without the password", err)
	}
}

func mustOpen(t *testing.T, where string) *sqlstore.Store {
	t.Helper()
	s, err := openPlain(where)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func put(t *testing.T, s auth.TokenStore, k auth.Key, access auth.Secret) {
	t.Helper()
	if _, err := s.Update(t.Context(), k, func(auth.Record, bool) (auth.Record, error) { return auth.Record{Access: access}, nil }); err != nil {
		t.Fatal(err)
	}
}
