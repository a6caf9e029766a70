package billing

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

// Usage is the sum of daily-rated usage lines by document and tenant. It details
// pay-as-you-go Azure and is never added to a bill.
type Usage struct {
	lines int64
	bad   int64
	docs  map[docKey]map[uuid.UUID]*usageSum
}

type usageSum struct {
	net sum
	pec map[string]*sum // net by partner earned credit percentage
}

// Lines is how many usage lines were read.
func (u *Usage) Lines() int64 { return u.lines }

// Malformed is how many usage lines could not be read.
func (u *Usage) Malformed() int64 { return u.bad }

// ReadUsage sums the usage lines of src: exports of billed or unbilled usage,
// or version 1 daily-rated usage items. It takes the options WithStrict,
// WithLimits and WithProgress.
func ReadUsage(ctx context.Context, src Source, opts ...Option) (*Usage, error) {
	cfg, err := newConfig(opts)
	if err != nil {
		return nil, err
	}
	jobs, total := jobsOf(src)
	if err := sameNames(jobs); err != nil {
		return nil, err
	}
	m := newMeter(cfg.progress, len(jobs), total)
	u := &usageReader{cfg: &cfg, usage: &Usage{docs: map[docKey]map[uuid.UUID]*usageSum{}}}
	u.scan.want = setOf(fCustomerID, fInvoice, fUsageTotal, fBillCurrency, fCurrency, fPEC, fSubtotal)
	seen := &Partial{}
	for _, j := range jobs {
		u.blob, u.invoice = j.blob.Name, j.invoice
		before := u.usage.lines + u.usage.bad
		info, err := readBlob(ctx, j.blob, cfg.limits, m, consumer{object: u.object, row: u.add, bad: u.malformed})
		if err != nil {
			return nil, err
		}
		info.Invoice, info.Lines = j.invoice, u.usage.lines+u.usage.bad-before
		if err := seen.addBlob(info); err != nil {
			return nil, err
		}
		m.blobs.Add(1)
		m.lines.Store(u.usage.lines)
		m.report()
	}
	return u.usage, nil
}

type usageReader struct {
	cfg           *config
	usage         *Usage
	scan          scanner
	blob, invoice string
}

func (u *usageReader) object(line []byte, n int64) error {
	if err := u.scan.scan(line); err != nil {
		return u.malformed(n, fNone, err.Error())
	}
	return u.add(&u.scan.vals, n)
}

func (u *usageReader) malformed(n int64, f field, problem string) error {
	if u.cfg.strict {
		m := &Malformed{Blob: u.blob, Line: n, Problem: problem}
		if f != fNone {
			m.Field = f.label()
		}
		return &BlobError{Blob: u.blob, Line: n, Err: m, Hint: "strict mode stops here"}
	}
	u.usage.bad++
	return nil
}

func (u *usageReader) add(v *[numFields]value, n int64) error {
	net, ok, bad := amountOf(v, fUsageTotal)
	if bad != nil {
		return u.malformed(n, fUsageTotal, bad.Problem)
	}
	if !ok {
		if v[fSubtotal].kind != kindAbsent {
			return &BlobError{Blob: u.blob, Line: n, Err: errors.New("reconciliation lines where usage belongs"), Hint: "pass this blob to Build"}
		}
		return u.malformed(n, fUsageTotal, "is missing")
	}
	currency := v[fBillCurrency].text()
	if len(currency) == 0 {
		currency = v[fCurrency].text()
	}
	k := docKey{cmp.Or(strings.TrimSpace(v[fInvoice].string()), u.invoice), strings.ToUpper(string(currency))}
	if !isCurrency(k.currency) {
		return u.malformed(n, fBillCurrency, "is no ISO 4217 code")
	}
	tenant, _ := parseGUID(v[fCustomerID].text())
	s := u.sum(k, tenant)
	s.net.add(net)
	pec := string(v[fPEC].text())
	if s.pec[pec] == nil {
		s.pec[pec] = &sum{}
	}
	s.pec[pec].add(net)
	u.usage.lines++
	return nil
}

func (u *usageReader) sum(k docKey, tenant uuid.UUID) *usageSum {
	d := u.usage.docs[k]
	if d == nil {
		d = map[uuid.UUID]*usageSum{}
		u.usage.docs[k] = d
	}
	if d[tenant] == nil {
		d[tenant] = &usageSum{pec: map[string]*sum{}}
	}
	return d[tenant]
}

