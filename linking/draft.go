package linking

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// DraftFromTenant is the default rule for a new organization: the company name
// of the billing profile (the relationship's name goes stale), the first domain
// of its own, and whatever else is known of the tenant.
func DraftFromTenant(t Tenant) (Draft, error) {
	name := strings.TrimSpace(t.BillingName)
	if name == "" {
		name = strings.TrimSpace(t.Name)
	}
	if name == "" {
		return Draft{}, fmt.Errorf("tenant %s has no name to give to an organization", t.Tenant)
	}
	domain := t.Domain
	if len(t.Domains) > 0 {
		domain = t.Domains[0]
	}
	return Draft{
		Name:               name,
		Domain:             strings.ToLower(domain),
		RegistrationNumber: t.RegistrationNumber,
		Email:              t.Email,
		Phone:              t.Phone,
		Address:            t.Address,
	}, nil
}

// DraftRules are a broker's rules for organizations made from tenants, for
// WithDraft(rules.Draft). The zero value adds nothing to DraftFromTenant. Without
// customer number and billing start finance cannot invoice a new organization.
type DraftRules struct {
	// BillingStart is the first date for which billing reports may be run.
	BillingStart time.Time
	// CustomerNumber gives the broker's own key, for instance from the ERP. An
	// error leaves the tenant to a person.
	CustomerNumber func(Tenant) (string, error)
	// Properties gives the custom properties.
	Properties func(Tenant) map[string]string
	// NoApproval switches the approval of purchases off. The zero value keeps it
	// on, because a wrong link would let one customer buy for another.
	NoApproval bool
	// ApprovalLimit is the annual value above which a purchase needs approval.
	ApprovalLimit string
	// BrokerDomains are the broker's own: a billing contact of such a domain is
	// left out, because it would send the customer's mail to the broker.
	BrokerDomains []string
	// Required are fields without which a tenant is left to a person.
	Required []DraftField
}

// DraftField names a field of a Draft.
type DraftField string

// The fields that DraftRules can require.
const (
	DraftDomain             DraftField = "domain"
	DraftRegistrationNumber DraftField = "registration_number"
	DraftCustomerNumber     DraftField = "customer_number"
	DraftEmail              DraftField = "email"
	DraftAddress            DraftField = "address"
)

// Draft turns a tenant into the organization to create.
func (r DraftRules) Draft(t Tenant) (Draft, error) {
	d, err := DraftFromTenant(t)
	if err != nil {
		return d, err
	}
	d.BillingStart, d.NoApproval, d.ApprovalLimit = r.BillingStart, r.NoApproval, r.ApprovalLimit
	if r.isBrokers(d.Email) {
		d.Email = ""
	}
	if r.CustomerNumber != nil {
		if d.CustomerNumber, err = r.CustomerNumber(t); err != nil {
			return d, fmt.Errorf("customer number: %w", err)
		}
	}
	if r.Properties != nil {
		d.Properties = r.Properties(t)
	}
	for _, f := range r.Required {
		if empty, err := d.lacks(f); err != nil || empty {
			return d, errors.Join(err, fmt.Errorf("tenant %s has no %s", t.Tenant, f))
		}
	}
	return d, nil
}

// isBrokers reports that the address is at one of the broker's domains.
func (r DraftRules) isBrokers(email string) bool {
	_, host, ok := strings.Cut(email, "@")
	return ok && slices.ContainsFunc(r.BrokerDomains, func(d string) bool { return equalDomain(d, host) })
}

func (d Draft) lacks(f DraftField) (bool, error) {
	switch f {
	case DraftDomain:
		return d.Domain == "", nil
	case DraftRegistrationNumber:
		return d.RegistrationNumber == "", nil
	case DraftCustomerNumber:
		return d.CustomerNumber == "", nil
	case DraftEmail:
		return d.Email == "", nil
	case DraftAddress:
		return d.Address == Address{}, nil
	default:
		return true, fmt.Errorf("unknown required field %q", f)
	}
}
