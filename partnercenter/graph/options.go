package graph

import (
	"log/slog"
	"net/http"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/internal/rest"
)

// Option changes a client as New builds it. New reports an invalid one.
type Option = rest.Option

// WithBaseURL replaces the address, for other clouds and for the mock server.
// It must be https, except on loopback, and names no version: "/v1.0" is part of
// each operation's path.
func WithBaseURL(base string) Option { return rest.WithBaseURL(base) }

// WithHTTPClient uses a copy of h: its transport, timeout and cookie jar. The
// timeout bounds one attempt of a call, not downloads.
func WithHTTPClient(h *http.Client) Option { return rest.WithHTTPClient(h) }

// WithMiddleware wraps every attempt of every request; the first one given is
// the outermost. OperationID tells which operation a request belongs to. The
// bearer token is added below the middleware, which never sees it.
func WithMiddleware(m ...func(http.RoundTripper) http.RoundTripper) Option {
	return rest.WithMiddleware(m...)
}

// WithReadOnly makes the client refuse with ErrReadOnly, before any I/O, every
// operation that changes something.
func WithReadOnly() Option { return rest.WithReadOnly() }

// WithLogger logs calls at debug, retries at info and failures at warn: the
// operation, status, ids and duration, never URLs, headers or bodies. Without
// it nothing is logged.
func WithLogger(l *slog.Logger) Option { return rest.WithLogger(l) }

// WithApplication names the calling application, as "name" or "name/version",
// in the User-Agent.
func WithApplication(name string) Option { return rest.WithApplication(name) }

// Retry tunes the retry policy; zero fields keep their default (4 attempts,
// waits between 0 and 0.5 s doubling up to 30 s, Retry-After up to 2 minutes, a
// budget of 100 retries).
type Retry = rest.Retry

// WithRetry tunes the retry policy. What may be sent again is not tunable:
// reads, submissions of exports, and
// what was certainly not carried out.
func WithRetry(r Retry) Option { return rest.WithRetry(r) }

// WithMaxBody bounds how many bytes of an answer are read after decompression;
// 64 MiB unless set.
func WithMaxBody(bytes int64) Option { return rest.WithMaxBody(bytes) }

// CallOption changes one call.
type CallOption = rest.CallOption

// WithCorrelationID sets client-request-id, which ties calls together in
// Microsoft's logs. By default each call draws a new one.
func WithCorrelationID(id uuid.UUID) CallOption { return rest.WithCorrelationID(id) }

// WithResponse copies the last answer of the call into the given response:
// status, headers and the body as it was read. It holds no request.
func WithResponse(into *http.Response) CallOption { return rest.WithResponse(into) }
