package mockserver_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tenantlink/tenantlink/mockserver"
)

// items are those of a list, or the elements of a bare array.
func (r response) items(t *testing.T) []map[string]any {
	t.Helper()
	r.want(t, http.StatusOK)
	if bytes.HasPrefix(r.body, []byte("[")) {
		var list []map[string]any
		r.decode(t, &list)
		return list
	}
	var list struct{ Items []map[string]any }
	r.decode(t, &list)
	return list.Items
}

// find is the item whose member has a value; nil without one.
func find(items []map[string]any, member string, value any) map[string]any {
	for _, x := range items {
		if x[member] == value {
			return x
		}
	}
	return nil
}

// buyer is a customer that has agreed, and its path.
func (c *client) buyer() string {
	c.t.Helper()
	at := "/customers/" + c.customer(true)
	c.pc("POST", at+"/agreements", agreement("2026-11-20T00:00:00Z")).want(c.t, http.StatusCreated)
	return at
}

// item is the catalog item id of a product.
func (c *client) item(product, sku string) string {
	c.t.Helper()
	return firstItem(c.t, c.pc("GET", "/products/"+product+"/skus/"+sku+"/availabilities?country=SE", nil), "catalogItemId")
}

// buy buys one line and returns the subscription's id, empty for software.
func (c *client) buy(at string, line map[string]any) string {
	c.t.Helper()
	id := c.pc("POST", at+"/carts", map[string]any{"lineItems": []any{line}}).want(c.t, http.StatusCreated).text(c.t, "id")
	var done struct {
		Orders []struct {
			LineItems []struct{ SubscriptionID string }
		}
	}
	c.pc("POST", at+"/carts/"+id+"/checkout", nil).want(c.t, http.StatusCreated).decode(c.t, &done)
	return done.Orders[0].LineItems[0].SubscriptionID
}

func seats(item string, n int) map[string]any {
	return map[string]any{"catalogItemId": item, "quantity": n, "billingCycle": "monthly", "termDuration": "P1Y"}
}

// legacy buys a legacy subscription of an offer named by its product.
func (c *client) legacy(at, product string, n int) string {
	c.t.Helper()
	for _, o := range c.pc("GET", "/offers?country=SE", nil).items(c.t) {
		if p, _ := o["product"].(map[string]any); p["id"] == product {
			c.pc("GET", "/offers/"+o["id"].(string)+"?country=SE", nil).want(c.t, http.StatusOK)
			order := c.pc("POST", at+"/orders", map[string]any{"billingCycle": "monthly", "lineItems": []any{map[string]any{"lineItemNumber": 0, "offerId": o["id"], "quantity": n}}}).want(c.t, http.StatusCreated)
			lines := order.object(c.t)["lineItems"].([]any)
			return lines[0].(map[string]any)["subscriptionId"].(string)
		}
	}
	c.t.Fatalf("no legacy offer of %s", product)
	return ""
}

func (c *client) subscription(at, id string) map[string]any {
	c.t.Helper()
	return c.pc("GET", at+"/subscriptions/"+id, nil).want(c.t, http.StatusOK).object(c.t)
}

