package mockserver

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

func usageRoutes() []route {
	const at = "/v1/customers/{customer}"
	const sub, proof = at + "/subscriptions/{subscription}", "TestUsage"
	return []route{
		pcRoute("azure.entitlements.list", "GET "+sub+"/azureEntitlements", (*Server).azureEntitlements, "TestAzureEntitlements"),
		pcRoute("azure.entitlements.get", "GET "+sub+"/azureEntitlements/{entitlement}", (*Server).azureEntitlementGet, "TestAzureEntitlements"),
		pcRoute("azure.entitlements.cancel", "POST "+sub+"/azureEntitlements/{entitlement}/cancel", (*Server).azureEntitlementCancel, "TestAzureEntitlements"),
		pcRoute("azure.entitlements.reactivate", "POST "+sub+"/azureEntitlements/{entitlement}/reactivate", (*Server).azureEntitlementReactivate, "TestAzureEntitlements").inferred(),
		pcRoute("azure.utilizations.list", "GET "+sub+"/utilizations/azure", (*Server).utilizations, proof),
		pcRoute("ratecards.azure.get", "GET /v1/ratecards/azure", (*Server).rateCard, ""),
		pcRoute("ratecards.azureShared.get", "GET /v1/ratecards/azure-shared", (*Server).rateCard, ""),
		pcRoute("usage.summary.get", "GET /v1/usagesummary", (*Server).usageSummary, proof).forUsers(),
		pcRoute("customers.usagesummary.get", "GET "+at+"/usagesummary", (*Server).customerUsageSummary, proof).forUsers(),
		pcRoute("subscriptions.usagesummary.get", "GET "+sub+"/usagesummary", (*Server).subscriptionUsageSummary, proof).forUsers(),
		pcRoute("customers.usagerecords.list", "GET /v1/customers/usagerecords", (*Server).customerUsageRecords, proof).forUsers(),
		pcRoute("subscriptions.usagerecords.list", "GET "+at+"/subscriptions/usagerecords", (*Server).subscriptionUsageRecords, proof).forUsers(),
		pcRoute("subscriptions.resourceusagerecords.list", "GET "+sub+"/resourceusagerecords", (*Server).meterUsageRecords, proof).forUsers(),
		pcRoute("subscriptions.meterusagerecords.list", "GET "+sub+"/meterusagerecords", (*Server).meterUsageRecords, proof).forUsers(),
		pcRoute("subscriptions.usagerecords.daily.list", "GET "+sub+"/usagerecords/daily", (*Server).dailyUsageRecords, proof).forUsers().inSwagger(),
		pcRoute("subscriptions.usagerecords.resources.list", "GET "+sub+"/usagerecords/resources", (*Server).meterUsageRecords, proof).forUsers(),
		pcRoute("customers.usagebudget.get", "GET "+at+"/usagebudget", (*Server).budgetGet, proof).forUsers(),
		pcRoute("customers.usagebudget.update", "PATCH "+at+"/usagebudget", (*Server).budgetUpdate, proof).forUsers(),
		pcRoute("servicecosts.get", "GET "+at+"/servicecosts/mostrecent", (*Server).serviceCosts, proof).forUsers(),
		pcRoute("servicecosts.lineitems.list", "GET "+at+"/servicecosts/mostrecent/lineitems", (*Server).serviceCostLines, proof).forUsers(),
	}
}

// An azureEntitlement is one Azure subscription within an Azure plan.
type azureEntitlement struct {
	ID                 string       `json:"id"`
	FriendlyName       string       `json:"friendlyName"`
	Status             string       `json:"status"`
	SubscriptionID     string       `json:"subscriptionId"`
	CancellationReason string       `json:"cancellationReason,omitempty"`
	Attributes         pcAttributes `json:"attributes"`
}

func (s *Server) azureEntitlementOf(sub *Subscription) *azureEntitlement {
	if x := s.st.ledger.AzureEntitlements[sub.EntitlementID]; x != nil {
		return x
	}
	return &azureEntitlement{ID: sub.EntitlementID, FriendlyName: "Azure subscription 1", Status: "active", SubscriptionID: sub.ID, Attributes: pcAttributes{ObjectType: "AzureEntitlement"}}
}

