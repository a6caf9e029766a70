package partnercenter

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
)

// SelfServePolicies say what customers may buy themselves.
type SelfServePolicies struct{ client *Client }

// SelfServePolicies gives the operations on self-serve policies.
func (c *Client) SelfServePolicies() *SelfServePolicies { return &SelfServePolicies{c} }

// SelfServePolicy says what a customer may buy itself.
type SelfServePolicy struct {
	// ID is made of both tenants' ids, by Create.
	ID string `json:"id,omitzero"`
	// SelfServeEntity is the customer who may buy.
	SelfServeEntity *SelfServeEntity `json:"selfServeEntity,omitzero"`
	// Grantor is the partner who is billed for it.
	Grantor *SelfServeGrantor `json:"grantor,omitzero"`
	// Permissions are what may be done with what.
	Permissions []SelfServePermission `json:"permissions,omitzero"`
	Resource
}

// SelfServeEntity is who may buy.
type SelfServeEntity struct {
	// SelfServeEntityType is customer.
	SelfServeEntityType string `json:"selfServeEntityType,omitzero"`
	// TenantID is the customer's tenant.
	TenantID string `json:"tenantID,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// SelfServeGrantor is who permits it.
type SelfServeGrantor struct {
	// GrantorType is billToPartner.
	GrantorType string `json:"grantorType,omitzero"`
	// TenantID is the partner's tenant.
	TenantID string `json:"tenantID,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// SelfServePermission is what may be bought.
type SelfServePermission struct {
	// Resource is AzureReservedInstances, for example.
	Resource string `json:"resource,omitzero"`
	// Action is Purchase.
	Action string `json:"action,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

var (
	selfservepoliciesList   = define[none, Page[SelfServePolicy]]("selfservepolicies.list", http.MethodGet, "/v1/SelfServePolicy", "get-a-list-of-self-serve-policies", AuthUser)
	selfservepoliciesGet    = define[none, SelfServePolicy]("selfservepolicies.get", http.MethodGet, "/v1/SelfServePolicy/{policy_id}", "get-a-self-serve-policy-by-id", AuthUser)
	selfservepoliciesCreate = define[SelfServePolicy, SelfServePolicy]("selfservepolicies.create", http.MethodPost, "/v1/SelfServePolicy", "create-a-self-serve-policy", AuthUser)
	selfservepoliciesUpdate = define[SelfServePolicy, SelfServePolicy]("selfservepolicies.update", http.MethodPut, "/v1/SelfServePolicy", "update-a-self-serve-policy", AuthUser)
	selfservepoliciesDelete = define[none, none]("selfservepolicies.delete", http.MethodDelete, "/v1/SelfServePolicy/{policy_id}", "delete-a-self-serve-policy", AuthUser)
)

// List reads the policies of a customer. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-list-of-self-serve-policies
func (s *SelfServePolicies) List(ctx context.Context, entityID string, after Continuation, opts ...CallOption) (*Page[SelfServePolicy], error) {
	return list(ctx, s.client, selfservepoliciesList, Args{Query: params("entity_id", entityID)}, after, opts)
}

// All walks all pages of List.
func (s *SelfServePolicies) All(ctx context.Context, entityID string, opts ...CallOption) iter.Seq2[SelfServePolicy, error] {
	return all(ctx, s.client, selfservepoliciesList, Args{Query: params("entity_id", entityID)}, Continuation{}, opts)
}

// Get reads one policy. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-self-serve-policy-by-id
func (s *SelfServePolicies) Get(ctx context.Context, policyID string, opts ...CallOption) (*SelfServePolicy, error) {
	return selfservepoliciesGet.call(ctx, s.client, at(policyID), nil, opts)
}

// Create permits a customer to buy. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/create-a-self-serve-policy
func (s *SelfServePolicies) Create(ctx context.Context, in SelfServePolicy, opts ...CallOption) (*SelfServePolicy, error) {
	return selfservepoliciesCreate.call(ctx, s.client, Args{}, &in, opts)
}

// Update replaces a policy; send all of it. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/update-a-self-serve-policy
func (s *SelfServePolicies) Update(ctx context.Context, in SelfServePolicy, opts ...CallOption) (*SelfServePolicy, error) {
	return selfservepoliciesUpdate.call(ctx, s.client, Args{}, &in, opts)
}

// Delete removes a policy. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/delete-a-self-serve-policy
func (s *SelfServePolicies) Delete(ctx context.Context, policyID string, opts ...CallOption) error {
	_, err := selfservepoliciesDelete.call(ctx, s.client, at(policyID), nil, opts)
	return err
}
