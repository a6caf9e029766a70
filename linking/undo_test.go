package linking_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/linktest"
)

// createdButNotLinked applies a creation whose link is refused: the organization
// stays empty.
func createdButNotLinked(t *testing.T) (*linktest.Memory, *linking.Linker, *linking.MemoryJournal) {
	t.Helper()
	m, j := platformFor(1), new(linking.MemoryJournal)
	m.Fail(func(op string) error {
		if op == "link" {
			return fmt.Errorf("%w: no", linking.ErrRefused)
		}
		return nil
	}, nil)
	l := newLinker(t, noTenants(), m)
	_, err := l.Apply(t.Context(), planOf(0, 1), j, execute)
	require.NoError(t, err)
	require.Equal(t, 1, m.Writes())
	m.Fail(nil, nil)
	return m, l, j
}

func organizations(t *testing.T, p linking.Platform) int {
	t.Helper()
	n := 0
	for _, err := range p.Organizations(t.Context()) {
		require.NoError(t, err)
		n++
	}
	return n
}

func TestUndoDeletesOnlyWhenAllowed(t *testing.T) {
	for _, o := range []linking.UndoOptions{{}, {Execute: true}, {AllowDelete: true}} {
		m, l, j := createdButNotLinked(t)
		out, err := l.Undo(t.Context(), j, o)
		require.NoError(t, err)
		require.Equal(t, 1, out.Count(linking.VerdictWould), "%+v must only tell", o)
		require.Equal(t, 2, organizations(t, m), "%+v must not delete", o)
	}
}

func TestUndoRemovesAnEmptyOrganizationOnce(t *testing.T) {
	m, l, j := createdButNotLinked(t)
	out, err := l.Undo(t.Context(), j, linking.UndoOptions{Execute: true, AllowDelete: true})
	require.NoError(t, err)
	require.Equal(t, 1, out.Count(linking.VerdictDone))
	require.Equal(t, 1, organizations(t, m), "the organization that was there before must stay")
	out, err = l.Undo(t.Context(), j, linking.UndoOptions{Execute: true, AllowDelete: true})
	require.NoError(t, err)
	require.Equal(t, 1, out.Count(linking.VerdictAlready), "a second undo finds nothing")
	_, err = l.Apply(t.Context(), planOf(0, 1), j, execute)
	require.NoError(t, err)
	require.Equal(t, 2, organizations(t, m), "after an undo the plan can be applied again")
}

func TestUndoKeepsAnOrganizationThatIsInUse(t *testing.T) {
	m, j := platformFor(1), new(linking.MemoryJournal)
	l := newLinker(t, noTenants(), m)
	_, err := l.Apply(t.Context(), planOf(1, 1), j, execute)
	require.NoError(t, err)
	out, err := l.Undo(t.Context(), j, linking.UndoOptions{Execute: true, AllowDelete: true})
	require.NoError(t, err)
	require.Equal(t, 1, out.Count(linking.VerdictSkipped), "the organization has its tenant")
	require.Equal(t, 2, out.Count(linking.VerdictReview), "links have no public way back")
	require.Equal(t, 2, organizations(t, m))
}

func TestApplyDoesNotRecreateWhatTheListDoesNotShowYet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, _, j := createdButNotLinked(t)
		late := &lateList{Memory: m, from: time.Now().Add(10 * time.Second)}
		_, err := newLinker(t, noTenants(), late).Apply(t.Context(), planOf(0, 1), j, execute)
		require.NoError(t, err)
		require.Equal(t, 2, organizations(t, m), "the organization exists, the list was only late")
	})
}

func TestApplyNeverRepeatsAConfirmedCreation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, j := platformFor(0), new(linking.MemoryJournal)
		m.Fail(nil, func(op string) error {
			if op == "create" {
				return fmt.Errorf("%w: %w", linking.ErrAnswerLost, errors.New("unexpected end"))
			}
			return nil
		})
		never := &lateList{Memory: m, from: time.Now().Add(24 * time.Hour)}
		for range 2 {
			out, err := newLinker(t, noTenants(), never).Apply(t.Context(), planOf(0, 1), j, execute)
			require.NoError(t, err)
			require.Equal(t, linking.VerdictReview, out.Results[0].Verdict)
		}
		require.Equal(t, 1, m.Writes(), "what the platform confirmed must never be sent again")
	})
}

// lateList shows no organization before a time: an eventually consistent list.
type lateList struct {
	*linktest.Memory
	from time.Time
}

func (l *lateList) Organizations(ctx context.Context) iter.Seq2[linking.Organization, error] {
	if time.Now().Before(l.from) {
		return func(func(linking.Organization, error) bool) {}
	}
	return l.Memory.Organizations(ctx)
}
