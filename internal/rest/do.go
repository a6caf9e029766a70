package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/tenantlink/tenantlink/internal/version"
	"github.com/tenantlink/tenantlink/internal/wire"
)

// Call is one call of an operation.
type Call struct {
	Op Operation
	// Path fills the template's placeholders in their order.
	Path []string
	// Query is added to the URL.
	Query url.Values
	// Header is added to the request.
	Header http.Header
	// URL replaces path and query: a link that the server gave. It may be
	// relative to the base URL and must not leave its origin.
	URL string
	// Body is sent as it is; In is encoded as JSON; both nil sends nothing.
	Body        []byte
	ContentType string
	In          any
	// Out receives the decoded answer; nil discards it.
	Out any
	// Sign keeps an Authorization in Header: the call is a sign-in.
	Sign bool
	// Options are the caller's.
	Options []CallOption
}

// Answer is a successful answer.
type Answer struct {
	Status        int
	Header        http.Header
	Body          []byte
	RequestID     string
	CorrelationID string
}

// Do sends a call, with retries, reads the answer and decodes it into call.Out.
// The failure is nil when the answer was a success.
func (c *Client) Do(ctx context.Context, call Call) (*Answer, *Failure) {
	e := exchange{client: c, call: call, began: time.Now()}
	if err := e.prepare(ctx); err != nil {
		return nil, e.failure(err, OutcomeNotSent)
	}
	resp, err := e.send()
	answer, failure := e.finish(ctx, resp, err)
	c.logCall(ctx, &e, answer, failure)
	return answer, failure
}

// exchange is one call under way.
type exchange struct {
	client  *Client
	call    Call
	options callOptions
	request *retryablehttp.Request
	state   *attempts
	body    []byte
	began   time.Time
	stream  bool // the caller reads the body
}

func (e *exchange) prepare(ctx context.Context) error {
	var err error
	if e.options, err = callSettings(e.call.Options); err != nil {
		return err
	}
	if e.client.settings.readOnly && !e.call.Op.Reads() {
		return ErrReadOnly
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	address, err := e.client.address(e.call)
	if err != nil {
		return err
	}
	body := e.call.Body
	if e.call.In != nil {
		if body, err = wire.Marshal(e.call.In); err != nil {
			return fmt.Errorf("encode the body: %w", err)
		}
	}
	e.state = &attempts{client: e.client, op: e.call.Op, signed: e.call.Sign}
	e.request, err = retryablehttp.NewRequestWithContext(e.state.attach(ctx), e.call.Op.Method, address, nil)
	if err != nil {
		return unwrapURL(err)
	}
	if body != nil {
		if err := e.request.SetBody(body); err != nil {
			return err
		}
	}
	e.headers(body != nil)
	if !e.stream {
		e.request.SetResponseHandler(e.read)
	}
	return nil
}

// address builds the URL of a call.
func (c *Client) address(call Call) (string, error) {
	if call.URL != "" {
		return c.Resolve(call.URL)
	}
	path, err := expand(call.Op.Path, call.Path)
	if err != nil {
		return "", err
	}
	address := c.base.String() + path
	if len(call.Query) > 0 {
		separator := "?"
		if strings.Contains(path, "?") {
			separator = "&"
		}
		address += separator + call.Query.Encode()
	}
	return address, nil
}

// Resolve makes a link of the server absolute. A link to another origin is
// refused: the token must not go there, and the answer could not be trusted.
func (c *Client) Resolve(link string) (string, error) {
	u, err := url.Parse(link)
	if err != nil {
		return "", fmt.Errorf("%w: it is not a URL", errOrigin)
	}
	if u.Host != "" {
		if !sameOrigin(u, c.base) || u.User != nil {
			return "", fmt.Errorf("%w: %s", errOrigin, target(u, c.base))
		}
		return u.String(), nil
	}
	path := u.EscapedPath()
	if u.Scheme != "" || !strings.HasPrefix(path, "/") {
		return "", fmt.Errorf("%w: it is neither absolute nor a path", errOrigin)
	}
	path = strings.TrimPrefix(path, strings.TrimRight(c.base.EscapedPath(), "/"))
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	return c.base.String() + path, nil
}

func (e *exchange) headers(hasBody bool) {
	h := e.request.Header
	for name, values := range e.call.Header {
		h[http.CanonicalHeaderKey(name)] = values
	}
	if h.Get("Accept") == "" {
		h.Set("Accept", "application/json")
	}
	if h.Get("Accept-Encoding") == "" {
		h.Set("Accept-Encoding", "gzip")
	}
	h.Set("User-Agent", version.UserAgent(e.client.settings.application, e.client.config.Name))
	if hasBody {
		contentType := e.call.ContentType
		if contentType == "" {
			contentType = "application/json"
		}
		h.Set("Content-Type", contentType)
	}
	set := func(name, value string) {
		if name != "" && value != "" {
			h.Set(name, value)
		}
	}
	set(e.client.config.RequestIDHeader, e.options.requestID)
	set(e.client.config.CorrelationIDHeader, e.options.correlationID)
	set(e.client.config.ApplicationHeader, e.client.settings.application)
}

func (e *exchange) send() (*http.Response, error) { return e.state.send(e.client.http, e.request) }

// send runs the attempts, each when the gate is open. The policy alone counts them.
func (a *attempts) send(with *http.Client, request *retryablehttp.Request) (*http.Response, error) {
	if err := a.client.gate.wait(request.Context(), a.op.ID); err != nil {
		return nil, err
	}
	sender := retryablehttp.Client{
		HTTPClient:   with,
		RetryMax:     math.MaxInt32,
		CheckRetry:   a.checkRetry,
		Backoff:      func(_, _ time.Duration, _ int, _ *http.Response) time.Duration { return a.wait },
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
		PrepareRetry: func(req *http.Request) error {
			return a.client.gate.wait(req.Context(), a.op.ID)
		},
		RequestLogHook: func(retryablehttp.Logger, *http.Request, int) { a.begin() },
	}
	return sender.Do(request)
}

// read is called for every answer that ends the attempts.
func (e *exchange) read(resp *http.Response) error {
	defer func() { _ = resp.Body.Close() }()
	limit := e.client.settings.maxBody
	if resp.StatusCode >= 300 {
		limit = min(limit, maxFaultBody)
	}
	body, err := readBody(resp, limit)
	e.body = body
	if resp.StatusCode >= 300 {
		return nil // part of an error body is better than another error
	}
	return err
}

const maxFaultBody = 64 << 10

// finish turns what came back into an answer or a failure.
func (e *exchange) finish(ctx context.Context, resp *http.Response, err error) (*Answer, *Failure) {
	if resp != nil {
		e.capture(resp)
	}
	if err != nil {
		f := e.failure(cause(ctx, err), e.state.result())
		if resp != nil {
			f.Status = resp.StatusCode
			e.ids(f, resp.Header)
		}
		return nil, f
	}
	if resp.StatusCode >= 300 {
		return nil, e.refusal(resp)
	}
	e.client.budget.success()
	answer := &Answer{
		Status: resp.StatusCode, Header: resp.Header, Body: e.body,
		RequestID: e.options.requestID, CorrelationID: e.options.correlationID,
	}
	if err := e.decode(resp.StatusCode); err != nil {
		f := e.failure(err, OutcomeDone)
		f.Status = resp.StatusCode
		e.ids(f, resp.Header)
		f.Body = []byte(Redact(string(e.body[:min(len(e.body), maxFaultBody)])))
		return nil, f
	}
	return answer, nil
}

// decode reads the answer's body. Only a read must have one: the answers to
// writes are empty more often than documented.
func (e *exchange) decode(status int) error {
	if e.call.Out == nil {
		return nil
	}
	err := wire.Unmarshal(e.body, e.call.Out)
	if errors.Is(err, wire.ErrEmpty) && (status != http.StatusOK || !e.call.Op.Reads()) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("decode the answer: %w", err)
	}
	return nil
}

