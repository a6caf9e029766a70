package match

import "strings"

// entity is a record prepared for comparison.
type entity struct {
	record  *Record
	guid    string
	names   []name
	domains []domain // own and initial domains
	emails  []domain // own domains of e-mail addresses that are not in domains
	numbers []registration
	street  street
	country string
	postal  string
	city    string
	town    uint64 // the key that the city has as a word of a name
	phone   string
	placed  bool // street is filled
	guided  bool // an organization that has or resolves to tenants
}

// maxValues bounds the names, domains and numbers of one record that are used.
const maxValues = 32

// prepare normalises a record. Broker domains are dropped as no evidence.
func prepare(r *Record, broker map[string]bool) entity {
	e := prepareKeys(r, broker)
	e.prepareNames(r.Names)
	e.postal, e.city = postalCode(r.PostalCode, e.country), cityKey(r.City)
	if e.city != "" {
		e.town = classify(strings.ReplaceAll(e.city, " ", ""), false).key
	}
	if r.Street != "" {
		e.street, e.placed = parseStreet(r.Street)
	}
	return e
}

// prepareKeys normalises only what has holders: domains, numbers and phone.
func prepareKeys(r *Record, broker map[string]bool) entity {
	e := entity{record: r, country: countryCode(r.Country), guided: len(r.LinkedTenants)+len(r.ResolvedTenants) > 0}
	for _, raw := range r.Domains[:min(len(r.Domains), maxValues)] {
		if d := parseDomain(raw); (d.kind == domainOwn || d.kind == domainInitial) && !broker[d.name] && !holds(e.domains, d.name) {
			e.domains = append(e.domains, d)
		}
	}
	for _, raw := range r.EmailDomains[:min(len(r.EmailDomains), maxValues)] {
		if d := parseDomain(raw); d.kind == domainOwn && !broker[d.name] && !holds(e.domains, d.name) && !holds(e.emails, d.name) {
			e.emails = append(e.emails, d)
		}
	}
	for _, raw := range r.RegistrationNumbers[:min(len(r.RegistrationNumbers), maxValues)] {
		e.addNumber(raw)
	}
	for _, raw := range r.VATNumbers[:min(len(r.VATNumbers), maxValues)] {
		e.addNumber(raw)
	}
	e.phone = phoneKey(r.Phone, e.country)
	return e
}

func (e *entity) prepareNames(raws []string) {
	for i, raw := range raws[:min(len(raws), maxValues)] {
		n, ok := parseName(raw)
		if !ok {
			continue
		}
		dup := false
		for k := range e.names {
			dup = dup || e.names[k].key == n.key && e.names[k].class == n.class && e.names[k].compact == n.compact
		}
		if !dup {
			if e.names == nil {
				e.names = make([]name, 0, len(raws)-i)
			}
			e.names = append(e.names, n)
		}
	}
}

func (e *entity) addNumber(raw string) {
	n := parseRegistration(raw, e.country)
	if n.bare == "" {
		return
	}
	for _, have := range e.numbers {
		if have.bare == n.bare && have.country == n.country {
			return
		}
	}
	e.numbers = append(e.numbers, n)
}

func holds(ds []domain, name string) bool {
	for i := range ds {
		if ds[i].name == name {
			return true
		}
	}
	return false
}

// sameTown reports that both have the same postal code or city.
func (e *entity) sameTown(o *entity) bool {
	return e.postal != "" && e.postal == o.postal || e.city != "" && e.city == o.city
}

// keyKind salts the keys of different fields.
type keyKind uint64

const (
	keyWord keyKind = iota + 1
	keyWordPair
	keySound
	keyGram
	keyName
	keyCompact
	keyDomain
	keyLabel
	keyNumber
	keyPhone
	keyStreet
	keyLinked
	keyResolved
	keyPostal // counted, never searched
)

func (k keyKind) of(h uint64) uint64 { return mix(h + uint64(k)*0x9e3779b97f4a7c15) }

// eachKey calls yield with every key under which the record is found. A key can
// come twice.
func (e *entity) eachKey(yield func(keyKind, uint64)) {
	for i := range e.names {
		e.names[i].eachKey(yield)
	}
	e.eachHolderKey(yield)
	for i := range e.domains {
		if d := &e.domains[i]; len(d.label) >= 3 {
			yield(keyLabel, hash(d.label))
		}
	}
	if e.placed && e.street.number != "" {
		yield(keyStreet, hashPair(hash(e.street.number), e.street.key))
	}
}

// eachHolderKey yields the keys whose uniqueness matters.
func (e *entity) eachHolderKey(yield func(keyKind, uint64)) {
	for i := range e.domains {
		if e.domains[i].kind == domainOwn {
			yield(keyDomain, hash(e.domains[i].name))
		}
	}
	for i := range e.emails {
		yield(keyDomain, hash(e.emails[i].name))
	}
	for i := range e.numbers {
		if e.numbers[i].usable {
			yield(keyNumber, hash(e.numbers[i].bare))
		}
	}
	if e.phone != "" {
		yield(keyPhone, phoneTail(e.phone))
	}
}

func phoneTail(s string) uint64 { return hash(s[max(0, len(s)-7):]) }

// eachKey yields the keys of one name.
func (n *name) eachKey(yield func(keyKind, uint64)) {
	yield(keyName, n.sorted)
	yield(keyCompact, hash(n.compact))
	yield(keyCompact, n.whole)
	var previous uint64
	for i := range n.words {
		t := &n.words[i]
		if t.kind == stop {
			continue
		}
		yield(keyWord, t.key)
		if previous != 0 {
			yield(keyWordPair, previous+t.key)
		}
		previous = t.key
		if t.kind != generic && t.sound != 0 {
			yield(keySound, t.sound)
		}
	}
	n.eachGram(yield)
}

// maxGramBytes bounds the part of a name that is cut into grams.
const maxGramBytes = 48

// eachGram yields the runs of three bytes of the name written together, with an
// edge at the beginning.
func (n *name) eachGram(yield func(keyKind, uint64)) {
	s := n.compact[:min(len(n.compact), maxGramBytes)]
	if len(s) < 3 {
		return
	}
	yield(keyGram, uint64(s[0])<<8|uint64(s[1]))
	for i := 0; i+3 <= len(s); i++ {
		yield(keyGram, uint64(s[i])<<16|uint64(s[i+1])<<8|uint64(s[i+2]))
	}
}

// guidKeys are the lower-case tenant GUIDs of a list.
func guidKeys(guids []string, kind keyKind, yield func(keyKind, uint64)) {
	for _, g := range guids {
		yield(kind, hash(strings.ToLower(strings.TrimSpace(g))))
	}
}
