package billing_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/linking"
)

// The tenants of the hand-checked invoice.
const (
	alpha = "a0000000-0000-4000-8000-000000000001" // linked to A
	beta  = "b0000000-0000-4000-8000-000000000002" // linked to B, which lacks the Azure service
	gamma = "c0000000-0000-4000-8000-000000000003" // not linked
	delta = "d0000000-0000-4000-8000-000000000004" // departed, once linked to D
	own   = "e0000000-0000-4000-8000-000000000005" // ignored: the broker's own
)

const (
	basic    = "CFQ7TTC0LH18"
	premium  = "CFQ7TTC0LCHC"
	e5       = "CFQ7TTC0LFLZ"
	azurePl  = "DZH318Z0BPS6"
	server   = "DG7GMGF0PWHC"
	reserved = "DZH318Z08M92"
)

// goldenLine is one line of the invoice. subtotal is written out, as billed:
// seats ROUNDDOWN(price, 2) x quantity; the sum at the end of each block shows it.
type goldenLine struct {
	tenant, product, charge string
	quantity                string
	price                   string // effective unit price; refunds negative with a positive quantity
	subtotal                string
	ref                     string
	more                    record
}

func golden(lines []goldenLine, invoice string) (out []record) {
	for _, l := range lines {
		r := record{"InvoiceNumber": invoice, "CustomerId": l.tenant, "CustomerName": "Tenant " + l.tenant[:1], "ProductId": l.product, "ChargeType": l.charge,
			"Quantity": l.quantity, "BillableQuantity": l.quantity, "EffectiveUnitPrice": l.price, "UnitPrice": l.price, "Subtotal": l.subtotal,
			"ReferenceId": l.ref, "SubscriptionId": "sub-" + l.tenant[:1] + "-" + l.product}
		for k, v := range l.more {
			r[k] = v
		}
		out = append(out, r)
	}
	return out
}

func meterLine(name string) record { return record{"MeterDescription": name} }

