package partnercenter

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"time"
)

// TransitionEligibility is a product that a subscription can be upgraded to.
type TransitionEligibility struct {
	// OperationID identifies the answer; the page says no more.
	OperationID string `json:"operationId,omitzero"`
	// CatalogItemID is what to name in the transition.
	CatalogItemID string `json:"catalogItemId,omitzero"`
	// Title and Description of the product are for people.
	Title       string `json:"title,omitzero"`
	Description string `json:"description,omitzero"`
	// Quantity of licences that could move.
	Quantity int `json:"quantity"`
	// SubscriptionEligibilities are existing subscriptions that could take the
	// licences.
	SubscriptionEligibilities []SubscriptionEligibility `json:"subscriptionEligibilities,omitzero"`
	// Eligibilities are the ways to do it.
	Eligibilities []Eligibility `json:"eligibilities,omitzero"`
	Resource
}

// SubscriptionEligibility is an existing subscription that could take the
// licences.
type SubscriptionEligibility struct {
	// IsEligible tells that it can be done; otherwise the errors say why not.
	IsEligible bool `json:"isEligible"`
	// SubscriptionID goes into Transition.ToSubscriptionID.
	SubscriptionID string `json:"subscriptionId,omitzero"`
	// SubscriptionFriendlyName is the name that the partner gave the subscription.
	SubscriptionFriendlyName string `json:"subscriptionFriendlyName,omitzero"`
	// SubscriptionTermDuration is the term of the subscription, such as "P1Y".
	SubscriptionTermDuration string `json:"subscriptionTermDuration,omitzero"`
	// SubscriptionBillingCycle is how often the subscription is billed.
	SubscriptionBillingCycle string `json:"subscriptionBillingCycle,omitzero"`
	// Errors say why not.
	Errors []SubscriptionError `json:"errors,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// Eligibility is one way to upgrade.
type Eligibility struct {
	// IsEligible tells that it can be done; otherwise the errors say why not.
	IsEligible bool `json:"isEligible"`
	// TransitionType is transition_only or transition_with_license_transfer.
	TransitionType string `json:"transitionType,omitzero"`
	// Errors say why not.
	Errors []SubscriptionError `json:"errors,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// Transition is an upgrade of a subscription.
type Transition struct {
	// OperationID is given by the service; ListTransitions finds the transition by
	// it.
	OperationID string `json:"operationId,omitzero"`
	// FromCatalogItemID and FromSubscriptionID are what is upgraded; in answers
	// only.
	FromCatalogItemID  string `json:"fromCatalogItemId,omitzero"`
	FromSubscriptionID string `json:"fromSubscriptionId,omitzero"`
	// ToCatalogItemID is the target product.
	ToCatalogItemID string `json:"toCatalogItemId,omitzero"`
	// ToSubscriptionID is an existing target subscription, if any.
	ToSubscriptionID string `json:"toSubscriptionId,omitzero"`
	// Quantity is how many licences to move.
	Quantity int `json:"quantity"`
	// TermDuration is the term as an ISO 8601 duration, such as "P1M" or "P1Y".
	TermDuration string `json:"termDuration,omitzero"`
	// BillingCycle is how often it is billed, such as "monthly", "annual" or
	// "none".
	BillingCycle string `json:"billingCycle,omitzero"`
	// PromotionID is a promotion to apply; empty for none.
	PromotionID string `json:"promotionId,omitzero"`
	// TransitionType is transition_only or transition_with_license_transfer. The
	// latter needs App+User and GDAP Directory Writers.
	TransitionType string `json:"transitionType,omitzero"`
	// Events are its steps.
	Events []TransitionEvent `json:"events,omitzero"`
	Resource
}

// TransitionEvent is a step of an upgrade.
type TransitionEvent struct {
	// Name of the step.
	Name string `json:"name,omitzero"`
	// Status is its state, as the service names it; unknown ones are kept.
	Status string `json:"status,omitzero"`
	// Timestamp is when it happened.
	Timestamp time.Time `json:"timestamp,omitzero"`
	// Errors say why the step failed.
	Errors []SubscriptionError `json:"errors,omitzero"`
	Resource
}

var (
	subscriptionsTransitionEligibilitiesList = define[none, Page[TransitionEligibility]]("subscriptions.transitionEligibilities.list", http.MethodGet, "/v1/customers/{customer_id}/subscriptions/{subscription_id}/transitionEligibilities", "transition-a-new-commerce-subscription", AuthBoth)
	subscriptionsTransitionsList             = define[none, Page[Transition]]("subscriptions.transitions.list", http.MethodGet, "/v1/customers/{customer_id}/subscriptions/{subscription_id}/transitions", "get-transitions", AuthBoth)
	subscriptionsTransitionsCreate           = define[Transition, Transition]("subscriptions.transitions.create", http.MethodPost, "/v1/customers/{customer_id}/subscriptions/{subscription_id}/transitions", "transition-a-new-commerce-subscription", AuthBoth)
)

// ListTransitionEligibilities reads what a subscription can be upgraded to. The
// eligibilityType is "immediate" or "scheduled". Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/transition-a-new-commerce-subscription
func (s *Subscriptions) ListTransitionEligibilities(ctx context.Context, customerID, subscriptionID, eligibilityType string, after Continuation, opts ...CallOption) (*Page[TransitionEligibility], error) {
	return list(ctx, s.client, subscriptionsTransitionEligibilitiesList, Args{Path: []string{customerID, subscriptionID}, Query: params("eligibilityType", eligibilityType)}, after, opts)
}

// AllTransitionEligibilities walks all pages of ListTransitionEligibilities.
func (s *Subscriptions) AllTransitionEligibilities(ctx context.Context, customerID, subscriptionID, eligibilityType string, opts ...CallOption) iter.Seq2[TransitionEligibility, error] {
	return all(ctx, s.client, subscriptionsTransitionEligibilitiesList, Args{Path: []string{customerID, subscriptionID}, Query: params("eligibilityType", eligibilityType)}, Continuation{}, opts)
}

// ListTransitions reads the upgrades of a subscription. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-transitions
func (s *Subscriptions) ListTransitions(ctx context.Context, customerID, subscriptionID string, after Continuation, opts ...CallOption) (*Page[Transition], error) {
	return list(ctx, s.client, subscriptionsTransitionsList, at(customerID, subscriptionID), after, opts)
}

// AllTransitions walks all pages of ListTransitions.
func (s *Subscriptions) AllTransitions(ctx context.Context, customerID, subscriptionID string, opts ...CallOption) iter.Seq2[Transition, error] {
	return all(ctx, s.client, subscriptionsTransitionsList, at(customerID, subscriptionID), Continuation{}, opts)
}

// Transition upgrades a subscription to another product. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/transition-a-new-commerce-subscription
func (s *Subscriptions) Transition(ctx context.Context, customerID, subscriptionID string, in Transition, opts ...CallOption) (*Transition, error) {
	return subscriptionsTransitionsCreate.call(ctx, s.client, at(customerID, subscriptionID), &in, opts)
}
