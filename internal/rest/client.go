package rest

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/oauth2"
)

// TokenSource gives the bearer token for a request. A source that also has
// Invalidate(*oauth2.Token) is told when the server refused a token.
type TokenSource interface {
	Token(ctx context.Context) (*oauth2.Token, error)
}

// invalidator is the optional part of a TokenSource.
type invalidator interface {
	Invalidate(rejected *oauth2.Token)
}

// Config is what a vendor's client tells the transport about its vendor, with
// the defaults that options may change.
type Config struct {
	// Name is the client's name in the User-Agent.
	Name string
	// BaseURL is where the paths of operations begin.
	BaseURL string
	// Tokens may be nil for a service without sign-in.
	Tokens TokenSource
	// RequestIDHeader and CorrelationIDHeader carry the ids of a call; empty
	// when the vendor knows no such header.
	RequestIDHeader     string
	CorrelationIDHeader string
	// ApplicationHeader carries the caller's application name.
	ApplicationHeader string
	// AnswerIDHeader is where the vendor answers its own id of the request.
	AnswerIDHeader string
	// ParseFault reads the vendor's error body; the response's own is read.
	ParseFault func(resp *http.Response, body []byte) Fault
}

// settings are what options change.
type settings struct {
	baseURL     string
	http        *http.Client
	middleware  []func(http.RoundTripper) http.RoundTripper
	readOnly    bool
	log         *slog.Logger
	application string
	retry       Retry
	maxBody     int64
}

// Retry tunes the retry policy. Zero fields keep the default.
type Retry struct {
	// Attempts is how often a call is sent at most, the first time included.
	Attempts int
	// MinWait and MaxWait bound the random wait: it lies between zero and
	// MinWait doubled with every attempt, at most MaxWait.
	MinWait, MaxWait time.Duration
	// MaxRetryAfter is the longest wait that the server may order; a longer
	// one ends the call with its error.
	MaxRetryAfter time.Duration
	// Budget is how many retries the client may make in a row without a
	// success in between; ten successes earn one back.
	Budget int
}

const (
	defaultAttempts      = 4
	defaultMinWait       = 500 * time.Millisecond
	defaultMaxWait       = 30 * time.Second
	defaultMaxRetryAfter = 2 * time.Minute
	defaultBudget        = 100
	defaultMaxBody       = 64 << 20
	defaultTimeout       = 2 * time.Minute
	idlePerHost          = 32
)

// Client sends calls to one vendor. It is immutable but for its retry budget
// and what the server asked it to wait for,
// and safe for concurrent use.
type Client struct {
	config   Config
	settings settings
	base     *url.URL
	http     *http.Client // calls: bounded in time
	stream   *http.Client // downloads: bounded by the caller's context only
	budget   *budget
	gate     gate
}

// New checks the configuration and options and builds a client.
func New(config Config, opts ...Option) (*Client, error) {
	s := settings{
		baseURL: config.BaseURL,
		maxBody: defaultMaxBody,
		retry: Retry{
			Attempts: defaultAttempts, MinWait: defaultMinWait, MaxWait: defaultMaxWait,
			MaxRetryAfter: defaultMaxRetryAfter, Budget: defaultBudget,
		},
	}
	for _, opt := range opts {
		if opt == nil {
			return nil, errors.New("nil option")
		}
		if err := opt(&s); err != nil {
			return nil, err
		}
	}
	base, err := parseBase(s.baseURL)
	if err != nil {
		return nil, err
	}
	c := &Client{config: config, settings: s, base: base, budget: newBudget(s.retry.Budget)}
	c.http, c.stream = c.clients()
	return c, nil
}

// clients builds the two http.Clients from a copy of the caller's.
func (c *Client) clients() (call, stream *http.Client) {
	own := http.Client{Timeout: defaultTimeout}
	if c.settings.http != nil {
		own = *c.settings.http
	}
	transport := own.Transport
	if transport == nil {
		standard := http.DefaultTransport.(*http.Transport).Clone()
		standard.MaxIdleConnsPerHost = idlePerHost
		transport = standard
	}
	transport = &bearer{client: c, next: transport}
	for i := len(c.settings.middleware) - 1; i >= 0; i-- {
		transport = c.settings.middleware[i](transport)
	}
	// The function type hides CloseIdleConnections: retryablehttp calls it
	// after every failed call, which would cut the pool that others share.
	own.Transport = roundTripper(transport.RoundTrip)
	own.CheckRedirect = c.checkRedirect
	unbounded := own
	unbounded.Timeout = 0
	return &own, &unbounded
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// BaseURL is where the paths of operations begin.
func (c *Client) BaseURL() string { return c.base.String() }
