package partnercenter_test

import (
	"encoding/json"
	"flag"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/internal/apidoc"
	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/partnercenter"
)

var update = flag.Bool("update", false, "write API.md")

// TestAPI keeps API.md, Operations, the methods and the mock's routes in step.
func TestAPI(t *testing.T) {
	methods, err := apidoc.Methods(".")
	require.NoError(t, err)
	routes := mockRoutes(t)
	var rows []apidoc.Row
	listed := map[string]bool{}
	for _, op := range partnercenter.Operations() {
		assert.False(t, listed[op.ID], "operation %s is listed twice", op.ID)
		listed[op.ID] = true
		assert.NotEmpty(t, methods[op.ID], "operation %s has no method", op.ID)
		mock := "no"
		if routes[op.ID] != "" {
			mock = "yes"
			assert.Equal(t, op.Method, routes[op.ID], "verb of %s in the mock", op.ID)
		}
		rows = append(rows, apidoc.Row{ID: op.ID, Verb: op.Method, Path: op.Path, Columns: []string{op.Page, string(op.Auth), string(op.Status), mock}})
	}
	for id := range methods {
		assert.True(t, listed[id], "operation %s is missing in Operations", id)
	}
	require.NoError(t, apidoc.Check("API.md", apidoc.Table(rows, methods, []string{"Page", "Token", "Status", "Mock"}), *update))
}

// mockRoutes are the verbs of the mock's operations.
func mockRoutes(t *testing.T) map[string]string {
	t.Helper()
	srv := mockserver.New(t, mockserver.WithTenants(0))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL()+"/_mock/routes", nil)
	require.NoError(t, err)
	resp, err := srv.Client().Do(req)
	require.NoError(t, err)
	defer func() { _ = resp.Body.Close() }()
	var routes []struct{ Op, Method string }
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&routes))
	verbs := map[string]string{}
	for _, route := range routes {
		verbs[route.Op] = route.Method
	}
	require.NotEmpty(t, verbs)
	return verbs
}
