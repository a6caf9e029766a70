package billing

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/tenantlink/tenantlink/linking"
)

// Audit is what several reports together say was never billed: tenants that are
// not linked and Azure consumption without the Azure service. Ignored tenants,
// which stay out on purpose, are not counted.
type Audit struct {
	// Invoices are the documents that were looked at, sorted.
	Invoices []string `json:"invoices"`
	// Never is the net value never billed, by currency.
	Never map[string]decimal.Decimal `json:"never_billed"`
	// Since is the earliest first charge (YYYY-MM-DD) among the leaks; empty when unknown.
	Since string `json:"since,omitempty"`
	// Tenants are the leaks, the largest first.
	Tenants []Leak `json:"tenants"`
}

// Leak is one tenant that was not billed. Linking it now does not bill closed
// months: propose manual billing lines for them.
type Leak struct {
	linking.TenantKey
	TenantID   string                     `json:"invalid_tenant_id,omitempty"`
	TenantName string                     `json:"tenant_name"`
	Reasons    []Reason                   `json:"reasons"`
	Values     map[string]decimal.Decimal `json:"values"` // net by currency
	Invoices   []string                   `json:"invoices"`
	Since      string                     `json:"since,omitempty"`
}

// LeakAudit gathers what the reports leave out. Give each document in one report only.
func LeakAudit(reports ...*Report) *Audit {
	type key struct {
		linking.TenantKey
		raw string
	}
	a := &Audit{Never: map[string]decimal.Decimal{}, Tenants: []Leak{}, Invoices: []string{}}
	leaks := map[key]*Leak{}
	for _, r := range reports {
		for _, p := range r.Proofs {
			a.Invoices = append(a.Invoices, p.Invoice)
		}
		for _, g := range r.Groups {
			if g.Reason != TenantNotLinked && g.Reason != AzureServiceMissing && g.Reason != TenantIDInvalid {
				continue
			}
			k := key{g.TenantKey, g.TenantID}
			if leaks[k] == nil {
				leaks[k] = &Leak{TenantKey: g.TenantKey, TenantID: g.TenantID, Values: map[string]decimal.Decimal{}}
			}
			leaks[k].add(g)
			a.Never[g.Currency] = a.Never[g.Currency].Add(g.Amount.Net)
			a.Since = smaller(a.Since, g.FirstCharge)
		}
	}
	slices.Sort(a.Invoices)
	a.Invoices = slices.Compact(a.Invoices)
	for _, l := range leaks {
		slices.Sort(l.Reasons)
		slices.Sort(l.Invoices)
		l.Reasons, l.Invoices = slices.Compact(l.Reasons), slices.Compact(l.Invoices)
		a.Tenants = append(a.Tenants, *l)
	}
	slices.SortFunc(a.Tenants, func(x, y Leak) int {
		return cmp.Or(y.largest().Cmp(x.largest()), compareKeys(x.TenantKey, y.TenantKey), cmp.Compare(x.TenantID, y.TenantID))
	})
	return a
}

func (l *Leak) add(g Group) {
	l.TenantName = smaller(l.TenantName, g.TenantName)
	l.Reasons = append(l.Reasons, g.Reason)
	l.Invoices = append(l.Invoices, g.Invoice)
	l.Since = smaller(l.Since, g.FirstCharge)
	l.Values[g.Currency] = l.Values[g.Currency].Add(g.Amount.Net)
}

func (l Leak) largest() decimal.Decimal {
	most := decimal.Zero
	for _, v := range l.Values {
		most = decimal.Max(most, v.Abs())
	}
	return most
}

// distinct counts the tenants of the leaks.
func (a *Audit) distinct() int {
	ids := map[uuid.UUID]bool{}
	for _, l := range a.Tenants {
		ids[l.Tenant] = true
	}
	return len(ids)
}

// String is the one sentence a broker wants to hear: "last 12 invoices: 7
// tenants, EUR 18,240.00 never billed, since 2026-03-01".
func (a *Audit) String() string {
	if len(a.Invoices) == 0 {
		return "nothing audited: there is not a single line"
	}
	if len(a.Tenants) == 0 {
		return fmt.Sprintf("last %d invoices: nothing left out", len(a.Invoices))
	}
	var values []string
	for _, c := range slices.Sorted(maps.Keys(a.Never)) {
		values = append(values, c+" "+group(fixed(a.Never[c], Decimals(c))))
	}
	s := fmt.Sprintf("last %d invoices: %d tenants, %s never billed", len(a.Invoices), a.distinct(), strings.Join(values, ", "))
	if a.Since != "" {
		s += ", since " + a.Since
	}
	return s
}
