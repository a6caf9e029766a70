package mockserver_test

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/tenantlink/tenantlink/mockserver"
)

func TestLicenses(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	at := c.buyer()
	c.buy(at, seats(c.item("CFQ7TTC0LH18", "0001"), 1))
	user := func(name string) string {
		return at + "/users/" + c.pc("POST", at+"/users", map[string]any{"usageLocation": "SE", "userPrincipalName": name + "@x.example", "displayName": name}).want(t, http.StatusOK).text(t, "id")
	}
	first, second := user("a"), user("b")
	skus := func() map[string]any { return c.pc("GET", at+"/subscribedskus", nil).items(t)[0] }
	if got := skus(); got["availableUnits"] != float64(1) {
		t.Fatalf("one seat was bought: %v", got)
	}
	sku := skus()["productSku"].(map[string]any)["id"]
	assign := map[string]any{"licensesToAssign": []any{map[string]any{"skuId": sku}}}
	c.pc("POST", first+"/licenseupdates", assign).want(t, http.StatusCreated)
	c.pc("POST", second+"/licenseupdates", assign).want(t, http.StatusBadRequest)
	if got := skus(); got["availableUnits"] != float64(0) || got["consumedUnits"] != float64(1) {
		t.Errorf("the seat is taken: %v", got)
	}
	if got := c.pc("GET", first+"/licenses", nil).items(t); len(got) != 1 {
		t.Errorf("the user holds %v", got)
	}
	c.pc("POST", first+"/licenseupdates", map[string]any{"licensesToRemove": []any{sku}}).want(t, http.StatusCreated)
	c.pc("POST", second+"/licenseupdates", assign).want(t, http.StatusCreated)
	reset := c.pc("PATCH", first+"/resetpassword", map[string]any{"passwordProfile": map[string]any{"password": "Secret-1", "forceChangePassword": true}}).want(t, http.StatusOK)
	if strings.Contains(string(reset.body), "Secret-1") {
		t.Errorf("the answer repeats the password: %s", reset.body)
	}
}

func TestLicenseAnalytics(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	at := c.buyer()
	sold := func(path string) any { return c.pc("GET", path, nil).items(t)[0]["licensesSold"] }
	for _, path := range []string{"/analytics/licenses/deployment", at + "/analytics/licenses/deployment"} {
		if got := sold(path); got != float64(0) {
			t.Errorf("%s: %v licences before anything was bought", path, got)
		}
	}
	c.buy(at, seats(c.item("CFQ7TTC0LH18", "0001"), 8))
	for _, path := range []string{"/analytics/licenses/deployment", at + "/analytics/licenses/deployment"} {
		if got := sold(path); got != float64(8) {
			t.Errorf("%s: %v licences, want 8", path, got)
		}
	}
	if got := c.pc("GET", at+"/analytics/licenses/usage", nil).items(t)[0]["licensesQualified"]; got != float64(8) {
		t.Errorf("%v licences qualify", got)
	}
	c.pc("GET", "/analytics/licenses/usage", nil).want(t, http.StatusOK)
	if got := c.pc("GET", "/analytics/commercial/deployment/license/", nil).want(t, http.StatusOK).object(t); got["TotalCount"] != float64(1) {
		t.Errorf("the commercial deployment is %v", got)
	}
}

func TestDirectoryRoles(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	at := c.buyer()
	user := c.pc("POST", at+"/users", map[string]any{"usageLocation": "SE", "userPrincipalName": "a@x.example", "displayName": "A"}).want(t, http.StatusOK).text(t, "id")
	role := find(c.pc("GET", at+"/directoryroles", nil).items(t), "name", "Helpdesk Administrator")["id"].(string)
	members := at + "/directoryroles/" + role + "/usermembers"
	c.pc("POST", members, map[string]string{"id": user}).want(t, http.StatusCreated)
	c.pc("POST", members, map[string]string{"id": user}).want(t, http.StatusConflict)
	if got := c.pc("GET", members, nil).items(t); len(got) != 1 || got[0]["id"] != user {
		t.Errorf("the members are %v", got)
	}
	if got := c.pc("GET", at+"/users/"+user+"/directoryroles", nil).items(t); len(got) != 1 || got[0]["id"] != role {
		t.Errorf("the user's roles are %v", got)
	}
	c.pc("DELETE", members+"/"+user, nil).want(t, http.StatusNoContent)
	c.pc("DELETE", members+"/"+user, nil).want(t, http.StatusNotFound)
	if got := c.pc("GET", members, nil).items(t); len(got) != 0 {
		t.Errorf("the role still has %v", got)
	}
}

