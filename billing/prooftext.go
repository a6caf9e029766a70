package billing

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/shopspring/decimal"
)

// WriteProof prints the blocks of all documents, one after the other.
func (r *Report) WriteProof(w io.Writer) error {
	for i, p := range r.Proofs {
		if i > 0 {
			if _, err := fmt.Fprintln(w); err != nil {
				return err
			}
		}
		if err := p.WriteText(w); err != nil {
			return err
		}
	}
	if len(r.Proofs) == 0 {
		_, err := fmt.Fprintln(w, "Nothing audited: there is not a single line.")
		return err
	}
	return nil
}

// WriteText prints the block with the letters A to I.
func (p Proof) WriteText(w io.Writer) error {
	t := &proofText{w: bufio.NewWriter(w), places: Decimals(p.Currency)}
	t.line("%s", p.title())
	t.value("A", "Net lines (sum of Subtotal)", t.money(p.Net.Net), "")
	t.value("B", "Included, "+organizations(p.Organizations), t.money(p.Included.Net), t.gross(p.Included))
	t.line(" C Excluded: %s", t.reasons(p))
	t.value(" ", "", t.money(p.Excluded.Net), t.gross(p.Excluded))
	t.value("D", "A - B - C", t.money(p.Difference), "must be exactly 0")
	t.stated(p)
	t.value("F", "Tax on the invoice / tax in lines", t.optional(p.StatedTax)+" / "+t.money(p.Tax), "shown, not mixed in")
	t.chain(p)
	t.usage(p)
	t.platform(p)
	t.line(" = %s", p.verdict())
	return t.w.Flush()
}

func organizations(n int) string {
	if n == 1 {
		return "1 organization"
	}
	return group(fmt.Sprint(n)) + " organizations"
}

// verdict says in words what the block shows.
func (p Proof) verdict() string {
	switch p.State {
	case Exact:
		return "exact: every line of the invoice is accounted for"
	case Unstated:
		return "unstated: the sums agree; complete: not verified, nobody stated the invoice's net"
	case NothingAudited:
		return "nothing audited: there is not a single line"
	}
	if !p.Difference.IsZero() {
		return "DIFFERS: the report contradicts itself; this is an error of the program, please report it"
	}
	return "DIFFERS: the lines are " + sayDifference(*p.StatedDiff, p.Currency)
}

func sayDifference(d decimal.Decimal, currency string) string {
	amount := group(fixed(d.Abs(), Decimals(currency))) + " " + currency
	if d.IsNegative() {
		return amount + " less than the invoice states"
	}
	return amount + " more than the invoice states"
}

func (p Proof) title() string {
	var b strings.Builder
	if p.Invoice == "" {
		fmt.Fprintf(&b, "Unbilled lines %s", p.Currency)
	} else {
		fmt.Fprintf(&b, "Invoice %s %s", p.Invoice, p.Currency)
	}
	if p.Document != nil && !p.Document.PeriodStart.IsZero() {
		fmt.Fprintf(&b, ", %s", p.Document.PeriodStart.Format("January 2006"))
	}
	if p.Document != nil && !p.Document.Date.IsZero() {
		fmt.Fprintf(&b, ", dated %s", p.Document.Date.Format("2006-01-02"))
	}
	fmt.Fprintf(&b, ", %s, %s lines from %d", p.Status, group(fmt.Sprint(p.Net.Lines)), p.Blobs)
	if p.BlobsExpected > 0 {
		fmt.Fprintf(&b, " of %d", p.BlobsExpected)
	}
	b.WriteString(" blobs")
	if p.ETag != "" {
		fmt.Fprintf(&b, " (eTag %s)", p.ETag)
	}
	for _, r := range p.Rates {
		if r.PricingCurrency != "" && r.PricingCurrency != p.Currency {
			fmt.Fprintf(&b, "\n 1 %s = %s %s", r.PricingCurrency, r.Rate, p.Currency)
			if len(r.Date) >= 10 {
				fmt.Fprintf(&b, " on %s", r.Date[:10])
			}
		}
	}
	return b.String()
}

// proofText prints aligned lines; the first failed write is returned by Flush.
type proofText struct {
	w      *bufio.Writer
	places int32
}

func (t *proofText) line(format string, args ...any) {
	_, _ = fmt.Fprintln(t.w, strings.TrimRight(fmt.Sprintf(format, args...), " "))
}

