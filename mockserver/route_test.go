package mockserver_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tenantlink/tenantlink/mockserver"
)

// A claim to be stateful names the test that proves it.
func TestStatefulRoutesNameAnExistingTest(t *testing.T) {
	tests := map[string]bool{}
	files, err := fs.Glob(os.DirFS("."), "*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), f, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				tests[fn.Name.Name] = true
			}
		}
	}
	for _, r := range mockserver.Routes() {
		if r.Claim == mockserver.Stateful && !tests[r.Proof] {
			t.Errorf("%s claims to be stateful and names the test %q, which does not exist", r.Op, r.Proof)
		}
		if r.Claim == "" {
			t.Errorf("%s %v makes no claim", r.Op, r.Paths)
		}
	}
}

// The statement in the repository is the one the table gives.
func TestStatementIsCurrent(t *testing.T) {
	var b strings.Builder
	b.WriteString(statementHead)
	if err := mockserver.WriteStatement(&b); err != nil {
		t.Fatal(err)
	}
	path := "FIDELITY.md"
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(path)
	if err != nil || string(have) != b.String() {
		t.Errorf("%s is not what the route table says; write it anew with UPDATE_GOLDEN=1 go test ./mockserver -run TestStatementIsCurrent (%v)", path, err)
	}
}

const statementHead = `# What the mock server emulates

Generated from the route table; do not edit. *Stateful*: the test named in the
row writes and sees the effect through another operation. *Shape only*: the
answer has the right shape and never changes. *Absent*: answers 501.
"Provisional" marks Cloudmore's fields, which are not documented publicly.

Unknown about the real services, and therefore decided here: the size limit of
Partner Center's pages (500), whether an invoice's totalCharges holds tax (here
it is net), whether removing Cloudmore's CSP service unlinks the tenant (here it
does), how long Graph keeps exports (here 12 hours), what accepting a transfer
does (the subscriptions end here), how a migration and a schedule proceed (done at
once, and when the clock is advanced past the day), whether an order follows later
changes of its subscription (here it does not) and whether suspending stops the
charges (here it does not), how a change within a billing cycle is charged (here the
rest of the cycle is given back and charged anew),
the fields of webhook registrations, audit records and add-on offers beyond their
documented names, and every Cloudmore field name beyond those in its samples. A
new password is never sent back, unlike the published answers show.

`

var parameter = regexp.MustCompile(`\{[^}]*\}`)

// Every route of Cloudmore's index answers, and never with 404 for the route.
func TestEveryCloudmoreRouteAnswers(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0), mockserver.WithAcceptAny())
	absent := 0
	for _, r := range mockserver.Routes() {
		if r.Vendor != "cloudmore" || r.Claim != mockserver.Absent {
			continue
		}
		absent++
		resp := c.send(r.Method, parameter.ReplaceAllString(r.Paths[0], "x"), nil, "Authorization", "Bearer any").want(t, http.StatusNotImplemented)
		if !strings.HasPrefix(string(resp.body), `[{"errorCode":501`) {
			t.Errorf("%s: %s", r.Op, resp.body)
		}
	}
	if absent < 150 {
		t.Errorf("only %d routes of the index are absent; is the index embedded?", absent)
	}
	if len(c.srv.Requests(mockserver.Match{Unmatched: true})) != 0 {
		t.Error("a route of the index was not matched")
	}
}

// The embedded index is the published one.
func TestCloudmoreIndexIsComplete(t *testing.T) {
	published, err := os.ReadFile(filepath.Join("..", "..", "shared", "contracts", "cloudmore-routes-v1.07.0.tsv"))
	if err != nil {
		t.Skip("the published index ../shared/contracts/cloudmore-routes-v1.07.0.tsv is not here")
	}
	have, err := os.ReadFile("cloudmore_routes.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(published)) {
		cols := strings.Split(line, "\t")
		if !strings.Contains(string(have), cols[0]+"\t"+cols[1]+"\t") {
			t.Errorf("%s %s is missing", cols[0], cols[1])
		}
	}
}
