package billing_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/linking"
)

// world is a random bill: lines of a few tenants in two documents, and links.
type world struct {
	lines [2][]string // by document
	net   [2]*big.Rat
	links billing.LinkSet
}

var worldDocs = [2]struct{ invoice, currency string }{{"G1", "EUR"}, {"G2", "JPY"}}

func tenantNumber(n int) uuid.UUID {
	return uuid.MustParse(fmt.Sprintf("00000000-0000-4000-8000-%012d", n+1))
}

func genWorld() *rapid.Generator[*world] {
	return rapid.Custom(func(t *rapid.T) *world {
		w := &world{links: billing.LinkSet{At: time.Date(2026, 11, 8, 0, 0, 0, 0, time.UTC), Partner: uuid.MustParse(partner)}}
		const tenants = 8
		for n := range tenants {
			w.fate(t, linking.TenantKey{Tenant: tenantNumber(n)}, n)
		}
		for d := range worldDocs {
			w.net[d] = new(big.Rat)
			for range rapid.IntRange(0, 25).Draw(t, "lines") {
				w.lines[d] = append(w.lines[d], w.line(t, d, tenants))
			}
		}
		return w
	})
}

// fate links, ignores, departs or forgets a tenant.
func (w *world) fate(t *rapid.T, key linking.TenantKey, n int) {
	org := linking.Organization{ID: fmt.Sprint("org", n), Name: fmt.Sprint("Organization ", n)}
	org.Azure = rapid.SampledFrom([]linking.ServiceState{linking.ServiceAttached, linking.ServiceMissing, linking.ServiceUnknown}).Draw(t, "azure")
	switch rapid.IntRange(0, 4).Draw(t, "fate") {
	case 0, 1:
		w.links.Links = append(w.links.Links, linking.Link{TenantKey: key, OrganizationID: org.ID})
		w.links.Organizations = append(w.links.Organizations, org)
	case 2:
		w.links.Ignored = append(w.links.Ignored, linking.Ignore{TenantKey: key, Kind: linking.IgnoreTest})
	case 3:
		w.links.Departed = append(w.links.Departed, key)
	}
}

func (w *world) line(t *rapid.T, d, tenants int) string {
	amount := rapid.StringMatching(`-?(0|[1-9][0-9]{0,15})(\.[0-9]{1,14})?(e[+-]?[0-4])?`).Draw(t, "amount")
	r, ok := new(big.Rat).SetString(amount)
	require.True(t, ok)
	w.net[d].Add(w.net[d], r)
	tenant := rapid.SampledFrom([]string{tenantNumber(rapid.IntRange(0, tenants-1).Draw(t, "tenant")).String(), "no-guid", ""}).Draw(t, "customer")
	if rapid.Bool().Draw(t, "upper") {
		tenant = strings.ToUpper(tenant)
	}
	if rapid.Bool().Draw(t, "quoted") {
		amount = `"` + amount + `"`
	}
	product := rapid.SampledFrom([]string{"CFQ7TTC0LH18", "DZH318Z0BPS6", "DG7GMGF0PWHC", "X"}).Draw(t, "product")
	meter := rapid.SampledFrom([]string{"", "B2s"}).Draw(t, "meter")
	return fmt.Sprintf(`{"InvoiceNumber":%q,"Currency":%q,"CustomerId":%q,"CustomerName":%q,"Subtotal":%s,"TaxTotal":0.01,"ProductId":%q,"MeterDescription":%q,"SkuId":"0001","Quantity":%d,"ChargeStartDate":"2026-10-%02dT00:00:00Z","ResellerMPNID":%d,"PublisherName":"Microsoft"}`,
		worldDocs[d].invoice, worldDocs[d].currency, tenant, rapid.SampledFrom([]string{"A", "B", "Å"}).Draw(t, "name"), amount, product, meter,
		rapid.IntRange(0, 9).Draw(t, "quantity"), rapid.IntRange(1, 28).Draw(t, "day"), rapid.IntRange(-1, 1).Draw(t, "reseller"))
}

func (w *world) source() billing.Source {
	var src billing.Source
	for d, doc := range worldDocs {
		e := billing.Export{Invoice: doc.invoice, ETag: "v1"}
		for n, part := range deal(w.lines[d], 3) {
			e.Blobs = append(e.Blobs, billing.Bytes(fmt.Sprintf("part-%d", n), uniqueBlob(part, n)))
		}
		e.BlobCount = len(e.Blobs)
		src = append(src, e)
	}
	return src
}

// uniqueBlob makes blobs of equal lines differ, as real ones do, by blank space.
func uniqueBlob(lines []string, n int) []byte {
	return []byte(strings.Join(lines, "\n") + "\n" + strings.Repeat(" ", n) + "\n")
}

func deal(lines []string, hands int) [][]string {
	out := make([][]string, hands)
	for i, l := range lines {
		out[i%hands] = append(out[i%hands], l)
	}
	return out
}

func reportJSON(t require.TestingT, r *billing.Report) string {
	var buf bytes.Buffer
	require.NoError(t, r.WriteJSON(&buf))
	return buf.String()
}

