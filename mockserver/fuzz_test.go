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

// The same for what is decoded from headers: page tokens, ETags, tokens, packed
// and multipart bodies.
func FuzzHeaders(f *testing.F) {
	srv, err := mockserver.Start(mockserver.WithoutListener(), mockserver.WithTenants(4))
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = srv.Close() })
	table := srv.Routes()
	tenant := srv.Broker().In(mockserver.SituationLinked)[0]
	for i := range table {
		f.Add(uint16(i), "Bearer a.eyJhdWQiOiJ4In0.c", "eyJhIjo1fQ==", "gzip", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\nc\r\n--x--")
	}
	handler := srv.Handler()
	f.Fuzz(func(t *testing.T, n uint16, authorization, token, encoding, kind, body string) {
		r := table[int(n)%len(table)]
		path := parameter.ReplaceAllLiteralString(r.Paths[0], tenant)
		target, err := url.ParseRequestURI("http://mock.invalid" + path)
		if err != nil || r.Op == "mock.clock.advance" || r.Op == "mock.faults.add" {
			return
		}
		target.RawQuery = "seekOperation=Next&size=2"
		req := httptest.NewRequestWithContext(t.Context(), r.Method, "http://mock.invalid/", strings.NewReader(body))
		req.URL = target
		for name, value := range map[string]string{
			"Authorization": authorization, "MS-ContinuationToken": token, "If-Match": token, "MS-RequestId": token, "Content-Encoding": encoding, "Content-Type": kind,
		} {
			req.Header.Set(name, value)
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, req)
		if w.Code >= 500 && w.Code != http.StatusNotImplemented {
			t.Errorf("%s %s answered %d: %s", r.Method, path, w.Code, w.Body)
		}
	})
}

// Whatever state is restored, or refused, the server goes on answering.
func FuzzRestore(f *testing.F) {
	srv, err := mockserver.Start(mockserver.WithoutListener(), mockserver.WithTenants(2), mockserver.WithAcceptAny())
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = srv.Close() })
	var state strings.Builder
	if err := srv.WriteState(&state); err != nil {
		f.Fatal(err)
	}
	f.Add(state.String())
	f.Add(state.String()[:strings.Index(state.String(), `"tenants"`)] + `"access":{"users":{"TENANT":[null]}},"ledger":{"transfers":{"TENANT":[null]},"self_serve_policies":[null],"service_requests":{"x":null}}}`)
	paths := []string{"/v1/customers", "/v1/invoices", "/v1/customers/%s/subscriptions", "/v1/customers/%s/orders", "/v1/customers/%s/users", "/v1/customers/%s/transfers", "/v1/customers/%s/subscribedskus", "/v1.0/tenantRelationships/delegatedAdminRelationships", "/v1.0/groups", "/v1/SelfServePolicy", "/v1/servicerequests"}
	handler := srv.Handler()
	tenant := srv.Broker().In(mockserver.SituationLinked)
	f.Fuzz(func(t *testing.T, text string) {
		if err := srv.Restore(strings.NewReader(strings.ReplaceAll(text, "TENANT", tenant[0]))); err != nil {
			return
		}
		for _, path := range paths {
			for _, id := range append([]string{"x"}, tenant...) {
				req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://mock.invalid"+strings.ReplaceAll(path, "%s", id), nil)
				req.Header.Set("Authorization", "Bearer x")
				w := httptest.NewRecorder()
				handler.ServeHTTP(w, req)
				if w.Code >= 500 {
					t.Errorf("GET %s answered %d: %s", path, w.Code, w.Body)
				}
			}
		}
	})
}
