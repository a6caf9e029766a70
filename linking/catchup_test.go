package linking_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking"
)

func missed(n int, month, product, cost string) linking.MissedCharge {
	return linking.MissedCharge{Tenant: key(n).Tenant, Invoice: "G1", Month: month, ProductID: product, Product: "Product " + product, Currency: "EUR", Cost: decimal.RequireFromString(cost)}
}

func linkedSnapshot() *linking.Snapshot {
	return &linking.Snapshot{Scope: scope, Links: []linking.Link{{TenantKey: key(0), OrganizationID: "o0"}}}
}

func TestCatchUpProposesOneLinePerMonthTenantAndProduct(t *testing.T) {
	c, err := linkedSnapshot().ProposeCatchUp([]linking.MissedCharge{
		missed(0, "2026-10", "A", "10.10"), missed(0, "2026-10", "A", "5.05"), missed(0, "2026-02", "A", "1"),
		missed(0, "2026-10", "B", "3"), missed(0, "2026-10", "B", "-3"), missed(1, "2026-10", "A", "9"),
	})
	require.NoError(t, err)
	require.Len(t, c.Lines, 2, "charges that cancel each other out need no line")
	require.Equal(t, "2026-02-28", c.Lines[0].Date, "dated on the last day of the missed month")
	require.Equal(t, "15.15", c.Lines[1].Cost.String())
	require.Equal(t, "o0", c.Lines[1].OrganizationID)
	require.Contains(t, c.Lines[1].Text, "October 2026")
	require.False(t, c.Lines[1].Approved)
	require.Len(t, c.Unlinked, 1, "a tenant without organization must be linked first")
}

func TestCatchUpRefusesIncompleteCharges(t *testing.T) {
	for _, bad := range []linking.MissedCharge{missed(0, "October", "A", "1"), {}} {
		_, err := linkedSnapshot().ProposeCatchUp([]linking.MissedCharge{bad})
		require.ErrorContains(t, err, "charge 1")
	}
}

func TestCatchUpSurvivesAFileButNotAForeignID(t *testing.T) {
	c, err := linkedSnapshot().ProposeCatchUp([]linking.MissedCharge{missed(0, "2026-10", "A", "10")})
	require.NoError(t, err)
	var b strings.Builder
	require.NoError(t, c.WriteJSON(&b))
	again, err := linking.ReadCatchUp(strings.NewReader(b.String()))
	require.NoError(t, err)
	require.Equal(t, c.Lines[0].ID, again.Lines[0].ID)
	_, err = linking.ReadCatchUp(strings.NewReader(strings.Replace(b.String(), "2026-10\"", "2026-11\"", 1)))
	require.ErrorIs(t, err, linking.ErrPlan, "another month under the same id could be billed twice")
}

// ledger is a platform's manual billing lines.
type ledger struct {
	posted map[string]int
	before error // lost before the line is kept
	after  error // lost after it
	blind  bool  // the list does not show it
}

func (l *ledger) Find(_ context.Context, _, id string) (bool, error) {
	return l.posted[id] > 0 && !l.blind, nil
}

func (l *ledger) Post(_ context.Context, line linking.ManualLine) error {
	if l.before != nil {
		return l.before
	}
	l.posted[line.ID]++
	return l.after
}

func TestPostCatchUpPostsEachApprovedLineOnce(t *testing.T) {
	lost := errors.New("connection reset")
	for name, c := range map[string]struct {
		ledger ledger
		posted int // how often the line is in the ledger in the end
		fails  bool
	}{
		"all goes well":                  {ledger{}, 1, false},
		"the answer is lost":             {ledger{after: lost}, 1, false},
		"lost before it was kept":        {ledger{before: lost}, 0, true},
		"lost after, and not yet listed": {ledger{after: lost, blind: true}, 1, true},
		"refused":                        {ledger{before: fmt.Errorf("%w: closed", linking.ErrRefused)}, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			proposal, err := linkedSnapshot().ProposeCatchUp([]linking.MissedCharge{missed(0, "2026-10", "A", "10"), missed(0, "2026-10", "B", "20")})
			require.NoError(t, err)
			proposal.Lines[0].Approved = true
			platform, journal := platformFor(1), new(linking.MemoryJournal)
			platform.Join(key(0), "o0")
			l := newLinker(t, noTenants(), platform)
			c.ledger.posted = make(map[string]int)
			for range 3 {
				_, err = l.PostCatchUp(t.Context(), proposal, &c.ledger, journal)
				require.Equal(t, c.fails, err != nil, "%v", err)
			}
			require.Equal(t, c.posted, c.ledger.posted[proposal.Lines[0].ID])
			require.Zero(t, c.ledger.posted[proposal.Lines[1].ID], "only approved lines are posted")
		})
	}
}

func TestPostCatchUpRefusesALineOfATenantThatMoved(t *testing.T) {
	proposal, err := linkedSnapshot().ProposeCatchUp([]linking.MissedCharge{missed(0, "2026-10", "A", "10")})
	require.NoError(t, err)
	require.Equal(t, 1, proposal.Approve(func(*linking.ManualLine) bool { return true }))
	platform, books := platformFor(2), &ledger{posted: make(map[string]int)}
	platform.Join(key(0), "o1")
	_, err = newLinker(t, noTenants(), platform).PostCatchUp(t.Context(), proposal, books, new(linking.MemoryJournal))
	require.ErrorIs(t, err, linking.ErrRefused)
	require.ErrorContains(t, err, `"o1" now`)
	require.Empty(t, books.posted, "another organization must not pay")
}

func TestPostCatchUpRefusesAnotherBrokersProposal(t *testing.T) {
	other := linkedSnapshot()
	other.Scope.Platform = "memory:2"
	c, err := other.ProposeCatchUp(nil)
	require.NoError(t, err)
	_, err = newLinker(t, noTenants(), platformFor(0)).PostCatchUp(t.Context(), c, &ledger{}, new(linking.MemoryJournal))
	require.ErrorIs(t, err, linking.ErrPlan)
}

func FuzzReadCatchUp(f *testing.F) {
	c, err := linkedSnapshot().ProposeCatchUp([]linking.MissedCharge{missed(0, "2026-10", "A", "10"), missed(1, "2026-10", "A", "9")})
	require.NoError(f, err)
	var b strings.Builder
	require.NoError(f, c.WriteJSON(&b))
	f.Add(b.String())
	f.Add(`{"schema":1}`)
	f.Fuzz(func(t *testing.T, text string) {
		c, err := linking.ReadCatchUp(strings.NewReader(text))
		if err != nil {
			return
		}
		var again strings.Builder
		require.NoError(t, c.WriteJSON(&again))
		_, err = linking.ReadCatchUp(strings.NewReader(again.String()))
		require.NoError(t, err, "what was accepted once must be accepted as written")
	})
}
