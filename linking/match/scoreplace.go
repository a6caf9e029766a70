package match

import "slices"

// commonPostal is how many organizations under one postal code are so many that
// two of one name may well be there.
const commonPostal = 40

// place compares phone and address. Agreement of street, postal code, city and
// country is one group: they come from one address.
func (j *judge) place(t, o *entity, domainsDiffer bool) {
	phone := j.phones(t, o)
	cityAgrees, cityKnown := j.cities(t, o)
	postalAgrees, postalKnown := j.postals(t, o)
	elsewhere := cityKnown && !cityAgrees && !postalAgrees
	street := j.streets(t, o, elsewhere)
	country := j.countries(t, o)

	// A group of agreeing parts is capped; the cap is shown as its own line.
	gain := 0.0
	for _, w := range []float64{gainIf(cityAgrees, j.model.city), gainIf(postalAgrees, j.model.postal), street.gain(j.model), country} {
		gain += max(w, 0)
	}
	if gain > j.model.placeCap {
		j.add(FieldAddress, "", "", "parts of one address, capped together", j.model.placeCap-gain)
	}
	differ := 0
	for _, d := range []bool{
		cityKnown && !cityAgrees, postalKnown && !postalAgrees,
		street == streetDiffers, phone == phoneDiffers,
	} {
		if d {
			differ++
		}
	}
	if street == streetAgrees && (differ == 0 || phone == phoneAgrees) {
		j.v.strong++ // a common street and number is in other towns and quarters too
	}
	agree := street == streetAgrees || phone == phoneAgrees || postalAgrees
	moved := cityKnown && !cityAgrees && !postalAgrees && (postalKnown || street == streetDiffers) && street != streetAgrees
	if differ > 0 && !agree || moved && j.v.strong < 2 { // an equal phone alone may be that of the chain
		j.v.vetoes |= vetoLocation
	}
	j.v.apart = differ > 1 || differ > 0 && !agree
	j.v.foreign, j.v.elsewhere = domainsDiffer, differ > 1 && !agree
	j.v.anchored = street == streetAgrees || phone == phoneAgrees || postalAgrees || cityAgrees
	j.v.housed = j.v.housed && street == streetAgrees && (phone == phoneAgrees || postalAgrees && differ == 0)
	j.v.nearby = postalAgrees && differ == 0 && !domainsDiffer && j.ix.holders(keyPostal.of(hash(t.postal))) <= commonPostal
}

// gainIf is the weight of a comparison that holds.
func gainIf(holds bool, weight float64) float64 {
	if holds {
		return weight
	}
	return 0
}

type phoneRelation uint8

const (
	phoneUnknown phoneRelation = iota
	phoneAgrees
	phoneDiffers
)

func (j *judge) phones(t, o *entity) phoneRelation {
	if t.phone == "" || o.phone == "" {
		return phoneUnknown
	}
	if !samePhone(t.phone, o.phone) {
		j.add(FieldPhone, t.record.Phone, o.record.Phone, "different", j.model.phoneDiffers)
		return phoneDiffers
	}
	holders := j.most(keyPhone, phoneTail(t.phone))
	if holders > shareLimit {
		j.add(FieldPhone, t.record.Phone, o.record.Phone, "equal, but of more than 3 records", 0)
		return phoneUnknown
	}
	comparison := "equal, unique on both sides"
	if holders > 1 {
		comparison = "equal, of several records"
	} else {
		j.v.strong++
	}
	j.add(FieldPhone, t.record.Phone, o.record.Phone, comparison, j.model.phone[max(holders, 1)-1])
	return phoneAgrees
}

// samePhone compares the ends: one side may lack the area or country code.
func samePhone(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 7 {
		return a == b
	}
	return b[len(b)-len(a):] == a
}

func (j *judge) cities(t, o *entity) (same, known bool) {
	if t.city == "" || o.city == "" {
		return false, false
	}
	if t.city == o.city {
		j.add(FieldCity, t.record.City, o.record.City, "equal", j.model.city)
		return true, true
	}
	if q, n := editDistance(t.city, o.city, 2); q <= 1+n/9 && n > 4 {
		j.add(FieldCity, t.record.City, o.record.City, "equal but for a letter", j.model.city/2)
		return true, true
	}
	j.add(FieldCity, t.record.City, o.record.City, "different", j.model.cityDiffers)
	return false, true
}

func (j *judge) postals(t, o *entity) (same, known bool) {
	if t.postal == "" || o.postal == "" {
		return false, false
	}
	if t.postal == o.postal {
		j.add(FieldPostalCode, t.record.PostalCode, o.record.PostalCode, "equal", j.model.postal)
		return true, true
	}
	j.add(FieldPostalCode, t.record.PostalCode, o.record.PostalCode, "different", j.model.postalDiffers)
	return false, true
}

type streetRelation uint8

const (
	streetUnknown streetRelation = iota
	streetAgrees
	streetPart
	streetDiffers
)

func (s streetRelation) gain(m *model) float64 {
	switch s {
	case streetAgrees:
		return m.street
	case streetPart:
		return m.streetPart
	}
	return 0
}

func (j *judge) streets(t, o *entity, elsewhere bool) streetRelation {
	if !t.placed || !o.placed {
		return streetUnknown
	}
	relation := compareStreets(&t.street, &o.street)
	if relation == streetAgrees && elsewhere {
		relation = streetPart // 1 Main Street of another town
	}
	comparison, weight := "different", j.model.streetDiffers
	switch relation {
	case streetAgrees:
		comparison, weight = "equal", j.model.street
	case streetPart:
		comparison, weight = "street or number equal", j.model.streetPart
	}
	j.add(FieldStreet, t.record.Street, o.record.Street, comparison, weight)
	return relation
}

func compareStreets(a, b *street) streetRelation {
	words := streetWordsAgree(a.words, b.words)
	switch {
	case a.number == "" && b.number == "":
		if words && len(a.words) == len(b.words) {
			if len(a.words) > 1 {
				return streetAgrees
			}
			return streetPart
		}
		return streetDiffers
	case a.number == b.number && words:
		return streetAgrees
	case words, a.number == b.number:
		return streetPart
	}
	return streetDiffers
}

// streetWordsAgree reports that every word of the shorter side has a partner.
func streetWordsAgree(a, b []string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return len(b) == 0
	}
	return streetWordsIn(a, b) && (len(a) < len(b) || streetWordsIn(b, a))
}

func streetWordsIn(a, b []string) bool {
	for _, w := range a {
		if !slices.ContainsFunc(b, func(x string) bool { return sameStreetWord(w, x) }) {
			return false
		}
	}
	return true
}

// sameStreetWord allows a slip or a word cut short, but not in numbers.
func sameStreetWord(a, b string) bool {
	if a == b {
		return true
	}
	short := min(len(a), len(b))
	if short < 3 || a[0] <= '9' || b[0] <= '9' {
		return false
	}
	return a[:short] == b[:short] || short > 3 && (variant(a) == variant(b) || editQuality(a, b) > 0)
}

func (j *judge) countries(t, o *entity) float64 {
	if t.country == "" || o.country == "" {
		return 0
	}
	if t.country == o.country {
		j.add(FieldCountry, t.record.Country, o.record.Country, "equal", j.model.country)
		return j.model.country
	}
	j.add(FieldCountry, t.record.Country, o.record.Country, "different", j.model.countryDiffers)
	j.v.vetoes |= vetoCountry
	return 0
}
