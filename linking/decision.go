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
	slices.Reverse(ignores) // of two entries that hold, the store's, which is newer, counts
	s.setIgnores(ignores, l.o.charged)
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

// setIgnores keeps the entries that hold, one for each tenant, the first; those of
// tenants that are charged are reopened.
func (s *Snapshot) setIgnores(entries []Ignore, charged map[uuid.UUID]bool) {
	listed := make(map[uuid.UUID]bool)
	for _, i := range entries {
		if i.Partner != s.Scope.Partner || !i.Active(s.Taken) || listed[i.Tenant] {
			continue
		}
		listed[i.Tenant] = true
		if charged[i.Tenant] {
			s.Reopened = append(s.Reopened, i)
		} else {
			s.Ignores = append(s.Ignores, i)
		}
	}
	byTenant := func(a, b Ignore) int { return compareUUID(a.Tenant, b.Tenant) }
	slices.SortFunc(s.Ignores, byTenant)
	slices.SortFunc(s.Reopened, byTenant)
}

// answers are what people said that an action must not go against.
type answers struct {
	ignored  map[uuid.UUID]Ignore
	rejected map[match.Decision]bool
}

// answers reads what people have said until now.
func (l *Linker) answers(ctx context.Context) (answers, error) {
	s := &Snapshot{Scope: l.o.scope, Taken: time.Now().UTC()}
	if err := l.readStores(ctx, s); err != nil {
		return answers{}, err
	}
	a := answers{ignored: make(map[uuid.UUID]Ignore, len(s.Ignores)), rejected: make(map[match.Decision]bool)}
	for _, i := range s.Ignores {
		a.ignored[i.Tenant] = i
	}
	for _, d := range l.decisions(s) {
		if d.Verdict == match.Rejected {
			a.rejected[d] = true
		}
	}
	return a, nil
}

// against says which answer speaks against linking the action's tenant, or "".
func (s answers) against(a *Action) string {
	if a.attaches() {
		return ""
	}
	if i, ok := s.ignored[a.TenantID]; ok {
		return fmt.Sprintf("on the ignore list as %s (%s, %s); left alone", i.Kind, i.Reason, i.By)
	}
	if a.Kind == LinkExisting && s.rejected[match.Decision{TenantID: a.TenantID.String(), OrganizationID: a.OrganizationID, Verdict: match.Rejected}] {
		return fmt.Sprintf("somebody has said that organization %s is not the tenant's; left alone", a.OrganizationID)
	}
	return ""
}

func compareDecisions(a, b Decision) int {
	return cmp.Or(strings.Compare(a.TenantKey.String(), b.TenantKey.String()), strings.Compare(a.OrganizationID, b.OrganizationID))
}

// decisions are the caller's and the store's, as the matcher takes them. About
// the same pair the store's, which is newer, counts.
func (l *Linker) decisions(s *Snapshot) []match.Decision {
	stored := make(map[match.Decision]bool) // without verdict
	var all []match.Decision
	for _, d := range s.Decisions {
		if d.Partner == s.Scope.Partner {
			one := match.Decision{TenantID: d.Tenant.String(), OrganizationID: d.OrganizationID}
			stored[one] = true
			one.Verdict = d.Verdict
			all = append(all, one)
		}
	}
	for _, d := range l.o.decisions {
		d.TenantID = strings.ToLower(d.TenantID)
		if !stored[match.Decision{TenantID: d.TenantID, OrganizationID: d.OrganizationID}] {
			all = append(all, d)
		}
	}
	return all
}
