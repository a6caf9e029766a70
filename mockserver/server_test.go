package mockserver_test

import (
	"bytes"
	"compress/gzip"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tenantlink/tenantlink/mockserver"
)

func TestTLSUnderRealHostNames(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(3))
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(srv.CA()) {
		t.Fatal("CA is not PEM")
	}
	c := clientOf(t, srv)
	tr := &http.Transport{DialContext: srv.DialContext, TLSClientConfig: &tls.Config{RootCAs: pool}}
	t.Cleanup(tr.CloseIdleConnections)
	c.http.Transport = tr
	c.base = "https://login.microsoftonline.com"
	doc := c.send("GET", "/"+c.creds.PartnerTenantID+"/v2.0/.well-known/openid-configuration", nil).want(t, http.StatusOK)
	if !strings.HasPrefix(doc.text(t, "issuer"), c.base+"/") {
		t.Errorf("issuer %s is not on the host it was asked on", doc.text(t, "issuer"))
	}
	pc, graph := c.as("pc"), c.as("graph")
	c.send("GET", "https://api.partnercenter.microsoft.com/v1/customers", nil, pc...).want(t, http.StatusOK)
	c.send("GET", "https://api.cloudmore.com/api/healthcheck", nil).want(t, http.StatusOK)
	// A vendor's host serves that vendor only.
	c.send("GET", "https://graph.microsoft.com/v1/customers", nil, pc...).want(t, http.StatusNotFound)
	c.base = "https://graph.microsoft.com"
	c.token["graph"] = strings.TrimPrefix(graph[1], "Bearer ")
	c.token["pc"] = strings.TrimPrefix(pc[1], "Bearer ")
	var page struct{ Items []invoiceItem }
	c.send("GET", "https://api.partnercenter.microsoft.com/v1/invoices", nil, pc...).decode(t, &page)
	m := c.export(billedReconciliation, map[string]string{"invoiceId": page.Items[0].ID})
	if !strings.HasPrefix(m.RootDirectory, "https://mockbilling.blob.core.windows.net/") {
		t.Errorf("blobs are at %s, want a storage host", m.RootDirectory)
	}
	if len(c.lines(m)) == 0 {
		t.Error("no lines")
	}
	for _, host := range []string{"localhost", "127.0.0.1"} {
		c.send("GET", strings.Replace(srv.TLSURL(), "127.0.0.1", host, 1)+"/_mock/healthz", nil).want(t, http.StatusOK)
	}
}

func TestGzippedRequestBody(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	enc, err := json.Marshal(newCustomer("gz.onmicrosoft.com"))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	zw := gzip.NewWriter(&b)
	if _, err := zw.Write(enc); err != nil {
		t.Fatal(err)
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	c.send("POST", "/v1/customers", b.String(), append(c.as("pc"), "Content-Encoding", "gzip")...).want(t, http.StatusCreated)
	c.send("POST", "/v1/customers", "not gzip", append(c.as("pc"), "Content-Encoding", "gzip")...).want(t, http.StatusBadRequest)
}

func TestUnmatchedRequestsNameTheNearestRoute(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	resp := c.send("GET", "/v1/customer", nil, c.as("pc")...).want(t, http.StatusNotFound)
	if !strings.Contains(string(resp.body), "customers.list") {
		t.Errorf("no hint at customers.list: %s", resp.body)
	}
	method := c.send("PATCH", "/v1/invoices", nil, c.as("pc")...).want(t, http.StatusMethodNotAllowed)
	if method.header.Get("Allow") != "GET" {
		t.Errorf("Allow is %q", method.header.Get("Allow"))
	}
	graph := c.send("GET", "/v1.0/auditLogs/signIns", nil, c.as("graph")...).want(t, http.StatusBadRequest)
	if !strings.Contains(string(graph.body), "Resource not found for the segment 'auditLogs'.") {
		t.Errorf("Graph names the segment that it does not know: %s", graph.body)
	}
	for _, r := range []response{resp, method, graph} {
		if r.header.Get("X-Mock-Hint") == "" {
			t.Errorf("no X-Mock-Hint: %v", r.header)
		}
	}
	if log := c.srv.Requests(mockserver.Match{Unmatched: true}); len(log) != 3 || log[0].Hint == "" {
		t.Errorf("log: %+v", log)
	}
}

func TestRequestLogHidesSecrets(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(2))
	code := c.authorize(authorizeArgs{user: c.creds.Username, redirect: redirect, scope: "openid"})
	c.lines(c.export(billedReconciliation, map[string]string{"invoiceId": c.invoices()[0].ID}))
	c.send("GET", "/v1/customers?access_token=SECRET1&Code=SECRET2", nil)
	b, err := json.Marshal(c.srv.Requests(mockserver.Match{}))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{code, c.creds.ClientSecret, c.creds.RefreshToken, "SECRET1", "SECRET2", c.token["graph"], "sig=0", "sig=1"} {
		if bytes.Contains(b, []byte(secret)) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

func TestRequestLogIsBounded(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0), mockserver.WithLogLimit(3))
	for range 5 {
		c.send("GET", "/api/healthcheck", nil)
	}
	log := c.srv.Requests(mockserver.Match{})
	if len(log) != 3 || log[0].Seq != 3 || log[2].Seq != 5 {
		t.Errorf("log: %+v", log)
	}
	c.srv.ClearRequests()
	c.send("GET", "/api/healthcheck", nil)
	if log := c.srv.Requests(mockserver.Match{}); len(log) != 1 || log[0].Seq != 1 {
		t.Errorf("log after clear: %+v", log)
	}
}

