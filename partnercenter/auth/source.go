package auth

import (
	"context"
	"fmt"
	"strings"

	"golang.org/x/oauth2"

	"github.com/tenantlink/tenantlink/internal/tokencache"
)

// Source gives access tokens for one audience in one tenant. The module's
// clients take it as their TokenSource. It is safe for concurrent use.
type Source struct {
	auth     *Authenticator
	key      Key
	audience string
	tenant   string
	cache    *tokencache.Cache
	lacking  lastRefusal // of a token that lacks required permissions
	err      error       // an impossible audience or tenant
}

// SourceOption changes what tokens a [Source] gives.
type SourceOption func(*sourceSettings)

type sourceSettings struct {
	tenant  string
	appOnly bool
}

// InTenant gives tokens for a customer's tenant: its GUID or a domain. It takes
// a GDAP relationship and the application's consent there. The default is the
// partner's own tenant.
func InTenant(id string) SourceOption {
	return func(s *sourceSettings) { s.tenant = strings.ToLower(strings.TrimSpace(id)) }
}

// AppOnly gives tokens of the application itself, without a user. They need no
// consent and no MFA, but many of Partner Center's operations refuse them.
func AppOnly() SourceOption { return func(s *sourceSettings) { s.appOnly = true } }

// Source returns the source of tokens for an audience, such as
// [PartnerCenter] or [Graph]. Calls with the same arguments return the same
// Source. An impossible audience or tenant shows as the error of Token.
func (a *Authenticator) Source(audience string, opts ...SourceOption) *Source {
	set := sourceSettings{tenant: a.grant.Tenant}
	for _, o := range opts {
		o(&set)
	}
	canonical, err := canonicalAudience(audience)
	if err == nil {
		if err = checkTenant(set.tenant); err != nil {
			err = fmt.Errorf("InTenant: %w", err)
		}
	}
	if err != nil {
		return &Source{err: fmt.Errorf("auth: %w", err)}
	}
	kind := KindAccess
	if set.appOnly {
		kind = KindApp
	}
	key := a.grant.accessKey(kind, set.tenant, canonical)
	a.mu.Lock()
	defer a.mu.Unlock()
	s, ok := a.sources[key]
	if !ok {
		s = &Source{auth: a, key: key, audience: canonical, tenant: set.tenant}
		s.cache = tokencache.New(s.fetch, tokencache.Early(a.settings.early), tokencache.Timeout(fetchTimeout))
		a.sources[key] = s
	}
	return s
}

// Token returns a valid access token: from memory, from the store, or from the
// sign-in service. Errors are a [ReauthError] when a person must sign in, an
// [Error] for other refusals, or the store's.
func (s *Source) Token(ctx context.Context) (*oauth2.Token, error) {
	if s.err != nil {
		return nil, s.err
	}
	return s.cache.Token(ctx)
}

// Invalidate discards t after an API answered 401. Another process that holds
// the same token is not disturbed; if t is no longer the current token, nothing
// happens.
func (s *Source) Invalidate(t *oauth2.Token) {
	if s.err == nil {
		s.cache.Invalidate(t)
	}
}

// OAuth2 adapts the source to golang.org/x/oauth2, which passes no context: ctx
// is used for every call.
func (s *Source) OAuth2(ctx context.Context) oauth2.TokenSource { return contextSource{ctx, s} }

type contextSource struct {
	ctx    context.Context
	source *Source
}

// Token returns a token under the adapter's context.
func (c contextSource) Token() (*oauth2.Token, error) { return c.source.Token(c.ctx) }
