package cloudmore

import (
	"context"
	"iter"
	"net/http"
)

// Services are the services that an organization has.
type Services struct{ client *Client }

// Services gives the operations on organizations' services.
func (c *Client) Services() *Services { return &Services{c} }

const servicesPath = "/api/resellers/{resellerId}/organizations/{organizationId}/services"

var (
	servicesList = define[none, collection[Service]]("cloudmore.organizations.services.list", http.MethodGet, servicesPath)
	cspGet       = define[none, CSPService]("cloudmore.organizations.csp.get", http.MethodGet, servicesPath+"/Csp")
	cspAdd       = define[CSPService, CSPService]("cloudmore.organizations.csp.add", http.MethodPost, servicesPath+"/Csp")
	cspRemove    = define[none, none]("cloudmore.organizations.csp.remove", http.MethodDelete, servicesPath+"/Csp")
	azureGet     = define[none, Service]("cloudmore.organizations.azure.get", http.MethodGet, servicesPath+"/Azure")
	azureAdd     = define[none, Service]("cloudmore.organizations.azure.add", http.MethodPost, servicesPath+"/Azure")
	azureRemove  = define[none, none]("cloudmore.organizations.azure.remove", http.MethodDelete, servicesPath+"/Azure")
)

// List reads the services of an organization.
func (s *Services) List(ctx context.Context, organizationID string, opts ...CallOption) ([]Service, error) {
	list, err := servicesList.call(ctx, s.client, at(organizationID), nil, opts)
	if err != nil {
		return nil, err
	}
	return *list, nil
}

// All walks the services of an organization.
func (s *Services) All(ctx context.Context, organizationID string, opts ...CallOption) iter.Seq2[Service, error] {
	return each(ctx, servicesList.Operation, func(ctx context.Context) ([]Service, error) {
		return s.List(ctx, organizationID, opts...)
	})
}

// CSP reads the Microsoft 365 CSP service of an organization; without one it is
// ErrNotFound.
func (s *Services) CSP(ctx context.Context, organizationID string, opts ...CallOption) (*CSPService, error) {
	return cspGet.call(ctx, s.client, at(organizationID), nil, opts)
}

// AddCSP adds the Microsoft 365 CSP service, which makes a new tenant at
// Microsoft. The body's model is OrganizationCspAddViewModel; put fields that
// this version does not know in Unknown.
func (s *Services) AddCSP(ctx context.Context, organizationID string, in CSPService, opts ...CallOption) (*CSPService, error) {
	return cspAdd.call(ctx, s.client, at(organizationID), &in, opts)
}

// RemoveCSP takes the Microsoft 365 CSP service off an organization. Whether
// that unlinks the tenant is not documented publicly.
func (s *Services) RemoveCSP(ctx context.Context, organizationID string, opts ...CallOption) error {
	_, err := cspRemove.call(ctx, s.client, at(organizationID), nil, opts)
	return err
}

// Azure reads the Azure service of an organization; without one it is
// ErrNotFound, and the organization's Azure consumption is in no report.
func (s *Services) Azure(ctx context.Context, organizationID string, opts ...CallOption) (*Service, error) {
	return azureGet.call(ctx, s.client, at(organizationID), nil, opts)
}

// AddAzure adds the Azure service. It can provision at Microsoft: never call it
// from a guess.
func (s *Services) AddAzure(ctx context.Context, organizationID string, opts ...CallOption) (*Service, error) {
	return azureAdd.call(ctx, s.client, at(organizationID), nil, opts)
}

// RemoveAzure takes the Azure service off an organization.
func (s *Services) RemoveAzure(ctx context.Context, organizationID string, opts ...CallOption) error {
	_, err := azureRemove.call(ctx, s.client, at(organizationID), nil, opts)
	return err
}
