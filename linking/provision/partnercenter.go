package provision

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/partnercenter"
)

// PartnerCenter sells through Microsoft Partner Center, as Seller. Attest needs a
// client signed in as App+User; the rest works app-only too.
type PartnerCenter struct{ client *partnercenter.Client }

// NewPartnerCenter returns the seller behind the client.
func NewPartnerCenter(client *partnercenter.Client) (*PartnerCenter, error) {
	if client == nil {
		return nil, errors.New("provision: NewPartnerCenter needs a client")
	}
	return &PartnerCenter{client}, nil
}

// customerAgreement is the agreement without which nothing can be bought.
const customerAgreement = "MicrosoftCustomerAgreement"

// agreementExists is Partner Center's code for the identical confirmation again.
const agreementExists = "600061"

// Taken implements Accounts.
func (p *PartnerCenter) Taken(ctx context.Context, domain string) (bool, uuid.UUID, error) {
	taken, err := p.client.Validations().DomainTaken(ctx, domain)
	if err != nil || !taken {
		return false, uuid.Nil, err
	}
	filter := &partnercenter.Filter{Field: "Domain", Operator: partnercenter.FilterStartsWith, Value: domain}
	for c, err := range p.client.Customers().All(ctx, partnercenter.CustomerQuery{Filter: filter}) {
		if err != nil {
			return true, uuid.Nil, err
		}
		if strings.EqualFold(c.CompanyProfile.Domain, domain) {
			id, err := uuid.Parse(c.ID)
			return true, id, err
		}
	}
	return true, uuid.Nil, nil
}

// CreateCustomer implements Accounts. The first administrator's credentials come
// once, in the answer; they are not kept here: the administrator resets the
// password.
func (p *PartnerCenter) CreateCustomer(ctx context.Context, c Customer, request uuid.UUID) (uuid.UUID, error) {
	made, err := p.client.Customers().Create(ctx, partnercenter.Customer{
		CompanyProfile: partnercenter.CompanyProfile{Domain: c.Domain},
		BillingProfile: &partnercenter.BillingProfile{
			CompanyName: c.Company, Email: c.Email, Culture: c.Culture, Language: c.Language, FirstName: c.FirstName, LastName: c.LastName,
			DefaultAddress: &partnercenter.Address{
				FirstName: c.FirstName, LastName: c.LastName, PhoneNumber: c.Phone, AddressLine1: c.Address.Street,
				City: c.Address.City, State: c.Address.State, PostalCode: c.Address.PostalCode, Country: c.Address.Country,
			},
		},
		OrganizationRegistrationNumber: c.RegistrationNumber,
	}, partnercenter.WithRequestID(request))
	if err != nil {
		return uuid.Nil, refused(err)
	}
	return uuid.Parse(made.ID)
}

// RelationshipURL implements Accounts.
func (p *PartnerCenter) RelationshipURL(ctx context.Context) (string, error) {
	r, err := p.client.Customers().RelationshipRequest(ctx)
	if err != nil {
		return "", err
	}
	return r.URL, nil
}

// Attest implements Accounts.
func (p *PartnerCenter) Attest(ctx context.Context, tenant uuid.UUID, a *Agreement, request uuid.UUID) error {
	for _, err := range p.client.Agreements().All(ctx, tenant.String(), customerAgreement) {
		if errors.Is(err, partnercenter.ErrNotFound) {
			return fmt.Errorf("%w: %w: %w", linking.ErrRefused, ErrNotCustomer, err)
		}
		return err // one on record is enough
	}
	if a == nil {
		return fmt.Errorf("%w: the customer has not accepted the %s and the request does not say so", linking.ErrRefused, customerAgreement)
	}
	template, err := p.template(ctx)
	if err != nil {
		return err
	}
	_, err = p.client.Agreements().Confirm(ctx, tenant.String(), partnercenter.Agreement{
		PrimaryContact: &partnercenter.Contact{FirstName: a.FirstName, LastName: a.LastName, Email: a.Email, PhoneNumber: a.Phone},
		TemplateID:     template, DateAgreed: a.Agreed.UTC(), Type: customerAgreement,
	}, partnercenter.WithRequestID(request))
	if failed, ok := errors.AsType[*partnercenter.Error](err); ok && failed.Code == agreementExists {
		return nil
	}
	return refused(err)
}

