package mockserver_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/tenantlink/tenantlink/mockserver"
)

type invoiceItem struct {
	ID, InvoiceDate, DocumentType, AmendsOf, CurrencyCode string
	TotalCharges                                          decimal.Decimal
}

func (c *client) invoices() []invoiceItem {
	c.t.Helper()
	var page struct{ Items []invoiceItem }
	c.send("GET", "/v1/invoices", nil, c.as("pc")...).want(c.t, http.StatusOK).decode(c.t, &page)
	return page.Items
}

type manifest struct {
	ETag, RootDirectory, SASToken string
	BlobCount                     int
	Blobs                         []struct{ Name string }
}

// export asks for an export and polls it to its manifest.
func (c *client) export(path string, body any) manifest {
	c.t.Helper()
	resp := c.send("POST", "/v1.0/reports/partners/billing/"+path, body, c.as("graph")...).want(c.t, http.StatusAccepted)
	location := resp.header.Get("Location")
	for range 10 {
		var op struct {
			Type     string `json:"@odata.type"`
			Status   string
			Link     string    `json:"resourceLocation@odata.navigationLink"`
			Manifest *manifest `json:"resourceLocation"`
		}
		resp := c.send("GET", location, nil, c.as("graph")...).want(c.t, http.StatusOK)
		resp.decode(c.t, &op)
		switch {
		case op.Status == "running":
			continue
		case op.Manifest != nil:
			return *op.Manifest
		case op.Link != "":
			var m manifest
			c.send("GET", op.Link, nil, c.as("graph")...).want(c.t, http.StatusOK).decode(c.t, &m)
			return m
		}
		c.t.Fatalf("the operation ended without a manifest: %s", resp.body)
	}
	c.t.Fatal("the operation did not end in 10 polls")
	return manifest{}
}

type line struct {
	CustomerId, SubscriptionId, InvoiceNumber, ChargeType, ProductId, Currency, PricingCurrency, MeterDescription string
	Subtotal, TaxTotal, EffectiveUnitPrice, BillableQuantity, PCToBCExchangeRate                                  decimal.Decimal
	BillingPreTaxTotal                                                                                            decimal.Decimal
}

func (c *client) lines(m manifest) []line {
	c.t.Helper()
	var out []line
	for _, b := range m.Blobs {
		blob := c.send("GET", m.RootDirectory+"/"+b.Name+"?"+m.SASToken, nil).want(c.t, http.StatusOK)
		zr, err := gzip.NewReader(bytes.NewReader(blob.body))
		if err != nil {
			c.t.Fatal(err)
		}
		sc := bufio.NewScanner(zr)
		sc.Buffer(nil, 1<<20)
		for sc.Scan() {
			var l line
			if err := json.Unmarshal(sc.Bytes(), &l); err != nil {
				c.t.Fatalf("%v: %s", err, sc.Bytes())
			}
			out = append(out, l)
		}
	}
	return out
}

func sum(lines []line) decimal.Decimal {
	total := decimal.Zero
	for _, l := range lines {
		total = total.Add(l.Subtotal)
	}
	return total
}

const billedReconciliation = "reconciliation/billed/microsoft.graph.partners.billing.export"

// The promise that the whole product rests on: what an invoice states is the
// exact sum of its reconciliation lines.
func TestInvoiceTotals(t *testing.T) {
	c := newClient(t)
	invoices := c.invoices()
	months := map[string]bool{}
	for _, inv := range invoices {
		if one := c.pc("GET", "/invoices/"+inv.ID, nil).object(t)["totalCharges"]; !inv.TotalCharges.Equal(decimal.NewFromFloat(one.(float64))) {
			t.Errorf("%s states %v in the list and %v alone", inv.ID, inv.TotalCharges, one)
		}
		if inv.DocumentType == "invoice" {
			months[inv.InvoiceDate[:7]] = true
		}
		lines := c.lines(c.export(billedReconciliation, map[string]string{"invoiceId": inv.ID, "attributeSet": "full"}))
		if got := sum(lines); !got.Equal(inv.TotalCharges) {
			t.Errorf("%s %s states %v, its %d lines add up to %v", inv.DocumentType, inv.ID, inv.TotalCharges, len(lines), got)
		}
		if len(lines) < 100 {
			t.Errorf("%s has only %d lines", inv.ID, len(lines))
		}
	}
	if len(months) != 13 {
		t.Errorf("there are invoices of %d months, want 13", len(months))
	}
}

