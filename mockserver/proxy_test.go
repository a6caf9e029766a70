package mockserver_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/tenantlink/tenantlink/mockserver"
)

// throughProxy is a client that knows the CA and the proxy, as a program does
// that is started with SSL_CERT_FILE and HTTPS_PROXY.
func throughProxy(t *testing.T, srv *mockserver.Server) *http.Client {
	t.Helper()
	proxy, err := url.Parse(srv.ProxyURL())
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(srv.CA())
	transport := &http.Transport{Proxy: http.ProxyURL(proxy), TLSClientConfig: &tls.Config{RootCAs: pool}}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func TestConnectProxyServesRealHostNames(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithConnectProxy("127.0.0.1:0"))
	c := throughProxy(t, srv)
	for address, want := range map[string]string{
		"https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration": "token_endpoint",
		"https://api.cloudmore.com/api/healthcheck":                                      "",
		"http://login.microsoftonline.com/common/discovery/v2.0/keys":                    "keys",
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := c.Do(req)
		if err != nil {
			t.Errorf("%s through the proxy: %v", address, err)
			continue
		}
		body, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK || !strings.Contains(string(body), want) {
			t.Errorf("%s through the proxy: %s %v, body %.80q; want 200 and %q", address, resp.Status, err, body, want)
		}
	}
	if len(srv.Requests(mockserver.Match{Op: "entra.*"})) != 2 {
		t.Error("requests through the proxy are not in the request log")
	}
}

func TestConnectProxyReachesNobodyElse(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithConnectProxy("127.0.0.1:0"))
	c := throughProxy(t, srv)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://example.com/", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.Do(req)
	if err == nil {
		_ = resp.Body.Close()
		t.Fatal("the proxy opened a tunnel to a host that the mock does not emulate")
	}
	if !strings.Contains(err.Error(), "Forbidden") {
		t.Errorf("got %v, want a refusal with 403", err)
	}
}

// A reset by a fault rule passes through the tunnel.
func TestConnectProxyPassesResets(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithConnectProxy("127.0.0.1:0"))
	if err := srv.Fail("entra.discovery", mockserver.Fault{Kind: mockserver.FaultReset, First: 10}); err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := throughProxy(t, srv).Do(req)
	if err == nil {
		_ = resp.Body.Close()
		t.Error("the reset did not reach the client")
	}
}

func TestConnectProxyStaysOnLoopback(t *testing.T) {
	srv, err := mockserver.Start(mockserver.WithConnectProxy("0.0.0.0:0"))
	if err == nil {
		t.Fatal(errors.Join(errors.New("the proxy listens beyond loopback without WithInsecureListen"), srv.Close()))
	}
	if !strings.Contains(err.Error(), "beyond loopback") {
		t.Errorf("got %v", err)
	}
}
