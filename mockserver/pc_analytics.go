package mockserver

func analyticsRoutes() []route {
	const proof = "TestLicenseAnalytics"
	return []route{
		pcRoute("analytics.licenses.deployment.list", "GET /v1/analytics/licenses/deployment", analytics(deploymentOfPartner), proof).forUsers(),
		pcRoute("analytics.licenses.usage.list", "GET /v1/analytics/licenses/usage", analytics(usageOfPartner), proof).forUsers(),
		pcRoute("customers.analytics.licenses.deployment.list", "GET /v1/customers/{customer}/analytics/licenses/deployment", analytics(deploymentOfCustomer), proof).forUsers(),
		pcRoute("customers.analytics.licenses.usage.list", "GET /v1/customers/{customer}/analytics/licenses/usage", analytics(usageOfCustomer), proof).forUsers(),
		pcRoute("analytics.commercial.deployment.license.list", "GET /v1/analytics/commercial/deployment/license", (*Server).commercialDeployment, proof).forUsers(),
	}
}

// licensesOf adds the seats that customers bought and those that users hold.
func (s *Server) licensesOf(t *Tenant) (sold, held int64) {
	for _, x := range s.skusOf(t) {
		sold, held = sold+x.ActiveUnits, held+x.ConsumedUnits
	}
	return sold, held
}

func (s *Server) licensesOfAll() (sold, held int64) {
	for _, t := range s.st.tenants {
		if t.Customer {
			n, m := s.licensesOf(t)
			sold, held = sold+n, held+m
		}
	}
	return sold, held
}

// analytics answers a list of one row made by one of the functions below, of
// the customer in the path if there is one.
func analytics(row func(s *Server, t *Tenant, now string) map[string]any) func(*Server, *call) *reply {
	return func(s *Server, c *call) *reply {
		answer := func(t *Tenant) *reply {
			m := row(s, t, stamp(c.now))
			m["processedDateTime"], m["serviceName"], m["channel"] = stamp(c.now), "o365", "reseller"
			return ok(collection([]map[string]any{m}, c.r.URL.Path))
		}
		if c.params["customer"] == "" {
			return answer(nil)
		}
		return s.withCustomer(c, answer)
	}
}

func percent(part, of int64) any {
	if of == 0 {
		return price(0)
	}
	return cents(part * 10_000 / of)
}

func deploymentOfPartner(s *Server, _ *Tenant, _ string) map[string]any {
	sold, held := s.licensesOfAll()
	return map[string]any{"proratedDeploymentPercent": percent(held, sold), "licensesDeployed": held, "licensesSold": sold, "attributes": pcAttributes{ObjectType: "PartnerLicensesDeploymentInsights"}}
}

func usageOfPartner(s *Server, _ *Tenant, _ string) map[string]any {
	sold, held := s.licensesOfAll()
	return map[string]any{"proratedLicensesUsagePercent": percent(held, sold), "workloadName": "Exchange Online", "attributes": pcAttributes{ObjectType: "PartnerLicensesUsageInsights"}}
}

func deploymentOfCustomer(s *Server, t *Tenant, _ string) map[string]any {
	sold, held := s.licensesOf(t)
	return map[string]any{
		"customerId": t.ID, "customerName": t.Name, "productName": "OFFICE 365", "licensesDeployed": held, "deploymentPercent": percent(held, sold), "licensesSold": sold,
		"attributes": pcAttributes{ObjectType: "CustomerLicensesDeploymentInsights"},
	}
}

func usageOfCustomer(s *Server, t *Tenant, _ string) map[string]any {
	sold, held := s.licensesOf(t)
	return map[string]any{
		"customerId": t.ID, "customerName": t.Name, "productName": "OFFICE 365", "workloadName": "Exchange Online", "licensesActive": held, "licensesQualified": sold, "licensesUsagePercent": percent(held, sold),
		"attributes": pcAttributes{ObjectType: "CustomerLicensesUsageInsights"},
	}
}

// commercialDeployment tells of every customer and product. It spells its
// envelope as no other answer does, as published.
func (s *Server) commercialDeployment(c *call) *reply {
	items := []map[string]any{}
	for _, t := range s.st.tenants {
		if !t.Customer {
			continue
		}
		for _, x := range s.skusOf(t) {
			items = append(items, map[string]any{
				"processedDateTime": stamp(c.now), "serviceCode": "o365", "serviceName": "Office 365", "channel": "reseller", "customerTenantId": t.ID, "customerName": t.Name,
				"productId": x.ProductSKU.ID, "productName": x.ProductSKU.Name, "licensesDeployed": x.ConsumedUnits, "licensesSold": x.ActiveUnits,
			})
		}
	}
	return ok(map[string]any{"Value": items, "@nextLink": nil, "TotalCount": len(items)})
}
