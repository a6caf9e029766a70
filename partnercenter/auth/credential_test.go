package auth_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

// selfSigned makes a certificate for key.
func selfSigned(t testing.TB, public, private any, ends time.Time) *x509.Certificate {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "tenantlink"}, NotAfter: ends}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, private)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

func rsaKey(t testing.TB) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// pemOf is the blocks, one after the other.
func pemOf(t testing.TB, cert *x509.Certificate, key any) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	out := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	return append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw})...)
}

// appToken gets an app-only token with a credential.
func appToken(t testing.TB, srv *mockserver.Server, c auth.Credential) error {
	t.Helper()
	a, err := auth.New(grantFor(srv), c, auth.NewMemoryStore(), auth.WithHTTPClient(srv.Client()))
	if err != nil {
		return err
	}
	_, err = a.Source(auth.Graph, auth.AppOnly()).Token(t.Context())
	return err
}

func TestCertificatesSignIn(t *testing.T) {
	key := rsaKey(t)
	cert := selfSigned(t, &key.PublicKey, key, time.Now().Add(time.Hour))
	srv := start(t, mockserver.WithClientKey(&key.PublicKey))
	pfx, err := pkcs12.Modern.Encode(key, cert, nil, "pass")
	if err != nil {
		t.Fatal(err)
	}
	legacy, err := pkcs12.LegacyRC2.Encode(key, cert, nil, "pass")
	if err != nil {
		t.Fatal(err)
	}
	for name, make := range map[string]func() (auth.Credential, error){
		"PEM":        func() (auth.Credential, error) { return auth.CertificatePEM(pemOf(t, cert, key)) },
		"PFX":        func() (auth.Credential, error) { return auth.CertificatePFX(pfx, "pass") },
		"legacy PFX": func() (auth.Credential, error) { return auth.CertificatePFX(legacy, "pass") },
	} {
		t.Run(name, func(t *testing.T) {
			c, err := make()
			if err != nil {
				t.Fatal(err)
			}
			if err := appToken(t, srv, c); err != nil {
				t.Error("no token with the certificate:", err)
			}
		})
	}
}

