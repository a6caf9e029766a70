package billing

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
)

// Blob is one file of lines: JSON lines (plain or gzip, recognised by content),
// a JSON document of version 1 line items, or the portal's reconciliation CSV.
type Blob struct {
	// Name identifies the blob within its export; line origins refer to it.
	Name string
	// Size is the number of bytes as transferred; 0 when unknown. Only progress uses it.
	Size int64
	// Open starts reading from the beginning. It is called once per pass: once
	// by Build, once more by Rows.
	Open func(ctx context.Context) (io.ReadCloser, error)
}

// Export is what one request for reconciliation (or usage) lines produced.
type Export struct {
	// Invoice is the document the lines belong to. When set, a line of another
	// invoice is an error, and a line without a number counts as this one.
	Invoice string
	// ETag is the manifest's version of the data; empty when unknown.
	ETag string
	// BlobCount is how many blobs the manifest promised; 0 when unknown.
	BlobCount int
	// Unbilled marks lines that are not invoiced yet: the report is provisional.
	Unbilled bool
	// Blobs are the files.
	Blobs []Blob
}

// Source is what a report reads: one export per invoice, usually one.
type Source []Export

// File is a blob on disk.
func File(path string) Blob {
	b := Blob{Name: path, Open: func(context.Context) (io.ReadCloser, error) { return os.Open(path) }}
	if info, err := os.Stat(path); err == nil {
		b.Size = info.Size()
	}
	return b
}

// Bytes is a blob in memory.
func Bytes(name string, data []byte) Blob {
	return Blob{Name: name, Size: int64(len(data)), Open: func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(data)), nil
	}}
}

// Files is a source of one export without expectations: every file that matches
// one of the patterns of [filepath.Glob], sorted by name. A pattern that matches
// nothing is an error. A file matched by two patterns is taken once.
func Files(patterns ...string) (Source, error) {
	var paths []string
	for _, pattern := range patterns {
		found, err := filepath.Glob(pattern)
		if err != nil {
			return nil, fmt.Errorf("billing: pattern %q: %w", pattern, err)
		}
		if len(found) == 0 {
			return nil, fmt.Errorf("billing: pattern %q matches no file: %w", pattern, os.ErrNotExist)
		}
		for _, p := range found {
			paths = append(paths, filepath.Clean(p))
		}
	}
	slices.Sort(paths)
	var e Export
	for _, p := range slices.Compact(paths) {
		e.Blobs = append(e.Blobs, File(p))
	}
	return Source{e}, nil
}

// Items is a blob made of typed line items, such as a client's iterator over
// the version 1 line items of an invoice. Each item is marshalled to JSON, so
// its field names must be Microsoft's.
func Items[T any](name string, all func(ctx context.Context) iter.Seq2[T, error]) Blob {
	return Blob{Name: name, Open: func(ctx context.Context) (io.ReadCloser, error) {
		r, w := io.Pipe()
		go func() {
			enc := json.NewEncoder(w)
			for item, err := range all(ctx) {
				if err == nil {
					err = enc.Encode(item)
				}
				if err != nil {
					w.CloseWithError(err)
					return
				}
			}
			_ = w.Close() // never fails
		}()
		return r, nil
	}}
}
