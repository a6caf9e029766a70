package billing

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/tenantlink/tenantlink/linking"
)

// proofs makes the blocks. Documents that were stated but have no lines get a
// block too: it shows what is missing.
func (b *builder) proofs() error {
	chains, err := newChains(b.cfg.documents)
	if err != nil {
		return err
	}
	docs := b.part.docs()
	for k := range b.cfg.statedNet {
		if k.invoice != "" {
			docs[docKey(k)] = true
		}
	}
	nets := b.nets()
	for _, k := range slices.SortedFunc(maps.Keys(docs), compareDocs) {
		p := b.proof(k)
		if d, ok := chains.docs[k.invoice]; ok {
			p.Document = &d
		}
		p.Chain = chains.of(k.invoice, k.currency, nets)
		b.report.Proofs = append(b.report.Proofs, p)
	}
	return nil
}

// proof makes one block.
func (b *builder) proof(k docKey) Proof {
	p := Proof{Invoice: k.invoice, Currency: k.currency, ByReason: []ReasonAmount{}, Unreadable: b.report.Malformed}
	b.provenance(&p, k)
	organizations := map[string]bool{}
	f := b.fateOf(func(g Group) bool {
		mine := g.Invoice == k.invoice && g.Currency == k.currency
		if mine && g.Included() {
			organizations[g.OrganizationID] = true
		}
		return mine
	})
	p.Included, p.Excluded, p.Organizations = f.included.amount(), f.excluded.amount(), len(organizations)
	for r, a := range amounts(f.reasons) {
		p.ByReason = append(p.ByReason, ReasonAmount{r, a})
	}
	slices.SortFunc(p.ByReason, func(a, c ReasonAmount) int { return cmp.Compare(reasonOrder(a.Reason), reasonOrder(c.Reason)) })
	// A is summed from the groups as read, B and C from those of the report: D is
	// no tautology, it checks the join.
	p.Net = b.part.netOf(k)
	p.Tax = p.Net.Tax
	p.Difference = p.Net.Net.Sub(p.Included.Net).Sub(p.Excluded.Net)
	if v, ok := b.cfg.statedTax[statedKey(k)]; ok {
		p.StatedTax = &v
	}
	b.stated(&p, k)
	if b.cfg.usage != nil {
		p.Usage = b.cfg.usage.check(k, b.azure(k), b.cfg.tolerance)
	}
	if b.cfg.hasOther {
		p.Platform = platformCheck(k, b.report.Groups, b.cfg.platform)
	}
	return p
}

// reasonOrder puts the package's reasons first, as the printed block has them.
func reasonOrder(r Reason) string {
	i := slices.Index([]Reason{TenantNotLinked, AzureServiceMissing, Ignored, Departed, TenantIDInvalid}, r)
	if i < 0 {
		i = 9
	}
	return string(rune('0'+i)) + string(r)
}

// netOf sums the lines of a document as they were read.
func (p *Partial) netOf(k docKey) Amount {
	var total bucket
	for g, b := range p.groups {
		if g.docKey == k {
			total.merge(b)
		}
	}
	return total.amount()
}

// provenance fills in where the lines come from.
func (b *builder) provenance(p *Proof, k docKey) {
	p.Rates = sortedRates(b.part.rates[k])
	p.Blobs, p.Status = b.part.docBlobs[k], Final
	for e, state := range b.part.exports {
		if e.invoice != k.invoice {
			continue
		}
		p.ETag, p.BlobsExpected = state.etag, state.expected
		if n := b.part.blobsOf(e.invoice); e.invoice != "" || n > p.Blobs {
			p.Blobs = n
		}
		if e.unbilled {
			p.Status = Provisional
		}
	}
	if k.invoice == "" {
		p.Status = Provisional
	}
}

// stated compares with the stated net and finds the state of the block.
func (b *builder) stated(p *Proof, k docKey) {
	net, ok := b.cfg.statedNet[statedKey(k)]
	if !ok {
		net, ok = b.statedElsewhere(k)
	}
	if ok {
		diff := p.Net.Net.Sub(net)
		p.Stated, p.StatedDiff = &net, &diff
	}
	switch {
	case !p.Difference.IsZero() || ok && !p.StatedDiff.IsZero():
		p.State = Differs
	case p.Net.Lines == 0:
		p.State, p.Status = NothingAudited, Nothing
	case !ok:
		p.State = Unstated
	default:
		p.State = Exact
	}
}

// statedElsewhere takes the net from the document's header, or from the
// currency's stated net when this is its only document.
func (b *builder) statedElsewhere(k docKey) (decimal.Decimal, bool) {
	for _, d := range b.cfg.documents {
		if d.ID == k.invoice && strings.EqualFold(d.Currency, k.currency) && d.Net != nil {
			return *d.Net, true
		}
	}
	for other := range b.part.docs() {
		if other.currency == k.currency && other != k {
			return decimal.Zero, false
		}
	}
	net, ok := b.cfg.statedNet[statedKey{"", k.currency}]
	return net, ok
}

// risks gathers what is left out by tenant and reason.
func (b *builder) risks() {
	type key struct {
		linking.TenantKey
		raw    string
		reason Reason
		org    string
	}
	all := map[key]*Risk{}
	for _, g := range b.report.Groups {
		if g.Included() {
			continue
		}
		k := key{g.TenantKey, g.TenantID, g.Reason, g.OrganizationID}
		r := all[k]
		if r == nil {
			r = &Risk{
				TenantKey: g.TenantKey, TenantID: g.TenantID, Reason: g.Reason, OrganizationID: g.OrganizationID,
				OrganizationName: g.OrganizationName, Since: b.sinceOf(g.TenantKey, g.TenantID, g.Reason),
				Action: actionFor(g.Reason),
			}
			all[k] = r
		}
		r.add(g)
	}
	for _, r := range all {
		slices.Sort(r.Invoices)
		r.Invoices = slices.Compact(r.Invoices)
		b.report.MoneyAtRisk = append(b.report.MoneyAtRisk, *r)
	}
	slices.SortFunc(b.report.MoneyAtRisk, compareRisks)
}

func (r *Risk) add(g Group) {
	r.TenantName = smaller(r.TenantName, g.TenantName)
	r.FirstCharge = smaller(r.FirstCharge, g.FirstCharge)
	r.Invoices = append(r.Invoices, g.Invoice)
	for i := range r.Values {
		if r.Values[i].Currency == g.Currency {
			r.Values[i].Amount = r.Values[i].plus(g.Amount)
			return
		}
	}
	r.Values = append(r.Values, CurrencyAmount{g.Currency, g.Amount}) // groups come sorted by currency
}

// compareRisks orders by gross value within a currency: an exclusion that nets to
// 0 can hide a charge and a credit of 50,000 each.
func compareRisks(a, b Risk) int {
	return cmp.Or(cmp.Compare(a.Values[0].Currency, b.Values[0].Currency), gross(b).Cmp(gross(a)),
		compareKeys(a.TenantKey, b.TenantKey),
		cmp.Compare(a.TenantID, b.TenantID), cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.OrganizationID, b.OrganizationID))
}

func gross(r Risk) decimal.Decimal { return r.Values[0].Charges.Sub(r.Values[0].Credits) }

func actionFor(r Reason) Action {
	switch r {
	case TenantNotLinked:
		return ActionLink
	case AzureServiceMissing:
		return ActionAttachAzure
	case Ignored:
		return ActionReviewIgnore
	case Departed:
		return ActionReview
	case TenantIDInvalid:
		return ActionCorrect
	}
	return ActionRule
}
