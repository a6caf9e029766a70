package mockserver_test

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tenantlink/tenantlink/mockserver"
)

func (c *client) fail(op string, f mockserver.Fault) {
	c.t.Helper()
	if err := c.srv.Fail(op, f); err != nil {
		c.t.Fatal(err)
	}
}

// Faults behave alike over a socket and without one.
func eachDoor(t *testing.T, test func(*testing.T, *client)) {
	t.Run("transport", func(t *testing.T) { test(t, newClient(t, mockserver.WithTenants(0))) })
	t.Run("socket", func(t *testing.T) {
		srv := mockserver.New(t, mockserver.WithTenants(0))
		c := clientOf(t, srv)
		tr := &http.Transport{DisableKeepAlives: true}
		c.http.Transport = tr
		test(t, c)
	})
}

func TestFaultAfterTheCommit(t *testing.T) {
	for _, kind := range []mockserver.FaultKind{mockserver.FaultReset, mockserver.FaultTruncate, mockserver.FaultStatus} {
		t.Run(string(kind), func(t *testing.T) {
			eachDoor(t, func(t *testing.T, c *client) {
				pc := c.as("pc")
				c.fail("customers.create", mockserver.Fault{Kind: kind, Phase: mockserver.After, Status: 503, First: 1})
				resp, err := c.try("POST", "/v1/customers", newCustomer("a.onmicrosoft.com"), pc...)
				switch {
				case kind == mockserver.FaultStatus && (err != nil || resp.status != 503 || resp.header.Get("X-Mock-Fault") == ""):
					t.Errorf("%v %d %v", err, resp.status, resp.header)
				case kind == mockserver.FaultReset && !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, io.EOF):
					t.Errorf("want a connection reset, got %v", err)
				case kind == mockserver.FaultTruncate && !errors.Is(err, io.ErrUnexpectedEOF):
					t.Errorf("want an unexpected end, got %v", err)
				}
				if n := len(c.customers("/customers")); n != 1 {
					t.Errorf("%d customers, want the one that was committed", n)
				}
				log := c.srv.Requests(mockserver.Match{Op: "customers.create"})
				if len(log) != 1 || !log[0].Committed || log[0].Fault == "" {
					t.Errorf("log: %+v", log)
				}
			})
		})
	}
}

func TestFaultBeforeTheCommit(t *testing.T) {
	for _, f := range []mockserver.Fault{{Kind: mockserver.FaultReset}, {Status: 429, RetryAfter: time.Second}, {Status: 500}} {
		eachDoor(t, func(t *testing.T, c *client) {
			pc := c.as("pc")
			f.First = 1
			c.fail("customers.*", f)
			resp, err := c.try("POST", "/v1/customers", newCustomer("a.onmicrosoft.com"), pc...)
			if err == nil && resp.status < 400 {
				t.Errorf("the fault did not strike: %d", resp.status)
			}
			if f.RetryAfter > 0 {
				if resp.header.Get("Retry-After") != "1" || !strings.Contains(string(resp.body), "statusCode") {
					t.Errorf("429 has the gateway's body and Retry-After: %v %s", resp.header, resp.body)
				}
				c.srv.Advance(2 * time.Second)
			}
			if n := len(c.customers("/customers")); n != 0 {
				t.Errorf("%d customers, want none", n)
			}
		})
	}
}

func TestMalformed(t *testing.T) {
	eachDoor(t, func(t *testing.T, c *client) {
		c.fail("customers.list", mockserver.Fault{Kind: mockserver.FaultMalformed})
		resp := c.send("GET", "/v1/customers", nil, c.as("pc")...).want(t, http.StatusOK)
		if strings.HasSuffix(string(resp.body), "}") {
			t.Errorf("body still ends like JSON: %s", resp.body)
		}
	})
}

