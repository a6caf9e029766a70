// Package apidoc keeps a client's API.md in step with its operations: it finds
// which Go method calls which operation and renders the table. Only tests use
// it.
package apidoc

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Row is one operation in the table.
type Row struct {
	ID, Verb, Path string
	// Columns are the client's own: documentation page, token, status, ...
	Columns []string
}

// Methods finds, by operation id, the exported methods of the package in dir
// that call the operation, such as "Customers.Get".
func Methods(dir string) (map[string][]string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	ids := map[string]string{}           // variable -> operation id
	uses := map[string]map[string]bool{} // function -> names it mentions
	exported := map[string]string{}      // function -> label
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			return nil, err
		}
		for _, decl := range file.Decls {
			switch decl := decl.(type) {
			case *ast.GenDecl:
				variables(decl, ids)
			case *ast.FuncDecl:
				function(decl, uses, exported)
			}
		}
	}
	return byOperation(ids, uses, exported), nil
}

// variables collects the operations that a var block defines.
func variables(decl *ast.GenDecl, ids map[string]string) {
	for _, spec := range decl.Specs {
		value, ok := spec.(*ast.ValueSpec)
		if !ok {
			continue
		}
		for i, expr := range value.Values {
			call, ok := expr.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 || !defines(call.Fun) {
				continue
			}
			if literal, ok := call.Args[0].(*ast.BasicLit); ok && literal.Kind == token.STRING {
				if id, err := strconv.Unquote(literal.Value); err == nil {
					ids[value.Names[i].Name] = id
				}
			}
		}
	}
}

// defines reports whether a function is define or begins so.
func defines(fun ast.Expr) bool {
	switch generic := fun.(type) {
	case *ast.IndexExpr:
		fun = generic.X
	case *ast.IndexListExpr:
		fun = generic.X
	}
	name, ok := fun.(*ast.Ident)
	return ok && strings.HasPrefix(name.Name, "define")
}

// function collects the names that a function mentions.
func function(decl *ast.FuncDecl, uses map[string]map[string]bool, exported map[string]string) {
	label := decl.Name.Name
	if decl.Recv != nil && len(decl.Recv.List) == 1 {
		receiver := decl.Recv.List[0].Type
		if pointer, ok := receiver.(*ast.StarExpr); ok {
			receiver = pointer.X
		}
		if name, ok := receiver.(*ast.Ident); ok {
			label = name.Name + "." + label
		}
	}
	names := map[string]bool{}
	ast.Inspect(decl, func(n ast.Node) bool {
		if name, ok := n.(*ast.Ident); ok {
			names[name.Name] = true
		}
		return true
	})
	uses[label] = names
	if decl.Name.IsExported() && label != "Operations" {
		exported[label] = label
	}
}

func byOperation(ids map[string]string, uses map[string]map[string]bool, exported map[string]string) map[string][]string {
	methods := map[string][]string{}
	for function := range exported {
		mentioned := reached(function, uses)
		for variable, id := range ids {
			if mentioned[variable] {
				methods[id] = append(methods[id], exported[function])
			}
		}
	}
	for _, list := range methods {
		slices.Sort(list)
	}
	return methods
}

// reached are the names that a function mentions, itself or by an unexported
// function that it mentions.
func reached(function string, uses map[string]map[string]bool) map[string]bool {
	all := maps.Clone(uses[function])
	for other, names := range uses {
		bare := other[strings.LastIndexByte(other, '.')+1:]
		if !ast.IsExported(bare) && bare != "list" && bare != "all" && uses[function][bare] {
			maps.Copy(all, names)
		}
	}
	return all
}

// Table renders the rows as Markdown. heads name the columns of the rows.
func Table(rows []Row, methods map[string][]string, heads []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "| Operation | Methods | Verb and path | %s |\n", strings.Join(heads, " | "))
	fmt.Fprintf(&b, "|---|---|---|%s\n", strings.Repeat("---|", len(heads)))
	for _, row := range rows {
		fmt.Fprintf(&b, "| `%s` | %s | `%s %s` | %s |\n", row.ID, strings.Join(methods[row.ID], ", "), row.Verb, row.Path, strings.Join(row.Columns, " | "))
	}
	return b.String()
}

// Marks between which Check keeps the table.
const (
	begin = "<!-- operations: begin, written by the test with -update -->\n"
	end   = "<!-- operations: end -->\n"
)

// Check compares the table in a file with the wanted one; with update it writes
// it instead.
func Check(path, table string, update bool) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(string(text), begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		return fmt.Errorf("%s lacks the marks around its table", path)
	}
	want := before + begin + table + end + after
	if want == string(text) {
		return nil
	}
	if update {
		return os.WriteFile(path, []byte(want), 0o644)
	}
	return fmt.Errorf("%s is out of step with the operations; run the test with -update and read the difference", path)
}
