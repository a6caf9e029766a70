package partnercenter

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/shopspring/decimal"
)

// Orders are what customers have ordered.
type Orders struct{ client *Client }

// Orders gives the operations on orders.
func (c *Client) Orders() *Orders { return &Orders{c} }

// Order is a purchase.
type Order struct {
	// ID is given by Create.
	ID string `json:"id,omitzero"`
	// AlternateID is a short id for people.
	AlternateID string `json:"alternateId,omitzero"`
	// ReferenceCustomerID is the customer's tenant.
	ReferenceCustomerID string `json:"referenceCustomerId,omitzero"`
	// BillingCycle is how often it is billed, such as "monthly", "annual" or
	// "none".
	BillingCycle string `json:"billingCycle,omitzero"`
	// CurrencyCode is the ISO 4217 code.
	CurrencyCode string `json:"currencyCode,omitzero"`
	// CurrencySymbol is how the currency is printed, such as "$".
	CurrencySymbol string `json:"currencySymbol,omitzero"`
	// LineItems are what was bought.
	LineItems []OrderLineItem `json:"lineItems,omitzero"`
	// CreationDate is when it was made.
	CreationDate time.Time `json:"creationDate,omitzero"`
	// Status is pending, completed, cancelled or unknown. Cancelled in an update
	// cancels.
	Status string `json:"status,omitzero"`
	// TransactionType is UserPurchase, SystemPurchase or SystemBilling.
	TransactionType string `json:"transactionType,omitzero"`
	// TotalPrice is the sum of the lines, in their currency.
	TotalPrice *decimal.Decimal `json:"totalPrice,omitempty"`
	// PartnerOnRecordAttestationAccepted attests the partner of record. Microsoft's
	// table does not explain it further.
	PartnerOnRecordAttestationAccepted *bool `json:"partnerOnRecordAttestationAccepted,omitzero"`
	// Client is how it was placed.
	Client *OrderClient `json:"client,omitzero"`
	Resource
}