// Amounts follow the rule that Microsoft's documents state.
func TestLineAmounts(t *testing.T) {
	c := newClient(t)
	lines := c.lines(c.export(billedReconciliation, map[string]string{"invoiceId": c.invoices()[0].ID}))
	for _, l := range lines {
		product := l.EffectiveUnitPrice.Mul(l.PCToBCExchangeRate).RoundDown(2).Mul(l.BillableQuantity)
		if l.MeterDescription != "" {
			product = l.EffectiveUnitPrice.Mul(l.BillableQuantity).RoundDown(2).Mul(l.PCToBCExchangeRate).RoundDown(2)
		}
		if !product.Equal(l.Subtotal) {
			t.Fatalf("price %v x quantity %v at %v gives %v, the line says %v (%s)", l.EffectiveUnitPrice, l.BillableQuantity, l.PCToBCExchangeRate, product, l.Subtotal, l.MeterDescription)
		}
		if l.Currency != "EUR" || !l.TaxTotal.IsZero() {
			t.Fatalf("profile eu bills EUR without tax in lines: %+v", l)
		}
	}
}

func TestBillingExport(t *testing.T) {
	for name, inline := range map[string]bool{"linked manifest": false, "inline manifest": true} {
		t.Run(name, func(t *testing.T) {
			c := newClient(t, mockserver.WithTenants(9), mockserver.WithExports(mockserver.Exports{Polls: 3, InlineManifest: inline, Life: time.Hour}))
			id := c.invoices()[0].ID
			short := c.export("reconciliation/billed/export", map[string]string{"invoiceId": id})
			long := c.export(billedReconciliation, map[string]string{"invoiceId": id})
			if short.ETag == "" || short.ETag != long.ETag {
				t.Errorf("the same data has eTags %q and %q", short.ETag, long.ETag)
			}
			if len(short.Blobs) < 2 || short.BlobCount != len(short.Blobs) {
				t.Errorf("blobCount is %d with %d blobs, want 2 at least", short.BlobCount, len(short.Blobs))
			}
			polls := c.srv.Requests(mockserver.Match{Op: "graph.billing.operations.get"})
			if len(polls) != 8 {
				t.Errorf("two exports took %d polls, want 4 each", len(polls))
			}
			blob := short.RootDirectory + "/" + short.Blobs[0].Name
			c.send("GET", blob+"?"+short.SASToken, nil, "Authorization", "Bearer x").want(t, http.StatusForbidden)
			c.send("GET", blob, nil).want(t, http.StatusForbidden)
			c.srv.Advance(2 * time.Hour)
			c.token = map[string]string{}
			c.send("GET", blob+"?"+short.SASToken, nil).want(t, http.StatusForbidden)
			op := polls[0].Path
			c.send("GET", op, nil, c.as("graph")...).want(t, http.StatusGone)
		})
	}
}

func TestExportOfUnknownInvoiceFailsWith200(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0), mockserver.WithExports(mockserver.Exports{Polls: 1}))
	resp := c.send("POST", "/v1.0/reports/partners/billing/usage/billed/export", map[string]string{"invoiceId": "G000000000"}, c.as("graph")...).want(t, http.StatusAccepted)
	location := resp.header.Get("Location")
	c.send("GET", location, nil, c.as("graph")...).want(t, http.StatusOK)
	got := c.send("GET", location, nil, c.as("graph")...).want(t, http.StatusOK)
	if got.text(t, "status") != "failed" || !strings.Contains(string(got.body), `"code":"5000"`) {
		t.Errorf("want a failed operation with code 5000: %s", got.body)
	}
}

