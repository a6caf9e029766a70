package match

import (
	"slices"
	"strings"
)

// vetoSet is a set of vetoes.
type vetoSet uint16

// vetoOrder names the bits of a vetoSet.
var vetoOrder = [...]Veto{
	VetoRegistration, VetoLegalForm, VetoNumber, VetoPlace, VetoNoDistinctive, VetoName,
	VetoCountry, VetoLocation, VetoHasTenant, VetoResolvedElsewhere, VetoWords, VetoRole,
}

func (s vetoSet) list() []Veto {
	var out []Veto
	for i, v := range vetoOrder {
		if s&(1<<i) != 0 {
			out = append(out, v)
		}
	}
	return out
}

// The vetoes as bits, in the order of vetoOrder.
const (
	vetoRegistration vetoSet = 1 << iota
	vetoLegalForm
	vetoNumber
	vetoPlace
	vetoNoDistinctive
	vetoName
	vetoCountry
	vetoLocation
	vetoHasTenant
	vetoResolvedElsewhere
	vetoWords
	vetoRole
)

// keyed is a deterministic key that a pair has; a number, so that the many
// verdicts hold no pointer.
type keyed uint8

const (
	keyedNothing keyed = iota
	keyedDomain
	keyedRegistration
	keyedResolved
	keyedLinked
	keyedConfirmed
)

// reason is the key as results give it.
func (k keyed) reason() Reason {
	return [...]Reason{"", ReasonDomain, ReasonRegistration, ReasonResolved, ReasonLinked, ReasonConfirmed}[k]
}

// verdict is the comparison of one tenant with one organization.
type verdict struct {
	score      float32
	vetoes     vetoSet
	key        keyed // the strongest deterministic key that is unique on both sides
	strong     uint8 // how many independent fields besides the name agree strongly
	compared   bool  // both sides have a name
	named      bool  // the names agree word by word
	branded    bool  // the names agree, or agree but for a place
	housed     bool  // the names agree but for venue words or the town, and street and phone or postal code do
	subsidiary bool  // a word for what the company does is on one side only
	another    bool  // certain numbers, or numbers or places in both names, say that it is another company
	nearby     bool  // the same words and postal code, and no field differs
	apart      bool  // the place says that it is another site
	elsewhere  bool  // several parts of the address differ and none agrees
	foreign    bool  // both have domains of their own, and none agrees
	anchored   bool  // city, postal code, street or phone agrees
	owned      bool  // an equal domain or e-mail domain that is unique on both sides
	unlike     bool  // both have numbers, of kinds that cannot be compared
	numbered   bool  // an equal number, checked or not, that few others have
	similar    bool  // the names have much in common
}

// judge compares records. It is used by one goroutine.
type judge struct {
	ix      *Index
	model   *model
	holders map[uint64]uint32 // tenants under a domain, number or phone that several have
	rarity  *rarityCache
	scratch *scratch
	sink    *[]Evidence // collects the evidence when set
	v       verdict
}

// compare scores one pair.
func (j *judge) compare(t, o *entity, sink *[]Evidence) verdict {
	j.v, j.sink = verdict{}, sink
	if o.guided {
		j.guids(t, o)
	}
	j.numbers(t, o)
	domainsDiffer := j.domains(t, o)
	before := j.v.score
	n, compared := j.bestName(t, o)
	j.names(t, o, n, compared)
	j.oldName(n, float64(j.v.score-before))
	j.place(t, o, domainsDiffer)
	j.v.nearby = j.v.nearby && compared && n.same && n.shared >= nearbyBits
	if j.v.compared = compared; compared {
		j.contradictName(n)
	}
	if n.same && j.v.strong > 0 {
		j.v.vetoes &^= vetoNoDistinctive // the same common words at the same place
	}
	return j.v
}

// nearbyBits is what a name must carry to need no more than a postal code beside
// it: more than common words.
const nearbyBits = 8

// add counts one field and notes it when an explanation is wanted.
func (j *judge) add(f Field, tenant, organization, comparison string, weight float64) {
	j.v.score += float32(weight)
	if j.sink != nil {
		*j.sink = append(*j.sink, Evidence{
			Field: f, Tenant: tenant, Organization: organization, Comparison: comparison, Weight: round(weight),
		})
	}
}

func (j *judge) guids(t, o *entity) {
	switch hit, others := hasGUID(o.record.LinkedTenants, t.guid); {
	case hit:
		j.add(FieldLink, t.guid, t.guid, "the organization has this tenant", j.model.guid)
		j.v.key = keyedLinked
	case others != "":
		j.add(FieldLink, t.guid, others, "the organization has another tenant", 0)
		j.v.vetoes |= vetoHasTenant
	}
	switch hit, others := hasGUID(o.record.ResolvedTenants, t.guid, o.record.LinkedTenants...); {
	case hit:
		comparison := "Microsoft names this tenant as the owner of the organization's domain"
		switch {
		case others != "":
			comparison += ", and another one"
			j.v.vetoes |= vetoResolvedElsewhere
		case j.ix.holders(keyResolved.of(hash(t.guid))) > 1:
			comparison += ", and of another organization's"
		case j.v.key == keyedNothing:
			j.v.key = keyedResolved
		}
		j.add(FieldResolved, t.guid, t.guid, comparison, j.model.guid)
	case others != "":
		j.add(FieldResolved, t.guid, others, "Microsoft names another tenant as the owner of the organization's domain", 0)
		j.v.vetoes |= vetoResolvedElsewhere
	}
}

