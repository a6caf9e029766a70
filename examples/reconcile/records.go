package main

import (
	"context"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/sqlstore"
)

// records are what people decided and what watches saw.
type records interface {
	linking.IgnoreStore
	linking.DecisionStore
	linking.WatchStore
}

// inDatabase says that the records are in SQLite: then several watches share
// them, and one at a time acts.
func (s *settings) inDatabase() bool {
	ext := strings.ToLower(filepath.Ext(s.records))
	return ext == ".db" || ext == ".sqlite"
}

// openRecords opens the records once; close closes them.
func (s *session) openRecords(ctx context.Context) (records, error) {
	if s.kept != nil {
		return s.kept, nil
	}
	if !s.settings.inDatabase() {
		store, err := linking.NewFileStore(s.settings.records)
		if err != nil {
			return nil, err
		}
		s.kept = store
		return store, nil
	}
	var opts []sqlstore.Option
	if s.lease > 0 {
		opts = append(opts, sqlstore.WithLeaseTTL(s.lease))
	}
	store, err := sqlstore.OpenSQLite(ctx, s.settings.records, opts...)
	if err != nil {
		return nil, err
	}
	s.kept = store
	return store, nil
}

func (s *session) close() error {
	if c, ok := s.kept.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// since tells the alert since when the tenants are unlinked, if a watch keeps the
// same records.
func (s *session) since(ctx context.Context, a *linking.Alert) error {
	kept, err := s.openRecords(ctx)
	if err != nil {
		return err
	}
	state, err := kept.LoadWatch(ctx, a.Scope)
	if err != nil {
		return err
	}
	a.Remember(state)
	return nil
}

// day writes a date, or nothing of the zero time.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}
