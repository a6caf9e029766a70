package partnercenter

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
)

// Customers are the partner's customers.
type Customers struct{ client *Client }

// Customers gives the operations on customers.
func (c *Client) Customers() *Customers { return &Customers{c} }

// Customer is a customer tenant. Lists carry only ID, CompanyProfile and
// RelationshipToPartner.
type Customer struct {
	// ID is the customer's Microsoft tenant id.
	ID string `json:"id,omitzero"`
	// CommerceID is the id in Microsoft's commerce system.
	CommerceID string `json:"commerceId,omitzero"`
	// CompanyProfile names the tenant and the company.
	CompanyProfile CompanyProfile `json:"companyProfile,omitzero"`
	// BillingProfile is who is billed. Get and Create fill it.
	BillingProfile *BillingProfile `json:"billingProfile,omitzero"`
	// RelationshipToPartner is how the customer buys.
	RelationshipToPartner Relationship `json:"relationshipToPartner,omitzero"`
	// AllowDelegatedAccess says whether DAP is on. Get fills it.
	AllowDelegatedAccess *bool `json:"allowDelegatedAccess,omitzero"`
	// UserCredentials are the first administrator's. Only the answer to Create
	// holds them, once: keep them.
	UserCredentials *UserCredentials `json:"userCredentials,omitzero"`
	// CustomDomains are the tenant's further domains. Get fills them, and only
	// with GDAP or DAP on the customer: an empty list means unknown.
	CustomDomains []string `json:"customDomains,omitzero"`
	// AssociatedPartnerID is the indirect reseller's tenant. Only indirect
	// providers may set it, and then App+User is required.
	AssociatedPartnerID string `json:"associatedPartnerId,omitzero"`
	// EnableGDAPByDefault asks Create for a default GDAP relationship. Microsoft
	// takes absence for true since 2023-11-01.
	EnableGDAPByDefault *bool `json:"enableGDAPByDefault,omitzero"`
	// OrganizationRegistrationNumber of the company, for Create only, in the
	// countries that require it (codes 600002, 600049, 600050, 600051).
	OrganizationRegistrationNumber string `json:"organizationRegistrationNumber,omitzero"`
	Resource
}

// Relationship is how a customer buys from the partner.
type Relationship string

// The relationships. Unknown ones are kept as they come.
const (
	RelationshipReseller         Relationship = "reseller"
	RelationshipNone             Relationship = "none"
	RelationshipAdvisor          Relationship = "advisor"
	RelationshipSyndication      Relationship = "syndication"
	RelationshipMicrosoftSupport Relationship = "microsoft_support"
	RelationshipUnknown          Relationship = "unknown"
)

// UserCredentials are the sign-in of a new tenant's first administrator.
type UserCredentials struct {
	// UserName is the part before the @.
	UserName string `json:"userName,omitzero"`
	// Password is the first password. Reveal gives it; printing redacts it.
	Password Secret `json:"password,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// CompanyProfile is the company and the tenant of a customer.
type CompanyProfile struct {
	// TenantID is the customer's Microsoft tenant id.
	TenantID string `json:"tenantId,omitzero"`
	// Domain is the initial domain, such as contoso.onmicrosoft.com.
	Domain string `json:"domain,omitzero"`
	// CompanyName is the name in the partner relationship; it can be stale.
	CompanyName string `json:"companyName,omitzero"`
	// OrganizationRegistrationNumber exists in about 25 countries only.
	OrganizationRegistrationNumber string `json:"organizationRegistrationNumber,omitzero"`
	// Address is left out when the partner has no DAP or GDAP on the customer.
	Address *Address `json:"address,omitzero"`
	// Email is left out like Address.
	Email string `json:"email,omitzero"`
	Resource
}

// BillingProfile is who is billed.
type BillingProfile struct {
	// ID is made by Partner Center; leave it out of Create.
	ID string `json:"id,omitzero"`
	// FirstName of the contact.
	FirstName string `json:"firstName,omitzero"`
	// LastName of the contact.
	LastName string `json:"lastName,omitzero"`
	// Email of the contact. It is often the partner's own.
	Email string `json:"email,omitzero"`
	// Culture is a language tag such as "en-US".
	Culture string `json:"culture,omitzero"`
	// Language is a language such as "en".
	Language string `json:"language,omitzero"`
	// CompanyName is the name that is billed.
	CompanyName string `json:"companyName,omitzero"`
	// DefaultAddress is where bills go. Create requires it with the names, street,
	// city, state, postal code and country.
	DefaultAddress *Address `json:"defaultAddress,omitzero"`
	Resource
}

// CustomerQuery selects customers.
type CustomerQuery struct {
	// Size is the number of customers in a page; 0 leaves it to the server.
	// The maximum is not documented publicly; 500 is in common use.
	Size int
	// Filter restricts the list. Fields are CompanyName, Domain,
	// IndirectReseller and IndirectCloudSolutionProvider.
	Filter *Filter
	// After continues after an earlier page.
	After Continuation
}

func (q CustomerQuery) args() (Args, error) {
	query := sized(q.Size)
	filter, err := q.Filter.encode()
	if err != nil {
		return Args{}, err
	}
	if filter != "" {
		query.Set("filter", filter)
	}
	return Args{Query: query}, nil
}

var (
	customersList   = define[none, Page[Customer]]("customers.list", http.MethodGet, "/v1/customers", "get-a-list-of-customers", AuthBoth)
	customersGet    = define[none, Customer]("customers.get", http.MethodGet, "/v1/customers/{customer_id}", "get-a-customer-by-id", AuthBoth)
	customersCreate = define[Customer, Customer]("customers.create", http.MethodPost, "/v1/customers", "create-a-customer", AuthBoth)
)

// List reads one page of customers. Works app-only, except with a filter on
// IndirectReseller. Throttled per tenant.
//
// https://learn.microsoft.com/partner-center/developer/get-a-list-of-customers
func (s *Customers) List(ctx context.Context, q CustomerQuery, opts ...CallOption) (*Page[Customer], error) {
	args, err := q.args()
	if err != nil {
		return nil, invalid(customersList.Operation, err)
	}
	return list(ctx, s.client, customersList, args, q.After, opts)
}

// All walks all customers, page by page, reading only what the loop consumes.
// Works app-only. Throttled per tenant.
//
// https://learn.microsoft.com/partner-center/developer/get-a-list-of-customers
func (s *Customers) All(ctx context.Context, q CustomerQuery, opts ...CallOption) iter.Seq2[Customer, error] {
	args, err := q.args()
	if err != nil {
		return failing[Customer](invalid(customersList.Operation, err))
	}
	return all(ctx, s.client, customersList, args, q.After, opts)
}

// Get reads one customer. Works app-only. Throttled per tenant. An unknown tenant
// is ErrNotFound (code 60003).
//
// https://learn.microsoft.com/partner-center/developer/get-a-customer-by-id
func (s *Customers) Get(ctx context.Context, customerID string, opts ...CallOption) (*Customer, error) {
	return customersGet.call(ctx, s.client, at(customerID), nil, opts)
}

// Create makes a customer and its tenant. Required are CompanyProfile.Domain and
// in BillingProfile the e-mail, culture, language, company name and default
// address. Works app-only unless AssociatedPartnerID is set. The answer holds the
// administrator's credentials, once.
//
// https://learn.microsoft.com/partner-center/developer/create-a-customer
func (s *Customers) Create(ctx context.Context, in Customer, opts ...CallOption) (*Customer, error) {
	return customersCreate.call(ctx, s.client, Args{}, &in, opts)
}
