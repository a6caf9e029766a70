package mockserver

import (
	"encoding/json"
	"strings"
)

// A User can sign in to the partner's tenant.
type User struct {
	ID   string `json:"id"`
	UPN  string `json:"upn"`
	Name string `json:"name"`
	// MFA says that signing in as this user proves multi-factor authentication.
	MFA bool `json:"mfa"`
	// AdminAgent is membership of the AdminAgents group.
	AdminAgent bool `json:"admin_agent"`
	// Roles are directory role template ids.
	Roles []string `json:"roles,omitempty"`
}

// Directory role template ids that the seeded users hold.
const (
	rolePrivilegedRoleAdministrator = "e8611ab8-c189-46e8-94e1-60213ab1f814"
	roleDirectoryReaders            = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"
)

// A partner is the broker's own tenant, its application and users, and its
// reseller account in Cloudmore.
type partner struct {
	TenantID  string
	Name      string
	Domain    string
	Custom    string
	Country   string
	Currency  string
	MPNID     string
	ClientID  string
	PublicID  string
	secret    string
	Redirects []string
	Users     []User
	AdminsID  string
	// userPassword is that of every user.
	userPassword string

	ResellerID        string
	cloudmoreClient   string
	cloudmoreSecret   string
	cloudmoreUser     string
	cloudmorePassword string
}

func newPartner(o *options) *partner {
	id := func(what string) string { return uuidOf(o.seed, "partner", what) }
	secret := func(what string) string { return "mock-" + strings.ReplaceAll(id(what), "-", "")[:24] }
	p := &partner{
		TenantID: id("tenant"), Name: "Nordlicht Cloud Brokers AB", Domain: "nordlichtcloud.onmicrosoft.com", Custom: "nordlichtcloud.se",
		Country: "SE", Currency: "EUR", MPNID: "5350017",
		ClientID: id("client"), PublicID: id("public client"), secret: secret("secret"),
		Redirects: []string{"http://localhost/callback", "http://localhost", "http://127.0.0.1/callback"},
		AdminsID:  id("AdminAgents"), userPassword: secret("user password"), ResellerID: id("reseller"),
		cloudmoreClient: "ro.customer.client", cloudmoreSecret: secret("cloudmore secret"), cloudmorePassword: secret("cloudmore password"),
	}
	if o.profile == ProfileUS {
		p.Name, p.Domain, p.Custom, p.Country, p.Currency = "Harborlight Cloud Services LLC", "harborlightcloud.onmicrosoft.com", "harborlightcloud.com", "US", "USD"
	}
	p.cloudmoreUser = "api@" + p.Custom
	p.Users = []User{
		{ID: id("user mfa"), UPN: "billing.service@" + p.Domain, Name: "Billing Service", MFA: true, AdminAgent: true, Roles: []string{rolePrivilegedRoleAdministrator}},
		{ID: id("user plain"), UPN: "legacy.script@" + p.Domain, Name: "Legacy Script (no MFA)", AdminAgent: true, Roles: []string{rolePrivilegedRoleAdministrator}},
		{ID: id("user weak"), UPN: "sales@" + p.Domain, Name: "Sales (no admin role)", MFA: true, Roles: []string{roleDirectoryReaders}},
	}
	return p
}

// refreshToken is the refresh token that is valid from the start, as most
// partners hold one already.
func (p *partner) refreshToken() string { return "0.mock-refresh-" + p.secret }

func (p *partner) user(upn string) *User {
	for i := range p.Users {
		if strings.EqualFold(p.Users[i].UPN, upn) {
			return &p.Users[i]
		}
	}
	return nil
}

func (p *partner) userByID(id string) *User {
	for i := range p.Users {
		if p.Users[i].ID == id {
			return &p.Users[i]
		}
	}
	return nil
}

// Credentials are everything a client needs to reach a running mock. They are
// made up from the seed and open no other door, so they may be printed.
type Credentials struct {
	URL    string `json:"url"`
	TLSURL string `json:"tls_url"`
	// ProxyURL is the address of the CONNECT proxy if there is one.
	ProxyURL string `json:"proxy_url,omitempty"`
	// CAFile is the path of the CA certificate if one was written.
	CAFile string `json:"ca,omitempty"`

	PartnerTenantID string `json:"partner_tenant_id"`
	ClientID        string `json:"client_id"`
	ClientSecret    string `json:"client_secret"`
	// PublicClientID is an application without a secret, for the device code.
	PublicClientID string `json:"public_client_id"`
	// Username signs in with MFA, UsernameNoMFA without, UsernameNoRole with
	// MFA but without the roles that linking needs.
	Username       string `json:"username"`
	UsernameNoMFA  string `json:"username_no_mfa"`
	UsernameNoRole string `json:"username_no_role"`
	// Password is every user's, for the password grant; the sign-in page asks
	// for none.
	Password string `json:"password"`
	// RefreshToken is valid from the start, for Username and ClientID.
	RefreshToken string `json:"refresh_token"`
	RedirectURI  string `json:"redirect_uri"`

	ResellerID            string `json:"reseller_id"`
	CloudmoreClientID     string `json:"cloudmore_client_id"`
	CloudmoreClientSecret string `json:"cloudmore_client_secret"`
	CloudmoreUsername     string `json:"cloudmore_username"`
	CloudmorePassword     string `json:"cloudmore_password"`
}

// Credentials returns the addresses and dummy credentials of this server.
func (s *Server) Credentials() Credentials {
	p := s.partner
	ca, _ := s.caFile.Load().(string)
	return Credentials{
		URL: s.url, TLSURL: s.tlsURL, ProxyURL: s.ProxyURL(), CAFile: ca,
		PartnerTenantID: p.TenantID, ClientID: p.ClientID, ClientSecret: p.secret, PublicClientID: p.PublicID,
		Username: p.Users[0].UPN, UsernameNoMFA: p.Users[1].UPN, UsernameNoRole: p.Users[2].UPN, Password: p.userPassword,
		RefreshToken: p.refreshToken(), RedirectURI: p.Redirects[0],
		ResellerID: p.ResellerID, CloudmoreClientID: p.cloudmoreClient, CloudmoreClientSecret: p.cloudmoreSecret,
		CloudmoreUsername: p.cloudmoreUser, CloudmorePassword: p.cloudmorePassword,
	}
}

// String is the JSON of the credentials on one line, as the program prints it.
func (c Credentials) String() string {
	b, err := json.Marshal(c)
	if err != nil {
		return err.Error()
	}
	return string(b)
}
