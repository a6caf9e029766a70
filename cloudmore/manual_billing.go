package cloudmore

import (
	"context"
	"iter"
	"net/http"
	"time"
)

// ManualBilling are one-off corrections of bills.
type ManualBilling struct{ client *Client }

// ManualBilling gives the operations on manual billing lines.
func (c *Client) ManualBilling() *ManualBilling { return &ManualBilling{c} }

var (
	manualList           = define[none, collection[ManualLine]]("cloudmore.manualBilling.list", http.MethodGet, organizationScope+"/manualbilling")
	manualGet            = define[none, ManualLine]("cloudmore.manualBilling.get", http.MethodGet, organizationScope+"/manualbilling/{id}")
	manualCreate         = define[ManualLine, ManualLine]("cloudmore.manualBilling.create", http.MethodPost, organizationScope+"/manualbilling")
	manualUpdate         = define[ManualLine, ManualLine]("cloudmore.manualBilling.update", http.MethodPut, organizationScope+"/manualbilling/{billingLineId}")
	manualDelete         = define[none, none]("cloudmore.manualBilling.delete", http.MethodDelete, organizationScope+"/manualbilling/{id}")
	resellerManualList   = define[none, collection[ManualLine]]("cloudmore.resellers.manualBilling.list", http.MethodGet, sellerPath+"/resellers/{resellerId}/manualbilling")
	resellerManualGet    = define[none, ManualLine]("cloudmore.resellers.manualBilling.get", http.MethodGet, sellerPath+"/resellers/{resellerId}/manualbilling/{id}")
	resellerManualCreate = define[ManualLine, ManualLine]("cloudmore.resellers.manualBilling.create", http.MethodPost, sellerPath+"/resellers/{resellerId}/manualbilling")
	resellerManualDelete = define[none, none]("cloudmore.resellers.manualBilling.delete", http.MethodDelete, sellerPath+"/resellers/{resellerId}/manualbilling/{billingLineId}")
)

// List reads the manual lines of an organization.
func (s *ManualBilling) List(ctx context.Context, organizationID string, opts ...CallOption) ([]ManualLine, error) {
	return listed(ctx, s.client, manualList, at(organizationID), opts)
}

// All walks the manual lines of an organization.
func (s *ManualBilling) All(ctx context.Context, organizationID string, opts ...CallOption) iter.Seq2[ManualLine, error] {
	return each(ctx, manualList.Operation, func(ctx context.Context) ([]ManualLine, error) {
		return s.List(ctx, organizationID, opts...)
	})
}

// Get reads one manual line.
func (s *ManualBilling) Get(ctx context.Context, organizationID, id string, opts ...CallOption) (*ManualLine, error) {
	return manualGet.call(ctx, s.client, at(organizationID, id), nil, opts)
}

// Create adds a manual line. Cloudmore has no idempotency id: after an error
// whose outcome is unknown, List tells whether the line is there.
func (s *ManualBilling) Create(ctx context.Context, organizationID string, line ManualLine, opts ...CallOption) (*ManualLine, error) {
	return manualCreate.call(ctx, s.client, at(organizationID), &line, opts)
}

// Update reads a manual line, lets change edit it and writes all of it back.
func (s *ManualBilling) Update(ctx context.Context, organizationID, id string, change func(*ManualLine) error, opts ...CallOption) (*ManualLine, error) {
	return edited(ctx, s.client, manualGet, manualUpdate, at(organizationID, id), change, opts)
}

// Delete removes a manual line.
func (s *ManualBilling) Delete(ctx context.Context, organizationID, id string, opts ...CallOption) error {
	_, err := manualDelete.call(ctx, s.client, at(organizationID, id), nil, opts)
	return err
}

// ListOfReseller reads the manual lines with which a seller corrects the bill of a
// broker, between two days, both included; a zero day leaves that end open.
func (s *ManualBilling) ListOfReseller(ctx context.Context, resellerID string, from, to time.Time, opts ...CallOption) ([]ManualLine, error) {
	args := at(resellerID)
	args.Query = days("billingStartDate", from, "billingEndDate", to)
	return listed(ctx, s.client, resellerManualList, args, opts)
}

// AllOfReseller walks what ListOfReseller reads.
func (s *ManualBilling) AllOfReseller(ctx context.Context, resellerID string, from, to time.Time, opts ...CallOption) iter.Seq2[ManualLine, error] {
	return each(ctx, resellerManualList.Operation, func(ctx context.Context) ([]ManualLine, error) {
		return s.ListOfReseller(ctx, resellerID, from, to, opts...)
	})
}

// GetOfReseller reads one manual line of a broker.
func (s *ManualBilling) GetOfReseller(ctx context.Context, resellerID, id string, opts ...CallOption) (*ManualLine, error) {
	return resellerManualGet.call(ctx, s.client, at(resellerID, id), nil, opts)
}

// CreateForReseller adds a manual line to the bill of a broker.
func (s *ManualBilling) CreateForReseller(ctx context.Context, resellerID string, line ManualLine, opts ...CallOption) (*ManualLine, error) {
	return resellerManualCreate.call(ctx, s.client, at(resellerID), &line, opts)
}

// DeleteOfReseller removes a manual line of a broker.
func (s *ManualBilling) DeleteOfReseller(ctx context.Context, resellerID, id string, opts ...CallOption) error {
	_, err := resellerManualDelete.call(ctx, s.client, at(resellerID, id), nil, opts)
	return err
}
