package auth

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

const (
	cookieName = "tenantlink_sign_in"
	maxQuery   = 64 << 10
)

// ConsentHandler signs a person in through the browser. redirect is the address
// of the callback as the app registration holds it, such as
// "https://service.example/consent/callback". The handler answers GET at that
// address's path as the callback and GET at any other path as the start, so
// mount it on both, for instance on "/consent/". Put your own access control in
// front: whoever can reach the start can replace the grant.
//
// A sign-in works once, in the browser that began it (a cookie binds it) and
// for 15 minutes. It is kept in memory: several instances of a service need
// sticky sessions for it. The handler sends browsers to the authority and
// nowhere else. done is called after the grant is stored and writes the
// response; a failure answers with a page that says why.
func (a *Authenticator) ConsentHandler(redirect string, done func(http.ResponseWriter, *http.Request, Consent)) (http.Handler, error) {
	u, err := url.Parse(redirect)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("auth: the redirect address %q is not one such as https://service.example/consent/callback", redirect)
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return nil, fmt.Errorf("auth: the redirect address %q must be https: the code comes back on it", redirect)
	case done == nil:
		return nil, errors.New("auth: done is nil")
	}
	h := &consentHandler{auth: a, redirect: redirect, path: u.Path, secure: u.Scheme == "https", done: done}
	if h.path == "" {
		return nil, fmt.Errorf("auth: the redirect address %q has no path", redirect)
	}
	return h, nil
}

type consentHandler struct {
	auth     *Authenticator
	redirect string
	path     string
	secure   bool
	done     func(http.ResponseWriter, *http.Request, Consent)
	open     signIns
}

// ServeHTTP is the start and the callback.
func (h *consentHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	if r.Method != http.MethodGet {
		w.Header().Set("Allow", http.MethodGet)
		http.Error(w, "Open this address in a browser.", http.StatusMethodNotAllowed)
		return
	}
	if r.URL.Path == h.path {
		h.callback(w, r)
		return
	}
	h.start(w, r)
}

func (h *consentHandler) start(w http.ResponseWriter, r *http.Request) {
	browser := rand.Text()
	state, s, err := h.open.begin(h.redirect, browser)
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	http.SetCookie(w, h.cookie(browser, int(signInLife.Seconds())))
	http.Redirect(w, r, h.auth.authorizeURL(state, s), http.StatusFound)
}

// cookie binds a sign-in to a browser. SameSite=Lax lets it come back with the
// redirect from the authority, which is a top-level GET.
func (h *consentHandler) cookie(value string, age int) *http.Cookie {
	return &http.Cookie{
		Name: cookieName, Value: value, Path: h.path, MaxAge: age,
		HttpOnly: true, Secure: h.secure, SameSite: http.SameSiteLaxMode,
	}
}

func (h *consentHandler) callback(w http.ResponseWriter, r *http.Request) {
	if len(r.URL.RawQuery) > maxQuery {
		http.Error(w, errState.Error(), http.StatusBadRequest)
		return
	}
	q := r.URL.Query()
	browser, err := r.Cookie(cookieName)
	if err != nil {
		http.Error(w, errState.Error(), http.StatusBadRequest)
		return
	}
	s, err := h.open.take(q.Get("state"), browser.Value)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	http.SetCookie(w, h.cookie("", -1))
	consent, err := h.auth.finish(r.Context(), s, q)
	if err != nil {
		h.auth.logConsentFailure(r.Context(), err)
		// Plain text: nothing that came with the request can be markup.
		http.Error(w, "The sign-in was not stored: "+err.Error(), consentStatus(err))
		return
	}
	h.done(w, r, consent)
}

// consentStatus tells the person's mistakes from the service's.
func consentStatus(err error) int {
	switch {
	case errors.Is(err, ErrNoMFA), errors.Is(err, ErrWrongTenant):
		return http.StatusForbidden
	case errors.Is(err, ErrTransient):
		return http.StatusBadGateway
	case errors.Is(err, ErrConfiguration), errors.Is(err, ErrConflict), errors.Is(err, ErrCorrupt):
		return http.StatusInternalServerError
	}
	return http.StatusBadRequest
}
