package sqldb

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Migrate brings the tables of one store up to date. files holds
// "NNNN_what.sql" for both dialects, or "NNNN_what.sqlite.sql" and
// "NNNN_what.postgres.sql"; numbers start at 1 without gaps. Statements are
// separated by a semicolon at the end of a line. The numbers already applied
// are kept in table tenantlink_migrations under the store's name. A database
// that a newer version has migrated further is refused.
func (d *DB) Migrate(ctx context.Context, store string, files fs.FS) error {
	steps, err := d.steps(files)
	if err != nil {
		return fmt.Errorf("migrations of %s: %w", store, err)
	}
	return d.Transact(ctx, func(tx Tx) error {
		if err := tx.Serialize(ctx, "tenantlink migrations"); err != nil {
			return err
		}
		done, err := applied(ctx, tx, store)
		if err != nil {
			return fmt.Errorf("migrations of %s: %w", store, err)
		}
		if done > len(steps) {
			return fmt.Errorf("the tables of %s are at version %d and this program knows %d: update the program", store, done, len(steps))
		}
		for n := done; n < len(steps); n++ {
			if err := apply(ctx, tx, store, n+1, steps[n]); err != nil {
				return fmt.Errorf("migration %d of %s: %w", n+1, store, err)
			}
		}
		return nil
	})
}

func applied(ctx context.Context, tx Tx, store string) (int, error) {
	_, err := tx.Exec(ctx, `CREATE TABLE IF NOT EXISTS tenantlink_migrations (
		store TEXT NOT NULL, version INTEGER NOT NULL, applied_at BIGINT NOT NULL, PRIMARY KEY (store, version))`)
	if err != nil {
		return 0, err
	}
	var n int
	err = tx.QueryRow(ctx, `SELECT COALESCE(MAX(version), 0) FROM tenantlink_migrations WHERE store = ?`, store).Scan(&n)
	return n, err
}

func apply(ctx context.Context, tx Tx, store string, version int, script string) error {
	for statement := range strings.SplitSeq(script, ";\n") {
		if statement = strings.TrimSuffix(strings.TrimSpace(statement), ";"); statement == "" {
			continue
		}
		if _, err := tx.Exec(ctx, statement); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `INSERT INTO tenantlink_migrations (store, version, applied_at) VALUES (?, ?, NOW_MS)`, store, version)
	return err
}

// steps returns the scripts for this dialect in their order.
func (d *DB) steps(files fs.FS) ([]string, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var steps []string
	for _, name := range names {
		kind := strings.TrimPrefix(path.Ext(strings.TrimSuffix(name, ".sql")), ".")
		if kind != "" && kind != string(d.Dialect) {
			continue
		}
		number, _, _ := strings.Cut(name, "_")
		if n, err := strconv.Atoi(number); err != nil || n != len(steps)+1 {
			return nil, fmt.Errorf("%s is not number %d", name, len(steps)+1)
		}
		script, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		steps = append(steps, string(script))
	}
	if len(steps) == 0 {
		return nil, fmt.Errorf("none for %s", d.Dialect)
	}
	return steps, nil
}
