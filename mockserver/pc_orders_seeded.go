package mockserver

import (
	"net/http"
	"slices"
	"strings"
)

// azureOrder is the number of the order that a seeded tenant's Azure plan came
// from; that of a seat is the seat's.
const azureOrder = 1000

func (g *generator) orderID(t *Tenant, n int) string { return g.id(t, "order", n)[24:] }

// ordersOf are a tenant's orders: those it was seeded with, one for each seat
// and one for Azure, and those that were made since. They are made when they
// are asked for; one that was updated is kept.
func (s *Server) ordersOf(t *Tenant) []Order {
	kept := s.st.orders[t.ID]
	var out []Order
	add := func(o Order) {
		if !slices.ContainsFunc(kept, func(k Order) bool { return k.ID == o.ID }) {
			out = append(out, o)
		}
	}
	for k := range t.Spend.Subscriptions {
		add(s.seatOrder(t, k))
	}
	if t.Spend.Azure > 0 {
		add(s.azureOrder(t))
	}
	return append(out, kept...)
}

func (s *Server) orderOf(t *Tenant, id string) *Order {
	for _, o := range s.ordersOf(t) {
		if strings.EqualFold(o.ID, id) {
			o.LineItems = slices.Clone(o.LineItems)
			return &o
		}
	}
	return nil
}

// keepOrder keeps a new order, or puts a changed one in place of the old.
func (st *state) keepOrder(t *Tenant, o Order) {
	kept := st.orders[t.ID]
	if i := slices.IndexFunc(kept, func(k Order) bool { return k.ID == o.ID }); i >= 0 {
		kept[i] = o
		return
	}
	st.orders[t.ID] = append(kept, o)
}

// seatOrder is the order of a seeded seat, with as many seats as it had when
// the broker was seeded: like the order of a cart, it does not follow later
// changes of the subscription. Software has no subscription.
func (s *Server) seatOrder(t *Tenant, k int) Order {
	seat := s.st.gen.seat(t, k)
	o := s.st.orderAt(t, s.st.gen.orderID(t, k), seat.term.cycle, stamp(seat.start.day(seat.day)))
	item := orderLine(t, seat.product, seat.quantityBefore(s.st.gen.last+1), seat.term.duration)
	if !seat.trial {
		item.Pricing = s.st.pricing(seat.product, seat.term.duration, seat.term.cycle, item.Quantity)
		o.TotalPrice = item.Pricing.ExtendedPrice
	}
	if !seat.product.once {
		item.of(t, s.st.gen.id(t, "subscription", k))
	}
	o.LineItems = []OrderLineItem{item}
	return o
}

func (s *Server) azureOrder(t *Tenant) Order {
	o := s.st.orderAt(t, s.st.gen.orderID(t, azureOrder), "monthly", stamp(t.Created))
	item := orderLine(t, &s.st.gen.azure, 1, "")
	item.of(t, s.st.gen.id(t, "azure subscription", 0))
	o.LineItems = []OrderLineItem{item}
	return o
}

// orderAt is a finished order without lines.
func (st *state) orderAt(t *Tenant, id, cycle, created string) Order {
	self := t.path() + "/orders/" + id
	return Order{
		ID: id, AlternateID: id, ReferenceCustomerID: t.ID, BillingCycle: cycle, CurrencyCode: st.gen.currency, CurrencySymbol: symbol(st.gen.currency),
		CreationDate: created, Status: "completed", TransactionType: "UserPurchase",
		Client: orderClient{orElse(t.Address.Country, "US"), "UniversalStore-PartnerCenter", "Partner Center API"},
		Links: pcLinks{
			Self: linkTo(self), ProvisioningStatus: linkTo(self + "/provisioningstatus"),
			PatchOperation: &pcLink{URI: self, Method: http.MethodPatch, Headers: []pcHeader{}},
		},
		Attributes: pcAttributes{Etag: id[:8], ObjectType: "Order"},
	}
}

// orderLine is one thing that was bought; the caller numbers it.
func orderLine(t *Tenant, p *product, quantity int64, duration string) OrderLineItem {
	return OrderLineItem{
		OfferID: p.item(), TermDuration: duration, TransactionType: "New", FriendlyName: p.name, Quantity: quantity, Links: catalogLinks(p, t.Address.Country),
	}
}

// of says which subscription a line made.
func (l *OrderLineItem) of(t *Tenant, subscription string) {
	l.SubscriptionID, l.Links.Subscription = subscription, linkTo(t.path()+"/subscriptions/"+subscription)
}
