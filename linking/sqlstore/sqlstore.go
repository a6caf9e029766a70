package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/tenantlink/tenantlink/internal/sqldb"
)

// The migrations are immutable.
//
//go:embed migrations/*.sql
var migrations embed.FS

// Dialect is the kind of database given to New.
type Dialect string

// The dialects.
const (
	SQLite     Dialect = "sqlite"
	PostgreSQL Dialect = "postgres"
)

// ErrLeaseLost is why a context of Lock ends, and why the journal refuses an
// entry: the lease expired, or another process holds it by now.
var ErrLeaseLost = sqldb.ErrLeaseLost

const leaseTable = "tenantlink_linking_leases"

// Store is a linking.IgnoreStore, linking.DecisionStore, linking.WatchStore and
// linking.Locker on a SQL database. It is safe for concurrent use.
type Store struct {
	db    *sqldb.DB
	lease sqldb.Leases
	owned bool
}

// Option changes a store as it is opened.
type Option func(*Store) error

// WithLeaseTTL sets how long a replica that died, or lost its database, keeps
// the others from taking over: 30 seconds unless set, at least 1 second.
func WithLeaseTTL(d time.Duration) Option {
	return func(s *Store) error {
		if d < time.Second {
			return fmt.Errorf("sqlstore: WithLeaseTTL: %v is less than a second", d)
		}
		s.lease.TTL = d
		return nil
	}
}

// OpenSQLite opens or creates the database file at path. A file it creates has
// mode 0600; one that other users may read is refused.
func OpenSQLite(ctx context.Context, path string, opts ...Option) (*Store, error) {
	db, err := sqldb.OpenSQLite(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: %w", err)
	}
	return build(ctx, db, true, opts)
}

// OpenPostgres opens a PostgreSQL database by its URL, such as
// "postgres://user@host/database?sslmode=verify-full".
func OpenPostgres(ctx context.Context, address string, opts ...Option) (*Store, error) {
	db, err := sqldb.OpenPostgres(ctx, address)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: %w", err)
	}
	return build(ctx, db, true, opts)
}

// New uses a database that the caller has opened and will close. A SQLite
// database must have a busy timeout and begin transactions immediately
// (modernc.org/sqlite: "?_txlock=immediate&_pragma=busy_timeout(30000)").
func New(ctx context.Context, db *sql.DB, d Dialect, opts ...Option) (*Store, error) {
	wrapped, err := sqldb.New(db, sqldb.Dialect(d))
	if err != nil {
		return nil, fmt.Errorf("sqlstore: %w", err)
	}
	return build(ctx, wrapped, false, opts)
}

func build(ctx context.Context, db *sqldb.DB, owned bool, opts []Option) (*Store, error) {
	s := &Store{db: db, owned: owned, lease: sqldb.Leases{DB: db, Table: leaseTable, TTL: sqldb.DefaultLeaseTTL}}
	if err := s.prepare(ctx, opts); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) prepare(ctx context.Context, opts []Option) error {
	for _, o := range opts {
		if err := o(s); err != nil {
			return err
		}
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	if err := s.db.Migrate(ctx, "linking", files); err != nil {
		return fmt.Errorf("sqlstore: %w", err)
	}
	return nil
}

// Close closes the database, unless the caller opened it.
func (s *Store) Close() error {
	if !s.owned {
		return nil
	}
	return s.db.Close()
}
