package mockserver_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/tenantlink/tenantlink/mockserver"
)

func TestCloudmoreToken(t *testing.T) {
	c := newClient(t)
	tok := c.cloudmoreToken().want(t, http.StatusOK)
	if tok.object(t)["expires_in"] != float64(86400) || tok.text(t, "token_type") != "Bearer" {
		t.Errorf("%s", tok.body)
	}
	bad := c.send("POST", "/connect/token", url.Values{"grant_type": {"password"}, "username": {"x"}, "password": {"y"}, "client_id": {c.creds.CloudmoreClientID}, "client_secret": {c.creds.CloudmoreClientSecret}}).want(t, http.StatusBadRequest)
	if bad.text(t, "error") != "invalid_grant" {
		t.Errorf("%s", bad.body)
	}
	c.send("GET", "/api/healthcheck", nil).want(t, http.StatusOK)
}

func TestOrganizations(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	call := func(method, path string, body any) response {
		return c.send(method, c.reseller(path), body, c.as("cm")...)
	}
	made := call("POST", "/Organizations", map[string]any{"name": "Hästskon AB", "domain": "hastskon.se", "customProperties": []map[string]string{{"name": "ERP", "value": "7"}}}).want(t, http.StatusCreated)
	id := made.text(t, "id")
	got := call("GET", "/organizations/"+strings.ToUpper(id), nil).want(t, http.StatusOK)
	if got.text(t, "name") != "Hästskon AB" || !strings.Contains(string(got.body), `"ERP"`) {
		t.Errorf("%s", got.body)
	}
	call("PUT", "/organizations/"+id, map[string]any{"name": "Hästskon Group AB"}).want(t, http.StatusOK)
	after := call("GET", "/organizations/"+id, nil).object(t)
	if after["name"] != "Hästskon Group AB" || after["domain"] != "" {
		t.Errorf("PUT replaces all properties: %v", after)
	}
	var list []map[string]any
	call("GET", "/organizations", nil).want(t, http.StatusOK).decode(t, &list)
	if len(list) != 1 {
		t.Errorf("list holds %d organizations", len(list))
	}
	invalid := call("POST", "/organizations", map[string]any{"contact": map[string]string{"email": "x"}}).want(t, http.StatusBadRequest)
	if !strings.Contains(string(invalid.body), `"Contact.Email":[`) || !strings.Contains(string(invalid.body), `"Name":[`) {
		t.Errorf("fields that do not validate answer a map of messages: %s", invalid.body)
	}
	domain := call("POST", "/organizations", map[string]any{"name": "X", "domain": "http://x"}).want(t, http.StatusBadRequest)
	if !strings.Contains(string(domain.body), `[{"errorCode":5,"errorName":"InvalidValue"`) {
		t.Errorf("a bad domain answers a list: %s", domain.body)
	}
	call("DELETE", "/organizations/"+id, nil).want(t, http.StatusNoContent)
	call("GET", "/organizations/"+id, nil).want(t, http.StatusNotFound)
}

// pair adds a tenant and an organization.
func (c *client) pair(name string) (tenant, organization string) {
	c.t.Helper()
	x, err := c.srv.AddTenant(mockserver.Tenant{Name: name, Customer: true, GDAP: true, Spend: mockserver.Spend{Subscriptions: 2, Azure: 100_000}})
	if err != nil {
		c.t.Fatal(err)
	}
	o, err := c.srv.AddOrganization(mockserver.Organization{Name: name})
	if err != nil {
		c.t.Fatal(err)
	}
	return x.ID, o.ID
}

func (c *client) link(tenant, organization string) response {
	c.t.Helper()
	return c.send("POST", c.reseller("/services/csp/CspTenants/Link"), map[string]string{"tenantId": tenant, "organizationId": organization}, c.as("cm")...)
}

func TestCspTenantsLink(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	tenant, org := c.pair("A")
	_, other := c.pair("B")
	c.link(tenant, org).want(t, http.StatusOK)
	c.link(strings.ToUpper(tenant), org).want(t, http.StatusOK)
	refused := c.link(tenant, other).want(t, http.StatusBadRequest)
	if !strings.HasPrefix(string(refused.body), `[{"errorCode":`) {
		t.Errorf("%s", refused.body)
	}
	c.link("0b1c7a8e-2222-4d1e-9d2e-5a1f31f4d622", org).want(t, http.StatusBadRequest)
	c.link(tenant, "nonsense").want(t, http.StatusBadRequest)
	c.link("", "").want(t, http.StatusBadRequest)
	var rows []struct {
		TenantID       string
		OrganizationID *string
	}
	c.send("GET", c.reseller("/services/csp/csptenants/list"), nil, c.as("cm")...).want(t, http.StatusOK).decode(t, &rows)
	if len(rows) != 2 || rows[0].OrganizationID == nil || *rows[0].OrganizationID != org || rows[1].OrganizationID != nil {
		t.Errorf("rows: %+v", rows)
	}
	writes := c.srv.Requests(mockserver.Match{Op: "cloudmore.cspTenants.link", Write: true})
	committed := 0
	for _, r := range writes {
		if r.Committed {
			committed++
		}
	}
	if len(writes) != 6 || committed != 2 {
		t.Errorf("%d link calls, %d committed", len(writes), committed)
	}
}

