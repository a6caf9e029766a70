package mockserver

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A company is an invented company, before it becomes a tenant or an
// organization or both.
type company struct {
	country *country
	stem    string
	sector  string
	form    legalForm
	// slug is the name in letters that domains take.
	slug         string
	registration string
	vat          string
	address      Address
}

// name writes the company with a legal form.
func (c *company) name(form string) string {
	if c.form.front {
		return form + " «" + c.stem + " " + c.sector + "»"
	}
	return c.stem + " " + c.sector + " " + form
}

func (c *company) domain() string { return c.slug + "." + c.country.tld }

// otherForm is the same company as another person would write it.
func (c *company) otherForm(r *rand.Rand) string {
	plain := c.stem + " " + c.sector
	switch r.IntN(4) {
	case 0:
		return c.name(c.form.long)
	case 1:
		return strings.ToUpper(c.name(strings.ReplaceAll(c.form.short, ".", "")))
	case 2:
		if strings.Contains(plain, "&") {
			return strings.ReplaceAll(plain, "&", c.country.and) + " " + c.form.short
		}
		return c.name(c.form.long)
	default:
		if unaccented := latin(plain); unaccented != plain && !c.form.front {
			return unaccented + " " + c.form.short
		}
		return plain
	}
}

// companies makes companies whose names and domains are never the same twice.
type companies struct {
	seed      uint64
	countries []country
	weights   int
	taken     map[string]bool
	// slugs remembers the few words that names are made of.
	slugs map[string]string
}

func newCompanies(o *options) *companies {
	c := &companies{seed: o.seed, countries: euCountries(), taken: make(map[string]bool, o.tenants), slugs: map[string]string{}}
	if o.profile == ProfileUS {
		c.countries = usCountries()
	}
	for _, x := range c.countries {
		c.weights += x.weight
	}
	return c
}

func (c *companies) pick(r *rand.Rand) *country {
	n := r.IntN(c.weights)
	for i := range c.countries {
		if n -= c.countries[i].weight; n < 0 {
			return &c.countries[i]
		}
	}
	return &c.countries[0]
}

func (c *companies) country(code string) *country {
	for i := range c.countries {
		if c.countries[i].code == code {
			return &c.countries[i]
		}
	}
	return &c.countries[0]
}

func (c *companies) new(r *rand.Rand, in *country) *company {
	co := &company{country: in, form: choose(r, in.forms), sector: choose(r, in.sectors)}
	for try := 0; ; try++ {
		co.stem, co.slug = c.stem(r, in)
		if try > 3 {
			// A big broker needs more names than one stem gives.
			stem, slug := c.stem(r, in)
			co.stem, co.slug = co.stem+" "+stem, co.slug+"-"+slug
		}
		if try > 20 {
			n := strconv.Itoa(2 + r.IntN(98_000))
			co.stem, co.slug = co.stem+" "+n, co.slug+"-"+n
		}
		co.slug += "-" + c.slug(co.sector)
		if !c.taken[co.slug] {
			c.taken[co.slug] = true
			break
		}
	}
	at := choose(r, in.cities)
	co.address = Address{
		Country: in.code, City: at.name, PostalCode: digits(r, at.postal), AddressLine1: streetOf(r, in),
		FirstName: "Accounts", LastName: "Payable", PhoneNumber: digits(r, in.phone),
	}
	if name, state, ok := strings.Cut(at.name, ", "); ok {
		co.address.City, co.address.State = name, state
	}
	co.registration, co.vat = digits(r, in.registration), digits(r, in.vat)
	if in.code == "PL" {
		co.registration = nip(co.registration)
	}
	return co
}

// nip gives a Polish tax number its check digit; a number that can have none
// is moved to the next one that can.
func nip(number string) string {
	weights := [...]int{6, 5, 7, 2, 3, 4, 5, 6, 7}
	b := []byte(number)
	for {
		sum := 0
		for i, w := range weights {
			sum += w * int(b[i]-'0')
		}
		if check := sum % 11; check < 10 {
			b[9] = byte('0' + check)
			return string(b)
		}
		b[8] = '0' + (b[8]-'0'+1)%10
	}
}

// stem is a name of two halves, and its slug.
func (c *companies) stem(r *rand.Rand, in *country) (stem, slug string) {
	first, second := choose(r, in.first), choose(r, in.second)
	return first + second, c.slug(first) + c.slug(second)
}

func (c *companies) slug(word string) string {
	s, ok := c.slugs[word]
	if !ok {
		s = slugOf(word)
		c.slugs[word] = s
	}
	return s
}

func streetOf(r *rand.Rand, in *country) string {
	number := strconv.Itoa(1 + r.IntN(140))
	if in.code == "US" || in.code == "GB" {
		return number + " " + choose(r, in.streets)
	}
	return choose(r, in.streets) + " " + number
}

func choose[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// digits fills the # of a pattern.
func digits(r *rand.Rand, pattern string) string {
	b := []byte(pattern)
	for i := range b {
		if b[i] == '#' {
			b[i] = byte('0' + r.IntN(10))
		}
	}
	return string(b)
}

// slugOf is a name as a domain label: Latin letters, digits and hyphens.
func slugOf(name string) string {
	var b strings.Builder
	dash := false
	for _, r := range strings.ToLower(latin(name)) {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			if dash && b.Len() > 0 {
				b.WriteByte('-')
			}
			dash = false
			b.WriteRune(r)
			continue
		}
		dash = true
	}
	return b.String()
}

// letters that Unicode does not take apart, and the scripts of our countries.
var letters = strings.NewReplacer(
	"ß", "ss", "ø", "o", "Ø", "O", "æ", "ae", "Æ", "Ae", "ł", "l", "Ł", "L", "đ", "d",
	"α", "a", "β", "v", "γ", "g", "δ", "d", "ε", "e", "ζ", "z", "η", "i", "θ", "th", "ι", "i", "κ", "k", "λ", "l", "μ", "m", "ν", "n", "ξ", "x", "ο", "o", "π", "p",
	"ρ", "r", "σ", "s", "ς", "s", "τ", "t", "υ", "y", "φ", "f", "χ", "ch", "ψ", "ps", "ω", "o",
	"Α", "A", "Β", "V", "Γ", "G", "Δ", "D", "Ε", "E", "Ζ", "Z", "Η", "I", "Θ", "Th", "Ι", "I", "Κ", "K", "Λ", "L", "Μ", "M", "Ν", "N", "Ξ", "X", "Ο", "O", "Π", "P",
	"Ρ", "R", "Σ", "S", "Τ", "T", "Υ", "Y", "Φ", "F", "Χ", "Ch", "Ψ", "Ps", "Ω", "O",
	"а", "a", "б", "b", "в", "v", "г", "h", "д", "d", "е", "e", "є", "ie", "ж", "zh", "з", "z", "и", "y", "і", "i", "ї", "i", "к", "k", "л", "l", "м", "m", "н", "n",
	"о", "o", "п", "p", "р", "r", "с", "s", "т", "t", "у", "u", "ф", "f", "х", "kh", "ц", "ts", "ч", "ch", "ш", "sh", "щ", "shch", "ь", "", "ю", "iu", "я", "ia",
	"Б", "B", "В", "V", "Д", "D", "Е", "E", "З", "Z", "К", "K", "Л", "L", "М", "M", "Н", "N", "П", "P", "С", "S",
)

// latin writes a name in plain Latin letters, as its owner would in a domain.
func latin(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return letters.Replace(b.String())
}
