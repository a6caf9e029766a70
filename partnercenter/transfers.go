package partnercenter

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"time"
)

// Transfers move subscriptions between partners.
type Transfers struct{ client *Client }

// Transfers gives the operations on transfers.
func (c *Client) Transfers() *Transfers { return &Transfers{c} }

// Transfer moves a customer's subscriptions from one partner to another.
type Transfer struct {
	// ID is given by Create.
	ID string `json:"id,omitzero"`
	// Status is Active, Cancelled, Complete, Declined, Expired, ...
	Status string `json:"status,omitzero"`
	// CreatedTime and LastModifiedTime are set by the service.
	CreatedTime      time.Time `json:"createdTime,omitzero"`
	LastModifiedTime time.Time `json:"lastModifiedTime,omitzero"`
	// TransferType is "3" for Azure plans and new commerce.
	TransferType string `json:"transferType,omitzero"`
	// CompletedTime is when it was accepted; this and the members below are in
	// answers that a public client reads, not in the documentation of 2023-10.
	CompletedTime time.Time `json:"completedTime,omitzero"`
	// ExpirationTime is until when it can be accepted.
	ExpirationTime time.Time `json:"expirationTime,omitzero"`
	// CustomerEmailID is who is told at the customer.
	CustomerEmailID string `json:"customerEmailId,omitzero"`
	// TargetPartnerEmailID is who is told at the target partner.
	TargetPartnerEmailID string `json:"targetPartnerEmailId,omitzero"`
	// TransferDirection tells incoming from outgoing transfers.
	TransferDirection *int `json:"transferDirection,omitzero"`
	// IgnoreEligibilityCheck tells whether the check was left out.
	IgnoreEligibilityCheck *bool `json:"ignoreEligibilityCheck,omitzero"`
	// CustomerName may be given for people, CustomerTenantID comes from the
	// service.
	CustomerName     string `json:"customerName,omitzero"`
	CustomerTenantID string `json:"customerTenantId,omitzero"`
	// PartnerTenantID is spelt so by Microsoft.
	PartnerTenantID string `json:"partnertenantid,omitzero"`
	// SourcePartnerName is the partner who gives the subscriptions away.
	SourcePartnerName string `json:"sourcePartnerName,omitzero"`
	// SourcePartnerTenantID is that partner's tenant. Create requires it.
	SourcePartnerTenantID string `json:"sourcePartnerTenantId,omitzero"`
	// TargetPartnerName is the partner who gets the subscriptions.
	TargetPartnerName string `json:"targetPartnerName,omitzero"`
	// TargetPartnerTenantID is that partner's tenant. Create requires it.
	TargetPartnerTenantID string `json:"targetPartnerTenantId,omitzero"`
	// LastModifiedUser is who changed it last.
	LastModifiedUser string `json:"lastModifiedUser,omitzero"`
	// LineItems are the subscriptions to move. Create requires them.
	LineItems []TransferLineItem `json:"lineItems,omitzero"`
	Resource
}