func TestOrganizationServices(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	tenant, org := c.pair("A")
	call := func(method, path string, body any) response {
		return c.send(method, c.reseller("/organizations/"+org+path), body, c.as("cm")...)
	}
	call("GET", "/services/Csp", nil).want(t, http.StatusNotFound)
	call("POST", "/services/Azure", nil).want(t, http.StatusBadRequest)
	c.link(tenant, org).want(t, http.StatusOK)
	if got := call("GET", "/services/Csp", nil).want(t, http.StatusOK).text(t, "tenantId"); got != tenant {
		t.Errorf("tenant is %s", got)
	}
	call("GET", "/services/Azure", nil).want(t, http.StatusNotFound)
	call("POST", "/services/Azure", nil).want(t, http.StatusCreated)
	call("GET", "/services/azure", nil).want(t, http.StatusOK)
	var list []struct{ ID string }
	call("GET", "/services", nil).want(t, http.StatusOK).decode(t, &list)
	if len(list) != 2 {
		t.Errorf("services: %+v", list)
	}
	call("DELETE", "/services/Azure", nil).want(t, http.StatusNoContent)
	call("DELETE", "/services/Csp", nil).want(t, http.StatusNoContent)
	if n := len(c.srv.Links()); n != 0 {
		t.Errorf("%d links are left", n)
	}
}

func TestCspAddMakesATenant(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	o, err := c.srv.AddOrganization(mockserver.Organization{Name: "New AB", Address: mockserver.StreetAddress{CountryCode: "SE"}})
	if err != nil {
		t.Fatal(err)
	}
	made := c.send("POST", c.reseller("/organizations/"+o.ID+"/services/Csp"), map[string]string{"domainPrefix": "newab"}, c.as("cm")...).want(t, http.StatusCreated)
	if ids := c.customers("/customers"); len(ids) != 1 || ids[0] != made.text(t, "tenantId") {
		t.Errorf("customers: %v", ids)
	}
	if links := c.srv.Links(); len(links) != 1 || links[0].OrganizationID != o.ID {
		t.Errorf("links: %v", links)
	}
	c.send("POST", c.reseller("/organizations/"+o.ID+"/services/Csp"), map[string]string{"domainPrefix": "other"}, c.as("cm")...).want(t, http.StatusBadRequest)
}

// What is not linked, and Azure without the service, silently drops out.
func TestUnlinkedTenantsAreNotBilled(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	tenant, org := c.pair("A")
	day := c.invoices()[0].InvoiceDate[:10]
	if got := c.billed(day); len(got) != 0 {
		t.Errorf("an unlinked tenant is billed: %v", got)
	}
	c.link(tenant, org).want(t, http.StatusOK)
	seats := c.billed(day)[tenant]
	c.send("POST", c.reseller("/organizations/"+org+"/services/Azure"), nil, c.as("cm")...).want(t, http.StatusCreated)
	all := c.billed(day)[tenant]
	if seats.IsZero() || !all.GreaterThan(seats) {
		t.Errorf("seats %v, with the Azure service %v", seats, all)
	}
	if stated := c.invoices()[0].TotalCharges; !all.Equal(stated) {
		t.Errorf("Cloudmore bills %v of %v", all, stated)
	}
}

