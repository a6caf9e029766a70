package mockserver

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

func customerRoutes() []route {
	const sample = "published sample"
	return []route{
		{op: "customers.list", method: "GET", patterns: []string{"/v1/customers"}, vendor: vendorPartnerCenter,
			handle: (*Server).customersList, fidelity: Stateful, evidence: sample, proof: "TestCustomerCreate"},
		{op: "customers.get", method: "GET", patterns: []string{"/v1/customers/{customer}"}, vendor: vendorPartnerCenter,
			handle: (*Server).customersGet, fidelity: Stateful, evidence: sample, proof: "TestCustomerCreate"},
		{op: "customers.create", method: "POST", patterns: []string{"/v1/customers"}, vendor: vendorPartnerCenter, write: true,
			handle: (*Server).customersCreate, fidelity: Stateful, evidence: sample, proof: "TestCustomerCreate"},
		{op: "customers.profiles.company.get", method: "GET", patterns: []string{"/v1/customers/{customer}/profiles/company"}, vendor: vendorPartnerCenter, userOnly: true,
			handle: (*Server).companyProfileGet, fidelity: Stateful, evidence: sample, proof: "TestProfiles"},
		{op: "customers.profiles.billing.get", method: "GET", patterns: []string{"/v1/customers/{customer}/profiles/billing"}, vendor: vendorPartnerCenter,
			handle: (*Server).billingProfileGet, fidelity: Stateful, evidence: sample, proof: "TestBillingProfileUpdate"},
		{op: "customers.profiles.billing.update", method: "PUT", patterns: []string{"/v1/customers/{customer}/profiles/billing"}, vendor: vendorPartnerCenter, write: true,
			handle: (*Server).billingProfilePut, fidelity: Stateful, evidence: sample, proof: "TestBillingProfileUpdate"},
		{op: "domains.check", method: "HEAD", patterns: []string{"/v1/domains/{domain}"}, vendor: vendorPartnerCenter,
			handle: (*Server).domainCheck, fidelity: Stateful, evidence: "documented statuses", proof: "TestCustomerCreate"},
		{op: "customers.domains.list", method: "GET", patterns: []string{"/v1/customers/{customer}/customDomains"}, vendor: vendorPartnerCenter,
			handle: (*Server).customDomains, fidelity: Stateful, evidence: sample, proof: "TestProfiles"},
	}
}

type companyProfile struct {
	TenantID    string       `json:"tenantId"`
	Domain      string       `json:"domain"`
	CompanyName string       `json:"companyName"`
	RegNumber   string       `json:"organizationRegistrationNumber,omitempty"`
	Address     *Address     `json:"address,omitempty"`
	Email       string       `json:"email,omitempty"`
	Links       *pcLinks     `json:"links,omitempty"`
	Attributes  pcAttributes `json:"attributes"`
}

type billingProfile struct {
	ID             string       `json:"id"`
	FirstName      string       `json:"firstName,omitempty"`
	LastName       string       `json:"lastName,omitempty"`
	Email          string       `json:"email"`
	Culture        string       `json:"culture"`
	Language       string       `json:"language"`
	CompanyName    string       `json:"companyName"`
	DefaultAddress Address      `json:"defaultAddress"`
	Links          *pcLinks     `json:"links,omitempty"`
	Attributes     pcAttributes `json:"attributes"`
}

type customerItem struct {
	ID             string         `json:"id"`
	CompanyProfile companyProfile `json:"companyProfile"`
	Relationship   string         `json:"relationshipToPartner"`
	Links          pcLinks        `json:"links"`
	Attributes     pcAttributes   `json:"attributes"`
}

type customer struct {
	ID                   string           `json:"id"`
	CommerceID           string           `json:"commerceId"`
	CompanyProfile       companyProfile   `json:"companyProfile"`
	BillingProfile       billingProfile   `json:"billingProfile"`
	Relationship         string           `json:"relationshipToPartner"`
	AllowDelegatedAccess *bool            `json:"allowDelegatedAccess,omitempty"`
	UserCredentials      *userCredentials `json:"userCredentials,omitempty"`
	CustomDomains        []string         `json:"customDomains,omitempty"`
	AssociatedPartnerID  string           `json:"associatedPartnerId,omitempty"`
	EnableGDAPByDefault  *bool            `json:"enableGDAPByDefault,omitempty"`
	Links                pcLinks          `json:"links"`
	Attributes           pcAttributes     `json:"attributes"`
}

type userCredentials struct {
	UserName string `json:"userName"`
	Password string `json:"password"`
}

const relationshipReseller = "reseller"

func (t *Tenant) path() string { return "/customers/" + t.ID }

func (t *Tenant) company(detail bool) companyProfile {
	p := companyProfile{
		TenantID: t.ID, Domain: t.Domain, CompanyName: t.Name, RegNumber: t.RegistrationNumber,
		Links: &pcLinks{Self: linkTo(t.path() + "/profiles/company")}, Attributes: pcAttributes{ObjectType: "CustomerCompanyProfile"},
	}
	if detail && t.GDAP {
		p.Address, p.Email = &t.Address, t.Email
	}
	return p
}

