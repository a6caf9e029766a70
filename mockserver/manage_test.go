package mockserver_test

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"net/url"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/tenantlink/tenantlink/mockserver"
)

// customer adds a customer without charges.
func (c *client) customer(gdap bool) string {
	c.t.Helper()
	x, err := c.srv.AddTenant(mockserver.Tenant{Name: "X AB", Customer: true, GDAP: gdap, Email: "a@x.example", Address: mockserver.Address{Country: "SE", City: "Umeå"}})
	if err != nil {
		c.t.Fatal(err)
	}
	return x.ID
}

func (c *client) pc(method, path string, body any) response {
	c.t.Helper()
	return c.send(method, "/v1"+path, body, c.as("pc")...)
}

func TestRemoveCustomer(t *testing.T) {
	for name, sandbox := range map[string]bool{"sandbox": true, "production": false} {
		t.Run(name, func(t *testing.T) {
			var opts []mockserver.Option
			want := http.StatusForbidden
			if sandbox {
				opts, want = append(opts, mockserver.WithSandbox()), http.StatusNoContent
			}
			c := newClient(t, append(opts, mockserver.WithTenants(0))...)
			c.pc("DELETE", "/customers/"+c.customer(true), nil).want(t, want)
			id := c.customer(true)
			c.pc("PATCH", "/customers/"+id, map[string]string{"relationshipToPartner": "reseller"}).want(t, http.StatusBadRequest)
			c.pc("PATCH", "/customers/"+id, map[string]string{"relationshipToPartner": "none"}).want(t, http.StatusOK)
			c.pc("GET", "/customers/"+id, nil).want(t, http.StatusNotFound)
			busy, _ := c.pair("busy")
			c.pc("PATCH", "/customers/"+busy, map[string]string{"relationshipToPartner": "none"}).want(t, http.StatusBadRequest)
		})
	}
}

func TestQualifications(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	id := c.customer(true)
	c.pc("POST", "/customers/"+id+"/qualifications", map[string]string{"Qualification": "Education"}).want(t, http.StatusCreated)
	c.pc("POST", "/customers/"+id+"/qualifications", map[string]string{"Qualification": "Nonprofit"}).want(t, http.StatusBadRequest)
	var list []struct{ Qualification, VettingStatus string }
	c.pc("GET", "/customers/"+id+"/qualifications", nil).want(t, http.StatusOK).decode(t, &list)
	if len(list) != 1 || list[0].VettingStatus != "InReview" {
		t.Errorf("qualifications: %+v", list)
	}
}

func TestCustomerDetails(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	var list []struct{ City, DisplayName string }
	c.pc("GET", "/customers/"+c.customer(true)+"/organization", nil).want(t, http.StatusOK).decode(t, &list)
	if len(list) != 1 || list[0].City != "Umeå" {
		t.Errorf("%+v", list)
	}
	hidden := c.customer(false)
	c.pc("GET", "/customers/"+hidden+"/organization", nil).want(t, http.StatusForbidden)
	c.pc("GET", "/customers/"+hidden+"/validationStatus?type=account", nil).want(t, http.StatusOK)
	c.pc("GET", "/customers/relationshiprequests", nil).want(t, http.StatusOK)
}

func TestResellers(t *testing.T) {
	c := newClient(t, mockserver.WithProfile(mockserver.ProfileIndirect), mockserver.WithTenants(300))
	var page struct {
		Items []struct{ ID, MpnID string }
	}
	c.pc("GET", "/relationships?relationship_type=IsIndirectCloudSolutionProviderOf", nil).want(t, http.StatusOK).decode(t, &page)
	if len(page.Items) != 40 {
		t.Errorf("%d resellers, want 40", len(page.Items))
	}
	filter := url.QueryEscape(`{"Field":"IndirectReseller","Value":"` + page.Items[0].ID + `","Operator":"starts_with"}`)
	ids := c.customers("/customers?size=0&filter=" + filter)
	if len(ids) == 0 || len(ids) == 300 {
		t.Errorf("%d customers of one reseller", len(ids))
	}
	c.pc("GET", "/customers/"+ids[0]+"/relationships", nil).want(t, http.StatusOK).decode(t, &page)
	c.pc("GET", "/relationships", nil).want(t, http.StatusBadRequest)
}

