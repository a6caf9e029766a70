package linking

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/linking/match"
)

// Decision is a person's answer about one pair of tenant and organization. Later
// runs honour it, so that a question is asked once.
type Decision struct {
	TenantKey
	OrganizationID string        `json:"organization_id"`
	Verdict        match.Verdict `json:"verdict"`
	// By is who decided.
	By string `json:"by"`
	// At is when; zero when unknown.
	At time.Time `json:"at,omitzero"`
}

// Validate reports what a decision lacks: tenant ids, an organization, a known
// verdict and an author.
func (d Decision) Validate() error {
	switch {
	case d.Tenant == uuid.Nil || d.Partner == uuid.Nil:
		return errors.New("a decision needs the partner's and the customer's tenant id")
	case d.OrganizationID == "":
		return fmt.Errorf("tenant %s: a decision needs an organization_id", d.Tenant)
	case d.Verdict != match.Confirmed && d.Verdict != match.Rejected:
		return fmt.Errorf("tenant %s: the verdict %q is neither confirmed nor rejected", d.Tenant, d.Verdict)
	case strings.TrimSpace(d.By) == "":
		return fmt.Errorf("tenant %s: a decision needs who made it", d.Tenant)
	default:
		return nil
	}
}

// IgnoreStore keeps the ignore list between runs. FileStore and
// linking/sqlstore implement it.
type IgnoreStore interface {
	// Ignores returns the entries of the partner, lapsed ones too.
	Ignores(ctx context.Context, partner uuid.UUID) ([]Ignore, error)
	// SetIgnore adds the entry or replaces the tenant's earlier one.
	SetIgnore(ctx context.Context, i Ignore) error
	// ClearIgnore removes the tenant's entry; without one it does nothing.
	ClearIgnore(ctx context.Context, k TenantKey) error
}

// DecisionStore keeps decisions between runs, apart for each scope: the same
// organization id means another organization on another broker. FileStore and
// linking/sqlstore implement it.
type DecisionStore interface {
	// Decisions returns the decisions of the scope.
	Decisions(ctx context.Context, s Scope) ([]Decision, error)
	// Decide adds the decision or replaces the earlier one about the same pair.
	Decide(ctx context.Context, s Scope, d Decision) error
}

// WithIgnoreStore reads the ignore list from a store at every Discover, in
// addition to WithIgnores.
func WithIgnoreStore(s IgnoreStore) Option {
	return func(o *options) error {
		if s == nil {
			return errors.New("WithIgnoreStore: nil")
		}
		o.ignoreStore = s
		return nil
	}
}

// WithDecisionStore reads decisions from a store at every Discover, in addition
// to WithDecisions.
func WithDecisionStore(s DecisionStore) Option {
	return func(o *options) error {
		if s == nil {
			return errors.New("WithDecisionStore: nil")
		}
		o.decisionStore = s
		return nil
	}
}

// readStores puts what people decided into the snapshot.
func (l *Linker) readStores(ctx context.Context, s *Snapshot) error {
	ignores := slices.Clone(l.o.ignores)
	if l.o.ignoreStore != nil {
		stored, err := l.o.ignoreStore.Ignores(ctx, s.Scope.Partner)
		if err != nil {
			return fmt.Errorf("ignore list: %w", err)
		}
		ignores = append(ignores, stored...)
	}
	s.Ignores = activeIgnores(ignores, s.Scope.Partner, s.Taken)
	if l.o.decisionStore == nil {
		return nil
	}
	decisions, err := l.o.decisionStore.Decisions(ctx, s.Scope)
	if err != nil {
		return fmt.Errorf("decisions: %w", err)
	}
	s.Decisions = decisions
	slices.SortFunc(s.Decisions, compareDecisions)
	return nil
}

func compareDecisions(a, b Decision) int {
	return cmp.Or(strings.Compare(a.TenantKey.String(), b.TenantKey.String()), strings.Compare(a.OrganizationID, b.OrganizationID))
}

// decisions are the caller's and the store's, as the matcher takes them. About
// the same pair the store's, which is newer, counts.
func (l *Linker) decisions(s *Snapshot) []match.Decision {
	type pair struct{ tenant, organization string }
	stored := make(map[pair]bool)
	var all []match.Decision
	for _, d := range s.Decisions {
		if d.Partner == s.Scope.Partner {
			all = append(all, match.Decision{TenantID: d.Tenant.String(), OrganizationID: d.OrganizationID, Verdict: d.Verdict})
			stored[pair{d.Tenant.String(), d.OrganizationID}] = true
		}
	}
	for _, d := range l.o.decisions {
		if !stored[pair{strings.ToLower(d.TenantID), d.OrganizationID}] {
			all = append(all, d)
		}
	}
	return all
}
