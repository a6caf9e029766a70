package cloudmore_test

import (
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/cloudmore"
)

// indexRoute is one row of Cloudmore's index of routes.
type indexRoute struct{ verb, template string }

func index(t *testing.T) []indexRoute {
	t.Helper()
	text, err := os.ReadFile("../mockserver/cloudmore_routes.tsv")
	require.NoError(t, err)
	var routes []indexRoute
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.TrimSpace(line), "\t")
		require.GreaterOrEqual(t, len(cells), 2, line)
		routes = append(routes, indexRoute{verb: cells[0], template: cells[1]})
	}
	require.Len(t, routes, 227, "rows of the index, API v1.07.0")
	return routes
}

var placeholder = regexp.MustCompile(`\{[^}]*\}`)

// TestDoReachesEveryRoute: Do with the template as the index has it sends the verb
// and the path with the account's own ids at the head and the arguments after them.
func TestDoReachesEveryRoute(t *testing.T) {
	var sent, body string
	transport := roundTrip(func(req *http.Request) (*http.Response, error) {
		sent, body = req.Method+" "+req.URL.EscapedPath()+"?"+req.URL.RawQuery, ""
		if req.Body != nil {
			body = string(read(t, req.Body))
		}
		return reply(req, http.StatusOK, `{"name":"x"}`), nil
	})
	account := cloudmore.Account{ResellerID: "r/1", SellerID: "s 2"}
	client, err := cloudmore.New(nil, account, cloudmore.WithHTTPClient(&http.Client{Transport: transport}))
	require.NoError(t, err)
	for _, route := range index(t) {
		t.Run(route.verb+" "+route.template, func(t *testing.T) {
			want := strings.Replace(route.template, "/api/resellers/{resellerId}", "/api/resellers/r%2F1", 1)
			want = strings.Replace(want, "/api/sellers/{sellerId}", "/api/sellers/s%202", 1)
			args := cloudmore.Args{Query: map[string][]string{"q": {"1"}}}
			want = placeholder.ReplaceAllStringFunc(want, func(string) string {
				value := fmt.Sprintf("v%d/ä", len(args.Path))
				args.Path = append(args.Path, value)
				return fmt.Sprintf("v%d%%2F%%C3%%A4", len(args.Path)-1)
			})
			op := cloudmore.Operation{ID: "own", Method: route.verb, Path: route.template}
			var in any
			if route.verb == http.MethodPost || route.verb == http.MethodPut {
				in = map[string]string{"a": "b"}
			}
			var out struct{ Name string }
			require.NoError(t, client.Do(t.Context(), op, args, in, &out))
			assert.Equal(t, route.verb+" "+want+"?q=1", sent)
			assert.Equal(t, "x", out.Name)
			if in != nil {
				assert.JSONEq(t, `{"a":"b"}`, body)
			} else {
				assert.Empty(t, body)
			}
		})
	}
}

// TestOperationsAreOfTheIndex: a typed method calls a route that Cloudmore has.
func TestOperationsAreOfTheIndex(t *testing.T) {
	plain := func(verb, template string) string {
		return strings.ToLower(verb + " " + placeholder.ReplaceAllString(template, "{}"))
	}
	has := map[string]bool{}
	for _, route := range index(t) {
		has[plain(route.verb, route.template)] = true
	}
	for _, op := range cloudmore.Operations() {
		if op.ID == "cloudmore.token" { // the sign-in service is not in the index
			continue
		}
		assert.True(t, has[plain(op.Method, op.Path)], "%s: %s %s is not in the index", op.ID, op.Method, op.Path)
	}
}
