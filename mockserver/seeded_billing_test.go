package mockserver_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/tenantlink/tenantlink/mockserver"
	"pgregory.net/rapid"
)

// A billedMonth is the newest invoice's lines, by subscription.
type billedMonth struct {
	invoice invoiceItem
	lines   map[string][]line
}

// nextMonth advances to the same day of the next month and returns the invoice
// that has come, after holding it against its lines and Cloudmore's report.
func (c *client) nextMonth(tenant string) billedMonth {
	c.t.Helper()
	now := mockserver.DefaultAsOf().AddDate(0, c.months, 0)
	c.months++
	c.srv.Advance(mockserver.DefaultAsOf().AddDate(0, c.months, 0).Sub(now))
	c.token = map[string]string{}
	m := billedMonth{c.invoices()[0], map[string][]line{}}
	all := c.lines(c.export(billedReconciliation, map[string]string{"invoiceId": m.invoice.ID}))
	if !sum(all).Equal(m.invoice.TotalCharges) {
		c.t.Errorf("%s states %s, its lines add up to %s", m.invoice.ID, m.invoice.TotalCharges, sum(all))
	}
	var cost decimal.Decimal
	for _, l := range all {
		if l.CustomerId == tenant {
			m.lines[l.SubscriptionId] = append(m.lines[l.SubscriptionId], l)
			cost = cost.Add(l.Subtotal)
		}
	}
	if got := c.billed(m.invoice.InvoiceDate[:10])[tenant]; !got.Equal(cost) {
		c.t.Errorf("Cloudmore bills %s of %s, the invoice's lines of the tenant add up to %s", got, m.invoice.ID, cost)
	}
	return m
}

// of is what a subscription costs in the month.
func (m billedMonth) of(sub string) decimal.Decimal { return sum(m.lines[sub]) }

// billedCustomer is a linked customer with seeded seats.
func (c *client) billedCustomer(seats int) (tenant, at string) {
	c.t.Helper()
	tenant, at = c.seeded(mockserver.Spend{Subscriptions: seats})
	org, err := c.srv.AddOrganization(mockserver.Organization{Name: "X"})
	if err != nil {
		c.t.Fatal(err)
	}
	c.link(tenant, org.ID).want(c.t, http.StatusOK)
	return tenant, at
}

// monthly is an active paid seat subscription with monthly billing of a term.
func (c *client) monthly(at, term string) map[string]any {
	c.t.Helper()
	for _, sub := range c.pc("GET", at+"/subscriptions", nil).items(c.t) {
		if sub["status"] == "active" && sub["billingCycle"] == "monthly" && sub["termDuration"] == term && sub["isTrial"] == false && !strings.HasPrefix(sub["offerId"].(string), "CFQ7TTC0LFLZ") {
			return sub
		}
	}
	c.t.Fatalf("no subscription of term %s: give the tenant more seats", term)
	return nil
}

func seededClient(t *testing.T) *client {
	return newClient(t, mockserver.WithTenants(0), mockserver.WithLifetimes(mockserver.Lifetimes{Refresh: 1_000_000 * time.Hour}))
}

// More seats of a seeded subscription cost from the month of the change on;
// suspending changes nothing; the months before stay.
func TestSeededSeatsAreBilled(t *testing.T) {
	c := seededClient(t)
	tenant, at := c.billedCustomer(25)
	sub := c.monthly(at, "P1Y")
	id, quantity := sub["id"].(string), sub["quantity"].(float64)
	before := c.nextMonth(tenant)
	c.pc("PATCH", at+"/subscriptions/"+id, map[string]any{"quantity": 2 * quantity, "autoRenewEnabled": true}).want(t, http.StatusOK)
	change := c.nextMonth(tenant)
	c.pc("PATCH", at+"/subscriptions/"+id, map[string]any{"status": "suspended", "autoRenewEnabled": true}).want(t, http.StatusOK)
	after := c.nextMonth(tenant)
	one := before.of(id)
	if !one.IsPositive() || !change.of(id).GreaterThan(one) || change.of(id).GreaterThan(one.Mul(decimal.NewFromInt(2))) {
		t.Errorf("before the change a month costs %s, with it %s", one, change.of(id))
	}
	if want := one.Mul(decimal.NewFromInt(2)); !after.of(id).Equal(want) {
		t.Errorf("with twice the seats a month costs %s, want %s", after.of(id), want)
	}
	for _, now := range c.invoices() {
		if now.ID == before.invoice.ID && !now.TotalCharges.Equal(before.invoice.TotalCharges) {
			t.Errorf("the closed invoice has changed from %s to %s", before.invoice.TotalCharges, now.TotalCharges)
		}
	}
}

