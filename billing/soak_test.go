package billing_test

import (
	"bytes"
	"context"
	"flag"
	"io"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/billing"
)

var (
	soak      = flag.Bool("soak", false, "read 10,000,000 lines instead of 60,000 in TestMemoryIsBoundedAndTimeIsLinear")
	bulkOut   = flag.String("bulk-out", "", "directory for TestBulkFiles...: leaves the generated blobs and links.csv there")
	bulkLines = flag.Int("bulk-lines", 500_000, "lines that are written to -bulk-out")
)

// repeated is a blob of the same gzip member many times over.
func repeated(name string, member []byte, times int) billing.Blob {
	return billing.Blob{Name: name, Open: func(context.Context) (io.ReadCloser, error) {
		readers := make([]io.Reader, times)
		for i := range readers {
			readers[i] = bytes.NewReader(member)
		}
		return io.NopCloser(io.MultiReader(readers...)), nil
	}}
}

func TestMemoryIsBoundedAndTimeIsLinear(t *testing.T) {
	const chunk = 5_000
	small, large := 1, 6 // members per blob and step; two blobs
	if *soak {
		small, large = 100, 1000
	}
	gen := newBulk(7, 4000)
	var members [2][]byte
	for i := range members {
		var buf bytes.Buffer
		w := gzip.NewWriter(&buf)
		for range chunk {
			gen.line(w, "G1", "EUR")
		}
		require.NoError(t, w.Close())
		members[i] = buf.Bytes()
	}
	links := gen.links()
	measure := func(times int) (time.Duration, uint64, int64) {
		src := billing.Source{{Invoice: "G1", Blobs: []billing.Blob{repeated("a", members[0], times), repeated("b", members[1], times)}}}
		peak := watchHeap()
		start := userTime(t)
		report, err := billing.Build(context.Background(), src, links)
		require.NoError(t, err)
		require.EqualValues(t, 2*times*chunk, report.Lines)
		return userTime(t) - start, peak(), report.Lines
	}
	fewCPU, fewHeap, few := measure(small)
	manyCPU, manyHeap, many := measure(large)
	t.Logf("%d lines: %.2f CPU s, heap at most %d MiB", few, fewCPU.Seconds(), fewHeap>>20)
	t.Logf("%d lines: %.2f CPU s, heap at most %d MiB", many, manyCPU.Seconds(), manyHeap>>20)
	require.Less(t, manyHeap, uint64(100<<20), "the report must stay under 100 MB whatever the number of lines")
	growth := manyCPU.Seconds() / max(fewCPU.Seconds(), 0.001)
	require.Less(t, growth, 2*float64(many)/float64(few), "time must grow with the number of lines and not faster")
}

// watchHeap samples what the runtime holds of the system for the heap until the returned function is called.
func watchHeap() func() uint64 {
	runtime.GC()
	debug.FreeOSMemory()
	var peak atomic.Uint64
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak.Store(max(peak.Load(), m.HeapInuse+m.StackInuse))
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() uint64 {
		close(stop)
		<-stopped
		return peak.Load()
	}
}

// TestBulkFilesHoldWhatTheGeneratorSays writes the benchmark's input to disk and
// reads it back. With a folder of one's own it leaves the files there, for
// measuring programs:
//
//	go test ./billing -run TestBulkFiles -bulk-out DIR -bulk-lines 500000
func TestBulkFilesHoldWhatTheGeneratorSays(t *testing.T) {
	dir, lines := t.TempDir(), 2000
	if *bulkOut != "" {
		dir, lines = *bulkOut, *bulkLines
	}
	gen := newBulk(1, 4000)
	src, net := bulkFiles(t, dir, gen, lines, 4)
	writeLinksCSV(t, dir, gen.links())
	report, err := billing.Build(t.Context(), src, gen.links())
	require.NoError(t, err)
	require.Len(t, report.Currencies, len(net))
	for _, c := range report.Currencies {
		require.Equal(t, decimal.New(net[c.Currency], -2).String(), c.Total.Net.String(), "the lines must sum to what the generator counted")
	}
	t.Logf("net in cents: %v", net)
}
