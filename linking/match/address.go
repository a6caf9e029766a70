package match

import (
	"strconv"
	"strings"
	"sync"
)

// street is the comparable part of a street address.
type street struct {
	raw    string
	number string   // house number, with its letter
	words  []string // the street's name without "street" and the like, short
	key    uint64
}

// parseStreet takes a street address apart. It returns false for an address
// without a word or number.
func parseStreet(raw string) (street, bool) {
	cut := raw
	if len(cut) > maxNameBytes {
		cut = cut[:maxNameBytes]
	}
	s := street{raw: raw}
	for _, w := range streetTokens(cut) {
		switch {
		case w == "":
		case w[0] >= '0' && w[0] <= '9' && s.number == "":
			s.number = w
		default:
			s.words = append(s.words, w)
		}
	}
	for _, w := range s.words {
		s.key += hash(w)
	}
	return s, s.number != "" || len(s.words) > 0
}

// streetTokens folds, splits and replaces common words by one spelling; words
// for "street" vanish, ordinals lose their ending.
func streetTokens(raw string) []string {
	var buf [usualWords]string
	words := tokenize(buf[:0], fold(raw))
	out := make([]string, 0, len(words))
	abbreviations := streetWords()
	for i, w := range words {
		if short, ok := abbreviations[w]; ok {
			w = short
		}
		if i > 0 && isUnit(w) {
			break // floor, suite: what follows is inside the building
		}
		if w != "" {
			out = append(out, trimOrdinal(trimStreetSuffix(w)))
		}
	}
	return out
}

func isUnit(w string) bool { return w == "floor" || w == "suite" || w == "aka" }

// ordinalMark keeps the number of a street apart from a house number.
const ordinalMark = "#"

func trimOrdinal(w string) string {
	if len(w) < 3 || w[0] < '0' || w[0] > '9' {
		return w
	}
	for _, ending := range []string{"st", "nd", "rd", "th"} {
		if n, ok := strings.CutSuffix(w, ending); ok && isDigits(n) {
			return ordinalMark + n // "53rd" names a street, it is no house number
		}
	}
	return w
}

// trimStreetSuffix makes "storgatan", "storg." and "storgata" equal.
func trimStreetSuffix(w string) string {
	for _, ending := range []string{"strasse", "gatan", "gaten", "gata", "gade", "gate", "vagen", "veien", "vegen", "vej", "vei", "straat", "str", "weg", "katu", "tie", "gt", "vag"} {
		if stem, ok := strings.CutSuffix(w, ending); ok && len(stem) > 2 {
			return stem
		}
	}
	return w
}

// streetWords maps spellings to one short form; the empty one says nothing.
var streetWords = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, group := range strings.Split(`street st str strasse rue via calle ul ulica ulitsa gatan gata gade gate straat
ave avenue av aven avenida
rd road
blvd boulevard bulevar
ln lane
dr drive
pl place plz plaza platz plads plass plac
sq square torg torget
ct court
pkwy parkway
hwy highway
expy expressway
n north
s south
e east
w west
ne northeast
nw northwest
se southeast
sw southwest
ste saint
ft fort
floor fl floors fla vaning etg etage
suite unit apt apartment room rm app lgh
aka c/o co`, "\n") {
		words := strings.Fields(group)
		for _, w := range words {
			m[w] = words[0]
		}
	}
	for w, short := range m {
		switch short {
		case "street", "ave", "rd", "blvd", "ln", "dr", "pl", "sq", "ct", "pkwy", "hwy":
			m[w] = "" // the kind of a street is what people leave out or mix up
		}
	}
	for _, w := range []string{"the", "of", "and", "no", "nr", "at"} {
		m[w] = ""
	}
	for i, w := range []string{"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"} {
		m[w] = ordinalMark + strconv.Itoa(i+1)
	}
	m["one"], m["two"], m["three"] = "1", "2", "3"
	return m
})

