package cloudmore

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"
)

// Organizations are the broker's customers.
type Organizations struct{ client *Client }

// Organizations gives the operations on organizations.
func (c *Client) Organizations() *Organizations { return &Organizations{c} }

// OrganizationQuery selects organizations.
type OrganizationQuery struct {
	// ShowActive is sent as showActive when set. The sample client always sends
	// true.
	ShowActive *bool
}

func (q OrganizationQuery) args() Args {
	if q.ShowActive == nil {
		return Args{}
	}
	return Args{Query: url.Values{"showActive": {strconv.FormatBool(*q.ShowActive)}}}
}

const organizationPath = "/api/resellers/{resellerId}/Organizations"

var (
	organizationsList   = define[none, collection[Organization]]("cloudmore.organizations.list", http.MethodGet, organizationPath)
	organizationsGet    = define[none, Organization]("cloudmore.organizations.get", http.MethodGet, organizationPath+"/{id}")
	organizationsCreate = define[Organization, Organization]("cloudmore.organizations.create", http.MethodPost, organizationPath)
	organizationsUpdate = define[Organization, Organization]("cloudmore.organizations.update", http.MethodPut, organizationPath+"/{id}")
	organizationsDelete = define[none, none]("cloudmore.organizations.delete", http.MethodDelete, organizationPath+"/{id}")
)

// List reads all organizations; the list has no pages.
func (s *Organizations) List(ctx context.Context, q OrganizationQuery, opts ...CallOption) ([]Organization, error) {
	return listed(ctx, s.client, organizationsList, q.args(), opts)
}

// All walks all organizations.
func (s *Organizations) All(ctx context.Context, q OrganizationQuery, opts ...CallOption) iter.Seq2[Organization, error] {
	return each(ctx, organizationsList.Operation, func(ctx context.Context) ([]Organization, error) {
		return s.List(ctx, q, opts...)
	})
}

// Get reads one organization.
func (s *Organizations) Get(ctx context.Context, id string, opts ...CallOption) (*Organization, error) {
	return organizationsGet.call(ctx, s.client, at(id), nil, opts)
}

// Create makes an organization. Cloudmore has no idempotency id: after an error
// whose outcome is unknown, look for the organization before creating it again.
func (s *Organizations) Create(ctx context.Context, o Organization, opts ...CallOption) (*Organization, error) {
	return organizationsCreate.call(ctx, s.client, Args{}, &o, opts)
}

// Update reads an organization, lets change edit it and writes all of it back,
// because Cloudmore's PUT replaces all properties. Members that this version
// does not know are sent back as they came. An error of change ends it without
// writing. Between reading and writing another writer's change can be lost:
// Cloudmore documents no ETag.
func (s *Organizations) Update(ctx context.Context, id string, change func(*Organization) error, opts ...CallOption) (*Organization, error) {
	return edited(ctx, s.client, organizationsGet, organizationsUpdate, at(id), change, opts)
}

// Delete removes an organization.
func (s *Organizations) Delete(ctx context.Context, id string, opts ...CallOption) error {
	_, err := organizationsDelete.call(ctx, s.client, at(id), nil, opts)
	return err
}
