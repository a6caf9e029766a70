package billing

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/tenantlink/tenantlink/linking"
)

// Item is the value of one product and subscription of a tenant in one document.
// Pairs of added and removed seats are net in Quantity.
type Item struct {
	Invoice  string `json:"invoice"`
	Currency string `json:"currency"`
	linking.TenantKey
	TenantID         string   `json:"invalid_tenant_id,omitempty"`
	Category         Category `json:"category"`
	Reason           Reason   `json:"reason,omitempty"` // empty when included
	OrganizationID   string   `json:"organization_id,omitempty"`
	OrganizationName string   `json:"organization_name,omitempty"`
	Gated            bool     `json:"gated,omitempty"` // Azure consumption
	Rule             string   `json:"rule,omitempty"`
	Reseller         string   `json:"reseller_mpn_id,omitempty"`
	Product          string   `json:"product_id"`
	Sku              string   `json:"sku_id"`
	Subscription     string   `json:"subscription_id"`
	ProductName      string   `json:"product_name"`
	SkuName          string   `json:"sku_name"`
	Term             string   `json:"term"`
	// Extended says that the lines mention extended service terms.
	Extended bool `json:"extended_terms,omitempty"`
	// Quantity is the sum of quantities with the sign of their money.
	Quantity decimal.Decimal `json:"quantity"`
	// UnitPrice is the largest effective unit price: that of a full period.
	UnitPrice decimal.Decimal `json:"unit_price"`
	Amount    Amount          `json:"amount"`
}

func (b *builder) items() {
	for k, i := range b.part.items {
		v := b.verdicts[k.groupKey]
		b.report.Items = append(b.report.Items, Item{
			Invoice: k.invoice, Currency: k.currency, TenantKey: k.TenantKey, TenantID: k.raw, Category: classes[k.class], Reason: v.reason,
			OrganizationID: v.organization, OrganizationName: b.index.organizations[v.organization].Name,
			Gated: k.gated, Rule: k.rule, Reseller: k.reseller,
			Product: k.product, Sku: k.sku, Subscription: k.subscription, ProductName: i.product, SkuName: i.sku, Term: i.term,
			Extended: i.extended, Quantity: i.quantity.decimal(), UnitPrice: i.price.decimal(), Amount: i.amount(),
		})
	}
	slices.SortFunc(b.report.Items, func(a, c Item) int {
		return cmp.Or(cmp.Compare(a.Currency, c.Currency), cmp.Compare(a.Invoice, c.Invoice), cmp.Compare(a.OrganizationID, c.OrganizationID),
			compareKeys(a.TenantKey, c.TenantKey), cmp.Compare(a.TenantID, c.TenantID),
			cmp.Compare(a.Category, c.Category), cmp.Compare(a.Product, c.Product), cmp.Compare(a.Sku, c.Sku),
			cmp.Compare(a.Subscription, c.Subscription), cmp.Compare(a.Reason, c.Reason), cmp.Compare(a.Rule, c.Rule),
			cmp.Compare(a.Reseller, c.Reseller), compareBool(a.Gated, c.Gated))
	})
}
