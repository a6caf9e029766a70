package mockserver

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// An authCode is an authorization code that waits to be redeemed.
type authCode struct {
	client    string
	user      string
	tenant    string
	redirect  string
	scope     string
	nonce     string
	challenge string
	method    string
	expires   time.Time
	redeemed  bool
}

// secretText makes an unguessable text.
func secretText(prefix string) string {
	var b [24]byte
	// crypto/rand.Read never fails.
	_, _ = rand.Read(b[:])
	return prefix + base64.RawURLEncoding.EncodeToString(b[:])
}

// entraAuthorize signs a user in. With login_hint (or a posted username) of a
// registered user it redirects at once, as a browser with a session would; else
// it shows a page to choose one. Accept-any always takes the default MFA user.
func (s *Server) entraAuthorize(c *call) *reply {
	q := c.query
	if c.r.Method == http.MethodPost {
		form, err := c.form()
		if err != nil {
			return entraFailure(c, http.StatusBadRequest, 90014, "")
		}
		for k, v := range form {
			q[k] = v
		}
	} else {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	tenant, known := s.directory(c.params["tenant"])
	if !known {
		return entraFailure(c, http.StatusBadRequest, 90002, "")
	}
	if code := s.checkAuthorize(q); code != 0 {
		return entraFailure(c, http.StatusBadRequest, code, "")
	}
	user := s.chooseUser(q)
	if user == nil {
		return s.signInPage(c, q)
	}
	code := secretText("1.")
	s.st.codes[code] = &authCode{
		client: q.Get("client_id"), user: user.ID, tenant: tenant, redirect: q.Get("redirect_uri"),
		scope: orElse(q.Get("scope"), "openid"), nonce: q.Get("nonce"),
		challenge: q.Get("code_challenge"), method: q.Get("code_challenge_method"),
		expires: c.now.Add(s.opts.lifetimes.Code),
	}
	if r := q.Get("resource"); r != "" {
		s.st.codes[code].scope = r + "/.default offline_access openid"
	}
	return respond(q, s.authorizeAnswer(c, q, code, user, tenant))
}

func (s *Server) authorizeAnswer(c *call, q url.Values, code string, user *User, tenant string) url.Values {
	v := url.Values{"code": {code}, "session_state": {uuidOf(s.opts.seed, "session", user.ID)}}
	if q.Has("state") {
		v.Set("state", q.Get("state"))
	}
	if strings.Contains(q.Get("response_type"), "id_token") {
		g := &refreshGrant{client: q.Get("client_id"), user: user.ID, amr: user.methods()}
		v.Set("id_token", s.keys.sign(s.idToken(c, g, tenant, q.Get("nonce")).with("c_hash", codeHash(code))))
	}
	return v
}

// checkAuthorize returns the AADSTS code of what is wrong, or 0. Errors about
// the client or the redirect must not be redirected.
func (s *Server) checkAuthorize(q url.Values) int {
	if q.Get("client_id") == "" || q.Get("redirect_uri") == "" {
		return 900144
	}
	if s.opts.acceptAny {
		return 0
	}
	p := s.st.partner
	if id := q.Get("client_id"); id != p.ClientID && id != p.PublicID {
		return 700016
	}
	if !redirectAllowed(p.Redirects, q.Get("redirect_uri")) {
		return 50011
	}
	return 0
}

// redirectAllowed compares redirect addresses as Entra does: exactly, but on
// loopback any port will do.
func redirectAllowed(registered []string, uri string) bool {
	u, err := url.Parse(uri)
	if err != nil {
		return false
	}
	if h := u.Hostname(); h == "localhost" || h == "127.0.0.1" {
		return u.Scheme == "http"
	}
	return slices.Contains(registered, uri)
}

func (s *Server) chooseUser(q url.Values) *User {
	p := s.st.partner
	if u := p.user(orElse(q.Get("username"), q.Get("login_hint"))); u != nil {
		return u
	}
	if s.opts.acceptAny {
		return &p.Users[0]
	}
	return nil
}

func (u *User) methods() []string {
	if u.MFA {
		return []string{"pwd", "mfa"}
	}
	return []string{"pwd"}
}

// respond sends the browser back, in the mode the client asked for.
func respond(q, v url.Values) *reply {
	target := q.Get("redirect_uri")
	switch q.Get("response_mode") {
	case "form_post":
		return htmlReply(http.StatusOK, formPostPage, map[string]any{"Action": target, "Fields": v})
	case "fragment":
		return newReply(http.StatusFound).set("Location", target+"#"+v.Encode())
	}
	if strings.Contains(target, "?") {
		return newReply(http.StatusFound).set("Location", target+"&"+v.Encode())
	}
	return newReply(http.StatusFound).set("Location", target+"?"+v.Encode())
}

// authorizeFailure sends the browser back with an error, as Entra does when a
// user may not sign in or consent.
func authorizeFailure(c *call, f *Fault) *reply {
	code, _ := strconv.Atoi(f.Code)
	kind, text := entraText(code)
	if kind == "invalid_grant" {
		kind = "access_denied"
	}
	v := url.Values{"error": {kind}, "error_description": {fmt.Sprintf("AADSTS%d: %s", code, orElse(f.Message, text))}}
	if c.query.Has("state") {
		v.Set("state", c.query.Get("state"))
	}
	return respond(c.query, v)
}

func htmlReply(status int, t *template.Template, data any) *reply {
	var b strings.Builder
	if err := t.Execute(&b, data); err != nil {
		return jsonReply(http.StatusInternalServerError, map[string]string{"error": err.Error()})
	}
	r := newReply(status).set("Content-Type", "text/html; charset=utf-8")
	r.body = []byte(b.String())
	return r
}

var formPostPage = template.Must(template.New("form_post").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Working...</title></head>
<body><form method="post" action="{{.Action}}">
{{range $k, $v := .Fields}}{{range $v}}<input type="hidden" name="{{$k}}" value="{{.}}">{{end}}{{end}}
<noscript><button type="submit">Continue</button></noscript>
</form><script>document.forms[0].submit()</script></body></html>
`))

var signInTemplate = template.Must(template.New("sign-in").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in - mock</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:28rem;margin:3rem auto;padding:0 1rem}
button{display:block;width:100%;text-align:left;padding:.75rem 1rem;margin:.5rem 0;font:inherit;border:1px solid #888;background:#fff;border-radius:.4rem;cursor:pointer}
button:focus-visible,button:hover{outline:2px solid #0b57d0}</style></head>
<body><h1>Choose an account</h1><p>This is a mock. No password is asked for.</p>
{{range .Users}}<form method="post" action="{{$.Action}}"><input type="hidden" name="username" value="{{.UPN}}">
<button type="submit">{{.Name}}<br><small>{{.UPN}}{{if .MFA}}, with MFA{{else}}, without MFA{{end}}</small></button></form>
{{end}}</body></html>
`))

func (s *Server) signInPage(c *call, q url.Values) *reply {
	if hint := q.Get("login_hint"); hint != "" && q.Get("prompt") == "none" {
		return respond(q, url.Values{"error": {"login_required"}, "error_description": {"AADSTS50058: no session of " + hint}, "state": {q.Get("state")}})
	}
	return htmlReply(http.StatusOK, signInTemplate, map[string]any{
		"Users": s.st.partner.Users, "Action": c.r.URL.Path + "?" + c.r.URL.RawQuery,
	})
}
