package partnercenter

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"strconv"
	"time"

	"github.com/shopspring/decimal"
)

// Analytics are insights into licences, subscriptions and referrals.
type Analytics struct{ client *Client }

// Analytics gives the insights.
func (c *Client) Analytics() *Analytics { return &Analytics{c} }

// LicenseInsight is how far licences are deployed or used.
type LicenseInsight struct {
	// ProcessedDateTime is the processed date time, to the second.
	ProcessedDateTime time.Time `json:"processedDateTime,omitzero"`
	// ServiceName is the service that the licences are for.
	ServiceName string `json:"serviceName,omitzero"`
	// Channel is reseller, for example.
	Channel string `json:"channel,omitzero"`
	// CustomerID is the id of the customer.
	CustomerID string `json:"customerId,omitzero"`
	// CustomerTenantID is the id of the customer tenant.
	CustomerTenantID string `json:"customerTenantId,omitzero"`
	// CustomerName is the customer's company name, which is not unique.
	CustomerName string `json:"customerName,omitzero"`
	// ProductID is the id of the product.
	ProductID string `json:"productId,omitzero"`
	// ProductName is the product name.
	ProductName string `json:"productName,omitzero"`
	// ServiceCode is the service code.
	ServiceCode string `json:"serviceCode,omitzero"`
	// WorkloadName is the workload name.
	WorkloadName string `json:"workloadName,omitzero"`
	// WorkloadCode is the workload code.
	WorkloadCode string `json:"workloadCode,omitzero"`
	// LicensesActive is the number of licences in use.
	LicensesActive *int `json:"licensesActive,omitzero"`
	// LicenseActive is LicensesActive as one page of the documentation writes it.
	LicenseActive *int `json:"licenseActive,omitzero"`
	// LicensesQualified is the number of licences that qualify.
	LicensesQualified *int `json:"licensesQualified,omitzero"`
	// LicensesDeployed is the number of licences assigned.
	LicensesDeployed *int `json:"licensesDeployed,omitzero"`
	// LicensesSold is the number of licences sold.
	LicensesSold *int `json:"licensesSold,omitzero"`
	// DeploymentPercent is the part of the licences deployed, 0 to 100.
	DeploymentPercent *decimal.Decimal `json:"deploymentPercent,omitempty"`
	// ProratedDeploymentPercent is DeploymentPercent prorated, 0 to 100.
	ProratedDeploymentPercent *decimal.Decimal `json:"proratedDeploymentPercent,omitempty"`
	// LicensesUsagePercent is the part of the licences in use, 0 to 100.
	LicensesUsagePercent *decimal.Decimal `json:"licensesUsagePercent,omitempty"`
	// ProratedLicensesUsagePercent is LicensesUsagePercent prorated, 0 to 100.
	ProratedLicensesUsagePercent *decimal.Decimal `json:"proratedLicensesUsagePercent,omitempty"`
	// UsagePercent is the share of licences in use, 0 to 100.
	UsagePercent *decimal.Decimal `json:"usagePercent,omitempty"`
	Resource
}

