package partnercenter_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/internal/wire"
	"github.com/tenantlink/tenantlink/partnercenter"
)

// methodCase is one call of a method: what it must send and what it must make
// of the answer.
type methodCase struct {
	op     string
	want   string // verb, path and query
	body   string // members that the sent body must have; "" for no body
	answer string // members that the decoded answer must have; "" for no answer
	call   func(context.Context, both) (any, error)
}

// both are the clients of the two hosts.
type both struct {
	*partnercenter.Client
	API *partnercenter.PartnerAPI
}

// exchange is what a test's server saw.
type exchange struct {
	request string
	header  http.Header
	body    string
}

// fake is a client whose requests are answered by reply.
func fake(t *testing.T, reply func(n int) (int, string)) (both, *[]exchange) {
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
	client, err := partnercenter.New(staticToken{}, partnercenter.WithHTTPClient(&http.Client{Transport: transport}))
	require.NoError(t, err)
	api, err := partnercenter.NewPartnerAPI(staticToken{}, partnercenter.WithHTTPClient(&http.Client{Transport: transport}))
	require.NoError(t, err)
	return both{client, api}, seen
}

func checkMethods(t *testing.T, cases []methodCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.op, func(t *testing.T) {
			checkCase(t, c)
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
			assert.Equal(t, "Bearer x", sent.header.Get("Authorization"))
			assert.NotEmpty(t, sent.header.Get("MS-RequestId")+sent.header.Get("client-request-id"))
			if c.body == "" {
				assert.Empty(t, sent.body, "no body is documented")
			} else {
				contains(t, c.body, sent.body, "what was sent")
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
	list func(context.Context, both, partnercenter.Continuation) (any, partnercenter.Continuation, error)
	all  func(context.Context, both) (any, error)
}

func listed[T any](page *partnercenter.Page[T], err error) (any, partnercenter.Continuation, error) {
	if err != nil {
		return nil, partnercenter.Continuation{}, err
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

// checkLists reads three pages with All, the second with List, and a bare array.
func checkLists(t *testing.T, cases []listCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.op, func(t *testing.T) {
			page := func(n int) (int, string) {
				next := ""
				if n < 3 {
					next = fmt.Sprintf(`,"next":{"uri":"/next?page=%d","method":"GET","headers":[{"key":"MS-ContinuationToken","value":"token-%d"}]}`, n+1, n+1)
				}
				return http.StatusOK, `{"totalCount":1,"items":[` + c.item + `],"links":{"self":{"uri":"/x"}` + next + `},"attributes":{"objectType":"Collection"}}`
			}
			client, seen := fake(t, page)
			items, err := c.all(t.Context(), client)
			require.NoError(t, err)
			require.Len(t, *seen, 3, "pages read")
			assert.Equal(t, c.want, (*seen)[0].request)
			for i, sent := range (*seen)[1:] {
				assert.Equal(t, fmt.Sprintf("GET /v1/next?page=%d", i+2), sent.request, "the next link is followed, with its version")
				assert.Equal(t, fmt.Sprintf("token-%d", i+2), sent.header.Get("MS-ContinuationToken"))
			}
			decoded(t, "["+c.item+","+c.item+","+c.item+"]", items)

			client, seen = fake(t, page)
			_, next, err := c.list(t.Context(), client, partnercenter.Continuation{})
			require.NoError(t, err)
			assert.Equal(t, "token-2", next.Token)
			items, _, err = c.list(t.Context(), client, next)
			require.NoError(t, err)
			assert.Equal(t, "GET /v1/next?page=2", (*seen)[1].request)
			decoded(t, "["+c.item+"]", items)

			client, _ = fake(t, func(int) (int, string) { return http.StatusOK, "[" + c.item + "]" })
			items, next, err = c.list(t.Context(), client, partnercenter.Continuation{})
			require.NoError(t, err, "a bare array is a list")
			assert.True(t, next.IsZero())
			decoded(t, "["+c.item+"]", items)
		})
	}
}

// decoded checks that a Go value holds, in typed fields, what an answer had.
func decoded(t *testing.T, answer string, got any) {
	t.Helper()
	require.False(t, reflect.ValueOf(got).IsZero(), "nothing was decoded")
	wire.DropUnknown(got) // only fields of the type count
	text, err := wire.Marshal(got)
	require.NoError(t, err)
	contains(t, answer, string(text), "what was decoded")
}

// contains checks that every member of want is in got, arrays with equal length.
func contains(t *testing.T, want, got, what string) {
	t.Helper()
	var w, g any
	require.NoError(t, json.Unmarshal([]byte(want), &w), want)
	require.NoError(t, json.Unmarshal([]byte(got), &g), got)
	if path := missing("", w, g); path != "" {
		t.Errorf("%s lacks %s\nwant %s\ngot  %s", what, path, want, got)
	}
}

func missing(path string, want, got any) string {
	switch w := want.(type) {
	case map[string]any:
		g, _ := got.(map[string]any)
		for name, value := range w {
			if p := missing(path+"."+name, value, g[name]); p != "" {
				return p
			}
		}
		return ""
	case []any:
		g, _ := got.([]any)
		if len(g) != len(w) {
			return path
		}
		for i := range w {
			if p := missing(fmt.Sprintf("%s[%d]", path, i), w[i], g[i]); p != "" {
				return p
			}
		}
		return ""
	default:
		if !reflect.DeepEqual(want, got) {
			return strings.TrimPrefix(path, ".")
		}
		return ""
	}
}
