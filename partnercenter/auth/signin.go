package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	"golang.org/x/oauth2"
)

const (
	// signInLife is how long a started sign-in may take.
	signInLife = 15 * time.Minute
	// maxSignIns bounds the sign-ins under way, so that nobody can fill the
	// memory by starting them.
	maxSignIns = 1000
)

// signIn is one sign-in under way.
type signIn struct {
	verifier string
	nonce    string
	redirect string
	browser  string // the cookie of the browser that began it
	ends     time.Time
}

// signIns are the sign-ins under way, by state. A state is taken out when it
// comes back, so it works once.
type signIns struct {
	mu    sync.Mutex
	byKey map[string]signIn
}

// begin records a sign-in and returns its state.
func (s *signIns) begin(redirect, browser string) (state string, started signIn, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	for k, v := range s.byKey {
		if now.After(v.ends) {
			delete(s.byKey, k)
		}
	}
	if len(s.byKey) >= maxSignIns {
		return "", signIn{}, errors.New("auth: too many sign-ins are under way; try again later")
	}
	state = rand.Text()
	started = signIn{verifier: oauth2.GenerateVerifier(), nonce: rand.Text(), redirect: redirect, browser: browser, ends: now.Add(signInLife)}
	if s.byKey == nil {
		s.byKey = map[string]signIn{}
	}
	s.byKey[state] = started
	return state, started, nil
}

var errState = errors.New("auth: this sign-in was not started here, was finished already, or took too long; start it again")

// take ends the sign-in of a state, for the browser that began it. A wrong
// browser does not use up the state: it cannot spoil another's sign-in.
func (s *signIns) take(state, browser string) (signIn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.byKey[state]
	if !ok || subtle.ConstantTimeCompare([]byte(v.browser), []byte(browser)) != 1 {
		return signIn{}, errState
	}
	delete(s.byKey, state)
	if time.Now().After(v.ends) {
		return signIn{}, errState
	}
	return v, nil
}

// authorizeURL is where the browser goes to sign in. Consent is asked for each
// time: ".default" alone would not bring permissions that were added since.
func (a *Authenticator) authorizeURL(state string, s signIn) string {
	q := url.Values{
		"client_id": {a.grant.ClientID}, "response_type": {"code"}, "response_mode": {"query"}, "redirect_uri": {s.redirect},
		"scope": {signInScope(a.grant.Cloud.PartnerCenter)}, "state": {state}, "nonce": {s.nonce}, "prompt": {"consent"},
		"code_challenge": {oauth2.S256ChallengeFromVerifier(s.verifier)}, "code_challenge_method": {"S256"},
	}
	if a.settings.loginHint != "" {
		q.Set("login_hint", a.settings.loginHint)
	}
	return a.grant.Cloud.Authority + "/" + a.grant.Tenant + "/oauth2/v2.0/authorize?" + q.Encode()
}

// finish redeems the answer of the sign-in page.
func (a *Authenticator) finish(ctx context.Context, s signIn, answer url.Values) (Consent, error) {
	if code := answer.Get("error"); code != "" {
		return Consent{}, declined(answer)
	}
	code := answer.Get("code")
	if code == "" {
		return Consent{}, errors.New("auth: the sign-in page returned neither a code nor an error")
	}
	tokens, err := a.endpoint.token(ctx, opRedeem(), a.grant.Tenant, codeForm(code, s.verifier, s.redirect, a.grant.Cloud.PartnerCenter))
	if err != nil {
		return Consent{}, fmt.Errorf("redeem the authorization code: %w", err)
	}
	return a.accept(ctx, tokens, s.nonce, "")
}

// declined is the error that the sign-in page sent back.
func declined(answer url.Values) error {
	p := problem{Error: answer.Get("error"), Description: answer.Get("error_description")}
	e := &Error{Op: "entra.authorize", Code: p.code(), OAuth: p.Error, Description: withoutSecrets(p.Description, answer)}
	d, known := diagnose(e.Code)
	if !known {
		d = diagnoseOAuth(e.OAuth, 400)
	}
	e.Class, e.Cause, e.Remedy = d.class, d.cause, d.remedy
	return e
}
