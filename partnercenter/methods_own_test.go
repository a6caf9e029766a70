package partnercenter_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/partnercenter"
)

// TestOwnMethods calls the methods that do more than send one operation.
func TestOwnMethods(t *testing.T) {
	checkMethods(t, []methodCase{
		{"customers.update, relationship", "PATCH /v1/customers/a1", `{"relationshipToPartner":"none","attributes":{"objectType":"Customer"}}`, `{"relationshipToPartner":"none"}`,
			func(ctx context.Context, c both) (any, error) {
				return c.Customers().RemoveResellerRelationship(ctx, "a1")
			}},
		{"customers.update, DAP", "PATCH /v1/customers/a1", `{"allowDelegatedAccess":false}`, `{"allowDelegatedAccess":false}`,
			func(ctx context.Context, c both) (any, error) {
				return c.Customers().RemoveDAP(ctx, "a1")
			}},
		{"products.checkinventory", "POST /v1/extensions/product/checkinventory?country=US", `{"targetItems":[{"productId":"p"}]}`, `[{"productId":"p","isRestricted":true}]`,
			func(ctx context.Context, c both) (any, error) {
				return c.Products().CheckInventory(ctx, "US", partnercenter.InventoryCheck{TargetItems: []partnercenter.InventoryItem{{ProductID: "p"}}})
			}},
		{"devices.upload", "POST /v1/customers/a1/deviceBatches/b2/devices", `[{"serialNumber":"s"}]`, ``,
			func(ctx context.Context, c both) (any, error) {
				_, err := c.Devices().Upload(ctx, "a1", "b2", []partnercenter.Device{{SerialNumber: "s"}})
				return nil, err
			}},
		{"referrals.patch", "PATCH /v1.0/engagements/referrals/a1", `[{"op":"replace","path":"/status","value":"Active"}]`, `{"id":"a1"}`,
			func(ctx context.Context, c both) (any, error) {
				return c.API.Referrals().Patch(ctx, "a1", "e5", []partnercenter.ReferralPatch{{Op: "replace", Path: "/status", Value: json.RawMessage(`"Active"`)}})
			}},
		{"orders.get with prices", "GET /v1/customers/a1/orders/b2?include_price=true", ``, `{"id":"b2","totalPrice":36.48}`,
			func(ctx context.Context, c both) (any, error) {
				return c.Orders().Get(ctx, "a1", "b2", partnercenter.OrderQuery{IncludePrice: true})
			}},
		{"profiles.organization.get", "GET /v1/profiles/organization", ``, `{"tenantId":"x"}`,
			func(ctx context.Context, c both) (any, error) { return c.Profiles().Organization(ctx) }},
	})
	checkLists(t, []listCase{
		{"orders.list", "GET /v1/customers/a1/orders?billingType=monthly", `{"id":"x"}`,
			func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
				return listed(c.Orders().List(ctx, "a1", partnercenter.OrderQuery{BillingType: "monthly", After: after}))
			},
			func(ctx context.Context, c both) (any, error) {
				return walked(c.Orders().All(ctx, "a1", partnercenter.OrderQuery{BillingType: "monthly"}))
			}},
		{"subscriptions.list", "GET /v1/customers/a1/subscriptions?mpn_id=7&order_id=o", `{"id":"x"}`,
			func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
				return listed(c.Subscriptions().List(ctx, "a1", partnercenter.SubscriptionQuery{OrderID: "o", PartnerID: "7", After: after}))
			},
			func(ctx context.Context, c both) (any, error) {
				return walked(c.Subscriptions().All(ctx, "a1", partnercenter.SubscriptionQuery{OrderID: "o", PartnerID: "7"}))
			}},
		{"invoices.list", "GET /v1/invoices?offset=4&size=2", `{"id":"G1"}`,
			func(ctx context.Context, c both, after partnercenter.Continuation) (any, partnercenter.Continuation, error) {
				return listed(c.Invoices().List(ctx, partnercenter.InvoiceQuery{Size: 2, Offset: 4, After: after}))
			},
			func(ctx context.Context, c both) (any, error) {
				return walked(c.Invoices().All(ctx, partnercenter.InvoiceQuery{Size: 2, Offset: 4}))
			}},
	})
}

