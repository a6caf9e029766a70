package auth

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"
	"software.sslmate.com/src/go-pkcs12"
)

// Credential proves that a request comes from the application. Make one with
// [ClientSecret], [CertificatePEM], [CertificatePFX], [FederatedAssertion] or
// [PublicClient]. It prints nothing secret.
type Credential struct {
	kind string
	// add puts the proof into the form of a token request to endpoint.
	add func(ctx context.Context, endpoint, clientID string, form url.Values) error
}

// String is the kind of the credential.
func (c Credential) String() string {
	if c.kind == "" {
		return "no credential"
	}
	return c.kind
}

// GoString is the kind of the credential, for %#v.
func (c Credential) GoString() string { return c.String() }

// PublicClient is the credential of an application without one, which signs in
// by device code or loopback. Public clients cannot use tokens of their own
// (AppOnly), and Microsoft ends their refresh tokens with every password change.
func PublicClient() Credential {
	return Credential{kind: "public client", add: func(context.Context, string, string, url.Values) error { return nil }}
}

// ClientSecret is a client secret: its value, not its id.
func ClientSecret(value Secret) Credential {
	return Credential{kind: "client secret", add: func(_ context.Context, _, _ string, form url.Values) error {
		if value == "" {
			return errors.New("the client secret is empty")
		}
		form.Set("client_secret", value.Reveal())
		return nil
	}}
}

// FederatedAssertion asks the callback for a client assertion with each
// request: a token of another identity provider that the app registration
// trusts, such as a workload's. The callback gets the address of the token
// endpoint.
func FederatedAssertion(assertion func(ctx context.Context, endpoint string) (Secret, error)) Credential {
	if assertion == nil {
		return Credential{}
	}
	return Credential{kind: "federated assertion", add: func(ctx context.Context, endpoint, _ string, form url.Values) error {
		a, err := assertion(ctx, endpoint)
		if err != nil {
			return fmt.Errorf("get the client assertion: %w", err)
		}
		if a == "" {
			return errors.New("the client assertion is empty")
		}
		setAssertion(form, a.Reveal())
		return nil
	}}
}

// CertificatePEM signs client assertions with a key whose certificate the app
// registration holds. pem holds the certificate and its RSA private key, not
// encrypted, in any order.
func CertificatePEM(data []byte) (Credential, error) {
	var certs, keys []byte
	for rest := data; ; {
		var b *pem.Block
		if b, rest = pem.Decode(rest); b == nil {
			break
		}
		switch {
		case b.Type == "CERTIFICATE":
			certs = append(certs, pem.EncodeToMemory(b)...)
		case strings.Contains(b.Type, "ENCRYPTED") || b.Headers["DEK-Info"] != "":
			return Credential{}, errors.New("the private key in the PEM data is encrypted: decrypt it, or use a PFX file")
		case strings.HasSuffix(b.Type, "PRIVATE KEY"):
			keys = append(keys, pem.EncodeToMemory(b)...)
		}
	}
	switch {
	case certs == nil:
		return Credential{}, errors.New("the PEM data holds no certificate")
	case keys == nil:
		return Credential{}, errors.New("the PEM data holds no private key")
	}
	// Finds the certificate's key and checks that they belong together.
	pair, err := tls.X509KeyPair(certs, keys)
	if err != nil {
		return Credential{}, errors.New("the PEM data: the first certificate and the private key cannot be read or do not belong together")
	}
	cert, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		return Credential{}, fmt.Errorf("the PEM data's certificate: %w", err)
	}
	return certificate(cert, pair.PrivateKey)
}

// CertificatePFX is [CertificatePEM] for a PFX (PKCS#12) file.
func CertificatePFX(data []byte, password Secret) (Credential, error) {
	key, cert, _, err := pkcs12.DecodeChain(data, password.Reveal())
	if err != nil {
		return Credential{}, fmt.Errorf("the PFX data cannot be read: %w", err)
	}
	return certificate(cert, key)
}

func certificate(cert *x509.Certificate, private any) (Credential, error) {
	key, ok := private.(*rsa.PrivateKey)
	if !ok {
		return Credential{}, fmt.Errorf("the certificate's key is %T: Entra ID takes RSA keys only", private)
	}
	if public, ok := cert.PublicKey.(*rsa.PublicKey); !ok || !public.Equal(&key.PublicKey) {
		return Credential{}, errors.New("the private key does not belong to the certificate")
	}
	thumbprint := sha256.Sum256(cert.Raw)
	x5t := base64.RawURLEncoding.EncodeToString(thumbprint[:])
	return Credential{kind: "certificate", add: func(_ context.Context, endpoint, clientID string, form url.Values) error {
		now := time.Now()
		if now.After(cert.NotAfter) {
			return fmt.Errorf("the client certificate expired on %s", cert.NotAfter.Format(time.DateOnly))
		}
		jwt, err := signAssertion(key, x5t, endpoint, clientID, now)
		if err != nil {
			return fmt.Errorf("sign the client assertion: %w", err)
		}
		setAssertion(form, jwt)
		return nil
	}}, nil
}

func setAssertion(form url.Values, jwt string) {
	form.Set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
	form.Set("client_assertion", jwt)
}

// signAssertion makes the JWT that Microsoft's page "Certificate credentials"
// describes, with PS256 and the SHA-256 thumbprint.
func signAssertion(key *rsa.PrivateKey, x5t, endpoint, clientID string, now time.Time) (string, error) {
	const life = 10 * time.Minute
	header, err := json.Marshal(map[string]string{"alg": "PS256", "typ": "JWT", "x5t#S256": x5t})
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(map[string]any{
		"aud": endpoint, "iss": clientID, "sub": clientID, "jti": uuid.NewString(),
		"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(life).Unix(),
	})
	if err != nil {
		return "", err
	}
	b64 := base64.RawURLEncoding
	signed := b64.EncodeToString(header) + "." + b64.EncodeToString(body)
	sum := sha256.Sum256([]byte(signed))
	sig, err := rsa.SignPSS(rand.Reader, key, crypto.SHA256, sum[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	if err != nil {
		return "", err
	}
	return signed + "." + b64.EncodeToString(sig), nil
}
