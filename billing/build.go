package billing

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/tenantlink/tenantlink/linking"
)

// Report joins the sums with the links and proves the result. Options that
// change how lines are read (rules, items, resellers, limits) were fixed by
// [Aggregate]; giving them here is an error. Blobs that a manifest promised and
// that are in no part end in [ErrMissingBlobs].
func (p *Partial) Report(opts ...Option) (*Report, error) {
	cfg, err := p.reportConfig(opts)
	if err != nil {
		return nil, err
	}
	if err := p.complete(); err != nil {
		return nil, err
	}
	if err := p.oneCurrency(); err != nil {
		return nil, err
	}
	index, err := newLinkIndex(p.links)
	if err != nil {
		return nil, err
	}
	b := &builder{part: p, cfg: cfg, index: index, report: &Report{
		Schema: Schema, Rules: cfg.rules.Version, Priced: len(cfg.rules.Prices) > 0, Lines: p.lines,
		Malformed: p.badCount, MalformedLines: slices.Clone(p.bad), Links: p.links, Blobs: sortedBlobs(p.blobs),
		Currencies: []CurrencyTotal{}, Proofs: []Proof{}, Organizations: []OrganizationTotal{}, MoneyAtRisk: []Risk{}, Groups: []Group{},
		Exports: []ExportInfo{}, hasItems: cfg.items, config: cfg,
	}}
	return b.build()
}

func sortedBlobs(blobs []BlobInfo) []BlobInfo {
	sorted := append([]BlobInfo{}, blobs...)
	slices.SortFunc(sorted, compareBlobs)
	return sorted
}

// reportConfig adds options for the report to those the lines were read with.
func (p *Partial) reportConfig(opts []Option) (config, error) {
	cfg := p.cfg
	if len(opts) == 0 {
		return cfg, nil
	}
	more, err := newConfig(opts)
	if err != nil {
		return cfg, err
	}
	if more.items || more.resellers || more.strict || more.rules.Version != "" || len(more.rules.Lines)+len(more.rules.Prices) > 0 {
		return cfg, fmt.Errorf("billing: %w: give rules, items, resellers and strict to Aggregate, the lines are read already", ErrMismatch)
	}
	cfg.statedNet, cfg.statedTax = merged(cfg.statedNet, more.statedNet), merged(cfg.statedTax, more.statedTax)
	if more.usage != nil {
		cfg.usage, cfg.tolerance = more.usage, more.tolerance
	}
	cfg.platform, cfg.hasOther = slices.Concat(cfg.platform, more.platform), cfg.hasOther || more.hasOther
	cfg.documents = slices.Concat(cfg.documents, more.documents)
	cfg.previous = slices.Concat(cfg.previous, more.previous)
	return cfg, nil
}

func merged[K comparable, V any](a, b map[K]V) map[K]V {
	out := maps.Clone(a)
	if out == nil {
		out = map[K]V{}
	}
	maps.Copy(out, b)
	return out
}

// complete checks that every promised blob is there.
func (p *Partial) complete() error {
	for k, e := range p.exports {
		n := p.blobsOf(k.invoice)
		if e.expected > 0 && n != e.expected {
			return fmt.Errorf("billing: invoice %q: %w: %d of %d blobs of eTag %q were read; a report needs all of them",
				k.invoice, ErrMissingBlobs, n, e.expected, e.etag)
		}
	}
	return nil
}

func (p *Partial) blobsOf(invoice string) (n int) {
	for _, b := range p.blobs {
		if b.Invoice == invoice {
			n++
		}
	}
	return n
}

// oneCurrency refuses an invoice in two currencies. Unbilled lines have no
// invoice yet and may be in several.
func (p *Partial) oneCurrency() error {
	seen := map[string]string{}
	for _, k := range slices.SortedFunc(maps.Keys(p.docs()), compareDocs) {
		if other, ok := seen[k.invoice]; ok && k.invoice != "" {
			return fmt.Errorf("billing: invoice %s has lines in %s and in %s: %w; one invoice has one currency, ask Microsoft for the file again",
				k.invoice, other, k.currency, ErrMixedCurrencies)
		}
		seen[k.invoice] = k.currency
	}
	return nil
}

func compareDocs(a, b docKey) int {
	return cmp.Or(cmp.Compare(a.currency, b.currency), cmp.Compare(a.invoice, b.invoice))
}

