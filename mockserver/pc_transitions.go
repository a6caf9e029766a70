package mockserver

import (
	"strings"
)

func transitionRoutes() []route {
	const at = "/v1/customers/{customer}/subscriptions/{subscription}"
	return []route{
		pcRoute("subscriptions.transitionEligibilities.list", "GET "+at+"/transitionEligibilities", (*Server).transitionEligibilities, "TestTransitions"),
		pcRoute("subscriptions.transitions.list", "GET "+at+"/transitions", (*Server).transitionsList, "TestTransitions"),
		pcRoute("subscriptions.transitions.create", "POST "+at+"/transitions", (*Server).transitionsCreate, "TestTransitions"),
		pcRoute("subscriptions.upgrades.list", "GET "+at+"/upgrades", (*Server).upgradesList, "TestUpgrades").inferred(),
		pcRoute("subscriptions.upgrades.create", "POST "+at+"/upgrades", (*Server).upgradesCreate, "TestUpgrades").inferred(),
	}
}

// A transition moves seats of a new-commerce subscription to another product.
type transition struct {
	OperationID        string            `json:"operationId,omitempty"`
	FromCatalogItemID  string            `json:"fromCatalogItemId"`
	FromSubscriptionID string            `json:"fromSubscriptionId"`
	ToCatalogItemID    string            `json:"toCatalogItemId"`
	ToSubscriptionID   string            `json:"toSubscriptionId"`
	Quantity           int64             `json:"quantity"`
	TermDuration       string            `json:"termDuration"`
	BillingCycle       string            `json:"billingCycle"`
	PromotionID        string            `json:"promotionId,omitempty"`
	TransitionType     string            `json:"transitionType"`
	Events             []transitionEvent `json:"events"`
	Attributes         pcAttributes      `json:"attributes"`
}

type transitionEvent struct {
	Name       string       `json:"name"`
	Status     string       `json:"status"`
	Timestamp  string       `json:"timestamp"`
	Attributes pcAttributes `json:"attributes"`
}

// transitionTargets are the products with more value than a subscription's.
func (s *Server) transitionTargets(sub *Subscription) []*product {
	from := s.st.offer(sub.OfferID)
	var out []*product
	for _, p := range s.st.catalog() {
		if from != nil && !p.usage() && !p.once && !p.addOn && p.yearUSD > from.yearUSD {
			out = append(out, p)
		}
	}
	return out
}

func (s *Server) transitionEligibilities(c *call) *reply {
	return s.withSubscription(c, func(t *Tenant, sub *Subscription) *reply {
		items := []map[string]any{}
		for _, p := range s.transitionTargets(sub) {
			into := []map[string]any{}
			for _, other := range s.subscriptionsOf(t) {
				if !strings.EqualFold(other.OfferID, p.item()) {
					continue
				}
				problems := []map[string]any{}
				if other.Status != "active" {
					problems = append(problems, map[string]any{"code": 1, "description": "The subscription is " + other.Status + "."})
				}
				into = append(into, map[string]any{
					"isEligible": len(problems) == 0, "subscriptionId": other.ID, "subscriptionFriendlyName": other.FriendlyName,
					"subscriptionTermDuration": other.TermDuration, "subscriptionBillingCycle": other.BillingCycle, "errors": problems,
				})
			}
			items = append(items, map[string]any{
				"operationId": uuidOf(s.opts.seed, "transition", sub.ID, p.item()), "catalogItemId": p.item(), "title": p.name, "description": p.name, "quantity": sub.Quantity,
				"subscriptionEligibilities": into, "attributes": pcAttributes{ObjectType: "TransitionEligibility"},
				"eligibilities": []map[string]any{
					{"isEligible": sub.Status == "active", "transitionType": "transition_only", "errors": []any{}},
					{"isEligible": false, "transitionType": "transition_with_license_transfer", "errors": []map[string]any{{"code": 3, "description": "Subscription cannot be transitioned because there are conflicting services."}}},
				},
			})
		}
		return ok(collection(items, sub.path(t)+"/transitionEligibilities"))
	})
}

func (s *Server) transitionsList(c *call) *reply {
	return s.withSubscription(c, func(t *Tenant, sub *Subscription) *reply {
		return ok(collection(s.st.ledger.Transitions[sub.ID], sub.path(t)+"/transitions"))
	})
}

