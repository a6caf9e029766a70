package mockserver

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A seeder makes the broker's tenants, organizations and links.
type seeder struct {
	st        *state
	seed      uint64
	names     *companies
	pairs     map[int]*company
	pairOrg   map[int]*Organization
	resellers []string
	number    int
}

// seedBroker fills the state. The order of tenants does not give away what
// they play.
func (st *state) seedBroker() {
	n := st.opts.tenants
	if n == 0 {
		return
	}
	sd := &seeder{st: st, seed: st.opts.seed, names: newCompanies(st.opts), pairs: map[int]*company{}, pairOrg: map[int]*Organization{}}
	if st.opts.profile == ProfileIndirect {
		for i := range 40 {
			sd.resellers = append(sd.resellers, uuidOf(sd.seed, "reseller", strconv.Itoa(i)))
		}
	}
	parts := cast(n)
	shuffle(parts, random(sd.seed, "order"))
	for i, p := range parts {
		sd.tenant(p, random(sd.seed, "tenant", strconv.Itoa(i)))
	}
	gone := max(1, n/100)
	for i := range gone {
		sd.gone(i, random(sd.seed, "gone", strconv.Itoa(i)))
	}
	// 8 % of the organizations have no tenant.
	for i := range max(1, n*8/100) {
		r := random(sd.seed, "bare organization", strconv.Itoa(i))
		sd.organization(sd.names.new(r, sd.names.pick(r)), r)
	}
}

// shuffle mixes the parts. Of two that share a company the one that makes the
// organization stays first: the linked one, or the one that owns the domain.
func shuffle(parts []part, r *rand.Rand) {
	r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
	first := map[int]int{}
	for i, p := range parts {
		j, met := first[p.pair]
		switch {
		case p.pair == 0:
		case !met:
			first[p.pair] = i
		case p.situation == SituationLinked || p.situation == SituationDomain:
			parts[i], parts[j] = parts[j], parts[i]
		}
	}
}

func (sd *seeder) tenant(p part, r *rand.Rand) {
	co := sd.company(p, r)
	t := sd.newTenant(co, r)
	switch p.situation {
	case SituationInternal:
		sd.ownTenant(t)
	case SituationTest:
		t.Name = choose(r, []string{"Demo", "Test", "Sandbox", "Workshop"}) + " tenant " + strconv.Itoa(1+r.IntN(900)) + " (" + sd.st.partner.Name + ")"
		t.BillingName, t.Spend, t.Domains, t.Email = t.Name, Spend{}, nil, "lab@"+sd.st.partner.Custom
		sd.ignore(t, "test", "demo and test tenant")
	case SituationDormant:
		t.Spend = Spend{}
		sd.ignore(t, "dormant", "no subscriptions and no charges")
	case SituationRegistration:
		t.RegistrationNumber = co.registration
	case SituationSister:
		t.Name = co.name("GmbH")
		t.Domains = []string{co.slug + "-gmbh." + co.country.tld}
		t.Email = "invoice@" + t.Domains[0]
		t.Domain = strings.ReplaceAll(co.slug, "-", "") + "gmbh.onmicrosoft.com"
	case SituationSecondTenant:
		t.Domains = []string{co.slug + "-group.com"}
		t.Domain = strings.ReplaceAll(co.slug, "-", "") + "group.onmicrosoft.com"
	case SituationAzureMissing:
		t.Spend.Azure = max(t.Spend.Azure, 35_000+int64(r.IntN(90_000)))
	case SituationCredit:
		t.Spend.Credit = 4_000 + int64(r.IntN(60_000))
	case SituationTransferred:
		t.Spend.Until, t.Spend.Credit = (monthOf(sd.st.opts.asOf) - 3).String(), 9_900
	}
	if p.situation == SituationDomain && p.pair != 0 {
		t.Name = co.name("AG")
	}
	sd.st.addTenant(t)
	sd.st.situations[t.ID] = append(sd.st.situations[t.ID], p.situation)
	sd.counterpart(p, t, co, r)
}

