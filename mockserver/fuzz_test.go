package mockserver_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/tenantlink/tenantlink/mockserver"
)

// Nothing that a client sends may end in a 5xx that no fault rule asked for,
// or in a panic. The route is picked by number, its parameters, query, headers
// and body are the fuzzer's.
func FuzzRoutes(f *testing.F) {
	srv, err := mockserver.Start(mockserver.WithoutListener(), mockserver.WithTenants(4), mockserver.WithAcceptAny())
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = srv.Close() })
	table := srv.Routes()
	tenant := srv.Broker().In(mockserver.SituationLinked)[0]
	for i, r := range table {
		f.Add(uint16(i), tenant, "size=2&offset=1&$top=1", `{"displayName":"x"}`)
		if r.Vendor == "entra" {
			f.Add(uint16(i), "common", "client_id=x&redirect_uri=http%3A%2F%2Flocalhost", "grant_type=refresh_token&client_id=x&refresh_token=y")
		}
	}
	f.Add(uint16(0), "..", "filter={", "{")
	f.Add(uint16(1), "%2e%2e", "filter=%7B%22Field%22%3A%22Domain%22%7D", `{"lineItems":[{"quantity":-1}]}`)
	handler := srv.Handler()
	f.Fuzz(func(t *testing.T, n uint16, param, query, body string) {
		r := table[int(n)%len(table)]
		if r.Op == "mock.clock.advance" || r.Op == "mock.faults.add" {
			return // they would change what the other cases see
		}
		path := r.Paths[int(n)/len(table)%len(r.Paths)]
		path = parameter.ReplaceAllLiteralString(path, url.PathEscape(param))
		target, err := url.ParseRequestURI("http://mock.invalid" + strings.ReplaceAll(path, "'x'", "'"+url.PathEscape(param)+"'"))
		if err != nil {
			return
		}
		target.RawQuery = query
		req := httptest.NewRequestWithContext(t.Context(), r.Method, "http://mock.invalid/", strings.NewReader(body))
		req.URL = target
		if r.Vendor != "blob" {
			req.Header.Set("Authorization", "Bearer x")
		}
		req.Header.Set("If-Match", "*")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, req)
		if w.Code >= 500 && w.Code != http.StatusNotImplemented {
			t.Errorf("%s %s?%s %q answered %d: %s", r.Method, target.Path, query, body, w.Code, w.Body)
		}
	})
}
