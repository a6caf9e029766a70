package mockserver

import (
	"slices"
	"strings"
)

// A purchase is what was bought while the server ran, as far as billing goes:
// it is charged from its month on, like the seats that the broker was seeded
// with. Months that have an invoice already are never changed.
type purchase struct {
	Subscription string `json:"subscription,omitempty"` // empty for software
	Order        string `json:"order"`
	Product      string `json:"product"` // the catalog item id
	Term         int    `json:"term"`
	Quantity     int64  `json:"quantity"`
	Start        month  `json:"start"`
	Day          int    `json:"day"`
	Trial        bool   `json:"trial,omitempty"`
	amendments
}

// seat is the purchase as the generator bills it; false for a product that is
// not sold any more.
func (b *purchase) seat(g *generator) (seat, bool) {
	at := slices.IndexFunc(g.products, func(p product) bool { return p.item() == b.Product })
	if at < 0 || b.Term < 0 || b.Term >= len(g.terms) {
		return seat{}, false
	}
	s := seat{product: &g.products[at], term: &g.terms[b.Term], quantity: b.Quantity, start: b.Start, day: b.Day, trial: b.Trial}
	b.amend(&s)
	return s, true
}

// firstPurchase tells the charges of purchases apart from those of seeded seats.
const firstPurchase = 5_000

// purchases yields the charges of what was bought since the start.
func (w *writer) purchases() bool {
	for i := range w.tenant.purchases {
		b := &w.tenant.purchases[i]
		s, sold := b.seat(w.g)
		if !sold {
			continue
		}
		w.purchase = b
		if !w.seat(&s, firstPurchase+i) {
			return false
		}
	}
	w.purchase = nil
	return true
}

// bill charges a subscription from now on. Azure is charged for what is used,
// which of a subscription bought here is nothing.
func (s *Server) bill(t *Tenant, sub *Subscription) {
	p := s.st.productOf(sub)
	if p == nil || p.usage() {
		return
	}
	s.addPurchase(t, s.st.purchaseOf(sub, p))
}

// productOf is what a subscription is of; nil for what is not sold any more.
func (st *state) productOf(sub *Subscription) *product {
	if p := st.offer(sub.OfferID); p != nil {
		return p
	}
	return st.legacyOffer(sub.OfferID)
}

func (st *state) purchaseOf(sub *Subscription, p *product) purchase {
	return purchase{
		Subscription: sub.ID, Order: sub.OrderID, Product: p.item(), Term: st.gen.termOf(sub.TermDuration, sub.BillingCycle), Quantity: sub.Quantity, Trial: sub.IsTrial,
	}
}

func (s *Server) addPurchase(t *Tenant, b purchase) {
	now := s.brokerNow()
	b.Start, b.Day = s.st.billedFrom(now), now.Day()
	s.st.changeBilling(t.ID, func(t *Tenant) { t.purchases = append(t.purchases, b) })
}

// termOf finds a term by duration and cycle, or else by duration alone; legacy
// subscriptions, which have none, run for a year.
func (g *generator) termOf(duration, cycle string) int {
	duration = orElse(duration, "P1Y")
	for i, t := range g.terms {
		if t.duration == duration && strings.EqualFold(t.cycle, cycle) {
			return i
		}
	}
	return max(0, slices.IndexFunc(g.terms[:], func(t term) bool { return t.duration == duration }))
}