func TestTransfers(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	at := c.buyer()
	sub := c.buy(at, seats(c.item("CFQ7TTC0LH18", "0001"), 5))
	eligible := func() any {
		return find(c.pc("GET", at+"/transferseligibility", nil).items(t), "id", sub)["isEligible"]
	}
	if eligible() != true {
		t.Fatal("an active subscription cannot be transferred")
	}
	ask := map[string]any{"targetPartnerTenantId": "656218b1-80c9-40b2-83aa-000000000000", "lineItems": []any{map[string]string{"subscriptionId": sub}}}
	open := func() string {
		return c.pc("POST", at+"/transfers", ask).want(t, http.StatusCreated).text(t, "id")
	}
	first := open()
	if eligible() != false {
		t.Error("a subscription in an open transfer can be transferred again")
	}
	c.pc("POST", at+"/transfers", ask).want(t, http.StatusBadRequest)
	c.pc("PATCH", at+"/transfers/"+first, map[string]string{"status": "reject"}).want(t, http.StatusOK)
	c.pc("POST", at+"/transfers/"+first+"/accept", nil).want(t, http.StatusBadRequest)
	second := open()
	c.pc("POST", at+"/transfers/"+second+"/accept", nil).want(t, http.StatusOK)
	if got := c.subscription(at, sub)["status"]; got != "deleted" {
		t.Errorf("after the transfer the subscription is %v here", got)
	}
	list := c.pc("GET", at+"/transfers", nil).items(t)
	if find(list, "id", first)["status"] != "Reject" || find(list, "id", second)["status"] != "Complete" {
		t.Errorf("the transfers are %v", list)
	}
	part := c.buy(at, seats(c.item("CFQ7TTC0LH18", "0001"), 5))
	ask["lineItems"] = []any{map[string]string{"subscriptionId": part}}
	third := open()
	c.pc("PATCH", at+"/subscriptions/"+part, map[string]any{"status": "suspended"}).want(t, http.StatusOK)
	if got := c.pc("POST", at+"/transfers/"+third+"/accept", nil).want(t, http.StatusOK).object(t)["transferErrors"].([]any); len(got) != 1 {
		t.Errorf("a suspended subscription was transferred: %v", got)
	}
	if got := c.pc("GET", at+"/transfers/"+second, nil).text(t, "status"); got != "Complete" {
		t.Errorf("the transfer is %s", got)
	}
}

func TestMigrations(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	at := c.buyer()
	old := c.legacy(at, "CFQ7TTC0LDPB", 7)
	path := at + "/migrations/newcommerce"
	if got := c.pc("POST", path+"/validate", map[string]string{"currentSubscriptionId": old}).want(t, http.StatusOK).object(t); got["isEligible"] != true || got["catalogItemId"] != c.item("CFQ7TTC0LDPB", "0001") {
		t.Errorf("the legacy subscription: %v", got)
	}
	made := c.pc("POST", path, map[string]any{"currentSubscriptionId": old, "termDuration": "P1M", "externalReferenceId": "ext"}).want(t, http.StatusCreated)
	if made.text(t, "status") != "Processing" {
		t.Errorf("the migration is %s when it begins", made.text(t, "status"))
	}
	done := c.pc("GET", path+"/"+made.text(t, "id"), nil).want(t, http.StatusOK).object(t)
	next := c.subscription(at, done["newCommerceSubscriptionId"].(string))
	if done["status"] != "Completed" || next["quantity"] != float64(7) || next["termDuration"] != "P1M" {
		t.Errorf("the migration %v made %v", done, next)
	}
	if got := c.subscription(at, old)["status"]; got != "deleted" {
		t.Errorf("the legacy subscription is %v", got)
	}
	again := c.pc("POST", path+"/validate", map[string]any{"currentSubscriptionId": done["newCommerceSubscriptionId"]}).want(t, http.StatusOK).object(t)
	if again["isEligible"] != false {
		t.Errorf("a subscription in new commerce can be migrated: %v", again)
	}
	c.pc("POST", path, map[string]any{"currentSubscriptionId": old}).want(t, http.StatusBadRequest)
	base, addOn := c.legacy(at, "CFQ7TTC0LFLX", 2), c.legacy(at, "CFQ7TTC0LH0T", 2)
	moved := c.pc("POST", path, map[string]any{"currentSubscriptionId": base, "addOnMigrations": []any{map[string]any{"currentSubscriptionId": addOn}}}).want(t, http.StatusCreated).text(t, "id")
	parent := c.pc("GET", path+"/"+moved, nil).text(t, "newCommerceSubscriptionId")
	if got := c.pc("GET", at+"/subscriptions/"+parent+"/addons", nil).items(t); len(got) != 1 || c.subscription(at, addOn)["status"] != "deleted" {
		t.Errorf("the add-ons that moved along are %v", got)
	}
	if got := c.pc("GET", "/migrations/newcommerce?externalReferenceId=ext&customerTenantId="+strings.TrimPrefix(at, "/customers/"), nil).items(t); len(got) != 1 {
		t.Errorf("%d migrations with the reference", len(got))
	}
	if got := c.pc("GET", path+"/events?currentSubscriptionId="+old, nil).items(t); len(got) != 4 || got[3]["eventName"] != "MigrationCompleted" {
		t.Errorf("the events are %v", got)
	}
}

