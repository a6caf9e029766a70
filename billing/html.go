package billing

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	_ "embed" // the page, its style and its script are files beside this one
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

//go:embed report.gohtml
var pageText string

//go:embed report.css
var pageStyle string

//go:embed report.js
var pageScript string

// WriteHTML writes the report as one self-contained page: headline figures, the
// proof, charts as inline SVG, and tables that sort without any external script.
// Nothing in it loads from the network; its content security policy forbids it.
func (r *Report) WriteHTML(w io.Writer) error {
	t, err := template.New("report").Parse(pageText)
	if err != nil {
		return fmt.Errorf("billing: page: %w", err)
	}
	p, err := r.page()
	if err != nil {
		return err
	}
	buf := bufio.NewWriter(w)
	if err := t.Execute(buf, p); err != nil {
		return fmt.Errorf("billing: write page: %w", err)
	}
	return buf.Flush()
}

// page is what the template shows: text and numbers, formatted.
type page struct {
	Style      template.CSS
	Script     template.JS
	ScriptHash string
	Title      string
	State      State
	Sentence   string
	Header     string
	Rules      string
	Warnings   []string
	Currencies []pageCurrency
	Proofs     []pageProof
	Tables     []pageTable
}

type pageCurrency struct {
	Currency, Total, Included, Excluded, Sales, Margin string
	Tenants                                            int
	State                                              State
	Charts                                             []chart
}

type pageProof struct {
	State State
	Text  string
}

// pageTable is a sortable table. Cells with a Sort value sort as numbers.
type pageTable struct {
	Title, Note, Empty string
	Head               []pageHead
	Rows               [][]pageCell
}

type pageHead struct {
	Text   string
	Number bool
}

type pageCell struct {
	Text   string
	Number bool
	Sort   string
}

func (r *Report) page() (*page, error) {
	hash := sha256.Sum256([]byte(pageScript))
	p := &page{
		Style: template.CSS(pageStyle), Script: template.JS(pageScript), ScriptHash: "sha256-" + base64.StdEncoding.EncodeToString(hash[:]),
		Title: r.title(), State: r.State, Sentence: r.sentence(), Header: r.Header(), Rules: r.Rules, Warnings: r.Warnings,
	}
	for _, c := range r.Currencies {
		p.Currencies = append(p.Currencies, r.pageCurrency(c))
	}
	for _, x := range r.Proofs {
		var text strings.Builder
		if err := x.WriteText(&text); err != nil {
			return nil, err
		}
		p.Proofs = append(p.Proofs, pageProof{x.State, text.String()})
	}
	p.Tables = append(p.Tables, r.riskTable(), r.organizationTable())
	if len(r.Resellers) > 0 {
		p.Tables = append(p.Tables, r.resellerTable())
	}
	if len(r.MalformedLines) > 0 {
		p.Tables = append(p.Tables, r.malformedTable())
	}
	p.Tables = append(p.Tables, r.sourceTable())
	return p, nil
}

func (r *Report) title() string {
	var names []string
	for _, p := range r.Proofs {
		names = append(names, cmp.Or(p.Invoice, "unbilled lines"))
	}
	switch {
	case len(names) == 0:
		return "Bill: nothing audited"
	case len(names) > 3:
		return fmt.Sprintf("Bill of %d invoices", len(names))
	}
	return "Bill of " + strings.Join(names, ", ")
}

// sentence says the outcome in words.
func (r *Report) sentence() string {
	switch r.State {
	case Exact:
		return "Every line is accounted for, and the lines are the invoice's stated net to the last digit."
	case Unstated:
		return "The sums agree. Complete: not verified, because nobody stated the invoice's net."
	case NothingAudited:
		return "There was not a single line to prove anything on."
	}
	for _, p := range r.Proofs {
		if p.State == Differs && p.StatedDiff != nil {
			return fmt.Sprintf("Invoice %s: the lines are %s.", cmp.Or(p.Invoice, "(unbilled)"), sayDifference(*p.StatedDiff, p.Currency))
		}
	}
	for _, c := range r.Currencies {
		if c.State == Differs && c.Stated != nil {
			return fmt.Sprintf("%s: the lines are %s.", c.Currency, sayDifference(c.Total.Net.Sub(*c.Stated), c.Currency))
		}
	}
	return "A sum is not what it has to be: see the proof."
}

func (r *Report) pageCurrency(c CurrencyTotal) pageCurrency {
	places := Decimals(c.Currency)
	show := func(d decimal.Decimal) string { return group(fixed(d, places)) }
	out := pageCurrency{Currency: c.Currency, Total: show(c.Total.Net), Included: show(c.Included.Net), Excluded: show(c.Excluded.Net), State: c.State}
	if r.Priced {
		out.Sales, out.Margin = show(c.Included.Sales), show(c.Included.Margin())
	}
	for _, m := range r.MoneyAtRisk {
		for _, v := range m.Values {
			if v.Currency == c.Currency {
				out.Tenants++
			}
		}
	}
	out.Charts = []chart{r.organizationChart(c.Currency), reasonChart(c)}
	return out
}

