package mockserver_test

import (
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/tenantlink/tenantlink/mockserver"
)

// grant asks the token endpoint with the confidential client's credentials.
func (c *client) grant(path string, form url.Values) response {
	c.t.Helper()
	form.Set("client_id", c.creds.ClientID)
	form.Set("client_secret", c.creds.ClientSecret)
	return c.send("POST", "/"+c.creds.PartnerTenantID+path, form)
}

func (c *client) password(user, password, scope string) response {
	c.t.Helper()
	return c.grant("/oauth2/v2.0/token", url.Values{"grant_type": {"password"}, "username": {user}, "password": {password}, "scope": {scope}})
}

// A password buys tokens, but never the proof of MFA that Partner Center wants.
func TestPassword(t *testing.T) {
	c := newClient(t)
	realm := c.send("GET", "/common/UserRealm/"+c.creds.Username+"?api-version=1.0", nil).want(t, http.StatusOK)
	if realm.text(t, "account_type") != "Managed" {
		t.Errorf("the realm of a registered user is %s", realm.body)
	}
	if x := c.send("GET", "/common/UserRealm/a@unknown.example", nil).want(t, http.StatusOK); x.text(t, "account_type") != "Unknown" {
		t.Errorf("the realm of a stranger is %s", x.body)
	}
	graph := c.password(c.creds.Username, c.creds.Password, graphScope).want(t, http.StatusOK).text(t, "access_token")
	c.send("GET", "/v1.0/groups", nil, "Authorization", "Bearer "+graph).want(t, http.StatusOK)
	pc := c.password(c.creds.Username, c.creds.Password, pcScope).want(t, http.StatusOK).text(t, "access_token")
	c.send("GET", "/v1/customers", nil, "Authorization", "Bearer "+pc).want(t, http.StatusUnauthorized)
	v1 := c.grant("/oauth2/token", url.Values{"grant_type": {"password"}, "username": {c.creds.Username}, "password": {c.creds.Password}, "resource": {"https://graph.microsoft.com"}}).want(t, http.StatusOK)
	if v1.text(t, "expires_in") != "3600" {
		t.Errorf("version 1 writes numbers as text: %s", v1.body)
	}
	c.password(c.creds.Username, "wrong", graphScope).wantEntra(t, "invalid_grant", 50126)
	c.password("nobody@example.com", c.creds.Password, graphScope).wantEntra(t, "invalid_grant", 50034)
	c.password(c.creds.Username, "", graphScope).wantEntra(t, "invalid_request", 900144)
}

func TestOnBehalfOf(t *testing.T) {
	c := newClient(t)
	own := "api://" + c.creds.ClientID + "/access_as_user"
	ask := func(assertion string) response {
		return c.grant("/oauth2/v2.0/token", url.Values{
			"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "requested_token_use": {"on_behalf_of"}, "assertion": {assertion}, "scope": {pcScope},
		})
	}
	user := c.refresh(c.creds.RefreshToken, own).want(t, http.StatusOK).text(t, "access_token")
	token := ask(user).want(t, http.StatusOK).text(t, "access_token")
	// MFA of the first sign-in is carried over, so Partner Center takes it.
	c.send("GET", "/v1/customers", nil, "Authorization", "Bearer "+token).want(t, http.StatusOK)
	ask(token).wantEntra(t, "invalid_grant", 500131)
	ask(user+"x").wantEntra(t, "invalid_grant", 50013)
	c.srv.Advance(2 * time.Hour)
	ask(user).wantEntra(t, "invalid_grant", 500133)
}

func TestUserInfo(t *testing.T) {
	c := newClient(t)
	info := c.send("GET", "/oidc/userinfo", nil, c.as("graph")...).want(t, http.StatusOK)
	if want := jwtClaims(t, c.fetch("graph"))["sub"]; info.text(t, "sub") != want || info.text(t, "email") != c.creds.Username {
		t.Errorf("userinfo is %s, the token's sub %v", info.body, want)
	}
	app := c.grant("/oauth2/v2.0/token", url.Values{"grant_type": {"client_credentials"}, "scope": {graphScope}}).want(t, http.StatusOK).text(t, "access_token")
	c.send("GET", "/oidc/userinfo", nil, "Authorization", "Bearer "+app).want(t, http.StatusForbidden)
}

