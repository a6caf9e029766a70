package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenantlink/tenantlink/mockserver"
)

// start runs the program until stop is called and returns its first line.
func start(t *testing.T, args ...string) (creds mockserver.Credentials, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	r, w := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := run(ctx, args, w, io.Discard)
		_ = w.Close()
		done <- err
	}()
	line, err := bufio.NewReader(r).ReadBytes('\n')
	if err != nil {
		t.Fatalf("no first line: %v, %v", err, <-done)
	}
	if err := json.Unmarshal(line, &creds); err != nil {
		t.Fatalf("the first line is not one JSON object: %s", line)
	}
	return creds, func() error { cancel(); return <-done }
}

func TestProgram(t *testing.T) {
	dir := t.TempDir()
	ca, state := filepath.Join(dir, "ca.pem"), filepath.Join(dir, "state.json")
	creds, stop := start(t, "-customers", "7", "-seed", "5", "-ca-out", ca, "-state", state)
	if creds.RefreshToken == "" || creds.PartnerTenantID == "" || creds.ResellerID == "" || creds.CAFile != ca {
		t.Errorf("credentials: %+v", creds)
	}
	pem, err := os.ReadFile(ca)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	tr := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	defer tr.CloseIdleConnections()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, creds.TLSURL+"/_mock/healthz", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := (&http.Client{Transport: tr}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	tr.CloseIdleConnections()
	if err := stop(); err != nil {
		t.Errorf("the program ended with %v", err)
	}
	b, err := os.ReadFile(state)
	if err != nil {
		t.Fatal(err)
	}
	var snap mockserver.Snapshot
	if err := json.Unmarshal(b, &snap); err != nil || snap.Seed != 5 {
		t.Errorf("state file: %v, seed %d", err, snap.Seed)
	}
	_, again := start(t, "-seed", "5", "-customers", "7", "-restore", state)
	if err := again(); err != nil {
		t.Errorf("a restored server ended with %v", err)
	}
}

func TestConfigFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mock.json")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(`{"customers": 0, "seed": 9, "profile": "us"}`)
	creds, stop := start(t, "-config", path, "-seed", "5")
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	plain, stop := start(t, "-customers", "0", "-profile", "us", "-seed", "5")
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if creds.PartnerTenantID != plain.PartnerTenantID {
		t.Error("a flag beside -config must win over the file")
	}
	for _, text := range []string{`{"customers": "many"}`, `{"colour": 1}`, `[`} {
		write(text)
		if err := run(t.Context(), []string{"-config", path}, io.Discard, io.Discard); err == nil {
			t.Errorf("the file %s was taken", text)
		}
	}
}

// What a Server can be told in Go, the program can be told by flags or by file.
func TestBehaviour(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mock.json")
	if err := os.WriteFile(path, []byte(`{"accept-any": true, "throttle": ["customers.list=1/1h", "invoices.*=2/1h"], "mfa": "report", "export-polls": 3}`), 0o600); err != nil {
		t.Fatal(err)
	}
	creds, stop := start(t, "-config", path, "-customers", "2", "-access-life", "2h", "-list-lag", "1m", "-sandbox", "-as-of", "2026-06-10")
	tr := &http.Transport{}
	defer tr.CloseIdleConnections()
	get := func(path string) int {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, creds.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer x")
		resp, err := (&http.Client{Transport: tr}).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		return resp.StatusCode
	}
	for i, want := range []int{http.StatusOK, http.StatusTooManyRequests} {
		if got := get("/v1/customers"); got != want {
			t.Errorf("call %d answered %d, want %d", i+1, got, want)
		}
	}
	for i, want := range []int{http.StatusOK, http.StatusOK, http.StatusTooManyRequests} {
		if got := get("/v1/invoices"); got != want {
			t.Errorf("call %d of the second bucket answered %d, want %d", i+1, got, want)
		}
	}
	tr.CloseIdleConnections()
	if err := stop(); err != nil {
		t.Fatal(err)
	}
}

func TestEnv(t *testing.T) {
	creds, stop := start(t, "-customers", "0")
	var out bytes.Buffer
	if err := run(t.Context(), []string{"env", creds.URL + "/"}, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	http.DefaultClient.CloseIdleConnections()
	for _, want := range []string{"export TENANTLINK_AUTHORITY='" + creds.URL + "'\n", "export TENANTLINK_REFRESH_TOKEN='" + creds.RefreshToken + "'\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"env"}, {"env", creds.URL}, {"env", "::"}} {
		if err := run(t.Context(), args, io.Discard, io.Discard); err == nil {
			t.Errorf("%v was taken", args)
		}
	}
}

func TestRoutes(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), []string{"routes"}, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "cloudmore.cspTenants.link") {
		t.Error("the table has no cloudmore.cspTenants.link")
	}
}

func TestQuote(t *testing.T) {
	if got := quote("a'b"); got != `'a'\''b'` {
		t.Errorf("quoted as %s", got)
	}
}

func TestBadArguments(t *testing.T) {
	for _, args := range [][]string{{"-listen", "0.0.0.0:0"}, {"-customers", "many"}, {"-profile", "mars"}, {"stray"}, {"-throttle", "often"}, {"-as-of", "today"}, {"-client-cert", "no such file"}, {"-mfa", "sometimes"}, {"-accept-any=perhaps"}, {"-list-lag", "-1s"}, {"-restore", "no such file"}, {"-ca-out", filepath.Join(t.TempDir(), "none", "ca.pem")}} {
		var stderr bytes.Buffer
		if err := run(t.Context(), args, io.Discard, &stderr); err == nil {
			t.Errorf("%s: the arguments were taken", strings.Join(args, " "))
		}
	}
}

func TestAccessLife(t *testing.T) {
	creds, _ := start(t, "-customers", "0", "-access-life", "2s")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, creds.URL+"/"+creds.PartnerTenantID+"/oauth2/v2.0/token",
		strings.NewReader(url.Values{
			"grant_type": {"client_credentials"}, "client_id": {creds.ClientID}, "client_secret": {creds.ClientSecret},
			"scope": {"https://graph.microsoft.com/.default"},
		}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var answer struct {
		ExpiresIn int `json:"expires_in"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || answer.ExpiresIn != 2 {
		t.Errorf("expires_in is %d (%v), want 2", answer.ExpiresIn, err)
	}
}
