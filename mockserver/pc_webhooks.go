package mockserver

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

func webhookRoutes() []route {
	const at, proof = "/webhooks/v1/registration", "TestWebhooks"
	return []route{
		pcRoute("webhooks.registration.get", "GET "+at, (*Server).webhookGet, proof).inferred(),
		pcRoute("webhooks.registration.create", "POST "+at, (*Server).webhookCreate, proof).inferred(),
		pcRoute("webhooks.registration.update", "PUT "+at, (*Server).webhookUpdate, proof).inferred(),
		pcRoute("webhooks.events.list", "GET "+at+"/events", (*Server).webhookEvents, "").inferred(),
		pcRoute("webhooks.validationEvents.create", "POST "+at+"/validationEvents", (*Server).webhookTest, proof).inferred(),
		pcRoute("webhooks.validationEvents.get", "GET "+at+"/validationEvents/{id}", (*Server).webhookTestResult, proof).inferred(),
		{op: "webhooks.certificate.get", method: "GET", patterns: []string{"/cert/{file}"}, vendor: vendorBlob, public: true, pinned: true,
			handle: (*Server).webhookCertificate, fidelity: Stateful, evidence: "documented fields", proof: proof},
	}
}

// webhookEventNames are the events one can register for.
func webhookEventNames() []string {
	return []string{
		eventTest, eventSubscription, "usagerecords-thresholdExceeded", "referral-created", "referral-updated", "related-referral-created", "related-referral-updated", "invoice-ready",
		"azure-fraud-event-detected", "granular-admin-relationship-approved", "granular-admin-relationship-activated", "granular-admin-relationship-terminated", "granular-admin-relationship-expired",
		"reseller-relationship-accepted-by-customer",
	}
}

// The events that the mock itself sends.
const (
	eventTest         = "test-created"
	eventSubscription = "subscription-updated"
)

// A webhook is the partner's one registration.
type webhook struct {
	SubscriberID  string   `json:"SubscriberId"`
	WebhookURL    string   `json:"WebhookUrl"`
	WebhookEvents []string `json:"WebhookEvents"`
	// InMSHeader asks for the signature in x-ms-signature, not Authorization.
	InMSHeader bool `json:"SignatureTokenToMsSignatureHeader"`
}

type webhookTest struct {
	CorrelationID string           `json:"correlationId"`
	PartnerID     string           `json:"partnerId"`
	Status        string           `json:"status"`
	CallbackURL   string           `json:"callbackUrl"`
	Results       []webhookAttempt `json:"results"`
}

type webhookAttempt struct {
	ResponseCode    string `json:"responseCode"`
	ResponseMessage string `json:"responseMessage"`
	SystemError     bool   `json:"systemError"`
	At              string `json:"dateTimeUtc"`
}

func (s *Server) withWebhook(use func(*webhook) *reply) *reply {
	if s.st.ledger.Webhook == nil {
		return pcError(http.StatusNotFound, 2000, "There is no webhook registration.")
	}
	return use(s.st.ledger.Webhook)
}

func (s *Server) webhookGet(*call) *reply {
	return s.withWebhook(func(w *webhook) *reply { return ok(w) })
}

func (s *Server) webhookCreate(c *call) *reply {
	if s.st.ledger.Webhook != nil {
		return pcError(http.StatusConflict, 2000, "There is a webhook registration already; update it.")
	}
	return s.register(c, "")
}

func (s *Server) webhookUpdate(c *call) *reply {
	return s.withWebhook(func(w *webhook) *reply { return s.register(c, w.SubscriberID) })
}

func (s *Server) register(c *call, subscriber string) *reply {
	var in webhook
	if err := c.decode(&in); err != nil {
		return badInput(err)
	}
	if u, err := url.Parse(in.WebhookURL); err != nil || u.Host == "" || len(in.WebhookEvents) == 0 {
		return refuse("WebhookUrl must be an address, and WebhookEvents is required.")
	}
	for _, e := range in.WebhookEvents {
		if !slices.Contains(webhookEventNames(), e) {
			return refuse("The event %s is unknown.", e)
		}
	}
	in.SubscriberID = orElse(subscriber, s.st.nextID("subscriber"))
	s.st.ledger.Webhook = &in
	return ok(in)
}

func (s *Server) webhookEvents(*call) *reply { return ok(webhookEventNames()) }