func (s *Server) withAzure(c *call, use func(*Tenant, *Subscription) *reply) *reply {
	return s.withSubscription(c, func(t *Tenant, sub *Subscription) *reply {
		if !sub.azure() {
			return refuse("The subscription %s is not one of Azure.", sub.ID)
		}
		return use(t, sub)
	})
}

// azureEntitlements lists them; a subscription of seats has none.
func (s *Server) azureEntitlements(c *call) *reply {
	return s.withSubscription(c, func(t *Tenant, sub *Subscription) *reply {
		items := []*azureEntitlement{}
		if sub.azure() {
			items = append(items, s.azureEntitlementOf(sub))
		}
		return ok(collection(items, sub.path(t)+"/azureEntitlements"))
	})
}

func (s *Server) withAzureEntitlement(c *call, use func(*azureEntitlement) *reply) *reply {
	return s.withAzure(c, func(_ *Tenant, sub *Subscription) *reply {
		x := s.azureEntitlementOf(sub)
		if !strings.EqualFold(x.ID, c.params["entitlement"]) {
			return pcError(http.StatusNotFound, 2000, "The entitlement "+c.params["entitlement"]+" was not found.")
		}
		return use(x)
	})
}

func (s *Server) azureEntitlementGet(c *call) *reply {
	return s.withAzureEntitlement(c, func(x *azureEntitlement) *reply { return ok(x) })
}

func (s *Server) azureEntitlementCancel(c *call) *reply {
	return s.withAzureEntitlement(c, func(x *azureEntitlement) *reply {
		var in struct{ CancellationReason string }
		if err := c.decode(&in); err != nil {
			return badInput(err)
		}
		if x.Status != "active" {
			return refuse("The entitlement is %s.", x.Status)
		}
		next := *x
		next.Status, next.CancellationReason = "canceled", in.CancellationReason
		setIn(&s.st.ledger.AzureEntitlements, x.ID, &next)
		return ok(next)
	})
}

func (s *Server) azureEntitlementReactivate(c *call) *reply {
	return s.withAzureEntitlement(c, func(x *azureEntitlement) *reply {
		if x.Status == "active" {
			return refuse("The entitlement is active.")
		}
		next := *x
		next.Status, next.CancellationReason = "active", ""
		setIn(&s.st.ledger.AzureEntitlements, x.ID, &next)
		return ok(next)
	})
}

// openMonth is the month that is being used and not billed yet.
func (s *Server) openMonth() *invoice {
	return &invoice{Month: s.st.billedFrom(s.brokerNow()), Currency: s.st.gen.currency, sign: 1}
}

// consumed yields a tenant's Azure charges of a month, one per meter.
func (s *Server) consumed(t *Tenant, inv *invoice, yield func(*charge)) {
	inv.charges(s.st.gen, []*Tenant{t}, func(c *charge) bool {
		if c.meter != nil {
			yield(c)
		}
		return true
	})
}

// azureCost is what a tenant's Azure costs in a month, in cents.
func (s *Server) azureCost(t *Tenant, inv *invoice) (sum int64) {
	s.consumed(t, inv, func(c *charge) { sum += c.subtotal })
	return sum
}

// utilizations tells what Azure was used by day, between the hours asked for.
func (s *Server) utilizations(c *call) *reply {
	return s.withAzure(c, func(t *Tenant, sub *Subscription) *reply {
		from, err1 := queryTime(c, "start_time")
		to, err2 := queryTime(c, "end_time")
		if err1 != nil || err2 != nil || !from.Before(to) || to.Sub(from) > 366*24*time.Hour {
			return refuse("start_time and end_time must be times, the first before the second by a year at most.")
		}
		items := []map[string]any{}
		entitlement := s.azureEntitlementOf(sub).ID
		for day := from.UTC().Truncate(24 * time.Hour); day.Before(to); day = day.AddDate(0, 0, 1) {
			inv := &invoice{Month: monthOf(day), Currency: s.st.gen.currency, sign: 1}
			s.consumed(t, inv, func(x *charge) {
				items = append(items, map[string]any{
					"usageStartTime": stamp(day), "usageEndTime": stamp(day.AddDate(0, 0, 1)), "quantity": price(x.quantity * nano / int64(inv.Month.days())), "unit": x.meter.unit,
					"resource":   map[string]string{"id": x.meter.id, "name": x.meter.name, "category": x.meter.category, "subcategory": x.meter.category, "region": "EU North"},
					"infoFields": map[string]string{}, "attributes": pcAttributes{ObjectType: "AzureUtilizationRecord"},
					"instanceData": map[string]any{"resourceUri": "/subscriptions/" + entitlement + "/resourceGroups/rg-production/" + itoa(x.sub), "location": "northeurope", "partNumber": "", "orderNumber": "", "additionalInfo": map[string]string{}},
				})
			})
		}
		return pageByOffset(c, items, sub.path(t)+"/utilizations/azure")
	})
}