func TestMigrationSchedules(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	at := c.buyer()
	path := at + "/migrations/newcommerce/schedules"
	plan := func(sub string, in time.Duration) map[string]any {
		return map[string]any{"currentSubscriptionId": sub, "termDuration": "P1Y", "billingCycle": "Monthly", "targetDate": c.srv.Now().Add(in).Format(time.RFC3339)}
	}
	keep, move := c.legacy(at, "CFQ7TTC0LH18", 2), c.legacy(at, "CFQ7TTC0LDPB", 3)
	c.pc("POST", path, plan(keep, -72*time.Hour)).want(t, http.StatusBadRequest)
	first := c.pc("POST", path, plan(keep, 240*time.Hour)).want(t, http.StatusCreated).text(t, "id")
	second := c.pc("POST", path, plan(move, 240*time.Hour)).want(t, http.StatusCreated).text(t, "id")
	c.pc("PUT", path+"/"+second, plan(move, 480*time.Hour)).want(t, http.StatusOK)
	c.pc("POST", path+"/"+first+"/cancel", nil).want(t, http.StatusOK)
	c.pc("POST", path+"/"+first+"/cancel", nil).want(t, http.StatusBadRequest)
	c.srv.Advance(300 * time.Hour)
	c.token = map[string]string{} // the old ones have expired
	if got := c.subscription(at, move)["status"]; got != "active" {
		t.Fatalf("before its day the subscription is %v", got)
	}
	c.token = map[string]string{}
	c.srv.Advance(200 * time.Hour)
	c.token = map[string]string{}
	if got := c.subscription(at, move)["status"]; got != "deleted" {
		t.Errorf("on its day the subscription is %v", got)
	}
	if got := c.subscription(at, keep)["status"]; got != "active" {
		t.Errorf("the cancelled schedule moved the subscription: %v", got)
	}
	list := c.pc("GET", path, nil).items(t)
	if find(list, "id", first)["status"] != "Cancelled" || find(list, "id", second)["status"] != "Completed" {
		t.Errorf("the schedules are %v", list)
	}
	if got := c.pc("GET", path+"/"+second, nil).items(t); len(got) != 1 {
		t.Errorf("the schedule is %v", got)
	}
}

func TestAddOns(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	at := c.buyer()
	phone := c.item("CFQ7TTC0LH0T", "0001")
	line := seats(c.item("CFQ7TTC0LFLX", "0001"), 5)
	line["addonItems"] = []any{seats(phone, 5)}
	base := c.buy(at, line)
	late := seats(phone, 1)
	late["provisioningContext"] = map[string]string{"parentSubscriptionId": base}
	c.buy(at, late)
	list := c.pc("GET", at+"/subscriptions/"+base+"/addons", nil).items(t)
	if len(list) != 2 || list[0]["parentSubscriptionId"] != base || list[0]["offerId"] != phone {
		t.Errorf("the add-ons are %v", list)
	}
	late["provisioningContext"] = map[string]string{"parentSubscriptionId": "nobody"}
	c.pc("POST", at+"/carts", map[string]any{"lineItems": []any{late}}).want(t, http.StatusBadRequest)
}

func TestTransitions(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	at := c.buyer()
	basic, premium := c.item("CFQ7TTC0LH18", "0001"), c.item("CFQ7TTC0LCHC", "0002")
	sub := at + "/subscriptions/" + c.buy(at, seats(basic, 10))
	if find(c.pc("GET", sub+"/transitionEligibilities?eligibilityType=immediate", nil).items(t), "catalogItemId", premium) == nil {
		t.Fatal("Business Basic cannot become Business Premium")
	}
	move := func(n int, into string) response {
		return c.pc("POST", sub+"/transitions", map[string]any{"toCatalogItemId": premium, "toSubscriptionId": into, "quantity": n, "transitionType": "transition_only"})
	}
	move(11, "").want(t, http.StatusBadRequest)
	into := move(4, "").want(t, http.StatusOK).text(t, "toSubscriptionId")
	move(6, into).want(t, http.StatusOK)
	if got := c.subscription(at, into); got["quantity"] != float64(10) || got["offerId"] != premium {
		t.Errorf("the target is %v", got)
	}
	if got := c.pc("GET", sub, nil).text(t, "status"); got != "deleted" {
		t.Errorf("the source without seats is %s", got)
	}
	if got := c.pc("GET", sub+"/transitions", nil).items(t); len(got) != 2 {
		t.Errorf("%d transitions", len(got))
	}
	move(1, into).want(t, http.StatusBadRequest)
}

