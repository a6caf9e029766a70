package partnercenter

import (
	"context"
	"io"
	"net/http"
)

var (
	invoicesStatement = define[none, none]("invoices.statement.get", http.MethodGet, "/v1/invoices/{invoice_id}/documents/statement", "get-invoice-statement", AuthUser)
	invoicesReceipt   = define[none, none]("invoices.receipts.statement.get", http.MethodGet, "/v1/invoices/{invoice_id}/receipts/{receipt_id}/documents/statement", "get-invoice-receipt-statement", AuthUser)
)

// Statement opens an invoice as PDF. Close the reader. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-invoice-statement
func (s *Invoices) Statement(ctx context.Context, invoiceID string, opts ...CallOption) (io.ReadCloser, error) {
	return s.open(ctx, invoicesStatement.Operation, at(invoiceID), opts)
}

// Receipt opens a tax receipt as PDF, which exists in Taiwan. Close the reader.
// App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-invoice-receipt-statement
func (s *Invoices) Receipt(ctx context.Context, invoiceID, receiptID string, opts ...CallOption) (io.ReadCloser, error) {
	return s.open(ctx, invoicesReceipt.Operation, at(invoiceID, receiptID), opts)
}

func (s *Invoices) open(ctx context.Context, op Operation, args Args, opts []CallOption) (io.ReadCloser, error) {
	args.Header = http.Header{"Accept": {"application/pdf"}}
	reader, failure := s.client.rest.Open(ctx, s.client.request(op, args, nil, nil, opts))
	if failure != nil {
		return nil, asError(failure)
	}
	return reader, nil
}