func TestIncludedPlusExcludedIsTheTotalExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := genWorld().Draw(t, "world")
		report, err := billing.Build(context.Background(), w.source(), w.links)
		require.NoError(t, err)
		for _, p := range report.Proofs {
			d := 0
			if p.Invoice == "G2" {
				d = 1
			}
			require.Zero(t, w.net[d].Cmp(p.Net.Net.Rat()), "A is %s, the lines sum to %s", p.Net.Net, w.net[d].FloatString(20))
			require.True(t, p.Included.Net.Add(p.Excluded.Net).Equal(p.Net.Net), "B + C must be A")
			require.True(t, p.Difference.IsZero())
			require.True(t, p.Net.Charges.Add(p.Net.Credits).Equal(p.Net.Net))
			require.False(t, p.Net.Charges.IsNegative())
			require.False(t, p.Net.Credits.IsPositive())
		}
		checkSums(t, report)
	})
}

// checkSums adds up every other list of the report.
func checkSums(t *rapid.T, r *billing.Report) {
	for _, c := range r.Currencies {
		organizations, risks, reasons := decimal.Zero, decimal.Zero, decimal.Zero
		for _, o := range r.Organizations {
			if o.Currency == c.Currency {
				organizations = organizations.Add(o.Amount.Net)
			}
		}
		for _, m := range r.MoneyAtRisk {
			for _, v := range m.Values {
				if v.Currency == c.Currency {
					risks = risks.Add(v.Net)
				}
			}
		}
		for _, a := range c.ByReason {
			reasons = reasons.Add(a.Net)
		}
		require.True(t, organizations.Equal(c.Included.Net), "the organizations sum to %s, included are %s", organizations, c.Included.Net)
		require.True(t, risks.Equal(c.Excluded.Net), "money at risk sums to %s, excluded are %s", risks, c.Excluded.Net)
		require.True(t, reasons.Equal(c.Excluded.Net))
	}
}

func TestMergingPartsGivesTheBytesOfOnePass(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := genWorld().Draw(t, "world")
		options := []billing.Option{billing.WithItems(), billing.WithResellers()}
		src := w.source()
		whole, err := billing.Build(context.Background(), src, w.links, options...)
		require.NoError(t, err)
		var parts []*billing.Partial
		for _, e := range src {
			for _, b := range e.Blobs {
				one := e
				one.Blobs = []billing.Blob{b}
				p, err := billing.Aggregate(context.Background(), billing.Source{one}, w.links, options...)
				require.NoError(t, err)
				parts = append(parts, p)
			}
		}
		for len(parts) > 1 { // any order, any grouping, through JSON now and then
			i := rapid.IntRange(0, len(parts)-1).Draw(t, "i")
			j := rapid.IntRange(0, len(parts)-2).Draw(t, "j")
			if j >= i {
				j++
			}
			if rapid.Bool().Draw(t, "stored") {
				parts[i] = stored(t, parts[i])
			}
			require.NoError(t, parts[i].Merge(parts[j]))
			parts = append(parts[:j], parts[j+1:]...)
		}
		merged, err := parts[0].Report()
		require.NoError(t, err)
		require.Equal(t, reportJSON(t, whole), reportJSON(t, merged))
	})
}

func stored(t *rapid.T, p *billing.Partial) *billing.Partial {
	data, err := json.Marshal(p)
	require.NoError(t, err)
	back, err := billing.ReadPartial(bytes.NewReader(data))
	require.NoError(t, err)
	again, err := json.Marshal(back)
	require.NoError(t, err)
	require.Equal(t, string(data), string(again), "a stored partial must come back as it was")
	return back
}

func TestOrderOfLinesDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := genWorld().Draw(t, "world")
		before, err := billing.Build(context.Background(), w.source(), w.links, billing.WithItems())
		require.NoError(t, err)
		for d := range w.lines {
			w.lines[d] = rapid.Permutation(w.lines[d]).Draw(t, "order")
		}
		after, err := billing.Build(context.Background(), w.source(), w.links, billing.WithItems(), billing.WithWorkers(1))
		require.NoError(t, err)
		before.Blobs, after.Blobs = nil, nil // their digests differ, of course
		clearBlobCounts(before, after)
		require.Equal(t, reportJSON(t, before), reportJSON(t, after))
	})
}

// clearBlobCounts forgets in how many blobs a document had lines, which the order decides.
func clearBlobCounts(reports ...*billing.Report) {
	for _, r := range reports {
		for i := range r.Proofs {
			r.Proofs[i].Blobs = 0
		}
	}
}

func TestRowsSayTheSameAsTheReport(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := genWorld().Draw(t, "world")
		src := w.source()
		report, err := billing.Build(context.Background(), src, w.links)
		require.NoError(t, err)
		sums := map[string]decimal.Decimal{}
		for row, err := range report.Rows(context.Background(), src) {
			require.NoError(t, err)
			k := row.Invoice + row.Currency + row.Status() + string(row.Reason)
			sums[k] = sums[k].Add(row.Subtotal)
		}
		for _, p := range report.Proofs {
			require.True(t, sums[p.Invoice+p.Currency+"included"].Equal(p.Included.Net))
			for _, r := range p.ByReason {
				require.True(t, sums[p.Invoice+p.Currency+"excluded"+string(r.Reason)].Equal(r.Net))
			}
		}
	})
}
