package mockserver_test

import (
	"net/http"
	"testing"

	"github.com/tenantlink/tenantlink/mockserver"
)

// seeded adds a customer of the seeded broker's kind, with agreement.
func (c *client) seeded(spend mockserver.Spend) (tenant, at string) {
	c.t.Helper()
	// Germany is priced and billed in EUR, so months do not differ by a rate.
	x, err := c.srv.AddTenant(mockserver.Tenant{Name: "X GmbH", Customer: true, GDAP: true, Address: mockserver.Address{Country: "DE"}, Spend: spend})
	if err != nil {
		c.t.Fatal(err)
	}
	at = "/customers/" + x.ID
	c.pc("POST", at+"/agreements", agreement("2026-11-20T00:00:00Z")).want(c.t, http.StatusCreated)
	return x.ID, at
}

// Every seeded subscription has the order that it names, and the order's line
// agrees with it.
func TestSeededOrders(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(10))
	many, _ := c.seeded(mockserver.Spend{Subscriptions: 100})
	software := 0
	for _, id := range append(c.customers("/customers"), many) {
		at := "/customers/" + id
		orders := c.pc("GET", at+"/orders", nil).items(t)
		subs := c.pc("GET", at+"/subscriptions", nil).items(t)
		for _, sub := range subs {
			o := find(orders, "id", sub["orderId"])
			if o == nil {
				t.Fatalf("the order %v of subscription %v is not listed", sub["orderId"], sub["id"])
			}
			path := at + "/orders/" + o["id"].(string)
			one := c.pc("GET", path, nil).want(t, http.StatusOK).object(t)
			line := one["lineItems"].([]any)[0].(map[string]any)
			for member, want := range map[string]any{"subscriptionId": sub["id"], "offerId": sub["offerId"], "quantity": sub["quantity"], "termDuration": sub["termDuration"]} {
				if line[member] != want {
					t.Errorf("order %v: %s is %v, the subscription has %v", o["id"], member, line[member], want)
				}
			}
			if one["creationDate"] != sub["creationDate"] || one["billingCycle"] != sub["billingCycle"] || one["referenceCustomerId"] != id {
				t.Errorf("the order %v does not agree with the subscription %v", one, sub)
			}
			if priced := line["pricing"] != nil; priced == (sub["isTrial"] == true || sub["billingType"] == "usage") || priced && one["totalPrice"] != line["pricing"].(map[string]any)["extendedPrice"] {
				t.Errorf("order %v: the total is %v, the line's pricing %v", o["id"], one["totalPrice"], line["pricing"])
			}
			if got := c.pc("GET", at+"/subscriptions?order_id="+o["id"].(string), nil).items(t); len(got) != 1 || got[0]["id"] != sub["id"] {
				t.Errorf("the subscriptions of order %v are %v", o["id"], got)
			}
			if got := c.pc("GET", path+"/provisioningstatus", nil).items(t); len(got) != 1 || got[0]["status"] != "fulfilled" {
				t.Errorf("the provisioning status of order %v is %v", o["id"], got)
			}
		}
		owned := c.pc("GET", at+"/entitlements", nil).items(t)
		if len(orders) != len(subs)+len(owned) {
			t.Errorf("%d orders of %d subscriptions and %d pieces of software", len(orders), len(subs), len(owned))
		}
		software += len(owned)
	}
	if software == 0 {
		t.Error("no customer owns software: give the tenant more")
	}
}

// An update of a seeded order is kept, in snapshots too.
func TestSeededOrderUpdate(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	_, at := c.seeded(mockserver.Spend{Subscriptions: 8})
	sub := find(c.pc("GET", at+"/subscriptions", nil).items(t), "billingCycle", "monthly")
	path := at + "/orders/" + sub["orderId"].(string)
	count := len(c.pc("GET", at+"/orders", nil).items(t))
	c.pc("PATCH", path, map[string]any{"billingCycle": "annual"}).want(t, http.StatusOK)
	saved := c.send("GET", "/_mock/state", nil).body
	c.pc("PATCH", path, map[string]any{"billingCycle": "monthly"}).want(t, http.StatusOK)
	c.send("PUT", "/_mock/state", string(saved)).want(t, http.StatusNoContent)
	if got := c.pc("GET", path, nil).text(t, "billingCycle"); got != "annual" {
		t.Errorf("the order's billing cycle is %s, want annual", got)
	}
	if got := len(c.pc("GET", at+"/orders", nil).items(t)); got != count {
		t.Errorf("%d orders after the update, %d before", got, count)
	}
}
