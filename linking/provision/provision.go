package provision

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/linking"
)

// Accounts is how a Seller makes customers. Writes carry a request id under
// which the seller recognises a repetition; like those of linking.Platform they
// match linking.ErrRefused when they certainly had no effect.
type Accounts interface {
	// Taken reports whether a tenant has the domain, and if it is a customer,
	// which.
	Taken(ctx context.Context, domain string) (taken bool, customer uuid.UUID, err error)
	// CreateCustomer makes a tenant.
	CreateCustomer(ctx context.Context, c Customer, request uuid.UUID) (uuid.UUID, error)
	// RelationshipURL is the page on which an existing tenant becomes a customer.
	RelationshipURL(ctx context.Context) (string, error)
	// Attest makes sure that the customer's acceptance of the agreement is on
	// record. A nil agreement only checks. It can be repeated. A tenant that is no
	// customer of the partner gives ErrNotCustomer.
	Attest(ctx context.Context, tenant uuid.UUID, a *Agreement, request uuid.UUID) error
}

// Shop is how a Seller sells.
type Shop interface {
	// CreateCart puts the items together. It spends nothing.
	CreateCart(ctx context.Context, tenant uuid.UUID, items []Item, request uuid.UUID) (Quote, error)
	// Quote reads a cart and the orders it has become, if it was checked out.
	Quote(ctx context.Context, tenant uuid.UUID, cartID string) (q Quote, orders []string, err error)
	// Checkout buys what is in the cart and returns the orders.
	Checkout(ctx context.Context, tenant uuid.UUID, cartID string, request uuid.UUID) (orders []string, err error)
}

// Seller is the vendor's side of a purchase.
type Seller interface {
	Accounts
	Shop
}

// Provisioner runs requests. It is immutable and safe for concurrent use; one
// request must not run twice at a time, which a linking.FileJournal or the lock
// of a linking.Locker ensures.
type Provisioner struct {
	seller   Seller
	platform linking.Platform
	confirm  func(Quote) error
	access   Access
	maker    TenantMaker
}

// Option sets up a Provisioner.
type Option func(*Provisioner) error

// WithConfirm sets who accepts a quote before money is spent. An error refuses.
// Without it every request stops with ErrNotConfirmed.
func WithConfirm(confirm func(Quote) error) Option {
	return func(p *Provisioner) error {
		if confirm == nil {
			return errors.New("WithConfirm: nil")
		}
		p.confirm = confirm
		return nil
	}
}

// New returns a Provisioner.
func New(s Seller, platform linking.Platform, opts ...Option) (*Provisioner, error) {
	if s == nil || platform == nil {
		return nil, errors.New("provision: New needs a seller and a platform")
	}
	p := &Provisioner{seller: s, platform: platform, confirm: func(Quote) error { return errors.New("there is nobody to ask") }}
	for _, opt := range opts {
		if err := opt(p); err != nil {
			return nil, fmt.Errorf("provision: %w", err)
		}
	}
	return p, nil
}

// Result is what a finished request made.
type Result struct {
	Tenant         uuid.UUID `json:"tenant_id"`
	CartID         string    `json:"cart_id"`
	Orders         []string  `json:"orders"`
	OrganizationID string    `json:"organization_id"`
}

// The steps in the journal.
const (
	stepBegin    linking.Step = "provision_begin"
	stepCustomer linking.Step = "provision_customer"
	stepAttest   linking.Step = "provision_agreement"
	stepCart     linking.Step = "provision_cart"
	stepConfirm  linking.Step = "provision_confirm"
	stepCheckout linking.Step = "provision_checkout"
	stepLink     linking.Step = "provision_link"
)

// maxRuns bounds how often Run goes through the steps when answers are lost.
const maxRuns = 4

// Run carries the request out, or on from where an earlier run stopped. When an
// answer is lost it finds out what became of the step and goes on. A finished
// request gives its result again without a write.
func (p *Provisioner) Run(ctx context.Context, s linking.Scope, j linking.Journal, r Request) (*Result, error) {
	if err := r.validate(); err != nil {
		return nil, fmt.Errorf("provision: request %s: %w", r.ID, err)
	}
	if r.Admin != nil && p.access == nil {
		return nil, fmt.Errorf("provision: request %s: it asks for administrative access; give New the option WithAccess", r.ID)
	}
	if r.Route == RoutePlatform && p.maker == nil {
		return nil, fmt.Errorf("provision: request %s: the platform is to make the tenant; give New the option WithTenantMaker", r.ID)
	}
	for n := 1; ; n++ {
		res, err := p.once(ctx, s, j, r)
		if err == nil {
			return res, nil
		}
		if n == maxRuns || ctx.Err() != nil || !errors.Is(err, errUnknown) || errors.Is(err, ErrNeedsReview) {
			return nil, fmt.Errorf("provision: request %s: %w", r.ID, err)
		}
	}
}

