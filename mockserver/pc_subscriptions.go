package mockserver

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

func subscriptionRoutes() []route {
	return []route{
		{op: "subscriptions.list", method: "GET", patterns: []string{"/v1/customers/{customer}/subscriptions"}, vendor: vendorPartnerCenter,
			handle: (*Server).subscriptionsList, fidelity: Stateful, evidence: "published sample", proof: "TestSubscriptions"},
		{op: "subscriptions.get", method: "GET", patterns: []string{"/v1/customers/{customer}/subscriptions/{subscription}"}, vendor: vendorPartnerCenter,
			handle: (*Server).subscriptionsGet, fidelity: Stateful, evidence: "published sample", proof: "TestSubscriptions"},
		{op: "subscriptions.update", method: "PATCH", patterns: []string{"/v1/customers/{customer}/subscriptions/{subscription}"}, vendor: vendorPartnerCenter, write: true,
			handle: (*Server).subscriptionsUpdate, fidelity: Stateful, evidence: "published sample", proof: "TestSubscriptionUpdate"},
	}
}

// A Subscription is a customer's subscription in Partner Center's field names.
type Subscription struct {
	ID                  string      `json:"id"`
	OfferID             string      `json:"offerId"`
	OfferName           string      `json:"offerName"`
	FriendlyName        string      `json:"friendlyName"`
	ProductType         productType `json:"productType"`
	Quantity            int64       `json:"quantity"`
	UnitType            string      `json:"unitType"`
	CreationDate        string      `json:"creationDate"`
	EffectiveStartDate  string      `json:"effectiveStartDate"`
	CommitmentEndDate   string      `json:"commitmentEndDate"`
	CancellationAllowed string      `json:"cancellationAllowedUntilDate,omitempty"`
	Status              string      `json:"status"`
	AutoRenewEnabled    bool        `json:"autoRenewEnabled"`
	IsTrial             bool        `json:"isTrial"`
	BillingType         string      `json:"billingType"`
	BillingCycle        string      `json:"billingCycle"`
	TermDuration        string      `json:"termDuration"`
	RenewalTermDuration string      `json:"renewalTermDuration"`
	// EntitlementID is that of legacy and Azure subscriptions.
	EntitlementID string `json:"entitlementId,omitempty"`
	// Scheduled is what happens at the renewal, where something was asked for.
	Scheduled *NextTerm `json:"scheduledNextTermInstructions,omitempty"`
	// RefundOptions say until when cancelling gives how much back.
	RefundOptions []RefundOption `json:"refundOptions,omitempty"`
	// ParentSubscriptionID is what an add-on is added to.
	ParentSubscriptionID string       `json:"parentSubscriptionId,omitempty"`
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

	bought bool // since the start, not seeded
}

// NextTerm is what a subscription becomes at its renewal.
type NextTerm struct {
	Product           NextTermProduct `json:"product"`
	Quantity          int64           `json:"quantity,omitempty"`
	CustomTermEndDate string          `json:"customTermEndDate,omitempty"`
}

// NextTermProduct is the product and the term after the renewal.
type NextTermProduct struct {
	ProductID      string `json:"productId"`
	SKUID          string `json:"skuId"`
	AvailabilityID string `json:"availabilityId"`
	BillingCycle   string `json:"billingCycle"`
	TermDuration   string `json:"termDuration"`
}

// A RefundOption is how much cancelling gives back, and until when.
type RefundOption struct {
	Type      string `json:"type"`
	ExpiresAt string `json:"expiresAt"`
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
	out = append(out, s.st.subscriptions[t.ID]...)
	for i, sub := range out {
		if changed := s.st.changed[sub.ID]; changed != nil {
			out[i] = changed
		}
	}
	return out
}

func (s *Server) seatSubscription(t *Tenant, seat *seat, k int) *Subscription {
	g := s.st.gen
	start := seat.start.day(seat.day)
	end := seat.start
	for !end.day(seat.day).After(s.brokerNow()) {
		end += month(termMonths(seat.term.duration))
	}
	status := statusActive
	if seat.end != 0 {
		status = statusDeleted
	}
	sub := newSubscription(t, g.id(t, "subscription", k), g.orderID(t, k), seat.product, start, end.day(seat.day))
	sub.Quantity, sub.Status = seat.quantityBefore(g.last+1), status
	sub.IsTrial, sub.TermDuration, sub.BillingCycle = seat.trial, seat.term.duration, seat.term.cycle
	return sub
}

func (s *Server) azureSubscription(t *Tenant) *Subscription {
	g := s.st.gen
	sub := newSubscription(t, g.id(t, "azure subscription", 0), g.orderID(t, azureOrder), &g.azure, t.Created, g.last.last().AddDate(1, 0, 0))
	sub.ProductType = productType{ID: "Azure", DisplayName: "Azure"}
	sub.UnitType, sub.BillingType, sub.Quantity, sub.Status = "Usage-based", "usage", 1, statusActive
	sub.BillingCycle, sub.TermDuration, sub.EntitlementID = "monthly", "", g.id(t, "entitlement", 0)
	return sub
}

func newSubscription(t *Tenant, id, order string, p *product, start, end time.Time) *Subscription {
	links := catalogLinks(p, t.Address.Country)
	links.Self = linkTo(t.path() + "/subscriptions/" + id)
	return &Subscription{
		PartnerID: reseller(t), ID: id, OfferID: p.id + ":" + p.sku + ":" + p.availability, OfferName: p.name, FriendlyName: p.name,
		ProductType: productType{ID: "OnlineServicesNCE", DisplayName: "OnlineServicesNCE"}, UnitType: "Licenses",
		CreationDate: stamp(start), EffectiveStartDate: stamp(start), CommitmentEndDate: stamp(end), CancellationAllowed: stamp(start.AddDate(0, 0, 7)),
		RefundOptions:    []RefundOption{{"Full", stamp(start.AddDate(0, 0, 7))}},
		AutoRenewEnabled: true, BillingType: "license", IsMicrosoftProduct: true, PublisherName: "Microsoft Corporation", ContractType: "subscription",
		OrderID: order, Links: links, Attributes: pcAttributes{Etag: id[:8] + "-1", ObjectType: "Subscription"},
	}
}

