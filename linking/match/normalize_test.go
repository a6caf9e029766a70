package match_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tenantlink/tenantlink/linking/match"
)

func TestNormalizeName(t *testing.T) {
	for in, want := range map[string]string{
		"ACME Géo-Systems S.p.A.":          "acme geo systems",
		"Siemens Aktiengesellschaft":       "siemens",
		"SiemensAG":                        "siemens",
		"Siemens Aktiengeselschaft":        "siemens", // misspelt form
		"Acme GmbH & Co. KG":               "acme",
		"ООО «Ромашка»":                    "romashka",
		"شركة الراجحي":                     "الراجحي",
		"株式会社日立製作所":                        "日立製作所",
		"PT Pan Brothers Tbk":              "pan brothers",
		"UAB Vilniaus Duona":               "vilniaus duona",
		"Skånska Bygg AB (publ)":           "skanska bygg",
		"ＡＢＣ　Ｌｔｄ．":                         "abc",
		"L.X.C Aviation":                   "lxc aviation",
		"Al Qa'ida":                        "al qaida",
		"1st International Bank":           "1 international bank",
		"Johnson & Johnson":                "johnson and johnson",
		"Müller und Söhne":                 "muller and sohne",
		"Company A LTD":                    "company a",
		"Limited":                          "limited", // never nothing
		"JOYNT STOCK COMPANY Mir":          "joynt stock company mir",
		"Mir JOYNT STOCK COMPANY":          "mir",
		"Open Joint Stock Company Gazprom": "gazprom",
		"Spółka Testowa Sp. z o.o.":        "spolka testowa",
		"Oboronnye Initsiativy o.O.O.":     "oboronnye initsiativy",
		"BAIDU INC. O.N.":                  "baidu", // what exchanges write after a name
		"ADIDAS AG NA O.N.":                "adidas",
		"NOVO-NORDISK NAM.B DK-,20":        "novo nordisk",
		"BYD CO. LTD ADR/2 YC":             "byd",
		"LIFCO RG-B":                       "lifco",
		"NETEASE SP ADR":                   "netease",
		"WELLS FARGO & CO NEW":             "wells fargo",
		"BERKSHIRE HATHAWAY INC DEL":       "berkshire hathaway",
		"RHEINMETALL AG                I":  "rheinmetall",
		"ESTEE LAUDER COS A DL-,01":        "estee lauder",
		"HONEYWELL INTL DL1":               "honeywell intl",
		"thyssenkrupp AG Inhaber-Aktien":   "thyssenkrupp",
		"Zillow Group Inc. Cap. Shares C":  "zillow group",
		"New Look Ltd":                     "new look",
		"Plan B":                           "plan b",
		"!!!":                              "!!!",
		" ":                                " ",
	} {
		assert.Equal(t, want, match.NormalizeName(in), "NormalizeName(%q)", in)
	}
}

func TestLegalFormIsKeptAsAFeature(t *testing.T) {
	for in, want := range map[string]string{
		"Deutsche Bank AG":          "ag",
		"Deutsche Bank GmbH":        "gmbh",
		"Deutsche Bank":             "",
		"OAO Gazprom":               "ao",
		"Gazprom JSC":               "jsc",
		"Iskusstvo Krasoty ООО":     "ooo",
		"Kone Oyj":                  "oyj",
		"Novo Nordisk A/S":          "as",
		"Grupo Bimbo S.A.B. de C.V": "sa",
	} {
		assert.Equal(t, want, match.LegalForms(in), "legal form of %q", in)
	}
}

func TestNormalizeDomain(t *testing.T) {
	for in, want := range map[string]string{
		"https://www.Acme.co.uk/x?y": "acme.co.uk",
		"mail.acme.se":               "acme.se",
		"info@Acme.SE":               "acme.se",
		"bücher.example.de":          "example.de",
		"www.bücher.de":              "xn--bcher-kva.de",
		"contoso.onmicrosoft.com":    "contoso.onmicrosoft.com",
		"acme.se.":                   "acme.se",
		"acme.se:8080":               "acme.se",
		"localhost":                  "localhost",
	} {
		assert.Equal(t, want, match.NormalizeDomain(in), "NormalizeDomain(%q)", in)
	}
}

func TestDomainsThatProveNothing(t *testing.T) {
	for in, want := range map[string]string{
		"facebook.com": "shared", "www.facebook.com/acme": "shared", "acme@gmail.com": "shared",
		"hotmail.se": "shared", "yahoo.co.jp": "shared", "acme.blogspot.com": "shared", "acme.tumblr.com": "shared",
		"acme.wixsite.com": "shared", "acme.onmicrosoft.com": "initial", "acme.mail.onmicrosoft.com": "initial",
		"acme.onmicrosoft.de": "initial", "acme.partner.onmschina.cn": "initial",
		"acme.se": "own", "10.0.0.1": "invalid", "acme": "invalid", "": "invalid", "se": "invalid",
	} {
		assert.Equal(t, want, match.DomainKind(in), "kind of %q", in)
	}
}

