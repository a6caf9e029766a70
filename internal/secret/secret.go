package secret

import (
	"fmt"
	"io"
	"log/slog"
)

// Redacted is what a [Secret] shows in place of its value.
const Redacted = "[redacted]"

// Secret is a string that is shown only by [Secret.Reveal].
//
// Two holes cannot be closed here. Package fmt does not call methods on values
// in unexported struct fields: a struct that keeps a Secret in one must have a
// Format method of its own, or keep the Secret behind a pointer. And
// encoding/json writes map keys of a string kind as they are: never use a
// Secret as a map key.
type Secret string

// Reveal returns the value. Call it only where the value goes on the wire or
// into a store.
func (s Secret) Reveal() string { return string(s) }

// String returns [Redacted].
func (s Secret) String() string { return Redacted }

// GoString returns [Redacted], for %#v.
func (s Secret) GoString() string { return Redacted }

// Format writes [Redacted] for every verb, also for %x and %d, which would
// otherwise reach the underlying string.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, Redacted) }

// LogValue returns [Redacted] to log/slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(Redacted) }

// MarshalJSON returns [Redacted] as a JSON string. A store that must keep the
// value converts with [Secret.Reveal].
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + Redacted + `"`), nil }

// MarshalText returns [Redacted], for XML and YAML.
func (s Secret) MarshalText() ([]byte, error) { return []byte(Redacted), nil }
