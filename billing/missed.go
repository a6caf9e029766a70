package billing

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/linking"
)

// Missed returns what the report left out because a tenant was not linked or an
// organization had no Azure service, per document, tenant and product, net. It is
// what [linking.Snapshot.ProposeCatchUp] turns into manual billing lines: whether
// a platform bills closed months after a late link is not documented publicly, so
// linking a tenant is not counted as fixing them. Credits are among the charges,
// and sums of zero are left out. The report must have been built with [WithItems].
func (r *Report) Missed() ([]linking.MissedCharge, error) {
	if !r.hasItems {
		return nil, fmt.Errorf("billing: missed charges: %w; build it WithItems", ErrNoItems)
	}
	months := r.months()
	sums := make(map[missedKey]linking.MissedCharge)
	for _, i := range r.Items {
		if i.Reason != TenantNotLinked && i.Reason != AzureServiceMissing || i.Tenant == uuid.Nil {
			continue
		}
		product := strings.TrimRight(i.Product+":"+i.Sku, ":")
		k := missedKey{i.Invoice, i.Currency, i.Tenant, product}
		m, ok := sums[k]
		if !ok {
			m = linking.MissedCharge{
				Tenant: i.Tenant, Invoice: i.Invoice, Month: months[i.Invoice], ProductID: product,
				Product: cmp.Or(i.SkuName, i.ProductName, i.Product), Currency: i.Currency,
			}
		}
		m.Cost = m.Cost.Add(i.Amount.Net)
		sums[k] = m
	}
	maps.DeleteFunc(sums, func(_ missedKey, m linking.MissedCharge) bool { return m.Cost.IsZero() })
	return slices.SortedFunc(maps.Values(sums), func(a, b linking.MissedCharge) int {
		return cmp.Or(cmp.Compare(a.Invoice, b.Invoice), cmp.Compare(a.Tenant.String(), b.Tenant.String()),
			cmp.Compare(a.ProductID, b.ProductID), cmp.Compare(a.Currency, b.Currency))
	}), nil
}

type missedKey struct {
	invoice, currency string
	tenant            uuid.UUID
	product           string
}

// months maps each document to its billing month as "2006-01": the month in which
// its period ends, or, without a header, that of its latest first charge.
func (r *Report) months() map[string]string {
	out := make(map[string]string)
	for _, g := range r.Groups {
		if len(g.FirstCharge) >= len("2006-01") {
			out[g.Invoice] = max(out[g.Invoice], g.FirstCharge[:len("2006-01")])
		}
	}
	for _, p := range r.Proofs {
		if p.Document != nil && !p.Document.PeriodEnd.IsZero() {
			out[p.Invoice] = p.Document.PeriodEnd.UTC().Format("2006-01")
		}
	}
	return out
}
