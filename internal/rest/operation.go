package rest

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Operation is one operation of a vendor: the immutable entry from which every
// call starts.
type Operation struct {
	// ID is the label in errors, logs, documentation and the mock server.
	ID string
	// Method is the HTTP verb.
	Method string
	// Path is the template below the base URL, with {placeholders}.
	Path string
	// ReadOnly marks an operation that changes nothing although its verb says
	// so, such as the submission of a report.
	ReadOnly bool
	// Resend marks a write that the server recognises by its request id, so
	// that a second attempt has no second effect.
	Resend bool
}

// Reads reports whether the operation changes nothing.
func (o Operation) Reads() bool {
	return o.ReadOnly || o.Method == http.MethodGet || o.Method == http.MethodHead
}

// repeatable reports whether an attempt with unknown outcome may be repeated.
func (o Operation) repeatable() bool { return o.Reads() || o.Resend }

// expand fills the template's placeholders in their order, escaping each value
// as one path element. A value that would change the path's shape is refused.
func expand(template string, values []string) (string, error) {
	var path strings.Builder
	rest := template
	for i := 0; ; i++ {
		before, after, found := strings.Cut(rest, "{")
		path.WriteString(before)
		if !found {
			if i < len(values) {
				return "", fmt.Errorf("%d values for the %d placeholders of %s", len(values), i, template)
			}
			return path.String(), nil
		}
		name, tail, found := strings.Cut(after, "}")
		if !found {
			return "", fmt.Errorf("the path template %s lacks a closing brace", template)
		}
		if i >= len(values) || values[i] == "" {
			return "", fmt.Errorf("%s is empty", name)
		}
		if values[i] == "." || values[i] == ".." {
			return "", fmt.Errorf("%s is %q, which would lead to another path", name, values[i])
		}
		path.WriteString(url.PathEscape(values[i]))
		rest = tail
	}
}

type operationKey struct{}

// OperationID returns the id of the operation that a request belongs to, for
// middleware: a metrics label without ids in it. It is empty outside a call.
func OperationID(ctx context.Context) string {
	id, _ := ctx.Value(operationKey{}).(string)
	return id
}
