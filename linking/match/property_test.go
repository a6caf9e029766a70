package match_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tenantlink/tenantlink/linking/match"
)

// words are few, so that records collide often.
var words = []string{"Nord", "Sund", "Berg", "Alfa", "Bygg", "Holding", "Stockholm", "Norge", "Data", "Kranvik", "Oljeby", "2", "II", "Svcs"}

func nameGen() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		n := rapid.SliceOfN(rapid.SampledFrom(words), 1, 3).Draw(t, "words")
		if form := rapid.SampledFrom([]string{"", "AB", "AS", "GmbH", "Ltd"}).Draw(t, "form"); form != "" {
			n = append(n, form)
		}
		return strings.Join(n, " ")
	})
}

// recordGen draws records that often share values.
func recordGen(id string) *rapid.Generator[match.Record] {
	return rapid.Custom(func(t *rapid.T) match.Record {
		maybe := func(label string, values ...string) string {
			return rapid.SampledFrom(append(values, "", "")).Draw(t, label)
		}
		r := match.Record{
			ID: id, Names: []string{nameGen().Draw(t, "name")},
			Country: maybe("country", "SE", "NO"), City: maybe("city", "Lund", "Umeå", "Stockholm"), PostalCode: maybe("postal", "22221", "90325"),
			Street: maybe("street", "Storgatan 1", "Kungsgatan 7", "Storgatan 9"), Phone: maybe("phone", "046-1234567", "090-7654321"),
		}
		if d := maybe("domain", "nord.se", "sund.no", "alfa.com", "gmail.com", "nord.onmicrosoft.com"); d != "" {
			r.Domains = []string{d}
		}
		if e := maybe("email", "a@nord.se", "b@berg.se"); e != "" {
			r.EmailDomains = []string{e}
		}
		if n := maybe("number", "556036-0793", "556012-5790", "923609016"); n != "" {
			r.RegistrationNumbers = []string{n}
		}
		return r
	})
}

func recordsGen(prefix string, most int) *rapid.Generator[[]match.Record] {
	return rapid.Custom(func(t *rapid.T) []match.Record {
		rs := make([]match.Record, rapid.IntRange(1, most).Draw(t, "n"))
		for i := range rs {
			rs[i] = recordGen(fmt.Sprintf("%s%02d", prefix, i)).Draw(t, "record")
		}
		return rs
	})
}

func results(t require.TestingT, organizations, tenants []match.Record, opts ...match.Option) []match.Result {
	ix, err := match.NewIndex(organizations, opts...)
	require.NoError(t, err)
	rs, err := ix.Match(context.Background(), tenants, match.Policy{})
	require.NoError(t, err)
	return rs
}

func toJSON(t require.TestingT, rs []match.Result) string {
	text, err := json.Marshal(rs)
	require.NoError(t, err)
	return string(text)
}

func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		organizations, tenants := recordsGen("o", 12).Draw(t, "organizations"), recordsGen("t", 12).Draw(t, "tenants")
		want := toJSON(t, results(t, organizations, tenants))
		got := toJSON(t, results(t, rapid.Permutation(organizations).Draw(t, "o"), rapid.Permutation(tenants).Draw(t, "t")))
		require.Equal(t, want, got, "the order of the input changed the result")
	})
}

func TestWorkersDoNotMatter(t *testing.T) {
	var organizations, tenants []match.Record
	for i := range 2000 { // several batches
		name := fmt.Sprintf("%s %s %d", words[i%len(words)], words[i/7%len(words)], i/20)
		organizations = append(organizations, match.Record{ID: fmt.Sprint("o", i), Names: []string{name}})
		tenants = append(tenants, match.Record{ID: fmt.Sprint("t", i), Names: []string{name + " AB"}})
	}
	want := toJSON(t, results(t, organizations, tenants, match.WithWorkers(1)))
	for _, n := range []int{2, 7} {
		require.Equal(t, want, toJSON(t, results(t, organizations, tenants, match.WithWorkers(n))), "%d workers changed the result", n)
	}
}

func TestAddEqualsBuildingAnew(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		organizations, tenants := recordsGen("o", 14).Draw(t, "organizations"), recordsGen("t", 8).Draw(t, "tenants")
		at := rapid.IntRange(0, len(organizations)).Draw(t, "at")
		ix, err := match.NewIndex(organizations[:at])
		require.NoError(t, err)
		before := ix.Len()
		for chunk := range slices.Chunk(organizations[at:], 3) {
			ix, err = ix.Add(chunk...)
			require.NoError(t, err)
		}
		require.Equal(t, at, before)
		got, err := ix.Match(context.Background(), tenants, match.Policy{})
		require.NoError(t, err)
		require.Equal(t, toJSON(t, results(t, organizations, tenants)), toJSON(t, got), "Add and NewIndex disagree")
	})
}

func TestComparatorsAreSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gen := rapid.OneOf(nameGen(), rapid.StringN(0, 12, -1))
		a, b := gen.Draw(t, "a"), gen.Draw(t, "b")
		s1, i1, f1 := match.NameSimilarity(a, b)
		s2, i2, f2 := match.NameSimilarity(b, a)
		require.InDelta(t, s1, s2, 1e-6, "similarity of %q and %q", a, b)
		require.InDelta(t, i1, i2, 1e-4, "information of %q and %q", a, b)
		require.Equal(t, f1, f2, "flags of %q and %q", a, b)
		require.Equal(t, match.SameStreet(a, b), match.SameStreet(b, a), "streets %q and %q", a, b)
		d1, _ := match.EditDistance(a, b, 4)
		d2, _ := match.EditDistance(b, a, 4)
		require.Equal(t, d1, d2, "distance of %q and %q", a, b)
	})
}