// Five resellers can be made in the sandbox; one that has customers stays.
func TestSandboxResellers(t *testing.T) {
	c := newClient(t, mockserver.WithProfile(mockserver.ProfileIndirect), mockserver.WithTenants(0), mockserver.WithSandbox())
	reseller := func(prefix string) response {
		return c.pc("POST", "/sandboxIndirectReseller", map[string]any{"mpnId": "4847383", "tenant": map[string]string{"domainPrefix": prefix, "name": "R", "adminUserName": "admin", "country": "SE"}})
	}
	list := func() []map[string]any {
		return c.pc("GET", "/relationships?relationship_type=IsIndirectCloudSolutionProviderOf", nil).items(t)
	}
	var ids []string
	for i := range 5 {
		ids = append(ids, reseller("r"+string(rune('a'+i))).want(t, http.StatusCreated).text(t, "accountId"))
	}
	reseller("rf").want(t, http.StatusBadRequest)
	if got := list(); len(got) != 5 || find(got, "id", ids[0])["mpnId"] != "4847383" {
		t.Errorf("the resellers are %v", got)
	}
	customer, err := c.srv.AddTenant(mockserver.Tenant{Name: "X AB", Customer: true, Reseller: ids[0]})
	if err != nil {
		t.Fatal(err)
	}
	c.pc("DELETE", "/sandboxIndirectReseller/"+ids[0], nil).want(t, http.StatusBadRequest)
	c.pc("DELETE", "/customers/"+customer.ID, nil).want(t, http.StatusNoContent)
	c.pc("DELETE", "/sandboxIndirectReseller/"+ids[1], nil).want(t, http.StatusNoContent)
	c.pc("DELETE", "/sandboxIndirectReseller/"+ids[1], nil).want(t, http.StatusNoContent)
	if got := list(); len(got) != 4 || find(got, "id", ids[1]) != nil {
		t.Errorf("after the deletion the resellers are %v", got)
	}
	production := newClient(t, mockserver.WithTenants(0))
	production.pc("POST", "/sandboxIndirectReseller", map[string]any{}).want(t, http.StatusForbidden)
}

func TestApplicationConsent(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	id := c.customer(false)
	ask := func() response {
		return c.send("POST", "/"+id+"/oauth2/v2.0/token", url.Values{
			"grant_type": {"refresh_token"}, "refresh_token": {c.creds.RefreshToken}, "scope": {graphScope}, "client_id": {c.creds.ClientID}, "client_secret": {c.creds.ClientSecret},
		})
	}
	ask().wantEntra(t, "invalid_grant", 65001)
	consent := map[string]any{"applicationId": c.creds.ClientID, "applicationGrants": []map[string]string{{"enterpriseApplicationId": "00000003-0000-0000-c000-000000000000", "scope": "User.Read"}}}
	c.pc("POST", "/customers/"+id+"/applicationconsents", consent).want(t, http.StatusCreated)
	c.pc("POST", "/customers/"+id+"/applicationconsents", consent).want(t, http.StatusConflict)
	ask().want(t, http.StatusOK)
	c.pc("DELETE", "/customers/"+id+"/applicationconsents/"+c.creds.ClientID, nil).want(t, http.StatusNoContent)
	ask().wantEntra(t, "invalid_grant", 65001)
}

func TestInvoiceSummaries(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(12))
	total := decimal.Zero
	for _, inv := range c.invoices() {
		total = total.Add(inv.TotalCharges)
	}
	var summary struct{ BalanceAmount decimal.Decimal }
	c.pc("GET", "/invoices/summary", nil).want(t, http.StatusOK).decode(t, &summary)
	if !summary.BalanceAmount.Equal(total) {
		t.Errorf("balance is %v, the invoices add up to %v", summary.BalanceAmount, total)
	}
	c.pc("GET", "/invoices/summaries", nil).want(t, http.StatusOK)
	pdf := c.pc("GET", "/invoices/"+c.invoices()[0].ID+"/documents/statement", nil).want(t, http.StatusOK)
	if !bytes.HasPrefix(pdf.body, []byte("%PDF-")) || pdf.header.Get("Content-Type") != "application/pdf" {
		t.Errorf("%s %.20s", pdf.header.Get("Content-Type"), pdf.body)
	}
	c.pc("GET", "/invoices/none/documents/statement", nil).want(t, http.StatusNotFound)
}

