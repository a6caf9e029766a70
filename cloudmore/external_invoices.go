package cloudmore

import (
	"context"
	"iter"
	"net/http"
	"time"
)

// ExternalInvoices are invoices from outside Cloudmore that its reports show.
type ExternalInvoices struct{ client *Client }

// ExternalInvoices gives the operations on external invoices of an organization.
func (c *Client) ExternalInvoices() *ExternalInvoices { return &ExternalInvoices{c} }

var (
	externalInvoicesList   = define[none, collection[ExternalInvoice]]("cloudmore.externalInvoices.list", http.MethodGet, organizationScope+"/ExternalInvoice")
	externalInvoicesGet    = define[none, ExternalInvoice]("cloudmore.externalInvoices.get", http.MethodGet, organizationScope+"/ExternalInvoice"+"/{id}")
	externalInvoicesCreate = define[ExternalInvoice, ExternalInvoice]("cloudmore.externalInvoices.create", http.MethodPost, organizationScope+"/ExternalInvoice")
	externalInvoicesUpdate = define[ExternalInvoice, ExternalInvoice]("cloudmore.externalInvoices.update", http.MethodPut, organizationScope+"/ExternalInvoice"+"/{id}")
	externalInvoicesDelete = define[none, none]("cloudmore.externalInvoices.delete", http.MethodDelete, organizationScope+"/ExternalInvoice"+"/{id}")
)

// List reads the external invoices of an organization between two days, both
// included; a zero day leaves that end open.
func (s *ExternalInvoices) List(ctx context.Context, organizationID string, from, to time.Time, opts ...CallOption) ([]ExternalInvoice, error) {
	return listed(ctx, s.client, externalInvoicesList, between(from, to, organizationID), opts)
}

// All walks the external invoices of an organization between two days.
func (s *ExternalInvoices) All(ctx context.Context, organizationID string, from, to time.Time, opts ...CallOption) iter.Seq2[ExternalInvoice, error] {
	return each(ctx, externalInvoicesList.Operation, func(ctx context.Context) ([]ExternalInvoice, error) {
		return s.List(ctx, organizationID, from, to, opts...)
	})
}

// Get reads one external invoice.
func (s *ExternalInvoices) Get(ctx context.Context, organizationID, id string, opts ...CallOption) (*ExternalInvoice, error) {
	return externalInvoicesGet.call(ctx, s.client, at(organizationID, id), nil, opts)
}

// Create makes an external invoice. Cloudmore has no idempotency id: after an error
// whose outcome is unknown, List tells whether it is there.
func (s *ExternalInvoices) Create(ctx context.Context, organizationID string, in ExternalInvoice, opts ...CallOption) (*ExternalInvoice, error) {
	return externalInvoicesCreate.call(ctx, s.client, at(organizationID), &in, opts)
}

// Update reads an external invoice, lets change edit it and writes all of it back.
func (s *ExternalInvoices) Update(ctx context.Context, organizationID, id string, change func(*ExternalInvoice) error, opts ...CallOption) (*ExternalInvoice, error) {
	return edited(ctx, s.client, externalInvoicesGet, externalInvoicesUpdate, at(organizationID, id), change, opts)
}

// Delete removes an external invoice.
func (s *ExternalInvoices) Delete(ctx context.Context, organizationID, id string, opts ...CallOption) error {
	_, err := externalInvoicesDelete.call(ctx, s.client, at(organizationID, id), nil, opts)
	return err
}
