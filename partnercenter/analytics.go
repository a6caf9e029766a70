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
	// ProcessedDateTime is when the numbers were aggregated.
	ProcessedDateTime time.Time `json:"processedDateTime,omitzero"`
	// ServiceName is "o365" or "crm" in the older lists, a name such as "Microsoft
	// Office 365" in the commercial ones.
	ServiceName string `json:"serviceName,omitzero"`
	// Channel is how the licences were sold, such as "reseller".
	Channel string `json:"channel,omitzero"`
	// CustomerID and CustomerTenantID are the customer's tenant: the older lists of
	// a customer have the one, the commercial lists the other.
	CustomerID string `json:"customerId,omitzero"`
	// CustomerTenantID: see CustomerID.
	CustomerTenantID string `json:"customerTenantId,omitzero"`
	// CustomerName is the customer's company name, which is not unique.
	CustomerName string `json:"customerName,omitzero"`
	// ProductID and ProductName are the licence, such as "OFFICE 365 ENTERPRISE
	// E3". The older lists have no id, those of all customers neither.
	ProductID   string `json:"productId,omitzero"`
	ProductName string `json:"productName,omitzero"`
	// ServiceCode is "o365" or "crm", for example.
	ServiceCode string `json:"serviceCode,omitzero"`
	// WorkloadName is the part of the service that is used, such as "Exchange";
	// only in lists of use.
	WorkloadName string `json:"workloadName,omitzero"`
	// WorkloadCode is its short name, such as "EXO".
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
	// DeploymentPercent is how much of the licences sold is assigned, in lists of a
	// customer. Microsoft calls this and the figures below percentages, and its
	// examples have values between 0.0 and 1.0: the scale is not documented.
	DeploymentPercent *decimal.Decimal `json:"deploymentPercent,omitempty"`
	// ProratedDeploymentPercent is the same in lists of all customers.
	ProratedDeploymentPercent *decimal.Decimal `json:"proratedDeploymentPercent,omitempty"`
	// LicensesUsagePercent, ProratedLicensesUsagePercent (all customers) and
	// UsagePercent (a customer) are how much of the licences is in use.
	LicensesUsagePercent         *decimal.Decimal `json:"licensesUsagePercent,omitempty"`
	ProratedLicensesUsagePercent *decimal.Decimal `json:"proratedLicensesUsagePercent,omitempty"`
	UsagePercent                 *decimal.Decimal `json:"usagePercent,omitempty"`
	Resource
}

