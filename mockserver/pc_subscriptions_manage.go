package mockserver

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

func subscriptionManageRoutes() []route {
	const customer = "/v1/customers/{customer}/subscriptions"
	const at, proof = customer + "/{subscription}", "TestSubscriptionDetails"
	return []route{
		pcRoute("subscriptions.addons.list", "GET "+at+"/addons", (*Server).addonsList, "TestAddOns"),
		pcRoute("subscriptions.provisioningstatus.get", "GET "+at+"/provisioningstatus", (*Server).subscriptionProvisioning, proof).forUsers(),
		pcRoute("subscriptions.supportcontact.get", "GET "+at+"/supportcontact", (*Server).supportContactGet, proof).forUsers(),
		pcRoute("subscriptions.supportcontact.update", "PUT "+at+"/supportcontact", (*Server).supportContactUpdate, proof).forUsers(),
		pcRoute("subscriptions.registrations.create", "POST "+at+"/registrations", (*Server).registrationsCreate, proof),
		pcRoute("subscriptions.registrationstatus.get", "GET "+at+"/registrationstatus", (*Server).registrationStatus, proof),
		pcRoute("subscriptions.activationlinks.list", "GET "+at+"/activationlinks", (*Server).activationLinks, "").inferred(),
		pcRoute("subscriptions.overage.list", "GET "+customer+"/overage", (*Server).overageList, proof),
		pcRoute("subscriptions.overage.update", "PUT "+customer+"/overage", (*Server).overageUpdate, proof),
		pcRoute("subscriptions.conversions.list", "GET "+at+"/conversions", (*Server).conversionsList, "TestConversions").forUsers(),
		pcRoute("subscriptions.conversions.create", "POST "+at+"/conversions", (*Server).conversionsCreate, "TestConversions").forUsers(),
		pcRoute("subscriptions.customTermEndDates.list", "GET "+customer+"/customTermEndDates", (*Server).termEndDates, proof).inferred(),
		pcRoute("subscriptions.activate", "POST "+at+"/activate", (*Server).subscriptionActivate, proof).inferred(),
	}
}

// knownTerm says whether a duration is one that seats are sold for.
func knownTerm(duration string) bool {
	return slices.Contains([]string{"P1M", "P1Y", "P3Y"}, duration)
}

func (s *Server) addonsList(c *call) *reply {
	return s.withSubscription(c, func(t *Tenant, sub *Subscription) *reply {
		items := []*Subscription{}
		for _, other := range s.subscriptionsOf(t) {
			if other.ParentSubscriptionID == sub.ID {
				items = append(items, other)
			}
		}
		return ok(collection(items, sub.path(t)+"/addons"))
	})
}

func (sub *Subscription) path(t *Tenant) string { return t.path() + "/subscriptions/" + sub.ID }

// azure says that a subscription is one of Azure.
func (sub *Subscription) azure() bool { return sub.BillingType == "usage" }

func (s *Server) subscriptionProvisioning(c *call) *reply {
	return s.withSubscription(c, func(_ *Tenant, sub *Subscription) *reply {
		status := "success"
		if sub.Status != "active" {
			status = "deprovisioned"
		}
		return ok(map[string]any{
			"skuId": s.licenseSKU(sub), "status": status, "quantity": sub.Quantity, "endDate": sub.CommitmentEndDate,
			"attributes": pcAttributes{ObjectType: "SubscriptionProvisioningStatus"},
		})
	})
}

type supportContact struct {
	SupportTenantID string       `json:"supportTenantId"`
	SupportMPNID    string       `json:"supportMpnId"`
	Name            string       `json:"name"`
	Links           pcLinks      `json:"links"`
	Attributes      pcAttributes `json:"attributes"`
}

func (s *Server) supportContactGet(c *call) *reply {
	return s.withSubscription(c, func(t *Tenant, sub *Subscription) *reply {
		if x := s.st.ledger.SupportContacts[sub.ID]; x != nil {
			return ok(x)
		}
		p := s.partner
		return ok(supportContact{p.TenantID, p.MPNID, p.Name, pcLinks{Self: linkTo(sub.path(t) + "/supportcontact")}, pcAttributes{ObjectType: "SupportContact"}})
	})
}

func (s *Server) supportContactUpdate(c *call) *reply {
	return s.withSubscription(c, func(t *Tenant, sub *Subscription) *reply {
		var in supportContact
		if err := c.decode(&in); err != nil {
			return badInput(err)
		}
		if in.SupportTenantID == "" || in.SupportMPNID == "" {
			return refuse("supportTenantId and supportMpnId are required.")
		}
		in.Links, in.Attributes = pcLinks{Self: linkTo(sub.path(t) + "/supportcontact")}, pcAttributes{ObjectType: "SupportContact"}
		setIn(&s.st.ledger.SupportContacts, sub.ID, &in)
		return ok(in)
	})
}

// registrationsCreate registers an Azure subscription, which buying
// reservations needs. The Location leads to its status.
func (s *Server) registrationsCreate(c *call) *reply {
	return s.withSubscription(c, func(t *Tenant, sub *Subscription) *reply {
		if !sub.azure() {
			return refuse("Only Azure subscriptions can be registered.")
		}
		setIn(&s.st.ledger.Registrations, sub.ID, stamp(c.now))
		return newReply(http.StatusAccepted).set("Location", sub.path(t)+"/registrationstatus")
	})
}

func (s *Server) registrationStatus(c *call) *reply {
	return s.withSubscription(c, func(_ *Tenant, sub *Subscription) *reply {
		status := "NotRegistered"
		if s.st.ledger.Registrations[sub.ID] != "" {
			status = "Registered"
		}
		return ok(map[string]any{"subscriptionId": sub.ID, "status": status, "attributes": pcAttributes{ObjectType: "SubscriptionRegistrationStatus"}})
	})
}

