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

// WriteReport writes report.json, .csv, .html and .xlsx into dir and returns
// their paths. Existing files are replaced only with force; without it nothing
// is written when one of them exists.
func WriteReport(ctx context.Context, dir string, r *billing.Report, force bool) ([]string, error) {
	formats := []struct {
		name  string
		write func(io.Writer) error
	}{
		{"report.json", r.WriteJSON},
		{"report.csv", func(w io.Writer) error { return r.WriteCSV(w) }},
		{"report.html", func(w io.Writer) error { return r.WriteHTML(w) }},
		{"report.xlsx", func(w io.Writer) error { return xlsx.Write(ctx, w, r) }},
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	var paths []string
	for _, f := range formats {
		path := filepath.Join(dir, f.name)
		if _, err := os.Stat(path); err == nil && !force {
			return nil, fmt.Errorf("%s exists; give -force to replace it", path)
		}
		paths = append(paths, path)
	}
	for n, f := range formats {
		if err := WriteFile(paths[n], force, f.write); err != nil {
			return nil, err
		}
	}
	return paths, nil
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