// company is the part's company: the pair's, one of a country that the part
// needs, or any.
func (sd *seeder) company(p part, r *rand.Rand) *company {
	if co := sd.pairs[p.pair]; co != nil {
		return co
	}
	in := sd.names.pick(r)
	switch {
	case p.situation == SituationRegistration:
		in = sd.names.country("PL")
	case p.situation == SituationDomain && p.pair != 0:
		in = sd.names.country("DE")
	}
	co := sd.names.new(r, in)
	if p.pair != 0 {
		if in.code == "DE" {
			co.form = legalForm{short: "AG", long: "Aktiengesellschaft"}
		}
		sd.pairs[p.pair] = co
	}
	return co
}

// counterpart makes what the part has in Cloudmore: organizations, and the
// link where there is one.
func (sd *seeder) counterpart(p part, t *Tenant, co *company, r *rand.Rand) {
	link := func(o *Organization) {
		sd.st.links[t.ID] = o.ID
		o.Services = []string{ServiceCSP}
		if t.Spend.Azure > 0 {
			o.Services = append(o.Services, ServiceAzure)
		}
	}
	switch p.situation {
	case SituationNoOrganization, SituationInternal, SituationTest, SituationDormant, SituationSister:
		return
	case SituationSecondTenant:
		if o := sd.pairOrg[p.pair]; o != nil {
			sd.st.truth[t.ID] = o.ID
		}
		return
	case SituationDepartments:
		for _, department := range []string{"IT", "Finance"} {
			o := sd.organization(co, r)
			o.Name, o.RegistrationNumber = co.stem+" "+co.sector+" - "+department, co.registration
		}
		return
	}
	o := sd.organization(co, r)
	sd.pairOrg[p.pair] = o
	switch p.situation {
	case SituationDomain:
		if p.pair == 0 && r.IntN(3) == 0 {
			o.Name = co.stem
		}
		sd.st.truth[t.ID] = o.ID
	case SituationNameForm:
		o.Name, o.Domain, o.NotificationEmail, o.Contact.Email = sd.differently(co, t.Name, r), "", "", ""
		sd.st.truth[t.ID] = o.ID
	case SituationRegistration:
		o.Name = choose(r, []string{"Grupa ", "Centrum ", "Biuro "}) + latin(co.stem[:len(co.stem)/2]) + strconv.Itoa(1+r.IntN(90))
		o.Domain, o.NotificationEmail, o.Contact.Email = "", "", ""
		sd.st.truth[t.ID] = o.ID
	case SituationAzureMissing:
		link(o)
		o.Services = []string{ServiceCSP}
	case SituationRenamed:
		link(o)
		o.Name = sd.names.new(r, co.country).name(co.form.short)
		t.BillingName = o.Name
	case SituationDomainMoved:
		link(o)
		if owner := sd.linkedNeighbour(t); owner != nil {
			o.Domain = owner.Domains[0]
		}
	default:
		link(o)
		if r.IntN(10) < 3 {
			o.Name = co.otherForm(r)
		}
	}
}

// linkedNeighbour is some other linked tenant.
func (sd *seeder) linkedNeighbour(t *Tenant) *Tenant {
	i := slices.IndexFunc(sd.st.tenants, func(o *Tenant) bool {
		return o != t && slices.Equal(sd.st.situations[o.ID], []Situation{SituationLinked}) && len(o.Domains) > 0
	})
	if i < 0 {
		return nil
	}
	return sd.st.tenants[i]
}

// differently writes a name in another form than it has.
func (sd *seeder) differently(co *company, name string, r *rand.Rand) string {
	for range 8 {
		if other := co.otherForm(r); other != name {
			return other
		}
	}
	return strings.ToUpper(name)
}

func (sd *seeder) ignore(t *Tenant, kind, reason string) {
	sd.st.ignores = append(sd.st.ignores, SuggestedIgnore{TenantID: t.ID, Kind: kind, Reason: reason})
}

