package mockserver_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenantlink/tenantlink/mockserver"
)

func jwtClaims(t *testing.T, token string) map[string]any {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("not a JWT: %q", token)
	}
	b, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// wantEntra fails unless the answer is Entra's error body for an AADSTS code.
func (r response) wantEntra(t *testing.T, kind string, code int) {
	t.Helper()
	var p struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
		Codes       []int  `json:"error_codes"`
		TraceID     string `json:"trace_id"`
	}
	r.decode(t, &p)
	if p.Error != kind || !slices.Equal(p.Codes, []int{code}) || !strings.HasPrefix(p.Description, "AADSTS") || p.TraceID == "" || r.status < 400 {
		t.Errorf("status %d: want %s with AADSTS%d: %s", r.status, kind, code, r.body)
	}
}

type authorizeArgs struct {
	user, redirect, verifier, nonce, scope string
}

// authorize signs in and returns the code.
func (c *client) authorize(a authorizeArgs) string {
	c.t.Helper()
	q := url.Values{
		"client_id": {c.creds.ClientID}, "response_type": {"code"}, "redirect_uri": {a.redirect}, "scope": {a.scope}, "state": {"st=1&2"}, "nonce": {a.nonce}, "login_hint": {a.user},
	}
	if a.verifier != "" {
		sum := sha256.Sum256([]byte(a.verifier))
		q.Set("code_challenge", base64.RawURLEncoding.EncodeToString(sum[:]))
		q.Set("code_challenge_method", "S256")
	}
	resp := c.send("GET", "/organizations/oauth2/v2.0/authorize?"+q.Encode(), nil).want(c.t, http.StatusFound)
	u, err := url.Parse(resp.header.Get("Location"))
	if err != nil {
		c.t.Fatal(err)
	}
	if u.Query().Get("state") != "st=1&2" {
		c.t.Errorf("state came back as %q", u.Query().Get("state"))
	}
	return u.Query().Get("code")
}

func (c *client) redeem(code, redirect, verifier string) response {
	c.t.Helper()
	return c.send("POST", "/organizations/oauth2/v2.0/token?client-request-id=x", url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {redirect}, "code_verifier": {verifier}, "client_info": {"1"},
		"client_id": {c.creds.ClientID}, "client_secret": {c.creds.ClientSecret}, "scope": {pcScope + " openid offline_access"},
	})
}

const (
	redirect = "http://localhost:51234/callback"
	verifier = "a-verifier-that-is-long-enough-to-be-taken-by-anyone"
)

func TestDiscovery(t *testing.T) {
	c := newClient(t)
	_, tenants, _, _ := c.state()
	var some mockserver.Tenant
	for _, x := range tenants {
		if x.Customer && len(x.Domains) > 0 {
			some = x
		}
	}
	doc := c.send("GET", "/"+some.Domains[0]+"/v2.0/.well-known/openid-configuration?", nil).want(t, http.StatusOK)
	if want := c.base + "/" + some.ID + "/v2.0"; doc.text(t, "issuer") != want {
		t.Errorf("issuer of %s is %s, want %s", some.Domains[0], doc.text(t, "issuer"), want)
	}
	keys := c.send("GET", doc.text(t, "jwks_uri"), nil).want(t, http.StatusOK)
	if !strings.Contains(string(keys.body), `"kid"`) {
		t.Errorf("no key in %s", keys.body)
	}
	c.send("GET", "/unknown.example/v2.0/.well-known/openid-configuration", nil).wantEntra(t, "invalid_request", 90002)
	instance := c.send("GET", "/common/discovery/instance?api-version=1.1&authorization_endpoint="+url.QueryEscape(c.base+"/"+some.ID+"/oauth2/v2.0/authorize"), nil).want(t, http.StatusOK)
	if !strings.Contains(instance.text(t, "tenant_discovery_endpoint"), some.ID) {
		t.Errorf("instance discovery leads to %s", instance.body)
	}
}

