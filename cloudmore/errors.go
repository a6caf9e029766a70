package cloudmore

import (
	"cmp"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/tenantlink/tenantlink/internal/rest"
	"github.com/tenantlink/tenantlink/internal/wire"
)

// The targets of errors.Is for what a call returns.
var (
	// ErrUnauthorized is status 401: the token is missing or expired.
	ErrUnauthorized = rest.ErrUnauthorized
	// ErrForbidden is status 403: the API user lacks the right.
	ErrForbidden = rest.ErrForbidden
	// ErrNotFound is status 404.
	ErrNotFound = rest.ErrNotFound
	// ErrConflict is status 409, which Cloudmore does not document.
	ErrConflict = rest.ErrConflict
	// ErrThrottled is status 429 after all retries, which Cloudmore does not
	// document; Error.RetryAfter says when.
	ErrThrottled = rest.ErrThrottled
	// ErrPrecondition is status 412, which Cloudmore does not document.
	ErrPrecondition = rest.ErrPrecondition
	// ErrReadOnly is a write on a client built WithReadOnly; nothing was sent.
	ErrReadOnly = rest.ErrReadOnly
	// ErrBodyTooLarge is an answer beyond the limit of WithMaxBody.
	ErrBodyTooLarge = rest.ErrBodyTooLarge
	// ErrReportFailed is a report that Cloudmore could not make. It says so with
	// HTTP status 200.
	ErrReportFailed = errors.New("the report failed")
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
	// Op is the operation's id, such as "cloudmore.organizations.get".
	Op string
	// Method is the HTTP verb.
	Method string
	// Target is the path, with the host when it is not the client's own.
	Target string
	// Status is the HTTP status; 0 when there was no answer.
	Status int
	// Code is Cloudmore's errorCode, such as "5".
	Code string
	// Message joins errorName and errorMessage, or the fields' messages.
	Message string
	// Fields holds messages by property path, such as "Contact.Phone", "" for
	// those that name none.
	Fields map[string][]string
	// RequestID is this client's id of the call, for its own logs. Cloudmore
	// documents none.
	RequestID string
	// CorrelationID is the caller's or this client's, for its own logs.
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

// problem is one entry of the first documented form of a 400: an array.
type problem struct {
	Code    string `json:"errorCode"`
	Name    string `json:"errorName"`
	Message string `json:"errorMessage"`
}

// signInProblem is OAuth's form, which the token endpoint uses.
type signInProblem struct {
	Code        string `json:"error"`
	Description string `json:"error_description"`
	Message     string `json:"message"`
}

// parseFault reads the two documented forms of a 400, an array of problems and
// a map from property path to messages, and the forms of a single object.
func parseFault(_ *http.Response, body []byte) rest.Fault {
	var problems []problem
	if wire.Unmarshal(body, &problems) == nil && len(problems) > 0 {
		return problemsFault(problems)
	}
	var single struct {
		problem
		signInProblem
	}
	if wire.Unmarshal(body, &single) == nil {
		if single.problem != (problem{}) {
			return problemsFault([]problem{single.problem})
		}
		if p := single.signInProblem; p.Code != "" || p.Message != "" {
			return rest.Fault{Code: p.Code, Message: cmp.Or(p.Description, p.Message)}
		}
	}
	var fields map[string][]string
	if wire.Unmarshal(body, &fields) != nil || len(fields) == 0 {
		return rest.Fault{}
	}
	return rest.Fault{Message: fieldMessage(fields), Fields: fields}
}

func problemsFault(problems []problem) rest.Fault {
	fault := rest.Fault{Code: problems[0].Code, Fields: map[string][]string{}}
	texts := make([]string, len(problems))
	for i, p := range problems {
		texts[i] = strings.TrimSpace(p.Name + ": " + p.Message)
		fault.Fields[""] = append(fault.Fields[""], p.Message)
	}
	fault.Message = strings.Join(texts, "; ")
	return fault
}

// fieldMessage joins the messages, fields in order.
func fieldMessage(fields map[string][]string) string {
	var texts []string
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		texts = append(texts, field+": "+strings.Join(fields[field], ", "))
	}
	return strings.Join(texts, "; ")
}
