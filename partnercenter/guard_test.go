package partnercenter_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/internal/apidoc"
	"github.com/tenantlink/tenantlink/partnercenter"
)

// ownTests are the methods whose tests are written out, because they stream, have
// no body or walk pages of another kind.
var ownTests = map[string]bool{
	"Invoices.Statement": true, "Invoices.Receipt": true, "Margins.Download": true, "Validations.DomainTaken": true, "Client.ValidateMFA": true,
	"Orders.AttachPurchaseOrder": true, "Referrals.All": true,
	"PriceSheets.Open": true, "PriceSheets.Prices": true, "PriceSheets.OpenRates": true, "PriceSheets.Rates": true,
}

// TestEveryMethodIsTested: each method that calls an operation stands in a table
// of cases, which assert verb, path, query, body and the decoded answer, a list in
// the table that reads three pages.
func TestEveryMethodIsTested(t *testing.T) {
	methods, err := apidoc.Methods(".")
	require.NoError(t, err)
	called, err := apidoc.Called(".")
	require.NoError(t, err)
	for op, names := range methods {
		for _, name := range names {
			if ownTests[name] {
				service, method, _ := strings.Cut(name, ".")
				assert.True(t, service == "Client" || called[service+"."+method] != nil, "%s has no test of its own", name)
				continue
			}
			table := "methodCase"
			if listing.MatchString(name) && (strings.HasSuffix(op, ".list") || strings.HasSuffix(op, ".listByPath")) && name != "Referrals.List" {
				table = "listCase"
			}
			assert.True(t, called[name][table], "%s (%s) is called in no %s", name, op, table)
		}
	}
}

// listing are the names of methods that read lists.
var listing = regexp.MustCompile(`\.(List|All)`)

// checkCase checks that a case demands what its operation has: verb and path,
// a body where there is one, an answer where there is one.
func checkCase(t *testing.T, c methodCase) {
	t.Helper()
	id, _, _ := strings.Cut(c.op, ",")
	id, _, _ = strings.Cut(id, " ")
	for _, op := range partnercenter.Operations() {
		if op.ID != id {
			continue
		}
		verb, path, _ := strings.Cut(c.want, " ")
		path, _, _ = strings.Cut(path, "?")
		assert.Equal(t, op.Method, verb, "the case's verb")
		template := regexp.MustCompile(`\\\{[^}]*\\\}`).ReplaceAllString("^"+regexp.QuoteMeta(op.Path)+"$", "[^/]+")
		assert.Regexp(t, template, path, "the case's path")
		assert.Equal(t, op.NewRequest != nil, c.body != "", "the case of an operation with a body asserts it")
		assert.Equal(t, op.NewResponse != nil, c.answer != "", "the case of an operation with an answer asserts it")
		return
	}
	t.Errorf("%s is no operation", id)
}
