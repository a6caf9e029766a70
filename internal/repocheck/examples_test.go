package repocheck

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestEveryLibraryPackageHasACheckedExample wants an Example with an output that
// `go test` compares, so that what the documentation shows is true.
func TestEveryLibraryPackageHasACheckedExample(t *testing.T) {
	for own := range allowed {
		if own == "" || strings.HasPrefix(own, "mockserver/cmd/") {
			continue
		}
		dir := filepath.Join(root, own)
		if _, err := os.Stat(dir); err != nil {
			continue // TestImportsPointDown holds the table against what exists
		}
		if !hasCheckedExample(t, dir) {
			t.Errorf("package %s has no Example with a checked output", own)
		}
	}
}

func hasCheckedExample(t *testing.T, dir string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	for _, path := range files {
		file, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range doc.Examples([]*ast.File{file}...) {
			if e.Output != "" || e.EmptyOutput {
				return true
			}
		}
	}
	return false
}

// TestInterfacesStaySmall keeps exported interfaces at four methods or fewer.
func TestInterfacesStaySmall(t *testing.T) {
	goFiles(t, func(path string) {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok || !spec.Name.IsExported() {
				return true
			}
			if i, ok := spec.Type.(*ast.InterfaceType); ok && i.Methods.NumFields() > 4 {
				t.Errorf("%s: interface %s has %d methods", fset.Position(spec.Pos()), spec.Name.Name, i.Methods.NumFields())
			}
			return true
		})
	})
}
