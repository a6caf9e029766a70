package mockserver_test

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenantlink/tenantlink/mockserver"
)

// everything writes through routes of all vendors and returns what can be read
// afterwards: addresses, each with the audience of its token.
func (c *client) everything() [][2]string {
	c.t.Helper()
	t := c.t
	tenant, org := c.pair("Hästskon AB")
	c.link(tenant, org).want(t, http.StatusOK)
	customer := c.pc("POST", "/customers", newCustomer("fresh.onmicrosoft.com")).want(t, http.StatusCreated).text(t, "id")
	at := "/customers/" + customer
	c.pc("POST", at+"/agreements", agreement("2026-11-20T00:00:00Z")).want(t, http.StatusCreated)
	item := firstItem(t, c.pc("GET", at+"/products/CFQ7TTC0LH18/skus/0001/availabilities", nil), "catalogItemId")
	open := c.pc("POST", at+"/carts", cart(item)).want(t, http.StatusCreated).text(t, "id")
	bought := c.pc("POST", at+"/carts", cart(item)).want(t, http.StatusCreated).text(t, "id")
	c.pc("POST", at+"/carts/"+bought+"/checkout", nil).want(t, http.StatusCreated)
	sub := firstItem(t, c.pc("GET", at+"/subscriptions", nil), "id")
	c.pc("PATCH", at+"/subscriptions/"+sub, map[string]any{"quantity": 9, "friendlyName": "More"}).want(t, http.StatusOK)
	c.pc("POST", at+"/qualifications", map[string]string{"qualification": "Education"}).want(t, http.StatusCreated)
	c.pc("POST", at+"/applicationconsents", map[string]any{"applicationId": c.creds.ClientID, "applicationGrants": []map[string]string{{"enterpriseApplicationId": "x", "scope": "y"}}}).want(t, http.StatusCreated)
	c.srv.Advance(time.Minute)
	rel := c.graph("POST", relationships, map[string]any{"displayName": "Support", "duration": "P30D", "accessDetails": roles(directoryRead), "customer": map[string]string{"tenantId": customer}}).want(t, http.StatusCreated).text(t, "id")
	c.graph("POST", relationships+"/"+rel+"/requests", map[string]string{"action": "lockForApproval"}).want(t, http.StatusCreated)
	c.send("POST", "/_mock/gdap/"+rel+"/approve", nil).want(t, http.StatusNoContent)
	for range 3 {
		c.graph("GET", relationships+"/"+rel, nil).want(t, http.StatusOK)
	}
	group := c.graph("POST", "/v1.0/groups", map[string]any{"displayName": "Helpdesk", "mailNickname": "helpdesk", "mailEnabled": false, "securityEnabled": true}).want(t, http.StatusCreated).text(t, "id")
	c.graph("POST", relationships+"/"+rel+"/accessAssignments", map[string]any{"accessContainer": map[string]string{"accessContainerId": group, "accessContainerType": "securityGroup"}, "accessDetails": roles(directoryRead)}).want(t, http.StatusCreated)
	c.graph("GET", relationships+"/"+rel+"/accessAssignments", nil).want(t, http.StatusOK)
	c.pc("POST", at+"/users", map[string]any{"usageLocation": "SE", "userPrincipalName": "a@x.example", "displayName": "A"}).want(t, http.StatusOK)
	c.send("POST", c.reseller("/organizations/"+org+"/manualbilling"), map[string]any{"billingDate": "2026-11-01", "serviceId": "csp", "quantity": 1, "unitCostPrice": 10.1, "unitSalesPrice": 12.25}, c.as("cm")...).want(t, http.StatusCreated)
	invoice := c.invoices()[0]
	operation := c.graph("POST", "/v1.0/reports/partners/billing/"+billedReconciliation, map[string]string{"invoiceId": invoice.ID}).want(t, http.StatusAccepted).header.Get("Location")
	c.graph("GET", operation, nil).want(t, http.StatusOK)
	manifest := c.graph("GET", operation, nil).text(t, "resourceLocation@odata.navigationLink")
	report := c.send("POST", c.reseller("/billing/reports/MonthlyBillingPerOrganizationAsync"), map[string]string{"startDate": invoice.InvoiceDate[:10], "endDate": invoice.InvoiceDate[:10]}, c.as("cm")...).want(t, http.StatusAccepted).header.Get("Location")
	for range 2 {
		c.send("GET", report, nil, c.as("cm")...).want(t, http.StatusOK)
	}
	legacy := c.legacy(at, "CFQ7TTC0LDPB", 3)
	migration := c.pc("POST", at+"/migrations/newcommerce", map[string]any{"currentSubscriptionId": legacy}).want(t, http.StatusCreated).text(t, "id")
	c.pc("POST", at+"/transfers", map[string]any{"targetPartnerTenantId": "x", "lineItems": []any{map[string]string{"subscriptionId": sub}}}).want(t, http.StatusCreated)
	c.pc("PUT", at+"/subscriptions/"+sub+"/supportcontact", map[string]string{"supportTenantId": "t", "supportMpnId": "7"}).want(t, http.StatusOK)
	c.pc("POST", at+"/policies", map[string]any{"name": "Kiosk", "policySettings": []string{"skip_eula"}}).want(t, http.StatusCreated)
	c.pc("POST", at+"/deviceBatches/B/devices", []any{map[string]string{"serialNumber": "S", "productKey": "K"}}).want(t, http.StatusAccepted)
	c.pc("POST", "/SelfServePolicy", map[string]any{"selfServeEntity": map[string]string{"tenantID": customer}, "permissions": []any{map[string]string{"resource": "r", "action": "a"}}}).want(t, http.StatusCreated)
	c.pc("PATCH", at+"/usagebudget", map[string]any{"amount": 12.5}).want(t, http.StatusOK)
	c.pc("PUT", "/profiles/support", map[string]string{"website": "https://changed.example"}).want(t, http.StatusOK)
	user := firstItem(t, c.pc("GET", at+"/users", nil), "id")
	sku := c.pc("GET", at+"/subscribedskus", nil).items(t)[0]["productSku"].(map[string]any)["id"]
	c.pc("POST", at+"/users/"+user+"/licenseupdates", map[string]any{"licensesToAssign": []any{map[string]any{"skuId": sku}}}).want(t, http.StatusCreated)
	c.pc("POST", at+"/directoryroles/"+directoryRead+"/usermembers", map[string]string{"id": user}).want(t, http.StatusCreated)
	c.send("POST", "/webhooks/v1/registration", map[string]any{"WebhookUrl": "http://localhost/x", "WebhookEvents": []string{"invoice-ready"}}, c.as("pc")...).want(t, http.StatusOK)
	return [][2]string{
		{"pc", "/v1" + at + "/migrations/newcommerce/" + migration}, {"pc", "/v1" + at + "/migrations/newcommerce/events"}, {"pc", "/v1" + at + "/transfers"},
		{"pc", "/v1" + at + "/subscriptions/" + sub + "/supportcontact"}, {"pc", "/v1" + at + "/policies"}, {"pc", "/v1" + at + "/deviceBatches/B/devices"},
		{"pc", "/v1/SelfServePolicy"}, {"pc", "/v1" + at + "/usagebudget"}, {"pc", "/v1/profiles/support"}, {"pc", "/v1" + at + "/subscribedskus"},
		{"pc", "/v1" + at + "/users/" + user + "/licenses"}, {"pc", "/v1" + at + "/users/" + user + "/directoryroles"}, {"pc", "/webhooks/v1/registration"},
		{"pc", "/v1/auditrecords?startDate=" + c.srv.Now().Format(time.DateOnly)},
		{"pc", "/v1/invoices/unbilled/lineitems?provider=onetime&invoicelineitemtype=billinglineitems&period=current&currencycode=EUR"},
		{"pc", "/v1/customers"}, {"pc", "/v1" + at}, {"pc", "/v1" + at + "/carts/" + open}, {"pc", "/v1" + at + "/carts/" + bought}, {"pc", "/v1" + at + "/orders"},
		{"pc", "/v1" + at + "/subscriptions"}, {"pc", "/v1" + at + "/agreements"}, {"pc", "/v1" + at + "/qualifications"}, {"pc", "/v1" + at + "/users"},
		{"pc", "/v1" + at + "/profiles/billing"}, {"pc", "/v1/invoices"},
		{"graph", relationships}, {"graph", relationships + "/" + rel}, {"graph", relationships + "/" + rel + "/requests"}, {"graph", relationships + "/" + rel + "/operations"},
		{"graph", relationships + "/" + rel + "/accessAssignments"}, {"graph", "/v1.0/groups"}, {"graph", "/v1.0/groups/" + group + "/members"},
		{"graph", manifest},
		{"cm", c.reseller("/organizations")}, {"cm", c.reseller("/services/csp/CspTenants/List")}, {"cm", c.reseller("/organizations/" + org + "/manualbilling")}, {"cm", report},
	}
}

