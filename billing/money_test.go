package billing_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/linking"
)

// The tests of this file are the rules of money that running a broker teaches,
// one test per rule, named after it.

// record is one line in the making; defaults are a seat licence in EUR on G1.
type record map[string]any

func lineOf(r record) string {
	all := record{
		"PartnerId": partner, "CustomerId": contoso, "CustomerName": "Contoso", "InvoiceNumber": "G1", "Currency": "EUR", "ProductId": "CFQ7TTC0LH18",
		"SkuId": "0001", "SkuName": "Microsoft 365 Business Basic", "PublisherName": "Microsoft Corporation", "ChargeType": "cycleCharge", "UnitPrice": 6,
		"EffectiveUnitPrice": 6, "Quantity": 10, "BillableQuantity": 10, "Subtotal": 60, "TaxTotal": 0, "PCToBCExchangeRate": 1,
		"ChargeStartDate": "2026-10-01T00:00:00Z", "TermAndBillingCycle": "One-Year commitment for monthly/yearly billing", "SubscriptionId": "s-1",
	}
	for k, v := range r {
		all[k] = v
	}
	var parts []string
	for k, v := range all {
		if s, ok := v.(string); ok {
			parts = append(parts, fmt.Sprintf("%q:%q", k, s))
		} else {
			parts = append(parts, fmt.Sprintf("%q:%v", k, v))
		}
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func sourceOf(records ...record) billing.Source {
	var lines []string
	for _, r := range records {
		lines = append(lines, lineOf(r))
	}
	return billing.Source{{Blobs: []billing.Blob{billing.Bytes("part-0.json", jsonl(lines...))}}}
}

func build(t *testing.T, links billing.LinkSet, src billing.Source, opts ...billing.Option) *billing.Report {
	t.Helper()
	report, err := billing.Build(context.Background(), src, links, opts...)
	require.NoError(t, err)
	return report
}

func money(t *testing.T, want string, got decimal.Decimal, what string) {
	t.Helper()
	require.True(t, dec(want).Equal(got), "%s: want %s, have %s", what, want, got)
}

func key(tenant string) linking.TenantKey { return linking.TenantKey{Tenant: uuid.MustParse(tenant)} }

func TestMoneyLateCreditOfARemovedCustomerJoinsByLinkHistory(t *testing.T) {
	links := linksOf(contoso, "A")
	links.Departed = []linking.TenantKey{key(fabrikam)}
	links.Past = []linking.Link{{TenantKey: key(fabrikam), OrganizationID: "F"}}
	links.Organizations = append(links.Organizations, linking.Organization{ID: "F", Name: "Fabrikam GmbH"})
	report := build(t, links, sourceOf(record{}, record{"CustomerId": fabrikam, "Subtotal": -12.5}))
	require.Empty(t, report.MoneyAtRisk, "the past link must carry the credit to organization F")
	require.Equal(t, "Fabrikam GmbH", report.Organizations[0].Name)
	money(t, "-12.5", report.Organizations[0].Amount.Net, "late credit")
}

func TestMoneyAStaleLinkNeverDropsMoney(t *testing.T) {
	links := linksOf(contoso, "A")
	links.Departed = []linking.TenantKey{key(contoso)} // left the customer list, the link is still there
	links.Organizations = nil                          // and nobody knows the organization any more
	report := build(t, links, sourceOf(record{}))
	require.Equal(t, "A", report.Organizations[0].ID)
	money(t, "60", report.Currencies[0].Included.Net, "included")
}

func TestMoneyTheLinksAreStoredWithTheReport(t *testing.T) {
	links := linksOf(contoso, "A")
	links.At = time.Date(2026, 11, 8, 6, 30, 0, 0, time.UTC)
	report := build(t, links, sourceOf(record{}))
	require.Equal(t, links.At, report.Links.At)
	require.Len(t, report.Links.Links, 1)
}

func TestMoneyATransferredCustomersCreditIsDepartedNotAnError(t *testing.T) {
	links := linksOf(contoso, "A")
	links.Departed = []linking.TenantKey{key(fabrikam)}
	report := build(t, links, sourceOf(record{"CustomerId": fabrikam, "Subtotal": -300}))
	require.Len(t, report.MoneyAtRisk, 1)
	require.Equal(t, billing.Departed, report.MoneyAtRisk[0].Reason)
	require.Equal(t, billing.ActionReview, report.MoneyAtRisk[0].Action)
	money(t, "-300", report.MoneyAtRisk[0].Values[0].Credits, "credit")
}

func TestMoneyWithTwoProvidersOnlyOurInvoiceAndSubscriptionsCount(t *testing.T) {
	links := linksOf(contoso, "A")
	other := uuid.New()
	links.Links = append(links.Links, linking.Link{TenantKey: linking.TenantKey{Partner: other, Tenant: uuid.MustParse(contoso)}, OrganizationID: "A"})
	report := build(t, links, sourceOf(record{}), billing.WithItems())
	platform := []billing.PlatformLine{{OrganizationID: "A", Tenant: uuid.MustParse(contoso), Currency: "EUR", Product: "CFQ7TTC0LH18:0001", Quantity: dec("10"), Cost: dec("60")}}
	ours := []billing.Subscription{{TenantKey: key(contoso), Product: "CFQ7TTC0LH18:0001:X", Quantity: dec("10"), Status: "active", BillingCycle: "monthly"}}
	r, err := billing.Reconcile(report, platform, ours, nil)
	require.NoError(t, err)
	require.Empty(t, r.Differences, "25 seats at another provider are not ours to explain")
}

func TestMoneyIndirectProviderGroupsByReseller(t *testing.T) {
	links := linksOf(contoso, "A")
	report := build(t, links, sourceOf(record{"ResellerMPNID": 0}, record{"ResellerMPNID": "4649221", "Subtotal": 7}, record{"ResellerMPNID": -1, "Subtotal": 5},
		record{"ResellerMPNID": "4649221", "CustomerId": fabrikam, "Subtotal": 2}), billing.WithResellers())
	kinds := map[string]billing.ResellerTotal{}
	for _, r := range report.Resellers {
		kinds[r.Kind] = r
	}
	money(t, "60", kinds["direct"].Included.Net, "0 is direct")
	money(t, "5", kinds["cleared"].Included.Net, "-1 is cleared")
	money(t, "7", kinds["reseller"].Included.Net, "a filled id is the reseller")
	money(t, "2", kinds["reseller"].Excluded.Net, "the reseller's excluded part")
	require.Equal(t, "4649221", kinds["reseller"].MPN)
}

func TestMoneyPartnerEarnedCreditIsShownApartAndListPriceIgnoresIt(t *testing.T) {
	// 29 x 0.868 = 25.172 list; 15 % earned credit: 25.172 x 0.85 = 21.3962, billed 21.39.
	azure := record{"ProductId": "DZH318Z0BPS6", "MeterDescription": "B2s", "UnitPrice": 0.868, "EffectiveUnitPrice": 0.7378, "Quantity": 29, "BillableQuantity": 29, "Subtotal": 21.39}
	usage, err := billing.ReadUsage(context.Background(), billing.Source{{Blobs: []billing.Blob{billing.Bytes("usage", jsonl(
		`{"CustomerId":"`+contoso+`","InvoiceNumber":"G1","BillingCurrency":"EUR","BillingPreTaxTotal":21.3962,"PartnerEarnedCreditPercentage":15}`))}}})
	require.NoError(t, err)
	rules := billing.Rules{Version: "1", Prices: []billing.PriceRule{{Name: "azure at list", Product: "DZH318Z0BPS6", Basis: billing.List, Method: billing.Markup}}}
	report := build(t, linksOf(contoso, "A"), sourceOf(azure), billing.WithRules(rules), billing.WithUsage(usage, billing.DefaultTolerance()))
	money(t, "21.39", report.Currencies[0].Total.Net, "the proof runs on the net amount, after earned credit")
	money(t, "25.17", report.Currencies[0].Included.Sales, "29 x 0.868 = 25.172 at list, rounded half up")
	money(t, "3.78", report.Proofs[0].Usage.EarnedCredit, "21.3962 x 15 / 85 = 3.7758, shown apart")
}

func TestMoneyCustomerCreditIsForReviewAndNotPassedOn(t *testing.T) {
	rules := billing.Rules{Version: "1", Prices: []billing.PriceRule{{Name: "all", Publisher: "Microsoft Corporation", Basis: billing.Cost, Method: billing.Markup, Value: dec("10")}}}
	src := sourceOf(record{}, record{"ChargeType": "customerCredit", "Subtotal": -40})
	report := build(t, linksOf(contoso, "A"), src, billing.WithRules(rules))
	money(t, "66", report.Currencies[0].Included.Sales, "60 + 10 %; the credit of 40 is not passed on by itself")
	require.Contains(t, strings.Join(report.Warnings, "\n"), "1 lines are credits to customers")
	rules.Prices = append(rules.Prices, billing.PriceRule{Name: "pass credits on", ChargeType: "customerCredit", Basis: billing.Cost, Method: billing.Markup})
	report = build(t, linksOf(contoso, "A"), src, billing.WithRules(rules))
	money(t, "26", report.Currencies[0].Included.Sales, "66 - 40 by a rule of its own")
}

func TestMoneyTwoCurrenciesInOneInvoiceAreAnError(t *testing.T) {
	_, err := billing.Build(context.Background(), sourceOf(record{}, record{"Currency": "USD"}), linksOf(contoso, "A"))
	require.ErrorIs(t, err, billing.ErrMixedCurrencies)
	require.ErrorContains(t, err, "G1 has lines in EUR and in USD")
}

func TestMoneySeveralCurrenciesAreSeveralInvoicesAndNeverAdded(t *testing.T) {
	report := build(t, linksOf(contoso, "A"), sourceOf(record{}, record{"InvoiceNumber": "G2", "Currency": "USD", "Subtotal": 5}))
	require.Len(t, report.Currencies, 2)
	require.Len(t, report.Proofs, 2)
	require.Len(t, report.Organizations, 2, "one row per currency")
}

func TestMoneyEqualLinesAreNotDuplicates(t *testing.T) {
	e5 := record{"ProductId": "CFQ7TTC0LFLZ", "SkuId": "0002", "ReferenceId": "r-1", "Subtotal": 28.5}
	report := build(t, linksOf(contoso, "A"), sourceOf(e5, e5))
	money(t, "57", report.Currencies[0].Total.Net, "E5 comes as two lines; both count")
}

func TestMoneyPairsThatShareAReferenceAreNotDuplicates(t *testing.T) {
	report := build(t, linksOf(contoso, "A"), sourceOf(
		record{"ChargeType": "removeQuantity", "ReferenceId": "pair", "EffectiveUnitPrice": -6, "Subtotal": -60},
		record{"ChargeType": "addQuantity", "ReferenceId": "pair", "Quantity": 15, "Subtotal": 90}), billing.WithItems())
	money(t, "30", report.Currencies[0].Total.Net, "the pair")
	money(t, "5", report.Items[0].Quantity, "-10 and +15 seats")
}

func TestMoneyAnIdenticalBlobIsADuplicate(t *testing.T) {
	lines := jsonl(lineOf(record{}))
	for name, second := range map[string][]byte{"same bytes": lines, "same content, compressed": gzipped(t, lines)} {
		src := billing.Source{{Blobs: []billing.Blob{billing.Bytes("a.json", lines), billing.Bytes("b.json.gz", second)}}}
		_, err := billing.Build(context.Background(), src, linksOf(contoso, "A"))
		require.ErrorIs(t, err, billing.ErrDuplicate, name)
		require.ErrorContains(t, err, "a.json", "the error must name the blob it repeats")
	}
}

func TestMoneyAnIdenticalLineOriginIsADuplicate(t *testing.T) {
	src := billing.Source{{Blobs: []billing.Blob{billing.Bytes("a.json", jsonl(lineOf(record{}))), billing.Bytes("a.json", jsonl(lineOf(record{"Subtotal": 1})))}}}
	_, err := billing.Build(context.Background(), src, linksOf(contoso, "A"))
	require.ErrorIs(t, err, billing.ErrDuplicate)
}

func TestMoneyNotesAreFollowedAlongAmendsOf(t *testing.T) {
	docs := []billing.Document{
		{ID: "G1", Type: "invoice", Currency: "EUR"},
		{ID: "G2", Type: "void_note", AmendsOf: "G1", Currency: "EUR", Date: time.Date(2026, 11, 9, 0, 0, 0, 0, time.UTC)},
		{ID: "G3", Type: "adjustment_note", AmendsOf: "G2", Currency: "EUR", Date: time.Date(2026, 11, 10, 0, 0, 0, 0, time.UTC)},
	}
	report := build(t, linksOf(contoso, "A"), sourceOf(record{}, record{"InvoiceNumber": "G2", "Subtotal": -60}, record{"InvoiceNumber": "G3", "Subtotal": 54}), billing.WithDocuments(docs...))
	for _, p := range report.Proofs {
		require.NotNil(t, p.Chain, p.Invoice)
		require.True(t, p.Chain.Complete)
		money(t, "54", p.Chain.Total, "60 - 60 + 54")
		require.Equal(t, []string{"G1", "G2", "G3"}, []string{p.Chain.Documents[0].ID, p.Chain.Documents[1].ID, p.Chain.Documents[2].ID})
	}
}

func TestMoneyAChainWithoutAllItsLinesIsNotComplete(t *testing.T) {
	report := build(t, linksOf(contoso, "A"), sourceOf(record{"InvoiceNumber": "G2", "Subtotal": -60}),
		billing.WithDocuments(billing.Document{ID: "G2", Type: "credit note", AmendsOf: "G1", Currency: "EUR"}))
	require.False(t, report.Proofs[0].Chain.Complete, "the lines of G1 are not here")
}

func TestMoneyACircleOfAmendmentsIsAnError(t *testing.T) {
	_, err := billing.Build(context.Background(), sourceOf(record{}), linksOf(contoso, "A"), billing.WithDocuments(
		billing.Document{ID: "G1", AmendsOf: "G2", Currency: "EUR"}, billing.Document{ID: "G2", AmendsOf: "G1", Currency: "EUR"}))
	require.ErrorIs(t, err, billing.ErrChain)
}

func TestMoneyAChangedETagSupersedesTheOldReport(t *testing.T) {
	src := sourceOf(record{})
	src[0].Invoice, src[0].ETag = "G1", "v1"
	report := build(t, linksOf(contoso, "A"), src)
	require.Equal(t, billing.Final, report.Proofs[0].Status)
	require.False(t, report.MarkSuperseded("G1", "v1"), "the same version changes nothing")
	require.True(t, report.MarkSuperseded("g1", "v2"))
	require.Equal(t, billing.Superseded, report.Proofs[0].Status)
}

func TestMoneyPartsOfTwoVersionsDoNotMerge(t *testing.T) {
	links := linksOf(contoso, "A")
	links.At = time.Date(2026, 11, 8, 0, 0, 0, 0, time.UTC)
	part := func(etag, blob string) *billing.Partial {
		p, err := billing.Aggregate(context.Background(), billing.Source{{Invoice: "G1", ETag: etag, Blobs: []billing.Blob{billing.Bytes(blob, jsonl(lineOf(record{"OrderId": blob})))}}}, links)
		require.NoError(t, err)
		return p
	}
	require.ErrorIs(t, part("v1", "a").Merge(part("v2", "b")), billing.ErrMixedVersions)
	require.ErrorIs(t, part("v1", "a").Merge(part("v1", "a")), billing.ErrDuplicate)
	require.NoError(t, part("v1", "a").Merge(part("v1", "b")))
}

func TestMoneyNothingIsFilteredByChargeStartDate(t *testing.T) {
	report := build(t, linksOf(contoso, "A"), sourceOf(record{"ChargeStartDate": "2025-01-31T00:00:00Z"}, record{"ChargeStartDate": "2027-12-01"}, record{"ChargeStartDate": ""}))
	money(t, "180", report.Currencies[0].Total.Net, "seats are charged in advance by anniversary, Azure in arrears: all count")
}

func TestMoneyExtendedServiceTermsAreInTheChangeReport(t *testing.T) {
	october := build(t, linksOf(contoso, "A"), sourceOf(record{}, record{"SubscriptionId": "s-2", "EffectiveUnitPrice": 10}), billing.WithItems())
	november := build(t, linksOf(contoso, "A"), sourceOf(
		record{"InvoiceNumber": "G2", "EffectiveUnitPrice": 7.38, "TermAndBillingCycle": "One-Month commitment for monthly billing"},
		record{"InvoiceNumber": "G2", "SubscriptionId": "s-2", "EffectiveUnitPrice": 12, "TermAndBillingCycle": "One-Month commitment for monthly billing"}), billing.WithItems())
	changes, err := billing.Compare(october, november)
	require.NoError(t, err)
	kinds := map[string]billing.ChangeKind{}
	for _, c := range changes.Changes {
		kinds[c.Subscription] = c.Kind
	}
	require.Equal(t, billing.ChangeExtended, kinds["s-1"], "7.38 is 6 + 23 %: rolled to paid monthly")
	require.Equal(t, billing.ChangePrice, kinds["s-2"], "+20 % is another price, not extended terms")
}

func TestMoneySuspendedSubscriptionsAreExpectedToHaveLines(t *testing.T) {
	report := build(t, linksOf(contoso, "A"), sourceOf(record{}), billing.WithItems())
	suspended := billing.Subscription{TenantKey: key(contoso), Product: "CFQ7TTC0LDPB:0001", Quantity: dec("3"), Status: "suspended", BillingCycle: "monthly"}
	deleted := billing.Subscription{TenantKey: key(contoso), Product: "CFQ7TTC0LFLX:0001", Quantity: dec("3"), Status: "deleted", BillingCycle: "monthly"}
	r, err := billing.Reconcile(report, nil, []billing.Subscription{suspended, deleted}, nil)
	require.NoError(t, err)
	var without []string
	for _, d := range r.Differences {
		if d.Kind == billing.SubscriptionWithoutLines {
			without = append(without, d.Product)
		}
	}
	require.Equal(t, []string{"CFQ7TTC0LDPB"}, without, "suspended new-commerce subscriptions still bill; deleted ones do not")
}

func TestMoneyZeroValueDoesNotMeanInactive(t *testing.T) {
	report := build(t, linksOf(contoso, "A"), sourceOf(record{"CustomerId": fabrikam, "Subtotal": 0}, record{"CustomerId": fabrikam, "Subtotal": "0.00"}))
	require.Len(t, report.MoneyAtRisk, 1, "a tenant with lines worth nothing is still left out")
	require.EqualValues(t, 2, report.MoneyAtRisk[0].Values[0].Lines)
}

func TestMoneyTheAzureGateGoesByPlanAndMeter(t *testing.T) {
	for name, tt := range map[string]struct {
		line     record
		category billing.Category
		gated    bool
	}{
		"consumption":                           {record{"ProductId": "DZH318Z0BPS6", "MeterDescription": "B2s"}, billing.Azure, true},
		"lower-case product":                    {record{"ProductId": "dzh318z0bps6", "MeterDescription": "B2s"}, billing.Azure, true},
		"a seat licence with Azure in its name": {record{"SkuName": "Azure Information Protection Premium P1", "ProductName": "Microsoft Azure"}, billing.Licences, false},
		"plan without meter":                    {record{"ProductId": "DZH318Z0BPS6"}, billing.Unclassified, false},
		"meter without plan":                    {record{"ProductId": "DZH318Z0XXXX", "MeterDescription": "B2s"}, billing.Unclassified, false},
		"reservation":                           {record{"ProductId": "DZH318Z08M92", "ProductName": "Reserved VM Instance"}, billing.Reservations, false},
		"perpetual software":                    {record{"ProductId": "DG7GMGF0PWHC", "SkuId": "0003"}, billing.Software, false},
		"marketplace":                           {record{"ProductId": "DZH318Z0BXWC", "PublisherName": "Test Networks, Inc."}, billing.Marketplace, false},
		"unknown":                               {record{"ProductId": "NEW0000"}, billing.Unclassified, false},
		"credit for consumption":                {record{"ProductId": "DZH318Z0BPS6", "MeterDescription": "B2s", "ChargeType": "customerCredit"}, billing.Credits, true},
	} {
		t.Run(name, func(t *testing.T) {
			links := linksOf(contoso, "A")
			links.Organizations[0].Azure = linking.ServiceMissing
			g := build(t, links, sourceOf(tt.line)).Groups[0]
			require.Equal(t, tt.category, g.Category)
			require.Equal(t, tt.gated, g.Reason == billing.AzureServiceMissing)
			require.Equal(t, "A", g.OrganizationID, "also an excluded group names the organization whose service is missing")
		})
	}
}

func TestMoneyMarketplaceAndReservationsAreNotExpectedInUsage(t *testing.T) {
	usage, err := billing.ReadUsage(context.Background(), billing.Source{{Blobs: []billing.Blob{billing.Bytes("usage", nil)}}})
	require.NoError(t, err)
	report := build(t, linksOf(contoso, "A"), sourceOf(record{"ProductId": "DZH318Z0BXWC", "PublisherName": "Test Networks, Inc.", "Subtotal": 820},
		record{"ProductId": "DZH318Z08M92", "Subtotal": 1000}), billing.WithUsage(usage, billing.DefaultTolerance()))
	require.True(t, report.Proofs[0].Usage.Within, "only consumption has usage")
	money(t, "0", report.Proofs[0].Usage.Reconciliation, "consumption")
}

func TestMoneyUsageIsComparedAndNeverAdded(t *testing.T) {
	usage, err := billing.ReadUsage(context.Background(), billing.Source{{Invoice: "G1", Blobs: []billing.Blob{billing.Bytes("usage", jsonl(
		`{"CustomerId":"`+strings.ToUpper(contoso)+`","BillingCurrency":"eur","BillingPreTaxTotal":10.0049999999}`,
		`{"customerId":"`+contoso+`","billingCurrency":"EUR","billingPreTaxTotal":"11.3851"}`))}}})
	require.NoError(t, err)
	src := sourceOf(record{"ProductId": "DZH318Z0BPS6", "MeterDescription": "B2s", "Subtotal": 21.39}, record{})
	report := build(t, linksOf(contoso, "A"), src, billing.WithUsage(usage, billing.DefaultTolerance()))
	money(t, "81.39", report.Currencies[0].Total.Net, "reconciliation lines only")
	money(t, "-0.0000999999", report.Proofs[0].Usage.Difference, "21.39 - 21.3900999999")
	require.True(t, report.Proofs[0].Usage.Within)
	report = build(t, linksOf(contoso, "A"), src, billing.WithUsage(usage, billing.Tolerance{}))
	require.False(t, report.Proofs[0].Usage.Within, "without tolerance the difference counts")
	require.Len(t, report.Proofs[0].Usage.Tenants, 1)
}

func TestMoneyUsageAmongReconciliationLinesIsRefused(t *testing.T) {
	src := billing.Source{{Blobs: []billing.Blob{billing.Bytes("usage.json", jsonl(`{"CustomerId":"`+contoso+`","BillingPreTaxTotal":1.5,"BillingCurrency":"EUR"}`))}}}
	_, err := billing.Build(context.Background(), src, linksOf(contoso, "A"))
	require.ErrorIs(t, err, billing.ErrUsageLines)
}

func TestMoneyTaxIsShownBesideAndNeverMixedIn(t *testing.T) {
	report := build(t, linksOf(contoso, "A"), sourceOf(record{"TaxTotal": 15, "Total": 75}), billing.WithStatedNet("G1", "EUR", dec("60")), billing.WithStatedTax("G1", "EUR", dec("15.01")))
	p := report.Proofs[0]
	require.Equal(t, billing.Exact, p.State, "tax decides nothing")
	money(t, "60", p.Net.Net, "A")
	money(t, "15", p.Tax, "F, lines")
	money(t, "15.01", *p.StatedTax, "F, invoice")
}

func TestMoneySubtotalIsSummedAsBilledAndNeverRecomputed(t *testing.T) {
	report := build(t, linksOf(contoso, "A"), sourceOf(record{"EffectiveUnitPrice": 1.005, "Quantity": 3, "Subtotal": 3.02, "Total": 999}))
	money(t, "3.02", report.Currencies[0].Total.Net, "3 x 1.005 = 3.015; Microsoft billed 3.02")
}

func TestMoneyClosedMonthsAreNotFixedByLinking(t *testing.T) {
	september := build(t, linksOf(), sourceOf(record{}, record{"SubscriptionId": "s-2", "Subtotal": 5}, record{"ProductId": "OTHER", "Subtotal": 7}), billing.WithItems())
	missed, err := september.Missed()
	require.NoError(t, err)
	require.Len(t, missed, 2, "one charge per missed document, tenant and product")
	total := missed[0].Cost.Add(missed[1].Cost)
	money(t, september.Currencies[0].Excluded.Net.String(), total, "what was left out")
	require.Regexp(t, `^\d{4}-\d\d$`, missed[0].Month)

	today := linking.Snapshot{Scope: linking.Scope{Platform: "test:1"}, Links: []linking.Link{{TenantKey: linking.TenantKey{Tenant: missed[0].Tenant}, OrganizationID: "A"}}}
	proposal, err := today.ProposeCatchUp(missed)
	require.NoError(t, err)
	require.Len(t, proposal.Lines, 2)
	require.Equal(t, "A", proposal.Lines[0].OrganizationID, "proposed for the organization the tenant is linked to today")

	_, err = build(t, linksOf(), sourceOf(record{})).Missed()
	require.ErrorIs(t, err, billing.ErrNoItems)
}
