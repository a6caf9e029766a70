package mockserver

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"
)

// An invoice is one document of the partner: an invoice of a month, a note
// that takes one back or restates it, or one made by a test.
type invoice struct {
	ID       string
	Type     string // invoice, void_note, adjustment_note, Credit Note
	AmendsOf string
	Month    month
	Date     time.Time
	Currency string
	// sign is 0 for documents that hold only explicit lines, 1 for the month's
	// charges and -1 for a note that takes them back.
	sign     int64
	explicit []ReconciliationLine
	// version changes whenever the lines do; the manifest's eTag follows it.
	version int
	// stated is added to the total that the document states.
	stated int64
	// altered is added to the subtotal of single lines in the export only.
	altered map[lineKey]int64

	// total is the sum of the lines in cents; call it with the state locked.
	total func() int64
}

// A lineKey names one generated line of an invoice.
type lineKey struct {
	tenant string
	index  int
}

// seedInvoices makes the documents of 13 months, oldest first.
func (st *state) seedInvoices() {
	st.gen = newGenerator(st.opts)
	st.invoiced = st.gen.last
	for i := 12; i >= 0; i-- {
		st.addMonth(st.gen.last - month(i))
	}
	if st.opts.tenants == 0 {
		return
	}
	// One month was taken back and restated.
	restated := st.invoices[5]
	st.addNote(restated, "void_note", -1, restated.Date.AddDate(0, 0, 3))
	st.addNote(restated, "adjustment_note", 1, restated.Date.AddDate(0, 0, 3))
	slices.SortStableFunc(st.invoices, func(a, b *invoice) int { return a.Date.Compare(b.Date) })
	st.retotal()
}

// closeMonths adds the invoices of months that ended before now.
func (st *state) closeMonths(now time.Time) {
	for m := st.invoiced + 1; !invoiceDate(st.opts.seed, m).After(now); m++ {
		st.invoiced = m
		st.addMonth(m)
	}
}

func (st *state) addMonth(m month) {
	inv := &invoice{
		ID: fmt.Sprintf("G%09d", 31_000_000+random(st.opts.seed, "invoice", m.String()).IntN(900_000)*20+int(m)%12), Type: "invoice",
		Month: m, Date: invoiceDate(st.opts.seed, m), Currency: st.gen.currency, sign: 1,
	}
	st.insertInvoice(inv)
}

// invoiceDate is the 6th to 8th of the month after.
func invoiceDate(seed uint64, m month) time.Time {
	return (m + 1).first().AddDate(0, 0, 5+random(seed, "invoice day", m.String()).IntN(3)).Add(9*time.Hour + 24*time.Minute)
}

func (st *state) addNote(of *invoice, kind string, sign int64, date time.Time) {
	id := fmt.Sprintf("G%09d", 52_000_000+random(st.opts.seed, kind, of.ID).IntN(9_000_000))
	st.insertInvoice(&invoice{ID: id, Type: kind, AmendsOf: of.ID, Month: of.Month, Date: date, Currency: of.Currency, sign: sign})
}

func (st *state) insertInvoice(inv *invoice) {
	st.invoices = append(st.invoices, inv)
	st.totalOf(inv)
}

// totalOf makes the invoice add up its lines when it is first asked: with
// 100,000 tenants that is work that most tests never need.
func (st *state) totalOf(inv *invoice) {
	inv.total = sync.OnceValue(func() int64 {
		var sum int64
		inv.charges(st.gen, st.tenants, func(c *charge) bool {
			sum += c.subtotal
			return true
		})
		for _, l := range inv.explicit {
			n, _ := parseCents(l.Subtotal)
			sum += n
		}
		return sum
	})
}

// retotal forgets the sums, because the tenants have changed.
func (st *state) retotal() {
	for _, inv := range st.invoices {
		st.totalOf(inv)
	}
}

// net is the total the document states: the sum of its lines' subtotals,
// unless it was tampered with.
func (inv *invoice) net() int64 { return inv.total() + inv.stated }

// charges yields the generated lines of a document for some tenants.
func (inv *invoice) charges(g *generator, tenants []*Tenant, yield func(*charge) bool) bool {
	if inv.sign == 0 {
		return true
	}
	for _, t := range tenants {
		ok := g.charges(t, inv.Month, func(c *charge) bool {
			if inv.sign < 0 {
				c.subtotal, c.tax, c.effective, c.unit = -c.subtotal, -c.tax, -c.effective, -c.unit
			}
			return yield(c)
		})
		if !ok {
			return false
		}
	}
	return true
}

// lines yields what the export of a document says about some tenants; explicit
// lines are those of the whole document.
func (inv *invoice) lines(g *generator, p *partner, tenants []*Tenant) iter.Seq[ReconciliationLine] {
	return func(yield func(ReconciliationLine) bool) {
		inv.charges(g, tenants, func(c *charge) bool {
			if d, ok := inv.altered[lineKey{c.tenant.ID, c.index}]; ok {
				c.subtotal += d
			}
			return yield(g.spell(p, inv, c))
		})
	}
}

func (st *state) invoice(id string) *invoice {
	i := slices.IndexFunc(st.invoices, func(inv *invoice) bool { return inv.ID == id })
	if i < 0 {
		return nil
	}
	return st.invoices[i]
}

// eTag is the version of the data behind an export.
func (inv *invoice) eTag(seed uint64) string {
	return uuidOf(seed, "etag", inv.ID, fmt.Sprint(inv.version))[24:]
}

// byDate orders invoices newest first, as the service lists them.
func byDate(a, b *invoice) int { return cmp.Or(b.Date.Compare(a.Date), cmp.Compare(b.ID, a.ID)) }
