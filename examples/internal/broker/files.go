package broker

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/billing/xlsx"
	"github.com/tenantlink/tenantlink/internal/atomicfile"
	"github.com/tenantlink/tenantlink/linking"
)

// WritePlan writes a plan; an existing file is replaced only with force.
func WritePlan(path string, p *linking.Plan, force bool) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return WriteFile(path, force, p.WriteJSON)
}

// ReportFiles are the names that WriteReport writes.
func ReportFiles() []string {
	return []string{"report.json", "report.csv", "report.html", "report.xlsx"}
}

// WriteReport writes the ReportFiles into dir and returns their paths. Existing
// files are replaced only with force; without it nothing is written when one of
// them exists.
func WriteReport(ctx context.Context, dir string, r *billing.Report, force bool) ([]string, error) {
	writers := []func(io.Writer) error{
		r.WriteJSON,
		func(w io.Writer) error { return r.WriteCSV(w) },
		func(w io.Writer) error { return r.WriteHTML(w) },
		func(w io.Writer) error { return xlsx.Write(ctx, w, r) },
	}
	names := ReportFiles()
	if err := Vacant(force, dir, names...); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	var paths []string
	for n, name := range names {
		path := filepath.Join(dir, name)
		if err := WriteFile(path, force, writers[n]); err != nil {
			return nil, err
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// Vacant refuses files of dir that exist, unless they may be replaced. A long
// run asks before it begins, so that it does not fail at its end.
func Vacant(force bool, dir string, names ...string) error {
	for _, name := range names {
		path := filepath.Join(dir, name)
		if _, err := os.Lstat(path); err == nil && !force {
			return fmt.Errorf("%s exists; give -force to replace it", path)
		}
	}
	return nil
}

// WriteFile writes a file as a whole; an existing one is replaced only with force.
func WriteFile(path string, force bool, fill func(io.Writer) error) error {
	if force {
		return atomicfile.Write(path, 0o600, fill)
	}
	if err := atomicfile.Create(path, 0o600, fill); err != nil {
		return fmt.Errorf("%w; give -force to replace it", err)
	}
	return nil
}
