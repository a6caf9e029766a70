package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/internal/sqldb"
	"github.com/tenantlink/tenantlink/linking"
)

// Ignores implements linking.IgnoreStore.
func (s *Store) Ignores(ctx context.Context, partner uuid.UUID) ([]linking.Ignore, error) {
	out, err := rows[linking.Ignore](ctx, s.db, `SELECT entry FROM tenantlink_linking_ignores WHERE partner = ? ORDER BY tenant`, partner.String())
	if err != nil {
		return nil, fmt.Errorf("sqlstore: ignore list: %w", err)
	}
	return out, nil
}

// SetIgnore implements linking.IgnoreStore.
func (s *Store) SetIgnore(ctx context.Context, i linking.Ignore) error {
	if err := i.Validate(); err != nil {
		return fmt.Errorf("sqlstore: ignore: %w", err)
	}
	return s.put(ctx, "ignore", i, `INSERT INTO tenantlink_linking_ignores (partner, tenant, entry) VALUES (?, ?, ?)
		ON CONFLICT (partner, tenant) DO UPDATE SET entry = excluded.entry`, i.Partner.String(), i.Tenant.String())
}

// ClearIgnore implements linking.IgnoreStore.
func (s *Store) ClearIgnore(ctx context.Context, k linking.TenantKey) error {
	err := s.db.Transact(ctx, func(tx sqldb.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM tenantlink_linking_ignores WHERE partner = ? AND tenant = ?`, k.Partner.String(), k.Tenant.String())
		return err
	})
	if err != nil {
		return fmt.Errorf("sqlstore: clear ignore: %w", err)
	}
	return nil
}

// Decisions implements linking.DecisionStore.
func (s *Store) Decisions(ctx context.Context, scope linking.Scope) ([]linking.Decision, error) {
	out, err := rows[linking.Decision](ctx, s.db, `SELECT entry FROM tenantlink_linking_decisions
		WHERE partner = ? AND platform = ? ORDER BY tenant, organization`, scope.Partner.String(), scope.Platform)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: decisions: %w", err)
	}
	return out, nil
}

// Decide implements linking.DecisionStore.
func (s *Store) Decide(ctx context.Context, scope linking.Scope, d linking.Decision) error {
	if err := d.Validate(); err != nil {
		return fmt.Errorf("sqlstore: decide: %w", err)
	}
	if d.Partner != scope.Partner {
		return fmt.Errorf("sqlstore: decide: %w: tenant %s is of partner %s", linking.ErrScope, d.Tenant, d.Partner)
	}
	return s.put(ctx, "decide", d, `INSERT INTO tenantlink_linking_decisions (partner, platform, tenant, organization, entry) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (partner, platform, tenant, organization) DO UPDATE SET entry = excluded.entry`,
		scope.Partner.String(), scope.Platform, d.Tenant.String(), d.OrganizationID)
}

// LoadWatch implements linking.WatchStore.
func (s *Store) LoadWatch(ctx context.Context, scope linking.Scope) (linking.WatchState, error) {
	states, err := rows[linking.WatchState](ctx, s.db, `SELECT state FROM tenantlink_linking_watches WHERE partner = ? AND platform = ?`,
		scope.Partner.String(), scope.Platform)
	if err != nil || len(states) == 0 {
		return linking.WatchState{}, err
	}
	return states[0], nil
}

// SaveWatch implements linking.WatchStore. With a context of Lock it is refused
// once the lease has passed to another process.
func (s *Store) SaveWatch(ctx context.Context, scope linking.Scope, state linking.WatchState) error {
	return s.put(ctx, "watch", state, `INSERT INTO tenantlink_linking_watches (partner, platform, state) VALUES (?, ?, ?)
		ON CONFLICT (partner, platform) DO UPDATE SET state = excluded.state`, scope.Partner.String(), scope.Platform)
}

// put writes v as the last argument of the query.
func (s *Store) put(ctx context.Context, what string, v any, query string, args ...any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("sqlstore: %s: %w", what, err)
	}
	err = s.db.Transact(ctx, func(tx sqldb.Tx) error {
		if err := s.fence(ctx, tx); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, query, append(args, string(text))...)
		return err
	})
	if err != nil {
		return fmt.Errorf("sqlstore: %s: %w", what, err)
	}
	return nil
}

// rows decodes the one column of every row.
func rows[T any](ctx context.Context, db *sqldb.DB, query string, args ...any) (out []T, err error) {
	result, err := db.QueryContext(ctx, db.Dialect.Query(query), args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, result.Close()) }()
	for result.Next() {
		v, err := scan[T](result)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, result.Err()
}

func scan[T any](result *sql.Rows) (v T, err error) {
	var text string
	if err := result.Scan(&text); err != nil {
		return v, err
	}
	return v, json.Unmarshal([]byte(text), &v)
}
