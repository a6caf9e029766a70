package mockserver

import (
	"encoding/json"
	"strconv"
)

// A UsageLine is one line of a daily-rated usage export, in Microsoft's names.
type UsageLine struct {
	// Who used it.
	PartnerId, PartnerName, CustomerId, CustomerName, CustomerDomainName, CustomerCountry, MpnId, Tier2MpnId, InvoiceNumber string
	// What was used and when.
	ProductId, SkuId, AvailabilityId, SkuName, ProductName, PublisherName, PublisherId, SubscriptionDescription, SubscriptionId  string
	ChargeStartDate, ChargeEndDate, UsageDate, MeterType, MeterCategory, MeterId, MeterSubCategory, MeterName, MeterRegion, Unit string
	ResourceLocation, ConsumedService, ResourceGroup, ResourceURI, ChargeType                                                    string
	// What it costs: up to ten decimals, while reconciliation lines have two.
	UnitPrice, Quantity                                               json.Number
	UnitType                                                          string
	BillingPreTaxTotal                                                json.Number
	BillingCurrency                                                   string
	PricingPreTaxTotal                                                json.Number
	PricingCurrency, ServiceInfo1, ServiceInfo2, Tags, AdditionalInfo string
	EffectiveUnitPrice, PCToBCExchangeRate                            json.Number
	PCToBCExchangeRateDate, EntitlementId, EntitlementDescription     string
	PartnerEarnedCreditPercentage, CreditPercentage                   json.Number
	CreditType, BenefitOrderId, BenefitId, BenefitType                string
}

// writeUsage details the Azure charges of an invoice by day.
func writeUsage(enc *json.Encoder, g *generator, p *partner, inv *invoice, tenants []*Tenant, basic bool) error {
	var err error
	inv.charges(g, tenants, func(c *charge) bool {
		if c.meter == nil {
			return true
		}
		err = writeDays(enc, g, p, inv, c, basic)
		return err == nil
	})
	return err
}

func writeDays(enc *json.Encoder, g *generator, p *partner, inv *invoice, c *charge, basic bool) error {
	t := c.tenant
	days := int64(inv.Month.days())
	pricing := c.subtotal * nano / c.rate
	l := UsageLine{
		PartnerId: p.TenantID, PartnerName: p.Name, CustomerId: t.ID, CustomerName: t.Name, CustomerDomainName: t.Domain, CustomerCountry: t.Address.Country,
		MpnId: p.MPNID, Tier2MpnId: resellerMPN(t), InvoiceNumber: inv.ID, ProductId: c.product.id, SkuId: c.product.sku, AvailabilityId: c.product.availability,
		SkuName: c.product.name, ProductName: c.product.name, PublisherName: "Microsoft", SubscriptionDescription: "Azure plan", SubscriptionId: g.id(t, "azure subscription", 0),
		ChargeStartDate: stamp(c.start), ChargeEndDate: stamp(c.end), MeterType: c.meter.category + " - " + c.meter.name, MeterCategory: c.meter.category, MeterId: c.meter.id,
		MeterSubCategory: c.meter.category, MeterName: c.meter.name, MeterRegion: "EU North", Unit: c.meter.unit, ResourceLocation: "northeurope", ConsumedService: "Microsoft.Compute",
		ResourceGroup: "rg-production", ResourceURI: "/subscriptions/" + g.id(t, "entitlement", 0) + "/resourceGroups/rg-production/" + strconv.Itoa(c.sub),
		ChargeType: "Usage", UnitPrice: price(c.unit), UnitType: c.meter.unit, BillingCurrency: inv.Currency, PricingCurrency: c.pricing, EffectiveUnitPrice: price(c.effective),
		PCToBCExchangeRate: price(c.rate), PCToBCExchangeRateDate: stamp(inv.Month.first()), EntitlementId: g.id(t, "entitlement", 0), EntitlementDescription: "Azure subscription 1",
		PartnerEarnedCreditPercentage: "15", CreditPercentage: "15", CreditType: "Azure Credit Applied", Tags: "", AdditionalInfo: "",
	}
	if basic {
		l.CustomerDomainName, l.CustomerCountry, l.MpnId, l.Tier2MpnId, l.AvailabilityId, l.ProductName = "", "", "", "", "", ""
	}
	for d := range days {
		l.UsageDate = stamp(inv.Month.day(int(d) + 1))
		l.Quantity = price(c.quantity * nano / days)
		// Ten decimals: cents times 1e8, cut, so that a month's days fall
		// short of its reconciliation line by less than a cent.
		l.BillingPreTaxTotal = decimal(c.subtotal*100_000_000/days, 10)
		l.PricingPreTaxTotal = decimal(pricing*100_000_000/days, 10)
		if err := enc.Encode(&l); err != nil {
			return err
		}
	}
	return nil
}

// resellerMPN is 0 for customers without a reseller.
func resellerMPN(t *Tenant) string {
	if t.Reseller == "" {
		return "0"
	}
	return strconv.FormatUint(4_000_000+subSeed(0, t.Reseller)%900_000, 10)
}