func (p *Partial) docs() map[docKey]bool {
	docs := map[docKey]bool{}
	for k := range p.groups {
		docs[k.docKey] = true
	}
	return docs
}

// builder turns sums into a report.
type builder struct {
	part     *Partial
	cfg      config
	index    *linkIndex
	report   *Report
	sums     []*bucket            // of report.Groups, by index: adding them is cheaper than adding decimals
	verdicts map[groupKey]verdict // of groups, when there are items
}

func (b *builder) build() (*Report, error) {
	if err := b.groups(); err != nil {
		return nil, err
	}
	b.exports()
	b.items()
	b.organizations()
	b.resellers()
	b.risks()
	if err := b.proofs(); err != nil {
		return nil, err
	}
	b.currencies()
	b.state()
	b.warnings()
	return b.report, nil
}

// groups decides the fate of each group.
func (b *builder) groups() error {
	rules := map[string]*Rule{}
	for i := range b.cfg.rules.Lines {
		rules[b.cfg.rules.Lines[i].Name] = &b.cfg.rules.Lines[i]
	}
	b.verdicts = map[groupKey]verdict{}
	groups, sums := make([]Group, 0, len(b.part.groups)), make([]*bucket, 0, len(b.part.groups))
	for k, sum := range b.part.groups {
		v, err := b.index.join(k.TenantKey, k.raw == "", k.gated, rules[k.rule])
		if err != nil {
			return err
		}
		if b.part.items != nil {
			b.verdicts[k] = v
		}
		groups = append(groups, Group{
			Invoice: k.invoice, Currency: k.currency, TenantKey: k.TenantKey, TenantID: k.raw, TenantName: sum.name,
			Category: classes[k.class], Gated: k.gated, Reason: v.reason, OrganizationID: v.organization,
			OrganizationName: b.index.organizations[v.organization].Name, PastLink: v.past, Rule: k.rule,
			Reseller: k.reseller, FirstCharge: sum.firstCharge(), Amount: sum.amount(),
		})
		sums = append(sums, sum)
	}
	order := make([]int, len(groups)) // groups are large: numbers are sorted instead
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(x, y int) int { return compareGroups(&groups[x], &groups[y]) })
	arrange(order, func(i, j int) {
		groups[i], groups[j] = groups[j], groups[i]
		sums[i], sums[j] = sums[j], sums[i]
	})
	b.report.Groups, b.sums = groups, sums
	return nil
}

// arrange brings what stands at order[i] to i, for all i, and spoils order.
func arrange(order []int, swap func(i, j int)) {
	for first := range order {
		i := first
		for order[i] != first {
			next := order[i]
			swap(i, next)
			order[i], i = i, next
		}
		order[i] = i
	}
}

