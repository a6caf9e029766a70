package graph

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"time"
)

// GDAP is about granular delegated admin privileges: what a partner may do in
// customer tenants. Reading takes the delegated permission
// DelegatedAdminRelationship.Read.All, writing DelegatedAdminRelationship.ReadWrite.All
// and an Admin Agent. Whether application permissions suffice differs between
// Microsoft's pages.
type GDAP struct{ client *Client }

// GDAP gives the operations on GDAP.
func (c *Client) GDAP() *GDAP { return &GDAP{c} }

// Relationship is a GDAP relationship: what a partner may do in a customer
// tenant, and until when.
type Relationship struct {
	// ODataType and ODataContext are OData's description of the answer; leave them
	// out of requests. The type tells relationships through an indirect provider.
	ODataType    string `json:"@odata.type,omitzero"`
	ODataContext string `json:"@odata.context,omitzero"`
	// ETag is the version; updates and deletions need it.
	ETag string `json:"@odata.etag,omitzero"`
	// ID is two GUIDs joined by a hyphen, given by Create.
	ID string `json:"id,omitzero"`
	// DisplayName is unique among the partner's relationships, at most 50
	// characters.
	DisplayName string `json:"displayName,omitzero"`
	// Duration is an ISO 8601 duration from P1D to P2Y.
	Duration string `json:"duration,omitzero"`
	// Customer may be left out on creation: then whoever opens the link may approve.
	Customer *RelationshipCustomer `json:"customer,omitzero"`
	// AccessDetails are the roles.
	AccessDetails *AccessDetails `json:"accessDetails,omitzero"`
	// Status is one of the Status constants; unknown ones are kept.
	Status RelationshipStatus `json:"status,omitzero"`
	// AutoExtendDuration is P180D to extend by itself, PT0S not to. With Global
	// Administrator among the roles it is refused.
	AutoExtendDuration string `json:"autoExtendDuration,omitzero"`
	// CreatedDateTime and LastModifiedDateTime are set by the service.
	CreatedDateTime      time.Time `json:"createdDateTime,omitzero"`
	LastModifiedDateTime time.Time `json:"lastModifiedDateTime,omitzero"`
	// ActivatedDateTime is when the customer's approval took effect; zero before.
	ActivatedDateTime time.Time `json:"activatedDateTime,omitzero"`
	// EndDateTime is ActivatedDateTime plus Duration; zero before the approval.
	// AutoExtendDuration moves it.
	EndDateTime time.Time `json:"endDateTime,omitzero"`
	// IsPartnerConsentPending is set in relationships through an indirect provider.
	IsPartnerConsentPending *bool `json:"isPartnerConsentPending,omitzero"`
	// IndirectProviderTenantID is set in relationships through an indirect provider.
	IndirectProviderTenantID string `json:"indirectProviderTenantId,omitzero"`
	// AccessAssignments are given with ListQuery.Expand "accessAssignments".
	AccessAssignments []AccessAssignment `json:"accessAssignments,omitzero"`
	// Operations are given with ListQuery.Expand "operations".
	Operations []RelationshipOperation `json:"operations,omitzero"`
	// Requests are given with ListQuery.Expand "requests".
	Requests []RelationshipRequest `json:"requests,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// RelationshipCustomer is the customer of a relationship.
type RelationshipCustomer struct {
	// ODataType is OData's description of the answer; leave it out of requests.
	ODataType string `json:"@odata.type,omitzero"`
	// TenantID is the customer's Microsoft tenant.
	TenantID string `json:"tenantId,omitzero"`
	// DisplayName is the name of that tenant.
	DisplayName string `json:"displayName,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// AccessDetails are roles.
type AccessDetails struct {
	// ODataType is OData's description of the answer; leave it out of requests.
	ODataType string `json:"@odata.type,omitzero"`
	// UnifiedRoles are the roles by their template ids.
	UnifiedRoles []Role `json:"unifiedRoles,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// Role is a role in the customer's directory.
type Role struct {
	// ODataType is OData's description of the answer; leave it out of requests.
	ODataType string `json:"@odata.type,omitzero"`
	// RoleDefinitionID is its template id, one of the Role constants.
	RoleDefinitionID string `json:"roleDefinitionId,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// RelationshipStatus is the state of a GDAP relationship.
type RelationshipStatus string

// The states of a relationship. Unknown ones are kept as they come.
const (
	RelationshipCreated              RelationshipStatus = "created"
	RelationshipApprovalPending      RelationshipStatus = "approvalPending"
	RelationshipApproved             RelationshipStatus = "approved"
	RelationshipActivating           RelationshipStatus = "activating"
	RelationshipActive               RelationshipStatus = "active"
	RelationshipExpiring             RelationshipStatus = "expiring"
	RelationshipExpired              RelationshipStatus = "expired"
	RelationshipTerminationRequested RelationshipStatus = "terminationRequested"
	RelationshipTerminating          RelationshipStatus = "terminating"
	RelationshipTerminated           RelationshipStatus = "terminated"
)

// RelationshipRequest moves a relationship on.
type RelationshipRequest struct {
	// ODataType and ODataContext are OData's description of the answer.
	ODataType    string `json:"@odata.type,omitzero"`
	ODataContext string `json:"@odata.context,omitzero"`
	// ETag is the version.
	ETag string `json:"@odata.etag,omitzero"`
	// ID of the request.
	ID string `json:"id,omitzero"`
	// Action is what to do, such as ActionLockForApproval.
	Action RelationshipAction `json:"action,omitzero"`
	// Status is created, pending, succeeded or failed.
	Status RequestStatus `json:"status,omitzero"`
	// CreatedDateTime and LastModifiedDateTime are set by the service.
	CreatedDateTime      time.Time `json:"createdDateTime,omitzero"`
	LastModifiedDateTime time.Time `json:"lastModifiedDateTime,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// RequestStatus is the state of a request.
type RequestStatus string

// The states of a request. Unknown ones are kept as they come.
const (
	RequestCreated   RequestStatus = "created"
	RequestPending   RequestStatus = "pending"
	RequestSucceeded RequestStatus = "succeeded"
	RequestFailed    RequestStatus = "failed"
)

// RelationshipAction is what a request asks for.
type RelationshipAction string

// The actions. Approve and Reject are for indirect resellers.
const (
	ActionLockForApproval RelationshipAction = "lockForApproval"
	ActionTerminate       RelationshipAction = "terminate"
	ActionApprove         RelationshipAction = "approve"
	ActionReject          RelationshipAction = "reject"
)

var (
	gdapRelationshipsList   = define[none, Page[Relationship]]("graph.delegatedAdminRelationships.list", http.MethodGet, "/v1.0/tenantRelationships/delegatedAdminRelationships", "tenantrelationship-list-delegatedadminrelationships", "DelegatedAdminRelationship.Read.All")
	gdapRelationshipsGet    = define[none, Relationship]("graph.delegatedAdminRelationships.get", http.MethodGet, "/v1.0/tenantRelationships/delegatedAdminRelationships/{relationship_id}", "delegatedadminrelationship-get", "DelegatedAdminRelationship.Read.All")
	gdapRelationshipsCreate = define[Relationship, Relationship]("graph.delegatedAdminRelationships.create", http.MethodPost, "/v1.0/tenantRelationships/delegatedAdminRelationships", "tenantrelationship-post-delegatedadminrelationships", "DelegatedAdminRelationship.ReadWrite.All")
	gdapRelationshipsUpdate = define[Relationship, Relationship]("graph.delegatedAdminRelationships.update", http.MethodPatch, "/v1.0/tenantRelationships/delegatedAdminRelationships/{relationship_id}", "delegatedadminrelationship-update", "DelegatedAdminRelationship.ReadWrite.All")
	gdapRelationshipsDelete = define[none, none]("graph.delegatedAdminRelationships.delete", http.MethodDelete, "/v1.0/tenantRelationships/delegatedAdminRelationships/{relationship_id}", "delegatedadminrelationship-delete", "DelegatedAdminRelationship.ReadWrite.All")
	gdapRequestsCreate      = define[RelationshipRequest, RelationshipRequest]("graph.delegatedAdminRelationships.requests.create", http.MethodPost, "/v1.0/tenantRelationships/delegatedAdminRelationships/{relationship_id}/requests", "delegatedadminrelationship-post-requests", "DelegatedAdminRelationship.ReadWrite.All")
	gdapRequestsList        = define[none, Page[RelationshipRequest]]("graph.delegatedAdminRelationships.requests.list", http.MethodGet, "/v1.0/tenantRelationships/delegatedAdminRelationships/{relationship_id}/requests", "delegatedadminrelationship-list-requests", "DelegatedAdminRelationship.Read.All")
	gdapRequestsGet         = define[none, RelationshipRequest]("graph.delegatedAdminRelationships.requests.get", http.MethodGet, "/v1.0/tenantRelationships/delegatedAdminRelationships/{relationship_id}/requests/{request_id}", "delegatedadminrelationshiprequest-get", "DelegatedAdminRelationship.Read.All")
)

// List reads relationships; filter by "status eq 'active'" or "customer/tenantId
// eq '...'".
//
// https://learn.microsoft.com/graph/api/tenantrelationship-list-delegatedadminrelationships
func (s *GDAP) List(ctx context.Context, q ListQuery, opts ...CallOption) (*Page[Relationship], error) {
	return list(ctx, s.client, gdapRelationshipsList, q.args(), q.After, opts)
}

// All walks all pages of List.
func (s *GDAP) All(ctx context.Context, q ListQuery, opts ...CallOption) iter.Seq2[Relationship, error] {
	return all(ctx, s.client, gdapRelationshipsList, q.args(), q.After, opts)
}

// Get reads one relationship.
//
// https://learn.microsoft.com/graph/api/delegatedadminrelationship-get
func (s *GDAP) Get(ctx context.Context, relationshipID string, opts ...CallOption) (*Relationship, error) {
	return gdapRelationshipsGet.call(ctx, s.client, at(relationshipID), nil, opts)
}

// Create makes a relationship in state created. Lock it for approval and send the
// customer its ApprovalURL.
//
// https://learn.microsoft.com/graph/api/tenantrelationship-post-delegatedadminrelationships
func (s *GDAP) Create(ctx context.Context, in Relationship, opts ...CallOption) (*Relationship, error) {
	return gdapRelationshipsCreate.call(ctx, s.client, Args{}, &in, opts)
}

// Update changes a relationship in state created, and AutoExtendDuration of an
// active one. It sends what is set; a stale ETag is ErrPrecondition.
//
// https://learn.microsoft.com/graph/api/delegatedadminrelationship-update
func (s *GDAP) Update(ctx context.Context, relationshipID, etag string, in Relationship, opts ...CallOption) (*Relationship, error) {
	return gdapRelationshipsUpdate.call(ctx, s.client, Args{Path: []string{relationshipID}, Header: ifMatch(etag)}, &in, opts)
}

// The values of AutoExtendDuration.
const (
	// AutoExtendOn adds 180 days whenever the relationship would end.
	AutoExtendOn = "P180D"
	// AutoExtendOff lets it end.
	AutoExtendOff = "PT0S"
)

// SetAutoExtend switches the extension of a relationship on or off, also of an
// active one. With Global Administrator among its roles Graph refuses to switch it
// on. A stale ETag is ErrPrecondition.
func (s *GDAP) SetAutoExtend(ctx context.Context, relationshipID, etag string, on bool, opts ...CallOption) (*Relationship, error) {
	duration := AutoExtendOff
	if on {
		duration = AutoExtendOn
	}
	return s.Update(ctx, relationshipID, etag, Relationship{AutoExtendDuration: duration}, opts...)
}

// Delete removes a relationship in state created.
//
// https://learn.microsoft.com/graph/api/delegatedadminrelationship-delete
func (s *GDAP) Delete(ctx context.Context, relationshipID, etag string, opts ...CallOption) error {
	_, err := gdapRelationshipsDelete.call(ctx, s.client, Args{Path: []string{relationshipID}, Header: ifMatch(etag)}, nil, opts)
	return err
}

// ListRequests reads the requests of a relationship.
//
// https://learn.microsoft.com/graph/api/delegatedadminrelationship-list-requests
func (s *GDAP) ListRequests(ctx context.Context, relationshipID string, q ListQuery, opts ...CallOption) (*Page[RelationshipRequest], error) {
	return list(ctx, s.client, gdapRequestsList, q.args(relationshipID), q.After, opts)
}

// AllRequests walks all pages of ListRequests.
func (s *GDAP) AllRequests(ctx context.Context, relationshipID string, q ListQuery, opts ...CallOption) iter.Seq2[RelationshipRequest, error] {
	return all(ctx, s.client, gdapRequestsList, q.args(relationshipID), q.After, opts)
}

// GetRequest reads one request.
//
// https://learn.microsoft.com/graph/api/delegatedadminrelationshiprequest-get
func (s *GDAP) GetRequest(ctx context.Context, relationshipID, requestID string, opts ...CallOption) (*RelationshipRequest, error) {
	return gdapRequestsGet.call(ctx, s.client, at(relationshipID, requestID), nil, opts)
}

// Request moves a relationship on: locks it for approval, terminates it, or
// approves or rejects it as an indirect reseller.
//
// https://learn.microsoft.com/graph/api/delegatedadminrelationship-post-requests
func (s *GDAP) Request(ctx context.Context, relationshipID string, action RelationshipAction, opts ...CallOption) (*RelationshipRequest, error) {
	args := at(relationshipID)
	if action == ActionReject {
		args.Header = http.Header{"Prefer": {"include-unknown-enum-members"}}
	}
	return gdapRequestsCreate.call(ctx, s.client, args, &RelationshipRequest{Action: action}, opts)
}

// ApprovalURL is the page on which an administrator of the customer approves a
// relationship that is locked for approval, within 90 days.
func (r Relationship) ApprovalURL() string {
	return "https://admin.microsoft.com/AdminPortal/Home#/partners/invitation/granularAdminRelationships/" + r.ID
}

// ifMatch is the header that guards a change.
func ifMatch(etag string) http.Header { return http.Header{"If-Match": {etag}} }
