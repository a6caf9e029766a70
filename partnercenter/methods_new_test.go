package partnercenter_test

import (
	"context"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/partnercenter"
)

const customerBody = `{"id":"a1","commerceId":"c","companyProfile":{"tenantId":"a1","domain":"a.onmicrosoft.com","companyName":"n"},"billingProfile":{"id":"b","attributes":{"etag":"-42"}},"relationshipToPartner":"reseller","allowDelegatedAccess":true,"customDomains":["a.onmicrosoft.com"],"attributes":{"objectType":"Customer"}}`

const offerBody = `{"id":"031C9E47","name":"Office","minimumQuantity":1,"maximumQuantity":300,"rank":56,"category":{"id":"k","rank":30},"isAddOn":false,"isAvailableForPurchase":true,"billing":"license","product":{"id":"f2","unit":"Licenses"},"links":{"learnMore":{"uri":"u","method":"GET"}},"attributes":{"objectType":"Offer"}}`

func TestMethodsOfTheRest(t *testing.T) {
	checkMethods(t, []methodCase{
		{"customers.get", "GET /v1/customers/a1", ``, customerBody, func(ctx context.Context, c both) (any, error) {
			return c.Customers().Get(ctx, "a1")
		}},
		{"customers.create", "POST /v1/customers", `{"companyProfile":{"domain":"a.onmicrosoft.com"},"billingProfile":{"email":"anna@nordlicht.example","culture":"de-DE","defaultAddress":{"country":"DE","city":"Kiel"}}}`, `{"id":"a1","userCredentials":{"userName":"admin","password":"p"}}`, func(ctx context.Context, c both) (any, error) {
			return c.Customers().Create(ctx, newCustomer("a.onmicrosoft.com"))
		}},
		{"customers.profiles.company.get", "GET /v1/customers/a1/profiles/company", ``, `{"tenantId":"a1","domain":"a.onmicrosoft.com","companyName":"n","address":{"country":"US"},"email":"e"}`, func(ctx context.Context, c both) (any, error) {
			return c.Customers().CompanyProfile(ctx, "a1")
		}},
		{"customers.profiles.billing.get", "GET /v1/customers/a1/profiles/billing", ``, `{"id":"b","firstName":"f","email":"e","culture":"en-US","language":"en","companyName":"n","defaultAddress":{"country":"US"},"attributes":{"etag":"-42"}}`, func(ctx context.Context, c both) (any, error) {
			return c.Customers().BillingProfile(ctx, "a1")
		}},
		{"invoices.get", "GET /v1/invoices/G1", ``, `{"id":"G1","invoiceDate":"2026-10-05T00:00:00Z","totalCharges":12.5,"currencyCode":"EUR","invoiceDetails":[{"invoiceLineItemType":"billing_line_items","billingProvider":"one_time"}],"documentType":"invoice","invoiceType":"OneTime"}`, func(ctx context.Context, c both) (any, error) {
			return c.Invoices().Get(ctx, "G1")
		}},
		{"customers.promotionEligibilities", "POST /v1/customers/a1/promotionEligibilities", `{"items":[{"catalogItemId":"C","quantity":2400,"termDuration":"P1Y","billingCycle":"Monthly"}]}`, `{"items":[{"id":0,"catalogItemId":"C","quantity":2400,"eligibilities":[{"promotionId":"3","isEligible":false,"errors":[{"type":"SeatCount","maximumRequiredSeats":2400,"availableSeats":500}]}]}]}`, func(ctx context.Context, c both) (any, error) {
			items, err := c.CustomerProducts().CheckPromotions(ctx, "a1", []partnercenter.PromotionPurchase{{CatalogItemID: "C", Quantity: 2400, TermDuration: "P1Y", BillingCycle: "Monthly"}})
			return map[string]any{"items": items}, err
		}},
		{"offers.get", "GET /v1/offers/a1?country=US", ``, offerBody, func(ctx context.Context, c both) (any, error) {
			return c.Offers().Get(ctx, "a1", "US")
		}},
		{"subscriptions.upgrades.create", "POST /v1/customers/a1/subscriptions/b2/upgrades", `{"targetOffer":{"id":"x"},"quantity":1}`, `{"sourceSubscriptionId":"s","targetSubscriptionId":"t","upgradeType":"1"}`, func(ctx context.Context, c both) (any, error) {
			return c.Subscriptions().Upgrade(ctx, "a1", "b2", partnercenter.Upgrade{TargetOffer: &partnercenter.Offer{ID: "x"}, Quantity: 1})
		}},
		{"subscriptions.activate", "POST /v1/customers/a1/subscriptions/b2/activate", ``, `{"subscriptionId":"b2","status":"Success"}`, func(ctx context.Context, c both) (any, error) {
			return c.Subscriptions().Activate(ctx, "a1", "b2")
		}},
		{"customers.verifieddomain.create", "POST /v1/customers/a1/verifieddomain", `{"verifiedDomainName":"example.com","domain":{"name":"example.com"},"domainFederationSettings":{"issuerUri":"i","supportsMfa":true}}`, `{"authenticationType":"federated","capability":"email","isDefault":false,"name":"example.com","status":"verified","verificationMethod":"dns_record"}`, func(ctx context.Context, c both) (any, error) {
			return c.Customers().AddVerifiedDomain(ctx, "a1", partnercenter.VerifiedDomain{
				VerifiedDomainName: "example.com", Domain: &partnercenter.Domain{Name: "example.com"},
				FederationSettings: &partnercenter.FederationSettings{IssuerURI: "i", SupportsMFA: new(true)},
			})
		}},
		{"fraudEvents.update", "POST /v1/fraudEvents/subscription/a1/status", `{"eventIds":["e"],"eventStatus":"Resolved","resolvedReason":"Fraud"}`, `[{"eventId":"e","eventStatus":"Resolved","country":"US","affectedResources":[{"azureResourceId":"r","type":"t"}]}]`, func(ctx context.Context, c both) (any, error) {
			return c.Compliance().UpdateFraudEvents(ctx, "a1", partnercenter.FraudUpdate{EventIDs: []string{"e"}, EventStatus: "Resolved", ResolvedReason: "Fraud"})
		}},
		{"entitlements.artifacts.get", "GET /v1/customers/a1/artifacts/reservedinstance/groups/g/lineitems/l/resource/r", ``, `{"type":"reservedinstance","virtualMachineReservations":[{"reservationId":"v","scopeType":"Shared","quantity":1}]}`, func(ctx context.Context, c both) (any, error) {
			return c.Entitlements().Reservations(ctx, partnercenter.EntitledArtifact{Link: &partnercenter.Link{URI: "/customers/a1/artifacts/reservedinstance/groups/g/lineitems/l/resource/r"}})
		}},
		{"payouts.transactionhistory.get", "GET /v1/payouts/transactionhistory/a1", ``, `{"value":[{"requestId":"a1","status":"Completed","blobLocation":"https://x"}]}`, func(ctx context.Context, c both) (any, error) {
			return c.API.Referrals().EarningsExport(ctx, "a1")
		}},
		{"payouts.transactionhistory.delete", "DELETE /v1/payouts/transactionhistory/a1", ``, ``, func(ctx context.Context, c both) (any, error) {
			return nil, c.API.Referrals().DeleteEarningsExport(ctx, "a1")
		}},
		{"payouts.payments.get", "GET /v1/payouts/payments/a1", ``, `{"value":[{"requestId":"a1","status":"Queued"}]}`, func(ctx context.Context, c both) (any, error) {
			return c.API.Referrals().PaymentsExport(ctx, "a1")
		}},
		{"payouts.payments.delete", "DELETE /v1/payouts/payments/a1", ``, ``, func(ctx context.Context, c both) (any, error) {
			return nil, c.API.Referrals().DeletePaymentsExport(ctx, "a1")
		}},
		{"referrals.list", "GET /v1.0/engagements/referrals?%24filter=f&%24top=2", ``, `{"@odata.context":"c","@odata.count":1,"value":[{"id":"x","name":"n"}]}`, func(ctx context.Context, c both) (any, error) {
			return c.API.Referrals().List(ctx, partnercenter.ReferralQuery{Filter: "f", Top: 2})
		}},
	})
	starts := &partnercenter.Filter{Field: "CompanyName", Operator: partnercenter.FilterStartsWith, Value: "c"}
	checkLists(t, []listCase{
		{"customers.list", "GET /v1/customers?filter=%7B%22Field%22%3A%22CompanyName%22%2C%22Value%22%3A%22c%22%2C%22Operator%22%3A%22starts_with%22%7D&size=2", customerBody, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Customers().List(ctx, partnercenter.CustomerQuery{Size: 2, Filter: starts, After: after}))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Customers().All(ctx, partnercenter.CustomerQuery{Size: 2, Filter: starts}))
		}},
		{"offers.list", "GET /v1/offers?country=US", offerBody, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Offers().List(ctx, "US", after))
		}, func(ctx context.Context, c both) (any, error) { return walked(c.Offers().All(ctx, "US")) }},
		{"offers.addons.list", "GET /v1/offers/a1/addons?country=US", offerBody, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Offers().ListAddOns(ctx, "a1", "US", after))
		}, func(ctx context.Context, c both) (any, error) { return walked(c.Offers().AllAddOns(ctx, "a1", "US")) }},
		{"subscriptions.upgrades.list", "GET /v1/customers/a1/subscriptions/b2/upgrades", `{"targetOffer":{"id":"x"},"upgradeType":"upgrade_only","upgradeErrors":[{"code":"2","description":"d"}]}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Subscriptions().ListUpgrades(ctx, "a1", "b2", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Subscriptions().AllUpgrades(ctx, "a1", "b2"))
		}},
		{"subscriptions.customTermEndDates.list", "GET /v1/customers/a1/subscriptions/customTermEndDates?term_duration=P1M", `{"allowedCustomTermEndDateType":"subscriptionAligned","cotermSubscriptionIds":["s"],"allowedCustomTermEndDate":"2023-08-01T00:00:00Z"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Subscriptions().ListCustomTermEndDates(ctx, "a1", partnercenter.CustomTermEndDateQuery{TermDuration: "P1M", After: after}))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Subscriptions().AllCustomTermEndDates(ctx, "a1", partnercenter.CustomTermEndDateQuery{TermDuration: "P1M"}))
		}},
		{"customers.servicerequests.list", "GET /v1/customers/a1/servicerequests", `{"id":"x","title":"Test","status":"1"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.ServiceRequests().ListOfCustomer(ctx, "a1", after))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.ServiceRequests().AllOfCustomer(ctx, "a1"))
		}},
		{"analytics.commercial.deployment.license.list", "GET /v1/analytics/commercial/deployment/license/?filter=f", `{"workloadCode":"SPO"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Analytics().ListCommercialDeployment(ctx, partnercenter.InsightQuery{Filter: "f", After: after}))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Analytics().AllCommercialDeployment(ctx, partnercenter.InsightQuery{Filter: "f"}))
		}},
		{"analytics.commercial.usage.license.list", "GET /partner/v1/analytics/commercial/usage/license?top=2", `{"workloadCode":"SPO","licenseActive":3}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Analytics().ListCommercialUsage(ctx, partnercenter.InsightQuery{Top: 2, After: after}))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Analytics().AllCommercialUsage(ctx, partnercenter.InsightQuery{Top: 2}))
		}},
		{"analytics.search.list", "GET /partner/v1/analytics/search", `{"mpnId":"2604568","searchDate":"2018-05-30T00:00:00Z"}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Analytics().ListSearches(ctx, partnercenter.InsightQuery{After: after}))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Analytics().AllSearches(ctx, partnercenter.InsightQuery{}))
		}},
		{"analytics.usage.azure.list", "GET /partner/v1/analytics/usage/azure", `{"meterUnit":"10,000s","quantity":20}`, func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
			return listed(c.Analytics().ListAzureUsage(ctx, partnercenter.InsightQuery{After: after}))
		}, func(ctx context.Context, c both) (any, error) {
			return walked(c.Analytics().AllAzureUsage(ctx, partnercenter.InsightQuery{}))
		}},
	})
}

