package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tenantlink/tenantlink/mockserver"
)

// follow opens an address as a browser would, redirects included.
func follow(ctx context.Context, address string) error {
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	resp, err := (&http.Client{Transport: transport}).Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func call(t *testing.T, srv *mockserver.Server, out io.Writer, args ...string) error {
	t.Helper()
	c := srv.Credentials()
	args = append([]string{"-authority", srv.URL(), "-tenant", c.PartnerTenantID, "-client-id", c.ClientID, "-client-secret-env", "SECRET",
		"-store", "file:" + filepath.Join(t.TempDir(), "tokens")}, args...)
	return run(t.Context(), args, program{getenv: func(string) string { return c.ClientSecret }, browse: follow, stdout: out, stderr: io.Discard})
}

func TestConsentByBrowser(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(0))
	var out bytes.Buffer
	user := srv.Credentials().Username
	if err := call(t, srv, &out, "-login-hint", user); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "Stored: "+user) || !strings.Contains(out.String(), "with MFA") {
		t.Errorf("printed:\n%s\nwant who signed in, with MFA", out.String())
	}
}

func TestConsentWithoutMFAIsRefused(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(0))
	user := srv.Credentials().UsernameNoMFA
	if err := call(t, srv, io.Discard, "-login-hint", user); err == nil || !strings.Contains(err.Error(), "MFA") {
		t.Errorf("error is %v, want a refusal for lack of MFA", err)
	}
	var out bytes.Buffer
	if err := call(t, srv, &out, "-login-hint", user, "-without-mfa"); err != nil || !strings.Contains(out.String(), "WITHOUT MFA") {
		t.Errorf("with -without-mfa: error %v, printed %q, want it stored with a warning", err, out.String())
	}
}

// personAtDevice enters the code that the program prints.
type personAtDevice struct {
	bytes.Buffer
	user string
	ctx  context.Context
}

func (p *personAtDevice) Write(b []byte) (int, error) {
	said := regexp.MustCompile(`open (\S+) and enter the code (\S+)`).FindStringSubmatch(string(b))
	if said != nil {
		q := url.Values{"user_code": {said[2]}, "username": {p.user}}
		if err := follow(p.ctx, said[1]+"?"+q.Encode()); err != nil {
			return 0, err
		}
	}
	return p.Buffer.Write(b)
}

func TestConsentByDeviceCode(t *testing.T) {
	if testing.Short() {
		t.Skip("the device flow waits for its polling interval of 5 seconds")
	}
	srv := mockserver.New(t, mockserver.WithTenants(0))
	p := &personAtDevice{user: srv.Credentials().Username, ctx: t.Context()}
	start := time.Now()
	if err := call(t, srv, p, "-device"); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(p.String(), "Stored: "+p.user) {
		t.Errorf("printed:\n%s\nwant who signed in", p.String())
	}
	if time.Since(start) < 4*time.Second {
		t.Error("polled sooner than the service allows")
	}
}