// value prints a letter, a label, a right-aligned amount and a remark.
func (t *proofText) value(letter, label, amount, remark string) {
	t.line(" %s %-46s %16s   %s", letter, label, amount, remark)
}

func (t *proofText) money(d decimal.Decimal) string { return group(fixed(d, t.places)) }

func (t *proofText) optional(d *decimal.Decimal) string {
	if d == nil {
		return "unknown"
	}
	return t.money(*d)
}

func (t *proofText) gross(a Amount) string {
	return fmt.Sprintf("charges + %s  credits - %s", t.money(a.Charges), t.money(a.Credits.Neg()))
}

func (t *proofText) reasons(p Proof) string {
	words := map[Reason]string{TenantNotLinked: "not linked", AzureServiceMissing: "Azure service missing", Ignored: "ignored", Departed: "departed", TenantIDInvalid: "tenant id invalid"}
	var parts []string
	for _, r := range p.ByReason {
		parts = append(parts, cmp.Or(words[r.Reason], string(r.Reason))+" "+t.money(r.Net))
	}
	if p.Unreadable > 0 {
		parts = append(parts, fmt.Sprintf("unreadable %d lines, value unknown", p.Unreadable))
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

func (t *proofText) stated(p Proof) {
	if p.Stated == nil {
		t.value("E", "Invoice net", "unknown", "complete: not verified")
		return
	}
	t.value("E", "Invoice net, as stated", t.money(*p.Stated), "A - E = "+t.money(*p.StatedDiff))
}

func (t *proofText) chain(p Proof) {
	if p.Chain == nil {
		t.value("G", "Credit and adjustment notes", "none", "chain total "+t.money(p.Net.Net))
		return
	}
	remark := "chain total " + t.money(p.Chain.Total)
	if !p.Chain.Complete {
		remark += ", not all documents of the chain are in this report"
	}
	t.value("G", "Credit and adjustment notes", fmt.Sprint(len(p.Chain.Documents)-1), remark)
	for _, d := range p.Chain.Documents {
		what := cmp.Or(d.Type, "unknown document")
		if d.AmendsOf != "" {
			what += " amends " + d.AmendsOf
		}
		amount := "no lines here"
		if d.Lines != nil {
			amount = t.money(*d.Lines)
		}
		t.value(" ", "  "+d.ID+" "+what, amount, "")
	}
}

func (t *proofText) usage(p Proof) {
	if p.Usage == nil {
		t.value("H", "Azure reconciliation against daily usage", "not compared", "")
		return
	}
	within := "within tolerance"
	if !p.Usage.Within {
		within = "BEYOND the tolerance of " + t.money(p.Usage.Allowed)
	}
	t.line(" H %-46s difference %s of %s, %s", "Azure reconciliation against daily usage", t.money(p.Usage.Difference), t.money(p.Usage.Reconciliation), within)
	if !p.Usage.EarnedCredit.IsZero() {
		t.value(" ", "  partner earned credit in usage", t.money(p.Usage.EarnedCredit), "shown, not mixed in")
	}
}

// mostDifferences is how many organizations block I names; the report has all.
const mostDifferences = 10

func (t *proofText) platform(p Proof) {
	if p.Platform == nil {
		t.value("I", "Cloudmore's report for the same invoice", "not compared", "")
		return
	}
	label := "Cloudmore's report for the same invoice"
	if p.Platform.WholeCurrency {
		label = "Cloudmore's report for the same currency"
	}
	t.value("I", label, t.money(p.Platform.Platform), "B - I = "+t.money(p.Platform.Difference))
	for i, o := range p.Platform.Organizations {
		if i == mostDifferences {
			t.line("     and %d more", len(p.Platform.Organizations)-i)
			break
		}
		t.value(" ", "  "+cmp.Or(o.Name, o.ID), t.money(o.Difference), fmt.Sprintf("included %s, reported %s", t.money(o.Included), t.money(o.Platform)))
	}
}

// fixed writes an amount with the currency's decimals, and with all it has when
// these would hide a part of it.
func fixed(d decimal.Decimal, places int32) string {
	if !d.Equal(d.Truncate(places)) {
		return d.String()
	}
	return d.StringFixed(places)
}

// group puts commas between thousands.
func group(s string) string {
	sign, rest := "", s
	if strings.HasPrefix(s, "-") {
		sign, rest = "-", s[1:]
	}
	whole, frac, _ := strings.Cut(rest, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if frac != "" {
		frac = "." + frac
	}
	return sign + whole + frac
}