func queryTime(c *call, name string) (time.Time, error) {
	text := strings.ReplaceAll(c.param(name), " ", "+") // a plus sign that was not escaped
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	return parseDay(text)
}

func (s *Server) rateCard(c *call) *reply {
	items := []map[string]any{}
	for _, m := range s.st.gen.meters {
		items = append(items, map[string]any{
			"id": m.id, "name": m.name, "rates": map[string]json.Number{"0": "0.192"}, "tags": []string{}, "category": m.category, "subcategory": m.category, "region": "EU North",
			"unit": m.unit, "includedQuantity": json.Number("0.0"), "effectiveDate": "2025-01-01T00:00:00Z",
		})
	}
	return ok(map[string]any{
		"locale": orElse(c.param("region"), "en-US"), "currency": orElse(c.param("currency"), "USD"), "isTaxIncluded": false, "meters": items,
		"offerTerms": []map[string]any{{"name": "Partner earned credit", "discount": json.Number("0.15"), "excludedMeterIds": []string{}, "effectiveDate": "2025-01-01T00:00:00Z"}},
		"attributes": pcAttributes{ObjectType: "AzureRateCard"},
	})
}

// usage is what all summaries and records of usage share.
func (s *Server) usage(id, name string, sum int64, inv *invoice, kind, self string, more map[string]any) map[string]any {
	m := map[string]any{
		"resourceId": id, "id": id, "resourceName": name, "name": name, "totalCost": cents(sum), "usdTotalCost": cents(sum), "currencyLocale": "en-US", "currencyCode": s.st.gen.currency,
		"billingStartDate": stamp(inv.Month.first()), "billingEndDate": stamp(inv.Month.last()), "lastModifiedDate": stamp(s.brokerNow()),
		"attributes": pcAttributes{ObjectType: kind},
	}
	if self != "" {
		m["links"] = pcLinks{Self: linkTo(self)}
	}
	for k, v := range more {
		m[k] = v
	}
	return m
}

// azureTenants are the customers that use Azure.
func (s *Server) azureTenants() []*Tenant {
	var out []*Tenant
	for _, t := range s.st.tenants {
		if t.Customer && t.Spend.Azure > 0 {
			out = append(out, t)
		}
	}
	return out
}

func (s *Server) usageSummary(*call) *reply {
	inv := s.openMonth()
	var sum int64
	over := 0
	tenants := s.azureTenants()
	for _, t := range tenants {
		cost := s.azureCost(t, inv)
		sum += cost
		if limit, set := parseCents(s.st.ledger.Budgets[t.ID]); set && cost > limit {
			over++
		}
	}
	return ok(s.usage(s.partner.TenantID, s.partner.Name, sum, inv, "PartnerUsageSummary", "/usagesummary", map[string]any{
		"customersOverBudget": over, "customersTrendingOver": 0, "customersWithUsageBasedSubscription": len(tenants),
	}))
}

// budget is a customer's spending budget; without an amount there is none.
func (s *Server) budget(t *Tenant) map[string]any {
	m := map[string]any{"attributes": pcAttributes{ObjectType: "SpendingBudget"}}
	if amount, set := s.st.ledger.Budgets[t.ID]; set {
		m["amount"] = amount
	}
	return m
}

func (s *Server) customerUsageSummary(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		inv := s.openMonth()
		return ok(s.usage(t.ID, t.Name, s.azureCost(t, inv), inv, "CustomerUsageSummary", t.path()+"/usagesummary", map[string]any{"budget": s.budget(t)}))
	})
}