// azureCustomer adds a customer with Azure and returns its path and that of its
// Azure subscription.
func (c *client) azureCustomer() (at, sub string) {
	c.t.Helper()
	x, err := c.srv.AddTenant(mockserver.Tenant{Name: "Cloudy AB", Customer: true, GDAP: true, Spend: mockserver.Spend{Azure: 500_000}})
	if err != nil {
		c.t.Fatal(err)
	}
	at = "/customers/" + x.ID
	return at, at + "/subscriptions/" + find(c.pc("GET", at+"/subscriptions", nil).items(c.t), "billingType", "usage")["id"].(string)
}

func TestAzureEntitlements(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	_, sub := c.azureCustomer()
	path := sub + "/azureEntitlements/" + firstItem(t, c.pc("GET", sub+"/azureEntitlements", nil), "id")
	c.pc("POST", path+"/reactivate", nil).want(t, http.StatusBadRequest)
	c.pc("POST", path+"/cancel", map[string]string{"cancellationReason": "compromise"}).want(t, http.StatusOK)
	if got := c.pc("GET", path, nil).text(t, "status"); got != "canceled" {
		t.Errorf("the entitlement is %s", got)
	}
	c.pc("POST", path+"/reactivate", nil).want(t, http.StatusOK)
	if got := firstItem(t, c.pc("GET", sub+"/azureEntitlements", nil), "status"); got != "active" {
		t.Errorf("the entitlement is %s", got)
	}
}

