package billing_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/billing"
)

func TestLinesOfAnyLengthAreReadWhole(t *testing.T) {
	var text bytes.Buffer
	want, lines := decimal.Zero, 0
	for _, padding := range []int{0, 1, 100_000, 262_144, 262_143, 700_000, 5} { // around and beyond what is read at once
		for range 3 {
			text.WriteString(lineOf(record{"CustomerDomainName": strings.Repeat("x", padding), "Subtotal": "0.01"}) + "\r\n")
			want = want.Add(dec("0.01"))
			lines++
		}
	}
	text.WriteString("oops\n" + lineOf(record{"Subtotal": "1"})) // no newline at the end
	want = want.Add(dec("1"))
	for name, data := range map[string][]byte{"plain": text.Bytes(), "gzip": gzipped(t, text.Bytes()), "BOM": append([]byte("\xef\xbb\xbf"), text.Bytes()...)} {
		report := build(t, linksOf(contoso, "A"), blobSource(name, data))
		require.EqualValues(t, lines+1, report.Lines, name)
		money(t, want.String(), report.Currencies[0].Total.Net, name)
		require.Len(t, report.MalformedLines, 1, name)
		require.EqualValues(t, lines+1, report.MalformedLines[0].Line, name)
	}
}

// stalled gives its text and then nothing until the context ends.
type stalled struct {
	ctx  context.Context
	text io.Reader
}

func (s *stalled) Read(p []byte) (int, error) {
	n, err := s.text.Read(p)
	if errors.Is(err, io.EOF) {
		<-s.ctx.Done()
		err = s.ctx.Err()
	}
	return n, err
}

func (s *stalled) Close() error { return nil }

func TestAnErrorDoesNotWaitForTheRestOfAStalledBlob(t *testing.T) {
	text := "oops\n" + strings.Repeat(lineOf(record{})+"\n", 2000) // more than is read at once
	src := billing.Source{{Blobs: []billing.Blob{{Name: "slow", Open: func(ctx context.Context) (io.ReadCloser, error) {
		return &stalled{ctx, strings.NewReader(text)}, nil
	}}}}}
	require.ErrorIs(t, buildErr(t, src, billing.WithStrict()), billing.ErrMalformed)
}
