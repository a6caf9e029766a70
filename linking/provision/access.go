package provision

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/linking"
)

// ErrWaiting: everything that can be done now is done, and somebody else must act
// before the request can go on. WaitingError tells who; run the request again
// later, also after a restart.
var ErrWaiting = errors.New("waiting")

// WaitingError says what the request waits for.
type WaitingError struct {
	// For is such as "customer approval".
	For string
	// URL is the page to send to the customer; empty when nobody can hurry it.
	URL string
}

// Error says what is waited for, and where it is done.
func (e *WaitingError) Error() string {
	if e.URL == "" {
		return "waiting for " + e.For
	}
	return "waiting for " + e.For + " at " + e.URL
}

// Is matches ErrWaiting.
func (e *WaitingError) Is(target error) bool { return target == ErrWaiting }

// Admin is the administrative access (GDAP) that the partner's groups get to the
// customer's tenant. A new customer comes with a relationship that Microsoft
// makes; an existing one is asked to approve one.
type Admin struct {
	// Groups of the partner's tenant, each with its roles, at least one.
	Groups []Group `json:"groups"`
}

// Group is a security group and the directory roles it gets.
type Group struct {
	// ID is the group's object id in the partner's tenant.
	ID uuid.UUID `json:"id"`
	// Roles are role template ids, at least one.
	Roles []uuid.UUID `json:"roles"`
}

// Relationship is an access relationship with a customer.
type Relationship struct {
	ID    string
	State RelationshipState
	// ApprovalURL is the page on which the customer approves it.
	ApprovalURL string
}

// RelationshipState is how far a relationship is.
type RelationshipState string

// The states of a relationship. The zero value is that there is none.
const (
	RelationshipNone    RelationshipState = ""
	RelationshipPending RelationshipState = "pending" // the customer must approve it
	RelationshipComing  RelationshipState = "coming"  // it becomes active by itself
	RelationshipActive  RelationshipState = "active"
	RelationshipEnded   RelationshipState = "ended"
)

// Access is how the partner gets administrative access. GDAP implements it.
type Access interface {
	// Default finds the relationship that Microsoft makes with a new customer.
	Default(ctx context.Context, tenant uuid.UUID) (Relationship, error)
	// Request makes sure that a relationship of that name with those roles has
	// been asked for, and returns it. It can be repeated.
	Request(ctx context.Context, tenant uuid.UUID, name string, roles []uuid.UUID) (Relationship, error)
	// Assign makes sure that the group has its roles in an active relationship.
	// It can be repeated.
	Assign(ctx context.Context, relationshipID string, g Group) error
}

// WithAccess sets how administrative access is got, for requests with Admin.
func WithAccess(a Access) Option {
	return func(p *Provisioner) error {
		if a == nil {
			return errors.New("WithAccess: nil")
		}
		p.access = a
		return nil
	}
}

func (a *Admin) validate() error {
	if len(a.Groups) == 0 {
		return errors.New("admin has no groups")
	}
	for n, g := range a.Groups {
		if g.ID == uuid.Nil || len(g.Roles) == 0 {
			return fmt.Errorf("admin group %d needs an id and at least one role", n+1)
		}
	}
	return nil
}

// roles are those of all groups, each once, in their order.
func (a *Admin) roles() []uuid.UUID {
	var all []uuid.UUID
	seen := make(map[uuid.UUID]bool)
	for _, g := range a.Groups {
		for _, r := range g.Roles {
			if !seen[r] {
				seen[r] = true
				all = append(all, r)
			}
		}
	}
	return all
}

// admin waits for a relationship to be active and assigns the groups.
func (g *saga) admin(ctx context.Context) error {
	if g.request.Admin == nil {
		return nil
	}
	if _, ok := g.done(stepAssign); ok {
		return nil
	}
	r, err := g.relationship(ctx)
	if err != nil {
		return fmt.Errorf("administrative access: %w", err)
	}
	switch r.State {
	case RelationshipActive:
	case RelationshipPending:
		return &WaitingError{For: "customer approval", URL: r.ApprovalURL}
	case RelationshipEnded:
		return fmt.Errorf("administrative access: relationship %s has ended or was refused: %w", r.ID, ErrNeedsReview)
	default:
		return &WaitingError{For: "the relationship with the customer's tenant to become active"}
	}
	_, err = g.do(ctx, stepAssign, func(ctx context.Context, _ uuid.UUID) (string, error) {
		for _, group := range g.request.Admin.Groups {
			if err := g.access.Assign(ctx, r.ID, group); err != nil {
				return "", fmt.Errorf("group %s: %w", group.ID, err)
			}
		}
		return r.ID, nil
	})
	if err != nil {
		return fmt.Errorf("administrative access: %w", err)
	}
	return nil
}

// relationship is Microsoft's own for a customer made by this request, and one
// under the request's name for every other.
func (g *saga) relationship(ctx context.Context) (r Relationship, err error) {
	if g.request.Customer != nil {
		return g.access.Default(ctx, g.tenant)
	}
	ask := func(ctx context.Context) error {
		r, err = g.access.Request(ctx, g.tenant, relationshipName(g.request.ID), g.request.Admin.roles())
		return err
	}
	if _, ok := g.done(stepAccess); ok { // asked for before: this only reads it
		return r, ask(ctx)
	}
	_, err = g.do(ctx, stepAccess, func(ctx context.Context, _ uuid.UUID) (string, error) {
		err := ask(ctx)
		return r.ID, err
	})
	return r, err
}

// maxName is Graph's limit for the name of a relationship.
const maxName = 50

func relationshipName(id string) string {
	name := "tenantlink " + id
	return name[:min(len(name), maxName)]
}

// The steps of administrative access in the journal.
const (
	stepAccess linking.Step = "provision_access"
	stepAssign linking.Step = "provision_assign"
)