func TestInvoicesMadeByHand(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	tenant, org := c.pair("A")
	c.link(tenant, org)
	inv, err := c.srv.AddInvoice(mockserver.Invoice{Lines: []mockserver.ReconciliationLine{
		{CustomerId: tenant, ProductId: "CFQ7TTC0LH18", Subtotal: "100.10", Currency: "EUR", ChargeType: "new"},
		{CustomerId: tenant, ProductId: "CFQ7TTC0LH18", Subtotal: "-0.05", Currency: "EUR", ChargeType: "customerCredit"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(c.invoices(), func(x invoiceItem) bool { return x.ID == inv.ID })
	if got := c.invoices()[i].TotalCharges.String(); got != "100.05" {
		t.Errorf("the document states %s, want 100.05", got)
	}
	if lines := c.lines(c.export(billedReconciliation, map[string]string{"invoiceId": inv.ID})); len(lines) != 2 {
		t.Errorf("lines: %+v", lines)
	}
	if got := c.billed(inv.Date.Format("2006-01-02"))[tenant].String(); got != "100.05" {
		t.Errorf("Cloudmore bills %s", got)
	}
	if _, err := c.srv.AddInvoice(mockserver.Invoice{Lines: []mockserver.ReconciliationLine{{Subtotal: "1.234"}}}); err == nil {
		t.Error("three decimals were taken")
	}
}

func TestTenantInformation(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	x, err := c.srv.AddTenant(mockserver.Tenant{Name: "Fjell AS", Customer: false, Domains: []string{"fjell.example"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := c.resolve("FJELL.example"); got != x.ID {
		t.Errorf("a domain of a tenant that is no customer resolves to %q, want %s", got, x.ID)
	}
	if got := c.resolve("nobody.example"); got != "" {
		t.Errorf("an unknown domain resolves to %s", got)
	}
	byID := c.send("GET", "/v1.0/tenantRelationships/findTenantInformationByTenantId(tenantId='"+x.ID+"')", nil, c.as("graph")...).want(t, http.StatusOK)
	if byID.text(t, "displayName") != "Fjell AS" || byID.text(t, "defaultDomainName") != "fjell.example" {
		t.Errorf("%s", byID.body)
	}
	c.send("GET", "/v1.0/tenantRelationships/findTenantInformationByTenantId(tenantId='x')", nil, c.as("graph")...).want(t, http.StatusBadRequest)
}

func TestSubscriptions(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	tenant, _ := c.pair("A")
	var page struct {
		Items []struct{ ID, OfferID, Status string }
	}
	c.send("GET", "/v1/customers/"+tenant+"/subscriptions", nil, c.as("pc")...).want(t, http.StatusOK).decode(t, &page)
	if len(page.Items) == 0 {
		t.Fatal("a tenant with spend has no subscription")
	}
	one := c.send("GET", "/v1/customers/"+tenant+"/subscriptions/"+page.Items[0].ID, nil, c.as("pc")...).want(t, http.StatusOK)
	if one.text(t, "offerId") != page.Items[0].OfferID {
		t.Errorf("%s", one.body)
	}
	c.send("GET", "/v1/customers/"+tenant+"/subscriptions/x", nil, c.as("pc")...).want(t, http.StatusNotFound)
}

func TestManualBillingLines(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	tenant, organization := c.pair("Hästskon AB")
	c.link(tenant, organization)
	call := func(method, path string, body any) response {
		return c.send(method, c.reseller("/organizations/"+organization+"/manualbilling"+path), body, c.as("cm")...)
	}
	list := func() (lines []map[string]any) {
		call("GET", "", nil).want(t, http.StatusOK).decode(t, &lines)
		return lines
	}
	if got := list(); len(got) != 0 {
		t.Fatalf("a new organization has %d manual lines", len(got))
	}
	line := map[string]any{"billingDate": "2026-11-01", "serviceId": "csp", "description": "late", "quantity": 1, "unitCostPrice": 10.1, "unitSalesPrice": 12.25}
	made := call("POST", "", line).want(t, http.StatusCreated)
	id := made.text(t, "id")
	if got := list(); len(got) != 1 || got[0]["id"] != id || got[0]["unitSalesPrice"] != 12.25 {
		t.Errorf("the list does not show the line: %v", got)
	}
	line["description"] = "late usage"
	call("PUT", "/"+id, line).want(t, http.StatusOK)
	if got := call("GET", "/"+strings.ToUpper(id), nil).want(t, http.StatusOK); got.text(t, "description") != "late usage" {
		t.Errorf("the update is not shown: %s", got.body)
	}
	if wrong := call("POST", "", map[string]any{"quantity": 1}).want(t, http.StatusBadRequest); !strings.Contains(string(wrong.body), `"BillingDate":[`) || !strings.Contains(string(wrong.body), `"ServiceId":[`) {
		t.Errorf("fields that do not validate answer a map of messages: %s", wrong.body)
	}
	line["serviceId"] = "other"
	if wrong := call("POST", "", line).want(t, http.StatusBadRequest); !strings.Contains(string(wrong.body), `[{"errorCode":5`) {
		t.Errorf("a service that the organization has not answers a list: %s", wrong.body)
	}
	call("DELETE", "/"+id, nil).want(t, http.StatusNoContent)
	call("GET", "/"+id, nil).want(t, http.StatusNotFound)
	if got := list(); len(got) != 0 {
		t.Errorf("the deleted line is listed: %v", got)
	}
}
