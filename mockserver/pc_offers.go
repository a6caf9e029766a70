package mockserver

import (
	"net/http"
	"strings"
)

func offerRoutes() []route {
	return []route{
		pcRoute("offercategories.list", "GET /v1/offercategories", (*Server).offerCategories, "").also("/v1/customers/{customer}/offercategories"),
		pcRoute("offers.list", "GET /v1/offers", (*Server).offersList, "TestOrders").inferred().also("/v1/customers/{customer}/offers"),
		pcRoute("offers.get", "GET /v1/offers/{offer}", (*Server).offersGet, "TestOrders").inferred(),
		pcRoute("offers.addons.list", "GET /v1/offers/{offer}/addons", (*Server).offerAddOns, "").inferred().also("/v1/customers/{customer}/offers/{offer}/addons"),
		pcRoute("products.checkinventory", "POST /v1/extensions/product/checkinventory", (*Server).inventoryCheck, "TestInventory").asks(),
		pcRoute("productpromotions.list", "GET /v1/productpromotions", (*Server).promotionsList, "TestPromotions"),
		pcRoute("productpromotions.get", "GET /v1/productpromotions/{promotion}", (*Server).promotionsGet, "TestPromotions"),
		pcRoute("customers.promotionEligibilities", "POST /v1/customers/{customer}/promotionEligibilities", (*Server).promotionEligibilities, "TestPromotions").asks().inferred(),
	}
}

func offerCategory(country string) map[string]any {
	return map[string]any{"id": "Small_Business_Key", "name": "Small Business", "rank": 10, "locale": "en-us", "country": strings.ToUpper(country), "attributes": pcAttributes{ObjectType: "OfferCategory"}}
}

// withCountry checks the country that questions about legacy offers need; below
// a customer it is the customer's.
func (s *Server) withCountry(c *call, use func(country string) *reply) *reply {
	if c.params["customer"] != "" {
		return s.withCustomer(c, func(t *Tenant) *reply { return use(t.Address.Country) })
	}
	country := c.param("country")
	if len(country) != 2 {
		return refuse("The parameter country must be a two-letter country code.")
	}
	return use(country)
}

func (s *Server) offerCategories(c *call) *reply {
	return s.withCountry(c, func(country string) *reply {
		return ok(collection([]map[string]any{offerCategory(country)}, "/offercategories?country="+country))
	})
}

func (s *Server) offerBody(p *product, country string) map[string]any {
	id := s.st.legacyOfferID(p)
	return map[string]any{
		"id": id, "name": p.name, "description": p.name, "minimumQuantity": 1, "maximumQuantity": 10_000_000, "rank": 10, "uri": "/3c95518e-8c37-41e3-9627-0ca339200f53/offers/" + id,
		"locale": "en-us", "country": strings.ToUpper(country), "category": offerCategory(country), "prerequisiteOffers": []string{}, "isAddOn": p.addOn, "hasAddOns": !p.addOn,
		"isAvailableForPurchase": true, "isTrial": false, "billing": "license", "supportedBillingCycles": []string{"monthly", "annual"}, "isAutoRenewable": true, "isInternal": false,
		"conversionTargetOffers": []string{}, "upgradeTargetOffers": []string{}, "partnerQualifications": []string{}, "resellerQualifications": []string{}, "reselleeQualifications": []string{},
		"salesGroupId": "Office", "acquisitionType": "subscription", "unitType": "Licenses", "product": map[string]string{"id": p.id, "name": p.name, "unit": "Licenses"},
		"links": map[string]*pcLink{"self": linkTo("/offers/" + id)}, "attributes": pcAttributes{ObjectType: "Offer"},
	}
}

// offersList pages by offset.
func (s *Server) offersList(c *call) *reply {
	return s.withCountry(c, func(country string) *reply {
		var items []map[string]any
		for _, p := range s.st.legacyOffers() {
			items = append(items, s.offerBody(p, country))
		}
		return pageByOffset(c, items, "/offers?country="+country)
	})
}

func (s *Server) withOffer(c *call, use func(p *product, country string) *reply) *reply {
	return s.withCountry(c, func(country string) *reply {
		if p := s.st.legacyOffer(c.params["offer"]); p != nil {
			return use(p, country)
		}
		return pcError(http.StatusNotFound, 400013, "The offer "+c.params["offer"]+" was not found.")
	})
}

func (s *Server) offersGet(c *call) *reply {
	return s.withOffer(c, func(p *product, country string) *reply { return ok(s.offerBody(p, country)) })
}

func (s *Server) offerAddOns(c *call) *reply {
	return s.withOffer(c, func(p *product, country string) *reply {
		var items []map[string]any
		for _, other := range s.st.legacyOffers() {
			if other.addOn && !p.addOn {
				items = append(items, s.offerBody(other, country))
			}
		}
		return ok(collection(items, "/offers/"+c.params["offer"]+"/addons?country="+country))
	})
}

// inventoryCheck finds a product restricted for an Azure subscription that the
// customer of the context has not; nothing else is restricted here.
func (s *Server) inventoryCheck(c *call) *reply {
	var in struct {
		TargetItems      []struct{ ProductID, SkuID string }
		InventoryContext struct{ CustomerID, AzureSubscriptionID, ArmRegionName string }
	}
	if err := c.decode(&in); err != nil {
		return badInput(err)
	}
	if len(in.TargetItems) == 0 {
		return refuse("TargetItems is required.")
	}
	restrictions := []map[string]any{}
	if azure := in.InventoryContext.AzureSubscriptionID; azure != "" && !s.ownsAzure(in.InventoryContext.CustomerID, azure) {
		restrictions = append(restrictions, map[string]any{
			"reasonCode": "NotAvailableForSubscription", "description": "Restriction identified of type NotAvailableForSubscription",
			"properties": map[string]string{"type": "Location", "values": in.InventoryContext.ArmRegionName},
		})
	}
	items := []map[string]any{}
	for _, asked := range in.TargetItems {
		for _, p := range s.st.catalog() {
			if strings.EqualFold(p.id, asked.ProductID) && (asked.SkuID == "" || asked.SkuID == p.sku) {
				items = append(items, map[string]any{"productId": p.id, "skuId": p.sku, "isRestricted": len(restrictions) > 0, "restrictions": restrictions})
			}
		}
	}
	return ok(items)
}