// AzureUsageInsight is the use of a meter of Azure on a day.
type AzureUsageInsight struct {
	// CustomerTenantID and CustomerName are the customer.
	CustomerTenantID string `json:"customerTenantId,omitzero"`
	CustomerName     string `json:"customerName,omitzero"`
	// SubscriptionID and SubscriptionName are the Azure subscription.
	SubscriptionID   string `json:"subscriptionId,omitzero"`
	SubscriptionName string `json:"subscriptionName,omitzero"`
	// UsageDate is the day.
	UsageDate time.Time `json:"usageDate,omitzero"`
	// ResourceLocation is the Azure region, such as "Western Europe".
	ResourceLocation string `json:"resourceLocation,omitzero"`
	// MeterCategory and MeterSubcategory say what is measured, such as "Data
	// management" and "Geo redundant".
	MeterCategory    string `json:"meterCategory,omitzero"`
	MeterSubcategory string `json:"meterSubcategory,omitzero"`
	// MeterUnit is what Quantity counts, such as gigabytes or hours.
	MeterUnit string `json:"meterUnit,omitzero"`
	// ReservationOrderID is the order of the reservation that covered the use.
	ReservationOrderID string `json:"reservationOrderId,omitzero"`
	// ReservationID is the reservation that covered the use.
	ReservationID string `json:"reservationId,omitzero"`
	// ConsumptionMeterID identifies the meter. It is not in the page's table.
	ConsumptionMeterID string `json:"consumptionMeterId,omitzero"`
	// ServiceType is the size of a virtual machine, such as "Standard_E4s_v3".
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
	// PartnerTenantID is the tenant of the partner whose resellers these are.
	PartnerTenantID string `json:"partnerTenantId,omitzero"`
	// ID identifies the reseller; it is a number, not a tenant.
	ID string `json:"id,omitzero"`
	// Name of the reseller.
	Name string `json:"name,omitzero"`
	// Market is the ISO 3166-1 alpha-2 code of the country.
	Market string `json:"market,omitzero"`
	// When a subscription was created, ended and suspended, for the first and for
	// the latest time; zero when none was. LatestSubscriptionDeprovisionedDate and
	// its likes below continue this.
	FirstSubscriptionCreationDate   time.Time `json:"firstSubscriptionCreationDate,omitzero"`
	LatestSubscriptionCreationDate  time.Time `json:"latestSubscriptionCreationDate,omitzero"`
	FirstSubscriptionEndDate        time.Time `json:"firstSubscriptionEndDate,omitzero"`
	LatestSubscriptionEndDate       time.Time `json:"latestSubscriptionEndDate,omitzero"`
	FirstSubscriptionSuspendedDate  time.Time `json:"firstSubscriptionSuspendedDate,omitzero"`
	LatestSubscriptionSuspendedDate time.Time `json:"latestSubscriptionSuspendedDate,omitzero"`
	// FirstSubscriptionDeprovisionedDate is the first time that a subscription was
	// deprovisioned.
	FirstSubscriptionDeprovisionedDate time.Time `json:"firstSubscriptionDeprovisionedDate,omitzero"`
	// LatestSubscriptionDeprovisionedEndDate is what the published example calls
	// LatestSubscriptionDeprovisionedDate.
	LatestSubscriptionDeprovisionedEndDate time.Time `json:"latestSubscriptionDeprovisionedEndDate,omitzero"`
	// SubscriptionCount is how many subscriptions the reseller has sold.
	SubscriptionCount int `json:"subscriptionCount"`
	// LicenseCount is how many licences these have.
	LicenseCount int `json:"licenseCount"`
	// LatestSubscriptionDeprovisionedDate is the latest time, as the table spells
	// it.
	LatestSubscriptionDeprovisionedDate time.Time `json:"latestSubscriptionDeprovisionedDate,omitzero"`
	// IndirectResellerCount is the number of resellers in a group; nil in an answer
	// that is not grouped.
	IndirectResellerCount *decimal.Decimal `json:"indirectResellerCount,omitempty"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReferralInsight is what became of a referral.
type ReferralInsight struct {
	// ID of the referral. The page's table calls it the customer's tenant; its
	// example has a number.
	ID string `json:"id,omitzero"`
	// Status such as "Accepted"; unknown ones are kept.
	Status string `json:"status,omitzero"`
	// CustomerMarket is the customer's country, ISO 3166-1 alpha-2.
	CustomerMarket string `json:"customerMarket,omitzero"`
	// CustomerName is the customer's company name, which is not unique.
	CustomerName string `json:"customerName,omitzero"`
	// CustomerOrgSize is a range of employees, such as "10to50employees".
	CustomerOrgSize string `json:"customerOrgSize,omitzero"`
	// PartnerMarket is the partner's country, ISO 3166-1 alpha-2.
	PartnerMarket string `json:"partnerMarket,omitzero"`
	// When the referral was accepted, acknowledged and so on; zero when that has
	// not happened.
	AcceptedDate     time.Time `json:"acceptedDate,omitzero"`
	AcknowledgedDate time.Time `json:"acknowledgedDate,omitzero"`
	ArchivedDate     time.Time `json:"archivedDate,omitzero"`
	CreatedDate      time.Time `json:"createdDate,omitzero"`
	DeclinedDate     time.Time `json:"declinedDate,omitzero"`
	ExpiredDate      time.Time `json:"expiredDate,omitzero"`
	LostDate         time.Time `json:"lostDate,omitzero"`
	MissedDate       time.Time `json:"missedDate,omitzero"`
	SkippedDate      time.Time `json:"skippedDate,omitzero"`
	WonDate          time.Time `json:"wonDate,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// SubscriptionInsight is what became of a subscription.
type SubscriptionInsight struct {
	// CustomerTenantID is the customer's tenant.
	CustomerTenantID string `json:"customerTenantId,omitzero"`
	// CustomerName is the customer's company name, which is not unique.
	CustomerName string `json:"customerName,omitzero"`
	// CustomerMarket is the customer's country, ISO 3166-1 alpha-2.
	CustomerMarket string `json:"customerMarket,omitzero"`
	// ID of the subscription.
	ID string `json:"id,omitzero"`
	// Status is ACTIVE, SUSPENDED or DEPROVISIONED.
	Status string `json:"status,omitzero"`
	// ProductName is in capitals, such as "OFFICE 365 BUSINESS PREMIUM".
	ProductName string `json:"productName,omitzero"`
	// SubscriptionType is Office, Azure, Microsoft365, Dynamics or EMS.
	SubscriptionType string `json:"subscriptionType,omitzero"`
	// AutoRenewEnabled tells whether it renews by itself.
	AutoRenewEnabled bool `json:"autoRenewEnabled"`
	// PartnerID is that of the partner, or of the indirect reseller where there is
	// one.
	PartnerID string `json:"partnerId,omitzero"`
	// FriendlyName is the name that the partner gave it.
	FriendlyName string `json:"friendlyName,omitzero"`
	// PartnerName is for whom it was bought.
	PartnerName string `json:"partnerName,omitzero"`
	// ProviderName is the indirect provider that bought it; empty without an
	// indirect reseller.
	ProviderName string `json:"providerName,omitzero"`
	// CreationDate is when it was made.
	CreationDate time.Time `json:"creationDate,omitzero"`
	// EffectiveStartDate is when the term began.
	EffectiveStartDate time.Time `json:"effectiveStartDate,omitzero"`
	// CommitmentEndDate is when the term ends.
	CommitmentEndDate time.Time `json:"commitmentEndDate,omitzero"`
	// CurrentStateEndDate is when Status will change.
	CurrentStateEndDate time.Time `json:"currentStateEndDate,omitzero"`
	// When a trial became a paid subscription, began and ends; zero for others.
	TrialToPaidConversionDate time.Time `json:"trialToPaidConversionDate,omitzero"`
	TrialStartDate            time.Time `json:"trialStartDate,omitzero"`
	TrialEndDate              time.Time `json:"trialEndDate,omitzero"`
	// When it was last used, deprovisioned and last renewed; zero when it was not.
	LastUsageDate     time.Time `json:"lastUsageDate,omitzero"`
	DeprovisionedDate time.Time `json:"deprovisionedDate,omitzero"`
	LastRenewalDate   time.Time `json:"lastRenewalDate,omitzero"`
	// LicenseCount is the number of its licences.
	LicenseCount int `json:"licenseCount"`
	// SubscriptionCount is the number of subscriptions of a group; nil in an answer
	// that is not grouped.
	SubscriptionCount *int `json:"subscriptionCount,omitzero"`
	// ChurnRisk such as "High". It is in the page's example only, which lists no
	// values.
	ChurnRisk string `json:"churnRisk,omitzero"`
	// BillingCycleName such as "MONTHLY". It is in the page's example only.
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
	analyticsLicensesDeploymentList          = define[none, Page[LicenseInsight]]("analytics.licenses.deployment.list", http.MethodGet, "/v1/analytics/licenses/deployment", "get-partner-licenses-deployment-information", AuthUser, status(StatusDeprecated))
	analyticsLicensesUsageList               = define[none, Page[LicenseInsight]]("analytics.licenses.usage.list", http.MethodGet, "/v1/analytics/licenses/usage", "get-partner-licenses-usage-information", AuthUser, status(StatusDeprecated))
	customersAnalyticsLicensesDeploymentList = define[none, Page[LicenseInsight]]("customers.analytics.licenses.deployment.list", http.MethodGet, "/v1/customers/{customer_id}/analytics/licenses/deployment", "get-customer-licenses-deployment-information", AuthUser, status(StatusDeprecated))
	customersAnalyticsLicensesUsageList      = define[none, Page[LicenseInsight]]("customers.analytics.licenses.usage.list", http.MethodGet, "/v1/customers/{customer_id}/analytics/licenses/usage", "get-customer-licenses-usage-information", AuthUser, status(StatusDeprecated))
	analyticsCommercialDeploymentList        = define[none, Page[LicenseInsight]]("analytics.commercial.deployment.license.list", http.MethodGet, "/v1/analytics/commercial/deployment/license/", "get-licenses-deployment-information", AuthUser)
	analyticsCommercialUsageList             = define[none, Page[LicenseInsight]]("analytics.commercial.usage.license.list", http.MethodGet, "/partner/v1/analytics/commercial/usage/license", "get-licenses-usage-information", AuthUser)
	analyticsSearchList                      = define[none, Page[SearchInsight]]("analytics.search.list", http.MethodGet, "/partner/v1/analytics/search", "get-all-search-analytics", AuthUser)
	analyticsAzureUsageList                  = define[none, Page[AzureUsageInsight]]("analytics.usage.azure.list", http.MethodGet, "/partner/v1/analytics/usage/azure", "get-all-azure-usage-analytics", AuthUser)
	analyticsIndirectresellersList           = define[none, Page[IndirectResellerInsight]]("analytics.indirectresellers.list", http.MethodGet, "/partner/v1/analytics/indirectresellers", "get-all-indirect-resellers-analytics", AuthUser)
	analyticsReferralsList                   = define[none, Page[ReferralInsight]]("analytics.referrals.list", http.MethodGet, "/partner/v1/analytics/referrals", "get-all-referrals-analytics", AuthUser)
	analyticsSubscriptionsList               = define[none, Page[SubscriptionInsight]]("analytics.subscriptions.list", http.MethodGet, "/partner/v1/analytics/subscriptions", "get-all-subscription-analytics", AuthUser)
)

// ListLicenseDeployment reads how far the licences of all customers are
// deployed. Deprecated: use ListCommercialDeployment. App+User only.
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
// Deprecated: use ListCommercialUsage. App+User only.
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
// deployed. Deprecated: use ListCommercialDeployment. App+User only.
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
// Deprecated: use ListCommercialUsage. App+User only.
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
// App+User only.
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

// ListIndirectResellers reads what indirect resellers have sold. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-all-indirect-resellers-analytics
func (s *Analytics) ListIndirectResellers(ctx context.Context, q InsightQuery, opts ...CallOption) (*Page[IndirectResellerInsight], error) {
	return list(ctx, s.client, analyticsIndirectresellersList, q.args(), q.After, opts)
}

// AllIndirectResellers walks all pages of ListIndirectResellers.
func (s *Analytics) AllIndirectResellers(ctx context.Context, q InsightQuery, opts ...CallOption) iter.Seq2[IndirectResellerInsight, error] {
	return all(ctx, s.client, analyticsIndirectresellersList, q.args(), q.After, opts)
}

// ListReferrals reads what became of referrals. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-all-referrals-analytics
func (s *Analytics) ListReferrals(ctx context.Context, q InsightQuery, opts ...CallOption) (*Page[ReferralInsight], error) {
	return list(ctx, s.client, analyticsReferralsList, q.args(), q.After, opts)
}

// AllReferrals walks all pages of ListReferrals.
func (s *Analytics) AllReferrals(ctx context.Context, q InsightQuery, opts ...CallOption) iter.Seq2[ReferralInsight, error] {
	return all(ctx, s.client, analyticsReferralsList, q.args(), q.After, opts)
}

// ListSubscriptions reads what became of subscriptions. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-all-subscription-analytics
func (s *Analytics) ListSubscriptions(ctx context.Context, q InsightQuery, opts ...CallOption) (*Page[SubscriptionInsight], error) {
	return list(ctx, s.client, analyticsSubscriptionsList, q.args(), q.After, opts)
}

// AllSubscriptions walks all pages of ListSubscriptions.
func (s *Analytics) AllSubscriptions(ctx context.Context, q InsightQuery, opts ...CallOption) iter.Seq2[SubscriptionInsight, error] {
	return all(ctx, s.client, analyticsSubscriptionsList, q.args(), q.After, opts)
}
