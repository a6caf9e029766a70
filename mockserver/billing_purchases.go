package mockserver

import (
	"cmp"
	"slices"
	"strings"
)

// A purchase is what was bought while the server ran, as far as billing goes:
// it is charged from its month on, like the seats that the broker was seeded
// with. Months that have an invoice already are never changed.
type purchase struct {
	Subscription string           `json:"subscription,omitempty"` // empty for software
	Order        string           `json:"order"`
	Product      string           `json:"product"` // the catalog item id
	Term         int              `json:"term"`
	Quantity     int64            `json:"quantity"`
	Start        month            `json:"start"`
	Day          int              `json:"day"`
	End          month            `json:"end,omitempty"`
	Trial        bool             `json:"trial,omitempty"`
	Changes      []purchaseChange `json:"changes,omitempty"`
}

// A purchaseChange is more seats, or fewer, from a month on.
type purchaseChange struct {
	Month month `json:"month"`
	Delta int64 `json:"delta"`
}

// seat is the purchase as the generator bills it; false for a product that is
// not sold any more.
func (b *purchase) seat(g *generator) (seat, bool) {
	at := slices.IndexFunc(g.products, func(p product) bool { return p.item() == b.Product })
	if at < 0 || b.Term < 0 || b.Term >= len(g.terms) {
		return seat{}, false
	}
	s := seat{product: &g.products[at], term: &g.terms[b.Term], quantity: b.Quantity, start: b.Start, day: b.Day, end: b.End, trial: b.Trial}
	for _, c := range b.Changes {
		s.later = append(s.later, seatEvent{c.Month, c.Delta})
	}
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

// openMonthNow is the month that purchases and changes are billed from.
func (s *Server) openMonthNow() month {
	return max(monthOf(s.opts.asOf.Add(s.clock.elapsed())), s.st.invoiced+1)
}

// bill charges a subscription from now on. Azure is charged for what is used,
// which of a subscription bought here is nothing.
func (s *Server) bill(t *Tenant, sub *Subscription) {
	p := s.st.offer(sub.OfferID)
	if p == nil {
		p = s.st.legacyOffer(sub.OfferID)
	}
	if p == nil || p.usage() {
		return
	}
	s.addPurchase(t, purchase{
		Subscription: sub.ID, Order: sub.OrderID, Product: p.item(), Term: s.st.gen.termOf(sub.TermDuration, sub.BillingCycle), Quantity: sub.Quantity, Trial: sub.IsTrial,
	})
}

func (s *Server) addPurchase(t *Tenant, b purchase) {
	b.Start, b.Day = s.openMonthNow(), s.opts.asOf.Add(s.clock.elapsed()).Day()
	s.st.replacePurchases(t.ID, func(list []purchase) []purchase { return append(list, b) })
}

// replacePurchases changes a copy: exports that are under way read the old one
// without a lock.
func (st *state) replacePurchases(tenant string, change func([]purchase) []purchase) {
	next := *st.tenantByID[tenant]
	next.purchases = change(slices.Clone(next.purchases))
	i, _ := slices.BinarySearchFunc(st.tenants, next.seq, func(t *Tenant, seq int64) int { return cmp.Compare(t.seq, seq) })
	st.tenants[i], st.tenantByID[tenant] = &next, &next
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

// rebill follows a change of a subscription that was bought: of its seats, and
// its end.
func (s *Server) rebill(next *Subscription) {
	now := s.openMonthNow()
	for _, t := range s.st.tenants {
		at := slices.IndexFunc(t.purchases, func(b purchase) bool { return b.Subscription == next.ID })
		if at < 0 {
			continue
		}
		s.st.replacePurchases(t.ID, func(list []purchase) []purchase {
			b := &list[at]
			billed := b.Quantity
			for _, c := range b.Changes {
				billed += c.Delta
			}
			switch delta := next.Quantity - billed; {
			case b.End != 0 || next.Status == "deleted" && b.Start == now && b.Quantity == 0:
			case next.Status == "deleted":
				b.End = now
			case delta != 0 && b.Start == now:
				b.Quantity = next.Quantity
			case delta != 0:
				b.Changes = append(slices.Clone(b.Changes), purchaseChange{now, delta})
			}
			return list
		})
		return
	}
}
