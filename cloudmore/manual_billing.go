package cloudmore

import (
	"context"
	"iter"
	"net/http"
)

// ManualBilling are one-off corrections of bills.
type ManualBilling struct{ client *Client }

// ManualBilling gives the operations on manual billing lines.
func (c *Client) ManualBilling() *ManualBilling { return &ManualBilling{c} }

var (
	manualList   = define[none, collection[ManualLine]]("cloudmore.manualBilling.list", http.MethodGet, organizationScope+"/manualbilling")
	manualGet    = define[none, ManualLine]("cloudmore.manualBilling.get", http.MethodGet, organizationScope+"/manualbilling/{id}")
	manualCreate = define[ManualLine, ManualLine]("cloudmore.manualBilling.create", http.MethodPost, organizationScope+"/manualbilling")
	manualUpdate = define[ManualLine, ManualLine]("cloudmore.manualBilling.update", http.MethodPut, organizationScope+"/manualbilling/{billingLineId}")
	manualDelete = define[none, none]("cloudmore.manualBilling.delete", http.MethodDelete, organizationScope+"/manualbilling/{id}")

	customPropertiesList = define[none, collection[PropertyDefinition]]("cloudmore.customProperties.list", http.MethodGet, "/api/resellers/{resellerId}/settings/CustomProperties")
)

// List reads the manual lines of an organization.
func (s *ManualBilling) List(ctx context.Context, organizationID string, opts ...CallOption) ([]ManualLine, error) {
	list, err := manualList.call(ctx, s.client, at(organizationID), nil, opts)
	if err != nil {
		return nil, err
	}
	return *list, nil
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
	line, err := s.Get(ctx, organizationID, id, opts...)
	if err != nil {
		return nil, err
	}
	if err := change(line); err != nil {
		return nil, err
	}
	return manualUpdate.call(ctx, s.client, at(organizationID, id), line, opts)
}

// Delete removes a manual line.
func (s *ManualBilling) Delete(ctx context.Context, organizationID, id string, opts ...CallOption) error {
	_, err := manualDelete.call(ctx, s.client, at(organizationID, id), nil, opts)
	return err
}

// CustomProperties reads the fields that the broker has defined for
// organizations and users.
func (c *Client) CustomProperties(ctx context.Context, opts ...CallOption) ([]PropertyDefinition, error) {
	list, err := customPropertiesList.call(ctx, c, Args{}, nil, opts)
	if err != nil {
		return nil, err
	}
	return *list, nil
}
