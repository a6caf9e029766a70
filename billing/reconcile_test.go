package billing_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/billing"
)

// threeSides is a month on which Microsoft, the platform and Partner Center
// agree: three products of one tenant, each once.
func threeSides(t *testing.T) (*billing.Report, []billing.PlatformLine, []billing.Subscription) {
	t.Helper()
	var records []record
	var platform []billing.PlatformLine
	var ours []billing.Subscription
	for _, p := range []string{"CFQ7TTC0LH18", "CFQ7TTC0LDPB", "CFQ7TTC0LCHC"} {
		records = append(records, record{"ProductId": p, "SubscriptionId": "s-" + p})
		platform = append(platform, billing.PlatformLine{OrganizationID: "A", Tenant: uuid.MustParse(contoso), Currency: "EUR", Product: p + ":0001", Quantity: dec("10"), Cost: dec("60")})
		ours = append(ours, billing.Subscription{TenantKey: key(contoso), Product: p + ":0001:X", Quantity: dec("10"), Status: "active", BillingCycle: "monthly"})
	}
	return build(t, linksOf(contoso, "A"), sourceOf(records...), billing.WithItems()), platform, ours
}

func TestReconcileFindsNothingWhenTheSidesAgree(t *testing.T) {
	report, platform, ours := threeSides(t)
	r, err := billing.Reconcile(report, platform, ours, nil)
	require.NoError(t, err)
	require.Empty(t, r.Differences)
	require.Equal(t, 3, r.Compared)
	require.Equal(t, 3, r.Agree)
}

func TestReconcileReportsEachPlantedDifferenceOnce(t *testing.T) {
	for kind, plant := range map[billing.DifferenceKind]func(p []billing.PlatformLine, s []billing.Subscription) ([]billing.PlatformLine, []billing.Subscription){
		billing.MissingInPlatform: func(p []billing.PlatformLine, s []billing.Subscription) ([]billing.PlatformLine, []billing.Subscription) {
			return p[1:], s
		},
		billing.MissingInMicrosoft: func(p []billing.PlatformLine, s []billing.Subscription) ([]billing.PlatformLine, []billing.Subscription) {
			extra := p[0]
			extra.Product = "CFQ7TTC0LFLX:0001"
			return append(p, extra), s
		},
		billing.OrganizationDiffers: func(p []billing.PlatformLine, s []billing.Subscription) ([]billing.PlatformLine, []billing.Subscription) {
			p[0].OrganizationID = "B"
			return p, s
		},
		billing.QuantityDiffers: func(p []billing.PlatformLine, s []billing.Subscription) ([]billing.PlatformLine, []billing.Subscription) {
			p[0].Quantity, p[0].Cost = dec("9"), dec("54")
			return p, s
		},
		billing.PriceDiffers: func(p []billing.PlatformLine, s []billing.Subscription) ([]billing.PlatformLine, []billing.Subscription) {
			p[0].Cost = dec("60.02")
			return p, s
		},
		billing.SubscriptionWithoutLines: func(p []billing.PlatformLine, s []billing.Subscription) ([]billing.PlatformLine, []billing.Subscription) {
			extra := s[0]
			extra.Product = "CFQ7TTC0LFLX:0001:X"
			return p, append(s, extra)
		},
		billing.LinesWithoutSubscription: func(p []billing.PlatformLine, s []billing.Subscription) ([]billing.PlatformLine, []billing.Subscription) {
			return p, s[1:]
		},
	} {
		t.Run(string(kind), func(t *testing.T) {
			report, platform, ours := threeSides(t)
			platform, ours = plant(platform, ours)
			r, err := billing.Reconcile(report, platform, ours, map[string]decimal.Decimal{"EUR": dec("0.01")})
			require.NoError(t, err)
			require.Len(t, r.Differences, 1, "exactly the planted difference")
			require.Equal(t, kind, r.Differences[0].Kind)
			var table, csv strings.Builder
			require.NoError(t, r.WriteTable(&table))
			require.NoError(t, r.WriteCSV(&csv))
			require.Equal(t, 1, strings.Count(table.String(), string(kind)))
			require.Equal(t, 1, strings.Count(csv.String(), string(kind)))
		})
	}
}

