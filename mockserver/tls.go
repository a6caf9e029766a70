package mockserver

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"time"
)

// realHosts are the names the leaf certificate holds beside loopback, so that
// clients with built-in host names can be pointed here by a remapped dial.
func realHosts() []string {
	return []string{
		"localhost", "login.microsoftonline.com", "login.windows.net", "sts.windows.net", "graph.microsoft.com",
		"api.partnercenter.microsoft.com", "api.partner.microsoft.com", "*.blob.core.windows.net", "api.cloudmore.com", "*.cloudmore.com",
	}
}

// An authority is a certificate authority made at start, and one leaf of it.
type authority struct {
	pem  []byte
	pool *x509.CertPool
	leaf tls.Certificate
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority() (*authority, error) {
	caKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	// The certificate holds for real time, whatever the mock's clock says:
	// clients check it against their own.
	ca := certTemplate("tenantlink mock CA")
	ca.IsCA, ca.BasicConstraintsValid, ca.KeyUsage = true, true, x509.KeyUsageCertSign
	caDER, err := x509.CreateCertificate(rand.Reader, ca, ca, &caKey.PublicKey, caKey)
	if err != nil {
		return nil, err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	leaf := certTemplate("tenantlink mock")
	leaf.KeyUsage = x509.KeyUsageDigitalSignature
	leaf.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	leaf.DNSNames = realHosts()
	leaf.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
	der, err := x509.CreateCertificate(rand.Reader, leaf, ca, &key.PublicKey, caKey)
	if err != nil {
		return nil, err
	}
	a := &authority{
		pem:  pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: caDER}),
		pool: x509.NewCertPool(), cert: ca, key: caKey,
		leaf: tls.Certificate{Certificate: [][]byte{der, caDER}, PrivateKey: key},
	}
	a.pool.AppendCertsFromPEM(a.pem)
	return a, nil
}

// issue makes a certificate of Microsoft's in name, for a key that signs.
func (a *authority) issue(name string, key crypto.PublicKey) ([]byte, error) {
	c := certTemplate(name)
	c.Subject.Organization, c.KeyUsage = []string{"Microsoft Corporation"}, x509.KeyUsageDigitalSignature
	return x509.CreateCertificate(rand.Reader, c, a.cert, key, a.key)
}

func certTemplate(name string) *x509.Certificate {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		serial = big.NewInt(time.Now().UnixNano())
	}
	return &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-24 * time.Hour), NotAfter: time.Now().AddDate(1, 0, 0),
	}
}

func (a *authority) serverConfig() *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{a.leaf}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}
}

// transport trusts the CA.
func (a *authority) transport() *http.Transport {
	return &http.Transport{TLSClientConfig: &tls.Config{RootCAs: a.pool, MinVersion: tls.VersionTLS12}}
}

// CA is the certificate authority of TLSURL in PEM; nil without a listener.
func (s *Server) CA() []byte {
	if s.ca == nil {
		return nil
	}
	return s.ca.pem
}

// DialContext dials the mock whatever host is asked for: port 80 goes to the
// HTTP listener and every other port to the HTTPS one. As the dialer of an
// http.Transport that trusts CA, it takes clients with built-in host names such
// as login.microsoftonline.com to the mock.
func (s *Server) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	target := s.tlsURL[len("https://"):]
	if _, port, err := net.SplitHostPort(addr); err == nil && port == "80" {
		target = s.url[len("http://"):]
	}
	var d net.Dialer
	return d.DialContext(ctx, network, target)
}
