package billing

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/linking"
)

// docKey is a document in one currency.
type docKey struct{ invoice, currency string }

// doc is what an accumulator knows about a document besides its lines.
type doc struct {
	key   docKey
	rates map[Rate]bool
}

// accumulator sums lines. Each worker has its own; they are merged at the end.
type accumulator struct {
	cfg     *config
	links   *linkIndex
	price   *pricer
	scan    scanner
	need    fieldSet
	partner interner
	raw     interner
	seller  interner
	docs    []doc
	docIDs  map[docKey]int32
	lastDoc int32
	buckets map[bucketKey]*bucket
	items   map[itemKey]*item

	lines       int64
	unpriced    int64 // without a price rule
	unpriceable int64 // with one that cannot be applied
	bad         []Malformed
	badCount    int64

	blob     blobState
	lastRate Rate
	rateDoc  int32 // the document lastRate was noted for
}

// blobState is the blob an accumulator is reading.
type blobState struct {
	name, invoice string
	lines, bad    int64
	docLines      []int64 // by document
}

func newAccumulator(cfg *config, links *linkIndex) *accumulator {
	a := &accumulator{
		cfg: cfg, links: links, price: newPricer(cfg.rules.Prices),
		partner: newInterner(), raw: newInterner(), seller: newInterner(),
		docIDs: map[docKey]int32{}, buckets: map[bucketKey]*bucket{}, lastDoc: -1, rateDoc: -1,
	}
	a.need = classFields | setOf(fPartnerID, fCustomerID, fCustomerName, fInvoice, fSubtotal, fTax, fCurrency, fChargeStart,
		fPricingCurrency, fRate, fRateDate, fUsageTotal)
	if cfg.resellers {
		a.need |= setOf(fReseller)
	}
	if len(cfg.rules.Lines) > 0 {
		a.need |= matchFields
	}
	if a.price != nil {
		a.need |= priceFields
	}
	if cfg.items {
		a.items = map[itemKey]*item{}
		a.need |= priceFields | setOf(fSubscriptionID, fSubscriptionText, fProductName, fSkuName, fTerm, fPriceAdjustment)
	}
	a.scan.want = a.need
	return a
}

// begin starts a blob of an export.
func (a *accumulator) begin(name, invoice string) {
	a.blob = blobState{name: name, invoice: invoice}
}

// consumer connects the reader of a blob with the accumulator.
func (a *accumulator) consumer() consumer {
	return consumer{object: a.object, row: a.add, bad: a.malformed}
}

func (a *accumulator) object(line []byte, n int64) error {
	if err := a.scan.scan(line); err != nil {
		return a.malformed(n, fNone, err.Error())
	}
	return a.add(&a.scan.vals, n)
}

// malformed counts a line that cannot be read, or stops in strict mode.
func (a *accumulator) malformed(n int64, f field, problem string) error {
	m := Malformed{Blob: a.blob.name, Line: n, Problem: problem}
	if f != fNone {
		m.Field = f.label()
	}
	return a.reject(m)
}

func (a *accumulator) reject(m Malformed) error {
	if a.cfg.strict {
		return &BlobError{Blob: m.Blob, Line: m.Line, Err: &m, Hint: "strict mode stops here"}
	}
	a.blob.bad++
	a.badCount++
	a.bad = append(a.bad, m)
	if len(a.bad) > 2*MaxMalformedLines {
		a.bad = firstMalformed(a.bad)
	}
	return nil
}

// firstMalformed keeps the first by blob and line: the same ones in any order of reading.
func firstMalformed(all []Malformed) []Malformed {
	slices.SortFunc(all, func(a, b Malformed) int {
		if c := strings.Compare(a.Blob, b.Blob); c != 0 {
			return c
		}
		return int(a.Line - b.Line)
	})
	return all[:min(len(all), MaxMalformedLines)]
}

// money is the part of a line that the proof is made of.
type money struct {
	net, tax number
	doc      int32
}

// add sums one line.
func (a *accumulator) add(v *[numFields]value, n int64) error {
	m, bad, err := a.money(v, n)
	if err != nil {
		return err
	}
	if bad != nil {
		bad.Blob, bad.Line = a.blob.name, n
		return a.reject(*bad)
	}
	k := a.key(v, m.doc)
	b, ok := a.buckets[k]
	if !ok {
		b = &bucket{}
		a.buckets[k] = b
	}
	if err := a.sum(b, k, m, v); err != nil {
		return err
	}
	a.rate(v, m.doc)
	a.lines++
	a.blob.lines++
	for len(a.blob.docLines) <= int(m.doc) {
		a.blob.docLines = append(a.blob.docLines, 0)
	}
	a.blob.docLines[m.doc]++
	return nil
}

