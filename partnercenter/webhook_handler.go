package partnercenter

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// The headers of a delivery.
const (
	headerSignature   = "X-Ms-Signature"
	headerCertificate = "X-Ms-Certificate-Url"
	headerAlgorithm   = "X-Ms-Signature-Algorithm"
	signatureScheme   = "Signature "
	algorithmRSA      = "rsa-sha256"
)

// maxDelivery bounds the body of a delivery.
const maxDelivery = 1 << 20

// WebhookHandler is the http.Handler of a webhook: it verifies that a delivery
// was signed by Microsoft, parses it and hands it on. It answers 200 when the
// event was taken, 401 when the signature is missing or wrong, 400 when the body
// is not an event, 503 when the signature could not be checked and 500 when the
// event could not be taken; Microsoft's rules for delivering again are not
// documented publicly. The same event can come more than once.
type WebhookHandler struct {
	take         func(context.Context, Event) error
	certificates *certificates
}

// WebhookOption changes a WebhookHandler as it is built.
type WebhookOption func(*WebhookHandler) error

// WithWebhookRoots trusts these roots for the signer's certificate instead of
// the system's.
func WithWebhookRoots(roots *x509.CertPool) WebhookOption {
	return func(h *WebhookHandler) error {
		if roots == nil {
			return errors.New("the roots are nil")
		}
		h.certificates.roots = roots
		return nil
	}
}

// WithWebhookHTTPClient fetches the signer's certificate through c.
func WithWebhookHTTPClient(c *http.Client) WebhookOption {
	return func(h *WebhookHandler) error {
		if c == nil {
			return errors.New("the http.Client is nil")
		}
		h.certificates.http = c
		return nil
	}
}

// NewWebhookHandler builds a handler that hands verified events to take. An
// error of take is answered with 500.
func NewWebhookHandler(take func(context.Context, Event) error, opts ...WebhookOption) (*WebhookHandler, error) {
	if take == nil {
		return nil, errors.New("partnercenter: the function that takes events is nil")
	}
	h := &WebhookHandler{take: take, certificates: newCertificates()}
	for _, opt := range opts {
		if err := opt(h); err != nil {
			return nil, fmt.Errorf("partnercenter: %w", err)
		}
	}
	return h, nil
}

// ServeHTTP implements http.Handler.
func (h *WebhookHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "only POST", http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxDelivery))
	if err != nil {
		http.Error(w, "the body cannot be read", http.StatusBadRequest)
		return
	}
	if err := h.verify(r.Context(), r.Header, body); errors.Is(err, errCertificateUnavailable) {
		http.Error(w, "the signature cannot be checked now", http.StatusServiceUnavailable)
		return
	} else if err != nil {
		http.Error(w, "the signature is not Microsoft's", http.StatusUnauthorized)
		return
	}
	event, err := parseEvent(body)
	if err != nil || event.Name == "" {
		http.Error(w, "the body is not an event", http.StatusBadRequest)
		return
	}
	if err := h.take(r.Context(), event); err != nil {
		http.Error(w, "the event was not taken", http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// verify checks the signature over the raw body.
func (h *WebhookHandler) verify(ctx context.Context, header http.Header, body []byte) error {
	if algorithm := header.Get(headerAlgorithm); !strings.EqualFold(algorithm, algorithmRSA) {
		return fmt.Errorf("the algorithm is %q, not %s", algorithm, algorithmRSA)
	}
	text := header.Get(headerSignature)
	if text == "" {
		text = header.Get("Authorization")
	}
	text = strings.TrimPrefix(text, signatureScheme)
	signature, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(signature) == 0 {
		return errors.New("there is no signature in base64")
	}
	certificate, err := h.certificates.get(ctx, header.Get(headerCertificate))
	if err != nil {
		return err
	}
	key, ok := certificate.PublicKey.(*rsa.PublicKey)
	if !ok {
		return errors.New("the certificate has no RSA key")
	}
	digest := sha256.Sum256(body)
	return rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], signature)
}
