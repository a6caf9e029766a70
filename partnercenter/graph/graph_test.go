package graph_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/mockserver/clients"
	"github.com/tenantlink/tenantlink/partnercenter"
	"github.com/tenantlink/tenantlink/partnercenter/graph"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// newest is the newest invoice of a mock.
func newest(t *testing.T, srv *mockserver.Server) string {
	t.Helper()
	pc, err := clients.PartnerCenter(srv)
	require.NoError(t, err)
	var last partnercenter.Invoice
	for invoice, err := range pc.Invoices().All(t.Context(), partnercenter.InvoiceQuery{}) {
		require.NoError(t, err)
		if invoice.DocumentType == partnercenter.DocumentInvoice && invoice.InvoiceDate.After(last.InvoiceDate) {
			last = invoice
		}
	}
	require.NotEmpty(t, last.ID)
	return last.ID
}

func client(t *testing.T, srv *mockserver.Server, opts ...graph.Option) *graph.Client {
	t.Helper()
	g, err := clients.Graph(srv, opts...)
	require.NoError(t, err)
	return g
}

func TestFindTenant(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(0))
	id := "11111111-2222-4333-8444-555555555555"
	srv.AddTenant(mockserver.Tenant{ID: id, Name: "O'Hara AB", Domain: "ohara.onmicrosoft.com", Domains: []string{"ohara.onmicrosoft.com", "ohara.example"}, Customer: true})
	g := client(t, srv)
	byDomain, err := g.Tenants().FindByDomain(t.Context(), "ohara.example")
	require.NoError(t, err)
	assert.Equal(t, id, byDomain.TenantID)
	byID, err := g.Tenants().FindByID(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, "O'Hara AB", byID.DisplayName)
	_, err = g.Tenants().FindByDomain(t.Context(), "nobody's.example")
	assert.ErrorIs(t, err, graph.ErrNotFound)
}

func TestBilledReconciliation(t *testing.T) {
	for _, inline := range []bool{false, true} {
		t.Run(fmt.Sprintf("manifest inline %t", inline), func(t *testing.T) {
			srv := mockserver.New(t, mockserver.WithTenants(10), mockserver.WithExports(mockserver.Exports{InlineManifest: inline, Polls: 2}))
			invoice := newest(t, srv)
			g := client(t, srv, graph.WithReadOnly()) // an export changes nothing
			export, err := g.Billing().ExportBilledReconciliation(t.Context(), graph.BilledExport{InvoiceID: invoice, Attributes: graph.AttributesFull})
			require.NoError(t, err)
			manifest, err := g.Billing().Wait(t.Context(), export)
			require.NoError(t, err)
			assert.NotEmpty(t, manifest.ETag)
			assert.Len(t, manifest.Blobs, manifest.BlobCount)

			lines, sum := 0, decimal.Zero
			for line, err := range g.Billing().ReconciliationLines(t.Context(), manifest) {
				require.NoError(t, err)
				assert.Equal(t, invoice, line.InvoiceNumber)
				assert.NotEmpty(t, line.CustomerID)
				assert.Empty(t, line.Unknown, "fields of the line that the type does not know")
				sum = sum.Add(line.Subtotal)
				lines++
			}
			assert.Greater(t, lines, 10)
			assert.False(t, sum.IsZero())
			for _, request := range srv.Requests(mockserver.Match{Op: "graph.billing.blobs.get"}) {
				assert.Equal(t, http.StatusOK, request.Status, "the mock refuses blobs asked for with a token")
			}
		})
	}
}