func TestReferralsAllReadsEveryPage(t *testing.T) {
	client, seen := fake(t, func(n int) (int, string) {
		next := ""
		if n < 3 {
			next = `,"@odata.nextLink":"https://api.partner.microsoft.com/v1.0/engagements/referrals?$skip=` + string(rune('0'+n)) + `"`
		}
		return http.StatusOK, `{"value":[{"id":"x"}]` + next + `}`
	})
	items, err := walked(client.API.Referrals().All(t.Context(), partnercenter.ReferralQuery{OrderBy: "o"}))
	require.NoError(t, err)
	assert.Len(t, items, 3)
	assert.Equal(t, "GET /v1.0/engagements/referrals?%24orderby=o", (*seen)[0].request)
	assert.Equal(t, "GET /v1.0/engagements/referrals?$skip=2", (*seen)[2].request)
}

// The analytics wrap their rows in "Value" and link by "@nextLink".
func TestAnalyticsEnvelope(t *testing.T) {
	client, seen := fake(t, func(n int) (int, string) {
		if n == 1 {
			return 200, `{"Value":[{"subscriptionType":"Azure","subscriptionCount":"63"}],"@nextLink":"/partner/v1/analytics/subscriptions?skip=1","TotalCount":2}`
		}
		return 200, `{"Value":[{"subscriptionType":"EMS","subscriptionCount":"39"}],"@nextLink":null,"TotalCount":2}`
	})
	items, err := walked(client.Analytics().AllSubscriptions(t.Context(), partnercenter.InsightQuery{GroupBy: "subscriptionType"}))
	require.NoError(t, err)
	rows := items.([]partnercenter.SubscriptionInsight)
	require.Len(t, rows, 2)
	assert.Equal(t, 63, *rows[0].SubscriptionCount)
	assert.Equal(t, "GET /partner/v1/analytics/subscriptions?skip=1", (*seen)[1].request)
}

