package linking_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking"
)

func entry(n int) linking.Entry {
	return linking.Entry{Schema: 1, Scope: scope, Plan: "p", Action: fmt.Sprintf("a%d", n), Step: linking.StepLink, State: linking.StateIntent, TenantID: key(n).Tenant}
}

func openJournal(t *testing.T, path string) *linking.FileJournal {
	t.Helper()
	j, err := linking.OpenJournal(path)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, j.Close()) })
	return j
}

func TestFileJournalKeepsEntriesInOrder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	j := openJournal(t, path)
	for n := range 3 {
		require.NoError(t, j.Append(t.Context(), entry(n)))
	}
	require.NoError(t, j.Close())
	got, err := openJournal(t, path).Entries(t.Context())
	require.NoError(t, err)
	require.Equal(t, []linking.Entry{entry(0), entry(1), entry(2)}, got)
}

func TestFileJournalIsPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	openJournal(t, path)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestFileJournalConcurrentAppends(t *testing.T) {
	j := openJournal(t, filepath.Join(t.TempDir(), "journal.jsonl"))
	var wg sync.WaitGroup
	for n := range 200 {
		wg.Go(func() {
			if err := j.Append(t.Context(), entry(n)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	got, err := j.Entries(t.Context())
	require.NoError(t, err)
	require.Len(t, got, 200)
}

func TestFileJournalCutsATornLastLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	j := openJournal(t, path)
	require.NoError(t, j.Append(t.Context(), entry(0)))
	require.NoError(t, j.Close())
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	for cut := range len(whole) {
		require.NoError(t, os.WriteFile(path, append(whole[:len(whole):len(whole)], whole[:cut]...), 0o600))
		j, err := linking.OpenJournal(path)
		require.NoError(t, err, "a line torn after %d bytes is the trace of a crash, not damage", cut)
		require.NoError(t, j.Append(t.Context(), entry(1)))
		got, err := j.Entries(t.Context())
		require.NoError(t, err)
		require.Equal(t, []linking.Entry{entry(0), entry(1)}, got, "torn after %d bytes", cut)
		require.NoError(t, j.Close())
	}
}

func TestFileJournalNamesTheDamagedLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	j := openJournal(t, path)
	for n := range 3 {
		require.NoError(t, j.Append(t.Context(), entry(n)))
	}
	require.NoError(t, j.Close())
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	lines := strings.SplitAfter(string(data), "\n")
	lines[1] = "not json\n"
	require.NoError(t, os.WriteFile(path, []byte(strings.Join(lines, "")), 0o600))
	_, err = linking.OpenJournal(path)
	require.ErrorIs(t, err, linking.ErrJournal)
	require.ErrorContains(t, err, "line 2")
}

func TestFileJournalRefusesAnUnknownSchema(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	const text = "{\"schema\":2}\n"
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	_, err := linking.OpenJournal(path)
	require.ErrorContains(t, err, "line 1: schema 2 is unknown")
	left, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, text, string(left), "what another version wrote must not be cut off as torn")
}

func TestFileJournalHasOneWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	openJournal(t, path)
	_, err := linking.OpenJournal(path)
	require.ErrorIs(t, err, linking.ErrJournal)
	require.ErrorContains(t, err, "another process")
}

func TestFileJournalAcceptsNothingAfterClose(t *testing.T) {
	j := openJournal(t, filepath.Join(t.TempDir(), "journal.jsonl"))
	require.NoError(t, j.Close())
	require.ErrorIs(t, j.Append(t.Context(), entry(0)), linking.ErrJournal)
}

func FuzzOpenJournal(f *testing.F) {
	f.Add([]byte("{\"schema\":1}\n"))
	f.Add([]byte("{\"schema\":1}\n{\"sch"))
	f.Add([]byte("\n\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "journal.jsonl")
		require.NoError(t, os.WriteFile(path, data, 0o600))
		j, err := linking.OpenJournal(path)
		if err != nil {
			require.ErrorIs(t, err, linking.ErrJournal)
			return
		}
		before, err := j.Entries(t.Context())
		require.NoError(t, err)
		require.NoError(t, j.Append(t.Context(), entry(1)))
		after, err := j.Entries(t.Context())
		require.NoError(t, err)
		require.Len(t, after, len(before)+1, "an entry appended to a journal that opened must be read back")
		require.NoError(t, j.Close())
	})
}
