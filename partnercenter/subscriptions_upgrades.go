package partnercenter

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"time"
)

// Upgrade is what a subscription of legacy commerce can become.
type Upgrade struct {
	// TargetOffer is what it can become.
	TargetOffer *Offer `json:"targetOffer,omitzero"`
	// UpgradeType is upgrade_only or upgrade_with_license_transfer, also written
	// as a number.
	UpgradeType string `json:"upgradeType,omitzero"`
	// IsEligible tells whether it can be done now.
	IsEligible bool `json:"isEligible"`
	// Quantity is the number of licences.
	Quantity int `json:"quantity"`
	// UpgradeErrors say why it cannot be done.
	UpgradeErrors []UpgradeError `json:"upgradeErrors,omitzero"`
	Resource
}

// UpgradeResult is what an upgrade brought.
type UpgradeResult struct {
	// SourceSubscriptionID is the subscription that was upgraded.
	SourceSubscriptionID string `json:"sourceSubscriptionId,omitzero"`
	// TargetSubscriptionID is the subscription that it became.
	TargetSubscriptionID string `json:"targetSubscriptionId,omitzero"`
	// UpgradeType is Upgrade.UpgradeType.
	UpgradeType string `json:"upgradeType,omitzero"`
	// UpgradeErrors say what failed.
	UpgradeErrors []UpgradeError `json:"upgradeErrors,omitzero"`
	// LicenseErrors say whose licences could not be moved.
	LicenseErrors []UserLicenseError `json:"licenseErrors,omitzero"`
	Resource
}

// UserLicenseError says why a user's licences could not be moved.
type UserLicenseError struct {
	// UserObjectID is the user's, in Entra.
	UserObjectID string `json:"userObjectId,omitzero"`
	// Name and Email of the user.
	Name  string `json:"name,omitzero"`
	Email string `json:"email,omitzero"`
	// Errors are the reasons.
	Errors []Fault `json:"errors,omitzero"`
	Resource
}

// UpgradeError says why an upgrade is not possible or failed.
type UpgradeError struct {
	// Code of the error; the values are not documented.
	Code string `json:"code,omitzero"`
	// Description is for people.
	Description string `json:"description,omitzero"`
	// AdditionalDetails tell more.
	AdditionalDetails string `json:"additionalDetails,omitzero"`
	Resource
}

