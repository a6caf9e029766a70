package billing

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// Option changes how a report is built.
type Option func(*config) error

type config struct {
	strict    bool
	items     bool
	resellers bool
	workers   int
	limits    Limits
	plans     map[string]bool
	rules     Rules
	progress  func(Progress)

	statedNet map[statedKey]decimal.Decimal
	statedTax map[statedKey]decimal.Decimal
	usage     *Usage
	tolerance Tolerance
	platform  []PlatformLine
	hasOther  bool // a platform report was given, even an empty one
	documents []Document
	previous  []*Report
}

type statedKey struct{ invoice, currency string }

// Limits bound what a blob may make this package read. A zero field keeps its default.
type Limits struct {
	// Line is the longest line (or item) in bytes; 1 MiB.
	Line int
	// Blob is the most decompressed bytes of one blob; 64 GiB.
	Blob int64
	// Ratio is the most decompressed bytes per compressed byte, checked after
	// the first 16 MiB; 400. Real exports reach about 30.
	Ratio int64
}

// Progress is how far the reading is.
type Progress struct {
	Blobs, BlobsTotal int
	Bytes, BytesTotal int64 // as transferred; BytesTotal is 0 when a size is unknown
	Lines             int64
}

func newConfig(opts []Option) (config, error) {
	c := config{
		workers:   runtime.GOMAXPROCS(0),
		limits:    Limits{Line: 1 << 20, Blob: 64 << 30, Ratio: 400},
		plans:     map[string]bool{"DZH318Z0BPS6": true},
		statedNet: map[statedKey]decimal.Decimal{},
		statedTax: map[statedKey]decimal.Decimal{},
		tolerance: DefaultTolerance(),
	}
	for _, o := range opts {
		if err := o(&c); err != nil {
			return c, fmt.Errorf("billing: %w", err)
		}
	}
	return c, nil
}

// WithStrict stops at the first malformed line with an error that wraps
// [ErrMalformed] and names its place.
func WithStrict() Option {
	return func(c *config) error { c.strict = true; return nil }
}

// WithItems keeps sums per product and subscription too. [Reconcile] and
// [Compare] need them. Memory then grows with the number of subscriptions.
func WithItems() Option {
	return func(c *config) error { c.items = true; return nil }
}

// WithResellers adds the second grouping by ResellerMPNID.
func WithResellers() Option {
	return func(c *config) error { c.resellers = true; return nil }
}

// WithWorkers bounds how many blobs are read at once; the default is GOMAXPROCS.
func WithWorkers(n int) Option {
	return func(c *config) error {
		if n < 1 {
			return fmt.Errorf("%d workers: at least one is needed", n)
		}
		c.workers = n
		return nil
	}
}

// WithLimits changes the bounds on lines, blobs and compression ratio.
func WithLimits(l Limits) Option {
	return func(c *config) error {
		if l.Line < 0 || l.Blob < 0 || l.Ratio < 0 {
			return errors.New("negative limit")
		}
		c.limits = Limits{Line: orElse(l.Line, c.limits.Line), Blob: orElse(l.Blob, c.limits.Blob), Ratio: orElse(l.Ratio, c.limits.Ratio)}
		return nil
	}
}

func orElse[T int | int64](v, otherwise T) T {
	if v == 0 {
		return otherwise
	}
	return v
}

// WithAzurePlans replaces the product ids of Azure plans. The default is
// DZH318Z0BPS6. A line is Azure consumption when it has one of these product
// ids and a meter.
func WithAzurePlans(productIDs ...string) Option {
	return func(c *config) error {
		c.plans = map[string]bool{}
		for _, id := range productIDs {
			c.plans[strings.ToUpper(id)] = true
		}
		return nil
	}
}

// WithRules applies corrections of the join, exclusions of the caller's own and
// sales prices.
func WithRules(r Rules) Option {
	return func(c *config) error {
		c.rules = r
		return r.validate()
	}
}

// WithProgress calls f from time to time while blobs are read, never
// concurrently. f must return quickly.
func WithProgress(f func(Progress)) Option {
	return func(c *config) error { c.progress = f; return nil }
}

// WithStatedNet states what an invoice amounts to before tax, from its header
// or its PDF. With an empty invoice it is the net of all documents of the
// currency together. Whether the API's totalCharges is net or gross is not
// documented publicly: do not pass it unless you know.
func WithStatedNet(invoice, currency string, net decimal.Decimal) Option {
	return stated(func(c *config) map[statedKey]decimal.Decimal { return c.statedNet }, "net", invoice, currency, net)
}

// WithStatedTax states the tax of an invoice. It is shown beside the tax of the
// lines and decides nothing.
func WithStatedTax(invoice, currency string, tax decimal.Decimal) Option {
	return stated(func(c *config) map[statedKey]decimal.Decimal { return c.statedTax }, "tax", invoice, currency, tax)
}

func stated(m func(*config) map[statedKey]decimal.Decimal, what, invoice, currency string, v decimal.Decimal) Option {
	return func(c *config) error {
		if currency == "" {
			return fmt.Errorf("stated %s of invoice %q: currency is missing", what, invoice)
		}
		k := statedKey{invoice, strings.ToUpper(currency)}
		if old, ok := m(c)[k]; ok && !old.Equal(v) {
			return fmt.Errorf("stated %s of invoice %q in %s: both %s and %s were given", what, invoice, k.currency, old, v)
		}
		m(c)[k] = v
		return nil
	}
}

// WithUsage compares the Azure part with daily-rated usage (block H). Usage is
// never added to anything.
func WithUsage(u *Usage, t Tolerance) Option {
	return func(c *config) error {
		c.usage, c.tolerance = u, t
		return t.validate()
	}
}

// WithPlatformReport compares what is included with what the billing platform
// itself reports for the same period (block I).
func WithPlatformReport(lines []PlatformLine) Option {
	return func(c *config) error {
		c.platform, c.hasOther = append(c.platform, lines...), true
		return nil
	}
}

// WithDocuments gives the headers of invoices, credit, void and adjustment
// notes. Block G follows them along AmendsOf.
func WithDocuments(docs ...Document) Option {
	return func(c *config) error {
		c.documents = append(c.documents, docs...)
		return nil
	}
}

// WithPrevious gives earlier reports, in any order: money at risk then says
// since which of their moments a tenant is left out.
func WithPrevious(reports ...*Report) Option {
	return func(c *config) error {
		c.previous = append(c.previous, reports...)
		if slices.Contains(c.previous, nil) {
			return errors.New("nil among the previous reports")
		}
		return nil
	}
}