func TestUpgrades(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	at := c.buyer()
	old := at + "/subscriptions/" + c.legacy(at, "CFQ7TTC0LH18", 3)
	list := c.pc("GET", old+"/upgrades", nil).items(t)
	if len(list) == 0 {
		t.Fatal("the cheapest legacy offer cannot be upgraded")
	}
	target := list[0]["targetOffer"].(map[string]any)["id"]
	done := c.pc("POST", old+"/upgrades", map[string]any{"targetOffer": map[string]any{"id": target}}).want(t, http.StatusOK)
	if got := c.subscription(at, done.text(t, "targetSubscriptionId")); got["offerId"] != target || got["quantity"] != float64(3) {
		t.Errorf("the upgrade made %v", got)
	}
	c.pc("POST", old+"/upgrades", map[string]any{"targetOffer": map[string]any{"id": target}}).want(t, http.StatusBadRequest)
}

func TestSubscriptionDetails(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	at := c.buyer()
	sub := at + "/subscriptions/" + c.buy(at, seats(c.item("CFQ7TTC0LH18", "0001"), 5))
	c.pc("POST", sub+"/activate", nil).want(t, http.StatusOK)
	if got := c.pc("GET", sub+"/provisioningstatus", nil).want(t, http.StatusOK).object(t); got["status"] != "success" || got["quantity"] != float64(5) {
		t.Errorf("the provisioning is %v", got)
	}
	c.pc("PUT", sub+"/supportcontact", map[string]string{"supportTenantId": "t", "supportMpnId": "7", "name": "Helpers"}).want(t, http.StatusOK)
	if got := c.pc("GET", sub+"/supportcontact", nil).text(t, "name"); got != "Helpers" {
		t.Errorf("the support contact is %s", got)
	}
	c.pc("POST", sub+"/registrations", nil).want(t, http.StatusBadRequest)
	azure := at + "/subscriptions/" + c.buy(at, map[string]any{"catalogItemId": c.item("DZH318Z0BPS6", "0001"), "quantity": 1, "billingCycle": "monthly"})
	if got := c.pc("GET", azure+"/registrationstatus", nil).text(t, "status"); got != "NotRegistered" {
		t.Errorf("before it was registered it is %s", got)
	}
	where := c.pc("POST", azure+"/registrations", nil).want(t, http.StatusAccepted).header.Get("Location")
	if got := c.pc("GET", where, nil).text(t, "status"); got != "Registered" {
		t.Errorf("after it was registered it is %s", got)
	}
	overage := c.pc("GET", at+"/subscriptions/overage", nil).items(t)
	if len(overage) != 1 || overage[0]["overageEnabled"] != false {
		t.Fatalf("the overage is %v", overage)
	}
	c.pc("PUT", at+"/subscriptions/overage", map[string]any{"azureEntitlementId": overage[0]["azureEntitlementId"], "overageEnabled": true}).want(t, http.StatusOK)
	if got := c.pc("GET", at+"/subscriptions/overage", nil).items(t)[0]["overageEnabled"]; got != true {
		t.Errorf("after it was enabled overage is %v", got)
	}
	ends := c.pc("GET", at+"/subscriptions/customTermEndDates", nil).items(t)
	if find(ends, "allowedCustomTermEndDate", c.pc("GET", sub, nil).text(t, "commitmentEndDate")) == nil {
		t.Errorf("no term can end with the subscription: %v", ends)
	}
	c.pc("PATCH", sub, map[string]any{"status": "suspended"}).want(t, http.StatusOK)
	c.pc("POST", sub+"/activate", nil).want(t, http.StatusBadRequest)
}