// TransferLineItem is a subscription to move.
type TransferLineItem struct {
	// ID counts from 0.
	ID *int `json:"id,omitzero"`
	// SubscriptionID is required.
	SubscriptionID string `json:"subscriptionId,omitzero"`
	// OfferID is what was bought; in answers only.
	OfferID string `json:"offerId,omitzero"`
	// BillingCycle is how often it is billed, such as "monthly", "annual" or
	// "none".
	BillingCycle string `json:"billingCycle,omitzero"`
	// FriendlyName is the name that the partner gave it.
	FriendlyName string `json:"friendlyName,omitzero"`
	// Quantity of licences or instances; in answers only.
	Quantity *int `json:"quantity,omitzero"`
	// PartnerIDOnRecord is the PartnerID (formerly MPN id) of the reseller.
	PartnerIDOnRecord string `json:"partnerIdOnRecord,omitzero"`
	// OrderID is the order of the subscription.
	OrderID string `json:"orderId,omitzero"`
	// Status is its state, as the service names it; unknown ones are kept.
	Status string `json:"status,omitzero"`
	// TransferGroupID is the group of the line, to which TransferError refers.
	TransferGroupID string `json:"transferGroupId,omitzero"`
	// TransferError says why the line was not moved.
	TransferError string `json:"transferError,omitzero"`
	// EntitlementID is the subscription's id in the customer's tenant.
	EntitlementID string `json:"entitlementId,omitzero"`
	// SourceSubscriptionID is the subscription at the partner it comes from.
	SourceSubscriptionID string `json:"sourceSubscriptionId,omitzero"`
	// AddonItems are the add-ons bought along with it.
	AddonItems []TransferLineItem `json:"addonItems,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// TransferResult is what the acceptance of a transfer brought. A part of it can
// fail: Failed.
type TransferResult struct {
	// Orders are the orders by which the subscriptions came over.
	Orders []Order `json:"orders,omitzero"`
	// TransferErrors say what did not come over.
	TransferErrors []TransferError `json:"transferErrors,omitzero"`
	Resource
}

// Failed is an error when a part of the transfer failed.
func (r *TransferResult) Failed() error {
	errs := make([]error, 0, len(r.TransferErrors))
	for _, e := range r.TransferErrors {
		errs = append(errs, fmt.Errorf("transfer group %s: %s (code %s)", e.TransferGroupID, e.Description, e.Code))
	}
	return errors.Join(errs...)
}

// TransferError says why a group of subscriptions did not come over.
type TransferError struct {
	// TransferGroupID is that of the lines.
	TransferGroupID string `json:"transferGroupId,omitzero"`
	// LineItems are the subscriptions of the group.
	LineItems []TransferLineItem `json:"lineItems,omitzero"`
	// Code is Partner Center's error code.
	Code string `json:"code,omitzero"`
	// Description is for people.
	Description string `json:"description,omitzero"`
	Resource
}

// TransferEligibility says whether a subscription can be moved.
type TransferEligibility struct {
	// ID is the subscription.
	ID string `json:"id,omitzero"`
	// IsEligible tells that it can be done; otherwise the errors say why not.
	IsEligible bool `json:"isEligible"`
	// Reason says why not, in words; empty when it can be moved.
	Reason string `json:"reason,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

var (
	transfersList            = define[none, Page[Transfer]]("transfers.list", http.MethodGet, "/v1/customers/{customer_id}/transfers", "get-all-of-a-customer-s-transfers", AuthBoth)
	transfersGet             = define[none, Transfer]("transfers.get", http.MethodGet, "/v1/customers/{customer_id}/transfers/{transfer_id}", "get-transfer-by-id", AuthBoth)
	transfersCreate          = define[Transfer, Transfer]("transfers.create", http.MethodPost, "/v1/customers/{customer_id}/transfers", "create-a-transfer", AuthBoth)
	transfersUpdate          = define[Transfer, Transfer]("transfers.update", http.MethodPatch, "/v1/customers/{customer_id}/transfers/{transfer_id}", "reject-a-transfer", AuthBoth)
	transfersAccept          = define[none, TransferResult]("transfers.accept", http.MethodPost, "/v1/customers/{customer_id}/transfers/{transfer_id}/accept", "accept-a-transfer", AuthBoth)
	transfersEligibilityList = define[none, Page[TransferEligibility]]("transfers.eligibility.list", http.MethodGet, "/v1/customers/{customer_id}/transferseligibility", "get-customer-s-subscriptions-transfer-eligibility", AuthBoth)
)

// List reads the transfers of a customer. Works app-only. Throttled per tenant.
//
// https://learn.microsoft.com/partner-center/developer/get-all-of-a-customer-s-transfers
func (s *Transfers) List(ctx context.Context, customerID string, after Continuation, opts ...CallOption) (*Page[Transfer], error) {
	return list(ctx, s.client, transfersList, at(customerID), after, opts)
}

// All walks all pages of List.
func (s *Transfers) All(ctx context.Context, customerID string, opts ...CallOption) iter.Seq2[Transfer, error] {
	return all(ctx, s.client, transfersList, at(customerID), Continuation{}, opts)
}

// Get reads one transfer. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-transfer-by-id
func (s *Transfers) Get(ctx context.Context, customerID, transferID string, opts ...CallOption) (*Transfer, error) {
	return transfersGet.call(ctx, s.client, at(customerID, transferID), nil, opts)
}

// Create asks another partner to hand subscriptions over. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/create-a-transfer
func (s *Transfers) Create(ctx context.Context, customerID string, in Transfer, opts ...CallOption) (*Transfer, error) {
	return transfersCreate.call(ctx, s.client, at(customerID), &in, opts)
}

// Update rejects or cancels a transfer by its status. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/reject-a-transfer
func (s *Transfers) Update(ctx context.Context, customerID, transferID string, in Transfer, opts ...CallOption) (*Transfer, error) {
	return transfersUpdate.call(ctx, s.client, at(customerID, transferID), &in, opts)
}

// Accept accepts a transfer. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/accept-a-transfer
func (s *Transfers) Accept(ctx context.Context, customerID, transferID string, opts ...CallOption) (*TransferResult, error) {
	return transfersAccept.call(ctx, s.client, at(customerID, transferID), nil, opts)
}

// ListEligibilities reads which subscriptions can be moved by a transfer of a type,
// such as "directtoindirect", which Microsoft requires. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-customer-s-subscriptions-transfer-eligibility
func (s *Transfers) ListEligibilities(ctx context.Context, customerID, transferType string, after Continuation, opts ...CallOption) (*Page[TransferEligibility], error) {
	return list(ctx, s.client, transfersEligibilityList, Args{Path: []string{customerID}, Query: params("transferType", transferType)}, after, opts)
}

// AllEligibilities walks all pages of ListEligibilities.
func (s *Transfers) AllEligibilities(ctx context.Context, customerID, transferType string, opts ...CallOption) iter.Seq2[TransferEligibility, error] {
	return all(ctx, s.client, transfersEligibilityList, Args{Path: []string{customerID}, Query: params("transferType", transferType)}, Continuation{}, opts)
}
