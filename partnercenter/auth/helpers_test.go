package auth_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

// grantFor is the mock's partner as a grant in the global cloud: the mock's
// transport answers for Microsoft's hosts.
func grantFor(srv *mockserver.Server) auth.Grant {
	c := srv.Credentials()
	return auth.Grant{Tenant: c.PartnerTenantID, ClientID: c.ClientID}
}

// start runs a mock without listener, which answers through a transport.
func start(t testing.TB, opts ...mockserver.Option) *mockserver.Server {
	t.Helper()
	return mockserver.New(t, append([]mockserver.Option{mockserver.WithoutListener(), mockserver.WithTenants(0)}, opts...)...)
}

// open builds an Authenticator for the mock.
func open(t testing.TB, srv *mockserver.Server, store auth.TokenStore, opts ...auth.Option) *auth.Authenticator {
	t.Helper()
	opts = append([]auth.Option{auth.WithHTTPClient(srv.Client())}, opts...)
	a, err := auth.New(grantFor(srv), auth.ClientSecret(auth.Secret(srv.Credentials().ClientSecret)), store, opts...)
	if err != nil {
		t.Fatal("auth.New:", err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error("Close:", err)
		}
	})
	return a
}

// signedIn is open with the mock's refresh token imported.
func signedIn(t testing.TB, srv *mockserver.Server, store auth.TokenStore, opts ...auth.Option) *auth.Authenticator {
	t.Helper()
	a := open(t, srv, store, opts...)
	if _, err := a.Import(t.Context(), auth.Secret(srv.Credentials().RefreshToken)); err != nil {
		t.Fatal("Import:", err)
	}
	srv.ClearRequests()
	return a
}

// tokenRequests counts the requests to the token endpoint.
func tokenRequests(srv *mockserver.Server) int {
	return len(srv.Requests(mockserver.Match{Op: "entra.token"}))
}

// token fails the test unless a token comes.
func token(t testing.TB, s *auth.Source) string {
	t.Helper()
	tok, err := s.Token(t.Context())
	if err != nil {
		t.Fatal("Token:", err)
	}
	return tok.AccessToken
}

// recorder collects events.
type recorder struct {
	mu     sync.Mutex
	events []auth.Event
}

func (r *recorder) hook(_ context.Context, e auth.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, e)
}

// of returns the events of one type.
func of[E auth.Event](r *recorder) []E {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found []E
	for _, e := range r.events {
		if e, ok := e.(E); ok {
			found = append(found, e)
		}
	}
	return found
}

// browser is a client with cookies that stops at redirects.
func browser(t testing.TB, transport http.RoundTripper) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{
		Transport: transport, Jar: jar, Timeout: time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// get sends a GET and returns the response with its body closed.
func get(t testing.TB, c *http.Client, address string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return resp
}

// chooseUser makes the mock's sign-in page sign a user in.
func chooseUser(t testing.TB, authorize, user string) string {
	t.Helper()
	u, err := url.Parse(authorize)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("login_hint", user)
	u.RawQuery = q.Encode()
	return u.String()
}

// jsonText is s as a JSON string.
func jsonText(s string) (string, error) {
	b, err := json.Marshal(s)
	return string(b), err
}
