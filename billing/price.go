package billing

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Basis is what a price rule starts from.
type Basis string

// The bases of a price.
const (
	// Cost is Subtotal as billed. For Azure it is net of the partner earned
	// credit: a markup on it hands that margin away.
	Cost Basis = "cost"
	// List is UnitPrice x quantity x exchange rate with the sign of Subtotal:
	// before partner discounts and the partner earned credit.
	List Basis = "list"
)

// Method is how a price rule makes a price.
type Method string

// The methods of a price. Value is a percentage, except for Fixed.
const (
	Markup   Method = "markup"   // basis x (1 + value/100)
	Margin   Method = "margin"   // basis / (1 - value/100): value per cent of the price is margin
	Discount Method = "discount" // basis x (1 - value/100)
	Fixed    Method = "fixed"    // value x quantity, in the billing currency; refunds negative
)

// PriceRule makes the sales price of the lines it matches. Fields that are set
// must all match. Of several rules the most specific applies, compared in this
// order: one with an organization before one without; then with a SKU; then with
// a product; then with a publisher; then with a charge type; then the later From;
// then the later in the list. A line without a rule is passed on at cost, except
// for customerCredit: it may concern earlier months, so it is passed on only by a
// rule for that charge type, and its sales price is 0 without one.
//
// The price is rounded half up (away from zero) at the currency's decimals, per
// line; totals are sums of rounded lines.
type PriceRule struct {
	Name         string `json:"name"`
	Organization string `json:"organization_id,omitempty"`
	Product      string `json:"product_id,omitempty"`
	Sku          string `json:"sku_id,omitempty"` // needs Product
	Publisher    string `json:"publisher,omitempty"`
	ChargeType   string `json:"charge_type,omitempty"`
	Currency     string `json:"currency,omitempty"` // billing currency; required for Fixed
	// From and To bound ChargeStartDate, inclusive, as YYYY-MM-DD; empty means open.
	From   string          `json:"from,omitempty"`
	To     string          `json:"to,omitempty"`
	Basis  Basis           `json:"basis"` // ignored by Fixed
	Method Method          `json:"method"`
	Value  decimal.Decimal `json:"value"`
}

var hundred = decimal.NewFromInt(100)

func (p PriceRule) validate() error {
	for _, d := range []string{p.From, p.To} {
		if _, err := time.Parse(time.DateOnly, d); d != "" && err != nil {
			return fmt.Errorf("date %q: write YYYY-MM-DD", d)
		}
	}
	switch {
	case !bounded(p.Value):
		return errors.New("value has an exponent that is too large")
	case p.From != "" && p.To != "" && p.To < p.From:
		return fmt.Errorf("to %s is before from %s", p.To, p.From)
	case p.Sku != "" && p.Product == "":
		return errors.New("sku_id needs product_id: SKU numbers repeat between products")
	case p.Method == Fixed && p.Currency == "":
		return errors.New("a fixed price needs its currency")
	case p.Method == Fixed && p.Value.IsNegative():
		return errors.New("a fixed price must not be negative")
	case p.Method == Fixed:
		return nil
	case p.Basis != Cost && p.Basis != List:
		return fmt.Errorf("basis %q: write cost or list", p.Basis)
	case p.Method != Markup && p.Method != Margin && p.Method != Discount:
		return fmt.Errorf("method %q: write markup, margin, discount or fixed", p.Method)
	case p.Method != Markup && p.Value.GreaterThanOrEqual(hundred):
		return fmt.Errorf("%s of %s %%: must be below 100", p.Method, p.Value)
	case p.Value.LessThan(hundred.Neg()):
		return fmt.Errorf("%s of %s %%: must be above -100", p.Method, p.Value)
	}
	return nil
}

// specificity orders rules; see PriceRule.
func (p PriceRule) specificity() int {
	n := 0
	for i, s := range []string{p.ChargeType, p.Publisher, p.Product, p.Sku, p.Organization} {
		if s != "" {
			n |= 1 << i
		}
	}
	return n
}

// pricer applies price rules.
type pricer struct{ rules []PriceRule } // most specific first

func newPricer(rules []PriceRule) *pricer {
	if len(rules) == 0 {
		return nil
	}
	sorted := slices.Clone(rules)
	slices.Reverse(sorted)
	slices.SortStableFunc(sorted, func(a, b PriceRule) int {
		return cmp.Or(cmp.Compare(b.specificity(), a.specificity()), cmp.Compare(b.From, a.From))
	})
	return &pricer{sorted}
}

// priceFields are the fields a price depends on.
var priceFields = setOf(fProductID, fSkuID, fPublisher, fChargeType, fChargeStart, fUnitPrice, fEffectivePrice, fQuantity, fBillableQuantity, fRate, fSubtotal, fCurrency)

// find is the rule for a line of an organization; nil when there is none.
func (p *pricer) find(organization, currency string, v *[numFields]value) *PriceRule {
	credit := isCustomerCredit(v)
	for i := range p.rules {
		if r := &p.rules[i]; (!credit || r.ChargeType != "") && r.applies(organization, currency, v) {
			return r
		}
	}
	return nil
}

func isCustomerCredit(v *[numFields]value) bool {
	return strings.EqualFold(string(v[fChargeType].text()), "customerCredit")
}

