package mockserver_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/tenantlink/tenantlink/mockserver"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	flag.Parse()
	if !*soak {
		// 25 sequences of calls find what 100 find, in a quarter of the time.
		if err := flag.Set("rapid.checks", "25"); err != nil {
			panic(err)
		}
	}
	goleak.VerifyTestMain(proven{m})
}

// calls are the operations that each test called, by the test's name.
var calls sync.Map

// proven runs the tests and then checks that every proof which the route table
// names did call its route: a claim that rests on another test is no claim.
type proven struct{ m *testing.M }

func (p proven) Run() int {
	code := p.m.Run()
	if code != 0 || flag.Lookup("test.run").Value.String() != "" || flag.Lookup("test.fuzz").Value.String() != "" || testing.Short() {
		return code
	}
	for _, r := range mockserver.Routes() {
		if r.Claim != mockserver.Stateful {
			continue
		}
		if ops, ok := calls.Load(r.Proof); !ok || !ops.(map[string]bool)[r.Op] {
			fmt.Fprintf(os.Stderr, "%s never calls %s, which it is said to prove\n", r.Proof, r.Op)
			code = 1
		}
	}
	return code
}

// remember keeps what a test called until all have run.
func remember(t *testing.T, srv *mockserver.Server) {
	name, _, _ := strings.Cut(t.Name(), "/")
	t.Cleanup(func() {
		seen, _ := calls.LoadOrStore(name, map[string]bool{})
		for _, r := range srv.Requests(mockserver.Match{}) {
			if r.Status < 400 {
				callsLock.Lock()
				seen.(map[string]bool)[r.Op] = true
				callsLock.Unlock()
			}
		}
	})
}

var callsLock sync.Mutex

// A client speaks plain HTTP to a mock without a socket, with no SDK between.
type client struct {
	t     *testing.T
	srv   *mockserver.Server
	http  *http.Client
	base  string
	creds mockserver.Credentials
	token map[string]string
	// months is how far nextMonth has gone.
	months int
}

func newClient(t *testing.T, opts ...mockserver.Option) *client {
	t.Helper()
	srv := mockserver.New(t, append([]mockserver.Option{mockserver.WithoutListener()}, opts...)...)
	return clientOf(t, srv)
}

func clientOf(t *testing.T, srv *mockserver.Server) *client {
	remember(t, srv)
	return &client{
		t: t, srv: srv, base: srv.URL(), creds: srv.Credentials(), token: map[string]string{},
		http: &http.Client{Transport: srv.Transport(), CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
}

type response struct {
	status int
	header http.Header
	body   []byte
	line   string
}

// send makes one call. The header list is key, value, key, value.
func (c *client) send(method, path string, body any, header ...string) response {
	c.t.Helper()
	resp, err := c.try(method, path, body, header...)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	return resp
}

func (c *client) try(method, path string, body any, header ...string) (response, error) {
	c.t.Helper()
	var r io.Reader
	kind := "application/json"
	switch b := body.(type) {
	case nil:
	case url.Values:
		r, kind = strings.NewReader(b.Encode()), "application/x-www-form-urlencoded"
	case string:
		r = strings.NewReader(b)
	default:
		enc, err := json.Marshal(b)
		if err != nil {
			c.t.Fatal(err)
		}
		r = bytes.NewReader(enc)
	}
	if strings.HasPrefix(path, "/") {
		path = c.base + path
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, path, r)
	if err != nil {
		c.t.Fatal(err)
	}
	if body != nil {
		req.Header.Set("Content-Type", kind)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return response{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	return response{resp.StatusCode, resp.Header, b, resp.Status}, err
}

// as is the header of a call with a token for an audience: pc, graph, cm.
func (c *client) as(audience string) []string {
	c.t.Helper()
	if c.token[audience] == "" {
		c.token[audience] = c.fetch(audience)
	}
	return []string{"Authorization", "Bearer " + c.token[audience]}
}

const (
	pcScope    = "https://api.partnercenter.microsoft.com/.default"
	graphScope = "https://graph.microsoft.com/.default"
)

func (c *client) fetch(audience string) string {
	c.t.Helper()
	if audience == "cm" {
		return c.cloudmoreToken().text(c.t, "access_token")
	}
	scope := pcScope
	if audience == "graph" {
		scope = graphScope
	}
	return c.refresh(c.creds.RefreshToken, scope).text(c.t, "access_token")
}

func (c *client) tokenPath() string { return "/" + c.creds.PartnerTenantID + "/oauth2/v2.0/token" }

func (c *client) refresh(token, scope string) response {
	c.t.Helper()
	return c.send("POST", c.tokenPath(), url.Values{
		"grant_type": {"refresh_token"}, "refresh_token": {token}, "scope": {scope},
		"client_id": {c.creds.ClientID}, "client_secret": {c.creds.ClientSecret},
	})
}

func (c *client) cloudmoreToken() response {
	c.t.Helper()
	return c.send("POST", "/connect/token", url.Values{
		"grant_type": {"password"}, "scope": {"api"}, "username": {c.creds.CloudmoreUsername}, "password": {c.creds.CloudmorePassword},
		"client_id": {c.creds.CloudmoreClientID}, "client_secret": {c.creds.CloudmoreClientSecret},
	})
}

func (c *client) reseller(path string) string { return "/api/resellers/" + c.creds.ResellerID + path }

func (r response) decode(t *testing.T, v any) {
	t.Helper()
	if err := json.Unmarshal(r.body, v); err != nil {
		t.Fatalf("status %d, body is not JSON: %v\n%s", r.status, err, r.body)
	}
}

func (r response) object(t *testing.T) map[string]any {
	t.Helper()
	var m map[string]any
	r.decode(t, &m)
	return m
}

// text returns a string member; a missing one fails the test.
func (r response) text(t *testing.T, name string) string {
	t.Helper()
	v, ok := r.object(t)[name].(string)
	if !ok || v == "" {
		t.Fatalf("status %d: the answer has no %s: %s", r.status, name, r.body)
	}
	return v
}

// want fails the test unless the status is as expected.
func (r response) want(t *testing.T, status int) response {
	t.Helper()
	if r.status != status {
		t.Fatalf("status is %d, want %d: %s", r.status, status, r.body)
	}
	return r
}