func TestLogout(t *testing.T) {
	c := newClient(t)
	out := c.send("GET", "/common/oauth2/v2.0/logout?post_logout_redirect_uri="+url.QueryEscape(redirect), nil).want(t, http.StatusFound)
	if out.header.Get("Location") != redirect {
		t.Errorf("logout leads to %s", out.header.Get("Location"))
	}
	c.send("GET", "/common/oauth2/v2.0/logout?post_logout_redirect_uri=https%3A%2F%2Fevil.example", nil).want(t, http.StatusOK)
}

// A refresh that names no scope gets what the sign-in had asked for.
func TestRefreshWithoutScope(t *testing.T) {
	c := newClient(t)
	for _, scope := range []string{pcScope, graphScope} {
		code := c.authorize(authorizeArgs{c.creds.Username, redirect, verifier, "", scope + " offline_access"})
		first := c.grant("/oauth2/v2.0/token", url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {redirect}, "code_verifier": {verifier}}).want(t, http.StatusOK)
		next := c.refresh(first.text(t, "refresh_token"), "").want(t, http.StatusOK)
		if aud := jwtClaims(t, next.text(t, "access_token"))["aud"]; aud != scope[:len(scope)-len("/.default")] {
			t.Errorf("signed in for %s, refreshed for %v", scope, aud)
		}
	}
}

// With response_type "code id_token" the id_token is bound to the code.
func TestHybridFlow(t *testing.T) {
	c := newClient(t)
	q := url.Values{
		"client_id": {c.creds.ClientID}, "response_type": {"code id_token"}, "response_mode": {"fragment"}, "redirect_uri": {redirect},
		"scope": {"openid " + pcScope}, "nonce": {"n"}, "login_hint": {c.creds.Username},
	}
	u, err := url.Parse(c.send("GET", "/organizations/oauth2/v2.0/authorize?"+q.Encode(), nil).want(t, http.StatusFound).header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := url.ParseQuery(u.Fragment)
	if err != nil {
		t.Fatal(err)
	}
	if cl := jwtClaims(t, answer.Get("id_token")); cl["nonce"] != "n" || len(cl["c_hash"].(string)) != 22 {
		t.Errorf("the id_token holds %v", cl)
	}
}

// The first version of the device flow has other names and numbers as text.
func TestDeviceCodeVersionOne(t *testing.T) {
	c := newClient(t)
	const resource = "https://api.partnercenter.microsoft.com"
	start := c.send("POST", "/common/oauth2/devicecode", url.Values{"client_id": {c.creds.PublicClientID}, "resource": {resource}}).want(t, http.StatusOK)
	c.send("GET", start.text(t, "verification_url")+"?user_code="+start.text(t, "user_code")+"&username="+url.QueryEscape(c.creds.Username), nil).want(t, http.StatusOK)
	got := c.send("POST", "/common/oauth2/token", url.Values{
		"grant_type": {"device_code"}, "client_id": {c.creds.PublicClientID}, "code": {start.text(t, "device_code")}, "resource": {resource},
	}).want(t, http.StatusOK)
	if got.text(t, "resource") != resource || got.text(t, "refresh_token") == "" {
		t.Errorf("the token answer is %s", got.body)
	}
}

// After a reset the seeded refresh token counts from the mock's present.
func TestResetRenewsTheSeededRefreshToken(t *testing.T) {
	c := newClient(t)
	c.srv.Advance(91 * 24 * time.Hour)
	c.refresh(c.creds.RefreshToken, pcScope).wantEntra(t, "invalid_grant", 700082)
	if err := c.srv.Reset(mockserver.PartAll); err != nil {
		t.Fatal(err)
	}
	amr, _ := jwtClaims(t, c.refresh(c.creds.RefreshToken, pcScope).want(t, http.StatusOK).text(t, "access_token"))["amr"].([]any)
	if !slices.Contains(amr, any("mfa")) {
		t.Errorf("amr is %v", amr)
	}
}
