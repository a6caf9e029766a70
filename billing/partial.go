package billing

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tenantlink/tenantlink/linking"
)

// groupKey is a bucketKey with its strings.
type groupKey struct {
	docKey
	linking.TenantKey
	raw, reseller, rule string
	class               uint8
	gated               bool
}

type itemGroupKey struct {
	groupKey
	product, sku, subscription string
}

// Partial is the sums over a part of the blobs. Parts of one report that hold
// disjoint blobs merge in any order and grouping to the same result. It can be
// written with encoding/json and read with [ReadPartial].
type Partial struct {
	links       LinkSet
	cfg         config
	exports     map[exportKey]*exportState
	blobs       []BlobInfo
	docBlobs    map[docKey]int // in how many blobs a document has lines
	rates       map[docKey]map[Rate]bool
	groups      map[groupKey]*bucket
	items       map[itemGroupKey]*item
	lines       int64
	unpriced    int64
	unpriceable int64
	badCount    int64
	bad         []Malformed
}

type exportKey struct {
	invoice  string
	unbilled bool
}

type exportState struct {
	etag     string
	expected int
}

func newPartial(links LinkSet, cfg config) *Partial {
	p := &Partial{
		links: links, cfg: cfg, exports: map[exportKey]*exportState{}, docBlobs: map[docKey]int{},
		rates: map[docKey]map[Rate]bool{}, groups: map[groupKey]*bucket{},
	}
	if cfg.items {
		p.items = map[itemGroupKey]*item{}
	}
	return p
}

// absorb adds what one worker has summed; the sums are the part's from now on.
func (p *Partial) absorb(a *accumulator) {
	if len(p.groups) == 0 {
		p.groups = make(map[groupKey]*bucket, len(a.buckets))
	}
	keys := map[bucketKey]groupKey{} // of items
	for k, b := range a.buckets {
		g := groupKey{
			docKey: a.docs[k.doc].key, TenantKey: a.tenantKey(k), raw: strings.TrimPrefix(a.raw.names[k.raw], "?"),
			reseller: a.seller.names[k.reseller], class: k.class, gated: k.gated,
		}
		if r := a.rule(k); r != nil {
			g.rule = r.Name
		}
		if k.raw != 0 && g.raw == "" {
			g.raw = "(empty)"
		}
		if a.items != nil {
			keys[k] = g
		}
		if have, ok := p.groups[g]; ok {
			have.merge(b)
		} else {
			p.groups[g] = b
		}
	}
	for k, i := range a.items {
		mergeInto(p.items, itemGroupKey{keys[k.bucketKey], k.product, k.sku, k.subscription}, i)
	}
	for _, d := range a.docs {
		p.addRates(d.key, d.rates)
	}
	p.lines += a.lines
	p.unpriced += a.unpriced
	p.unpriceable += a.unpriceable
	p.badCount += a.badCount
	p.bad = firstMalformed(append(p.bad, a.bad...))
}

type mergeable[T any] interface {
	*T
	merge(*T)
}

func mergeInto[K comparable, T any, P mergeable[T]](m map[K]P, k K, v P) {
	if have, ok := m[k]; ok {
		have.merge(v)
		return
	}
	copied := *v
	m[k] = &copied
}

func (p *Partial) addRates(k docKey, rates map[Rate]bool) {
	d := doc{key: k, rates: p.rates[k]}
	if d.rates == nil {
		d.rates = map[Rate]bool{}
		p.rates[k] = d.rates
	}
	for r := range rates {
		d.addRate(r)
	}
}

func sortedRates(rates map[Rate]bool) []Rate {
	return slices.SortedFunc(maps.Keys(rates), func(a, b Rate) int {
		return strings.Compare(a.PricingCurrency+"\x00"+a.Date+"\x00"+a.Rate, b.PricingCurrency+"\x00"+b.Date+"\x00"+b.Rate)
	})
}

// addBlob notes a blob and refuses the second of two identical ones. Empty parts
// are alike without being duplicates.
func (p *Partial) addBlob(info BlobInfo) error {
	for _, have := range p.blobs {
		switch {
		case have.Invoice == info.Invoice && have.Name == info.Name:
			return &BlobError{Blob: info.Name, Err: fmt.Errorf("%w: it was given twice", ErrDuplicate), Hint: "each blob once, each name once"}
		case info.Lines+info.Malformed == 0:
		case have.SHA256 == info.SHA256 || have.Content == info.Content:
			return &BlobError{Blob: info.Name, Err: fmt.Errorf("%w: its content is that of %s", ErrDuplicate, have.Name), Hint: "leave one of them out"}
		}
	}
	p.blobs = append(p.blobs, info)
	return nil
}

// addExport notes an export; two eTags of one invoice do not go together.
func (p *Partial) addExport(invoice, etag string, expected int, unbilled bool) error {
	k := exportKey{invoice, unbilled}
	have, ok := p.exports[k]
	if !ok {
		p.exports[k] = &exportState{etag, expected}
		return nil
	}
	if have.etag != etag && have.etag != "" && etag != "" || have.expected != expected && have.expected != 0 && expected != 0 {
		return fmt.Errorf("billing: invoice %q: %w: eTag %q with %d blobs and eTag %q with %d; fetch all blobs of the newer one",
			invoice, ErrMixedVersions, have.etag, have.expected, etag, expected)
	}
	have.etag, have.expected = max(have.etag, etag), max(have.expected, expected)
	return nil
}

// Merge adds the sums of another part to p; o stays as it is. It refuses parts
// with a blob in common ([ErrDuplicate]), of different versions of an export
// ([ErrMixedVersions]), or made with different links, rules or options
// ([ErrMismatch]). After an error p is unchanged.
func (p *Partial) Merge(o *Partial) error {
	if why := p.differs(o); why != "" {
		return fmt.Errorf("billing: merge: %w: %s", ErrMismatch, why)
	}
	trial := &Partial{blobs: slices.Clone(p.blobs), exports: map[exportKey]*exportState{}}
	for k, e := range p.exports {
		trial.exports[k] = &exportState{e.etag, e.expected}
	}
	for _, b := range o.blobs {
		if err := trial.addBlob(b); err != nil {
			return err
		}
	}
	for k, e := range o.exports {
		if err := trial.addExport(k.invoice, e.etag, e.expected, k.unbilled); err != nil {
			return err
		}
	}
	p.blobs, p.exports = trial.blobs, trial.exports
	for k, n := range o.docBlobs {
		p.docBlobs[k] += n
	}
	for k, r := range o.rates {
		p.addRates(k, r)
	}
	for k, b := range o.groups {
		mergeInto(p.groups, k, b)
	}
	for k, i := range o.items {
		mergeInto(p.items, k, i)
	}
	p.lines += o.lines
	p.unpriced += o.unpriced
	p.unpriceable += o.unpriceable
	p.badCount += o.badCount
	p.bad = firstMalformed(append(slices.Clone(p.bad), o.bad...))
	return nil
}

// differs says why two parts do not belong together; empty when they do.
func (p *Partial) differs(o *Partial) string {
	switch {
	case p.fingerprint() != o.fingerprint():
		return "different links or rules"
	case p.cfg.items != o.cfg.items:
		return "one with items, one without"
	case p.cfg.resellers != o.cfg.resellers:
		return "one by reseller, one not"
	case !maps.Equal(p.cfg.plans, o.cfg.plans):
		return "different Azure plans"
	}
	return ""
}
