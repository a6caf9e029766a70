package graph_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/partnercenter/graph"
)

// exported is a finished export of the newest invoice in several files.
func exported(t *testing.T, srv *mockserver.Server, g *graph.Client) *graph.Manifest {
	t.Helper()
	export, err := g.Billing().ExportBilledReconciliation(t.Context(), graph.BilledExport{InvoiceID: newest(t, srv)})
	require.NoError(t, err)
	manifest, err := g.Billing().Wait(t.Context(), export)
	require.NoError(t, err)
	require.Greater(t, len(manifest.Blobs), 4)
	return manifest
}

// collect reads all lines until an error.
func collect(ctx context.Context, g *graph.Client, m *graph.Manifest, opts ...graph.LinesOption) (lines []string, err error) {
	for line, err := range g.Billing().ReconciliationLines(ctx, m, opts...) {
		if err != nil {
			return lines, err
		}
		lines = append(lines, line.CustomerID+line.SubscriptionID+line.ChargeStartDate.String()+line.Subtotal.String())
	}
	return lines, nil
}

func empty(t *testing.T, dir string) {
	t.Helper()
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, left, "temporary files must not stay")
}

// However many files are downloaded at a time, and however often connections
// break, the lines and their order are those of reading the files one by one.
func TestLinesInOrderThroughResets(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(20), mockserver.WithExports(mockserver.Exports{BlobTenants: 2}))
	g := client(t, srv, graph.WithRetry(graph.Retry{MinWait: time.Microsecond}))
	manifest := exported(t, srv, g)
	want, err := collect(t.Context(), g, manifest, graph.WithDownloads(1))
	require.NoError(t, err)
	require.Greater(t, len(want), 40)
	for _, n := range []int{2, 4, 64} {
		t.Run(fmt.Sprintf("%d downloads", n), func(t *testing.T) {
			dir := t.TempDir()
			require.NoError(t, srv.Fail("graph.billing.blobs.get", mockserver.Fault{Kind: mockserver.FaultReset, Phase: mockserver.After, First: 3}))
			got, err := collect(t.Context(), g, manifest, graph.WithDownloads(n), graph.WithTempDir(dir))
			require.NoError(t, err)
			assert.Equal(t, want, got)
			empty(t, dir)
		})
	}
	for _, request := range srv.Requests(mockserver.Match{Op: "graph.billing.blobs.get"}) {
		assert.NotEqual(t, http.StatusForbidden, request.Status, "blob storage refuses requests with a token")
	}
}

// Downloads run at the same time, as many as allowed and no more: each of the
// first n waits until all n are there.
func TestDownloadsRunAtTheSameTime(t *testing.T) {
	const n = 3
	var mu sync.Mutex
	running, most := 0, 0
	together := make(chan struct{})
	transport := roundTrip(func(req *http.Request) (*http.Response, error) {
		mu.Lock()
		if running++; running == n {
			close(together)
		}
		most = max(most, running)
		mu.Unlock()
		assert.Empty(t, req.Header.Get("Authorization"))
		select {
		case <-together:
		case <-req.Context().Done():
			return nil, req.Context().Err()
		}
		body := strings.NewReader(`{"CustomerId":"` + req.URL.Path + `"}` + "\n")
		return &http.Response{StatusCode: 200, Header: http.Header{}, Request: req, ContentLength: -1, Body: io.NopCloser(body)}, nil
	})
	g, err := graph.New(nil, graph.WithHTTPClient(&http.Client{Transport: transport}))
	require.NoError(t, err)
	manifest := &graph.Manifest{RootDirectory: "https://x.blob.example", Blobs: []graph.Blob{{Name: "a"}, {Name: "b"}, {Name: "c"}}}
	var got []string
	for line, err := range g.Billing().ReconciliationLines(t.Context(), manifest, graph.WithDownloads(n), graph.WithTempDir(t.TempDir())) {
		require.NoError(t, err)
		got = append(got, line.CustomerID)
	}
	assert.Equal(t, []string{"/a", "/b", "/c"}, got, "in the manifest's order")
	assert.Equal(t, n, most)
}

// No more files lie on the disk than allowed, however slow the loop is.
func TestDownloadsAreBounded(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(20), mockserver.WithExports(mockserver.Exports{BlobTenants: 2}))
	g := client(t, srv)
	manifest := exported(t, srv, g)
	dir := t.TempDir()
	for _, err := range g.Billing().ReconciliationLines(t.Context(), manifest, graph.WithDownloads(2), graph.WithTempDir(dir)) {
		require.NoError(t, err)
		files, err := os.ReadDir(dir)
		require.NoError(t, err)
		assert.LessOrEqual(t, len(files), 2)
	}
}

