package provision

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/cloudmore"
	"github.com/tenantlink/tenantlink/linking"
)

// TenantMaker is a billing platform that makes a tenant for an organization and
// links it. Cloudmore implements it.
type TenantMaker interface {
	// TenantOf returns the tenant behind the organization's service, or uuid.Nil
	// when it has none.
	TenantOf(ctx context.Context, organizationID string) (uuid.UUID, error)
	// MakeTenant makes a tenant with the domain for an organization without one,
	// and links it. A domain that is taken must be refused with
	// linking.ErrRefused: that is what keeps a repetition, after a lost answer,
	// from making a second tenant.
	MakeTenant(ctx context.Context, organizationID, domain string) (uuid.UUID, error)
}

// WithTenantMaker sets who makes tenants for requests with RoutePlatform.
func WithTenantMaker(m TenantMaker) Option {
	return func(p *Provisioner) error {
		if m == nil {
			return errors.New("WithTenantMaker: nil")
		}
		p.maker = m
		return nil
	}
}

// platformCustomer lets the platform make the tenant. The organization and the
// domain were free before our intent; a tenant behind the organization after it
// is ours, and so is a customer with the domain.
func (g *saga) platformCustomer(ctx context.Context) error {
	open := g.open(stepCustomer)
	has, err := g.maker.TenantOf(ctx, g.request.OrganizationID)
	switch {
	case err != nil:
		return fmt.Errorf("read the organization's service: %w", err)
	case has != uuid.Nil && open:
		return g.made(ctx, has)
	case has != uuid.Nil:
		return fmt.Errorf("organization %s has tenant %s already; give that as tenant_id instead of the customer: %w", g.request.OrganizationID, has, linking.ErrRefused)
	}
	taken, id, err := g.seller.Taken(ctx, g.request.Customer.Domain)
	switch {
	case err != nil:
		return fmt.Errorf("check the domain: %w", err)
	case taken && open && id != uuid.Nil:
		return g.made(ctx, id) // the link step completes what is not linked
	case taken && open:
		return fmt.Errorf("the domain %s is taken since the tenant was asked for, and neither the platform nor the seller lists it yet; run the request again later", g.request.Customer.Domain)
	case taken:
		return g.taken(ctx, id)
	}
	return g.make(ctx, func(ctx context.Context, _ uuid.UUID) (uuid.UUID, error) {
		return g.maker.MakeTenant(ctx, g.request.OrganizationID, g.request.Customer.Domain)
	})
}

// Cloudmore makes tenants by adding the Microsoft 365 CSP service to an
// organization, as TenantMaker. Cloudmore fills the form from the organization,
// which needs a full address; its contact becomes the tenant's administrator and
// gets the credentials by mail. Adding the service costs nothing.
//
// The route and its model's name are public, the model's fields are not: the
// domain is sent under the name in cloudmore/fields.go. Whether Cloudmore also
// wants the acceptance of the agreement in it (it has models for one) is not
// documented publicly; the acceptance is put on record through the Seller in
// any case.
type Cloudmore struct{ client *cloudmore.Client }

// NewCloudmore returns the maker behind the client.
func NewCloudmore(client *cloudmore.Client) (*Cloudmore, error) {
	if client == nil {
		return nil, errors.New("provision: NewCloudmore needs a client")
	}
	return &Cloudmore{client}, nil
}

// TenantOf implements TenantMaker.
func (c *Cloudmore) TenantOf(ctx context.Context, organizationID string) (uuid.UUID, error) {
	service, err := c.client.Services().CSP(ctx, organizationID)
	if errors.Is(err, cloudmore.ErrNotFound) {
		return uuid.Nil, nil
	}
	if err != nil || service.TenantID == "" {
		return uuid.Nil, err
	}
	return uuid.Parse(service.TenantID)
}

// MakeTenant implements TenantMaker.
func (c *Cloudmore) MakeTenant(ctx context.Context, organizationID, domain string) (uuid.UUID, error) {
	made, err := c.client.Services().AddCSP(ctx, organizationID, cloudmore.CSPService{Domain: domain})
	if err != nil {
		switch cloudmore.OutcomeOf(err) {
		case cloudmore.OutcomeRefused, cloudmore.OutcomeNotSent:
			return uuid.Nil, fmt.Errorf("%w: %w", linking.ErrRefused, err)
		default:
			return uuid.Nil, err
		}
	}
	return uuid.Parse(made.TenantID)
}
