package cloudmore

import (
	"context"
	"iter"
	"net/http"
)

// CSPTenants are the Microsoft tenants that Cloudmore finds in the broker's
// Partner Center.
type CSPTenants struct{ client *Client }

// CSPTenants gives the operations on tenants.
func (c *Client) CSPTenants() *CSPTenants { return &CSPTenants{c} }

var (
	cspTenantsList = define[none, collection[CSPTenant]]("cloudmore.cspTenants.list", http.MethodGet, "/api/resellers/{resellerId}/services/csp/CspTenants/List")
	cspTenantsLink = define[cspLink, none]("cloudmore.cspTenants.link", http.MethodPost, "/api/resellers/{resellerId}/services/csp/CspTenants/Link")
)

// List reads all tenants with the organizations that they are linked to; the
// list has no pages.
func (s *CSPTenants) List(ctx context.Context, opts ...CallOption) ([]CSPTenant, error) {
	return listed(ctx, s.client, cspTenantsList, Args{}, opts)
}

// All walks all tenants.
func (s *CSPTenants) All(ctx context.Context, opts ...CallOption) iter.Seq2[CSPTenant, error] {
	return each(ctx, cspTenantsList.Operation, func(ctx context.Context) ([]CSPTenant, error) {
		return s.List(ctx, opts...)
	})
}

// Link links a tenant to an organization. There is no way back in the API. It
// is never sent twice by itself: after an error whose outcome is unknown, List
// tells whether the tenant is linked.
func (s *CSPTenants) Link(ctx context.Context, tenantID, organizationID string, opts ...CallOption) error {
	_, err := cspTenantsLink.call(ctx, s.client, Args{}, &cspLink{TenantID: tenantID, OrganizationID: organizationID}, opts)
	return err
}