// Whatever the level that is asked, usage adds up to the same.
func TestUsage(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	at, sub := c.azureCustomer()
	cost := func(path string) string {
		return string(must(json.Marshal(c.pc("GET", path, nil).want(t, http.StatusOK).object(t)["totalCost"])))
	}
	total := cost("/usagesummary")
	for _, path := range []string{at + "/usagesummary", sub + "/usagesummary"} {
		if got := cost(path); got != total || got == "0" {
			t.Errorf("%s: %s, the partner's summary says %s", path, got, total)
		}
	}
	for _, path := range []string{"/customers/usagerecords", at + "/subscriptions/usagerecords", sub + "/usagerecords/resources", sub + "/usagerecords/daily", sub + "/meterusagerecords", sub + "/resourceusagerecords"} {
		sum := decimal.Zero
		for _, x := range c.pc("GET", path, nil).items(t) {
			sum = sum.Add(decimal.NewFromFloat(x["totalCost"].(float64)))
		}
		if sum.String() != total {
			t.Errorf("%s adds up to %s, the summary says %s", path, sum, total)
		}
	}
	c.pc("PATCH", at+"/usagebudget", map[string]any{"amount": 1}).want(t, http.StatusOK)
	if got := c.pc("GET", "/usagesummary", nil).object(t)["customersOverBudget"]; got != float64(1) {
		t.Errorf("%v customers are over their budget", got)
	}
	c.pc("PATCH", at+"/usagebudget", map[string]any{"amount": nil}).want(t, http.StatusOK)
	if _, set := c.pc("GET", at+"/usagebudget", nil).object(t)["amount"]; set {
		t.Error("the budget is still set")
	}
	days := c.pc("GET", sub+"/utilizations/azure?start_time=2026-11-01T00:00:00Z&end_time=2026-11-03T00:00:00Z&granularity=daily", nil).items(t)
	if meters := len(c.pc("GET", sub+"/meterusagerecords", nil).items(t)); len(days) != 2*meters {
		t.Errorf("%d utilizations of 2 days and %d meters", len(days), meters)
	}
	costs := c.pc("GET", at+"/servicecosts/mostrecent", nil).want(t, http.StatusOK).object(t)
	sum := decimal.Zero
	for _, x := range c.pc("GET", at+"/servicecosts/mostrecent/lineitems", nil).items(t) {
		sum = sum.Add(decimal.NewFromFloat(x["pretaxTotal"].(float64)))
	}
	if want := decimal.NewFromFloat(costs["pretaxTotal"].(float64)); !sum.Equal(want) || sum.IsZero() {
		t.Errorf("the lines add up to %s, the summary says %s", sum, want)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// The lines of the older API are those of the export: same number, same sum.
func TestInvoiceLines(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(10))
	inv := c.invoices()[0]
	const billed = "/lineitems?provider=OneTime&invoicelineitemtype=BillingLineItems&size=40"
	sum, n := decimal.Zero, 0
	header := c.as("pc")
	for path := "/v1/invoices/" + inv.ID + billed; path != ""; {
		var page struct {
			Items []struct{ Subtotal decimal.Decimal }
			Links struct {
				Next *struct {
					URI     string
					Headers []struct{ Key, Value string }
				}
			}
		}
		c.send("GET", path, nil, header...).want(t, http.StatusOK).decode(t, &page)
		for _, l := range page.Items {
			sum, n = sum.Add(l.Subtotal), n+1
		}
		path = ""
		if next := page.Links.Next; next != nil {
			path, header = "/v1"+next.URI, append(c.as("pc"), next.Headers[0].Key, next.Headers[0].Value)
		}
	}
	if lines := c.lines(c.export(billedReconciliation, map[string]string{"invoiceId": inv.ID})); n != len(lines) || !sum.Equal(inv.TotalCharges) {
		t.Errorf("%d lines of %s; the export has %d and the invoice states %s", n, sum, len(lines), inv.TotalCharges)
	}
	if got := c.pc("GET", "/invoices/"+inv.ID+"/lineitems/OneTime/UsageLineItems", nil).items(t); len(got) == 0 || got[0]["invoiceLineItemType"] != "usage_line_items" {
		t.Errorf("%d usage lines", len(got))
	}
	if got := c.pc("GET", "/invoices/unbilled/lineitems?provider=onetime&invoicelineitemtype=billinglineitems&currencycode=EUR&period=current", nil).items(t); len(got) == 0 || got[0]["invoiceNumber"] != "" {
		t.Errorf("%d unbilled lines", len(got))
	}
	c.pc("GET", "/invoices/"+inv.ID+"/lineitems?provider=nobody&invoicelineitemtype=BillingLineItems", nil).want(t, http.StatusBadRequest)
	receipts := c.pc("GET", "/invoices/"+inv.ID, nil).object(t)["taxReceipts"].([]any)
	pdf := c.pc("GET", receipts[0].(map[string]any)["taxReceiptPdfDownloadLink"].(string), nil).want(t, http.StatusOK)
	if !strings.HasPrefix(string(pdf.body), "%PDF") {
		t.Error("the receipt is no PDF")
	}
}

func TestMFACompliance(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0), mockserver.WithMFA(mockserver.MFAReport))
	c.pc("GET", "/customers", nil).want(t, http.StatusOK)
	c.send("GET", "/v1/customers", nil, c.userToken(c.creds.UsernameNoMFA)...).want(t, http.StatusOK)
	rows := c.pc("GET", "/applicationmfaadoptionstatus", nil).items(t)
	if len(rows) != 1 || rows[0]["mfaCompliantRequestCount"] != float64(1) || rows[0]["totalRequestCount"] != float64(2) {
		t.Errorf("one of two calls had MFA: %v", rows)
	}
	if got := c.pc("GET", "/partnerRequests?size=1", nil).items(t); len(got) != 1 || got[0]["mfaCompliant"] != true || got[0]["upn"] != c.creds.Username {
		t.Errorf("the requests are %v", got)
	}
	if got := c.pc("GET", "/nonMfaCompliantPartnerPrincipals", nil).items(t); len(got) != 1 || got[0]["upn"] != c.creds.UsernameNoMFA {
		t.Errorf("the users without MFA are %v", got)
	}
}