// reseller is the MPN id of the reseller; empty without one.
func reseller(t *Tenant) string {
	if t.Reseller == "" {
		return ""
	}
	return resellerMPN(t)
}

func (s *Server) subscriptionsList(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		items := []*Subscription{}
		for _, sub := range s.subscriptionsOf(t) {
			if order := c.param("order_id"); order != "" && order != sub.OrderID {
				continue
			}
			if mpn := c.param("mpn_id"); mpn != "" && mpn != sub.PartnerID {
				continue
			}
			items = append(items, sub)
		}
		return ok(collection(items, t.path()+"/subscriptions"))
	})
}

func (s *Server) withSubscription(c *call, use func(*Tenant, *Subscription) *reply) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		for _, sub := range s.subscriptionsOf(t) {
			if strings.EqualFold(sub.ID, c.params["subscription"]) {
				return use(t, sub)
			}
		}
		return pcError(http.StatusNotFound, 20003, "The subscription "+c.params["subscription"]+" was not found.")
	})
}

func (s *Server) subscriptionsGet(c *call) *reply {
	return s.withSubscription(c, func(_ *Tenant, sub *Subscription) *reply { return ok(sub) })
}

// cancellable says that the seven days after the purchase are not over. Seeded
// subscriptions live in the broker's time, bought ones in the clock's.
func (s *Server) cancellable(sub *Subscription, now time.Time) bool {
	until, err := time.Parse(time.RFC3339, sub.CancellationAllowed)
	if err != nil {
		return false
	}
	if !sub.bought {
		now = s.brokerNow()
	}
	return now.Before(until)
}

// subscriptionPatch is what a PATCH can change; the full resource is sent, and
// leaving autoRenewEnabled out clears it.
type subscriptionPatch struct {
	FriendlyName     string
	Quantity         int64
	Status           string
	AutoRenewEnabled bool
	Scheduled        *NextTerm `json:"scheduledNextTermInstructions"`
}

func (s *Server) subscriptionsUpdate(c *call) *reply {
	return s.withSubscription(c, func(t *Tenant, sub *Subscription) *reply {
		var in subscriptionPatch
		if err := c.decode(&in); err != nil {
			return pcError(http.StatusBadRequest, 800002, "Invalid request input: "+err.Error())
		}
		if etag := strings.Trim(c.r.Header.Get("If-Match"), `"`); etag != "" && etag != sub.Attributes.Etag {
			return pcError(http.StatusPreconditionFailed, 2055, "The ETag is stale; get the resource again.")
		}
		inWindow := s.cancellable(sub, c.now)
		next := *sub
		next.Scheduled = in.Scheduled
		next.AutoRenewEnabled, next.FriendlyName = in.AutoRenewEnabled, orElse(in.FriendlyName, sub.FriendlyName)
		switch {
		case in.Scheduled != nil && (!in.AutoRenewEnabled || s.st.offer(in.Scheduled.Product.item()) == nil):
			return refuse("scheduledNextTermInstructions must name a catalog item, with autoRenewEnabled true.")
		case sub.Status == statusDeleted || sub.Status == statusExpired:
			return pcError(http.StatusBadRequest, 2011, "The subscription is "+sub.Status+".")
		case in.Quantity < 0:
			return pcError(http.StatusBadRequest, 2001, "The quantity must be 1 at least.")
		case in.Quantity > 0 && in.Quantity < sub.Quantity && !inWindow:
			return pcError(http.StatusBadRequest, 800090, "The quantity cannot decrease outside of the cancellation window.")
		case strings.EqualFold(in.Status, "deleted") && !inWindow:
			return pcError(http.StatusBadRequest, 900117, "The subscription can be cancelled within 7 days only.")
		}
		if in.Quantity > 0 {
			next.Quantity = in.Quantity
		}
		next.Status = orElse(strings.ToLower(in.Status), sub.Status)
		s.notify(c, eventSubscription, "/v1"+sub.path(t), "Subscription", "")
		return ok(s.replaceSubscription(t, next))
	})
}

// replaceSubscription keeps a changed subscription of a tenant, under a new
// ETag, and bills it as it is from now on.
func (s *Server) replaceSubscription(t *Tenant, next Subscription) *Subscription {
	s.st.keepSubscription(&next)
	s.st.rebill(t.ID, &next, s.brokerNow(), false)
	return &next
}

func (st *state) keepSubscription(next *Subscription) {
	st.seq++
	next.Attributes.Etag = next.ID[:8] + "-" + strconv.FormatInt(st.seq, 10)
	st.changed[next.ID] = next
}

// subscriptionOf finds a tenant's subscription; nil when there is none.
func (s *Server) subscriptionOf(t *Tenant, id string) *Subscription {
	for _, sub := range s.subscriptionsOf(t) {
		if strings.EqualFold(sub.ID, id) {
			return sub
		}
	}
	return nil
}

// addSubscription keeps a new subscription of a tenant and bills it.
func (s *Server) addSubscription(t *Tenant, sub *Subscription) {
	sub.bought = true
	s.st.subscriptions[t.ID] = append(s.st.subscriptions[t.ID], sub)
	s.bill(t, sub)
}
