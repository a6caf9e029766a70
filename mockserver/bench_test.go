package mockserver_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/tenantlink/tenantlink/mockserver"
)

// BenchmarkCustomersList measures pages of 40 over loopback.
func BenchmarkCustomersList(b *testing.B) {
	srv := mockserver.New(b, mockserver.WithTenants(10_000), mockserver.WithAcceptAny())
	tr := &http.Transport{MaxIdleConnsPerHost: 64}
	defer tr.CloseIdleConnections()
	client := &http.Client{Transport: tr}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, srv.URL()+"/v1/customers?size=40", nil)
			if err != nil {
				b.Fatal(err)
			}
			req.Header.Set("Authorization", "Bearer x")
			resp, err := client.Do(req)
			if err != nil {
				b.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
			if resp.StatusCode != http.StatusOK {
				b.Fatal(resp.Status)
			}
		}
	})
}

// BenchmarkSeed measures making a broker, per tenant.
func BenchmarkSeed(b *testing.B) {
	srv, err := mockserver.Start(mockserver.WithoutListener(), mockserver.WithTenants(max(b.N, 1)))
	if err != nil {
		b.Fatal(err)
	}
	_ = srv.Close()
}
