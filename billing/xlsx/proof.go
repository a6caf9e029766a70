package xlsx

import (
	"cmp"
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/tenantlink/tenantlink/billing"
)

// proof writes the blocks A to I, with numbers as numbers.
func (b *book) proof(_ context.Context, r *billing.Report) error {
	s, err := b.sheet("Proof", columns("Block:8 What:58 Amount:20 Charges:20 Credits:20 Remark:60"))
	if err != nil {
		return err
	}
	p := proofSheet{s}
	p.note("", "Result: "+string(r.State), r.Header())
	for _, w := range r.Warnings {
		p.note("", "To look at", w)
	}
	for _, x := range r.Proofs {
		p.block(x)
	}
	if p.s.err != nil {
		return p.s.wrap(p.s.err)
	}
	return s.flush()
}

// proofSheet writes rows and keeps the first error in the sheet.
type proofSheet struct{ s *sheet }

func (p proofSheet) row(letter, what, remark, currency string, amounts ...decimal.Decimal) {
	p.s.text(letter, what).money(currency, amounts...)
	for range 3 - len(amounts) {
		p.s.text("")
	}
	p.finish(remark)
}

func (p proofSheet) note(letter, what, remark string) { p.row(letter, what, remark, "") }

func (p proofSheet) finish(remark string) {
	p.s.text(remark)
	if err := p.s.end(); err != nil && p.s.err == nil {
		p.s.err = err
	}
}

func (p proofSheet) amount(letter, what, currency string, a billing.Amount) {
	p.row(letter, what, fmt.Sprintf("%d lines", a.Lines), currency, a.Net, a.Charges, a.Credits)
}

func (p proofSheet) block(x billing.Proof) {
	c := x.Currency
	p.s.bold = true
	p.note("", cmp.Or(x.Invoice, "Unbilled lines")+" "+c, fmt.Sprintf("%s, %s, %d blobs, eTag %s", x.State, x.Status, x.Blobs, cmp.Or(x.ETag, "unknown")))
	p.amount("A", "Net lines (sum of Subtotal)", c, x.Net)
	p.amount("B", fmt.Sprintf("Included, %d organizations", x.Organizations), c, x.Included)
	p.amount("C", "Excluded", c, x.Excluded)
	for _, r := range x.ByReason {
		p.amount("", "  "+string(r.Reason), c, r.Amount)
	}
	if x.Unreadable > 0 {
		p.note("", "  unreadable lines in the report", fmt.Sprintf("%d lines, value unknown", x.Unreadable))
	}
	p.row("D", "A - B - C", "must be exactly 0", c, x.Difference)
	if x.Stated == nil {
		p.note("E", "Invoice net", "unknown; complete: not verified")
	} else {
		p.row("E", "Invoice net, as stated", "", c, *x.Stated)
		p.row("", "  A - E", "must be exactly 0", c, *x.StatedDiff)
	}
	p.tax(x)
	p.chain(x)
	p.usage(x)
	p.platform(x)
}

func (p proofSheet) tax(x billing.Proof) {
	if x.StatedTax != nil {
		p.row("F", "Tax on the invoice", "shown, not mixed in", x.Currency, *x.StatedTax)
	}
	p.row("F", "Tax in lines", "shown, not mixed in", x.Currency, x.Tax)
}

func (p proofSheet) chain(x billing.Proof) {
	if x.Chain == nil {
		p.note("G", "Credit and adjustment notes", "none")
		return
	}
	p.row("G", "Chain total", fmt.Sprintf("complete: %t", x.Chain.Complete), x.Currency, x.Chain.Total)
	for _, d := range x.Chain.Documents {
		what := fmt.Sprintf("  %s %s %s", d.ID, d.Type, d.AmendsOf)
		if d.Lines == nil {
			p.note("", what, "no lines in this report")
			continue
		}
		p.row("", what, "", x.Currency, *d.Lines)
	}
}

func (p proofSheet) usage(x billing.Proof) {
	if x.Usage == nil {
		p.note("H", "Azure reconciliation against daily usage", "not compared")
		return
	}
	p.row("H", "Azure reconciliation", "", x.Currency, x.Usage.Reconciliation)
	p.row("", "  daily usage", "never added", x.Currency, x.Usage.Usage)
	p.row("", "  difference", fmt.Sprintf("within tolerance: %t", x.Usage.Within), x.Currency, x.Usage.Difference)
	p.row("", "  partner earned credit in usage", "shown, not mixed in", x.Currency, x.Usage.EarnedCredit)
}

func (p proofSheet) platform(x billing.Proof) {
	if x.Platform == nil {
		p.note("I", "Cloudmore's report", "not compared")
		return
	}
	p.row("I", "Cloudmore's report", "", x.Currency, x.Platform.Platform)
	p.row("", "  B - I", "", x.Currency, x.Platform.Difference)
	for _, o := range x.Platform.Organizations {
		p.row("", "  "+cmp.Or(o.Name, o.ID), "this organization differs", x.Currency, o.Difference)
	}
}
