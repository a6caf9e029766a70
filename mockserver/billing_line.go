package mockserver

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// A ReconciliationLine is one line of a reconciliation export, in the names of
// Microsoft's invoice reconciliation file, which the fields bear unchanged.
// Amounts are JSON numbers.
type ReconciliationLine struct {
	// Who is billed. CustomerId is the customer's tenant.
	PartnerId, CustomerId, CustomerName, CustomerDomainName, CustomerCountry string
	InvoiceNumber, MpnId                                                     string
	// What was bought.
	OrderId, OrderDate, ProductId, SkuId, AvailabilityId, SkuName, ProductName string
	// What it costs. Subtotal is net, in Currency.
	ChargeType                                                       string
	UnitPrice, Quantity, Subtotal, TaxTotal, Total                   json.Number
	Currency, PriceAdjustmentDescription, PublisherName, PublisherId string
	// Which subscription and which time.
	SubscriptionDescription, SubscriptionId, ChargeStartDate, ChargeEndDate, TermAndBillingCycle string
	EffectiveUnitPrice                                                                           json.Number
	UnitType, AlternateId                                                                        string
	BillableQuantity                                                                             json.Number
	// BillingFrequency and the exchange from pricing to billing currency.
	BillingFrequency, PricingCurrency                                                                      string
	PCToBCExchangeRate                                                                                     json.Number
	PCToBCExchangeRateDate, MeterDescription, ReservationOrderId, CreditReasonCode                         string
	SubscriptionStartDate, SubscriptionEndDate, ReferenceID, ProductQualifiers, PromotionID, ResellerMPNID string
}

// spell writes a charge out as a line of an invoice.
func (g *generator) spell(p *partner, inv *invoice, c *charge) ReconciliationLine {
	t := c.tenant
	l := ReconciliationLine{
		PartnerId: p.TenantID, CustomerId: t.ID, CustomerName: t.Name, CustomerDomainName: t.Domain, CustomerCountry: t.Address.Country,
		InvoiceNumber: inv.ID, MpnId: p.MPNID, ResellerMPNID: resellerMPN(t),
		OrderId: c.order(g), OrderDate: stamp(c.start), ProductId: c.product.id, SkuId: c.product.sku, AvailabilityId: c.product.availability,
		SkuName: c.product.name, ProductName: c.product.name, ChargeType: c.kind,
		UnitPrice: price(c.unit), EffectiveUnitPrice: price(c.effective), Quantity: whole(c.quantity), BillableQuantity: whole(c.quantity),
		Subtotal: cents(c.subtotal), TaxTotal: cents(c.tax), Total: cents(c.subtotal + c.tax), Currency: inv.Currency,
		PublisherName: "Microsoft", SubscriptionId: c.subscription(g), SubscriptionDescription: c.product.name,
		ChargeStartDate: stamp(c.start), ChargeEndDate: stamp(c.end), SubscriptionStartDate: stamp(c.start), SubscriptionEndDate: stamp(c.end),
		TermAndBillingCycle: c.term.text, BillingFrequency: billingFrequency(c), PricingCurrency: c.pricing, PCToBCExchangeRate: price(c.rate),
		PCToBCExchangeRateDate: stamp(inv.Month.first()), AlternateId: c.order(g), PromotionID: c.promotion,
		ProductQualifiers: "[]", PriceAdjustmentDescription: "[]",
	}
	l.ReferenceID = g.id(t, "reference "+inv.Month.String(), c.index+10_000)
	if c.reference != 0 {
		l.ReferenceID = g.id(t, "reference "+inv.Month.String(), c.reference)
	}
	if c.product.addOn {
		l.ProductQualifiers = `["Add-on"]`
	}
	if c.promotion != "" {
		l.PriceAdjustmentDescription = `["15% Promotion"]`
	}
	if c.meter != nil {
		l.MeterDescription, l.UnitType = c.meter.category+" - "+c.meter.name, c.meter.unit
		l.SubscriptionDescription = "Azure plan"
		l.PriceAdjustmentDescription = `["15.0% Partner earned credit for services managed"]`
	}
	if c.kind == "customerCredit" {
		l.CreditReasonCode = "Customer Satisfaction"
	}
	return l
}

func billingFrequency(c *charge) string {
	switch c.term.months {
	case 1:
		return "Monthly"
	case 12:
		return "Annual"
	case 36:
		return "Triennial"
	}
	if c.meter != nil {
		return "Monthly"
	}
	return "OneTime"
}

func stamp(t time.Time) string { return t.Format("2006-01-02T15:04:05Z") }

func whole(n int64) json.Number { return json.Number(strconv.FormatInt(n, 10)) }

// cents writes an amount in cents with two decimals.
func cents(n int64) json.Number { return decimal(n, 2) }

// price writes a number in units of 1e-9 without trailing zeros.
func price(n int64) json.Number {
	s := strings.TrimRight(string(decimal(n, 9)), "0")
	return json.Number(strings.TrimSuffix(s, "."))
}

func decimal(n int64, places int) json.Number {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	d := strconv.FormatInt(n, 10)
	for len(d) <= places {
		d = "0" + d
	}
	return json.Number(sign + d[:len(d)-places] + "." + d[len(d)-places:])
}

// parseCents reads an amount with at most two decimals.
func parseCents(n json.Number) (int64, bool) {
	s, neg := strings.CutPrefix(string(n), "-")
	int64part, frac, _ := strings.Cut(s, ".")
	frac = strings.TrimRight(frac, "0")
	if len(frac) > 2 || int64part == "" {
		return 0, false
	}
	v, err := strconv.ParseInt(int64part+frac+strings.Repeat("0", 2-len(frac)), 10, 64)
	if err != nil || v < 0 {
		return 0, false
	}
	if neg {
		v = -v
	}
	return v, true
}
