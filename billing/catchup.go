package billing

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

// ManualLine is a proposed manual billing line for a month that is closed.
// Whether the platform bills the past after a late link is not documented
// publicly, so linking a tenant is not counted as fixing closed months.
type ManualLine struct {
	// ID is the same for the same document, tenant, product and subscription,
	// whenever and from whatever reports it is proposed. Who posts a line keeps its
	// ID and never posts it again.
	ID               string    `json:"id"`
	OrganizationID   string    `json:"organization_id,omitempty"` // empty when the tenant is still not linked
	OrganizationName string    `json:"organization_name,omitempty"`
	Tenant           uuid.UUID `json:"tenant_id"`
	Invoice          string    `json:"invoice"`
	Currency         string    `json:"currency"`
	Product          string    `json:"product_id"`
	Sku              string    `json:"sku_id"`
	Subscription     string    `json:"subscription_id"`
	Description      string    `json:"description"`
	// Missed is why the month was not billed.
	Missed   Reason          `json:"missed"`
	Quantity decimal.Decimal `json:"quantity"`
	Cost     decimal.Decimal `json:"cost"`
}

// CatchUp proposes manual billing lines for what closed months left out because a
// tenant was not linked or an organization had no Azure service. links are
// today's, so that each line names the organization it should go to. The reports
// must have been built with [WithItems]. Nothing is posted: a person reviews.
func CatchUp(links LinkSet, closed ...*Report) ([]ManualLine, error) {
	index, err := newLinkIndex(links.canonical())
	if err != nil {
		return nil, err
	}
	lines := map[string]ManualLine{}
	for _, r := range closed {
		if !r.hasItems {
			return nil, fmt.Errorf("billing: catch up: %w; build it WithItems", ErrNoItems)
		}
		for _, i := range r.Items {
			if i.Reason != TenantNotLinked && i.Reason != AzureServiceMissing || i.Amount.Net.IsZero() {
				continue
			}
			fate, err := index.join(i.TenantKey, true, false, nil)
			if err != nil {
				return nil, err
			}
			l := manualLine(i)
			l.OrganizationID, l.OrganizationName = fate.organization, index.organizations[fate.organization].Name
			if same, ok := lines[l.ID]; ok {
				l.Quantity, l.Cost = l.Quantity.Add(same.Quantity), l.Cost.Add(same.Cost)
			}
			lines[l.ID] = l
		}
	}
	return sortedManual(lines), nil
}

func manualLine(i Item) ManualLine {
	l := ManualLine{
		Tenant: i.Tenant, Invoice: i.Invoice, Currency: i.Currency, Product: i.Product, Sku: i.Sku, Subscription: i.Subscription,
		Description: strings.TrimSpace(cmp.Or(i.SkuName, i.ProductName, i.Product) + ", not billed with invoice " + i.Invoice),
		Missed:      i.Reason, Quantity: i.Quantity, Cost: i.Amount.Net,
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{i.Invoice, i.Currency, i.TenantKey.String(), i.Product, i.Sku, i.Subscription, string(i.Category)}, "\x00")))
	l.ID = hex.EncodeToString(sum[:12])
	return l
}

func sortedManual(lines map[string]ManualLine) []ManualLine {
	out := make([]ManualLine, 0, len(lines))
	for _, l := range lines {
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b ManualLine) int {
		return cmp.Or(cmp.Compare(a.OrganizationName, b.OrganizationName), cmp.Compare(a.Tenant.String(), b.Tenant.String()),
			cmp.Compare(a.Invoice, b.Invoice), cmp.Compare(a.ID, b.ID))
	})
	return out
}