// hasGUID looks for a tenant and returns one other that is not known.
func hasGUID(guids []string, guid string, known ...string) (hit bool, other string) {
	for _, g := range guids {
		g = strings.TrimSpace(g)
		switch {
		case strings.EqualFold(g, guid):
			hit = true
		case g != "" && !slices.ContainsFunc(known, func(k string) bool { return strings.EqualFold(strings.TrimSpace(k), g) }):
			other = g
		}
	}
	return hit, other
}

func (j *judge) numbers(t, o *entity) {
	var against [2]*registration
	certain := false
	for i := range t.numbers {
		for k := range o.numbers {
			a, b := &t.numbers[i], &o.numbers[k]
			if a.equal(*b) {
				j.equalNumber(a, b)
				return
			}
			if differ, sure := a.differs(*b); differ && (against[0] == nil || sure && !certain) {
				against, certain = [2]*registration{a, b}, sure
			}
		}
	}
	switch {
	case against[0] == nil:
		j.v.unlike = len(t.numbers) > 0 && len(o.numbers) > 0
		return
	case certain:
		j.v.another = true
		j.add(FieldRegistration, against[0].raw, against[1].raw, "both valid and different", j.model.registrationDiffers)
	default:
		j.add(FieldRegistration, against[0].raw, against[1].raw, "different, without certain check digits", j.model.registrationUncheckedDiffers)
	}
	j.v.vetoes |= vetoRegistration
}

func (j *judge) equalNumber(a, b *registration) {
	holders := j.most(keyNumber, hash(a.bare))
	valid := a.valid || b.valid
	j.v.numbered = holders <= 1
	switch {
	case holders > shareLimit:
		j.add(FieldRegistration, a.raw, b.raw, "equal, but of more than 3 records", 0)
	case valid && holders <= 1:
		j.add(FieldRegistration, a.raw, b.raw, "equal, check digit holds, unique on both sides", j.model.registration)
		j.v.strong += 2
		if j.v.key == keyedNothing {
			j.v.key = keyedRegistration
		}
	case valid:
		j.add(FieldRegistration, a.raw, b.raw, "equal, check digit holds, of several records", j.model.registration-2)
		j.v.strong++
	default:
		j.add(FieldRegistration, a.raw, b.raw, "equal, without a certain check digit", j.model.registrationUnchecked)
		j.v.strong++
	}
}

// shareLimit is how many records of one side may hold a domain or number before
// it says nothing.
const shareLimit = 3

// most is the number of records on the side that has more under a key.
func (j *judge) most(kind keyKind, h uint64) int {
	key := kind.of(h)
	return max(j.ix.holders(key), int(j.holders[key]))
}

// domains compares domains and e-mail domains and reports that both sides have
// own domains and none agrees.
func (j *judge) domains(t, o *entity) (differ bool) {
	shared := j.sharedDomain(t, o)
	if shared.a == nil {
		return j.differentDomains(t, o)
	}
	a, b, holders, email := shared.a, shared.b, shared.holders, shared.email
	field, factor := FieldDomain, 1.0
	if email {
		field, factor = FieldEmailDomain, j.model.emailFactor
	}
	if holders > shareLimit {
		j.add(field, a.raw, b.raw, "equal, but of more than 3 records", 0)
		return false
	}
	comparison := "equal, unique on both sides"
	if holders > 1 {
		comparison = "equal, of several records"
	}
	j.add(field, a.raw, b.raw, comparison, factor*j.model.domain[max(holders, 1)-1])
	if holders <= 1 {
		j.v.strong++
		j.v.owned = true
		if j.v.key == keyedNothing && !email {
			j.v.key = keyedDomain
		}
	}
	return false
}

// domainPair is one domain that both sides have.
type domainPair struct {
	a, b    *domain
	holders int
	email   bool
}

// sharedDomain finds the equal domain with the fewest holders, one of Domains on
// both sides before e-mail domains.
func (j *judge) sharedDomain(t, o *entity) (best domainPair) {
	j.equalDomain(t.domains, o.domains, false, &best)
	if best.a == nil {
		j.equalDomain(t.emails, o.domains, true, &best)
		j.equalDomain(t.domains, o.emails, true, &best)
		j.equalDomain(t.emails, o.emails, true, &best)
	}
	return best
}

func (j *judge) equalDomain(as, bs []domain, email bool, best *domainPair) {
	for i := range as {
		for k := range bs {
			if as[i].kind != domainOwn || bs[k].kind != domainOwn || as[i].name != bs[k].name {
				continue
			}
			holders := j.most(keyDomain, hash(as[i].name))
			if best.a == nil || holders < best.holders || holders == best.holders && as[i].name < best.a.name {
				*best = domainPair{&as[i], &bs[k], holders, email}
			}
		}
	}
}

