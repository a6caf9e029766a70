package atomicfile_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tenantlink/tenantlink/internal/atomicfile"
)

func ExampleCreate() {
	dir, err := os.MkdirTemp("", "atomicfile")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	hello := func(w io.Writer) error {
		_, err := io.WriteString(w, "hello")
		return err
	}
	path := filepath.Join(dir, "report.csv")
	fmt.Println(atomicfile.Create(path, 0o644, hello))
	fmt.Println(errors.Is(atomicfile.Create(path, 0o644, hello), fs.ErrExist))
	// Output:
	// <nil>
	// true
}
