package partnercenter

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"time"
)

// Subscriptions are what customers have bought.
type Subscriptions struct{ client *Client }

// Subscriptions gives the operations on subscriptions.
func (c *Client) Subscriptions() *Subscriptions { return &Subscriptions{c} }

// Subscription is what a customer has bought of one offer. Update sends all of
// it: read it, change it, send it back.
type Subscription struct {
	// ID of the subscription. Reconciliation lines carry another id.
	ID string `json:"id,omitzero"`
	// OfferID is product:sku:availability for new commerce.
	OfferID string `json:"offerId,omitzero"`
	// EntitlementID is the Azure subscription id.
	EntitlementID string `json:"entitlementId,omitzero"`
	// OfferName is for people; FriendlyName is what the partner calls it.
	OfferName string `json:"offerName,omitzero"`
	// FriendlyName is the nickname.
	FriendlyName string `json:"friendlyName,omitzero"`
	// ProductType tells new commerce ("OnlineServicesNCE") from legacy.
	ProductType *ItemType `json:"productType,omitzero"`
	// Quantity is the number of licences.
	Quantity int `json:"quantity"`
	// UnitType is "Licenses", "Usage-based", ...
	UnitType string `json:"unitType,omitzero"`
	// ParentSubscriptionID is set on add-ons.
	ParentSubscriptionID string `json:"parentSubscriptionId,omitzero"`
	// CreationDate is when it was bought.
	CreationDate time.Time `json:"creationDate,omitzero"`
	// EffectiveStartDate is when the term began.
	EffectiveStartDate time.Time `json:"effectiveStartDate,omitzero"`
	// CommitmentEndDate is when the term ends.
	CommitmentEndDate time.Time `json:"commitmentEndDate,omitzero"`
	// CommitmentEndDateTime is CommitmentEndDate to the second.
	CommitmentEndDateTime time.Time `json:"commitmentEndDateTime,omitzero"`
	// CancellationAllowedUntilDate is the end of the window for cancelling.
	CancellationAllowedUntilDate time.Time `json:"cancellationAllowedUntilDate,omitzero"`
	// BillingCycleEndDate is the end of the current billing period.
	BillingCycleEndDate time.Time `json:"billingCycleEndDate,omitzero"`
	// BillingCycleEndDateTime is BillingCycleEndDate to the second.
	BillingCycleEndDateTime time.Time `json:"billingCycleEndDateTime,omitzero"`
	// CustomTermEndDate is the end that was chosen for the first term, to align it
	// with a month or with another subscription; CustomTermEndDates lists the
	// possible ones.
	CustomTermEndDate time.Time `json:"customTermEndDate,omitzero"`
	// Status of the subscription. Suspended new-commerce ones still bill.
	Status SubscriptionStatus `json:"status,omitzero"`
	// AutoRenewEnabled renews the term. Leaving it out of an update clears it,
	// therefore it is always sent.
	AutoRenewEnabled bool `json:"autoRenewEnabled"`
	// BillingType is usage, license, ...
	BillingType string `json:"billingType,omitzero"`
	// BillingCycle is monthly, annual, one_time, triennial, ...
	BillingCycle string `json:"billingCycle,omitzero"`
	// TermDuration is P1M, P1Y, P3Y or empty.
	TermDuration string `json:"termDuration,omitzero"`
	// RenewalTermDuration is the term after the next renewal.
	RenewalTermDuration *string `json:"renewalTermDuration,omitzero"`
	// HasPurchasableAddons says that add-ons can be bought.
	HasPurchasableAddons *bool `json:"hasPurchasableAddons,omitzero"`
	// IsTrial marks a trial.
	IsTrial *bool `json:"isTrial,omitzero"`
	// IsMicrosoftProduct is false for products of other publishers.
	IsMicrosoftProduct *bool `json:"isMicrosoftProduct,omitzero"`
	// PublisherName of the product.
	PublisherName string `json:"publisherName,omitzero"`
	// Actions that are allowed, such as "Edit" and "Cancel".
	Actions []string `json:"actions,omitzero"`
	// PartnerID is the reseller's partner id (formerly MPN id).
	PartnerID *string `json:"partnerId,omitzero"`
	// SuspensionReasons say why it is suspended.
	SuspensionReasons []string `json:"suspensionReasons,omitzero"`
	// ContractType is subscription, productKey or redemptionCode.
	ContractType string `json:"contractType,omitzero"`
	// RefundOptions say until when what is refunded.
	RefundOptions []RefundOption `json:"refundOptions,omitzero"`
	// RefundableQuantity says how many licences can be given back until when.
	RefundableQuantity *RefundableQuantity `json:"refundableQuantity,omitzero"`
	// PromotionID of the promotion applied.
	PromotionID string `json:"promotionId,omitzero"`
	// MigratedFromSubscriptionID is the legacy subscription it came from.
	MigratedFromSubscriptionID string `json:"migratedFromSubscriptionId,omitzero"`
	// ScheduledNextTermInstructions change it at the next renewal. Leaving them
	// out of an update clears them.
	ScheduledNextTermInstructions *ScheduledInstructions `json:"scheduledNextTermInstructions,omitzero"`
	// ScheduledActions are what happens to it and when, such as its end without a
	// renewal. Microsoft's pages of 2023 do not have them; their members are those
	// that public clients read.
	ScheduledActions []ScheduledAction `json:"scheduledActions,omitzero"`
	// NextChargeInstructions change it at the next charge, in the same way.
	NextChargeInstructions *ScheduledInstructions `json:"nextChargeInstructions,omitzero"`
	// ConsumptionType of usage-based products.
	ConsumptionType string `json:"consumptionType,omitzero"`
	// ProductOrderID ties subscriptions of one product order.
	ProductOrderID string `json:"productOrderId,omitzero"`
	// OrderID of the order that made it.
	OrderID string `json:"orderId,omitzero"`
	// LineItems are the purchases of an Azure savings plan.
	LineItems []SubscriptionLineItem `json:"lineItems,omitzero"`
	// AttentionNeeded says that the partner must act.
	AttentionNeeded *bool `json:"attentionNeeded,omitzero"`
	// ActionTaken says that the partner has acted.
	ActionTaken *bool `json:"actionTaken,omitzero"`
	Resource
}

