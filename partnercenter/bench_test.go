package partnercenter_test

import (
	"context"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"golang.org/x/oauth2"

	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/mockserver/clients"
	"github.com/tenantlink/tenantlink/partnercenter"
)

var benchCustomers = flag.Int("customers", 50_000, "tenants of the mock whose customers the benchmark lists")

// benchPage is the size of a page.
const benchPage = 500

// bench is a server with many customers.
type bench struct {
	url    string
	http   *http.Client
	tokens partnercenter.TokenSource
	want   int // customers
}

// onMock is a mock with many customers. Its own work is in the figures of both
// sides.
func onMock(b *testing.B) bench {
	b.Helper()
	srv := mockserver.New(b, mockserver.WithTenants(*benchCustomers), mockserver.WithLogLimit(100))
	server := bench{url: srv.URL(), http: srv.Client(), tokens: clients.User(srv, clients.AudiencePartnerCenter)}
	server.want, _ = server.bare(b, nil)
	if server.want < *benchCustomers/2 {
		b.Fatalf("the mock has only %d customers", server.want)
	}
	return server
}

// onReplay serves the mock's very pages from memory, so that the figures are those
// of the two clients alone.
func onReplay(b *testing.B) bench {
	b.Helper()
	server := onMock(b)
	pages := map[string][]byte{}
	server.bare(b, func(token string, body []byte) { pages[token] = body })
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page := pages[r.Header.Get("MS-ContinuationToken")]
		w.Header().Set("Content-Length", strconv.Itoa(len(page)))
		_, _ = w.Write(page)
	}))
	b.Cleanup(srv.Close)
	return bench{url: srv.URL, http: srv.Client(), tokens: staticToken{}, want: server.want}
}

// bare lists all customers with net/http and encoding/json into structs with the
// same fields, with neither retries, ids nor errors.
func (s bench) bare(b *testing.B, keep func(token string, body []byte)) (customers, pages int) {
	b.Helper()
	bearer, err := s.tokens.Token(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	for token := ""; ; pages++ {
		req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, s.url+"/v1/customers?size="+strconv.Itoa(benchPage), nil)
		if err != nil {
			b.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+bearer.AccessToken)
		if token != "" {
			req.Header.Set("MS-ContinuationToken", token)
			req.URL.RawQuery += "&seekOperation=Next"
		}
		resp, err := s.http.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK {
			b.Fatalf("%v, status %d: %s", err, resp.StatusCode, body[:min(len(body), 200)])
		}
		var page barePage
		if err := json.Unmarshal(body, &page); err != nil {
			b.Fatal(err)
		}
		if keep != nil {
			keep(token, body)
		}
		customers += len(page.Items)
		next := page.Links["next"]
		if len(next.Headers) == 0 {
			return customers, pages + 1
		}
		token = next.Headers[0].Value
	}
}

// all lists all customers through the client.
func (s bench) all(b *testing.B, client *partnercenter.Client) int {
	b.Helper()
	n := 0
	for _, err := range client.Customers().All(b.Context(), partnercenter.CustomerQuery{Size: benchPage}) {
		if err != nil {
			b.Fatal(err)
		}
		n++
	}
	return n
}

// BenchmarkCustomersAll lists all customers through the client.
func BenchmarkCustomersAll(b *testing.B) {
	each(b, func(b *testing.B, server bench) {
		client, err := partnercenter.New(server.tokens, partnercenter.WithBaseURL(server.url), partnercenter.WithHTTPClient(server.http))
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			if n := server.all(b, client); n != server.want {
				b.Fatalf("%d customers instead of %d", n, server.want)
			}
		}
	})
}

// BenchmarkBareLoop lists them without the client.
func BenchmarkBareLoop(b *testing.B) {
	each(b, func(b *testing.B, server bench) {
		b.ReportAllocs()
		for b.Loop() {
			if n, _ := server.bare(b, nil); n != server.want {
				b.Fatalf("%d customers instead of %d", n, server.want)
			}
		}
	})
}

func each(b *testing.B, run func(*testing.B, bench)) {
	b.Run("mock", func(b *testing.B) { run(b, onMock(b)) })
	b.Run("replay", func(b *testing.B) { run(b, onReplay(b)) })
}

type barePage struct {
	TotalCount int                 `json:"totalCount"`
	Items      []bareCustomer      `json:"items"`
	Links      map[string]bareLink `json:"links"`
	Attributes bareAttributes      `json:"attributes"`
}

type bareCustomer struct {
	ID             string `json:"id"`
	CompanyProfile struct {
		TenantID    string              `json:"tenantId"`
		Domain      string              `json:"domain"`
		CompanyName string              `json:"companyName"`
		Links       map[string]bareLink `json:"links"`
		Attributes  bareAttributes      `json:"attributes"`
	} `json:"companyProfile"`
	RelationshipToPartner string              `json:"relationshipToPartner"`
	Links                 map[string]bareLink `json:"links"`
	Attributes            bareAttributes      `json:"attributes"`
}

type bareLink struct {
	URI     string `json:"uri"`
	Method  string `json:"method"`
	Headers []struct {
		Key   string `json:"key"`
		Value string `json:"value"`
	} `json:"headers"`
}

type bareAttributes struct {
	ETag       string `json:"etag"`
	ObjectType string `json:"objectType"`
}

type staticToken struct{}

func (staticToken) Token(context.Context) (*oauth2.Token, error) {
	return &oauth2.Token{AccessToken: "x", TokenType: "Bearer"}, nil
}
