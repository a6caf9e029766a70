package auth

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/oauth2"
)

const (
	// fetchTimeout bounds a refresh with the wait for other processes.
	fetchTimeout = 3 * time.Minute
	// refusedFor is how long a refused refresh token is not tried again.
	refusedFor = time.Minute
)

// lastRefusal remembers for a minute what became of a refresh token, so that callers
// who try again at once do not flood the sign-in service.
type lastRefusal struct {
	mu    sync.Mutex
	token Secret
	until time.Time
	err   error
}

func (r *lastRefusal) note(token Secret, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.token, r.until, r.err = token, time.Now().Add(refusedFor), err
}

// of returns the error noted for token a moment ago.
func (r *lastRefusal) of(token Secret) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.token != token || !time.Now().Before(r.until) {
		return nil
	}
	return r.err
}

// fetch gets the token that replaces current: another process's if there is
// one, else a new one. It runs once at a time for each source.
func (s *Source) fetch(ctx context.Context, current *oauth2.Token) (*oauth2.Token, error) {
	if r, ok := s.stored(ctx, current); ok {
		return s.share(ctx, r), nil
	}
	return locked(ctx, s.auth, s.key, func(ctx, held context.Context) (*oauth2.Token, error) {
		// Whoever had the lock may have stored what we want.
		if r, ok := s.stored(ctx, current); ok {
			return s.share(ctx, r), nil
		}
		r, err := s.refresh(ctx, held)
		if err != nil {
			return nil, err
		}
		return r.token(), nil
	})
}

// stored loads an access token that is still good and is not current.
func (s *Source) stored(ctx context.Context, current *oauth2.Token) (Record, bool) {
	// An access token that cannot be read is simply fetched again.
	r, err := s.auth.store.Load(ctx, s.key)
	if err != nil || r.Access == "" || current != nil && r.Access.Reveal() == current.AccessToken {
		return Record{}, false
	}
	now := time.Now()
	left, margin := r.Expiry.Sub(now), min(30*time.Second, r.Lifetime/20)
	// A token from the future means that a clock is wrong; ours decides.
	if left <= margin || left > r.Lifetime+margin || s.missing(r) != nil {
		return Record{}, false
	}
	return r, true
}

// missing lists required permissions that an access token lacks. In a
// customer's tenant the partner decides what it needs.
func (s *Source) missing(access Record) []string {
	if s.key.Kind != KindAccess || s.tenant != s.auth.grant.Tenant {
		return nil
	}
	return s.auth.settings.scopes.missing(s.auth.grant.Cloud, s.audience, access.Scopes)
}

func (s *Source) share(ctx context.Context, r Record) *oauth2.Token {
	s.auth.emit(ctx, SharedEvent{Key: s.key, Refresh: s.auth.Key(), Expiry: r.Expiry})
	return r.token()
}

// refresh fetches a token from the sign-in service and stores it. The caller
// holds the lock.
func (s *Source) refresh(ctx, held context.Context) (Record, error) {
	a := s.auth
	if held.Err() != nil {
		return Record{}, fmt.Errorf("the lock was lost before the refresh: %w", context.Cause(held))
	}
	var answer tokenResponse
	var err error
	if s.key.Kind == KindApp {
		answer, err = a.endpoint.token(ctx, opToken(), s.tenant, appForm(s.audience))
	} else {
		answer, err = s.redeemStored(ctx, held)
	}
	if err != nil {
		return Record{}, err
	}
	access := answer.access(time.Now())
	if missing := s.missing(access); missing != nil {
		err := a.requireSignIn(ctx, &ReauthError{
			Missing: missing, Cause: "The grant lacks permissions that this version needs.",
			Remedy: "Add them to the app registration, then sign in again and consent.",
		})
		s.lacking.note(Secret(answer.Refresh), err)
		return Record{}, err
	}
	s.keepAccess(ctx, access)
	a.emit(ctx, RefreshedEvent{Key: s.key, Refresh: a.Key(), Expiry: access.Expiry})
	return access, nil
}

// keepAccess stores an access token for the other processes. If that fails they
// fetch their own; nothing is lost.
func (s *Source) keepAccess(ctx context.Context, access Record) {
	_, err := s.auth.store.Update(ctx, s.key, func(Record, bool) (Record, error) { return access, nil })
	if err != nil && s.auth.settings.log != nil {
		s.auth.settings.log.WarnContext(ctx, "an access token was not stored, so other processes fetch their own", "key", s.key.String(), "error", err)
	}
}

