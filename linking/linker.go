package linking

import (
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/linking/match"
)

// Linker reconciles one partner's tenants with one platform's organizations.
// It is immutable after New and safe for concurrent use.
type Linker struct {
	tenants  Tenants
	platform Platform
	o        options
}

type options struct {
	scope         Scope
	owners        DomainOwners
	own           OwnCompany
	auditLinked   bool
	policy        match.Policy
	matchOpts     []match.Option
	ignores       []Ignore
	decisions     []match.Decision
	ignoreStore   IgnoreStore
	decisionStore DecisionStore
	azure         []uuid.UUID
	auditAzure    bool
	auditCSP      bool
	charged       map[uuid.UUID]bool
	draft         func(Tenant) (Draft, error)
	grace         time.Duration
	workers       int
	logger        *slog.Logger
	progress      func(Progress)
}

// Option sets up a Linker.
type Option func(*options) error

// New returns a Linker for the tenants of t and the organizations of p.
// WithScope is required.
func New(t Tenants, p Platform, opts ...Option) (*Linker, error) {
	if t == nil || p == nil {
		return nil, errors.New("linking: New needs tenants and a platform")
	}
	o := options{
		draft:   DraftFromTenant,
		charged: make(map[uuid.UUID]bool),
		grace:   24 * time.Hour,
		workers: 8,
		logger:  slog.New(slog.DiscardHandler),
	}
	for _, opt := range opts {
		if err := opt(&o); err != nil {
			return nil, fmt.Errorf("linking: %w", err)
		}
	}
	if o.scope.Partner == uuid.Nil || o.scope.Platform == "" {
		return nil, errors.New("linking: New needs WithScope: the partner tenant and the platform that plans are made for")
	}
	if o.progress == nil {
		o.progress = func(Progress) {}
	} else {
		o.progress = serialised(o.progress)
	}
	return &Linker{tenants: t, platform: p, o: o}, nil
}

// serialised lets callers write progress callbacks without locks.
func serialised(f func(Progress)) func(Progress) {
	var mu sync.Mutex
	return func(p Progress) {
		mu.Lock()
		defer mu.Unlock()
		f(p)
	}
}

// WithScope names the partner and the broker. It is required.
func WithScope(s Scope) Option {
	return func(o *options) error {
		if s.Partner == uuid.Nil {
			return errors.New("WithScope: the partner tenant id is missing")
		}
		if s.Platform == "" {
			return errors.New("WithScope: the platform is missing")
		}
		o.scope = s
		return nil
	}
}

// WithDomainOwners looks up which tenant owns the primary domain of each
// organization that has no tenant yet.
func WithDomainOwners(d DomainOwners) Option {
	return func(o *options) error {
		if d == nil {
			return errors.New("WithDomainOwners: nil")
		}
		o.owners = d
		return nil
	}
}

// WithDomainAudit also looks up the domains of organizations that already have
// a tenant, which finds links that today's owner of the domain contradicts, at
// the price of one lookup for each of them.
func WithDomainAudit() Option {
	return func(o *options) error { o.auditLinked = true; return nil }
}

// WithPolicy sets how careful matching is. The zero policy, the default, is the
// conservative one.
func WithPolicy(p match.Policy) Option {
	return func(o *options) error { o.policy = p; return nil }
}

// WithMatchOptions passes options on to match.NewIndex, such as the domains
// that belong to the broker and are no evidence.
func WithMatchOptions(opts ...match.Option) Option {
	return func(o *options) error { o.matchOpts = append(o.matchOpts, opts...); return nil }
}

// WithIgnores gives the ignore list. Entries that have lapsed are not honoured.
func WithIgnores(list ...Ignore) Option {
	return func(o *options) error {
		for _, i := range list {
			if err := i.Validate(); err != nil {
				return fmt.Errorf("WithIgnores: %w", err)
			}
		}
		o.ignores = append(o.ignores, list...)
		return nil
	}
}

// WithDecisions gives pairs that a person confirmed or rejected; they are
// honoured exactly, so that a question is asked once.
func WithDecisions(d ...match.Decision) Option {
	return func(o *options) error { o.decisions = append(o.decisions, d...); return nil }
}

// WithAzureTenants names the tenants that consume Azure, for instance from the
// lines of the last invoice. Discover then reads whether their organizations
// have the Azure service, and Plan proposes to attach it where it is missing.
func WithAzureTenants(tenants ...uuid.UUID) Option {
	return func(o *options) error { o.azure = append(o.azure, tenants...); return nil }
}

// WithChargedTenants names tenants that were charged lately, for instance on the
// last invoice: they are not dormant, even when they have no subscription, and
// one that is on the ignore list is reopened.
func WithChargedTenants(tenants ...uuid.UUID) Option {
	return func(o *options) error {
		for _, t := range tenants {
			o.charged[t] = true
		}
		return nil
	}
}

// WithAzureAudit also reads, at the price of one request for each linked tenant,
// whether it has an Azure plan. Plan then proposes the Azure service also where
// nothing was consumed yet. It has no effect on Tenants without AzurePlans.
func WithAzureAudit() Option {
	return func(o *options) error { o.auditAzure = true; return nil }
}

// WithCSPAudit also reads, at the price of one request for each linked
// organization, whether it has the Microsoft 365 CSP service. Plan then proposes
// to attach it where it is missing, and calls one that belongs to another tenant
// a Conflict. It has no effect on a Platform without CSPServices.
func WithCSPAudit() Option {
	return func(o *options) error { o.auditCSP = true; return nil }
}

// WithDraft sets the rule that turns a tenant without organization into the
// organization to create. The default is DraftFromTenant. A tenant's address at one
// of the partner's own domains (see OwnCompany) is not copied.
func WithDraft(rule func(Tenant) (Draft, error)) Option {
	return func(o *options) error {
		if rule == nil {
			return errors.New("WithDraft: nil")
		}
		o.draft = rule
		return nil
	}
}

// WithGrace leaves tenants younger than d to the platform's own linking: tenants
// that Cloudmore made are linked by Cloudmore. The default is 24 hours; it only
// has an effect on tenants whose age is known: from the vendor, or to Watch, which
// knows the tenants that appeared since it began.
func WithGrace(d time.Duration) Option {
	return func(o *options) error {
		if d < 0 {
			return fmt.Errorf("WithGrace: %v is negative", d)
		}
		o.grace = d
		return nil
	}
}

// WithWorkers bounds how many requests Discover has in flight, 1 to 64. The
// default is 8.
func WithWorkers(n int) Option {
	return func(o *options) error {
		if n < 1 || n > 64 {
			return fmt.Errorf("WithWorkers: %d is outside 1 to 64", n)
		}
		o.workers = n
		return nil
	}
}

// WithLogger logs what is done. Without it nothing is logged.
func WithLogger(l *slog.Logger) Option {
	return func(o *options) error {
		if l == nil {
			return errors.New("WithLogger: nil")
		}
		o.logger = l
		return nil
	}
}

// WithProgress reports how far Discover and Apply are. Calls never overlap.
func WithProgress(f func(Progress)) Option {
	return func(o *options) error { o.progress = f; return nil }
}
