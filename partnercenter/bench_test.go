package partnercenter_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/google/uuid"
	"golang.org/x/oauth2"

	"github.com/tenantlink/tenantlink/partnercenter"
)

var benchCustomers = flag.Int("customers", 50_000, "customers that the benchmark lists")

const benchPage = 500

// customerPages prepares the pages of a list as Partner Center sends them.
func customerPages(n int) [][]byte {
	var pages [][]byte
	for from := 0; from < n; from += benchPage {
		var body bytes.Buffer
		fmt.Fprintf(&body, `{"totalCount":%d,"items":[`, benchPage)
		for i := from; i < min(n, from+benchPage); i++ {
			if i > from {
				body.WriteByte(',')
			}
			id := uuid.NewSHA1(uuid.NameSpaceOID, []byte(strconv.Itoa(i)))
			fmt.Fprintf(&body, `{"id":%q,"companyProfile":{"tenantId":%q,"domain":"customer%d.onmicrosoft.com","companyName":"Customer Number %d AB","links":{"self":{"uri":"/customers/%s/profiles/company","method":"GET","headers":[]}},"attributes":{"objectType":"CustomerCompanyProfile"}},"relationshipToPartner":"reseller","links":{"self":{"uri":"/customers/%s","method":"GET","headers":[]}},"attributes":{"objectType":"Customer"}}`, id, id, i, i, id, id)
		}
		body.WriteString(`],"links":{"self":{"uri":"/customers?size=500","method":"GET","headers":[]}`)
		if from+benchPage < n {
			fmt.Fprintf(&body, `,"next":{"uri":"/customers?size=500&seekOperation=Next","method":"GET","headers":[{"key":"MS-ContinuationToken","value":"%d"}]}`, from/benchPage+1)
		}
		body.WriteString(`},"attributes":{"objectType":"Collection"}}`)
		pages = append(pages, body.Bytes())
	}
	return pages
}

func serveCustomers(b *testing.B) *httptest.Server {
	b.Helper()
	pages := customerPages(*benchCustomers)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, _ := strconv.Atoi(r.Header.Get("MS-ContinuationToken"))
		w.Header().Set("Content-Length", strconv.Itoa(len(pages[page])))
		_, _ = w.Write(pages[page])
	}))
	b.Cleanup(srv.Close)
	return srv
}

// BenchmarkCustomersAll lists all customers through the client.
func BenchmarkCustomersAll(b *testing.B) {
	srv := serveCustomers(b)
	client, err := partnercenter.New(staticToken{}, partnercenter.WithBaseURL(srv.URL), partnercenter.WithHTTPClient(srv.Client()))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for _, err := range client.Customers().All(b.Context(), partnercenter.CustomerQuery{Size: benchPage}) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != *benchCustomers {
			b.Fatalf("%d customers", n)
		}
	}
}

// BenchmarkBareLoop reads the same pages with net/http and encoding/json into
// structs with the same fields, with neither retries, ids nor errors.
func BenchmarkBareLoop(b *testing.B) {
	srv := serveCustomers(b)
	hc := srv.Client()
	b.ReportAllocs()
	for b.Loop() {
		n, token := 0, ""
		for {
			req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, srv.URL+"/v1/customers?size=500", nil)
			if err != nil {
				b.Fatal(err)
			}
			req.Header.Set("Authorization", "Bearer x")
			if token != "" {
				req.Header.Set("MS-ContinuationToken", token)
			}
			resp, err := hc.Do(req)
			if err != nil {
				b.Fatal(err)
			}
			body, err := io.ReadAll(resp.Body)
			_ = resp.Body.Close()
			if err != nil {
				b.Fatal(err)
			}
			var page barePage
			if err := json.Unmarshal(body, &page); err != nil {
				b.Fatal(err)
			}
			n += len(page.Items)
			next := page.Links["next"]
			if len(next.Headers) == 0 {
				break
			}
			token = next.Headers[0].Value
		}
		if n != *benchCustomers {
			b.Fatalf("%d customers", n)
		}
	}
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
