package mockserver_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/tenantlink/tenantlink/mockserver"
)

// userToken signs in as a user and returns an access token for Partner Center.
func (c *client) userToken(user string) []string {
	c.t.Helper()
	code := c.authorize(authorizeArgs{user: user, redirect: redirect, scope: pcScope})
	return []string{"Authorization", "Bearer " + c.redeem(code, redirect, "").want(c.t, http.StatusOK).text(c.t, "access_token")}
}

func TestMFAEnforcement(t *testing.T) {
	t.Run("no body", func(t *testing.T) {
		c := newClient(t)
		resp := c.send("GET", "/v1/customers", nil, append(c.userToken(c.creds.UsernameNoMFA), "ValidateMfa", "true")...).want(t, http.StatusUnauthorized)
		if len(resp.body) != 0 || resp.line != "401 Unauthorized - MFA required" || !strings.Contains(resp.header.Get("WWW-Authenticate"), "invalid_token") {
			t.Errorf("%s %v %q", resp.line, resp.header, resp.body)
		}
		if resp.header.Get("isMfaCompliant") != "false" {
			t.Error("ValidateMfa must be answered by isMfaCompliant: false")
		}
	})
	t.Run("900421", func(t *testing.T) {
		c := newClient(t, mockserver.WithMFA(mockserver.MFARefuse900421))
		resp := c.send("GET", "/v1/customers", nil, c.userToken(c.creds.UsernameNoMFA)...).want(t, http.StatusUnauthorized)
		if resp.object(t)["code"] != float64(900421) {
			t.Errorf("%s", resp.body)
		}
	})
	t.Run("report", func(t *testing.T) {
		c := newClient(t, mockserver.WithMFA(mockserver.MFAReport))
		for user, want := range map[string]string{c.creds.UsernameNoMFA: "false", c.creds.Username: "true"} {
			resp := c.send("GET", "/v1/customers", nil, append(c.userToken(user), "ValidateMfa", "true")...).want(t, http.StatusOK)
			if got := resp.header.Get("isMfaCompliant"); got != want {
				t.Errorf("isMfaCompliant of %s is %q, want %s", user, got, want)
			}
		}
	})
}

func TestTokensAreChecked(t *testing.T) {
	c := newClient(t)
	wrong := c.send("GET", "/v1/customers", nil, c.as("graph")...).want(t, http.StatusUnauthorized)
	if wrong.object(t)["code"] != float64(900420) {
		t.Errorf("a token for another audience is code 900420: %s", wrong.body)
	}
	c.send("GET", "/v1/customers", nil).want(t, http.StatusUnauthorized)
	c.send("GET", "/v1/customers", nil, "Authorization", "Bearer forged").want(t, http.StatusUnauthorized)
	graph := c.send("GET", "/v1.0/tenantRelationships/findTenantInformationByDomainName(domainName='a.example')", nil, c.as("pc")...).want(t, http.StatusUnauthorized)
	if !strings.Contains(string(graph.body), "InvalidAuthenticationToken") || graph.header.Get("request-id") == "" {
		t.Errorf("Graph's error shape: %s", graph.body)
	}
	c.send("GET", c.reseller("/organizations"), nil, c.as("pc")...).want(t, http.StatusUnauthorized)
	c.send("GET", "/api/resellers/0b1c7a8e-2222-4d1e-9d2e-5a1f31f4d622/organizations", nil, c.as("cm")...).want(t, http.StatusForbidden)
	pc, cm := c.as("pc"), c.as("cm")
	c.srv.Advance(25 * time.Hour)
	c.send("GET", "/v1/customers", nil, pc...).want(t, http.StatusUnauthorized)
	c.send("GET", c.reseller("/organizations"), nil, cm...).want(t, http.StatusUnauthorized)
}

func TestAppOnlyIsRefusedWhereDocumented(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(3))
	app := c.send("POST", c.tokenPath(), url.Values{"grant_type": {"client_credentials"}, "client_id": {c.creds.ClientID}, "client_secret": {c.creds.ClientSecret}, "scope": {pcScope}}).text(t, "access_token")
	header := []string{"Authorization", "Bearer " + app}
	c.send("GET", "/v1/customers", nil, header...).want(t, http.StatusOK)
	c.send("GET", "/v1/invoices", nil, header...).want(t, http.StatusOK)
	for _, path := range []string{"/v1/profiles/organization", "/v1/invoices/" + c.invoices()[0].ID, "/v1/customers/" + c.customers("/customers")[0] + "/profiles/company"} {
		resp := c.send("GET", path, nil, header...).want(t, http.StatusForbidden)
		if resp.object(t)["code"] != float64(900329) {
			t.Errorf("%s: %s", path, resp.body)
		}
	}
	log := c.srv.Requests(mockserver.Match{Op: "customers.list"})
	if id := log[0].Identity; !id.AppOnly || id.User != "" || id.App != c.creds.ClientID {
		t.Errorf("identity in the log: %+v", id)
	}
}

func TestProfiles(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	org := c.send("GET", "/v1/profiles/organization", nil, c.as("pc")...).want(t, http.StatusOK)
	if org.text(t, "tenantId") != c.creds.PartnerTenantID {
		t.Errorf("%s", org.body)
	}
	for _, gdap := range []bool{true, false} {
		x, err := c.srv.AddTenant(mockserver.Tenant{Name: "X AB", Customer: true, GDAP: gdap, Email: "a@x.example", Address: mockserver.Address{Country: "SE"}})
		if err != nil {
			t.Fatal(err)
		}
		p := c.send("GET", "/v1/customers/"+x.ID+"/profiles/company", nil, c.as("pc")...).want(t, http.StatusOK).object(t)
		if _, shown := p["address"]; shown != gdap {
			t.Errorf("address shown is %v, GDAP is %v", shown, gdap)
		}
		status := map[bool]int{true: http.StatusOK, false: http.StatusForbidden}[gdap]
		c.send("GET", "/v1/customers/"+x.ID+"/customDomains", nil, c.as("pc")...).want(t, status)
	}
}

func TestBillingProfileUpdate(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	x, err := c.srv.AddTenant(mockserver.Tenant{Name: "X AB", Customer: true, GDAP: true})
	if err != nil {
		t.Fatal(err)
	}
	path := "/v1/customers/" + x.ID + "/profiles/billing"
	p := c.send("GET", path, nil, c.as("pc")...).want(t, http.StatusOK).object(t)
	etag := p["attributes"].(map[string]any)["etag"].(string)
	p["companyName"] = "Y AB"
	c.send("PUT", path, p, c.as("pc")...).want(t, http.StatusBadRequest)
	c.send("PUT", path, p, append(c.as("pc"), "If-Match", `"`+etag+`"`)...).want(t, http.StatusOK)
	stale := c.send("PUT", path, p, append(c.as("pc"), "If-Match", `"`+etag+`"`)...).want(t, http.StatusPreconditionFailed)
	if stale.object(t)["code"] != float64(2055) {
		t.Errorf("%s", stale.body)
	}
	if got := c.send("GET", path, nil, c.as("pc")...).text(t, "companyName"); got != "Y AB" {
		t.Errorf("company name is %q after the update", got)
	}
}