// transitionsCreate moves seats to another subscription, an existing one of the
// target product or a new one. A source without seats left ends.
func (s *Server) transitionsCreate(c *call) *reply {
	return s.withSubscription(c, func(t *Tenant, sub *Subscription) *reply {
		var in transition
		if err := c.decode(&in); err != nil {
			return badInput(err)
		}
		var target *product
		for _, p := range s.transitionTargets(sub) {
			if strings.EqualFold(p.item(), in.ToCatalogItemID) {
				target = p
			}
		}
		if in.Quantity == 0 {
			in.Quantity = sub.Quantity
		}
		into := s.subscriptionOf(t, in.ToSubscriptionID)
		switch {
		case sub.Status != "active":
			return refuse("The subscription is %s.", sub.Status)
		case target == nil:
			return refuse("%s is no target of this subscription; ask transitionEligibilities.", in.ToCatalogItemID)
		case in.Quantity < 0 || in.Quantity > sub.Quantity:
			return refuse("quantity must be between 1 and %d.", sub.Quantity)
		case in.ToSubscriptionID != "" && (into == nil || into.Status != "active" || !strings.EqualFold(into.OfferID, target.item())):
			return refuse("%s is no active subscription of the target product.", in.ToSubscriptionID)
		}
		if into == nil {
			line := CartLineItem{FriendlyName: target.name, BillingCycle: orElse(in.BillingCycle, sub.BillingCycle), TermDuration: orElse(in.TermDuration, sub.TermDuration)}
			into = s.bought(t, target, line, s.st.nextID("order")[24:], c.now)
			s.addSubscription(t, into)
		}
		s.moveSeats(t, sub, into, in.Quantity)
		done := &transition{
			OperationID: s.st.nextID("transition"), FromCatalogItemID: sub.OfferID, FromSubscriptionID: sub.ID, ToCatalogItemID: target.item(), ToSubscriptionID: into.ID, Quantity: in.Quantity,
			TermDuration: into.TermDuration, BillingCycle: into.BillingCycle, PromotionID: in.PromotionID, TransitionType: orElse(in.TransitionType, "transition_only"),
			Events:     []transitionEvent{{"Conversion", "Completed", stamp(c.now), pcAttributes{ObjectType: "TransitionEvent"}}},
			Attributes: pcAttributes{ObjectType: "Transition"},
		}
		keepIn(&s.st.ledger.Transitions, sub.ID, done)
		return ok(done)
	})
}

func (s *Server) moveSeats(t *Tenant, from, to *Subscription, n int64) {
	less, more := *from, *to
	less.Quantity -= n
	if less.Quantity == 0 {
		less.Quantity, less.Status = from.Quantity, statusDeleted
	}
	more.Quantity += n
	s.replaceSubscription(t, less)
	s.replaceSubscription(t, more)
}

// upgradesList says what a legacy subscription can become within legacy
// commerce: the offers with more value.
func (s *Server) upgradesList(c *call) *reply {
	return s.withSubscription(c, func(t *Tenant, sub *Subscription) *reply {
		items := []map[string]any{}
		if from := s.st.legacyOffer(sub.OfferID); from != nil {
			for _, p := range s.st.legacyOffers() {
				if p.yearUSD > from.yearUSD && p.addOn == from.addOn {
					items = append(items, map[string]any{
						"targetOffer": s.offerBody(p, "US"), "upgradeType": "upgrade_only", "isEligible": sub.Status == "active", "quantity": sub.Quantity, "upgradeErrors": []any{},
						"attributes": pcAttributes{ObjectType: "Upgrade"},
					})
				}
			}
		}
		return ok(collection(items, sub.path(t)+"/upgrades"))
	})
}

// upgradesCreate replaces a legacy subscription by one of a better offer.
func (s *Server) upgradesCreate(c *call) *reply {
	return s.withSubscription(c, func(t *Tenant, sub *Subscription) *reply {
		var in struct{ TargetOffer struct{ ID string } }
		if err := c.decode(&in); err != nil {
			return badInput(err)
		}
		from, to := s.st.legacyOffer(sub.OfferID), s.st.legacyOffer(in.TargetOffer.ID)
		if from == nil || to == nil || to.yearUSD <= from.yearUSD || sub.Status != "active" {
			return refuse("The subscription cannot be upgraded to the offer %s.", in.TargetOffer.ID)
		}
		next := s.legacySubscription(t, to, sub.Quantity, sub.BillingCycle, s.st.nextID("order"), c.now)
		s.addSubscription(t, next)
		s.end(t, sub)
		return ok(map[string]any{
			"sourceSubscriptionId": sub.ID, "targetSubscriptionId": next.ID, "upgradeType": "upgrade_only", "upgradeErrors": []any{}, "licenseErrors": []any{},
			"attributes": pcAttributes{ObjectType: "UpgradeResult"},
		})
	})
}
