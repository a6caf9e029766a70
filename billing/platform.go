package billing

import (
	"cmp"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

// PlatformLine is one product of one organization in the billing platform's own
// report. Cost is what the platform says Microsoft charges; it is compared with
// Subtotal.
type PlatformLine struct {
	OrganizationID   string          `json:"organization_id"`
	OrganizationName string          `json:"organization_name"`
	Tenant           uuid.UUID       `json:"tenant_id,omitzero"`
	Invoice          string          `json:"invoice,omitempty"` // empty when the platform does not say
	Currency         string          `json:"currency"`
	Service          string          `json:"service"`
	Product          string          `json:"product_id"` // product, or product:sku
	Name             string          `json:"product_name"`
	Subscription     string          `json:"subscription_id"`
	Quantity         decimal.Decimal `json:"quantity"`
	Cost             decimal.Decimal `json:"cost"`
	Sales            decimal.Decimal `json:"sales"`
}

// PlatformCheck is block I: what this report includes against what the platform
// reports, for the same document and currency.
type PlatformCheck struct {
	Platform   decimal.Decimal `json:"platform"`
	Difference decimal.Decimal `json:"difference"` // B - I
	// Organizations are those that differ, the largest difference first.
	Organizations []OrganizationDifference `json:"organizations,omitempty"`
	// WholeCurrency says that the platform names no invoices, so that the
	// comparison is over all documents of the currency.
	WholeCurrency bool `json:"whole_currency,omitempty"`
}

// OrganizationDifference is an organization that the platform bills differently.
type OrganizationDifference struct {
	ID         string          `json:"organization_id"`
	Name       string          `json:"organization_name"`
	Included   decimal.Decimal `json:"included"`
	Platform   decimal.Decimal `json:"platform"`
	Difference decimal.Decimal `json:"difference"`
}

// platformCheck compares the groups of one document, or of a whole currency when
// the platform's lines name no invoice.
func platformCheck(k docKey, groups []Group, lines []PlatformLine) *PlatformCheck {
	named := false
	for _, l := range lines {
		named = named || (strings.EqualFold(l.Currency, k.currency) && l.Invoice != "")
	}
	c := &PlatformCheck{WholeCurrency: !named}
	orgs := map[string]*OrganizationDifference{}
	at := func(id, name string) *OrganizationDifference {
		if orgs[id] == nil {
			orgs[id] = &OrganizationDifference{ID: id}
		}
		orgs[id].Name = cmp.Or(orgs[id].Name, name)
		return orgs[id]
	}
	for _, g := range groups {
		if g.Included() && g.Currency == k.currency && (!named || g.Invoice == k.invoice) {
			o := at(g.OrganizationID, g.OrganizationName)
			o.Included = o.Included.Add(g.Amount.Net)
		}
	}
	for _, l := range lines {
		if strings.EqualFold(l.Currency, k.currency) && (!named || l.Invoice == k.invoice) {
			o := at(l.OrganizationID, l.OrganizationName)
			o.Platform = o.Platform.Add(l.Cost)
		}
	}
	for _, o := range orgs {
		o.Difference = o.Included.Sub(o.Platform)
		c.Platform = c.Platform.Add(o.Platform)
		c.Difference = c.Difference.Add(o.Difference)
		if !o.Difference.IsZero() {
			c.Organizations = append(c.Organizations, *o)
		}
	}
	slices.SortFunc(c.Organizations, func(a, b OrganizationDifference) int {
		return cmp.Or(b.Difference.Abs().Cmp(a.Difference.Abs()), cmp.Compare(a.ID, b.ID))
	})
	return c
}
