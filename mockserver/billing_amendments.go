package mockserver

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Amendments are what happened since the start to something that is billed:
// to a seat subscription of the seeded broker, or to a purchase. They count
// from the first month without an invoice, so closed months never change.
type amendments struct {
	Changes []seatChange `json:"changes,omitempty"`
	// End is the month of a cancellation, whose rest is given back from EndDay.
	End    month `json:"end,omitempty"`
	EndDay int   `json:"end_day,omitempty"`
	// Stop is the first month that is not charged, at the end of a term.
	Stop month `json:"stop,omitempty"`
}

// A seatChange is more seats, or fewer, from a day on.
type seatChange struct {
	Month month `json:"month"`
	Day   int   `json:"day,omitempty"`
	Delta int64 `json:"delta"`
}

func (a *amendments) over() bool { return a.End != 0 || a.Stop != 0 }

// amend makes a seat what it became.
func (a *amendments) amend(s *seat) {
	for _, c := range a.Changes {
		s.later = append(s.later, seatEvent{c.Month, c.Delta, max(c.Day, 1)})
	}
	if a.End != 0 {
		s.end, s.endDay = a.End, max(a.EndDay, 1)
	}
	s.stop = a.Stop
}

// seededAzure is the key of the Azure consumption among the amendments of a
// tenant, whose others are those of its seeded seats.
const seededAzure = -1

// billedSeat is a seeded seat with what happened to it since the start.
func (g *generator) billedSeat(t *Tenant, k int) seat {
	s := g.seat(t, k)
	if a, ok := t.amended[k]; ok {
		a.amend(&s)
	}
	return s
}

// brokerNow is the day on which the broker stands.
func (s *Server) brokerNow() time.Time { return s.opts.asOf.Add(s.clock.elapsed()) }

// billedFrom is the month that purchases and changes of a day are billed from.
func (st *state) billedFrom(at time.Time) month { return max(monthOf(at), st.invoiced+1) }

// changeBilling changes a copy of a tenant: exports that are under way read the
// old one without a lock.
func (st *state) changeBilling(tenant string, change func(*Tenant)) {
	next := *st.tenantByID[tenant]
	next.purchases, next.amended = slices.Clone(next.purchases), maps.Clone(next.amended)
	change(&next)
	i, _ := slices.BinarySearchFunc(st.tenants, next.seq, func(t *Tenant, seq int64) int { return cmp.Compare(t.seq, seq) })
	st.tenants[i], st.tenantByID[tenant] = &next, &next
}

// rebill follows a change of a subscription: of its seats, its product and
// term, and its end. Suspending changes no bill. At is a day of the broker;
// renewed says that it is the first of a new term, before which all is paid.
func (st *state) rebill(tenant string, next *Subscription, at time.Time, renewed bool) {
	t := st.tenantByID[tenant]
	if at = at.UTC(); monthOf(at) < st.billedFrom(at) {
		at = st.billedFrom(at).first()
	}
	for i := len(t.purchases) - 1; i >= 0; i-- { // the last is in force
		b := t.purchases[i]
		if b.Subscription != next.ID {
			continue
		}
		if s, sold := b.seat(st.gen); sold {
			fresh := b.Start == monthOf(at) && !b.over() && next.Status != statusDeleted && next.Status != statusExpired
			if fresh && st.same(&s, next) {
				b.Quantity = next.Quantity // the first charge is not out yet
			} else {
				st.amendSeat(tenant, &b.amendments, &s, next, at, renewed)
			}
			st.changeBilling(tenant, func(t *Tenant) { t.purchases[i] = b })
		}
		return
	}
	st.rebillSeeded(t, next, at, renewed)
}

func (st *state) rebillSeeded(t *Tenant, next *Subscription, at time.Time, renewed bool) {
	keep := func(k int, a amendments) {
		st.changeBilling(t.ID, func(t *Tenant) {
			if t.amended == nil {
				t.amended = map[int]amendments{}
			}
			t.amended[k] = a
		})
	}
	if next.ID == st.gen.id(t, "azure subscription", 0) {
		if a := t.amended[seededAzure]; next.Status == statusDeleted && !a.over() {
			a.End = monthOf(at)
			keep(seededAzure, a)
		}
		return
	}
	for k := range t.Spend.Subscriptions {
		if next.ID == st.gen.id(t, "subscription", k) {
			a, s := t.amended[k], st.gen.billedSeat(t, k)
			st.amendSeat(t.ID, &a, &s, next, at, renewed)
			keep(k, a)
			return
		}
	}
}

// same says that a seat is billed for what a subscription is of.
func (st *state) same(s *seat, sub *Subscription) bool {
	p := st.productOf(sub)
	return p == nil || p.item() == s.product.item() && s.term == &st.gen.terms[st.gen.termOf(sub.TermDuration, sub.BillingCycle)] && s.trial == sub.IsTrial
}

// amendSeat writes down what became of a seat. Another product or term ends it
// and bills a new one.
func (st *state) amendSeat(tenant string, a *amendments, s *seat, next *Subscription, at time.Time, renewed bool) {
	if s.end != 0 || s.stop != 0 {
		return
	}
	m := monthOf(at)
	if renewed {
		m = s.nearest(at)
	}
	finish := func() {
		if renewed {
			a.Stop = m
		} else {
			a.End, a.EndDay = m, at.Day()
		}
	}
	switch delta := next.Quantity - s.quantityBefore(m+1); {
	case next.Status == statusDeleted, next.Status == statusExpired:
		finish()
	case !st.same(s, next):
		finish()
		b := st.purchaseOf(next, st.productOf(next))
		b.Start, b.Day = m, at.Day()
		if renewed {
			b.Day = s.day
		}
		st.changeBilling(tenant, func(t *Tenant) { t.purchases = append(t.purchases, b) })
	case delta != 0 && renewed:
		a.Changes = append(slices.Clone(a.Changes), seatChange{m, s.day, delta})
	case delta != 0:
		a.Changes = append(slices.Clone(a.Changes), seatChange{m, at.Day(), delta})
	}
}

// nearest is the month in which the billing cycle nearest to a day begins.
func (s *seat) nearest(at time.Time) month {
	m := monthOf(at)
	for _, other := range []month{m - 1, m + 1} {
		if other.day(s.day).Sub(at).Abs() < m.day(s.day).Sub(at).Abs() {
			m = other
		}
	}
	return m
}
