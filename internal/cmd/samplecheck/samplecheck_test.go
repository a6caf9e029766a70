package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const customerBody = `{"id":"1","companyProfile":{"tenantId":"1","companyName":"Contoso","attributes":{"objectType":"CustomerCompanyProfile"}},"billingProfile":{"email":"a@b.example","defaultAddress":{"city":"Kiel"}},"relationshipToPartner":"reseller","attributes":{"objectType":"Customer"}}`

// checkOne runs the program on one body.
func checkOne(t *testing.T, method, url, direction, status, body string) Result {
	t.Helper()
	dir := t.TempDir()
	index := "file\tmethod\turl\tpage\trequest|response\tstatus\tnote\n" + "a.json\t" + method + "\t" + url + "\tp\t" + direction + "\t" + status + "\t\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "INDEX.tsv"), []byte(index), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.json"), []byte(body), 0o600))
	var out bytes.Buffer
	err := run([]string{"-dir", dir, "-json"}, &out)
	var report Report
	require.NoError(t, json.Unmarshal(out.Bytes(), &report))
	require.Len(t, report.Files, 1)
	assert.Equal(t, 1, report.Totals.Samples)
	assert.Equal(t, report.Totals.Failed > 0, err != nil, "a body that fails must fail the program")
	return report.Files[0]
}

func TestResults(t *testing.T) {
	const url = "https://api.partnercenter.microsoft.com/v1/customers/14876998"
	cases := []struct {
		name, method, url, direction, status, body string
		result                                     string
		lost                                       []string
	}{
		{"as published", "GET", url, "response", "200", customerBody, resultOK, nil},
		{"PascalCase", "GET", url, "response", "200", strings.Replace(customerBody, `"companyName"`, `"CompanyName"`, 1), resultOK, nil},
		{"byte order mark", "GET", url, "response", "200", "\ufeff" + customerBody, resultOK, nil},
		{"says nothing", "GET", url, "response", "200", strings.Replace(customerBody, `"id":"1"`, `"id":"1","commerceId":null,"customDomains":[],"associatedPartnerId":""`, 1), resultOK, nil},
		{"prose before the URL", "GET", "{baseURL}](partner-center-rest-urls.md)/v1/customers/{customer-tenant-id}", "response", "200", customerBody, resultOK, nil},
		{"a renamed key", "GET", url, "response", "200", strings.Replace(customerBody, `"companyName"`, `"companyTitle"`, 1), resultLossy, []string{".companyProfile.companyTitle"}},
		{"a renamed nested key", "GET", url, "response", "200", strings.Replace(customerBody, `"city"`, `"town"`, 1), resultLossy, []string{".billingProfile.defaultAddress.town"}},
		{"a new key that says nothing", "GET", url, "response", "200", strings.Replace(customerBody, `"id":"1"`, `"id":"1","new":0`, 1), resultLossy, []string{".new"}},
		{"a new key that is null", "GET", url, "response", "200", strings.Replace(customerBody, `"id":"1"`, `"id":"1","new":null`, 1), resultLossy, []string{".new"}},
		{"a renamed key of a link", "GET", url, "response", "200", strings.Replace(customerBody, `"id":"1"`, `"id":"1","links":{"self":{"uri":"/x","verb":"GET"}}`, 1), resultLossy, []string{".links.self.verb"}},
		{"renamed items", "GET", "https://api.partnercenter.microsoft.com/v1/customers?size=1", "response", "200", `{"totalCount":1,"itemz":[` + customerBody + `],"attributes":{"objectType":"Collection"}}`, resultLossy, []string{".itemz"}},
		{"doubled slashes", "GET", "https://api.partnercenter.microsoft.com/v1//customers//1", "response", "200", customerBody, resultOK, nil},
		{"a stray brace and a slash", "POST", "https://api.partnercenter.microsoft.com/v1/fraudEvents/subscription/{subscriptionId}/status}/", "request", "", `{"eventIds":["1"]}`, resultOK, nil},
		{"another host", "GET", "https://localhost:8080/v1/customers/1", "response", "200", customerBody, resultOK, nil},
		{"verb and direction in other letters", "get", url, "Response", "200", customerBody, resultOK, nil},
		{"a path of one element", "GET", "https://api.partnercenter.microsoft.com/v1/nothing", "response", "200", customerBody, resultNoOperation, nil},
		{"text for an object", "GET", url, "response", "200", strings.Replace(customerBody, `{"city":"Kiel"}`, `"Kiel"`, 1), resultFailed, nil},
		{"object for text", "GET", url, "response", "200", strings.Replace(customerBody, `"Contoso"`, `{"x":"Contoso"}`, 1), resultFailed, nil},
		{"no JSON", "GET", url, "response", "200", `{`, resultFailed, nil},
		{"another verb", "TRACE", url, "response", "200", customerBody, resultNoOperation, nil},
		{"another path", "GET", url + "/nothing", "response", "200", customerBody, resultNoOperation, nil},
		{"no request body", "GET", url, "request", "", customerBody, resultNoOperation, nil},
		{"a fault", "GET", url, "response", "404", `{"code":60003,"description":"not found","data":[],"source":"PartnerFD"}`, resultOK, nil},
		{"a fault without status", "GET", url, "response", "", `{"code":60003,"description":"not found"}`, resultOK, nil},
		{"a request", "POST", "https://api.partnercenter.microsoft.com/v1/customers", "request", "", customerBody, resultOK, nil},
		{"a list", "GET", "https://api.partnercenter.microsoft.com/v1/customers?size=1", "response", "200", `{"totalCount":1,"items":[` + customerBody + `],"links":{"self":{"uri":"/x","method":"GET","headers":[]}},"attributes":{"objectType":"Collection"}}`, resultOK, nil},
		{"a bare list", "GET", url + "/qualifications", "response", "200", `[{"qualification":"Education","vettingStatus":"InReview"}]`, resultOK, nil},
		{"a list that loses an item's key", "GET", url + "/qualifications", "response", "200", `[{"qualification":"Education","vetted":"InReview"}]`, resultLossy, []string{"[0].vetted"}},
		{"Graph", "GET", "https://graph.microsoft.com/v1.0/reports/partners/billing/operations/{id}", "response", "200", `{"id":"1","status":"running"}`, resultOK, nil},
		{"Graph's other spelling of an action", "POST", "https://graph.microsoft.com/v1.0/reports/partners/billing/usage/billed/microsoft.graph.partners.billing.export", "request", "", `{"invoiceId":"G1"}`, resultOK, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := checkOne(t, c.method, c.url, c.direction, c.status, c.body)
			assert.Equal(t, c.result, got.Result, "%v", got.Lost)
			if c.lost != nil {
				assert.Equal(t, c.lost, got.Lost)
			}
		})
	}
}

