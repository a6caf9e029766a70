package linking

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/shopspring/decimal"
)

// Thresholds say when an alert deserves attention. The zero value is met by any
// unlinked tenant.
type Thresholds struct {
	// Tenants is how many unlinked tenants are tolerated.
	Tenants int
	// Worth is the net sum per currency (ISO 4217) that is tolerated on one
	// invoice; a currency that is not named has no limit of its own.
	Worth map[string]decimal.Decimal
	// Before tolerates nothing in the time before the deadline; 0 means that
	// the deadline plays no part.
	Before time.Duration
}

// Exceeded returns, in words, every threshold that the alert exceeds at the
// time it was taken; none when all is well.
func (a *Alert) Exceeded(t Thresholds) []string {
	var why []string
	if n := len(a.Unlinked); n > t.Tenants {
		why = append(why, fmt.Sprintf("%d unlinked tenants, %d are tolerated", n, t.Tenants))
	}
	for _, w := range a.Worth {
		if limit, ok := t.Worth[w.Currency]; ok && w.Net.Abs().GreaterThan(limit) {
			why = append(why, fmt.Sprintf("%s %s of invoice %s, %s is tolerated", w.Currency, grouped(w.Net), w.Invoice, grouped(limit)))
		}
	}
	if left := a.Deadline.Sub(a.Taken); t.Before > 0 && len(a.Unlinked) > 0 && left <= t.Before {
		why = append(why, fmt.Sprintf("%s left before the deadline %s", left.Round(time.Minute), a.Deadline.Format(time.DateOnly)))
	}
	return why
}

// LogValue is the alert for slog: counts, worth and deadline, no names.
func (a *Alert) LogValue() slog.Value {
	attrs := []slog.Attr{
		slog.Int("unlinked", len(a.Unlinked)), slog.Int("ignored", a.Ignored), slog.Int("reopened", len(a.Reopened)),
		slog.Time("deadline", a.Deadline),
	}
	for _, w := range a.Worth {
		attrs = append(attrs, slog.String("worth_"+w.Invoice+"_"+w.Currency, w.Net.StringFixed(2)))
	}
	return slog.GroupValue(attrs...)
}