func TestAuditRecords(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	at := c.buyer()
	made := c.pc("POST", "/customers", newCustomer("audited.onmicrosoft.com")).want(t, http.StatusCreated)
	list := func(query string) []map[string]any {
		return c.pc("GET", "/auditrecords?startDate="+c.srv.Now().Format(time.DateOnly)+query, nil).items(t)
	}
	all := list("")
	if len(all) != 2 || all[0]["resourceType"] != "customers.agreements" || all[1]["operationType"] != "create" {
		t.Errorf("the records are %v", all)
	}
	password := made.object(t)["userCredentials"].(map[string]any)["password"].(string)
	if got := must(json.Marshal(all)); strings.Contains(string(got), password) {
		t.Error("a record holds the first administrator's password")
	}
	customer := strings.TrimPrefix(at, "/customers/")
	if got := list(`&filter=` + `%7B%22Field%22%3A%22CustomerId%22%2C%22Value%22%3A%22` + customer + `%22%2C%22Operator%22%3A%22equals%22%7D`); len(got) != 1 {
		t.Errorf("%d records of the customer", len(got))
	}
	c.pc("GET", "/auditrecords", nil).want(t, http.StatusBadRequest)
}

func TestFraudEvents(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	c.azureCustomer()
	events := c.pc("GET", "/fraudEvents?EventStatus=Active", nil).items(t)
	if len(events) != 1 {
		t.Fatalf("the events are %v", events)
	}
	path := "/fraudEvents/subscription/" + events[0]["subscriptionId"].(string) + "/status"
	c.pc("POST", path, map[string]any{"eventIds": []string{"other"}, "eventStatus": "Resolved", "resolvedReason": "Fraud"}).want(t, http.StatusBadRequest)
	c.pc("POST", path, map[string]any{"eventIds": []any{events[0]["eventId"]}, "eventStatus": "Resolved", "resolvedReason": "Fraud"}).want(t, http.StatusOK)
	if got := c.pc("GET", "/fraudEvents?EventStatus=Active", nil).items(t); len(got) != 0 {
		t.Errorf("a resolved event is active: %v", got)
	}
	if got := c.pc("GET", "/fraudEvents?EventStatus=Resolved", nil).items(t); len(got) != 1 || got[0]["resolvedReason"] != "Fraud" {
		t.Errorf("the resolved events are %v", got)
	}
}

func TestEntitlements(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	at := c.buyer()
	if got := c.pc("GET", at+"/entitlements", nil).items(t); len(got) != 0 {
		t.Errorf("a new customer owns %v", got)
	}
	c.buy(at, map[string]any{"catalogItemId": c.item("DG7GMGF0PWHC", "0003"), "quantity": 2, "billingCycle": "one_time"})
	got := c.pc("GET", at+"/entitlements?entitlementType=software", nil).items(t)
	if len(got) != 1 || got[0]["quantity"] != float64(2) || got[0]["productId"] != "DG7GMGF0PWHC" {
		t.Fatalf("the customer owns %v", got)
	}
	link := got[0]["entitledArtifacts"].([]any)[0].(map[string]any)["link"].(map[string]any)["uri"].(string)
	if key := c.pc("GET", link, nil).want(t, http.StatusOK).text(t, "key"); key == "" {
		t.Error("the software has no key")
	}
}

func TestProductUpgrades(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	at, _ := c.azureCustomer()
	ask := map[string]string{"customerId": strings.TrimPrefix(at, "/customers/"), "productFamily": "azure"}
	eligible := func() any {
		return c.pc("POST", "/productUpgrades/eligibility", ask).want(t, http.StatusOK).object(t)["isEligible"]
	}
	if eligible() != true {
		t.Error("the customer cannot be upgraded")
	}
	where := c.pc("POST", "/productUpgrades", ask).want(t, http.StatusAccepted).header.Get("Location")
	if got := c.pc("POST", where+"/status", ask).want(t, http.StatusOK).text(t, "status"); got != "Completed" {
		t.Errorf("the upgrade is %s", got)
	}
	if eligible() != false {
		t.Error("the customer can be upgraded twice")
	}
	c.pc("POST", "/productUpgrades", ask).want(t, http.StatusBadRequest)
}