func TestAuthorizationCode(t *testing.T) {
	c := newClient(t)
	code := c.authorize(authorizeArgs{c.creds.Username, redirect, verifier, "n-1", pcScope + " openid offline_access"})
	c.redeem(code, redirect, "").wantEntra(t, "invalid_grant", 50148)
	c.redeem(code, redirect, verifier+"x").wantEntra(t, "invalid_grant", 501481)
	c.redeem(code, "http://localhost:1/other", verifier).wantEntra(t, "invalid_request", 50011)
	// Refused attempts must not have used the code up.
	resp := c.redeem(code, redirect, verifier).want(t, http.StatusOK)
	id := jwtClaims(t, resp.text(t, "id_token"))
	if id["nonce"] != "n-1" || id["aud"] != c.creds.ClientID || id["tid"] != c.creds.PartnerTenantID {
		t.Errorf("id_token claims: %v", id)
	}
	access := jwtClaims(t, resp.text(t, "access_token"))
	if access["aud"] != "https://api.partnercenter.microsoft.com" || access["upn"] != c.creds.Username || access["scp"] != "user_impersonation" {
		t.Errorf("access token claims: %v", access)
	}
	if amr, _ := access["amr"].([]any); !slices.Contains(amr, any("mfa")) {
		t.Errorf("amr is %v, want mfa in it", access["amr"])
	}
	info, err := base64.RawURLEncoding.DecodeString(resp.text(t, "client_info"))
	if err != nil || !strings.Contains(string(info), access["oid"].(string)) {
		t.Errorf("client_info is %q", info)
	}
	if n, ok := resp.object(t)["expires_in"].(float64); !ok || n != 3600 {
		t.Errorf("expires_in is %v, want the number 3600", resp.object(t)["expires_in"])
	}
	c.redeem(code, redirect, verifier).wantEntra(t, "invalid_grant", 54005)
	late := c.authorize(authorizeArgs{user: c.creds.Username, redirect: redirect, scope: "openid"})
	c.srv.Advance(time.Hour)
	c.redeem(late, redirect, "").wantEntra(t, "invalid_grant", 70008)
}

func TestAuthorizeRefusesStrangers(t *testing.T) {
	c := newClient(t)
	q := url.Values{"client_id": {"0b1c7a8e-0000-4d1e-9d2e-5a1f31f4d622"}, "redirect_uri": {redirect}}
	c.send("GET", "/common/oauth2/v2.0/authorize?"+q.Encode(), nil).wantEntra(t, "unauthorized_client", 700016)
	q = url.Values{"client_id": {c.creds.ClientID}, "redirect_uri": {"https://evil.example/"}}
	c.send("GET", "/common/oauth2/v2.0/authorize?"+q.Encode(), nil).wantEntra(t, "invalid_request", 50011)
}

func TestSignInPage(t *testing.T) {
	c := newClient(t)
	q := url.Values{"client_id": {c.creds.ClientID}, "redirect_uri": {redirect}, "state": {`"><script>`}, "response_mode": {"form_post"}}
	path := "/common/oauth2/v2.0/authorize?" + q.Encode()
	page := c.send("GET", path, nil).want(t, http.StatusOK)
	for _, user := range []string{c.creds.Username, c.creds.UsernameNoMFA} {
		if !strings.Contains(string(page.body), user) {
			t.Errorf("the page does not offer %s", user)
		}
	}
	posted := c.send("POST", path, url.Values{"username": {c.creds.UsernameNoMFA}}).want(t, http.StatusOK)
	if b := string(posted.body); !strings.Contains(b, `name="code"`) || strings.Contains(b, "<script>\"") || strings.Contains(b, `"><script>`) {
		t.Errorf("form_post page is wrong or does not escape: %s", b)
	}
}

func TestClientCredentials(t *testing.T) {
	c := newClient(t)
	form := func(edit func(url.Values)) url.Values {
		f := url.Values{"grant_type": {"client_credentials"}, "client_id": {c.creds.ClientID}, "client_secret": {c.creds.ClientSecret}, "scope": {graphScope + " openid offline_access profile"}}
		edit(f)
		return f
	}
	resp := c.send("POST", c.tokenPath(), form(func(url.Values) {})).want(t, http.StatusOK)
	cl := jwtClaims(t, resp.text(t, "access_token"))
	if cl["idtyp"] != "app" || cl["aud"] != "https://graph.microsoft.com" || cl["amr"] != nil {
		t.Errorf("app-only claims: %v", cl)
	}
	if _, has := resp.object(t)["refresh_token"]; has {
		t.Error("client credentials never get a refresh token")
	}
	basic := base64.StdEncoding.EncodeToString([]byte(c.creds.ClientID + ":" + c.creds.ClientSecret))
	c.send("POST", c.tokenPath(), url.Values{"grant_type": {"client_credentials"}, "scope": {graphScope}}, "Authorization", "Basic "+basic).want(t, http.StatusOK)
	for name, tc := range map[string]struct {
		edit func(url.Values)
		kind string
		code int
	}{
		"wrong secret":   {func(f url.Values) { f.Set("client_secret", "x") }, "invalid_client", 7000215},
		"no secret":      {func(f url.Values) { f.Del("client_secret") }, "invalid_client", 7000218},
		"unknown client": {func(f url.Values) { f.Set("client_id", "x") }, "unauthorized_client", 700016},
		"no scope":       {func(f url.Values) { f.Del("scope") }, "invalid_scope", 70011},
		"two resources":  {func(f url.Values) { f.Set("scope", graphScope+" "+pcScope) }, "invalid_scope", 700022},
		"no resource":    {func(f url.Values) { f.Set("scope", "https://nobody.example/.default") }, "invalid_resource", 500011},
		"v1 parameter":   {func(f url.Values) { f.Set("resource", "https://graph.microsoft.com") }, "invalid_request", 901002},
		"no grant":       {func(f url.Values) { f.Del("grant_type") }, "invalid_request", 900144},
	} {
		t.Run(name, func(t *testing.T) { c.send("POST", c.tokenPath(), form(tc.edit)).wantEntra(t, tc.kind, tc.code) })
	}
}