func (p *Provisioner) once(ctx context.Context, s linking.Scope, j linking.Journal, r Request) (*Result, error) {
	g, err := p.resume(ctx, s, j, r)
	if err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{g.customer, g.attest, g.cart, g.confirm, g.checkout, g.link, g.admin} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return &Result{Tenant: g.tenant, CartID: g.cartID, Orders: g.orders, OrganizationID: r.OrganizationID}, nil
}

// errUnknown marks a write whose outcome the next pass has to find out.
var errUnknown = errors.New("the outcome is unknown")

// saga is one run of a request.
type saga struct {
	*Provisioner
	scope   linking.Scope
	journal linking.Journal
	request Request
	last    map[linking.Step]linking.Entry

	tenant uuid.UUID
	cartID string
	orders []string
}

// resume reads what earlier runs of the request did.
func (p *Provisioner) resume(ctx context.Context, s linking.Scope, j linking.Journal, r Request) (*saga, error) {
	entries, err := j.Entries(ctx)
	if err != nil {
		return nil, err
	}
	g := &saga{Provisioner: p, scope: s, journal: j, request: r, tenant: r.Tenant, last: make(map[linking.Step]linking.Entry)}
	for _, e := range entries {
		if e.Scope != s {
			return nil, fmt.Errorf("%w: it belongs to partner %s on %s", linking.ErrJournal, e.Scope.Partner, e.Scope.Platform)
		}
		if e.Action == g.action() {
			g.last[e.Step] = e
		}
	}
	for _, e := range g.last {
		if e.State == linking.StateReview {
			return nil, fmt.Errorf("%w: %s: %s", ErrNeedsReview, e.Step, e.Detail)
		}
	}
	if begun, ok := g.last[stepBegin]; ok && begun.Result != r.digest() {
		return nil, ErrChanged
	} else if !ok {
		return g, g.write(ctx, g.entry(stepBegin), linking.StateDone, r.digest())
	}
	return g, nil
}

func (g *saga) action() string { return "provision " + g.request.ID }

func (g *saga) done(s linking.Step) (result string, ok bool) {
	e := g.last[s]
	return e.Result, e.State == linking.StateDone
}

// open reports whether an intent was journaled whose outcome is not.
func (g *saga) open(s linking.Step) bool { return g.last[s].State == linking.StateIntent }

// entry continues the step's open intent, with its request id, or begins one.
func (g *saga) entry(s linking.Step) linking.Entry {
	e := g.last[s]
	if !g.open(s) {
		e = linking.Entry{Schema: linking.JournalSchema, Scope: g.scope, Action: g.action(), Step: s, RequestID: uuid.New()}
	}
	e.TenantID, e.OrganizationID, e.Detail = g.tenant, g.request.OrganizationID, ""
	return e
}

func (g *saga) write(ctx context.Context, e linking.Entry, s linking.State, result string) error {
	e.State, e.Result, e.Time = s, result, time.Now().UTC()
	if err := g.journal.Append(ctx, e); err != nil {
		return err
	}
	g.last[e.Step] = e
	return nil
}

// do journals a write before and after. What it returns on success is kept as
// the step's result; a refusal ends the intent, so that the next run begins
// anew; what a person must look at stops the request for good; any other failure leaves it open, to be repeated under its request id.
func (g *saga) do(ctx context.Context, s linking.Step, send func(context.Context, uuid.UUID) (string, error)) (string, error) {
	e := g.entry(s)
	if err := g.write(ctx, e, linking.StateIntent, ""); err != nil {
		return "", err
	}
	if err := linking.Guard(ctx); err != nil {
		return "", err
	}
	result, err := send(ctx, e.RequestID)
	switch {
	case err == nil:
		return result, g.write(ctx, e, linking.StateDone, result)
	case errors.Is(err, ErrNeedsReview):
		e.Detail = err.Error()
		return "", errors.Join(err, g.write(ctx, e, linking.StateReview, result))
	case errors.Is(err, linking.ErrRefused):
		e.Detail = err.Error()
		return "", errors.Join(err, g.write(ctx, e, linking.StateFailed, ""))
	default:
		return "", fmt.Errorf("%w: %w", errUnknown, err)
	}
}

// Order ids hold no white space.
func join(orders []string) string { return strings.Join(orders, " ") }

func split(orders string) []string { return strings.Fields(orders) }
