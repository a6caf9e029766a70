package cloudmore

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/tenantlink/tenantlink/internal/rest"
)

// Operation is one operation of the Cloudmore API. Operations lists all that
// have a typed method; every other route of Cloudmore's index is reachable by
// Do with its template.
type Operation struct {
	// ID is the label in errors, logs, API.md and the mock server.
	ID string
	// Method is the HTTP verb.
	Method string
	// Path is the template below the base URL. {resellerId} and {sellerId} are
	// the client's; the other {placeholders} are filled by Args.Path in order.
	Path string
	// ReadOnly marks an operation that changes nothing although its verb is
	// not GET or HEAD, such as the start of a report. A read-only client may
	// call it, and it may be sent again.
	ReadOnly bool
	// NewRequest makes an empty request body; nil when there is none.
	NewRequest func() any
	// NewResponse makes an empty answer; nil when there is none or it is not
	// JSON.
	NewResponse func() any
}

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
// JSON unless nil; the answer is decoded into out unless nil. Cloudmore documents
// no idempotency id: a write is sent again only when it certainly had no effect.
func (c *Client) Do(ctx context.Context, op Operation, args Args, in, out any, opts ...CallOption) error {
	_, failure := c.rest.Do(ctx, c.request(op, args, in, out, opts))
	return asError(failure)
}

func (c *Client) request(op Operation, args Args, in, out any, opts []CallOption) rest.Call {
	op.Path = c.own(op.Path)
	return rest.Call{
		Op: op.transport(), Path: args.Path, Query: args.Query, Header: args.Header,
		In: in, Out: out, Options: opts,
	}
}

// own puts the client's reseller or seller at the head of a template.
func (c *Client) own(template string) string {
	for _, scope := range []struct{ head, id, value string }{
		{"/api/resellers/", "{resellerId}", c.reseller},
		{"/api/sellers/", "{sellerId}", c.seller},
	} {
		tail, ok := strings.CutPrefix(template, scope.head+scope.id)
		if ok && scope.value != "" {
			return scope.head + url.PathEscape(scope.value) + tail
		}
	}
	return template
}

func (o Operation) transport() rest.Operation {
	return rest.Operation{ID: o.ID, Method: o.Method, Path: o.Path, ReadOnly: o.ReadOnly}
}

// OperationID returns the id of the operation that a request belongs to, for
// middleware; empty outside a call.
func OperationID(ctx context.Context) string { return rest.OperationID(ctx) }

// none stands for a body that does not exist.
type none struct{}

// typed ties an operation to the Go types of its bodies.
type typed[In, Out any] struct{ Operation }

func define[In, Out any](id, method, path string, changes ...func(*Operation)) typed[In, Out] {
	op := Operation{
		ID: id, Method: method, Path: path,
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

// readOnly is a change for define.
func readOnly(o *Operation) { o.ReadOnly = true }

// call sends the operation and decodes its answer.
func (t typed[In, Out]) call(ctx context.Context, c *Client, args Args, in *In, opts []CallOption) (*Out, error) {
	out := new(Out)
	var body, decoded any
	if in != nil {
		body = in
	}
	if t.NewResponse != nil {
		decoded = out
	}
	if _, failure := c.rest.Do(ctx, c.request(t.Operation, args, body, decoded, opts)); failure != nil {
		return nil, asError(failure)
	}
	return out, nil
}

// listed reads a list that has one page.
func listed[T any](ctx context.Context, c *Client, op typed[none, collection[T]], args Args, opts []CallOption) ([]T, error) {
	list, err := op.call(ctx, c, args, nil, opts)
	if err != nil {
		return nil, err
	}
	return *list, nil
}

// edited reads a resource, lets change edit it and writes all of it back,
// because Cloudmore's PUT replaces all properties. An error of change ends it
// without writing.
func edited[T any](ctx context.Context, c *Client, get typed[none, T], put typed[T, T], args Args, change func(*T) error, opts []CallOption) (*T, error) {
	if change == nil {
		return nil, invalid(put.Operation, errors.New("the change is nil"))
	}
	resource, err := get.call(ctx, c, args, nil, opts)
	if err != nil {
		return nil, err
	}
	if err := change(resource); err != nil {
		return nil, err
	}
	return put.call(ctx, c, args, resource, opts)
}

// at fills the placeholders of a path.
func at(values ...string) Args { return Args{Path: values} }
