package mockserver

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

func invoiceRoutes() []route {
	const sample = "published sample"
	return []route{
		{op: "invoices.list", method: "GET", patterns: []string{"/v1/invoices"}, vendor: vendorPartnerCenter,
			handle: (*Server).invoicesList, fidelity: Stateful, evidence: sample, proof: "TestInvoiceTotals"},
		{op: "invoices.get", method: "GET", patterns: []string{"/v1/invoices/{invoice}"}, vendor: vendorPartnerCenter, userOnly: true,
			handle: (*Server).invoicesGet, fidelity: Stateful, evidence: sample, proof: "TestInvoiceTotals"},
	}
}

type invoiceBody struct {
	ID             string          `json:"id"`
	Date           string          `json:"invoiceDate"`
	PeriodStart    string          `json:"billingPeriodStartDate"`
	PeriodEnd      string          `json:"billingPeriodEndDate"`
	TotalCharges   json.Number     `json:"totalCharges"`
	PaidAmount     json.Number     `json:"paidAmount"`
	CurrencyCode   string          `json:"currencyCode"`
	CurrencySymbol string          `json:"currencySymbol"`
	PDF            string          `json:"pdfDownloadLink,omitempty"`
	Details        []invoiceDetail `json:"invoiceDetails"`
	Amendments     []invoiceBody   `json:"amendments,omitempty"`
	TaxReceipts    []taxReceipt    `json:"taxReceipts,omitempty"`
	DocumentType   string          `json:"documentType"`
	AmendsOf       string          `json:"amendsOf,omitempty"`
	InvoiceType    string          `json:"invoiceType"`
	Links          *pcLinks        `json:"links,omitempty"`
	Attributes     pcAttributes    `json:"attributes"`
}

type taxReceipt struct {
	ID  string `json:"id"`
	PDF string `json:"taxReceiptPdfDownloadLink"`
}

type invoiceDetail struct {
	Type       string       `json:"invoiceLineItemType"`
	Provider   string       `json:"billingProvider"`
	Links      pcLinks      `json:"links"`
	Attributes pcAttributes `json:"attributes"`
}

func (s *Server) invoiceBody(inv *invoice, chain bool) invoiceBody {
	root := "/invoices/OneTime-" + inv.ID
	detail := func(kind, path string) invoiceDetail {
		return invoiceDetail{Type: kind, Provider: "one_time", Links: pcLinks{Self: linkTo(root + "/lineitems/OneTime/" + path)}, Attributes: pcAttributes{ObjectType: "InvoiceDetail"}}
	}
	b := invoiceBody{
		ID: inv.ID, Date: stamp(inv.Date), PeriodStart: stamp(inv.Month.first()), PeriodEnd: stamp(inv.Month.last()),
		TotalCharges: cents(inv.net()), PaidAmount: "0", CurrencyCode: inv.Currency, CurrencySymbol: symbol(inv.Currency),
		PDF:          "/invoices/" + inv.ID + "/documents/statement",
		Details:      []invoiceDetail{detail("billing_line_items", "BillingLineItems"), detail("usage_line_items", "UsageLineItems")},
		TaxReceipts:  []taxReceipt{{receiptID(inv), "/invoices/" + inv.ID + "/receipts/" + receiptID(inv) + "/documents/statement"}},
		DocumentType: inv.Type, AmendsOf: inv.AmendsOf, InvoiceType: "OneTime",
		Links: &pcLinks{Self: linkTo(root)}, Attributes: pcAttributes{ObjectType: "Invoice"},
	}
	if !chain {
		return b
	}
	for _, other := range s.st.invoices {
		if other.AmendsOf == inv.ID {
			b.Amendments = append(b.Amendments, s.invoiceBody(other, false))
		}
	}
	return b
}

func symbol(currency string) string {
	switch currency {
	case "EUR":
		return "€"
	case "USD":
		return "$"
	case "GBP":
		return "£"
	}
	return currency
}

// invoicesList pages by offset, newest first.
func (s *Server) invoicesList(c *call) *reply {
	size, err := c.queryInt("size", 200)
	if err != nil {
		return pcError(http.StatusBadRequest, 2000, err.Error())
	}
	offset, err := c.queryInt("offset", 0)
	if err != nil {
		return pcError(http.StatusBadRequest, 2000, err.Error())
	}
	if size == 0 {
		size = 200
	}
	all := slices.Clone(s.st.invoices)
	slices.SortStableFunc(all, byDate)
	from := min(offset, len(all))
	to := min(from+size, len(all))
	items := make([]invoiceBody, 0, to-from)
	for _, inv := range all[from:to] {
		items = append(items, s.invoiceBody(inv, true))
	}
	page := collection(items, fmt.Sprintf("/invoices?size=%d&offset=%d", size, offset))
	if to < len(all) {
		page.Links.Next = linkTo(fmt.Sprintf("/invoices?size=%d&offset=%d", size, to))
	}
	return ok(page)
}

func (s *Server) invoicesGet(c *call) *reply {
	// Links name an invoice by its type and id.
	id := strings.TrimPrefix(c.params["invoice"], "OneTime-")
	inv := s.st.invoice(id)
	if inv == nil {
		return pcError(http.StatusNotFound, 1000, "The invoice "+id+" was not found.")
	}
	return ok(s.invoiceBody(inv, true))
}
