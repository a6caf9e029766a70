package linking

import (
	"time"

	"github.com/google/uuid"
)

// TenantKey identifies one customer tenant of one partner tenant. The same
// customer may buy from several partners, so the customer's GUID alone is not
// a key.
type TenantKey struct {
	// Partner is the partner's own Microsoft tenant ("partner Microsoft ID").
	Partner uuid.UUID `json:"partner_tenant_id"`
	// Tenant is the customer's Microsoft tenant.
	Tenant uuid.UUID `json:"tenant_id"`
}

// String returns "partner/tenant", both in lower case.
func (k TenantKey) String() string { return k.Partner.String() + "/" + k.Tenant.String() }

// Tenant is a customer tenant as the vendors describe it. Only the key is
// certain: an empty field means unknown, never "has none", because a partner
// without GDAP on the customer is shown neither address nor custom domains.
type Tenant struct {
	TenantKey
	// Name is the company name of the partner relationship. It can be stale.
	Name string `json:"name"`
	// BillingName is the company name of the billing profile, when it was read.
	BillingName string `json:"billing_name,omitempty"`
	// Domain is the initial domain, such as contoso.onmicrosoft.com.
	Domain string `json:"domain,omitempty"`
	// Domains are further domains that the tenant is known to own.
	Domains []string `json:"domains,omitempty"`
	// Email is the billing contact. It is often the broker's own address.
	Email string `json:"email,omitempty"`
	// RegistrationNumber is the company registration number. Partner Center
	// accepts one in about 25 countries only.
	RegistrationNumber string  `json:"registration_number,omitempty"`
	Address            Address `json:"address,omitzero"`
	Phone              string  `json:"phone,omitempty"`
	// Created is when the relationship began; zero when unknown.
	Created time.Time `json:"created,omitzero"`
	// Dormant says that the tenant is known to have no subscription and no charge. No
	// organization is created for it by default.
	Dormant bool `json:"dormant,omitempty"`
}

// Address is a postal address in the parts both vendors use.
type Address struct {
	Street     string `json:"street,omitempty"`
	PostalCode string `json:"postal_code,omitempty"`
	City       string `json:"city,omitempty"`
	State      string `json:"state,omitempty"`
	// Country is the ISO 3166-1 alpha-2 code in upper case.
	Country string `json:"country,omitempty"`
}

// Organization is a customer as the billing platform knows it: a company, a
// business unit or a department. Its id is opaque.
type Organization struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Domain is the primary domain, without scheme or www.
	Domain             string   `json:"domain,omitempty"`
	Domains            []string `json:"domains,omitempty"`
	RegistrationNumber string   `json:"registration_number,omitempty"`
	VAT                string   `json:"vat,omitempty"`
	// CustomerNumber is the broker's own key for the organization (the ERP key).
	CustomerNumber string  `json:"customer_number,omitempty"`
	Email          string  `json:"email,omitempty"`
	Phone          string  `json:"phone,omitempty"`
	Address        Address `json:"address,omitzero"`
	// Azure says whether the organization has the Azure service. Without it
	// Cloudmore leaves the organization's Azure consumption out of its reports.
	Azure ServiceState `json:"azure,omitempty"`
	// CSP says whether the organization has the Microsoft 365 CSP service.
	CSP ServiceState `json:"csp,omitempty"`
}

// ServiceState says whether an organization has a service.
type ServiceState string

// The states of a service. The zero value is unknown: nobody looked.
const (
	ServiceUnknown  ServiceState = ""
	ServiceAttached ServiceState = "attached"
	ServiceMissing  ServiceState = "missing"
	// ServiceOther: the organization has the service for another tenant than the
	// one asked about.
	ServiceOther ServiceState = "other_tenant"
)

// Link says that a tenant belongs to an organization.
type Link struct {
	TenantKey
	OrganizationID string `json:"organization_id"`
	// Since is when the link was made or first seen; zero when unknown.
	Since time.Time `json:"since,omitzero"`
}

// IgnoreKind says why a tenant stays unlinked for a good reason.
type IgnoreKind string

// The kinds of ignored tenants.
const (
	IgnoreInternal     IgnoreKind = "internal"      // the partner's own tenant
	IgnoreTest         IgnoreKind = "test"          // demo or test
	IgnoreDormant      IgnoreKind = "dormant"       // no subscriptions, no charges
	IgnoreOtherPartner IgnoreKind = "other_partner" // billed by another partner
	IgnoreOther        IgnoreKind = "other"
)

// Ignore is one entry of the ignore list: a decision by a person that a tenant
// needs no organization, for a reason and, if wanted, for a limited time.
type Ignore struct {
	TenantKey
	Kind   IgnoreKind `json:"kind"`
	Reason string     `json:"reason"`
	By     string     `json:"by"`
	// Until is when the entry lapses; zero means it does not.
	Until time.Time `json:"until,omitzero"`
}

// Active reports whether the entry still holds at t.
func (i Ignore) Active(t time.Time) bool { return i.Until.IsZero() || t.Before(i.Until) }