// goldenInvoice is G100000001: 44 lines.
var goldenInvoice = []goldenLine{
	// Tenant a, Business Basic at 12.00: 10 seats new on 5 March, then changed to 15, 25,
	// 23, 20 and 30. Each change is a pair that shares a reference: the old quantity
	// is refunded, the new one charged.
	{alpha, basic, "new", "10", "12.00", "120.00", "p0", nil},
	{alpha, basic, "removeQuantity", "10", "-12.00", "-120.00", "p1", nil},
	{alpha, basic, "addQuantity", "15", "12.00", "180.00", "p1", nil},
	{alpha, basic, "removeQuantity", "15", "-12.00", "-180.00", "p2", nil},
	{alpha, basic, "addQuantity", "25", "12.00", "300.00", "p2", nil},
	{alpha, basic, "removeQuantity", "25", "-12.00", "-300.00", "p3", nil},
	{alpha, basic, "addQuantity", "23", "12.00", "276.00", "p3", nil},
	{alpha, basic, "removeQuantity", "23", "-12.00", "-276.00", "p4", nil},
	{alpha, basic, "addQuantity", "20", "12.00", "240.00", "p4", nil},
	{alpha, basic, "removeQuantity", "20", "-12.00", "-240.00", "p5", nil},
	{alpha, basic, "addQuantity", "30", "12.00", "360.00", "p5", nil},
	// 120 + 60 + 120 - 24 - 36 + 120 = 360 = 30 x 12          a, Basic:      360.00
	//                                        charges 1,476.00, credits -1,116.00

	// Tenant a, 300 seats of 10.08 converted to one of 6.43 with 23 of 30 days left:
	// 10.08 x 23/30 = 7.728, rounded down 7.72, x 300 = 2,316 refunded;
	// 6.43 x 23/30 = 4.9297, rounded down 4.92, x 300 = 1,476 charged.
	{alpha, premium, "convert", "300", "-7.72", "-2316.00", "c1", nil},
	{alpha, basic, "convert", "300", "4.92", "1476.00", "c1", record{"SubscriptionId": "sub-a-converted"}},
	// -2,316 + 1,476 = -840                                   a, convert:   -840.00

	// Tenant a, E5 comes as two equal lines.
	{alpha, e5, "cycleCharge", "5", "28.50", "142.50", "", nil},
	{alpha, e5, "cycleCharge", "5", "28.50", "142.50", "", nil},
	// 2 x 5 x 28.50 = 285                                     a, E5:         285.00

	// Tenant a, annual term billed monthly, bought on 31 January: charges end on
	// 27 February, 30 March and 29 April. 8 x 22.00 each.
	{alpha, premium, "new", "8", "22.00", "176.00", "", record{"ChargeStartDate": "2026-01-31T00:00:00Z", "ChargeEndDate": "2026-02-27T00:00:00Z", "SubscriptionId": "sub-a-31"}},
	{alpha, premium, "cycleCharge", "8", "22.00", "176.00", "", record{"ChargeStartDate": "2026-02-28T00:00:00Z", "ChargeEndDate": "2026-03-30T00:00:00Z", "SubscriptionId": "sub-a-31"}},
	{alpha, premium, "cycleCharge", "8", "22.00", "176.00", "", record{"ChargeStartDate": "2026-03-31T00:00:00Z", "ChargeEndDate": "2026-04-29T00:00:00Z", "SubscriptionId": "sub-a-31"}},
	// 3 x 176 = 528                                           a, Premium:    528.00

	// Tenant a, Azure. 29 x 0.868 x 0.85 = 21.3962, billed 21.39; 1,000 x 0.0184 x 0.85 = 15.64.
	{alpha, azurePl, "new", "29", "0.7378", "21.39", "", meterLine("B2s")},
	{alpha, azurePl, "new", "1000", "0.01564", "15.64", "", meterLine("Hot LRS")},
	{alpha, azurePl, "new", "0.0004", "0.0001", "0.00", "", meterLine("Bandwidth")},
	{alpha, azurePl, "customerCredit", "1", "-5.03", "-5.03", "", meterLine("B2s")},
	// 21.39 + 15.64 + 0 - 5.03 = 32                           a, Azure:       32.00

	// Tenant a, a server licence bought once, a reservation, something of the marketplace, a trial.
	{alpha, server, "new", "1", "858.94", "858.94", "", nil},
	{alpha, reserved, "new", "1", "512.40", "512.40", "", nil},
	{alpha, "DZH318Z0BXWC", "new", "1", "820.00", "820.00", "", record{"PublisherName": "Test Networks, Inc."}},
	{alpha, "CFQ7TTC0LH0R", "new", "25", "0", "0", "", record{"TermAndBillingCycle": "One-Month commitment for trial"}},
	// 858.94 + 512.40 + 820 + 0 = 2,191.34                    a, other:    2,191.34
	// Tenant a: 360 - 840 + 285 + 528 + 32 + 2,191.34 = 2,556.34

	// Tenant b: 3 x 9.60 = 28.80 and a cancellation of 2 within seven days, 2 x 9.60 = 19.20.
	{beta, basic, "cycleCharge", "3", "9.60", "28.80", "", nil},
	{beta, premium, "new", "2", "9.60", "19.20", "x1", nil},
	{beta, premium, "cancelImmediate", "2", "-9.60", "-19.20", "x1", nil},
	{beta, basic, "renew", "7", "9.60", "67.20", "", nil},
	// 28.80 + 19.20 - 19.20 + 67.20 = 96                      b, licences:    96.00
	// Its Azure consumption is left out: organization B has no Azure service.
	{beta, azurePl, "new", "10", "1.11", "11.10", "", meterLine("B2s")},
	{beta, azurePl, "new", "10", "0.099", "0.99", "", meterLine("D4")},
	// An Azure plan line without a meter cannot be told and is never gated.
	{beta, azurePl, "new", "1", "0.01", "0.01", "", nil},
	// 11.10 + 0.99 = 12.09 left out, 0.01 included            b: included     96.01, Azure missing 12.09

	// Tenant c, not linked: charges and credits that net to 0 and hide 2 x 50,000.
	{gamma, server, "new", "1", "50000.00", "50000.00", "z", nil},
	{gamma, server, "cancelImmediate", "1", "-50000.00", "-50000.00", "z", nil},
	{gamma, basic, "cycleCharge", "11", "4.80", "52.80", "", nil},
	{gamma, basic, "moveQuantity", "1", "-4.80", "-4.80", "m", nil},
	{gamma, basic, "moveQuantity", "1", "4.80", "4.80", "m", record{"SubscriptionId": "sub-c-moved"}},
	// 0 + 52.80 - 4.80 + 4.80 = 52.80                         c, not linked:  52.80
	//                                       charges 50,057.60, credits -50,004.80

	// Tenant d, removed in September: a late credit, to D by link history.
	{delta, basic, "customerCredit", "1", "-33.33", "-33.33", "", nil},
	//                                                         d:             -33.33

	// The broker's own tenant, ignored: 2 x 12.00, one refunded, an odd half cent in a numeric string.
	{own, basic, "cycleCharge", "2", "12.00", "24.00", "", nil},
	{own, basic, "removeQuantity", "1", "-12.00", "-12.00", "", nil},
	{own, premium, "changeBillingPlan", "1", "0.005", "0.005", "", nil},
	{own, premium, "changeBillingPlan", "1", "-0.005", "-0.005", "", nil},
	// 24 - 12 + 0.005 - 0.005 = 12                            ignored:        12.00
	{own, basic, "transferIn", "1", "0.00", "0", "", nil},
}

