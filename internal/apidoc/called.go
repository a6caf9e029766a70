package apidoc

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
)

// Called are the names of the methods that the test files in dir call, each with
// whether a call stands in a case of a table, by the name of the case's type.
// Methods of the same name are told apart by the accessor before them:
// "Customers.Get" is c.Customers().Get(...).
func Called(dir string) (map[string]map[string]bool, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		return nil, err
	}
	called := map[string]map[string]bool{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			return nil, err
		}
		calls(file, "", called)
	}
	return called, nil
}

// calls walks a syntax tree; table is the type of the table it is in.
func calls(root ast.Node, table string, called map[string]map[string]bool) {
	ast.Inspect(root, func(n ast.Node) bool {
		if list, ok := n.(*ast.CompositeLit); ok && n != root {
			if inner := elementType(list); inner != "" {
				calls(list, inner, called)
				return false
			}
		}
		if call, ok := n.(*ast.CallExpr); ok {
			if label := label(call); label != "" {
				if called[label] == nil {
					called[label] = map[string]bool{}
				}
				called[label][table] = true
			}
		}
		return true
	})
}

// elementType is the type of the elements of a list of cases.
func elementType(list *ast.CompositeLit) string {
	array, ok := list.Type.(*ast.ArrayType)
	if !ok {
		return ""
	}
	if name, ok := array.Elt.(*ast.Ident); ok {
		return name.Name
	}
	return ""
}

// label is Accessor.Method of a call x.Accessor().Method(...).
func label(call *ast.CallExpr) string {
	method, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	if accessor, ok := method.X.(*ast.CallExpr); ok {
		if of, ok := accessor.Fun.(*ast.SelectorExpr); ok && len(accessor.Args) == 0 {
			return of.Sel.Name + "." + method.Sel.Name
		}
	}
	return ""
}
