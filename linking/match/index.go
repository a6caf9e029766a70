package match

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
)

// The errors of invalid input; test with errors.Is.
var (
	// ErrNoID: a record has no id.
	ErrNoID = errors.New("record has no id")
	// ErrDuplicateID: two records of one side have the same id.
	ErrDuplicateID = errors.New("record id occurs twice")
)

// Option configures an index.
type Option func(*settings) error

type settings struct {
	workers int
	broker  []string
}

// WithWorkers limits how many goroutines build and match at a time; the default
// is GOMAXPROCS. Results do not depend on it.
func WithWorkers(n int) Option {
	return func(s *settings) error {
		if n < 1 {
			return fmt.Errorf("match: workers is %d; give at least 1", n)
		}
		s.workers = n
		return nil
	}
}

// WithBrokerDomains names the broker's own domains. They are no evidence on
// either side: many billing profiles carry the broker's address.
func WithBrokerDomains(domains ...string) Option {
	return func(s *settings) error {
		s.broker = append(s.broker, domains...)
		return nil
	}
}

// Index is a set of organizations prepared for matching. It is immutable and
// safe for concurrent use.
type Index struct {
	settings settings
	orgs     []Record
}

// NewIndex prepares the organizations. It fails on a missing or repeated id and
// on an invalid option.
func NewIndex(organizations []Record, opts ...Option) (*Index, error) {
	s := settings{workers: runtime.GOMAXPROCS(0)}
	for _, o := range opts {
		if err := o(&s); err != nil {
			return nil, err
		}
	}
	if err := checkIDs("organization", organizations); err != nil {
		return nil, err
	}
	return &Index{settings: s, orgs: slices.Clone(organizations)}, nil
}

func checkIDs(side string, records []Record) error {
	seen := make(map[string]struct{}, len(records))
	for i := range records {
		id := records[i].ID
		if id == "" {
			return fmt.Errorf("match: %s %d: %w", side, i, ErrNoID)
		}
		if _, twice := seen[id]; twice {
			return fmt.Errorf("match: %s %d (%q): %w", side, i, id, ErrDuplicateID)
		}
		seen[id] = struct{}{}
	}
	return nil
}

// Match decides about every tenant. Decisions are a person's earlier answers.
// The results are sorted by tenant id and do not depend on the order of the
// input. Uniqueness of a key is judged over the tenants given, so give all
// tenants that are not linked yet. It fails on a missing or repeated id, an
// invalid policy or decision, and when ctx ends.
func (ix *Index) Match(ctx context.Context, tenants []Record, p Policy, d ...Decision) ([]Result, error) {
	if err := p.validate(); err != nil {
		return nil, err
	}
	if err := checkIDs("tenant", tenants); err != nil {
		return nil, err
	}
	results := make([]Result, 0, len(tenants))
	for i := range tenants {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r := Result{TenantID: tenants[i].ID, Band: BandUnmatched, Reason: ReasonNothing}
		for j := range ix.orgs {
			if slices.Contains(ix.orgs[j].LinkedTenants, tenants[i].guid()) {
				r.OrganizationID, r.Band, r.Reason = ix.orgs[j].ID, BandAuto, ReasonLinked
			} else if slices.Contains(ix.orgs[j].ResolvedTenants, tenants[i].guid()) {
				r.OrganizationID, r.Band, r.Reason = ix.orgs[j].ID, BandAuto, ReasonResolved
			}
		}
		results = append(results, r)
	}
	slices.SortFunc(results, func(a, b Result) int { return strings.Compare(a.TenantID, b.TenantID) })
	return results, nil
}
