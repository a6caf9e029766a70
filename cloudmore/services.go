package cloudmore

import (
	"context"
	"iter"
	"net/http"
	"net/url"
)

// Services are the services that an organization has.
type Services struct{ client *Client }

// Services gives the operations on organizations' services.
func (c *Client) Services() *Services { return &Services{c} }

const servicesPath = "/api/resellers/{resellerId}/organizations/{organizationId}/services"

var (
	servicesList   = define[none, collection[Service]]("cloudmore.organizations.services.list", http.MethodGet, servicesPath)
	servicesGet    = define[none, Service]("cloudmore.organizations.services.get", http.MethodGet, servicesPath+"/{serviceId}")
	servicesAdd    = define[Service, Service]("cloudmore.organizations.services.add", http.MethodPost, servicesPath)
	servicesUpdate = define[Service, Service]("cloudmore.organizations.services.update", http.MethodPut, servicesPath+"/{serviceId}")
	servicesRemove = define[none, none]("cloudmore.organizations.services.remove", http.MethodDelete, servicesPath+"/{serviceId}")
	cspDomain      = define[none, CSPDomain]("cloudmore.csp.domainValidation", http.MethodGet, resellerPath+"/services/csp/domainvalidation")
	cspGet         = define[none, CSPService]("cloudmore.organizations.csp.get", http.MethodGet, servicesPath+"/Csp")
	cspAdd         = define[CSPService, CSPService]("cloudmore.organizations.csp.add", http.MethodPost, servicesPath+"/Csp")
	cspRemove      = define[none, none]("cloudmore.organizations.csp.remove", http.MethodDelete, servicesPath+"/Csp")
	azureGet       = define[none, Service]("cloudmore.organizations.azure.get", http.MethodGet, servicesPath+"/Azure")
	azureAdd       = define[none, Service]("cloudmore.organizations.azure.add", http.MethodPost, servicesPath+"/Azure")
	azureRemove    = define[none, none]("cloudmore.organizations.azure.remove", http.MethodDelete, servicesPath+"/Azure")
)

// List reads the services of an organization.
func (s *Services) List(ctx context.Context, organizationID string, opts ...CallOption) ([]Service, error) {
	return listed(ctx, s.client, servicesList, at(organizationID), opts)
}

// All walks the services of an organization.
func (s *Services) All(ctx context.Context, organizationID string, opts ...CallOption) iter.Seq2[Service, error] {
	return each(ctx, servicesList.Operation, func(ctx context.Context) ([]Service, error) {
		return s.List(ctx, organizationID, opts...)
	})
}

// Get reads one service of an organization.
func (s *Services) Get(ctx context.Context, organizationID, serviceID string, opts ...CallOption) (*Service, error) {
	return servicesGet.call(ctx, s.client, at(organizationID, serviceID), nil, opts)
}

// Add gives an organization a service that is not Microsoft's; AddCSP and
// AddAzure give Microsoft's.
func (s *Services) Add(ctx context.Context, organizationID string, in Service, opts ...CallOption) (*Service, error) {
	return servicesAdd.call(ctx, s.client, at(organizationID), &in, opts)
}

// Update reads a service of an organization, lets change edit it and writes all
// of it back.
func (s *Services) Update(ctx context.Context, organizationID, serviceID string, change func(*Service) error, opts ...CallOption) (*Service, error) {
	return edited(ctx, s.client, servicesGet, servicesUpdate, at(organizationID, serviceID), change, opts)
}

// Remove takes a service off an organization.
func (s *Services) Remove(ctx context.Context, organizationID, serviceID string, opts ...CallOption) error {
	_, err := servicesRemove.call(ctx, s.client, at(organizationID, serviceID), nil, opts)
	return err
}

// CSPDomain asks whether the prefix of an onmicrosoft.com domain is free, before
// AddCSP takes it. The name of the parameter is not documented publicly: it is
// sent as domainPrefix; Do sends any other.
func (s *Services) CSPDomain(ctx context.Context, prefix string, opts ...CallOption) (*CSPDomain, error) {
	return cspDomain.call(ctx, s.client, Args{Query: url.Values{"domainPrefix": {prefix}}}, nil, opts)
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
