package mockserver_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/tenantlink/tenantlink/internal/chromium"
	"github.com/tenantlink/tenantlink/mockserver"
)

func TestConsole(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	tenant, org := c.pair(`<script>alert("x")</script> AB`)
	other, _ := c.pair("Beta AB")
	page := func(query string) string {
		return string(c.send("GET", "/_mock/"+query, nil).want(t, http.StatusOK).body)
	}
	if got := page(""); !strings.Contains(got, "<strong>2</strong> tenants are not linked") || strings.Contains(got, "<script>") {
		t.Errorf("the alert is missing or data is not escaped:\n%s", got)
	}
	if got := page("?q=beta"); !strings.Contains(got, other) || strings.Contains(got, ">"+tenant+"<") {
		t.Error("the filter does not filter")
	}
	post := func(path string, form url.Values) response {
		return c.send("POST", "/_mock/console/"+path, form, "Origin", c.base).want(t, http.StatusSeeOther)
	}
	post("link", url.Values{"tenant": {tenant}, "organization": {org}})
	refused := post("link", url.Values{"tenant": {other}, "organization": {"none"}})
	if got := string(c.send("GET", refused.header.Get("Location"), nil).body); !strings.Contains(got, "The organization none is not known") {
		t.Error("a refused link says why")
	}
	post("create", url.Values{"tenant": {other}})
	if got := page("?all=1"); !strings.Contains(got, "Every tenant is linked") || !strings.Contains(got, "linked to Beta AB") {
		t.Errorf("after linking both:\n%s", got)
	}
	if n := len(c.srv.Links()); n != 2 {
		t.Errorf("%d links", n)
	}
	post("create", url.Values{"tenant": {"none"}})
	c.send("POST", "/_mock/console/link", url.Values{}, "Origin", "https://evil.example").want(t, http.StatusForbidden)
	before := c.srv.Now()
	post("advance", url.Values{"by": {"24h"}})
	if c.srv.Now().Sub(before).Hours() < 24 {
		t.Error("the clock did not move")
	}
	c.fail("customers.list", mockserver.Fault{Status: 500})
	if !strings.Contains(page(""), "status 500 before") {
		t.Error("the fault rule is not shown")
	}
	post("clear-faults", nil)
	post("revoke", nil)
	c.token = map[string]string{}
	c.refresh(c.creds.RefreshToken, pcScope).wantEntra(t, "invalid_grant", 50173)
}

// A real browser renders the page.
func TestConsoleInABrowser(t *testing.T) {
	srv := mockserver.New(t)
	dom := chromium.Run(t, "--window-size=390,844", "--dump-dom", srv.URL()+"/_mock/")
	if !strings.Contains(string(dom), "not linked to an organization") {
		t.Error("the rendered page has no alert")
	}
}
