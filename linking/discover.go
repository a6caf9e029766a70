package linking

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"
)

// Snapshot is what both sides said at one time. It is a value: print it, keep
// it, plan from it.
type Snapshot struct {
	Scope         Scope          `json:"scope"`
	Taken         time.Time      `json:"taken"`
	Tenants       []Tenant       `json:"tenants"`
	Organizations []Organization `json:"organizations"`
	Links         []Link         `json:"links"`
	// Owners maps a domain of an organization to the tenant that owns it, for
	// the domains that were looked up. A domain without owner maps to uuid.Nil.
	Owners map[string]uuid.UUID `json:"owners,omitempty"`
	// Known are the tenants that the platform lists, with the names it has for
	// them; nil when it cannot say.
	Known []Tenant `json:"known,omitempty"`
	// Own is the partner itself, as far as anybody told.
	Own OwnCompany `json:"own,omitzero"`
	// AzureTenants are the tenants that consume Azure, as given by the caller.
	AzureTenants []uuid.UUID `json:"azure_tenants,omitempty"`
	// AzurePlans are the linked tenants that have an Azure plan, where WithAzureAudit
	// asked.
	AzurePlans []uuid.UUID `json:"azure_plans,omitempty"`
	// Ignores are the entries of the ignore list that held when it was taken.
	Ignores []Ignore `json:"ignores,omitempty"`
	// Reopened are entries that do not hold because the tenant is charged: it
	// counts as unlinked.
	Reopened []Ignore `json:"reopened,omitempty"`
	// Decisions are what the DecisionStore held.
	Decisions []Decision `json:"decisions,omitempty"`
}

