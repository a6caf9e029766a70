package provision

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/linking"
)

// customer makes the tenant, unless it exists. A domain that was free before our
// intent and belongs to a customer of ours now was made by us.
func (g *saga) customer(ctx context.Context) error {
	if g.request.Customer == nil {
		return nil
	}
	if made, ok := g.done(stepCustomer); ok {
		id, err := uuid.Parse(made)
		g.tenant = id
		return err
	}
	if g.request.Route == RoutePlatform {
		return g.platformCustomer(ctx)
	}
	open := g.open(stepCustomer)
	taken, id, err := g.seller.Taken(ctx, g.request.Customer.Domain)
	switch {
	case err != nil:
		return fmt.Errorf("check the domain: %w", err)
	case taken && open && id != uuid.Nil:
		return g.made(ctx, id)
	case taken && !open:
		return g.taken(ctx, id)
	}
	return g.make(ctx, func(ctx context.Context, request uuid.UUID) (uuid.UUID, error) {
		return g.seller.CreateCustomer(ctx, *g.request.Customer, request)
	})
}

// made ends a customer step whose answer was lost: the tenant was found.
func (g *saga) made(ctx context.Context, id uuid.UUID) error {
	g.tenant = id
	return g.write(ctx, g.entry(stepCustomer), linking.StateDone, id.String())
}

// taken says how somebody can go on whose domain belongs to a tenant.
func (g *saga) taken(ctx context.Context, customer uuid.UUID) error {
	e := &TakenError{Domain: g.request.Customer.Domain, Customer: customer}
	if customer == uuid.Nil {
		e.RelationshipURL, _ = g.seller.RelationshipURL(ctx) // the error that counts is the taken domain
	}
	return e
}

func (g *saga) make(ctx context.Context, send func(context.Context, uuid.UUID) (uuid.UUID, error)) error {
	made, err := g.do(ctx, stepCustomer, func(ctx context.Context, request uuid.UUID) (string, error) {
		id, err := send(ctx, request)
		g.tenant = id
		return id.String(), err
	})
	if err == nil && made == uuid.Nil.String() {
		err = errors.New("the new customer has no tenant id")
	}
	if err != nil {
		return fmt.Errorf("create the customer: %w", err)
	}
	return nil
}

func (g *saga) attest(ctx context.Context) error {
	if _, ok := g.done(stepAttest); ok {
		return nil
	}
	_, err := g.do(ctx, stepAttest, func(ctx context.Context, request uuid.UUID) (string, error) {
		return "", g.seller.Attest(ctx, g.tenant, g.request.Agreement, request)
	})
	if errors.Is(err, ErrNotCustomer) {
		url, _ := g.seller.RelationshipURL(ctx) // the error that counts is that it is no customer
		return fmt.Errorf("agreement: %w", &NotCustomerError{Tenant: g.tenant, RelationshipURL: url})
	}
	if err != nil {
		return fmt.Errorf("agreement: %w", err)
	}
	return nil
}

// cart makes the cart. A second one, after a lost answer, costs nothing and
// expires.
func (g *saga) cart(ctx context.Context) error {
	if id, ok := g.done(stepCart); ok {
		g.cartID = id
		return nil
	}
	id, err := g.do(ctx, stepCart, func(ctx context.Context, request uuid.UUID) (string, error) {
		q, err := g.seller.CreateCart(ctx, g.tenant, g.request.Items, request)
		return q.CartID, err
	})
	g.cartID = id
	if err != nil {
		return fmt.Errorf("cart: %w", err)
	}
	return nil
}

// confirm asks once for each cart.
func (g *saga) confirm(ctx context.Context) error {
	if orders, ok := g.done(stepCheckout); ok {
		g.orders = split(orders)
		return nil
	}
	q, orders, err := g.seller.Quote(ctx, g.tenant, g.cartID)
	if err != nil {
		return g.lostCart(ctx, err)
	}
	g.orders = orders
	if _, ok := g.done(stepConfirm); ok || len(orders) > 0 {
		return nil
	}
	q.Request, q.Tenant = g.request.ID, g.tenant
	if err := g.Provisioner.confirm(q); err != nil {
		return fmt.Errorf("%w: %w", ErrNotConfirmed, err)
	}
	return g.write(ctx, g.entry(stepConfirm), linking.StateDone, g.cartID)
}

// lostCart says what a cart that cannot be read means: before its checkout was
// sent a new one may be made by a new request; after that a person must look.
func (g *saga) lostCart(ctx context.Context, cause error) error {
	if !errors.Is(cause, linking.ErrRefused) {
		return fmt.Errorf("read the cart: %w", cause)
	}
	if g.open(stepCheckout) {
		return fmt.Errorf("cart %s, whose checkout was sent, is gone: %w: look at the customer's orders: %w", g.cartID, ErrNeedsReview, cause)
	}
	e := g.entry(stepCart)
	e.Detail = "the cart expired before it was checked out"
	if err := g.write(ctx, e, linking.StateFailed, ""); err != nil {
		return err
	}
	if _, ok := g.done(stepConfirm); ok { // the next cart must be confirmed again
		if err := g.write(ctx, g.entry(stepConfirm), linking.StateFailed, ""); err != nil {
			return err
		}
	}
	return fmt.Errorf("cart %s is gone; run the request again to make a new one: %w", g.cartID, cause)
}

// checkout buys, once: a cart that has become orders is never checked out again,
// and a lost answer is repeated under the same request id.
func (g *saga) checkout(ctx context.Context) error {
	if _, ok := g.done(stepCheckout); ok {
		return nil
	}
	if len(g.orders) > 0 {
		return g.write(ctx, g.entry(stepCheckout), linking.StateDone, join(g.orders))
	}
	_, err := g.do(ctx, stepCheckout, func(ctx context.Context, request uuid.UUID) (string, error) {
		orders, err := g.seller.Checkout(ctx, g.tenant, g.cartID, request)
		g.orders = orders
		return join(orders), err
	})
	if err != nil {
		return fmt.Errorf("checkout: %w", err)
	}
	return nil
}

// link joins the tenant and the organization, unless they are joined.
func (g *saga) link(ctx context.Context) error {
	if _, ok := g.done(stepLink); ok {
		return nil
	}
	key := linking.TenantKey{Partner: g.scope.Partner, Tenant: g.tenant}
	for l, err := range g.platform.Links(ctx) {
		if err != nil {
			return fmt.Errorf("read the links: %w", err)
		}
		switch {
		case l.TenantKey != key:
		case l.OrganizationID == g.request.OrganizationID:
			return g.write(ctx, g.entry(stepLink), linking.StateDone, l.OrganizationID)
		default:
			return fmt.Errorf("tenant %s was linked to organization %s in the meantime: %w", g.tenant, l.OrganizationID, ErrNeedsReview)
		}
	}
	_, err := g.do(ctx, stepLink, func(ctx context.Context, _ uuid.UUID) (string, error) {
		err := g.platform.Link(ctx, linking.Link{TenantKey: key, OrganizationID: g.request.OrganizationID})
		return g.request.OrganizationID, err
	})
	if err != nil {
		return fmt.Errorf("link: %w", err)
	}
	return nil
}
