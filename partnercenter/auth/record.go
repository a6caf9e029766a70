package auth

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"golang.org/x/oauth2"

	"github.com/tenantlink/tenantlink/internal/secret"
)

// Secret is a string that prints as "[redacted]"; Reveal returns it. Any string
// converts: auth.Secret("...").
type Secret = secret.Secret

// Record is what a [TokenStore] keeps under a [Key]. A store for other people's
// databases writes it with [Record.MarshalBinary]: encoding/json would write
// "[redacted]" in place of the tokens.
type Record struct {
	// Refresh is the refresh token, in records of [KindRefresh] only.
	Refresh Secret
	// Access is the access token, in the other records.
	Access Secret
	// TokenType is the type of the access token, "Bearer".
	TokenType string
	// Expiry is when the access token ends, in UTC; for a refresh token, when
	// it would end if it were never used again.
	Expiry time.Time
	// Lifetime is how long the token lived when it was issued.
	Lifetime time.Duration
	// IssuedAt is when the token was issued, by the clock of the process that
	// received it.
	IssuedAt time.Time
	// Scopes are the permissions that the token was granted.
	Scopes []string
	// ScopeVersion is the [ScopeSet.Version] that the consent was given for.
	ScopeVersion int
	// Consent says who signed in, in records of [KindRefresh].
	Consent *Consent
	// Imported is the fingerprint of the refresh token that
	// [Authenticator.Import] began this grant with; empty after a sign-in.
	Imported string

	// Version counts the updates: the store sets it to the old version plus 1,
	// and to 1 for a new record. What the update function sets is ignored.
	Version uint64
	// UpdatedAt is when the record was last written. The store sets it.
	UpdatedAt time.Time

	// Sealed is the encrypted form of a record; every other field but Version
	// and UpdatedAt is then empty. [Encrypted] sets it.
	Sealed []byte
}

// recordSchema is the version of the stored form.
const recordSchema = 1

// storedRecord is the stored form of a Record.
type storedRecord struct {
	Schema       int       `json:"schema"`
	Refresh      string    `json:"refresh_token,omitempty"`
	Access       string    `json:"access_token,omitempty"`
	TokenType    string    `json:"token_type,omitempty"`
	Expiry       time.Time `json:"expiry,omitzero"`
	LifetimeMS   int64     `json:"lifetime_ms,omitempty"`
	IssuedAt     time.Time `json:"issued_at,omitzero"`
	Scopes       []string  `json:"scopes,omitempty"`
	ScopeVersion int       `json:"scope_version,omitempty"`
	Consent      *Consent  `json:"consent,omitempty"`
	Imported     string    `json:"imported,omitempty"`
	Version      uint64    `json:"version"`
	UpdatedAt    time.Time `json:"updated_at,omitzero"`
	Sealed       []byte    `json:"sealed,omitempty"`
}

// MarshalBinary encodes the record, with its secrets, as versioned JSON.
func (r Record) MarshalBinary() ([]byte, error) {
	return json.Marshal(storedRecord{
		Schema: recordSchema, Refresh: r.Refresh.Reveal(), Access: r.Access.Reveal(), TokenType: r.TokenType,
		Expiry: r.Expiry.UTC(), LifetimeMS: r.Lifetime.Milliseconds(), IssuedAt: r.IssuedAt.UTC(),
		Scopes: r.Scopes, ScopeVersion: r.ScopeVersion, Consent: r.Consent, Imported: r.Imported,
		Version: r.Version, UpdatedAt: r.UpdatedAt.UTC(), Sealed: r.Sealed,
	})
}

// UnmarshalBinary decodes what [Record.MarshalBinary] wrote. The error of a
// record that cannot be read wraps [ErrCorrupt]; it never shows the content.
func (r *Record) UnmarshalBinary(data []byte) error {
	var s storedRecord
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return fmt.Errorf("%w: not a token record (%w)", ErrCorrupt, hideContent(err))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: something follows the token record", ErrCorrupt)
	}
	if s.Schema != recordSchema {
		return fmt.Errorf("%w: the record has schema %d and this version reads %d", ErrCorrupt, s.Schema, recordSchema)
	}
	if s.Version == 0 || s.LifetimeMS < 0 || s.LifetimeMS > int64(time.Duration(1<<63-1)/time.Millisecond) {
		return fmt.Errorf("%w: the record's version or lifetime is impossible", ErrCorrupt)
	}
	if s.Refresh == "" && s.Access == "" && len(s.Sealed) == 0 {
		return fmt.Errorf("%w: the record holds no token", ErrCorrupt)
	}
	*r = Record{
		Refresh: Secret(s.Refresh), Access: Secret(s.Access), TokenType: s.TokenType,
		Expiry: s.Expiry, Lifetime: time.Duration(s.LifetimeMS) * time.Millisecond, IssuedAt: s.IssuedAt,
		Scopes: s.Scopes, ScopeVersion: s.ScopeVersion, Consent: s.Consent, Imported: s.Imported,
		Version: s.Version, UpdatedAt: s.UpdatedAt, Sealed: s.Sealed,
	}
	return nil
}

// hideContent keeps the kind and place of a JSON error but not its text, which
// may quote a token.
func hideContent(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("invalid JSON at byte %d", syntax.Offset)
	case errors.As(err, &kind):
		return fmt.Errorf("field %q has the wrong type", kind.Field)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return io.ErrUnexpectedEOF
	default:
		return errors.New("unreadable JSON")
	}
}

// clone is a copy that shares nothing with r.
func (r Record) clone() Record {
	r.Scopes, r.Sealed = slices.Clone(r.Scopes), slices.Clone(r.Sealed)
	if r.Consent != nil {
		c := *r.Consent
		c.Methods, c.Roles, c.Scopes = slices.Clone(c.Methods), slices.Clone(c.Roles), slices.Clone(c.Scopes)
		r.Consent = &c
	}
	return r
}

// token is the record's access token in the form that clients take.
func (r Record) token() *oauth2.Token {
	t := &oauth2.Token{
		AccessToken: r.Access.Reveal(), TokenType: r.TokenType, Expiry: r.Expiry,
		ExpiresIn: int64(r.Lifetime / time.Second),
	}
	return t
}
