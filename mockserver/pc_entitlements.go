package mockserver

import (
	"net/http"
	"strings"
)

func entitlementRoutes() []route {
	return []route{
		pcRoute("entitlements.list", "GET /v1/customers/{customer}/entitlements", (*Server).entitlementsList, "TestEntitlements").inferred(),
		pcRoute("entitlements.artifacts.get", "GET /v1/customers/{customer}/artifacts/{type}/groups/{group}/lineitems/{line}/resource/{resource}", (*Server).artifactGet, "TestEntitlements").forUsers().inferred(),
		pcRoute("productUpgrades.eligibility", "POST /v1/productUpgrades/eligibility", (*Server).upgradeEligibility, "TestProductUpgrades").forUsers().asks().inferred(),
		pcRoute("productUpgrades.create", "POST /v1/productUpgrades", (*Server).productUpgradesCreate, "TestProductUpgrades").forUsers().inferred(),
		pcRoute("productUpgrades.status.get", "POST /v1/productUpgrades/{upgrade}/status", (*Server).productUpgradeStatus, "TestProductUpgrades").forUsers().asks(),
	}
}

// entitlementsList lists what a customer owns: software that was bought once.
func (s *Server) entitlementsList(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		items := []map[string]any{}
		for _, o := range s.ordersOf(t) {
			for _, l := range o.LineItems {
				p := s.st.offer(l.OfferID)
				if p == nil || !p.once || o.Status == "cancelled" || !strings.EqualFold(orElse(c.param("entitlementType"), "software"), "software") {
					continue
				}
				items = append(items, map[string]any{
					"includedEntitlements": []any{}, "referenceOrder": map[string]string{"id": o.ID, "lineItemId": itoa(l.LineItemNumber), "alternateId": o.AlternateID}, "productId": p.id, "skuId": p.sku, "title": p.name,
					"quantity": l.Quantity, "quantityDetails": []map[string]any{{"quantity": l.Quantity, "status": "active"}}, "entitlementType": "software", "attributes": pcAttributes{ObjectType: "Entitlement"},
					"entitledArtifacts": []map[string]any{{"artifactType": "product_key", "resourceId": itoa(l.LineItemNumber), "link": linkTo(artifactPath(t, o.ID, l.LineItemNumber))}},
				})
			}
		}
		return ok(collection(items, t.path()+"/entitlements"))
	})
}

func artifactPath(t *Tenant, order string, line int) string {
	return t.path() + "/artifacts/product_key/groups/" + order + "/lineitems/" + itoa(line) + "/resource/" + itoa(line)
}

func (s *Server) artifactGet(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		o := s.orderOf(t, c.params["group"])
		if o == nil || !strings.EqualFold(c.params["type"], "product_key") {
			return pcError(http.StatusNotFound, 2000, "The artifact was not found.")
		}
		for _, l := range o.LineItems {
			if itoa(l.LineItemNumber) == c.params["line"] {
				return ok(map[string]any{"type": "product_key", "key": strings.ToUpper(uuidOf(s.opts.seed, "key", o.ID, c.params["line"])), "attributes": pcAttributes{ObjectType: "Artifact"}})
			}
		}
		return pcError(http.StatusNotFound, 2000, "The line item was not found.")
	})
}

// A productUpgrade moves a customer from an Azure subscription of the former
// kind to the Azure plan.
type productUpgrade struct {
	ID            string               `json:"id"`
	CustomerID    string               `json:"customerId,omitempty"`
	Status        string               `json:"status"`
	ProductFamily string               `json:"productFamily"`
	LineItems     []productUpgradeLine `json:"lineItems"`
}

type productUpgradeLine struct {
	Source   productUpgradeItem `json:"sourceProduct"`
	Target   productUpgradeItem `json:"targetProduct"`
	Upgraded string             `json:"upgradedDate"`
	Status   string             `json:"status"`
}

type productUpgradeItem struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type upgradeInput struct{ CustomerID, ProductFamily string }

// upgrading decodes the request and finds its customer.
func (s *Server) upgrading(c *call, use func(t *Tenant) *reply) *reply {
	var in upgradeInput
	if err := c.decode(&in); err != nil {
		return badInput(err)
	}
	t := s.st.customer(in.CustomerID)
	switch {
	case t == nil:
		return pcError(http.StatusNotFound, 2000, "The customer "+in.CustomerID+" was not found.")
	case !strings.EqualFold(in.ProductFamily, "azure"):
		return refuse("productFamily must be Azure.")
	}
	return use(t)
}

func (s *Server) upgradeEligibility(c *call) *reply {
	return s.upgrading(c, func(t *Tenant) *reply {
		m := map[string]any{"customerId": t.ID, "productFamily": "Azure", "isEligible": len(s.st.ledger.ProductUpgrades[t.ID]) == 0}
		for _, u := range s.st.ledger.ProductUpgrades[t.ID] {
			m["upgradeId"] = u.ID
		}
		return ok(m)
	})
}

// productUpgradesCreate answers 202 with the address of the upgrade.
func (s *Server) productUpgradesCreate(c *call) *reply {
	return s.upgrading(c, func(t *Tenant) *reply {
		if len(s.st.ledger.ProductUpgrades[t.ID]) > 0 {
			return refuse("The customer was upgraded already.")
		}
		u := &productUpgrade{ID: s.st.nextID("product upgrade"), CustomerID: t.ID, Status: "Completed", ProductFamily: "Azure", LineItems: []productUpgradeLine{}}
		for _, sub := range s.subscriptionsOf(t) {
			if sub.azure() {
				u.LineItems = append(u.LineItems, productUpgradeLine{productUpgradeItem{sub.EntitlementID, "AzureSubscription"}, productUpgradeItem{sub.ID, "Microsoft Azure plan"}, stamp(c.now), "Completed"})
			}
		}
		keepIn(&s.st.ledger.ProductUpgrades, t.ID, u)
		return newReply(http.StatusAccepted).set("Location", "/productUpgrades/"+u.ID)
	})
}

func (s *Server) productUpgradeStatus(c *call) *reply {
	return s.upgrading(c, func(t *Tenant) *reply {
		for _, u := range s.st.ledger.ProductUpgrades[t.ID] {
			if strings.EqualFold(u.ID, c.params["upgrade"]) {
				return ok(u)
			}
		}
		return pcError(http.StatusNotFound, 2000, "The upgrade "+c.params["upgrade"]+" was not found.")
	})
}