func (t *Tenant) billing() billingProfile {
	a := t.Address
	return billingProfile{
		ID: uuid.NewSHA1(uuid.NameSpaceURL, []byte(t.ID)).String(), FirstName: a.FirstName, LastName: a.LastName,
		Email: t.Email, Culture: orElse(t.Culture, "en-US"), Language: orElse(t.Language, "en"),
		CompanyName: orElse(t.BillingName, t.Name), DefaultAddress: a,
		Links:      &pcLinks{Self: linkTo(t.path() + "/profiles/billing")},
		Attributes: pcAttributes{Etag: t.etagText(), ObjectType: "CustomerBillingProfile"},
	}
}

func (t *Tenant) etagText() string { return strconv.FormatInt(5920358838484612121+t.etag, 10) }

func (s *Server) customersList(c *call) *reply {
	size, tok, err := pageOf(c)
	if err != nil {
		return pcError(http.StatusBadRequest, 2000, err.Error())
	}
	keep, err := customerFilter(tok.Filter)
	if err != nil {
		return pcError(http.StatusBadRequest, 2000, err.Error())
	}
	start, _ := slices.BinarySearchFunc(s.st.tenants, tok.After+1, func(t *Tenant, seq int64) int { return cmp.Compare(t.seq, seq) })
	items := make([]customerItem, 0, size)
	more := false
	for _, t := range s.st.tenants[start:] {
		if !t.Customer || !keep(t) || s.hidden(t, c.now) {
			continue
		}
		if len(items) == size {
			more = true
			break
		}
		items = append(items, customerItem{
			ID: t.ID, CompanyProfile: t.company(false), Relationship: relationshipReseller,
			Links: pcLinks{Self: linkTo(t.path())}, Attributes: pcAttributes{ObjectType: "Customer"},
		})
		tok.After = t.seq
	}
	page := collection(items, "/customers?size="+strconv.Itoa(size))
	if more {
		page.Links.Next = nextByToken("/customers", size, tok)
	}
	return ok(page)
}

// hidden says that a new customer has not reached the lists yet.
func (s *Server) hidden(t *Tenant, now time.Time) bool {
	return s.opts.listLag > 0 && now.Before(t.Created.Add(s.opts.listLag))
}

func customerFilter(f *pcFilter) (func(*Tenant) bool, error) {
	if f == nil {
		return func(*Tenant) bool { return true }, nil
	}
	want := strings.ToLower(f.Value)
	switch strings.ToLower(f.Field) {
	case "companyname", "domain":
		if !strings.EqualFold(f.Operator, "starts_with") {
			return nil, errFilter
		}
		byDomain := strings.EqualFold(f.Field, "domain")
		return func(t *Tenant) bool {
			if byDomain {
				return strings.HasPrefix(t.Domain, want)
			}
			return strings.HasPrefix(strings.ToLower(t.Name), want)
		}, nil
	case "indirectreseller":
		return func(t *Tenant) bool { return strings.EqualFold(t.Reseller, want) }, nil
	}
	return nil, errFilter
}

// withCustomer finds the customer of the path.
func (s *Server) withCustomer(c *call, use func(*Tenant) *reply) *reply {
	id := c.params["customer"]
	if _, err := uuid.Parse(id); err != nil {
		return pcError(http.StatusBadRequest, 900118, "The customer id is not valid: "+id)
	}
	t := s.st.customer(id)
	if t == nil {
		return pcError(http.StatusNotFound, 60003, "The customer with id "+id+" was not found.")
	}
	return use(t)
}

func (s *Server) customersGet(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply { return ok(s.customerBody(t)) })
}

func (s *Server) customerBody(t *Tenant) customer {
	body := customer{
		ID: t.ID, CommerceID: uuidOf(s.opts.seed, "commerce", t.ID), CompanyProfile: t.company(true), BillingProfile: t.billing(),
		Relationship: relationshipReseller, AllowDelegatedAccess: new(false), AssociatedPartnerID: t.Reseller,
		Links: pcLinks{Self: linkTo(t.path())}, Attributes: pcAttributes{ObjectType: "Customer"},
	}
	if t.GDAP {
		body.CustomDomains = append([]string{t.Domain}, t.Domains...)
	}
	return body
}

func (s *Server) companyProfileGet(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply { return ok(t.company(true)) })
}

func (s *Server) billingProfileGet(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply { return ok(t.billing()) })
}

func (s *Server) billingProfilePut(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		var in billingProfile
		if err := c.decode(&in); err != nil {
			return pcError(http.StatusBadRequest, 800002, "Invalid request input: "+err.Error())
		}
		switch strings.Trim(c.r.Header.Get("If-Match"), `"`) {
		case t.etagText():
		case "":
			return pcError(http.StatusBadRequest, 2000, "The header If-Match is required.")
		default:
			return pcError(http.StatusPreconditionFailed, 2055, "The ETag is stale; get the resource again.")
		}
		t = s.st.changeTenant(t, func(t *Tenant) {
			t.Email, t.Culture, t.Language, t.BillingName, t.Address = in.Email, in.Culture, in.Language, in.CompanyName, in.DefaultAddress
		})
		return ok(t.billing())
	})
}

