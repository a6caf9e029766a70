package match

import "strings"

// registration is a company registration or VAT number in one common form.
type registration struct {
	raw     string
	bare    string // the national number without VAT dressing where the rule is known
	country string // ISO code when the number or its record says so
	digits  uint8  // length of the full form, which tells kinds of numbers apart
	valid   bool   // a check digit holds: fit to be a key and to contradict
	usable  bool   // long enough and no placeholder
}

const maxNumberBytes = 64

// parseRegistration normalises a registration or VAT number. A VAT number that
// contains the registration number (SE, NO, FI, DK, FR ...) gets the same key.
func parseRegistration(raw, country string) registration {
	s := alphanumeric(raw)
	r := registration{raw: raw, bare: s, country: country}
	if s == "" || len(s) > maxNumberBytes {
		return r
	}
	prefix, digits := splitPrefix(s)
	if prefix != "" {
		r.country = prefix
	}
	r.usable = !placeholder(digits)
	if rule, ok := registrationRules[r.country]; ok {
		if n, certain := rule(digits); n != "" {
			digits, r.valid = n, certain && r.usable
		}
	}
	r.bare, r.digits = digits, uint8(min(len(digits), maxNumberBytes))
	if short := strings.TrimLeft(digits, "0"); short != "" && isDigits(short) {
		r.bare = short // spreadsheets lose leading zeros
	}
	return r
}

// equal reports the same number; an unknown country is no contradiction.
func (r registration) equal(o registration) bool {
	return r.usable && o.usable && r.bare == o.bare && (r.country == o.country || r.country == "" || o.country == "")
}

// differs reports two numbers of one kind that are not the same; certain says
// that both have check digits that hold.
func (r registration) differs(o registration) (differ, certain bool) {
	if r.country == "" && o.country != "" {
		r = parseRegistration(r.raw, o.country)
	} else if o.country == "" && r.country != "" {
		o = parseRegistration(o.raw, r.country)
	}
	sameKind := r.digits == o.digits && (r.country == o.country || r.country == "" || o.country == "")
	differ = r.usable && o.usable && sameKind && r.bare != o.bare
	return differ, differ && r.valid && o.valid
}

// NormalizeRegistration returns the comparable form of a registration or VAT
// number of a country (ISO code, or empty when unknown): a Swedish
// "SE 556036-0793 01" and "556036-0793" both become "5560360793". Leading zeros
// are dropped, because spreadsheets drop them. It is idempotent and never empty
// for non-empty input.
func NormalizeRegistration(registrationNumber, country string) string {
	if r := parseRegistration(registrationNumber, countryCode(country)); r.bare != "" {
		return r.bare
	}
	return registrationNumber
}

// alphanumeric keeps ASCII letters and digits, letters in upper case.
func alphanumeric(s string) string {
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		switch c := s[i]; {
		case '0' <= c && c <= '9' || 'A' <= c && c <= 'Z':
			b = append(b, c)
		case 'a' <= c && c <= 'z':
			b = append(b, c-'a'+'A')
		}
	}
	return string(b)
}

// splitPrefix parts a country code, and words such as ORGNR, from the number.
func splitPrefix(s string) (country, rest string) {
	s = cutNoise(s)
	if len(s) > 6 && isLetter(s[0]) && isLetter(s[1]) {
		code := s[:2]
		if code == "EL" {
			code = "GR"
		}
		if _, known := registrationRules[code]; known {
			if n, _ := registrationRules[code](s[2:]); n != "" {
				return code, s[2:]
			}
		}
	}
	return "", s
}

// cutNoise takes words in front of a number away.
func cutNoise(s string) string {
	for again := true; again; {
		again = false
		for _, noise := range []string{"ORGANISATIONSNUMMER", "ORGNR", "ORGNO", "ORG", "VATNO", "VAT", "CVR", "SIREN", "SIRET", "KVK", "NIP", "KRS", "ABN", "ACN", "UID"} {
			if rest, ok := strings.CutPrefix(s, noise); ok && rest != "" {
				s, again = rest, true
			}
		}
	}
	return s
}

func isLetter(c byte) bool { return 'A' <= c && c <= 'Z' }