// redeemStored redeems the stored refresh token for an access token and stores
// the new refresh token before it returns.
func (s *Source) redeemStored(ctx, held context.Context) (tokenResponse, error) {
	a := s.auth
	r, err := a.current(ctx)
	if err != nil {
		return tokenResponse{}, a.noGrant(ctx, err)
	}
	if err := s.lacking.of(r.Refresh); err != nil {
		return tokenResponse{}, err
	}
	answer, err := a.redeem(ctx, r.Refresh, s.tenant, s.audience)
	if refusesToken(err) {
		// A process that does not respect the lock may have replaced it.
		if again, loadErr := a.current(ctx); loadErr == nil && again.Refresh != r.Refresh {
			r = again
			answer, err = a.redeem(ctx, r.Refresh, s.tenant, s.audience)
		}
	}
	if err != nil {
		return answer, a.reauth(ctx, err)
	}
	if answer.Refresh == "" {
		answer.Refresh = r.Refresh.Reveal() // the service kept it
	}
	a.rotate(ctx, held, r, answer)
	return answer, nil
}

// current is the refresh token to redeem: one that could not be saved yet, if
// nobody has signed in since, else the stored one.
func (a *Authenticator) current(ctx context.Context) (Record, error) {
	stored, err := a.store.Load(ctx, a.Key())
	if unsaved, replaces, ok := a.saver.pending(); ok && (err != nil || stored.Refresh == replaces) {
		return unsaved, nil
	}
	if err == nil && stored.Refresh == "" {
		return stored, fmt.Errorf("%w: it holds no refresh token", ErrCorrupt)
	}
	return stored, err
}

// noGrant explains why there is no refresh token.
func (a *Authenticator) noGrant(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, ErrNotFound):
		return a.requireSignIn(ctx, &ReauthError{
			Err: err, Cause: "Nobody has signed in for this grant yet.", Remedy: signInAgain,
		})
	case errors.Is(err, ErrCorrupt):
		return a.requireSignIn(ctx, &ReauthError{
			Err: err, Cause: "The stored grant cannot be read: " + err.Error() + ".",
			Remedy: "Restore the record from a backup, or " + "sign in again as the service account, with MFA.",
		})
	default:
		return fmt.Errorf("load the stored grant: %w", err)
	}
}

// redeem exchanges a refresh token, unless the same one was refused a moment ago.
func (a *Authenticator) redeem(ctx context.Context, token Secret, tenant, audience string) (tokenResponse, error) {
	home := tenant == a.grant.Tenant
	if err := a.refused.of(token); home && err != nil {
		return tokenResponse{}, err
	}
	answer, err := a.endpoint.token(ctx, opToken(), tenant, refreshForm(token, audience))
	var e *Error
	if home && errors.As(err, &e) && e.Class.needsPerson() {
		a.refused.note(token, e)
	}
	return answer, err
}

// refusesToken reports a refusal that a newer refresh token might not meet.
func refusesToken(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Class == ClassSignIn
}

// rotate stores the refresh token of an answer.
func (a *Authenticator) rotate(ctx, held context.Context, used Record, answer tokenResponse) {
	now := time.Now()
	next := used.clone()
	next.Refresh = Secret(answer.Refresh)
	if next.Refresh != used.Refresh { // else its time is not known to start anew
		next.IssuedAt, next.Expiry = now.UTC(), answer.refreshEnds(now)
	}
	a.saver.save(ctx, held, a, used.Refresh, next)
}

// Refresh redeems the refresh token now, whatever access tokens are cached, so
// that its 90 days start anew. The [Refresher] calls it each night.
func (a *Authenticator) Refresh(ctx context.Context) error {
	_, err := a.refreshIfOlder(ctx, 0)
	return err
}

// refreshIfOlder redeems the refresh token unless another process did less than
// age ago. done reports whether this process did.
func (a *Authenticator) refreshIfOlder(ctx context.Context, age time.Duration) (done bool, err error) {
	s := a.Source(a.grant.Cloud.PartnerCenter)
	if s.err != nil {
		return false, s.err
	}
	return locked(ctx, a, s.key, func(ctx, held context.Context) (bool, error) {
		if r, err := a.current(ctx); err == nil && age > 0 && time.Since(r.IssuedAt) < age {
			return false, nil
		}
		_, err := s.refresh(ctx, held)
		return err == nil, err
	})
}