func (e *exchange) capture(resp *http.Response) {
	if e.options.response == nil {
		return
	}
	copied := *resp
	copied.Request, copied.TLS = nil, nil
	copied.Body = io.NopCloser(bytes.NewReader(e.body))
	*e.options.response = copied
}

// refusal is the failure for an error status.
func (e *exchange) refusal(resp *http.Response) *Failure {
	fault := Fault{}
	if e.client.config.ParseFault != nil {
		fault = e.client.config.ParseFault(resp, e.body)
	}
	f := e.failure(fault.Err, e.state.result())
	f.Status = resp.StatusCode
	f.Code = fault.Code
	f.Message = Redact(fault.Message)
	f.Fields = fault.Fields
	f.RetryAfter = retryAfter(resp.Header, time.Now())
	f.Body = []byte(Redact(string(e.body)))
	e.ids(f, resp.Header)
	if fault.RequestID != "" {
		f.RequestID = fault.RequestID
	}
	return f
}

// ids prefers the request id that the server answered.
func (e *exchange) ids(f *Failure, header http.Header) {
	if id := header.Get(e.client.config.AnswerIDHeader); e.client.config.AnswerIDHeader != "" && id != "" {
		f.RequestID = id
	}
}

func (e *exchange) failure(err error, outcome Outcome) *Failure {
	f := &Failure{
		Op: e.call.Op.ID, Method: e.call.Op.Method, Target: e.call.Op.Path,
		RequestID: e.options.requestID, CorrelationID: e.options.correlationID,
		Outcome: outcome, Err: err,
	}
	if e.request != nil {
		f.Target = target(e.request.URL, e.client.base)
	}
	if e.state != nil {
		f.Attempts = e.state.count
	}
	return f
}

func (c *Client) logCall(ctx context.Context, e *exchange, answer *Answer, failure *Failure) {
	log := c.settings.log
	if log == nil {
		return
	}
	took := slog.Duration("took", time.Since(e.began))
	if failure != nil {
		log.LogAttrs(ctx, slog.LevelWarn, "call failed", slog.Any("call", failure.Log()), took)
		return
	}
	log.LogAttrs(ctx, slog.LevelDebug, "call", slog.String("op", e.call.Op.ID), slog.Int("status", answer.Status),
		slog.Int("attempts", e.state.count), slog.String("request_id", answer.RequestID),
		slog.String("correlation_id", answer.CorrelationID), took)
}

func (c *Client) logRetry(ctx context.Context, a *attempts, resp *http.Response) {
	log := c.settings.log
	if log == nil {
		return
	}
	status := 0
	if resp != nil {
		status = resp.StatusCode
	}
	log.LogAttrs(ctx, slog.LevelInfo, "retry", slog.String("op", a.op.ID), slog.Int("status", status),
		slog.Int("attempt", a.count), slog.Duration("wait", a.wait))
}
