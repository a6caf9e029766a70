package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
	"reflect"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/internal/wire"
	"github.com/tenantlink/tenantlink/partnercenter/graph"
)

// methodCase is one call of a method: what it must send and what it must make
// of the answer.
type methodCase struct {
	op     string
	want   string // verb and path
	body   string // members that the sent body must have; "" for no body
	answer string // members that the decoded answer must have; "" for no answer
	etag   bool   // the ETag must be sent
	call   func(context.Context, *graph.Client) (any, error)
}

type exchange struct {
	request string
	header  http.Header
	body    string
}

func fake(t *testing.T, reply func(n int) (int, string)) (*graph.Client, *[]exchange) {
	t.Helper()
	seen := new([]exchange)
	transport := httpmock.NewMockTransport()
	transport.RegisterNoResponder(func(req *http.Request) (*http.Response, error) {
		var body []byte
		if req.Body != nil {
			body, _ = io.ReadAll(req.Body)
		}
		request := req.Method + " " + req.URL.EscapedPath()
		if req.URL.RawQuery != "" {
			request += "?" + req.URL.RawQuery
		}
		*seen = append(*seen, exchange{request, req.Header, string(body)})
		status, answer := reply(len(*seen))
		resp := httpmock.NewStringResponse(status, answer)
		resp.Request = req
		return resp, nil
	})
	client, err := graph.New(nil, graph.WithHTTPClient(&http.Client{Transport: transport}))
	require.NoError(t, err)
	return client, seen
}

func checkMethods(t *testing.T, cases []methodCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.op, func(t *testing.T) {
			client, seen := fake(t, func(int) (int, string) {
				if c.answer == "" {
					return http.StatusNoContent, ""
				}
				return http.StatusOK, c.answer
			})
			got, err := c.call(t.Context(), client)
			require.NoError(t, err)
			require.Len(t, *seen, 1)
			sent := (*seen)[0]
			assert.Equal(t, c.want, sent.request)
			assert.NotEmpty(t, sent.header.Get("client-request-id"))
			assert.Equal(t, c.etag, sent.header.Get("If-Match") == `W/"e5"`, "If-Match is %q", sent.header.Get("If-Match"))
			if c.body == "" {
				assert.Empty(t, sent.body)
			} else {
				contains(t, c.body, sent.body)
			}
			if c.answer != "" {
				decoded(t, c.answer, got)
			}
		})
	}
}

// listCase is a list: what it must send, one item, and its List and All.
type listCase struct {
	op   string
	want string
	item string
	list func(context.Context, *graph.Client, graph.ListQuery) (any, string, error)
	all  func(context.Context, *graph.Client, graph.ListQuery) (any, error)
}

func listed[T any](page *graph.Page[T], err error) (any, string, error) {
	if err != nil {
		return nil, "", err
	}
	return page.Items, page.Next, nil
}

func walked[T any](seq iter.Seq2[T, error]) (any, error) {
	var items []T
	for item, err := range seq {
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, nil
}

func checkLists(t *testing.T, cases []listCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.op, func(t *testing.T) {
			page := func(n int) (int, string) {
				next := ""
				if n < 3 {
					next = fmt.Sprintf(`,"@odata.nextLink":"https://graph.microsoft.com/v1.0/next?page=%d"`, n+1)
				}
				return http.StatusOK, `{"@odata.context":"c","value":[` + c.item + `]` + next + `}`
			}
			query := graph.ListQuery{Filter: "f", Top: 2}
			client, seen := fake(t, page)
			items, err := c.all(t.Context(), client, query)
			require.NoError(t, err)
			require.Len(t, *seen, 3, "pages read")
			assert.Equal(t, c.want, (*seen)[0].request)
			assert.Equal(t, "GET /v1.0/next?page=3", (*seen)[2].request)
			decoded(t, "["+c.item+","+c.item+","+c.item+"]", items)

			client, seen = fake(t, page)
			_, next, err := c.list(t.Context(), client, query)
			require.NoError(t, err)
			items, _, err = c.list(t.Context(), client, graph.ListQuery{After: next})
			require.NoError(t, err)
			assert.Equal(t, "GET /v1.0/next?page=2", (*seen)[1].request)
			decoded(t, "["+c.item+"]", items)
		})
	}
}

func decoded(t *testing.T, answer string, got any) {
	t.Helper()
	require.False(t, reflect.ValueOf(got).IsZero(), "nothing was decoded")
	wire.DropUnknown(got) // only fields of the type count
	text, err := wire.Marshal(got)
	require.NoError(t, err)
	contains(t, answer, string(text))
}

