package repocheck

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/tenantlink/tenantlink"

// allowed says which packages of ours a package may import, besides
// internal/... and its own subpackages' parents. "*" allows all.
var allowed = map[string][]string{
	"":                             {},
	"partnercenter":                {},
	"partnercenter/graph":          {},
	"partnercenter/auth":           {},
	"partnercenter/auth/sqlstore":  {"partnercenter/auth"},
	"partnercenter/auth/storetest": {"partnercenter/auth"},
	"partnercenter/preflight":      {"partnercenter/auth", "partnercenter", "partnercenter/graph"},
	"cloudmore":                    {},
	"linking":                      {"linking/match"},
	"linking/match":                {},
	"linking/adapter":              {"linking", "linking/match", "partnercenter", "partnercenter/graph", "cloudmore"},
	"linking/provision":            {"linking", "partnercenter", "partnercenter/graph", "cloudmore"},
	"linking/sqlstore":             {"linking", "linking/match"},
	"linking/linktest":             {"linking", "linking/match"},
	"billing":                      {"linking"},
	"billing/xlsx":                 {"billing"},
	"mockserver":                   {},
	"mockserver/cmd/mockserver":    {"mockserver"},
	"mockserver/clients":           {"*"},
}

type pkg struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "./...")
	cmd.Dir = root
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// TestImportsPointDown holds the arrows of the design: linking knows no vendor,
// no client knows sign-in, the mock knows nothing of ours, billing links no
// workbook writer.
func TestImportsPointDown(t *testing.T) {
	for _, p := range packages(t) {
		own, ours := local(p.ImportPath)
		if !ours || strings.HasPrefix(own, "examples") || strings.HasPrefix(own, "internal/cmd") {
			continue
		}
		may, known := allowed[own]
		if !known && !strings.HasPrefix(own, "internal/") {
			t.Errorf("package %s is not in the design; add it to the table with what it may import", own)
			continue
		}
		for _, i := range p.Imports {
			to, ours := local(i)
			switch {
			case !ours || slices.Contains(may, "*"):
			case strings.HasPrefix(to, "internal/") && !strings.HasPrefix(own, "mockserver"):
			case slices.Contains(may, to):
			default:
				t.Errorf("%s imports %s, which is against the arrows", own, to)
			}
		}
	}
}

func local(path string) (string, bool) {
	if path == module {
		return "", true
	}
	return strings.CutPrefix(path, module+"/")
}

// TestNothingElseStandsAtTheTop keeps the house tidy.
func TestNothingElseStandsAtTheTop(t *testing.T) {
	want := []string{".ci", ".git", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "SECURITY.md",
		"billing", "cloudmore", "doc.go", "examples", "go.mod", "go.sum", "internal", "linking", "mockserver", "partnercenter"}
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !slices.Contains(want, e.Name()) {
			t.Errorf("%s stands at the top of the repository and is not part of the settled layout", e.Name())
		}
	}
	for _, w := range want {
		if w != ".git" && !slices.ContainsFunc(entries, func(e os.DirEntry) bool { return e.Name() == w }) {
			t.Errorf("%s is missing at the top of the repository", w)
		}
	}
}
