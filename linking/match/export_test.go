package match

// What the tests of package match_test need to see of the inside.

// NameSimilarity compares two names without an index: similarity, information in
// common, and whether numbers, places or legal forms differ.
func NameSimilarity(a, b string) (similarity, shared float32, flags [7]bool) {
	x, okX := parseName(a)
	y, okY := parseName(b)
	if !okX || !okY {
		return 0, 0, flags
	}
	n := compareNames(&x, &y, priorBits{})
	return n.similarity, n.shared, [7]bool{n.same, n.aligned, n.number, n.place, n.identity, n.roles, n.form == formDiffers}
}

// priorBits are the shipped informations alone.
type priorBits struct{}

func (priorBits) bits(t *token) float32 { return t.bits }

// SamePhone, CityKey, PostalCode, PhoneKey, StreetKey, EditDistance, Fold, Forms
// and CountryCode are the normalisers and comparators without a public name.
var (
	SamePhone    = samePhone
	CityKey      = cityKey
	PostalCode   = postalCode
	PhoneKey     = phoneKey
	EditDistance = editDistance
	Fold         = fold
	CountryCode  = countryCode
)

// StreetKey is the comparable form of a street.
func StreetKey(raw string) (number string, words []string) {
	s, _ := parseStreet(raw)
	return s.number, s.words
}

// SameStreet reports that two streets agree in name and number.
func SameStreet(a, b string) bool {
	x, okX := parseStreet(a)
	y, okY := parseStreet(b)
	return okX && okY && compareStreets(&x, &y) == streetAgrees
}

// LegalForms are the ids of the legal forms of a name.
func LegalForms(s string) string {
	n, _ := parseName(s)
	return n.forms
}

// ValidRegistration reports a number whose check digit holds.
func ValidRegistration(number, country string) bool {
	return parseRegistration(number, country).valid
}

// DomainKind tells own, shared and initial domains apart.
func DomainKind(raw string) string {
	return [...]string{"own", "shared", "initial", "invalid"}[parseDomain(raw).kind]
}

// Gain is an edge for Assign.
type Gain struct {
	Row, Column int
	Gain        float64
}

// Assign is the exact assignment.
func Assign(rows, columns int, gains []Gain) []int32 {
	edges := make([]edge, len(gains))
	for i, g := range gains {
		edges[i] = edge{int32(g.Row), int32(g.Column), g.Gain}
	}
	return assign(rows, columns, edges)
}
