package graph

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/tenantlink/tenantlink/internal/secret"
	"github.com/tenantlink/tenantlink/internal/wire"
)

// Secret is a signature or another credential: it prints, logs and encodes as
// "[redacted]", and Reveal gives the value.
type Secret = secret.Secret

// maxLine bounds one line of a file.
const maxLine = 8 << 20

// Lines decodes JSON lines one by one into T, a ReconciliationLine, a UsageLine
// or a type of your own. An error names the line, comes once and last.
func Lines[T any](r io.Reader) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		scanner := bufio.NewScanner(r)
		scanner.Buffer(make([]byte, 0, 64<<10), maxLine)
		for number := 1; scanner.Scan(); number++ {
			if len(bytes.TrimSpace(scanner.Bytes())) == 0 {
				continue
			}
			var line T
			if err := wire.Unmarshal(scanner.Bytes(), &line); err != nil {
				yield(none, fmt.Errorf("line %d: %w", number, err))
				return
			}
			if !yield(line, nil) {
				return
			}
		}
		if err := scanner.Err(); errors.Is(err, bufio.ErrTooLong) {
			yield(none, fmt.Errorf("a line is longer than %d bytes", maxLine))
		} else if err != nil {
			yield(none, err)
		}
	}
}

// ReconciliationLines reads the lines of all files of a manifest of
// reconciliation, file by file in the manifest's order and line by line in the
// file's. The files are downloaded ahead, several at a time, into temporary files:
// the loop may be slow without holding connections open, no file is held in
// memory, and no line of a file comes before the file is complete. An error names
// the file and line, comes once, after the lines before it, and last. Ranging
// again downloads again; stopping the loop stops the downloads and removes the
// files.
func (s *Billing) ReconciliationLines(ctx context.Context, m *Manifest, opts ...LinesOption) iter.Seq2[ReconciliationLine, error] {
	return manifestLines[ReconciliationLine](ctx, s, m, opts)
}

// UsageLines reads the lines of all files of a manifest of usage in the same
// way.
func (s *Billing) UsageLines(ctx context.Context, m *Manifest, opts ...LinesOption) iter.Seq2[UsageLine, error] {
	return manifestLines[UsageLine](ctx, s, m, opts)
}

func manifestLines[T any](ctx context.Context, s *Billing, m *Manifest, opts []LinesOption) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		settings, err := linesSettings(opts)
		if err != nil {
			yield(none, invalid(blobGet.Operation, err))
			return
		}
		for file, err := range s.files(ctx, m, settings) {
			if err != nil {
				yield(none, err)
				return
			}
			for line, err := range Lines[T](file) {
				if err != nil {
					yield(none, fmt.Errorf("%s: %w", file.blob.Name, err))
					return
				}
				if !yield(line, nil) {
					return
				}
			}
		}
	}
}