// contains checks that the members of want are in got.
func contains(t *testing.T, want, got string) {
	t.Helper()
	var w, g any
	require.NoError(t, json.Unmarshal([]byte(want), &w), want)
	require.NoError(t, json.Unmarshal([]byte(got), &g), got)
	if !within(w, g) {
		t.Errorf("want %s\ngot  %s", want, got)
	}
}

func within(want, got any) bool {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		for name, value := range w {
			ok = ok && within(value, g[name])
		}
		return ok
	case []any:
		g, ok := got.([]any)
		ok = ok && len(g) == len(w)
		for i := range w {
			ok = ok && within(w[i], g[i])
		}
		return ok
	default:
		return reflect.DeepEqual(want, got)
	}
}

func TestLinkToAnotherHostIsNotFollowed(t *testing.T) {
	client, seen := fake(t, func(int) (int, string) {
		return http.StatusOK, `{"value":[{"id":"x"}],"@odata.nextLink":"https://evil.example/v1.0/next"}`
	})
	items, err := walked(client.GDAP().All(t.Context(), graph.ListQuery{}))
	require.Error(t, err)
	assert.Nil(t, items)
	assert.Len(t, *seen, 1, "nothing is sent there")
}

func TestApprovalURL(t *testing.T) {
	assert.Equal(t, "https://admin.microsoft.com/AdminPortal/Home#/partners/invitation/granularAdminRelationships/a-b", graph.Relationship{ID: "a-b"}.ApprovalURL())
}

func TestRejectAsksForUnknownMembers(t *testing.T) {
	client, seen := fake(t, func(int) (int, string) { return http.StatusCreated, `{"action":"reject"}` })
	_, err := client.GDAP().Request(t.Context(), "a1", graph.ActionReject)
	require.NoError(t, err)
	assert.Equal(t, "include-unknown-enum-members", (*seen)[0].header.Get("Prefer"))
}

// Graph has two spellings of the action: who does not know the short one is sent
// the long one, once.
func TestBothSpellingsOfAnExport(t *testing.T) {
	const short = "POST /v1.0/reports/partners/billing/usage/billed/export"
	const long = "POST /v1.0/reports/partners/billing/usage/billed/microsoft.graph.partners.billing.export"
	cases := []struct {
		name   string
		status int
		fault  string
		sent   []string
	}{
		{"not found", http.StatusNotFound, `{"error":{"code":"ResourceNotFound"}}`, []string{short, long}},
		{"no such segment", http.StatusBadRequest, `{"error":{"code":"BadRequest","message":"Resource not found for the segment 'export'."}}`, []string{short, long}},
		{"another error", http.StatusBadRequest, `{"error":{"code":"BadRequest","message":"invoiceId"}}`, []string{short}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			client, seen := fake(t, func(n int) (int, string) {
				if n == 1 {
					return c.status, c.fault
				}
				return http.StatusAccepted, `{"id":"x","status":"notStarted"}`
			})
			export, err := client.Billing().ExportBilledUsage(t.Context(), graph.BilledExport{InvoiceID: "G1"})
			var sent []string
			for _, one := range *seen {
				sent = append(sent, one.request)
				contains(t, `{"invoiceId":"G1"}`, one.body)
			}
			assert.Equal(t, c.sent, sent)
			if len(c.sent) == 1 {
				assert.ErrorContains(t, err, "invoiceId")
				return
			}
			require.NoError(t, err)
			assert.Equal(t, "x", export.ID)
		})
	}
}

func TestListQuery(t *testing.T) {
	client, seen := fake(t, func(int) (int, string) {
		return http.StatusOK, `{"value":[{"id":"x","accessAssignments":[{"id":"y"}],"requests":[{"id":"z"}],"operations":[{"id":"o"}]}]}`
	})
	page, err := client.GDAP().List(t.Context(), graph.ListQuery{Filter: "f", OrderBy: "displayName", Select: "id", Expand: "accessAssignments", Top: 3})
	require.NoError(t, err)
	assert.Equal(t, "GET /v1.0/tenantRelationships/delegatedAdminRelationships?%24expand=accessAssignments&%24filter=f&%24orderby=displayName&%24select=id&%24top=3", (*seen)[0].request)
	require.Len(t, page.Items, 1)
	assert.Equal(t, "y", page.Items[0].AccessAssignments[0].ID)
	assert.Equal(t, "z", page.Items[0].Requests[0].ID)
	assert.Equal(t, "o", page.Items[0].Operations[0].ID)
}
