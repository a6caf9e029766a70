package linking_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/linktest"
)

// lacking is a platform whose organization o0 has tenant 0 and no CSP service,
// while o1 has neither.
func lacking() *linktest.Memory {
	p := platformFor(2)
	p.Join(key(0), "o0")
	return p
}

func cspPlan(t *testing.T, p linking.Platform) (*linking.Linker, *linking.Plan) {
	t.Helper()
	l := newLinker(t, linktest.Tenants{{TenantKey: key(0), Name: "Zero"}}, p, linking.WithCSPAudit())
	s, err := l.Discover(t.Context())
	require.NoError(t, err)
	plan, err := l.Plan(t.Context(), s)
	require.NoError(t, err)
	return l, plan
}

func TestCSPServiceIsProposedOnlyForAnOrganizationWithATenant(t *testing.T) {
	_, plan := cspPlan(t, lacking())
	require.Equal(t, 1, plan.Count(linking.AttachCSPService))
	a := plan.Actions[0]
	require.Equal(t, "o0", a.OrganizationID, "an organization without tenant would get a new one")
	require.False(t, a.Approved)
	require.Zero(t, plan.Approve(func(*linking.Action) bool { return true }), "it needs an approval by name")

	quiet := newLinker(t, linktest.Tenants{{TenantKey: key(0), Name: "Zero"}}, lacking())
	s, err := quiet.Discover(t.Context())
	require.NoError(t, err)
	plan, err = quiet.Plan(t.Context(), s)
	require.NoError(t, err)
	require.Zero(t, plan.Count(linking.AttachCSPService), "nothing is read, and nothing proposed, unless asked for")
}

func TestCSPServiceOfAnotherTenantIsAConflict(t *testing.T) {
	p := platformFor(1)
	require.NoError(t, p.Link(t.Context(), linking.Link{TenantKey: key(7), OrganizationID: "o0"}))
	_, plan := cspPlan(t, moved{p})
	require.Equal(t, 1, plan.Count(linking.Conflict))
	require.Contains(t, plan.Actions[0].Reason, "another tenant")
}

// moved lists tenant 0 where the service is still that of another one.
type moved struct{ *linktest.Memory }

func (m moved) Links(context.Context) iter.Seq2[linking.Link, error] {
	return func(yield func(linking.Link, error) bool) {
		yield(linking.Link{TenantKey: key(0), OrganizationID: "o0"}, nil)
	}
}

func TestCSPServiceIsAttachedOnceWhateverGoesWrong(t *testing.T) {
	lost := errors.New("connection reset")
	once := func(err error) func(string) error {
		return func(string) error { e := err; err = nil; return e }
	}
	for name, fail := range map[string][2]func(string) error{
		"all goes well":     {},
		"lost before":       {once(lost), nil},
		"lost after":        {nil, once(lost)},
		"answer known lost": {nil, once(linking.ErrAnswerLost)},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := lacking()
				l, plan := cspPlan(t, p)
				require.NoError(t, plan.ApproveAction(plan.Actions[0].ID))
				p.Fail(fail[0], fail[1])
				journal := new(linking.MemoryJournal)
				for n := range 2 {
					out, err := l.Apply(t.Context(), plan, journal, execute)
					require.NoError(t, err)
					require.NoError(t, out.Err())
					require.Equal(t, [...]linking.Verdict{linking.VerdictDone, linking.VerdictAlready}[n], out.Results[0].Verdict)
				}
				require.Equal(t, 1, p.Writes())
				entries, err := journal.Entries(t.Context())
				require.NoError(t, err)
				last := entries[len(entries)-1]
				require.Equal(t, linking.StepAttachCSP, last.Step)
				require.Equal(t, linking.StateDone, last.State)
				require.Contains(t, last.Undo, "by hand", "the journal must tell how it could be taken back")
			})
		})
	}
}

// TestCSPServiceSurvivesACrashAtEveryEntry ends the run at each journal entry,
// before and after it is kept; the next run finds out.
func TestCSPServiceSurvivesACrashAtEveryEntry(t *testing.T) {
	for at := 1; at <= 2; at++ {
		for _, kept := range []bool{false, true} {
			t.Run(fmt.Sprintf("entry %d kept %v", at, kept), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					p := lacking()
					l, plan := cspPlan(t, p)
					require.NoError(t, plan.ApproveAction(plan.Actions[0].ID))
					journal := new(linking.MemoryJournal)
					_, err := l.Apply(t.Context(), plan, crashJournal{journal, &crash{left: at, after: kept}}, execute)
					require.Error(t, err)
					out, err := l.Apply(t.Context(), plan, journal, execute)
					require.NoError(t, err)
					require.NoError(t, out.Err())
					require.Equal(t, 1, p.Writes(), "the service must be attached once")
				})
			})
		}
	}
}

func TestCSPServiceIsNotAttachedForATenantThatIsNotLinkedAnyMore(t *testing.T) {
	p := lacking()
	_, plan := cspPlan(t, p)
	require.NoError(t, plan.ApproveAction(plan.Actions[0].ID))
	empty := platformFor(2)
	out, err := newLinker(t, noTenants(), empty).Apply(t.Context(), plan, new(linking.MemoryJournal), execute)
	require.NoError(t, err)
	require.Equal(t, linking.VerdictSkipped, out.Results[0].Verdict)
	require.Contains(t, out.Results[0].Detail, "could make a new tenant")
	require.Zero(t, empty.Writes())
}