func TestUsageDetailsAzure(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(600))
	id := c.invoices()[0].ID
	azure, credits := decimal.Zero, 0
	for _, l := range c.lines(c.export(billedReconciliation, map[string]string{"invoiceId": id})) {
		if l.MeterDescription != "" {
			azure = azure.Add(l.Subtotal)
		}
		if l.MeterDescription != "" && l.ChargeType == "customerCredit" {
			credits++
		}
	}
	usage := decimal.Zero
	lines := c.lines(c.export("usage/billed/export", map[string]string{"invoiceId": id}))
	for _, l := range lines {
		usage = usage.Add(l.BillingPreTaxTotal)
	}
	if azure.IsZero() || usage.Sub(azure).Abs().GreaterThan(decimal.NewFromInt(1)) || credits == 0 {
		t.Errorf("usage of %d lines is %v, the reconciliation says %v with %d credits", len(lines), usage, azure, credits)
	}
	c.export("usage/unbilled/export", map[string]string{"currencyCode": "EUR", "billingPeriod": "current"})
	c.export("reconciliation/unbilled/export", map[string]string{"currencyCode": "EUR", "billingPeriod": "last"})
}

func TestCloudmoreBilling(t *testing.T) {
	c := newClient(t)
	id := c.invoices()[0]
	report := c.billed(id.InvoiceDate[:10])
	linked := map[string]bool{}
	for _, l := range c.srv.Links() {
		linked[l.TenantID] = true
	}
	want := map[string]decimal.Decimal{}
	for _, l := range c.lines(c.export(billedReconciliation, map[string]string{"invoiceId": id.ID})) {
		if linked[l.CustomerId] {
			want[l.CustomerId] = want[l.CustomerId].Add(l.Subtotal)
		}
	}
	if len(report) == 0 {
		t.Fatal("Cloudmore bills nobody")
	}
	for tenant, cost := range report {
		if !linked[tenant] {
			t.Errorf("tenant %s is not linked and is billed", tenant)
		}
		if cost.GreaterThan(want[tenant]) && !cost.Equal(want[tenant]) {
			t.Errorf("tenant %s costs %v in Cloudmore and %v at Microsoft", tenant, cost, want[tenant])
		}
	}
}

// billed is Cloudmore's cost per tenant of the invoices of one day.
func (c *client) billed(day string) map[string]decimal.Decimal {
	c.t.Helper()
	start := c.send("POST", c.reseller("/billing/reports/MonthlyBillingPerOrganizationAsync"), map[string]string{"startDate": day, "endDate": day}, c.as("cm")...).want(c.t, http.StatusAccepted)
	var report struct {
		Message string
		Result  []struct {
			Services []struct {
				Products []struct {
					TenantID  string
					CostTotal decimal.Decimal
				}
			}
		}
	}
	for range 10 {
		c.send("GET", start.header.Get("Location"), nil, c.as("cm")...).want(c.t, http.StatusOK).decode(c.t, &report)
		if report.Message != "Processing" {
			break
		}
	}
	out := map[string]decimal.Decimal{}
	for _, o := range report.Result {
		for _, s := range o.Services {
			for _, p := range s.Products {
				out[p.TenantID] = out[p.TenantID].Add(p.CostTotal)
			}
		}
	}
	return out
}

