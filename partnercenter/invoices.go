package partnercenter

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"strconv"
	"time"

	"github.com/shopspring/decimal"
)

// Invoices are Microsoft's invoices to the partner.
type Invoices struct{ client *Client }

// Invoices gives the operations on invoices.
func (c *Client) Invoices() *Invoices { return &Invoices{c} }

// Invoice is one billing document.
type Invoice struct {
	// ID is the document number, such as "G000024135" for new commerce.
	ID string `json:"id"`
	// InvoiceDate is when it was issued.
	InvoiceDate time.Time `json:"invoiceDate,omitzero"`
	// BillingPeriodStartDate is the first day billed.
	BillingPeriodStartDate time.Time `json:"billingPeriodStartDate,omitzero"`
	// BillingPeriodEndDate is the last day billed.
	BillingPeriodEndDate time.Time `json:"billingPeriodEndDate,omitzero"`
	// TotalCharges is the amount of the document. Whether it includes tax is
	// not documented publicly: do not take it for the net amount.
	TotalCharges decimal.Decimal `json:"totalCharges"`
	// PaidAmount is what was paid so far.
	PaidAmount decimal.Decimal `json:"paidAmount"`
	// CurrencyCode is the ISO 4217 code.
	CurrencyCode string `json:"currencyCode,omitzero"`
	// CurrencySymbol is for display.
	CurrencySymbol string `json:"currencySymbol,omitzero"`
	// PDFDownloadLink is the path of the statement.
	PDFDownloadLink string `json:"pdfDownloadLink,omitzero"`
	// TaxReceipts exist in Taiwan.
	TaxReceipts []TaxReceipt `json:"taxReceipts,omitzero"`
	// Details are the parts for which line items exist.
	Details []InvoiceDetail `json:"invoiceDetails,omitzero"`
	// Amendments are the notes that change this invoice.
	Amendments []Invoice `json:"amendments,omitzero"`
	// DocumentType tells an invoice from the notes that amend one.
	DocumentType DocumentType `json:"documentType,omitzero"`
	// AmendsOf is the document that this one amends.
	AmendsOf string `json:"amendsOf,omitzero"`
	// InvoiceType is Recurring (legacy) or OneTime (new commerce).
	InvoiceType InvoiceType `json:"invoiceType,omitzero"`
	// State of the document; seen in use, not documented publicly.
	State string `json:"state,omitzero"`
	// Status such as "active" or "void", as it is documented.
	Status string `json:"status,omitzero"`
	Resource
}

// DocumentType is the kind of a billing document.
type DocumentType string

// The kinds of documents. Unknown ones are kept as they come.
const (
	DocumentInvoice        DocumentType = "invoice"
	DocumentVoidNote       DocumentType = "void_note"
	DocumentAdjustmentNote DocumentType = "adjustment_note"
	DocumentCreditNote     DocumentType = "Credit Note"
)

// InvoiceType tells legacy from new commerce.
type InvoiceType string

// The types of invoices.
const (
	InvoiceRecurring InvoiceType = "Recurring"
	InvoiceOneTime   InvoiceType = "OneTime"
)

// InvoiceDetail is a part of an invoice with line items of one kind.
type InvoiceDetail struct {
	// InvoiceLineItemType is billing_line_items or usage_line_items.
	InvoiceLineItemType string `json:"invoiceLineItemType,omitzero"`
	// BillingProvider is office, azure, one_time, marketplace, ...
	BillingProvider string `json:"billingProvider,omitzero"`
	Resource
}

// TaxReceipt is a receipt that can be downloaded.
type TaxReceipt struct {
	// ID is what Receipt takes.
	ID string `json:"id"`
	// PDFDownloadLink is the path of the receipt.
	PDFDownloadLink string `json:"taxReceiptPdfDownloadLink,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// InvoiceQuery selects invoices.
type InvoiceQuery struct {
	// Size is the number of invoices in a page; 0 leaves it to the server.
	Size int
	// Offset skips that many invoices. Microsoft honours Size and Offset only
	// for legacy invoices.
	Offset int
	// Filter restricts the list, by InvoiceDate.
	Filter *Filter
	// After continues after an earlier page.
	After Continuation
}

func (q InvoiceQuery) args() (Args, error) {
	query := sized(q.Size)
	if q.Offset > 0 {
		query.Set("offset", strconv.Itoa(q.Offset))
	}
	filter, err := q.Filter.encode()
	if err != nil {
		return Args{}, err
	}
	if filter != "" {
		query.Set("filter", filter)
	}
	return Args{Query: query}, nil
}

var (
	invoicesList = define[none, Page[Invoice]]("invoices.list", http.MethodGet, "/v1/invoices", "get-a-collection-of-invoices", AuthBoth)
	invoicesGet  = define[none, Invoice]("invoices.get", http.MethodGet, "/v1/invoices/{invoice_id}", "get-invoice-by-id", AuthUser)
)

// List reads one page of invoices. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-collection-of-invoices
func (s *Invoices) List(ctx context.Context, q InvoiceQuery, opts ...CallOption) (*Page[Invoice], error) {
	args, err := q.args()
	if err != nil {
		return nil, invalid(invoicesList.Operation, err)
	}
	return list(ctx, s.client, invoicesList, args, q.After, opts)
}

// All walks all invoices. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-collection-of-invoices
func (s *Invoices) All(ctx context.Context, q InvoiceQuery, opts ...CallOption) iter.Seq2[Invoice, error] {
	args, err := q.args()
	if err != nil {
		return failing[Invoice](invalid(invoicesList.Operation, err))
	}
	return all(ctx, s.client, invoicesList, args, q.After, opts)
}

// Get reads one invoice. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-invoice-by-id
func (s *Invoices) Get(ctx context.Context, invoiceID string, opts ...CallOption) (*Invoice, error) {
	return invoicesGet.call(ctx, s.client, at(invoiceID), nil, opts)
}
