package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// DB is a database with its dialect.
type DB struct {
	*sql.DB
	// Dialect is the kind of database.
	Dialect Dialect
	file    string // of a SQLite database that OpenSQLite opened
}

// New wraps an open database. SQLite databases must be opened with a busy
// timeout and _txlock=immediate, as [OpenSQLite] does.
func New(db *sql.DB, d Dialect) (*DB, error) {
	if db == nil {
		return nil, errors.New("the database is nil")
	}
	return &DB{DB: db, Dialect: d}, d.Check()
}

// OpenSQLite opens or creates the database file at path. A file it creates has
// mode 0600, and so have the files SQLite puts beside it; an existing one that
// other users can read or write is refused.
func OpenSQLite(ctx context.Context, path string) (*DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("database %s: %w", path, err)
	}
	if err := createPrivate(abs); err != nil {
		return nil, fmt.Errorf("database %s: %w", path, err)
	}
	// Write transactions take the lock when they begin, so that none fails
	// half-way; others wait. Full sync: a stored token survives a power cut.
	q := url.Values{
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(30000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)"},
	}
	address := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(abs), RawQuery: q.Encode()}
	db, err := sql.Open("sqlite", address.String())
	if err != nil {
		return nil, fmt.Errorf("database %s: %w", path, err)
	}
	db.SetMaxOpenConns(4)
	opened, err := ping(ctx, db, SQLite, "database "+path)
	if err != nil {
		return nil, err
	}
	opened.file = abs
	return opened, nil
}

// createPrivate makes the file before SQLite would, with its own mode.
func createPrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err == nil {
		return f.Close()
	}
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errors.New("it is not a regular file (a symbolic link is not followed)")
	}
	if perm := info.Mode().Perm(); runtime.GOOS != "windows" && perm&0o077 != 0 {
		return fmt.Errorf("mode %04o lets other users in; run: chmod 600 %s", perm, path)
	}
	return nil
}

// OpenPostgres opens a PostgreSQL database by its URL or keyword string.
func OpenPostgres(ctx context.Context, address string) (*DB, error) {
	db, err := sql.Open("pgx", address)
	if err != nil {
		return nil, errors.New("the PostgreSQL address cannot be parsed") // err quotes it, with its password
	}
	db.SetMaxOpenConns(8)
	return ping(ctx, db, PostgreSQL, "PostgreSQL")
}

// Open opens "sqlite:FILE", "postgres:..." or "postgresql:...".
func Open(ctx context.Context, address string) (*DB, error) {
	scheme, rest, _ := strings.Cut(address, ":")
	switch {
	case scheme == "sqlite" && rest != "":
		return OpenSQLite(ctx, rest)
	case scheme == "postgres" || scheme == "postgresql":
		if !strings.HasPrefix(rest, "//") {
			address = rest // postgres:host=... or postgres:postgres://...
		}
		return OpenPostgres(ctx, address)
	}
	return nil, fmt.Errorf("the database address begins with %q: use sqlite:FILE or postgres://USER@HOST/DATABASE", scheme)
}

func ping(ctx context.Context, db *sql.DB, d Dialect, name string) (*DB, error) {
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", name, err), db.Close())
	}
	return &DB{DB: db, Dialect: d}, nil
}