// price is the sales price of a line of an organization, and the rule that made
// it; nil when it is passed on at cost, or is a credit that is not passed on.
func (p *pricer) price(organization, currency string, net decimal.Decimal, v *[numFields]value) (decimal.Decimal, *PriceRule, *Malformed) {
	r := p.find(organization, currency, v)
	if r == nil {
		if isCustomerCredit(v) {
			return decimal.Zero, nil, nil
		}
		return net, nil, nil
	}
	exact, bad := r.exact(net, v)
	return exact.Round(Decimals(currency)), r, bad
}

func (p PriceRule) applies(organization, currency string, v *[numFields]value) bool {
	if p.Organization != "" && p.Organization != organization {
		return false
	}
	if p.Currency != "" && !strings.EqualFold(p.Currency, currency) {
		return false
	}
	m := Match{Product: p.Product, Sku: p.Sku, Publisher: p.Publisher, ChargeType: p.ChargeType}
	if !m.matches([16]byte{}, v) {
		return false
	}
	if p.From == "" && p.To == "" {
		return true
	}
	day := dayOf(v[fChargeStart])
	return day != "" && day >= p.From && (p.To == "" || day <= p.To)
}

func (p PriceRule) exact(net decimal.Decimal, v *[numFields]value) (decimal.Decimal, *Malformed) {
	if p.Method == Fixed {
		q, bad := signedQuantity(v, net.Sign())
		return p.Value.Mul(q), bad
	}
	base := net
	if p.Basis == List {
		var bad *Malformed
		if base, bad = listValue(v, net.Sign()); bad != nil {
			return net, bad
		}
	}
	part := p.Value.Shift(-2)
	one := decimal.NewFromInt(1)
	switch p.Method {
	case Markup:
		return base.Mul(one.Add(part)), nil
	case Discount:
		return base.Mul(one.Sub(part)), nil
	}
	return base.DivRound(one.Sub(part), 20), nil
}

// listValue is UnitPrice x quantity x rate with the sign of Subtotal.
func listValue(v *[numFields]value, sign int) (decimal.Decimal, *Malformed) {
	q, bad := signedQuantity(v, sign)
	if bad != nil {
		return q, bad
	}
	unit, _, bad := amountOf(v, fUnitPrice)
	if bad != nil {
		return q, bad
	}
	rate, ok, bad := amountOf(v, fRate)
	if bad != nil {
		return q, bad
	}
	d := unit.decimal().Abs().Mul(q)
	if ok {
		d = d.Mul(rate.decimal())
	}
	return d, nil
}

// signedQuantity is the quantity a line adds: refunds come with a positive
// quantity and a negative price, so the sign is that of the money. A line worth
// nothing takes the sign of its price, else of its charge type.
func signedQuantity(v *[numFields]value, sign int) (decimal.Decimal, *Malformed) {
	n, ok, bad := amountOf(v, fQuantity)
	if bad == nil && !ok {
		n, _, bad = amountOf(v, fBillableQuantity)
	}
	if bad != nil {
		return decimal.Zero, bad
	}
	q := n.decimal()
	if q.IsNegative() {
		return q, nil
	}
	if sign == 0 {
		price, _, _ := amountOf(v, fEffectivePrice)
		if price.neg && !price.isZero() {
			sign = -1
		} else if price.isZero() && isRemoval(v[fChargeType].text()) {
			sign = -1
		}
	}
	if sign < 0 {
		return q.Neg(), nil
	}
	return q, nil
}

func isRemoval(chargeType []byte) bool {
	t := strings.ToLower(string(chargeType))
	return strings.HasPrefix(t, "remove") || strings.HasPrefix(t, "cancel") || t == "refund"
}

// Decimals is the number of decimal places of a currency by ISO 4217; 2 for
// currencies this package does not know.
func Decimals(currency string) int32 {
	switch strings.ToUpper(currency) {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	}
	return 2
}

// Allocate splits total over weights by the largest remainder, so that the
// parts sum to total exactly: the way to show a meter's reconciliation line by
// resource or day of its usage. Ties go to the earlier part. Weights that sum
// to zero share equally. It returns nil for no weights.
func Allocate(total decimal.Decimal, weights []decimal.Decimal, places int32) []decimal.Decimal {
	if len(weights) == 0 {
		return nil
	}
	whole := decimal.Zero
	for _, w := range weights {
		whole = whole.Add(w)
	}
	if whole.IsZero() {
		weights = slices.Repeat([]decimal.Decimal{decimal.NewFromInt(1)}, len(weights))
		whole = decimal.NewFromInt(int64(len(weights)))
	}
	unit := decimal.New(1, -places)
	parts := make([]decimal.Decimal, len(weights))
	order := make([]int, len(weights))
	remainders := make([]decimal.Decimal, len(weights))
	left := total
	for i, w := range weights {
		exact := total.Mul(w).DivRound(whole, places+20)
		parts[i] = exact.RoundFloor(places)
		remainders[i], order[i] = exact.Sub(parts[i]), i
		left = left.Sub(parts[i])
	}
	slices.SortStableFunc(order, func(a, b int) int { return remainders[b].Cmp(remainders[a]) })
	for i := 0; left.GreaterThanOrEqual(unit); i++ {
		parts[order[i%len(order)]] = parts[order[i%len(order)]].Add(unit)
		left = left.Sub(unit)
	}
	parts[order[0]] = parts[order[0]].Add(left) // what total has beyond places
	return parts
}