func TestUsers(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	users := "/customers/" + c.customer(true) + "/users"
	user := func(name string) map[string]any {
		return map[string]any{"usageLocation": "SE", "userPrincipalName": name + "@x.example", "displayName": name, "passwordProfile": map[string]any{"password": "x"}}
	}
	made := c.pc("POST", users, user("a")).want(t, http.StatusOK)
	if bytes.Contains(made.body, []byte("password")) {
		t.Errorf("the answer repeats the password: %s", made.body)
	}
	c.pc("POST", users, user("a")).want(t, http.StatusConflict)
	c.pc("POST", users, user("b")).want(t, http.StatusOK)
	one := users + "/" + made.text(t, "id")
	c.pc("PATCH", one, map[string]string{"displayName": "A2"}).want(t, http.StatusOK)
	if got := c.pc("GET", one, nil).text(t, "displayName"); got != "A2" {
		t.Errorf("display name is %s", got)
	}
	count := func(query string) int {
		var page struct{ Items []any }
		c.pc("GET", users+query, nil).want(t, http.StatusOK).decode(t, &page)
		return len(page.Items)
	}
	inactive := "?filter=" + url.QueryEscape(`{"Field":"UserState","Value":"Inactive","Operator":"equals"}`)
	c.pc("DELETE", one, nil).want(t, http.StatusNoContent)
	if count("") != 1 || count(inactive) != 1 {
		t.Errorf("%d active and %d deleted users", count(""), count(inactive))
	}
	c.pc("PATCH", one, map[string]string{"state": "active"}).want(t, http.StatusOK)
	if count("?size=1") != 1 || count("") != 2 {
		t.Error("a restored user is back in the list")
	}
	c.pc("GET", "/customers/"+c.customer(false)+"/users", nil).want(t, http.StatusForbidden)
}

func TestValidations(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	good := c.pc("POST", "/validations/address", map[string]string{"AddressLine1": "1 Microsoft Way", "City": "Redmond", "State": "WA", "PostalCode": "98052", "Country": "US"}).want(t, http.StatusOK)
	if good.text(t, "status") != "VerifiedShippable" {
		t.Errorf("%s", good.body)
	}
	c.pc("POST", "/validations/address", map[string]string{"Country": "Sweden"}).want(t, http.StatusBadRequest)
	rules := c.pc("GET", "/countryvalidationrules/PL", nil).want(t, http.StatusOK).object(t)
	if rules["customerOrganizationPhoneNumberRequired"] != true || rules["defaultCulture"] != "pl-PL" {
		t.Errorf("%v", rules)
	}
	c.pc("GET", "/compliance/csp/agreementstatus", nil).want(t, http.StatusBadRequest)
	c.pc("GET", "/compliance/csp/agreementstatus?mpnId=1", nil).want(t, http.StatusOK)
	c.pc("GET", "/profiles/support", nil).want(t, http.StatusOK)
	c.pc("GET", "/profiles/legalbusiness", nil).want(t, http.StatusOK)
	c.pc("GET", "/profiles/billing", nil).want(t, http.StatusOK)
	c.pc("GET", "/profiles/mpn?mpnId=9", nil).want(t, http.StatusNotFound)
}

// Price sheets belong to the partner API, whose tokens are for another audience.
func TestPriceSheets(t *testing.T) {
	c := newClient(t, mockserver.WithTenants(0))
	token := c.refresh(c.creds.RefreshToken, "https://api.partner.microsoft.com/.default").want(t, http.StatusOK).text(t, "access_token")
	get := func(path string) response {
		return c.send("GET", "/v1.0/sales/"+path+"/$value", nil, "Authorization", "Bearer "+token)
	}
	const licences = "pricesheets(Market='DE',PricesheetView='updatedlicensebased')"
	sheet := get(licences).want(t, http.StatusOK)
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(sheet.body, []byte("\xef\xbb\xbf")))).ReadAll()
	if err != nil || len(rows) < 20 || rows[1][1] != "CFQ7TTC0LH18" || rows[1][10] != "EUR" {
		t.Errorf("%v: the sheet has %d rows, the first is %v", err, len(rows), rows[1])
	}
	get("pricesheets(Market='Germany',PricesheetView='x')").want(t, http.StatusBadRequest)
	if rates := get("fxrates(Month='202610')").want(t, http.StatusOK); !bytes.Contains(rates.body, []byte("USD,1,202610")) {
		t.Errorf("the rates are %s", rates.body)
	}
	get("fxrates(Month='2026-10')").want(t, http.StatusBadRequest)
	c.send("GET", "/v1.0/sales/"+licences+"/$value", nil, c.as("pc")...).want(t, http.StatusUnauthorized)
}
