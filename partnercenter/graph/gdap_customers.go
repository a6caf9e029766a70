package graph

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
)

// DelegatedCustomer is a customer with at least one relationship.
type DelegatedCustomer struct {
	// ODataType and ODataContext are OData's description of the answer.
	ODataType    string `json:"@odata.type,omitzero"`
	ODataContext string `json:"@odata.context,omitzero"`
	// ETag is the version.
	ETag string `json:"@odata.etag,omitzero"`
	// ID is what Customer takes.
	ID string `json:"id,omitzero"`
	// TenantID is the customer's Microsoft tenant.
	TenantID string `json:"tenantId,omitzero"`
	// DisplayName is the name of that tenant.
	DisplayName string `json:"displayName,omitzero"`
	// ServiceManagementDetails are given with ListQuery.Expand
	// "serviceManagementDetails".
	ServiceManagementDetails []ManagedService `json:"serviceManagementDetails,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ManagedService is where a service of the customer is administered.
type ManagedService struct {
	// ODataType is OData's description of the answer.
	ODataType string `json:"@odata.type,omitzero"`
	// ID of the service; its form is not documented.
	ID string `json:"id,omitzero"`
	// ServiceName is the service, such as "Exchange Online".
	ServiceName string `json:"serviceName,omitzero"`
	// ServiceManagementURL is where to administer the service.
	ServiceManagementURL string `json:"serviceManagementUrl,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

var (
	gdapCustomersList                         = define[none, Page[DelegatedCustomer]]("graph.delegatedAdminCustomers.list", http.MethodGet, "/v1.0/tenantRelationships/delegatedAdminCustomers", "tenantrelationship-list-delegatedadmincustomers", "DelegatedAdminRelationship.Read.All")
	gdapCustomersGet                          = define[none, DelegatedCustomer]("graph.delegatedAdminCustomers.get", http.MethodGet, "/v1.0/tenantRelationships/delegatedAdminCustomers/{customer_id}", "delegatedadmincustomer-get", "DelegatedAdminRelationship.Read.All")
	gdapCustomersServiceManagementDetailsList = define[none, Page[ManagedService]]("graph.delegatedAdminCustomers.serviceManagementDetails.list", http.MethodGet, "/v1.0/tenantRelationships/delegatedAdminCustomers/{customer_id}/serviceManagementDetails", "delegatedadmincustomer-list-servicemanagementdetails", "DelegatedAdminRelationship.Read.All")
)

// ListCustomers reads the customers that have a relationship.
//
// https://learn.microsoft.com/graph/api/tenantrelationship-list-delegatedadmincustomers
func (s *GDAP) ListCustomers(ctx context.Context, q ListQuery, opts ...CallOption) (*Page[DelegatedCustomer], error) {
	return list(ctx, s.client, gdapCustomersList, q.args(), q.After, opts)
}

// AllCustomers walks all pages of ListCustomers.
func (s *GDAP) AllCustomers(ctx context.Context, q ListQuery, opts ...CallOption) iter.Seq2[DelegatedCustomer, error] {
	return all(ctx, s.client, gdapCustomersList, q.args(), q.After, opts)
}

// Customer reads one customer that has a relationship.
//
// https://learn.microsoft.com/graph/api/delegatedadmincustomer-get
func (s *GDAP) Customer(ctx context.Context, customerID string, opts ...CallOption) (*DelegatedCustomer, error) {
	return gdapCustomersGet.call(ctx, s.client, at(customerID), nil, opts)
}

// ListServices reads where the services of a customer are administered.
//
// https://learn.microsoft.com/graph/api/delegatedadmincustomer-list-servicemanagementdetails
func (s *GDAP) ListServices(ctx context.Context, customerID string, q ListQuery, opts ...CallOption) (*Page[ManagedService], error) {
	return list(ctx, s.client, gdapCustomersServiceManagementDetailsList, q.args(customerID), q.After, opts)
}

// AllServices walks all pages of ListServices.
func (s *GDAP) AllServices(ctx context.Context, customerID string, q ListQuery, opts ...CallOption) iter.Seq2[ManagedService, error] {
	return all(ctx, s.client, gdapCustomersServiceManagementDetailsList, q.args(customerID), q.After, opts)
}
