package mockserver

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"sync"
)

// A signer signs and checks the tokens of all vendors.
type signer struct {
	key func() *rsa.PrivateKey
	kid func() string
}

// sharedSigner returns the process's signing key. An RSA key takes a tenth of
// a second to make, and a test suite starts hundreds of servers; the key holds
// no state of any of them, and tokens carry the server's own issuer.
var sharedSigner = sync.OnceValue(func() *signer {
	s := &signer{}
	s.key = sync.OnceValue(func() *rsa.PrivateKey {
		k, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic("mockserver: make a signing key: " + err.Error())
		}
		return k
	})
	s.kid = sync.OnceValue(func() string {
		sum := sha256.Sum256(x509.MarshalPKCS1PublicKey(&s.key().PublicKey))
		// It serves as x5t as well, which has the size of a SHA-1 sum.
		return base64.RawURLEncoding.EncodeToString(sum[:20])
	})
	return s
})

// claims are the members of a token.
type claims map[string]any

func (c claims) with(name string, value any) claims {
	c[name] = value
	return c
}

func (s *signer) sign(c claims) string {
	head := map[string]string{"typ": "JWT", "alg": "RS256", "kid": s.kid(), "x5t": s.kid()}
	signed := segment(head) + "." + segment(c)
	sum := sha256.Sum256([]byte(signed))
	sig, err := rsa.SignPKCS1v15(nil, s.key(), crypto.SHA256, sum[:])
	if err != nil {
		panic("mockserver: sign a token: " + err.Error())
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(sig)
}

func segment(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("mockserver: encode a token: " + err.Error())
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

var errBadToken = errors.New("the token is not one of this server's")

// verify checks the signature and returns the claims.
func (s *signer) verify(token string) (claims, error) {
	signed, sig64, ok := cutLast(token, '.')
	if !ok {
		return nil, errBadToken
	}
	sig, err := base64.RawURLEncoding.DecodeString(sig64)
	if err != nil {
		return nil, errBadToken
	}
	sum := sha256.Sum256([]byte(signed))
	if rsa.VerifyPKCS1v15(&s.key().PublicKey, crypto.SHA256, sum[:], sig) != nil {
		return nil, errBadToken
	}
	return decodeClaims(token)
}

// decodeClaims reads claims without checking the signature.
func decodeClaims(token string) (claims, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, errBadToken
	}
	b, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return nil, errBadToken
	}
	var c claims
	if err := json.Unmarshal(b, &c); err != nil {
		return nil, fmt.Errorf("%w: %v", errBadToken, err)
	}
	return c, nil
}

func cutLast(s string, sep byte) (before, after string, ok bool) {
	i := strings.LastIndexByte(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

func (c claims) text(name string) string {
	v, _ := c[name].(string)
	return v
}

func (c claims) has(name, value string) bool {
	list, _ := c[name].([]any)
	for _, v := range list {
		if v == value {
			return true
		}
	}
	return false
}

// expiry is the exp claim in seconds; 0 when there is none.
func (c claims) expiry() int64 {
	v, _ := c["exp"].(float64)
	return int64(v)
}

type jwk struct {
	Kty string `json:"kty"`
	Use string `json:"use"`
	Kid string `json:"kid"`
	X5t string `json:"x5t"`
	Alg string `json:"alg"`
	N   string `json:"n"`
	E   string `json:"e"`
}

func (s *signer) jwks() map[string][]jwk {
	pub := &s.key().PublicKey
	return map[string][]jwk{"keys": {{
		Kty: "RSA", Use: "sig", Kid: s.kid(), X5t: s.kid(), Alg: "RS256",
		N: base64.RawURLEncoding.EncodeToString(pub.N.Bytes()),
		E: base64.RawURLEncoding.EncodeToString(big.NewInt(int64(pub.E)).Bytes()),
	}}}
}