// ownsAzure says whether an Azure subscription is the customer's.
func (s *Server) ownsAzure(customer, azure string) bool {
	t := s.st.customer(customer)
	if t == nil {
		return false
	}
	for _, sub := range s.subscriptionsOf(t) {
		if sub.azure() && strings.EqualFold(sub.EntitlementID, azure) {
			return true
		}
	}
	return false
}

// promotion is the discount that seeded lines with a promotion have.
func (s *Server) promotion(p *product) map[string]any {
	id := promotionID(p)
	return map[string]any{
		"id": id, "name": "15% off " + p.name, "description": "15% off the first year of " + p.name, "startDate": "2025-07-01T00:00:00Z", "endDate": "9999-01-01T00:00:00Z",
		"properties": map[string]bool{"isAutoApplicable": true},
		"requiredProducts": []map[string]any{{
			"productId": p.id, "skuId": p.sku, "term": map[string]string{"duration": "P1Y", "billingCycle": "Monthly"}, "pricingPolicies": []map[string]string{{"policyType": "PercentDiscount", "value": "0.15"}},
		}},
		"promotionConstraints": map[string]any{
			"seatConstraints":             []map[string]any{{"minSeats": 1, "maxSeats": promotionSeats, "type": "SubscriptionQuantity"}},
			"assetOwnershipLimits":        []map[string]any{{"minAssets": 0, "maxAssets": 1, "type": "LifetimeRedemptionCount"}},
			"eligibilityConstraints":      []map[string]any{{"isApplicable": true, "type": "FirstPurchase"}},
			"productOwnershipConstraints": [][]map[string]string{{{"bigId": p.id + "/" + p.sku}}},
		},
	}
}

// promotionSeats is how many seats a promotion is for at most.
const promotionSeats = 2400

func promotionID(p *product) string { return p.id + ":" + p.sku + ":" + p.availability }

func (s *Server) promoted() []*product {
	var out []*product
	for _, p := range s.st.catalog() {
		if !p.usage() && !p.once {
			out = append(out, p)
		}
	}
	return out
}

func (s *Server) promotionsList(c *call) *reply {
	return s.withCountry(c, func(country string) *reply {
		if c.param("segment") == "" {
			return refuse("The parameter segment is required.")
		}
		var items []map[string]any
		for _, p := range s.promoted() {
			items = append(items, s.promotion(p))
		}
		return ok(collection(items, "/productpromotions?country="+country))
	})
}

func (s *Server) promotionsGet(c *call) *reply {
	return s.withCountry(c, func(string) *reply {
		for _, p := range s.promoted() {
			if strings.EqualFold(promotionID(p), c.params["promotion"]) {
				return ok(s.promotion(p))
			}
		}
		return pcError(http.StatusNotFound, 400013, "The promotion "+c.params["promotion"]+" was not found.")
	})
}

// promotionEligibilities says whether a customer would get a promotion: on the
// first purchase of the product, up to a number of seats.
func (s *Server) promotionEligibilities(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		var in struct{ Items []CartLineItem }
		if err := c.decode(&in); err != nil {
			return badInput(err)
		}
		items := []map[string]any{}
		for _, l := range in.Items {
			p := s.st.offer(l.CatalogItemID)
			if p == nil {
				return refuse("The catalog item %s was not found.", l.CatalogItemID)
			}
			problems := []map[string]any{}
			if l.Quantity > promotionSeats {
				problems = append(problems, map[string]any{"type": "Seats", "description": "The quantity is above the promotion's limit.", "maximumRequiredSeats": promotionSeats})
			}
			for _, sub := range s.subscriptionsOf(t) {
				if strings.EqualFold(sub.OfferID, p.item()) {
					problems = append(problems, map[string]any{"type": "FirstPurchase", "description": "The customer has bought the product before."})
					break
				}
			}
			items = append(items, map[string]any{
				"id": l.ID, "catalogItemId": l.CatalogItemID, "quantity": l.Quantity, "termDuration": l.TermDuration, "billingCycle": l.BillingCycle,
				"eligibilities": []map[string]any{{"promotionId": promotionID(p), "isEligible": len(problems) == 0, "errors": problems}},
			})
		}
		return ok(collection(items, t.path()+"/promotionEligibilities"))
	})
}

// pageByOffset answers one page of a list that pages by size and offset.
func pageByOffset[T any](c *call, all []T, self string) *reply {
	size, err := c.queryInt("size", 200)
	if err != nil {
		return refuse("%v", err)
	}
	offset, err := c.queryInt("offset", 0)
	if err != nil {
		return refuse("%v", err)
	}
	if size == 0 {
		size = 200
	}
	from := min(offset, len(all))
	to := min(from+size, len(all))
	page := collection(all[from:to], self)
	if to < len(all) {
		sep := "?"
		if strings.Contains(self, "?") {
			sep = "&"
		}
		page.Links.Next = linkTo(self + sep + "size=" + itoa(size) + "&offset=" + itoa(to))
	}
	return ok(page)
}
