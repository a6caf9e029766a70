package billing

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/tenantlink/tenantlink/linking"
)

// Subscription is one of our subscriptions in Partner Center, for comparison.
type Subscription struct {
	linking.TenantKey
	ID string `json:"id"`
	// Product is the offer or catalog item id: product, product:sku or
	// product:sku:availability.
	Product  string          `json:"product_id"`
	Name     string          `json:"name"`
	Quantity decimal.Decimal `json:"quantity"`
	// Status is that of Partner Center. Suspended new-commerce subscriptions are
	// still billed; expired and deleted ones are not expected to have lines.
	Status string `json:"status"`
	// BillingCycle is that of Partner Center. Only monthly (or unknown) cycles
	// are expected to have lines on every invoice.
	BillingCycle string `json:"billing_cycle"`
}

// DifferenceKind says how the three sides disagree.
type DifferenceKind string

// The kinds of differences. A product of a tenant gets the first one that holds.
const (
	MissingInPlatform        DifferenceKind = "missing_in_platform"        // Microsoft charges it, the platform does not bill it
	MissingInMicrosoft       DifferenceKind = "missing_in_microsoft"       // the platform bills it, Microsoft does not charge it
	OrganizationDiffers      DifferenceKind = "organization_differs"       // the platform bills another organization than the links say
	QuantityDiffers          DifferenceKind = "quantity_differs"           // between any two of the three sides
	PriceDiffers             DifferenceKind = "price_differs"              // same quantity, cost beyond the tolerance
	SubscriptionWithoutLines DifferenceKind = "subscription_without_lines" // neither Microsoft nor the platform has it
	LinesWithoutSubscription DifferenceKind = "lines_without_subscription" // charged seats that Partner Center knows no subscription of
)

// Side is what one side says about a product of a tenant.
type Side struct {
	OrganizationID string          `json:"organization_id,omitempty"`
	Quantity       decimal.Decimal `json:"quantity"`
	Cost           decimal.Decimal `json:"cost"`
}

// Difference is a product of a tenant on which the sides disagree.
type Difference struct {
	Kind DifferenceKind `json:"kind"`
	// Reason is why this report excludes the lines; it explains MissingInPlatform.
	Reason       Reason    `json:"reason,omitempty"`
	Tenant       uuid.UUID `json:"tenant_id"`
	Currency     string    `json:"currency,omitempty"`
	Product      string    `json:"product_id"`
	Sku          string    `json:"sku_id,omitempty"`
	Name         string    `json:"product_name"`
	Microsoft    *Side     `json:"microsoft,omitempty"`
	Platform     *Side     `json:"platform,omitempty"`
	Subscription *Side     `json:"subscription,omitempty"`
}

// Reconciliation is the result of [Reconcile].
type Reconciliation struct {
	Schema int `json:"schema"`
	// Compared is how many products of tenants were looked at, and Agree how many
	// of them are the same on all sides that have them.
	Compared    int          `json:"compared"`
	Agree       int          `json:"agree"`
	Differences []Difference `json:"differences"`
}

// productKey is what the three sides are joined on. The SubscriptionId of
// reconciliation lines is not the subscription's id in Partner Center, so it
// cannot be used.
type productKey struct {
	tenant       uuid.UUID
	product, sku string
}

type comparison struct {
	productKey
	currency, name          string
	microsoft, platform, pc *Side
	reason                  Reason
	seats                   bool
	dormant                 bool // the subscription need not have lines this month
}

// Reconcile compares three sides product by product: Microsoft's lines (report,
// built with [WithItems]), the billing platform's own report, and our
// subscriptions in Partner Center. tolerances allow a difference in cost per
// currency; without an entry cost must be equal. Quantities are compared for
// licences and software only; without subscriptions that side is left out.
func Reconcile(report *Report, platform []PlatformLine, subscriptions []Subscription, tolerances map[string]decimal.Decimal) (*Reconciliation, error) {
	if !report.hasItems {
		return nil, fmt.Errorf("billing: reconcile: %w; build it WithItems", ErrNoItems)
	}
	r := &reconciler{withoutSku: map[productKey]bool{}, rows: map[productKey]map[string]*comparison{}, haveSubs: len(subscriptions) > 0}
	r.findCoarse(report, platform, subscriptions)
	for _, i := range report.Items {
		r.microsoft(i)
	}
	for _, l := range platform {
		r.platform(l)
	}
	for _, s := range subscriptions {
		r.subscription(s)
	}
	return r.result(tolerances), nil
}

type reconciler struct {
	withoutSku map[productKey]bool // products that one side knows without a SKU
	rows       map[productKey]map[string]*comparison
	haveSubs   bool
}

// splitProduct reads product, product:sku and product:sku:availability.
func splitProduct(id string) (product, sku string) {
	parts := strings.FieldsFunc(strings.ToUpper(id), func(r rune) bool { return r == ':' || r == '/' })
	switch len(parts) {
	case 0:
		return "", ""
	case 1:
		return parts[0], ""
	}
	return parts[0], parts[1]
}

// findCoarse notes where a side names no SKU: there all sides are compared by product.
func (r *reconciler) findCoarse(report *Report, platform []PlatformLine, subscriptions []Subscription) {
	note := func(tenant uuid.UUID, product, sku string) {
		if sku == "" {
			r.withoutSku[productKey{tenant: tenant, product: product}] = true
		}
	}
	for _, i := range report.Items {
		note(i.Tenant, i.Product, i.Sku)
	}
	for _, l := range platform {
		product, sku := splitProduct(l.Product)
		note(l.Tenant, product, sku)
	}
	for _, s := range subscriptions {
		product, sku := splitProduct(s.Product)
		note(s.Tenant, product, sku)
	}
}

