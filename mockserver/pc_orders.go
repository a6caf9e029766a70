package mockserver

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"
)

func orderRoutes() []route {
	const at = "/v1/customers/{customer}/orders"
	return []route{
		pcRoute("orders.create", "POST "+at, (*Server).ordersCreate, "TestOrders"),
		pcRoute("orders.update", "PATCH "+at+"/{order}", (*Server).ordersUpdate, "TestOrders"),
		pcRoute("orders.activationlinks.list", "GET "+at+"/{order}/activationlinks", (*Server).orderActivationLinks, "").inferred(),
		pcRoute("orders.lineitems.activationlinks.list", "GET "+at+"/{order}/lineitems/{line}/activationlinks", (*Server).orderActivationLinks, "").inferred(),
		pcRoute("orders.attachments.create", "POST "+at+"/{order}/attachment", (*Server).attachmentsCreate, "").inferred(),
	}
}

// legacy says that a subscription was bought before new commerce: its offer is
// named by a GUID.
func (sub *Subscription) legacy() bool {
	_, err := uuid.Parse(sub.OfferID)
	return err == nil
}

// legacyOffers are the offers of legacy commerce, one for each seat product.
func (st *state) legacyOffers() []*product {
	var out []*product
	for _, p := range st.catalog() {
		if !p.usage() && !p.once {
			out = append(out, p)
		}
	}
	return out
}

func (st *state) legacyOfferID(p *product) string { return uuidOf(0, "legacy offer", p.id, p.sku) }

// legacyOffer finds an offer of legacy commerce by its id; nil without one.
func (st *state) legacyOffer(id string) *product {
	for _, p := range st.legacyOffers() {
		if strings.EqualFold(id, st.legacyOfferID(p)) {
			return p
		}
	}
	return nil
}

func (s *Server) legacySubscription(t *Tenant, p *product, quantity int64, cycle, order string, now time.Time) *Subscription {
	sub := newSubscription(t, s.st.nextID("subscription"), order, p, now, now.AddDate(1, 0, 0))
	sub.OfferID, sub.Quantity, sub.Status, sub.BillingCycle = s.st.legacyOfferID(p), quantity, "active", strings.ToLower(orElse(cycle, "monthly"))
	sub.ProductType, sub.CancellationAllowed, sub.EntitlementID = productType{"License", "License"}, "", s.st.nextID("entitlement")
	sub.RefundOptions = nil
	sub.Links = pcLinks{Offer: linkTo("/v1/offers/" + sub.OfferID), Self: sub.Links.Self}
	return sub
}

type orderInput struct {
	BillingCycle string
	LineItems    []struct {
		OfferID              string
		SubscriptionID       string
		ParentSubscriptionID string
		FriendlyName         string
		Quantity             int64
		TermDuration         string
		LineItemNumber       int
	}
	Status string
}

// ordersCreate buys legacy offers, which is what the call is still for; items
// of the catalogue go by cart.
func (s *Server) ordersCreate(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		if !s.st.agreed(t) {
			return pcError(http.StatusForbidden, 13605, "The customer's acceptance of the Microsoft Customer Agreement has not been confirmed.")
		}
		var in orderInput
		if err := c.decode(&in); err != nil {
			return badInput(err)
		}
		if len(in.LineItems) == 0 {
			return pcError(http.StatusBadRequest, 800009, "The order has no line items.")
		}
		for _, l := range in.LineItems {
			if s.st.legacyOffer(l.OfferID) == nil || l.Quantity < 1 {
				return pcError(http.StatusBadRequest, 800009, "The offer "+l.OfferID+" is not one of legacy commerce, or the quantity is below 1; buy catalog items by a cart.")
			}
			if l.ParentSubscriptionID != "" && s.subscriptionOf(t, l.ParentSubscriptionID) == nil {
				return refuse("There is no subscription %s to add to.", l.ParentSubscriptionID)
			}
		}
		order := s.newOrder(c, t, in.BillingCycle)
		for i, l := range in.LineItems {
			p := s.st.legacyOffer(l.OfferID)
			sub := s.legacySubscription(t, p, l.Quantity, in.BillingCycle, order.ID, c.now)
			sub.FriendlyName, sub.ParentSubscriptionID = orElse(l.FriendlyName, p.name), l.ParentSubscriptionID
			s.addSubscription(t, sub)
			order.LineItems = append(order.LineItems, OrderLineItem{
				LineItemNumber: i, OfferID: sub.OfferID, SubscriptionID: sub.ID, ParentSubscriptionID: l.ParentSubscriptionID, TransactionType: "New", FriendlyName: sub.FriendlyName, Quantity: l.Quantity,
				Links: pcLinks{SKU: catalogLinks(p, t.Address.Country).SKU, Subscription: sub.Links.Self},
			})
		}
		s.st.keepOrder(t, order)
		return created(order)
	})
}