// Discover reads both sides concurrently. The result does not depend on the
// order in which the vendors list things.
func (l *Linker) Discover(ctx context.Context) (*Snapshot, error) {
	if err := l.checkEnvironment(ctx); err != nil {
		return nil, fmt.Errorf("linking: discover: %w", err)
	}
	s := &Snapshot{Scope: l.o.scope, Taken: time.Now().UTC()}
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		s.Tenants, err = l.collectTenants(gctx)
		return err
	})
	g.Go(func() (err error) {
		s.Organizations, err = collect(gctx, "organizations", l.o.progress, l.platform.Organizations(gctx))
		return err
	})
	g.Go(func() (err error) {
		s.Links, err = l.collectLinks(gctx)
		return err
	})
	g.Go(func() error { return l.readOwn(gctx, s) })
	if known, ok := l.platform.(TenantLister); ok {
		g.Go(func() (err error) {
			s.Known, err = collect(gctx, "the platform's tenants", l.o.progress, known.KnownTenants(gctx))
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, fmt.Errorf("linking: discover: %w", err)
	}
	s.sort()
	s.AzureTenants = slices.Clone(l.o.azure)
	slices.SortFunc(s.AzureTenants, compareUUID)
	s.AzureTenants = slices.Compact(s.AzureTenants)
	for _, more := range []func(context.Context, *Snapshot) error{l.readStores, l.readDetails, l.readAzurePlans, l.readAzure, l.readCSP, l.readOwners} {
		if err := more(ctx, s); err != nil {
			return nil, fmt.Errorf("linking: discover: %w", err)
		}
	}
	return s, nil
}

func collect[T any](ctx context.Context, what string, progress func(Progress), seq iter.Seq2[T, error]) ([]T, error) {
	var all []T
	for v, err := range seq {
		if err != nil {
			return nil, fmt.Errorf("%s: %w", what, err)
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		all = append(all, v)
		if len(all)%500 == 0 {
			progress(Progress{Stage: what, Done: len(all)})
		}
	}
	progress(Progress{Stage: what, Done: len(all), Total: len(all)})
	return all, nil
}

func (l *Linker) collectTenants(ctx context.Context) ([]Tenant, error) {
	tenants, err := collect(ctx, "tenants", l.o.progress, l.tenants.All(ctx))
	if err != nil {
		return nil, err
	}
	for _, t := range tenants {
		if t.Partner != l.o.scope.Partner {
			return nil, fmt.Errorf("%w: tenant %s belongs to partner %s, not to %s", ErrScope, t.Tenant, t.Partner, l.o.scope.Partner)
		}
	}
	return tenants, nil
}

func (l *Linker) collectLinks(ctx context.Context) ([]Link, error) {
	links, err := collect(ctx, "links", l.o.progress, l.platform.Links(ctx))
	if err != nil {
		return nil, err
	}
	// A broker may serve several partner tenants: the others' links are not ours.
	return slices.DeleteFunc(links, func(k Link) bool { return k.Partner != l.o.scope.Partner }), nil
}

// readDetails completes the unlinked tenants.
func (l *Linker) readDetails(ctx context.Context, s *Snapshot) error {
	source, ok := l.tenants.(TenantDetails)
	if !ok {
		return nil
	}
	unlinked := make(map[uuid.UUID]bool)
	for _, t := range s.Unlinked() {
		unlinked[t.Tenant] = true
	}
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(l.o.workers)
	var done atomic.Int64
	for n := range s.Tenants {
		t := &s.Tenants[n]
		if !unlinked[t.Tenant] {
			continue
		}
		g.Go(func() error {
			more, err := source.Detail(gctx, *t)
			if err != nil {
				return fmt.Errorf("details of tenant %s: %w", t.Tenant, err)
			}
			if more.TenantKey != t.TenantKey {
				return fmt.Errorf("details of tenant %s are those of tenant %s", t.Tenant, more.Tenant)
			}
			more.Dormant = more.Dormant && !l.o.charged[t.Tenant]
			*t = more
			l.o.progress(Progress{Stage: "details of unlinked tenants", Done: int(done.Add(1)), Total: len(unlinked)})
			return nil
		})
	}
	return g.Wait()
}

// readAzurePlans asks which linked tenants have an Azure plan.
func (l *Linker) readAzurePlans(ctx context.Context, s *Snapshot) error {
	source, ok := l.tenants.(AzurePlans)
	if !ok || !l.o.auditAzure {
		return nil
	}
	links := s.linkByTenant()
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(l.o.workers)
	var mu sync.Mutex
	done := 0
	for _, t := range s.Tenants {
		if _, linked := links[t.Tenant]; !linked {
			continue
		}
		g.Go(func() error {
			has, err := source.HasAzurePlan(gctx, t)
			if err != nil {
				return fmt.Errorf("the Azure plan of tenant %s: %w", t.Tenant, err)
			}
			mu.Lock()
			if done++; has {
				s.AzurePlans = append(s.AzurePlans, t.Tenant)
			}
			n := done
			mu.Unlock()
			l.o.progress(Progress{Stage: "Azure plans", Done: n, Total: len(links)})
			return nil
		})
	}
	err := g.Wait()
	slices.SortFunc(s.AzurePlans, compareUUID)
	return err
}

// readAzure asks, for the linked organizations of tenants that consume Azure or
// have an Azure plan, whether they have the Azure service.
func (l *Linker) readAzure(ctx context.Context, s *Snapshot) error {
	services, ok := l.platform.(AzureServices)
	tenants := slices.Concat(s.AzureTenants, s.AzurePlans)
	if !ok || len(tenants) == 0 {
		return nil
	}
	wanted := make(map[string]bool)
	links := s.linkByTenant()
	for _, t := range tenants {
		if k, ok := links[t]; ok {
			wanted[k.OrganizationID] = true
		}
	}
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(l.o.workers)
	var done atomic.Int64
	for n := range s.Organizations {
		o := &s.Organizations[n]
		if !wanted[o.ID] || o.Azure != ServiceUnknown {
			continue
		}
		g.Go(func() error {
			state, err := services.AzureService(gctx, o.ID)
			if err != nil {
				return fmt.Errorf("the Azure service of organization %s: %w", o.ID, err)
			}
			o.Azure = state
			l.o.progress(Progress{Stage: "Azure services", Done: int(done.Add(1)), Total: len(wanted)})
			return nil
		})
	}
	return g.Wait()
}

// readCSP asks whether the organizations that have one tenant have its CSP
// service. With several tenants the one service is of one of them.
func (l *Linker) readCSP(ctx context.Context, s *Snapshot) error {
	services, ok := l.platform.(CSPServices)
	if !ok || !l.o.auditCSP {
		return nil
	}
	only := make(map[string]*Link, len(s.Links))
	for n := range s.Links {
		k := &s.Links[n]
		if _, several := only[k.OrganizationID]; several {
			k = nil
		}
		only[s.Links[n].OrganizationID] = k
	}
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(l.o.workers)
	var done atomic.Int64
	for n := range s.Organizations {
		o := &s.Organizations[n]
		k := only[o.ID]
		if k == nil || o.CSP != ServiceUnknown {
			continue
		}
		g.Go(func() error {
			state, err := services.CSPService(gctx, *k)
			if err != nil {
				return fmt.Errorf("the CSP service of organization %s: %w", o.ID, err)
			}
			o.CSP = state
			l.o.progress(Progress{Stage: "CSP services", Done: int(done.Add(1)), Total: len(only)})
			return nil
		})
	}
	return g.Wait()
}

// readOwners looks up the primary domains of organizations, each domain once.
func (l *Linker) readOwners(ctx context.Context, s *Snapshot) error {
	if l.o.owners == nil {
		return nil
	}
	hasTenant := make(map[string]bool, len(s.Links))
	for _, k := range s.Links {
		hasTenant[k.OrganizationID] = true
	}
	asked := make(map[string]bool)
	var domains []string
	for _, o := range s.Organizations {
		if hasTenant[o.ID] && !l.o.auditLinked {
			continue
		}
		if d := normalDomain(o.Domain); d != "" && !asked[d] {
			asked[d] = true
			domains = append(domains, d)
		}
	}
	s.Owners = make(map[string]uuid.UUID, len(domains))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(l.o.workers)
	var mu sync.Mutex
	for _, d := range domains {
		g.Go(func() error {
			owner, err := l.o.owners.TenantOf(gctx, d)
			if err != nil {
				return fmt.Errorf("tenant of domain %s: %w", d, err)
			}
			mu.Lock()
			s.Owners[d] = owner
			n := len(s.Owners)
			mu.Unlock()
			l.o.progress(Progress{Stage: "domain lookups", Done: n, Total: len(domains)})
			return nil
		})
	}
	return g.Wait()
}

func (s *Snapshot) sort() {
	slices.SortFunc(s.Tenants, func(a, b Tenant) int { return compareUUID(a.Tenant, b.Tenant) })
	slices.SortFunc(s.Organizations, func(a, b Organization) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(s.Links, func(a, b Link) int {
		return cmp.Or(compareUUID(a.Tenant, b.Tenant), strings.Compare(a.OrganizationID, b.OrganizationID))
	})
	slices.SortFunc(s.Known, func(a, b Tenant) int { return compareUUID(a.Tenant, b.Tenant) })
}

func compareUUID(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) }

// customers are the tenants by id.
func (s *Snapshot) customers() map[uuid.UUID]*Tenant {
	m := make(map[uuid.UUID]*Tenant, len(s.Tenants))
	for n := range s.Tenants {
		m[s.Tenants[n].Tenant] = &s.Tenants[n]
	}
	return m
}

// names are what people call the tenants: the customers, and those that only the
// platform lists.
func (s *Snapshot) names() map[uuid.UUID]string {
	m := make(map[uuid.UUID]string, len(s.Tenants))
	for _, t := range s.Known {
		m[t.Tenant] = displayName(t)
	}
	for _, t := range s.Tenants {
		if name := displayName(t); name != "" {
			m[t.Tenant] = name
		}
	}
	return m
}

// known returns the tenant as the platform lists it.
func (s *Snapshot) known(tenant uuid.UUID) (Tenant, bool) {
	n, ok := slices.BinarySearchFunc(s.Known, tenant, func(t Tenant, id uuid.UUID) int { return compareUUID(t.Tenant, id) })
	if !ok {
		return Tenant{}, false
	}
	return s.Known[n], true
}

func (s *Snapshot) linkByTenant() map[uuid.UUID]Link {
	m := make(map[uuid.UUID]Link, len(s.Links))
	for _, k := range s.Links {
		m[k.Tenant] = k
	}
	return m
}

// Unlinked returns the tenants that belong to no organization and are not on
// the ignore list, sorted by tenant id. Nobody is invoiced for them.
func (s *Snapshot) Unlinked() []Tenant {
	links := s.linkByTenant()
	ignored := make(map[uuid.UUID]bool, len(s.Ignores))
	for _, i := range s.Ignores {
		ignored[i.Tenant] = true
	}
	var out []Tenant
	for _, t := range s.Tenants {
		if _, ok := links[t.Tenant]; !ok && !ignored[t.Tenant] {
			out = append(out, t)
		}
	}
	return out
}

// Ignored returns the unlinked tenants that are on the ignore list, with their
// entries.
func (s *Snapshot) Ignored() []Ignore {
	links := s.linkByTenant()
	present := make(map[uuid.UUID]bool, len(s.Tenants))
	for _, t := range s.Tenants {
		present[t.Tenant] = true
	}
	var out []Ignore
	for _, i := range s.Ignores {
		if _, linked := links[i.Tenant]; !linked && present[i.Tenant] {
			out = append(out, i)
		}
	}
	slices.SortFunc(out, func(a, b Ignore) int { return compareUUID(a.Tenant, b.Tenant) })
	return out
}

// Digest identifies the state that was seen, whatever the order or the time in
// which it was read. A plan carries the digest of the state it was made from.
func (s *Snapshot) Digest() string {
	state := *s
	state.Taken = time.Time{}
	h := sha256.New()
	// Encoding a struct of strings, times and maps cannot fail, and map keys
	// are sorted by encoding/json.
	_ = json.NewEncoder(h).Encode(state)
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

// normalDomain returns the form in which domains are compared and looked up:
// lower case, no scheme, path, trailing dot or leading www.
func normalDomain(d string) string {
	d = strings.ToLower(strings.TrimSpace(d))
	d = strings.TrimPrefix(strings.TrimPrefix(d, "https://"), "http://")
	d, _, _ = strings.Cut(d, "/")
	return strings.TrimSuffix(strings.TrimPrefix(d, "www."), ".")
}

func equalDomain(a, b string) bool { return normalDomain(a) == normalDomain(b) }
