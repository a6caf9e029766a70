package partnercenter_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"errors"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/partnercenter"
)

// signer is a certificate authority, an issuer below it and signers below that,
// as Microsoft's are.
type signer struct {
	roots *x509.CertPool
	key   *rsa.PrivateKey
	files map[string][]byte // DER by address
	asked map[string]int
	mu    sync.Mutex
}

const (
	goodURL    = "https://storage.blob.core.windows.net/cert/good.cer"
	strangeURL = "https://storage.blob.core.windows.net/cert/strange.cer"
	selfURL    = "https://storage.blob.core.windows.net/cert/self.cer"
	expiredURL = "https://storage.blob.core.windows.net/cert/expired.cer"
	issuerURL  = "http://www.microsoft.com/pki/issuer.crt"
)

var newSigner = sync.OnceValue(func() *signer {
	s := &signer{roots: x509.NewCertPool(), files: map[string][]byte{}, asked: map[string]int{}}
	must := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	var err error
	s.key, err = rsa.GenerateKey(rand.Reader, 2048)
	must(err)
	serial := int64(0)
	issue := func(organization, name string, isCA bool, until time.Time, parent *x509.Certificate, issuer []string) *x509.Certificate {
		serial++
		template := &x509.Certificate{
			SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: name, Organization: []string{organization}},
			NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: until, IsCA: isCA, BasicConstraintsValid: true,
			KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, IssuingCertificateURL: issuer,
		}
		if parent == nil {
			parent = template
		}
		der, err := x509.CreateCertificate(rand.Reader, template, parent, &s.key.PublicKey, s.key)
		must(err)
		certificate, err := x509.ParseCertificate(der)
		must(err)
		return certificate
	}
	later := time.Now().Add(time.Hour)
	root := issue("Test", "root", true, later, nil, nil)
	s.roots.AddCert(root)
	issuer := issue("Test", "issuer", true, later, root, nil)
	s.files[issuerURL] = issuer.Raw
	s.files[goodURL] = issue("Microsoft Corporation", "good", false, later, issuer, []string{issuerURL}).Raw
	s.files[strangeURL] = issue("Somebody Else", "strange", false, later, issuer, []string{issuerURL}).Raw
	s.files[selfURL] = issue("Microsoft Corporation", "self", true, later, nil, nil).Raw
	s.files[expiredURL] = issue("Microsoft Corporation", "expired", false, time.Now().Add(-time.Hour), issuer, []string{issuerURL}).Raw
	return s
})

// RoundTrip serves the certificates.
func (s *signer) RoundTrip(req *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked[req.URL.String()]++
	file, ok := s.files[req.URL.String()]
	if !ok {
		return nil, errors.New("no route to host")
	}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(file))), Request: req}, nil
}

func (s *signer) sign(body string) string {
	digest := sha256.Sum256([]byte(body))
	signature, err := rsa.SignPKCS1v15(nil, s.key, crypto.SHA256, digest[:])
	if err != nil {
		panic(err)
	}
	return base64.StdEncoding.EncodeToString(signature)
}

const delivery = `{"EventName":"subscription-updated","ResourceUri":"/customers/1/subscriptions/2","ResourceName":"subscription","AuditUri":null,"ResourceChangeUtcDate":"2017-11-16T16:19:06.3520276+00:00"}`

