package linking_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/linktest"
)

var execute = linking.ApplyOptions{Execute: true}

func TestApplyZeroOptionsIsADryRun(t *testing.T) {
	m := platformFor(2)
	out, err := newLinker(t, noTenants(), m).Apply(t.Context(), planOf(2, 2), new(linking.MemoryJournal), linking.ApplyOptions{})
	require.NoError(t, err)
	require.Zero(t, m.Writes(), "a dry run must not write")
	require.Equal(t, 4, out.Count(linking.VerdictWould))
}

// noTenants serves the tests that make their plan by hand.
func noTenants() linktest.Tenants { return linktest.Tenants{} }

func TestApplyLinksAndCreates(t *testing.T) {
	m := platformFor(3)
	out, err := newLinker(t, noTenants(), m).Apply(t.Context(), planOf(3, 3), new(linking.MemoryJournal), execute)
	require.NoError(t, err)
	require.NoError(t, out.Err())
	require.Equal(t, 6, out.Count(linking.VerdictDone))
	requireApplied(t, m, 3, 3)
}

func TestApplyAgainWritesNothing(t *testing.T) {
	m, j := platformFor(3), new(linking.MemoryJournal)
	l := newLinker(t, noTenants(), m)
	for _, journal := range []linking.Journal{j, j, new(linking.MemoryJournal)} {
		_, err := l.Apply(t.Context(), planOf(3, 3), journal, execute)
		require.NoError(t, err)
	}
	require.Equal(t, 3+2*3, m.Writes(), "only the first run may write")
	out, err := l.Apply(t.Context(), planOf(3, 3), j, execute)
	require.NoError(t, err)
	require.Zero(t, out.Writes)
	require.Equal(t, 6, out.Count(linking.VerdictAlready))
}

func TestApplyLeavesAloneWhatWasLinkedByHand(t *testing.T) {
	m := platformFor(2)
	m.Add(linking.Organization{ID: "elsewhere", Name: "Elsewhere"})
	m.Join(key(0), "elsewhere") // the tenant has another organization now
	m.Join(key(99), "o1")       // the organization has another tenant now
	out, err := newLinker(t, noTenants(), m).Apply(t.Context(), planOf(2, 0), new(linking.MemoryJournal), execute)
	require.NoError(t, err)
	require.Equal(t, 2, out.Count(linking.VerdictSkipped))
	require.Zero(t, m.Writes())
	require.Contains(t, out.Results[0].Detail, "linked to organization elsewhere in the meantime")
	require.Contains(t, out.Results[1].Detail, "in the meantime")
}

func TestApplyDoesNotCreateALookAlike(t *testing.T) {
	m := platformFor(0)
	m.Add(linking.Organization{ID: "byhand", Name: "Company 0", Domain: "C0.example"})
	out, err := newLinker(t, noTenants(), m).Apply(t.Context(), planOf(0, 1), new(linking.MemoryJournal), execute)
	require.NoError(t, err)
	require.Equal(t, linking.VerdictSkipped, out.Results[0].Verdict)
	require.Contains(t, out.Results[0].Detail, "byhand")
}

func TestApplyMakesOneOrganizationForEqualDrafts(t *testing.T) {
	for range 20 { // whichever worker is first
		m, p := platformFor(0), planOf(0, 4)
		for n := range p.Actions {
			p.Actions[n].Draft = &linking.Draft{Name: "One  Company", Domain: "WWW.one.example"}
		}
		out, err := newLinker(t, noTenants(), m).Apply(t.Context(), p, new(linking.MemoryJournal), linking.ApplyOptions{Execute: true, Workers: 4})
		require.NoError(t, err)
		require.Equal(t, linking.VerdictDone, out.Results[0].Verdict, "the first of the plan gets it, whatever the workers do")
		require.Equal(t, 3, out.Count(linking.VerdictSkipped))
		require.Equal(t, 2, m.Writes())
	}
}

func TestApplyLeavesUnapprovedActions(t *testing.T) {
	m, p := platformFor(1), planOf(1, 1)
	p.Actions[0].Approved, p.Actions[1].Approved = false, false
	out, err := newLinker(t, noTenants(), m).Apply(t.Context(), p, new(linking.MemoryJournal), execute)
	require.NoError(t, err)
	require.Zero(t, m.Writes())
	require.Equal(t, 2, out.Count(linking.VerdictReview))
}

func TestApplyRefusesAPlanOfAnotherBroker(t *testing.T) {
	p := planOf(1, 0)
	p.Scope.Platform = "memory:2"
	_, err := newLinker(t, noTenants(), platformFor(1)).Apply(t.Context(), p, new(linking.MemoryJournal), execute)
	require.ErrorIs(t, err, linking.ErrPlan)
}

func TestApplyRefusesAJournalOfAnotherBroker(t *testing.T) {
	j := new(linking.MemoryJournal)
	other := scope
	other.Platform = "memory:2"
	require.NoError(t, j.Append(t.Context(), linking.Entry{Schema: 1, Scope: other, Step: linking.StepLink}))
	_, err := newLinker(t, noTenants(), platformFor(1)).Apply(t.Context(), planOf(1, 0), j, execute)
	require.ErrorIs(t, err, linking.ErrJournal)
}

