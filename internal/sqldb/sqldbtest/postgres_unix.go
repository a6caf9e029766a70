//go:build unix

package sqldbtest

import (
	"bytes"
	"context"
	"database/sql"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// Postgres is a server that ends with the test that started it.
type Postgres struct {
	dir string
	n   atomic.Int32
}

// StartPostgres starts a server in a temporary directory, reachable by a Unix
// socket only. It skips the test when the machine has no initdb. As root the
// server runs under an unprivileged user, because it refuses to run as root.
func StartPostgres(t testing.TB) *Postgres {
	t.Helper()
	initdb, ok := find("initdb")
	if !ok {
		t.Skip("PostgreSQL is not tested: no initdb in PATH or /usr/lib/postgresql/*/bin")
	}
	// A socket's path may have 107 bytes; the test's own directory can be longer.
	dir, err := os.MkdirTemp("", "pg")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	attr := unprivileged(t, dir)
	data := filepath.Join(dir, "data")
	out := run(t, attr, initdb, "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync")
	server := exec.Command(filepath.Join(filepath.Dir(initdb), "postgres"), //nolint:noctx // stopped by the cleanup
		"-D", data, "-k", dir, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200")
	var log bytes.Buffer
	server.SysProcAttr, server.Dir, server.Stdout, server.Stderr = attr, dir, &log, &log
	if err := server.Start(); err != nil {
		t.Fatalf("start postgres: %v\n%s", err, out)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(syscall.SIGINT) // fast shutdown
		_ = server.Wait()
	})
	p := &Postgres{dir: dir}
	p.await(t, &log)
	return p
}

// Database creates an empty database and returns its address.
func (p *Postgres) Database(t testing.TB) string {
	t.Helper()
	db := p.connect(t)
	defer func() { _ = db.Close() }()
	name := "test" + strconv.Itoa(int(p.n.Add(1)))
	if _, err := db.ExecContext(context.Background(), "CREATE DATABASE "+name); err != nil {
		t.Fatal("create a database:", err)
	}
	return p.address(name)
}

func (p *Postgres) address(database string) string {
	return "postgres:///" + database + "?" + url.Values{"host": {p.dir}, "user": {"tester"}}.Encode()
}

func (p *Postgres) connect(t testing.TB) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", p.address("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// await waits until the server answers.
func (p *Postgres) await(t testing.TB, log *bytes.Buffer) {
	t.Helper()
	db := p.connect(t)
	defer func() { _ = db.Close() }()
	var err error
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if err = db.PingContext(context.Background()); err == nil {
			return
		}
	}
	t.Fatalf("postgres does not answer: %v\n%s", err, log.String())
}

// find looks for a PostgreSQL program; the newest version wins. Distributions
// keep server programs out of PATH, or wrap them.
func find(name string) (string, bool) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	version := func(p string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(p))))
		return n
	}
	if len(found) > 0 {
		return slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) }), true
	}
	path, err := exec.LookPath(name)
	return path, err == nil
}

// unprivileged is how to start a process that is not root's, and gives it dir.
func unprivileged(t testing.TB, dir string) *syscall.SysProcAttr {
	t.Helper()
	if os.Geteuid() != 0 {
		return &syscall.SysProcAttr{}
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.ParseUint(u.Uid, 10, 32)
		gid, _ := strconv.ParseUint(u.Gid, 10, 32)
		if err := os.Chown(dir, int(uid), int(gid)); err != nil {
			t.Fatal(err)
		}
		return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	}
	t.Skip("PostgreSQL is not tested: it refuses to run as root, and there is no user postgres or nobody")
	return nil
}

func run(t testing.TB, attr *syscall.SysProcAttr, name string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.SysProcAttr, cmd.Dir = attr, "/"
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", filepath.Base(name), err, out)
	}
	return string(out)
}
