package mockserver

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Tenant is a Microsoft customer tenant: in Partner Center's list if it is a
// customer, and in the directory in any case.
type Tenant struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// BillingName is the company name of the billing profile; Name if empty.
	BillingName string `json:"billing_name,omitempty"`
	// Domain is the initial domain, such as contoso.onmicrosoft.com.
	Domain string `json:"domain"`
	// Domains are the verified custom domains.
	Domains []string `json:"domains,omitempty"`
	// Email is the address of the billing profile.
	Email              string  `json:"email,omitempty"`
	RegistrationNumber string  `json:"registration_number,omitempty"`
	Address            Address `json:"address,omitzero"`
	Culture            string  `json:"culture,omitempty"`
	Language           string  `json:"language,omitempty"`
	// GDAP says that the partner has a relationship that shows it the address,
	// e-mail and custom domains.
	GDAP bool `json:"gdap,omitempty"`
	// Reseller is the tenant of the indirect reseller.
	Reseller string    `json:"reseller,omitempty"`
	Created  time.Time `json:"created"`
	// Customer says that the tenant is in the customers list. A tenant that is
	// not can still answer domain lookups, be linked, and have late credits.
	Customer bool `json:"customer"`
	// Spend is what the generator bills the tenant for.
	Spend Spend `json:"spend,omitzero"`

	seq  int64
	etag int64
	// purchases were bought since the start.
	purchases []purchase
	// amended are the seeded seats, by number, that were changed since.
	amended map[int]amendments
}

// Address is a postal address with its contact.
type Address struct {
	Country      string `json:"country"`
	Region       string `json:"region"`
	City         string `json:"city"`
	State        string `json:"state"`
	AddressLine1 string `json:"addressLine1"`
	AddressLine2 string `json:"addressLine2"`
	PostalCode   string `json:"postalCode"`
	FirstName    string `json:"firstName"`
	LastName     string `json:"lastName"`
	PhoneNumber  string `json:"phoneNumber"`
}

// Spend says what a tenant is billed for; the generator derives each month's
// lines from it and from the seed.
type Spend struct {
	// Subscriptions is how many seat subscriptions the tenant has.
	Subscriptions int `json:"subscriptions,omitempty"`
	// Azure is the monthly Azure consumption in cents of USD.
	Azure int64 `json:"azure_usd_cents,omitempty"`
	// Until is the last billing month, such as "2026-03"; empty is no end.
	Until string `json:"until,omitempty"`
	// Credit makes the newest invoice hold a credit of so many cents of the
	// billing currency.
	Credit int64 `json:"credit_cents,omitempty"`
}

// An Organization is a customer in Cloudmore, in the provisional field names of
// its API, which are not documented publicly.
type Organization struct {
	ID                 string           `json:"id"`
	Name               string           `json:"name"`
	Domain             string           `json:"domain"`
	RegistrationNumber string           `json:"registrationNumber"`
	VAT                string           `json:"vat"`
	CustomerNumber     string           `json:"customerNumber"`
	NotificationEmail  string           `json:"notificationEmail"`
	Contact            Contact          `json:"contact"`
	Address            StreetAddress    `json:"address"`
	BillingStartDate   string           `json:"billingStartDate"`
	ApprovalProcess    bool             `json:"approvalProcess"`
	ApprovalLimit      float64          `json:"approvalLimit"`
	CustomProperties   []CustomProperty `json:"customProperties"`
	IsActive           bool             `json:"isActive"`
	// Services are the ids of attached services: ServiceCSP and ServiceAzure.
	Services []string `json:"services,omitempty"`

	seq int64
}

// Contact is an organization's contact.
type Contact struct {
	Name      string `json:"name"`
	Email     string `json:"email"`
	Phone     string `json:"phone"`
	CellPhone string `json:"cellPhone"`
}

// StreetAddress is an organization's address.
type StreetAddress struct {
	Address     string `json:"address"`
	PostalCode  string `json:"postalCode"`
	City        string `json:"city"`
	CountryCode string `json:"countryCode"`
}

// CustomProperty is a broker's own field of an organization.
type CustomProperty struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// A Link says that a tenant belongs to an organization.
type Link struct {
	TenantID       string `json:"tenant_id"`
	OrganizationID string `json:"organization_id"`
}

// The ids of the Microsoft services of an organization in Cloudmore. The real
// ids are not public.
const (
	ServiceCSP   = "csp"
	ServiceAzure = "azure"
)

