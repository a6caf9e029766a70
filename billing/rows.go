package billing

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/shopspring/decimal"

	"github.com/tenantlink/tenantlink/linking"
)

// Row is one line with its fate.
type Row struct {
	Line
	Reason           Reason          `json:"reason,omitempty"` // empty when included
	OrganizationID   string          `json:"organization_id,omitempty"`
	OrganizationName string          `json:"organization_name,omitempty"`
	CustomerNumber   string          `json:"customer_number,omitempty"`
	Rule             string          `json:"rule,omitempty"`       // the line rule that decided
	PriceRule        string          `json:"price_rule,omitempty"` // the price rule that applied; empty means passed on at cost
	Sales            decimal.Decimal `json:"sales,omitzero"`       // zero without pricing rules and for excluded lines
}

// Included reports whether the line is in the bill.
func (r Row) Included() bool { return r.Reason == "" }

// Status is "included" or "excluded".
func (r Row) Status() string {
	if r.Included() {
		return "included"
	}
	return "excluded"
}

// Margin is Sales - Subtotal.
func (r Row) Margin() decimal.Decimal { return r.Sales.Sub(r.Subtotal) }

func (r Row) marginPercent() string {
	if r.Sales.IsZero() {
		return ""
	}
	return r.Margin().Mul(hundred).DivRound(r.Sales, 2).StringFixed(2)
}

// errStop ends a pass early without being an error.
var errStop = errors.New("stop")

// Rows reads src a second time and yields every readable line with its fate, in
// the order of the source. Each blob must be the one the report was made of; one
// that differs ends the sequence with [ErrChanged]. An error is yielded once, last.
func (r *Report) Rows(ctx context.Context, src Source) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		index, err := newLinkIndex(r.Links)
		if r.config.workers == 0 {
			err = errors.New("billing: rows: this report was read from a file; build it again to read its lines")
		}
		if err == nil {
			err = r.rows(ctx, src, index, yield)
		}
		if err != nil && !errors.Is(err, errStop) {
			yield(Row{}, err)
		}
	}
}

func (r *Report) rows(ctx context.Context, src Source, index *linkIndex, yield func(Row, error) bool) error {
	jobs, _ := jobsOf(src)
	want := map[string]BlobInfo{}
	for _, b := range r.Blobs {
		want[b.Invoice+"\x00"+b.Name] = b
	}
	cfg := r.config
	cfg.strict, cfg.items = false, false
	p := &rowReader{acc: newAccumulator(&cfg, index), yield: yield}
	p.acc.scan.want = allFields
	for _, j := range jobs {
		p.acc.begin(j.blob.Name, j.invoice)
		info, err := readBlob(ctx, j.blob, cfg.limits, newMeter(nil, 0, 0), consumer{object: p.object, row: p.row, bad: p.bad})
		if err != nil {
			return err
		}
		if first, ok := want[j.invoice+"\x00"+j.blob.Name]; !ok || first.SHA256 != info.SHA256 {
			return &BlobError{Blob: j.blob.Name, Err: fmt.Errorf("%w since the report was made", ErrChanged), Hint: "build the report again"}
		}
	}
	return nil
}

// rowReader joins line by line. It decides with the accumulator's own methods, so
// that rows and report cannot disagree.
type rowReader struct {
	acc   *accumulator
	yield func(Row, error) bool
}

func (p *rowReader) bad(int64, field, string) error { return nil } // the report lists it

func (p *rowReader) object(line []byte, n int64) error {
	if p.acc.scan.scan(line) != nil {
		return nil
	}
	return p.row(&p.acc.scan.vals, n)
}

func (p *rowReader) row(v *[numFields]value, n int64) error {
	m, bad, err := p.acc.money(v, n)
	if err != nil || bad != nil {
		return err
	}
	k := p.acc.key(v, m.doc)
	rule := p.acc.rule(k)
	key := p.acc.tenantKey(k)
	fate, err := p.acc.links.join(key, k.raw == 0, k.gated, rule)
	if err != nil {
		return err
	}
	row := Row{Line: fullLine(v, p.acc.blob.name, n), Reason: fate.reason, OrganizationID: fate.organization}
	row.Partner, row.Invoice, row.Category, row.Gated = key.Partner, p.acc.docs[m.doc].key.invoice, classes[k.class], k.gated
	row.organization(p.acc.links.organizations[fate.organization])
	if rule != nil {
		row.Rule = rule.Name
	}
	if p.acc.price != nil && row.Included() {
		if err := p.price(&row, k, m, v); err != nil {
			return err
		}
	}
	if !p.yield(row, nil) {
		return errStop
	}
	return nil
}

func (r *Row) organization(o linking.Organization) {
	r.OrganizationName, r.CustomerNumber = o.Name, o.CustomerNumber
}

func (p *rowReader) price(row *Row, k bucketKey, m money, v *[numFields]value) error {
	sales, err := p.acc.sales(k, m, v)
	if err != nil {
		return err
	}
	row.Sales = sales.decimal()
	if rule := p.acc.price.find(row.OrganizationID, row.Currency, v); rule != nil {
		row.PriceRule = rule.Name
	}
	return nil
}