func (sd *seeder) ownTenant(t *Tenant) {
	p := sd.st.partner
	t.Name, t.BillingName = p.Name, p.Name
	t.Domain = "internal." + p.Domain
	t.Domains = []string{"corp." + p.Custom}
	t.Email, t.Address, t.RegistrationNumber = "finance@"+p.Custom, p.address(), ""
	t.Spend = Spend{Subscriptions: 1}
	sd.ignore(t, "internal", "the partner's own tenant")
}

func (sd *seeder) newTenant(co *company, r *rand.Rand) *Tenant {
	t := &Tenant{
		ID: newUUID(r), Name: co.name(co.form.short), Domain: strings.ReplaceAll(co.slug, "-", "") + ".onmicrosoft.com", Domains: []string{co.domain()},
		Email: sd.email(co, r), Address: co.address, Culture: co.country.culture, Language: co.country.language,
		GDAP: r.IntN(100) < 70, Customer: true, Created: sd.st.opts.asOf.AddDate(0, 0, -30-r.IntN(1400)).Truncate(time.Second), Spend: sd.spend(r),
	}
	if registrationCountry(co.country.code) {
		t.RegistrationNumber = co.registration
	}
	if sd.resellers != nil {
		t.Reseller = choose(r, sd.resellers)
	}
	return t
}

// email is the billing address: the company's own, the broker's in 30 %, a
// free mail box in 10 %.
func (sd *seeder) email(co *company, r *rand.Rand) string {
	switch n := r.IntN(100); {
	case n < 30:
		return "customers@" + sd.st.partner.Custom
	case n < 40:
		return "invoice." + strings.ReplaceAll(co.slug, "-", "") + "@" + choose(r, []string{"gmail.com", "outlook.com", "hotmail.com"})
	}
	return "invoice@" + co.domain()
}

// spend follows what partners see: most tenants have a handful of
// subscriptions, a quarter use Azure, and a few of those most of it.
func (sd *seeder) spend(r *rand.Rand) Spend {
	var s Spend
	switch n := r.IntN(100); {
	case n < 48:
		s.Subscriptions = 1 + r.IntN(2)
	case n < 90:
		s.Subscriptions = 3 + r.IntN(4)
	default:
		s.Subscriptions = 7 + r.IntN(19)
	}
	if r.IntN(4) == 0 {
		pareto := 6_000 * math.Pow(1-r.Float64(), -1/1.16)
		s.Azure = int64(math.Min(pareto, 40_000_000))
	}
	return s
}

func (sd *seeder) organization(co *company, r *rand.Rand) *Organization {
	sd.number++
	a := co.address
	o := &Organization{
		ID: newUUID(r), Name: co.name(co.form.short), Domain: co.domain(), RegistrationNumber: co.registration, VAT: co.vat,
		CustomerNumber: fmt.Sprintf("C%05d", 10_000+sd.number), NotificationEmail: "it@" + co.domain(),
		Contact:          Contact{Name: "Accounts Payable", Email: "invoice@" + co.domain(), Phone: a.PhoneNumber},
		Address:          StreetAddress{Address: a.AddressLine1, PostalCode: a.PostalCode, City: a.City, CountryCode: a.Country},
		BillingStartDate: sd.st.opts.asOf.AddDate(-2, 0, 0).Format(time.DateOnly), ApprovalProcess: r.IntN(3) == 0, IsActive: true,
	}
	sd.st.addOrganization(o)
	return o
}

// gone makes a link to a tenant that is no customer any more. The first still
// gets a credit, on the newest invoice.
func (sd *seeder) gone(i int, r *rand.Rand) {
	co := sd.names.new(r, sd.names.pick(r))
	t := sd.newTenant(co, r)
	t.Customer, t.GDAP = false, false
	t.Spend.Until = (monthOf(sd.st.opts.asOf) - 4).String()
	if i < 3 {
		t.Spend.Credit = 12_000 + int64(r.IntN(90_000))
	}
	sd.st.addTenant(t)
	o := sd.organization(co, r)
	o.Services = []string{ServiceCSP}
	sd.st.links[t.ID] = o.ID
	sd.st.situations[t.ID] = []Situation{SituationGone}
}