// placeholder reports numbers that people type to get past a form.
func placeholder(s string) bool {
	if len(s) < 5 {
		return true
	}
	same, up, down := true, true, true
	for i := 1; i < len(s); i++ {
		same = same && s[i] == s[0]
		up = up && (s[i] == s[i-1]+1 || s[i-1] == '9' && s[i] == '0')
		down = down && s[i]+1 == s[i-1]
	}
	if same || up || down {
		return true
	}
	zeros := strings.Count(s, "0")
	return zeros >= len(s)-1
}

// registrationRules give the national number without its VAT dressing and
// whether its check digit holds. An empty number means that the rule does not
// know the form; then the number is compared as it is and is no key.
var registrationRules = map[string]func(string) (string, bool){
	"SE": func(s string) (string, bool) { // Bolagsverket: 10 digits, Luhn; VAT adds 01
		if len(s) == 12 && strings.HasSuffix(s, "01") && luhn(s[:10]) {
			s = s[:10]
		}
		if len(s) == 12 && (strings.HasPrefix(s, "16") || strings.HasPrefix(s, "19") || strings.HasPrefix(s, "20")) {
			s = s[2:]
		}
		return fixed(s, 10), luhn(s)
	},
	"NO": func(s string) (string, bool) { // Brønnøysund: 9 digits, modulus 11
		s = strings.TrimPrefix(strings.TrimSuffix(s, "MVA"), "NO")
		return fixed(s, 9), mod11(s, 3, 2, 7, 6, 5, 4, 3, 2)
	},
	"DK": func(s string) (string, bool) { // CVR: 8 digits, modulus 11
		return fixed(s, 8), weighted(s, 11, 2, 7, 6, 5, 4, 3, 2, 1)
	},
	"FI": func(s string) (string, bool) { // Y-tunnus: 7 digits and a check digit
		if len(s) == 7 {
			s = "0" + s
		}
		return fixed(s, 8), mod11(s, 7, 9, 10, 5, 8, 4, 2)
	},
	"PL": func(s string) (string, bool) { // NIP 10, REGON 9; KRS has no check digit
		switch len(s) {
		case 10:
			return fixed(s, 10), sum(s[:9], 6, 5, 7, 2, 3, 4, 5, 6, 7)%11 == digit(s, 9)
		case 9:
			return fixed(s, 9), sum(s[:8], 8, 9, 2, 3, 4, 5, 6, 7)%11%10 == digit(s, 8)
		}
		return "", false
	},
	"FR": func(s string) (string, bool) { // SIREN 9 with Luhn; SIRET 14 and VAT 11 contain it
		switch {
		case len(s) == 14 && luhn(s[:9]):
			s = s[:9]
		case len(s) == 11 && luhn(s[2:]):
			s = s[2:]
		}
		return fixed(s, 9), luhn(s)
	},
	"DE": func(s string) (string, bool) { // VAT: 9 digits, ISO 7064 MOD 11,10; HRB has no check digit
		return fixed(s, 9), iso7064(s)
	},
	"AT": func(s string) (string, bool) { // UID: U and 8 digits
		s = strings.TrimPrefix(s, "U")
		if fixed(s, 8) == "" {
			return "", false
		}
		total := 4
		for i := range 7 {
			d := digit(s, i)
			if i%2 == 1 {
				d = d*2/10 + d*2%10
			}
			total += d
		}
		return s, (100-total%100)%10 == digit(s, 7)
	},
	"BE": func(s string) (string, bool) { // 10 digits, modulus 97
		if len(s) == 9 {
			s = "0" + s
		}
		if fixed(s, 10) == "" {
			return "", false
		}
		return s, 97-number64(s[:8])%97 == number64(s[8:])
	},
	"NL": func(s string) (string, bool) { // VAT: 9 digits and B01; KvK (8) has no check digit
		if len(s) == 12 && s[9] == 'B' && isDigits(s[:9]) {
			return s, weighted(s[:9], 11, 9, 8, 7, 6, 5, 4, 3, 2, -1)
		}
		return fixed(s, 8), false
	},
	"GB": func(s string) (string, bool) { // Companies House: 8 characters without check digit; VAT 9, modulus 97
		if len(s) == 9 && isDigits(s) {
			total := int64(sum(s[:7], 8, 7, 6, 5, 4, 3, 2)) + number64(s[7:])
			return s, total%97 == 0 || (total+55)%97 == 0
		}
		if len(s) < 8 && len(s) > 4 && isDigits(s) {
			s = strings.Repeat("0", 8-len(s)) + s
		}
		if len(s) == 8 && isDigits(s[2:]) {
			return s, false
		}
		return "", false
	},
	"IT": func(s string) (string, bool) { return fixed(s, 11), luhn(s) }, // partita IVA
	"PT": func(s string) (string, bool) { return fixed(s, 9), mod11low(s, 9, 8, 7, 6, 5, 4, 3, 2) },
	"CH": func(s string) (string, bool) { // UID: CHE and 9 digits, modulus 11
		s = strings.TrimPrefix(s, "E")
		for _, vat := range []string{"MWST", "TVA", "IVA"} {
			s = strings.TrimSuffix(s, vat)
		}
		return fixed(s, 9), mod11(s, 5, 4, 3, 2, 7, 6, 5, 4)
	},
	"EE": func(s string) (string, bool) { return fixed(s, 8), estonian(s) },
	"CZ": func(s string) (string, bool) { return fixed(s, 8), czech(s) },
	"AU": func(s string) (string, bool) { // ABN: 11 digits, modulus 89; ACN is its tail
		if len(s) != 11 || !isDigits(s) {
			return fixed(s, 9), false
		}
		return s, (sum(s, 10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)-10)%89 == 0
	},
	"HR": func(s string) (string, bool) { return fixed(s, 11), iso7064(s) }, // OIB
	"GR": func(s string) (string, bool) { // AFM
		if fixed(s, 9) == "" {
			return "", false
		}
		return s, sum(s[:8], 256, 128, 64, 32, 16, 8, 4, 2)%11%10 == digit(s, 8)
	},
}

