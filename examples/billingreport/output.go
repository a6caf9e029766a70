package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/billing/xlsx"
	"github.com/tenantlink/tenantlink/internal/atomicfile"
)

// fileNames are the files by format.
var fileNames = map[string]string{
	"json": "report.json", "csv": "report.csv", "lines": "lines.csv", "xlsx": "report.xlsx", "html": "report.html",
}

// checkOutputs refuses to overwrite before anything is read.
func (s *settings) checkOutputs() error {
	if s.force {
		return nil
	}
	for _, f := range s.formats {
		path := filepath.Join(s.out, fileNames[f])
		if _, err := os.Lstat(path); err == nil {
			return fmt.Errorf("billingreport: %s exists; remove it or pass -force", path)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("billingreport: -out: %w", err)
		}
	}
	return nil
}

// writeOutputs writes all files beside their final place and moves them there
// when the last one is complete, so that a failure leaves none.
func (s *settings) writeOutputs(ctx context.Context, r *billing.Report, src billing.Source) error {
	_, statErr := os.Stat(s.out)
	if err := os.MkdirAll(s.out, 0o755); err != nil {
		return fmt.Errorf("billingreport: -out: %w", err)
	}
	stage, err := os.MkdirTemp(s.out, ".unfinished-")
	if err != nil {
		return fmt.Errorf("billingreport: -out: %w", err)
	}
	err = s.fill(ctx, stage, r, src)
	err = errors.Join(err, os.RemoveAll(stage))
	if err != nil && errors.Is(statErr, fs.ErrNotExist) {
		_ = os.Remove(s.out) // ours, and empty; if not, it stays
	}
	return err
}

func (s *settings) fill(ctx context.Context, stage string, r *billing.Report, src billing.Source) error {
	for _, f := range s.formats {
		err := atomicfile.Write(filepath.Join(stage, fileNames[f]), 0o644, func(w io.Writer) error { return s.write(ctx, w, f, r, src) })
		if err != nil {
			return err
		}
	}
	if err := s.checkOutputs(); err != nil { // someone may have been faster
		return err
	}
	for _, f := range s.formats {
		if err := os.Rename(filepath.Join(stage, fileNames[f]), filepath.Join(s.out, fileNames[f])); err != nil {
			return fmt.Errorf("billingreport: %w", err)
		}
	}
	return nil
}

func (s *settings) write(ctx context.Context, w io.Writer, format string, r *billing.Report, src billing.Source) error {
	switch format {
	case "json":
		return r.WriteJSON(w)
	case "csv":
		return r.WriteCSV(w, s.csvOptions()...)
	case "lines":
		return r.WriteLinesCSV(ctx, w, src, s.csvOptions()...)
	case "xlsx":
		return xlsx.Write(ctx, w, r, xlsx.WithLines(r.Rows(ctx, src)))
	}
	return r.WriteHTML(w)
}

func (s *settings) csvOptions() []billing.CSVOption {
	options := []billing.CSVOption{billing.WithSeparator([]rune(s.separator)[0])}
	if s.comma {
		options = append(options, billing.WithDecimalComma())
	}
	return options
}