func TestWebhookHandler(t *testing.T) {
	s := newSigner()
	signed := func(change func(http.Header)) http.Header {
		h := http.Header{"Authorization": {"Signature " + s.sign(delivery)}, "X-Ms-Certificate-Url": {goodURL}, "X-Ms-Signature-Algorithm": {"rsa-sha256"}}
		if change != nil {
			change(h)
		}
		return h
	}
	set := func(name, value string) http.Header { return signed(func(h http.Header) { h.Set(name, value) }) }
	cases := []struct {
		name   string
		header http.Header
		body   string
		want   int
	}{
		{"signed", signed(nil), delivery, 200},
		{"signed in the other header", signed(func(h http.Header) { h.Set("x-ms-signature", s.sign(delivery)); h.Del("Authorization") }), delivery, 200},
		{"changed body", signed(nil), strings.Replace(delivery, "/1/", "/9/", 1), 401},
		{"no signature", signed(func(h http.Header) { h.Del("Authorization") }), delivery, 401},
		{"signature that is no base64", set("Authorization", "Signature ???"), delivery, 401},
		{"another algorithm", set("X-Ms-Signature-Algorithm", "none"), delivery, 401},
		{"no certificate", signed(func(h http.Header) { h.Del("X-Ms-Certificate-Url") }), delivery, 401},
		{"certificate of somebody else", set("X-Ms-Certificate-Url", strangeURL), delivery, 401},
		{"certificate that signed itself", set("X-Ms-Certificate-Url", selfURL), delivery, 401},
		{"expired certificate", set("X-Ms-Certificate-Url", expiredURL), delivery, 401},
		{"certificate on another host", set("X-Ms-Certificate-Url", "https://evil.example/good.cer"), delivery, 401},
		{"certificate on a look-alike host", set("X-Ms-Certificate-Url", "https://notmicrosoft.com/good.cer"), delivery, 401},
		{"certificate without TLS", set("X-Ms-Certificate-Url", strings.Replace(goodURL, "https", "http", 1)), delivery, 401},
		{"certificate on an internal address", set("X-Ms-Certificate-Url", "https://169.254.169.254/latest"), delivery, 401},
		{"certificate out of reach", set("X-Ms-Certificate-Url", goodURL+"x"), delivery, 503},
		{"signed nonsense", http.Header{"Authorization": {"Signature " + s.sign("{}")}, "X-Ms-Certificate-Url": {goodURL}, "X-Ms-Signature-Algorithm": {"rsa-sha256"}}, "{}", 400},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var taken []partnercenter.Event
			handler, err := partnercenter.NewWebhookHandler(func(_ context.Context, e partnercenter.Event) error { taken = append(taken, e); return nil },
				partnercenter.WithWebhookRoots(s.roots), partnercenter.WithWebhookHTTPClient(&http.Client{Transport: s}))
			require.NoError(t, err)
			req := httptest.NewRequest(http.MethodPost, "/hook", strings.NewReader(c.body))
			req.Header = c.header
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, req)
			assert.Equal(t, c.want, w.Code, w.Body.String())
			if c.want != 200 {
				assert.Empty(t, taken, "an event that was not verified was handed on")
				return
			}
			require.Len(t, taken, 1)
			assert.Equal(t, partnercenter.EventSubscriptionUpdated, taken[0].Name)
			assert.Equal(t, "/customers/1/subscriptions/2", taken[0].ResourceURI)
			assert.Equal(t, 2017, taken[0].Changed.Year())
		})
	}
}

func TestWebhookHandlerAsksForACertificateOnce(t *testing.T) {
	s := newSigner()
	before := s.asked[goodURL]
	handler, err := partnercenter.NewWebhookHandler(func(context.Context, partnercenter.Event) error { return errors.New("full") },
		partnercenter.WithWebhookRoots(s.roots), partnercenter.WithWebhookHTTPClient(&http.Client{Transport: s}))
	require.NoError(t, err)
	for range 3 {
		req := httptest.NewRequest(http.MethodPost, "/hook", strings.NewReader(delivery))
		req.Header = http.Header{"Authorization": {"Signature " + s.sign(delivery)}, "X-Ms-Certificate-Url": {goodURL}, "X-Ms-Signature-Algorithm": {"rsa-sha256"}}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, req)
		assert.Equal(t, 500, w.Code, "an event that was not taken is not acknowledged")
	}
	assert.Equal(t, before+1, s.asked[goodURL])
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/hook", nil))
	assert.Equal(t, 405, w.Code)
}

func FuzzWebhook(f *testing.F) {
	s := newSigner()
	handler, err := partnercenter.NewWebhookHandler(func(context.Context, partnercenter.Event) error { return nil },
		partnercenter.WithWebhookRoots(s.roots), partnercenter.WithWebhookHTTPClient(&http.Client{Transport: s}))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(delivery, "")
	f.Add(`{"EventName":1,"ResourceChangeUtcDate":"x"}`, "AAAA")
	f.Fuzz(func(t *testing.T, body, signature string) {
		right := signature == ""
		if right {
			signature = s.sign(body)
		}
		req := httptest.NewRequest(http.MethodPost, "/hook", strings.NewReader(body))
		req.Header = http.Header{"Authorization": {"Signature " + signature}, "X-Ms-Certificate-Url": {goodURL}, "X-Ms-Signature-Algorithm": {"rsa-sha256"}}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, req)
		if !right && w.Code == http.StatusOK && signature != s.sign(body) {
			t.Errorf("accepted a body with the signature %q", signature)
		}
	})
}