func (s *Server) subscriptionUsageSummary(c *call) *reply {
	return s.withAzure(c, func(t *Tenant, sub *Subscription) *reply {
		inv := s.openMonth()
		return ok(s.usage(sub.ID, sub.FriendlyName, s.azureCost(t, inv), inv, "SubscriptionUsageSummary", sub.path(t)+"/usagesummary", nil))
	})
}

func (s *Server) customerUsageRecords(c *call) *reply {
	inv := s.openMonth()
	items := []map[string]any{}
	for _, t := range s.azureTenants() {
		cost := s.azureCost(t, inv)
		percent := json.Number("0")
		if limit, set := parseCents(s.st.ledger.Budgets[t.ID]); set && limit > 0 {
			percent = cents(cost * 10_000 / limit)
		}
		items = append(items, s.usage(t.ID, t.Name, cost, inv, "CustomerMonthlyUsageRecord", "", map[string]any{
			"budget": s.budget(t), "customerSpendingBudget": s.budget(t), "percentUsed": percent, "isUpgraded": true,
		}))
	}
	return ok(collection(items, "/customers/usagerecords"))
}

func (s *Server) subscriptionUsageRecords(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		inv := s.openMonth()
		items := []map[string]any{}
		for _, sub := range s.subscriptionsOf(t) {
			if sub.azure() {
				items = append(items, s.usage(sub.ID, sub.FriendlyName, s.azureCost(t, inv), inv, "SubscriptionMonthlyUsageRecord", "", map[string]any{"offerId": sub.OfferID, "status": sub.Status}))
			}
		}
		return ok(collection(items, t.path()+"/subscriptions/usagerecords"))
	})
}

// meterUsageRecords tells what a subscription used this month, by meter.
func (s *Server) meterUsageRecords(c *call) *reply {
	return s.withAzure(c, func(t *Tenant, sub *Subscription) *reply {
		items := []map[string]any{}
		entitlement := s.azureEntitlementOf(sub)
		s.consumed(t, s.openMonth(), func(x *charge) {
			items = append(items, map[string]any{
				"category": x.meter.category, "subcategory": x.meter.category, "quantityUsed": whole(x.quantity), "unit": x.meter.unit, "id": x.meter.id, "resourceId": x.meter.id,
				"name": x.meter.name, "resourceName": x.meter.name, "meterId": x.meter.id, "meterName": x.meter.name, "totalCost": cents(x.subtotal), "usdTotalCost": cents(x.subtotal),
				"currencyLocale": "en-US", "currencyCode": s.st.gen.currency, "subscriptionId": sub.ID, "entitlementId": entitlement.ID, "entitlementName": entitlement.FriendlyName,
				"resourceGroupName": "rg-production", "resourceType": x.meter.category, "resourceUri": "/subscriptions/" + entitlement.ID + "/resourceGroups/rg-production/" + itoa(x.sub),
				"productName": x.product.name, "productId": x.product.id, "region": "EU North", "isPartnerEarnedCredit": true, "lastModifiedDate": stamp(c.now),
				"attributes": pcAttributes{ObjectType: "AzureResourceMonthlyUsageRecord"},
			})
		})
		return ok(collection(items, sub.path(t)+"/usagerecords/resources"))
	})
}

// dailyUsageRecords spreads what the open month has cost over its days so far.
func (s *Server) dailyUsageRecords(c *call) *reply {
	return s.withAzure(c, func(t *Tenant, sub *Subscription) *reply {
		inv, items := s.openMonth(), []map[string]any{}
		cost, days := s.azureCost(t, inv), int64(s.brokerNow().Day())
		for n := range days {
			day := inv.Month.day(int(n) + 1)
			items = append(items, map[string]any{
				"dateUsed": stamp(day), "id": sub.ID, "resourceId": sub.ID, "name": sub.FriendlyName, "resourceName": sub.FriendlyName, "totalCost": cents(cost*(n+1)/days - cost*n/days),
				"currencyLocale": "en-US", "currencyCode": s.st.gen.currency, "lastModifiedDate": stamp(day), "attributes": pcAttributes{ObjectType: "SubscriptionDailyUsageRecord"},
			})
		}
		return ok(collection(items, sub.path(t)+"/usagerecords/daily"))
	})
}