// goldenNote is adjustment note G100000002, which amends G100000001: c's server
// was charged by mistake for tax reasons, and a gets 6 % of its E5 back.
var goldenNote = []goldenLine{
	{alpha, e5, "customerCredit", "5", "-3.42", "-17.10", "", nil}, // 285 x 6 % = 17.10
	{gamma, basic, "customerCredit", "1", "-2.80", "-2.80", "", nil},
	// -17.10 - 2.80 = -19.90
}

func goldenLinks() billing.LinkSet {
	links := linksOf(alpha, "A", beta, "B")
	links.At = time.Date(2026, 11, 8, 6, 0, 0, 0, time.UTC)
	links.Organizations[0].Azure, links.Organizations[1].Azure = linking.ServiceAttached, linking.ServiceMissing
	links.Organizations = append(links.Organizations, linking.Organization{ID: "D", Name: "Organization D"})
	links.Departed = []linking.TenantKey{key(delta)}
	links.Past = []linking.Link{{TenantKey: key(delta), OrganizationID: "D"}}
	links.Ignored = []linking.Ignore{{TenantKey: key(own), Kind: linking.IgnoreInternal, Reason: "our own tenant", By: "test"}}
	return links
}

func goldenReport(t *testing.T, opts ...billing.Option) *billing.Report {
	t.Helper()
	require.GreaterOrEqual(t, len(goldenInvoice), 40)
	src := billing.Source{
		{Invoice: "G100000001", ETag: "WYjLro78", BlobCount: 1, Blobs: sourceOf(golden(goldenInvoice, "G100000001")...)[0].Blobs},
		{Invoice: "G100000002", ETag: "Qm1", BlobCount: 1, Blobs: sourceOf(golden(goldenNote, "G100000002")...)[0].Blobs},
	}
	opts = append([]billing.Option{
		// 2,556.34 + 96.01 + 12.09 + 52.80 - 33.33 + 12.00 = 2,695.91
		billing.WithStatedNet("G100000001", "EUR", dec("2695.91")), billing.WithStatedNet("G100000002", "EUR", dec("-19.90")),
		billing.WithDocuments(
			billing.Document{ID: "G100000001", Type: "invoice", Currency: "EUR", PeriodStart: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)},
			billing.Document{ID: "G100000002", Type: "adjustment_note", AmendsOf: "G100000001", Currency: "EUR", PeriodStart: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)}),
		billing.WithItems(),
	}, opts...)
	report, err := billing.Build(context.Background(), src, goldenLinks(), opts...)
	require.NoError(t, err)
	return report
}

func TestGoldenInvoiceSums(t *testing.T) {
	report := goldenReport(t)
	require.Equal(t, billing.Exact, report.State)
	p := report.Proofs[0]
	money(t, "2695.91", p.Net.Net, "A")
	money(t, "2619.02", p.Included.Net, "B: a 2,556.34 + b 96.01 + d -33.33")
	money(t, "76.89", p.Excluded.Net, "C: 12.09 + 52.80 + 12.00")
	reasons := map[billing.Reason]billing.Amount{}
	for _, r := range p.ByReason {
		reasons[r.Reason] = r.Amount
	}
	require.Len(t, reasons, 3)
	money(t, "52.80", reasons[billing.TenantNotLinked].Net, "not linked")
	money(t, "50057.60", reasons[billing.TenantNotLinked].Charges, "the charges an exclusion of 52.80 hides")
	money(t, "-50004.80", reasons[billing.TenantNotLinked].Credits, "and its credits")
	money(t, "12.09", reasons[billing.AzureServiceMissing].Net, "Azure service missing")
	money(t, "12.00", reasons[billing.Ignored].Net, "ignored")
}