// TestMissingSchedule: the service answers with an array, which can be empty.
func TestMissingSchedule(t *testing.T) {
	client, _ := fake(t, func(int) (int, string) { return http.StatusOK, `[]` })
	_, err := client.Migrations().Schedule(t.Context(), "a1", "b2")
	require.ErrorIs(t, err, partnercenter.ErrNotFound)
	assert.ErrorContains(t, err, "b2")
}

func TestDomainTaken(t *testing.T) {
	for status, want := range map[int]bool{200: true, 404: false} {
		client, seen := fake(t, func(int) (int, string) { return status, "" })
		taken, err := client.Validations().DomainTaken(t.Context(), "contoso.onmicrosoft.com")
		require.NoError(t, err)
		assert.Equal(t, want, taken)
		assert.Equal(t, "HEAD /v1/domains/contoso.onmicrosoft.com", (*seen)[0].request)
	}
	client, _ := fake(t, func(int) (int, string) { return 403, "" })
	_, err := client.Validations().DomainTaken(t.Context(), "contoso.onmicrosoft.com")
	assert.ErrorIs(t, err, partnercenter.ErrForbidden, "only 404 means that the domain is free")
}

func TestDocuments(t *testing.T) {
	client, seen := fake(t, func(n int) (int, string) {
		if n == 4 {
			return http.StatusNotFound, `{"code":2000,"description":"no such invoice"}`
		}
		return http.StatusOK, "%PDF-1.7 ..."
	})
	open := map[string]func() (io.ReadCloser, error){
		"GET /v1/invoices/G1/documents/statement":             func() (io.ReadCloser, error) { return client.Invoices().Statement(t.Context(), "G1") },
		"GET /v1/invoices/G1/receipts/R2/documents/statement": func() (io.ReadCloser, error) { return client.Invoices().Receipt(t.Context(), "G1", "R2") },
		"GET /v1/margins/download?country=US":                 func() (io.ReadCloser, error) { return client.Margins().Download(t.Context(), "US") },
	}
	for want, open := range open {
		reader, err := open()
		require.NoError(t, err)
		content, err := io.ReadAll(reader)
		require.NoError(t, err)
		require.NoError(t, reader.Close())
		assert.Equal(t, "%PDF-1.7 ...", string(content))
		last := (*seen)[len(*seen)-1]
		assert.Equal(t, want, last.request)
		if strings.HasSuffix(want, "/statement") {
			assert.Equal(t, "application/pdf", last.header.Get("Accept"))
		}
	}
	_, err := client.Invoices().Statement(t.Context(), "G9")
	require.ErrorIs(t, err, partnercenter.ErrNotFound)
	assert.ErrorContains(t, err, "no such invoice")
}

// What goes on after its answer is found again by the id in its Location.
func TestStartedWorkIsFoundAgain(t *testing.T) {
	const id = "beba2053-5401-46ff-9223-7e841ed78fbf"
	location := ""
	transport := roundTrip(func(req *http.Request) (*http.Response, error) {
		header := http.Header{}
		if location != "" {
			header.Set("Location", location)
		}
		return &http.Response{StatusCode: http.StatusAccepted, Header: header, Body: http.NoBody, Request: req}, nil
	})
	client, err := partnercenter.New(staticToken{}, partnercenter.WithHTTPClient(&http.Client{Transport: transport}))
	require.NoError(t, err)
	starts := map[string]func() (string, error){
		"CreateBatch": func() (string, error) {
			return client.Devices().CreateBatch(t.Context(), "a1", partnercenter.DeviceBatchCreation{})
		},
		"Upload": func() (string, error) { return client.Devices().Upload(t.Context(), "a1", "b2", nil) },
		"AssignPolicies": func() (string, error) {
			return client.Devices().AssignPolicies(t.Context(), "a1", partnercenter.DevicePolicyUpdate{})
		},
		"Upgrade": func() (string, error) {
			return client.Entitlements().Upgrade(t.Context(), partnercenter.ProductUpgrade{})
		},
	}
	for name, start := range starts {
		for given, want := range map[string]string{
			"/customers/a1/batchJobStatus/" + id: id, "productUpgrades/" + id: id, id: id, "": "",
			"https://api.partnercenter.microsoft.com/v1/customers/a1/batchJobStatus/" + id + "?x=/y": id,
		} {
			location = given
			got, err := start()
			require.NoError(t, err, name)
			assert.Equal(t, want, got, "%s with Location %q", name, given)
		}
	}
}

