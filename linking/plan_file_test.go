package linking_test

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/match"
)

func planJSON(t testing.TB, p *linking.Plan) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, p.WriteJSON(&b))
	return b.String()
}

func TestPlanRoundTrip(t *testing.T) {
	want := planOf(2, 2)
	want.Actions[0].Evidence = []match.Evidence{{Field: match.FieldDomain, Tenant: "a<b>.example", Organization: "a.example", Comparison: "equal", Weight: 12.5}}
	got, err := linking.ReadPlan(strings.NewReader(planJSON(t, want)))
	require.NoError(t, err)
	require.Equal(t, planJSON(t, want), planJSON(t, got))
}

func TestReadPlanNamesTheLineOfAnInconsistency(t *testing.T) {
	good := planJSON(t, planOf(2, 1))
	lineOf := func(s string) int { return 1 + strings.Count(good[:strings.Index(good, s)], "\n") }
	tests := map[string]struct {
		change func(string) string
		want   string
	}{
		"unknown kind": {func(s string) string { return strings.Replace(s, `"link_existing"`, `"delete"`, 1) }, `unknown kind "delete"`},
		"no organization": {func(s string) string {
			return strings.Replace(s, `"organization_id": "o0"`, `"organization_id": ""`, 1)
		}, "needs an organization_id"},
		"two links of one tenant": {func(s string) string { return strings.Replace(s, key(1).Tenant.String(), key(0).Tenant.String(), 1) }, "is linked by an earlier action too"},
		"two tenants for one":     {func(s string) string { return strings.Replace(s, `"o1"`, `"o0"`, 1) }, "second_tenant_allowed"},
		"id twice":                {func(s string) string { return strings.Replace(s, `"a1"`, `"a0"`, 1) }, "occurs twice"},
		"draft without name":      {func(s string) string { return strings.Replace(s, `"Company 2"`, `""`, 1) }, "needs a draft with a name"},
		"approved review":         {func(s string) string { return strings.Replace(s, `"link_existing"`, `"review"`, 1) }, "cannot be approved"},
		"wrong type":              {func(s string) string { return strings.Replace(s, `"approved": true`, `"approved": "yes"`, 1) }, "line"},
		"misspelt member":         {func(s string) string { return strings.Replace(s, `"approved"`, `"aproved"`, 1) }, "aproved"},
		"member twice": {func(s string) string {
			return strings.Replace(s, `"approved": true`, `"approved": true, "approved": false`, 1)
		}, "approved"},
		"no tenant id":     {func(s string) string { return strings.Replace(s, key(0).Tenant.String(), "0815", 1) }, "tenant_id"},
		"no JSON any more": {func(s string) string { return strings.Replace(s, `"approved": true,`, `"approved": true`, 1) }, "line"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			bad := tt.change(good)
			require.NotEqual(t, good, bad, "the test must change the plan")
			_, err := linking.ReadPlan(strings.NewReader(bad))
			require.ErrorIs(t, err, linking.ErrPlan)
			require.ErrorContains(t, err, tt.want)
			require.Regexp(t, `line \d+:`, err.Error())
		})
	}
	_, err := linking.ReadPlan(strings.NewReader(strings.Replace(good, `"o1"`, `""`, 1)))
	require.ErrorContains(t, err, "action 2")
	require.ErrorContains(t, err, "line "+strconv.Itoa(lineOf(`"id": "a1"`)-1), "the line must be where the action begins")
}

func TestReadPlanRefusesAnUnknownSchema(t *testing.T) {
	_, err := linking.ReadPlan(strings.NewReader(strings.Replace(planJSON(t, planOf(1, 0)), `"schema": 1`, `"schema": 2`, 1)))
	require.ErrorIs(t, err, linking.ErrPlan)
	require.ErrorContains(t, err, "line 2: ")
	require.ErrorContains(t, err, "schema 2 is unknown")
}

func TestReadPlanNamesTheLineOfATypingError(t *testing.T) {
	good := planJSON(t, planOf(2, 1))
	for name, c := range map[string]struct{ old, new string }{
		"unknown member":   {`"approved"`, `"aproved"`},
		"wrong type":       {`"approved": true`, `"approved": "yes"`},
		"bad GUID":         {key(1).Tenant.String(), "0815"},
		"bad GUID in head": {scope.Partner.String(), "0815"},
		"syntax":           {`"approved": true,`, `"approved": maybe,`},
	} {
		t.Run(name, func(t *testing.T) {
			at := strings.LastIndex(good, c.old)
			_, err := linking.ReadPlan(strings.NewReader(good[:at] + c.new + good[at+len(c.old):]))
			require.ErrorIs(t, err, linking.ErrPlan)
			require.ErrorContains(t, err, "line "+strconv.Itoa(1+strings.Count(good[:at], "\n"))+":")
		})
	}
}

func TestReadPlanRefusesWhatFollows(t *testing.T) {
	_, err := linking.ReadPlan(strings.NewReader(planJSON(t, planOf(1, 0)) + "{}"))
	require.ErrorIs(t, err, linking.ErrPlan)
}

func FuzzReadPlan(f *testing.F) {
	f.Add([]byte(planJSON(f, planOf(2, 2))))
	f.Add([]byte(`{"schema":1,"actions":[{}]}`))
	f.Add([]byte(`[`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := linking.ReadPlan(bytes.NewReader(data))
		if err != nil {
			return
		}
		again, err := linking.ReadPlan(strings.NewReader(planJSON(t, p)))
		require.NoError(t, err, "a plan that was accepted must be accepted after it is written")
		require.Equal(t, planJSON(t, p), planJSON(t, again))
	})
}

func TestTableCannotInjectEscapes(t *testing.T) {
	p := planOf(1, 0)
	p.Actions[0].TenantName = "Evil\x1b[2J\u202egnp.exe\r\nrow"
	p.Actions[0].OrganizationName = "日本オフィス株式会社"
	var b bytes.Buffer
	require.NoError(t, p.WriteTable(&b))
	require.NotContains(t, b.String(), "\x1b")
	require.NotContains(t, b.String(), "\u202e")
	require.NotContains(t, b.String(), "\r")
	require.Contains(t, b.String(), `Evil\u001b[2J\u202egnp.exe\u000d\u000arow`)
	require.Contains(t, b.String(), "日本オフィス株式会社")
}

func TestChooseTurnsAReviewIntoALink(t *testing.T) {
	p := &linking.Plan{Schema: 1, Scope: scope, Digest: "d", Actions: []linking.Action{
		{ID: "r", Kind: linking.Review, TenantID: key(0).Tenant}, {ID: "s", Kind: linking.SecondTenant, TenantID: key(1).Tenant, OrganizationID: "o1"}}}
	require.NoError(t, p.Choose("r", "o0"))
	require.NoError(t, p.Choose("s", "o1"))
	require.Error(t, p.Choose("nobody", "o0"))
	m := platformFor(2)
	m.Join(key(7), "o1")
	out, err := newLinker(t, noTenants(), m).Apply(t.Context(), p, new(linking.MemoryJournal), execute)
	require.NoError(t, err)
	require.Equal(t, 2, out.Count(linking.VerdictDone), "a person's choice must be carried out, also for a second tenant")
}