func TestReconcileSubscriptionQuantityCountsToo(t *testing.T) {
	report, platform, ours := threeSides(t)
	ours[0].Quantity = dec("12")
	r, err := billing.Reconcile(report, platform, ours, nil)
	require.NoError(t, err)
	require.Len(t, r.Differences, 1)
	require.Equal(t, billing.QuantityDiffers, r.Differences[0].Kind)
}

func TestReconcileToleratesWithinTheCurrencysTolerance(t *testing.T) {
	report, platform, ours := threeSides(t)
	platform[0].Cost = dec("60.01")
	r, err := billing.Reconcile(report, platform, ours, map[string]decimal.Decimal{"EUR": dec("0.01")})
	require.NoError(t, err)
	require.Empty(t, r.Differences)
	r, err = billing.Reconcile(report, platform, ours, map[string]decimal.Decimal{"USD": dec("1")})
	require.NoError(t, err)
	require.Len(t, r.Differences, 1, "a tolerance for dollars is none for euros")
}

func TestReconcileExplainsWhatTheLinksLeaveOut(t *testing.T) {
	report := build(t, linksOf(), sourceOf(record{}), billing.WithItems())
	r, err := billing.Reconcile(report, nil, nil, nil)
	require.NoError(t, err)
	require.Equal(t, billing.MissingInPlatform, r.Differences[0].Kind)
	require.Equal(t, billing.TenantNotLinked, r.Differences[0].Reason)
}

func TestReconcileComparesByProductWhereASideNamesNoSku(t *testing.T) {
	report := build(t, linksOf(contoso, "A"), sourceOf(record{}, record{"SkuId": "0002"}), billing.WithItems())
	platform := []billing.PlatformLine{{OrganizationID: "A", Tenant: uuid.MustParse(contoso), Currency: "EUR", Product: "CFQ7TTC0LH18", Quantity: dec("20"), Cost: dec("120")}}
	r, err := billing.Reconcile(report, platform, nil, nil)
	require.NoError(t, err)
	require.Empty(t, r.Differences)
	require.Equal(t, 1, r.Compared)
}

func TestReconcileNeedsItems(t *testing.T) {
	_, err := billing.Reconcile(build(t, linksOf(contoso, "A"), sourceOf(record{})), nil, nil, nil)
	require.ErrorIs(t, err, billing.ErrNoItems)
}

func TestPlatformReportIsComparedByOrganization(t *testing.T) {
	lines := []billing.PlatformLine{{OrganizationID: "A", Currency: "EUR", Cost: dec("50")}, {OrganizationID: "B", OrganizationName: "Ghost", Currency: "EUR", Cost: dec("1")}}
	report := build(t, linksOf(contoso, "A"), sourceOf(record{}), billing.WithPlatformReport(lines))
	p := report.Proofs[0].Platform
	money(t, "51", p.Platform, "I")
	money(t, "9", p.Difference, "B - I")
	require.Len(t, p.Organizations, 2)
	money(t, "10", p.Organizations[0].Difference, "the largest first")
	require.Equal(t, "Ghost", p.Organizations[1].Name)
	require.Equal(t, billing.Unstated, report.State, "block I decides nothing about Microsoft's invoice")
}