// SubscriptionStatus is the state of a subscription.
type SubscriptionStatus string

// The states of a subscription. Unknown ones are kept as they come.
const (
	SubscriptionNone      SubscriptionStatus = "none"
	SubscriptionActive    SubscriptionStatus = "active"
	SubscriptionPending   SubscriptionStatus = "pending"
	SubscriptionSuspended SubscriptionStatus = "suspended"
	SubscriptionExpired   SubscriptionStatus = "expired"
	SubscriptionDisabled  SubscriptionStatus = "disabled"
	SubscriptionDeleted   SubscriptionStatus = "deleted"
)

// ItemType is a kind of product.
type ItemType struct {
	// ID of the kind, such as "OnlineServicesNCE".
	ID string `json:"id,omitzero"`
	// DisplayName for people.
	DisplayName string `json:"displayName,omitzero"`
	// SubType refines the kind.
	SubType *ItemType `json:"subType,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// SubscriptionLineItem is one purchase of an Azure savings plan.
type SubscriptionLineItem struct {
	// ID of the line within the subscription.
	ID string `json:"id,omitzero"`
	// FriendlyName is the partner's name for it.
	FriendlyName string `json:"friendlyName,omitzero"`
	// Scope says where the benefit applies.
	Scope *BenefitScope `json:"scope,omitzero"`
	// AutoRenewEnabled tells whether it renews by itself.
	AutoRenewEnabled *bool `json:"autoRenewEnabled,omitzero"`
	// Status is one of the states of a subscription.
	Status SubscriptionStatus `json:"status,omitzero"`
	// PurchaseCommitment is the amount committed to.
	PurchaseCommitment *PurchaseCommitment `json:"purchaseCommitment,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// BenefitScope says where the benefit of a savings plan applies.
type BenefitScope struct {
	// Type is single, shared, resource group or management group.
	Type string `json:"type,omitzero"`
	// SubscriptionID is the Azure plan, for a shared scope.
	SubscriptionID string `json:"subscriptionId,omitzero"`
	// EntitlementID is the Azure subscription, for a single scope.
	EntitlementID string `json:"entitlementId,omitzero"`
	// ManagementGroupID can be chosen in Azure's portal only.
	ManagementGroupID string `json:"managementGroupId,omitzero"`
	// ResourceGroupID can be chosen in Azure's portal only.
	ResourceGroupID string `json:"resourceGroupId,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// RefundOption is a refund that is possible for a while.
type RefundOption struct {
	// Type is "Full" or "Partial".
	Type string `json:"type,omitzero"`
	// ExpiresAt is until when.
	ExpiresAt time.Time `json:"expiresAt,omitzero"`
	// ExpiresAfter is what the documentation calls the same moment; published
	// answers have ExpiresAt.
	ExpiresAfter string `json:"expiresAfter,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// RefundableQuantity says how many licences can be given back.
type RefundableQuantity struct {
	// TotalQuantity over all details.
	TotalQuantity int `json:"totalQuantity"`
	// Details by deadline.
	Details []RefundableDetail `json:"details,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// RefundableDetail is a number of licences and the deadline to give them back.
type RefundableDetail struct {
	// Quantity of licences.
	Quantity int `json:"quantity"`
	// AllowedUntilDateTime is the deadline.
	AllowedUntilDateTime time.Time `json:"allowedUntilDateTime,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ScheduledAction is what happens to a subscription at a later moment.
type ScheduledAction struct {
	// ScheduleType is TermEnd or CustomDate.
	ScheduleType string `json:"scheduleType,omitzero"`
	// ActionType is Cancel, RenewToNewTerm, RenewToExtendedServiceTerm or
	// Transition.
	ActionType string `json:"actionType,omitzero"`
	// EffectiveDate is the day of a CustomDate.
	EffectiveDate time.Time `json:"effectiveDate,omitzero"`
	// Instructions are the product, term and quantity after it.
	Instructions *ScheduledInstructions `json:"instructions,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ScheduledInstructions change a subscription at a later moment.
type ScheduledInstructions struct {
	// Product to change to.
	Product *ScheduledProduct `json:"product,omitzero"`
	// Quantity to change to.
	Quantity int `json:"quantity"`
	// CustomTermEndDate aligns the end of the term.
	CustomTermEndDate time.Time `json:"customTermEndDate,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ScheduledProduct is the product of scheduled instructions.
type ScheduledProduct struct {
	// ProductID, SKUID and AvailabilityID are the item in the catalogue.
	// Availabilities change: read them right before.
	ProductID      string `json:"productId,omitzero"`
	SKUID          string `json:"skuId,omitzero"`
	AvailabilityID string `json:"availabilityId,omitzero"`
	// BillingCycle, TermDuration and PromotionID from then on.
	BillingCycle string `json:"billingCycle,omitzero"`
	TermDuration string `json:"termDuration,omitzero"`
	PromotionID  string `json:"promotionId,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// SubscriptionQuery selects subscriptions of a customer. At most one field may
// be set.
type SubscriptionQuery struct {
	// OrderID selects those of one order (up to 15 minutes late).
	OrderID string
	// PartnerID selects those with one partner of record (formerly MPN id).
	PartnerID string
	// After continues after an earlier page; today's answers have one page.
	After Continuation
}

func (q SubscriptionQuery) args(customerID string) Args {
	query := url.Values{}
	if q.OrderID != "" {
		query.Set("order_id", q.OrderID)
	}
	if q.PartnerID != "" {
		query.Set("mpn_id", q.PartnerID)
	}
	return Args{Path: []string{customerID}, Query: query}
}

var subscriptionsList = define[none, Page[Subscription]]("subscriptions.list", http.MethodGet, "/v1/customers/{customer_id}/subscriptions", "get-all-of-a-customer-s-subscriptions", AuthBoth)

// List reads a customer's subscriptions. Works app-only. Throttled per tenant.
//
// https://learn.microsoft.com/partner-center/developer/get-all-of-a-customer-s-subscriptions
func (s *Subscriptions) List(ctx context.Context, customerID string, q SubscriptionQuery, opts ...CallOption) (*Page[Subscription], error) {
	return list(ctx, s.client, subscriptionsList, q.args(customerID), q.After, opts)
}

// All walks all subscriptions of a customer. Works app-only. Throttled per
// tenant.
//
// https://learn.microsoft.com/partner-center/developer/get-all-of-a-customer-s-subscriptions
func (s *Subscriptions) All(ctx context.Context, customerID string, q SubscriptionQuery, opts ...CallOption) iter.Seq2[Subscription, error] {
	return all(ctx, s.client, subscriptionsList, q.args(customerID), q.After, opts)
}
