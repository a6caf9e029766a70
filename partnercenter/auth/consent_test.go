package auth_test

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

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

func TestImpossibleRedirectsAreRefused(t *testing.T) {
	srv := start(t)
	a := open(t, srv, auth.NewMemoryStore())
	done := func(http.ResponseWriter, *http.Request, auth.Consent) {}
	for _, address := range []string{
		"", "/callback", "http://service.example/callback", "https://service.example", "https://service.example/c?x=1",
		"https://service.example/c#f", "javascript:alert(1)", "://",
	} {
		if _, err := a.ConsentHandler(address, done); err == nil {
			t.Errorf("the redirect address %q was accepted", address)
		}
	}
	if _, err := a.ConsentHandler(redirect, nil); err == nil {
		t.Error("a nil done was accepted")
	}
}

func TestASignInExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := start(t, mockserver.WithLifetimes(mockserver.Lifetimes{Code: time.Hour}))
		s := newSite(t, srv, open(t, srv, auth.NewMemoryStore()))
		b := browser(t, s)
		callback := authorize(t, b, srv.Credentials().Username)
		time.Sleep(16 * time.Minute)
		if resp := get(t, b, callback); resp.StatusCode != http.StatusBadRequest || len(s.got) != 0 {
			t.Errorf("a callback after 16 minutes answered %s, want 400", resp.Status)
		}
	})
}

func TestOnlyGETSignsIn(t *testing.T) {
	srv := start(t)
	s := newSite(t, srv, open(t, srv, auth.NewMemoryStore()))
	for _, path := range []string{"/consent/start", "/consent/callback"} {
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, nil))
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Set-Cookie") != "" {
			t.Errorf("POST %s answered %d, want 405 and no cookie", path, w.Code)
		}
	}
}

func TestStartedSignInsAreBounded(t *testing.T) {
	srv := start(t)
	s := newSite(t, srv, open(t, srv, auth.NewMemoryStore()))
	refused := false
	for range 1100 {
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/consent/start", nil))
		refused = refused || w.Code == http.StatusServiceUnavailable
	}
	if !refused {
		t.Error("1100 sign-ins were started and kept in memory, want a bound")
	}
}

// answered is the sign-in service's answer with tokens of these claims.
func answered(access, id string) string {
	jwt := func(claims string) string {
		return "e30." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".s"
	}
	return `{"access_token":"` + jwt(access) + `","refresh_token":"r","id_token":"` + jwt(id) + `","expires_in":3600}`
}

func TestAForeignSignInIsNotStored(t *testing.T) {
	const (
		home  = "11111111-1111-1111-1111-111111111111"
		other = "22222222-2222-2222-2222-222222222222"
		user  = `{"amr":["pwd","mfa"],"tid":"` + home + `","oid":"o","upn":"u@x"}`
	)
	for name, c := range map[string]struct {
		id   string
		want error // nil: any
	}{
		"another tenant":      {`{"aud":"client","iss":"https://x/` + other + `/v2.0","exp":9999999999,"tid":"` + other + `","oid":"o"}`, auth.ErrWrongTenant},
		"another application": {`{"aud":"someone","iss":"https://x/` + home + `/v2.0","exp":9999999999,"tid":"` + home + `","oid":"o"}`, nil},
		"expired":             {`{"aud":"client","iss":"https://x/` + home + `/v2.0","exp":1,"tid":"` + home + `","oid":"o"}`, nil},
		"no user":             {`{"aud":"client","iss":"https://x/` + home + `/v2.0","exp":9999999999,"tid":"` + home + `"}`, nil},
		"a foreign issuer":    {`{"aud":"client","iss":"https://x/` + other + `/v2.0","exp":9999999999,"tid":"` + home + `","oid":"o"}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			store := auth.NewMemoryStore()
			a, err := auth.New(auth.Grant{Tenant: home, ClientID: "client"}, auth.ClientSecret("s"), store,
				auth.WithHTTPClient(&http.Client{Transport: canned{200, answered(user, c.id)}}))
			if err != nil {
				t.Fatal(err)
			}
			if _, err = a.Import(t.Context(), "r"); err == nil || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("Import gives %v, want a refusal", err)
			}
			if _, err := store.Load(t.Context(), a.Key()); !errors.Is(err, auth.ErrNotFound) {
				t.Error("the sign-in was stored")
			}
		})
	}
}

func TestSignOutRemovesTheGrantAndItsTokens(t *testing.T) {
	srv := start(t)
	store := auth.NewMemoryStore()
	a := signedIn(t, srv, store)
	token(t, a.Source(auth.Graph))
	put(t, store, keyB, "another grant")
	if err := a.SignOut(t.Context()); err != nil {
		t.Fatal(err)
	}
	left := 0
	for k, err := range store.Keys(t.Context()) {
		if err != nil || k != keyB {
			t.Errorf("%s is still stored (%v)", k, err)
		}
		left++
	}
	if left != 1 {
		t.Errorf("%d records are left, want the other grant's", left)
	}
}

func TestATamperedSignInIsNotStored(t *testing.T) {
	for name, parameter := range map[string]string{"PKCE": "code_challenge", "the nonce": "nonce", "the state": "state"} {
		t.Run(name, func(t *testing.T) {
			srv := start(t)
			a := open(t, srv, auth.NewMemoryStore())
			s := newSite(t, srv, a)
			b := browser(t, s)
			// Somebody leads the browser on with a value of their own.
			u, err := url.Parse(get(t, b, "http://localhost/consent/start").Header.Get("Location"))
			if err != nil {
				t.Fatal(err)
			}
			q := u.Query()
			q.Set(parameter, "7rqK-0GQ1Ba3vFGUhJqF4E0yk6YQG7pJt6L9jH0aWbc")
			u.RawQuery = q.Encode()
			back := get(t, b, chooseUser(t, u.String(), srv.Credentials().Username))
			resp := get(t, b, back.Header.Get("Location"))
			if resp.StatusCode != http.StatusBadRequest || len(s.got) != 0 {
				t.Errorf("the callback answered %s, want 400: %s is not the one of this sign-in", resp.Status, parameter)
			}
			if _, _, err := a.Stored(t.Context()); !errors.Is(err, auth.ErrNotFound) {
				t.Errorf("Stored gives %v, want ErrNotFound", err)
			}
		})
	}
}
