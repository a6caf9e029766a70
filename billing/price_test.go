package billing_test

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tenantlink/tenantlink/billing"
)

func salesOf(t *testing.T, line record, rules ...billing.PriceRule) decimal.Decimal {
	t.Helper()
	for i := range rules {
		rules[i].Name = strings.Repeat("r", i+1)
	}
	report := build(t, linksOf(contoso, "A"), sourceOf(line), billing.WithRules(billing.Rules{Version: "1", Prices: rules}))
	return report.Currencies[0].Included.Sales
}

func TestPriceMethods(t *testing.T) {
	for name, tt := range map[string]struct {
		line record
		rule billing.PriceRule
		want string
	}{
		"markup on cost":       {nil, billing.PriceRule{Basis: billing.Cost, Method: billing.Markup, Value: dec("12.5")}, "67.5"},                                      // 60 x 1.125
		"margin on cost":       {nil, billing.PriceRule{Basis: billing.Cost, Method: billing.Margin, Value: dec("15")}, "70.59"},                                       // 60 / 0.85 = 70.588
		"discount on list":     {record{"UnitPrice": 7.2}, billing.PriceRule{Basis: billing.List, Method: billing.Discount, Value: dec("5")}, "68.4"},                  // 7.2 x 10 x 0.95
		"list at a rate":       {record{"UnitPrice": 7.2, "PCToBCExchangeRate": 0.846202666}, billing.PriceRule{Basis: billing.List, Method: billing.Markup}, "60.93"}, // 72 x 0.846202666 = 60.9266
		"list of a refund":     {record{"UnitPrice": 7.2, "Subtotal": -60, "EffectiveUnitPrice": -6}, billing.PriceRule{Basis: billing.List, Method: billing.Markup}, "-72"},
		"fixed":                {nil, billing.PriceRule{Method: billing.Fixed, Currency: "EUR", Value: dec("8.99")}, "89.9"},
		"fixed, refund":        {record{"Subtotal": -60}, billing.PriceRule{Method: billing.Fixed, Currency: "EUR", Value: dec("8.99")}, "-89.9"},
		"half up":              {record{"Subtotal": 0.10}, billing.PriceRule{Basis: billing.Cost, Method: billing.Markup, Value: dec("5")}, "0.11"},                       // 0.105
		"half up of a refund":  {record{"Subtotal": -0.10}, billing.PriceRule{Basis: billing.Cost, Method: billing.Markup, Value: dec("5")}, "-0.11"},                     // symmetric: a refund takes back what was charged
		"yen have no decimals": {record{"Currency": "JPY", "Subtotal": 101}, billing.PriceRule{Basis: billing.Cost, Method: billing.Markup, Value: dec("0.5")}, "102"},    // 101.505
		"dinars have three":    {record{"Currency": "KWD", "Subtotal": 1.001}, billing.PriceRule{Basis: billing.Cost, Method: billing.Markup, Value: dec("50")}, "1.502"}, // 1.5015
		"another currency":     {nil, billing.PriceRule{Method: billing.Fixed, Currency: "USD", Value: dec("1")}, "60"},
		"unreadable quantity":  {record{"Quantity": "ten", "BillableQuantity": "ten"}, billing.PriceRule{Method: billing.Fixed, Currency: "EUR", Value: dec("1")}, "60"},
	} {
		t.Run(name, func(t *testing.T) {
			money(t, tt.want, salesOf(t, tt.line, tt.rule), "sales")
		})
	}
}

func TestPriceTotalsAreSumsOfRoundedLines(t *testing.T) {
	rules := billing.Rules{Version: "1", Prices: []billing.PriceRule{{Name: "p", Basis: billing.Cost, Method: billing.Markup, Value: dec("5")}}}
	report := build(t, linksOf(contoso, "A"), sourceOf(record{"Subtotal": 0.10}, record{"Subtotal": 0.10}, record{"Subtotal": 0.10}), billing.WithRules(rules))
	money(t, "0.33", report.Currencies[0].Included.Sales, "3 x 0.11; rounding the sum of 0.315 would give 0.32")
	money(t, "0.03", report.Currencies[0].Included.Margin(), "margin")
}

func TestPricePrecedence(t *testing.T) {
	rule := func(value string, set func(*billing.PriceRule)) billing.PriceRule {
		r := billing.PriceRule{Method: billing.Fixed, Currency: "EUR", Value: dec(value)}
		set(&r)
		return r
	}
	charge := rule("1", func(r *billing.PriceRule) { r.ChargeType = "cycleCharge" })
	publisher := rule("2", func(r *billing.PriceRule) { r.Publisher = "microsoft corporation" })
	product := rule("3", func(r *billing.PriceRule) { r.Product = "cfq7ttc0lh18" })
	sku := rule("4", func(r *billing.PriceRule) { r.Product, r.Sku = "CFQ7TTC0LH18", "0001" })
	organization := rule("5", func(r *billing.PriceRule) { r.Organization = "A" })
	other := rule("6", func(r *billing.PriceRule) { r.Organization = "B" })
	ladder := []billing.PriceRule{charge, publisher, product, sku, organization}
	for n := range ladder {
		rules := append([]billing.PriceRule{other}, ladder[:n+1]...)
		money(t, ladder[n].Value.Mul(dec("10")).String(), salesOf(t, nil, rules...), "the more specific rule wins, whatever the order in the file")
		reversed := append([]billing.PriceRule(nil), rules...)
		for i, j := 0, len(reversed)-1; i < j; i, j = i+1, j-1 {
			reversed[i], reversed[j] = reversed[j], reversed[i]
		}
		money(t, ladder[n].Value.Mul(dec("10")).String(), salesOf(t, nil, reversed...), "reversed")
	}
	later := product
	later.Value, later.From = dec("7"), "2026-01-01"
	money(t, "70", salesOf(t, nil, later, product), "of equal rules the later From wins")
	second := product
	second.Value = dec("8")
	money(t, "80", salesOf(t, nil, product, second), "then the later in the file")
}

