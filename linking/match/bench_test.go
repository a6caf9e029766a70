package match_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/tenantlink/tenantlink/linking/match"
)

// syllables make words with a frequency like that of names: few common, many rare.
var syllables = strings.Fields("ka ro mi ten vor sel and ber lin gra tor vik sun dal hof mar pel qui zan ost fur wes nor eck lum bra")

var trades = strings.Fields("Group Holding Services Bygg Consulting Energy Capital Media Foods Systems Logistics International")

func benchRecords(prefix string, n int, seed uint64) []match.Record {
	r := rand.New(rand.NewPCG(seed, 1))
	word := func() string {
		var b strings.Builder
		for range 2 + r.IntN(3) {
			b.WriteString(syllables[r.IntN(len(syllables))])
		}
		return b.String()
	}
	records := make([]match.Record, n)
	for i := range records {
		name := word()
		if r.IntN(2) == 0 {
			name += " " + word()
		}
		records[i] = match.Record{
			ID: fmt.Sprintf("%s%07d", prefix, i), Names: []string{name + " " + trades[r.IntN(len(trades))] + " AB"},
			Domains: []string{name[:min(len(name), 9)] + fmt.Sprint(r.IntN(n)) + ".se"}, City: "Lund", PostalCode: fmt.Sprint(10000 + r.IntN(80000)),
			Street: fmt.Sprintf("%s %d", word(), 1+r.IntN(90)), Country: "SE",
		}
	}
	return records
}

func BenchmarkIndex(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		records := benchRecords("o", n, 1)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := match.NewIndex(records); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkOneTenant is the steady state: one more tenant against a ready index.
// Neither the time nor the bytes grow with the index.
func BenchmarkOneTenant(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		ix, err := match.NewIndex(benchRecords("o", n, 1))
		if err != nil {
			b.Fatal(err)
		}
		tenants := benchRecords("t", 512, 1) // the same names as the first organizations
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if _, err := ix.Match(context.Background(), tenants[i%512:i%512+1], match.Policy{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkMatch(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		organizations, tenants := benchRecords("o", n, 1), benchRecords("t", n, 1)
		ix, err := match.NewIndex(organizations)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ix.Match(context.Background(), tenants, match.Policy{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkAdd adds one organization to a large index.
func BenchmarkAdd(b *testing.B) {
	ix, err := match.NewIndex(benchRecords("o", 100_000, 1))
	if err != nil {
		b.Fatal(err)
	}
	more := benchRecords("x", 1, 9)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ix.Add(more...); err != nil {
			b.Fatal(err)
		}
	}
}

// One tenant must not cost memory that grows with the index.
func TestOneTenantAllocatesTheSameForAnyIndex(t *testing.T) {
	bytes := func(n int) float64 {
		ix, err := match.NewIndex(benchRecords("o", n, 1))
		if err != nil {
			t.Fatal(err)
		}
		tenant := benchRecords("t", 1, 1)
		return testing.AllocsPerRun(50, func() {
			if _, err := ix.Match(context.Background(), tenant, match.Policy{}); err != nil {
				t.Fatal(err)
			}
		})
	}
	small, large := bytes(500), bytes(8_000)
	if large > 2*small+50 {
		t.Fatalf("%.0f allocations for one tenant against 8,000 organizations, %.0f against 500", large, small)
	}
}
