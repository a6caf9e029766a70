package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/tenantlink/tenantlink/internal/sqldb"
	"github.com/tenantlink/tenantlink/linking"
)

// Journal is the journal of one scope, as linking.Journal, which all replicas
// share. An entry appended with a context of Lock also renews the lease, and is
// refused with ErrLeaseLost once the lease has passed to another process; Apply
// then does not send the write.
type Journal struct {
	store *Store
	scope linking.Scope
}

// Journal returns the journal of the scope.
func (s *Store) Journal(scope linking.Scope) *Journal { return &Journal{store: s, scope: scope} }

// Append implements linking.Journal.
func (j *Journal) Append(ctx context.Context, e linking.Entry) error {
	if e.Scope != j.scope {
		return fmt.Errorf("sqlstore: %w: the entry belongs to partner %s on %s", linking.ErrJournal, e.Scope.Partner, e.Scope.Platform)
	}
	text, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("sqlstore: %w: %w", linking.ErrJournal, err)
	}
	partner, platform := j.scope.Partner.String(), j.scope.Platform
	err = j.store.db.Transact(ctx, func(tx sqldb.Tx) error {
		if err := tx.Serialize(ctx, "tenantlink journal "+partner+" "+platform); err != nil {
			return err
		}
		if err := j.store.fence(ctx, tx); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO tenantlink_linking_journal (partner, platform, seq, entry)
			SELECT CAST(? AS TEXT), CAST(? AS TEXT), COALESCE(MAX(seq), 0) + 1, CAST(? AS TEXT) FROM tenantlink_linking_journal WHERE partner = ? AND platform = ?`,
			partner, platform, string(text), partner, platform)
		return err
	})
	if err != nil {
		return fmt.Errorf("sqlstore: %w: %w", linking.ErrJournal, err)
	}
	return nil
}

// Entries implements linking.Journal.
func (j *Journal) Entries(ctx context.Context) ([]linking.Entry, error) {
	out, err := rows[linking.Entry](ctx, j.store.db, `SELECT entry FROM tenantlink_linking_journal WHERE partner = ? AND platform = ? ORDER BY seq`,
		j.scope.Partner.String(), j.scope.Platform)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: %w: %w", linking.ErrJournal, err)
	}
	return out, nil
}
