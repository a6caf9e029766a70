package partnercenter_test

import (
	"bufio"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/partnercenter"
)

var placeholder = regexp.MustCompile(`\{[^}]*\}`)

// route is a verb-less path in a form that compares.
func route(path string) string {
	path = strings.TrimPrefix(strings.TrimPrefix(path, "/v{version}"), "/v1")
	path, _, _ = strings.Cut(path, "?")
	return strings.ToLower(placeholder.ReplaceAllString(strings.TrimRight(path, "/"), "{}"))
}

// TestSwaggerRoutes: each route of Microsoft's own swagger has an operation or a
// reason in API.md why not.
func TestSwaggerRoutes(t *testing.T) {
	path := filepath.Join("..", "..", "shared", "contracts", "pc-autorest-ops.tsv")
	file, err := os.Open(path)
	if err != nil {
		t.Skipf("the list of Microsoft's routes is not beside the repository: %v", err)
	}
	defer func() { _ = file.Close() }()
	known := map[string]bool{}
	for _, op := range partnercenter.Operations() {
		known[op.Method+" "+route(op.Path)] = true
	}
	excused := excuses(t)
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		cells := strings.Split(lines.Text(), "\t")
		verb, path := cells[0], route(cells[1])
		if known[verb+" "+path] {
			continue
		}
		excuse := false
		for _, pattern := range excused {
			excuse = excuse || pattern == verb+" "+path || pattern == path
		}
		if !excuse {
			t.Errorf("%s %s has neither an operation nor a reason in API.md under \"Left to Do\"", verb, path)
		}
	}
	require.NoError(t, lines.Err())
}

// excuses are the routes in the section "Left to Do" of API.md.
func excuses(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("API.md")
	require.NoError(t, err)
	_, section, found := strings.Cut(string(text), "## Left to `Do`")
	require.True(t, found, "API.md has no section Left to Do")
	section, _, _ = strings.Cut(section, "\n## ")
	var routes []string
	for _, quoted := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(section, -1) {
		verb, path, both := strings.Cut(quoted[1], " ")
		if both {
			routes = append(routes, verb+" "+route(path))
		} else {
			routes = append(routes, route(quoted[1]))
		}
	}
	return routes
}