// What is bought is billed from its month on, in exports, invoices, estimates
// and Cloudmore's reports; changes and cancellations follow; closed months stay.
func TestPurchasesAreBilled(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0), mockserver.WithLifetimes(mockserver.Lifetimes{Refresh: 10_000 * time.Hour}))
	// Germany is priced and billed in EUR, so months do not differ by a rate.
	x, err := c.srv.AddTenant(mockserver.Tenant{Name: "X GmbH", Customer: true, Address: mockserver.Address{Country: "DE"}})
	if err != nil {
		t.Fatal(err)
	}
	tenant, at := x.ID, "/customers/"+x.ID
	c.pc("POST", at+"/agreements", agreement("2026-11-20T00:00:00Z")).want(t, http.StatusCreated)
	org, err := c.srv.AddOrganization(mockserver.Organization{Name: "X"})
	if err != nil {
		t.Fatal(err)
	}
	c.link(tenant, org.ID).want(t, http.StatusOK)
	sub := c.buy(at, seats(c.item("CFQ7TTC0LH18", "0001"), 10))
	c.buy(at, map[string]any{"catalogItemId": c.item("DG7GMGF0PWHC", "0003"), "quantity": 2, "billingCycle": "one_time"})
	charged := func(lines []line) (seats, all decimal.Decimal) {
		for _, l := range lines {
			if l.CustomerId == tenant {
				all = all.Add(l.Subtotal)
				if l.ProductId == "CFQ7TTC0LH18" {
					seats = seats.Add(l.Subtotal)
				}
			}
		}
		return seats, all
	}
	unbilled, all := charged(c.lines(c.export("reconciliation/unbilled/export", map[string]string{"billingPeriod": "current", "currencyCode": "EUR"})))
	if !unbilled.IsPositive() || !all.GreaterThan(unbilled) {
		t.Fatalf("10 seats and software cost %s and %s before the invoice", unbilled, all)
	}
	later := func() invoiceItem {
		c.srv.Advance(31 * 24 * time.Hour)
		c.token = map[string]string{}
		inv := c.invoices()[0]
		if lines := c.lines(c.export(billedReconciliation, map[string]string{"invoiceId": inv.ID})); !sum(lines).Equal(inv.TotalCharges) {
			t.Errorf("%s states %s, its lines add up to %s", inv.ID, inv.TotalCharges, sum(lines))
		}
		return inv
	}
	first := later()
	if got := c.billed(first.InvoiceDate[:10])[tenant]; !first.TotalCharges.Equal(all) || !got.Equal(all) {
		t.Errorf("the first month costs %s on the invoice and %s at Cloudmore, was estimated at %s", first.TotalCharges, got, all)
	}
	c.pc("PATCH", at+"/subscriptions/"+sub, map[string]any{"quantity": 20}).want(t, http.StatusOK)
	second, third := later(), later()
	if want := unbilled.Mul(decimal.NewFromInt(2)); !second.TotalCharges.GreaterThan(unbilled) || !third.TotalCharges.Equal(want) {
		t.Errorf("the month of the change costs %s, the next one %s, want %s", second.TotalCharges, third.TotalCharges, want)
	}
	var lines []line
	for _, l := range c.pc("GET", "/invoices/"+third.ID+"/lineitems?provider=OneTime&invoicelineitemtype=BillingLineItems", nil).items(t) {
		if l["subscriptionId"] != sub {
			t.Errorf("a line is of the subscription %v, want %s", l["subscriptionId"], sub)
		}
		lines = append(lines, line{})
	}
	if len(lines) == 0 {
		t.Error("the invoice has no lines")
	}
	c.pc("POST", at+"/transfers/"+c.pc("POST", at+"/transfers", map[string]any{"targetPartnerTenantId": "x", "lineItems": []any{map[string]string{"subscriptionId": sub}}}).text(t, "id")+"/accept", nil).want(t, http.StatusOK)
	later()
	if last := later(); !last.TotalCharges.IsZero() {
		t.Errorf("after the subscription ended a month costs %s", last.TotalCharges)
	}
	for i, inv := range []invoiceItem{first, second, third} {
		for _, now := range c.invoices() {
			if now.ID == inv.ID && !now.TotalCharges.Equal(inv.TotalCharges) {
				t.Errorf("invoice %d has changed from %s to %s", i+1, inv.TotalCharges, now.TotalCharges)
			}
		}
	}
}
