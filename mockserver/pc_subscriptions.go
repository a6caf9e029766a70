package mockserver

import (
	"net/http"
	"strings"
	"time"
)

func subscriptionRoutes() []route {
	return []route{
		{op: "subscriptions.list", method: "GET", patterns: []string{"/v1/customers/{customer}/subscriptions"}, vendor: vendorPartnerCenter,
			handle: (*Server).subscriptionsList, fidelity: Stateful, evidence: "published sample", proof: "TestSubscriptions"},
		{op: "subscriptions.get", method: "GET", patterns: []string{"/v1/customers/{customer}/subscriptions/{subscription}"}, vendor: vendorPartnerCenter,
			handle: (*Server).subscriptionsGet, fidelity: Stateful, evidence: "published sample", proof: "TestSubscriptions"},
	}
}

// A Subscription is a customer's subscription in Partner Center's field names.
type Subscription struct {
	ID                   string       `json:"id"`
	OfferID              string       `json:"offerId"`
	OfferName            string       `json:"offerName"`
	FriendlyName         string       `json:"friendlyName"`
	ProductType          productType  `json:"productType"`
	Quantity             int64        `json:"quantity"`
	UnitType             string       `json:"unitType"`
	CreationDate         string       `json:"creationDate"`
	EffectiveStartDate   string       `json:"effectiveStartDate"`
	CommitmentEndDate    string       `json:"commitmentEndDate"`
	CancellationAllowed  string       `json:"cancellationAllowedUntilDate,omitempty"`
	Status               string       `json:"status"`
	AutoRenewEnabled     bool         `json:"autoRenewEnabled"`
	IsTrial              bool         `json:"isTrial"`
	BillingType          string       `json:"billingType"`
	BillingCycle         string       `json:"billingCycle"`
	TermDuration         string       `json:"termDuration"`
	HasPurchasableAddons bool         `json:"hasPurchasableAddons"`
	IsMicrosoftProduct   bool         `json:"isMicrosoftProduct"`
	PublisherName        string       `json:"publisherName"`
	PartnerID            string       `json:"partnerId"`
	ContractType         string       `json:"contractType"`
	OrderID              string       `json:"orderId"`
	AttentionNeeded      bool         `json:"attentionNeeded"`
	ActionTaken          bool         `json:"actionTaken"`
	Links                pcLinks      `json:"links"`
	Attributes           pcAttributes `json:"attributes"`
}

type productType struct {
	ID          string `json:"id"`
	DisplayName string `json:"displayName"`
}

// subscriptionsOf are a tenant's subscriptions: those it was seeded with and
// those that were bought since.
func (s *Server) subscriptionsOf(t *Tenant) []*Subscription {
	g := s.st.gen
	var out []*Subscription
	for k := range t.Spend.Subscriptions {
		seat := g.seat(t, k)
		if !seat.product.once {
			out = append(out, s.seatSubscription(t, &seat, k))
		}
	}
	if t.Spend.Azure > 0 {
		out = append(out, s.azureSubscription(t))
	}
	return append(out, s.st.subscriptions[t.ID]...)
}

func (s *Server) seatSubscription(t *Tenant, seat *seat, k int) *Subscription {
	g := s.st.gen
	start := seat.start.day(seat.day)
	months := map[string]int{"P1M": 1, "P1Y": 12, "P3Y": 36}[seat.term.duration]
	end := start
	for !end.After(g.last.last()) {
		end = end.AddDate(0, months, 0)
	}
	status := "active"
	if seat.end != 0 {
		status = "deleted"
	}
	sub := newSubscription(t, g.id(t, "subscription", k), g.id(t, "order", k)[24:], seat.product, start, end)
	sub.Quantity, sub.Status = seat.quantityBefore(g.last+1), status
	sub.IsTrial, sub.TermDuration, sub.BillingCycle = seat.trial, seat.term.duration, seat.term.cycle
	return sub
}

func (s *Server) azureSubscription(t *Tenant) *Subscription {
	g := s.st.gen
	sub := newSubscription(t, g.id(t, "azure subscription", 0), g.id(t, "order", 1000)[24:], &g.azure, t.Created, g.last.last().AddDate(1, 0, 0))
	sub.ProductType = productType{ID: "Azure", DisplayName: "Azure"}
	sub.UnitType, sub.BillingType, sub.Quantity, sub.Status = "Usage-based", "usage", 1, "active"
	sub.BillingCycle, sub.TermDuration = "monthly", ""
	return sub
}

func newSubscription(t *Tenant, id, order string, p *product, start, end time.Time) *Subscription {
	return &Subscription{
		ID: id, OfferID: p.id + ":" + p.sku + ":" + p.availability, OfferName: p.name, FriendlyName: p.name,
		ProductType: productType{ID: "OnlineServicesNCE", DisplayName: "OnlineServicesNCE"}, UnitType: "Licenses",
		CreationDate: stamp(start), EffectiveStartDate: stamp(start), CommitmentEndDate: stamp(end), CancellationAllowed: stamp(start.AddDate(0, 0, 7)),
		AutoRenewEnabled: true, BillingType: "license", IsMicrosoftProduct: true, PublisherName: "Microsoft Corporation", ContractType: "subscription",
		OrderID: order, Links: pcLinks{Self: linkTo(t.path() + "/subscriptions/" + id)}, Attributes: pcAttributes{Etag: id[:8] + "-1", ObjectType: "Subscription"},
	}
}

func (s *Server) subscriptionsList(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		items := []*Subscription{}
		for _, sub := range s.subscriptionsOf(t) {
			if order := c.query.Get("order_id"); order != "" && order != sub.OrderID {
				continue
			}
			items = append(items, sub)
		}
		return ok(collection(items, t.path()+"/subscriptions"))
	})
}

func (s *Server) subscriptionsGet(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		for _, sub := range s.subscriptionsOf(t) {
			if strings.EqualFold(sub.ID, c.params["subscription"]) {
				return ok(sub)
			}
		}
		return pcError(http.StatusNotFound, 20003, "The subscription "+c.params["subscription"]+" was not found.")
	})
}
