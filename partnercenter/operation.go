package partnercenter

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/tenantlink/tenantlink/internal/rest"
)

// Operation is one operation of the Partner Center API. Operations lists all
// that have a typed method; build your own for Do.
type Operation struct {
	// ID is the label in errors, logs, API.md and the mock server.
	ID string
	// Method is the HTTP verb.
	Method string
	// Path is the template below the base URL; {placeholders} are filled by
	// Args.Path in their order.
	Path string
	// Page is the name of Microsoft's documentation page under
	// https://learn.microsoft.com/partner-center/developer/.
	Page string
	// Auth says which tokens the operation takes.
	Auth Auth
	// Status says whether the operation is current.
	Status Status
	// ReadOnly marks an operation that changes nothing although its verb is
	// not GET or HEAD. A read-only client may call it.
	ReadOnly bool
	// NoResend marks a write on a host that does not know MS-RequestId: it is
	// sent again only when it certainly had no effect.
	NoResend bool
	// NewRequest makes an empty request body; nil when there is none.
	NewRequest func() any
	// NewResponse makes an empty answer; nil when there is none or it is not
	// JSON.
	NewResponse func() any
}

// Auth says which tokens an operation takes.
type Auth string

// The token modes of Microsoft's documentation.
const (
	// AuthBoth: App-only or App+User.
	AuthBoth Auth = "app-only or app+user"
	// AuthUser: App+User only; an app-only token gets 403 with code 900329.
	AuthUser Auth = "app+user"
	// AuthUnknown: the documentation does not say.
	AuthUnknown Auth = "not documented"
)

// Status says whether an operation is current.
type Status string

// The states of an operation.
const (
	// StatusCurrent: in use.
	StatusCurrent Status = "current"
	// StatusDeprecated: still answers, with a named replacement.
	StatusDeprecated Status = "deprecated"
	// StatusFrozen: bug fixes only, for old billing periods.
	StatusFrozen Status = "frozen"
	// StatusLegacy: for legacy commerce only.
	StatusLegacy Status = "legacy"
	// StatusSandbox: works in the integration sandbox only.
	StatusSandbox Status = "sandbox"
)

// Args are the variable parts of a request besides its body.
type Args struct {
	// Path fills the placeholders of Operation.Path in their order. Each value
	// is escaped as one path element.
	Path []string
	// Query is the query string.
	Query url.Values
	// Header is added to the request.
	Header http.Header
}

// Do calls any operation, also one that has no typed method. in is encoded as
// JSON unless nil; the answer is decoded into out unless nil. Retries, ids,
// errors and read-only mode are those of every call: a write is sent again under
// the same MS-RequestId unless the operation says NoResend.
func (c *Client) Do(ctx context.Context, op Operation, args Args, in, out any, opts ...CallOption) error {
	_, failure := c.rest.Do(ctx, c.request(op, args, in, out, opts))
	return asError(failure)
}

func (c *Client) request(op Operation, args Args, in, out any, opts []CallOption) rest.Call {
	return rest.Call{
		Op: op.transport(), Path: args.Path, Query: args.Query, Header: args.Header,
		In: in, Out: out, Options: opts,
	}
}

func (o Operation) transport() rest.Operation {
	return rest.Operation{ID: o.ID, Method: o.Method, Path: o.Path, ReadOnly: o.ReadOnly, Resend: !o.NoResend}
}

// OperationID returns the id of the operation that a request belongs to, for
// middleware; empty outside a call.
func OperationID(ctx context.Context) string { return rest.OperationID(ctx) }

// none stands for a body that does not exist.
type none struct{}

// typed ties an operation to the Go types of its bodies.
type typed[In, Out any] struct{ Operation }

// define makes an operation of the types' bodies.
func define[In, Out any](id, method, path, page string, auth Auth, changes ...func(*Operation)) typed[In, Out] {
	op := Operation{
		ID: id, Method: method, Path: path, Page: page, Auth: auth, Status: StatusCurrent,
		NewRequest: maker[In](), NewResponse: maker[Out](),
	}
	for _, change := range changes {
		change(&op)
	}
	return typed[In, Out]{op}
}

func maker[T any]() func() any {
	if _, isNone := any(*new(T)).(none); isNone {
		return nil
	}
	return func() any { return new(T) }
}

// status, readOnly and noResend are changes for define.
func status(s Status) func(*Operation) { return func(o *Operation) { o.Status = s } }

func readOnly(o *Operation) { o.ReadOnly = true }

func noResend(o *Operation) { o.NoResend = true }

// call sends the operation and decodes its answer.
func (t typed[In, Out]) call(ctx context.Context, c *Client, args Args, in *In, opts []CallOption) (*Out, error) {
	out := new(Out)
	var body, answer any
	if in != nil {
		body = in
	}
	if t.NewResponse != nil {
		answer = out
	}
	if _, failure := c.rest.Do(ctx, c.request(t.Operation, args, body, answer, opts)); failure != nil {
		return nil, asError(failure)
	}
	return out, nil
}

// start sends an operation that goes on after its answer, and returns the last
// element of the Location where its progress is read; "" when there is none.
func start[In any](ctx context.Context, c *Client, op typed[In, none], args Args, in *In, opts []CallOption) (string, error) {
	answer, failure := c.rest.Do(ctx, c.request(op.Operation, args, in, nil, opts))
	if failure != nil {
		return "", asError(failure)
	}
	location, _, _ := strings.Cut(answer.Header.Get("Location"), "?")
	return location[strings.LastIndexByte(location, '/')+1:], nil
}

// at fills the placeholders of a path.
func at(values ...string) Args { return Args{Path: values} }