// CustomTermEndDate is an end that the first term of a subscription may be given.
type CustomTermEndDate struct {
	// Type is calendarMonthAligned or subscriptionAligned.
	Type string `json:"allowedCustomTermEndDateType,omitzero"`
	// Date is the end to choose.
	Date time.Time `json:"allowedCustomTermEndDate,omitzero"`
	// CotermSubscriptionIDs are the subscriptions that end then.
	CotermSubscriptionIDs []string `json:"cotermSubscriptionIds,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// SubscriptionActivation is the answer to an activation.
type SubscriptionActivation struct {
	// SubscriptionID is what was activated.
	SubscriptionID string `json:"subscriptionId,omitzero"`
	// Status is "Success".
	Status string `json:"status,omitzero"`
	Resource
}

var (
	subscriptionsUpgradesList           = define[none, Page[Upgrade]]("subscriptions.upgrades.list", http.MethodGet, "/v1/customers/{customer_id}/subscriptions/{subscription_id}/upgrades", "transition-a-subscription", AuthBoth, status(StatusLegacy))
	subscriptionsUpgradesCreate         = define[Upgrade, UpgradeResult]("subscriptions.upgrades.create", http.MethodPost, "/v1/customers/{customer_id}/subscriptions/{subscription_id}/upgrades", "transition-a-subscription", AuthBoth, status(StatusLegacy))
	subscriptionsCustomTermEndDatesList = define[none, Page[CustomTermEndDate]]("subscriptions.customTermEndDates.list", http.MethodGet, "/v1/customers/{customer_id}/subscriptions/customTermEndDates", "custom-term-end-dates", AuthBoth)
	subscriptionsActivate               = define[none, SubscriptionActivation]("subscriptions.activate", http.MethodPost, "/v1/customers/{customer_id}/subscriptions/{subscription_id}/activate", "activate-sandbox-subscription-azure-marketplace-products", AuthBoth, status(StatusSandbox))
)

// ListUpgrades reads what a subscription of legacy commerce can become. Works
// app-only. For new commerce see ListTransitionEligibilities. Throttled per
// tenant.
//
// https://learn.microsoft.com/partner-center/developer/transition-a-subscription
func (s *Subscriptions) ListUpgrades(ctx context.Context, customerID, subscriptionID string, after Continuation, opts ...CallOption) (*Page[Upgrade], error) {
	return list(ctx, s.client, subscriptionsUpgradesList, at(customerID, subscriptionID), after, opts)
}

// AllUpgrades walks all pages of ListUpgrades.
func (s *Subscriptions) AllUpgrades(ctx context.Context, customerID, subscriptionID string, opts ...CallOption) iter.Seq2[Upgrade, error] {
	return all(ctx, s.client, subscriptionsUpgradesList, at(customerID, subscriptionID), Continuation{}, opts)
}

// Upgrade makes a subscription of legacy commerce what one of ListUpgrades says.
// Works app-only; throttled. For new commerce see Transition.
//
// https://learn.microsoft.com/partner-center/developer/transition-a-subscription
func (s *Subscriptions) Upgrade(ctx context.Context, customerID, subscriptionID string, in Upgrade, opts ...CallOption) (*UpgradeResult, error) {
	return subscriptionsUpgradesCreate.call(ctx, s.client, at(customerID, subscriptionID), &in, opts)
}

// CustomTermEndDateQuery says for which term ends are asked.
type CustomTermEndDateQuery struct {
	// TermDuration is P1M, P1Y or P3Y; required.
	TermDuration string
	// TermStart is when the term begins; today when zero.
	TermStart time.Time
	// CotermSubscriptionID asks for the end of this subscription.
	CotermSubscriptionID string
	// After continues after an earlier page.
	After Continuation
}

func (q CustomTermEndDateQuery) args(customerID string) Args {
	start := ""
	if !q.TermStart.IsZero() {
		start = q.TermStart.UTC().Format(time.RFC3339)
	}
	return Args{Path: []string{customerID}, Query: params(
		"term_duration", q.TermDuration, "term_start_date", start, "target_coterm_subscription_id", q.CotermSubscriptionID)}
}

// ListCustomTermEndDates reads the ends that the first term of a new subscription
// may be given. The names of the two optional parameters are not documented as
// they go over the wire; they are written like the documented one. Works
// app-only.
//
// https://learn.microsoft.com/partner-center/developer/custom-term-end-dates
func (s *Subscriptions) ListCustomTermEndDates(ctx context.Context, customerID string, q CustomTermEndDateQuery, opts ...CallOption) (*Page[CustomTermEndDate], error) {
	return list(ctx, s.client, subscriptionsCustomTermEndDatesList, q.args(customerID), q.After, opts)
}

// AllCustomTermEndDates walks all pages of ListCustomTermEndDates.
func (s *Subscriptions) AllCustomTermEndDates(ctx context.Context, customerID string, q CustomTermEndDateQuery, opts ...CallOption) iter.Seq2[CustomTermEndDate, error] {
	return all(ctx, s.client, subscriptionsCustomTermEndDatesList, q.args(customerID), q.After, opts)
}

// Activate begins the billing of a subscription of the commercial marketplace. It
// works in the integration sandbox only. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/activate-sandbox-subscription-azure-marketplace-products
func (s *Subscriptions) Activate(ctx context.Context, customerID, subscriptionID string, opts ...CallOption) (*SubscriptionActivation, error) {
	return subscriptionsActivate.call(ctx, s.client, at(customerID, subscriptionID), nil, opts)
}