// A transfer that was accepted in part must not look like a success.
func TestTransferInPart(t *testing.T) {
	client, _ := fake(t, func(int) (int, string) {
		return 200, `{"orders":[{"id":"o"}],"transferErrors":[{"transferGroupId":"1","code":900103,"description":"not in sync"}]}`
	})
	result, err := client.Transfers().Accept(t.Context(), "a1", "b2")
	require.NoError(t, err)
	require.ErrorContains(t, result.Failed(), "900103")
	assert.NoError(t, (&partnercenter.TransferResult{}).Failed())
}

func TestAttachPurchaseOrder(t *testing.T) {
	client, seen := fake(t, func(int) (int, string) {
		return 201, `{"totalCount":1,"items":[{"attachmentId":"ed64","fileName":"PO.pdf","sizeInKB":2051,"attachmentType":"POAttachment"}],"attributes":{"objectType":"Collection"}}`
	})
	got, err := client.Orders().AttachPurchaseOrder(t.Context(), "a1", "b2",
		partnercenter.PurchaseOrder{CustomerPrice: decimal.RequireFromString("156.87"), Currency: "CAD"},
		[]partnercenter.OrderFile{{Kind: partnercenter.PurchaseOrderFile, Name: "PO.pdf", ContentType: "application/pdf", Content: strings.NewReader("%PDF")}})
	require.NoError(t, err)
	require.Len(t, got, 1)
	assert.Equal(t, 2051, got[0].SizeInKB)
	sent := (*seen)[0]
	assert.Equal(t, "POST /v1/customers/a1/orders/b2/attachment", sent.request)
	_, parameters, err := mime.ParseMediaType(sent.header.Get("Content-Type"))
	require.NoError(t, err)
	form, err := multipart.NewReader(strings.NewReader(sent.body), parameters["boundary"]).ReadForm(1 << 20)
	require.NoError(t, err)
	assert.Contains(t, form.Value["metadata"][0], `"customerPrice":156.87`)
	file, err := form.File["pofiles"][0].Open()
	require.NoError(t, err)
	content, err := io.ReadAll(file)
	require.NoError(t, err)
	assert.Equal(t, "%PDF", string(content))
}

