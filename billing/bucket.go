package billing

import (
	"bytes"

	"github.com/google/uuid"
)

// bucketKey identifies a group of lines that share their fate. Strings are
// interned by the accumulator that owns the key.
type bucketKey struct {
	tenant   uuid.UUID
	partner  int32
	doc      int32
	raw      int32 // CustomerId when it is no GUID, else 0
	reseller int32
	rule     int16 // index of the line rule plus one, else 0
	class    uint8
	gated    bool
}

// bucket is the sum of a group of lines.
type bucket struct {
	lines   int64
	charges sum
	credits sum
	tax     sum
	sales   sum
	name    string   // the smallest name in byte order: independent of line order
	first   [10]byte // earliest ChargeStartDate
}

func (b *bucket) merge(o *bucket) {
	b.lines += o.lines
	b.charges.merge(o.charges)
	b.credits.merge(o.credits)
	b.tax.merge(o.tax)
	b.sales.merge(o.sales)
	b.name = smaller(b.name, o.name)
	b.earliest(o.first[:])
}

// earliest keeps the smaller day; zero means unknown.
func (b *bucket) earliest(day []byte) {
	if day[0] != 0 && (b.first[0] == 0 || bytes.Compare(day, b.first[:]) < 0) {
		copy(b.first[:], day)
	}
}

// smaller is the smaller of two strings that is not empty.
func smaller(a, b string) string {
	if a == "" || (b != "" && b < a) {
		return b
	}
	return a
}

// itemKey identifies a product and subscription within a bucket.
type itemKey struct {
	bucketKey
	product, sku, subscription string
}

// item is what the lines of one product and subscription say.
type item struct {
	bucket
	quantity     sum
	price        number // the largest EffectiveUnitPrice: that of a full period
	product, sku string // names
	term         string
	extended     bool // the lines mention extended service terms
}

func (i *item) merge(o *item) {
	i.bucket.merge(&o.bucket)
	i.quantity.merge(o.quantity)
	i.price = larger(i.price, o.price)
	i.product, i.sku, i.term = smaller(i.product, o.product), smaller(i.sku, o.sku), smaller(i.term, o.term)
	i.extended = i.extended || o.extended
}

func larger(a, b number) number {
	if b.neg || b.decimal().LessThanOrEqual(a.decimal()) {
		return a
	}
	return b
}

// interner gives strings small numbers; 0 is the empty string.
type interner struct {
	ids   map[string]int32
	names []string
	last  int32
}

func newInterner() interner {
	return interner{ids: map[string]int32{"": 0}, names: []string{""}}
}

func (t *interner) id(b []byte) int32 {
	if string(b) == t.names[t.last] {
		return t.last
	}
	n, ok := t.ids[string(b)]
	if !ok {
		n = int32(len(t.names))
		s := string(b)
		t.ids[s], t.names = n, append(t.names, s)
	}
	t.last = n
	return n
}
