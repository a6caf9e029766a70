package auth_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

// browserless follows a sign-in over sockets as a browser would.
type browserless struct {
	t    testing.TB
	user string
	last *http.Response // of the callback
}

func (b *browserless) open(address string) error {
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	c := browser(b.t, transport)
	back := get(b.t, c, chooseUser(b.t, address, b.user))
	if back.StatusCode != http.StatusFound {
		return errors.New("the sign-in page answered " + back.Status)
	}
	b.last = get(b.t, c, back.Header.Get("Location"))
	return nil
}

func TestLoopbackSignsIn(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(0))
	a := openAt(t, srv, "memory:")
	b := &browserless{t: t, user: srv.Credentials().Username}
	consent, err := a.ConsentLoopback(t.Context(), b.open)
	if err != nil || consent.User != b.user || !consent.MFA {
		t.Errorf("consent is %+v with error %v, want the MFA user", consent, err)
	}
	if b.last.StatusCode != http.StatusOK {
		t.Errorf("the browser saw %s, want a page that says it worked", b.last.Status)
	}
	token(t, a.Source(auth.PartnerCenter))
}

func TestLoopbackIgnoresForeignCallbacks(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(0))
	a := openAt(t, srv, "memory:")
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	_, err := a.ConsentLoopback(ctx, func(address string) error {
		u, err := url.Parse(address)
		if err != nil {
			return err
		}
		transport := &http.Transport{}
		defer transport.CloseIdleConnections()
		resp := get(t, browser(t, transport), u.Query().Get("redirect_uri")+"/?state=guess&code=stolen")
		if resp.StatusCode != http.StatusBadRequest {
			t.Errorf("a callback with a guessed state answered %s, want 400", resp.Status)
		}
		return nil
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error is %v, want to go on waiting until the context ends", err)
	}
	if n := tokenRequests(srv); n != 0 {
		t.Errorf("%d token requests for a foreign code, want none", n)
	}
}

func TestLoopbackReportsADeclinedSignIn(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(0))
	a := openAt(t, srv, "memory:")
	_, err := a.ConsentLoopback(t.Context(), func(address string) error {
		u, err := url.Parse(address)
		if err != nil {
			return err
		}
		q := url.Values{"state": {u.Query().Get("state")}, "error": {"access_denied"}, "error_description": {"AADSTS53003: blocked"}}
		transport := &http.Transport{}
		defer transport.CloseIdleConnections()
		get(t, browser(t, transport), u.Query().Get("redirect_uri")+"/?"+q.Encode())
		return nil
	})
	var e *auth.Error
	if !errors.As(err, &e) || e.Code != 53003 || e.Class != auth.ClassPolicy {
		t.Errorf("error is %v, want AADSTS53003 classified as policy", err)
	}
}