func TestAuditQuery(t *testing.T) {
	client, seen := fake(t, func(int) (int, string) { return 200, `{"items":[]}` })
	_, err := client.Compliance().ListAuditRecords(t.Context(), partnercenter.AuditQuery{
		Start: time.Date(2026, 3, 1, 23, 0, 0, 0, time.FixedZone("", -2*3600)), End: time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC), Size: 7,
		Filter: &partnercenter.Filter{Field: "CustomerId", Operator: partnercenter.FilterEquals, Value: "x"},
	})
	require.NoError(t, err)
	assert.Equal(t, "GET /v1/auditrecords?endDate=2026-03-04&filter=%7B%22Field%22%3A%22CustomerId%22%2C%22Value%22%3A%22x%22%2C%22Operator%22%3A%22equals%22%7D&size=7&startDate=2026-03-02", (*seen)[0].request)
}

// A change that takes longer is accepted without a body.
func TestSubscriptionUpdateAccepted(t *testing.T) {
	client, _ := fake(t, func(int) (int, string) { return http.StatusAccepted, "" })
	got, err := client.Subscriptions().Update(t.Context(), "a1", "b2", partnercenter.Subscription{ID: "b2", Quantity: 3})
	require.NoError(t, err)
	assert.Equal(t, partnercenter.Subscription{ID: "b2"}, *got, "what is not known yet must not look known")
}
