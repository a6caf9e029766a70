package graph

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
)

// Tenants answers which tenant owns a domain.
type Tenants struct{ client *Client }

// Tenants gives the lookups of tenants.
func (c *Client) Tenants() *Tenants { return &Tenants{c} }

// TenantInformation is what everybody may know of a tenant.
type TenantInformation struct {
	// ODataContext and ODataType are OData's description of the answer.
	ODataContext string `json:"@odata.context,omitzero"`
	ODataType    string `json:"@odata.type,omitzero"`
	// TenantID is the tenant's GUID.
	TenantID string `json:"tenantId"`
	// DefaultDomainName is the tenant's main domain; it need not be the one asked
	// for.
	DefaultDomainName string `json:"defaultDomainName,omitzero"`
	// DisplayName is the organization's name.
	DisplayName string `json:"displayName,omitzero"`
	// FederationBrandName is the name on its sign-in page.
	FederationBrandName *string `json:"federationBrandName,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

const permissionTenantInformation = "CrossTenantInformation.ReadBasic.All"

var (
	tenantByDomain = define[none, TenantInformation]("graph.tenantInformation.findByDomainName", http.MethodGet,
		"/v1.0/tenantRelationships/findTenantInformationByDomainName(domainName='{domain}')",
		"tenantrelationship-findtenantinformationbydomainname", permissionTenantInformation)
	tenantByID = define[none, TenantInformation]("graph.tenantInformation.findByTenantID", http.MethodGet,
		"/v1.0/tenantRelationships/findTenantInformationByTenantId(tenantId='{tenant_id}')",
		"tenantrelationship-findtenantinformationbytenantid", permissionTenantInformation)
)

// FindByDomain tells which tenant owns a domain. A domain that no tenant has
// verified is ErrNotFound. Permission CrossTenantInformation.ReadBasic.All,
// delegated or application.
//
// https://learn.microsoft.com/graph/api/tenantrelationship-findtenantinformationbydomainname
func (s *Tenants) FindByDomain(ctx context.Context, domain string, opts ...CallOption) (*TenantInformation, error) {
	return tenantByDomain.call(ctx, s.client, at(quoted(domain)), nil, opts)
}

// FindByID tells name and default domain of a tenant. Permission
// CrossTenantInformation.ReadBasic.All, delegated or application.
//
// https://learn.microsoft.com/graph/api/tenantrelationship-findtenantinformationbytenantid
func (s *Tenants) FindByID(ctx context.Context, tenantID string, opts ...CallOption) (*TenantInformation, error) {
	return tenantByID.call(ctx, s.client, at(quoted(tenantID)), nil, opts)
}

// quoted doubles the quote, as OData wants it inside a string.
func quoted(s string) string { return strings.ReplaceAll(s, "'", "''") }
