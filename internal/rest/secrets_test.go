package rest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/internal/rest"
)

// elsewhere is a server on another origin; it counts requests with a token.
func elsewhere(t *testing.T) (address string, withToken, requests *int) {
	t.Helper()
	withToken, requests = new(int), new(int)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*requests++
		if r.Header.Get("Authorization") != "" || r.Header.Get("MS-RequestId") != "" {
			*withToken++
		}
		fmt.Fprint(w, `{}`)
	}))
	t.Cleanup(srv.Close)
	return srv.URL, withToken, requests
}

func TestRedirects(t *testing.T) {
	other, withToken, requests := elsewhere(t)
	var redirect http.HandlerFunc
	own := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/there" {
			if r.Header.Get("Authorization") == "" {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			fmt.Fprint(w, `{"a":1}`)
			return
		}
		redirect(w, r)
	}))
	defer own.Close()
	to := func(address string, status int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, address, status) }
	}
	cases := []struct {
		name     string
		op       rest.Operation
		redirect http.HandlerFunc
		ok       bool
		elsewh   int
	}{
		{"read, own host keeps the token", read, to("/there", 302), true, 0},
		{"read, other host gets no token", read, to(other, 302), true, 1},
		{"write, other host gets nothing", write, to(other, 307), false, 0},
		{"write must not become a read", write, to("/there", 302), false, 0},
		{"write, own host, same verb", write, to("/there", 307), true, 0},
		{"no TLS", read, to("http://example.com/", 302), false, 0},
		{"other scheme", read, to("ftp://example.com/", 302), false, 0},
		{"endless", read, to("/again", 302), false, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			*requests, *withToken = 0, 0
			redirect = c.redirect
			cl, err := rest.New(rest.Config{BaseURL: own.URL, Tokens: &tokens{}, RequestIDHeader: "MS-RequestId"})
			require.NoError(t, err)
			_, failure := cl.Do(t.Context(), rest.Call{Op: c.op, In: map[string]int{"a": 1}})
			assert.Equal(t, c.ok, failure == nil, "%v", failure)
			assert.Zero(t, *withToken, "the token or an id went to another host")
			assert.Equal(t, c.elsewh, *requests, "requests to the other host")
			if failure != nil {
				assert.Equal(t, rest.OutcomeRefused, failure.Outcome)
			}
		})
	}
}

func TestLinks(t *testing.T) {
	c := client(t, &script{})
	cases := []struct{ link, want string }{
		{"/things?page=2", "https://api.example.com/v0/things?page=2"},
		{"/v0/things?page=2", "https://api.example.com/v0/things?page=2"},
		{"https://api.example.com/v0/things?page=2", "https://api.example.com/v0/things?page=2"},
		{"https://api.example.com:443/v0/things", "https://api.example.com:443/v0/things"},
		{"https://API.EXAMPLE.COM/v0/things", "https://API.EXAMPLE.COM/v0/things"},
		{"/things/a%2Fb", "https://api.example.com/v0/things/a%2Fb"},
		{"http://api.example.com/v0/things", ""},
		{"https://api.example.com.evil.com/v0/things", ""},
		{"https://evil.com/v0/things", ""},
		{"https://api.example.com:8443/v0/things", ""},
		{"https://user@api.example.com/v0/things", ""},
		{"//evil.com/v0/things", ""},
		{"things", ""},
		{"javascript:alert(1)", ""},
		{":", ""},
	}
	for _, tc := range cases {
		got, err := c.Resolve(tc.link)
		if tc.want == "" {
			assert.Error(t, err, "%q must be refused", tc.link)
			continue
		}
		assert.NoError(t, err, tc.link)
		assert.Equal(t, tc.want, got)
	}
}

func TestLinkToAnotherHostIsNotFollowed(t *testing.T) {
	transport := &script{}
	_, failure := client(t, transport).Do(t.Context(), rest.Call{Op: read, URL: "https://evil.example.org/things"})
	require.NotNil(t, failure)
	assert.Zero(t, transport.count(), "nothing may be sent")
	assert.Equal(t, rest.OutcomeNotSent, failure.Outcome)
}

