package linktest

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/linking"
)

// Memory is a linking.Platform in memory, safe for concurrent use. It enforces
// what a platform must: a tenant belongs to one organization, and linking the
// same pair again changes nothing.
type Memory struct {
	mu      sync.Mutex
	orgs    map[string]linking.Organization
	links   map[linking.TenantKey]string
	azure   map[string]bool
	csp     map[string]uuid.UUID // the tenant behind each organization's service
	writes  int
	created int
	before  func(op string) error
	after   func(op string) error
}

// NewMemory returns an empty platform.
func NewMemory() *Memory {
	return &Memory{
		orgs:  make(map[string]linking.Organization),
		links: make(map[linking.TenantKey]string),
		azure: make(map[string]bool),
		csp:   make(map[string]uuid.UUID),
	}
}

// Add puts an organization on the platform, as its owner would by hand.
func (m *Memory) Add(o linking.Organization) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.orgs[o.ID] = o
	m.azure[o.ID] = o.Azure == linking.ServiceAttached
}

// Join links a tenant by hand, without the CSP service that Link adds.
func (m *Memory) Join(k linking.TenantKey, organizationID string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.links[k] = organizationID
}

// Writes returns how many writes took effect.
func (m *Memory) Writes() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.writes
}

// Fail sets what goes wrong with writes: before is asked before a write takes
// effect, after when it has taken effect, each with "link", "create",
// "attach" or "remove"; a non-nil error is returned to the caller. Nil functions never fail.
func (m *Memory) Fail(before, after func(op string) error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.before, m.after = before, after
}

// Organizations implements linking.Platform.
func (m *Memory) Organizations(ctx context.Context) iter.Seq2[linking.Organization, error] {
	m.mu.Lock()
	all := slices.SortedFunc(maps.Values(m.orgs), func(a, b linking.Organization) int { return strings.Compare(a.ID, b.ID) })
	m.mu.Unlock()
	return seq(ctx, all)
}

// Links implements linking.Platform.
func (m *Memory) Links(ctx context.Context) iter.Seq2[linking.Link, error] {
	m.mu.Lock()
	var all []linking.Link
	for k, o := range m.links {
		all = append(all, linking.Link{TenantKey: k, OrganizationID: o})
	}
	m.mu.Unlock()
	return seq(ctx, all)
}

func seq[T any](ctx context.Context, all []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		for _, v := range all {
			if err := ctx.Err(); err != nil {
				yield(zero, err)
				return
			}
			if !yield(v, nil) {
				return
			}
		}
	}
}

// write runs one write between the two failure points.
func (m *Memory) write(ctx context.Context, op string, do func() error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%w: %w", linking.ErrRefused, err)
	}
	if m.before != nil {
		if err := m.before(op); err != nil {
			return err
		}
	}
	if err := do(); err != nil {
		return err
	}
	if m.after != nil {
		return m.after(op)
	}
	return nil
}

// Link implements linking.Platform.
func (m *Memory) Link(ctx context.Context, l linking.Link) error {
	return m.write(ctx, "link", func() error {
		if _, ok := m.orgs[l.OrganizationID]; !ok {
			return fmt.Errorf("%w: no organization %s", linking.ErrRefused, l.OrganizationID)
		}
		switch has, ok := m.links[l.TenantKey]; {
		case ok && has == l.OrganizationID:
			return nil
		case ok:
			return fmt.Errorf("%w: tenant %s belongs to organization %s", linking.ErrRefused, l.Tenant, has)
		}
		m.links[l.TenantKey] = l.OrganizationID
		if m.csp[l.OrganizationID] == uuid.Nil {
			m.csp[l.OrganizationID] = l.Tenant
		}
		m.writes++
		return nil
	})
}

// Create implements linking.Platform.
func (m *Memory) Create(ctx context.Context, d linking.Draft) (linking.Organization, error) {
	var o linking.Organization
	err := m.write(ctx, "create", func() error {
		m.created++
		o = linking.Organization{
			ID:   uuid.NewSHA1(uuid.NameSpaceDNS, fmt.Append(nil, m.created, d.Name)).String(),
			Name: d.Name, Domain: d.Domain, RegistrationNumber: d.RegistrationNumber,
			CustomerNumber: d.CustomerNumber, Email: d.Email, Phone: d.Phone, Address: d.Address,
		}
		m.orgs[o.ID] = o
		m.writes++
		return nil
	})
	if err != nil {
		return linking.Organization{}, err
	}
	return o, nil
}

// RemoveEmpty implements linking.OrganizationRemover.
func (m *Memory) RemoveEmpty(ctx context.Context, organizationID string) error {
	return m.write(ctx, "remove", func() error {
		for k, o := range m.links {
			if o == organizationID {
				return fmt.Errorf("%w: organization %s has tenant %s", linking.ErrRefused, o, k.Tenant)
			}
		}
		if m.azure[organizationID] {
			return fmt.Errorf("%w: organization %s has the Azure service", linking.ErrRefused, organizationID)
		}
		if _, ok := m.orgs[organizationID]; ok {
			delete(m.orgs, organizationID)
			m.writes++
		}
		return nil
	})
}

// AzureService implements linking.AzureServices.
func (m *Memory) AzureService(_ context.Context, organizationID string) (linking.ServiceState, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.azure[organizationID] {
		return linking.ServiceAttached, nil
	}
	return linking.ServiceMissing, nil
}

// AttachAzure implements linking.AzureServices.
func (m *Memory) AttachAzure(ctx context.Context, organizationID string) error {
	return m.write(ctx, "attach", func() error {
		m.azure[organizationID] = true
		m.writes++
		return nil
	})
}

// CSPService implements linking.CSPServices.
func (m *Memory) CSPService(_ context.Context, l linking.Link) (linking.ServiceState, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch m.csp[l.OrganizationID] {
	case uuid.Nil:
		return linking.ServiceMissing, nil
	case l.Tenant:
		return linking.ServiceAttached, nil
	default:
		return linking.ServiceOther, nil
	}
}

// AttachCSP implements linking.CSPServices.
func (m *Memory) AttachCSP(ctx context.Context, l linking.Link) error {
	return m.write(ctx, "attach", func() error {
		if m.links[l.TenantKey] != l.OrganizationID {
			return fmt.Errorf("%w: tenant %s is not linked to organization %s", linking.ErrRefused, l.Tenant, l.OrganizationID)
		}
		m.csp[l.OrganizationID] = l.Tenant
		m.writes++
		return nil
	})
}

// Tenants is a linking.Tenants over a slice.
type Tenants []linking.Tenant

// All implements linking.Tenants.
func (t Tenants) All(ctx context.Context) iter.Seq2[linking.Tenant, error] { return seq(ctx, t) }