// AzureUsageInsight is the use of a meter of Azure on a day.
type AzureUsageInsight struct {
	// CustomerTenantID is the customer's tenant.
	CustomerTenantID string `json:"customerTenantId,omitzero"`
	// CustomerName is the customer's name.
	CustomerName string `json:"customerName,omitzero"`
	// SubscriptionID is the Azure subscription.
	SubscriptionID string `json:"subscriptionId,omitzero"`
	// SubscriptionName is its name.
	SubscriptionName string `json:"subscriptionName,omitzero"`
	// UsageDate is the day.
	UsageDate time.Time `json:"usageDate,omitzero"`
	// ResourceLocation is the region of Azure.
	ResourceLocation string `json:"resourceLocation,omitzero"`
	// MeterCategory is the meter's category.
	MeterCategory string `json:"meterCategory,omitzero"`
	// MeterSubcategory is the meter's subcategory.
	MeterSubcategory string `json:"meterSubcategory,omitzero"`
	// MeterUnit is what the quantity counts.
	MeterUnit string `json:"meterUnit,omitzero"`
	// ReservationOrderID is the order of the reservation that covered the use.
	ReservationOrderID string `json:"reservationOrderId,omitzero"`
	// ReservationID is the reservation that covered the use.
	ReservationID string `json:"reservationId,omitzero"`
	// ConsumptionMeterID is the meter.
	ConsumptionMeterID string `json:"consumptionMeterId,omitzero"`
	// ServiceType is the kind of the resource.
	ServiceType string `json:"serviceType,omitzero"`
	// Quantity is how much was used.
	Quantity decimal.Decimal `json:"quantity"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// SearchInsight is how often a partner was found in Microsoft's partner search.
type SearchInsight struct {
	// CompanyName is the partner's name.
	CompanyName string `json:"companyName,omitzero"`
	// ContactButtonClicked tells whether the searcher asked for contact.
	ContactButtonClicked bool `json:"contactButtonClicked"`
	// DetailsViewed tells whether the searcher read the details.
	DetailsViewed bool `json:"detailsViewed"`
	// ReferralSubmitted tells whether a referral came of it.
	ReferralSubmitted bool `json:"referralSubmitted"`
	// KeywordCountry is the country that was searched for.
	KeywordCountry string `json:"keywordCountry,omitzero"`
	// KeywordIndustryFocus is the industry that was searched for.
	KeywordIndustryFocus string `json:"keywordIndustryFocus,omitzero"`
	// KeywordProduct is the product that was searched for.
	KeywordProduct string `json:"keywordProduct,omitzero"`
	// KeywordSearchText is the text that was searched for.
	KeywordSearchText string `json:"keywordSearchText,omitzero"`
	// MPNID is the partner's MPN id.
	MPNID string `json:"mpnId,omitzero"`
	// PartnerMarket is the partner's country.
	PartnerMarket string `json:"partnerMarket,omitzero"`
	// SearchDate is the day.
	SearchDate time.Time `json:"searchDate,omitzero"`
	// PartnerID is what the documentation's table calls MPNID.
	PartnerID string `json:"partnerId,omitzero"`
	// SearchResultPageViews is how often the partner was found; set in grouped
	// answers, like those below.
	SearchResultPageViews *int64 `json:"searchResultPageViews,omitzero"`
	// ContactClicks is how often the contact button was clicked.
	ContactClicks *int64 `json:"contactClicks,omitzero"`
	// ReferralCount is how many referrals came of it.
	ReferralCount *int64 `json:"referralCount,omitzero"`
	// ProfileViews is how often the partner's profile was opened.
	ProfileViews *int64 `json:"profileViews,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// IndirectResellerInsight is what an indirect reseller has sold.
type IndirectResellerInsight struct {
	// PartnerTenantID is the id of the partner tenant.
	PartnerTenantID string `json:"partnerTenantId,omitzero"`
	// ID is its id.
	ID string `json:"id,omitzero"`
	// Name is the name.
	Name string `json:"name,omitzero"`
	// Market is the ISO 3166-1 alpha-2 code of the country.
	Market string `json:"market,omitzero"`
	// FirstSubscriptionCreationDate is the first subscription creation date.
	FirstSubscriptionCreationDate time.Time `json:"firstSubscriptionCreationDate,omitzero"`
	// LatestSubscriptionCreationDate is the latest subscription creation date.
	LatestSubscriptionCreationDate time.Time `json:"latestSubscriptionCreationDate,omitzero"`
	// FirstSubscriptionEndDate is the first subscription end date.
	FirstSubscriptionEndDate time.Time `json:"firstSubscriptionEndDate,omitzero"`
	// LatestSubscriptionEndDate is the latest subscription end date.
	LatestSubscriptionEndDate time.Time `json:"latestSubscriptionEndDate,omitzero"`
	// FirstSubscriptionSuspendedDate is the first subscription suspended date.
	FirstSubscriptionSuspendedDate time.Time `json:"firstSubscriptionSuspendedDate,omitzero"`
	// LatestSubscriptionSuspendedDate is the latest subscription suspended date.
	LatestSubscriptionSuspendedDate time.Time `json:"latestSubscriptionSuspendedDate,omitzero"`
	// FirstSubscriptionDeprovisionedDate is the first subscription deprovisioned
	// date.
	FirstSubscriptionDeprovisionedDate time.Time `json:"firstSubscriptionDeprovisionedDate,omitzero"`
	// LatestSubscriptionDeprovisionedEndDate is the latest subscription
	// deprovisioned end date.
	LatestSubscriptionDeprovisionedEndDate time.Time `json:"latestSubscriptionDeprovisionedEndDate,omitzero"`
	// SubscriptionCount is the subscription count.
	SubscriptionCount int `json:"subscriptionCount"`
	// LicenseCount is the license count.
	LicenseCount int `json:"licenseCount"`
	// LatestSubscriptionDeprovisionedDate is the last time a subscription ended for
	// good.
	LatestSubscriptionDeprovisionedDate time.Time `json:"latestSubscriptionDeprovisionedDate,omitzero"`
	// IndirectResellerCount is set in grouped answers.
	IndirectResellerCount *decimal.Decimal `json:"indirectResellerCount,omitempty"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralInsight is what became of a referral.
type ReferralInsight struct {
	// ID is its id.
	ID string `json:"id,omitzero"`
	// Status is its state, as the service names it; unknown ones are kept.
	Status string `json:"status,omitzero"`
	// CustomerMarket is the customer's country, ISO 3166-1 alpha-2.
	CustomerMarket string `json:"customerMarket,omitzero"`
	// CustomerName is the customer's company name, which is not unique.
	CustomerName string `json:"customerName,omitzero"`
	// CustomerOrgSize is the customer org size.
	CustomerOrgSize string `json:"customerOrgSize,omitzero"`
	// PartnerMarket is the partner's country, ISO 3166-1 alpha-2.
	PartnerMarket string `json:"partnerMarket,omitzero"`
	// AcceptedDate is the accepted date.
	AcceptedDate time.Time `json:"acceptedDate,omitzero"`
	// AcknowledgedDate is the acknowledged date.
	AcknowledgedDate time.Time `json:"acknowledgedDate,omitzero"`
	// ArchivedDate is the archived date.
	ArchivedDate time.Time `json:"archivedDate,omitzero"`
	// CreatedDate is when it was made.
	CreatedDate time.Time `json:"createdDate,omitzero"`
	// DeclinedDate is the declined date.
	DeclinedDate time.Time `json:"declinedDate,omitzero"`
	// ExpiredDate is the expired date.
	ExpiredDate time.Time `json:"expiredDate,omitzero"`
	// LostDate is the lost date.
	LostDate time.Time `json:"lostDate,omitzero"`
	// MissedDate is the missed date.
	MissedDate time.Time `json:"missedDate,omitzero"`
	// SkippedDate is the skipped date.
	SkippedDate time.Time `json:"skippedDate,omitzero"`
	// WonDate is the won date.
	WonDate time.Time `json:"wonDate,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// SubscriptionInsight is what became of a subscription.
type SubscriptionInsight struct {
	// CustomerTenantID is the id of the customer tenant.
	CustomerTenantID string `json:"customerTenantId,omitzero"`
	// CustomerName is the customer's company name, which is not unique.
	CustomerName string `json:"customerName,omitzero"`
	// CustomerMarket is the customer's country, ISO 3166-1 alpha-2.
	CustomerMarket string `json:"customerMarket,omitzero"`
	// ID is its id.
	ID string `json:"id,omitzero"`
	// Status is its state, as the service names it; unknown ones are kept.
	Status string `json:"status,omitzero"`
	// ProductName is the product name.
	ProductName string `json:"productName,omitzero"`
	// SubscriptionType is the subscription type.
	SubscriptionType string `json:"subscriptionType,omitzero"`
	// AutoRenewEnabled tells whether it holds: auto renew enabled.
	AutoRenewEnabled bool `json:"autoRenewEnabled"`
	// PartnerID is the id of the partner.
	PartnerID string `json:"partnerId,omitzero"`
	// FriendlyName is the name that the partner gave it.
	FriendlyName string `json:"friendlyName,omitzero"`
	// PartnerName is the partner name.
	PartnerName string `json:"partnerName,omitzero"`
	// ProviderName is the provider name.
	ProviderName string `json:"providerName,omitzero"`
	// CreationDate is when it was made.
	CreationDate time.Time `json:"creationDate,omitzero"`
	// EffectiveStartDate is when the term began.
	EffectiveStartDate time.Time `json:"effectiveStartDate,omitzero"`
	// CommitmentEndDate is when the term ends.
	CommitmentEndDate time.Time `json:"commitmentEndDate,omitzero"`
	// CurrentStateEndDate is the current state end date.
	CurrentStateEndDate time.Time `json:"currentStateEndDate,omitzero"`
	// TrialToPaidConversionDate is the trial to paid conversion date.
	TrialToPaidConversionDate time.Time `json:"trialToPaidConversionDate,omitzero"`
	// TrialStartDate is the trial start date.
	TrialStartDate time.Time `json:"trialStartDate,omitzero"`
	// TrialEndDate is the trial end date.
	TrialEndDate time.Time `json:"trialEndDate,omitzero"`
	// LastUsageDate is the last usage date.
	LastUsageDate time.Time `json:"lastUsageDate,omitzero"`
	// DeprovisionedDate is the deprovisioned date.
	DeprovisionedDate time.Time `json:"deprovisionedDate,omitzero"`
	// LastRenewalDate is the last renewal date.
	LastRenewalDate time.Time `json:"lastRenewalDate,omitzero"`
	// LicenseCount is the license count.
	LicenseCount int `json:"licenseCount"`
	// SubscriptionCount is the number of subscriptions of a group; nil in an answer
	// that is not grouped.
	SubscriptionCount *int `json:"subscriptionCount,omitzero"`
	// ChurnRisk is the churn risk.
	ChurnRisk string `json:"churnRisk,omitzero"`
	// BillingCycleName is the billing cycle name.
	BillingCycleName string `json:"billingCycleName,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// InsightQuery selects rows of the analytics; its zero value is all of them.
type InsightQuery struct {
	// Filter is an expression such as "workloadCode eq 'SFB'".
	Filter string
	// GroupBy are fields, separated by commas; the rows then hold these and the
	// sums.
	GroupBy string
	// AggregationLevel is day, week or month, for the dates in GroupBy.
	AggregationLevel string
	// Top is the size of a page, at most 10000; 0 leaves it to the server.
	Top int
	// After continues after an earlier page.
	After Continuation
}

func (q InsightQuery) args() Args {
	top := ""
	if q.Top > 0 {
		top = strconv.Itoa(q.Top)
	}
	return Args{Query: params("filter", q.Filter, "groupby", q.GroupBy, "aggregationLevel", q.AggregationLevel, "top", top)}
}

var (
	analyticsLicensesDeploymentList          = define[none, Page[LicenseInsight]]("analytics.licenses.deployment.list", http.MethodGet, "/v1/analytics/licenses/deployment", "get-partner-licenses-deployment-information", AuthUnknown)
	analyticsLicensesUsageList               = define[none, Page[LicenseInsight]]("analytics.licenses.usage.list", http.MethodGet, "/v1/analytics/licenses/usage", "get-partner-licenses-usage-information", AuthUnknown)
	customersAnalyticsLicensesDeploymentList = define[none, Page[LicenseInsight]]("customers.analytics.licenses.deployment.list", http.MethodGet, "/v1/customers/{customer_id}/analytics/licenses/deployment", "get-customer-licenses-deployment-information", AuthUnknown)
	customersAnalyticsLicensesUsageList      = define[none, Page[LicenseInsight]]("customers.analytics.licenses.usage.list", http.MethodGet, "/v1/customers/{customer_id}/analytics/licenses/usage", "get-customer-licenses-usage-information", AuthUnknown)
	analyticsCommercialDeploymentList        = define[none, Page[LicenseInsight]]("analytics.commercial.deployment.license.list", http.MethodGet, "/v1/analytics/commercial/deployment/license/", "get-licenses-deployment-information", AuthUnknown)
	analyticsCommercialUsageList             = define[none, Page[LicenseInsight]]("analytics.commercial.usage.license.list", http.MethodGet, "/partner/v1/analytics/commercial/usage/license", "get-licenses-usage-information", AuthUser)
	analyticsSearchList                      = define[none, Page[SearchInsight]]("analytics.search.list", http.MethodGet, "/partner/v1/analytics/search", "get-all-search-analytics", AuthUser)
	analyticsAzureUsageList                  = define[none, Page[AzureUsageInsight]]("analytics.usage.azure.list", http.MethodGet, "/partner/v1/analytics/usage/azure", "get-all-azure-usage-analytics", AuthUser)
	analyticsIndirectresellersList           = define[none, Page[IndirectResellerInsight]]("analytics.indirectresellers.list", http.MethodGet, "/partner/v1/analytics/indirectresellers", "get-all-indirect-resellers-analytics", AuthUnknown)
	analyticsReferralsList                   = define[none, Page[ReferralInsight]]("analytics.referrals.list", http.MethodGet, "/partner/v1/analytics/referrals", "get-all-referrals-analytics", AuthUnknown)
	analyticsSubscriptionsList               = define[none, Page[SubscriptionInsight]]("analytics.subscriptions.list", http.MethodGet, "/partner/v1/analytics/subscriptions", "get-all-subscription-analytics", AuthUnknown)
)

// ListLicenseDeployment reads how far the licences of all customers are deployed.
// Microsoft does not say whether it works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-partner-licenses-deployment-information
func (s *Analytics) ListLicenseDeployment(ctx context.Context, after Continuation, opts ...CallOption) (*Page[LicenseInsight], error) {
	return list(ctx, s.client, analyticsLicensesDeploymentList, Args{}, after, opts)
}

// AllLicenseDeployment walks all pages of ListLicenseDeployment.
func (s *Analytics) AllLicenseDeployment(ctx context.Context, opts ...CallOption) iter.Seq2[LicenseInsight, error] {
	return all(ctx, s.client, analyticsLicensesDeploymentList, Args{}, Continuation{}, opts)
}

// ListLicenseUsage reads how far the licences of all customers are used.
// Microsoft does not say whether it works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-partner-licenses-usage-information
func (s *Analytics) ListLicenseUsage(ctx context.Context, after Continuation, opts ...CallOption) (*Page[LicenseInsight], error) {
	return list(ctx, s.client, analyticsLicensesUsageList, Args{}, after, opts)
}

// AllLicenseUsage walks all pages of ListLicenseUsage.
func (s *Analytics) AllLicenseUsage(ctx context.Context, opts ...CallOption) iter.Seq2[LicenseInsight, error] {
	return all(ctx, s.client, analyticsLicensesUsageList, Args{}, Continuation{}, opts)
}

// ListCustomerLicenseDeployment reads how far the licences of a customer are
// deployed. Microsoft does not say whether it works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-customer-licenses-deployment-information
func (s *Analytics) ListCustomerLicenseDeployment(ctx context.Context, customerID string, after Continuation, opts ...CallOption) (*Page[LicenseInsight], error) {
	return list(ctx, s.client, customersAnalyticsLicensesDeploymentList, at(customerID), after, opts)
}

// AllCustomerLicenseDeployment walks all pages of ListCustomerLicenseDeployment.
func (s *Analytics) AllCustomerLicenseDeployment(ctx context.Context, customerID string, opts ...CallOption) iter.Seq2[LicenseInsight, error] {
	return all(ctx, s.client, customersAnalyticsLicensesDeploymentList, at(customerID), Continuation{}, opts)
}

// ListCustomerLicenseUsage reads how far the licences of a customer are used.
// Microsoft does not say whether it works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-customer-licenses-usage-information
func (s *Analytics) ListCustomerLicenseUsage(ctx context.Context, customerID string, after Continuation, opts ...CallOption) (*Page[LicenseInsight], error) {
	return list(ctx, s.client, customersAnalyticsLicensesUsageList, at(customerID), after, opts)
}

// AllCustomerLicenseUsage walks all pages of ListCustomerLicenseUsage.
func (s *Analytics) AllCustomerLicenseUsage(ctx context.Context, customerID string, opts ...CallOption) iter.Seq2[LicenseInsight, error] {
	return all(ctx, s.client, customersAnalyticsLicensesUsageList, at(customerID), Continuation{}, opts)
}

// ListCommercialDeployment reads the deployment of licences of all customers.
// Microsoft does not say whether it works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-licenses-deployment-information
func (s *Analytics) ListCommercialDeployment(ctx context.Context, q InsightQuery, opts ...CallOption) (*Page[LicenseInsight], error) {
	return list(ctx, s.client, analyticsCommercialDeploymentList, q.args(), q.After, opts)
}

// AllCommercialDeployment walks all pages of ListCommercialDeployment.
func (s *Analytics) AllCommercialDeployment(ctx context.Context, q InsightQuery, opts ...CallOption) iter.Seq2[LicenseInsight, error] {
	return all(ctx, s.client, analyticsCommercialDeploymentList, q.args(), q.After, opts)
}

// ListCommercialUsage reads the use of licences of all customers. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-licenses-usage-information
func (s *Analytics) ListCommercialUsage(ctx context.Context, q InsightQuery, opts ...CallOption) (*Page[LicenseInsight], error) {
	return list(ctx, s.client, analyticsCommercialUsageList, q.args(), q.After, opts)
}

// AllCommercialUsage walks all pages of ListCommercialUsage.
func (s *Analytics) AllCommercialUsage(ctx context.Context, q InsightQuery, opts ...CallOption) iter.Seq2[LicenseInsight, error] {
	return all(ctx, s.client, analyticsCommercialUsageList, q.args(), q.After, opts)
}

// ListSearches reads how the partner was found in Microsoft's partner search.
// App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-all-search-analytics
func (s *Analytics) ListSearches(ctx context.Context, q InsightQuery, opts ...CallOption) (*Page[SearchInsight], error) {
	return list(ctx, s.client, analyticsSearchList, q.args(), q.After, opts)
}

// AllSearches walks all pages of ListSearches.
func (s *Analytics) AllSearches(ctx context.Context, q InsightQuery, opts ...CallOption) iter.Seq2[SearchInsight, error] {
	return all(ctx, s.client, analyticsSearchList, q.args(), q.After, opts)
}

// ListAzureUsage reads the use of Azure of all customers. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-all-azure-usage-analytics
func (s *Analytics) ListAzureUsage(ctx context.Context, q InsightQuery, opts ...CallOption) (*Page[AzureUsageInsight], error) {
	return list(ctx, s.client, analyticsAzureUsageList, q.args(), q.After, opts)
}

// AllAzureUsage walks all pages of ListAzureUsage.
func (s *Analytics) AllAzureUsage(ctx context.Context, q InsightQuery, opts ...CallOption) iter.Seq2[AzureUsageInsight, error] {
	return all(ctx, s.client, analyticsAzureUsageList, q.args(), q.After, opts)
}

// ListIndirectResellers reads what indirect resellers have sold. Microsoft does
// not say whether it works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-all-indirect-resellers-analytics
func (s *Analytics) ListIndirectResellers(ctx context.Context, after Continuation, opts ...CallOption) (*Page[IndirectResellerInsight], error) {
	return list(ctx, s.client, analyticsIndirectresellersList, Args{}, after, opts)
}

// AllIndirectResellers walks all pages of ListIndirectResellers.
func (s *Analytics) AllIndirectResellers(ctx context.Context, opts ...CallOption) iter.Seq2[IndirectResellerInsight, error] {
	return all(ctx, s.client, analyticsIndirectresellersList, Args{}, Continuation{}, opts)
}

// ListReferrals reads what became of referrals. Microsoft does not say whether it
// works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-all-referrals-analytics
func (s *Analytics) ListReferrals(ctx context.Context, after Continuation, opts ...CallOption) (*Page[ReferralInsight], error) {
	return list(ctx, s.client, analyticsReferralsList, Args{}, after, opts)
}

// AllReferrals walks all pages of ListReferrals.
func (s *Analytics) AllReferrals(ctx context.Context, opts ...CallOption) iter.Seq2[ReferralInsight, error] {
	return all(ctx, s.client, analyticsReferralsList, Args{}, Continuation{}, opts)
}

// ListSubscriptions reads what became of subscriptions. Microsoft does not say
// whether it works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-all-subscription-analytics
func (s *Analytics) ListSubscriptions(ctx context.Context, q InsightQuery, opts ...CallOption) (*Page[SubscriptionInsight], error) {
	return list(ctx, s.client, analyticsSubscriptionsList, q.args(), q.After, opts)
}

// AllSubscriptions walks all pages of ListSubscriptions.
func (s *Analytics) AllSubscriptions(ctx context.Context, q InsightQuery, opts ...CallOption) iter.Seq2[SubscriptionInsight, error] {
	return all(ctx, s.client, analyticsSubscriptionsList, q.args(), q.After, opts)
}