// What is transferred away is charged no more, the rest of its month is given
// back.
func TestSeededCancellationIsBilled(t *testing.T) {
	c := seededClient(t)
	tenant, at := c.billedCustomer(25)
	id := c.monthly(at, "P1Y")["id"].(string)
	whole := c.nextMonth(tenant).of(id)
	transfer := c.pc("POST", at+"/transfers", map[string]any{"targetPartnerTenantId": "x", "lineItems": []any{map[string]string{"subscriptionId": id}}}).text(t, "id")
	c.pc("POST", at+"/transfers/"+transfer+"/accept", nil).want(t, http.StatusOK)
	if last := c.nextMonth(tenant).of(id); !last.LessThan(whole) || last.IsNegative() {
		t.Errorf("the month of the end costs %s, a whole one %s", last, whole)
	}
	if after := c.nextMonth(tenant); len(after.lines[id]) > 0 {
		t.Errorf("the month after the end has the lines %v", after.lines[id])
	}
}

// Without automatic renewal a subscription expires at the end of its term, and
// is charged until then.
func TestSeededExpiry(t *testing.T) {
	c := seededClient(t)
	tenant, at := c.billedCustomer(25)
	sub := c.monthly(at, "P1Y")
	id, end := sub["id"].(string), sub["commitmentEndDate"].(string)
	c.pc("PATCH", at+"/subscriptions/"+id, map[string]any{"quantity": sub["quantity"], "autoRenewEnabled": false}).want(t, http.StatusOK)
	for range 13 {
		m := c.nextMonth(tenant)
		if want := m.invoice.InvoiceDate[:7] < invoicedIn(end); want != (len(m.lines[id]) > 0) {
			t.Errorf("the term ends on %s; the invoice of %s has %d lines of it", end, m.invoice.InvoiceDate, len(m.lines[id]))
		}
	}
	if got := c.subscription(at, id)["status"]; got != "expired" {
		t.Errorf("after the term the subscription is %v", got)
	}
	c.pc("PATCH", at+"/subscriptions/"+id, map[string]any{"quantity": 99}).want(t, http.StatusBadRequest)
}

// invoicedIn is the month in which charges of a day are invoiced.
func invoicedIn(day string) string {
	t, err := time.Parse(time.RFC3339, day)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 0, 1-t.Day()).AddDate(0, 1, 0).Format("2006-01")
}

// What is scheduled for the next term comes with it: other seats, another
// product, another bill.
func TestSeededRenewal(t *testing.T) {
	c := seededClient(t)
	tenant, at := c.billedCustomer(25)
	sub := c.monthly(at, "P1M")
	id := sub["id"].(string)
	part := strings.Split(c.item("CFQ7TTC0LFLX", "0001"), ":")
	c.pc("PATCH", at+"/subscriptions/"+id, map[string]any{
		"quantity": sub["quantity"], "autoRenewEnabled": true,
		"scheduledNextTermInstructions": map[string]any{"quantity": 7, "product": map[string]string{"productId": part[0], "skuId": part[1], "availabilityId": part[2], "billingCycle": "monthly", "termDuration": "P1Y"}},
	}).want(t, http.StatusOK)
	c.nextMonth(tenant)
	c.nextMonth(tenant)
	m := c.nextMonth(tenant)
	if lines := m.lines[id]; len(lines) != 1 || lines[0].ProductId != part[0] || !lines[0].BillableQuantity.Equal(decimal.NewFromInt(7)) {
		t.Errorf("the month after the renewal has the lines %v, want 7 seats of %s", lines, part[0])
	}
	got := c.subscription(at, id)
	if got["offerId"] != strings.Join(part, ":") || got["quantity"] != float64(7) || got["termDuration"] != "P1Y" || got["scheduledNextTermInstructions"] != nil {
		t.Errorf("after the renewal the subscription is %v", got)
	}
}

