package match_test

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking/match"
)

// shared is the folder with real names beside the repository. It is not part of
// the project; without it these tests skip.
const shared = "../../../shared/data/matching"

func rows(t *testing.T, file string) []map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join(shared, file))
	if os.IsNotExist(err) {
		t.Skipf("%s is not there: it holds real names that are not part of the project", filepath.Join(shared, file))
	}
	require.NoError(t, err)
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	all, err := r.ReadAll()
	require.NoError(t, err)
	out := make([]map[string]string, 0, len(all))
	for _, line := range all[1:] {
		m := map[string]string{}
		for i, v := range line {
			m[all[0][i]] = v
		}
		out = append(out, m)
	}
	return out
}

func dataRecords(t *testing.T, file string) []match.Record {
	one := func(s string) []string {
		if s == "" {
			return nil
		}
		return []string{s}
	}
	var out []match.Record
	for _, r := range rows(t, file) {
		out = append(out, match.Record{
			ID: r["id"], Names: one(r["name"]), Domains: one(r["domain"]), EmailDomains: one(r["email"]), RegistrationNumbers: one(r["registration_number"]),
			Country: r["country"], City: r["city"], PostalCode: r["postal_code"], Street: r["street"], Phone: r["phone"],
		})
	}
	return out
}

func TestVenues(t *testing.T) {
	truth := map[string]string{}
	for _, r := range rows(t, "venues/truth.csv") {
		truth[r["tenant_id"]] = r["organization_id"]
	}
	auto, high := 0, 0
	for _, r := range results(t, dataRecords(t, "venues/organizations.csv"), dataRecords(t, "venues/tenants.csv")) {
		right := truth[r.TenantID] != "" && truth[r.TenantID] == r.OrganizationID
		switch r.Band {
		case match.BandAuto:
			require.True(t, right, "a wrong link:\n%s", r)
			auto++
		case match.BandReviewHigh:
			if right {
				high++
			}
		}
	}
	require.GreaterOrEqual(t, float64(auto)/float64(len(truth)), 0.82, "recall of automatic links")
	require.GreaterOrEqual(t, float64(auto+high)/float64(len(truth)), 0.95, "recall of auto and review_high")
}

func TestTraps(t *testing.T) {
	for _, r := range rows(t, "traps/pairs.csv") {
		got := results(t, []match.Record{{ID: "2", Names: []string{r["name2"]}}}, []match.Record{{ID: "1", Names: []string{r["name1"]}}})[0]
		switch r["expected"] {
		case "no":
			require.Less(t, rank(got.Band), rank(match.BandReviewHigh), "%q is not %q:\n%s", r["name1"], r["name2"], got)
		case "yes":
			require.GreaterOrEqual(t, rank(got.Band), rank(match.BandReviewLow), "%q is %q:\n%s", r["name1"], r["name2"], got)
		}
		require.NotEqual(t, match.BandAuto, got.Band, "a name alone is never automatic")
	}
}

// Real names must survive normalisation and be found again by themselves.
func TestRealNamesFindThemselves(t *testing.T) {
	organizations := dataRecords(t, "companies/organizations.csv")
	ix, err := match.NewIndex(organizations)
	require.NoError(t, err)
	var tenants []match.Record
	names := map[string]string{}
	for i, o := range organizations {
		names[o.ID] = o.Names[0]
		require.NotEmpty(t, match.NormalizeName(o.Names[0]))
		if i%40 == 0 {
			tenants = append(tenants, match.Record{ID: o.ID, Names: o.Names})
		}
	}
	found, err := ix.Match(context.Background(), tenants, match.Policy{})
	require.NoError(t, err)
	missed := 0
	for _, r := range found {
		if len(r.Candidates) == 0 || match.NormalizeName(names[r.Candidates[0].OrganizationID]) != match.NormalizeName(names[r.TenantID]) {
			missed++
		}
	}
	require.LessOrEqual(t, missed, len(tenants)/100, "names that do not find their own organization")
}
