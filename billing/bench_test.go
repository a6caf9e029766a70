package billing_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/billing"
)

// BenchmarkReport measures the report over 500,000 lines (two invoices in two
// currencies, 4,000 customers, four gzip blobs) against gunzip alone and against
// encoding/json into seven fields, all parallel over the blobs. It judges by user
// CPU time, which a busy machine does not distort.
func BenchmarkReport(b *testing.B) {
	const lines = 500_000
	gen := newBulk(1, 4000)
	src, _ := bulkFiles(b, b.TempDir(), gen, lines, 4)
	links := gen.links()
	base := map[string]time.Duration{}
	for _, c := range []struct {
		name string
		run  func(*testing.B)
	}{
		{"gunzip", func(b *testing.B) {
			eachBlob(b, src, func(r io.Reader) error { _, err := io.Copy(io.Discard, r); return err })
		}},
		{"encoding-json", func(b *testing.B) { eachBlob(b, src, decodeSlowly) }},
		{"report", func(b *testing.B) {
			report, err := billing.Build(context.Background(), src, links)
			require.NoError(b, err)
			require.EqualValues(b, lines, report.Lines)
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			before := userTime(b)
			for b.Loop() {
				c.run(b)
			}
			cpu := (userTime(b) - before) / time.Duration(b.N)
			base[c.name] = cpu
			b.ReportMetric(cpu.Seconds(), "cpu-s/op")
			b.ReportMetric(float64(lines)/b.Elapsed().Seconds()*float64(b.N), "lines/s")
			if c.name == "report" {
				b.ReportMetric(ratio(cpu, base["gunzip"]), "x-gunzip")
				b.ReportMetric(ratio(cpu, base["encoding-json"]), "x-encoding-json")
			}
		})
	}
}

func ratio(a, b time.Duration) float64 {
	if b == 0 {
		return 0
	}
	return a.Seconds() / b.Seconds()
}

// eachBlob runs f over the decompressed blobs, in parallel.
func eachBlob(b *testing.B, src billing.Source, f func(io.Reader) error) {
	b.Helper()
	var wg sync.WaitGroup
	errs := make(chan error, 16)
	for _, e := range src {
		for _, blob := range e.Blobs {
			wg.Go(func() { errs <- readAs(blob.Name, f) })
		}
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		require.NoError(b, err)
	}
}

func readAs(path string, f func(io.Reader) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	gz, err := gzip.NewReader(file)
	if err != nil {
		return err
	}
	return f(gz)
}

func decodeSlowly(r io.Reader) error {
	var l struct {
		CustomerId, CustomerName, InvoiceNumber, Currency, ProductId string
		Subtotal, TaxTotal                                           json.Number
	}
	for s := bufio.NewScanner(r); s.Scan(); {
		if err := json.Unmarshal(s.Bytes(), &l); err != nil {
			return fmt.Errorf("line: %w", err)
		}
	}
	return nil
}
