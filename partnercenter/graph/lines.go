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
// reconciliation, file by file, without holding a file in memory. Ranging again
// reads again.
func (s *Billing) ReconciliationLines(ctx context.Context, m *Manifest) iter.Seq2[ReconciliationLine, error] {
	return manifestLines[ReconciliationLine](ctx, s, m)
}

// UsageLines reads the lines of all files of a manifest of usage in the same
// way.
func (s *Billing) UsageLines(ctx context.Context, m *Manifest) iter.Seq2[UsageLine, error] {
	return manifestLines[UsageLine](ctx, s, m)
}

func manifestLines[T any](ctx context.Context, s *Billing, m *Manifest) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, blob := range m.Blobs {
			if !blobLines(ctx, s, m, blob, yield) {
				return
			}
		}
	}
}

// blobLines yields the lines of one file and reports whether to go on.
func blobLines[T any](ctx context.Context, s *Billing, m *Manifest, b Blob, yield func(T, error) bool) bool {
	var none T
	reader, err := s.Open(ctx, m, b)
	if err != nil {
		yield(none, err)
		return false
	}
	defer func() { _ = reader.Close() }()
	for line, err := range Lines[T](reader) {
		if err != nil {
			yield(none, fmt.Errorf("%s: %w", b.Name, err))
			return false
		}
		if !yield(line, nil) {
			return false
		}
	}
	return true
}