// firstItem is a member of the first item of a list.
func firstItem(t *testing.T, r response, member string) string {
	t.Helper()
	var list struct{ Items []map[string]any }
	r.want(t, http.StatusOK).decode(t, &list)
	if len(list.Items) == 0 {
		t.Fatalf("the list is empty: %s", r.body)
	}
	text, _ := list.Items[0][member].(string)
	return text
}

// What was written through routes is read through the routes of a fresh server
// that restored the snapshot, byte for byte, and life goes on there.
func TestSnapshotHoldsEverything(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(3))
	paths := c.everything()
	var want []response
	for _, p := range paths {
		got := c.send("GET", p[1], nil, c.as(p[0])...)
		if got.status != http.StatusOK {
			t.Fatalf("GET %s: %d %s", p[1], got.status, got.body)
		}
		want = append(want, got)
	}
	saved := c.send("GET", "/_mock/state", nil).want(t, http.StatusOK).body
	fresh := newClient(t, mockserver.WithTenants(3))
	fresh.send("PUT", "/_mock/state", string(saved)).want(t, http.StatusNoContent)
	for i, p := range paths {
		if got := fresh.send("GET", p[1], nil, fresh.as(p[0])...); got.status != http.StatusOK || !sameBody(got.body, want[i].body) {
			t.Errorf("GET %s: %d\n%s\nwas\n%s", p[1], got.status, got.body, want[i].body)
		}
	}
	before := fresh.customers("/customers?size=500")
	id := fresh.pc("POST", "/customers", newCustomer("later.onmicrosoft.com")).want(t, http.StatusCreated).text(t, "id")
	if slices.Contains(before, id) {
		t.Errorf("a new customer got the id %s of another", id)
	}
}

// sameBody compares but for the signature of a blob's address, which is made
// when it is asked for.
func sameBody(a, b []byte) bool {
	cut := func(x []byte) []byte { return bytes.Split(x, []byte("sasToken"))[0] }
	return bytes.Equal(cut(a), cut(b))
}

func TestRestoreRefuses(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(2))
	saved := string(c.send("GET", "/_mock/state", nil).want(t, http.StatusOK).body)
	head := saved[:strings.Index(saved, `"tenants"`)]
	for name, rest := range map[string]string{
		"null tenant":       `"tenants":[null]}`,
		"order":             `"tenants":[{"id":"a","seq":2},{"id":"b","seq":1}]}`,
		"null subscription": `"subscriptions":{"x":[null]}}`,
		"null change":       `"changed_subscriptions":{"x":null}}`,
		"unknown invoice":   `"exports":[{"id":"x","invoice":"G1"}]}`,
		"nobody's":          `"access":{"relationships":[{"id":"x","status":"active"}]}}`,
	} {
		c.send("PUT", "/_mock/state", head+rest).want(t, http.StatusBadRequest)
		if now := string(c.send("GET", "/_mock/state", nil).body); now != saved {
			t.Errorf("%s: the refused state changed something", name)
		}
	}
}
