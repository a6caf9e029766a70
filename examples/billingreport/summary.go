package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/tenantlink/tenantlink/billing"
)

// summary is what -json prints.
type summary struct {
	Lines           int64                      `json:"lines"`
	Malformed       int64                      `json:"malformed"`
	Currencies      map[string]currencySummary `json:"currencies"`
	Organizations   int                        `json:"organizations"`
	ExcludedTenants int                        `json:"excluded_tenants"`
	Proof           billing.State              `json:"proof"`
	Seconds         float64                    `json:"seconds"`
	PeakRSS         int64                      `json:"peak_rss_bytes"`
}

// currencySummary holds net amounts as decimal strings.
type currencySummary struct {
	Total    string                    `json:"total"`
	Included string                    `json:"included"`
	Excluded string                    `json:"excluded"`
	ByReason map[billing.Reason]string `json:"by_reason"`
}

func writeSummary(w io.Writer, r *billing.Report, seconds float64) error {
	s := summary{
		Lines: r.Lines, Malformed: r.Malformed, Currencies: map[string]currencySummary{}, Organizations: count(organizationIDs(r)),
		ExcludedTenants: count(excludedTenants(r)), Proof: r.State, Seconds: seconds, PeakRSS: peakRSS(),
	}
	for _, c := range r.Currencies {
		x := currencySummary{
			Total: money(c.Total.Net, c.Currency), Included: money(c.Included.Net, c.Currency), Excluded: money(c.Excluded.Net, c.Currency),
			ByReason: map[billing.Reason]string{},
		}
		for reason, a := range c.ByReason {
			x.ByReason[reason] = money(a.Net, c.Currency)
		}
		s.Currencies[c.Currency] = x
	}
	return json.NewEncoder(w).Encode(s)
}

// money writes at least the currency's decimals and never fewer than the amount has.
func money(d decimal.Decimal, currency string) string {
	if places := billing.Decimals(currency); d.Equal(d.Truncate(places)) {
		return d.StringFixed(places)
	}
	return d.String()
}

func count(names []string) int {
	seen := map[string]bool{}
	for _, n := range names {
		seen[n] = true
	}
	return len(seen)
}

func organizationIDs(r *billing.Report) (ids []string) {
	for _, o := range r.Organizations {
		ids = append(ids, o.ID)
	}
	return ids
}

func excludedTenants(r *billing.Report) (ids []string) {
	for _, m := range r.MoneyAtRisk {
		ids = append(ids, m.TenantKey.String()+m.TenantID)
	}
	return ids
}

// writeText prints the proof and the largest exclusions.
func writeText(w io.Writer, r *billing.Report) error {
	if err := r.WriteProof(w); err != nil {
		return err
	}
	var b strings.Builder
	if len(r.MoneyAtRisk) > 0 {
		fmt.Fprintf(&b, "\nMoney at risk, largest first:\n")
	}
	for i, m := range r.MoneyAtRisk {
		if i == 10 {
			fmt.Fprintf(&b, "  and %d more\n", len(r.MoneyAtRisk)-i)
			break
		}
		for _, v := range m.Values {
			fmt.Fprintf(&b, "  %14s %s  %-20s %q  %s%s\n", money(v.Net, v.Currency), v.Currency, m.Reason, m.TenantName, m.TenantKey.Tenant, m.TenantID)
		}
	}
	for _, warning := range r.Warnings {
		fmt.Fprintf(&b, "\nNote: %s\n", warning)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
