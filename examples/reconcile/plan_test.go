package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/mockserver"
)

func actionOf(t *testing.T, p *linking.Plan, tenant string) linking.Action {
	t.Helper()
	for _, a := range p.Actions {
		if a.TenantID.String() == tenant {
			return a
		}
	}
	t.Fatalf("the plan has nothing for tenant %s", tenant)
	return linking.Action{}
}

// TestTheBrokersOwnTenantsAreSettledOnce walks through plan, review, plan and
// status: nothing is created for the partner's own tenants, and who has put them
// on the ignore list is not asked again.
func TestTheBrokersOwnTenantsAreSettledOnce(t *testing.T) {
	srv, dir := mockserver.New(t), t.TempDir()
	own := strings.ToLower(srv.Broker().In(mockserver.SituationInternal)[0])
	before := actionOf(t, planOf(t, srv, dir), own)
	require.Equal(t, linking.Review, before.Kind, before.Reason)
	require.False(t, before.Approved)
	require.Contains(t, before.Reason, "the partner's own tenant")

	script := strings.Builder{}
	for _, a := range planOf(t, srv, dir).Actions {
		switch {
		case !asks(&a):
		case a.TenantID.String() == own:
			script.WriteString("i internal our own\n")
		default:
			script.WriteString("s\n")
		}
	}
	out, err := at(t, srv, dir, script.String(), "review", "-azure=false", "-by", "anna")
	require.NoError(t, err)
	require.Contains(t, out, "1 decided")
	after := actionOf(t, planOf(t, srv, dir), own)
	require.Equal(t, linking.Ignored, after.Kind)
	out, _ = at(t, srv, dir, "", "status")
	require.NotContains(t, out, own, "an ignored tenant is no alert")
	require.Contains(t, out, "1 more on the ignore list")
}

// TestAChargeReopensAnIgnoredTenant puts a tenant with charges on the ignore list.
func TestAChargeReopensAnIgnoredTenant(t *testing.T) {
	srv, dir := mockserver.New(t), t.TempDir()
	_, err := at(t, srv, dir, "", "plan", "-out", filepath.Join(dir, "a.json"))
	require.NoError(t, err)
	plan, err := readPlan(filepath.Join(dir, "a.json"))
	require.NoError(t, err)
	tenant := ""
	for _, a := range plan.Actions {
		if a.Kind == linking.LinkExisting {
			tenant = a.TenantID.String()
		}
	}
	c := srv.Credentials()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "records.json"), []byte(`{"schema": 1, "ignores": [{"partner_tenant_id": "`+c.PartnerTenantID+`", "tenant_id": "`+tenant+
		`", "kind": "dormant", "reason": "asleep", "by": "anna"}]}`), 0o600))
	out, err := at(t, srv, dir, "", "status")
	require.Error(t, err)
	require.Contains(t, out, "ignored, but charged")

	_, err = at(t, srv, dir, "", "plan", "-force", "-out", filepath.Join(dir, "b.json"))
	require.NoError(t, err)
	plan, err = readPlan(filepath.Join(dir, "b.json"))
	require.NoError(t, err)
	a := actionOf(t, plan, tenant)
	require.Equal(t, linking.Review, a.Kind)
	require.Contains(t, a.Reason, "asleep")
	require.NotEmpty(t, a.OrganizationID, "the candidate is still there to be chosen")

	var script strings.Builder
	for _, b := range plan.Actions {
		switch {
		case !asks(&b):
		case b.ID == a.ID:
			script.WriteString("1\n")
		default:
			script.WriteString("s\n")
		}
	}
	_, err = at(t, srv, dir, script.String(), "review", "-by", "bo")
	require.NoError(t, err)
	_, err = at(t, srv, dir, "", "plan", "-force", "-out", filepath.Join(dir, "c.json"))
	require.NoError(t, err)
	out, err = at(t, srv, dir, "", "apply", filepath.Join(dir, "c.json"))
	require.NoError(t, err, out)
	linked := false
	for _, l := range srv.Links() {
		linked = linked || strings.EqualFold(l.TenantID, tenant)
	}
	require.True(t, linked, "who chose the organization took the tenant off the ignore list: %s", out)
}