func TestMiddlewareSeesNoToken(t *testing.T) {
	var seen []string
	spy := func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(req *http.Request) (*http.Response, error) {
			seen = append(seen, req.Header.Get("Authorization"), rest.OperationID(req.Context()))
			resp, err := next.RoundTrip(req)
			if resp != nil && resp.Request != nil {
				seen = append(seen, resp.Request.Header.Get("Authorization"))
			}
			return resp, err
		})
	}
	transport := &script{steps: []step{answer(200, "{}")}}
	_, failure := client(t, transport, rest.WithMiddleware(spy)).Do(t.Context(), rest.Call{Op: read})
	require.Nil(t, failure)
	assert.Equal(t, []string{"", "things.get", ""}, seen)
	assert.NotEmpty(t, transport.seen[0].Header.Get("Authorization"))
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// A credential must not get out by any door: error text, log, %+v, captured
// response.
func TestNothingLeaks(t *testing.T) {
	const sas = "sig=abcDEF123%2Bsecret"
	bodies := []string{
		`{"access_token":"eyJhbGciOiJIUzI1NiJ9.abc.def"}`,
		`{"description":"Bearer secret-token-1 was refused"}`,
		`{"password" : "hunter2-secret"}`,
		`GET https://x.blob.example/a?` + sas,
		`client_secret=very-secret&code=abc-secret`,
	}
	for _, body := range bodies {
		var log bytes.Buffer
		logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		parse := func(_ *http.Response, body []byte) rest.Fault { return rest.Fault{Message: string(body)} }
		transport := &script{steps: []step{answer(400, body)}}
		c := clientWith(t, rest.Config{BaseURL: base, Tokens: &tokens{}, ParseFault: parse}, transport, rest.WithLogger(logger))
		var resp http.Response
		_, failure := c.Do(t.Context(), rest.Call{Op: read, Query: url.Values{"sig": {"top-secret"}},
			Options: []rest.CallOption{rest.WithResponse(&resp)}})
		require.NotNil(t, failure)
		assert.Nil(t, resp.Request, "the captured response must not hold the request, whose header has the token")
		for _, text := range []string{failure.Text(), log.String(), fmt.Sprintf("%+v", *failure), fmt.Sprintf("%+v", failure), string(failure.Body)} {
			for _, secret := range []string{"secret-token", "eyJhbGci", "hunter2", "top-secret", "very-secret", "abc-secret", "abcDEF123"} {
				assert.NotContains(t, text, secret)
			}
		}
	}
}

func TestTransportErrorShowsNoURL(t *testing.T) {
	transport := &script{steps: repeated(9, fails(&url.Error{Op: "Get", URL: "https://api.example.com/v0/things?sig=top-secret", Err: errBroken}))}
	_, failure := client(t, transport, rest.WithRetry(rest.Retry{Attempts: 1})).Do(t.Context(), rest.Call{Op: read, Query: url.Values{"sig": {"top-secret"}}})
	require.NotNil(t, failure)
	assert.NotContains(t, failure.Text(), "top-secret")
	assert.Contains(t, failure.Text(), "things.get: GET /v0/things: connection reset by peer")
	assert.True(t, errors.Is(failure.Err, errBroken))
}

func TestReadOnlyDoesNoIO(t *testing.T) {
	source, transport := &tokens{}, &script{steps: repeated(3, answer(200, "{}"))}
	c := clientWith(t, rest.Config{BaseURL: base, Tokens: source}, transport, rest.WithReadOnly())
	for _, op := range []rest.Operation{write, dedup, replace, {ID: "x", Method: http.MethodPatch, Path: "/x"}, {ID: "x", Method: http.MethodDelete, Path: "/x"}} {
		_, failure := c.Do(t.Context(), rest.Call{Op: op})
		require.NotNil(t, failure, op.Method)
		assert.ErrorIs(t, failure.Err, rest.ErrReadOnly)
		assert.Equal(t, rest.OutcomeNotSent, failure.Outcome)
	}
	assert.Zero(t, transport.count(), "no request")
	assert.Zero(t, source.issued, "no token")
	for _, op := range []rest.Operation{read, submit, {ID: "x", Method: http.MethodHead, Path: "/x"}} {
		_, failure := c.Do(t.Context(), rest.Call{Op: op})
		assert.Nil(t, failure, op.ID)
	}
}

