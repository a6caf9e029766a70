package adapter

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/tenantlink/tenantlink/cloudmore"
	"github.com/tenantlink/tenantlink/linking"
)

// Scope names a partner and its broker on Cloudmore, the same for every process
// that works on them.
func Scope(partner uuid.UUID, resellerID string) linking.Scope {
	return linking.Scope{Partner: partner, Platform: "cloudmore:" + strings.ToLower(strings.TrimSpace(resellerID))}
}

// Broker is a broker's side of Cloudmore as linking.Platform, with its optional
// parts linking.TenantLister, linking.AzureServices, linking.CSPServices and
// linking.OrganizationRemover. It is safe for concurrent use.
//
// Cloudmore lists the tenants of one partner ("Microsoft ID" in its settings);
// every tenant and link is taken to be that partner's.
type Broker struct {
	client      *cloudmore.Client
	partner     uuid.UUID
	environment linking.Environment
}

// BrokerOption sets up a Broker.
type BrokerOption func(*Broker)

// OnEnvironment says whether the client works on Cloudmore's production or on
// its staging service, which no API tells. A sandbox partner and a production
// broker are refused together.
func OnEnvironment(e linking.Environment) BrokerOption {
	return func(b *Broker) { b.environment = e }
}

// NewBroker returns the broker whose reseller id the client was built with.
func NewBroker(client *cloudmore.Client, partner uuid.UUID, opts ...BrokerOption) (*Broker, error) {
	if client == nil || partner == uuid.Nil {
		return nil, errors.New("adapter: NewBroker needs a client and the partner tenant id")
	}
	b := &Broker{client: client, partner: partner}
	for _, opt := range opts {
		opt(b)
	}
	return b, nil
}

// Environment implements linking.EnvironmentTeller.
func (b *Broker) Environment(context.Context) (linking.Environment, error) { return b.environment, nil }

// Organizations implements linking.Platform with one request.
func (b *Broker) Organizations(ctx context.Context) iter.Seq2[linking.Organization, error] {
	return func(yield func(linking.Organization, error) bool) {
		for o, err := range b.client.Organizations().All(ctx, cloudmore.OrganizationQuery{}) {
			if err != nil {
				yield(linking.Organization{}, err)
				return
			}
			if !yield(organization(&o), nil) {
				return
			}
		}
	}
}

// Links implements linking.Platform with one request.
func (b *Broker) Links(ctx context.Context) iter.Seq2[linking.Link, error] {
	return func(yield func(linking.Link, error) bool) {
		for t, err := range b.tenants(ctx) {
			if err != nil {
				yield(linking.Link{}, err)
				return
			}
			if t.organization != "" && !yield(linking.Link{TenantKey: t.TenantKey, OrganizationID: t.organization}, nil) {
				return
			}
		}
	}
}

// KnownTenants implements linking.TenantLister with one request.
func (b *Broker) KnownTenants(ctx context.Context) iter.Seq2[linking.Tenant, error] {
	return func(yield func(linking.Tenant, error) bool) {
		for t, err := range b.tenants(ctx) {
			if !yield(linking.Tenant{TenantKey: t.TenantKey, Name: t.name, Domain: t.domain}, err) || err != nil {
				return
			}
		}
	}
}

// listed is a tenant of Cloudmore's list and the organization it is linked to.
type listed struct {
	linking.TenantKey
	organization, name, domain string
}

func (b *Broker) tenants(ctx context.Context) iter.Seq2[listed, error] {
	return func(yield func(listed, error) bool) {
		for t, err := range b.client.CSPTenants().All(ctx) {
			if err != nil {
				yield(listed{}, err)
				return
			}
			id, err := uuid.Parse(t.TenantID)
			if err != nil {
				yield(listed{}, fmt.Errorf("adapter: Cloudmore lists tenant %q (%s): the id is no tenant GUID: %w", t.TenantID, t.CompanyName, err))
				return
			}
			organizationID, _ := t.Linked()
			if !yield(listed{linking.TenantKey{Partner: b.partner, Tenant: id}, organizationID, t.CompanyName, t.Domain}, nil) {
				return
			}
		}
	}
}