func (s *Server) budgetGet(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply { return ok(s.budget(t)) })
}

// budgetUpdate sets the budget, or takes it away with a null amount.
func (s *Server) budgetUpdate(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		var in struct{ Amount *json.Number }
		if err := c.decode(&in); err != nil {
			return badInput(err)
		}
		if in.Amount == nil {
			delete(s.st.ledger.Budgets, t.ID)
			return ok(s.budget(t))
		}
		if n, valid := parseCents(*in.Amount); !valid || n < 0 {
			return refuse("amount must be a number from 0 with at most two decimals.")
		}
		setIn(&s.st.ledger.Budgets, t.ID, *in.Amount)
		return ok(s.budget(t))
	})
}

// newestInvoice is the last month's invoice; nil before there is one.
func (s *Server) newestInvoice() *invoice {
	all := slices.Clone(s.st.invoices)
	slices.SortStableFunc(all, byDate)
	for _, inv := range all {
		if inv.sign > 0 {
			return inv
		}
	}
	return nil
}

func (s *Server) costLines(t *Tenant, inv *invoice) []ReconciliationLine {
	var out []ReconciliationLine
	if inv != nil {
		for l := range inv.lines(s.st.gen, s.partner, []*Tenant{t}) {
			if l.CustomerId == t.ID {
				out = append(out, l)
			}
		}
	}
	return out
}

// serviceCosts adds up what the newest invoice bills for a customer.
func (s *Server) serviceCosts(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		inv := s.newestInvoice()
		if inv == nil {
			return pcError(http.StatusNotFound, 2000, "There is no invoice yet.")
		}
		var net, tax int64
		for _, l := range s.costLines(t, inv) {
			n, _ := parseCents(l.Subtotal)
			x, _ := parseCents(l.TaxTotal)
			net, tax = net+n, tax+x
		}
		self := t.path() + "/servicecosts/mostrecent"
		summary := func(links map[string]*pcLink) map[string]any {
			return map[string]any{
				"billingStartDate": stamp(inv.Month.first()), "billingEndDate": stamp(inv.Month.last()), "pretaxTotal": cents(net), "tax": cents(tax), "afterTaxTotal": cents(net + tax),
				"currencyCode": inv.Currency, "currencySymbol": symbol(inv.Currency), "customerId": t.ID, "links": links, "attributes": pcAttributes{ObjectType: "ServiceCostsSummary"},
			}
		}
		m := summary(map[string]*pcLink{"serviceCostLineItems": linkTo(self + "/lineitems"), "self": linkTo(self)})
		m["details"] = []map[string]any{{"invoiceType": "OneTime", "summary": summary(map[string]*pcLink{})}}
		return ok(m)
	})
}

func (s *Server) serviceCostLines(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		items := []map[string]any{}
		for _, l := range s.costLines(t, s.newestInvoice()) {
			items = append(items, map[string]any{
				"afterTaxTotal": l.Total, "chargeType": strings.ToUpper(l.ChargeType), "currencyCode": l.Currency, "currencySymbol": symbol(l.Currency), "customerId": l.CustomerId, "customerName": l.CustomerName,
				"startDate": l.ChargeStartDate, "endDate": l.ChargeEndDate, "offerId": l.ProductId + ":" + l.SkuId, "offerName": l.SkuName, "orderId": l.OrderId, "pretaxTotal": l.Subtotal, "quantity": l.Quantity,
				"resellerMPNId": orElse(l.ResellerMPNID, "0"), "subscriptionFriendlyName": l.SubscriptionDescription, "subscriptionId": l.SubscriptionId, "tax": l.TaxTotal, "unitPrice": l.UnitPrice,
				"invoiceNumber": l.InvoiceNumber, "invoiceType": "OneTime", "productId": l.ProductId, "skuId": l.SkuId, "availabilityId": l.AvailabilityId, "productName": l.ProductName, "skuName": l.SkuName,
				"publisherName": l.PublisherName, "publisherId": l.PublisherId, "termAndBillingCycle": l.TermAndBillingCycle, "discountDetails": "N/A",
			})
		}
		return ok(collection(items, t.path()+"/servicecosts/mostrecent/lineitems"))
	})
}
