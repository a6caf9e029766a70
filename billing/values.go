package billing

import (
	"context"

	"github.com/shopspring/decimal"

	"github.com/tenantlink/tenantlink/linking"
)

// Values returns what each tenant that no link includes is worth, per invoice
// and currency: the net sum of its excluded lines. With it a Report is a
// [linking.Valuer], so that an alert says what unlinked tenants hold.
func (r *Report) Values(context.Context) ([]linking.Value, error) {
	var out []linking.Value
	at := make(map[valueKey]int)
	for _, g := range r.Groups {
		if g.Included() || g.TenantID != "" || g.Reason == AzureServiceMissing || g.Reason == Departed {
			continue
		}
		k := valueKey{g.TenantKey, g.Invoice, g.Currency}
		n, ok := at[k]
		if !ok {
			n = len(out)
			at[k] = n
			out = append(out, linking.Value{Tenant: g.Tenant, Invoice: g.Invoice, Currency: g.Currency, Net: decimal.Zero})
		}
		out[n].Net = out[n].Net.Add(g.Amount.Net)
	}
	return out, nil
}

type valueKey struct {
	linking.TenantKey
	invoice, currency string
}

var _ linking.Valuer = (*Report)(nil)