func TestAdminRoutes(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(3))
	c.send("POST", "/_mock/faults", map[string]any{"op": "customers.list", "fault": map[string]any{"status": 503, "delay": "1ms", "first": 1}}).want(t, http.StatusNoContent)
	c.send("POST", "/_mock/faults", map[string]any{"op": "nobody", "fault": map[string]any{"status": 503}}).want(t, http.StatusBadRequest)
	c.send("GET", "/v1/customers", nil, c.as("pc")...).want(t, http.StatusServiceUnavailable)
	var log []mockserver.Request
	c.send("GET", "/_mock/requests?op=customers.list&status=503", nil).want(t, http.StatusOK).decode(t, &log)
	if len(log) != 1 || log[0].Fault == "" {
		t.Errorf("log: %+v", log)
	}
	c.send("GET", "/_mock/faults", nil).want(t, http.StatusOK)
	c.send("DELETE", "/_mock/faults", nil).want(t, http.StatusNoContent)
	before := c.srv.Now()
	c.send("POST", "/_mock/clock", map[string]string{"advance": "48h"}).want(t, http.StatusOK)
	if d := c.srv.Now().Sub(before).Hours(); d < 48 || d > 49 {
		t.Errorf("the clock moved %v hours", d)
	}
	c.send("POST", "/_mock/clock", map[string]string{"advance": "-1h"}).want(t, http.StatusBadRequest)
	c.token = map[string]string{}
	c.send("POST", "/v1/customers", newCustomer("a.onmicrosoft.com"), c.as("pc")...).want(t, http.StatusCreated)
	c.send("POST", "/_mock/reset?what=state", nil).want(t, http.StatusNoContent)
	c.token = map[string]string{}
	if n := len(c.customers("/customers")); n != 3 {
		t.Errorf("%d customers after a reset, want the 3 seeded", n)
	}
	c.send("POST", "/_mock/reset?what=nonsense", nil).want(t, http.StatusBadRequest)
	c.send("POST", "/_mock/reset", nil).want(t, http.StatusNoContent)
	if n := len(c.srv.Requests(mockserver.Match{})); n != 0 {
		t.Errorf("%d log entries after a reset", n)
	}
	c.send("POST", "/_mock/state/save", nil).want(t, http.StatusConflict)
	for _, path := range []string{"/_mock/healthz", "/_mock/credentials", "/_mock/routes", "/_mock/violations", "/_mock/clock"} {
		c.send("GET", path, nil).want(t, http.StatusOK)
	}
}

func TestStateFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.json")
	srv, err := mockserver.Start(mockserver.WithoutListener(), mockserver.WithTenants(4), mockserver.WithStateFile(path))
	if err != nil {
		t.Fatal(err)
	}
	if err := srv.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var snap mockserver.Snapshot
	if err := json.Unmarshal(b, &snap); err != nil || snap.Version != mockserver.StateVersion || len(snap.Tenants) < 4 {
		t.Errorf("%v: version %d, %d tenants", err, snap.Version, len(snap.Tenants))
	}
}

func TestRestore(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(20))
	tenant, org := c.pair("A")
	c.link(tenant, org).want(t, http.StatusOK)
	if _, err := c.srv.AddInvoice(mockserver.Invoice{ID: "G999999999", Lines: []mockserver.ReconciliationLine{{CustomerId: tenant, Subtotal: "1.5"}}}); err != nil {
		t.Fatal(err)
	}
	invoices := c.invoices()
	saved := c.send("GET", "/_mock/state", nil).want(t, http.StatusOK).body
	c.send("POST", "/_mock/reset?what=state", nil).want(t, http.StatusNoContent)
	if len(c.invoices()) == len(invoices) {
		t.Fatal("the reset kept the invoice made by hand")
	}
	c.send("PUT", "/_mock/state", string(saved)).want(t, http.StatusNoContent)
	if again := c.send("GET", "/_mock/state", nil).body; !bytes.Equal(again, saved) {
		t.Error("a restored state is written differently")
	}
	after := c.invoices()
	for i := range invoices {
		if after[i].ID != invoices[i].ID || !after[i].TotalCharges.Equal(invoices[i].TotalCharges) {
			t.Errorf("invoice %+v came back as %+v", invoices[i], after[i])
		}
	}
	for name, bad := range map[string]string{
		"version": strings.Replace(string(saved), `"version": 2`, `"version": 1`, 1), "seed": strings.Replace(string(saved), `"seed": 1`, `"seed": 2`, 1),
		"no JSON": "{", "bad link": `{"version":2,"seed":1,"profile":"eu","as_of":"2026-11-15T12:00:00Z","links":[{"tenant_id":"x","organization_id":"y"}]}`,
	} {
		if resp := c.send("PUT", "/_mock/state", bad); resp.status != http.StatusBadRequest {
			t.Errorf("%s: the state was taken: %d", name, resp.status)
		}
	}
	if again := c.send("GET", "/_mock/state", nil).body; !bytes.Equal(again, saved) {
		t.Error("a refused state changed something")
	}
}