func compareGroups(a, c *Group) int {
	if a.Currency != c.Currency || a.Invoice != c.Invoice {
		return cmp.Or(cmp.Compare(a.Currency, c.Currency), cmp.Compare(a.Invoice, c.Invoice))
	}
	if a.OrganizationID != c.OrganizationID {
		return cmp.Compare(a.OrganizationID, c.OrganizationID)
	}
	return cmp.Or(compareKeys(a.TenantKey, c.TenantKey), cmp.Compare(a.TenantID, c.TenantID),
		cmp.Compare(a.Category, c.Category), cmp.Compare(a.Reason, c.Reason), cmp.Compare(a.Rule, c.Rule), cmp.Compare(a.Reseller, c.Reseller),
		compareBool(a.Gated, c.Gated))
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func (b *bucket) amount() Amount {
	a := Amount{Lines: b.lines, Charges: b.charges.decimal(), Credits: b.credits.decimal(), Tax: b.tax.decimal(), Sales: b.sales.decimal()}
	net := b.charges
	net.merge(b.credits)
	a.Net = net.decimal()
	return a
}

func (b *bucket) firstCharge() string {
	if b.first[0] == 0 {
		return ""
	}
	return string(b.first[:])
}

func (b *builder) exports() {
	for k, e := range b.part.exports {
		b.report.Exports = append(b.report.Exports, ExportInfo{
			Invoice: k.invoice, ETag: e.etag, Expected: e.expected, Unbilled: k.unbilled, Blobs: b.part.blobsOf(k.invoice),
		})
	}
	slices.SortFunc(b.report.Exports, func(a, c ExportInfo) int {
		return cmp.Or(cmp.Compare(a.Invoice, c.Invoice), compareBool(a.Unbilled, c.Unbilled))
	})
}

// organizations sums what is included, per organization and currency.
func (b *builder) organizations() {
	type key struct{ id, currency string }
	members := map[key][]int{}
	for i := range b.report.Groups {
		if g := &b.report.Groups[i]; g.Included() {
			k := key{g.OrganizationID, g.Currency}
			members[k] = append(members[k], i)
		}
	}
	b.report.Organizations = make([]OrganizationTotal, 0, len(members))
	for k, groups := range members {
		b.report.Organizations = append(b.report.Organizations, b.organization(k.id, k.currency, groups))
	}
	slices.SortFunc(b.report.Organizations, func(a, c OrganizationTotal) int {
		return cmp.Or(strings.Compare(a.Name, c.Name), strings.Compare(a.ID, c.ID), strings.Compare(a.Currency, c.Currency))
	})
}

// organization sums the groups with these numbers.
func (b *builder) organization(id, currency string, groups []int) OrganizationTotal {
	org := b.index.organizations[id]
	total := OrganizationTotal{ID: id, Name: org.Name, CustomerNumber: org.CustomerNumber, Currency: currency, ByCategory: map[Category]Amount{}}
	var all bucket
	var classSums [len(classes)]bucket
	for _, i := range groups {
		all.merge(b.sums[i])
		classSums[slices.Index(classes[:], b.report.Groups[i].Category)].merge(b.sums[i])
		total.Tenants = append(total.Tenants, b.report.Groups[i].TenantKey)
	}
	total.Amount = all.amount()
	for class, sum := range classSums {
		if sum.lines > 0 {
			total.ByCategory[classes[class]] = sum.amount()
		}
	}
	slices.SortFunc(total.Tenants, compareKeys)
	total.Tenants = slices.Clip(slices.Compact(total.Tenants))
	return total
}

// amounts converts sums.
func amounts[K comparable](sums map[K]*bucket) map[K]Amount {
	out := make(map[K]Amount, len(sums))
	for k, s := range sums {
		out[k] = s.amount()
	}
	return out
}

func (b *builder) resellers() {
	if !b.cfg.resellers {
		return
	}
	type key struct{ mpn, currency string }
	included, excluded := map[key]*bucket{}, map[key]*bucket{}
	keys := map[key]bool{}
	for i, g := range b.report.Groups {
		k := key{g.Reseller, g.Currency}
		keys[k] = true
		if g.Included() {
			mergeInto(included, k, b.sums[i])
		} else {
			mergeInto(excluded, k, b.sums[i])
		}
	}
	in, out := amounts(included), amounts(excluded)
	for k := range keys {
		b.report.Resellers = append(b.report.Resellers, ResellerTotal{MPN: k.mpn, Kind: resellerKind(k.mpn), Currency: k.currency, Included: in[k], Excluded: out[k]})
	}
	slices.SortFunc(b.report.Resellers, func(a, c ResellerTotal) int {
		return cmp.Or(cmp.Compare(a.MPN, c.MPN), cmp.Compare(a.Currency, c.Currency))
	})
}

func resellerKind(mpn string) string {
	switch mpn {
	case "":
		return "unknown"
	case "0":
		return "direct"
	case "-1":
		return "cleared"
	}
	return "reseller"
}

// fate is the sum of some groups, split by what becomes of them.
type fate struct {
	total, included, excluded bucket
	reasons                   map[Reason]*bucket
}

// fateOf sums the groups that pass a filter.
func (b *builder) fateOf(pass func(Group) bool) *fate {
	f := &fate{reasons: map[Reason]*bucket{}}
	for i, g := range b.report.Groups {
		if !pass(g) {
			continue
		}
		f.total.merge(b.sums[i])
		if g.Included() {
			f.included.merge(b.sums[i])
			continue
		}
		f.excluded.merge(b.sums[i])
		mergeInto(f.reasons, g.Reason, b.sums[i])
	}
	return f
}

// currencies sums the groups by currency and compares with what was stated for
// the currency as a whole.
func (b *builder) currencies() {
	names := map[string]bool{}
	for k := range b.part.docs() {
		names[k.currency] = true
	}
	for k := range b.cfg.statedNet { // a currency that was stated and has no lines
		names[k.currency] = true
	}
	for _, c := range slices.Sorted(maps.Keys(names)) {
		f := b.fateOf(func(g Group) bool { return g.Currency == c })
		t := CurrencyTotal{Currency: c, Total: f.total.amount(), Included: f.included.amount(), Excluded: f.excluded.amount(), ByReason: amounts(f.reasons)}
		t.State = b.currencyState(&t)
		b.report.Currencies = append(b.report.Currencies, t)
	}
}

// currencyState is the worst state of the currency's documents; a net stated for
// the whole currency settles documents that have none of their own.
func (b *builder) currencyState(t *CurrencyTotal) State {
	worst := NothingAudited
	for _, p := range b.report.Proofs {
		if p.Currency == t.Currency && (worst == NothingAudited || p.State.rank() > worst.rank()) {
			worst = p.State
		}
	}
	whole, ok := b.cfg.statedNet[statedKey{"", t.Currency}]
	if !ok {
		return worst
	}
	t.Stated = &whole
	switch {
	case !whole.Equal(t.Total.Net) || worst == Differs:
		return Differs
	case t.Total.Lines == 0:
		return NothingAudited
	}
	return Exact
}

func (b *builder) state() {
	b.report.State = NothingAudited
	for _, c := range b.report.Currencies {
		if b.report.State == NothingAudited || c.State.rank() > b.report.State.rank() {
			b.report.State = c.State
		}
	}
}

func (b *builder) warnings() {
	warn := func(n int64, format string, args ...any) {
		if n > 0 {
			b.report.Warnings = append(b.report.Warnings, fmt.Sprintf(format, append([]any{n}, args...)...))
		}
	}
	warn(b.report.Malformed, "%d lines could not be read; their value is unknown")
	warn(b.part.unpriced, "%d lines match no price rule and are passed on at cost")
	warn(b.part.unpriceable, "%d lines have a quantity or price that cannot be read and are passed on at cost")
	var unknown, unclassified, credits int64
	for _, g := range b.report.Groups {
		if g.Included() && g.Gated && b.index.organizations[g.OrganizationID].Azure == linking.ServiceUnknown {
			unknown += g.Amount.Lines
		}
		switch g.Category {
		case Unclassified:
			unclassified += g.Amount.Lines
		case Credits:
			credits += g.Amount.Lines
		}
	}
	warn(unknown, "%d Azure lines are included although nobody looked whether their organization has the Azure service")
	warn(unclassified, "%d lines have an Azure plan without a meter, a meter without an Azure plan, or an unknown product; they are not gated")
	warn(credits, "%d lines are credits to customers, which may concern earlier months: review before passing them on")
	for _, c := range b.report.Currencies {
		if docs := b.documentsIn(c.Currency); c.Stated != nil && c.State == Differs && len(docs) > 1 {
			b.report.Warnings = append(b.report.Warnings, fmt.Sprintf("%s lines come from %d documents: %s; the stated net must be that of all of them",
				c.Currency, len(docs), strings.Join(docs, ", ")))
		}
	}
}

func (b *builder) documentsIn(currency string) (names []string) {
	for _, p := range b.report.Proofs {
		if p.Currency == currency && p.Net.Lines > 0 {
			names = append(names, cmp.Or(p.Invoice, "(unbilled)"))
		}
	}
	return names
}

// azure is the Azure consumption of a document by tenant.
func (b *builder) azure(k docKey) map[uuid.UUID]azureSum {
	out := map[uuid.UUID]azureSum{}
	for _, g := range b.report.Groups {
		if g.Gated && g.Invoice == k.invoice && g.Currency == k.currency {
			out[g.Tenant] = azureSum{out[g.Tenant].net.Add(g.Amount.Net), out[g.Tenant].lines + g.Amount.Lines}
		}
	}
	return out
}

// nets are the sums of the lines by document.
func (b *builder) nets() map[docKey]decimal.Decimal {
	out := map[docKey]decimal.Decimal{}
	for _, g := range b.report.Groups {
		k := docKey{g.Invoice, g.Currency}
		out[k] = out[k].Add(g.Amount.Net)
	}
	return out
}

// sinceOf is when a tenant was first left out: the earliest of the link snapshot
// and the previous reports that left it out too.
func (b *builder) sinceOf(k linking.TenantKey, invalid string, reason Reason) time.Time {
	since, _ := find(b.index.waiting, k)
	for _, r := range b.cfg.previous {
		for _, old := range r.MoneyAtRisk {
			if old.TenantKey == k && old.TenantID == invalid && old.Reason == reason && (since.IsZero() || r.Links.At.Before(since)) {
				since = r.Links.At
			}
		}
	}
	return since
}