func TestVersion1TokensHaveTextNumbers(t *testing.T) {
	c := newClient(t)
	resp := c.send("POST", "/"+c.creds.PartnerTenantID+"/oauth2/token", url.Values{
		"grant_type": {"refresh_token"}, "refresh_token": {c.creds.RefreshToken}, "resource": {"https://api.partnercenter.microsoft.com"}, "client_id": {c.creds.ClientID}, "client_secret": {c.creds.ClientSecret},
	}).want(t, http.StatusOK)
	for _, name := range []string{"expires_in", "ext_expires_in", "expires_on", "not_before", "resource", "refresh_token", "id_token"} {
		resp.text(t, name)
	}
}

func TestRotationEntra(t *testing.T) {
	c := newClient(t)
	first := c.refresh(c.creds.RefreshToken, pcScope).want(t, http.StatusOK).text(t, "refresh_token")
	if first == c.creds.RefreshToken {
		t.Error("a use must hand out a new refresh token")
	}
	c.refresh(c.creds.RefreshToken, graphScope).want(t, http.StatusOK)
	c.srv.Advance(89 * 24 * time.Hour)
	second := c.refresh(first, pcScope).want(t, http.StatusOK).text(t, "refresh_token")
	c.srv.Advance(2 * 24 * time.Hour)
	c.refresh(first, pcScope).wantEntra(t, "invalid_grant", 700082)
	c.refresh(second, pcScope).want(t, http.StatusOK)
}

func TestRotationStrict(t *testing.T) {
	c := newClient(t, mockserver.WithRotation(mockserver.RotationStrict))
	next := c.refresh(c.creds.RefreshToken, pcScope).want(t, http.StatusOK).text(t, "refresh_token")
	c.refresh(c.creds.RefreshToken, pcScope).wantEntra(t, "invalid_grant", 70000)
	// The reuse revoked the whole family, the newest token too.
	c.refresh(next, pcScope).wantEntra(t, "invalid_grant", 50173)
}

func TestRevokeSessions(t *testing.T) {
	c := newClient(t)
	c.srv.RevokeSessions()
	c.refresh(c.creds.RefreshToken, pcScope).wantEntra(t, "invalid_grant", 50173)
}

func TestScriptedSignInFailures(t *testing.T) {
	for code, want := range map[string]struct {
		kind   string
		status int
	}{
		"50076": {"interaction_required", 400}, "65001": {"invalid_grant", 400}, "7000222": {"invalid_client", 401}, "53003": {"access_denied", 400}, "50057": {"invalid_grant", 400},
	} {
		c := newClient(t)
		if err := c.srv.Fail("entra.token", mockserver.Fault{Code: code, First: 1}); err != nil {
			t.Fatal(err)
		}
		resp := c.refresh(c.creds.RefreshToken, pcScope)
		if resp.text(t, "error") != want.kind || resp.status != want.status {
			t.Errorf("AADSTS%s: status %d, %s", code, resp.status, resp.body)
		}
		c.refresh(c.creds.RefreshToken, pcScope).want(t, http.StatusOK)
	}
}

