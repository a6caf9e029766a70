package partnercenter

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tenantlink/tenantlink/internal/rest"
	"github.com/tenantlink/tenantlink/internal/wire"
)

// The targets of errors.Is for what a call returns.
var (
	// ErrUnauthorized is status 401: the token is missing, expired, for another
	// audience, or without MFA (then ErrMFARequired matches too).
	ErrUnauthorized = rest.ErrUnauthorized
	// ErrForbidden is status 403: the role or the relationship is missing, or
	// the operation takes no app-only token (code 900329).
	ErrForbidden = rest.ErrForbidden
	// ErrNotFound is status 404.
	ErrNotFound = rest.ErrNotFound
	// ErrConflict is status 409: the resource is busy or in another state.
	ErrConflict = rest.ErrConflict
	// ErrThrottled is status 429 after all retries; Error.RetryAfter says when.
	ErrThrottled = rest.ErrThrottled
	// ErrPrecondition is status 412, or code 2055: the ETag is stale. Read the
	// resource again.
	ErrPrecondition = rest.ErrPrecondition
	// ErrReadOnly is a write on a client built WithReadOnly; nothing was sent.
	ErrReadOnly = rest.ErrReadOnly
	// ErrBodyTooLarge is an answer beyond the limit of WithMaxBody.
	ErrBodyTooLarge = rest.ErrBodyTooLarge
	// ErrPagingLoop is a list in which the server gave one continuation twice.
	ErrPagingLoop = rest.ErrPagingLoop
	// ErrMFARequired is status 401 because the user's token carries no MFA
	// claim (code 900421, or the reason phrase, as Microsoft documents it).
	// A new consent with MFA is needed; retrying does not help.
	ErrMFARequired = errors.New("the token was issued without multifactor authentication; consent again with MFA")
)

// Outcome says what became of a failed request, the question that matters for
// writes.
type Outcome = rest.Outcome

// The outcomes of a request.
const (
	// OutcomeUnknown: the server may or may not have carried it out, because
	// the connection broke or the answer was 408 or 5xx. Find out by reading,
	// or send it again under the same MS-RequestId.
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
	// Op is the operation's id, such as "customers.get".
	Op string
	// Method is the HTTP verb.
	Method string
	// Target is the path, with the host when it is not the client's own.
	Target string
	// Status is the HTTP status; 0 when there was no answer.
	Status int
	// Code is Partner Center's error code, such as "60003".
	Code string
	// Message is Partner Center's description.
	Message string
	// Fields holds further messages by the field they are about, "" for none.
	Fields map[string][]string
	// RequestID is the MS-RequestId that the server answered, else the one sent.
	RequestID string
	// CorrelationID is the MS-CorrelationId that was sent.
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

// codeMFA and codeETag are error codes that mean more than their status.
const (
	codeMFA  = "900421"
	codeETag = "2055"
)

// Fault is the body of an error answer. The gateway's own form has StatusCode
// and Message instead of Code and Description.
type Fault struct {
	// Code is the error code; documented as text, sent as a number.
	Code string `json:"code,omitzero"`
	// Description says what is wrong. It can be JSON in text.
	Description string `json:"description,omitzero"`
	// Data are details.
	Data []string `json:"data,omitzero"`
	// Source is the service that refused, such as "PartnerFD".
	Source string `json:"source,omitzero"`
	// StatusCode is the gateway's status.
	StatusCode int `json:"statusCode,omitzero"`
	// Message is the gateway's message, or a second description.
	Message string `json:"message,omitzero"`
	// ErrorName is the name of the error, in some answers.
	ErrorName string `json:"errorName,omitzero"`
	// IsRetryable says whether the same request can succeed later.
	IsRetryable *bool `json:"isRetryable,omitzero"`
	// Parameters are details by name, in some answers.
	Parameters map[string]json.RawMessage `json:"parameters,omitzero"`
	// ErrorMessageExtended is for Microsoft's support.
	ErrorMessageExtended string `json:"errorMessageExtended,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// parseFault reads an error answer. A body that is not a fault leaves code and
// message empty.
func parseFault(resp *http.Response, body []byte) rest.Fault {
	var f Fault
	if wire.Unmarshal(body, &f) != nil {
		f = Fault{}
	}
	result := rest.Fault{Code: f.Code, Message: f.Description}
	if result.Message == "" {
		result.Message = f.Message
	}
	if result.Code == "" && f.StatusCode != 0 {
		result.Code = strconv.Itoa(f.StatusCode)
	}
	if len(f.Data) > 0 {
		result.Fields = map[string][]string{"": f.Data}
	}
	switch {
	case lacksMFA(resp, f, body):
		result.Err = ErrMFARequired
	case f.Code == codeETag:
		result.Err = ErrPrecondition
	}
	return result
}

// lacksMFA recognises the refusal of a token without MFA: by code, by the
// reason phrase (HTTP/1), by the text, or, over HTTP/2, which has no reason
// phrase, by an invalid_token challenge without explanation and without body.
func lacksMFA(resp *http.Response, f Fault, body []byte) bool {
	if resp.StatusCode != http.StatusUnauthorized {
		return false
	}
	if f.Code == codeMFA || strings.Contains(resp.Status, "MFA") || strings.Contains(f.Description+f.Message, "MFA") {
		return true
	}
	challenge := resp.Header.Get("WWW-Authenticate")
	return resp.ProtoMajor == 2 && len(body) == 0 &&
		strings.Contains(challenge, "invalid_token") && !strings.Contains(challenge, "error_description")
}

// invalid is an error in what the caller gave; nothing was sent.
func invalid(op Operation, err error) error {
	return &Error{Op: op.ID, Method: op.Method, Target: op.Path, Outcome: OutcomeNotSent, Err: err}
}