func TestUnusableCertificatesAreRefused(t *testing.T) {
	key, other := rsaKey(t), rsaKey(t)
	cert := selfSigned(t, &key.PublicKey, key, time.Now().Add(time.Hour))
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	curveCert := selfSigned(t, &curve.PublicKey, curve, time.Now().Add(time.Hour))
	pfx, err := pkcs12.Modern.Encode(key, cert, nil, "pass")
	if err != nil {
		t.Fatal(err)
	}
	certOnly := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw})
	encrypted := append(certOnly, pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: []byte("x")})...)
	for name, make := range map[string]func() (auth.Credential, error){
		"nothing":            func() (auth.Credential, error) { return auth.CertificatePEM(nil) },
		"no key":             func() (auth.Credential, error) { return auth.CertificatePEM(certOnly) },
		"encrypted key":      func() (auth.Credential, error) { return auth.CertificatePEM(encrypted) },
		"another's key":      func() (auth.Credential, error) { return auth.CertificatePEM(pemOf(t, cert, other)) },
		"elliptic curve":     func() (auth.Credential, error) { return auth.CertificatePEM(pemOf(t, curveCert, curve)) },
		"wrong PFX password": func() (auth.Credential, error) { return auth.CertificatePFX(pfx, "wrong") },
		"no PFX":             func() (auth.Credential, error) { return auth.CertificatePFX([]byte("x"), "") },
	} {
		if _, err := make(); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestAnExpiredCertificateIsNamed(t *testing.T) {
	key := rsaKey(t)
	cert := selfSigned(t, &key.PublicKey, key, time.Now().Add(-time.Hour))
	srv := start(t, mockserver.WithClientKey(&key.PublicKey))
	c, err := auth.CertificatePEM(pemOf(t, cert, key))
	if err != nil {
		t.Fatal(err)
	}
	err = appToken(t, srv, c)
	if !errors.Is(err, auth.ErrConfiguration) || !strings.Contains(err.Error(), "expired on") {
		t.Errorf("error is %v, want ErrConfiguration with the day on which it expired", err)
	}
}

func TestAFederatedAssertionIsAskedForEachTime(t *testing.T) {
	srv := start(t)
	var asked []string
	c := auth.FederatedAssertion(func(_ context.Context, endpoint string) (auth.Secret, error) {
		asked = append(asked, endpoint)
		return "not a signed assertion", nil
	})
	err := appToken(t, srv, c)
	var e *auth.Error
	if !errors.As(err, &e) || e.Code != 700027 {
		t.Errorf("error is %v, want the mock to refuse the signature", err)
	}
	want := "https://login.microsoftonline.com/" + srv.Credentials().PartnerTenantID + "/oauth2/v2.0/token"
	if len(asked) != 1 || asked[0] != want {
		t.Errorf("asked for %v, want the token endpoint once", asked)
	}
	broken := errors.New("no identity here")
	c = auth.FederatedAssertion(func(context.Context, string) (auth.Secret, error) { return "", broken })
	if err := appToken(t, srv, c); !errors.Is(err, broken) {
		t.Errorf("error is %v, want the callback's", err)
	}
}

func TestNewRefusesWhatCannotWork(t *testing.T) {
	good := auth.Grant{Tenant: "contoso.example", ClientID: "client"}
	secret, store := auth.ClientSecret("s"), auth.NewMemoryStore()
	with := func(change func(*auth.Grant)) auth.Grant {
		g := good
		change(&g)
		return g
	}
	for name, build := range map[string]func() (*auth.Authenticator, error){
		"no tenant": func() (*auth.Authenticator, error) {
			return auth.New(with(func(g *auth.Grant) { g.Tenant = "" }), secret, store)
		},
		"common": func() (*auth.Authenticator, error) {
			return auth.New(with(func(g *auth.Grant) { g.Tenant = "common" }), secret, store)
		},
		"a path as tenant": func() (*auth.Authenticator, error) {
			return auth.New(with(func(g *auth.Grant) { g.Tenant = "a/b" }), secret, store)
		},
		"no client": func() (*auth.Authenticator, error) {
			return auth.New(with(func(g *auth.Grant) { g.ClientID = "" }), secret, store)
		},
		"no credential": func() (*auth.Authenticator, error) { return auth.New(good, auth.Credential{}, store) },
		"no store":      func() (*auth.Authenticator, error) { return auth.New(good, secret, nil) },
		"http": func() (*auth.Authenticator, error) {
			return auth.New(with(func(g *auth.Grant) { g.Cloud.Authority = "http://login.example" }), secret, store)
		},
		"authority of text": func() (*auth.Authenticator, error) {
			return auth.New(with(func(g *auth.Grant) { g.Cloud.Authority = "login" }), secret, store)
		},
		"tenant in authority": func() (*auth.Authenticator, error) {
			return auth.New(with(func(g *auth.Grant) { g.Cloud.Authority = "https://login.example/t" }), secret, store)
		},
		"nil client":      func() (*auth.Authenticator, error) { return auth.New(good, secret, store, auth.WithHTTPClient(nil)) },
		"nil logger":      func() (*auth.Authenticator, error) { return auth.New(good, secret, store, auth.WithLogger(nil)) },
		"nil events":      func() (*auth.Authenticator, error) { return auth.New(good, secret, store, auth.WithEvents(nil)) },
		"negative window": func() (*auth.Authenticator, error) { return auth.New(good, secret, store, auth.WithEarlyRefresh(-1)) },
		"relative URL": func() (*auth.Authenticator, error) {
			return auth.New(good, secret, store, auth.WithSignInURL("/consent"))
		},
	} {
		if _, err := build(); err == nil {
			t.Errorf("%s was accepted", name)
		} else if !strings.HasPrefix(err.Error(), "auth.New: ") {
			t.Errorf("%s: the error %q does not say where it comes from", name, err)
		}
	}
	for _, cloud := range []auth.Cloud{auth.Global(), auth.USGovernment(), auth.China()} {
		if _, err := auth.New(with(func(g *auth.Grant) { g.Cloud = cloud }), secret, store); err != nil {
			t.Errorf("the cloud %s was refused: %v", cloud.Name, err)
		}
	}
}