func (s *Server) domainCheck(c *call) *reply {
	if s.st.domains[strings.ToLower(c.params["domain"])] != "" {
		return newReply(http.StatusOK)
	}
	return newReply(http.StatusNotFound)
}

func (s *Server) customDomains(c *call) *reply {
	return s.withCustomer(c, func(t *Tenant) *reply {
		if !t.GDAP {
			return pcError(http.StatusForbidden, 900308, "Insufficient privileges to complete the operation.")
		}
		return ok(append([]string{t.Domain}, t.Domains...))
	})
}

// customerCreate is the body of a new customer.
type customerCreate struct {
	EnableGDAPByDefault *bool
	AssociatedPartnerID string
	CompanyProfile      struct {
		Domain                         string
		OrganizationRegistrationNumber string
	}
	BillingProfile struct {
		Email, Culture, Language, CompanyName string
		DefaultAddress                        Address
	}
	OrganizationRegistrationNumber string
}

// customersCreate makes a customer, and with it a tenant.
func (s *Server) customersCreate(c *call) *reply {
	var in customerCreate
	if err := c.decode(&in); err != nil {
		return pcError(http.StatusBadRequest, 800002, "Invalid request input: "+err.Error())
	}
	reg := orElse(in.OrganizationRegistrationNumber, in.CompanyProfile.OrganizationRegistrationNumber)
	if rep := s.checkCreate(&in, reg); rep != nil {
		return rep
	}
	if in.AssociatedPartnerID != "" && c.identity.AppOnly {
		return pcError(http.StatusForbidden, 900329, "This resource doesn't support application-only authentication.")
	}
	b := in.BillingProfile
	gdap := in.EnableGDAPByDefault == nil || *in.EnableGDAPByDefault
	t := &Tenant{
		ID: s.st.nextID("tenant"), Name: b.CompanyName, BillingName: b.CompanyName, Domain: strings.ToLower(in.CompanyProfile.Domain),
		Email: b.Email, Culture: b.Culture, Language: b.Language, Address: b.DefaultAddress, RegistrationNumber: reg,
		Reseller: in.AssociatedPartnerID, Created: c.now, Customer: true, GDAP: gdap,
	}
	s.st.addTenant(t)
	if gdap {
		s.st.defaultRelationship(t, c.now)
	}
	body := s.customerBody(t)
	body.EnableGDAPByDefault = new(gdap)
	body.UserCredentials = &userCredentials{UserName: "admin", Password: "mock-" + body.CommerceID[:8]}
	return created(body).set("Location", "/v1/customers/"+t.ID)
}

func (s *Server) checkCreate(in *customerCreate, reg string) *reply {
	a := in.BillingProfile.DefaultAddress
	for _, f := range []struct{ name, value string }{
		{"CompanyProfile.Domain", in.CompanyProfile.Domain}, {"BillingProfile.Email", in.BillingProfile.Email},
		{"BillingProfile.Culture", in.BillingProfile.Culture}, {"BillingProfile.Language", in.BillingProfile.Language},
		{"BillingProfile.CompanyName", in.BillingProfile.CompanyName}, {"BillingProfile.DefaultAddress.FirstName", a.FirstName},
		{"BillingProfile.DefaultAddress.LastName", a.LastName}, {"BillingProfile.DefaultAddress.AddressLine1", a.AddressLine1},
		{"BillingProfile.DefaultAddress.City", a.City}, {"BillingProfile.DefaultAddress.Country", a.Country},
	} {
		if f.value == "" {
			return pcError(http.StatusBadRequest, 3000, "Invalid property: "+f.name+" is required.")
		}
	}
	if !strings.Contains(in.CompanyProfile.Domain, ".") {
		return pcError(http.StatusBadRequest, 2000, "CompanyProfile.Domain must be a full domain such as contoso.onmicrosoft.com.")
	}
	if s.st.domains[strings.ToLower(in.CompanyProfile.Domain)] != "" {
		return pcError(http.StatusBadRequest, 2000, "The domain "+in.CompanyProfile.Domain+" is taken.")
	}
	takes := registrationCountry(a.Country)
	switch {
	case reg != "" && !takes:
		return pcError(http.StatusBadRequest, 600002, "organizationRegistrationNumber is not supported for country "+a.Country+".")
	case reg == "" && takes:
		return pcError(http.StatusBadRequest, 600049, "organizationRegistrationNumber is required for country "+a.Country+".")
	case takes && a.PhoneNumber == "":
		return pcError(http.StatusBadRequest, 600051, "phoneNumber is required for country "+a.Country+".")
	}
	return nil
}

// registrationCountry says whether Partner Center takes a registration number
// in a country. Everywhere else it refuses one.
func registrationCountry(iso2 string) bool {
	switch strings.ToUpper(iso2) {
	case "AM", "AZ", "BY", "HU", "KZ", "KG", "MD", "RU", "TJ", "UZ", "UA", "IN", "BR", "ZA", "PL", "AE", "SA", "TR", "TH", "VN", "MM", "IQ", "SS", "VE":
		return true
	}
	return false
}
