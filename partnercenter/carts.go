package partnercenter

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// Carts are purchases in new commerce.
type Carts struct{ client *Client }

// Carts gives the operations on carts.
func (c *Client) Carts() *Carts { return &Carts{c} }

// Cart is a purchase that is being put together. It expires after 7 days.
type Cart struct {
	// ID is given by Create.
	ID string `json:"id,omitzero"`
	// CreationTimestamp is when it was made.
	CreationTimestamp time.Time `json:"creationTimestamp,omitzero"`
	// LastModifiedTimestamp is when it was last changed.
	LastModifiedTimestamp time.Time `json:"lastModifiedTimestamp,omitzero"`
	// ExpirationTimestamp is when it ends; a cart lives seven days.
	ExpirationTimestamp time.Time `json:"expirationTimestamp,omitzero"`
	// LastModifiedUser is who changed it last.
	LastModifiedUser string `json:"lastModifiedUser,omitzero"`
	// LineItems are what is to be bought. Update replaces all of them.
	LineItems []CartLineItem `json:"lineItems,omitzero"`
	// Status is Active or Ordered.
	Status string `json:"status,omitzero"`
	// PartnerOnRecordAttestationAccepted attests the partner of record. Microsoft's
	// table does not explain it further.
	PartnerOnRecordAttestationAccepted *bool `json:"partnerOnRecordAttestationAccepted,omitzero"`
	Resource
}