func TestBadOptions(t *testing.T) {
	for name, opt := range map[string]mockserver.Option{
		"tenants": mockserver.WithTenants(-1), "profile": mockserver.WithProfile("mars"), "rotation": mockserver.WithRotation("never"), "mfa": mockserver.WithMFA("maybe"),
		"beyond loopback": mockserver.WithListen("0.0.0.0:0"), "no port": mockserver.WithTLSListen("localhost"), "log": mockserver.WithLogLimit(0),
		"throttle": mockserver.WithThrottle(mockserver.Throttle{Op: "*"}),
	} {
		if srv, err := mockserver.Start(opt); err == nil {
			t.Errorf("%s: the option was taken", name)
			_ = srv.Close()
		}
	}
}

func TestParallelClients(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(50), mockserver.WithViolationsAllowed())
	pc, cm, graph := c.as("pc"), c.as("cm"), c.as("graph")
	inv := c.invoices()[0].ID
	var wg sync.WaitGroup
	for i := range 64 {
		wg.Go(func() {
			for j := range 2 {
				domain := string(rune('a'+i%26)) + string(rune('a'+i/26)) + string(rune('a'+j)) + ".onmicrosoft.com"
				_, _ = c.try("POST", "/v1/customers", newCustomer(domain), pc...)
				_, _ = c.try("GET", "/v1/customers?size=40", nil, pc...)
				_, _ = c.try("GET", c.reseller("/services/csp/CspTenants/List"), nil, cm...)
				_, _ = c.try("GET", []string{"/v1/auditrecords?startDate=2020-01-01", "/v1/usagesummary", "/v1/partnerRequests?size=5", "/_mock/state", "/v1.0/groups", relationships + "?$top=2"}[(i+j)%6], nil, [][]string{pc, pc, pc, pc, graph, graph}[(i+j)%6]...)
				_, _ = c.try("PUT", "/v1/profiles/support", map[string]string{"website": domain}, pc...)
				_, _ = c.try("POST", "/v1.0/reports/partners/billing/"+billedReconciliation, map[string]string{"invoiceId": inv}, graph...)
				switch (i + j) % 8 {
				case 0:
					_ = c.srv.Fail("customers.list", mockserver.Fault{Status: 503, First: 1})
				case 1:
					_ = c.srv.Reset(mockserver.PartState)
				case 2:
					c.srv.Advance(1)
				}
			}
		})
	}
	wg.Wait()
	if n := len(c.srv.Requests(mockserver.Match{Op: "customers.create"})); n != 128 {
		t.Errorf("%d creates in the log, want 128", n)
	}
}

// Tests in one package run side by side, each with its own server, clock and
// faults.
func TestParallelServers(t *testing.T) {
	for _, name := range []string{"first", "second"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClient(t, mockserver.WithTenants(3))
			if name == "first" {
				c.fail("customers.list", mockserver.Fault{Status: http.StatusServiceUnavailable})
				c.srv.Advance(48 * time.Hour)
			}
			header := c.as("pc")
			for range 50 {
				got := c.send("GET", "/v1/customers", nil, header...).status
				ahead := time.Until(c.srv.Now()) > 24*time.Hour
				if (got == http.StatusServiceUnavailable) != (name == "first") || ahead != (name == "first") {
					t.Fatalf("the %s server answers %d, its clock is ahead: %v", name, got, ahead)
				}
			}
		})
	}
}

// mockserver is a door for everybody: it must not lean on the packages that
// are tested against it.
func TestImportsNothingOfOurs(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", ".", "./cmd/...").Output()
	if err != nil {
		t.Skipf("go list: %v", err)
	}
	for dep := range strings.Lines(string(out)) {
		dep = strings.TrimSpace(dep)
		if strings.HasPrefix(dep, "github.com/tenantlink/tenantlink") && !strings.HasPrefix(dep, "github.com/tenantlink/tenantlink/mockserver") {
			t.Errorf("mockserver imports %s", dep)
		}
	}
}
