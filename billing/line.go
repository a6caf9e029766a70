package billing

import (
	"bytes"
	"strings"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

// amountOf parses a field that is a number or a numeric string. ok is false
// when it is absent or an empty string.
func amountOf(v *[numFields]value, f field) (n number, ok bool, bad *Malformed) {
	x := v[f]
	raw := x.raw
	switch x.kind {
	case kindAbsent:
		return n, false, nil
	case kindEscaped:
		raw = bytes.TrimSpace(x.text())
	case kindString:
		raw = bytes.TrimSpace(raw)
	case kindOther:
		return n, false, &Malformed{Field: f.label(), Problem: "is no number"}
	}
	if len(raw) == 0 {
		return n, false, nil
	}
	n, ok = parseNumber(raw)
	if !ok {
		return n, false, &Malformed{Field: f.label(), Problem: "is no number this program reads: " + shorten(raw)}
	}
	return n, true, nil
}

func shorten(b []byte) string {
	const most = 40
	if len(b) > most {
		return strings.ToValidUTF8(string(b[:most]), "?") + "..."
	}
	return strings.ToValidUTF8(string(b), "?")
}

// isCurrency reports whether s has the form of an ISO 4217 code in upper case.
func isCurrency(s string) bool {
	for i := range len(s) {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return len(s) == 3
}

// dayOf is the date part of a timestamp as YYYY-MM-DD, or empty.
func dayOf(v value) string {
	b := v.text()
	if len(b) >= 10 && isDay(b[:10]) {
		return string(b[:10])
	}
	return ""
}

func isDay(b []byte) bool {
	for i, c := range b {
		if i == 4 || i == 7 {
			if c != '-' {
				return false
			}
		} else if c-'0' > 9 {
			return false
		}
	}
	return true
}

// parseGUID reads the 36-character form of a GUID in any case; braces, urn:
// prefixes and the zero GUID are no tenant ids.
func parseGUID(b []byte) (id uuid.UUID, ok bool) {
	if len(b) != 36 || b[8] != '-' || b[13] != '-' || b[18] != '-' || b[23] != '-' {
		return id, false
	}
	var bad byte
	for i, at := range [16]int{0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34} {
		hi, lo := hexDigit[b[at]], hexDigit[b[at+1]]
		bad |= hi | lo
		id[i] = hi<<4 | lo&15
	}
	return id, bad < 16 && id != uuid.Nil
}

// hexDigit is the value of each byte as a hexadecimal digit; 0x80 when it is none.
var hexDigit = func() (t [256]byte) {
	for c := range t {
		t[c] = 0x80
	}
	for v, c := range []byte("0123456789abcdef") {
		t[c] = byte(v)
	}
	for v, c := range []byte("ABCDEF") {
		t[c] = byte(10 + v)
	}
	return t
}()

// Line is one line as billed, for outputs that show every line. Text is as in
// the source; amounts are exact. Field names follow the reconciliation file.
type Line struct {
	// Blob and Number are where the line comes from.
	Blob   string `json:"blob"`
	Number int64  `json:"line"`

	Partner                    uuid.UUID       `json:"partner_tenant_id,omitzero"`
	CustomerID                 string          `json:"customer_id"`
	Tenant                     uuid.UUID       `json:"tenant_id,omitzero"` // zero when CustomerID is no GUID
	CustomerName               string          `json:"customer_name"`
	CustomerDomain             string          `json:"customer_domain"`
	Country                    string          `json:"country"`
	Invoice                    string          `json:"invoice"`
	Reseller                   string          `json:"reseller_mpn_id"`
	OrderID                    string          `json:"order_id"`
	OrderDate                  string          `json:"order_date"`
	ProductID                  string          `json:"product_id"`
	SkuID                      string          `json:"sku_id"`
	ProductName                string          `json:"product_name"`
	SkuName                    string          `json:"sku_name"`
	Publisher                  string          `json:"publisher"`
	ChargeType                 string          `json:"charge_type"`
	UnitPrice                  decimal.Decimal `json:"unit_price"`
	EffectiveUnitPrice         decimal.Decimal `json:"effective_unit_price"`
	UnitType                   string          `json:"unit_type"`
	Quantity                   decimal.Decimal `json:"quantity"`
	BillableQuantity           decimal.Decimal `json:"billable_quantity"`
	Subtotal                   decimal.Decimal `json:"subtotal"`
	Tax                        decimal.Decimal `json:"tax"`
	Total                      decimal.Decimal `json:"total"`
	Currency                   string          `json:"currency"`
	PricingCurrency            string          `json:"pricing_currency"`
	Rate                       decimal.Decimal `json:"exchange_rate"`
	RateDate                   string          `json:"exchange_rate_date"`
	SubscriptionID             string          `json:"subscription_id"`
	SubscriptionDescription    string          `json:"subscription_description"`
	ChargeStart                string          `json:"charge_start"`
	ChargeEnd                  string          `json:"charge_end"`
	Term                       string          `json:"term"`
	Frequency                  string          `json:"frequency"`
	Meter                      string          `json:"meter"`
	PriceAdjustmentDescription string          `json:"price_adjustment"`
	CreditReason               string          `json:"credit_reason"`
	Promotion                  string          `json:"promotion_id"`
	Reference                  string          `json:"reference_id"`
	Category                   Category        `json:"category"`
	// Gated says that the line is Azure consumption.
	Gated bool `json:"gated"`
	// Problem names a number that could not be read and shows as zero. Subtotal
	// and Tax are never among them: a line without them is malformed.
	Problem string `json:"problem,omitempty"`
}

// fullLine decodes every column of a line whose Subtotal and Tax are readable.
func fullLine(v *[numFields]value, blob string, n int64) Line {
	t := func(f field) string { return v[f].string() }
	l := Line{
		Blob: blob, Number: n, CustomerID: t(fCustomerID), CustomerName: t(fCustomerName), CustomerDomain: t(fCustomerDomain),
		Country: t(fCountry), Invoice: t(fInvoice), Reseller: t(fReseller), OrderID: t(fOrderID), OrderDate: t(fOrderDate),
		ProductID: t(fProductID), SkuID: t(fSkuID), ProductName: t(fProductName), SkuName: t(fSkuName), Publisher: t(fPublisher),
		ChargeType: t(fChargeType), UnitType: t(fUnitType), Currency: strings.ToUpper(t(fCurrency)), PricingCurrency: t(fPricingCurrency),
		RateDate: t(fRateDate), SubscriptionID: t(fSubscriptionID), SubscriptionDescription: t(fSubscriptionText),
		ChargeStart: t(fChargeStart), ChargeEnd: t(fChargeEnd), Term: t(fTerm), Frequency: t(fFrequency), Meter: t(fMeter),
		PriceAdjustmentDescription: t(fPriceAdjustment), CreditReason: t(fCreditReason), Promotion: t(fPromotion), Reference: t(fReference),
	}
	l.Partner, _ = parseGUID(v[fPartnerID].text())
	l.Tenant, _ = parseGUID(v[fCustomerID].text())
	for _, a := range []struct {
		f  field
		to *decimal.Decimal
	}{
		{fUnitPrice, &l.UnitPrice}, {fEffectivePrice, &l.EffectiveUnitPrice}, {fQuantity, &l.Quantity},
		{fBillableQuantity, &l.BillableQuantity}, {fSubtotal, &l.Subtotal}, {fTax, &l.Tax}, {fTotal, &l.Total}, {fRate, &l.Rate},
	} {
		x, _, bad := amountOf(v, a.f)
		if bad != nil {
			l.Problem = bad.Error()
		}
		*a.to = x.decimal()
	}
	return l
}
