package mockserver_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tenantlink/tenantlink/mockserver"
)

type customerPage struct {
	TotalCount int
	Items      []struct {
		ID             string
		CompanyProfile struct{ TenantID, Domain, CompanyName string }
	}
	Links struct {
		Next *struct {
			URI     string
			Headers []struct{ Key, Value string }
		}
	}
}

// customers pages through the list as a client has to.
func (c *client) customers(path string) []string {
	c.t.Helper()
	var ids []string
	header := c.as("pc")
	for path != "" {
		var page customerPage
		c.send("GET", "/v1"+path, nil, header...).want(c.t, http.StatusOK).decode(c.t, &page)
		if page.TotalCount != len(page.Items) {
			c.t.Errorf("totalCount is %d on a page of %d items", page.TotalCount, len(page.Items))
		}
		for _, it := range page.Items {
			ids = append(ids, it.ID)
		}
		if page.Links.Next == nil {
			return ids
		}
		path = page.Links.Next.URI
		header = append(c.as("pc"), page.Links.Next.Headers[0].Key, page.Links.Next.Headers[0].Value)
	}
	return ids
}

func newCustomer(domain string) map[string]any {
	return map[string]any{
		"companyProfile": map[string]any{"domain": domain},
		"billingProfile": map[string]any{
			"email": "billing@fjellvik.example", "culture": "en-US", "language": "en", "companyName": "Fjellvik Havbruk AS",
			"defaultAddress": map[string]any{"firstName": "Accounts", "lastName": "Payable", "addressLine1": "Kaigata 4", "city": "Bergen", "postalCode": "5003", "country": "NO"},
		},
	}
}

func TestCustomerCreate(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(5))
	before := len(c.customers("/customers?size=500"))
	resp := c.send("POST", "/v1/customers", newCustomer("fjellvik.onmicrosoft.com"), c.as("pc")...).want(t, http.StatusCreated)
	id := resp.text(t, "id")
	if _, ok := resp.object(t)["userCredentials"]; !ok {
		t.Errorf("the answer to a create has no userCredentials: %s", resp.body)
	}
	ids := c.customers("/customers?size=500")
	if len(ids) != before+1 || ids[len(ids)-1] != id {
		t.Errorf("the new customer %s is not at the end of the list %v", id, ids)
	}
	got := c.send("GET", "/v1/customers/"+id, nil, c.as("pc")...).want(t, http.StatusOK).object(t)
	if name := got["companyProfile"].(map[string]any)["companyName"]; name != "Fjellvik Havbruk AS" {
		t.Errorf("company name is %v", name)
	}
	if _, again := got["userCredentials"]; again {
		t.Error("userCredentials must be shown once only, in the answer to the create")
	}
	c.send("HEAD", "/v1/domains/fjellvik.onmicrosoft.com", nil, c.as("pc")...).want(t, http.StatusOK)
	c.send("HEAD", "/v1/domains/free.onmicrosoft.com", nil, c.as("pc")...).want(t, http.StatusNotFound)
}

func TestCustomerCreateIsIdempotentByRequestID(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	header := append(c.as("pc"), "MS-RequestId", "0b1c7a8e-2222-4d1e-9d2e-5a1f31f4d622")
	first := c.send("POST", "/v1/customers", newCustomer("a.onmicrosoft.com"), header...).want(t, http.StatusCreated)
	second := c.send("POST", "/v1/customers", newCustomer("a.onmicrosoft.com"), header...).want(t, http.StatusCreated)
	if first.text(t, "id") != second.text(t, "id") || len(c.customers("/customers")) != 1 {
		t.Error("a repeated MS-RequestId made a second customer")
	}
	log := c.srv.Requests(mockserver.Match{Op: "customers.create"})
	if len(log) != 2 || log[1].Attempt != 2 {
		t.Errorf("the log should show attempt 2: %+v", log)
	}
}

func TestCustomersPageByToken(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(95))
	all := c.customers("/customers?size=500")
	paged := c.customers("/customers?size=7")
	if strings.Join(all, ",") != strings.Join(paged, ",") {
		t.Errorf("pages of 7 hold %d customers, one page holds %d", len(paged), len(all))
	}
	c.send("GET", "/v1/customers?seekOperation=Next", nil, c.as("pc")...).want(t, http.StatusBadRequest)
	c.send("GET", "/v1/customers?seekOperation=Next", nil, append(c.as("pc"), "MS-ContinuationToken", "!")...).want(t, http.StatusBadRequest)
}

func TestCustomersFilter(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	for _, name := range []string{"Alfa AB", "Alfa Bygg AB", "Beta AB"} {
		if _, err := c.srv.AddTenant(mockserver.Tenant{Name: name, Customer: true}); err != nil {
			t.Fatal(err)
		}
	}
	q := `/customers?size=1&filter=%7B%22Field%22%3A%22CompanyName%22%2C%22Value%22%3A%22alfa%22%2C%22Operator%22%3A%22starts_with%22%7D`
	if got := len(c.customers(q)); got != 2 {
		t.Errorf("a filter kept over pages found %d customers, want 2", got)
	}
	c.send("GET", "/v1/customers?filter=nonsense", nil, c.as("pc")...).want(t, http.StatusBadRequest)
}

func TestNewCustomersReachListsLate(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0), mockserver.WithListLag(10*time.Minute))
	id := c.send("POST", "/v1/customers", newCustomer("a.onmicrosoft.com"), c.as("pc")...).text(t, "id")
	c.send("GET", "/v1/customers/"+id, nil, c.as("pc")...).want(t, http.StatusOK)
	if n := len(c.customers("/customers")); n != 0 {
		t.Errorf("the list shows %d customers before the lag is over", n)
	}
	c.srv.Advance(11 * time.Minute)
	if n := len(c.customers("/customers")); n != 1 {
		t.Errorf("the list shows %d customers after the lag, want 1", n)
	}
}

func TestCustomerCreateRefusesBadInput(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	poland := newCustomer("pl.onmicrosoft.com")
	poland["billingProfile"].(map[string]any)["defaultAddress"].(map[string]any)["country"] = "PL"
	norway := newCustomer("no.onmicrosoft.com")
	norway["organizationRegistrationNumber"] = "999888777"
	for name, tc := range map[string]struct {
		body any
		code float64
	}{
		"no body":                        {nil, 800002},
		"no domain":                      {newCustomer(""), 3000},
		"registration number is missing": {poland, 600049},
		"registration number refused":    {norway, 600002},
	} {
		resp := c.send("POST", "/v1/customers", tc.body, c.as("pc")...).want(t, http.StatusBadRequest)
		if got := resp.object(t)["code"]; got != tc.code {
			t.Errorf("%s: code is %v, want %v", name, got, tc.code)
		}
	}
	c.send("GET", "/v1/customers/nonsense", nil, c.as("pc")...).want(t, http.StatusBadRequest)
	missing := c.send("GET", "/v1/customers/0b1c7a8e-2222-4d1e-9d2e-5a1f31f4d622", nil, c.as("pc")...).want(t, http.StatusNotFound)
	if missing.object(t)["code"] != float64(60003) {
		t.Errorf("a missing customer is code 60003: %s", missing.body)
	}
}