func TestFaultCounting(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0), mockserver.WithViolationsAllowed())
	c.fail("customers.list", mockserver.Fault{Status: 503, Skip: 1, Every: 2, First: 2})
	var got []int
	for range 8 {
		got = append(got, c.send("GET", "/v1/customers", nil, c.as("pc")...).status)
	}
	want := []int{200, 200, 503, 200, 503, 200, 200, 200}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("statuses are %v, want %v", got, want)
		}
	}
	c.srv.ClearFaults()
	a, b := newClient(t, mockserver.WithTenants(0)), newClient(t, mockserver.WithTenants(0))
	struck := 0
	for _, c := range []*client{a, b} {
		c.fail("customers.list", mockserver.Fault{Status: 500, Probability: 0.5, Seed: 9})
	}
	for range 40 {
		x, y := a.send("GET", "/v1/customers", nil, a.as("pc")...).status, b.send("GET", "/v1/customers", nil, b.as("pc")...).status
		if x != y {
			t.Fatal("the same seed struck different calls")
		}
		if x == 500 {
			struck++
		}
	}
	if struck < 8 || struck > 32 {
		t.Errorf("probability 0.5 struck %d of 40", struck)
	}
}

func TestFaultRulesThatCannotFireAreRefused(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithoutListener(), mockserver.WithTenants(0))
	for name, tc := range map[string]struct {
		op string
		f  mockserver.Fault
	}{
		"unknown operation": {"customers.creat", mockserver.Fault{Status: 500}},
		"admin operation":   {"mock.state.get", mockserver.Fault{Status: 500}},
		"nothing":           {"customers.list", mockserver.Fault{}},
		"unknown kind":      {"customers.list", mockserver.Fault{Kind: "explode"}},
		"unknown phase":     {"customers.list", mockserver.Fault{Status: 500, Phase: "during"}},
		"bad status":        {"customers.list", mockserver.Fault{Status: 42}},
		"bad probability":   {"customers.list", mockserver.Fault{Status: 500, Probability: 2}},
		"negative":          {"customers.list", mockserver.Fault{Status: 500, First: -1}},
		"wrong target":      {"customers.list", mockserver.Fault{Kind: mockserver.FaultFailedOperation}},
	} {
		if err := srv.Fail(tc.op, tc.f); err == nil {
			t.Errorf("%s: the rule was taken", name)
		}
	}
}

func TestFailedOperationFault(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(5))
	c.fail("graph.billing.operations.get", mockserver.Fault{Kind: mockserver.FaultFailedOperation, Code: "5001", Message: "try later", First: 1})
	start := c.send("POST", "/v1.0/reports/partners/billing/"+billedReconciliation, map[string]string{"invoiceId": c.invoices()[0].ID}, c.as("graph")...)
	failed := c.send("GET", start.header.Get("Location"), nil, c.as("graph")...).want(t, http.StatusOK)
	if failed.text(t, "status") != "failed" || !strings.Contains(string(failed.body), `"code":"5001"`) {
		t.Errorf("%s", failed.body)
	}
}

func TestFailedSignInGoesBackToTheClient(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	c.fail("entra.authorize", mockserver.Fault{Code: "65001"})
	q := url.Values{"client_id": {c.creds.ClientID}, "redirect_uri": {redirect}, "state": {"s"}, "login_hint": {c.creds.Username}}
	resp := c.send("GET", "/common/oauth2/v2.0/authorize?"+q.Encode(), nil).want(t, http.StatusFound)
	u, err := url.Parse(resp.header.Get("Location"))
	if err != nil || u.Query().Get("error") != "access_denied" || u.Query().Get("state") != "s" || !strings.HasPrefix(u.Query().Get("error_description"), "AADSTS65001") {
		t.Errorf("%v: sent back to %s", err, u)
	}
}

func TestClaimsChallenge(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	c.fail("graph.groups.list", mockserver.Fault{Status: 401, First: 1})
	resp := c.graph("GET", "/v1.0/groups", nil).want(t, http.StatusUnauthorized)
	if h := resp.header.Get("WWW-Authenticate"); !strings.Contains(h, `error="insufficient_claims"`) || !strings.Contains(h, `claims="ey`) {
		t.Errorf("WWW-Authenticate is %s", h)
	}
}