// at finds the row of a product; an empty currency joins the only one there is.
func (r *reconciler) at(tenant uuid.UUID, product, sku, currency, name string) *comparison {
	k := productKey{tenant, product, strings.ToUpper(sku)}
	if r.withoutSku[productKey{tenant: tenant, product: product}] {
		k.sku = ""
	}
	if r.rows[k] == nil {
		r.rows[k] = map[string]*comparison{}
	}
	if currency == "" && len(r.rows[k]) == 1 {
		for only := range r.rows[k] {
			currency = only
		}
	}
	c := r.rows[k][currency]
	if c == nil {
		c = &comparison{productKey: k, currency: currency}
		r.rows[k][currency] = c
	}
	c.name = cmp.Or(c.name, name)
	return c
}

func (s *Side) plus(organization string, quantity, cost decimal.Decimal) *Side {
	if s == nil {
		s = &Side{}
	}
	s.OrganizationID = cmp.Or(s.OrganizationID, organization)
	s.Quantity, s.Cost = s.Quantity.Add(quantity), s.Cost.Add(cost)
	return s
}

func (r *reconciler) microsoft(i Item) {
	c := r.at(i.Tenant, i.Product, i.Sku, i.Currency, cmp.Or(i.SkuName, i.ProductName))
	quantity := i.Quantity
	if i.Category == Licences || i.Category == Software {
		c.seats = true
	} else {
		quantity = decimal.Zero
	}
	c.microsoft = c.microsoft.plus(i.OrganizationID, quantity, i.Amount.Net)
	c.reason = cmp.Or(c.reason, i.Reason)
}

func (r *reconciler) platform(l PlatformLine) {
	product, sku := splitProduct(l.Product)
	c := r.at(l.Tenant, product, sku, strings.ToUpper(l.Currency), l.Name)
	c.platform = c.platform.plus(l.OrganizationID, l.Quantity, l.Cost)
}

func (r *reconciler) subscription(s Subscription) {
	switch strings.ToLower(s.Status) {
	case "deleted", "expired", "none", "pending":
		return
	}
	product, sku := splitProduct(s.Product)
	c := r.at(s.Tenant, product, sku, "", s.Name)
	c.pc = c.pc.plus("", s.Quantity, decimal.Zero)
	cycle := strings.ToLower(s.BillingCycle)
	c.dormant = c.dormant || cycle != "" && cycle != "monthly" || s.Quantity.IsZero()
}

func (r *reconciler) result(tolerances map[string]decimal.Decimal) *Reconciliation {
	out := &Reconciliation{Schema: Schema, Differences: []Difference{}}
	for _, byCurrency := range r.rows {
		for _, c := range byCurrency {
			out.Compared++
			kind := c.kind(tolerances[c.currency], r.haveSubs)
			if kind == "" {
				out.Agree++
				continue
			}
			out.Differences = append(out.Differences, c.difference(kind))
		}
	}
	slices.SortFunc(out.Differences, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), b.size().Cmp(a.size()), bytes.Compare(a.Tenant[:], b.Tenant[:]),
			cmp.Compare(a.Product, b.Product), cmp.Compare(a.Sku, b.Sku), cmp.Compare(a.Currency, b.Currency))
	})
	return out
}

// kind is the one kind of difference of a row, empty when the sides agree.
func (c *comparison) kind(tolerance decimal.Decimal, haveSubs bool) DifferenceKind {
	m, p, s := c.microsoft, c.platform, c.pc
	switch {
	case m == nil && p == nil:
		if c.dormant {
			return ""
		}
		return SubscriptionWithoutLines
	case p == nil && m.Cost.Abs().GreaterThan(tolerance):
		return MissingInPlatform
	case m == nil && p.Cost.Abs().GreaterThan(tolerance):
		return MissingInMicrosoft
	case m == nil || p == nil:
		return "" // worth nothing on the one side that has it
	case m.OrganizationID != p.OrganizationID:
		return OrganizationDiffers
	case c.seats && !m.Quantity.Equal(p.Quantity), c.seats && s != nil && !c.dormant && !s.Quantity.Equal(m.Quantity):
		return QuantityDiffers
	case m.Cost.Sub(p.Cost).Abs().GreaterThan(tolerance):
		return PriceDiffers
	case haveSubs && s == nil && c.seats && m.Quantity.IsPositive():
		return LinesWithoutSubscription
	}
	return ""
}

func (c *comparison) difference(kind DifferenceKind) Difference {
	d := Difference{Kind: kind, Tenant: c.tenant, Currency: c.currency, Product: c.product, Sku: c.sku, Name: c.name,
		Microsoft: c.microsoft, Platform: c.platform, Subscription: c.pc}
	if kind == MissingInPlatform {
		d.Reason = c.reason
	}
	return d
}

// size is the money at stake, for sorting.
func (d Difference) size() decimal.Decimal {
	var m, p decimal.Decimal
	if d.Microsoft != nil {
		m = d.Microsoft.Cost
	}
	if d.Platform != nil {
		p = d.Platform.Cost
	}
	if d.Kind == OrganizationDiffers {
		return m.Abs()
	}
	return m.Sub(p).Abs()
}
