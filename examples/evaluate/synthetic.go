package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"

	"github.com/tenantlink/tenantlink/linking/match"
)

// Shares of the synthetic broker. A share of the companies comes in families:
// twins, chains and groups, which are what links go wrong on.
const (
	shareUnknown = 0.23 // tenants without an organization, and the reverse
	shareTwins   = 0.03 // same name, another company
	shareChains  = 0.03 // same name and domain, other sites
	shareGroups  = 0.03 // similar names, one domain, one address
)

// company is a made-up customer before anybody wrote it down.
type company struct {
	name, country, domain, number string
	city, postal, street, phone   string
	asTenant, asOrganization      bool
}

// generator makes companies and the two ways in which they are recorded.
type generator struct {
	r     *rand.Rand
	pool  []company
	words []string
	next  int
	used  map[string]bool // domains, and names that were made up
}

// synthesize makes n tenants and n organizations from the real names of a file.
func synthesize(from string, n int, seed uint64) (*dataset, error) {
	g := &generator{r: rand.New(rand.NewPCG(seed, 0x7e2a)), used: make(map[string]bool)}
	err := readCSV(from, func(row map[string]string) error {
		g.add(company{name: row["name"], country: row["country"], domain: row["domain"], city: row["city"], postal: row["postal_code"]})
		return nil
	}, "name")
	if errors.Is(err, errColumn) {
		err = g.readList(from, err)
	}
	if err != nil {
		return nil, err
	}
	if len(g.pool) < 100 {
		return nil, fmt.Errorf("%s: %d names; at least 100 are needed", from, len(g.pool))
	}
	if n < 10 {
		return nil, errors.New("-synthetic needs at least 10")
	}
	g.r.Shuffle(len(g.pool), func(i, k int) { g.pool[i], g.pool[k] = g.pool[k], g.pool[i] })
	for _, c := range g.pool {
		g.words = append(g.words, strings.Fields(c.name)[0])
	}
	return g.dataset(n), nil
}

// add keeps a copy of a real company that has a name.
func (g *generator) add(c company) {
	if len(strings.Fields(c.name)) == 0 {
		return
	}
	for _, s := range []*string{&c.name, &c.country, &c.domain, &c.city, &c.postal} {
		*s = strings.Clone(*s)
	}
	g.pool = append(g.pool, c)
}

// readList reads a plain list without a header, "name;country" on each line. It
// returns notCSV when the file is not one either.
func (g *generator) readList(path string, notCSV error) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(text)) {
		name, country, ok := strings.Cut(strings.TrimSpace(line), ";")
		if !ok && line != "\n" {
			return notCSV
		}
		g.add(company{name: name, country: country})
	}
	return nil
}

// dataset draws companies until both sides are full.
func (g *generator) dataset(n int) *dataset {
	all := make([]company, 0, n+n/2)
	tenants, organizations := 0, 0
	for tenants < n || organizations < n {
		for _, c := range g.family() {
			c.asTenant = c.asTenant && tenants < n
			c.asOrganization = c.asOrganization && organizations < n
			if c.asTenant {
				tenants++
			}
			if c.asOrganization {
				organizations++
			}
			if c.asTenant || c.asOrganization {
				all = append(all, c)
			}
		}
	}
	d := &dataset{
		tenants: make([]match.Record, 0, n), organizations: make([]match.Record, 0, n),
		truth: make(map[[2]string]bool, n), judged: true,
	}
	for i := range all {
		c := &all[i]
		t, o := "t"+strconv.Itoa(i), "o"+strconv.Itoa(i)
		if c.asTenant {
			d.tenants = append(d.tenants, g.tenant(t, c))
		}
		if c.asOrganization {
			d.organizations = append(d.organizations, g.organization(o, c))
		}
		if c.asTenant && c.asOrganization {
			d.truth[[2]string{t, o}] = true
		}
	}
	// The order must not give the answer away.
	g.r.Shuffle(len(d.organizations), func(i, k int) {
		d.organizations[i], d.organizations[k] = d.organizations[k], d.organizations[i]
	})
	return d
}

// family draws one company, or several that are easily taken for each other.
func (g *generator) family() []company {
	base := g.company()
	x := g.r.Float64()
	switch {
	case x < shareTwins:
		return g.twins(base)
	case x < shareTwins+shareChains:
		return g.chain(base)
	case x < shareTwins+shareChains+shareGroups:
		return g.group(base)
	}
	g.sides(&base)
	return []company{base}
}

// sides decides who knows the company.
func (g *generator) sides(c *company) {
	c.asTenant, c.asOrganization = true, true
	if g.r.Float64() < 2*shareUnknown/(1+shareUnknown) {
		c.asTenant = g.r.IntN(2) == 0
		c.asOrganization = !c.asTenant
	}
}

// twins are two companies of one name in different places.
func (g *generator) twins(base company) []company {
	other := g.company()
	other.name = base.name
	g.sides(&base)
	g.sides(&other)
	return []company{base, other}
}

// chain are sites with one brand and one domain. Whoever bills a chain by site
// has at least two of them as organizations; not every site has a tenant.
func (g *generator) chain(base company) []company {
	sites := make([]company, 3+g.r.IntN(4))
	for i := range sites {
		sites[i] = g.company()
		sites[i].domain, sites[i].country = base.domain, base.country
		sites[i].name, sites[i].number = base.name, g.number(base.country)
		if g.r.IntN(2) == 0 {
			sites[i].name += " " + sites[i].city
		}
		g.sides(&sites[i])
		sites[i].asOrganization = sites[i].asOrganization || i < 2
	}
	return sites
}