// Each key of a body counts, whatever its value.
// Pages print addresses in many ways.
func TestAddresses(t *testing.T) {
	cases := map[string]string{
		"{baseURL}/v1/customers/{customer-tenant-id}":                               "customers.get",
		"[*{baseURL}*](partner-center-rest-urls.md)/v1/customers/{id}":              "customers.get",
		"{baseURL}/customers/{customer-tenant-id}":                                  "customers.get",
		"https://api.partnercenter.microsoft.com/customers/x":                       "customers.get",
		"https://partner.partnercenterapi.microsoftonline.cn/v1/customers/x?size=1": "customers.get",
		"GET https://api.partnercenter.microsoft.com//v1/customers/<id>/ HTTP/1.1":  "customers.get",
		"v1/customers/x":                       "customers.get",
		"/Customers/x":                         "customers.get",
		"https://graph.microsoft.com/groups/x": "graph.groups.get",
		"https://login.microsoftonline.com/x/oauth2/v2.0/token": "",
		"customers": "customers.list",
		"":          "",
		"/":         "",
	}
	for address, want := range cases {
		op, found := find(operations(), "GET", address)
		assert.Equal(t, want, op.id, "operation of %q", address)
		assert.Equal(t, want != "", found, "operation of %q", address)
	}
}

func TestEveryRenamedKeyIsLost(t *testing.T) {
	keys := regexp.MustCompile(`"(\w+)":`).FindAllStringSubmatchIndex(customerBody, -1)
	require.NotEmpty(t, keys)
	for _, at := range keys {
		renamed := customerBody[:at[3]] + "Renamed" + customerBody[at[3]:]
		got := checkOne(t, "GET", "https://api.partnercenter.microsoft.com/v1/customers/1", "response", "200", renamed)
		assert.Equal(t, resultLossy, got.Result, renamed)
	}
}

