package mockserver

import (
	"maps"
	"slices"
	"time"
)

// The states of a subscription that decide what is billed. One that is
// suspended is billed on.
const (
	statusActive    = "active"
	statusSuspended = "suspended"
	statusDeleted   = "deleted"
	statusExpired   = "expired"
)

func termMonths(duration string) int {
	return map[string]int{"P1M": 1, "P1Y": 12, "P3Y": 36}[duration]
}

// addMonths keeps the day of the month, or takes the last in a shorter month.
func addMonths(t time.Time, n int) time.Time {
	day := (monthOf(t) + month(n)).day(t.Day())
	return day.Add(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second)
}

// endTerms ends the terms that are over by now: without autoRenewEnabled the
// subscription expires, with instructions for the next term it becomes what
// they say. Seeded subscriptions that nobody touched just run on.
func (s *Server) endTerms() {
	touched := slices.Collect(maps.Keys(s.st.subscriptions))
	for _, t := range s.st.tenants {
		if len(t.amended) > 0 && s.st.subscriptions[t.ID] == nil {
			touched = append(touched, t.ID)
		}
	}
	slices.Sort(touched) // ids and ETags follow from the order
	for _, id := range touched {
		t := s.st.tenantByID[id]
		if t == nil {
			continue
		}
		for _, sub := range s.subscriptionsOf(t) {
			s.renewSubscription(t, sub)
		}
	}
}

func (s *Server) renewSubscription(t *Tenant, sub *Subscription) {
	// Bought subscriptions live in the clock's time, bills in the broker's.
	now, behind := s.brokerNow(), time.Duration(0)
	if sub.bought {
		now, behind = s.clock.now(), s.clock.now().Sub(now)
	}
	for !sub.azure() && (sub.Status == statusActive || sub.Status == statusSuspended) {
		end, err := time.Parse(time.RFC3339, sub.CommitmentEndDate)
		months := termMonths(orElse(sub.TermDuration, "P1Y"))
		if err != nil || months == 0 || end.After(now) {
			return
		}
		next := *sub
		if !sub.AutoRenewEnabled {
			next.Status = statusExpired
		} else {
			s.st.nextTerm(&next, t.Address.Country)
			next.EffectiveStartDate = stamp(end)
			next.CommitmentEndDate = stamp(addMonths(end, termMonths(orElse(next.TermDuration, "P1Y"))))
		}
		s.st.keepSubscription(&next)
		s.st.rebill(t.ID, &next, end.Add(-behind), true)
		sub = &next
	}
}

// nextTerm makes a subscription what was scheduled for its next term.
func (st *state) nextTerm(sub *Subscription, country string) {
	plan := sub.Scheduled
	if plan == nil {
		sub.TermDuration = orElse(sub.RenewalTermDuration, sub.TermDuration)
		return
	}
	sub.Scheduled = nil
	if plan.Quantity > 0 {
		sub.Quantity = plan.Quantity
	}
	sub.TermDuration, sub.BillingCycle = orElse(plan.Product.TermDuration, sub.TermDuration), orElse(plan.Product.BillingCycle, sub.BillingCycle)
	if p := st.offer(plan.Product.item()); p != nil && !p.usage() && !p.once {
		self := sub.Links.Self
		sub.OfferID, sub.OfferName, sub.Links = p.item(), p.name, catalogLinks(p, country)
		sub.Links.Self = self
	}
}

func (p *NextTermProduct) item() string { return p.ProductID + ":" + p.SKUID + ":" + p.AvailabilityID }
