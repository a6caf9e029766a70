package cloudmore

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// The synchronous reports have a limit of size that is not documented; Cloudmore
// recommends them for tests only and the monthly report (StartMonthly) otherwise.
var (
	organizationsNow      = define[none, collection[BilledOrganization]]("cloudmore.billingReports.monthlyPerOrganization", http.MethodGet, resellerPath+"/billing/reports/MonthlyBillingPerOrganization")
	servicesNow           = define[none, collection[BilledService]]("cloudmore.billingReports.monthlyPerService", http.MethodGet, resellerPath+"/billing/reports/MonthlyBillingPerService")
	cspOrganizationsNow   = define[none, collection[BilledOrganization]]("cloudmore.cspReports.monthlyPerOrganization", http.MethodGet, resellerPath+"/billing/cspreports/MonthlyBillingPerOrganization")
	azureOrganizationsNow = define[none, collection[BilledOrganization]]("cloudmore.azureReports.monthlyPerOrganization", http.MethodGet, resellerPath+"/billing/azurereports/MonthlyBillingPerOrganization")
	resellersNow          = define[none, collection[BilledReseller]]("cloudmore.seller.billing.monthlyPerReseller", http.MethodGet, sellerPath+"/billing/MonthlyBillingPerReseller")
)

// PerOrganization reads the report per organization over billing dates, both
// ends included, at once.
func (s *Reports) PerOrganization(ctx context.Context, from, to time.Time, opts ...CallOption) ([]BilledOrganization, error) {
	return listed(ctx, s.client, organizationsNow, between(from, to), opts)
}

// PerService reads the report per service over billing dates, at once.
func (s *Reports) PerService(ctx context.Context, from, to time.Time, opts ...CallOption) ([]BilledService, error) {
	return listed(ctx, s.client, servicesNow, between(from, to), opts)
}

// CSPPerOrganization reads the report of Microsoft's legacy commerce (the
// "recurring" invoice) per organization.
func (s *Reports) CSPPerOrganization(ctx context.Context, from, to time.Time, opts ...CallOption) ([]BilledOrganization, error) {
	return listed(ctx, s.client, cspOrganizationsNow, between(from, to), opts)
}

// AzurePerOrganization reads the report of Azure per organization.
func (s *Reports) AzurePerOrganization(ctx context.Context, from, to time.Time, opts ...CallOption) ([]BilledOrganization, error) {
	return listed(ctx, s.client, azureOrganizationsNow, between(from, to), opts)
}

// PerReseller reads what a seller bills its brokers.
func (s *Reports) PerReseller(ctx context.Context, from, to time.Time, opts ...CallOption) ([]BilledReseller, error) {
	return listed(ctx, s.client, resellersNow, between(from, to), opts)
}

// between sends a range of days as startDate and endDate.
func between(from, to time.Time, path ...string) Args {
	return Args{Path: path, Query: days("startDate", from, "endDate", to)}
}

// days leaves out the zero ones.
func days(first string, from time.Time, last string, to time.Time) url.Values {
	q := url.Values{}
	if !from.IsZero() {
		q.Set(first, from.Format(time.DateOnly))
	}
	if !to.IsZero() {
		q.Set(last, to.Format(time.DateOnly))
	}
	return q
}