func TestApplySpendsNoMoreThanTheBudget(t *testing.T) {
	m := platformFor(10)
	out, err := newLinker(t, noTenants(), m).Apply(t.Context(), planOf(10, 0), new(linking.MemoryJournal),
		linking.ApplyOptions{Execute: true, MaxChanges: 4, Workers: 8})
	require.NoError(t, err)
	require.Equal(t, 4, m.Writes())
	require.Equal(t, 6, out.Count(linking.VerdictSkipped))
}

func TestApplyStopsOnErrorWhenAsked(t *testing.T) {
	m := platformFor(3)
	m.Fail(func(string) error { return fmt.Errorf("%w: no", linking.ErrRefused) }, nil)
	out, err := newLinker(t, noTenants(), m).Apply(t.Context(), planOf(3, 0), new(linking.MemoryJournal),
		linking.ApplyOptions{Execute: true, StopOnError: true, Workers: 1})
	require.NoError(t, err)
	require.Equal(t, 1, out.Count(linking.VerdictFailed))
	require.ErrorIs(t, out.Err(), linking.ErrRefused)
	require.Equal(t, 2, out.Count(linking.VerdictSkipped))
}

func TestApplyReadsBackALostAnswer(t *testing.T) {
	for name, after := range map[string]bool{"lost before the commit": false, "lost after the commit": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := platformFor(2)
				lost := map[string]int{}
				fail := func(op string) error {
					if lost[op]++; lost[op] <= 2 {
						return errors.New("connection reset")
					}
					return nil
				}
				if after {
					m.Fail(nil, fail)
				} else {
					m.Fail(fail, nil)
				}
				out, err := newLinker(t, noTenants(), m).Apply(t.Context(), planOf(2, 2), new(linking.MemoryJournal), execute)
				require.NoError(t, err)
				require.NoError(t, out.Err())
				requireApplied(t, m, 2, 2)
			})
		})
	}
}

func TestApplyLeavesSeveralLookAlikesToAPerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, j := platformFor(0), new(linking.MemoryJournal)
		m.Fail(nil, func(op string) error {
			if op == "create" {
				go m.Add(linking.Organization{ID: "byhand", Name: "Company 0", Domain: "c0.example"})
				return errors.New("connection reset")
			}
			return nil
		})
		l := newLinker(t, noTenants(), slowLists{m})
		for range 2 { // also a later run must not create a third
			out, err := l.Apply(t.Context(), planOf(0, 1), j, execute)
			require.NoError(t, err)
			require.Equal(t, linking.VerdictReview, out.Results[0].Verdict)
			require.Contains(t, out.Results[0].Detail, "a person must choose")
		}
		require.Equal(t, 1, m.Writes())
	})
}

// slowLists gives concurrent changes time to happen before a list is taken.
type slowLists struct{ *linktest.Memory }

func (s slowLists) Organizations(ctx context.Context) iter.Seq2[linking.Organization, error] {
	time.Sleep(time.Second)
	return s.Memory.Organizations(ctx)
}

var errCrash = errors.New("crash")

// crash makes everything fail from the n-th event on: the process is gone.
type crash struct {
	mu    sync.Mutex
	left  int
	after bool // the fatal event still takes effect, but nobody hears of it
}

func (c *crash) event() (effect bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.left--
	switch {
	case c.left > 0:
		return true, nil
	case c.left == 0:
		return c.after, errCrash
	default:
		return false, errCrash
	}
}

type crashJournal struct {
	linking.Journal
	c *crash
}

func (j crashJournal) Append(ctx context.Context, e linking.Entry) error {
	effect, err := j.c.event()
	if effect {
		if err := j.Journal.Append(ctx, e); err != nil {
			return err
		}
	}
	return err
}

type crashPlatform struct {
	*linktest.Memory
	c *crash
}

func (p crashPlatform) Link(ctx context.Context, l linking.Link) error {
	effect, err := p.c.event()
	if effect {
		if err := p.Memory.Link(ctx, l); err != nil {
			return err
		}
	}
	return err
}

func (p crashPlatform) Create(ctx context.Context, d linking.Draft) (linking.Organization, error) {
	effect, err := p.c.event()
	var o linking.Organization
	if effect {
		if made, err := p.Memory.Create(ctx, d); err != nil {
			return made, err
		} else {
			o = made
		}
	}
	return o, err
}

func (p crashPlatform) Organizations(ctx context.Context) iter.Seq2[linking.Organization, error] {
	if p.c.left <= 0 {
		return func(yield func(linking.Organization, error) bool) { yield(linking.Organization{}, errCrash) }
	}
	return p.Memory.Organizations(ctx)
}

func (p crashPlatform) Links(ctx context.Context) iter.Seq2[linking.Link, error] {
	if p.c.left <= 0 {
		return func(yield func(linking.Link, error) bool) { yield(linking.Link{}, errCrash) }
	}
	return p.Memory.Links(ctx)
}

