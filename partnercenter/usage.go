package partnercenter

import (
	"context"
	"iter"
	"net/http"
	"time"

	"github.com/shopspring/decimal"
)

// Usage is what customers have spent on usage-based subscriptions.
type Usage struct{ client *Client }

// Usage gives the operations on spending.
func (c *Client) Usage() *Usage { return &Usage{c} }

// Budget is what a customer may spend a month.
type Budget struct {
	// Amount is the amount allocated.
	Amount *decimal.Decimal `json:"amount,omitempty"`
	// Misspelt is amount, as one of Microsoft's answers spells it.
	Misspelt *decimal.Decimal `json:"ammount,omitempty"`
	Resource
}

// UsageSummary is what was spent in a billing period.
type UsageSummary struct {
	// Budget is set for customers.
	Budget *Budget `json:"budget,omitzero"`
	// CustomersOverBudget is the number of customers that spent more than their
	// budget.
	CustomersOverBudget *int `json:"customersOverBudget,omitzero"`
	// CustomersTrendingOver is the number of customers that will spend more than
	// their budget if they go on so.
	CustomersTrendingOver *int `json:"customersTrendingOver,omitzero"`
	// CustomersWithUsageBasedSubscription is the number of customers that pay by
	// use.
	CustomersWithUsageBasedSubscription *int `json:"customersWithUsageBasedSubscription,omitzero"`
	// ResourceID, or ID in some answers, is the customer or subscription that it is
	// about.
	ResourceID string `json:"resourceId,omitzero"`
	ID         string `json:"id,omitzero"`
	// ResourceName, or Name in some answers, is for people.
	ResourceName string `json:"resourceName,omitzero"`
	Name         string `json:"name,omitzero"`
	// BillingStartDate is the first day of the billing period.
	BillingStartDate time.Time `json:"billingStartDate,omitzero"`
	// BillingEndDate is the last day of the billing period.
	BillingEndDate time.Time `json:"billingEndDate,omitzero"`
	// TotalCost so far, in the currency beside it: an estimate, not for billing.
	TotalCost decimal.Decimal `json:"totalCost"`
	// CurrencyLocale is the locale to print the amounts in, such as "en-US".
	CurrencyLocale string `json:"currencyLocale,omitzero"`
	// CurrencyCode is the ISO 4217 code; empty without an Azure plan.
	CurrencyCode string `json:"currencyCode,omitzero"`
	// USDTotalCost is the same in US dollars; nil without an Azure plan.
	USDTotalCost *decimal.Decimal `json:"usdTotalCost,omitempty"`
	// LastModifiedDate is when the numbers were last brought up to date.
	LastModifiedDate time.Time `json:"lastModifiedDate,omitzero"`
	// CurrencySymbol is for display.
	CurrencySymbol string `json:"currencySymbol,omitzero"`
	// CustomersWithUsageBasedSubscriptions is what the documentation's table calls
	// CustomersWithUsageBasedSubscription.
	CustomersWithUsageBasedSubscriptions *int `json:"customersWithUsageBasedSubscriptions,omitzero"`
	// EmailsToNotify are told when budgets are exceeded; set for partners.
	EmailsToNotify []string `json:"emailsToNotify,omitzero"`
	Resource
}