// ordersUpdate cancels an order (in the sandbox only, but for software within
// its window), adds add-ons, or changes the billing cycle.
func (s *Server) ordersUpdate(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		order := s.orderOf(t, c.params["order"])
		if order == nil {
			return pcError(http.StatusNotFound, 20000, "The order "+c.params["order"]+" was not found.")
		}
		var in orderInput
		if err := c.decode(&in); err != nil {
			return badInput(err)
		}
		if strings.EqualFold(in.Status, "cancelled") {
			return s.cancelOrder(t, order)
		}
		if in.BillingCycle == "" {
			return refuse("Set status to cancelled, or billingCycle.")
		}
		order.BillingCycle, order.Attributes.Etag = in.BillingCycle, s.st.nextID("etag")[:8]
		s.st.keepOrder(t, *order)
		for _, l := range order.LineItems {
			if sub := s.subscriptionOf(t, l.SubscriptionID); sub != nil {
				next := *sub
				next.BillingCycle = strings.ToLower(in.BillingCycle)
				s.replaceSubscription(t, next)
			}
		}
		return ok(order)
	})
}

func (s *Server) cancelOrder(t *Tenant, order *Order) *reply {
	for _, l := range order.LineItems {
		if l.SubscriptionID != "" && !s.opts.sandbox {
			return pcError(http.StatusBadRequest, 2000, "Orders of subscriptions can be cancelled in the integration sandbox only; cancel the subscription.")
		}
	}
	order.Status = "cancelled"
	s.st.keepOrder(t, *order)
	for _, l := range order.LineItems {
		if sub := s.subscriptionOf(t, l.SubscriptionID); sub != nil {
			s.end(t, sub)
		}
	}
	return ok(order)
}

func (s *Server) orderActivationLinks(c *call) *reply {
	return s.withOrder(c, func(o Order) *reply {
		links := []pcLink{}
		if t := s.st.customer(o.ReferenceCustomerID); t != nil {
			for _, l := range o.LineItems {
				if one, asked := c.params["line"]; asked && one != itoa(l.LineItemNumber) {
					continue
				}
				if sub := s.subscriptionOf(t, l.SubscriptionID); sub != nil {
					links = append(links, activationLinksOf(sub)...)
				}
			}
		}
		return ok(collection(links, o.Links.Self.URI+"/activationlinks"))
	})
}

// An attachment is a file of an order.
type attachment struct {
	AttachmentID   string `json:"attachmentId"`
	FileName       string `json:"fileName"`
	SizeInKB       int    `json:"sizeInKB"`
	AttachmentType string `json:"attachmentType"`
}

// attachmentsCreate takes a purchase order, and files of a tender, as
// multipart/form-data. Nothing else shows them.
func (s *Server) attachmentsCreate(c *call) *reply {
	return s.withOrder(c, func(o Order) *reply {
		kind, params, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
		if err != nil || kind != "multipart/form-data" {
			return refuse("The files must be sent as multipart/form-data.")
		}
		files := []attachment{}
		parts := multipart.NewReader(bytes.NewReader(c.body), params["boundary"])
		for {
			part, err := parts.NextPart()
			if err == io.EOF {
				break
			}
			if err != nil {
				return badInput(err)
			}
			n, err := io.Copy(io.Discard, part)
			if err != nil {
				return badInput(err)
			}
			if part.FileName() == "" {
				continue
			}
			kind := "POAttachment"
			if strings.EqualFold(part.FormName(), "tenderfiles") {
				kind = "TenderAttachment"
			}
			files = append(files, attachment{s.st.nextID("attachment"), part.FileName(), int(n+1023) / 1024, kind})
		}
		if len(files) == 0 {
			return refuse("There is no file among the parts.")
		}
		return created(collection(files, o.Links.Self.URI+"/attachment"))
	})
}