// state is everything a server remembers. It is guarded by Server.mu.
type state struct {
	opts    *options
	partner *partner

	tenants    []*Tenant
	tenantByID map[string]*Tenant
	domains    map[string]string
	orgs       []*Organization
	orgByID    map[string]*Organization
	links      map[string]string
	manual     map[string][]*manualLine // by organization
	seq        int64

	// subscriptions were bought since the start; changed ones replace those
	// that the generator tells of.
	subscriptions map[string][]*Subscription
	changed       map[string]*Subscription
	agreements    map[string][]Agreement
	carts         map[string]*Cart
	orders        map[string][]Order
	// qualifications and users are by tenant, consents by tenant and application.
	qualifications map[string][]Qualification
	users          map[string][]*CustomerUser
	consents       map[string]consentState
	invoices       []*invoice
	gen            *generator
	invoiced       month // the newest month that has an invoice
	situations     map[string][]Situation
	ignores        []SuggestedIgnore
	truth          map[string]string

	relationships []*relationship
	defaultGDAP   map[string]bool // customers whose default relationship was made
	gdapSeeded    bool
	groups        map[string]*group

	ledger ledger

	codes      map[string]*authCode
	refreshes  map[string]*refreshGrant
	devices    map[string]*deviceGrant
	operations map[string]*exportOperation
	tasks      map[string]*billingTask
	answered   map[string]*reply
}

// newState makes the seeded broker, with a refresh token issued now.
func newState(o *options, p *partner, now time.Time) *state {
	st := emptyState(o)
	st.partner = p
	st.seedBroker()
	st.seedInvoices()
	st.seedGroups()
	st.refreshes[st.partner.refreshToken()] = &refreshGrant{
		client: st.partner.ClientID, user: st.partner.Users[0].ID, amr: []string{"pwd", "mfa"}, family: "seeded",
		scope: audiencePartnerCenter + "/.default openid offline_access", expires: now.Add(o.lifetimes.Refresh),
	}
	return st
}

func emptyState(o *options) *state {
	n := o.tenants
	return &state{
		opts:       o,
		tenantByID: make(map[string]*Tenant, n), domains: make(map[string]string, 2*n), orgByID: make(map[string]*Organization, n), links: make(map[string]string, n), manual: map[string][]*manualLine{},
		subscriptions: map[string][]*Subscription{}, changed: map[string]*Subscription{}, agreements: map[string][]Agreement{}, carts: map[string]*Cart{}, orders: map[string][]Order{},
		situations: make(map[string][]Situation, n), truth: map[string]string{},
		qualifications: map[string][]Qualification{}, users: map[string][]*CustomerUser{}, consents: map[string]consentState{},
		defaultGDAP: map[string]bool{}, groups: map[string]*group{},
		codes: map[string]*authCode{}, refreshes: map[string]*refreshGrant{}, devices: map[string]*deviceGrant{},
		operations: map[string]*exportOperation{}, tasks: map[string]*billingTask{}, answered: map[string]*reply{},
	}
}

// nextID makes the id of something that is created while the server runs.
func (st *state) nextID(kind string) string {
	st.seq++
	return uuidOf(st.opts.seed, kind, strconv.FormatInt(st.seq, 10))
}

func (st *state) addTenant(t *Tenant) {
	st.seq++
	t.ID = strings.ToLower(t.ID)
	t.seq, t.etag = st.seq, st.seq
	st.tenants = append(st.tenants, t)
	st.tenantByID[t.ID] = t
	st.claimDomains(t)
}

func (st *state) claimDomains(t *Tenant) {
	st.domains[strings.ToLower(t.Domain)] = t.ID
	for _, d := range t.Domains {
		st.domains[strings.ToLower(d)] = t.ID
	}
}

func (st *state) addOrganization(o *Organization) {
	st.seq++
	o.ID = strings.ToLower(o.ID)
	o.seq = st.seq
	st.orgs = append(st.orgs, o)
	st.orgByID[o.ID] = o
}

func (st *state) removeOrganization(id string) {
	o := st.orgByID[id]
	if o == nil {
		return
	}
	delete(st.orgByID, id)
	delete(st.manual, id)
	i, _ := slices.BinarySearchFunc(st.orgs, o.seq, func(o *Organization, seq int64) int { return cmp.Compare(o.seq, seq) })
	st.orgs = slices.Delete(st.orgs, i, i+1)
	for t, org := range st.links {
		if org == id {
			delete(st.links, t)
		}
	}
}

func (o *Organization) has(service string) bool { return slices.Contains(o.Services, service) }

// changeTenant replaces a tenant by a changed copy: exports and totals that are
// under way keep reading the old one without a lock.
func (st *state) changeTenant(t *Tenant, change func(*Tenant)) *Tenant {
	next := *st.tenantByID[t.ID]
	change(&next)
	st.seq++
	next.etag = st.seq
	i, _ := slices.BinarySearchFunc(st.tenants, t.seq, func(t *Tenant, seq int64) int { return cmp.Compare(t.seq, seq) })
	st.tenants[i] = &next
	st.tenantByID[t.ID] = &next
	st.claimDomains(&next)
	return &next
}

// customer returns a tenant if it is a customer.
func (st *state) customer(id string) *Tenant {
	t := st.tenantByID[strings.ToLower(id)]
	if t == nil || !t.Customer {
		return nil
	}
	return t
}

// age makes what follows the clock follow it.
func (st *state) age(elapsed time.Duration) {
	st.closeMonths(st.opts.asOf.Add(elapsed))
}
