package mockserver

import (
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A refreshGrant is what a refresh token stands for. It is bound to user and
// client, not to a tenant or resource.
type refreshGrant struct {
	client string
	user   string
	amr    []string
	family string
	// scope is what was asked for at sign-in; a refresh that names none gets it.
	scope   string
	expires time.Time
	used    bool
	revoked bool
}

// tokenRequest is one call of the token endpoint, understood.
type tokenRequest struct {
	c      *call
	form   url.Values
	v1     bool
	tenant string
	client string
	// resource is the audience; empty when only OpenID scopes were asked for.
	resource string
	scope    string
}

// entraToken is the token endpoint of both versions, with every grant.
func (s *Server) entraToken(c *call) *reply {
	form, err := c.form()
	if err != nil {
		return entraFailure(c, 0, 900144, "The body is not form-encoded: "+err.Error())
	}
	t := &tokenRequest{c: c, form: form, v1: !strings.Contains(strings.ToLower(c.r.URL.Path), "/v2.0/")}
	tenant, known := s.directory(c.params["tenant"])
	if !known {
		return entraFailure(c, 0, 90002, "Tenant '"+c.params["tenant"]+"' not found. Check that it is spelt right and that the cloud is the right one.")
	}
	t.tenant = tenant
	if code := s.authenticateClient(t); code != 0 {
		return entraFailure(c, 0, code, "")
	}
	c.identity = Identity{Tenant: tenant, App: t.client}
	switch form.Get("grant_type") {
	case "client_credentials":
		return s.grantClientCredentials(t)
	case "authorization_code":
		return s.grantAuthorizationCode(t)
	case "refresh_token":
		return s.grantRefreshToken(t)
	case "urn:ietf:params:oauth:grant-type:device_code", "device_code":
		return s.grantDeviceCode(t)
	case "password":
		return s.grantPassword(t)
	case "urn:ietf:params:oauth:grant-type:jwt-bearer":
		return s.grantOnBehalfOf(t)
	case "":
		return entraFailure(c, 0, 900144, "The request body must contain the following parameter: 'grant_type'.")
	}
	return entraFailure(c, 0, 70003, "The app requested an unsupported grant type '"+form.Get("grant_type")+"'.")
}

// authenticateClient takes the client's credentials from HTTP Basic or from
// the body, and returns the AADSTS code of what is wrong with them, or 0.
func (s *Server) authenticateClient(t *tokenRequest) int {
	id, secret := t.form.Get("client_id"), t.form.Get("client_secret")
	if user, pass, ok := t.c.r.BasicAuth(); ok {
		id, secret = unescaped(user), unescaped(pass)
	}
	t.client = id
	p := s.st.partner
	switch {
	case id == "":
		return 900144
	case s.opts.acceptAny:
		return 0
	case id == p.PublicID:
		if secret != "" {
			return 700025
		}
		return 0
	case id != p.ClientID:
		return 700016
	case t.form.Get("client_assertion") != "":
		return s.checkAssertion(t)
	case secret == "":
		return 7000218
	case secret != p.secret:
		return 7000215
	}
	return 0
}

// unescaped undoes the form encoding that RFC 6749 asks for inside HTTP Basic.
func unescaped(s string) string {
	if u, err := url.QueryUnescape(s); err == nil {
		return u
	}
	return s
}

// openIDScopes are scopes of no resource.
var openIDScopes = []string{"openid", "profile", "email", "offline_access"}

// knownResources are the audiences the partner's application may ask for, with
// the scopes its users have consented to.
func knownResource(r string) (aud, scp string, ok bool) {
	switch strings.ToLower(strings.TrimSuffix(r, "/")) {
	case audiencePartnerCenter, appPartnerCenter, "api://" + appPartnerCenter:
		return audiencePartnerCenter, "user_impersonation", true
	case audienceGraph, appGraph:
		return audienceGraph, "CrossTenantInformation.ReadBasic.All DelegatedAdminRelationship.ReadWrite.All Directory.Read.All Group.ReadWrite.All PartnerBilling.Read.All User.Read", true
	case audienceAzure, audiencePartnerAPI:
		return strings.ToLower(strings.TrimSuffix(r, "/")), "user_impersonation", true
	case audienceOldGraph:
		return audienceOldGraph, "User.Read", true
	}
	return "", "", false
}

// resolveResource finds the audience that resource or scope ask for, and
// returns the AADSTS code of what is wrong, or 0.
func (s *Server) resolveResource(t *tokenRequest, scope string) int {
	t.scope = scope
	found := ""
	if t.v1 {
		found = orElse(t.form.Get("resource"), resourceOf(scope))
	} else {
		if t.form.Get("resource") != "" {
			return 901002
		}
		for _, sc := range strings.Fields(scope) {
			if slices.Contains(openIDScopes, sc) {
				continue
			}
			r := resourceOfScope(sc)
			if found != "" && !strings.EqualFold(found, r) {
				return 700022
			}
			found = r
		}
	}
	if found == "" {
		return 0
	}
	aud, _, known := knownResource(found)
	switch {
	case known:
		t.resource = aud
	case ownAudience(s.st.partner, found):
		t.resource = strings.ToLower(found)
	case s.opts.acceptAny:
		t.resource = strings.TrimSuffix(found, "/")
	default:
		return 500011
	}
	return 0
}

func resourceOf(scope string) string {
	for _, sc := range strings.Fields(scope) {
		if !slices.Contains(openIDScopes, sc) {
			return resourceOfScope(sc)
		}
	}
	return ""
}

// resourceOfScope cuts the permission off a scope. A bare permission is Graph's.
func resourceOfScope(sc string) string {
	i := strings.LastIndexByte(sc, '/')
	if i < 0 {
		return audienceGraph
	}
	return strings.TrimSuffix(sc[:i], "/")
}

func (s *Server) grantClientCredentials(t *tokenRequest) *reply {
	if code := s.resolveResource(t, t.form.Get("scope")); code != 0 {
		return entraFailure(t.c, 0, code, "")
	}
	if t.resource == "" || t.client == s.st.partner.PublicID {
		return entraFailure(t.c, 0, 70011, "")
	}
	t.c.identity.AppOnly = true
	return s.tokenReply(t, nil, "", false)
}

func (s *Server) grantAuthorizationCode(t *tokenRequest) *reply {
	value := t.form.Get("code")
	code := s.st.codes[value]
	if code == nil && s.opts.acceptAny && value != "" {
		u := s.st.partner.Users[0]
		code = &authCode{client: t.client, user: u.ID, tenant: t.tenant, redirect: t.form.Get("redirect_uri"),
			scope: "offline_access openid " + audiencePartnerCenter + "/.default", expires: t.c.now.Add(time.Minute)}
	}
	if n := s.checkCode(t, code); n != 0 {
		return entraFailure(t.c, 0, n, "")
	}
	scope := orElse(t.form.Get("scope"), code.scope)
	if n := s.resolveResource(t, scope); n != 0 {
		return entraFailure(t.c, 0, n, "")
	}
	code.redeemed = true
	user := s.st.partner.userByID(code.user)
	g := &refreshGrant{client: t.client, user: code.user, amr: user.methods(), family: value, scope: scope}
	offline := t.v1 || strings.Contains(code.scope+" "+scope, "offline_access")
	return s.tokenReply(t, g, code.nonce, offline)
}

func (s *Server) checkCode(t *tokenRequest, code *authCode) int {
	switch {
	case t.form.Get("code") == "":
		return 900144
	case code == nil:
		return 70000
	case code.client != t.client:
		return 70000
	case code.redeemed:
		return 54005
	case t.c.now.After(code.expires):
		return 70008
	case code.tenant != t.tenant:
		return 700005
	case code.redirect != t.form.Get("redirect_uri") && !s.opts.acceptAny:
		return 50011
	}
	return checkVerifier(code, t.form.Get("code_verifier"))
}

func checkVerifier(code *authCode, verifier string) int {
	if code.challenge == "" {
		return 0
	}
	if verifier == "" {
		return 50148
	}
	got := verifier
	if !strings.EqualFold(code.method, "plain") && code.method != "" {
		sum := sha256.Sum256([]byte(verifier))
		got = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	if got != code.challenge {
		return 501481
	}
	return 0
}

func (s *Server) grantRefreshToken(t *tokenRequest) *reply {
	value := t.form.Get("refresh_token")
	g := s.st.refreshes[value]
	if g == nil && s.opts.acceptAny && value != "" {
		u := s.st.partner.Users[0]
		g = &refreshGrant{client: t.client, user: u.ID, amr: u.methods(), family: value, expires: t.c.now.Add(s.opts.lifetimes.Refresh)}
	}
	switch {
	case value == "":
		return entraFailure(t.c, 0, 900144, "The request body must contain the following parameter: 'refresh_token'.")
	case g == nil || g.client != t.client:
		return entraFailure(t.c, 0, 70000, "")
	case g.revoked:
		return entraFailure(t.c, 0, 50173, "")
	case t.c.now.After(g.expires):
		return entraFailure(t.c, 0, 700082, "")
	case g.used && s.opts.rotation == RotationStrict:
		s.revokeFamily(g.family)
		return entraFailure(t.c, 0, 70000, "The refresh token was used before, so every token of its family is revoked now.")
	case !s.consented(t):
		return entraFailure(t.c, 0, 65001, "")
	}
	scope := t.form.Get("scope")
	if scope == "" && (!t.v1 || t.form.Get("resource") == "") {
		scope = orElse(g.scope, audienceGraph+"/.default")
	}
	if n := s.resolveResource(t, scope); n != 0 {
		return entraFailure(t.c, 0, n, "")
	}
	g.used = true
	next := *g
	next.used = false
	return s.tokenReply(t, &next, "", true)
}

// consented says whether the application may act in a tenant: its own, a
// customer's that it has a consent in, or one with a GDAP relationship.
func (s *Server) consented(t *tokenRequest) bool {
	if t.tenant == s.st.partner.TenantID || s.opts.acceptAny {
		return true
	}
	switch s.st.consents[t.tenant+" "+strings.ToLower(t.client)] {
	case consentGiven:
		return true
	case consentRemoved:
		return false
	}
	customer := s.st.customer(t.tenant)
	return customer != nil && customer.GDAP
}

func (s *Server) revokeFamily(family string) {
	for _, g := range s.st.refreshes {
		if g.family == family {
			g.revoked = true
		}
	}
}

// RevokeSessions revokes every refresh token, as "revoke sessions" or an
// administrator's password reset does: the next use answers AADSTS50173.
func (s *Server) RevokeSessions() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, g := range s.st.refreshes {
		g.revoked = true
	}
}

// tokenReply makes the answer of every grant. A nil grant is the application.
func (s *Server) tokenReply(t *tokenRequest, g *refreshGrant, nonce string, offline bool) *reply {
	aud := orElse(t.resource, audienceGraph)
	life := int(s.opts.lifetimes.Access / time.Second)
	m := map[string]any{"token_type": "Bearer", "access_token": s.accessToken(t, g, aud)}
	if g != nil {
		user := s.st.partner.userByID(g.user)
		t.c.identity.User, t.c.identity.MFA = user.UPN, slices.Contains(g.amr, "mfa")
		if offline {
			token := secretText("0.")
			g.expires = t.c.now.Add(s.opts.lifetimes.Refresh)
			s.st.refreshes[token] = g
			m["refresh_token"] = token
		}
		if t.v1 || strings.Contains(t.scope, "openid") {
			m["id_token"] = s.keys.sign(s.idToken(t.c, g, t.tenant, nonce))
		}
		if t.form.Get("client_info") == "1" {
			m["client_info"] = segment(map[string]string{"uid": user.ID, "utid": s.st.partner.TenantID})
		}
	}
	if t.v1 {
		now := t.c.now.Unix()
		m["expires_in"], m["ext_expires_in"] = strconv.Itoa(life), strconv.Itoa(life)
		m["not_before"], m["expires_on"] = strconv.FormatInt(now-300, 10), strconv.FormatInt(now+int64(life), 10)
		m["resource"] = aud
		if g != nil {
			_, m["scope"], _ = knownResource(aud)
		}
		return ok(m)
	}
	m["expires_in"], m["ext_expires_in"] = life, life
	if g != nil {
		m["scope"] = grantedScope(t.scope, aud)
	}
	return ok(m)
}

// grantedScope is the scope of a v2 answer: what was granted, in full names.
// Entra leaves offline_access out.
func grantedScope(asked, aud string) string {
	var out []string
	for _, sc := range strings.Fields(asked) {
		if slices.Contains(openIDScopes, sc) && sc != "offline_access" {
			out = append(out, sc)
		}
	}
	if _, scp, ok := knownResource(aud); ok {
		for _, sc := range strings.Fields(scp) {
			out = append(out, aud+"/"+sc)
		}
	}
	return strings.Join(append(out, aud+"/.default"), " ")
}

func (s *Server) accessToken(t *tokenRequest, g *refreshGrant, aud string) string {
	now := t.c.now.Unix()
	cl := claims{
		"aud": aud, "iss": "https://sts.windows.net/" + t.tenant + "/", "iat": now, "nbf": now, "exp": now + int64(s.opts.lifetimes.Access/time.Second),
		"appid": t.client, "appidacr": "1", "tid": t.tenant, "ver": "1.0", "tenant_region_scope": "EU", "uti": t.c.id,
	}
	if g == nil {
		id := uuidOf(s.opts.seed, "service principal", t.client)
		cl["idtyp"], cl["oid"], cl["sub"] = "app", id, id
		if aud == audienceGraph {
			cl["roles"] = []string{"CrossTenantInformation.ReadBasic.All", "PartnerBilling.Read.All"}
		}
		return s.keys.sign(cl)
	}
	user := s.st.partner.userByID(g.user)
	_, scp, _ := knownResource(aud)
	cl["oid"], cl["sub"] = user.ID, user.ID
	cl["upn"], cl["unique_name"], cl["name"] = user.UPN, user.UPN, user.Name
	cl["acr"], cl["amr"], cl["scp"] = "1", g.amr, scp
	cl["idtyp"], cl["wids"] = "user", append(slices.Clone(user.Roles), "b79fbf4d-3ef9-4689-8143-76b194e85509")
	if user.AdminAgent {
		cl["groups"] = []string{s.st.partner.AdminsID}
	}
	return s.keys.sign(cl)
}

// idToken is the claims of an id_token.
func (s *Server) idToken(c *call, g *refreshGrant, tenant, nonce string) claims {
	user := s.st.partner.userByID(g.user)
	now := c.now.Unix()
	cl := claims{
		"aud": g.client, "iss": c.base + "/" + tenant + "/v2.0", "iat": now, "nbf": now, "exp": now + int64(s.opts.lifetimes.Access/time.Second),
		"sub": user.ID, "oid": user.ID, "tid": tenant, "preferred_username": user.UPN, "upn": user.UPN, "name": user.Name, "ver": "2.0", "amr": g.amr,
	}
	if nonce != "" {
		cl["nonce"] = nonce
	}
	return cl
}