// money reads net, tax, currency and document of a line.
func (a *accumulator) money(v *[numFields]value, n int64) (m money, bad *Malformed, err error) {
	net, ok, bad := amountOf(v, fSubtotal)
	if bad != nil {
		return m, bad, nil
	}
	if !ok {
		if v[fUsageTotal].kind != kindAbsent {
			return m, nil, &BlobError{Blob: a.blob.name, Line: n, Err: ErrUsageLines,
				Hint: "usage details Azure a second time: read it with ReadUsage and pass it with WithUsage"}
		}
		return m, &Malformed{Field: fSubtotal.label(), Problem: "is missing"}, nil
	}
	tax, _, bad := amountOf(v, fTax)
	if bad != nil {
		return m, bad, nil
	}
	m.net, m.tax = net, tax
	m.doc, bad, err = a.document(v, n)
	return m, bad, err
}

// document finds the document of a line and checks that it belongs to the export.
func (a *accumulator) document(v *[numFields]value, n int64) (int32, *Malformed, error) {
	invoice, currency := v[fInvoice].text(), v[fCurrency].text()
	if a.lastDoc >= 0 {
		last := &a.docs[a.lastDoc]
		if string(invoice) == last.key.invoice && string(currency) == last.key.currency && (a.blob.invoice == "" || a.blob.invoice == last.key.invoice) {
			return a.lastDoc, nil, nil
		}
	}
	k := docKey{strings.TrimSpace(v[fInvoice].string()), strings.ToUpper(string(bytes.TrimSpace(currency)))}
	if !isCurrency(k.currency) {
		return 0, &Malformed{Field: fCurrency.label(), Problem: "is no ISO 4217 code: " + shorten(currency)}, nil
	}
	if a.blob.invoice != "" {
		if k.invoice != "" && !strings.EqualFold(k.invoice, a.blob.invoice) {
			return 0, nil, &BlobError{Blob: a.blob.name, Line: n, Err: fmt.Errorf("%w: it is of %s, the export of %s", ErrForeignInvoice, shorten(invoice), a.blob.invoice),
				Hint: "this blob belongs to another report"}
		}
		k.invoice = a.blob.invoice
	}
	id, ok := a.docIDs[k]
	if !ok {
		id = int32(len(a.docs))
		a.docs = append(a.docs, doc{key: k, rates: map[Rate]bool{}})
		a.docIDs[k] = id
	}
	a.lastDoc = id
	return id, nil, nil
}

// key finds the group of a line.
func (a *accumulator) key(v *[numFields]value, doc int32) (k bucketKey) {
	k.doc = doc
	k.class, k.gated = classify(v, a.cfg.plans)
	if a.cfg.resellers {
		k.reseller = a.seller.id([]byte(v[fReseller].string()))
	}
	k.partner = a.partnerID(v[fPartnerID].text())
	if id, ok := parseGUID(v[fCustomerID].text()); ok {
		k.tenant = id
	} else {
		const most = 64
		id := v[fCustomerID].text()
		k.raw = a.raw.id(bytes.ToValidUTF8(append([]byte("?"), id[:min(len(id), most)]...), []byte("?")))
	}
	for i := range a.cfg.rules.Lines {
		if a.cfg.rules.Lines[i].matches(k.tenant, v) {
			k.rule = int16(i + 1)
			break
		}
	}
	return k
}

// partnerID interns a partner tenant in lower case; what is no GUID counts as unnamed.
func (a *accumulator) partnerID(b []byte) int32 {
	if string(b) == a.partner.names[a.partner.last] {
		return a.partner.last
	}
	id, ok := parseGUID(b)
	if !ok {
		return 0
	}
	return a.partner.id([]byte(id.String()))
}

// sum adds the money of a line to its group.
func (a *accumulator) sum(b *bucket, k bucketKey, m money, v *[numFields]value) error {
	var sales number
	if a.price != nil {
		var err error
		if sales, err = a.sales(k, m, v); err != nil {
			return err
		}
	}
	if a.items != nil {
		a.addItem(k, m, sales, v)
	}
	addMoney(b, m, sales, v)
	return nil
}

