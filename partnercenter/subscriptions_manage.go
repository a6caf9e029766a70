package partnercenter

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"time"
)

// ProvisioningStatus says how far a subscription is set up.
type ProvisioningStatus struct {
	// SKUID is the SKU that is provisioned.
	SKUID string `json:"skuId,omitzero"`
	// Status is success, pending or failed.
	Status string `json:"status,omitzero"`
	// Quantity of licences once it is done.
	Quantity int `json:"quantity"`
	// EndDate is when the subscription ends.
	EndDate time.Time `json:"endDate,omitzero"`
	Resource
}

// SupportContact is who supports a subscription.
type SupportContact struct {
	// SupportTenantID is the supporting partner's tenant.
	SupportTenantID string `json:"supportTenantId,omitzero"`
	// SupportMPNID is that partner's PartnerID (formerly MPN id).
	SupportMPNID string `json:"supportMpnId,omitzero"`
	// Name of that partner.
	Name string `json:"name,omitzero"`
	Resource
}

// RegistrationStatus says whether a subscription is registered.
type RegistrationStatus struct {
	// SubscriptionID is the Azure subscription.
	SubscriptionID string `json:"subscriptionId,omitzero"`
	// Status is registered, registering or notregistered.
	Status string `json:"status,omitzero"`
	Resource
}

// ActivationLink is where a customer activates a marketplace product.
type ActivationLink struct {
	// LineItemNumber is the line of the order, from 0.
	LineItemNumber int `json:"lineItemNumber"`
	// Link leads the customer to the publisher.
	Link *Link `json:"link,omitzero"`
	Resource
}

// Overage says who pays for usage beyond the bundle, such as phone services.
type Overage struct {
	// AzureEntitlementID is the Azure subscription that pays.
	AzureEntitlementID string `json:"azureEntitlementId,omitzero"`
	// PartnerID of the reseller (formerly MPN id).
	PartnerID string `json:"partnerId,omitzero"`
	// Type is PhoneServices, for example.
	Type string `json:"type,omitzero"`
	// OverageEnabled permits usage beyond the bundle.
	OverageEnabled bool `json:"overageEnabled"`
	// Overage is what the documentation's table calls the same; published bodies
	// have OverageEnabled.
	Overage *bool `json:"overage,omitzero"`
	Resource
}

// Conversion turns a trial into a paid subscription.
type Conversion struct {
	// OfferID is the trial's offer.
	OfferID string `json:"offerId,omitzero"`
	// TargetOfferID is the paid offer.
	TargetOfferID string `json:"targetOfferId,omitzero"`
	// OrderID is the trial's order.
	OrderID string `json:"orderId,omitzero"`
	// Quantity of licences.
	Quantity int `json:"quantity"`
	// BillingCycle is how often it is billed, such as "monthly", "annual" or
	// "none".
	BillingCycle string `json:"billingCycle,omitzero"`
	Resource
}

// ConversionResult is what a trial became.
type ConversionResult struct {
	// SubscriptionID is the trial's.
	SubscriptionID string `json:"subscriptionId,omitzero"`
	// OfferID and TargetOfferID are those of the Conversion.
	OfferID       string `json:"offerId,omitzero"`
	TargetOfferID string `json:"targetOfferId,omitzero"`
	// Error says why it failed; nil when it did not.
	Error *SubscriptionError `json:"error,omitzero"`
	Resource
}

