package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"time"
)

const (
	txAttempts = 20
	txWait     = 20 * time.Millisecond
)

// Tx is a transaction with its dialect.
type Tx struct {
	tx      *sql.Tx
	dialect Dialect
}

// Exec runs an adapted query and returns the number of rows it changed.
func (t Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	r, err := t.tx.ExecContext(ctx, t.dialect.Query(query), args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// QueryRow runs an adapted query for one row.
func (t Tx) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	return t.tx.QueryRowContext(ctx, t.dialect.Query(query), args...)
}

// Query runs an adapted query; the caller closes the rows.
func (t Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return t.tx.QueryContext(ctx, t.dialect.Query(query), args...)
}

// Serialize makes this transaction the only one that holds name, until it ends.
// In SQLite every write transaction already is.
func (t Tx) Serialize(ctx context.Context, name string) error {
	if t.dialect != PostgreSQL {
		return nil
	}
	_, err := t.tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", name)
	return err
}

// Transact runs fn in a transaction and commits it. If the database was busy or
// could not serialize, it runs fn again, so fn must have no other effects.
func (d *DB) Transact(ctx context.Context, fn func(Tx) error) error {
	for attempt := 1; ; attempt++ {
		err := d.once(ctx, fn)
		if err == nil || !Retryable(err) || attempt == txAttempts {
			return err
		}
		select {
		case <-time.After(txWait + rand.N(txWait*time.Duration(attempt))):
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		}
	}
}

func (d *DB) once(ctx context.Context, fn func(Tx) error) error {
	tx, err := d.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	// After Commit this finds nothing to undo.
	defer func() { _ = tx.Rollback() }()
	if err := fn(Tx{tx, d.Dialect}); err != nil {
		return err
	}
	return tx.Commit()
}
