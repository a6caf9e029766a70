package adapter

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/google/uuid"
	"golang.org/x/net/idna"
	"golang.org/x/time/rate"

	"github.com/tenantlink/tenantlink/internal/rest"
	"github.com/tenantlink/tenantlink/partnercenter/graph"
)

// DefaultAuthority is where OpenID discovery by domain is asked.
const DefaultAuthority = "https://login.microsoftonline.com"

// Domains answers which tenant owns a domain, as linking.DomainOwners. It asks
// Graph where a client is given and permitted, else OpenID discovery, which
// needs no sign-in: the issuer of
// {authority}/{domain}/v2.0/.well-known/openid-configuration names the tenant.
// Answers are kept for the life of the value. It is safe for concurrent use.
type Domains struct {
	graph     *graph.Client
	discovery *rest.Client
	limit     *rate.Limiter

	mu       sync.Mutex
	known    map[string]uuid.UUID
	noAccess bool // Graph refused for want of permission; it is not asked again
}

type domainOptions struct {
	graph     *graph.Client
	authority string
	http      *http.Client
	perSecond float64
}

// DomainOption sets up Domains.
type DomainOption func(*domainOptions) error

// WithGraph asks Graph first. It needs CrossTenantInformation.ReadBasic.All,
// delegated or application; without it OpenID discovery answers.
func WithGraph(c *graph.Client) DomainOption {
	return func(o *domainOptions) error {
		if c == nil {
			return errors.New("WithGraph: nil client")
		}
		o.graph = c
		return nil
	}
}

// WithAuthority replaces DefaultAuthority, for other clouds and for tests.
func WithAuthority(url string) DomainOption {
	return func(o *domainOptions) error { o.authority = strings.TrimRight(url, "/"); return nil }
}

// WithDiscoveryHTTPClient sets the http.Client that discovery uses.
func WithDiscoveryHTTPClient(h *http.Client) DomainOption {
	return func(o *domainOptions) error {
		if h == nil {
			return errors.New("WithDiscoveryHTTPClient: nil client")
		}
		o.http = h
		return nil
	}
}

// WithRate bounds the lookups per second. The default is 50; the services'
// limits are not documented publicly.
func WithRate(perSecond float64) DomainOption {
	return func(o *domainOptions) error {
		if !(perSecond > 0) {
			return fmt.Errorf("WithRate: %v is not above 0", perSecond)
		}
		o.perSecond = perSecond
		return nil
	}
}

// NewDomains builds the lookup. It does no I/O.
func NewDomains(opts ...DomainOption) (*Domains, error) {
	o := domainOptions{authority: DefaultAuthority, perSecond: 50}
	for _, opt := range opts {
		if err := opt(&o); err != nil {
			return nil, fmt.Errorf("adapter: NewDomains: %w", err)
		}
	}
	var transport []rest.Option
	if o.http != nil {
		transport = append(transport, rest.WithHTTPClient(o.http))
	}
	discovery, err := rest.New(rest.Config{Name: "adapter", BaseURL: o.authority, ParseFault: discoveryFault}, transport...)
	if err != nil {
		return nil, fmt.Errorf("adapter: NewDomains: %w", err)
	}
	return &Domains{
		graph:     o.graph,
		discovery: discovery,
		limit:     rate.NewLimiter(rate.Limit(o.perSecond), max(1, int(o.perSecond))),
		known:     make(map[string]uuid.UUID),
	}, nil
}

// TenantOf implements linking.DomainOwners. A name that is no domain has no
// owner.
func (d *Domains) TenantOf(ctx context.Context, domain string) (uuid.UUID, error) {
	ascii, err := idna.Lookup.ToASCII(strings.TrimSpace(domain))
	if err != nil || !strings.Contains(ascii, ".") {
		return uuid.Nil, nil
	}
	ascii = strings.ToLower(ascii)
	d.mu.Lock()
	owner, ok := d.known[ascii]
	askGraph := d.graph != nil && !d.noAccess
	d.mu.Unlock()
	if ok {
		return owner, nil
	}
	if err := d.limit.Wait(ctx); err != nil {
		return uuid.Nil, err
	}
	owner, err = d.ask(ctx, ascii, askGraph)
	if err != nil {
		return uuid.Nil, err
	}
	d.mu.Lock()
	d.known[ascii] = owner
	d.mu.Unlock()
	return owner, nil
}

func (d *Domains) ask(ctx context.Context, domain string, askGraph bool) (uuid.UUID, error) {
	if !askGraph {
		return d.discover(ctx, domain)
	}
	info, err := d.graph.Tenants().FindByDomain(ctx, domain)
	switch {
	case err == nil:
		return parseTenant(info.TenantID, domain)
	case errors.Is(err, graph.ErrNotFound):
		return uuid.Nil, nil
	case errors.Is(err, graph.ErrForbidden):
		d.mu.Lock()
		d.noAccess = true
		d.mu.Unlock()
		return d.discover(ctx, domain)
	default:
		return uuid.Nil, err
	}
}

// openIDConfiguration is the public document of a tenant; a path element may be
// any verified domain of it.
var openIDConfiguration = rest.Operation{ID: "entra.discovery", Method: http.MethodGet, Path: "/{domain}/v2.0/.well-known/openid-configuration"}

func (d *Domains) discover(ctx context.Context, domain string) (uuid.UUID, error) {
	var document struct {
		Issuer string `json:"issuer"`
	}
	_, failure := d.discovery.Do(ctx, rest.Call{Op: openIDConfiguration, Path: []string{domain}, Out: &document})
	if failure != nil {
		if failure.Code == noTenant {
			return uuid.Nil, nil
		}
		return uuid.Nil, fmt.Errorf("adapter: %w", failure)
	}
	for part := range strings.SplitSeq(document.Issuer, "/") {
		if id, err := uuid.Parse(part); err == nil {
			return id, nil
		}
	}
	return uuid.Nil, fmt.Errorf("adapter: the issuer %q of domain %s names no tenant", document.Issuer, domain)
}

// noTenant is Entra's error for a domain that no tenant has verified, usually
// with AADSTS90002.
const noTenant = "invalid_tenant"

func discoveryFault(_ *http.Response, body []byte) rest.Fault {
	var entra struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	if json.Unmarshal(body, &entra) != nil {
		return rest.Fault{}
	}
	return rest.Fault{Code: entra.Error, Message: entra.Description}
}

func parseTenant(id, domain string) (uuid.UUID, error) {
	tenant, err := uuid.Parse(id)
	if err != nil {
		return uuid.Nil, fmt.Errorf("adapter: the owner %q of domain %s is no tenant GUID: %w", id, domain, err)
	}
	return tenant, nil
}