// Link implements linking.Platform.
func (b *Broker) Link(ctx context.Context, l linking.Link) error {
	if l.Partner != b.partner {
		return fmt.Errorf("adapter: %w: tenant %s is a customer of partner %s, and this broker's partner is %s", linking.ErrRefused, l.Tenant, l.Partner, b.partner)
	}
	return written(b.client.CSPTenants().Link(ctx, l.Tenant.String(), l.OrganizationID))
}

// Create implements linking.Platform.
func (b *Broker) Create(ctx context.Context, d linking.Draft) (linking.Organization, error) {
	body, err := createBody(d)
	if err != nil {
		return linking.Organization{}, fmt.Errorf("adapter: %w: %w", linking.ErrRefused, err)
	}
	made, err := b.client.Organizations().Create(ctx, body)
	switch {
	case err == nil && made.ID != "":
		return organization(made), nil
	case err == nil:
		err = errors.New("the answer holds no id")
	case cloudmore.OutcomeOf(err) != cloudmore.OutcomeDone:
		return linking.Organization{}, written(err)
	}
	return linking.Organization{}, fmt.Errorf("adapter: create organization %q: %w: %w", d.Name, linking.ErrAnswerLost, err)
}

// AzureService implements linking.AzureServices with one request.
func (b *Broker) AzureService(ctx context.Context, organizationID string) (linking.ServiceState, error) {
	_, err := b.client.Services().Azure(ctx, organizationID)
	switch {
	case err == nil:
		return linking.ServiceAttached, nil
	case errors.Is(err, cloudmore.ErrNotFound):
		return linking.ServiceMissing, nil
	default:
		return linking.ServiceUnknown, err
	}
}

// AttachAzure implements linking.AzureServices.
func (b *Broker) AttachAzure(ctx context.Context, organizationID string) error {
	_, err := b.client.Services().AddAzure(ctx, organizationID)
	return written(err)
}

// CSPService implements linking.CSPServices with one request.
func (b *Broker) CSPService(ctx context.Context, l linking.Link) (linking.ServiceState, error) {
	service, err := b.client.Services().CSP(ctx, l.OrganizationID)
	switch {
	case errors.Is(err, cloudmore.ErrNotFound):
		return linking.ServiceMissing, nil
	case err != nil:
		return linking.ServiceUnknown, err
	case service.TenantID != "" && !strings.EqualFold(service.TenantID, l.Tenant.String()):
		return linking.ServiceOther, nil
	default:
		return linking.ServiceAttached, nil
	}
}

// AttachCSP implements linking.CSPServices. Public is only that Cloudmore's call
// makes a tenant, that it checks the wished domain first, and that a taken domain
// is refused; how it treats an organization whose tenant is linked is not. So
// the tenant's id goes with its own domain as Cloudmore lists it, which is taken
// by that very tenant: the worst that can come of it is a refusal, never a second
// tenant.
func (b *Broker) AttachCSP(ctx context.Context, l linking.Link) error {
	for t, err := range b.tenants(ctx) {
		switch {
		case err != nil:
			return fmt.Errorf("%w: %w", linking.ErrRefused, err)
		case t.TenantKey != l.TenantKey:
		case t.organization != l.OrganizationID:
			return fmt.Errorf("adapter: %w: tenant %s is not linked to organization %s", linking.ErrRefused, l.Tenant, l.OrganizationID)
		case t.domain == "":
			return fmt.Errorf("adapter: %w: Cloudmore lists no domain for tenant %s, and without it the service could make a new tenant", linking.ErrRefused, l.Tenant)
		default:
			_, err := b.client.Services().AddCSP(ctx, l.OrganizationID, cloudmore.CSPService{TenantID: t.Tenant.String(), Domain: t.domain})
			if cloudmore.OutcomeOf(err) == cloudmore.OutcomeDone {
				return b.attachedCSP(ctx, l)
			}
			return written(err)
		}
	}
	return fmt.Errorf("adapter: %w: Cloudmore does not list tenant %s", linking.ErrRefused, l.Tenant)
}

