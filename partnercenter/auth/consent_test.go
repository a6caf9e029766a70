package auth_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

// site is a web service with a consent handler, and its transport.
type site struct {
	handler http.Handler
	mock    http.RoundTripper
	got     []auth.Consent
}

const redirect = "http://localhost/consent/callback"

// RoundTrip answers for the site's host by its handler, for others by the mock.
func (s *site) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host != "localhost" {
		return s.mock.RoundTrip(r)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w.Result(), nil
}

func newSite(t testing.TB, srv *mockserver.Server, a *auth.Authenticator) *site {
	t.Helper()
	s := &site{mock: srv.Transport()}
	h, err := a.ConsentHandler(redirect, func(w http.ResponseWriter, _ *http.Request, c auth.Consent) {
		s.got = append(s.got, c)
		w.WriteHeader(http.StatusNoContent)
	})
	if err != nil {
		t.Fatal("ConsentHandler:", err)
	}
	s.handler = h
	return s
}

// authorize begins a sign-in and returns the callback's address.
func authorize(t testing.TB, b *http.Client, user string) string {
	t.Helper()
	start := get(t, b, "http://localhost/consent/start")
	if start.StatusCode != http.StatusFound {
		t.Fatalf("the start answered %s, want a redirect", start.Status)
	}
	back := get(t, b, chooseUser(t, start.Header.Get("Location"), user))
	if back.StatusCode != http.StatusFound {
		t.Fatalf("the sign-in page answered %s, want a redirect", back.Status)
	}
	return back.Header.Get("Location")
}

func TestConsentInABrowserStoresTheGrant(t *testing.T) {
	srv := start(t)
	a := open(t, srv, auth.NewMemoryStore())
	s := newSite(t, srv, a)
	b := browser(t, s)
	resp := get(t, b, authorize(t, b, srv.Credentials().Username))
	if resp.StatusCode != http.StatusNoContent || len(s.got) != 1 {
		t.Fatalf("the callback answered %s with %d consents, want done to be called once", resp.Status, len(s.got))
	}
	c := s.got[0]
	if !c.MFA || c.User != srv.Credentials().Username || c.Tenant != srv.Credentials().PartnerTenantID || !c.CanConsent() {
		t.Errorf("consent is %+v, want the MFA user of the partner tenant with the role to consent", c)
	}
	token(t, a.Source(auth.PartnerCenter))
	token(t, a.Source(auth.Graph))
}

func TestASignInWithoutMFAIsNotStored(t *testing.T) {
	srv := start(t)
	a := open(t, srv, auth.NewMemoryStore())
	s := newSite(t, srv, a)
	b := browser(t, s)
	resp := get(t, b, authorize(t, b, srv.Credentials().UsernameNoMFA))
	if resp.StatusCode != http.StatusForbidden || len(s.got) != 0 {
		t.Errorf("the callback answered %s, want 403 and no call of done", resp.Status)
	}
	if _, _, err := a.Stored(t.Context()); !errors.Is(err, auth.ErrNotFound) {
		t.Errorf("Stored gives %v, want ErrNotFound: the grant was stored without MFA", err)
	}
}

func TestACallbackWorksOnceAndOnlyInItsBrowser(t *testing.T) {
	srv := start(t)
	a := open(t, srv, auth.NewMemoryStore())
	s := newSite(t, srv, a)
	b, other := browser(t, s), browser(t, s)
	callback := authorize(t, b, srv.Credentials().Username)
	authorize(t, other, srv.Credentials().Username) // has a cookie of its own
	if resp := get(t, other, callback); resp.StatusCode != http.StatusBadRequest {
		t.Errorf("another browser's callback answered %s, want 400", resp.Status)
	}
	if resp := get(t, b, callback); resp.StatusCode != http.StatusNoContent {
		t.Errorf("the callback answered %s, want success: another browser's attempt must not spoil it", resp.Status)
	}
	if resp := get(t, b, callback); resp.StatusCode != http.StatusBadRequest {
		t.Errorf("the second use answered %s, want 400", resp.Status)
	}
}

func TestTheHandlerRedirectsToTheAuthorityOnly(t *testing.T) {
	srv := start(t)
	s := newSite(t, srv, open(t, srv, auth.NewMemoryStore()))
	b := browser(t, s)
	for _, path := range []string{
		"/consent/start?redirect_uri=https://evil.example", "/consent//evil.example", "/%2f%2fevil.example",
		"/consent/start?next=//evil.example", "/consent/callback?state=x&code=y&redirect_uri=https://evil.example",
	} {
		resp := get(t, b, "http://localhost"+path)
		if to := resp.Header.Get("Location"); to != "" {
			u, err := url.Parse(to)
			if err != nil || u.Host != "login.microsoftonline.com" || u.Query().Get("redirect_uri") != redirect {
				t.Errorf("GET %s redirects to %s, want the authority with our own redirect address", path, to)
			}
		}
	}
}
