package adapter

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/partnercenter"
)

// pageSize is the number of customers in a page. The maximum is not documented
// publicly; 500 is what clients in the field use.
const pageSize = 500

// Customers are the customers of one partner in Partner Center, as
// linking.Tenants, TenantDetails, AzurePlans and OwnCompanyTeller. All work
// app-only; with a user's token more is known of the partner itself.
type Customers struct {
	client        *partnercenter.Client
	partner       uuid.UUID
	environment   linking.Environment
	subscriptions bool
}

// CustomersOption sets up Customers.
type CustomersOption func(*Customers)

// InEnvironment says whether the partner is a sandbox partner, which no API
// tells. A sandbox partner and a production broker are refused together.
func InEnvironment(e linking.Environment) CustomersOption {
	return func(c *Customers) { c.environment = e }
}

// WithSubscriptions also reads, for tenants without organization, whether they
// have any subscription, at the price of one request each: no organization is
// created for a dormant tenant by default.
func WithSubscriptions() CustomersOption {
	return func(c *Customers) { c.subscriptions = true }
}

// NewCustomers returns the customers of the partner tenant that the client is
// signed in to.
func NewCustomers(client *partnercenter.Client, partner uuid.UUID, opts ...CustomersOption) (*Customers, error) {
	if client == nil || partner == uuid.Nil {
		return nil, errors.New("adapter: NewCustomers needs a client and the partner tenant id")
	}
	c := &Customers{client: client, partner: partner}
	for _, opt := range opts {
		opt(c)
	}
	return c, nil
}

// Environment implements linking.EnvironmentTeller.
func (c *Customers) Environment(context.Context) (linking.Environment, error) {
	return c.environment, nil
}

// All implements linking.Tenants with what the list of customers holds: tenant
// id, name of the relationship, initial domain.
func (c *Customers) All(ctx context.Context) iter.Seq2[linking.Tenant, error] {
	return func(yield func(linking.Tenant, error) bool) {
		for customer, err := range c.client.Customers().All(ctx, partnercenter.CustomerQuery{Size: pageSize}) {
			if err != nil {
				yield(linking.Tenant{}, err)
				return
			}
			t, err := c.tenant(&customer)
			if !yield(t, err) || err != nil {
				return
			}
		}
	}
}

// OwnCompany implements linking.OwnCompanyTeller with the partner's own profiles.
// The organization's profile needs a user's token; without one the legal entity's
// is all there is. A profile that may not be read tells nothing.
func (c *Customers) OwnCompany(ctx context.Context) (linking.OwnCompany, error) {
	var own linking.OwnCompany
	organization, err := c.client.Profiles().Organization(ctx)
	if err := unlessHidden(err); err != nil {
		return own, err
	}
	if organization != nil {
		own.Names = append(own.Names, organization.CompanyName)
		own.Domains = append(own.Domains, organization.Domain)
		own.Emails = append(own.Emails, organization.Email)
	}
	legal, err := c.client.Profiles().LegalBusiness(ctx, "current")
	if err := unlessHidden(err); err != nil {
		return own, err
	}
	if legal != nil {
		own.Names = append(own.Names, legal.CompanyName)
		own.Emails = append(own.Emails, legal.CompanyApproverEmail)
	}
	return own, nil
}

// unlessHidden drops the error of a profile that does not exist or may not be
// read with this token.
func unlessHidden(err error) error {
	if errors.Is(err, partnercenter.ErrNotFound) || errors.Is(err, partnercenter.ErrForbidden) || errors.Is(err, partnercenter.ErrUnauthorized) {
		return nil
	}
	return err
}

// Detail implements linking.TenantDetails: one read of the customer by id. A
// customer that has gone since the list was taken keeps what the list said.
func (c *Customers) Detail(ctx context.Context, t linking.Tenant) (linking.Tenant, error) {
	customer, err := c.client.Customers().Get(ctx, t.Tenant.String())
	if errors.Is(err, partnercenter.ErrNotFound) {
		return t, nil
	}
	if err != nil {
		return t, err
	}
	detail, err := c.tenant(customer)
	if err != nil || !c.subscriptions {
		return detail, err
	}
	detail.Dormant, err = c.dormant(ctx, t.Tenant)
	return detail, err
}

// dormant reports whether the customer has no subscription, or only ones that are over.
func (c *Customers) dormant(ctx context.Context, tenant uuid.UUID) (bool, error) {
	has, err := c.has(ctx, tenant, func(*partnercenter.Subscription) bool { return true })
	return !has, err
}

// azurePlan is the product of Azure plans (Microsoft's price sheet "DZH318Z0BPS6:0001").
const azurePlan = "DZH318Z0BPS6:"

// HasAzurePlan implements linking.AzurePlans by the customer's subscriptions: an
// Azure plan, or any other that is billed by usage, as older Azure offers are.
func (c *Customers) HasAzurePlan(ctx context.Context, t linking.Tenant) (bool, error) {
	return c.has(ctx, t.Tenant, func(s *partnercenter.Subscription) bool {
		return strings.HasPrefix(strings.ToUpper(s.OfferID), azurePlan) || strings.EqualFold(s.BillingType, "usage")
	})
}

// has reports whether the customer has such a subscription that is neither cancelled
// nor expired.
func (c *Customers) has(ctx context.Context, tenant uuid.UUID, accept func(*partnercenter.Subscription) bool) (bool, error) {
	for s, err := range c.client.Subscriptions().All(ctx, tenant.String(), partnercenter.SubscriptionQuery{}) {
		if err != nil {
			return false, err
		}
		over := s.Status == partnercenter.SubscriptionDeleted || s.Status == partnercenter.SubscriptionExpired
		if !over && accept(&s) {
			return true, nil
		}
	}
	return false, nil
}

func (c *Customers) tenant(customer *partnercenter.Customer) (linking.Tenant, error) {
	profile := &customer.CompanyProfile
	id := customer.ID
	if id == "" {
		id = profile.TenantID
	}
	tenant, err := uuid.Parse(id)
	if err != nil {
		return linking.Tenant{}, fmt.Errorf("adapter: customer %q (%s): the id is no tenant GUID: %w", id, profile.CompanyName, err)
	}
	t := linking.Tenant{
		TenantKey:          linking.TenantKey{Partner: c.partner, Tenant: tenant},
		Name:               profile.CompanyName,
		Domain:             strings.ToLower(profile.Domain),
		Email:              profile.Email,
		RegistrationNumber: profile.OrganizationRegistrationNumber,
		Address:            address(profile.Address),
	}
	if t.RegistrationNumber == "" {
		t.RegistrationNumber = customer.OrganizationRegistrationNumber
	}
	if profile.Address != nil {
		t.Phone = profile.Address.PhoneNumber
	}
	for _, d := range customer.CustomDomains {
		if d = strings.ToLower(d); d != t.Domain {
			t.Domains = append(t.Domains, d)
		}
	}
	if b := customer.BillingProfile; b != nil {
		t.BillingName = b.CompanyName
		if t.Email == "" {
			t.Email = b.Email
		}
		if t.Address == (linking.Address{}) {
			t.Address = address(b.DefaultAddress)
		}
		if t.Phone == "" && b.DefaultAddress != nil {
			t.Phone = b.DefaultAddress.PhoneNumber
		}
	}
	return t, nil
}

func address(a *partnercenter.Address) linking.Address {
	if a == nil {
		return linking.Address{}
	}
	return linking.Address{
		Street:     a.AddressLine1,
		PostalCode: a.PostalCode,
		City:       a.City,
		State:      a.State,
		Country:    strings.ToUpper(a.Country),
	}
}
