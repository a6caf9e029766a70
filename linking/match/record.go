package match

import "strings"

// Record is what is known about one tenant or one organization. Only ID is
// required; an empty field means unknown and is neutral, never a contradiction.
// Values are given as found: the engine normalises them and shows the originals
// in its evidence. Records are read, never changed or retained beyond the index.
type Record struct {
	// ID is the caller's key of the record, unique on its side.
	ID string `json:"id"`
	// TenantGUID is the Microsoft tenant id of a tenant record, compared without
	// regard to case. Empty means that ID itself is the tenant id. Organizations
	// leave it empty.
	TenantGUID string `json:"tenant_guid,omitempty"`
	// LinkedTenants are, for an organization, the tenant GUIDs that are linked to
	// it already. Tenants leave it empty.
	LinkedTenants []string `json:"linked_tenants,omitempty"`
	// ResolvedTenants are, for an organization, the tenant GUIDs that Microsoft
	// names as the owners of the organization's domains (Graph
	// findTenantInformationByDomainName or OpenID discovery). Tenants leave it
	// empty. It is the strongest evidence after an existing link.
	ResolvedTenants []string `json:"resolved_tenants,omitempty"`
	// Names are all known names, such as company, trading and billing-profile
	// name. The best pair of names counts; order does not matter.
	Names []string `json:"names,omitempty"`
	// Domains are the domains that the record owns or uses. URLs are accepted.
	Domains []string `json:"domains,omitempty"`
	// EmailDomains are domains of contacts' e-mail addresses; whole addresses are
	// accepted. They are weaker than Domains, because a contact may be a broker.
	EmailDomains []string `json:"email_domains,omitempty"`
	// RegistrationNumbers are company registration numbers.
	RegistrationNumbers []string `json:"registration_numbers,omitempty"`
	// VATNumbers are VAT identification numbers.
	VATNumbers []string `json:"vat_numbers,omitempty"`
	// Country is an ISO 3166-1 alpha-2 code or a country's name.
	Country string `json:"country,omitempty"`
	// PostalCode is the postal code as written.
	PostalCode string `json:"postal_code,omitempty"`
	// City is the town of the address.
	City string `json:"city,omitempty"`
	// Street is street and house number as written.
	Street string `json:"street,omitempty"`
	// Phone is a telephone number in any notation.
	Phone string `json:"phone,omitempty"`
}

// guid returns the tenant id that other records refer to this one by.
func (r *Record) guid() string {
	if r.TenantGUID != "" {
		return strings.ToLower(strings.TrimSpace(r.TenantGUID))
	}
	return strings.ToLower(strings.TrimSpace(r.ID))
}
