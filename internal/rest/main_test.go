package rest_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync"
	"testing"

	"go.uber.org/goleak"
	"golang.org/x/oauth2"

	"github.com/tenantlink/tenantlink/internal/rest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// script is a transport that answers the requests of a test one after another
// and keeps what it was asked.
type script struct {
	mu    sync.Mutex
	steps []step
	seen  []*http.Request
	sent  [][]byte
}

type step func(*http.Request) (*http.Response, error)

func (s *script) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
		_ = req.Body.Close()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = append(s.seen, req)
	s.sent = append(s.sent, body)
	if len(s.seen) > len(s.steps) {
		return nil, errors.New("the script has no answer for request " + strconv.Itoa(len(s.seen)))
	}
	return s.steps[len(s.seen)-1](req)
}

func (s *script) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.seen)
}

// answer is a step that answers; headers are pairs.
func answer(status int, body string, headers ...string) step {
	return func(req *http.Request) (*http.Response, error) {
		header := http.Header{}
		for i := 0; i+1 < len(headers); i += 2 {
			header.Set(headers[i], headers[i+1])
		}
		return &http.Response{
			Status: strconv.Itoa(status) + " " + http.StatusText(status), StatusCode: status,
			Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: header, Request: req,
			Body: io.NopCloser(bytes.NewReader([]byte(body))), ContentLength: int64(len(body)),
		}, nil
	}
}

func fails(err error) step { return func(*http.Request) (*http.Response, error) { return nil, err } }

// repeated is the same step n times.
func repeated(n int, s step) []step {
	steps := make([]step, n)
	for i := range steps {
		steps[i] = s
	}
	return steps
}

// tokens is a token source that counts.
type tokens struct {
	mu          sync.Mutex
	issued      int
	invalidated []string
	err         error
	stale       bool // a rejected token is replaced
}

func (t *tokens) Token(context.Context) (*oauth2.Token, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.err != nil {
		return nil, t.err
	}
	if t.issued == 0 || t.stale {
		t.issued++
		t.stale = false
	}
	return &oauth2.Token{AccessToken: "secret-token-" + strconv.Itoa(t.issued), TokenType: "Bearer"}, nil
}

func (t *tokens) Invalidate(rejected *oauth2.Token) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.invalidated = append(t.invalidated, rejected.AccessToken)
	t.stale = true
}

const base = "https://api.example.com/v0"

// client builds a client over a transport.
func client(t *testing.T, transport http.RoundTripper, opts ...rest.Option) *rest.Client {
	t.Helper()
	return clientWith(t, rest.Config{Name: "test", BaseURL: base, Tokens: &tokens{}, RequestIDHeader: "MS-RequestId",
		CorrelationIDHeader: "MS-CorrelationId", AnswerIDHeader: "MS-RequestId"}, transport, opts...)
}

func clientWith(t *testing.T, config rest.Config, transport http.RoundTripper, opts ...rest.Option) *rest.Client {
	t.Helper()
	opts = append([]rest.Option{rest.WithHTTPClient(&http.Client{Transport: transport})}, opts...)
	c, err := rest.New(config, opts...)
	if err != nil {
		t.Fatalf("New refused a valid configuration: %v", err)
	}
	return c
}

// The operations of the tests.
var (
	read      = rest.Operation{ID: "things.get", Method: http.MethodGet, Path: "/things"}
	write     = rest.Operation{ID: "things.create", Method: http.MethodPost, Path: "/things"}
	dedup     = rest.Operation{ID: "things.order", Method: http.MethodPost, Path: "/things", Resend: true}
	submit    = rest.Operation{ID: "things.export", Method: http.MethodPost, Path: "/things", ReadOnly: true}
	replace   = rest.Operation{ID: "things.put", Method: http.MethodPut, Path: "/things"}
	errBroken = errors.New("connection reset by peer")
)