func (r *Report) organizationChart(currency string) chart {
	ch := chart{Title: "Largest organizations, net " + currency}
	for _, o := range r.Organizations {
		if o.Currency == currency {
			ch.add(cmp.Or(o.Name, o.ID), o.Amount.Net, currency)
		}
	}
	ch.finish(12)
	return ch
}

func reasonChart(c CurrencyTotal) chart {
	ch := chart{Title: "Left out, gross by reason, " + c.Currency, Alert: true}
	for _, reason := range slices.Sorted(maps.Keys(c.ByReason)) {
		a := c.ByReason[reason]
		ch.add(string(reason), a.Charges.Sub(a.Credits), c.Currency)
	}
	ch.finish(12)
	return ch
}

func heads(names ...string) (out []pageHead) {
	for _, n := range names {
		text, number := strings.CutSuffix(n, "#")
		out = append(out, pageHead{text, number})
	}
	return out
}

func textCells(s ...string) (out []pageCell) {
	for _, x := range s {
		out = append(out, pageCell{Text: x})
	}
	return out
}

func moneyCells(currency string, all ...decimal.Decimal) (out []pageCell) {
	for _, d := range all {
		out = append(out, pageCell{Text: group(fixed(d, Decimals(currency))), Number: true, Sort: d.String()})
	}
	return out
}

func countCell(n int64) pageCell {
	return pageCell{Text: group(fmt.Sprint(n)), Number: true, Sort: fmt.Sprint(n)}
}

func (r *Report) riskTable() pageTable {
	t := pageTable{
		Title: "Money at risk", Note: "What is not in the bill, by tenant and reason. Charges and credits are shown apart: an exclusion that nets to 0 can hide both.",
		Empty: "Nothing is left out.",
		Head:  heads("Tenant", "Tenant id", "Reason", "Currency", "Net#", "Charges#", "Credits#", "Lines#", "First charge", "Known since", "What fixes it"),
	}
	for _, m := range r.MoneyAtRisk {
		since := ""
		if !m.Since.IsZero() {
			since = m.Since.Format("2006-01-02")
		}
		for _, v := range m.Values {
			row := slices.Concat(textCells(cmp.Or(m.TenantName, "(no name)"), tenantText(m.Tenant, m.TenantID), string(m.Reason), v.Currency),
				moneyCells(v.Currency, v.Net, v.Charges, v.Credits), []pageCell{countCell(v.Lines)}, textCells(m.FirstCharge, since, actionWords(m)))
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

// actionWords says what fixes an exclusion.
func actionWords(m Risk) string {
	switch m.Action {
	case ActionLink:
		return "Link the tenant to an organization"
	case ActionAttachAzure:
		return "Attach the Azure service to " + cmp.Or(m.OrganizationName, m.OrganizationID)
	case ActionReviewIgnore:
		return "Look at the ignore entry again: the tenant has charges"
	case ActionReview:
		return "Departed customer: decide who gets it"
	case ActionCorrect:
		return "The line names no valid tenant: ask Microsoft"
	}
	return "A rule keeps it out"
}

func (r *Report) organizationTable() pageTable {
	t := pageTable{Title: "Organizations", Empty: "No organization is billed.", Head: heads("Organization", "Customer number", "Currency", "Tenants#", "Lines#", "Net#", "Charges#", "Credits#", "Tax#")}
	if r.Priced {
		t.Head = append(t.Head, heads("Sales#", "Margin#")...)
	}
	for _, o := range r.Organizations {
		row := slices.Concat(textCells(cmp.Or(o.Name, o.ID), o.CustomerNumber, o.Currency), []pageCell{countCell(int64(len(o.Tenants))), countCell(o.Amount.Lines)},
			moneyCells(o.Currency, o.Amount.Net, o.Amount.Charges, o.Amount.Credits, o.Amount.Tax))
		if r.Priced {
			row = append(row, moneyCells(o.Currency, o.Amount.Sales, o.Amount.Margin())...)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (r *Report) resellerTable() pageTable {
	t := pageTable{Title: "Resellers", Head: heads("Reseller MPN id", "Kind", "Currency", "Included#", "Excluded#")}
	for _, x := range r.Resellers {
		t.Rows = append(t.Rows, slices.Concat(textCells(x.MPN, x.Kind, x.Currency), moneyCells(x.Currency, x.Included.Net, x.Excluded.Net)))
	}
	return t
}

func (r *Report) malformedTable() pageTable {
	t := pageTable{Title: "Lines that could not be read", Note: fmt.Sprintf("%d of %d are listed.", len(r.MalformedLines), r.Malformed), Head: heads("File", "Line#", "Field", "Problem")}
	for _, m := range r.MalformedLines {
		t.Rows = append(t.Rows, slices.Concat(textCells(m.Blob), []pageCell{countCell(m.Line)}, textCells(m.Field, m.Problem)))
	}
	return t
}

func (r *Report) sourceTable() pageTable {
	t := pageTable{Title: "Source", Empty: "No file was read.", Head: heads("File", "Invoice", "Lines#", "Unreadable#", "SHA-256")}
	for _, b := range r.Blobs {
		t.Rows = append(t.Rows, slices.Concat(textCells(b.Name, b.Invoice), []pageCell{countCell(b.Lines), countCell(b.Malformed)}, textCells(b.SHA256)))
	}
	return t
}
