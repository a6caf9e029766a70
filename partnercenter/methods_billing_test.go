package partnercenter_test

import (
	"context"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/tenantlink/tenantlink/partnercenter"
)

func november(d int) time.Time { return time.Date(2026, time.November, d, 0, 0, 0, 0, time.UTC) }

func TestBillingMethods(t *testing.T) {
	checkMethods(t, []methodCase{
		{"invoices.summary.get", "GET /v1/invoices/summary", ``, `{"currencyCode":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Invoices().Summary(ctx)
		}},
		{"azure.entitlements.get", "GET /v1/customers/a1/subscriptions/b2/azureEntitlements/c3", ``, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Azure().Entitlement(ctx, "a1", "b2", "c3")
		}},
		{"azure.entitlements.cancel", "POST /v1/customers/a1/subscriptions/b2/azureEntitlements/c3/cancel", `{"cancellationReason":"x"}`, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Azure().CancelEntitlement(ctx, "a1", "b2", "c3", partnercenter.EntitlementCancellation{CancellationReason: "x"})
		}},
		{"azure.entitlements.reactivate", "POST /v1/customers/a1/subscriptions/b2/azureEntitlements/c3/reactivate", ``, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Azure().ReactivateEntitlement(ctx, "a1", "b2", "c3")
		}},
		{"ratecards.azure.get", "GET /v1/ratecards/azure?currency=q1&region=q2", ``, `{"locale":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Azure().RateCard(ctx, "q1", "q2")
		}},
		{"ratecards.azureShared.get", "GET /v1/ratecards/azure-shared?currency=q1&region=q2", ``, `{"locale":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Azure().SharedRateCard(ctx, "q1", "q2")
		}},
		{"usage.summary.get", "GET /v1/usagesummary", ``, `{"resourceId":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Usage().Summary(ctx)
		}},
		{"customers.usagesummary.get", "GET /v1/customers/a1/usagesummary", ``, `{"resourceId":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Usage().CustomerSummary(ctx, "a1")
		}},
		{"subscriptions.usagesummary.get", "GET /v1/customers/a1/subscriptions/b2/usagesummary", ``, `{"resourceId":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Usage().SubscriptionSummary(ctx, "a1", "b2")
		}},
		{"customers.usagebudget.get", "GET /v1/customers/a1/usagebudget", ``, `{"amount":1.5}`, func(ctx context.Context, c both) (any, error) {
			return c.Usage().Budget(ctx, "a1")
		}},
		{"customers.usagebudget.update", "PATCH /v1/customers/a1/usagebudget", `{"amount":1.5}`, `{"amount":1.5}`, func(ctx context.Context, c both) (any, error) {
			return c.Usage().UpdateBudget(ctx, "a1", partnercenter.Budget{Amount: new(decimal.New(15, -1))})
		}},
		{"servicecosts.get", "GET /v1/customers/a1/servicecosts/mostrecent", ``, `{"currencyCode":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.Costs().MostRecent(ctx, "a1")
		}},
		{"referrals.get", "GET /v1.0/engagements/referrals/a1", ``, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.API.Referrals().Get(ctx, "a1")
		}},
		{"referrals.create", "POST /v1.0/engagements/referrals", `{"id":"x"}`, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.API.Referrals().Create(ctx, partnercenter.Referral{ID: "x"})
		}},
		{"referrals.update", "PUT /v1.0/engagements/referrals/a1", `{"id":"x"}`, `{"id":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.API.Referrals().Update(ctx, "a1", "e5", partnercenter.Referral{ID: "x"})
		}},
		{"payouts.transactionhistory.create", "POST /v1/payouts/transactionhistory?%24filter=q1&fileformat=q2", ``, `{"nextLink":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.API.Referrals().ExportEarnings(ctx, "q1", "q2")
		}},
		{"payouts.payments.create", "POST /v1/payouts/payments?%24filter=q1&fileformat=q2", ``, `{"nextLink":"x"}`, func(ctx context.Context, c both) (any, error) {
			return c.API.Referrals().ExportPayments(ctx, "q1", "q2")
		}},
	})
	checkLists(t, []listCase{
		{"invoices.summaries.list", "GET /v1/invoices/summaries", `{"currencyCode":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Invoices().ListSummaries(ctx, after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Invoices().AllSummaries(ctx))
		}},
		{"invoices.estimates.links.list", "GET /v1/invoices/estimates/links?currencyCode=q1", `{"type":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Invoices().ListEstimateLinks(ctx, "q1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Invoices().AllEstimateLinks(ctx, "q1"))
		}},
		{"invoices.lineitems.list", "GET /v1/invoices/a1/lineitems?currencycode=SEK&hasPartnerEarnedCredit=true&invoicelineitemtype=usagelineitems&provider=onetime&size=2000", `{"partnerId":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Invoices().ListLineItems(ctx, "a1", partnercenter.LineItemQuery{Provider: "onetime", Type: "usagelineitems", CurrencyCode: "SEK", PartnerEarnedCredit: true, Size: 2000, After: after}))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Invoices().AllLineItems(ctx, "a1", partnercenter.LineItemQuery{Provider: "onetime", Type: "usagelineitems", CurrencyCode: "SEK", PartnerEarnedCredit: true, Size: 2000}))
		}},
		{"invoices.lineitems.listByPath", "GET /v1/invoices/a1/lineitems/b2/c3", `{"partnerId":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Invoices().ListLineItemsByPath(ctx, "a1", "b2", "c3", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Invoices().AllLineItemsByPath(ctx, "a1", "b2", "c3"))
		}},
		{"invoices.unbilled.lineitems.list", "GET /v1/invoices/unbilled/lineitems?currencycode=q3&invoicelineitemtype=q2&period=q4&provider=q1", `{"partnerId":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Invoices().ListUnbilledLineItems(ctx, partnercenter.LineItemQuery{Provider: "q1", Type: "q2", CurrencyCode: "q3", Period: "q4", After: after}))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Invoices().AllUnbilledLineItems(ctx, partnercenter.LineItemQuery{Provider: "q1", Type: "q2", CurrencyCode: "q3", Period: "q4"}))
		}},
		{"azure.entitlements.list", "GET /v1/customers/a1/subscriptions/b2/azureEntitlements", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Azure().ListEntitlements(ctx, "a1", "b2", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Azure().AllEntitlements(ctx, "a1", "b2"))
		}},
		{"azure.utilizations.list", "GET /v1/customers/a1/subscriptions/b2/utilizations/azure?end_time=2026-11-02T00%3A00%3A00Z&granularity=hourly&size=100&start_time=2026-11-01T00%3A00%3A00Z", `{"unit":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Azure().ListUtilizations(ctx, "a1", "b2", partnercenter.UtilizationQuery{Start: november(1), End: november(2), Granularity: "hourly", Size: 100, After: after}))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Azure().AllUtilizations(ctx, "a1", "b2", partnercenter.UtilizationQuery{Start: november(1), End: november(2), Granularity: "hourly", Size: 100}))
		}},
		{"customers.usagerecords.list", "GET /v1/customers/usagerecords", `{"category":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Usage().ListCustomers(ctx, after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Usage().AllCustomers(ctx))
		}},
		{"subscriptions.usagerecords.list", "GET /v1/customers/a1/subscriptions/usagerecords", `{"category":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Usage().ListSubscriptions(ctx, "a1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Usage().AllSubscriptions(ctx, "a1"))
		}},
		{"subscriptions.resourceusagerecords.list", "GET /v1/customers/a1/subscriptions/b2/resourceusagerecords", `{"category":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Usage().ListResources(ctx, "a1", "b2", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Usage().AllResources(ctx, "a1", "b2"))
		}},
		{"subscriptions.meterusagerecords.list", "GET /v1/customers/a1/subscriptions/b2/meterusagerecords", `{"category":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Usage().ListMeters(ctx, "a1", "b2", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Usage().AllMeters(ctx, "a1", "b2"))
		}},
		{"subscriptions.usagerecords.resources.list", "GET /v1/customers/a1/subscriptions/b2/usagerecords/resources", `{"category":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Usage().ListLegacyResources(ctx, "a1", "b2", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Usage().AllLegacyResources(ctx, "a1", "b2"))
		}},
		{"servicecosts.lineitems.list", "GET /v1/customers/a1/servicecosts/mostrecent/lineitems", `{"chargeType":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Costs().ListLines(ctx, "a1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Costs().AllLines(ctx, "a1"))
		}},
		{"compliance.mfaadoption.list", "GET /v1/applicationmfaadoptionstatus", `{"applicationId":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Compliance().ListMFAAdoption(ctx, after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Compliance().AllMFAAdoption(ctx))
		}},
		{"compliance.partnerrequests.list", "GET /v1/partnerRequests", `{"requestId":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Compliance().ListRequests(ctx, after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Compliance().AllRequests(ctx))
		}},
		{"compliance.noncompliantprincipals.list", "GET /v1/nonMfaCompliantPartnerPrincipals", `{"objectId":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Compliance().ListNonCompliantPrincipals(ctx, after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Compliance().AllNonCompliantPrincipals(ctx))
		}},
		{"auditrecords.list", "GET /v1/auditrecords?startDate=2026-03-01", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Compliance().ListAuditRecords(ctx, partnercenter.AuditQuery{Start: time.Date(2026, time.March, 1, 5, 0, 0, 0, time.UTC), After: after}))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Compliance().AllAuditRecords(ctx, partnercenter.AuditQuery{Start: time.Date(2026, time.March, 1, 5, 0, 0, 0, time.UTC)}))
		}},
		{"fraudEvents.list", "GET /v1/fraudEvents?EventStatus=Active", `{"eventId":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Compliance().ListFraudEvents(ctx, partnercenter.FraudQuery{EventStatus: "Active", After: after}))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Compliance().AllFraudEvents(ctx, partnercenter.FraudQuery{EventStatus: "Active"}))
		}},
		{"analytics.licenses.deployment.list", "GET /v1/analytics/licenses/deployment", `{"serviceName":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Analytics().ListLicenseDeployment(ctx, after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Analytics().AllLicenseDeployment(ctx))
		}},
		{"analytics.licenses.usage.list", "GET /v1/analytics/licenses/usage", `{"serviceName":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Analytics().ListLicenseUsage(ctx, after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Analytics().AllLicenseUsage(ctx))
		}},
		{"customers.analytics.licenses.deployment.list", "GET /v1/customers/a1/analytics/licenses/deployment", `{"serviceName":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Analytics().ListCustomerLicenseDeployment(ctx, "a1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Analytics().AllCustomerLicenseDeployment(ctx, "a1"))
		}},
		{"customers.analytics.licenses.usage.list", "GET /v1/customers/a1/analytics/licenses/usage", `{"serviceName":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Analytics().ListCustomerLicenseUsage(ctx, "a1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Analytics().AllCustomerLicenseUsage(ctx, "a1"))
		}},
		{"analytics.indirectresellers.list", "GET /partner/v1/analytics/indirectresellers?groupby=market", `{"partnerTenantId":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Analytics().ListIndirectResellers(ctx, partnercenter.InsightQuery{GroupBy: "market", After: after}))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Analytics().AllIndirectResellers(ctx, partnercenter.InsightQuery{GroupBy: "market"}))
		}},
		{"analytics.referrals.list", "GET /partner/v1/analytics/referrals?top=10", `{"id":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Analytics().ListReferrals(ctx, partnercenter.InsightQuery{Top: 10, After: after}))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Analytics().AllReferrals(ctx, partnercenter.InsightQuery{Top: 10}))
		}},
		{"analytics.subscriptions.list", "GET /partner/v1/analytics/subscriptions?groupby=g", `{"customerTenantId":"x"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Analytics().ListSubscriptions(ctx, partnercenter.InsightQuery{GroupBy: "g", After: after}))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Analytics().AllSubscriptions(ctx, partnercenter.InsightQuery{GroupBy: "g"}))
		}},
	})
}
