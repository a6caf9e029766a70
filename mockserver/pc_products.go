package mockserver

import (
	"net/http"
	"strings"
)

func productRoutes() []route {
	row := func(op, pattern string, handle func(*Server, *call) *reply) route {
		return route{op: op, method: "GET", patterns: []string{"/v1" + pattern}, vendor: vendorPartnerCenter, handle: handle,
			fidelity: ShapeOnly, evidence: "published sample"}
	}
	return []route{
		row("products.list", "/products", (*Server).productsList),
		row("products.get", "/products/{product}", (*Server).productsGet),
		row("products.skus.list", "/products/{product}/skus", (*Server).skusList),
		row("products.skus.get", "/products/{product}/skus/{sku}", (*Server).skusGet),
		row("products.skus.availabilities.list", "/products/{product}/skus/{sku}/availabilities", (*Server).availabilitiesList),
		row("products.skus.availabilities.get", "/products/{product}/skus/{sku}/availabilities/{availability}", (*Server).availabilitiesGet),
		row("customers.products.skus.availabilities.get", "/customers/{customer}/products/{product}/skus/{sku}/availabilities/{availability}", (*Server).availabilitiesGet),
		row("customers.products.list", "/customers/{customer}/products", (*Server).productsList),
		row("customers.products.get", "/customers/{customer}/products/{product}", (*Server).productsGet),
		row("customers.products.skus.list", "/customers/{customer}/products/{product}/skus", (*Server).skusList),
		row("customers.products.skus.get", "/customers/{customer}/products/{product}/skus/{sku}", (*Server).skusGet),
		row("customers.products.skus.availabilities.list", "/customers/{customer}/products/{product}/skus/{sku}/availabilities", (*Server).availabilitiesList),
	}
}

// catalog is everything that can be bought.
func (st *state) catalog() []*product {
	out := make([]*product, 0, len(st.gen.products)+1)
	for i := range st.gen.products {
		out = append(out, &st.gen.products[i])
	}
	return append(out, &st.gen.azure)
}

// offer finds a product by its catalog item id, product:sku:availability.
func (st *state) offer(id string) *product {
	for _, p := range st.catalog() {
		if strings.EqualFold(id, p.item()) {
			return p
		}
	}
	return nil
}

func (p *product) item() string { return p.id + ":" + p.sku + ":" + p.availability }

func (p *product) usage() bool { return p.yearUSD == 0 }

func (p *product) targetView() string {
	switch {
	case p.usage():
		return "Azure"
	case p.once:
		return "SoftwarePerpetual"
	}
	return "OnlineServices"
}

// path is the product's address: below the customer if it was asked there.
func (p *product) path(c *call) string {
	if id := c.params["customer"]; id != "" {
		return "/customers/" + id + "/products/" + p.id
	}
	return "/products/" + p.id
}

func (p *product) body(c *call) map[string]any {
	kind := "OnlineServicesNCE"
	if p.usage() {
		kind = "Azure"
	} else if p.once {
		kind = "Software"
	}
	return map[string]any{
		"id": p.id, "title": p.name, "description": p.name, "productType": productType{kind, kind}, "isMicrosoftProduct": true, "publisherName": "Microsoft Corporation",
		"links": map[string]*pcLink{"skus": linkTo(p.path(c) + "/skus"), "self": linkTo(p.path(c))},
	}
}

func (p *product) skuBody(c *call) map[string]any {
	return map[string]any{
		"id": p.sku, "productId": p.id, "title": p.name, "description": p.name, "minimumQuantity": 1, "maximumQuantity": 10_000_000, "isTrial": false,
		"supportedBillingCycles": []string{"monthly", "annual"}, "purchasePrerequisites": []string{"MicrosoftCustomerAgreement"},
		"inventoryVariables": []string{}, "provisioningVariables": []string{}, "dynamicAttributes": map[string]any{"isAddon": p.addOn},
		"links": map[string]*pcLink{"availabilities": linkTo(p.path(c) + "/skus/" + p.sku + "/availabilities"), "self": linkTo(p.path(c) + "/skus/" + p.sku)},
	}
}

// termID names a term within an availability.
func termID(p *product, duration, cycle string) string {
	return strings.ReplaceAll(uuidOf(0, "term", p.item(), duration, cycle), "-", "")[:12]
}