// Inside a bubble hours pass at once; that is what Transport is for.
func TestDelayInsideABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, mockserver.WithTenants(0))
		c.fail("customers.list", mockserver.Fault{Delay: 3 * time.Hour})
		pc := c.as("pc")
		start := time.Now()
		c.send("GET", "/v1/customers", nil, pc...)
		if d := time.Since(start); d != 3*time.Hour {
			t.Errorf("the call took %v, want 3h", d)
		}
	})
}

// A client that gives up waiting does not know that the write was done.
func TestDelayAfterTheCommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, mockserver.WithTenants(0))
		pc := c.as("pc")
		c.fail("customers.create", mockserver.Fault{Delay: time.Minute, Phase: mockserver.After, First: 1})
		c.http.Timeout = time.Second
		if _, err := c.try("POST", "/v1/customers", newCustomer("a.onmicrosoft.com"), pc...); !os.IsTimeout(err) {
			t.Errorf("want a timeout, got %v", err)
		}
		synctest.Wait()
		if n := len(c.customers("/customers")); n != 1 {
			t.Errorf("%d customers, want the one that was committed", n)
		}
	})
}

func TestThrottling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, mockserver.WithTenants(0), mockserver.WithLifetimes(mockserver.Lifetimes{Access: 24 * time.Hour}),
			mockserver.WithThrottle(mockserver.Throttle{Op: "customers.*", Requests: 3, Per: time.Minute}), mockserver.WithViolationsAllowed())
		list := func() response { return c.send("GET", "/v1/customers", nil, c.as("pc")...) }
		for range 3 {
			list().want(t, http.StatusOK)
		}
		limited := list().want(t, http.StatusTooManyRequests)
		if limited.header.Get("Retry-After") != "20" || limited.object(t)["statusCode"] != float64(429) {
			t.Errorf("%v %s", limited.header, limited.body)
		}
		if v := c.srv.Violations(); len(v) != 0 {
			t.Errorf("violations before anybody hurried: %v", v)
		}
		time.Sleep(5 * time.Second)
		list().want(t, http.StatusTooManyRequests)
		if v := c.srv.Violations(); len(v) != 1 || v[0].Early != 15*time.Second {
			t.Errorf("a call 15 s too early is a violation: %v", v)
		}
		time.Sleep(20 * time.Second)
		list().want(t, http.StatusOK)
	})
}

// Workers that run side by side learn of a refusal only when they read it.
func TestCallsInFlightAreNoViolation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, mockserver.WithTenants(0))
		c.fail("customers.list", mockserver.Fault{Status: 429, RetryAfter: time.Minute, First: 1})
		c.send("GET", "/v1/customers?size=1", nil, c.as("pc")...).want(t, http.StatusTooManyRequests)
		time.Sleep(50 * time.Millisecond)
		c.send("GET", "/v1/customers?size=2", nil, c.as("pc")...).want(t, http.StatusOK)
		if v := c.srv.Violations(); len(v) != 0 {
			t.Errorf("another call 50 ms after the refusal is no violation: %v", v)
		}
		time.Sleep(time.Minute)
	})
}

// fakeTB records what New would do to a test.
type fakeTB struct {
	testing.TB
	errors  int
	cleanup []func()
}

func (f *fakeTB) Helper()               {}
func (f *fakeTB) Cleanup(fn func())     { f.cleanup = append(f.cleanup, fn) }
func (f *fakeTB) Errorf(string, ...any) { f.errors++ }
func (f *fakeTB) Fatalf(string, ...any) { f.errors++ }

func TestNewFailsTheTestOnViolations(t *testing.T) {
	tb := &fakeTB{}
	srv := mockserver.New(tb, mockserver.WithoutListener(), mockserver.WithTenants(0))
	c := clientOf(t, srv)
	c.fail("customers.list", mockserver.Fault{Status: 429, RetryAfter: time.Minute, First: 1})
	for range 2 {
		c.send("GET", "/v1/customers", nil, c.as("pc")...)
	}
	for _, fn := range tb.cleanup {
		fn()
	}
	if tb.errors != 1 {
		t.Errorf("the test got %d errors, want 1 for the early call", tb.errors)
	}
	if mockserver.New(tb, mockserver.WithTenants(-1)) != nil || tb.errors != 2 {
		t.Error("a bad option must fail the test")
	}
}