// attachedCSP reads that the service is that of the linked tenant. If it is not,
// the outcome is left open, so that it is found out and told to a person.
func (b *Broker) attachedCSP(ctx context.Context, l linking.Link) error {
	state, err := b.CSPService(ctx, l)
	if err == nil && state != linking.ServiceAttached {
		err = fmt.Errorf("adapter: the CSP service of organization %s is %q after it was added for tenant %s", l.OrganizationID, state, l.Tenant)
	}
	return err
}

// RemoveEmpty implements linking.OrganizationRemover. Cloudmore has no
// conditional delete: between the last read and the delete another writer could
// still add a service.
func (b *Broker) RemoveEmpty(ctx context.Context, organizationID string) error {
	_, err := b.client.Organizations().Get(ctx, organizationID)
	if errors.Is(err, cloudmore.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%w: %w", linking.ErrRefused, err)
	}
	services, err := b.client.Services().List(ctx, organizationID)
	if err != nil {
		return fmt.Errorf("%w: %w", linking.ErrRefused, err)
	}
	if len(services) > 0 {
		return fmt.Errorf("adapter: %w: organization %s has %d services, the first is %q", linking.ErrRefused, organizationID, len(services), services[0].Name)
	}
	for t, err := range b.tenants(ctx) {
		if err != nil {
			return fmt.Errorf("%w: %w", linking.ErrRefused, err)
		}
		if t.organization == organizationID {
			return fmt.Errorf("adapter: %w: organization %s has tenant %s", linking.ErrRefused, organizationID, t.Tenant)
		}
	}
	return written(b.client.Organizations().Delete(ctx, organizationID))
}

// written tells linking what is known of a write: nil when it took effect,
// ErrRefused when it certainly had none.
func written(err error) error {
	switch cloudmore.OutcomeOf(err) {
	case cloudmore.OutcomeDone:
		return nil
	case cloudmore.OutcomeRefused, cloudmore.OutcomeNotSent:
		return fmt.Errorf("%w: %w", linking.ErrRefused, err)
	default:
		return err
	}
}

func organization(o *cloudmore.Organization) linking.Organization {
	out := linking.Organization{
		ID:                 o.ID,
		Name:               o.Name,
		Domain:             strings.ToLower(o.Domain),
		RegistrationNumber: o.RegistrationNumber,
		VAT:                o.VAT,
		CustomerNumber:     o.CustomerNumber,
		Email:              o.NotificationEmail,
	}
	if c := o.Contact; c != nil {
		out.Phone = c.Phone
		if out.Email == "" {
			out.Email = c.Email
		}
	}
	if a := o.Address; a != nil {
		out.Address = linking.Address{Street: a.Street, PostalCode: a.PostalCode, City: a.City, Country: strings.ToUpper(a.CountryCode)}
	}
	return out
}

// createBody is the organization that a draft describes. Cloudmore's address
// has no state; approval is on unless the draft says otherwise.
func createBody(d linking.Draft) (cloudmore.Organization, error) {
	o := cloudmore.Organization{
		Name:               d.Name,
		Domain:             d.Domain,
		RegistrationNumber: d.RegistrationNumber,
		CustomerNumber:     d.CustomerNumber,
		NotificationEmail:  d.Email,
		ApprovalProcess:    new(!d.NoApproval),
	}
	if d.Phone != "" || d.Email != "" {
		o.Contact = &cloudmore.Contact{Email: d.Email, Phone: d.Phone}
	}
	if a := d.Address; a != (linking.Address{}) {
		o.Address = &cloudmore.Address{Street: a.Street, PostalCode: a.PostalCode, City: a.City, CountryCode: a.Country}
	}
	if !d.BillingStart.IsZero() {
		o.BillingStartDate = d.BillingStart.Format(time.DateOnly)
	}
	if d.ApprovalLimit != "" {
		limit, err := decimal.NewFromString(d.ApprovalLimit)
		if err != nil || limit.IsNegative() {
			return o, fmt.Errorf("the approval limit %q is no amount", d.ApprovalLimit)
		}
		o.ApprovalLimit = &limit
	}
	for _, name := range slices.Sorted(maps.Keys(d.Properties)) {
		o.CustomProperties = append(o.CustomProperties, cloudmore.CustomProperty{Name: name, Value: d.Properties[name]})
	}
	return o, nil
}
