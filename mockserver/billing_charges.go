package mockserver

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"strconv"
	"time"
)

// A charge is one line of an invoice before it is spelt out. Money is in whole
// cents, so that sums are exact and fast; prices have nine decimals.
type charge struct {
	tenant  *Tenant
	product *product
	meter   *meter
	kind    string
	// index tells the tenant's lines of one month apart; reference pairs lines.
	index, sub, reference int
	term                  *term
	quantity              int64
	// unit and effective are prices in the pricing currency, times 1e9.
	unit, effective int64
	pricing         string
	// rate converts pricing to billing currency, times 1e9.
	rate int64
	// subtotal and tax are in cents of the billing currency.
	subtotal, tax int64
	start, end    time.Time
	promotion     string
	// purchase is what is charged, if it was bought since the start.
	purchase *purchase
}

// subscription is the id of the subscription that is charged.
func (c *charge) subscription(g *generator) string {
	switch {
	case c.meter != nil:
		return g.id(c.tenant, "azure subscription", 0)
	case c.purchase != nil:
		return c.purchase.Subscription
	}
	return g.id(c.tenant, "subscription", c.sub)
}

// order is the id of the order it came from.
func (c *charge) order(g *generator) string {
	if c.purchase != nil {
		return c.purchase.Order
	}
	if c.meter != nil {
		return g.orderID(c.tenant, azureOrder)
	}
	return g.orderID(c.tenant, c.sub)
}

const nano = 1_000_000_000

// A term is a commitment and how it is billed. Percent is the price of one
// billing in hundredths of a percent of the yearly list price.
type term struct {
	duration, cycle, text string
	months                int
	share                 int64
}

func terms() [5]term {
	return [5]term{
		{"P1Y", "monthly", "One-Year commitment for monthly billing", 1, 105_000 / 12},
		{"P1M", "monthly", "One-Month commitment for monthly billing", 1, 120_000 / 12},
		{"P1Y", "annual", "One-Year commitment for yearly billing", 12, 100_000},
		{"P3Y", "triennial", "Three-Year commitment for three-year billing", 36, 300_000},
		{"", "one_time", "", 0, 100_000},
	}
}

// A generator derives subscriptions and charges from a seed. It holds no state
// that changes, so months and tenants may be asked for in any order.
type generator struct {
	seed     uint64
	profile  Profile
	currency string
	// last is the newest month with an invoice when the broker was seeded; the
	// history of every subscription is told from it.
	last     month
	products []product
	azure    product
	meters   []meter
	terms    [5]term
	weights  int
}

func newGenerator(o *options) *generator {
	g := &generator{seed: o.seed, profile: o.profile, currency: "EUR", last: monthOf(o.asOf) - 1, products: seatProducts(), azure: azurePlan(), meters: meters(), terms: terms()}
	if o.profile == ProfileUS {
		g.currency = "USD"
	}
	for _, p := range g.products {
		g.weights += p.weight
	}
	return g
}

// stream is a random source for one purpose of one tenant.
func (g *generator) stream(t *Tenant, purpose ...int) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte(t.ID))
	x := h.Sum64()
	for _, p := range purpose {
		x = (x ^ uint64(p+1)) * 0x100000001b3
	}
	return rand.New(rand.NewPCG(x, g.seed))
}

// A seat is one seat subscription of a tenant through time.
type seat struct {
	product  *product
	term     *term
	quantity int64
	start    month
	day      int
	trial    bool
	promo    bool
	// end is the month of an immediate cancellation; 0 if none.
	end month
	// endDay is the day of a cancellation since the start, and stop the first
	// month that is not charged; 0 if none.
	endDay int
	stop   month
	// events change the quantity; later are those since the start.
	events [3]seatEvent
	later  []seatEvent
}

// changes yields the changes of the quantity, numbered.
func (s *seat) changes(yield func(int, seatEvent) bool) {
	for i, e := range s.events {
		if !yield(i, e) {
			return
		}
	}
	for i, e := range s.later {
		if !yield(len(s.events)+i, e) {
			return
		}
	}
}

