package billing

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/tenantlink/tenantlink/linking"
)

// PartialSchema is the version of a stored partial. [ReadPartial] refuses others.
const PartialSchema = 1

// storedPartial is the JSON of a Partial: everything that is needed to merge it
// elsewhere and to report on it. Lists are sorted, so equal sums have equal bytes.
type storedPartial struct {
	Schema      int           `json:"schema"`
	Links       LinkSet       `json:"links"`
	Rules       Rules         `json:"rules"`
	Plans       []string      `json:"azure_plans"`
	WithItems   bool          `json:"with_items,omitempty"`
	Resellers   bool          `json:"with_resellers,omitempty"`
	Exports     []ExportInfo  `json:"exports"`
	Blobs       []BlobInfo    `json:"blobs"`
	Documents   []storedDoc   `json:"documents"`
	Groups      []storedGroup `json:"groups"`
	Items       []storedItem  `json:"items,omitempty"`
	Lines       int64         `json:"lines"`
	Unpriced    int64         `json:"unpriced,omitempty"`
	Unpriceable int64         `json:"unpriceable,omitempty"`
	Malformed   int64         `json:"malformed"`
	First       []Malformed   `json:"malformed_lines,omitempty"`
}

type storedDoc struct {
	Invoice  string `json:"invoice"`
	Currency string `json:"currency"`
	Blobs    int    `json:"blobs"`
	Rates    []Rate `json:"rates,omitempty"`
}

type storedKey struct {
	Invoice  string `json:"invoice"`
	Currency string `json:"currency"`
	linking.TenantKey
	Raw      string `json:"invalid_tenant_id,omitempty"`
	Reseller string `json:"reseller,omitempty"`
	Rule     string `json:"rule,omitempty"`
	Class    uint8  `json:"class"`
	Gated    bool   `json:"gated,omitempty"`
}

type storedSums struct {
	Amount      Amount `json:"amount"`
	Name        string `json:"name,omitempty"`
	FirstCharge string `json:"first_charge,omitempty"`
}

type storedGroup struct {
	storedKey
	storedSums
}

type storedItem struct {
	storedKey
	storedSums
	Product      string          `json:"product_id"`
	Sku          string          `json:"sku_id"`
	Subscription string          `json:"subscription_id"`
	ProductName  string          `json:"product_name"`
	SkuName      string          `json:"sku_name"`
	Term         string          `json:"term"`
	Extended     bool            `json:"extended,omitempty"`
	Quantity     decimal.Decimal `json:"quantity"`
	Price        decimal.Decimal `json:"price"`
}

// MarshalJSON stores the sums, the snapshot of the links and the rules. What
// only a report needs (stated nets, usage, the platform's report) is not stored.
func (p *Partial) MarshalJSON() ([]byte, error) {
	s := storedPartial{
		Schema: PartialSchema, Links: p.links, Rules: p.cfg.rules, Plans: slices.Sorted(maps.Keys(p.cfg.plans)),
		WithItems: p.cfg.items, Resellers: p.cfg.resellers, Blobs: sortedBlobs(p.blobs), Exports: []ExportInfo{}, Documents: []storedDoc{}, Groups: []storedGroup{},
		Lines: p.lines, Unpriced: p.unpriced, Unpriceable: p.unpriceable, Malformed: p.badCount, First: p.bad,
	}
	for k, e := range p.exports {
		s.Exports = append(s.Exports, ExportInfo{Invoice: k.invoice, ETag: e.etag, Expected: e.expected, Unbilled: k.unbilled, Blobs: p.blobsOf(k.invoice)})
	}
	for _, k := range slices.SortedFunc(maps.Keys(p.docs()), compareDocs) {
		s.Documents = append(s.Documents, storedDoc{k.invoice, k.currency, p.docBlobs[k], sortedRates(p.rates[k])})
	}
	for k, b := range p.groups {
		s.Groups = append(s.Groups, storedGroup{storeKey(k), storeSums(b)})
	}
	for k, i := range p.items {
		s.Items = append(s.Items, storedItem{
			storedKey: storeKey(k.groupKey), storedSums: storeSums(&i.bucket), Product: k.product, Sku: k.sku, Subscription: k.subscription,
			ProductName: i.product, SkuName: i.sku, Term: i.term, Extended: i.extended, Quantity: i.quantity.decimal(), Price: i.price.decimal(),
		})
	}
	slices.SortFunc(s.Exports, func(a, b ExportInfo) int { return strings.Compare(a.Invoice, b.Invoice) })
	slices.SortFunc(s.Groups, func(a, b storedGroup) int { return compareStored(a.storedKey, b.storedKey) })
	slices.SortFunc(s.Items, func(a, b storedItem) int {
		if c := compareStored(a.storedKey, b.storedKey); c != 0 {
			return c
		}
		return strings.Compare(a.Product+"\x00"+a.Sku+"\x00"+a.Subscription, b.Product+"\x00"+b.Sku+"\x00"+b.Subscription)
	})
	return json.Marshal(s)
}

func storeKey(k groupKey) storedKey {
	return storedKey{k.invoice, k.currency, k.TenantKey, k.raw, k.reseller, k.rule, k.class, k.gated}
}

