package graph

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/tenantlink/tenantlink/internal/rest"
	"github.com/tenantlink/tenantlink/internal/wire"
)

// The targets of errors.Is for what a call returns.
var (
	// ErrUnauthorized is status 401: the token is missing, expired or for
	// another audience.
	ErrUnauthorized = rest.ErrUnauthorized
	// ErrForbidden is status 403: a permission or role is missing.
	ErrForbidden = rest.ErrForbidden
	// ErrNotFound is status 404.
	ErrNotFound = rest.ErrNotFound
	// ErrConflict is status 409.
	ErrConflict = rest.ErrConflict
	// ErrThrottled is status 429 after all retries; Error.RetryAfter says when.
	ErrThrottled = rest.ErrThrottled
	// ErrPrecondition is status 412: the ETag is stale.
	ErrPrecondition = rest.ErrPrecondition
	// ErrReadOnly is a write on a client built WithReadOnly; nothing was sent.
	ErrReadOnly = rest.ErrReadOnly
	// ErrBodyTooLarge is an answer beyond the limit of WithMaxBody.
	ErrBodyTooLarge = rest.ErrBodyTooLarge
	// ErrPagingLoop is a list in which the server gave one continuation twice.
	ErrPagingLoop = rest.ErrPagingLoop
	// ErrExpired is status 410: the operation or manifest of an export is gone.
	// Submit the export again.
	ErrExpired = errors.New("the export has expired; submit it again")
	// ErrExportFailed is an export that the service could not make. It says so
	// with HTTP status 200; Error.Code is its reason, such as "5000" for no
	// data.
	ErrExportFailed = errors.New("the export failed")
	// ErrOperationFailed is a change of GDAP that Graph accepted and did not carry
	// out. It says so with HTTP status 200.
	ErrOperationFailed = errors.New("the change was not carried out")
	// ErrIncomplete is an export of which not everything arrived.
	ErrIncomplete = errors.New("the export is incomplete")
)

// Outcome says what became of a failed request.
type Outcome = rest.Outcome

// The outcomes of a request.
const (
	// OutcomeUnknown: the server may or may not have carried it out.
	OutcomeUnknown = rest.OutcomeUnknown
	// OutcomeNotSent: it certainly did not reach the server.
	OutcomeNotSent = rest.OutcomeNotSent
	// OutcomeRefused: the server answered that it did not carry it out.
	OutcomeRefused = rest.OutcomeRefused
	// OutcomeDone: the server carried it out; only its answer was unreadable.
	OutcomeDone = rest.OutcomeDone
)

// OutcomeOf tells the outcome of a call from its error: OutcomeDone for nil,
// OutcomeUnknown for an error that this package did not make.
func OutcomeOf(err error) Outcome {
	if err == nil {
		return OutcomeDone
	}
	if failed, ok := errors.AsType[*Error](err); ok {
		return failed.Outcome
	}
	return OutcomeUnknown
}

// Error is a failed call. It holds no token, no query and no signature.
type Error struct {
	// Op is the operation's id, such as "graph.billing.operations.get".
	Op string
	// Method is the HTTP verb.
	Method string
	// Target is the path, with the host when it is not the client's own.
	Target string
	// Status is the HTTP status; 0 when there was no answer.
	Status int
	// Code is Graph's error code, such as "Authorization_RequestDenied".
	Code string
	// Message is Graph's message.
	Message string
	// Fields holds the details by their target, "" for none.
	Fields map[string][]string
	// RequestID is the request-id that the server answered.
	RequestID string
	// CorrelationID is the client-request-id that was sent.
	CorrelationID string
	// RetryAfter is how long the server asks to wait; 0 when it does not say.
	RetryAfter time.Duration
	// Attempts is how often the request was sent.
	Attempts int
	// Outcome says whether the request had an effect.
	Outcome Outcome
	// Body is the answer's body, up to 64 KiB, redacted.
	Body []byte
	// Err is the cause, when there is more than the answer.
	Err error
}

// Error names what was done, to what, the code, the message and both ids.
func (e *Error) Error() string { return (*rest.Failure)(e).Text() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether the error is what target means by its status.
func (e *Error) Is(target error) bool { return (*rest.Failure)(e).Matches(target) }

// LogValue is the error for slog, without its body.
func (e *Error) LogValue() slog.Value { return (*rest.Failure)(e).Log() }

// asError keeps a nil failure a nil error.
func asError(f *rest.Failure) error {
	if f == nil {
		return nil
	}
	return (*Error)(f)
}

// invalid is an error in what the caller gave; nothing was sent.
func invalid(op Operation, err error) error {
	return &Error{Op: op.ID, Method: op.Method, Target: op.Path, Outcome: OutcomeNotSent, Err: err}
}

// Fault is the body of an error answer.
type Fault struct {
	// Error is the only member.
	Error FaultError `json:"error"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// FaultError is an error or one of its details.
type FaultError struct {
	// Code such as "Authorization_RequestDenied".
	Code string `json:"code,omitzero"`
	// Message for people.
	Message string `json:"message,omitzero"`
	// Target is what the error is about.
	Target string `json:"target,omitzero"`
	// Details are further errors.
	Details []FaultError `json:"details,omitzero"`
	// Inner names the request.
	Inner *FaultInner `json:"innerError,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// FaultInner names the request that failed. Throttled answers repeat the error in
// it.
type FaultInner struct {
	// Code is a more precise code, or the status as text.
	Code string `json:"code,omitzero"`
	// Message for people.
	Message string `json:"message,omitzero"`
	// Status is the HTTP status as text.
	Status string `json:"status,omitzero"`
	// Target is what the error is about.
	Target string `json:"target,omitzero"`
	// Details are further errors.
	Details []FaultError `json:"details,omitzero"`
	// Date of the request.
	Date string `json:"date,omitzero"`
	// RequestID is Graph's.
	RequestID string `json:"request-id,omitzero"`
	// ClientRequestID is the caller's.
	ClientRequestID string `json:"client-request-id,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// blobCodeHeader is where blob storage, whose bodies are XML, tells its code.
const blobCodeHeader = "X-Ms-Error-Code"

func parseFault(resp *http.Response, body []byte) rest.Fault {
	var f Fault
	if wire.Unmarshal(body, &f) != nil {
		f = Fault{}
	}
	result := rest.Fault{Code: f.Error.Code, Message: f.Error.Message}
	if f.Error.Inner != nil {
		result.RequestID = f.Error.Inner.RequestID
	}
	if result.Code == "" {
		result.Code = resp.Header.Get(blobCodeHeader)
	}
	for _, detail := range f.Error.Details {
		if result.Fields == nil {
			result.Fields = map[string][]string{}
		}
		result.Fields[detail.Target] = append(result.Fields[detail.Target], detail.Message)
	}
	if resp.StatusCode == http.StatusGone {
		result.Err = ErrExpired
	}
	return result
}
