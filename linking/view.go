package linking

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
)

// view is what Apply knows of the platform: lists that are read again when they
// are too old for the question asked, and what this run has changed since.
type view struct {
	platform Platform
	partner  uuid.UUID
	o        ApplyOptions

	// Held while a list is read, so that one list serves all who need it. They
	// are channels because a waiter must give up with its context.
	linksTurn chan struct{}
	orgsTurn  chan struct{}

	mu        sync.Mutex // guards the fields below; never held during a request
	links     map[uuid.UUID]string
	tenantsOf map[string][]uuid.UUID
	linksAt   time.Time // when the newest list of links was begun
	writes    int       // since then
	orgs      map[string]Organization
	byName    map[string][]string // ids of organizations
	orgsAt    time.Time
	madeLinks map[uuid.UUID]string // by this run; a list under way may not hold them yet
	madeOrgs  []Organization
	claims    map[string]uuid.UUID // organizations that an action in flight will link
}

func newView(p Platform, partner uuid.UUID, o ApplyOptions) *view {
	return &view{platform: p, partner: partner, o: o, linksTurn: make(chan struct{}, 1), orgsTurn: make(chan struct{}, 1), claims: make(map[string]uuid.UUID), madeLinks: make(map[uuid.UUID]string)}
}

// take waits for its turn.
func take(ctx context.Context, turn chan struct{}) error {
	select {
	case turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (v *view) load(ctx context.Context) error {
	now := time.Now()
	if err := v.listLinks(ctx, now); err != nil {
		return err
	}
	return v.listOrganizations(ctx, now)
}

// listLinks reads the links unless a list that was begun after the given time is
// there. One of the very same time may be older: clocks are coarse.
func (v *view) listLinks(ctx context.Context, after time.Time) error {
	if err := take(ctx, v.linksTurn); err != nil {
		return err
	}
	defer func() { <-v.linksTurn }()
	v.mu.Lock()
	fresh := v.linksAt.After(after)
	v.mu.Unlock()
	if fresh {
		return nil
	}
	begun := time.Now()
	links := make(map[uuid.UUID]string)
	tenantsOf := make(map[string][]uuid.UUID)
	for k, err := range v.platform.Links(ctx) {
		if err != nil {
			return fmt.Errorf("list links: %w", err)
		}
		if k.Partner == v.partner {
			links[k.Tenant] = k.OrganizationID
		}
		tenantsOf[k.OrganizationID] = append(tenantsOf[k.OrganizationID], k.Tenant)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.links, v.tenantsOf, v.linksAt, v.writes = links, tenantsOf, begun, 0
	for tenant, org := range v.madeLinks {
		if _, ok := links[tenant]; !ok {
			links[tenant] = org
			tenantsOf[org] = append(tenantsOf[org], tenant)
		}
	}
	return nil
}

func (v *view) listOrganizations(ctx context.Context, after time.Time) error {
	if err := take(ctx, v.orgsTurn); err != nil {
		return err
	}
	defer func() { <-v.orgsTurn }()
	v.mu.Lock()
	fresh := v.orgsAt.After(after)
	v.mu.Unlock()
	if fresh {
		return nil
	}
	begun := time.Now()
	var orgs []Organization
	for o, err := range v.platform.Organizations(ctx) {
		if err != nil {
			return fmt.Errorf("list organizations: %w", err)
		}
		orgs = append(orgs, o)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.orgs, v.byName, v.orgsAt = make(map[string]Organization), make(map[string][]string), begun
	for _, o := range slices.Concat(orgs, v.madeOrgs) {
		v.addLocked(o)
	}
	return nil
}

// current makes sure that the links are young enough for a precondition.
func (v *view) current(ctx context.Context) error {
	v.mu.Lock()
	at, writes := v.linksAt, v.writes
	v.mu.Unlock()
	if time.Since(at) < v.o.RelistAfter && writes < v.o.RelistWrites {
		return nil
	}
	return v.listLinks(ctx, at) // any list newer than the one judged too old
}

func (v *view) linkOf(ctx context.Context, tenant uuid.UUID) (string, bool, error) {
	if err := v.current(ctx); err != nil {
		return "", false, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	id, ok := v.links[tenant]
	return id, ok, nil
}

var errAlready = errors.New("already linked")

// linkBlocked returns why the link must not be made, or nil after claiming the
// organization for the tenant. errAlready means that it exists.
func (v *view) linkBlocked(ctx context.Context, tenant uuid.UUID, org string, several bool) (blocked, err error) {
	if err := v.current(ctx); err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if id, ok := v.links[tenant]; ok {
		if id == org {
			return errAlready, nil
		}
		return fmt.Errorf("linked to organization %s in the meantime; left alone", id), nil
	}
	if _, ok := v.orgs[org]; !ok {
		return fmt.Errorf("organization %s no longer exists", org), nil
	}
	if !several {
		if other, ok := v.claims[org]; ok && other != tenant {
			return fmt.Errorf("organization %s is being linked to tenant %s", org, other), nil
		}
		if n := len(v.tenantsOf[org]); n > 0 {
			return fmt.Errorf("organization %s has tenant %s in the meantime; left alone", org, v.tenantsOf[org][0]), nil
		}
		v.claims[org] = tenant
	}
	return nil, nil
}

func (v *view) release(tenant uuid.UUID, org string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.claims[org] == tenant {
		delete(v.claims, org)
	}
}

func (v *view) addLink(tenant uuid.UUID, org string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.links[tenant] = org
	v.madeLinks[tenant] = org
	v.tenantsOf[org] = append(v.tenantsOf[org], tenant)
	delete(v.claims, org)
}

func (v *view) addOrganization(o Organization) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.madeOrgs = append(v.madeOrgs, o)
	v.addLocked(o)
}

func (v *view) addLocked(o Organization) {
	if _, ok := v.orgs[o.ID]; !ok {
		v.byName[nameKey(o.Name)] = append(v.byName[nameKey(o.Name)], o.ID)
	}
	v.orgs[o.ID] = o
}

func (v *view) hasOrganization(id string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	_, ok := v.orgs[id]
	return ok
}

func (v *view) wrote() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.writes++
}

// findLink reads the links again and returns org if the tenant has it.
func (v *view) findLink(ctx context.Context, tenant uuid.UUID, org string, since time.Time) (string, error) {
	if err := v.listLinks(ctx, since); err != nil {
		return "", err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	switch id, ok := v.links[tenant]; {
	case !ok:
		return "", nil
	case id != org:
		return "", fmt.Errorf("%w: tenant %s was linked to organization %s in the meantime", ErrRefused, tenant, id)
	default:
		return id, nil
	}
}

// severalError says that more than one organization could be the one that a
// lost creation made.
type severalError struct{ ids []string }

func (e *severalError) Error() string {
	return "several organizations look like the one created: " + strings.Join(e.ids, ", ") + "; a person must choose"
}

// findCreated reads the organizations again and returns the one that d made.
func (v *view) findCreated(ctx context.Context, d Draft, since time.Time) (string, error) {
	ids, err := v.lookAlikes(ctx, d, since)
	if err != nil || len(ids) == 0 {
		return "", err
	}
	if len(ids) > 1 {
		return "", &severalError{ids: ids}
	}
	return ids[0], nil
}

// lookAlikes returns the organizations that d could have made, sorted, from a
// list begun at since or later.
func (v *view) lookAlikes(ctx context.Context, d Draft, since time.Time) ([]string, error) {
	if err := v.listOrganizations(ctx, since); err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	var ids []string
	for _, id := range v.byName[nameKey(d.Name)] {
		if d.is(v.orgs[id]) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids, nil
}

func (v *view) tenants(org string) []uuid.UUID {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Clone(v.tenantsOf[org])
}
