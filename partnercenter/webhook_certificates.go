package partnercenter

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// errCertificateUnavailable says that the certificate could not be fetched: the
// signature is neither right nor wrong.
var errCertificateUnavailable = errors.New("the signer's certificate cannot be fetched")

// Where certificates may be fetched from. The address comes from the request,
// so without this list anybody could make us ask any host.
func certificateHosts() []string { return []string{".microsoft.com", ".blob.core.windows.net"} }
func issuerHosts() []string      { return []string{".microsoft.com", ".digicert.com"} }

const (
	signerOrganization = "Microsoft Corporation"
	maxCertificate     = 64 << 10
	maxIssuers         = 3
	maxCached          = 16
	cacheFor           = 24 * time.Hour
	fetchTimeout       = 10 * time.Second
)

// certificates fetches and verifies the certificates that signed deliveries, and
// keeps the good ones for a day.
type certificates struct {
	http  *http.Client
	roots *x509.CertPool // nil for the system's

	mu    sync.Mutex
	known map[string]knownCertificate
}

type knownCertificate struct {
	certificate *x509.Certificate
	until       time.Time
}

func newCertificates() *certificates {
	return &certificates{http: &http.Client{Timeout: fetchTimeout}, known: map[string]knownCertificate{}}
}

// get returns the verified certificate at an address.
func (c *certificates) get(ctx context.Context, address string) (*x509.Certificate, error) {
	if certificate := c.cached(address); certificate != nil {
		return certificate, nil
	}
	if err := allowed(address, "https", certificateHosts()); err != nil {
		return nil, err
	}
	certificate, err := c.fetch(ctx, address)
	if err != nil {
		return nil, err
	}
	if err := c.verify(ctx, certificate); err != nil {
		return nil, err
	}
	c.keep(address, certificate)
	return certificate, nil
}

func (c *certificates) cached(address string) *x509.Certificate {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known, ok := c.known[address]; ok && time.Now().Before(known.until) {
		return known.certificate
	}
	return nil
}

func (c *certificates) keep(address string, certificate *x509.Certificate) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.known) >= maxCached {
		clear(c.known)
	}
	until := time.Now().Add(cacheFor)
	if certificate.NotAfter.Before(until) {
		until = certificate.NotAfter
	}
	c.known[address] = knownCertificate{certificate, until}
}

// allowed checks that an address is on one of the hosts.
func allowed(address, scheme string, hosts []string) error {
	u, err := url.Parse(address)
	if err != nil || u.User != nil || (u.Scheme != "https" && u.Scheme != scheme) {
		return errors.New("the address of the certificate is not acceptable")
	}
	name := "." + strings.ToLower(u.Hostname())
	if !slices.ContainsFunc(hosts, func(host string) bool { return strings.HasSuffix(name, host) }) {
		return fmt.Errorf("the certificate lies on %s, which is not Microsoft's", u.Hostname())
	}
	return nil
}

// fetch reads a certificate, DER or PEM. Redirects are not followed.
func (c *certificates) fetch(ctx context.Context, address string) (*x509.Certificate, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, errors.New("the address of the certificate is not acceptable")
	}
	client := *c.http
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := client.Do(req)
	if err != nil {
		return nil, errCertificateUnavailable
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxCertificate))
	if err != nil || resp.StatusCode != http.StatusOK {
		return nil, errCertificateUnavailable
	}
	if block, _ := pem.Decode(body); block != nil {
		body = block.Bytes
	}
	return x509.ParseCertificate(body)
}

// verify checks the chain, fetching the issuers that the certificate names, and
// that the certificate is Microsoft's.
func (c *certificates) verify(ctx context.Context, certificate *x509.Certificate) error {
	if !slices.Contains(certificate.Subject.Organization, signerOrganization) {
		return fmt.Errorf("the certificate is not %s's", signerOrganization)
	}
	intermediates := x509.NewCertPool()
	verify := func() error {
		_, err := certificate.Verify(x509.VerifyOptions{
			Roots: c.roots, Intermediates: intermediates, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
		})
		return err
	}
	err := verify()
	issued := certificate
	for range maxIssuers {
		var unknown x509.UnknownAuthorityError
		if !errors.As(err, &unknown) || len(issued.IssuingCertificateURL) == 0 {
			return err
		}
		address := issued.IssuingCertificateURL[0]
		if allowed(address, "http", issuerHosts()) != nil {
			return err
		}
		issuer, fetchErr := c.fetch(ctx, address)
		if fetchErr != nil {
			return fetchErr
		}
		intermediates.AddCert(issuer)
		issued, err = issuer, verify()
	}
	return err
}
