package rest

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/uuid"
)

// Option changes a client as it is built.
type Option func(*settings) error

// WithBaseURL replaces the vendor's address.
func WithBaseURL(base string) Option {
	return func(s *settings) error {
		_, err := parseBase(base)
		s.baseURL = base
		return err
	}
}

func parseBase(base string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(base, "/"))
	if err != nil {
		return nil, fmt.Errorf("base URL: %w", unwrapURL(err))
	}
	if err := checkURL(u); err != nil {
		return nil, fmt.Errorf("base URL: %w", err)
	}
	if u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("base URL: it must have neither query nor fragment")
	}
	return u, nil
}

// WithHTTPClient uses a copy of h: its transport, timeout and cookie jar.
func WithHTTPClient(h *http.Client) Option {
	return func(s *settings) error {
		if h == nil {
			return errors.New("the http.Client is nil")
		}
		s.http = h
		return nil
	}
}

// WithMiddleware wraps every attempt; the first one given is the outermost.
func WithMiddleware(m ...func(http.RoundTripper) http.RoundTripper) Option {
	return func(s *settings) error {
		for _, wrap := range m {
			if wrap == nil {
				return errors.New("nil middleware")
			}
		}
		s.middleware = append(s.middleware, m...)
		return nil
	}
}

// WithReadOnly refuses every operation that changes something, before any I/O.
func WithReadOnly() Option {
	return func(s *settings) error { s.readOnly = true; return nil }
}

// WithLogger logs calls and retries.
func WithLogger(l *slog.Logger) Option {
	return func(s *settings) error {
		if l == nil {
			return errors.New("the logger is nil")
		}
		s.log = l
		return nil
	}
}

// WithApplication names the calling application, "name" or "name/version".
func WithApplication(name string) Option {
	return func(s *settings) error {
		if name == "" || strings.ContainsFunc(name, func(r rune) bool { return r < 0x20 || r > 0x7e }) {
			return fmt.Errorf("the application name %q is not printable ASCII", name)
		}
		s.application = name
		return nil
	}
}

// WithRetry tunes the retry policy.
func WithRetry(r Retry) Option {
	return func(s *settings) error {
		if r.Attempts < 0 || r.MinWait < 0 || r.MaxWait < 0 || r.MaxRetryAfter < 0 || r.Budget < 0 {
			return errors.New("a retry setting is negative")
		}
		if r.Attempts > 0 {
			s.retry.Attempts = r.Attempts
		}
		if r.MinWait > 0 {
			s.retry.MinWait = r.MinWait
		}
		if r.MaxWait > 0 {
			s.retry.MaxWait = r.MaxWait
		}
		if r.MaxRetryAfter > 0 {
			s.retry.MaxRetryAfter = r.MaxRetryAfter
		}
		if r.Budget > 0 {
			s.retry.Budget = r.Budget
		}
		return nil
	}
}

// WithMaxBody bounds how many bytes of an answer are read, decompressed.
func WithMaxBody(bytes int64) Option {
	return func(s *settings) error {
		if bytes <= 0 {
			return errors.New("the body limit is not positive")
		}
		s.maxBody = bytes
		return nil
	}
}

// CallOption changes one call.
type CallOption func(*callOptions) error

type callOptions struct {
	requestID     string
	correlationID string
	response      *http.Response
}

// WithRequestID sets the idempotency id of the call.
func WithRequestID(id uuid.UUID) CallOption {
	return func(o *callOptions) error {
		if id == uuid.Nil {
			return errors.New("the request id is empty")
		}
		o.requestID = id.String()
		return nil
	}
}

// WithCorrelationID sets the id that ties calls together in the vendor's logs.
func WithCorrelationID(id uuid.UUID) CallOption {
	return func(o *callOptions) error {
		if id == uuid.Nil {
			return errors.New("the correlation id is empty")
		}
		o.correlationID = id.String()
		return nil
	}
}

// WithResponse copies the last answer into the given response: status, headers
// and the body as it was read. The request is left out, it holds the token.
func WithResponse(into *http.Response) CallOption {
	return func(o *callOptions) error {
		if into == nil {
			return errors.New("the response to fill is nil")
		}
		o.response = into
		return nil
	}
}

func callSettings(opts []CallOption) (callOptions, error) {
	var o callOptions
	for _, opt := range opts {
		if opt == nil {
			return o, errors.New("nil call option")
		}
		if err := opt(&o); err != nil {
			return o, err
		}
	}
	if o.requestID == "" {
		o.requestID = uuid.NewString()
	}
	if o.correlationID == "" {
		o.correlationID = uuid.NewString()
	}
	return o, nil
}