func fixed(s string, length int) string {
	if len(s) == length && isDigits(s) {
		return s
	}
	return ""
}

func digit(s string, i int) int { return int(s[i] - '0') }

func number64(s string) (n int64) {
	for i := range len(s) {
		n = n*10 + int64(s[i]-'0')
	}
	return n
}

// sum is the weighted sum of digits; -1000 when s has another form.
func sum(s string, weights ...int) int {
	if len(s) != len(weights) || !isDigits(s) {
		return -1000
	}
	total := 0
	for i, w := range weights {
		total += digit(s, i) * w
	}
	return total
}

func weighted(s string, modulus int, weights ...int) bool {
	total := sum(s, weights...)
	return total > -1000 && total%modulus == 0
}

// mod11 has the check digit 11 - sum mod 11, 0 for 11, none for 10.
func mod11(s string, weights ...int) bool {
	if len(s) != len(weights)+1 || !isDigits(s) {
		return false
	}
	check := (11 - sum(s[:len(weights)], weights...)%11) % 11
	return check == digit(s, len(weights))
}

// mod11low has 0 for both 10 and 11.
func mod11low(s string, weights ...int) bool {
	if len(s) != len(weights)+1 || !isDigits(s) {
		return false
	}
	check := 11 - sum(s[:len(weights)], weights...)%11
	if check > 9 {
		check = 0
	}
	return check == digit(s, len(weights))
}

func luhn(s string) bool {
	if !isDigits(s) {
		return false
	}
	total := 0
	for i := range len(s) {
		d := digit(s, len(s)-1-i)
		if i%2 == 1 {
			d = d*2/10 + d*2%10
		}
		total += d
	}
	return total%10 == 0
}

// iso7064 is MOD 11,10.
func iso7064(s string) bool {
	if !isDigits(s) || len(s) < 2 {
		return false
	}
	p := 10
	for i := range len(s) - 1 {
		p = (p + digit(s, i)) % 10
		if p == 0 {
			p = 10
		}
		p = p * 2 % 11
	}
	return (11-p)%10 == digit(s, len(s)-1)
}

func estonian(s string) bool {
	if fixed(s, 8) == "" {
		return false
	}
	r := sum(s[:7], 1, 2, 3, 4, 5, 6, 7) % 11
	if r == 10 {
		r = sum(s[:7], 3, 4, 5, 6, 7, 8, 9) % 11 % 10
	}
	return r == digit(s, 7)
}

func czech(s string) bool {
	if fixed(s, 8) == "" {
		return false
	}
	return (11-sum(s[:7], 8, 7, 6, 5, 4, 3, 2)%11)%10 == digit(s, 7)
}