// A seatEvent changes the quantity; day is 0 before the start, where the
// generator lets it follow from the billing day.
type seatEvent struct {
	month month
	delta int64
	day   int
}

func (g *generator) seat(t *Tenant, k int) seat {
	r := g.stream(t, 1, k)
	s := seat{product: g.pickProduct(r), day: 1 + r.IntN(31), trial: r.IntN(50) == 0, promo: r.IntN(100) < 8}
	// Log-normal, median 12, 95th percentile about 150.
	s.quantity = min(3000, max(1, int64(math.Round(math.Exp(math.Log(12)+1.54*r.NormFloat64())))))
	switch n := r.IntN(100); {
	case s.product.once:
		s.term = &g.terms[4]
	case n < 70:
		s.term = &g.terms[0]
	case n < 85:
		s.term = &g.terms[1]
	case n < 97:
		s.term = &g.terms[2]
	default:
		s.term = &g.terms[3]
	}
	s.start = g.last - month(r.IntN(36))
	for i := range s.events {
		if r.IntN(100) < 38 {
			s.events[i] = seatEvent{month: g.last - month(r.IntN(13)), delta: 1 + r.Int64N(max(1, s.quantity/4))}
		}
	}
	if r.IntN(100) < 14 {
		s.events[2] = seatEvent{month: g.last - month(r.IntN(13)), delta: -min(s.quantity-1, 1+r.Int64N(3))}
	}
	if r.IntN(100) < 8 {
		s.end = g.last - month(r.IntN(12))
	}
	return s
}

func (g *generator) pickProduct(r *rand.Rand) *product {
	n := r.IntN(g.weights)
	for i := range g.products {
		if n -= g.products[i].weight; n < 0 {
			return &g.products[i]
		}
	}
	return &g.products[0]
}

// charges yields what a tenant is charged in a month.
func (g *generator) charges(t *Tenant, m month, yield func(*charge) bool) bool {
	if until, err := parseMonth(t.Spend.Until); err == nil && m > until {
		return g.lateCredit(t, m, yield)
	}
	w := &writer{g: g, tenant: t, month: m, yield: yield}
	for k := range t.Spend.Subscriptions {
		s := g.billedSeat(t, k)
		if !w.seat(&s, k) {
			return false
		}
	}
	if end := t.amended[seededAzure].End; t.Spend.Azure > 0 && (end == 0 || m <= end) && !w.azure() {
		return false
	}
	if len(t.purchases) > 0 && !w.purchases() {
		return false
	}
	return g.lateCredit(t, m, yield)
}

// lateCredit yields the credit of the newest month, which a customer that has
// left gets as well.
func (g *generator) lateCredit(t *Tenant, m month, yield func(*charge) bool) bool {
	if t.Spend.Credit == 0 || m != g.last {
		return true
	}
	amount := t.Spend.Credit * 10_000_000
	return yield(&charge{
		tenant: t, product: &g.products[1], kind: "customerCredit", index: 9000, sub: -1, term: &g.terms[0],
		quantity: 1, unit: -amount, effective: -amount, pricing: g.currency, rate: nano, subtotal: -t.Spend.Credit,
		start: (m - 1).first(), end: (m - 1).last(),
	})
}

// A writer yields one tenant's charges of one month.
type writer struct {
	g      *generator
	tenant *Tenant
	month  month
	index  int
	yield  func(*charge) bool
	// purchase is what is being written, if it was bought since the start.
	purchase *purchase
}

func (w *writer) emit(c *charge) bool {
	c.tenant, c.index, c.purchase = w.tenant, w.index, w.purchase
	w.index++
	if w.g.profile == ProfileUS {
		c.tax = c.subtotal * 825 / 10_000
	}
	return w.yield(c)
}

