package partnercenter

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/tenantlink/tenantlink/internal/rest"
)

// Page is one page of a list.
type Page[T any] struct {
	// Items are the page's resources in the server's order.
	Items []T `json:"items"`
	// TotalCount is documented as a total, but pages with a next link give
	// the number of their own items: do not rely on it.
	TotalCount int `json:"totalCount"`
	// ContinuationToken repeats the token of the next link in some answers.
	ContinuationToken string `json:"continuationToken,omitzero"`
	Resource

	// Envelope is the name of the member that held the items where it is not
	// "items": the analytics answer "Value", some other pages another one.
	Envelope string `json:"-"`

	// Next continues the list after this page: give it to the query's After.
	// It is zero on the last page.
	Next Continuation `json:"-"`
}

// Continuation is the place where a list goes on. It can be stored and used
// later, for some minutes (the lifetime is not documented).
type Continuation struct {
	// URI is the next link.
	URI string `json:"uri,omitzero"`
	// Token is the value of the header MS-ContinuationToken.
	Token string `json:"token,omitzero"`
}

// IsZero reports that there is nothing more.
func (c Continuation) IsZero() bool { return c == Continuation{} }

const continuationHeader = "MS-ContinuationToken"

// UnmarshalJSONFrom accepts the documented envelope and a bare array, with
// which some endpoints answer.
func (p *Page[T]) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	type envelope Page[T]
	if dec.PeekKind() == jsontext.KindBeginArray {
		return json.UnmarshalDecode(dec, &p.Items)
	}
	if err := json.UnmarshalDecode(dec, (*envelope)(p)); err != nil {
		return err
	}
	if p.Items == nil && len(p.Unknown) > 0 {
		if found, err := p.renamed(dec.Options()); found || err != nil {
			return err
		}
		if p.Attributes.ObjectType != "Collection" {
			return p.single(dec.Options())
		}
	}
	p.Next = p.next()
	return nil
}

// MarshalJSONTo writes the items under the name that they came with.
func (p Page[T]) MarshalJSONTo(enc *jsontext.Encoder) error {
	type envelope Page[T]
	if p.Envelope == "" {
		return json.MarshalEncode(enc, envelope(p))
	}
	members := map[string]any{p.Envelope: p.Items, "totalCount": p.TotalCount, "attributes": p.Attributes, "links": p.Links, nextLink: p.Next.URI}
	for name, value := range p.Unknown {
		members[name] = value
	}
	return json.MarshalEncode(enc, members)
}

// nextLink is where the analytics link their next page.
const nextLink = "@nextLink"

// renamed takes the items from the one array among the unknown members, and the
// link of the analytics to the next page. A collection says that it is one; the
// analytics do not, but name their array "Value".
func (p *Page[T]) renamed(options json.Options) (bool, error) {
	name := ""
	for member, value := range p.Unknown {
		if jsontext.Value(value).Kind() != jsontext.KindBeginArray {
			continue
		}
		if strings.EqualFold(member, "value") || (p.Attributes.ObjectType == "Collection" && name == "") {
			name = member
		}
	}
	if name == "" {
		return false, nil
	}
	if err := json.Unmarshal(p.Unknown[name], &p.Items, options); err != nil {
		return true, err
	}
	p.Envelope = name
	delete(p.Unknown, name)
	if link, ok := p.Unknown[nextLink]; ok {
		delete(p.Unknown, nextLink)
		if err := json.Unmarshal(link, &p.Next.URI, options); err != nil {
			return true, err
		}
		return true, nil
	}
	p.Next = p.next()
	return true, nil
}

// single takes an object that is no envelope as a list of one: some published
// answers of lists are.
func (p *Page[T]) single(options json.Options) error {
	text, err := json.Marshal(p.Resource, options)
	if err != nil {
		return err
	}
	var item T
	if err := json.Unmarshal(text, &item, options); err != nil {
		return err
	}
	*p = Page[T]{Items: []T{item}}
	return nil
}

func (p *Page[T]) next() Continuation {
	link, ok := p.Links["next"]
	if !ok || link.URI == "" {
		return Continuation{} // documented: no next link, no next page
	}
	next := Continuation{URI: link.URI, Token: p.ContinuationToken}
	for _, header := range link.Headers {
		if strings.EqualFold(header.Key, continuationHeader) {
			next.Token = header.Value
		}
	}
	return next
}

// list reads the page at a continuation; the zero continuation is the first.
func list[T any](ctx context.Context, c *Client, op typed[none, Page[T]], args Args, after Continuation, opts []CallOption) (*Page[T], error) {
	page := new(Page[T])
	call := c.request(op.Operation, args, nil, page, opts)
	if !after.IsZero() {
		call.Header = http.Header{}
		for name, values := range args.Header {
			call.Header[name] = values
		}
		if after.Token != "" {
			call.Header.Set(continuationHeader, after.Token)
		}
		if after.URI != "" {
			call.URL = versioned(after.URI)
		} else {
			query := url.Values{"seekOperation": {"Next"}}
			for name, values := range args.Query {
				query[name] = values
			}
			call.Query = query
		}
	}
	if _, failure := c.rest.Do(ctx, call); failure != nil {
		return nil, asError(failure)
	}
	return page, nil
}

// versioned adds the version segment that links in bodies often leave out.
func versioned(uri string) string {
	for _, root := range []string{"/v1/", "/v1.0/", "/webhooks/", "/auditactivity/", "/partner/"} {
		if strings.HasPrefix(uri, root) {
			return uri
		}
	}
	if strings.HasPrefix(uri, "/") {
		return "/v1" + uri
	}
	return uri
}

// all walks the pages from a continuation on.
func all[T any](ctx context.Context, c *Client, op typed[none, Page[T]], args Args, from Continuation, opts []CallOption) iter.Seq2[T, error] {
	return rest.All(ctx, op.ID, func(ctx context.Context, at Continuation) ([]T, Continuation, error) {
		if at.IsZero() {
			at = from
		}
		page, err := list(ctx, c, op, args, at, opts)
		if err != nil {
			return nil, Continuation{}, err
		}
		return page.Items, page.Next, nil
	})
}

// sized is the query of a paged list.
func sized(size int) url.Values {
	query := url.Values{}
	if size > 0 {
		query.Set("size", strconv.Itoa(size))
	}
	return query
}

// params is the query string of name and value pairs; empty values are left out.
func params(pairs ...string) url.Values {
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			values.Set(pairs[i], pairs[i+1])
		}
	}
	return values
}

// failing is a sequence that yields one error.
func failing[T any](err error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		yield(none, err)
	}
}