// TestApplySurvivesACrashAtEveryEvent dies at each journal entry and each write,
// before and after it takes effect, and runs again.
func TestApplySurvivesACrashAtEveryEvent(t *testing.T) {
	const links, creates = 2, 2
	events := 3*links + 6*creates
	for at := 1; at <= events; at++ {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("event %d after %v", at, after), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					m, j := platformFor(links), new(linking.MemoryJournal)
					c := &crash{left: at, after: after}
					_, err := newLinker(t, noTenants(), crashPlatform{m, c}).Apply(t.Context(), planOf(links, creates), crashJournal{j, c},
						linking.ApplyOptions{Execute: true, Workers: 1})
					if err == nil && at < events {
						t.Log("the crash hit a write whose failure the run survived")
					}
					out, err := newLinker(t, noTenants(), m).Apply(t.Context(), planOf(links, creates), j, execute)
					require.NoError(t, err)
					require.NoError(t, out.Err())
					requireApplied(t, m, links, creates)
				})
			})
		}
	}
}

// TestApplyPropertyCrashesAndFaults repeats crashes and lost answers at random.
func TestApplyPropertyCrashesAndFaults(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		links, creates := rapid.IntRange(0, 6).Draw(rt, "links"), rapid.IntRange(0, 6).Draw(rt, "creates")
		crashes := rapid.SliceOfN(rapid.IntRange(1, 12), 0, 6).Draw(rt, "crashes")
		after := rapid.SliceOfN(rapid.Bool(), 6, 6).Draw(rt, "after")
		lostBefore := rapid.SliceOfN(rapid.Bool(), 8, 8).Draw(rt, "lost before")
		lostAfter := rapid.SliceOfN(rapid.Bool(), 8, 8).Draw(rt, "lost after")
		workers := rapid.IntRange(1, 4).Draw(rt, "workers")
		m, j := platformFor(links), new(linking.MemoryJournal)
		var out *linking.Outcome
		var err error
		synctest.Test(t, func(t *testing.T) {
			m.Fail(dropping(lostBefore), dropping(lostAfter))
			for n, at := range crashes {
				c := &crash{left: at, after: after[n]}
				_, _ = newLinker(t, noTenants(), crashPlatform{m, c}).Apply(t.Context(), planOf(links, creates), crashJournal{j, c},
					linking.ApplyOptions{Execute: true, Workers: 1})
			}
			m.Fail(nil, nil)
			out, err = newLinker(t, noTenants(), m).Apply(t.Context(), planOf(links, creates), j, linking.ApplyOptions{Execute: true, Workers: workers})
		})
		require.NoError(rt, err)
		require.NoError(rt, out.Err())
		requireApplied(rt, m, links, creates)
	})
}

// dropping loses the answers that the pattern names, then none.
func dropping(pattern []bool) func(string) error {
	n := 0
	return func(string) error {
		n++
		if n <= len(pattern) && pattern[n-1] {
			return errors.New("connection reset")
		}
		return nil
	}
}

func TestApplyCancelLeavesTheIntentOpen(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	m, j := platformFor(1), new(linking.MemoryJournal)
	m.Fail(nil, func(string) error { cancel(); return context.Canceled })
	_, err := newLinker(t, noTenants(), m).Apply(ctx, planOf(1, 0), j, execute)
	require.ErrorIs(t, err, context.Canceled)
	entries, err := j.Entries(t.Context())
	require.NoError(t, err)
	require.Len(t, entries, 1)
	require.Equal(t, linking.StateIntent, entries[0].State)

	m.Fail(nil, nil)
	out, err := newLinker(t, noTenants(), m).Apply(t.Context(), planOf(1, 0), j, execute)
	require.NoError(t, err)
	require.Equal(t, linking.VerdictAlready, out.Results[0].Verdict)
	entries, err = j.Entries(t.Context())
	require.NoError(t, err)
	require.Equal(t, linking.StateDone, entries[len(entries)-1].State, "the next run must close the open intent")
	require.Equal(t, 1, m.Writes())
}

func TestAttachAzureOnlyWhenApproved(t *testing.T) {
	m := platformFor(1)
	p := &linking.Plan{Schema: 1, Scope: scope, Digest: "d", Actions: []linking.Action{
		{ID: "az", Kind: linking.AttachAzureService, TenantID: key(0).Tenant, OrganizationID: "o0"}}}
	require.Zero(t, p.Approve(func(*linking.Action) bool { return true }), "Approve must leave Azure alone")
	l := newLinker(t, noTenants(), m)
	_, err := l.Apply(t.Context(), p, new(linking.MemoryJournal), execute)
	require.NoError(t, err)
	require.Zero(t, m.Writes())

	require.NoError(t, p.ApproveAction("az"))
	for range 2 {
		_, err = l.Apply(t.Context(), p, new(linking.MemoryJournal), execute)
		require.NoError(t, err)
	}
	require.Equal(t, 1, m.Writes())
}