func (s *Server) activationLinks(c *call) *reply {
	return s.withSubscription(c, func(t *Tenant, sub *Subscription) *reply {
		return ok(collection(activationLinksOf(sub), sub.path(t)+"/activationlinks"))
	})
}

// activationLinksOf leads to the publisher of a marketplace product; what
// Microsoft sells needs no activation, so there is a link for neither.
func activationLinksOf(sub *Subscription) []pcLink {
	if sub.IsMicrosoftProduct {
		return []pcLink{}
	}
	return []pcLink{*linkTo("https://" + sub.PublisherName + "/activate?subscription=" + sub.ID)}
}

type overage struct {
	AzureEntitlementID string             `json:"azureEntitlementId"`
	PartnerID          string             `json:"partnerId"`
	Type               string             `json:"type"`
	OverageEnabled     bool               `json:"overageEnabled"`
	Links              map[string]*pcLink `json:"links"`
	Attributes         pcAttributes       `json:"attributes"`
}

// overageOf is whether a customer's phone services may cost more than they
// include: until it is allowed it is not, and it needs an Azure plan.
func (s *Server) overageOf(t *Tenant) *overage {
	if x := s.st.ledger.Overages[t.ID]; x != nil {
		return x
	}
	for _, sub := range s.subscriptionsOf(t) {
		if sub.azure() {
			return &overage{sub.EntitlementID, s.partner.MPNID, "PhoneServices", false, map[string]*pcLink{"overage": linkTo(t.path() + "/subscriptions/overage")}, pcAttributes{ObjectType: "Overage"}}
		}
	}
	return nil
}

func (s *Server) overageList(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		items := []*overage{}
		if x := s.overageOf(t); x != nil {
			items = append(items, x)
		}
		return ok(collection(items, t.path()+"/subscriptions/overage"))
	})
}

func (s *Server) overageUpdate(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		var in overage
		if err := c.decode(&in); err != nil {
			return badInput(err)
		}
		x := s.overageOf(t)
		if x == nil {
			return refuse("Overage needs an Azure plan, which the customer has not.")
		}
		next := *x
		next.OverageEnabled, next.PartnerID = in.OverageEnabled, orElse(in.PartnerID, x.PartnerID)
		next.AzureEntitlementID = orElse(in.AzureEntitlementID, x.AzureEntitlementID)
		setIn(&s.st.ledger.Overages, t.ID, &next)
		return ok(next)
	})
}

type conversion struct {
	OfferID       string       `json:"offerId"`
	TargetOfferID string       `json:"targetOfferId"`
	OrderID       string       `json:"orderId"`
	Quantity      int64        `json:"quantity"`
	BillingCycle  string       `json:"billingCycle"`
	Attributes    pcAttributes `json:"attributes"`
}

// conversionsList says what a trial can become: the same product, paid.
func (s *Server) conversionsList(c *call) *reply {
	return s.withSubscription(c, func(t *Tenant, sub *Subscription) *reply {
		items := []conversion{}
		if sub.IsTrial && sub.Status == "active" {
			items = append(items, conversion{sub.OfferID, sub.OfferID, sub.OrderID, sub.Quantity, sub.BillingCycle, pcAttributes{ObjectType: "Conversion"}})
		}
		return ok(collection(items, sub.path(t)+"/conversions"))
	})
}

func (s *Server) conversionsCreate(c *call) *reply {
	return s.withSubscription(c, func(t *Tenant, sub *Subscription) *reply {
		var in conversion
		if err := c.decode(&in); err != nil {
			return badInput(err)
		}
		switch {
		case !sub.IsTrial || sub.Status != "active":
			return refuse("The subscription is no active trial.")
		case !strings.EqualFold(in.TargetOfferID, sub.OfferID):
			return refuse("The trial can be converted to %s only.", sub.OfferID)
		}
		next := *sub
		next.IsTrial, next.BillingCycle = false, orElse(strings.ToLower(in.BillingCycle), sub.BillingCycle)
		if in.Quantity > 0 {
			next.Quantity = in.Quantity
		}
		s.replaceSubscription(t, next)
		return ok(map[string]any{"subscriptionId": sub.ID, "offerId": sub.OfferID, "targetOfferId": in.TargetOfferID, "attributes": pcAttributes{ObjectType: "ConversionResult"}})
	})
}

// termEndDates are the days on which a new term may end: that of another
// subscription, or the end of the calendar month.
func (s *Server) termEndDates(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		items := []map[string]any{{
			"allowedCustomTermEndDateType": "CalendarMonth", "allowedCustomTermEndDate": stamp(monthOf(c.now).last().Truncate(24 * time.Hour)), "cotermSubscriptionIds": []string{},
		}}
		for _, sub := range s.subscriptionsOf(t) {
			if sub.Status == "active" && !sub.azure() {
				items = append(items, map[string]any{"allowedCustomTermEndDateType": "SubscriptionAlignment", "allowedCustomTermEndDate": sub.CommitmentEndDate, "cotermSubscriptionIds": []string{sub.ID}})
			}
		}
		return ok(collection(items, t.path()+"/subscriptions/customTermEndDates"))
	})
}

// subscriptionActivate confirms what is active: purchases here are at once.
func (s *Server) subscriptionActivate(c *call) *reply {
	return s.withSubscription(c, func(_ *Tenant, sub *Subscription) *reply {
		if sub.Status != "active" {
			return refuse("The subscription is %s.", sub.Status)
		}
		return ok(map[string]string{"subscriptionId": sub.ID, "status": "Success"})
	})
}