func (k storedKey) key() groupKey {
	return groupKey{docKey{k.Invoice, k.Currency}, k.TenantKey, k.Raw, k.Reseller, k.Rule, k.Class, k.Gated}
}

func compareStored(a, b storedKey) int {
	text := func(k storedKey) string {
		return strings.Join([]string{k.Currency, k.Invoice, k.TenantKey.String(), k.Raw, k.Reseller, k.Rule, string(rune('a' + k.Class)), fmt.Sprint(k.Gated)}, "\x00")
	}
	return strings.Compare(text(a), text(b))
}

func storeSums(b *bucket) storedSums { return storedSums{b.amount(), b.name, b.firstCharge()} }

func (s storedSums) bucket() (bucket, error) {
	a := s.Amount
	for _, d := range []decimal.Decimal{a.Charges, a.Credits, a.Tax, a.Sales} {
		if !bounded(d) {
			return bucket{}, fmt.Errorf("billing: read partial: the amount of %q is out of bounds", s.Name)
		}
	}
	b := bucket{lines: a.Lines, charges: sumOf(a.Charges), credits: sumOf(a.Credits), tax: sumOf(a.Tax), sales: sumOf(a.Sales), name: s.Name}
	if len(s.FirstCharge) == len(b.first) {
		copy(b.first[:], s.FirstCharge)
	}
	return b, nil
}

// ReadPartial reads what encoding/json wrote of a Partial. One of another schema
// version is refused with [ErrSchema].
func ReadPartial(r io.Reader) (*Partial, error) {
	var s storedPartial
	if err := decodeStored(r, "partial", PartialSchema, &s.Schema, &s); err != nil {
		return nil, err
	}
	cfg, err := newConfig([]Option{WithRules(s.Rules), WithAzurePlans(s.Plans...)})
	if err != nil {
		return nil, err
	}
	cfg.items, cfg.resellers = s.WithItems, s.Resellers
	p := newPartial(s.Links, cfg)
	p.blobs, p.lines, p.unpriced, p.unpriceable, p.badCount, p.bad = s.Blobs, s.Lines, s.Unpriced, s.Unpriceable, s.Malformed, s.First
	for _, e := range s.Exports {
		p.exports[exportKey{e.Invoice, e.Unbilled}] = &exportState{e.ETag, e.Expected}
	}
	for _, d := range s.Documents {
		k := docKey{d.Invoice, d.Currency}
		p.docBlobs[k] = d.Blobs
		for _, r := range d.Rates {
			p.addRates(k, map[Rate]bool{r: true})
		}
	}
	if err := p.readGroups(s.Groups); err != nil {
		return nil, err
	}
	return p, p.readItems(s.Items)
}

func (p *Partial) readGroups(groups []storedGroup) error {
	for _, g := range groups {
		if int(g.Class) >= len(classes) {
			return fmt.Errorf("billing: read partial: class %d is unknown", g.Class)
		}
		b, err := g.bucket()
		if err != nil {
			return err
		}
		mergeInto(p.groups, g.key(), &b)
	}
	return nil
}

func (p *Partial) readItems(items []storedItem) error {
	if len(items) > 0 && p.items == nil {
		return errors.New("billing: read partial: it has items and says it has none")
	}
	for _, i := range items {
		b, err := i.bucket()
		if err != nil {
			return err
		}
		price, ok := fromDecimal(i.Price)
		if !ok || !bounded(i.Quantity) || int(i.Class) >= len(classes) {
			return fmt.Errorf("billing: read partial: item %s is out of bounds", i.Product)
		}
		it := item{bucket: b, quantity: sumOf(i.Quantity), price: price, product: i.ProductName, sku: i.SkuName, term: i.Term, extended: i.Extended}
		mergeInto(p.items, itemGroupKey{i.key(), i.Product, i.Sku, i.Subscription}, &it)
	}
	return nil
}

// UnmarshalJSON is ReadPartial for encoding/json.
func (p *Partial) UnmarshalJSON(data []byte) error {
	read, err := ReadPartial(bytes.NewReader(data))
	if err != nil {
		return err
	}
	*p = *read
	return nil
}

// fingerprint identifies the links and rules a partial was made with.
func (p *Partial) fingerprint() string {
	data, err := json.Marshal(struct {
		L LinkSet
		R Rules
	}{p.links, p.cfg.rules})
	if err != nil { // only plain data: not reached
		return err.Error()
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Relink joins the same sums with other links, without reading a line again: the
// bill before and after linking. It is refused when price rules depend on
// organizations' links, because prices are made line by line.
func (p *Partial) Relink(links LinkSet) error {
	if len(p.cfg.rules.Prices) > 0 {
		return fmt.Errorf("billing: relink: %w: sales prices depend on the links; aggregate again", ErrMismatch)
	}
	links = links.canonical()
	if links.Partner != p.links.Partner {
		return fmt.Errorf("billing: relink: %w: lines without a partner were counted under %s; aggregate again", ErrMismatch, p.links.Partner)
	}
	if _, err := newLinkIndex(links); err != nil {
		return err
	}
	p.links = links
	return nil
}
