package auth

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
)

// Targets for errors.Is.
var (
	// ErrReauthRequired: a person must sign in again. errors.As gives the
	// [ReauthError].
	ErrReauthRequired = errors.New("a new sign-in is required")
	// ErrTransient: the sign-in service or the network had a passing problem;
	// the grant is not in doubt.
	ErrTransient = errors.New("passing problem of the sign-in service")
	// ErrConfiguration: the app registration, its credential or a setting is
	// wrong.
	ErrConfiguration = errors.New("the sign-in is misconfigured")
	// ErrNoMFA: the sign-in was not made with MFA, so Partner Center refuses
	// its tokens, and nothing was stored.
	ErrNoMFA = errors.New("the sign-in does not prove MFA")
	// ErrClosed: the Authenticator was closed, so it refreshes no more.
	ErrClosed = errors.New("auth: the Authenticator is closed")
	// ErrWrongTenant: the sign-in was made in another tenant than the grant's.
	ErrWrongTenant = errors.New("the sign-in belongs to another tenant")
)

// Error is an answer of the sign-in service that is not a token, or the lack
// of an answer. It never holds a token, code or secret.
type Error struct {
	// Op is the operation, such as "entra.token".
	Op string
	// Code is the number after "AADSTS"; 0 when there is none.
	Code int
	// OAuth is the standard error, such as "invalid_grant".
	OAuth string
	// Class says what the error calls for.
	Class Class
	// Cause and Remedy are one sentence each, for the person who operates the
	// program.
	Cause, Remedy string
	// Description is the service's own text.
	Description string
	// Status is the HTTP status; 0 when there was no answer.
	Status int
	// TraceID, CorrelationID and Timestamp are what Microsoft's support asks for.
	TraceID, CorrelationID, Timestamp string
	// Claims is the claims challenge that the next sign-in must carry, if any.
	Claims string
	// Err is the underlying error when there was no answer.
	Err error
}

// Error says what was refused, why, and what to do.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Op + ": " + e.Cause + " " + e.Remedy)
	switch {
	case e.Code != 0:
		fmt.Fprintf(&b, " [AADSTS%d", e.Code)
	case e.OAuth != "":
		fmt.Fprintf(&b, " [%s", e.OAuth)
	case e.Err != nil:
		fmt.Fprintf(&b, " [%v", e.Err)
	default:
		fmt.Fprintf(&b, " [HTTP %d", e.Status)
	}
	if e.TraceID != "" {
		b.WriteString(", trace " + e.TraceID)
	}
	if e.CorrelationID != "" {
		b.WriteString(", correlation " + e.CorrelationID)
	}
	b.WriteString("]")
	return b.String()
}

// Unwrap returns the underlying error.
func (e *Error) Unwrap() error { return e.Err }

// Is matches [ErrTransient] and [ErrConfiguration].
func (e *Error) Is(target error) bool {
	return target == ErrTransient && e.Class == ClassTransient ||
		target == ErrConfiguration && e.Class == ClassConfiguration
}

// LogValue gives log/slog the parts.
func (e *Error) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("op", e.Op), slog.Int("aadsts", e.Code), slog.String("oauth_error", e.OAuth),
		slog.String("class", string(e.Class)), slog.String("cause", e.Cause), slog.String("remedy", e.Remedy),
		slog.Int("status", e.Status), slog.String("trace_id", e.TraceID), slog.String("correlation_id", e.CorrelationID),
	)
}

// needsPerson reports whether the class is answered by a new sign-in.
func (c Class) needsPerson() bool {
	switch c {
	case ClassSignIn, ClassPolicy, ClassAccount, ClassConsent, ClassExpired:
		return true
	}
	return false
}

// ReauthError says that the stored grant is of no more use: a person must sign
// in, after repairing what Remedy names.
type ReauthError struct {
	// Key is the refresh token's record.
	Key Key
	// Code is the number after "AADSTS"; 0 when the service was not asked.
	Code int
	// Cause and Remedy are one sentence each, for the person who must act.
	Cause, Remedy string
	// SignInURL is where to sign in: the address given with [WithSignInURL],
	// else that of the authority.
	SignInURL string
	// Missing names permissions that the grant lacks, if that is the cause.
	Missing []string
	// Err is the service's refusal, an [*Error], or the store's error.
	Err error
}

// Error says why a sign-in is needed and where.
func (e *ReauthError) Error() string {
	var b strings.Builder
	b.WriteString("sign in again: " + e.Cause)
	if len(e.Missing) > 0 {
		b.WriteString(" Missing: " + strings.Join(e.Missing, ", ") + ".")
	}
	b.WriteString(" " + e.Remedy)
	if e.SignInURL != "" {
		b.WriteString(" At " + e.SignInURL)
	}
	if e.Code != 0 {
		fmt.Fprintf(&b, " [AADSTS%d]", e.Code)
	}
	return b.String()
}

// Unwrap returns the refusal.
func (e *ReauthError) Unwrap() error { return e.Err }

// Is matches [ErrReauthRequired].
func (e *ReauthError) Is(target error) bool { return target == ErrReauthRequired }

// LogValue gives log/slog the parts.
func (e *ReauthError) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("key", e.Key.String()), slog.Int("aadsts", e.Code), slog.String("cause", e.Cause),
		slog.String("remedy", e.Remedy), slog.String("sign_in_url", e.SignInURL), slog.Any("missing", e.Missing),
	)
}