// renewals says that every term renews to the same product.
func renewals(p *product, terms []map[string]any) []map[string]any {
	ids := make([]any, len(terms))
	for i, t := range terms {
		ids[i] = t["id"]
	}
	return []map[string]any{{"applicableTermIds": ids, "renewalOptions": []map[string]any{{"renewToId": p.id + ":" + p.sku, "isAutoRenewable": true}}}}
}

func (s *Server) availabilityBody(c *call, p *product) map[string]any {
	terms := []map[string]any{}
	for _, t := range s.st.gen.terms {
		if t.duration != "" && !p.usage() && !p.once {
			terms = append(terms, map[string]any{
				"id": termID(p, t.duration, t.cycle), "duration": t.duration, "description": t.text, "billingCycle": t.cycle,
				"cancellationPolicies": []map[string]any{{"refundOptions": []map[string]any{{"sequenceId": 0, "type": "Full", "expiresAfter": "P7D"}}}},
			})
		}
	}
	return map[string]any{
		"id": p.availability, "productId": p.id, "skuId": p.sku, "catalogItemId": p.item(),
		"defaultCurrency": map[string]string{"code": s.st.gen.currency, "symbol": symbol(s.st.gen.currency)}, "segment": "commercial",
		"country": orElse(c.param("country"), "US"), "isPurchasable": true, "isRenewable": !p.usage(), "terms": terms,
		"renewalInstructions": renewals(p, terms), "product": p.body(c), "sku": p.skuBody(c),
		"links": map[string]*pcLink{"self": linkTo(p.path(c) + "/skus/" + p.sku + "/availabilities/" + p.availability)},
	}
}

// catalogCall checks what every catalog request needs: a country, or a customer
// that has one.
func (s *Server) catalogCall(c *call, use func() *reply) *reply {
	if c.params["customer"] != "" {
		return s.withCustomer(c, func(*Tenant) *reply { return use() })
	}
	if len(c.param("country")) != 2 {
		return pcError(http.StatusBadRequest, 2000, "The parameter country must be a two-letter country code.")
	}
	return use()
}

func (s *Server) productsList(c *call) *reply {
	return s.catalogCall(c, func() *reply {
		view := c.param("targetView")
		if view == "" {
			return pcError(http.StatusBadRequest, 2000, "The parameter targetView is required.")
		}
		items := []map[string]any{}
		for _, p := range s.st.catalog() {
			if strings.EqualFold(view, p.targetView()) || strings.EqualFold(view, "MicrosoftAzure") && p.usage() {
				items = append(items, p.body(c))
			}
		}
		return ok(collection(items, c.r.URL.RequestURI()))
	})
}

func (s *Server) withProduct(c *call, use func(*product) *reply) *reply {
	return s.catalogCall(c, func() *reply {
		for _, p := range s.st.catalog() {
			if !strings.EqualFold(p.id, c.params["product"]) {
				continue
			}
			if sku, asked := c.params["sku"]; asked && sku != p.sku {
				return pcError(http.StatusNotFound, 400018, "The SKU "+sku+" was not found.")
			}
			return use(p)
		}
		return pcError(http.StatusNotFound, 400013, "The product "+c.params["product"]+" was not found.")
	})
}

func (s *Server) productsGet(c *call) *reply {
	return s.withProduct(c, func(p *product) *reply { return ok(p.body(c)) })
}

func (s *Server) skusList(c *call) *reply {
	return s.withProduct(c, func(p *product) *reply {
		return ok(collection([]map[string]any{p.skuBody(c)}, p.path(c)+"/skus"))
	})
}

func (s *Server) skusGet(c *call) *reply {
	return s.withProduct(c, func(p *product) *reply { return ok(p.skuBody(c)) })
}

func (s *Server) availabilitiesList(c *call) *reply {
	return s.withProduct(c, func(p *product) *reply {
		return ok(collection([]map[string]any{s.availabilityBody(c, p)}, p.path(c)+"/skus/"+p.sku+"/availabilities"))
	})
}

func (s *Server) availabilitiesGet(c *call) *reply {
	return s.withProduct(c, func(p *product) *reply {
		if !strings.EqualFold(p.availability, c.params["availability"]) {
			return pcError(http.StatusNotFound, 400018, "The availability "+c.params["availability"]+" was not found.")
		}
		return ok(s.availabilityBody(c, p))
	})
}
