package billing_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/linking"
)

func TestOptionsAreChecked(t *testing.T) {
	for want, option := range map[string]billing.Option{
		"at least one":        billing.WithWorkers(0),
		"negative limit":      billing.WithLimits(billing.Limits{Line: -1}),
		"currency is missing": billing.WithStatedNet("G1", "", dec("1")),
		"negative tolerance":  billing.WithUsage(&billing.Usage{}, billing.Tolerance{Absolute: dec("-1")}),
		"nil among":           billing.WithPrevious(nil),
		"matches every line":  billing.WithRules(billing.Rules{Lines: []billing.Rule{{Name: "x", Exclude: "X"}}}),
		"exactly one of":      billing.WithRules(billing.Rules{Lines: []billing.Rule{{Name: "x", Match: billing.Match{Product: "p"}}}}),
	} {
		_, err := billing.Build(context.Background(), billing.Source{}, billing.LinkSet{}, option)
		require.ErrorContains(t, err, want)
	}
}

func TestProgressEndsWithEverythingRead(t *testing.T) {
	var last billing.Progress
	src := sourceOf(record{}, record{})
	src[0].Blobs = append(src[0].Blobs, billing.Bytes("part-1", jsonl(lineOf(record{"Subtotal": 1}))))
	build(t, linksOf(contoso, "A"), src, billing.WithProgress(func(p billing.Progress) { last = p }))
	require.Equal(t, 2, last.Blobs)
	require.Equal(t, 2, last.BlobsTotal)
	require.EqualValues(t, 3, last.Lines)
	require.Equal(t, last.BytesTotal, last.Bytes)
}

func TestPartsOfDifferentMakeDoNotMerge(t *testing.T) {
	part := func(blob string, links billing.LinkSet, opts ...billing.Option) *billing.Partial {
		links.At = links.At.AddDate(2025, 0, 0)
		p, err := billing.Aggregate(context.Background(), blobSource(blob, jsonl(lineOf(record{"OrderId": blob}))), links, opts...)
		require.NoError(t, err)
		return p
	}
	base := part("a", linksOf(contoso, "A"))
	for name, other := range map[string]*billing.Partial{
		"links":     part("b", linksOf(contoso, "B")),
		"items":     part("b", linksOf(contoso, "A"), billing.WithItems()),
		"resellers": part("b", linksOf(contoso, "A"), billing.WithResellers()),
		"plans":     part("b", linksOf(contoso, "A"), billing.WithAzurePlans("X")),
		"rules":     part("b", linksOf(contoso, "A"), billing.WithRules(billing.Rules{Version: "2"})),
	} {
		require.ErrorIs(t, base.Merge(other), billing.ErrMismatch, name)
	}
	report, err := base.Report()
	require.NoError(t, err)
	require.EqualValues(t, 1, report.Lines, "a refused merge must leave the part as it was")
}

func TestReadingOptionsCannotComeAfterReading(t *testing.T) {
	part, err := billing.Aggregate(context.Background(), sourceOf(record{}), linksOf(contoso, "A"))
	require.NoError(t, err)
	_, err = part.Report(billing.WithItems())
	require.ErrorIs(t, err, billing.ErrMismatch)
	report, err := part.Report(billing.WithStatedNet("G1", "EUR", dec("60")))
	require.NoError(t, err)
	require.Equal(t, billing.Exact, report.State)
}

func TestRelinkIsRefusedWhereItWouldBeWrong(t *testing.T) {
	priced, err := billing.Aggregate(context.Background(), sourceOf(record{}), linksOf(contoso, "A"),
		billing.WithRules(billing.Rules{Version: "1", Prices: []billing.PriceRule{{Name: "p", Basis: billing.Cost, Method: billing.Markup}}}))
	require.NoError(t, err)
	require.ErrorIs(t, priced.Relink(linksOf(contoso, "B")), billing.ErrMismatch)
	plain, err := billing.Aggregate(context.Background(), sourceOf(record{}), linksOf(contoso, "A"))
	require.NoError(t, err)
	other := linksOf(contoso, "A")
	other.Partner = uuid.New()
	require.ErrorIs(t, plain.Relink(other), billing.ErrMismatch)
	require.ErrorIs(t, plain.Relink(linksOf(contoso, "A", contoso, "B")), billing.ErrLinks)
}

