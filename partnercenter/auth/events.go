package auth

import (
	"context"
	"log/slog"
	"time"
)

// Event is something that happened to a grant. It is one of the types below
// that end in Event; none holds a token.
type Event interface {
	// Grant is the key of the refresh token concerned.
	Grant() Key
	// record says the event to a logger.
	record() (slog.Level, string, []slog.Attr)
}

// RefreshedEvent: this process fetched an access token.
type RefreshedEvent struct {
	// Key is the access token's record, Refresh the grant's.
	Key, Refresh Key
	// Expiry is when the access token ends.
	Expiry time.Time
}

// SharedEvent: this process took an access token that another one, or an
// earlier run, had put into the store.
type SharedEvent struct {
	// Key is the access token's record, Refresh the grant's.
	Key, Refresh Key
	// Expiry is when the access token ends.
	Expiry time.Time
}

// RotatedEvent: the refresh token was replaced and the new one is stored.
type RotatedEvent struct {
	// Key is the refresh token's record.
	Key Key
	// Ends is when it lapses if it is never used again.
	Ends time.Time
}

// SignedInEvent: a person consented, or a refresh token was imported.
type SignedInEvent struct {
	// Key is the refresh token's record.
	Key Key
	// Consent is who signed in.
	Consent Consent
}

// AboutToExpireEvent: the refresh token could not be renewed and ends soon.
type AboutToExpireEvent struct {
	// Key is the refresh token's record.
	Key Key
	// Ends is when it lapses, Left how long that is from now.
	Ends time.Time
	Left time.Duration
}

// RefreshFailedEvent: a nightly refresh failed; it is tried again.
type RefreshFailedEvent struct {
	// Key is the refresh token's record.
	Key Key
	// Err is why.
	Err error
	// Retry is when it is tried again.
	Retry time.Time
}

// PermissionsLostEvent: the grant works but the API refuses the user.
type PermissionsLostEvent struct {
	// Key is the refresh token's record.
	Key Key
	// Check is what was tried, such as "customers.list".
	Check string
	// Err is the refusal.
	Err error
}

// ReauthRequiredEvent: a person must sign in again.
type ReauthRequiredEvent struct {
	// Err says why and where.
	Err *ReauthError
}

// SaveFailedEvent: a replaced refresh token could not be stored. It is kept in
// memory and saving is tried again, but it is lost if the process ends first.
type SaveFailedEvent struct {
	// Key is the refresh token's record.
	Key Key
	// Err is the store's error, Attempt counts from 1.
	Err     error
	Attempt int
}

// Grant returns the key of the refresh token.
func (e RefreshedEvent) Grant() Key { return e.Refresh }

// Grant returns the key of the refresh token.
func (e SharedEvent) Grant() Key { return e.Refresh }

// Grant returns the key of the refresh token.
func (e RotatedEvent) Grant() Key { return e.Key }

// Grant returns the key of the refresh token.
func (e SignedInEvent) Grant() Key { return e.Key }

// Grant returns the key of the refresh token.
func (e AboutToExpireEvent) Grant() Key { return e.Key }

// Grant returns the key of the refresh token.
func (e RefreshFailedEvent) Grant() Key { return e.Key }

// Grant returns the key of the refresh token.
func (e PermissionsLostEvent) Grant() Key { return e.Key }

// Grant returns the key of the refresh token.
func (e ReauthRequiredEvent) Grant() Key { return e.Err.Key }

// Grant returns the key of the refresh token.
func (e SaveFailedEvent) Grant() Key { return e.Key }

func (e RefreshedEvent) record() (slog.Level, string, []slog.Attr) {
	return slog.LevelInfo, "access token fetched", []slog.Attr{slog.String("key", e.Key.String()), slog.Time("expiry", e.Expiry)}
}

func (e SharedEvent) record() (slog.Level, string, []slog.Attr) {
	return slog.LevelDebug, "access token taken from the store", []slog.Attr{slog.String("key", e.Key.String()), slog.Time("expiry", e.Expiry)}
}

func (e RotatedEvent) record() (slog.Level, string, []slog.Attr) {
	return slog.LevelInfo, "refresh token replaced", []slog.Attr{slog.Time("ends", e.Ends)}
}

func (e SignedInEvent) record() (slog.Level, string, []slog.Attr) {
	return slog.LevelInfo, "signed in", []slog.Attr{slog.String("user", e.Consent.User), slog.Bool("mfa", e.Consent.MFA)}
}

func (e AboutToExpireEvent) record() (slog.Level, string, []slog.Attr) {
	return slog.LevelError, "the refresh token ends soon and cannot be renewed", []slog.Attr{slog.Time("ends", e.Ends), slog.Duration("left", e.Left)}
}

func (e RefreshFailedEvent) record() (slog.Level, string, []slog.Attr) {
	return slog.LevelWarn, "the nightly refresh failed", []slog.Attr{slog.Any("error", e.Err), slog.Time("retry", e.Retry)}
}

func (e PermissionsLostEvent) record() (slog.Level, string, []slog.Attr) {
	return slog.LevelError, "the account lost its permissions", []slog.Attr{slog.String("check", e.Check), slog.Any("error", e.Err)}
}

func (e ReauthRequiredEvent) record() (slog.Level, string, []slog.Attr) {
	return slog.LevelError, "a new sign-in is required", []slog.Attr{slog.Any("error", e.Err)}
}

func (e SaveFailedEvent) record() (slog.Level, string, []slog.Attr) {
	return slog.LevelError, "the new refresh token could not be stored", []slog.Attr{slog.Any("error", e.Err), slog.Int("attempt", e.Attempt)}
}

// emit tells the hook and the logger.
func (a *Authenticator) emit(ctx context.Context, e Event) {
	if a.settings.log != nil {
		level, text, attrs := e.record()
		a.settings.log.LogAttrs(ctx, level, text, append(attrs, slog.String("grant", e.Grant().String()))...)
	}
	if a.settings.events != nil {
		a.settings.events(ctx, e)
	}
}

// logConsentFailure logs why a person's sign-in was not stored.
func (a *Authenticator) logConsentFailure(ctx context.Context, err error) {
	if a.settings.log != nil {
		a.settings.log.WarnContext(ctx, "a sign-in was not stored", "grant", a.Key().String(), "error", err)
	}
}
