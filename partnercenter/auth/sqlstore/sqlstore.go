package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"time"

	"github.com/tenantlink/tenantlink/internal/sqldb"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

// The migrations are immutable.
//
//go:embed migrations/*.sql
var migrations embed.FS

// Dialect is the kind of database given to [New].
type Dialect string

// The dialects.
const (
	SQLite     Dialect = "sqlite"
	PostgreSQL Dialect = "postgres"
)

const leaseTable = "tenantlink_auth_leases"

// Store is an auth.TokenStore, auth.Locker and auth.Lister on a SQL database.
type Store struct {
	db    *sqldb.DB
	lease sqldb.Leases
	owned bool
}

// Option changes a store as it is opened.
type Option func(*Store) error

// WithLeaseTTL sets how long the lock of a process that died, sleeps, or lost
// its database keeps others waiting: 30 seconds unless set, at least 1 second.
// In a file opened by [OpenSQLite] the lock of a dead process ends at once.
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
// mode 0600, and so have those it keeps beside it: SQLite's own and the locks,
// whose names hold "-lease-". A file that other users may read is refused.
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
	s := &Store{db: db, lease: sqldb.Leases{DB: db, Table: leaseTable}, owned: owned}
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
	if err := s.db.Migrate(ctx, "auth", files); err != nil {
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

// Load returns the record under k.
func (s *Store) Load(ctx context.Context, k auth.Key) (auth.Record, error) {
	row := s.db.QueryRowContext(ctx, s.db.Dialect.Query(`SELECT version, record FROM tenantlink_auth_records WHERE name = ?`), k.String())
	r, _, err := scan(row, k)
	return r, err
}

// scan reads a record. raw is its text, also when it is corrupt.
func scan(row *sql.Row, k auth.Key) (r auth.Record, raw string, err error) {
	var version int64
	switch err := row.Scan(&version, &raw); {
	case errors.Is(err, sql.ErrNoRows):
		return r, "", fmt.Errorf("%w: %s", auth.ErrNotFound, k)
	case err != nil:
		return r, "", fmt.Errorf("load %s: %w", k, err)
	}
	if err := r.UnmarshalBinary([]byte(raw)); err != nil {
		return auth.Record{}, raw, fmt.Errorf("%s: %w", k, err)
	}
	if version < 0 || r.Version != uint64(version) {
		return auth.Record{}, raw, fmt.Errorf("%w: %s has version %d in its column and %d in the record", auth.ErrCorrupt, k, version, r.Version)
	}
	return r, raw, nil
}

// Update changes the record under k. If ctx carries a lock of this store that
// was lost, the error wraps auth.ErrConflict and nothing is written.
func (s *Store) Update(ctx context.Context, k auth.Key, fn func(old auth.Record, ok bool) (auth.Record, error)) (auth.Record, error) {
	var written auth.Record
	err := s.db.Transact(ctx, func(tx sqldb.Tx) error {
		var err error
		written, err = s.update(ctx, tx, k, fn)
		return err
	})
	if err != nil {
		return auth.Record{}, err
	}
	return written, nil
}

func (s *Store) update(ctx context.Context, tx sqldb.Tx, k auth.Key, fn func(auth.Record, bool) (auth.Record, error)) (auth.Record, error) {
	if err := tx.Serialize(ctx, k.String()); err != nil {
		return auth.Record{}, fmt.Errorf("update %s: %w", k, err)
	}
	if err := s.fence(ctx, tx); err != nil {
		return auth.Record{}, err
	}
	old, raw, err := scan(tx.QueryRow(ctx, `SELECT version, record FROM tenantlink_auth_records WHERE name = ?`, k.String()), k)
	if err != nil && !errors.Is(err, auth.ErrNotFound) && !errors.Is(err, auth.ErrCorrupt) {
		return auth.Record{}, err
	}
	corrupt := errors.Is(err, auth.ErrCorrupt)
	r, err := fn(old, err == nil)
	if err != nil {
		return auth.Record{}, err
	}
	if corrupt {
		if _, err := tx.Exec(ctx, `INSERT INTO tenantlink_auth_corrupt (name, record, found_at) VALUES (?, ?, NOW_MS)`, k.String(), raw); err != nil {
			return auth.Record{}, fmt.Errorf("keep the corrupt record aside: %w", err)
		}
	}
	r.Version, r.UpdatedAt = old.Version+1, time.Now().UTC()
	return r, write(ctx, tx, k, r)
}

func write(ctx context.Context, tx sqldb.Tx, k auth.Key, r auth.Record) error {
	data, err := r.MarshalBinary()
	if err != nil {
		return fmt.Errorf("encode %s: %w", k, err)
	}
	_, err = tx.Exec(ctx, `INSERT INTO tenantlink_auth_records (name, version, record) VALUES (?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET version = excluded.version, record = excluded.record`, k.String(), int64(r.Version), string(data))
	if err != nil {
		return fmt.Errorf("store %s: %w", k, err)
	}
	return nil
}

// fence refuses a holder whose lease has gone to another.
func (s *Store) fence(ctx context.Context, tx sqldb.Tx) error {
	lease, ok := sqldb.HeldLease(ctx, leaseTable)
	if !ok {
		return nil
	}
	err := s.lease.Check(ctx, tx, lease)
	if errors.Is(err, sqldb.ErrLeaseLost) {
		return fmt.Errorf("%w: %w", auth.ErrConflict, err)
	}
	return err
}

// Delete removes the record under k.
func (s *Store) Delete(ctx context.Context, k auth.Key) error {
	err := s.db.Transact(ctx, func(tx sqldb.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM tenantlink_auth_records WHERE name = ?`, k.String())
		return err
	})
	if err != nil {
		return fmt.Errorf("delete %s: %w", k, err)
	}
	return nil
}

// Keys enumerates the keys as they are when the iteration begins.
func (s *Store) Keys(ctx context.Context) iter.Seq2[auth.Key, error] {
	return func(yield func(auth.Key, error) bool) {
		names, err := s.names(ctx)
		if err != nil {
			yield(auth.Key{}, fmt.Errorf("list the records: %w", err))
			return
		}
		for _, name := range names {
			k, err := auth.ParseKey(name)
			if err != nil {
				err = fmt.Errorf("%w: %w", auth.ErrCorrupt, err)
			}
			if !yield(k, err) {
				return
			}
		}
	}
}

func (s *Store) names(ctx context.Context) (names []string, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT name FROM tenantlink_auth_records ORDER BY name`)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// Lock takes the lease of name. It ends by itself when it cannot be renewed;
// held then ends with it.
func (s *Store) Lock(ctx context.Context, name string) (held context.Context, release func() error, err error) {
	return s.lease.Lock(ctx, name)
}
