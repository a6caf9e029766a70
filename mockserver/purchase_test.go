package mockserver_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/tenantlink/tenantlink/mockserver"
)

func agreement(date string) map[string]any {
	return map[string]any{
		"templateId": "117a77b0-9360-443b-8795-c6dedc750cf9", "type": "MicrosoftCustomerAgreement", "dateAgreed": date,
		"primaryContact": map[string]string{"firstName": "Accounts", "lastName": "Payable", "email": "a@x.example"},
	}
}

func cart(item string) map[string]any {
	return map[string]any{"lineItems": []map[string]any{{"id": 0, "catalogItemId": item, "quantity": 5, "billingCycle": "monthly", "termDuration": "P1Y"}}}
}

// The whole way to a subscription: no purchase without an agreement, and a
// checkout that is repeated buys once.
func TestPurchase(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	id := c.send("POST", "/v1/customers", newCustomer("a.onmicrosoft.com"), c.as("pc")...).text(t, "id")
	call := func(method, path string, body any) response {
		return c.send(method, "/v1/customers/"+id+path, body, c.as("pc")...)
	}
	var availabilities struct {
		Items []struct{ CatalogItemID string }
	}
	call("GET", "/products/CFQ7TTC0LH18/skus/0001/availabilities", nil).want(t, http.StatusOK).decode(t, &availabilities)
	item := availabilities.Items[0].CatalogItemID
	refused := call("POST", "/carts", cart(item)).want(t, http.StatusForbidden)
	if refused.object(t)["code"] != float64(13605) {
		t.Errorf("without an agreement: %s", refused.body)
	}
	call("POST", "/agreements", agreement("2026-11-20T00:00:00Z")).want(t, http.StatusCreated)
	again := call("POST", "/agreements", agreement("2026-11-20T00:00:00Z")).want(t, http.StatusBadRequest)
	if again.object(t)["code"] != float64(600061) {
		t.Errorf("the same agreement again: %s", again.body)
	}
	call("POST", "/agreements", map[string]any{}).want(t, http.StatusBadRequest)
	if got := call("GET", "/agreements?agreementType=*", nil).items(t); len(got) != 1 || got[0]["type"] != "MicrosoftCustomerAgreement" {
		t.Errorf("the agreements are %v", got)
	}
	call("POST", "/carts", cart("X:Y:Z")).want(t, http.StatusBadRequest)
	made := call("POST", "/carts", cart(item)).want(t, http.StatusCreated).text(t, "id")
	call("PUT", "/carts/"+made, cart(item)).want(t, http.StatusOK)
	var first, second struct {
		Orders []struct {
			ID        string
			LineItems []struct{ SubscriptionID string }
		}
	}
	call("POST", "/carts/"+made+"/checkout", nil).want(t, http.StatusCreated).decode(t, &first)
	call("POST", "/carts/"+made+"/checkout", nil).want(t, http.StatusCreated).decode(t, &second)
	if first.Orders[0].ID != second.Orders[0].ID {
		t.Error("a repeated checkout made a second order")
	}
	call("PUT", "/carts/"+made, cart(item)).want(t, http.StatusBadRequest)
	call("GET", "/orders/"+first.Orders[0].ID, nil).want(t, http.StatusOK)
	if got := call("GET", "/orders", nil).items(t); len(got) != 1 || got[0]["id"] != first.Orders[0].ID {
		t.Errorf("the orders are %v", got)
	}
	if got := call("GET", "/carts/"+made, nil).text(t, "status"); got != "Ordered" {
		t.Errorf("after checkout the cart is %s", got)
	}
	call("GET", "/orders/"+first.Orders[0].ID+"/provisioningstatus", nil).want(t, http.StatusOK)
	var subs struct{ Items []struct{ ID string } }
	call("GET", "/subscriptions?order_id="+first.Orders[0].ID, nil).want(t, http.StatusOK).decode(t, &subs)
	if len(subs.Items) != 1 || subs.Items[0].ID != first.Orders[0].LineItems[0].SubscriptionID {
		t.Errorf("subscriptions: %+v", subs)
	}
	// Seats can be given back for seven days.
	call("PATCH", "/subscriptions/"+subs.Items[0].ID, map[string]any{"quantity": 4}).want(t, http.StatusOK)
	c.srv.Advance(8 * 24 * time.Hour)
	c.token = map[string]string{}
	late := call("PATCH", "/subscriptions/"+subs.Items[0].ID, map[string]any{"quantity": 3}).want(t, http.StatusBadRequest)
	if late.object(t)["code"] != float64(800090) {
		t.Errorf("fewer seats after the window: %s", late.body)
	}
	call("PATCH", "/subscriptions/"+subs.Items[0].ID, map[string]any{"status": "deleted"}).want(t, http.StatusBadRequest)
}

func TestSubscriptionUpdate(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	tenant, _ := c.pair("A")
	var page struct{ Items []map[string]any }
	c.send("GET", "/v1/customers/"+tenant+"/subscriptions", nil, c.as("pc")...).decode(t, &page)
	i := slices.IndexFunc(page.Items, func(s map[string]any) bool { return s["status"] == "active" })
	if i < 0 {
		t.Fatalf("no active subscription in %v", page.Items)
	}
	sub := page.Items[i]
	path := "/v1/customers/" + tenant + "/subscriptions/" + sub["id"].(string)
	etag := sub["attributes"].(map[string]any)["etag"].(string)
	patch := func(change map[string]any, header ...string) response {
		return c.send("PATCH", path, change, append(c.as("pc"), header...)...)
	}
	more := sub["quantity"].(float64) + 3
	patch(map[string]any{"quantity": more}, "If-Match", `"`+etag+`"`).want(t, http.StatusOK)
	patch(map[string]any{"quantity": more}, "If-Match", `"`+etag+`"`).want(t, http.StatusPreconditionFailed)
	got := c.send("GET", path, nil, c.as("pc")...).object(t)
	if got["quantity"] != more || got["autoRenewEnabled"] != false {
		t.Errorf("after the update: %v, autoRenewEnabled %v (left out, so cleared)", got["quantity"], got["autoRenewEnabled"])
	}
}

func TestProducts(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	get := func(path string) response { return c.send("GET", "/v1"+path, nil, c.as("pc")...) }
	for view, want := range map[string]int{"OnlineServices": 12, "SoftwarePerpetual": 1, "Azure": 1, "MarketplaceSaaS": 0} {
		var page struct{ Items []struct{ ID string } }
		get("/products?country=SE&targetView="+view).want(t, http.StatusOK).decode(t, &page)
		if len(page.Items) != want {
			t.Errorf("%d products in view %s, want %d", len(page.Items), view, want)
		}
	}
	get("/products?targetView=Azure").want(t, http.StatusBadRequest)
	get("/products?country=SE").want(t, http.StatusBadRequest)
	get("/products/CFQ7TTC0LH18?country=SE").want(t, http.StatusOK)
	get("/products/CFQ7TTC0LH18/skus?country=SE").want(t, http.StatusOK)
	get("/products/CFQ7TTC0LH18/skus/0001?country=SE").want(t, http.StatusOK)
	if code := get("/products/NOPE?country=SE").want(t, http.StatusNotFound).object(t)["code"]; code != float64(400013) {
		t.Errorf("code %v", code)
	}
	if code := get("/products/CFQ7TTC0LH18/skus/9?country=SE").want(t, http.StatusNotFound).object(t)["code"]; code != float64(400018) {
		t.Errorf("code %v", code)
	}
}