func TestSelfServePolicies(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	customer := c.customer(true)
	policy := map[string]any{
		"selfServeEntity": map[string]string{"selfServeEntityType": "customer", "tenantID": customer}, "grantor": map[string]string{"grantorType": "billToPartner", "tenantID": c.creds.PartnerTenantID},
		"permissions": []any{map[string]string{"resource": "AzureReservedInstances", "action": "Purchase"}},
	}
	made := c.pc("POST", "/SelfServePolicy", policy).want(t, http.StatusCreated)
	c.pc("POST", "/SelfServePolicy", policy).want(t, http.StatusConflict)
	next := made.object(t)
	next["permissions"] = []any{map[string]string{"resource": "AzureSavingsPlan", "action": "Purchase"}}
	c.pc("PUT", "/SelfServePolicy", next).want(t, http.StatusOK)
	c.pc("PUT", "/SelfServePolicy", next).want(t, http.StatusPreconditionFailed)
	path := "/SelfServePolicy/" + made.text(t, "id")
	if got := c.pc("GET", path, nil).want(t, http.StatusOK); !strings.Contains(string(got.body), "AzureSavingsPlan") {
		t.Errorf("the policy is %s", got.body)
	}
	c.pc("DELETE", path, nil).want(t, http.StatusNoContent)
	if got := c.pc("GET", "/SelfServePolicy?entity_id="+customer, nil).items(t); len(got) != 0 {
		t.Errorf("the policies are %v", got)
	}
}

func TestDevices(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	at := "/customers/" + c.customer(true)
	made := c.pc("POST", at+"/policies", map[string]any{"name": "Kiosk", "policySettings": []string{"skip_eula"}}).want(t, http.StatusCreated).text(t, "id")
	c.pc("PUT", at+"/policies/"+made, map[string]any{"name": "Kiosks", "policySettings": []string{"skip_eula"}}).want(t, http.StatusOK)
	upload := func(serial string) map[string]any {
		where := c.pc("POST", at+"/deviceBatches/B1/devices", []any{map[string]string{"serialNumber": serial, "productKey": "K", "hardwareHash": "H"}}).want(t, http.StatusAccepted).header.Get("Location")
		return c.pc("GET", where, nil).want(t, http.StatusOK).object(t)
	}
	if got := upload("S1"); got["status"] != "finished" {
		t.Errorf("the upload is %v", got)
	}
	if got := upload("S1"); got["status"] != "finished_with_errors" {
		t.Errorf("the same device again is %v", got)
	}
	if got := c.pc("GET", at+"/deviceBatches", nil).items(t); len(got) != 1 || got[0]["devicesCount"] != float64(1) {
		t.Errorf("the batches are %v", got)
	}
	device := firstItem(t, c.pc("GET", at+"/deviceBatches/B1/devices", nil), "id")
	c.pc("PATCH", at+"/DevicePolicyUpdates", map[string]any{"devices": []any{map[string]any{"id": device, "policies": []any{map[string]string{"key": "o_o_b_e", "value": made}}}}}).want(t, http.StatusAccepted)
	if got := c.pc("GET", at+"/policies", nil).items(t); len(got) != 1 || got[0]["devicesAssigned"] != float64(1) || got[0]["name"] != "Kiosks" {
		t.Errorf("the policies are %v", got)
	}
	if got := c.pc("GET", at+"/policies/"+made, nil).object(t)["devicesAssigned"]; got != float64(1) {
		t.Errorf("the policy is given to %v devices", got)
	}
	c.pc("POST", at+"/deviceBatches", map[string]any{"batchId": "B2", "devices": []any{map[string]string{"serialNumber": "S2", "productKey": "K"}}}).want(t, http.StatusAccepted)
	c.pc("POST", at+"/deviceBatches", map[string]any{"batchId": "B2", "devices": []any{map[string]string{"serialNumber": "S3", "productKey": "K"}}}).want(t, http.StatusBadRequest)
	second := at + "/deviceBatches/B2/devices"
	c.pc("DELETE", second+"/"+firstItem(t, c.pc("GET", second, nil), "id"), nil).want(t, http.StatusNoContent)
	if got := c.pc("GET", second, nil).items(t); len(got) != 0 {
		t.Errorf("after its device was deleted the batch holds %v", got)
	}
	c.pc("DELETE", at+"/policies/"+made, nil).want(t, http.StatusNoContent)
	c.pc("GET", at+"/policies/"+made, nil).want(t, http.StatusNotFound)
}

