package graph

import (
	"context"
	"encoding/json"
	"iter"
	"net/url"
	"strconv"

	"github.com/tenantlink/tenantlink/internal/rest"
)

// Page is one page of a list.
type Page[T any] struct {
	// Context is the OData context.
	Context string `json:"@odata.context,omitzero"`
	// Count is the number of all items when it was asked for.
	Count *int `json:"@odata.count,omitzero"`
	// Items are the page's resources.
	Items []T `json:"value"`
	// Next is the link to the next page; give it to ListQuery.After. It is
	// empty on the last page.
	Next string `json:"@odata.nextLink,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ListQuery selects and orders the items of a list.
type ListQuery struct {
	// Filter is an OData filter, such as "status eq 'active'".
	Filter string
	// OrderBy is an OData order, such as "displayName".
	OrderBy string
	// Select names the fields to read, separated by commas; all when empty.
	Select string
	// Expand names related resources to read along, such as "accessAssignments".
	Expand string
	// Top is the size of a page, at most 300; 0 leaves it to the server.
	Top int
	// After continues after an earlier page; the other fields are then those
	// of the link.
	After string
}

func (q ListQuery) args(path ...string) Args {
	query := url.Values{}
	set := func(name, value string) {
		if value != "" && value != "0" {
			query.Set(name, value)
		}
	}
	set("$filter", q.Filter)
	set("$orderby", q.OrderBy)
	set("$select", q.Select)
	set("$expand", q.Expand)
	set("$top", strconv.Itoa(q.Top))
	return Args{Path: path, Query: query}
}

// list reads the page at a link; the empty link is the first page.
func list[T any](ctx context.Context, c *Client, op typed[none, Page[T]], args Args, after string, opts []CallOption) (*Page[T], error) {
	page := new(Page[T])
	call := c.request(op.Operation, args, nil, page, opts)
	call.URL = after
	if _, failure := c.rest.Do(ctx, call); failure != nil {
		return nil, asError(failure)
	}
	return page, nil
}

// all walks the pages from a link on.
func all[T any](ctx context.Context, c *Client, op typed[none, Page[T]], args Args, from string, opts []CallOption) iter.Seq2[T, error] {
	return rest.All(ctx, op.ID, func(ctx context.Context, at string) ([]T, string, error) {
		if at == "" {
			at = from
		}
		page, err := list(ctx, c, op, args, at, opts)
		if err != nil {
			return nil, "", err
		}
		return page.Items, page.Next, nil
	})
}