func addMoney(b *bucket, m money, sales number, v *[numFields]value) {
	b.lines++
	switch {
	case m.net.isZero():
	case m.net.neg:
		b.credits.add(m.net)
	default:
		b.charges.add(m.net)
	}
	b.tax.add(m.tax)
	b.sales.add(sales)
	if name := v[fCustomerName].text(); len(name) > 0 && string(name) != b.name {
		b.name = smaller(b.name, v[fCustomerName].string())
	}
	if start := v[fChargeStart].text(); len(start) >= 10 && string(start[:10]) != string(b.first[:]) && isDay(start[:10]) {
		b.earliest(start[:10])
	}
}

// sales is the price of a line for the organization it is joined with. A price
// that cannot be made, because the line's quantity or list price cannot be read,
// is the cost; such lines are counted.
func (a *accumulator) sales(k bucketKey, m money, v *[numFields]value) (number, error) {
	j, err := a.links.join(a.tenantKey(k), k.raw == 0, k.gated, a.rule(k))
	if err != nil || j.reason != "" {
		return number{}, err
	}
	price, rule, bad := a.price.price(j.organization, a.docs[k.doc].key.currency, m.net.decimal(), v)
	if bad == nil {
		if n, ok := fromDecimal(price); ok {
			if rule == nil && k.class != classCredits {
				a.unpriced++
			}
			return n, nil
		}
	}
	a.unpriceable++
	return m.net, nil
}

// addItem adds a line to its product and subscription. A quantity that cannot be
// read counts as 0: the money is what is proven.
func (a *accumulator) addItem(k bucketKey, m money, sales number, v *[numFields]value) {
	ik := itemKey{k, strings.ToUpper(v[fProductID].string()), v[fSkuID].string(), v[fSubscriptionID].string()}
	it, ok := a.items[ik]
	if !ok {
		it = &item{}
		a.items[ik] = it
	}
	addMoney(&it.bucket, m, sales, v)
	sign := m.net.sign()
	if q, bad := signedQuantity(v, sign); bad == nil {
		it.quantity.merge(sumOf(q))
	}
	if price, ok, bad := amountOf(v, fEffectivePrice); ok && bad == nil {
		it.price = larger(it.price, price)
	}
	it.product = smaller(it.product, v[fProductName].string())
	it.sku = smaller(it.sku, v[fSkuName].string())
	it.term = smaller(it.term, v[fTerm].string())
	it.extended = it.extended || mentionsExtension(v)
}

// mentionsExtension recognises extended service terms by their name; the exact
// spelling on the line is not documented publicly.
func mentionsExtension(v *[numFields]value) bool {
	for _, f := range []field{fTerm, fPriceAdjustment, fSubscriptionText, fChargeType} {
		if strings.Contains(strings.ToLower(string(v[f].text())), "extended service") {
			return true
		}
	}
	return false
}

func (a *accumulator) tenantKey(k bucketKey) linking.TenantKey {
	key := linking.TenantKey{Tenant: k.tenant, Partner: a.links.set.Partner}
	if k.partner != 0 {
		key.Partner = uuid.MustParse(a.partner.names[k.partner])
	}
	return key
}

func (a *accumulator) rule(k bucketKey) *Rule {
	if k.rule == 0 {
		return nil
	}
	return &a.cfg.rules.Lines[k.rule-1]
}

// maxRates bounds the exchange rates kept per document; an invoice has one per currency.
const maxRates = 32

// rate notes the exchange rate of a line.
func (a *accumulator) rate(v *[numFields]value, doc int32) {
	r := v[fRate].text()
	if len(r) == 0 {
		return
	}
	pc, date := v[fPricingCurrency].text(), v[fRateDate].text()
	if doc == a.rateDoc && string(r) == a.lastRate.Rate && string(pc) == a.lastRate.PricingCurrency && string(date) == a.lastRate.Date {
		return
	}
	a.rateDoc = doc
	a.lastRate = Rate{PricingCurrency: v[fPricingCurrency].string(), Rate: v[fRate].string(), Date: v[fRateDate].string()}
	a.docs[doc].addRate(a.lastRate)
}

// addRate keeps the smallest rates, so that the order of lines does not matter.
func (d *doc) addRate(r Rate) {
	d.rates[r] = true
	if len(d.rates) <= maxRates {
		return
	}
	delete(d.rates, sortedRates(d.rates)[maxRates])
}