// A cart that was ordered in part must not look like a success.
func TestCheckoutInPart(t *testing.T) {
	client, _ := fake(t, func(int) (int, string) {
		return http.StatusCreated, `{"orders":[{"id":"o1"}],"orderErrors":[{"orderGroupId":"2","code":"800030","description":"not registered"}]}`
	})
	result, err := client.Carts().Checkout(t.Context(), "a1", "b2")
	require.NoError(t, err)
	assert.Len(t, result.Orders, 1)
	require.ErrorContains(t, result.Failed(), "800030")
	assert.NoError(t, (&partnercenter.CartCheckout{}).Failed())
}

func TestETagIsSentInQuotes(t *testing.T) {
	for given, want := range map[string]string{"5920": `"5920"`, `"5920"`: `"5920"`, `W/"x"`: `W/"x"`} {
		client, seen := fake(t, func(int) (int, string) { return 200, `{"id":"x"}` })
		_, err := client.Customers().UpdateBillingProfile(t.Context(), "a1", given, partnercenter.BillingProfile{})
		require.NoError(t, err)
		assert.Equal(t, want, (*seen)[0].header.Get("If-Match"))
	}
	client, _ := fake(t, func(int) (int, string) { return 400, `{"code":2055,"description":"etag"}` })
	_, err := client.Customers().UpdateBillingProfile(t.Context(), "a1", "1", partnercenter.BillingProfile{})
	assert.ErrorIs(t, err, partnercenter.ErrPrecondition)
}

// What a subscription carries that this version does not know goes back.
func TestSubscriptionUpdateSendsAllOfIt(t *testing.T) {
	const body = `{"id":"s","friendlyName":"old","quantity":5,"autoRenewEnabled":true,"renewalTermDuration":"","partnerId":null,"brandNew":{"a":[1]},"scheduledNextTermInstructions":{"product":{"productId":"P"},"quantity":7,"other":1},"attributes":{"etag":"e","objectType":"Subscription"}}`
	client, seen := fake(t, func(int) (int, string) { return 200, body })
	subscription, err := client.Subscriptions().Get(t.Context(), "a1", "s")
	require.NoError(t, err)
	subscription.FriendlyName = "new"
	_, err = client.Subscriptions().Update(t.Context(), "a1", "s", *subscription)
	require.NoError(t, err)
	contains(t, `{"id":"s","friendlyName":"new","quantity":5,"autoRenewEnabled":true,"renewalTermDuration":"","brandNew":{"a":[1]},"scheduledNextTermInstructions":{"product":{"productId":"P"},"quantity":7,"other":1},"attributes":{"etag":"e","objectType":"Subscription"}}`, (*seen)[1].body, "the update")
}

// The refusal of a token without MFA has several forms, and an expired token is
// none of them.
func TestFormsOfMissingMFA(t *testing.T) {
	cases := []struct {
		name, status, challenge, body string
		major                         int
		want                          bool
	}{
		{"reason phrase", "401 Unauthorized - MFA required", `Bearer error="invalid_token"`, "", 1, true},
		{"code", "401 Unauthorized", "", `{"code":900421,"description":"denied"}`, 1, true},
		{"code as text", "401 Unauthorized", "", `{"code":"900421"}`, 2, true},
		{"text", "401 Unauthorized", "", `{"description":"MFA is required"}`, 2, true},
		{"HTTP/2, which has no reason phrase", "401 Unauthorized", `Bearer error="invalid_token"`, "", 2, true},
		{"expired token over HTTP/2", "401 Unauthorized", `Bearer error="invalid_token", error_description="The token expired"`, "", 2, false},
		{"expired token", "401 Unauthorized", `Bearer error="invalid_token"`, "", 1, false},
		{"wrong audience", "401 Unauthorized", "", `{"code":900420,"description":"audience"}`, 2, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			transport := roundTrip(func(req *http.Request) (*http.Response, error) {
				return &http.Response{
					Status: c.status, StatusCode: 401, ProtoMajor: c.major, Header: http.Header{"Www-Authenticate": {c.challenge}},
					Body: io.NopCloser(strings.NewReader(c.body)), ContentLength: int64(len(c.body)), Request: req,
				}, nil
			})
			client, err := partnercenter.New(staticToken{}, partnercenter.WithHTTPClient(&http.Client{Transport: transport}))
			require.NoError(t, err)
			_, err = client.Customers().Get(t.Context(), "x")
			require.ErrorIs(t, err, partnercenter.ErrUnauthorized)
			assert.Equal(t, c.want, errors.Is(err, partnercenter.ErrMFARequired))
		})
	}
}