// Tolerance is how far usage, which has up to ten decimals and is rated by day,
// may be from reconciliation lines, which have two and are rounded down. The
// allowance is the largest of the three parts.
type Tolerance struct {
	// PerLine is allowed for each Azure reconciliation line.
	PerLine decimal.Decimal `json:"per_line"`
	// Absolute is allowed in any case.
	Absolute decimal.Decimal `json:"absolute"`
	// Relative is a share of the reconciliation value, such as 0.001.
	Relative decimal.Decimal `json:"relative"`
}

// DefaultTolerance allows 0.02 per line: each line is rounded down to cents
// twice, before and after the exchange rate.
func DefaultTolerance() Tolerance {
	return Tolerance{PerLine: decimal.New(2, -2), Absolute: decimal.New(2, -2)}
}

func (t Tolerance) validate() error {
	if t.PerLine.IsNegative() || t.Absolute.IsNegative() || t.Relative.IsNegative() {
		return errors.New("negative tolerance")
	}
	return nil
}

// allows is the allowance for a value made of n lines.
func (t Tolerance) allows(value decimal.Decimal, n int64) decimal.Decimal {
	return decimal.Max(t.PerLine.Mul(decimal.NewFromInt(n)), t.Absolute, t.Relative.Mul(value.Abs()))
}

// UsageCheck is block H: the Azure reconciliation lines of a document against
// its daily-rated usage.
type UsageCheck struct {
	Reconciliation decimal.Decimal `json:"reconciliation"`
	Usage          decimal.Decimal `json:"usage"`
	Difference     decimal.Decimal `json:"difference"` // reconciliation - usage
	Allowed        decimal.Decimal `json:"allowed"`
	Within         bool            `json:"within"`
	// EarnedCredit is the partner earned credit that usage is already net of,
	// shown apart: net x p / (100 - p) per percentage p, rounded to the currency.
	EarnedCredit decimal.Decimal `json:"partner_earned_credit"`
	// Tenants are those beyond their own allowance, the largest difference first.
	Tenants []UsageDifference `json:"tenants,omitempty"`
}

// UsageDifference is a tenant whose usage and reconciliation differ too much.
type UsageDifference struct {
	Tenant         uuid.UUID       `json:"tenant_id"`
	Reconciliation decimal.Decimal `json:"reconciliation"`
	Usage          decimal.Decimal `json:"usage"`
	Difference     decimal.Decimal `json:"difference"`
}

// azureSum is the Azure part of a document's lines for one tenant.
type azureSum struct {
	net   decimal.Decimal
	lines int64
}

func (u *Usage) check(k docKey, azure map[uuid.UUID]azureSum, t Tolerance) *UsageCheck {
	c := &UsageCheck{}
	var lines int64
	tenants := map[uuid.UUID]bool{}
	for id, a := range azure {
		c.Reconciliation, lines, tenants[id] = c.Reconciliation.Add(a.net), lines+a.lines, true
	}
	for id, s := range u.docs[k] {
		c.Usage, tenants[id] = c.Usage.Add(s.net.decimal()), true
		c.EarnedCredit = c.EarnedCredit.Add(s.earnedCredit())
	}
	c.EarnedCredit = c.EarnedCredit.Round(Decimals(k.currency))
	c.Difference = c.Reconciliation.Sub(c.Usage)
	c.Allowed = t.allows(c.Reconciliation, lines)
	c.Within = c.Difference.Abs().LessThanOrEqual(c.Allowed)
	for id := range maps.Keys(tenants) {
		d := UsageDifference{Tenant: id, Reconciliation: azure[id].net}
		if s := u.docs[k][id]; s != nil {
			d.Usage = s.net.decimal()
		}
		d.Difference = d.Reconciliation.Sub(d.Usage)
		if d.Difference.Abs().GreaterThan(t.allows(d.Reconciliation, azure[id].lines)) {
			c.Tenants = append(c.Tenants, d)
		}
	}
	slices.SortFunc(c.Tenants, func(a, b UsageDifference) int {
		return cmp.Or(b.Difference.Abs().Cmp(a.Difference.Abs()), bytes.Compare(a.Tenant[:], b.Tenant[:]))
	})
	return c
}

func (s *usageSum) earnedCredit() decimal.Decimal {
	total := decimal.Zero
	for pct, net := range s.pec {
		p, err := decimal.NewFromString(pct)
		if err != nil || !p.IsPositive() || p.GreaterThanOrEqual(hundred) {
			continue
		}
		if p.LessThan(decimal.NewFromInt(1)) { // 0.15 and 15 both occur for fifteen per cent
			p = p.Mul(hundred)
		}
		total = total.Add(net.decimal().Mul(p).DivRound(hundred.Sub(p), 20))
	}
	return total
}
