package sqlstore_test

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/internal/sqldb/sqldbtest"
	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/linktest"
	"github.com/tenantlink/tenantlink/linking/sqlstore"
)

var scope = linking.Scope{Partner: uuid.MustParse("11111111-1111-4111-8111-111111111111"), Platform: "cloudmore:1"}

func open(t *testing.T, path string, opts ...sqlstore.Option) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.OpenSQLite(t.Context(), path, opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func fresh(t *testing.T) *sqlstore.Store { return open(t, filepath.Join(t.TempDir(), "linking.db")) }

func TestSQLiteConforms(t *testing.T) { linktest.RunStore(t, fresh) }

func TestPostgresConforms(t *testing.T) {
	t.Parallel()
	server := sqldbtest.StartPostgres(t)
	linktest.RunStore(t, func(t *testing.T) *sqlstore.Store {
		s, err := sqlstore.OpenPostgres(t.Context(), server.Database(t))
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, s.Close()) })
		return s
	})
	t.Run("the journal keeps its order", func(t *testing.T) {
		s, err := sqlstore.OpenPostgres(t.Context(), server.Database(t))
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, s.Close()) })
		requireJournalOrder(t, s)
	})
}

func TestJournalKeepsOrderUnderConcurrency(t *testing.T) { requireJournalOrder(t, fresh(t)) }

// requireJournalOrder appends concurrently and reads everything back in order.
func requireJournalOrder(t *testing.T, s *sqlstore.Store) {
	t.Helper()
	j := s.Journal(scope)
	var wg sync.WaitGroup
	for n := range 4 {
		wg.Go(func() {
			for i := range 5 {
				e := linking.Entry{Schema: 1, Scope: scope, Step: linking.StepLink, State: linking.StateIntent, TenantID: tenant(n), Action: string(rune('a' + i))}
				if err := j.Append(t.Context(), e); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	entries, err := j.Entries(t.Context())
	require.NoError(t, err)
	require.Len(t, entries, 20)
	last := map[uuid.UUID]string{}
	for _, e := range entries {
		require.Less(t, last[e.TenantID], e.Action, "entries of one writer must keep their order")
		last[e.TenantID] = e.Action
	}
	other := scope
	other.Platform = "cloudmore:2"
	entries, err = s.Journal(other).Entries(t.Context())
	require.NoError(t, err)
	require.Empty(t, entries, "another broker has its own journal")
	require.ErrorIs(t, s.Journal(other).Append(t.Context(), linking.Entry{Schema: 1, Scope: scope}), linking.ErrJournal)
}

func TestLockLetsOneInAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "linking.db")
	a, b := open(t, path), open(t, path)
	_, release, err := a.Lock(t.Context(), "x")
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	_, _, err = b.Lock(ctx, "x")
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.NoError(t, release())
	_, release, err = b.Lock(t.Context(), "x")
	require.NoError(t, err)
	require.NoError(t, release())
}

func TestAStolenLeaseStopsJournalAndState(t *testing.T) {
	path := filepath.Join(t.TempDir(), "linking.db")
	a, b := open(t, path, sqlstore.WithLeaseTTL(time.Second)), open(t, path)
	held, release, err := a.Lock(t.Context(), "x")
	require.NoError(t, err)
	entry := linking.Entry{Schema: 1, Scope: scope}
	require.NoError(t, a.Journal(scope).Append(held, entry))
	expire(t, path)
	_, releaseB, err := b.Lock(t.Context(), "x")
	require.NoError(t, err)
	require.ErrorIs(t, a.Journal(scope).Append(held, entry), sqlstore.ErrLeaseLost)
	require.ErrorIs(t, a.SaveWatch(held, scope, linking.WatchState{}), sqlstore.ErrLeaseLost)
	<-held.Done() // the next renewal notices
	require.Error(t, linking.Guard(held))
	require.NoError(t, release())
	require.NoError(t, releaseB())
}

func TestLeaseTTLBelowASecondIsRefused(t *testing.T) {
	_, err := sqlstore.OpenSQLite(t.Context(), filepath.Join(t.TempDir(), "x.db"), sqlstore.WithLeaseTTL(time.Millisecond))
	require.ErrorContains(t, err, "less than a second")
}