// seat yields the lines of a seat subscription: the cycle's charge, and pairs
// of a refund and a charge where the quantity changed.
func (w *writer) seat(s *seat, k int) bool {
	m := w.month
	if s.start > m || s.end != 0 && m > s.end || s.stop != 0 && m >= s.stop {
		return true
	}
	pricing := w.g.pricingCurrency(w.tenant)
	price := w.g.price(s, pricing)
	rate := w.g.rate(m, pricing)
	line := func(kind string, quantity, effective int64, start, end time.Time, reference int) bool {
		return w.seatLine(s, k, &charge{
			kind: kind, reference: reference, quantity: quantity, unit: price.list, effective: effective,
			pricing: pricing, rate: rate, start: start, end: end,
		})
	}
	quantity := s.quantityBefore(m)
	cycle := s.cycleStart(m)
	if cycle == m {
		start := m.day(s.day)
		end := m.last()
		if s.term.months > 0 {
			end = (m + month(s.term.months)).day(s.day).AddDate(0, 0, -1)
		}
		if !line(s.kind(m), quantity, price.net, start, end, 0) {
			return false
		}
	}
	if s.term.months == 0 {
		return true
	}
	start, end := cycle.day(s.day), (cycle+month(s.term.months)).day(s.day).AddDate(0, 0, -1)
	total := daysBetween(start, end)
	for i, e := range s.changes {
		if e.month != m || e.delta == 0 || s.start == m {
			continue
		}
		at := m.day(s.day).AddDate(0, 0, 3+2*i)
		if e.day != 0 {
			at = within(m.day(e.day), start, end)
		}
		rest := wholeCents(price.net * daysBetween(at, end) / total)
		kind := "addQuantity"
		if e.delta < 0 {
			kind = "removeQuantity"
		}
		ref := 100*k + i + 1
		if !line(kind, quantity, -rest, at, end, ref) || !line(kind, quantity+e.delta, rest, at, end, ref) {
			return false
		}
		quantity += e.delta
	}
	if s.end == m {
		at := m.day(s.day).AddDate(0, 0, 6)
		if s.endDay != 0 {
			at = within(m.day(s.endDay), start, end)
		}
		return line("cancelImmediate", quantity, -wholeCents(price.net*daysBetween(at, end)/total), at, end, 0)
	}
	return true
}

// seatLine finishes a seat line: rounds as Microsoft's documents say, and
// splits products that come as two lines.
func (w *writer) seatLine(s *seat, k int, c *charge) bool {
	c.product, c.sub, c.term = s.product, k, s.term
	if s.promo {
		c.promotion = "39NFJQT1PJPG:0001:39NFJQT1Q5KL"
	}
	if s.product.lines < 2 {
		c.subtotal = seatSubtotal(c.effective, c.rate, c.quantity)
		return w.emit(c)
	}
	second := *c
	c.effective = wholeCents(c.effective * 6 / 10)
	second.effective -= c.effective
	c.subtotal = seatSubtotal(c.effective, c.rate, c.quantity)
	second.subtotal = seatSubtotal(second.effective, second.rate, second.quantity)
	return w.emit(c) && w.emit(&second)
}

// seatSubtotal is ROUNDDOWN(effective unit price x rate, 2) x quantity, in cents.
func seatSubtotal(effective, rate, quantity int64) int64 {
	return effective / 10_000_000 * rate / nano * quantity
}

func wholeCents(price int64) int64 { return price / 10_000_000 * 10_000_000 }

// within is a day, or the end of a billing cycle that it is outside of.
func within(day, start, end time.Time) time.Time {
	switch {
	case day.Before(start):
		return start
	case day.After(end):
		return end
	}
	return day
}

func daysBetween(from, to time.Time) int64 { return int64(to.Sub(from)/(24*time.Hour)) + 1 }

func (s *seat) kind(m month) string {
	switch {
	case m == s.start:
		return "new"
	case (m-s.start)%12 == 0 || s.term.months > 1:
		return "renew"
	}
	return "cycleCharge"
}

// cycleStart is the month in which the billing cycle that holds m began.
func (s *seat) cycleStart(m month) month {
	if s.term.months == 0 {
		return s.start
	}
	return m - (m-s.start)%month(s.term.months)
}

