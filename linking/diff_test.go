package linking_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/linktest"
)

func TestCompareFindsWhatChanged(t *testing.T) {
	older, newer := planOf(2, 1), planOf(1, 1)
	newer.Actions[1].TenantID = key(7).Tenant // a new tenant
	newer.Actions[0].Approved = false
	d, err := linking.Compare(older, newer)
	require.NoError(t, err)
	require.Len(t, d.Added, 1)
	require.Len(t, d.Changed, 1)
	require.Len(t, d.Removed, 2)
	var b strings.Builder
	require.NoError(t, d.WriteTable(&b))
	require.Equal(t, 1, strings.Count(b.String(), "+ "), b.String())
	require.Equal(t, 2, strings.Count(b.String(), "- link")+strings.Count(b.String(), "- create"), b.String())
	require.Contains(t, b.String(), "~ link_existing")
}

func TestCompareOfTheSamePlanIsEmpty(t *testing.T) {
	d, err := linking.Compare(planOf(3, 2), planOf(3, 2))
	require.NoError(t, err)
	require.True(t, d.Empty())
	var b strings.Builder
	require.NoError(t, d.WriteTable(&b))
	require.Equal(t, "no difference\n", b.String())
}

func TestCompareRefusesAnotherBrokersPlan(t *testing.T) {
	other := planOf(1, 0)
	other.Scope.Platform = "memory:2"
	_, err := linking.Compare(planOf(1, 0), other)
	require.ErrorIs(t, err, linking.ErrPlan)
}

func TestFindingsOfBothTenantLists(t *testing.T) {
	m := platformFor(2)
	m.Join(key(0), "o0")
	m.Join(key(3), "gone")
	s, err := newLinker(t, tenants(2), listing{m, []int{0, 2, 3}}).Discover(t.Context())
	require.NoError(t, err)
	var got []string
	for _, f := range s.Findings() {
		got = append(got, string(f.Kind)+" "+f.TenantID.String()[35:])
	}
	require.Equal(t, []string{"not_customer 2", "not_customer 3", "not_on_platform 1", "unknown_organization 3"}, got)
}

func TestFindingsAreEmptyWhenBothSidesAgree(t *testing.T) {
	m := platformFor(1)
	m.Join(key(0), "o0")
	s, err := newLinker(t, tenants(1), listing{m, []int{0}}).Discover(t.Context())
	require.NoError(t, err)
	require.Empty(t, s.Findings())
}

func TestFindingATenantThatIsLinkedTwice(t *testing.T) {
	s := &linking.Snapshot{Scope: scope, Tenants: tenants(1), Organizations: []linking.Organization{{ID: "a"}, {ID: "b"}},
		Links: []linking.Link{{TenantKey: key(0), OrganizationID: "a"}, {TenantKey: key(0), OrganizationID: "b"}}}
	require.Len(t, s.Findings(), 1)
	require.Equal(t, linking.FindingLinkedTwice, s.Findings()[0].Kind)
}

func TestPlanReportsAnOrganizationThatExistsTwice(t *testing.T) {
	m := linktest.NewMemory()
	m.Add(linking.Organization{ID: "a", Name: "Fjord Data AS", Domain: "fjord.example"})
	m.Add(linking.Organization{ID: "b", Name: "fjord  data as", Domain: "www.fjord.example"})
	m.Join(key(0), "b")
	p, _ := plan(t, newLinker(t, linktest.Tenants{named(0, "Fjord Data AS")}, m))
	require.Equal(t, 1, p.Count(linking.DuplicateOrganization))
	require.Equal(t, "a", p.Actions[0].OrganizationID, "the one without tenant is reported")
	require.Equal(t, uuid.Nil, p.Actions[0].TenantID)
	again, err := linking.ReadPlan(strings.NewReader(planJSON(t, p)))
	require.NoError(t, err, "such a plan must be readable again")
	require.Len(t, again.Actions, 1)
}

func TestPrintableKeepsNamesOfAnyScriptAndEscapesWhatMovesTheCursor(t *testing.T) {
	for _, name := range []string{"Åkerlund & Söner AB", "株式会社ソニー", "ООО «Ромашка»", "क्\u200dष लिमिटेड", "👩\u200d💻 GmbH", "ลำปาง จำกัด"} {
		require.Equal(t, name, linking.Printable(name))
	}
	for name, want := range map[string]string{
		"شرکت می\u200cخواهم": "شرکت می\u200cخواهم\u200e", // right to left: the mark keeps it apart from what follows
		"a\x1b[2Jb":          `a\u001b[2Jb`, "a\rb\nc": `a\u000db\u000ac`, "a\u202eb": `a\u202eb`, "a\u2066b": `a\u2066b`, "a\u009bb": `a\u009bb`, "a\xffb": `a\ufffdb`, "a\u2028b": `a\u2028b`,
	} {
		require.Equal(t, want, linking.Printable(name))
	}
}