// differentDomains looks at what somebody chose as a label: acme.se, acme.com,
// acme.onmicrosoft.com.
func (j *judge) differentDomains(t, o *entity) (differ bool) {
	ownT, ownO := false, false
	for i := range t.domains {
		ownT = ownT || t.domains[i].kind == domainOwn
		for k := range o.domains {
			if l := t.domains[i].label; len(l) >= 3 && l == o.domains[k].label {
				j.add(FieldDomainLabel, t.domains[i].raw, o.domains[k].raw, "equal labels", j.model.label)
				return false
			}
		}
	}
	for k := range o.domains {
		ownO = ownO || o.domains[k].kind == domainOwn
	}
	if ownT && ownO {
		j.add(FieldDomain, t.domains[0].raw, o.domains[0].raw, "different", j.model.domainDiffers)
		return true
	}
	if a, b := labelOfName(t, o); a != "" {
		j.add(FieldDomainLabel, a, b, "label equals name", j.model.labelName)
	} else if b, a := labelOfName(o, t); a != "" {
		j.add(FieldDomainLabel, a, b, "label equals name", j.model.labelName)
	}
	return false
}

func labelOfName(from, to *entity) (domainRaw, nameRaw string) {
	for i := range from.domains {
		label := strings.ReplaceAll(from.domains[i].label, "-", "")
		for k := range to.names {
			if len(label) >= 4 && label == to.names[k].compact {
				return from.domains[i].raw, to.names[k].raw
			}
		}
	}
	return "", ""
}

// bestPair is the pair of names that agrees best.
type bestPair struct {
	nameAgreement
	a, b   *name
	weight float64
}

// bestName compares all names and keeps the best pair.
func (j *judge) bestName(t, o *entity) (best bestPair, compared bool) {
	for i := range t.names {
		for k := range o.names {
			n := compareNames(&t.names[i], &o.names[k], j.rarity)
			if w := j.model.nameWeight(n); !compared || w > best.weight {
				best, compared = bestPair{n, &t.names[i], &o.names[k], w}, true
			}
		}
	}
	return best, compared
}

func (j *judge) names(t, o *entity, n bestPair, compared bool) {
	if !compared {
		return
	}
	comparison := "different"
	switch {
	case n.same && n.similarity == 1:
		comparison = "same words"
	case n.same:
		comparison = "same letters"
	case n.aligned:
		comparison = "every word has a partner"
	case n.similarity >= 0.5:
		comparison = "similar"
	case n.similarity > 0:
		comparison = "some words in common"
	}
	j.add(FieldName, n.a.raw, n.b.raw, comparison, n.weight)
	if n.place && n.town != 0 && n.town == t.town && n.town == o.town {
		n.place = false // "Acme Lund" and "Acme", both of Lund
		j.v.branded = n.similarity >= 0.6
	}
	j.v.named, j.v.similar, j.v.subsidiary = n.aligned, n.similarity >= 0.6, n.role
	j.v.branded = n.aligned || j.v.similar && (n.place || j.v.branded) && !n.replaced && !n.number
	j.v.housed = n.housed && !n.place
	j.v.another = j.v.another || n.numbers || n.places
	switch n.form {
	case formSame:
		j.add(FieldLegalForm, n.a.forms, n.b.forms, "same class", j.model.formSame)
	case formForeign:
		j.add(FieldLegalForm, n.a.forms, n.b.forms, "of different countries", j.model.formForeign)
		j.v.vetoes |= vetoLegalForm
	case formDiffers:
		j.add(FieldLegalForm, n.a.forms, n.b.forms, "different classes", j.model.formDiffers)
		j.v.vetoes |= vetoLegalForm
	}
	if n.number {
		if n.numbers {
			j.add(FieldName, n.a.raw, n.b.raw, "a number differs", j.model.numberDiffers)
		} else {
			j.add(FieldName, n.a.raw, n.b.raw, "a number on one side only", j.model.numberMissing)
		}
		j.v.vetoes |= vetoNumber
	}
	if n.place {
		j.add(FieldName, n.a.raw, n.b.raw, "a place differs", j.model.placeDiffers)
		j.v.vetoes |= vetoPlace
	}
	if !n.identity {
		j.v.vetoes |= vetoNoDistinctive
	}
	if n.replaced {
		j.v.vetoes |= vetoWords
	}
	if n.roles {
		j.add(FieldName, n.a.raw, n.b.raw, "what the company does differs", j.model.roleDiffers)
		j.v.vetoes |= vetoRole
	}
}

// oldName limits what the names say against a pair that has a domain or number to itself:
// companies change their names, and records keep the old ones.
func (j *judge) oldName(n bestPair, weight float64) {
	if (j.v.owned || j.v.numbered && j.v.key != keyedRegistration) && weight < j.model.nameFloor {
		j.add(FieldName, n.a.raw, n.b.raw, "at most, beside a domain or number of their own", j.model.nameFloor-weight)
	}
}

// contradictName is the veto against a key: the names have little in common.
func (j *judge) contradictName(n bestPair) {
	if n.similarity < 0.35 {
		j.v.vetoes |= vetoName
	}
}
