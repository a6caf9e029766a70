package mockserver

import (
	"net/http"
	"strings"
	"time"
)

func cloudmoreTokenRoutes() []route {
	return []route{
		{op: opCloudmoreToken, method: "POST", patterns: []string{"/connect/token"}, vendor: vendorCloudmore, public: true,
			handle: (*Server).cloudmoreToken, fidelity: Stateful, evidence: "documented request; error body inferred", proof: "TestCloudmoreToken"},
		{op: "cloudmore.healthcheck", method: "GET", patterns: []string{"/api/healthcheck"}, vendor: vendorCloudmore, public: true,
			handle: (*Server).cloudmoreHealth, fidelity: ShapeOnly, evidence: "inferred"},
	}
}

func (s *Server) cloudmoreHealth(*call) *reply { return ok(map[string]string{"status": "Healthy"}) }

// cloudmoreToken is the password grant. Client credentials come by HTTP Basic,
// as documented, or in the form, as Cloudmore's own samples send them.
func (s *Server) cloudmoreToken(c *call) *reply {
	fail := func(kind, text string) *reply {
		return jsonReply(http.StatusBadRequest, map[string]string{"error": kind, "error_description": text})
	}
	form, err := c.form()
	if err != nil {
		return fail("invalid_request", err.Error())
	}
	id, secret := form.Get("client_id"), form.Get("client_secret")
	if user, pass, ok := c.r.BasicAuth(); ok {
		id, secret = unescaped(user), unescaped(pass)
	}
	p := s.st.partner
	user := form.Get("username")
	if !s.opts.acceptAny {
		switch {
		case id != p.cloudmoreClient || secret != p.cloudmoreSecret:
			return fail("invalid_client", "the client id or secret is wrong")
		case form.Get("grant_type") != "password":
			return fail("unsupported_grant_type", "grant_type must be password")
		case !strings.EqualFold(user, p.cloudmoreUser) || form.Get("password") != p.cloudmorePassword:
			return fail("invalid_grant", "invalid_username_or_password")
		case form.Get("scope") != "" && form.Get("scope") != "api":
			return fail("invalid_scope", "scope must be api")
		}
	}
	life := s.opts.lifetimes.Cloudmore
	now := c.now.Unix()
	c.identity = Identity{User: user, App: id}
	return ok(map[string]any{
		"access_token": s.keys.sign(claims{"iss": c.base, "aud": audienceCloudmore, "appid": id, "sub": user, "preferred_username": user, "scope": []string{"api"},
			"iat": now, "nbf": now, "exp": now + int64(life/time.Second)}),
		"expires_in": int(life / time.Second), "token_type": "Bearer", "scope": "api",
	})
}