// CartLineItem is one product of a cart.
type CartLineItem struct {
	// ID counts from 0.
	ID int `json:"id"`
	// CatalogItemID is product:sku:availability. It changes: read the availability
	// right before.
	CatalogItemID string `json:"catalogItemId,omitzero"`
	// FriendlyName is the name that the partner gave it.
	FriendlyName string `json:"friendlyName,omitzero"`
	// Quantity is the number of licences or instances.
	Quantity int `json:"quantity"`
	// CurrencyCode is the ISO 4217 code of the amounts beside it.
	CurrencyCode string `json:"currencyCode,omitzero"`
	// BillingCycle is monthly, annual, one_time, triennial, ...
	BillingCycle string `json:"billingCycle,omitzero"`
	// TermDuration is P1M, P1Y or P3Y; leave it out for Azure plans and perpetual
	// software.
	TermDuration string `json:"termDuration,omitzero"`
	// PromotionID is a promotion to apply, such as
	// "39NFJQT1PJQB:0001:39NFJQT1Q5KN"; empty for none.
	PromotionID string `json:"promotionId,omitzero"`
	// Participants are other partners, such as the indirect reseller.
	Participants []Participant `json:"participants,omitzero"`
	// ProvisioningContext are parameters of the product.
	ProvisioningContext map[string]string `json:"provisioningContext,omitzero"`
	// OrderGroup says which lines become one order.
	OrderGroup string `json:"orderGroup,omitzero"`
	// AddonItems are the add-ons bought along with it.
	AddonItems []CartLineItem `json:"addonItems,omitzero"`
	// RenewsTo is what it becomes at the end of the term.
	RenewsTo *RenewsTo `json:"renewsTo,omitzero"`
	// CustomTermEndDate is when the first term ends, to end it with another one.
	CustomTermEndDate time.Time `json:"customTermEndDate,omitzero"`
	// PurchaseCommitment is what a savings plan commits to.
	PurchaseCommitment *PurchaseCommitment `json:"purchaseCommitment,omitzero"`
	// AdditionalPartnerIDsOnRecord are up to five further indirect resellers, in
	// the EU and EFTA.
	AdditionalPartnerIDsOnRecord []string `json:"additionalPartnerIdsOnRecord,omitzero"`
	// AttestationAccepted agrees to the terms of the SKU. Required where
	// SKU.AttestationProperties has EnforceAttestation.
	AttestationAccepted *bool `json:"attestationAccepted,omitzero"`
	// Pricing is before tax; nil when the answer has no prices.
	Pricing *Pricing `json:"pricing,omitzero"`
	// Error says why the line cannot be bought.
	Error *CartError `json:"error,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// Participant is a partner in a purchase.
type Participant struct {
	// Key is transaction_reseller, consumption_reseller or
	// additional_transaction_reseller.
	Key string `json:"key,omitzero"`
	// Value is the partner id (formerly MPN id).
	Value string `json:"value,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// CartError says why a line cannot be bought.
type CartError struct {
	// ErrorCode is 10000 CurrencyIsNotSupported to 10012 AttestationNotAccepted, for
	// example.
	ErrorCode string `json:"errorCode,omitzero"`
	// ErrorDescription says in words what went wrong.
	ErrorDescription string `json:"errorDescription,omitzero"`
	// AdditionalInformation has the numbers behind the error, for some codes.
	AdditionalInformation *CartErrorDetails `json:"additionalInformation,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// CartErrorDetails are the numbers behind a CartError.
type CartErrorDetails struct {
	// AvailableQuantity is how many licences of the SKU can still be bought.
	AvailableQuantity *int `json:"availableQuantity,omitzero"`
	// PurchasedQuantity is how many the cart asks for.
	PurchasedQuantity *int `json:"purchasedQuantity,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// CartCheckout is what became of a cart. A checkout can succeed in part: look at
// OrderErrors.
type CartCheckout struct {
	// Orders are those that were placed.
	Orders []Order `json:"orders,omitzero"`
	// OrderErrors are the order groups that failed, although the status is 201.
	OrderErrors []OrderError `json:"orderErrors,omitzero"`
	// AdditionalInformation is there in newer answers; published ones are empty,
	// so that its items are raw.
	AdditionalInformation []json.RawMessage `json:"additionalInformation,omitzero"`
	Resource
}

// OrderError is an order group that could not be ordered.
type OrderError struct {
	// OrderGroupID is CartLineItem.OrderGroup of the lines that failed.
	OrderGroupID string `json:"orderGroupId,omitzero"`
	// Code is Partner Center's error code, such as "800002".
	Code string `json:"code,omitzero"`
	// Description says in words what went wrong.
	Description string `json:"description,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

var (
	cartsCreate   = define[Cart, Cart]("carts.create", http.MethodPost, "/v1/customers/{customer_id}/carts", "create-a-cart", AuthBoth)
	cartsGet      = define[none, Cart]("carts.get", http.MethodGet, "/v1/customers/{customer_id}/carts/{cart_id}", "update-a-cart", AuthBoth)
	cartsUpdate   = define[Cart, Cart]("carts.update", http.MethodPut, "/v1/customers/{customer_id}/carts/{cart_id}", "update-a-cart", AuthBoth)
	cartsCheckout = define[none, CartCheckout]("carts.checkout", http.MethodPost, "/v1/customers/{customer_id}/carts/{cart_id}/checkout", "checkout-a-cart", AuthBoth)
)

// Create makes a cart. Line items that cannot be bought come back with Error set.
// Throttled per tenant. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/create-a-cart
func (s *Carts) Create(ctx context.Context, customerID string, in Cart, opts ...CallOption) (*Cart, error) {
	return cartsCreate.call(ctx, s.client, at(customerID), &in, opts)
}

// Get reads a cart. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/update-a-cart
func (s *Carts) Get(ctx context.Context, customerID, cartID string, opts ...CallOption) (*Cart, error) {
	return cartsGet.call(ctx, s.client, at(customerID, cartID), nil, opts)
}

// Update replaces a cart; send all of it. Throttled per tenant. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/update-a-cart
func (s *Carts) Update(ctx context.Context, customerID, cartID string, in Cart, opts ...CallOption) (*Cart, error) {
	return cartsUpdate.call(ctx, s.client, at(customerID, cartID), &in, opts)
}

// Checkout orders what is in a cart. Orders that failed are in OrderErrors;
// Failed makes an error of them. Throttled per tenant. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/checkout-a-cart
func (s *Carts) Checkout(ctx context.Context, customerID, cartID string, opts ...CallOption) (*CartCheckout, error) {
	return cartsCheckout.call(ctx, s.client, at(customerID, cartID), nil, opts)
}

// Failed is an error that joins the order groups that could not be ordered, nil
// when all were.
func (c *CartCheckout) Failed() error {
	var failed []error
	for _, e := range c.OrderErrors {
		failed = append(failed, fmt.Errorf("order group %s: code %s: %s", e.OrderGroupID, e.Code, e.Description))
	}
	return errors.Join(failed...)
}
