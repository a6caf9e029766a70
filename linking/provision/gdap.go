package provision

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/partnercenter/graph"
)

// GDAP gets administrative access through Microsoft Graph, as Access.
type GDAP struct{ client *graph.Client }

// NewGDAP returns the access behind the client, which needs
// DelegatedAdminRelationship.ReadWrite.All.
func NewGDAP(client *graph.Client) (*GDAP, error) {
	if client == nil {
		return nil, errors.New("provision: NewGDAP needs a client")
	}
	return &GDAP{client}, nil
}

const (
	// defaultPrefix begins the name of the relationship that Microsoft makes with
	// new customers since 2023-11-01 (Microsoft's GDAP frequently asked questions).
	defaultPrefix = "Default_"
	// duration of a relationship that is asked for: two years, the longest.
	duration = "P730D"
)

// Default implements Access.
func (a *GDAP) Default(ctx context.Context, tenant uuid.UUID) (Relationship, error) {
	r, err := a.find(ctx, tenant, func(r *graph.Relationship) bool { return strings.HasPrefix(r.DisplayName, defaultPrefix) })
	if err != nil || r == nil {
		return Relationship{}, err
	}
	return relationship(r), nil
}

// Request implements Access. A relationship's name is unique among the partner's,
// so a repetition finds the first one.
func (a *GDAP) Request(ctx context.Context, tenant uuid.UUID, name string, roles []uuid.UUID) (Relationship, error) {
	r, err := a.find(ctx, tenant, func(r *graph.Relationship) bool { return r.DisplayName == name })
	if err != nil {
		return Relationship{}, err
	}
	if r == nil {
		r, err = a.client.GDAP().Create(ctx, graph.Relationship{
			DisplayName: name, Duration: duration, Customer: &graph.RelationshipCustomer{TenantID: tenant.String()}, AccessDetails: details(roles)})
		if err != nil {
			return Relationship{}, graphRefused(err)
		}
	}
	if r.Status == graph.RelationshipCreated {
		if _, err := a.client.GDAP().Request(ctx, r.ID, graph.ActionLockForApproval); err != nil {
			return Relationship{}, graphRefused(err)
		}
		r.Status = graph.RelationshipApprovalPending
	}
	return relationship(r), nil
}

func (a *GDAP) find(ctx context.Context, tenant uuid.UUID, wanted func(*graph.Relationship) bool) (*graph.Relationship, error) {
	query := graph.ListQuery{Filter: fmt.Sprintf("customer/tenantId eq '%s'", tenant)}
	for r, err := range a.client.GDAP().All(ctx, query) {
		if err != nil {
			return nil, err
		}
		if wanted(&r) {
			return a.client.GDAP().Get(ctx, r.ID) // the list can be older
		}
	}
	return nil, nil
}

func relationship(r *graph.Relationship) Relationship {
	out := Relationship{ID: r.ID, State: RelationshipEnded, ApprovalURL: r.ApprovalURL()}
	switch r.Status {
	case graph.RelationshipActive, graph.RelationshipExpiring:
		out.State = RelationshipActive
	case graph.RelationshipCreated, graph.RelationshipApprovalPending:
		out.State = RelationshipPending
	case graph.RelationshipApproved, graph.RelationshipActivating:
		out.State = RelationshipComing
	}
	return out
}

// Assign implements Access.
func (a *GDAP) Assign(ctx context.Context, relationshipID string, g Group) error {
	for has, err := range a.client.GDAP().AllAssignments(ctx, relationshipID, graph.ListQuery{}) {
		if err != nil {
			return err
		}
		if c := has.AccessContainer; c != nil && strings.EqualFold(c.AccessContainerID, g.ID.String()) && (has.Status == "active" || has.Status == "pending") {
			return nil
		}
	}
	_, err := a.client.GDAP().Assign(ctx, relationshipID, graph.AccessAssignment{
		AccessContainer: &graph.AccessContainer{AccessContainerID: g.ID.String(), AccessContainerType: "securityGroup"},
		AccessDetails:   details(g.Roles),
	})
	return graphRefused(err)
}

func details(roles []uuid.UUID) *graph.AccessDetails {
	d := new(graph.AccessDetails)
	for _, r := range roles {
		d.UnifiedRoles = append(d.UnifiedRoles, graph.Role{RoleDefinitionID: r.String()})
	}
	return d
}

func graphRefused(err error) error {
	switch graph.OutcomeOf(err) {
	case graph.OutcomeRefused, graph.OutcomeNotSent:
		return fmt.Errorf("%w: %w", linking.ErrRefused, err)
	case graph.OutcomeDone:
		if err == nil {
			return nil
		}
		return fmt.Errorf("%w: %w", linking.ErrAnswerLost, err)
	default:
		return err
	}
}
