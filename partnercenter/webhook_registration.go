package partnercenter

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"time"
)

// Webhooks send events to the partner. Handler receives them.
type Webhooks struct{ client *Client }

// Webhooks gives the registration of webhooks.
func (c *Client) Webhooks() *Webhooks { return &Webhooks{c} }

// WebhookRegistration says where events are sent.
type WebhookRegistration struct {
	// SubscriberID is given by the service.
	SubscriberID string `json:"SubscriberId,omitzero"`
	// WebhookURL is the address; it must be https.
	WebhookURL string `json:"WebhookUrl,omitzero"`
	// WebhookEvents are the events to send.
	WebhookEvents []string `json:"WebhookEvents,omitzero"`
	// SignatureInMSHeader asks for the signature in x-ms-signature instead of
	// Authorization.
	SignatureInMSHeader *bool `json:"SignatureTokenToMsSignatureHeader,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// WebhookTest is a test event under way.
type WebhookTest struct {
	// CorrelationID is what TestResult takes.
	CorrelationID string `json:"correlationId,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// WebhookTestResult is what became of a test event.
type WebhookTestResult struct {
	// CorrelationID of the WebhookTest.
	CorrelationID string `json:"correlationId,omitzero"`
	// PartnerID is the partner's; results are kept for seven days.
	PartnerID string `json:"partnerId,omitzero"`
	// Status is its state, as the service names it; unknown ones are kept.
	Status string `json:"status,omitzero"`
	// CallbackURL is where the events are sent.
	CallbackURL string `json:"callbackUrl,omitzero"`
	// Results are the deliveries so far.
	Results []WebhookTestAttempt `json:"results,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// WebhookTestAttempt is one delivery of a test event.
type WebhookTestAttempt struct {
	// ResponseCode and ResponseMessage are what the webhook answered.
	ResponseCode    string `json:"responseCode,omitzero"`
	ResponseMessage string `json:"responseMessage,omitzero"`
	// SystemError is set by the service; the page does not say when.
	SystemError bool `json:"systemError"`
	// At is when it was tried.
	At time.Time `json:"dateTimeUtc,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

var (
	webhooksRegistrationGet        = define[none, WebhookRegistration]("webhooks.registration.get", http.MethodGet, "/webhooks/v1/registration", "partner-center-webhooks", AuthBoth)
	webhooksRegistrationCreate     = define[WebhookRegistration, WebhookRegistration]("webhooks.registration.create", http.MethodPost, "/webhooks/v1/registration", "partner-center-webhooks", AuthBoth)
	webhooksRegistrationUpdate     = define[WebhookRegistration, WebhookRegistration]("webhooks.registration.update", http.MethodPut, "/webhooks/v1/registration", "partner-center-webhooks", AuthBoth)
	webhooksEventsList             = define[none, Page[string]]("webhooks.events.list", http.MethodGet, "/webhooks/v1/registration/events", "partner-center-webhooks", AuthBoth)
	webhooksValidationEventsCreate = define[none, WebhookTest]("webhooks.validationEvents.create", http.MethodPost, "/webhooks/v1/registration/validationEvents", "partner-center-webhooks", AuthBoth)
	webhooksValidationEventsGet    = define[none, WebhookTestResult]("webhooks.validationEvents.get", http.MethodGet, "/webhooks/v1/registration/validationEvents/{correlation_id}", "partner-center-webhooks", AuthBoth)
)

// Registration reads where events are sent. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/partner-center-webhooks
func (s *Webhooks) Registration(ctx context.Context, opts ...CallOption) (*WebhookRegistration, error) {
	return webhooksRegistrationGet.call(ctx, s.client, Args{}, nil, opts)
}

// Register asks for events. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/partner-center-webhooks
func (s *Webhooks) Register(ctx context.Context, in WebhookRegistration, opts ...CallOption) (*WebhookRegistration, error) {
	return webhooksRegistrationCreate.call(ctx, s.client, Args{}, &in, opts)
}

// Update replaces what is sent where. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/partner-center-webhooks
func (s *Webhooks) Update(ctx context.Context, in WebhookRegistration, opts ...CallOption) (*WebhookRegistration, error) {
	return webhooksRegistrationUpdate.call(ctx, s.client, Args{}, &in, opts)
}

// ListEvents reads the names of all events. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/partner-center-webhooks
func (s *Webhooks) ListEvents(ctx context.Context, after Continuation, opts ...CallOption) (*Page[string], error) {
	return list(ctx, s.client, webhooksEventsList, Args{}, after, opts)
}

// AllEvents walks all pages of ListEvents.
func (s *Webhooks) AllEvents(ctx context.Context, opts ...CallOption) iter.Seq2[string, error] {
	return all(ctx, s.client, webhooksEventsList, Args{}, Continuation{}, opts)
}

// Test sends a test-created event, at most twice a minute. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/partner-center-webhooks
func (s *Webhooks) Test(ctx context.Context, opts ...CallOption) (*WebhookTest, error) {
	return webhooksValidationEventsCreate.call(ctx, s.client, Args{}, nil, opts)
}

// TestResult reads what became of a test event. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/partner-center-webhooks
func (s *Webhooks) TestResult(ctx context.Context, correlationID string, opts ...CallOption) (*WebhookTestResult, error) {
	return webhooksValidationEventsGet.call(ctx, s.client, at(correlationID), nil, opts)
}