// group are companies of one owner: one domain, one address, one phone.
func (g *generator) group(base company) []company {
	stem := strings.Fields(base.name)[0]
	form := ""
	if words := strings.Fields(base.name); len(words) > 1 {
		form = " " + words[len(words)-1]
	}
	members := make([]company, 2+g.r.IntN(2))
	for i, role := range g.r.Perm(len(groupRoles))[:len(members)] {
		members[i] = base
		members[i].name = stem + " " + groupRoles[role] + form
		members[i].number = g.number(base.country)
		g.sides(&members[i])
	}
	return members
}

var groupRoles = []string{"Holding", "Fastigheter", "Services", "Invest", "Sverige", "International", "Consulting", "Logistics"}

// company takes the next real name; when they are used up it joins parts of two.
func (g *generator) company() company {
	var c company
	if g.next < len(g.pool) {
		c = g.pool[g.next]
		g.next++
	} else {
		c = g.recombine()
	}
	if countryRules[c.country] == nil && g.r.IntN(2) == 0 {
		c.country = ruledCountries[g.r.IntN(len(ruledCountries))]
		c.city, c.postal = "", ""
	}
	c.number = g.number(c.country)
	if c.domain == "" || g.used[c.domain] {
		c.domain = slug(c.name) + []string{".com", ".se", ".eu", ".net", ".no", ".de"}[g.r.IntN(6)]
	}
	if g.used[c.domain] {
		c.domain = strconv.Itoa(g.next+len(g.used)) + c.domain
	}
	g.used[c.domain] = true
	if c.city == "" {
		c.city = cities[g.r.IntN(len(cities))]
	}
	if c.postal == "" {
		c.postal = strconv.Itoa(10000 + g.r.IntN(89999))
	}
	c.street = streets[g.r.IntN(len(streets))] + " " + strconv.Itoa(1+g.r.IntN(180))
	c.phone = fmt.Sprintf("0%d %06d", 10+g.r.IntN(80), g.r.IntN(1000000))
	return c
}

// recombine joins the beginning of one real name with the end of another, until
// the name is new: only twins share a name.
func (g *generator) recombine() company {
	for {
		a, b := g.pool[g.r.IntN(len(g.pool))], g.pool[g.r.IntN(len(g.pool))]
		head, tail := strings.Fields(a.name), strings.Fields(b.name)
		name := head[0]
		if g.r.IntN(3) > 0 {
			name += " " + strings.Trim(g.words[g.r.IntN(len(g.words))], ",.()")
		}
		if len(tail) > 1 {
			name += " " + strings.Join(tail[1:], " ")
		}
		if !g.used[name] {
			g.used[name] = true
			return company{name: name, country: b.country, city: b.city, postal: b.postal}
		}
	}
}

func slug(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		}
		if b.Len() >= 18 {
			break
		}
	}
	if b.Len() == 0 {
		return "company"
	}
	return b.String()
}

// number makes a registration number whose check digit holds.
func (g *generator) number(country string) string {
	rule := countryRules[country]
	if rule == nil {
		return ""
	}
	for {
		if n, ok := rule(g.r); ok {
			return n
		}
	}
}

var ruledCountries = []string{"Sweden", "Norway", "Denmark", "Finland"}

// countryRules draw a number; they report false for one without a check digit.
var countryRules = map[string]func(*rand.Rand) (string, bool){
	"Sweden": func(r *rand.Rand) (string, bool) {
		s := "55" + strconv.Itoa(2000000+r.IntN(7999999))
		total := 0
		for i, c := range s {
			d := int(c-'0') * (2 - i%2)
			total += d/10 + d%10
		}
		return s[:6] + "-" + s[6:] + strconv.Itoa((10-total%10)%10), true
	},
	"Norway":  modulus11("9", 8, 3, 2, 7, 6, 5, 4, 3, 2),
	"Denmark": modulus11("", 7, 2, 7, 6, 5, 4, 3, 2),
	"Finland": modulus11("", 7, 7, 9, 10, 5, 8, 4, 2),
}

func modulus11(start string, digits int, weights ...int) func(*rand.Rand) (string, bool) {
	return func(r *rand.Rand) (string, bool) {
		s := start
		for len(s) < digits {
			s += strconv.Itoa(1 + r.IntN(9))
		}
		total := 0
		for i, w := range weights {
			total += int(s[i]-'0') * w
		}
		check := (11 - total%11) % 11
		return s + strconv.Itoa(check), check < 10
	}
}

var (
	streets = strings.Split("Storgatan|Kungsgatan|Drottninggatan|Industrivägen|Hauptstraße|Bahnhofstraße|High Street|Church Road|Karl Johans gate|Vestergade|Mannerheimintie|Kerkstraat|Rue de la Paix|Via Roma|Main Street|Park Avenue|Skolgatan|Järnvägsgatan|Lindenweg|Station Road|Nygatan|Hamngatan|Ringvägen|Dorfstraße|Mill Lane|Queens Road|Strandvejen|Havnegade|Aleksanterinkatu|Dorpsstraat", "|")
	cities  = strings.Split("Stockholm|Göteborg|Malmö|Uppsala|Oslo|Bergen|København|Aarhus|Helsinki|Tampere|Berlin|Hamburg|München|Amsterdam|Utrecht|London|Leeds|Warszawa|Kraków|Paris|Lyon|Linköping|Örebro|Västerås|Umeå|Odense|Turku|Trondheim", "|")
)