func TestOtherExports(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(10))
	g := client(t, srv)
	unbilled := graph.UnbilledExport{Currency: "EUR", Period: graph.PeriodCurrent}
	cases := map[string]func(context.Context) (*graph.Export, error){
		"billed usage": func(ctx context.Context) (*graph.Export, error) {
			return g.Billing().ExportBilledUsage(ctx, graph.BilledExport{InvoiceID: newest(t, srv)})
		},
		"unbilled usage": func(ctx context.Context) (*graph.Export, error) {
			return g.Billing().ExportUnbilledUsage(ctx, unbilled)
		},
		"unbilled reconciliation": func(ctx context.Context) (*graph.Export, error) {
			return g.Billing().ExportUnbilledReconciliation(ctx, unbilled)
		},
	}
	for name, submit := range cases {
		t.Run(name, func(t *testing.T) {
			export, err := submit(t.Context())
			require.NoError(t, err)
			manifest, err := g.Billing().Wait(t.Context(), export)
			require.NoError(t, err)
			lines := 0
			if strings.HasSuffix(name, "usage") {
				for line, err := range g.Billing().UsageLines(t.Context(), manifest) {
					require.NoError(t, err)
					assert.NotEmpty(t, line.CustomerID)
					assert.Empty(t, line.Unknown)
					lines++
				}
			} else {
				for line, err := range g.Billing().ReconciliationLines(t.Context(), manifest) {
					require.NoError(t, err)
					assert.NotEmpty(t, line.CustomerID)
					lines++
				}
			}
			assert.Positive(t, lines)
		})
	}
}

func TestFailedExportIsAnError(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(2))
	g := client(t, srv)
	export, err := g.Billing().ExportBilledReconciliation(t.Context(), graph.BilledExport{InvoiceID: "G999999999"})
	require.NoError(t, err)
	_, err = g.Billing().Wait(t.Context(), export)
	require.ErrorIs(t, err, graph.ErrExportFailed)
	failed, _ := errors.AsType[*graph.Error](err)
	assert.Equal(t, "5000", failed.Code)
	assert.ErrorContains(t, err, export.ID)
}

func TestExpiredExport(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(2))
	g := client(t, srv)
	export, err := g.Billing().ExportBilledReconciliation(t.Context(), graph.BilledExport{InvoiceID: newest(t, srv)})
	require.NoError(t, err)
	require.NoError(t, srv.Fail("graph.billing.operations.get", mockserver.Fault{Kind: mockserver.FaultStatus, Status: 410, Phase: mockserver.Before}))
	_, err = g.Billing().Wait(t.Context(), export)
	assert.ErrorIs(t, err, graph.ErrExpired)
}

// A submission that is answered badly is sent again: it changes nothing.
func TestSubmissionIsSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := mockserver.New(t, mockserver.WithTenants(3), mockserver.WithoutListener())
		invoice := newest(t, srv)
		require.NoError(t, srv.Fail("graph.billing.reconciliation.billed.export", mockserver.Fault{Kind: mockserver.FaultStatus, Status: 503, Phase: mockserver.After, First: 2}))
		_, err := client(t, srv).Billing().ExportBilledReconciliation(t.Context(), graph.BilledExport{InvoiceID: invoice})
		assert.NoError(t, err)
	})
}

func TestWaitIsCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := mockserver.New(t, mockserver.WithTenants(2), mockserver.WithoutListener(), mockserver.WithExports(mockserver.Exports{Polls: 1000, RetryAfter: 10 * time.Second}))
		g := client(t, srv)
		export, err := g.Billing().ExportBilledReconciliation(t.Context(), graph.BilledExport{InvoiceID: newest(t, srv)})
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), 35*time.Second)
		defer cancel()
		began := time.Now()
		_, err = g.Billing().Wait(ctx, export)
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, 35*time.Second, time.Since(began))
		assert.LessOrEqual(t, len(srv.Requests(mockserver.Match{Op: "graph.billing.operations.get"})), 4, "Retry-After must be kept")
	})
}