func TestPlanTakesWhatFinanceNeedsFromTheERP(t *testing.T) {
	srv, dir := mockserver.New(t), t.TempDir()
	var creations []linking.Action
	for _, a := range planOf(t, srv, dir).Actions {
		if a.Kind == linking.CreateAndLink {
			creations = append(creations, a)
		}
	}
	require.GreaterOrEqual(t, len(creations), 2)
	known, stranger := creations[0].TenantID.String(), creations[1].TenantID.String()
	file := filepath.Join(dir, "erp.csv")
	require.NoError(t, os.WriteFile(file, []byte("\ufefftenant_id,customer_number,billing_start,segment\n"+strings.ToUpper(known)+",C-4711,2027-01-01,smb\n"), 0o600))
	_, err := at(t, srv, dir, "", "plan", "-azure=false", "-erp", file, "-out", filepath.Join(dir, "erp.json"))
	require.NoError(t, err)
	plan, err := readPlan(filepath.Join(dir, "erp.json"))
	require.NoError(t, err)
	d := actionOf(t, plan, known).Draft
	require.NotNil(t, d)
	require.Equal(t, "C-4711", d.CustomerNumber)
	require.Equal(t, "2027-01-01", day(d.BillingStart))
	require.Equal(t, map[string]string{"segment": "smb"}, d.Properties)
	require.Equal(t, linking.Review, actionOf(t, plan, stranger).Kind)
}

func TestERPFilesAreRefusedWithTheLine(t *testing.T) {
	const head = "tenant_id,customer_number,billing_start\n"
	const row = "22222222-0000-4000-8000-000000000001,C1,2027-01-01\n"
	for name, c := range map[string]struct{ text, want string }{
		"no GUID":      {head + row + "x,C2,\n", "line 3"},
		"no number":    {head + "22222222-0000-4000-8000-000000000001,,\n", "customer_number"},
		"no date":      {head + "22222222-0000-4000-8000-000000000001,C1,soon\n", "billing_start"},
		"twice":        {head + row + row, "twice"},
		"short row":    {head + row + "a,b\n", "line 3"},
		"empty":        {"", "header"},
		"other header": {"id,number\n1,2\n", "tenant_id is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parseERP(strings.NewReader(c.text))
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestPlanAgainstAnEarlierOne(t *testing.T) {
	srv, dir := mockserver.New(t), t.TempDir()
	first := planOf(t, srv, dir)
	var link linking.Action
	for _, a := range first.Actions {
		if a.Kind == linking.LinkExisting {
			link = a
		}
	}
	require.NoError(t, srv.Link(link.TenantID.String(), link.OrganizationID))
	out, err := at(t, srv, dir, "", "plan", "-azure=false", "-against", filepath.Join(dir, "plan.json"), "-out", filepath.Join(dir, "later.json"))
	require.NoError(t, err)
	require.Contains(t, out, "- link_existing  "+link.TenantID.String(), "what somebody linked by hand is gone from the plan")
	require.NotContains(t, out, "+ ")
}

func TestASandboxPartnerWithAProductionBrokerIsRefused(t *testing.T) {
	srv, dir := mockserver.New(t), t.TempDir()
	_, err := at(t, srv, dir, "", "plan", "-azure=false", "-partner-environment", "sandbox", "-cloudmore-environment", "production", "-out", filepath.Join(dir, "plan.json"))
	require.ErrorIs(t, err, linking.ErrScope)
	require.NoFileExists(t, filepath.Join(dir, "plan.json"))
	_, err = at(t, srv, dir, "", "status", "-partner-environment", "staging")
	require.ErrorContains(t, err, `"staging" is neither production nor sandbox`)
}

// TestPlanOfASeededBrokerAgreesWithTheTruth holds every proposal against what the
// mock knows of its tenants.
func TestPlanOfASeededBrokerAgreesWithTheTruth(t *testing.T) {
	srv, dir := mockserver.New(t, mockserver.WithTenants(500), mockserver.WithSeed(77)), t.TempDir()
	_, err := at(t, srv, dir, "", "plan", "-lookups", "5000", "-out", filepath.Join(dir, "plan.json"))
	require.NoError(t, err)
	plan, err := readPlan(filepath.Join(dir, "plan.json"))
	require.NoError(t, err)
	belongs, quiet, own := make(map[string]string), make(map[string]bool), make(map[string]bool)
	for tenant, organization := range srv.Broker().Truth {
		belongs[strings.ToLower(tenant)] = organization
	}
	for _, i := range srv.Broker().SuggestedIgnores {
		quiet[strings.ToLower(i.TenantID)] = true
		own[strings.ToLower(i.TenantID)] = i.Kind != "dormant"
	}
	links := 0
	for _, a := range plan.Actions {
		tenant := a.TenantID.String()
		switch a.Kind {
		case linking.LinkExisting:
			links++
			require.Equal(t, belongs[tenant], a.OrganizationID, "%s is linked to a stranger", a.TenantName)
		case linking.CreateAndLink:
			require.Empty(t, belongs[tenant], "%s has an organization", a.TenantName)
			require.False(t, quiet[tenant], "%s needs no organization", a.TenantName)
		case linking.Review:
			require.Equal(t, own[tenant], strings.Contains(a.Reason, "of the partner") || strings.Contains(a.Reason, "the partner's own"), "%s: %s", a.TenantName, a.Reason)
		}
	}
	require.GreaterOrEqual(t, links, 20, "the broker must have enough to link for the test to prove anything")
}
