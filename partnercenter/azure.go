package partnercenter

import (
	"context"
	"encoding/json"
	"iter"
	"maps"
	"net/http"
	"time"

	"github.com/shopspring/decimal"
)

// Azure is about Azure plans, entitlements and legacy use.
type Azure struct{ client *Client }

// Azure gives the operations on Azure.
func (c *Client) Azure() *Azure { return &Azure{c} }

// AzureEntitlement is an Azure subscription under an Azure plan.
type AzureEntitlement struct {
	// ID is the Azure subscription id.
	ID string `json:"id,omitzero"`
	// FriendlyName is the name that the partner gave it.
	FriendlyName string `json:"friendlyName,omitzero"`
	// Status is active or cancelled, for example.
	Status string `json:"status,omitzero"`
	// SubscriptionID is the Azure plan.
	SubscriptionID string `json:"subscriptionId,omitzero"`
	Resource
}

// EntitlementCancellation says why an Azure subscription is cancelled.
type EntitlementCancellation struct {
	// CancellationReason is "compromise", for example.
	CancellationReason string `json:"cancellationReason,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// UtilizationRecord is the use of one Azure resource in an hour or day.
type UtilizationRecord struct {
	// UsageStartTime and UsageEndTime bound the hour or day, by when the resource
	// was used, not by when that was reported.
	UsageStartTime time.Time `json:"usageStartTime,omitzero"`
	UsageEndTime   time.Time `json:"usageEndTime,omitzero"`
	// Used is the resource.
	Used *UtilizedResource `json:"resource,omitzero"`
	// Quantity used, in Unit.
	Quantity decimal.Decimal `json:"quantity"`
	// Unit is what one of the quantity is, such as "Hours".
	Unit string `json:"unit,omitzero"`
	// InfoFields are details by name.
	InfoFields map[string]string `json:"infoFields,omitzero"`
	// InstanceData is the instance that was used; nil when the answer has no
	// details.
	InstanceData *UtilizedInstance `json:"instanceData,omitzero"`
	Resource
}

// UtilizedResource is what was used.
type UtilizedResource struct {
	// ID is what Azure calls the resource's GUID.
	ID string `json:"id,omitzero"`
	// Name for people; it and the members below can be empty.
	Name string `json:"name,omitzero"`
	// Category, Subcategory and Region are as in RateMeter.
	Category    string `json:"category,omitzero"`
	Subcategory string `json:"subcategory,omitzero"`
	Region      string `json:"region,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// UtilizedInstance is which resource of the customer it was.
type UtilizedInstance struct {
	// ResourceURI is the path of the resource in Azure Resource Manager.
	ResourceURI string `json:"resourceUri,omitzero"`
	// Location is the Azure region that it ran in.
	Location string `json:"location,omitzero"`
	// PartNumber and OrderNumber are of purchases of other publishers in the
	// marketplace; empty otherwise.
	PartNumber  *string `json:"partNumber,omitzero"`
	OrderNumber *string `json:"orderNumber,omitzero"`
	// Tags are the customer's tags of the Azure resource.
	Tags map[string]string `json:"tags,omitzero"`
	// AdditionalInfo is the meter's own detail by name.
	AdditionalInfo map[string]string `json:"additionalInfo,omitzero"`
	Resource
}

// RateCard are the prices of Azure meters.
type RateCard struct {
	// Locale is a language and country, such as "en-US".
	Locale string `json:"locale,omitzero"`
	// Currency is the ISO 4217 code of the amounts beside it.
	Currency string `json:"currency,omitzero"`
	// IsTaxIncluded is false: the prices are before tax.
	IsTaxIncluded bool `json:"isTaxIncluded"`
	// Meters of Azure with their prices.
	Meters []RateMeter `json:"meters,omitzero"`
	// OfferTerms are discounts on the meters.
	OfferTerms []RateTerm `json:"offerTerms,omitzero"`
	Resource
}

// RateMeter is the price of one meter.
type RateMeter struct {
	// ID is the meter's GUID.
	ID string `json:"id,omitzero"`
	// Name such as "Compute Hours".
	Name string `json:"name,omitzero"`
	// Rates are prices of a unit, by the quantity from which they hold.
	Rates map[string]decimal.Decimal `json:"rates,omitzero"`
	// Tags of the meter, often none.
	Tags []string `json:"tags,omitzero"`
	// Category and Subcategory such as "Virtual Machines" and "Standard_D1_v2 VM
	// (Windows)".
	Category    string `json:"category,omitzero"`
	Subcategory string `json:"subcategory,omitzero"`
	// Region such as "BR South" or "Zone 2"; empty for all.
	Region string `json:"region,omitzero"`
	// Unit is what one of the quantity is, such as "Hours".
	Unit string `json:"unit,omitzero"`
	// IncludedQuantity is the number of units that cost nothing.
	IncludedQuantity decimal.Decimal `json:"includedQuantity"`
	// EffectiveDate is from when on it counts.
	EffectiveDate time.Time `json:"effectiveDate,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// RateTerm is a discount.
type RateTerm struct {
	// Name such as "Overage discount".
	Name string `json:"name,omitzero"`
	// Discount is a fraction: 0.15 is 15 %.
	Discount decimal.Decimal `json:"discount"`
	// ExcludedMeterIDs are meters it does not hold for.
	ExcludedMeterIDs []string `json:"excludedMeterIds,omitzero"`
	// EffectiveDate is from when on it counts.
	EffectiveDate time.Time `json:"effectiveDate,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

var (
	azureEntitlementsList       = define[none, Page[AzureEntitlement]]("azure.entitlements.list", http.MethodGet, "/v1/customers/{customer_id}/subscriptions/{subscription_id}/azureEntitlements", "get-a-list-of-azure-entitlements-for-subscription", AuthBoth)
	azureEntitlementsGet        = define[none, AzureEntitlement]("azure.entitlements.get", http.MethodGet, "/v1/customers/{customer_id}/subscriptions/{subscription_id}/azureEntitlements/{entitlement_id}", "get-an-azure-entitlement-for-a-subscription", AuthBoth)
	azureEntitlementsCancel     = define[EntitlementCancellation, AzureEntitlement]("azure.entitlements.cancel", http.MethodPost, "/v1/customers/{customer_id}/subscriptions/{subscription_id}/azureEntitlements/{entitlement_id}/cancel", "cancel-an-azure-subscription", AuthBoth)
	azureEntitlementsReactivate = define[none, AzureEntitlement]("azure.entitlements.reactivate", http.MethodPost, "/v1/customers/{customer_id}/subscriptions/{subscription_id}/azureEntitlements/{entitlement_id}/reactivate", "reactivate-an-azure-subscription", AuthBoth)
	azureUtilizationsList       = define[none, Page[UtilizationRecord]]("azure.utilizations.list", http.MethodGet, "/v1/customers/{customer_id}/subscriptions/{subscription_id}/utilizations/azure", "get-a-customer-s-utilization-record-for-azure", AuthBoth, status(StatusLegacy))
	ratecardsAzureGet           = define[none, RateCard]("ratecards.azure.get", http.MethodGet, "/v1/ratecards/azure", "get-prices-for-microsoft-azure", AuthUnknown, status(StatusLegacy))
	ratecardsAzureSharedGet     = define[none, RateCard]("ratecards.azureShared.get", http.MethodGet, "/v1/ratecards/azure-shared", "get-prices-for-microsoft-azure-partner-shared-services", AuthUnknown, status(StatusLegacy))
)

// ListEntitlements reads the Azure subscriptions of an Azure plan. Works
// app-only. Throttled per tenant.
//
// https://learn.microsoft.com/partner-center/developer/get-a-list-of-azure-entitlements-for-subscription
func (s *Azure) ListEntitlements(ctx context.Context, customerID, subscriptionID string, after Continuation, opts ...CallOption) (*Page[AzureEntitlement], error) {
	return list(ctx, s.client, azureEntitlementsList, at(customerID, subscriptionID), after, opts)
}

// AllEntitlements walks all pages of ListEntitlements.
func (s *Azure) AllEntitlements(ctx context.Context, customerID, subscriptionID string, opts ...CallOption) iter.Seq2[AzureEntitlement, error] {
	return all(ctx, s.client, azureEntitlementsList, at(customerID, subscriptionID), Continuation{}, opts)
}

// Entitlement reads one Azure subscription. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-an-azure-entitlement-for-a-subscription
func (s *Azure) Entitlement(ctx context.Context, customerID, subscriptionID, entitlementID string, opts ...CallOption) (*AzureEntitlement, error) {
	return azureEntitlementsGet.call(ctx, s.client, at(customerID, subscriptionID, entitlementID), nil, opts)
}

// CancelEntitlement cancels one Azure subscription, as after a compromise. Works
// app-only.
//
// https://learn.microsoft.com/partner-center/developer/cancel-an-azure-subscription
func (s *Azure) CancelEntitlement(ctx context.Context, customerID, subscriptionID, entitlementID string, in EntitlementCancellation, opts ...CallOption) (*AzureEntitlement, error) {
	return azureEntitlementsCancel.call(ctx, s.client, at(customerID, subscriptionID, entitlementID), &in, opts)
}

// ReactivateEntitlement brings a cancelled Azure subscription back. The path is
// that of the cancel page; the reactivation page could not be read. Works
// app-only.
//
// https://learn.microsoft.com/partner-center/developer/reactivate-an-azure-subscription
func (s *Azure) ReactivateEntitlement(ctx context.Context, customerID, subscriptionID, entitlementID string, opts ...CallOption) (*AzureEntitlement, error) {
	return azureEntitlementsReactivate.call(ctx, s.client, at(customerID, subscriptionID, entitlementID), nil, opts)
}

// UtilizationQuery selects records of use.
type UtilizationQuery struct {
	// Start and End bound the time at which the use was reported, not the use
	// itself. Both are required.
	Start, End time.Time
	// Granularity is "daily", also when it is empty, or "hourly".
	Granularity string
	// Size is the number of records in a page, at most 1000; 0 is 1000.
	Size int
	// After continues after an earlier page.
	After Continuation
}

func (q UtilizationQuery) args(customerID, subscriptionID string) Args {
	query := params("granularity", q.Granularity)
	maps.Copy(query, sized(q.Size))
	for name, t := range map[string]time.Time{"start_time": q.Start, "end_time": q.End} {
		if !t.IsZero() {
			query.Set(name, t.UTC().Format(time.RFC3339))
		}
	}
	return Args{Path: []string{customerID, subscriptionID}, Query: query}
}

// ListUtilizations reads the use of a legacy Azure subscription (MS-AZR-0145P,
// not an Azure plan). While the data is not ready Microsoft answers 204 without a
// body, which reads as a page without records: WithResponse tells. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-customer-s-utilization-record-for-azure
func (s *Azure) ListUtilizations(ctx context.Context, customerID, subscriptionID string, q UtilizationQuery, opts ...CallOption) (*Page[UtilizationRecord], error) {
	return list(ctx, s.client, azureUtilizationsList, q.args(customerID, subscriptionID), q.After, opts)
}

// AllUtilizations walks all pages of ListUtilizations.
func (s *Azure) AllUtilizations(ctx context.Context, customerID, subscriptionID string, q UtilizationQuery, opts ...CallOption) iter.Seq2[UtilizationRecord, error] {
	return all(ctx, s.client, azureUtilizationsList, q.args(customerID, subscriptionID), q.After, opts)
}

// RateCard reads the prices of Azure meters in legacy commerce. Microsoft does
// not say whether it works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-prices-for-microsoft-azure
func (s *Azure) RateCard(ctx context.Context, currency, region string, opts ...CallOption) (*RateCard, error) {
	return ratecardsAzureGet.call(ctx, s.client, Args{Query: params("currency", currency, "region", region)}, nil, opts)
}

// SharedRateCard reads the prices of Azure partner shared services in legacy
// commerce. Microsoft does not say whether it works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-prices-for-microsoft-azure-partner-shared-services
func (s *Azure) SharedRateCard(ctx context.Context, currency, region string, opts ...CallOption) (*RateCard, error) {
	return ratecardsAzureSharedGet.call(ctx, s.client, Args{Query: params("currency", currency, "region", region)}, nil, opts)
}