func TestServiceRequests(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	customer := c.customer(true)
	all := c.pc("GET", "/servicerequests", nil).items(t)
	own := c.pc("GET", "/customers/"+customer+"/servicerequests", nil).items(t)
	if len(all) != 2 || len(own) != 1 || find(all, "id", own[0]["id"]) == nil {
		t.Fatalf("the requests are %v, the customer's %v", all, own)
	}
	path := "/servicerequests/" + own[0]["id"].(string)
	c.pc("GET", "/customers/"+customer+path, nil).want(t, http.StatusOK)
	c.pc("GET", "/customers/"+c.customer(true)+path, nil).want(t, http.StatusNotFound)
	if topic := c.pc("GET", "/servicerequests/supporttopics", nil).items(t)[0]; fmt.Sprint(int64(topic["id"].(float64))) != own[0]["supportTopicId"] {
		t.Errorf("the topic is %v, the request's %v", topic, own[0]["supportTopicId"])
	}
	c.pc("PATCH", path, map[string]any{"status": "none", "newNote": map[string]string{"text": "hello"}}).want(t, http.StatusOK)
	c.pc("PATCH", path, map[string]any{"status": "closed"}).want(t, http.StatusOK)
	got := c.pc("GET", path, nil).want(t, http.StatusOK).object(t)
	if notes := got["notes"].([]any); got["status"] != "closed" || len(notes) != 1 || notes[0].(map[string]any)["text"] != "hello" {
		t.Errorf("the request is %v", got)
	}
	c.pc("PATCH", path, map[string]any{"status": "lost"}).want(t, http.StatusBadRequest)
}

func TestPartnerProfiles(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	for path, change := range map[string]string{"/profiles/organization": "email", "/profiles/legalbusiness": "companyApproverEmail", "/profiles/billing": "purchaseOrderNumber", "/profiles/support": "website"} {
		before := c.pc("GET", path, nil).want(t, http.StatusOK).object(t)
		c.pc("PUT", path, map[string]any{strings.ToUpper(change[:1]) + change[1:]: "changed", "id": "other"}).want(t, http.StatusOK)
		after := c.pc("GET", path, nil).want(t, http.StatusOK).object(t)
		if after[change] != "changed" || after["id"] != before["id"] {
			t.Errorf("%s is %v", path, after)
		}
	}
}

func TestVerifiedDomain(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	customer := c.customer(true)
	add := func() response {
		return c.pc("POST", "/customers/"+customer+"/verifieddomain", map[string]any{"verifiedDomainName": "Hastskon.Example", "domain": map[string]string{"name": "hastskon.example", "authenticationType": "managed"}})
	}
	add().want(t, http.StatusCreated)
	add().want(t, http.StatusConflict)
	if got := c.resolve("hastskon.example"); got != customer {
		t.Errorf("the directory says that the domain is %q's", got)
	}
}