// Bodies can lie in directories below; one that is missing is a result, and the
// others are judged nevertheless.
func TestFiles(t *testing.T) {
	dir := t.TempDir()
	const url = "https://api.partnercenter.microsoft.com/v1/customers/1"
	index := "file\tmethod\turl\tpage\trequest|response\tstatus\tnote\n" +
		"gone.json\tGET\t" + url + "\tp\tresponse\t200\t\n" + "below/a.json\tGET\t" + url + "\tp\tresponse\t200\t\n" + "../a.json\tGET\t" + url + "\tp\tresponse\t200\t\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "INDEX.tsv"), []byte(index), 0o600))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "below"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "below", "a.json"), []byte(customerBody), 0o600))
	report, err := check(t.Context(), dir, false)
	require.NoError(t, err)
	assert.Equal(t, Totals{Samples: 3, OK: 1, Failed: 2}, report.Totals)
	assert.Contains(t, report.Files[0].Lost[0], "gone.json")
}

func TestValues(t *testing.T) {
	cases := []struct {
		before, after any
		want          bool
	}{
		{json.Number("1.50"), json.Number("1.5"), true},
		{"1.50", json.Number("1.5"), true},
		{json.Number("1"), json.Number("2"), false},
		{"a", "A", false},
		{"a", nil, false},
		{"", nil, true},
		{nil, nil, true},
		{nil, json.Number("0"), true},
		{json.Number("0"), nil, false},
		{false, nil, false},
		{"true", true, true},
		{"2018-03-16T00:00:00", "2018-03-16T00:00:00Z", true},
		{"2018-03-16T00:00:00-07:00", "2018-03-16T07:00:00Z", true},
		{"2018-03-16", "2018-03-17", false},
		{"0001-01-01T00:00:00", nil, true},
	}
	for _, c := range cases {
		assert.Equal(t, c.want, equal(c.before, c.after), "%v and %v", c.before, c.after)
	}
}

// TestPublishedBodies holds what API.md says of Microsoft's published bodies.
func TestPublishedBodies(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "..", "shared", "samples", "partnercenter")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the published bodies are not beside the repository: %v", err)
	}
	report, err := check(t.Context(), dir, false)
	require.NoError(t, err)
	assert.Zero(t, report.Totals.Failed)
	assert.GreaterOrEqual(t, float64(report.Totals.OK), 0.97*float64(report.Totals.Samples))
	known, err := os.ReadFile(filepath.Join("..", "..", "..", "partnercenter", "API.md"))
	require.NoError(t, err)
	for _, f := range report.Files {
		if f.Result != resultOK && !strings.Contains(string(known), f.File) {
			t.Errorf("%s is %s and API.md does not explain it", f.File, f.Result)
		}
	}
}

// TestMockAnswers holds that the mock's answers have what published ones have.
func TestMockAnswers(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "..", "shared", "samples", "partnercenter")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the published bodies are not beside the repository: %v", err)
	}
	report, err := check(t.Context(), dir, true)
	require.NoError(t, err)
	assert.Greater(t, report.Totals.MockAsked, 120)
	assert.GreaterOrEqual(t, float64(report.Totals.MockMatching), 0.9*float64(report.Totals.MockAsked))
}

func TestMock(t *testing.T) {
	dir := t.TempDir()
	index := "file\tmethod\turl\tpage\trequest|response\tstatus\tnote\na.json\tGET\thttps://api.partnercenter.microsoft.com/v1/customers/1\tp\tresponse\t200\t\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "INDEX.tsv"), []byte(index), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.json"), []byte(`{"id":"1","onlyPublished":{"x":1}}`), 0o600))
	report, err := check(t.Context(), dir, true)
	require.NoError(t, err)
	require.NotNil(t, report.Files[0].Mock)
	assert.Equal(t, []string{".onlypublished", ".onlypublished.x"}, report.Files[0].Mock.Missing)
	assert.Contains(t, report.Files[0].Mock.Extra, ".companyprofile.domain")
}

func TestUsage(t *testing.T) {
	assert.ErrorContains(t, run(nil, new(bytes.Buffer)), "-dir")
	assert.Error(t, run([]string{"-dir", t.TempDir()}, new(bytes.Buffer)))
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "INDEX.tsv"), []byte("file\tmethod\n"), 0o600))
	assert.ErrorContains(t, run([]string{"-dir", dir}, new(bytes.Buffer)), "url")
}
