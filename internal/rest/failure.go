package rest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"
)

// The targets of errors.Is. Every client publishes them under the same names.
var (
	ErrUnauthorized = errors.New("unauthorized")
	ErrForbidden    = errors.New("forbidden")
	ErrNotFound     = errors.New("not found")
	ErrConflict     = errors.New("conflict")
	ErrThrottled    = errors.New("throttled")
	ErrPrecondition = errors.New("precondition failed")
	ErrReadOnly     = errors.New("the client is read-only")
	ErrBodyTooLarge = errors.New("the answer is larger than the limit")
	ErrPagingLoop   = errors.New("the server gave the same continuation twice")
)

// Outcome says what became of a request that failed.
type Outcome string

// The outcomes. Unknown is the zero value, the one that claims nothing.
const (
	// OutcomeUnknown: the server may or may not have carried it out.
	OutcomeUnknown Outcome = ""
	// OutcomeNotSent: it certainly did not reach the server.
	OutcomeNotSent Outcome = "not sent"
	// OutcomeRefused: the server answered that it did not carry it out.
	OutcomeRefused Outcome = "refused"
	// OutcomeDone: the server carried it out.
	OutcomeDone Outcome = "done"
)

// Failure is a call that failed. Each client declares an Error of the same
// shape and converts.
type Failure struct {
	Op            string
	Method        string
	Target        string
	Status        int
	Code          string
	Message       string
	Fields        map[string][]string
	RequestID     string
	CorrelationID string
	RetryAfter    time.Duration
	Attempts      int
	Outcome       Outcome
	Body          []byte
	Err           error
}

// Text builds the error text: what was done, to what, the vendor's code and
// message, and both ids.
func (f *Failure) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s %s", f.Op, f.Method, f.Target)
	if f.Status != 0 {
		fmt.Fprintf(&b, ": %d %s", f.Status, http.StatusText(f.Status))
	}
	if f.Code != "" {
		fmt.Fprintf(&b, ", code %s", f.Code)
	}
	if f.Message != "" {
		fmt.Fprintf(&b, ": %s", f.Message)
	}
	if f.Err != nil {
		fmt.Fprintf(&b, ": %s", Redact(f.Err.Error()))
	}
	var ids []string
	if f.RequestID != "" {
		ids = append(ids, "request "+f.RequestID)
	}
	if f.CorrelationID != "" {
		ids = append(ids, "correlation "+f.CorrelationID)
	}
	if f.Attempts > 1 {
		ids = append(ids, fmt.Sprintf("%d attempts", f.Attempts))
	}
	if f.RetryAfter > 0 {
		ids = append(ids, fmt.Sprintf("retry after %s", f.RetryAfter))
	}
	if len(ids) > 0 {
		fmt.Fprintf(&b, " (%s)", strings.Join(ids, ", "))
	}
	return b.String()
}

// Matches reports whether the failure is what target means, by its status.
// Causes are compared by errors.Is through Unwrap.
func (f *Failure) Matches(target error) bool {
	switch target {
	case ErrUnauthorized:
		return f.Status == http.StatusUnauthorized
	case ErrForbidden:
		return f.Status == http.StatusForbidden
	case ErrNotFound:
		return f.Status == http.StatusNotFound
	case ErrConflict:
		return f.Status == http.StatusConflict
	case ErrThrottled:
		return f.Status == http.StatusTooManyRequests
	case ErrPrecondition:
		return f.Status == http.StatusPreconditionFailed
	default:
		return false
	}
}

// Log is the failure as a structured log value, without the body.
func (f *Failure) Log() slog.Value {
	attrs := []slog.Attr{
		slog.String("op", f.Op),
		slog.String("target", f.Target),
		slog.Int("status", f.Status),
		slog.String("code", f.Code),
		slog.String("message", f.Message),
		slog.String("request_id", f.RequestID),
		slog.String("correlation_id", f.CorrelationID),
		slog.Int("attempts", f.Attempts),
		slog.String("outcome", string(f.Outcome)),
	}
	if f.Err != nil {
		attrs = append(attrs, slog.String("cause", Redact(f.Err.Error())))
	}
	return slog.GroupValue(attrs...)
}

// Fault is what a vendor's error body says.
type Fault struct {
	Code    string
	Message string
	// Fields holds messages by the field they are about, "" for none.
	Fields map[string][]string
	// RequestID is the vendor's id of the request when the body names it.
	RequestID string
	// Err is a more exact meaning than the status has.
	Err error
}

// OutcomeOf tells the outcome of a call from the error it returned; failure
// extracts the client's error from it, nil when there is none.
func OutcomeOf(err error, failure func(error) *Failure) Outcome {
	if err == nil {
		return OutcomeDone
	}
	if f := failure(err); f != nil {
		return f.Outcome
	}
	return OutcomeUnknown
}

// cause strips what http.Client wraps around an error, whose text holds the
// whole URL, and prefers the caller's cancellation.
func cause(ctx context.Context, err error) error {
	if ctxErr := ctx.Err(); ctxErr != nil {
		return ctxErr
	}
	return unwrapURL(err)
}