// A test event reaches the registered address, signed by the certificate that
// it names, and so does the change of a subscription.
func TestWebhooks(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(0))
	c := clientOf(t, srv)
	c.http = srv.Client()
	t.Cleanup(c.http.CloseIdleConnections)
	type delivery struct {
		header http.Header
		body   []byte
	}
	got := make(chan delivery, 4)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got <- delivery{r.Header, b}
	}))
	t.Cleanup(receiver.Close)
	call := func(method, path string, body any) response {
		return c.send(method, "/webhooks/v1/registration"+path, body, c.as("pc")...)
	}
	call("GET", "", nil).want(t, http.StatusNotFound)
	call("POST", "", map[string]any{"WebhookUrl": receiver.URL, "WebhookEvents": []string{"no such event"}}).want(t, http.StatusBadRequest)
	call("POST", "", map[string]any{"WebhookUrl": "https://beyond.example", "WebhookEvents": []string{"test-created"}}).want(t, http.StatusOK)
	call("PUT", "", map[string]any{"WebhookUrl": receiver.URL, "WebhookEvents": []string{"test-created", "subscription-updated"}}).want(t, http.StatusOK)
	if url := call("GET", "", nil).text(t, "WebhookUrl"); url != receiver.URL {
		t.Errorf("events go to %s", url)
	}
	id := call("POST", "/validationEvents", nil).want(t, http.StatusOK).text(t, "correlationId")
	d := <-got
	certificate := c.certificate(d.header.Get("X-Ms-Certificate-Url"))
	signature, _ := strings.CutPrefix(d.header.Get("Authorization"), "Signature ")
	sum := sha256.Sum256(d.body)
	if err := rsa.VerifyPKCS1v15(certificate.PublicKey.(*rsa.PublicKey), crypto.SHA256, sum[:], must(base64.StdEncoding.DecodeString(signature))); err != nil {
		t.Errorf("the signature: %v", err)
	}
	if !strings.Contains(string(d.body), `"EventName":"test-created"`) {
		t.Errorf("the test event is %s", d.body)
	}
	result := call("GET", "/validationEvents/"+id, nil)
	for result.text(t, "status") != "completed" {
		time.Sleep(time.Millisecond)
		result = call("GET", "/validationEvents/"+id, nil)
	}
	if !strings.Contains(string(result.body), `"responseCode":"200"`) {
		t.Errorf("the outcome is %s", result.body)
	}
	at := c.buyer()
	sub := at + "/subscriptions/" + c.buy(at, seats(c.item("CFQ7TTC0LH18", "0001"), 5))
	c.pc("PATCH", sub, map[string]any{"quantity": 6}).want(t, http.StatusOK)
	if d := <-got; !strings.Contains(string(d.body), `"EventName":"subscription-updated"`) || !strings.Contains(string(d.body), sub) {
		t.Errorf("the event of the subscription is %s", d.body)
	}
}

// certificate fetches the certificate of a delivery by the mock's dialer and
// checks that the mock's CA issued it.
func (c *client) certificate(url string) *x509.Certificate {
	c.t.Helper()
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(c.srv.CA())
	tr := c.srv.Client().Transport.(*http.Transport)
	tr.DialContext = c.srv.DialContext
	defer tr.CloseIdleConnections()
	req := must(http.NewRequestWithContext(context.Background(), http.MethodGet, url, nil))
	resp := must((&http.Client{Transport: tr}).Do(req))
	defer func() { _ = resp.Body.Close() }()
	cert := must(x509.ParseCertificate(must(io.ReadAll(resp.Body))))
	if _, err := cert.Verify(x509.VerifyOptions{Roots: pool, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}); err != nil {
		c.t.Errorf("the certificate: %v", err)
	}
	return cert
}

func TestInventory(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	at, sub := c.azureCustomer()
	own := firstItem(t, c.pc("GET", sub+"/azureEntitlements", nil), "id")
	for azure, want := range map[string]bool{own: false, "3A231FBE-37FE-4410-93FD-730D3D5D4C75": true} {
		got := c.pc("POST", "/extensions/product/checkinventory?country=SE", map[string]any{
			"targetItems": []any{map[string]string{"productId": "DZH318Z0BPS6"}}, "inventoryContext": map[string]string{"customerId": strings.TrimPrefix(at, "/customers/"), "azureSubscriptionId": azure, "armRegionName": "japanwest"},
		}).items(t)
		if len(got) != 1 || got[0]["isRestricted"] != want {
			t.Errorf("with the subscription %s: %v", azure, got)
		}
	}
}