func TestConversions(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(300))
	for _, id := range c.customers("/customers?size=500") {
		at := "/customers/" + id
		trial := find(c.pc("GET", at+"/subscriptions", nil).items(t), "isTrial", true)
		if trial == nil || trial["status"] != "active" {
			continue
		}
		path := at + "/subscriptions/" + trial["id"].(string)
		offer := c.pc("GET", path+"/conversions", nil).items(t)[0]
		c.pc("POST", path+"/conversions", map[string]any{"targetOfferId": "other"}).want(t, http.StatusBadRequest)
		c.pc("POST", path+"/conversions", map[string]any{"offerId": offer["offerId"], "targetOfferId": offer["targetOfferId"], "quantity": 25, "billingCycle": "monthly"}).want(t, http.StatusOK)
		if got := c.pc("GET", path, nil).object(t); got["isTrial"] != false || got["quantity"] != float64(25) {
			t.Errorf("the converted trial is %v", got)
		}
		return
	}
	t.Fatal("the broker has no active trial")
}

func TestOrders(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0), mockserver.WithSandbox())
	at := c.buyer()
	sub := c.legacy(at, "CFQ7TTC0LDPB", 2)
	order := at + "/orders/" + firstItem(t, c.pc("GET", at+"/orders", nil), "id")
	c.pc("PATCH", order, map[string]any{"billingCycle": "annual"}).want(t, http.StatusOK)
	if got := c.subscription(at, sub)["billingCycle"]; got != "annual" {
		t.Errorf("the billing cycle is %v", got)
	}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("pofiles", "proof.pdf")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(part, strings.Repeat("x", 3000))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var files struct{ Items []map[string]any }
	c.send("POST", "/v1"+order+"/attachment", form.String(), append(c.as("pc"), "Content-Type", w.FormDataContentType())...).want(t, http.StatusCreated).decode(t, &files)
	if got := files.Items; len(got) != 1 || got[0]["fileName"] != "proof.pdf" || got[0]["sizeInKB"] != float64(3) {
		t.Errorf("the attachments are %v", got)
	}
	c.pc("POST", order+"/attachment", map[string]string{}).want(t, http.StatusBadRequest)
	c.pc("PATCH", order, map[string]any{"status": "cancelled"}).want(t, http.StatusOK)
	if got := c.subscription(at, sub)["status"]; got != "deleted" {
		t.Errorf("after the order was cancelled the subscription is %v", got)
	}
	if got := c.pc("GET", order, nil).text(t, "status"); got != "cancelled" {
		t.Errorf("the order is %s", got)
	}
	c.pc("POST", at+"/orders", map[string]any{"lineItems": []any{map[string]any{"offerId": c.item("CFQ7TTC0LH18", "0001"), "quantity": 1}}}).want(t, http.StatusBadRequest)
}

func TestPromotions(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	at := c.buyer()
	item := c.item("CFQ7TTC0LH18", "0001")
	var promotion string
	for _, p := range c.pc("GET", "/productpromotions?country=SE&segment=commercial", nil).items(t) {
		if p["requiredProducts"].([]any)[0].(map[string]any)["productId"] == "CFQ7TTC0LH18" {
			promotion = p["id"].(string)
		}
	}
	c.pc("GET", "/productpromotions/"+promotion+"?country=SE&segment=commercial", nil).want(t, http.StatusOK)
	eligible := func(n int) any {
		line := seats(item, n)
		line["promotionId"] = promotion
		list := c.pc("POST", at+"/promotionEligibilities", map[string]any{"items": []any{line}}).items(t)
		return list[0]["eligibilities"].([]any)[0].(map[string]any)["isEligible"]
	}
	if eligible(5) != true || eligible(1_000_000) != false {
		t.Error("the first 5 seats have the promotion, a million seats do not")
	}
	c.buy(at, seats(item, 5))
	if eligible(5) != false {
		t.Error("a second purchase has the promotion of the first")
	}
}