// quantityBefore is the quantity before the events of month m.
func (s *seat) quantityBefore(m month) int64 {
	q := s.quantity
	for _, e := range s.changes {
		if e.month < m && e.month > s.start {
			q += e.delta
		}
	}
	return max(q, 1)
}

type seatPrice struct{ list, net int64 }

// price is what one seat costs per billing in the pricing currency, times 1e9.
// The partner pays 80 % of the list price.
func (g *generator) price(s *seat, pricing string) seatPrice {
	local := s.product.yearUSD * localFactor(pricing) / 1000
	list := local * s.term.share / 100_000
	net := list * 80 / 100
	if s.promo {
		net = net * 85 / 100
	}
	if s.trial {
		list, net = 0, 0
	}
	return seatPrice{list * 10_000_000, net * 10_000_000}
}

// localFactor is Microsoft's local list price for one USD, in thousandths.
func localFactor(currency string) int64 {
	switch currency {
	case "EUR":
		return 935
	case "SEK":
		return 10_600
	case "NOK":
		return 10_900
	case "DKK":
		return 6_980
	case "GBP":
		return 820
	}
	return 1000
}

func (g *generator) pricingCurrency(t *Tenant) string {
	if g.currency == "USD" {
		return "USD"
	}
	switch t.Address.Country {
	case "SE":
		return "SEK"
	case "NO":
		return "NOK"
	case "DK":
		return "DKK"
	case "GB":
		return "GBP"
	}
	return "EUR"
}

// rate is the exchange rate of a month with nine decimals, as nano units.
func (g *generator) rate(m month, from string) int64 {
	if from == g.currency {
		return nano
	}
	base := map[string]int64{"USD": 846_202_666, "SEK": 87_914_337, "NOK": 85_402_118, "DKK": 134_021_774, "GBP": 1_152_337_905}[from]
	if base == 0 {
		return nano
	}
	r := random(g.seed, "rate", from, m.String())
	return base + base*int64(r.IntN(60)-30)/1000 + r.Int64N(1000)
}

// azure yields one line per meter, in arrears for the calendar month.
func (w *writer) azure() bool {
	g := w.g
	r := g.stream(w.tenant, 2, int(w.month))
	rate := g.rate(w.month, "USD")
	spend := w.tenant.Spend.Azure * int64(85+r.IntN(30)) / 100
	n := 1 + min(len(g.meters)-1, int(w.tenant.Spend.Azure/20_000))
	credited := r.IntN(50) == 0
	for i := range n {
		me := &g.meters[i]
		part := spend * int64(me.share) / 100
		if i == n-1 {
			part = spend
		}
		spend -= part
		if part <= 0 {
			continue
		}
		quantity := 1 + part/7
		// The smallest price with nine decimals whose product is not below the
		// amount; rounding it down to cents gives the amount back.
		effective := (part*10_000_000 + quantity - 1) / quantity
		if !w.meter(me, 1000+i, "cycleCharge", part, quantity, effective, rate) {
			return false
		}
		// A credit gives a tenth of the first meter back.
		if credited && i == 0 && part >= 10 {
			part /= 10
			quantity = 1 + part/7
			effective = (part*10_000_000 + quantity - 1) / quantity
			if !w.meter(me, 1000+i, "customerCredit", -part, quantity, -effective, rate) {
				return false
			}
		}
	}
	return true
}

// meter yields a line of Azure consumption: amount in cents of USD.
func (w *writer) meter(me *meter, sub int, kind string, amount, quantity, effective, rate int64) bool {
	return w.emit(&charge{
		product: &w.g.azure, meter: me, kind: kind, sub: sub, term: &w.g.terms[4], quantity: quantity,
		unit: effective * 100 / 85, effective: effective, pricing: "USD", rate: rate,
		subtotal: amount * rate / nano, start: w.month.first(), end: w.month.last(),
	})
}

// ids of a charge are made only when it is spelt out.
func (g *generator) id(t *Tenant, what string, n int) string {
	return uuidOf(g.seed, what, t.ID, strconv.Itoa(n))
}
