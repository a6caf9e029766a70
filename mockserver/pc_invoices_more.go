package mockserver

import (
	"fmt"
	"net/http"
	"strings"
)

func invoiceMoreRoutes() []route {
	row := func(op, pattern string, userOnly bool, handle func(*Server, *call) *reply) route {
		return route{op: op, method: "GET", patterns: []string{"/v1" + pattern}, vendor: vendorPartnerCenter, userOnly: userOnly, handle: handle,
			fidelity: Stateful, evidence: "published sample", proof: "TestInvoiceSummaries"}
	}
	return []route{
		row("invoices.summary.get", "/invoices/summary", false, (*Server).invoiceSummary),
		row("invoices.summaries.list", "/invoices/summaries", true, (*Server).invoiceSummaries),
		row("invoices.statement.get", "/invoices/{invoice}/documents/statement", true, (*Server).invoiceStatement),
	}
}

// balance is what the partner owes: nothing was ever paid here.
func (s *Server) balance() map[string]any {
	var owed int64
	first, last := "", ""
	for _, inv := range s.st.invoices {
		owed += inv.net()
		date := stamp(inv.Date)
		if first == "" || date < first {
			first = date
		}
		last = max(last, date)
	}
	summary := func(more map[string]any) map[string]any {
		m := map[string]any{
			"balanceAmount": cents(owed), "currencyCode": s.st.gen.currency, "currencySymbol": symbol(s.st.gen.currency), "accountingDate": last,
			"firstInvoiceCreationDate": first, "lastPaymentDate": "0001-01-01T00:00:00Z", "lastPaymentAmount": 0, "latestInvoiceDate": last,
			"attributes": pcAttributes{ObjectType: "InvoiceSummary"},
		}
		for k, v := range more {
			m[k] = v
		}
		return m
	}
	return summary(map[string]any{
		"details": []map[string]any{{"invoiceType": "OneTime", "summary": summary(nil)}},
		"links":   pcLinks{Self: linkTo("/invoices/summary")},
	})
}

func (s *Server) invoiceSummary(*call) *reply { return ok(s.balance()) }

func (s *Server) invoiceSummaries(*call) *reply {
	return ok(collection([]map[string]any{s.balance()}, "/invoices/summaries"))
}

// invoiceStatement is a one-page PDF with the figures of the document.
func (s *Server) invoiceStatement(c *call) *reply {
	inv := s.st.invoice(strings.TrimPrefix(c.params["invoice"], "OneTime-"))
	if inv == nil {
		return pcError(http.StatusNotFound, 1000, "The invoice "+c.params["invoice"]+" was not found.")
	}
	rep := newReply(http.StatusOK).set("Content-Type", "application/pdf")
	rep.body = pdf(fmt.Sprintf("Invoice %s  %s  total %s %s", inv.ID, inv.Date.Format("2006-01-02"), cents(inv.net()), inv.Currency))
	return rep
}

// pdf is the smallest document that shows a line of text.
func pdf(line string) []byte {
	text := "BT /F1 12 Tf 72 720 Td (" + strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(line) + ") Tj ET"
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
		fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(text), text), "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	}
	var b strings.Builder
	b.WriteString("%PDF-1.4\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj%s endobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return []byte(b.String())
}