// SubscriptionError says why something is not possible.
type SubscriptionError struct {
	// Code is Partner Center's error code.
	Code string `json:"code,omitzero"`
	// Description says in words what went wrong.
	Description string `json:"description,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

var (
	subscriptionsGet                   = define[none, Subscription]("subscriptions.get", http.MethodGet, "/v1/customers/{customer_id}/subscriptions/{subscription_id}", "get-a-subscription-by-id", AuthBoth)
	subscriptionsUpdate                = define[Subscription, Subscription]("subscriptions.update", http.MethodPatch, "/v1/customers/{customer_id}/subscriptions/{subscription_id}", "update-a-subscription-by-id", AuthBoth)
	subscriptionsAddonsList            = define[none, Page[Subscription]]("subscriptions.addons.list", http.MethodGet, "/v1/customers/{customer_id}/subscriptions/{subscription_id}/addons", "get-a-list-of-add-ons-for-a-subscription", AuthBoth)
	subscriptionsProvisioningstatusGet = define[none, ProvisioningStatus]("subscriptions.provisioningstatus.get", http.MethodGet, "/v1/customers/{customer_id}/subscriptions/{subscription_id}/provisioningstatus", "get-subscription-provisioning-status", AuthUser)
	subscriptionsSupportcontactGet     = define[none, SupportContact]("subscriptions.supportcontact.get", http.MethodGet, "/v1/customers/{customer_id}/subscriptions/{subscription_id}/supportcontact", "get-a-subscription-s-support-contact", AuthUser)
	subscriptionsSupportcontactUpdate  = define[SupportContact, SupportContact]("subscriptions.supportcontact.update", http.MethodPut, "/v1/customers/{customer_id}/subscriptions/{subscription_id}/supportcontact", "update-a-subscription-s-support-contact", AuthUser)
	subscriptionsRegistrationsCreate   = define[none, none]("subscriptions.registrations.create", http.MethodPost, "/v1/customers/{customer_id}/subscriptions/{subscription_id}/registrations", "register-a-subscription", AuthBoth)
	subscriptionsRegistrationstatusGet = define[none, RegistrationStatus]("subscriptions.registrationstatus.get", http.MethodGet, "/v1/customers/{customer_id}/subscriptions/{subscription_id}/registrationstatus", "get-subscription-registration-status", AuthBoth)
	subscriptionsActivationlinksList   = define[none, Page[ActivationLink]]("subscriptions.activationlinks.list", http.MethodGet, "/v1/customers/{customer_id}/subscriptions/{subscription_id}/activationlinks", "get-activation-link-by-order-line-item", AuthBoth)
	subscriptionsOverageList           = define[none, Page[Overage]]("subscriptions.overage.list", http.MethodGet, "/v1/customers/{customer_id}/subscriptions/overage", "get-subscription-overage", AuthBoth)
	subscriptionsOverageUpdate         = define[Overage, Overage]("subscriptions.overage.update", http.MethodPut, "/v1/customers/{customer_id}/subscriptions/overage", "update-subscription-overage", AuthBoth)
	subscriptionsConversionsList       = define[none, Page[Conversion]]("subscriptions.conversions.list", http.MethodGet, "/v1/customers/{customer_id}/subscriptions/{subscription_id}/conversions", "get-a-list-of-trial-conversion-offers", AuthUser, status(StatusLegacy))
	subscriptionsConversionsCreate     = define[Conversion, ConversionResult]("subscriptions.conversions.create", http.MethodPost, "/v1/customers/{customer_id}/subscriptions/{subscription_id}/conversions", "convert-a-trial-subscription-to-paid", AuthUser, status(StatusLegacy))
)

// Get reads one subscription. Throttled per tenant. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-subscription-by-id
func (s *Subscriptions) Get(ctx context.Context, customerID, subscriptionID string, opts ...CallOption) (*Subscription, error) {
	return subscriptionsGet.call(ctx, s.client, at(customerID, subscriptionID), nil, opts)
}

// Update sends all of a subscription that was read and changed: quantity, status
// (SubscriptionDeleted cancels within the window), auto-renewal, nickname,
// scheduled changes. What is left out of AutoRenewEnabled,
// ScheduledNextTermInstructions and NextChargeInstructions is cleared. Microsoft
// may answer 202 without a body and change it later: what Update returns then has
// only its ID, read it again. Throttled per tenant. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/update-a-subscription-by-id
func (s *Subscriptions) Update(ctx context.Context, customerID, subscriptionID string, in Subscription, opts ...CallOption) (*Subscription, error) {
	out, err := subscriptionsUpdate.call(ctx, s.client, at(customerID, subscriptionID), &in, opts)
	if err == nil && out.ID == "" {
		out.ID = subscriptionID
	}
	return out, err
}

// ListAddOns reads the add-ons of a subscription. Works app-only. Throttled per
// tenant.
//
// https://learn.microsoft.com/partner-center/developer/get-a-list-of-add-ons-for-a-subscription
func (s *Subscriptions) ListAddOns(ctx context.Context, customerID, subscriptionID string, after Continuation, opts ...CallOption) (*Page[Subscription], error) {
	return list(ctx, s.client, subscriptionsAddonsList, at(customerID, subscriptionID), after, opts)
}

// AllAddOns walks all pages of ListAddOns.
func (s *Subscriptions) AllAddOns(ctx context.Context, customerID, subscriptionID string, opts ...CallOption) iter.Seq2[Subscription, error] {
	return all(ctx, s.client, subscriptionsAddonsList, at(customerID, subscriptionID), Continuation{}, opts)
}

// ProvisioningStatus reads how far a subscription is set up. App+User only.
// Throttled per tenant.
//
// https://learn.microsoft.com/partner-center/developer/get-subscription-provisioning-status
func (s *Subscriptions) ProvisioningStatus(ctx context.Context, customerID, subscriptionID string, opts ...CallOption) (*ProvisioningStatus, error) {
	return subscriptionsProvisioningstatusGet.call(ctx, s.client, at(customerID, subscriptionID), nil, opts)
}

// SupportContact reads who supports a subscription. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-subscription-s-support-contact
func (s *Subscriptions) SupportContact(ctx context.Context, customerID, subscriptionID string, opts ...CallOption) (*SupportContact, error) {
	return subscriptionsSupportcontactGet.call(ctx, s.client, at(customerID, subscriptionID), nil, opts)
}

// UpdateSupportContact replaces who supports a subscription. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/update-a-subscription-s-support-contact
func (s *Subscriptions) UpdateSupportContact(ctx context.Context, customerID, subscriptionID string, in SupportContact, opts ...CallOption) (*SupportContact, error) {
	return subscriptionsSupportcontactUpdate.call(ctx, s.client, at(customerID, subscriptionID), &in, opts)
}

// Register registers an Azure subscription for reservations; RegistrationStatus
// tells when it is done. Throttled per tenant. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/register-a-subscription
func (s *Subscriptions) Register(ctx context.Context, customerID, subscriptionID string, opts ...CallOption) error {
	_, err := subscriptionsRegistrationsCreate.call(ctx, s.client, at(customerID, subscriptionID), nil, opts)
	return err
}

// RegistrationStatus reads whether a subscription is registered. Works app-only.
// Throttled per tenant.
//
// https://learn.microsoft.com/partner-center/developer/get-subscription-registration-status
func (s *Subscriptions) RegistrationStatus(ctx context.Context, customerID, subscriptionID string, opts ...CallOption) (*RegistrationStatus, error) {
	return subscriptionsRegistrationstatusGet.call(ctx, s.client, at(customerID, subscriptionID), nil, opts)
}

// ListActivationLinks reads where the customer activates a marketplace
// subscription. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-activation-link-by-order-line-item
func (s *Subscriptions) ListActivationLinks(ctx context.Context, customerID, subscriptionID string, after Continuation, opts ...CallOption) (*Page[ActivationLink], error) {
	return list(ctx, s.client, subscriptionsActivationlinksList, at(customerID, subscriptionID), after, opts)
}

// AllActivationLinks walks all pages of ListActivationLinks.
func (s *Subscriptions) AllActivationLinks(ctx context.Context, customerID, subscriptionID string, opts ...CallOption) iter.Seq2[ActivationLink, error] {
	return all(ctx, s.client, subscriptionsActivationlinksList, at(customerID, subscriptionID), Continuation{}, opts)
}

// ListOverages reads who pays for overage. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-subscription-overage
func (s *Subscriptions) ListOverages(ctx context.Context, customerID string, after Continuation, opts ...CallOption) (*Page[Overage], error) {
	return list(ctx, s.client, subscriptionsOverageList, at(customerID), after, opts)
}

// AllOverages walks all pages of ListOverages.
func (s *Subscriptions) AllOverages(ctx context.Context, customerID string, opts ...CallOption) iter.Seq2[Overage, error] {
	return all(ctx, s.client, subscriptionsOverageList, at(customerID), Continuation{}, opts)
}

// UpdateOverage changes who pays for overage. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/update-subscription-overage
func (s *Subscriptions) UpdateOverage(ctx context.Context, customerID string, in Overage, opts ...CallOption) (*Overage, error) {
	return subscriptionsOverageUpdate.call(ctx, s.client, at(customerID), &in, opts)
}

// ListConversions reads what a trial can become. Legacy commerce only. App+User
// only. Throttled per tenant.
//
// https://learn.microsoft.com/partner-center/developer/get-a-list-of-trial-conversion-offers
func (s *Subscriptions) ListConversions(ctx context.Context, customerID, subscriptionID string, after Continuation, opts ...CallOption) (*Page[Conversion], error) {
	return list(ctx, s.client, subscriptionsConversionsList, at(customerID, subscriptionID), after, opts)
}

// AllConversions walks all pages of ListConversions.
func (s *Subscriptions) AllConversions(ctx context.Context, customerID, subscriptionID string, opts ...CallOption) iter.Seq2[Conversion, error] {
	return all(ctx, s.client, subscriptionsConversionsList, at(customerID, subscriptionID), Continuation{}, opts)
}

// Convert turns a trial into a paid subscription. Legacy commerce only. App+User
// only. Throttled per tenant.
//
// https://learn.microsoft.com/partner-center/developer/convert-a-trial-subscription-to-paid
func (s *Subscriptions) Convert(ctx context.Context, customerID, subscriptionID string, in Conversion, opts ...CallOption) (*ConversionResult, error) {
	return subscriptionsConversionsCreate.call(ctx, s.client, at(customerID, subscriptionID), &in, opts)
}