func TestPathElementsAreEscaped(t *testing.T) {
	op := rest.Operation{ID: "x", Method: http.MethodGet, Path: "/customers/{customer_id}/orders/{order_id}"}
	transport := &script{steps: repeated(20, answer(200, "{}"))}
	c := client(t, transport)
	for _, value := range []string{"a/b", "a?b=c", "a#b", "a%2Fb", "a b", "ä", "a;b", `a\b`, "a//b"} {
		_, failure := c.Do(t.Context(), rest.Call{Op: op, Path: []string{value, "1"}})
		require.Nil(t, failure, value)
		u := transport.seen[transport.count()-1].URL
		elements := strings.Split(strings.TrimPrefix(u.EscapedPath(), "/v0/"), "/")
		require.Len(t, elements, 4, "%q must stay one element: %s", value, u)
		back, err := url.PathUnescape(elements[1])
		require.NoError(t, err)
		assert.Equal(t, value, back)
		assert.Empty(t, u.RawQuery, value)
	}
	for _, value := range []string{"", ".", ".."} {
		_, failure := c.Do(t.Context(), rest.Call{Op: op, Path: []string{value, "1"}})
		require.NotNil(t, failure, "%q must be refused", value)
		assert.Contains(t, failure.Text(), "customer_id")
	}
	for _, values := range [][]string{{"1"}, {"1", "2", "3"}} {
		_, failure := c.Do(t.Context(), rest.Call{Op: op, Path: values})
		assert.NotNil(t, failure, "%d values for two placeholders", len(values))
	}
}

func TestNewRefuses(t *testing.T) {
	for _, address := range []string{"http://api.example.com", "ftp://localhost", "api.example.com", "", "https://u:p@api.example.com", "https://api.example.com?x=1", "https://api.example.com#x", "http://127.0.0.1.example.com", "://"} {
		_, err := rest.New(rest.Config{BaseURL: address})
		assert.Error(t, err, "base URL %q", address)
	}
	for _, address := range []string{"http://127.0.0.1:8080", "http://localhost", "http://[::1]:1", "https://api.example.com/", "https://api.example.com/prefix"} {
		_, err := rest.New(rest.Config{BaseURL: address})
		assert.NoError(t, err, "base URL %q", address)
	}
	bad := map[string]rest.Option{
		"nil option": nil, "nil client": rest.WithHTTPClient(nil), "nil middleware": rest.WithMiddleware(nil),
		"nil logger": rest.WithLogger(nil), "application with a line break": rest.WithApplication("a\r\nX: y"),
		"empty application": rest.WithApplication(""), "negative attempts": rest.WithRetry(rest.Retry{Attempts: -1}),
		"no body": rest.WithMaxBody(0),
	}
	for name, option := range bad {
		_, err := rest.New(rest.Config{BaseURL: base}, option)
		assert.Error(t, err, name)
	}
}

func TestCallersClientIsNotChanged(t *testing.T) {
	own := &http.Client{Transport: &script{steps: []step{answer(200, "{}")}}}
	before := *own
	c, err := rest.New(rest.Config{BaseURL: base}, rest.WithHTTPClient(own))
	require.NoError(t, err)
	_, failure := c.Do(context.Background(), rest.Call{Op: read})
	require.Nil(t, failure)
	assert.Equal(t, before.Transport, own.Transport)
	assert.Nil(t, own.CheckRedirect)
}

func FuzzRedact(f *testing.F) {
	f.Add("Bearer abcdefghij", "tail")
	f.Add(`{"refresh_token":"x"}`, "")
	f.Fuzz(func(t *testing.T, before, after string) {
		const token = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.payload.signature"
		got := rest.Redact(before + " " + token + " " + after)
		if strings.Contains(got, token) {
			t.Errorf("the token is still in %q", got)
		}
	})
}
