package graph_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/internal/apidoc"
)

// TestEveryMethodIsTested: each method that calls an operation stands in a table
// of cases, which assert verb, path, query, body and the decoded answer, a list in
// the table that reads three pages. Exports and tenants are tested against the mock.
func TestEveryMethodIsTested(t *testing.T) {
	methods, err := apidoc.Methods(".")
	require.NoError(t, err)
	called, err := apidoc.Called(".")
	require.NoError(t, err)
	for op, names := range methods {
		for _, name := range names {
			service, method, _ := strings.Cut(name, ".")
			switch {
			case service == "blobReader": // what Open returns
			case service == "Billing" || service == "Tenants" || strings.HasPrefix(method, "Wait"):
				assert.NotEmpty(t, called[name], "%s (%s) is called in no test", name, op)
			case strings.HasSuffix(op, ".list") && name != "Groups.FindByName":
				assert.True(t, called[name]["listCase"], "%s (%s) is called in no listCase", name, op)
			default:
				assert.True(t, called[name]["methodCase"], "%s (%s) is called in no methodCase", name, op)
			}
		}
	}
}