// The numbers are published examples of the registers or of well-known companies.
func TestRegistrationNumbers(t *testing.T) {
	for _, c := range []struct {
		number, country, want string
		valid                 bool
	}{
		{"556036-0793", "SE", "5560360793", true},
		{"SE556036079301", "", "5560360793", true},
		{"556036-0794", "SE", "5560360794", false},
		{"NO 923 609 016 MVA", "", "923609016", true},
		{"923609016", "NO", "923609016", true},
		{"DK24256790", "", "24256790", true},
		{"0112038-9", "FI", "1120389", true},
		{"FI01120389", "", "1120389", true},
		{"525-15-43-210", "PL", "5251543210", false},
		{"552 081 317", "FR", "552081317", true},
		{"FR03552081317", "", "552081317", true},
		{"55208131766522", "FR", "552081317", true},
		{"DE136695976", "", "136695976", true},
		{"BE0403170701", "", "403170701", true},
		{"GB 220 4302 31", "", "220430231", true},
		{"CHE-116.281.710 MWST", "", "116281710", true},
		{"51 824 753 556", "AU", "51824753556", true},
		{"12345678", "DK", "12345678", false},
		{"000000000", "NO", "000000000", false},
		{"HRB 12345", "DE", "HRB12345", false},
	} {
		assert.Equal(t, c.want, match.NormalizeRegistration(c.number, c.country), "NormalizeRegistration(%q, %q)", c.number, c.country)
		assert.Equal(t, c.valid, match.ValidRegistration(c.number, c.country), "check digit of %q (%s)", c.number, c.country)
	}
}

func TestAddressParts(t *testing.T) {
	for _, same := range [][2]string{
		{"248 East 52nd St.", "248 E. 52nd Street"},
		{"One Penn Plz.", "1 Penn Plaza"},
		{"545 Fifth Ave.", "545 5th Avenue"},
		{"Storgatan 5", "Storg. 5"},
		{"Hauptstraße 12", "Hauptstr. 12"},
		{"Karl Johans gate 3", "KARL JOHANS GT 3"},
	} {
		assert.True(t, match.SameStreet(same[0], same[1]), "%q and %q are one street", same[0], same[1])
	}
	for _, other := range [][2]string{
		{"1140 Broadway", "1740 Broadway"},
		{"Storgatan 5", "Kungsgatan 5"},
		{"West 52nd St. 7", "West 53rd St. 7"},
	} {
		assert.False(t, match.SameStreet(other[0], other[1]), "%q and %q are not one street", other[0], other[1])
	}
	assert.Equal(t, "60015", match.PostalCode("60015-5611", "US"))
	assert.Equal(t, "8852", match.PostalCode("08852", "US"), "spreadsheets lose leading zeros")
	assert.Equal(t, "11122", match.PostalCode("SE-111 22", "SE"))
	assert.Equal(t, "EC1A1AA", match.PostalCode("EC1A 1AA", "GB"))
	assert.Equal(t, match.CityKey("München"), match.CityKey("Munich"))
	assert.Equal(t, match.CityKey("Göteborg"), match.CityKey("GOTHENBURG"))
	assert.Equal(t, "SE", match.CountryCode("Sverige"))
	assert.Equal(t, "GB", match.CountryCode("United Kingdom"))
	assert.Equal(t, "US", match.CountryCode("usa"))
	assert.Empty(t, match.CountryCode("Atlantis"))
}

func TestPhoneNotations(t *testing.T) {
	assert.True(t, match.SamePhone(match.PhoneKey("+46 (0)8-123 456 78", "SE"), match.PhoneKey("08-12345678", "SE")))
	assert.True(t, match.SamePhone(match.PhoneKey("(212) 813-1800", "US"), match.PhoneKey("+1 212 813 1800", "US")))
	assert.False(t, match.SamePhone(match.PhoneKey("(212) 813-1800", "US"), match.PhoneKey("(212) 813-1801", "US")))
	assert.Empty(t, match.PhoneKey("0000000", ""), "a placeholder is no phone")
	assert.Empty(t, match.PhoneKey("123", ""))
}

func TestEditDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"missiles", "missives", 1}, {"", "abc", 3}, {"abcd", "acbd", 1}, {"kitten", "sitting", 3}, {"same", "same", 0}} {
		got, _ := match.EditDistance(c.a, c.b, 5)
		assert.Equal(t, c.want, got, "distance of %q and %q", c.a, c.b)
	}
	got, _ := match.EditDistance("abcdefgh", "zyxwvuts", 2)
	assert.Equal(t, 3, got, "the search stops beyond the limit")
}

// Lists of securities, invoices and tills cut names short in many ways.
func TestShortenedNamesAreSimilar(t *testing.T) {
	for short, long := range map[string]string{
		"KRANVIK INTL RES":        "Kranvik International Resources Inc.",
		"KRANVIK AIRLS":           "Kranvik Airlines plc", // the beginning and the last letter
		"KRANVIK HLDGS DL-,01":    "Kranvik Holdings Ltd", // a par value
		"KRANVIK ASA NK 1,098":    "Kranvik ASA",
		"SCHLTZ KRNVK":            "Schultz Kranvik GmbH", // without vowels
		"KRANVIK PHARMACEUT":      "Kranvik Pharmaceuticals Inc",
		"Kranvikoljeby Foods":     "Kranvik Oljeby Foods AB",
		"OLJEBY BANCO KRANVIKAGA": "Oljeby Banco Kranvikagasse SA", // cut at a length
	} {
		similarity, _, _ := match.NameSimilarity(short, long)
		assert.GreaterOrEqual(t, similarity, float32(0.75), "%q is short for %q", short, long)
	}
	for a, b := range map[string]string{
		"Kranvik Fund DL": "Kranvik Fund EO", "Schultz": "Schiltoz", "Kranvik 1": "Kranvik 2", "Karl": "Kreol",
	} {
		similarity, _, _ := match.NameSimilarity(a, b)
		assert.Less(t, similarity, float32(0.9), "%q is not %q", a, b)
	}
}
