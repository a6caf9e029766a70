package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Authenticator holds one [Grant]: it signs in, stores, and gives token
// sources. It is immutable but for what it caches, and safe for concurrent use.
// Share one per grant.
type Authenticator struct {
	grant    Grant
	endpoint *endpoint
	store    TokenStore
	settings settings
	own      *http.Transport // nil if the caller gave a client
	life     *lifetime
	// turn lets one goroutine at a time redeem the refresh token, appTurn fetch
	// a token of the application.
	turn, appTurn chan struct{}

	mu      sync.Mutex // guards sources
	sources map[Key]*Source
	refused lastRefusal // of the refresh token
	saver   saver
}

// requestTimeout bounds one attempt of a request.
const requestTimeout = time.Minute

// New checks the arguments and builds an Authenticator. It does no I/O: whether
// a grant is stored shows when the first token is asked for. Call
// [Authenticator.Close] when you are done with it.
func New(g Grant, c Credential, s TokenStore, opts ...Option) (*Authenticator, error) {
	g, err := g.normal()
	if err != nil {
		return nil, fmt.Errorf("auth.New: %w", err)
	}
	if c.add == nil {
		return nil, errors.New("auth.New: the credential is empty: use ClientSecret, CertificatePEM, CertificatePFX, FederatedAssertion or PublicClient")
	}
	if s == nil {
		return nil, errors.New("auth.New: the store is nil: use NewMemoryStore or OpenFileStore")
	}
	set := settings{early: defaultEarly, scopes: RequiredScopes()}
	for _, o := range opts {
		if err := o(&set); err != nil {
			return nil, fmt.Errorf("auth.New: %w", err)
		}
	}
	var own *http.Transport
	if set.http == nil {
		own = http.DefaultTransport.(*http.Transport).Clone()
		set.http = &http.Client{Transport: own, Timeout: requestTimeout}
	}
	e, err := newEndpoint(g, c, set.http, set.log)
	if err != nil {
		return nil, fmt.Errorf("auth.New: %w", err)
	}
	a := &Authenticator{
		grant: g, endpoint: e, store: s, settings: set, own: own,
		turn: make(chan struct{}, 1), appTurn: make(chan struct{}, 1), life: newLifetime(), sources: map[Key]*Source{},
	}
	return a, nil
}

// Grant returns the grant, with its defaults filled in.
func (a *Authenticator) Grant() Grant { return a.grant }

// Key is where the grant's refresh token is stored.
func (a *Authenticator) Key() Key { return a.grant.refreshKey() }

// Stored returns what is known of the stored grant without its tokens: who
// signed in, and when the refresh token lapses. The error wraps [ErrNotFound]
// when nobody has signed in.
func (a *Authenticator) Stored(ctx context.Context) (Consent, time.Time, error) {
	r, err := a.store.Load(ctx, a.Key())
	if err != nil {
		return Consent{}, time.Time{}, err
	}
	if r.Consent == nil {
		return Consent{}, r.Expiry, nil
	}
	return *r.clone().Consent, r.Expiry, nil
}

// SignOut deletes the grant's refresh token and the access tokens made from it
// from the store, after any refresh under way. Processes that hold an access
// token use it until it expires. SignOut does not revoke tokens at Microsoft; do
// that in the Entra admin center.
func (a *Authenticator) SignOut(ctx context.Context) error {
	_, err := locked(ctx, a, a.Key(), func(ctx, _ context.Context) (struct{}, error) {
		a.saver.forget()
		return struct{}{}, a.deleteTokens(ctx)
	})
	return err
}

func (a *Authenticator) deleteTokens(ctx context.Context) error {
	err := a.store.Delete(ctx, a.Key())
	if l, ok := a.store.(Lister); ok {
		for k, keyErr := range l.Keys(ctx) {
			if keyErr != nil {
				return errors.Join(err, keyErr)
			}
			if k.Kind == KindAccess && k.grantKey() == a.Key() {
				err = errors.Join(err, a.store.Delete(ctx, k))
			}
		}
	}
	return err
}

// grantKey is the refresh token's key that an access token's key belongs to.
func (k Key) grantKey() Key {
	k.Kind, k.Tenant, k.Audience = KindRefresh, "", ""
	return k
}

// signInURL is where a person signs in again.
func (a *Authenticator) signInURL() string {
	if a.settings.signInURL != "" {
		return a.settings.signInURL
	}
	q := url.Values{
		"client_id": {a.grant.ClientID}, "response_type": {"code"}, "prompt": {"consent"},
		"scope": {signInScope(a.grant.Cloud.PartnerCenter)},
	}
	return a.grant.Cloud.Authority + "/" + a.grant.Tenant + "/oauth2/v2.0/authorize?" + q.Encode()
}

// reauth wraps a refusal in a ReauthError if a person must act.
func (a *Authenticator) reauth(ctx context.Context, err error) error {
	var e *Error
	if !errors.As(err, &e) || !e.Class.needsPerson() {
		return err
	}
	return a.requireSignIn(ctx, &ReauthError{Code: e.Code, Cause: e.Cause, Remedy: e.Remedy, Err: err})
}

// requireSignIn completes and announces a ReauthError.
func (a *Authenticator) requireSignIn(ctx context.Context, r *ReauthError) error {
	r.Key, r.SignInURL = a.Key(), a.signInURL()
	a.emit(ctx, ReauthRequiredEvent{Err: r})
	return r
}

// lock gives one goroutine of one process the right to redeem the token named
// by k. The returned context carries the store's proof of the lock. Waiting ends
// with ctx or with Close; the lock, once it is held, with release only.
func (a *Authenticator) lock(ctx context.Context, k Key) (held context.Context, release func(), err error) {
	turn := a.turn
	if k.Kind == KindApp {
		turn = a.appTurn
	}
	ctx, settled, cancel := a.life.waiting(ctx)
	select {
	case turn <- struct{}{}:
	case <-ctx.Done():
		defer cancel()
		return nil, nil, context.Cause(ctx)
	}
	give := func() {
		<-turn
		cancel()
	}
	l, ok := a.store.(Locker)
	if !ok {
		settled()
		return ctx, give, nil
	}
	held, unlock, err := l.Lock(ctx, lockName(k))
	if err != nil {
		if cause := context.Cause(ctx); cause != nil {
			err = cause // not that the wait was cancelled, but by what
		}
		give()
		return nil, nil, fmt.Errorf("lock the grant against other processes: %w", err)
	}
	settled() // a lease is renewed until it is given back
	return held, func() {
		// A lock that cannot be given back ends with its file or lease.
		if err := unlock(); err != nil && a.settings.log != nil {
			a.settings.log.WarnContext(context.WithoutCancel(ctx), "a refresh lock was not released", "error", err)
		}
		give()
	}, nil
}

// lockName names the lock of the refresh token, or of the application's token.
func lockName(k Key) string {
	if k.Kind == KindAccess {
		k = k.grantKey()
	}
	return k.String()
}

// canonicalAudience makes one form of what callers may write for an audience.
func canonicalAudience(s string) (string, error) {
	s = strings.TrimSuffix(strings.TrimSpace(s), "/.default")
	u, err := url.Parse(s)
	if err != nil || u.Scheme == "" || u.Host == "" && u.Opaque == "" || strings.ContainsAny(s, " \t\r\n") {
		return "", fmt.Errorf("the audience %q is not an address such as %s", s, PartnerCenter)
	}
	return strings.TrimRight(s, "/"), nil
}