func TestGoldenInvoiceByOrganization(t *testing.T) {
	want := map[string]string{"A": "2539.24", "B": "96.01", "D": "-33.33"} // A: 2,556.34 - 17.10 of the note
	for _, o := range goldenReport(t).Organizations {
		money(t, want[o.ID], o.Amount.Net, o.ID)
		delete(want, o.ID)
	}
	require.Empty(t, want)
}

func TestGoldenInvoiceByCategory(t *testing.T) {
	categories := map[billing.Category]decimal.Decimal{}
	for _, g := range goldenReport(t).Groups {
		if g.OrganizationID == "A" && g.Invoice == "G100000001" {
			categories[g.Category] = categories[g.Category].Add(g.Amount.Net)
		}
	}
	for c, want := range map[billing.Category]string{
		billing.Licences: "333.00", // 360 - 840 + 285 + 528 + trial 0
		billing.Azure:    "37.03",  // 21.39 + 15.64 + 0
		billing.Credits:  "-5.03", billing.Software: "858.94", billing.Reservations: "512.40", billing.Marketplace: "820.00",
	} {
		money(t, want, categories[c], string(c))
	}
}

func TestGoldenSeatsEndAtThirty(t *testing.T) {
	for _, i := range goldenReport(t).Items {
		if i.Subscription == "sub-a-"+basic {
			money(t, "30", i.Quantity, "10, 15, 25, 23, 20, 30")
			money(t, "360", i.Amount.Net, "30 x 12")
			money(t, "1476", i.Amount.Charges, "120 + 180 + 300 + 276 + 240 + 360")
			money(t, "-1116", i.Amount.Credits, "120 + 180 + 300 + 276 + 240")
			return
		}
	}
	t.Fatal("the item is missing")
}

func TestGoldenChainOfTheAmendedInvoice(t *testing.T) {
	for _, p := range goldenReport(t).Proofs {
		require.True(t, p.Chain.Complete)
		money(t, "2676.01", p.Chain.Total, "2,695.91 - 19.90")
	}
}

func TestGoldenRisksAreSortedByGrossValue(t *testing.T) {
	risks := goldenReport(t).MoneyAtRisk
	require.Equal(t, gamma, risks[0].Tenant.String(), "an exclusion that nets to little can hide 2 x 50,000")
	require.Equal(t, []string{"G100000001", "G100000002"}, risks[0].Invoices)
}

// The gross figures of the block:
// included charges: a 1,476 + 1,476 + 285 + 528 + 37.03 + 2,191.34 = 5,993.37, b 28.80 + 19.20 + 67.20 + 0.01 = 115.21, together 6,108.58;
// included credits: a 1,116 + 2,316 + 5.03, b 19.20, d 33.33, together 3,489.56;
// excluded charges: 50,057.60 + 12.09 + 24.005 = 50,093.695; excluded credits: 50,004.80 + 12.005 = 50,016.805.
const goldenBlock = `Invoice G100000001 EUR, October 2026, final, 44 lines from 1 of 1 blobs (eTag WYjLro78)
 A Net lines (sum of Subtotal)                            2,695.91
 B Included, 3 organizations                              2,619.02   charges + 6,108.58  credits - 3,489.56
 C Excluded: not linked 52.80, Azure service missing 12.09, ignored 12.00
                                                             76.89   charges + 50,093.695  credits - 50,016.805
 D A - B - C                                                  0.00   must be exactly 0
 E Invoice net, as stated                                 2,695.91   A - E = 0.00
 F Tax on the invoice / tax in lines                unknown / 0.00   shown, not mixed in
 G Credit and adjustment notes                                   1   chain total 2,676.01
     G100000001 invoice                                   2,695.91
     G100000002 adjustment_note amends G100000001           -19.90
 H Azure reconciliation against daily usage           not compared
 I Cloudmore's report for the same invoice            not compared
 = exact: every line of the invoice is accounted for
`

func TestGoldenProofBlock(t *testing.T) {
	var text strings.Builder
	require.NoError(t, goldenReport(t).Proofs[0].WriteText(&text))
	require.Equal(t, goldenBlock, text.String())
}
