package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"
)

// Option changes an [Authenticator] as New builds it.
type Option func(*settings) error

type settings struct {
	http      *http.Client
	log       *slog.Logger
	events    func(context.Context, Event)
	signInURL string
	loginHint string
	early     time.Duration
	withNoMFA bool
	scopes    ScopeSet
}

const defaultEarly = 5 * time.Minute

// WithHTTPClient uses a copy of h for the sign-in service and for the
// refresher's checks.
func WithHTTPClient(h *http.Client) Option {
	return func(s *settings) error {
		if h == nil {
			return errors.New("WithHTTPClient: the client is nil")
		}
		s.http = h
		return nil
	}
}

// WithLogger logs requests at debug, refreshes at info, and what needs
// attention at warn and error. Tokens are never logged. Without it nothing is.
func WithLogger(l *slog.Logger) Option {
	return func(s *settings) error {
		if l == nil {
			return errors.New("WithLogger: the logger is nil")
		}
		s.log = l
		return nil
	}
}

// WithEvents calls f for each [Event], from the goroutine in which it happens;
// f must not block and must be safe for concurrent use.
func WithEvents(f func(context.Context, Event)) Option {
	return func(s *settings) error {
		if f == nil {
			return errors.New("WithEvents: the function is nil")
		}
		s.events = f
		return nil
	}
}

// WithSignInURL sets the address that a [ReauthError] sends people to: where
// your service serves the [Authenticator.ConsentHandler].
func WithSignInURL(address string) Option {
	return func(s *settings) error {
		if u, err := url.Parse(address); err != nil || u.Host == "" {
			return fmt.Errorf("WithSignInURL: %q is not an absolute address", address)
		}
		s.signInURL = address
		return nil
	}
}

// WithLoginHint fills in the sign-in name of the service account on Microsoft's
// page. Whoever signs in may choose another.
func WithLoginHint(user string) Option {
	return func(s *settings) error {
		s.loginHint = user
		return nil
	}
}

// WithEarlyRefresh sets how long before its expiry an access token is replaced
// in the background, within 10 %. The default is 5 minutes, and never more than
// a fifth of the token's life; 0 replaces only expired tokens.
func WithEarlyRefresh(d time.Duration) Option {
	return func(s *settings) error {
		if d < 0 {
			return fmt.Errorf("WithEarlyRefresh: %v is negative", d)
		}
		s.early = d
		return nil
	}
}

// WithoutMFA stores sign-ins that do not prove MFA. Partner Center refuses
// their tokens since 2026-04-01.
func WithoutMFA() Option {
	return func(s *settings) error {
		s.withNoMFA = true
		return nil
	}
}

// WithRequiredScopes replaces [RequiredScopes]. A user's token that lacks one
// is refused with a [ReauthError] that names it. The zero ScopeSet requires
// nothing.
func WithRequiredScopes(scopes ScopeSet) Option {
	return func(s *settings) error {
		s.scopes = scopes
		return nil
	}
}