// UsageRecord is what was spent on a customer, subscription, resource or meter in
// the current month.
type UsageRecord struct {
	// Budget of the customer for the month; nil for none.
	Budget *Budget `json:"budget,omitzero"`
	// CustomerSpendingBudget is the customer's budget for the month.
	CustomerSpendingBudget *Budget `json:"customerSpendingBudget,omitzero"`
	// PercentUsed is the part of the budget that is spent, where 100 is all.
	PercentUsed *decimal.Decimal `json:"percentUsed,omitempty"`
	// IsUpgraded tells that it was moved to an Azure plan.
	IsUpgraded *bool `json:"isUpgraded,omitzero"`
	// Category and Subcategory of a meter, such as "Storage".
	Category string `json:"category,omitzero"`
	// SubscriptionID is the subscription that a meter or resource belongs to.
	SubscriptionID string `json:"subscriptionId,omitzero"`
	// PartnerOnRecord is the MPN id of the reseller, in an Azure plan.
	PartnerOnRecord string `json:"partnerOnRecord,omitzero"`
	Subcategory     string `json:"subcategory,omitzero"`
	// QuantityUsed is in Unit.
	QuantityUsed *decimal.Decimal `json:"quantityUsed,omitempty"`
	// Unit is what one of the quantity is, such as "Hours".
	Unit string `json:"unit,omitzero"`
	// PartnerEarnedCredit tells that the credit for managing the resource was
	// given.
	PartnerEarnedCredit *bool `json:"isPartnerEarnedCredit,omitzero"`
	// OfferID is what the subscription was bought as.
	OfferID string `json:"offerId,omitzero"`
	// Status is its state, as the service names it; unknown ones are kept.
	Status string `json:"status,omitzero"`
	// EntitlementID and EntitlementName are the Azure subscription of a resource
	// under an Azure plan.
	EntitlementID   string `json:"entitlementId,omitzero"`
	EntitlementName string `json:"entitlementName,omitzero"`
	// MeterID and MeterName are the meter, in records of meters.
	MeterID   string `json:"meterId,omitzero"`
	MeterName string `json:"meterName,omitzero"`
	// ResourceGroupName is the Azure resource group of the resource.
	ResourceGroupName string `json:"resourceGroupName,omitzero"`
	// ResourceType is Azure's, in records of resources.
	ResourceType string `json:"resourceType,omitzero"`
	// ResourceURI is the path of the resource in Azure Resource Manager.
	ResourceURI string `json:"resourceUri,omitzero"`
	// ProductName and ProductID are the item in the catalogue.
	ProductName string `json:"productName,omitzero"`
	ProductID   string `json:"productId,omitzero"`
	// Region of the meter or resource.
	Region string `json:"region,omitzero"`
	// ResourceID, or ID in some answers, is the customer, subscription, resource or
	// meter that the record is about.
	ResourceID string `json:"resourceId,omitzero"`
	ID         string `json:"id,omitzero"`
	// ResourceName, or Name in some answers, is for people.
	ResourceName string `json:"resourceName,omitzero"`
	Name         string `json:"name,omitzero"`
	// BillingStartDate is the first day of the billing period.
	BillingStartDate time.Time `json:"billingStartDate,omitzero"`
	// BillingEndDate is the last day of the billing period.
	BillingEndDate time.Time `json:"billingEndDate,omitzero"`
	// TotalCost so far, in the currency beside it: an estimate, not for billing.
	TotalCost decimal.Decimal `json:"totalCost"`
	// CurrencyLocale is the locale to print the amounts in, such as "en-US".
	CurrencyLocale string `json:"currencyLocale,omitzero"`
	// CurrencyCode is the ISO 4217 code; empty without an Azure plan.
	CurrencyCode string `json:"currencyCode,omitzero"`
	// USDTotalCost is the same in US dollars; nil without an Azure plan.
	USDTotalCost *decimal.Decimal `json:"usdTotalCost,omitempty"`
	// LastModifiedDate is when the numbers were last brought up to date.
	LastModifiedDate time.Time `json:"lastModifiedDate,omitzero"`
	// CurrencySymbol is for display.
	CurrencySymbol string `json:"currencySymbol,omitzero"`
	Resource
}

var (
	usageSummaryGet                        = define[none, UsageSummary]("usage.summary.get", http.MethodGet, "/v1/usagesummary", "get-a-partner-usage-summary", AuthUser)
	customersUsagesummaryGet               = define[none, UsageSummary]("customers.usagesummary.get", http.MethodGet, "/v1/customers/{customer_id}/usagesummary", "get-a-customer-usage-summary", AuthUser)
	subscriptionsUsagesummaryGet           = define[none, UsageSummary]("subscriptions.usagesummary.get", http.MethodGet, "/v1/customers/{customer_id}/subscriptions/{subscription_id}/usagesummary", "get-a-customer-subscription-usage-summary", AuthUser)
	customersUsagerecordsList              = define[none, Page[UsageRecord]]("customers.usagerecords.list", http.MethodGet, "/v1/customers/usagerecords", "get-a-customer-s-usage-records", AuthUser)
	subscriptionsUsagerecordsList          = define[none, Page[UsageRecord]]("subscriptions.usagerecords.list", http.MethodGet, "/v1/customers/{customer_id}/subscriptions/usagerecords", "get-a-customer-subscription-s-usage-records", AuthUser)
	subscriptionsResourceusagerecordsList  = define[none, Page[UsageRecord]]("subscriptions.resourceusagerecords.list", http.MethodGet, "/v1/customers/{customer_id}/subscriptions/{subscription_id}/resourceusagerecords", "get-a-customer-subscription-resource-usage-records", AuthUser)
	subscriptionsMeterusagerecordsList     = define[none, Page[UsageRecord]]("subscriptions.meterusagerecords.list", http.MethodGet, "/v1/customers/{customer_id}/subscriptions/{subscription_id}/meterusagerecords", "get-a-customer-subscription-meter-usage-records", AuthUser)
	subscriptionsUsagerecordsResourcesList = define[none, Page[UsageRecord]]("subscriptions.usagerecords.resources.list", http.MethodGet, "/v1/customers/{customer_id}/subscriptions/{subscription_id}/usagerecords/resources", "get-all-monthly-usage-records-for-a-subscription", AuthUser, status(StatusLegacy))
	customersUsagebudgetGet                = define[none, Budget]("customers.usagebudget.get", http.MethodGet, "/v1/customers/{customer_id}/usagebudget", "get-a-customer-s-usage-spending-budget", AuthUser)
	customersUsagebudgetUpdate             = define[Budget, Budget]("customers.usagebudget.update", http.MethodPatch, "/v1/customers/{customer_id}/usagebudget", "update-a-customer-s-usage-spending-budget", AuthUser)
)