// OrderClient is how an order was placed.
type OrderClient struct {
	// MarketplaceCountry is the ISO 3166-1 alpha-2 code of the country bought in.
	MarketplaceCountry string `json:"marketplaceCountry,omitzero"`
	// DeviceFamily and Name are in published orders; no page describes them.
	DeviceFamily string `json:"deviceFamily,omitzero"`
	Name         string `json:"name,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// OrderLineItem is one product of an order.
type OrderLineItem struct {
	// LineItemNumber counts from 0.
	LineItemNumber int `json:"lineItemNumber"`
	// ProvisioningContext are parameters of the product.
	ProvisioningContext map[string]string `json:"provisioningContext,omitzero"`
	// OfferID is a legacy offer, or product:sku:availability for new commerce.
	OfferID string `json:"offerId,omitzero"`
	// SubscriptionID is absent until it is provisioned.
	SubscriptionID string `json:"subscriptionId,omitzero"`
	// ParentSubscriptionID is the subscription that an add-on is for; only in
	// updates.
	ParentSubscriptionID string `json:"parentSubscriptionId,omitzero"`
	// TermDuration is P1M, P1Y or P3Y.
	TermDuration string `json:"termDuration,omitzero"`
	// RenewsTo is what it becomes at the end of the term.
	RenewsTo *RenewsTo `json:"renewsTo,omitzero"`
	// TransactionType is New, Renew, AddQuantity, RemoveQuantity, Cancel, Convert or
	// CustomerCredit.
	TransactionType string `json:"transactionType,omitzero"`
	// PromotionID is the promotion that was applied; empty for none.
	PromotionID string `json:"promotionId,omitzero"`
	// CustomTermEndDate is the day on which the term ends when it is aligned with
	// another subscription or a calendar month.
	CustomTermEndDate time.Time `json:"customTermEndDate,omitzero"`
	// FriendlyName is the name that the partner gave it.
	FriendlyName string `json:"friendlyName,omitzero"`
	// Quantity of licences or instances; a pointer because 0 cancels the line.
	Quantity *int `json:"quantity,omitzero"`
	// Pricing is there when asked for.
	Pricing *Pricing `json:"pricing,omitzero"`
	// PartnerIDOnRecord is the PartnerID (formerly MPN id) of the reseller.
	PartnerIDOnRecord string `json:"partnerIdOnRecord,omitzero"`
	// AdditionalPartnerIDsOnRecord are further PartnerIDs that the purchase counts
	// for.
	AdditionalPartnerIDsOnRecord []string `json:"additionalPartnerIdsOnRecord,omitzero"`
	// PurchaseCommitment is what a savings plan commits to.
	PurchaseCommitment *PurchaseCommitment `json:"purchaseCommitment,omitzero"`
	// AttestationAccepted agrees to the terms of the SKU. Required where
	// SKU.AttestationProperties has EnforceAttestation.
	AttestationAccepted *bool `json:"attestationAccepted,omitzero"`
	Resource
}

// PurchaseCommitment is the fixed amount that an Azure savings plan commits to.
type PurchaseCommitment struct {
	// Amount for each Grain, in Currency.
	Amount decimal.Decimal `json:"amount"`
	// Currency is the ISO 4217 code.
	Currency string `json:"currency,omitzero"`
	// Grain is "hourly".
	Grain string `json:"grain,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// RenewsTo is the term after the renewal.
type RenewsTo struct {
	// TermDuration is P1M, P1Y or P3Y.
	TermDuration string `json:"termDuration,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// Pricing are the prices of a line.
type Pricing struct {
	// ListPrice is the price for one unit before discounts.
	ListPrice decimal.Decimal `json:"listPrice"`
	// DiscountedPrice is the price of one unit after discounts.
	DiscountedPrice decimal.Decimal `json:"discountedPrice"`
	// ProratedPrice is the price of one unit for the part of the term that is
	// charged.
	ProratedPrice decimal.Decimal `json:"proratedPrice"`
	// Price is the amount for one unit, in the currency of the cart or order.
	Price decimal.Decimal `json:"price"`
	// ExtendedPrice is the price of all units for what is charged.
	ExtendedPrice decimal.Decimal `json:"extendedPrice"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// OrderProvisioning says how far a line of an order is provisioned.
type OrderProvisioning struct {
	// LineItemNumber counts from 0.
	LineItemNumber int `json:"lineItemNumber"`
	// OrderLineItemID repeats the number in some answers.
	OrderLineItemID *int `json:"orderLineItemId,omitzero"`
	// Status is fulfilled, unfulfilled or prefulfillment_pending.
	Status string `json:"status,omitzero"`
	// QuantityProvisioningInformation splits the quantity by state.
	QuantityProvisioningInformation []QuantityProvisioning `json:"quantityProvisioningInformation,omitzero"`
	Resource
}

// QuantityProvisioning is a part of a line.
type QuantityProvisioning struct {
	// Quantity is the number of items in that state.
	Quantity int `json:"quantity"`
	// Status is its state, as the service names it; unknown ones are kept.
	Status string `json:"status,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

var (
	ordersList                   = define[none, Page[Order]]("orders.list", http.MethodGet, "/v1/customers/{customer_id}/orders", "get-all-of-a-customer-s-orders", AuthBoth)
	ordersGet                    = define[none, Order]("orders.get", http.MethodGet, "/v1/customers/{customer_id}/orders/{order_id}", "get-an-order-by-id", AuthBoth)
	ordersCreate                 = define[Order, Order]("orders.create", http.MethodPost, "/v1/customers/{customer_id}/orders", "create-an-order", AuthBoth)
	ordersUpdate                 = define[Order, Order]("orders.update", http.MethodPatch, "/v1/customers/{customer_id}/orders/{order_id}", "purchase-an-add-on-to-a-subscription", AuthBoth)
	ordersProvisioningstatusList = define[none, Page[OrderProvisioning]]("orders.provisioningstatus.list", http.MethodGet, "/v1/customers/{customer_id}/orders/{order_id}/provisioningstatus", "get-order-provisioning-status", AuthUser)
	ordersLineActivationlinks    = define[none, Page[ActivationLink]]("orders.lineitems.activationlinks.list", http.MethodGet, "/v1/customers/{customer_id}/orders/{order_id}/lineitems/{line_item_number}/activationlinks", "get-activation-link-by-order-line-item", AuthBoth)
	ordersActivationlinksList    = define[none, Page[ActivationLink]]("orders.activationlinks.list", http.MethodGet, "/v1/customers/{customer_id}/orders/{order_id}/activationlinks", "get-activation-link-by-order-line-item", AuthBoth)
)

// Create places an order. For new commerce use carts. Throttled per tenant. Works
// app-only.
//
// https://learn.microsoft.com/partner-center/developer/create-an-order
func (s *Orders) Create(ctx context.Context, customerID string, in Order, opts ...CallOption) (*Order, error) {
	return ordersCreate.call(ctx, s.client, at(customerID), &in, opts)
}

// Update changes an order: buys an add-on or changes the billing cycle in legacy
// commerce, cancels software and, in the sandbox, anything (Status "cancelled").
// Throttled per tenant. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/purchase-an-add-on-to-a-subscription
func (s *Orders) Update(ctx context.Context, customerID, orderID string, in Order, opts ...CallOption) (*Order, error) {
	return ordersUpdate.call(ctx, s.client, at(customerID, orderID), &in, opts)
}

// ListProvisioning reads how far the lines of an order are provisioned. Throttled
// per tenant. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-order-provisioning-status
func (s *Orders) ListProvisioning(ctx context.Context, customerID, orderID string, after Continuation, opts ...CallOption) (*Page[OrderProvisioning], error) {
	return list(ctx, s.client, ordersProvisioningstatusList, at(customerID, orderID), after, opts)
}

// AllProvisioning walks all pages of ListProvisioning.
func (s *Orders) AllProvisioning(ctx context.Context, customerID, orderID string, opts ...CallOption) iter.Seq2[OrderProvisioning, error] {
	return all(ctx, s.client, ordersProvisioningstatusList, at(customerID, orderID), Continuation{}, opts)
}

// ListActivationLinks reads where the customer activates the marketplace products
// of an order. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-activation-link-by-order-line-item
func (s *Orders) ListActivationLinks(ctx context.Context, customerID, orderID string, after Continuation, opts ...CallOption) (*Page[ActivationLink], error) {
	return list(ctx, s.client, ordersActivationlinksList, at(customerID, orderID), after, opts)
}

// AllActivationLinks walks all pages of ListActivationLinks.
func (s *Orders) AllActivationLinks(ctx context.Context, customerID, orderID string, opts ...CallOption) iter.Seq2[ActivationLink, error] {
	return all(ctx, s.client, ordersActivationlinksList, at(customerID, orderID), Continuation{}, opts)
}

// ListLineActivationLinks reads where the customer activates one line of an order,
// counted from 0. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-activation-link-by-order-line-item
func (s *Orders) ListLineActivationLinks(ctx context.Context, customerID, orderID string, line int, after Continuation, opts ...CallOption) (*Page[ActivationLink], error) {
	return list(ctx, s.client, ordersLineActivationlinks, at(customerID, orderID, strconv.Itoa(line)), after, opts)
}

// AllLineActivationLinks walks all pages of ListLineActivationLinks.
func (s *Orders) AllLineActivationLinks(ctx context.Context, customerID, orderID string, line int, opts ...CallOption) iter.Seq2[ActivationLink, error] {
	return all(ctx, s.client, ordersLineActivationlinks, at(customerID, orderID, strconv.Itoa(line)), Continuation{}, opts)
}

// OrderQuery selects orders and what is read of them.
type OrderQuery struct {
	// BillingType is monthly, annual, one_time or none; empty for all.
	BillingType string
	// IncludePrice asks for the prices of the lines.
	IncludePrice bool
	// After continues after an earlier page.
	After Continuation
}

func (q OrderQuery) args(path ...string) Args {
	query := url.Values{}
	if q.BillingType != "" {
		query.Set("billingType", q.BillingType)
	}
	if q.IncludePrice {
		query.Set("include_price", "true")
	}
	return Args{Path: path, Query: query}
}

// List reads a customer's orders, up to 15 minutes late. Works app-only.
// Throttled per tenant.
//
// https://learn.microsoft.com/partner-center/developer/get-all-of-a-customer-s-orders
func (s *Orders) List(ctx context.Context, customerID string, q OrderQuery, opts ...CallOption) (*Page[Order], error) {
	return list(ctx, s.client, ordersList, q.args(customerID), q.After, opts)
}

// All walks all orders of a customer. Works app-only. Throttled per tenant.
//
// https://learn.microsoft.com/partner-center/developer/get-all-of-a-customer-s-orders
func (s *Orders) All(ctx context.Context, customerID string, q OrderQuery, opts ...CallOption) iter.Seq2[Order, error] {
	return all(ctx, s.client, ordersList, q.args(customerID), q.After, opts)
}

// Get reads one order; of the query only IncludePrice counts. An unknown order is
// ErrNotFound (code 20000). Works app-only. Throttled per tenant.
//
// https://learn.microsoft.com/partner-center/developer/get-an-order-by-id
func (s *Orders) Get(ctx context.Context, customerID, orderID string, q OrderQuery, opts ...CallOption) (*Order, error) {
	return ordersGet.call(ctx, s.client, OrderQuery{IncludePrice: q.IncludePrice}.args(customerID, orderID), nil, opts)
}