func TestTheSameCustomerOfTwoPartnersIsTwoTenants(t *testing.T) {
	other := uuid.MustParse("11111111-2222-4333-8444-555555555555")
	links := billing.LinkSet{Links: []linking.Link{
		{TenantKey: linking.TenantKey{Partner: uuid.MustParse(partner), Tenant: uuid.MustParse(contoso)}, OrganizationID: "A"},
		{TenantKey: linking.TenantKey{Partner: other, Tenant: uuid.MustParse(contoso)}, OrganizationID: "B"},
	}}
	report := build(t, links, sourceOf(record{}, record{"PartnerId": other.String(), "Subtotal": 5}))
	require.Len(t, report.Organizations, 2)
	_, err := billing.Build(context.Background(), sourceOf(record{"PartnerId": ""}), links)
	require.ErrorIs(t, err, billing.ErrLinks, "a line that names no partner cannot be decided")
	links.Partner = other
	report = build(t, links, sourceOf(record{"PartnerId": ""}))
	require.Equal(t, "B", report.Organizations[0].ID)
}

func TestIgnoredUntilCountsAtTheTimeOfTheLinks(t *testing.T) {
	links := linksOf()
	links.At = links.At.AddDate(2025, 9, 7)
	links.Ignored = []linking.Ignore{{TenantKey: key(contoso), Kind: linking.IgnoreDormant, Until: links.At.AddDate(0, 0, 1)}}
	require.Equal(t, billing.Ignored, build(t, links, sourceOf(record{})).MoneyAtRisk[0].Reason)
	links.Ignored[0].Until = links.At
	require.Equal(t, billing.TenantNotLinked, build(t, links, sourceOf(record{})).MoneyAtRisk[0].Reason)
	links.Ignored[0].Until = links.At.AddDate(0, 0, 1)
	links.Links = linksOf(contoso, "A").Links
	require.Empty(t, build(t, links, sourceOf(record{})).MoneyAtRisk, "a link wins over the ignore list")
}

func TestUnbilledLinesAreProvisionalAndMayHaveTwoCurrencies(t *testing.T) {
	src := sourceOf(record{"InvoiceNumber": ""}, record{"InvoiceNumber": "", "Currency": "USD"})
	src[0].Unbilled = true
	report := build(t, linksOf(contoso, "A"), src)
	require.Len(t, report.Proofs, 2)
	for _, p := range report.Proofs {
		require.Equal(t, billing.Provisional, p.Status)
	}
}

func TestExchangeRatesOfTheLinesAreInTheHeader(t *testing.T) {
	report := build(t, linksOf(contoso, "A"), sourceOf(record{"PricingCurrency": "USD", "PCToBCExchangeRate": 0.846202666, "PCToBCExchangeRateDate": "2026-10-01T00:00:00Z"},
		record{"PricingCurrency": "EUR"}))
	require.Equal(t, []billing.Rate{{PricingCurrency: "EUR", Rate: "1"}, {PricingCurrency: "USD", Rate: "0.846202666", Date: "2026-10-01T00:00:00Z"}}, report.Proofs[0].Rates)
}

func TestToleranceIsTheLargestOfItsParts(t *testing.T) {
	usage, err := billing.ReadUsage(context.Background(), blobSource("u", jsonl(`{"CustomerId":"`+contoso+`","InvoiceNumber":"G1","BillingCurrency":"EUR","BillingPreTaxTotal":59}`)))
	require.NoError(t, err)
	line := record{"ProductId": "DZH318Z0BPS6", "MeterDescription": "B2s"}
	for name, tt := range map[string]struct {
		tolerance billing.Tolerance
		within    bool
	}{
		"absolute": {billing.Tolerance{Absolute: dec("1")}, true}, "relative": {billing.Tolerance{Relative: dec("0.02")}, true},
		"per line": {billing.Tolerance{PerLine: dec("1")}, true}, "none reaches": {billing.Tolerance{Absolute: dec("0.99"), Relative: dec("0.0166"), PerLine: decimal.Zero}, false},
	} {
		require.Equal(t, tt.within, build(t, linksOf(contoso, "A"), sourceOf(line), billing.WithUsage(usage, tt.tolerance)).Proofs[0].Usage.Within, name)
	}
}