func TestBrokenBlob(t *testing.T) {
	for _, kind := range []mockserver.FaultKind{mockserver.FaultReset, mockserver.FaultTruncate} {
		t.Run(string(kind), func(t *testing.T) {
			srv := mockserver.New(t, mockserver.WithTenants(20))
			g := client(t, srv, graph.WithRetry(graph.Retry{MinWait: time.Microsecond}))
			export, err := g.Billing().ExportBilledReconciliation(t.Context(), graph.BilledExport{InvoiceID: newest(t, srv)})
			require.NoError(t, err)
			manifest, err := g.Billing().Wait(t.Context(), export)
			require.NoError(t, err)
			count := func() int {
				n := 0
				for _, err := range g.Billing().ReconciliationLines(t.Context(), manifest) {
					require.NoError(t, err)
					n++
				}
				return n
			}
			whole := count()
			require.NoError(t, srv.Fail("graph.billing.blobs.get", mockserver.Fault{Kind: kind, Phase: mockserver.After, First: 2}))
			assert.Equal(t, whole, count(), "a broken download must be resumed, not cut")
		})
	}
}

func TestBrokenLinesAreNamed(t *testing.T) {
	var got []error
	for _, err := range graph.Lines[graph.ReconciliationLine](strings.NewReader("{\"CustomerId\":\"a\"}\n\n{\"Subtotal\":}\n{}\n")) {
		if err != nil {
			got = append(got, err)
		}
	}
	require.Len(t, got, 1, "an error comes once and last")
	assert.ErrorContains(t, got[0], "line 3")
}

// A file that lacks its end is an error, whatever of it could be decompressed.
func TestTruncatedFile(t *testing.T) {
	var whole bytes.Buffer
	w := gzip.NewWriter(&whole)
	for range 1000 {
		_, _ = io.WriteString(w, `{"CustomerId":"x","Subtotal":1.10}`+"\n")
	}
	require.NoError(t, w.Close())
	half := whole.Bytes()[:whole.Len()-6]
	g, err := graph.New(nil, graph.WithHTTPClient(&http.Client{Transport: serve(half)}))
	require.NoError(t, err)
	manifest := &graph.Manifest{RootDirectory: "https://x.blob.example/a", SASToken: "sig=top-secret", Blobs: []graph.Blob{{Name: "b.json.gz"}}}
	var last error
	for _, err := range g.Billing().ReconciliationLines(t.Context(), manifest) {
		last = err
	}
	require.ErrorIs(t, last, graph.ErrIncomplete)
	assert.NotContains(t, last.Error(), "top-secret")
}

func TestBlobNamesStayBelowTheRoot(t *testing.T) {
	g, err := graph.New(nil, graph.WithHTTPClient(&http.Client{Transport: serve(nil)}))
	require.NoError(t, err)
	for _, name := range []string{"../x", "a/../../x", "x?y", "x#y", `a\b`, ""} {
		_, err := g.Billing().Open(t.Context(), &graph.Manifest{RootDirectory: "https://x.blob.example/a"}, graph.Blob{Name: name})
		assert.Error(t, err, "%q must be refused", name)
	}
}

func TestManifestHidesItsSignature(t *testing.T) {
	m := graph.Manifest{SASToken: "sig=top-secret"}
	text, err := json.Marshal(m)
	require.NoError(t, err)
	assert.NotContains(t, string(text)+fmt.Sprintf("%v %+v", m, &m), "top-secret")
}

// serve answers every request with a body.
func serve(body []byte) http.RoundTripper {
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Header: http.Header{}, Request: req, ContentLength: int64(len(body)), Body: io.NopCloser(bytes.NewReader(body))}, nil
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func FuzzLines(f *testing.F) {
	f.Add([]byte(`{"CustomerId":"a","Subtotal":"1.10","ChargeStartDate":"2026-10-01T00:00:00"}` + "\n"))
	f.Add([]byte("{\"Quantity\":1e400}\n"))
	f.Add([]byte("[]\n{"))
	f.Fuzz(func(t *testing.T, data []byte) {
		errs := 0
		for _, err := range graph.Lines[graph.ReconciliationLine](bytes.NewReader(data)) {
			if errs > 0 {
				t.Fatal("something came after the error")
			}
			if err != nil {
				errs++
			}
		}
	})
}