func TestPriceDatesAreInclusive(t *testing.T) {
	rule := billing.PriceRule{Method: billing.Fixed, Currency: "EUR", Value: dec("1"), From: "2026-10-01", To: "2026-10-31"}
	for day, want := range map[string]string{"2026-09-30T23:59:59Z": "60", "2026-10-01T00:00:00Z": "10", "2026-10-31T00:00:00Z": "10", "2026-11-01": "60", "": "60"} {
		money(t, want, salesOf(t, record{"ChargeStartDate": day}, rule), day)
	}
}

func TestPriceRulesAreChecked(t *testing.T) {
	for problem, rule := range map[string]string{
		"below 100":      `{"name":"a","basis":"cost","method":"margin","value":"100"}`,
		"basis":          `{"name":"a","basis":"price","method":"margin","value":"10"}`,
		"method":         `{"name":"a","basis":"cost","method":"surcharge","value":"10"}`,
		"currency":       `{"name":"a","method":"fixed","value":"10"}`,
		"product_id":     `{"name":"a","sku_id":"0001","basis":"cost","method":"markup","value":"10"}`,
		"YYYY-MM-DD":     `{"name":"a","from":"1.10.2026","basis":"cost","method":"markup","value":"10"}`,
		"before":         `{"name":"a","from":"2026-10-02","to":"2026-10-01","basis":"cost","method":"markup","value":"10"}`,
		"empty or taken": `{"basis":"cost","method":"markup","value":"10"}`,
		"unknown field":  `{"name":"a","prodct_id":"x","basis":"cost","method":"markup","value":"10"}`,
	} {
		_, err := billing.ReadRules(strings.NewReader(`{"schema":1,"version":"v","prices":[` + rule + `]}`))
		require.ErrorContains(t, err, problem)
	}
}

func TestLineRulesMoveOrExcludeWithoutChangingAmounts(t *testing.T) {
	rules, err := billing.ReadRules(strings.NewReader(`{"schema":1,"version":"v7","lines":[
		{"name":"own use","subscription_id":"S-9","exclude":"OwnUse"},
		{"name":"department","product_id":"CFQ7TTC0LH18","tenant_id":"` + fabrikam + `","to_organization":"A"}]}`))
	require.NoError(t, err)
	report := build(t, linksOf(contoso, "A"), sourceOf(record{}, record{"SubscriptionId": "s-9", "Subtotal": 7}, record{"CustomerId": fabrikam, "Subtotal": 5},
		record{"CustomerId": fabrikam, "ProductId": "CFQ7TTC0LDPB", "Subtotal": 3}), billing.WithRules(rules))
	c := report.Currencies[0]
	money(t, "75", c.Total.Net, "total")
	money(t, "65", c.Included.Net, "60 by link and 5 by rule")
	money(t, "7", c.ByReason["OwnUse"].Net, "kept out by a rule of the caller's")
	money(t, "3", c.ByReason[billing.TenantNotLinked].Net, "the rule is for one product only")
	require.Equal(t, "v7", report.Rules)
}

func TestAllocateSumsToTheTotal(t *testing.T) {
	require.Equal(t, []string{"0.34", "0.33", "0.33"}, texts(billing.Allocate(dec("1.00"), []decimal.Decimal{dec("1"), dec("1"), dec("1")}, 2)))
	require.Equal(t, []string{"21.39"}, texts(billing.Allocate(dec("21.39"), []decimal.Decimal{dec("21.3962")}, 2)))
	require.Nil(t, billing.Allocate(dec("1"), nil, 2))
	rapid.Check(t, func(t *rapid.T) {
		total := decimal.New(rapid.Int64Range(-1_000_000, 1_000_000).Draw(t, "total"), -2)
		var weights []decimal.Decimal
		for _, w := range rapid.SliceOfN(rapid.Int64Range(-5, 1_000_000_000), 1, 20).Draw(t, "weights") {
			weights = append(weights, decimal.New(w, -7))
		}
		sum := decimal.Zero
		for _, p := range billing.Allocate(total, weights, 2) {
			require.LessOrEqual(t, -p.Exponent(), int32(2), "no part may have more decimals than asked for: %s", p)
			sum = sum.Add(p)
		}
		require.True(t, sum.Equal(total), "%v sums to %s instead of %s", weights, sum, total)
	})
}

func texts(all []decimal.Decimal) (out []string) {
	for _, d := range all {
		out = append(out, d.String())
	}
	return out
}