func TestApplicationIsNamed(t *testing.T) {
	var header http.Header
	transport := roundTrip(func(req *http.Request) (*http.Response, error) {
		header = req.Header
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{"id":"x"}`)), Request: req}, nil
	})
	client, err := partnercenter.New(staticToken{}, partnercenter.WithHTTPClient(&http.Client{Transport: transport}), partnercenter.WithApplication("billing-robot/2.1"))
	require.NoError(t, err)
	_, err = client.Customers().Get(t.Context(), "x")
	require.NoError(t, err)
	assert.Equal(t, "billing-robot/2.1", header.Get("MS-PartnerCenter-Application"))
	assert.Regexp(t, `^billing-robot/2\.1 tenantlink-partnercenter/\S+ \(go1\.\d+`, header.Get("User-Agent"))
}

// The host of referrals does not know MS-RequestId, so nothing is sent twice.
func TestReferralIsNotSentTwice(t *testing.T) {
	client, seen := fake(t, func(int) (int, string) { return http.StatusServiceUnavailable, "" })
	_, err := client.API.Referrals().Create(t.Context(), partnercenter.Referral{Type: "Independent"})
	require.Error(t, err)
	assert.Len(t, *seen, 1)
	assert.Equal(t, partnercenter.OutcomeUnknown, partnercenter.OutcomeOf(err))
}

func FuzzFault(f *testing.F) {
	f.Add(400, `{"code":800002,"description":"Invalid","data":[],"source":"PartnerFD"}`)
	f.Add(429, `{"statusCode":429,"message":"Rate limit is exceeded"}`)
	f.Add(401, ``)
	f.Add(500, `<html>`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		if status < 400 || status > 499 || status == 429 || status == 408 {
			return // those are tried again
		}
		client, _ := fake(t, func(int) (int, string) { return status, body })
		_, err := client.Customers().Get(t.Context(), "x")
		if err == nil || err.Error() == "" || partnercenter.OutcomeOf(err) != partnercenter.OutcomeRefused {
			t.Errorf("status %d with body %q: %v", status, body, err)
		}
	})
}

func FuzzNextLink(f *testing.F) {
	f.Add("/customers?size=40&seekOperation=Next", "token")
	f.Add("https://evil.example/customers", "")
	f.Add("//evil.example/x", "t")
	f.Fuzz(func(t *testing.T, uri, token string) {
		link, err := json.Marshal(map[string]any{"items": []any{}, "links": map[string]any{"next": map[string]any{"uri": uri, "headers": []any{map[string]string{"key": "MS-ContinuationToken", "value": token}}}}})
		if err != nil {
			return
		}
		hosts := map[string]bool{}
		transport := roundTrip(func(req *http.Request) (*http.Response, error) {
			hosts[strings.ToLower(req.URL.Scheme+"://"+strings.TrimSuffix(req.URL.Host, ":443"))] = true
			return &http.Response{StatusCode: 200, Header: http.Header{}, Request: req, Body: io.NopCloser(bytes.NewReader(link))}, nil
		})
		client, err := partnercenter.New(staticToken{}, partnercenter.WithHTTPClient(&http.Client{Transport: transport}))
		if err != nil {
			t.Fatal(err)
		}
		for range client.Customers().All(t.Context(), partnercenter.CustomerQuery{}) {
		}
		delete(hosts, partnercenter.DefaultBaseURL)
		if len(hosts) > 0 {
			t.Errorf("the link %q led to %v", uri, hosts)
		}
	})
}

func FuzzFilter(f *testing.F) {
	f.Add("CompanyName", "O'Hara \"AB\"")
	f.Fuzz(func(t *testing.T, field, value string) {
		client, seen := fake(t, func(int) (int, string) { return 200, `{"items":[]}` })
		filter := &partnercenter.Filter{Field: field, Operator: partnercenter.FilterStartsWith, Value: value}
		if _, err := client.Customers().List(t.Context(), partnercenter.CustomerQuery{Filter: filter}); err != nil {
			if field != "" && len(*seen) == 0 {
				return // not valid UTF-8
			}
		}
		if len(*seen) == 1 && (*seen)[0].request[:len("GET /v1/customers?filter=%7B")] != "GET /v1/customers?filter=%7B" {
			t.Errorf("the filter broke out of its parameter: %s", (*seen)[0].request)
		}
	})
}