// template is the newest version of the agreement.
func (p *PartnerCenter) template(ctx context.Context) (string, error) {
	id, rank := "", -1
	for m, err := range p.client.Agreements().AllMetadata(ctx, customerAgreement) {
		if err != nil {
			return "", err
		}
		if m.AgreementType == customerAgreement && m.VersionRank > rank {
			id, rank = m.TemplateID, m.VersionRank
		}
	}
	if id == "" {
		return "", fmt.Errorf("partner center lists no %s", customerAgreement)
	}
	return id, nil
}

// CreateCart implements Shop. A line that cannot be bought refuses the cart.
func (p *PartnerCenter) CreateCart(ctx context.Context, tenant uuid.UUID, items []Item, request uuid.UUID) (Quote, error) {
	var cart partnercenter.Cart
	for n, i := range items {
		cart.LineItems = append(cart.LineItems, partnercenter.CartLineItem{
			ID: n, CatalogItemID: i.CatalogItem, Quantity: i.Quantity, TermDuration: i.Term, BillingCycle: i.BillingCycle, PromotionID: i.PromotionID})
	}
	made, err := p.client.Carts().Create(ctx, tenant.String(), cart, partnercenter.WithRequestID(request))
	if err != nil {
		return Quote{}, refused(err)
	}
	for _, l := range made.LineItems {
		if l.Error != nil {
			return Quote{}, fmt.Errorf("%w: %s cannot be bought: code %s: %s", linking.ErrRefused, l.CatalogItemID, l.Error.ErrorCode, l.Error.ErrorDescription)
		}
	}
	if made.ID == "" {
		return Quote{}, errors.New("the new cart has no id")
	}
	return quote(made), nil
}

// Quote implements Shop. Orders do not name their cart: those of the customer
// since the cart was made are given.
func (p *PartnerCenter) Quote(ctx context.Context, tenant uuid.UUID, cartID string) (Quote, []string, error) {
	cart, err := p.client.Carts().Get(ctx, tenant.String(), cartID)
	if errors.Is(err, partnercenter.ErrNotFound) {
		return Quote{}, nil, fmt.Errorf("%w: %w", linking.ErrRefused, err)
	}
	if err != nil {
		return Quote{}, nil, err
	}
	q := quote(cart)
	if !strings.EqualFold(cart.Status, "Ordered") {
		return q, nil, nil
	}
	var orders []string
	for o, err := range p.client.Orders().All(ctx, tenant.String(), partnercenter.OrderQuery{}) {
		if err != nil {
			return q, nil, err
		}
		if !o.CreationDate.Before(cart.CreationTimestamp) {
			orders = append(orders, o.ID)
		}
	}
	if len(orders) == 0 {
		return q, nil, fmt.Errorf("cart %s is ordered and its orders are not listed yet", cartID)
	}
	return q, orders, nil
}

// Checkout implements Shop. A checkout that orders only a part is an error that
// leaves the outcome open: a person must look.
func (p *PartnerCenter) Checkout(ctx context.Context, tenant uuid.UUID, cartID string, request uuid.UUID) ([]string, error) {
	out, err := p.client.Carts().Checkout(ctx, tenant.String(), cartID, partnercenter.WithRequestID(request))
	if err != nil {
		return nil, refused(err)
	}
	var orders []string
	for _, o := range out.Orders {
		orders = append(orders, o.ID)
	}
	if err := out.Failed(); err != nil {
		return orders, fmt.Errorf("%w: %d orders were made and others failed: %w", ErrNeedsReview, len(orders), err)
	}
	if len(orders) == 0 {
		return nil, errors.New("the checkout names no order")
	}
	return orders, nil
}

func quote(c *partnercenter.Cart) Quote {
	q := Quote{CartID: c.ID}
	for _, l := range c.LineItems {
		line := QuoteLine{Item: Item{CatalogItem: l.CatalogItemID, Quantity: l.Quantity, Term: l.TermDuration, BillingCycle: l.BillingCycle, PromotionID: l.PromotionID},
			Name: l.FriendlyName, Currency: l.CurrencyCode}
		if l.Pricing != nil {
			line.Price = new(l.Pricing.ExtendedPrice)
		}
		q.Lines = append(q.Lines, line)
	}
	return q
}

// refused marks what certainly had no effect.
func refused(err error) error {
	if err == nil {
		return nil
	}
	switch partnercenter.OutcomeOf(err) {
	case partnercenter.OutcomeRefused, partnercenter.OutcomeNotSent:
		return fmt.Errorf("%w: %w", linking.ErrRefused, err)
	default:
		return err
	}
}