// postalCode keeps letters and digits without leading zeros, which spreadsheets
// lose, and cuts the US extension off.
func postalCode(raw, country string) string {
	s := alphanumeric(raw)
	if len(s) > 12 {
		s = s[:12]
	}
	for _, prefix := range []string{country, "SWE", "SE", "S", "D", "N", "DK", "FIN", "FI"} {
		if rest, ok := strings.CutPrefix(s, prefix); ok && prefix != "" && len(rest) >= 4 && isDigits(rest) {
			s = rest
			break
		}
	}
	if isDigits(s) {
		if len(s) == 9 && strings.Contains(raw, "-") {
			s = s[:5]
		}
		if t := strings.TrimLeft(s, "0"); t != "" {
			s = t
		}
	}
	return s
}

// cityKey folds a city and takes local and English names as one.
func cityKey(raw string) string {
	if len(raw) > maxNameBytes {
		raw = raw[:maxNameBytes]
	}
	var buf [usualWords]string
	words := tokenize(buf[:0], fold(raw))
	key := strings.Join(words, " ")
	for i, w := range words { // "Stockholm Kista", "Paris Cedex 08"
		if i > 0 && (w == "cedex" || isDigits(w)) {
			key = strings.Join(words[:i], " ")
			break
		}
	}
	if local, ok := cityNames()[key]; ok {
		return local
	}
	return key
}

// cityNames maps exonyms to one name.
var cityNames = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, group := range strings.Split(`munich munchen muenchen
vienna wien
cologne koln koeln
nuremberg nurnberg nuernberg
dusseldorf duesseldorf
gothenburg goteborg goeteborg
malmo malmoe
copenhagen kobenhavn koebenhavn
aarhus arhus
aalborg alborg
helsinki helsingfors
espoo esbo
turku abo
tampere tammerfors
vantaa vanda
zurich zuerich
geneva geneve genf
basel bale
bern berne
milan milano
turin torino
rome roma
florence firenze
naples napoli
venice venezia
genoa genova
brussels bruxelles brussel bruessel
antwerp antwerpen anvers
ghent gent
bruges brugge
the_hague den_haag s_gravenhage hague gravenhage
lisbon lisboa
seville sevilla
warsaw warszawa warschau
krakow cracow
prague praha prag
bucharest bucuresti
belgrade beograd
athens athina
moscow moskva
kiev kyiv
tokyo tokyo_to
beijing peking
mumbai bombay
bangalore bengaluru
new_york new_york_city nyc
istanbul constantinople
luxembourg luxemburg
hannover hanover
frankfurt frankfurt_am_main frankfurt_main`, "\n") {
		words := strings.Fields(strings.ReplaceAll(group, "_", "\x00"))
		for _, w := range words {
			m[strings.ReplaceAll(w, "\x00", " ")] = strings.ReplaceAll(words[0], "\x00", " ")
		}
	}
	return m
})

// phoneKey is the end of a phone number that does not depend on the notation of
// country code and trunk zero; "" when there are too few digits.
func phoneKey(raw, country string) string {
	digits := make([]byte, 0, 20)
	for i := range len(raw) {
		if c := raw[i]; '0' <= c && c <= '9' {
			digits = append(digits, c)
		} else if (c == 'x' || c == 'X' || c == '#' || c == ';') && len(digits) >= 7 {
			break // extension
		}
		if len(digits) == cap(digits) {
			return ""
		}
	}
	s := string(digits)
	international := strings.HasPrefix(strings.TrimSpace(raw), "+") || strings.HasPrefix(s, "00")
	s = strings.TrimPrefix(s, "00")
	calling := countries().calling[country]
	if rest, ok := strings.CutPrefix(s, calling); ok && calling != "" && (international || len(rest) >= 8 && len(s) > 10) {
		s = rest
	}
	s = strings.TrimLeft(s, "0")
	if len(s) > 9 {
		s = s[len(s)-9:]
	}
	if len(s) < 6 || placeholder(s) {
		return ""
	}
	return s
}