// Whatever is done to seeded and bought subscriptions, an invoice states the
// sum of its lines, Cloudmore bills the same, closed months stay, and a month
// without a change charges each subscription as it is.
func TestBillingModel(t *testing.T) {
	c := seededClient(t)
	item := c.item("CFQ7TTC0LFLX", "0001")
	rapid.Check(t, func(rt *rapid.T) {
		tenant, at := c.billedCustomer(rapid.IntRange(1, 4).Draw(rt, "seats"))
		c.buy(at, seats(item, 3))
		closed := map[string]decimal.Decimal{}
		quiet := map[string]any{}
		read := func() ([]map[string]any, map[string]any) {
			subs, etags := c.pc("GET", at+"/subscriptions", nil).items(t), map[string]any{}
			for _, sub := range subs {
				etags[sub["id"].(string)] = sub["attributes"].(map[string]any)["etag"]
			}
			return subs, etags
		}
		for range rapid.IntRange(1, 6).Draw(rt, "steps") {
			subs, before := read()
			sub := rapid.SampledFrom(subs).Draw(rt, "subscription")
			id := sub["id"].(string)
			change := map[string]any{"quantity": sub["quantity"], "autoRenewEnabled": sub["autoRenewEnabled"]}
			switch rapid.SampledFrom([]string{"month", "month", "seats", "renewal", "schedule", "suspend", "transfer", "convert"}).Draw(rt, "step") {
			case "seats":
				change["quantity"] = sub["quantity"].(float64) + float64(rapid.IntRange(1, 20).Draw(rt, "more"))
			case "renewal":
				change["autoRenewEnabled"] = sub["autoRenewEnabled"] == false
			case "schedule":
				part := strings.Split(item, ":")
				change["autoRenewEnabled"] = true
				change["scheduledNextTermInstructions"] = map[string]any{"quantity": rapid.IntRange(1, 20).Draw(rt, "next"), "product": map[string]string{"productId": part[0], "skuId": part[1], "availabilityId": part[2], "billingCycle": "monthly", "termDuration": "P1M"}}
			case "suspend":
				change["status"] = "suspended"
			case "transfer":
				if made := c.pc("POST", at+"/transfers", map[string]any{"targetPartnerTenantId": "x", "lineItems": []any{map[string]string{"subscriptionId": id}}}); made.status == http.StatusCreated {
					c.pc("POST", at+"/transfers/"+made.text(t, "id")+"/accept", nil).want(t, http.StatusOK)
				}
				continue
			case "convert":
				c.pc("POST", at+"/subscriptions/"+id+"/conversions", map[string]any{"targetOfferId": sub["offerId"], "quantity": 5})
				continue
			default:
				m := c.nextMonth(tenant)
				closed[m.invoice.ID] = m.invoice.TotalCharges
				subs, after := read()
				if maps.Equal(quiet, after) {
					m.agree(rt, subs)
				}
				quiet = before
				continue
			}
			c.pc("PATCH", at+"/subscriptions/"+id, change) // refused when it is over
		}
		for _, inv := range c.invoices() {
			if want, ok := closed[inv.ID]; ok && !inv.TotalCharges.Equal(want) {
				rt.Errorf("the closed invoice %s has changed from %s to %s", inv.ID, want, inv.TotalCharges)
			}
		}
	})
}

// agree holds a month without changes against the subscriptions.
func (m billedMonth) agree(t *rapid.T, subs []map[string]any) {
	for _, sub := range subs {
		lines := m.lines[sub["id"].(string)]
		over := sub["status"] == "deleted" || sub["status"] == "expired"
		switch {
		case over && len(lines) > 0:
			t.Errorf("%s is %v and has the lines %v", sub["id"], sub["status"], lines)
		case !over && sub["billingCycle"] == "monthly" && len(lines) == 0:
			t.Errorf("%s is %v and has no line", sub["id"], sub["status"])
		}
		for _, l := range lines {
			product, _, _ := strings.Cut(sub["offerId"].(string), ":")
			if l.ProductId != product || !l.BillableQuantity.Equal(decimal.NewFromFloat(sub["quantity"].(float64))) {
				t.Errorf("%s has %v seats of %s, the invoice charges %s of %s (%s)", sub["id"], sub["quantity"], product, l.BillableQuantity, l.ProductId, l.ChargeType)
			}
		}
	}
}
