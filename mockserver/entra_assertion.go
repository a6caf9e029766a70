package mockserver

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
)

// WithClientKey registers the public key of the application's certificate, so
// that it may sign in with a client assertion (RS256 or PS256) instead of the
// secret.
func WithClientKey(key *rsa.PublicKey) Option {
	return func(o *options) { o.clientKeys = append(o.clientKeys, key) }
}

// checkAssertion verifies a client assertion and returns 0 or an AADSTS code.
func (s *Server) checkAssertion(t *tokenRequest) int {
	token := t.form.Get("client_assertion")
	if t.form.Get("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" {
		return 7000218
	}
	cl, err := decodeClaims(token)
	if err != nil || cl.text("iss") != t.client || cl.text("sub") != t.client {
		return 700027
	}
	// The audience is the token endpoint as the client knows it, which may be
	// its real address.
	if !strings.Contains(cl.text("aud"), "/oauth2/") && !strings.HasSuffix(cl.text("aud"), "/v2.0") {
		return 700027
	}
	if exp := cl.expiry(); exp == 0 || t.c.now.Unix() > exp {
		return 700027
	}
	for _, key := range s.opts.clientKeys {
		if signedBy(token, key) {
			return 0
		}
	}
	return 700027
}

func signedBy(token string, key *rsa.PublicKey) bool {
	signed, sig64, _ := cutLast(token, '.')
	sig, err := base64.RawURLEncoding.DecodeString(sig64)
	if err != nil {
		return false
	}
	head64, _, _ := strings.Cut(signed, ".")
	var head struct {
		Alg string `json:"alg"`
	}
	if b, err := base64.RawURLEncoding.DecodeString(head64); err != nil || json.Unmarshal(b, &head) != nil {
		return false
	}
	sum := sha256.Sum256([]byte(signed))
	switch head.Alg {
	case "RS256":
		return rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], sig) == nil
	case "PS256":
		return rsa.VerifyPSS(key, crypto.SHA256, sum[:], sig, nil) == nil
	}
	return false
}
