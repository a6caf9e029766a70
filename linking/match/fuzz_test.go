package match_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tenantlink/tenantlink/linking/match"
)

var awkward = []string{
	"o\x1ag\x1a", "Acme AB B", "A ADR/8 DL-,01 new c", "Acme Corp new rg b o.n.", "", " ", "AB", "Limited Ltd", "A/S", "ООО «Ромашка»", "شركة الراجحي", "株式会社", "İstanbul A.Ş.", "ﬁrma ﬀ", "ẞß",
	"S. A. de C.V.", "& Co", "3%ers", "a.b.c.d", "\xff\xfe", "e\u0301\u0301", "Ǆ", "㈱", "i\u0307", "ﷺ", "🏢 Acme", "x\u200by",
}

func FuzzNormalizeName(f *testing.F) {
	for _, s := range awkward {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := match.NormalizeName(s)
		if s != "" && once == "" {
			t.Fatalf("NormalizeName(%q) is empty", s)
		}
		if f := match.Fold(s); match.Fold(f) != f {
			t.Fatalf("Fold is not idempotent: %q, %q, %q", s, f, match.Fold(f))
		}
		if !utf8.ValidString(s) || len(s) > 200 {
			return
		}
		if twice := match.NormalizeName(once); twice != once && match.LegalForms(once) == "" {
			t.Fatalf("NormalizeName is not idempotent: %q, %q, %q", s, once, twice)
		}
	})
}

func FuzzNormalizeDomain(f *testing.F) {
	for _, s := range append(awkward, "http://a.b.co.uk:80/x", "x@y.se", "a..b", "xn--a", "[::1]:80", "http://[::1", "www.www.se", "www.se", "*.acme.se") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := match.NormalizeDomain(s)
		if s != "" && once == "" {
			t.Fatalf("NormalizeDomain(%q) is empty", s)
		}
		if twice := match.NormalizeDomain(once); twice != once {
			t.Fatalf("NormalizeDomain is not idempotent: %q, %q, %q", s, once, twice)
		}
	})
}

func FuzzNormalizeRegistration(f *testing.F) {
	for _, s := range append(awkward, "SE556036079301", "NO923609016MVA", "CHE-116.281.710 MWST", "ATU12345678", "NL123456789B01", "GB", strings.Repeat("0", 63)+" 1", "ORGVAT1", "CHE0000", "0AT00000000") {
		f.Add(s, "SE")
		f.Add(s, "")
		f.Add(s, "NL")
	}
	f.Fuzz(func(t *testing.T, s, country string) {
		once := match.NormalizeRegistration(s, country)
		if s != "" && once == "" {
			t.Fatalf("NormalizeRegistration(%q, %q) is empty", s, country)
		}
		if twice := match.NormalizeRegistration(once, country); twice != once {
			t.Fatalf("NormalizeRegistration is not idempotent: %q (%q), %q, %q", s, country, once, twice)
		}
	})
}

func FuzzAddress(f *testing.F) {
	for _, s := range append(awkward, "248 East 52nd St.", "c/o X", "Storgatan 5, 2 tr", "D-80331", "+46 8 123 45 67 ext 5") {
		f.Add(s, "SE")
	}
	f.Fuzz(func(t *testing.T, s, country string) {
		country = match.CountryCode(country)
		number, words := match.StreetKey(s)
		if again, _ := match.StreetKey(number + " " + strings.Join(words, " ")); number != "" && again == "" {
			t.Fatalf("the house number of %q is lost in a second pass", s)
		}
		if c := match.CityKey(s); match.CityKey(c) != c {
			t.Fatalf("CityKey is not idempotent: %q, %q, %q", s, c, match.CityKey(c))
		}
		if p := match.PostalCode(s, country); match.PostalCode(p, country) != p {
			t.Fatalf("PostalCode is not idempotent: %q, %q, %q", s, p, match.PostalCode(p, country))
		}
		match.PhoneKey(s, country)
	})
}

// FuzzMatch gives hostile records to the whole engine: it must answer, within
// its bands, in valid JSON, with a finite score.
func FuzzMatch(f *testing.F) {
	for _, s := range awkward {
		f.Add(s, "acme.se", "556036-0793", "Storgatan 1")
	}
	f.Fuzz(func(t *testing.T, name, domain, number, street string) {
		r := match.Record{
			ID: "x", Names: []string{name, "Acme AB"}, Domains: []string{domain}, EmailDomains: []string{domain},
			RegistrationNumbers: []string{number}, VATNumbers: []string{number}, Street: street, City: street,
			Country: domain, PostalCode: number, Phone: number,
		}
		ix, err := match.NewIndex([]match.Record{r, {ID: "y", Names: []string{name}}})
		if err != nil {
			t.Fatal(err)
		}
		results, err := ix.Match(context.Background(), []match.Record{r}, match.Policy{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := json.Marshal(results); err != nil {
			t.Fatalf("the result is no JSON: %v", err)
		}
	})
}