// Summary reads what all customers have spent. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-partner-usage-summary
func (s *Usage) Summary(ctx context.Context, opts ...CallOption) (*UsageSummary, error) {
	return usageSummaryGet.call(ctx, s.client, Args{}, nil, opts)
}

// CustomerSummary reads what a customer has spent. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-customer-usage-summary
func (s *Usage) CustomerSummary(ctx context.Context, customerID string, opts ...CallOption) (*UsageSummary, error) {
	return customersUsagesummaryGet.call(ctx, s.client, at(customerID), nil, opts)
}

// SubscriptionSummary reads what was spent on a subscription. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-customer-subscription-usage-summary
func (s *Usage) SubscriptionSummary(ctx context.Context, customerID, subscriptionID string, opts ...CallOption) (*UsageSummary, error) {
	return subscriptionsUsagesummaryGet.call(ctx, s.client, at(customerID, subscriptionID), nil, opts)
}

// ListCustomers reads what each customer has spent. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-customer-s-usage-records
func (s *Usage) ListCustomers(ctx context.Context, after Continuation, opts ...CallOption) (*Page[UsageRecord], error) {
	return list(ctx, s.client, customersUsagerecordsList, Args{}, after, opts)
}

// AllCustomers walks all pages of ListCustomers.
func (s *Usage) AllCustomers(ctx context.Context, opts ...CallOption) iter.Seq2[UsageRecord, error] {
	return all(ctx, s.client, customersUsagerecordsList, Args{}, Continuation{}, opts)
}

// ListSubscriptions reads what was spent on each subscription of a customer.
// App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-customer-subscription-s-usage-records
func (s *Usage) ListSubscriptions(ctx context.Context, customerID string, after Continuation, opts ...CallOption) (*Page[UsageRecord], error) {
	return list(ctx, s.client, subscriptionsUsagerecordsList, at(customerID), after, opts)
}

// AllSubscriptions walks all pages of ListSubscriptions.
func (s *Usage) AllSubscriptions(ctx context.Context, customerID string, opts ...CallOption) iter.Seq2[UsageRecord, error] {
	return all(ctx, s.client, subscriptionsUsagerecordsList, at(customerID), Continuation{}, opts)
}

// ListResources reads what was spent on each resource of an Azure plan. App+User
// only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-customer-subscription-resource-usage-records
func (s *Usage) ListResources(ctx context.Context, customerID, subscriptionID string, after Continuation, opts ...CallOption) (*Page[UsageRecord], error) {
	return list(ctx, s.client, subscriptionsResourceusagerecordsList, at(customerID, subscriptionID), after, opts)
}

// AllResources walks all pages of ListResources.
func (s *Usage) AllResources(ctx context.Context, customerID, subscriptionID string, opts ...CallOption) iter.Seq2[UsageRecord, error] {
	return all(ctx, s.client, subscriptionsResourceusagerecordsList, at(customerID, subscriptionID), Continuation{}, opts)
}

// ListMeters reads what was spent on each meter of an Azure plan. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-customer-subscription-meter-usage-records
func (s *Usage) ListMeters(ctx context.Context, customerID, subscriptionID string, after Continuation, opts ...CallOption) (*Page[UsageRecord], error) {
	return list(ctx, s.client, subscriptionsMeterusagerecordsList, at(customerID, subscriptionID), after, opts)
}

// AllMeters walks all pages of ListMeters.
func (s *Usage) AllMeters(ctx context.Context, customerID, subscriptionID string, opts ...CallOption) iter.Seq2[UsageRecord, error] {
	return all(ctx, s.client, subscriptionsMeterusagerecordsList, at(customerID, subscriptionID), Continuation{}, opts)
}

// ListLegacyResources reads what was spent on each resource of a legacy Azure
// subscription. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-all-monthly-usage-records-for-a-subscription
func (s *Usage) ListLegacyResources(ctx context.Context, customerID, subscriptionID string, after Continuation, opts ...CallOption) (*Page[UsageRecord], error) {
	return list(ctx, s.client, subscriptionsUsagerecordsResourcesList, at(customerID, subscriptionID), after, opts)
}

// AllLegacyResources walks all pages of ListLegacyResources.
func (s *Usage) AllLegacyResources(ctx context.Context, customerID, subscriptionID string, opts ...CallOption) iter.Seq2[UsageRecord, error] {
	return all(ctx, s.client, subscriptionsUsagerecordsResourcesList, at(customerID, subscriptionID), Continuation{}, opts)
}

// Budget reads what a customer may spend. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-customer-s-usage-spending-budget
func (s *Usage) Budget(ctx context.Context, customerID string, opts ...CallOption) (*Budget, error) {
	return customersUsagebudgetGet.call(ctx, s.client, at(customerID), nil, opts)
}

// UpdateBudget sets what a customer may spend. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/update-a-customer-s-usage-spending-budget
func (s *Usage) UpdateBudget(ctx context.Context, customerID string, in Budget, opts ...CallOption) (*Budget, error) {
	return customersUsagebudgetUpdate.call(ctx, s.client, at(customerID), &in, opts)
}
