package mockserver

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
)

// grantPassword signs a user in by name and password. A password alone proves
// no MFA, so Partner Center refuses what comes of it; Graph does not.
func (s *Server) grantPassword(t *tokenRequest) *reply {
	name, password := t.form.Get("username"), t.form.Get("password")
	if name == "" || password == "" {
		return entraFailure(t.c, 0, 900144, "The request body must contain the following parameters: 'username' and 'password'.")
	}
	user := s.st.partner.user(name)
	if user == nil && s.opts.acceptAny {
		user = &s.st.partner.Users[0]
	}
	switch {
	case user == nil:
		return entraFailure(t.c, 0, 50034, "")
	case password != s.st.partner.userPassword && !s.opts.acceptAny:
		return entraFailure(t.c, 0, 50126, "")
	}
	scope := t.form.Get("scope")
	if code := s.resolveResource(t, scope); code != 0 {
		return entraFailure(t.c, 0, code, "")
	}
	g := &refreshGrant{client: t.client, user: user.ID, amr: []string{"pwd"}, family: secretText("password "), scope: scope}
	return s.tokenReply(t, g, "", t.v1 || strings.Contains(scope, "offline_access"))
}

// grantOnBehalfOf trades a user's token for this application into one for
// another resource; it carries over how the user signed in.
func (s *Server) grantOnBehalfOf(t *tokenRequest) *reply {
	if t.form.Get("requested_token_use") != "on_behalf_of" {
		return entraFailure(t.c, 0, 900144, "The request body must contain the following parameter: 'requested_token_use'.")
	}
	cl, err := s.keys.verify(t.form.Get("assertion"))
	if err != nil {
		return entraFailure(t.c, 0, 50013, "")
	}
	user := s.st.partner.userByID(cl.text("oid"))
	switch aud := cl.text("aud"); {
	case user == nil:
		return entraFailure(t.c, 0, 50013, "")
	case !strings.EqualFold(aud, t.client) && !strings.EqualFold(aud, "api://"+t.client) && !s.opts.acceptAny:
		return entraFailure(t.c, 0, 500131, "")
	case t.c.now.Unix() >= cl.expiry():
		return entraFailure(t.c, 0, 500133, "")
	case !s.consented(t):
		return entraFailure(t.c, 0, 65001, "")
	}
	scope := t.form.Get("scope")
	if code := s.resolveResource(t, scope); code != 0 {
		return entraFailure(t.c, 0, code, "")
	}
	amr := []string{"pwd"}
	if cl.has("amr", "mfa") {
		amr = append(amr, "mfa")
	}
	g := &refreshGrant{client: t.client, user: user.ID, amr: amr, family: secretText("on behalf of "), scope: scope}
	return s.tokenReply(t, g, "", strings.Contains(scope, "offline_access"))
}

// entraUserRealm says where a user's password is checked: here, never at a
// federated server. MSAL and ADAL ask before they send a password.
func (s *Server) entraUserRealm(c *call) *reply {
	_, domain, _ := strings.Cut(c.params["user"], "@")
	if _, known := s.directory(domain); !known {
		return ok(map[string]string{"ver": "1.0", "account_type": "Unknown", "cloud_instance_name": "microsoftonline.com"})
	}
	return ok(map[string]string{
		"ver": "1.0", "account_type": "Managed", "domain_name": domain,
		"cloud_instance_name": "microsoftonline.com", "cloud_audience_urn": "urn:federation:MicrosoftOnline",
	})
}

// entraUserInfo is OpenID Connect's: who the bearer of a token is.
func (s *Server) entraUserInfo(c *call) *reply {
	user := s.st.partner.userByID(c.identity.object)
	if user == nil {
		return graphError(c, http.StatusForbidden, "Authorization_RequestDenied", "The token is an application's; there is no user to tell of.")
	}
	given, family, _ := strings.Cut(user.Name, " ")
	return ok(map[string]string{"sub": user.ID, "name": user.Name, "given_name": given, "family_name": family, "email": user.UPN})
}

// entraLogout ends the browser's session; the mock keeps none.
func (s *Server) entraLogout(c *call) *reply {
	if target := c.query.Get("post_logout_redirect_uri"); target != "" && (s.opts.acceptAny || redirectAllowed(s.partner.Redirects, target)) {
		return newReply(http.StatusFound).set("Location", target)
	}
	return jsonReply(http.StatusOK, map[string]string{"message": "You signed out of your account."})
}

// codeHash is the c_hash claim: it binds an id_token to the code beside it.
func codeHash(code string) string {
	sum := sha256.Sum256([]byte(code))
	return base64.RawURLEncoding.EncodeToString(sum[:len(sum)/2])
}

// ownAudience says whether a resource is the application that asks, under its
// id or the address that Entra gives it.
func ownAudience(p *partner, resource string) bool {
	return slices.Contains([]string{p.ClientID, "api://" + p.ClientID}, strings.ToLower(resource))
}