// rank orders the bands by how far they trust the pair.
func rank(b match.Band) int {
	return slices.Index([]match.Band{
		match.BandUnmatched, match.BandConflict, match.BandAmbiguous, match.BandReviewLow, match.BandReviewHigh, match.BandAuto,
	}, b)
}

func TestUnrelatedOrganizationNeverMakesAuto(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		organizations, tenants := recordsGen("o", 10).Draw(t, "organizations"), recordsGen("t", 6).Draw(t, "tenants")
		before := results(t, organizations, tenants)
		n := rapid.IntRange(1, 40).Draw(t, "unrelated")
		for i := range n {
			organizations = append(organizations, match.Record{
				ID: fmt.Sprintf("u%02d", i), Names: []string{fmt.Sprintf("Zyxom Q%dvut Ltd", i)}, Domains: []string{fmt.Sprintf("zyxom%d.example.pl", i)},
			})
		}
		for i, after := range results(t, organizations, tenants) {
			if before[i].Band != match.BandAuto {
				require.NotEqual(t, match.BandAuto, after.Band, "became automatic:\n%s\nfrom:\n%s", after, before[i])
			}
		}
	})
}

// Removing a field that speaks for the pair never raises the band.
func TestLessEvidenceNeverRaisesTheBand(t *testing.T) {
	blank := map[match.Field]func(*match.Record){
		match.FieldDomain: func(r *match.Record) { r.Domains = nil }, match.FieldEmailDomain: func(r *match.Record) { r.EmailDomains = nil },
		match.FieldRegistration: func(r *match.Record) { r.RegistrationNumbers = nil }, match.FieldName: func(r *match.Record) { r.Names = nil },
		match.FieldPhone: func(r *match.Record) { r.Phone = "" }, match.FieldStreet: func(r *match.Record) { r.Street = "" },
		match.FieldPostalCode: func(r *match.Record) { r.PostalCode = "" }, match.FieldCity: func(r *match.Record) { r.City = "" },
		match.FieldCountry: func(r *match.Record) { r.Country = "" },
	}
	rapid.Check(t, func(t *rapid.T) {
		tenant, organization := recordGen("t").Draw(t, "tenant"), recordGen("o").Draw(t, "organization")
		if rapid.Bool().Draw(t, "alike") {
			tenant.Names = organization.Names
		}
		before := results(t, []match.Record{organization}, []match.Record{tenant})[0]
		if len(before.Candidates) == 0 {
			return
		}
		total := map[match.Field]float64{}
		for _, e := range before.Candidates[0].Evidence {
			total[e.Field] += e.Weight
		}
		for field, remove := range blank {
			if total[field] <= 0 {
				continue // it speaks against the pair: without it the pair may rise
			}
			less := tenant
			remove(&less)
			after := results(t, []match.Record{organization}, []match.Record{less})[0]
			require.LessOrEqual(t, rank(after.Band), rank(before.Band), "without %s:\n%s\nwith it:\n%s", field, after, before)
		}
	})
}

func TestResultsAreOneToOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		organizations, tenants := recordsGen("o", 8).Draw(t, "organizations"), recordsGen("t", 8).Draw(t, "tenants")
		taken := map[string]string{}
		for _, r := range results(t, organizations, tenants) {
			if r.Band != match.BandAuto {
				continue
			}
			require.Empty(t, taken[r.OrganizationID], "two tenants are linked to %s", r.OrganizationID)
			taken[r.OrganizationID] = r.TenantID
		}
	})
}

// The assignment is compared with all possible ones.
func TestAssignmentIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, columns := rapid.IntRange(1, 6).Draw(t, "rows"), rapid.IntRange(1, 6).Draw(t, "columns")
		gain := make([][]float64, rows)
		var edges []match.Gain
		for r := range rows {
			gain[r] = make([]float64, columns)
			for c := range columns {
				if rapid.Bool().Draw(t, "edge") {
					gain[r][c] = float64(rapid.IntRange(1, 20).Draw(t, "gain"))
					edges = append(edges, match.Gain{Row: r, Column: c, Gain: gain[r][c]})
				}
			}
		}
		got, used := 0.0, map[int32]bool{}
		for r, c := range match.Assign(rows, columns, edges) {
			if c < 0 {
				continue
			}
			require.False(t, used[c], "column %d is given twice", c)
			require.Positive(t, gain[r][c], "row %d has column %d without an edge", r, c)
			used[c] = true
			got += gain[r][c]
		}
		require.InDelta(t, bestSum(gain, columns), got, 1e-9)
	})
}

// bestSum tries everything.
func bestSum(gain [][]float64, columns int) float64 {
	best := make([]float64, 1<<columns)
	for _, row := range gain {
		for used := len(best) - 1; used >= 0; used-- {
			for c := range columns {
				if used>>c&1 == 1 && row[c] > 0 {
					best[used] = max(best[used], best[used&^(1<<c)]+row[c])
				}
			}
		}
	}
	return slices.Max(best)
}

func TestGreedyTrapIsSolvedExactly(t *testing.T) {
	got := match.Assign(2, 2, []match.Gain{{0, 0, .95}, {0, 1, .94}, {1, 0, .93}})
	require.Equal(t, []int32{1, 0}, got, "a1 takes b2 so that a2 can take b1")
}