func TestCustomerTenantsNeedConsent(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	add := func(gdap bool) string {
		x, err := c.srv.AddTenant(mockserver.Tenant{Name: "X", Customer: true, GDAP: gdap})
		if err != nil {
			t.Fatal(err)
		}
		return x.ID
	}
	ask := func(tenant string) response {
		return c.send("POST", "/"+tenant+"/oauth2/v2.0/token", url.Values{
			"grant_type": {"refresh_token"}, "refresh_token": {c.creds.RefreshToken}, "scope": {graphScope}, "client_id": {c.creds.ClientID}, "client_secret": {c.creds.ClientSecret},
		})
	}
	with := add(true)
	if tid := jwtClaims(t, ask(with).want(t, http.StatusOK).text(t, "access_token"))["tid"]; tid != with {
		t.Errorf("tid is %v, want the customer's tenant %s", tid, with)
	}
	ask(add(false)).wantEntra(t, "invalid_grant", 65001)
}

func TestDeviceCode(t *testing.T) {
	c := newClient(t)
	start := c.send("POST", "/"+c.creds.PartnerTenantID+"/oauth2/v2.0/devicecode", url.Values{"client_id": {c.creds.PublicClientID}, "scope": {pcScope + " offline_access"}}).want(t, http.StatusOK)
	poll := func() response {
		return c.send("POST", c.tokenPath(), url.Values{
			"grant_type": {"urn:ietf:params:oauth:grant-type:device_code"}, "client_id": {c.creds.PublicClientID}, "device_code": {start.text(t, "device_code")},
		})
	}
	poll().wantEntra(t, "authorization_pending", 70016)
	c.send("GET", start.text(t, "verification_uri")+"?user_code="+start.text(t, "user_code")+"&username="+url.QueryEscape(c.creds.Username), nil).want(t, http.StatusOK)
	poll().want(t, http.StatusOK).text(t, "refresh_token")
	poll().wantEntra(t, "bad_verification_code", 70018)
}

func TestClientAssertion(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	c := newClient(t, mockserver.WithClientKey(&key.PublicKey))
	sign := func(signer *rsa.PrivateKey, exp time.Time) string {
		enc := func(v any) string {
			b, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			return base64.RawURLEncoding.EncodeToString(b)
		}
		text := enc(map[string]string{"alg": "PS256"}) + "." + enc(map[string]any{"iss": c.creds.ClientID, "sub": c.creds.ClientID, "aud": c.base + c.tokenPath(), "exp": exp.Unix()})
		sum := sha256.Sum256([]byte(text))
		sig, err := rsa.SignPSS(rand.Reader, signer, crypto.SHA256, sum[:], nil)
		if err != nil {
			t.Fatal(err)
		}
		return text + "." + base64.RawURLEncoding.EncodeToString(sig)
	}
	ask := func(assertion string) response {
		return c.send("POST", c.tokenPath(), url.Values{
			"grant_type": {"client_credentials"}, "client_id": {c.creds.ClientID}, "scope": {graphScope}, "client_assertion": {assertion},
			"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
		})
	}
	ask(sign(key, c.srv.Now().Add(time.Minute))).want(t, http.StatusOK)
	ask(sign(key, c.srv.Now().Add(-time.Minute))).wantEntra(t, "invalid_client", 700027)
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ask(sign(other, c.srv.Now().Add(time.Minute))).wantEntra(t, "invalid_client", 700027)
}

func TestAcceptAny(t *testing.T) {
	c := newClient(t, mockserver.WithAcceptAny())
	q := url.Values{"client_id": {"any"}, "redirect_uri": {"https://app.example/cb"}, "scope": {"openid"}}
	c.send("GET", "/some-tenant/oauth2/v2.0/authorize?"+q.Encode(), nil).want(t, http.StatusFound)
	for _, form := range []url.Values{
		{"grant_type": {"client_credentials"}, "scope": {"https://nobody.example/.default"}},
		{"grant_type": {"authorization_code"}, "code": {"whatever"}},
		{"grant_type": {"refresh_token"}, "refresh_token": {"whatever"}, "scope": {pcScope}},
	} {
		form.Set("client_id", "any")
		c.send("POST", "/some-tenant/oauth2/v2.0/token", form).want(t, http.StatusOK)
	}
	c.send("GET", "/v1/customers?size=2", nil, "Authorization", "Bearer anything").want(t, http.StatusOK)
	c.send("GET", "/api/resellers/any/organizations", nil, "Authorization", "Bearer anything").want(t, http.StatusOK)
	c.send("POST", "/connect/token", url.Values{"grant_type": {"password"}, "username": {"u"}}).want(t, http.StatusOK)
}
