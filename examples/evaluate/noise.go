package main

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/tenantlink/tenantlink/linking/match"
)

// tenant is how Partner Center knows a company: a name and an initial domain
// always, the rest only with consent.
func (g *generator) tenant(id string, c *company) match.Record {
	r := match.Record{ID: id, Names: []string{g.misspell(c.name)}, Country: c.country}
	r.Domains = []string{strings.Split(c.domain, ".")[0] + ".onmicrosoft.com"}
	if g.chance(0.6) {
		r.Domains = append(r.Domains, c.domain)
	}
	switch x := g.r.Float64(); {
	case x < 0.3:
		r.EmailDomains = []string{"billing@broker.example.net"}
	case x < 0.4:
		r.EmailDomains = []string{"owner" + id + "@gmail.com"}
	case x < 0.7:
		r.EmailDomains = []string{"info@" + c.domain}
	}
	if g.chance(0.4) && c.number != "" {
		r.RegistrationNumbers = []string{strings.ReplaceAll(c.number, "-", "")}
	}
	if g.chance(0.7) {
		g.address(&r, c)
	}
	if g.chance(0.4) {
		r.Phone = c.phone
	}
	return r
}

// organization is how the billing platform knows it: tidier, often with number
// and address.
func (g *generator) organization(id string, c *company) match.Record {
	r := match.Record{ID: id, Names: []string{c.name}, Country: c.country}
	if g.chance(0.1) {
		r.Names[0] = g.misspell(c.name)
	}
	if g.chance(0.75) {
		r.Domains = []string{c.domain}
	}
	if g.chance(0.6) {
		r.EmailDomains = []string{"faktura@" + c.domain}
	}
	if g.chance(0.7) && c.number != "" {
		r.RegistrationNumbers = []string{c.number}
	}
	if g.chance(0.85) {
		g.address(&r, c)
	}
	if g.chance(0.6) {
		r.Phone = strings.ReplaceAll(c.phone, " ", "-")
	}
	return r
}

func (g *generator) chance(p float64) bool { return g.r.Float64() < p }

// address is right, moved within the town, or gone to another town.
func (g *generator) address(r *match.Record, c *company) {
	r.City, r.PostalCode, r.Street = c.city, c.postal, c.street
	switch x := g.r.Float64(); {
	case x < 0.05:
		moved := g.r.IntN(len(streets))
		r.Street = streets[moved]
	case x < 0.08:
		r.City, r.Street, r.PostalCode = cities[g.r.IntN(len(cities))], streets[g.r.IntN(len(streets))]+" 7", strconv.Itoa(10000+g.r.IntN(89999))
	case x < 0.2:
		r.Street = ""
	case x < 0.3:
		r.Street = strings.ToUpper(r.Street)
		r.City = strings.ToUpper(r.City)
	}
}

// misspell writes a name as people do.
func (g *generator) misspell(name string) string {
	words := strings.Fields(name)
	if g.chance(0.25) && len(words) > 1 && formLike(words[len(words)-1]) {
		words = words[:len(words)-1] // the legal form is left out
	}
	if g.chance(0.08) {
		g.abbreviate(words)
	}
	if g.chance(0.03) && len(words) > 2 {
		words = words[:len(words)-1]
	}
	if g.chance(0.08) {
		i := g.r.IntN(len(words))
		words[i] = g.typo(words[i])
	}
	out := strings.Trim(strings.Join(words, " "), ", ")
	switch x := g.r.Float64(); {
	case x < 0.1:
		out = strings.ToUpper(out)
	case x < 0.15:
		out = strings.ToLower(out)
	case x < 0.18:
		out = strings.ReplaceAll(out, "&", "and")
	case x < 0.2:
		out += " " + []string{"(Sverige)", "IT", "Group", "HQ"}[g.r.IntN(4)]
	}
	if out == "" {
		return name
	}
	return out
}

func formLike(w string) bool {
	w = strings.ToLower(strings.Trim(w, ".,()"))
	return len(w) <= 4 || w == "limited" || w == "corporation" || w == "company" || w == "aktiengesellschaft"
}

var shortForms = map[string]string{
	"limited": "Ltd", "corporation": "Corp", "company": "Co", "international": "Intl", "holdings": "Hldgs",
	"technologies": "Tech", "technology": "Tech", "services": "Svcs", "resources": "Res", "industries": "Ind",
	"pharmaceuticals": "Pharma", "group": "Grp", "financial": "Finl", "management": "Mgmt", "manufacturing": "Mfg",
}

func (g *generator) abbreviate(words []string) {
	for i, w := range words {
		if short, ok := shortForms[strings.ToLower(strings.Trim(w, ".,"))]; ok {
			words[i] = short
		}
	}
}

// typo drops, doubles or swaps a letter inside a longer word.
func (g *generator) typo(w string) string {
	r := []rune(w)
	if len(r) < 5 || !unicode.IsLetter(r[2]) {
		return w
	}
	i := 1 + g.r.IntN(len(r)-3)
	switch g.r.IntN(3) {
	case 0:
		return string(r[:i]) + string(r[i+1:])
	case 1:
		return string(r[:i]) + string(r[i]) + string(r[i:])
	}
	r[i], r[i+1] = r[i+1], r[i]
	return string(r)
}
