package linking

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

// Value is what one tenant is worth on one invoice, net of tax.
type Value struct {
	Tenant   uuid.UUID       `json:"tenant_id"`
	Invoice  string          `json:"invoice"`
	Currency string          `json:"currency"`
	Net      decimal.Decimal `json:"net"`
}

// Valuer says what unlinked tenants are worth. A billing report implements it.
type Valuer interface {
	Values(ctx context.Context) ([]Value, error)
}

// Alert is the count of unlinked tenants and what hangs on it.
type Alert struct {
	Scope Scope     `json:"scope"`
	Taken time.Time `json:"taken"`
	// Unlinked are the tenants for which nobody is invoiced, the most valuable
	// first.
	Unlinked []UnlinkedTenant `json:"unlinked"`
	// Ignored is how many unlinked tenants the ignore list explains.
	Ignored int `json:"ignored"`
	// Reopened are tenants of the ignore list that have a charge after all, on the
	// Valuer's invoice or by WithChargedTenants: they are counted as unlinked again.
	Reopened []uuid.UUID `json:"reopened,omitempty"`
	// Deadline is the next 6th of a month, 00:00 UTC: Microsoft releases invoices
	// between the 6th and the 8th, and a tenant linked later misses the month.
	Deadline time.Time `json:"deadline"`
	// Worth is the net sum per invoice and currency; empty without a Valuer.
	Worth []Worth `json:"worth,omitempty"`
}

// UnlinkedTenant is one tenant without organization.
type UnlinkedTenant struct {
	Tenant uuid.UUID `json:"tenant_id"`
	Name   string    `json:"name"`
	Domain string    `json:"domain"`
	Values []Value   `json:"values,omitempty"`
	// Since is when a watch first saw the tenant unlinked; zero when none has. See
	// Remember.
	Since time.Time `json:"since,omitzero"`
}

// Worth is a net sum in one currency of one invoice. Sums of different
// currencies are never added.
type Worth struct {
	Invoice  string          `json:"invoice"`
	Currency string          `json:"currency"`
	Net      decimal.Decimal `json:"net"`
}

// NewAlert tells which tenants of the snapshot are unlinked and, with a Valuer,
// what each is worth. A nil Valuer leaves the values out.
func NewAlert(ctx context.Context, s *Snapshot, v Valuer) (*Alert, error) {
	a := &Alert{Scope: s.Scope, Taken: s.Taken, Deadline: nextDeadline(s.Taken), Unlinked: []UnlinkedTenant{}}
	values := make(map[uuid.UUID][]Value)
	if v != nil {
		all, err := v.Values(ctx)
		if err != nil {
			return nil, fmt.Errorf("linking: alert: %w", err)
		}
		for _, x := range all {
			values[x.Tenant] = append(values[x.Tenant], x)
		}
	}
	unlinked := s.Unlinked()
	names := make(map[uuid.UUID]Tenant, len(s.Tenants))
	for _, t := range s.Tenants {
		names[t.Tenant] = t
	}
	for _, t := range unlinked {
		if slices.ContainsFunc(s.Reopened, func(i Ignore) bool { return i.Tenant == t.Tenant }) {
			a.Reopened = append(a.Reopened, t.Tenant)
		}
	}
	for _, i := range s.Ignored() {
		if slices.ContainsFunc(values[i.Tenant], func(x Value) bool { return !x.Net.IsZero() }) {
			a.Reopened = append(a.Reopened, i.Tenant)
			unlinked = append(unlinked, names[i.Tenant])
			continue
		}
		a.Ignored++
	}
	for _, t := range unlinked {
		a.Unlinked = append(a.Unlinked, UnlinkedTenant{Tenant: t.Tenant, Name: displayName(t), Domain: t.Domain, Values: values[t.Tenant]})
	}
	slices.SortStableFunc(a.Unlinked, func(x, y UnlinkedTenant) int {
		return cmp.Or(y.largest().Cmp(x.largest()), compareUUID(x.Tenant, y.Tenant))
	})
	a.Worth = worth(a.Unlinked)
	return a, nil
}

func (u UnlinkedTenant) largest() decimal.Decimal {
	var most decimal.Decimal
	for _, v := range u.Values {
		if v.Net.Abs().GreaterThan(most) {
			most = v.Net.Abs()
		}
	}
	return most
}

func worth(tenants []UnlinkedTenant) []Worth {
	type key struct{ invoice, currency string }
	sums := make(map[key]decimal.Decimal)
	for _, t := range tenants {
		for _, v := range t.Values {
			k := key{v.Invoice, v.Currency}
			sums[k] = sums[k].Add(v.Net)
		}
	}
	keys := slices.SortedFunc(maps.Keys(sums), func(a, b key) int {
		return cmp.Or(strings.Compare(a.invoice, b.invoice), strings.Compare(a.currency, b.currency))
	})
	out := make([]Worth, len(keys))
	for n, k := range keys {
		out[n] = Worth{Invoice: k.invoice, Currency: k.currency, Net: sums[k]}
	}
	return out
}

func nextDeadline(now time.Time) time.Time {
	now = now.UTC()
	d := time.Date(now.Year(), now.Month(), 6, 0, 0, 0, 0, time.UTC)
	if !now.Before(d) {
		d = time.Date(now.Year(), now.Month()+1, 6, 0, 0, 0, 0, time.UTC)
	}
	return d
}

// Remember tells the alert since when the tenants are unlinked, as a watch saw it.
// A tenant that the watch has not seen so keeps the zero time.
func (a *Alert) Remember(w WatchState) {
	for n := range a.Unlinked {
		a.Unlinked[n].Since = w.Since[a.Unlinked[n].Tenant]
	}
}

// String states the alert in one line, such as "12 unlinked tenants hold EUR
// 4,321.10 of invoice G016907411; link before 2026-12-06 (3 more on the ignore list)".
func (a *Alert) String() string {
	if len(a.Unlinked) == 0 {
		return fmt.Sprintf("no unlinked tenants (%d on the ignore list)", a.Ignored)
	}
	more := ""
	if a.Ignored > 0 {
		more = fmt.Sprintf(" (%d more on the ignore list)", a.Ignored)
	}
	noun := "unlinked tenants"
	if len(a.Unlinked) == 1 {
		noun = "unlinked tenant"
	}
	var held []string
	for _, w := range a.Worth {
		held = append(held, fmt.Sprintf("%s %s of invoice %s", Printable(w.Currency), grouped(w.Net), Printable(w.Invoice)))
	}
	what := ""
	if len(held) > 0 {
		verb := " hold "
		if len(a.Unlinked) == 1 {
			verb = " holds "
		}
		what = verb + strings.Join(held, " and ")
	}
	return fmt.Sprintf("%d %s%s; link before %s%s", len(a.Unlinked), noun, what, a.Deadline.Format(time.DateOnly), more)
}

// grouped writes an amount with two decimals and a comma between thousands.
func grouped(d decimal.Decimal) string {
	s := d.Abs().StringFixed(2)
	whole, frac, _ := strings.Cut(s, ".")
	var b strings.Builder
	if d.IsNegative() {
		b.WriteByte('-')
	}
	for n, r := range whole {
		if n > 0 && (len(whole)-n)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	return b.String() + "." + frac
}

// AlertHandler serves the newest alert as JSON: 200 with no unlinked tenants or
// not, 503 while there is none yet. The caller keeps current up to date and
// decides who may ask.
func AlertHandler(current func() *Alert) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		a := current()
		if a == nil {
			http.Error(w, "no discovery has finished yet", http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		// The connection may be gone; there is nobody left to tell.
		_ = json.NewEncoder(w).Encode(a)
	})
}