func TestCompareNamesEveryKindOfChange(t *testing.T) {
	before := build(t, linksOf(contoso, "A"), sourceOf(
		record{"SubscriptionId": "gone"}, record{"SubscriptionId": "quantity"}, record{"SubscriptionId": "price"}, record{"SubscriptionId": "same"},
		record{"SubscriptionId": "linked", "CustomerId": fabrikam}), billing.WithItems())
	after := build(t, linksOf(contoso, "A", fabrikam, "F"), sourceOf(
		record{"SubscriptionId": "new"}, record{"SubscriptionId": "quantity", "Quantity": 12, "Subtotal": 72}, record{"SubscriptionId": "price", "EffectiveUnitPrice": 6.5, "Subtotal": 65},
		record{"SubscriptionId": "same"}, record{"SubscriptionId": "linked", "CustomerId": fabrikam}, record{"SubscriptionId": "credit", "ChargeType": "customerCredit", "Subtotal": -5}), billing.WithItems())
	changes, err := billing.Compare(before, after)
	require.NoError(t, err)
	var got []string
	for _, c := range changes.Changes {
		got = append(got, c.Subscription+" "+string(c.Kind))
	}
	require.ElementsMatch(t, []string{"gone gone", "new new", "quantity quantity", "price price", "linked linked", "credit credit"}, got)
	back, err := billing.Compare(after, before)
	require.NoError(t, err)
	require.Contains(t, kindsOf(back), billing.ChangeUnlinked)
	var table strings.Builder
	require.NoError(t, changes.WriteTable(&table))
	require.Contains(t, table.String(), "Organization A")
}

func kindsOf(c *billing.Changes) (out []billing.ChangeKind) {
	for _, x := range c.Changes {
		out = append(out, x.Kind)
	}
	return out
}

func TestLeakAuditSaysWhatWasNeverBilled(t *testing.T) {
	var months []*billing.Report
	for _, m := range []struct{ invoice, start string }{{"G1", "2026-03-01"}, {"G2", "2026-04-01"}, {"G3", "2026-05-01"}} {
		months = append(months, build(t, linksOf(contoso, "A"), sourceOf(record{"InvoiceNumber": m.invoice},
			record{"InvoiceNumber": m.invoice, "CustomerId": fabrikam, "CustomerName": "Fabrikam", "ChargeStartDate": m.start, "Subtotal": 6080})))
	}
	audit := billing.LeakAudit(months...)
	require.Equal(t, "last 3 invoices: 1 tenants, EUR 18,240.00 never billed, since 2026-03-01", audit.String())
	require.Equal(t, []string{"G1", "G2", "G3"}, audit.Tenants[0].Invoices)
	require.Equal(t, "nothing audited: there is not a single line", billing.LeakAudit().String())
}

func TestMoneyAtRiskKnowsSinceWhen(t *testing.T) {
	october := linksOf(contoso, "A")
	october.At = october.At.AddDate(2026, 9, 8)
	first := build(t, october, sourceOf(record{"CustomerId": fabrikam}))
	november := october
	november.At = november.At.AddDate(0, 1, 0)
	report := build(t, november, sourceOf(record{"CustomerId": fabrikam, "InvoiceNumber": "G2"}), billing.WithPrevious(first))
	require.Equal(t, october.At, report.MoneyAtRisk[0].Since)
	november.Waiting = []billing.Waiting{{TenantKey: key(fabrikam), Since: october.At.AddDate(0, -2, 0)}}
	report = build(t, november, sourceOf(record{"CustomerId": fabrikam, "InvoiceNumber": "G2"}), billing.WithPrevious(first))
	require.Equal(t, october.At.AddDate(0, -2, 0), report.MoneyAtRisk[0].Since, "the earliest source counts")
}

func TestRelinkShowsTheBillBeforeAndAfter(t *testing.T) {
	part, err := billing.Aggregate(context.Background(), sourceOf(record{}, record{"CustomerId": fabrikam, "Subtotal": 5}), linksOf(contoso, "A"))
	require.NoError(t, err)
	before, err := part.Report()
	require.NoError(t, err)
	require.NoError(t, part.Relink(linksOf(contoso, "A", fabrikam, "F")))
	after, err := part.Report()
	require.NoError(t, err)
	money(t, "5", before.Currencies[0].Excluded.Net, "before")
	money(t, "0", after.Currencies[0].Excluded.Net, "after")
	money(t, "65", after.Currencies[0].Included.Net, "after")
}