func TestLinesEndEarly(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(20), mockserver.WithExports(mockserver.Exports{BlobTenants: 2}))
	g := client(t, srv, graph.WithRetry(graph.Retry{Attempts: 1}))
	manifest := exported(t, srv, g)
	t.Run("stopped", func(t *testing.T) {
		dir := t.TempDir()
		for range g.Billing().ReconciliationLines(t.Context(), manifest, graph.WithTempDir(dir)) {
			break
		}
		empty(t, dir)
	})
	t.Run("cancelled", func(t *testing.T) {
		dir := t.TempDir()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		n := 0
		var last error
		for _, err := range g.Billing().ReconciliationLines(ctx, manifest, graph.WithTempDir(dir), graph.WithDownloads(1)) {
			if n++; n == 1 {
				cancel()
			}
			last = err
		}
		require.ErrorIs(t, last, context.Canceled)
		empty(t, dir)
	})
	t.Run("a file is missing", func(t *testing.T) {
		dir := t.TempDir()
		broken := *manifest
		broken.Blobs = append(append([]graph.Blob{}, manifest.Blobs[:2]...), graph.Blob{Name: "missing.json.gz"})
		whole, err := collect(t.Context(), g, &graph.Manifest{RootDirectory: manifest.RootDirectory, SASToken: manifest.SASToken, Blobs: manifest.Blobs[:2]})
		require.NoError(t, err)
		got, err := collect(t.Context(), g, &broken, graph.WithTempDir(dir))
		require.ErrorIs(t, err, graph.ErrNotFound)
		assert.Equal(t, whole, got, "the lines of the files before it come first")
		empty(t, dir)
	})
	t.Run("the manifest has expired", func(t *testing.T) {
		require.NoError(t, srv.Fail("graph.billing.manifests.get", mockserver.Fault{Kind: mockserver.FaultStatus, Status: 410, Phase: mockserver.Before, First: 1}))
		_, err := g.Billing().Manifest(t.Context(), manifest.ID)
		require.ErrorIs(t, err, graph.ErrExpired)
	})
	t.Run("the options are wrong", func(t *testing.T) {
		for _, opt := range []graph.LinesOption{nil, graph.WithDownloads(0), graph.WithDownloads(65), graph.WithTempDir("")} {
			_, err := collect(t.Context(), g, manifest, opt)
			require.Error(t, err)
			assert.Equal(t, graph.OutcomeNotSent, graph.OutcomeOf(err))
		}
	})
}

// A Retry-After of 0 means soon, and a server that says it for ever is asked less
// and less often.
func TestWaitOfZero(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := mockserver.New(t, mockserver.WithTenants(2), mockserver.WithoutListener(), mockserver.WithExports(mockserver.Exports{Polls: 1}))
		g := client(t, srv)
		invoice := newest(t, srv)
		export, err := g.Billing().ExportBilledReconciliation(t.Context(), graph.BilledExport{InvoiceID: invoice})
		require.NoError(t, err)
		began := time.Now()
		_, err = g.Billing().Wait(t.Context(), export)
		require.NoError(t, err)
		assert.Less(t, time.Since(began), 200*time.Millisecond)
	})
	synctest.Test(t, func(t *testing.T) {
		srv := mockserver.New(t, mockserver.WithTenants(2), mockserver.WithoutListener(), mockserver.WithExports(mockserver.Exports{Polls: 1 << 20}))
		g := client(t, srv)
		export, err := g.Billing().ExportBilledReconciliation(t.Context(), graph.BilledExport{InvoiceID: newest(t, srv)})
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		_, err = g.Billing().Wait(ctx, export)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Less(t, len(srv.Requests(mockserver.Match{Op: "graph.billing.operations.get"})), 150)
	})
}

// Export tells the state of an export without judging it.
func TestExportIsRead(t *testing.T) {
	client, seen := fake(t, func(int) (int, string) {
		return http.StatusOK, `{"@odata.type":"#microsoft.graph.partners.billing.failedOperation","id":"a1","status":"failed","createdDateTime":"2023-11-30T00:01:41Z","error":{"message":"No data available","code":"5000"}}`
	})
	export, err := client.Billing().Export(t.Context(), "a1")
	require.NoError(t, err)
	assert.Equal(t, "GET /v1.0/reports/partners/billing/operations/a1", (*seen)[0].request)
	assert.Empty(t, (*seen)[0].body)
	assert.Equal(t, graph.ExportFailed, export.Status)
	assert.Equal(t, "5000", export.Error.Code)
}