// webhookTest sends a test event to the registered address.
func (s *Server) webhookTest(c *call) *reply {
	return s.withWebhook(func(w *webhook) *reply {
		t := &webhookTest{CorrelationID: s.st.nextID("webhook test"), PartnerID: s.partner.TenantID, Status: "pending", CallbackURL: w.WebhookURL, Results: []webhookAttempt{}}
		setIn(&s.st.ledger.WebhookTests, t.CorrelationID, t)
		s.notify(c, eventTest, "/webhooks/v1/registration/test", "test", t.CorrelationID)
		return ok(map[string]string{"correlationId": t.CorrelationID})
	})
}

func (s *Server) webhookTestResult(c *call) *reply {
	if t := s.st.ledger.WebhookTests[strings.ToLower(c.params["id"])]; t != nil {
		return ok(t)
	}
	return pcError(http.StatusNotFound, 2000, "The validation event "+c.params["id"]+" was not found.")
}

// notify sends an event to who registered for it, after the state is unlocked.
// The id is that of a test whose outcome is to be kept; empty for others.
func (s *Server) notify(c *call, event, uri, resource, test string) {
	w := s.st.ledger.Webhook
	if w == nil || test == "" && !slices.Contains(w.WebhookEvents, event) {
		return
	}
	to := *w
	body, err := json.Marshal(map[string]any{
		"EventName": event, "ResourceUri": c.base + uri, "ResourceName": resource, "AuditUri": nil, "ResourceChangeUtcDate": c.now.Format(time.RFC3339Nano),
	})
	if err != nil {
		return
	}
	s.serving.Go(func() {
		result := s.deliver(to, body)
		if test == "" {
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if t := s.st.ledger.WebhookTests[test]; t != nil {
			done := *t
			done.Status, done.Results = "completed", append(slices.Clone(t.Results), result)
			s.st.ledger.WebhookTests[test] = &done
		}
	})
}

// deliver posts an event, signed as Microsoft signs, to an address on loopback:
// a mock has no business calling anybody else.
func (s *Server) deliver(w webhook, body []byte) webhookAttempt {
	result := webhookAttempt{At: stamp(s.clock.now())}
	code, err := s.post(w, body)
	if err != nil {
		result.SystemError, result.ResponseMessage = true, err.Error()
		return result
	}
	result.ResponseCode, result.ResponseMessage = strconv.Itoa(code), http.StatusText(code)
	return result
}

func (s *Server) post(w webhook, body []byte) (status int, err error) {
	u, err := url.Parse(w.WebhookURL)
	if err != nil {
		return 0, err
	}
	if ip := net.ParseIP(u.Hostname()); u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return 0, fmt.Errorf("the mock delivers on loopback only, not to %s", u.Hostname())
	}
	if s.ca == nil {
		return 0, fmt.Errorf("the mock has no listener, so nobody could fetch the certificate that signs")
	}
	sum := sha256.Sum256(body)
	sig, err := rsa.SignPKCS1v15(rand.Reader, s.keys.key(), crypto.SHA256, sum[:])
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.WebhookURL, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	token := base64.StdEncoding.EncodeToString(sig)
	if w.InMSHeader {
		req.Header.Set("x-ms-signature", token)
	} else {
		req.Header.Set("Authorization", "Signature "+token)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("x-ms-certificate-url", webhookCertificateURL)
	req.Header.Set("x-ms-signature-algorithm", "rsa-sha256")
	tr := s.ca.transport()
	defer tr.CloseIdleConnections()
	resp, err := (&http.Client{Transport: tr}).Do(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, resp.Body.Close()
}

// webhookCertificateURL is where Microsoft's documents say the certificate lies;
// DialContext and the proxy lead there.
const webhookCertificateURL = "https://3psostorageacct.blob.core.windows.net/cert/pcnotifications-dispatch.microsoft.com.cer"

// webhookCertificate is the certificate of the key that signs, issued by CA.
func (s *Server) webhookCertificate(*call) *reply {
	if s.ca == nil {
		return blobError(http.StatusNotFound, "BlobNotFound", "The specified blob does not exist.")
	}
	der, err := s.ca.issue("pcnotifications-dispatch.microsoft.com", &s.keys.key().PublicKey)
	if err != nil {
		return blobError(http.StatusNotFound, "BlobNotFound", err.Error())
	}
	rep := newReply(http.StatusOK).set("Content-Type", "application/x-x509-ca-cert")
	rep.body = der
	return rep
}
