package billing_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/linking"
)

const portalHeader = "PartnerId,CustomerId,CustomerName,CustomerDomainName,CustomerCountry,InvoiceNumber,MPNID,ResellerMPNID,OrderId,OrderDate,ProductId,SkuId,AvailabilityId,SkuName,ProductName,ChargeType,UnitPrice,Quantity,Subtotal,TaxTotal,Total,Currency"

func portalRow(tenant, name, subtotal string) string {
	return partner + "," + tenant + "," + name + ",x.onmicrosoft.com,SE,G1,1,0,o,2026-10-01,CFQ7TTC0LH18,0001,a,Basic,Basic,new,6,10," + subtotal + ",0,0,EUR"
}

func TestThePortalsCSVIsRead(t *testing.T) {
	rows := []string{portalHeader, portalRow(strings.ToUpper(contoso), `"Contoso, ""AB"""`, "60.10"), portalRow(fabrikam, `"two`+"\n"+`lines"`, "-0.10"), portalRow(contoso, "x", "5") + ",extra", portalRow(contoso, "x", "1.234,50")}
	for name, data := range map[string]string{
		"CRLF and BOM":  "\xef\xbb\xbf" + strings.Join(rows, "\r\n") + "\r\n",
		"plain":         strings.Join(rows, "\n"),
		"quoted header": strings.Replace(strings.Join(rows, "\n"), "PartnerId,CustomerId", `"Partner Id","Customer_Id"`, 1),
	} {
		t.Run(name, func(t *testing.T) {
			report := build(t, linksOf(contoso, "A"), blobSource("recon.csv", []byte(data)))
			money(t, "60.10", report.Currencies[0].Included.Net, "included")
			money(t, "-0.10", report.Currencies[0].Excluded.Net, "excluded")
			require.Equal(t, `Contoso, "AB"`, report.Groups[1].TenantName)
			require.EqualValues(t, 2, report.Malformed)
			require.EqualValues(t, 5, report.MalformedLines[0].Line, "the row behind the name with two lines")
		})
	}
}

func TestSemicolonsAndTabsSeparateCSVToo(t *testing.T) {
	for _, sep := range []string{";", "\t"} {
		data := strings.ReplaceAll(portalHeader+"\n"+portalRow(contoso, "x", "60.10")+"\n", ",", sep)
		money(t, "60.10", build(t, linksOf(contoso, "A"), blobSource("recon.csv", []byte(data))).Currencies[0].Total.Net, sep)
	}
}

func TestVersionOneLineItemsAreRead(t *testing.T) {
	page := func(number string) string {
		return "{\n \"totalCount\": 1,\n \"items\": [\n  {\n   \"customerId\": \"" + contoso + "\",\n   \"invoiceNumber\": \"G1\",\n   \"subtotal\": \"" + number + "\",\n   \"taxTotal\": \"0\",\n   \"totalForCustomer\": \"7\",\n   \"productQualifiers\": [\"AddOn\"],\n   \"resellerMpnId\": 0,\n   \"currency\": \"USD\"\n  }\n ],\n \"links\": {\"self\": {}}\n}\n"
	}
	for name, data := range map[string]string{
		"one page":       page("30"),
		"two pages":      page("10") + page("20"),
		"compact page":   strings.NewReplacer("\n", "", " ", "").Replace(page("30")),
		"array":          `[{"customerId":"` + contoso + `","invoiceNumber":"G1","subtotal":30,"currency":"USD"}]`,
		"indented lines": "{\n \"customerId\": \"" + contoso + "\",\n \"invoiceNumber\":\"G1\",\n \"subtotal\": 30,\n \"currency\": \"USD\"\n}\n",
	} {
		t.Run(name, func(t *testing.T) {
			report := build(t, linksOf(contoso, "A"), blobSource("page.json", []byte(data)))
			money(t, "30", report.Currencies[0].Included.Net, name)
			require.Zero(t, report.Malformed)
		})
	}
}

// Published response bodies; samplesDir holds them where this repository is developed.
const samplesDir = "../../shared/samples/partnercenter"

func TestPublishedLineItemsAreRead(t *testing.T) {
	for _, tt := range []struct {
		file, invoice, currency, net string
		lines                        int64
	}{
		{"182-get-invoiceline-items-resp.json", "", "USD", "1556", 4}, // 0 + 720 + 820 + 16, of three documents
		{"177-get-invoice-unbilled-recon-lineitems-resp.json", "", "USD", "1556", 4},
		{"180-get-invoiceline-items-resp.json", "1234000000", "USD", "63.33", 2}, // pretaxCharges 63.33 + 0
		{"179-get-invoiceline-items-resp.json", "D02005YFHI", "USD", "0", 2},
	} {
		t.Run(tt.file, func(t *testing.T) {
			path := filepath.Join(samplesDir, tt.file)
			if _, err := os.Stat(path); err != nil {
				t.Skipf("the published samples are not here: %v", err)
			}
			src := billing.Source{{Invoice: tt.invoice, Blobs: []billing.Blob{billing.File(path)}}}
			report := build(t, linksOf(contoso, "A"), src)
			require.Equal(t, tt.lines, report.Lines)
			require.Zero(t, report.Malformed, "%v", report.MalformedLines)
			money(t, tt.net, report.Currencies[0].Total.Net, "net")
		})
	}
}

func TestPublishedUsageAmongLinesIsRefused(t *testing.T) {
	path := filepath.Join(samplesDir, "181-get-invoiceline-items-resp.json")
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the published samples are not here: %v", err)
	}
	report := build(t, linksOf(contoso, "A"), billing.Source{{Blobs: []billing.Blob{billing.File(path)}}})
	require.Equal(t, billing.NothingAudited, report.State, "legacy daily usage has no amounts at all")
	require.EqualValues(t, 2, report.Malformed)
}

func TestFilesTakesEachFileOnceAndRefusesEmptyPatterns(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.json"), jsonl(lineOf(record{})), 0o600))
	src, err := billing.Files(filepath.Join(dir, "*.json"), filepath.Join(dir, "a*"))
	require.NoError(t, err)
	require.Len(t, src[0].Blobs, 1)
	_, err = billing.Files(filepath.Join(dir, "*.gz"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestLinksCSVIsReadAndChecked(t *testing.T) {
	set, err := billing.ReadLinksCSV(strings.NewReader("\xef\xbb\xbftenant_id;organization_id;organization_name;azure\r\n" + strings.ToUpper(contoso) + ";A;\"Contoso; AB\";missing\r\n" + fabrikam + ";;;\r\n"))
	require.NoError(t, err)
	require.Len(t, set.Links, 1, "a row without organization is a tenant that is not linked")
	require.Equal(t, "Contoso; AB", set.Organizations[0].Name)
	require.Equal(t, linking.ServiceMissing, set.Organizations[0].Azure)
	set, err = billing.ReadLinksCSV(strings.NewReader("Tenant_ID, Organization_ID ,Organization_Name\n" + contoso + ",A,Contoso Ltd\n\n" + fabrikam + ",A,Contoso AB\n"))
	require.NoError(t, err, "an organization may have several tenants and is spelled as people spell it")
	require.Equal(t, []linking.Organization{{ID: "A", Name: "Contoso AB"}}, set.Organizations)
	for problem, data := range map[string]string{
		"no column organization_id": "tenant_id,org\n",
		"line 2":                    "tenant_id,organization_id,organization_name\nnot-a-guid,A,x\n",
		"described in two ways":     "tenant_id,organization_id,azure\n" + contoso + ",A,missing\n" + fabrikam + ",A,attached\n",
		"attached, missing":         "tenant_id,organization_id,organization_name,azure\n" + contoso + ",A,x,yes\n",
		"wrong number of fields":    "tenant_id,organization_id,organization_name\n" + contoso + ",A\n",
	} {
		_, err := billing.ReadLinksCSV(strings.NewReader(data))
		require.ErrorContains(t, err, problem)
	}
}

// evil are names that a spreadsheet or a browser might run.
var evil = []string{`=HYPERLINK("http://evil","x")`, "+1+1", "-2+3", "@SUM(A1)", "\t=1", " =1+1", "＝1", `<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, "</script><script>alert(2)</script>"}

func evilReport(t *testing.T, opts ...billing.Option) (*billing.Report, billing.Source) {
	t.Helper()
	var lines []string
	links := linksOf(contoso, "A")
	for i, name := range evil {
		quoted, err := json.Marshal(name)
		require.NoError(t, err)
		line := lineOf(record{"CustomerId": tenantNumber(i).String(), "ChargeType": "new"})
		lines = append(lines, strings.Replace(line, `"CustomerName":"Contoso"`, `"CustomerName":`+string(quoted), 1))
		if i%2 == 0 {
			links.Links = append(links.Links, linking.Link{TenantKey: linking.TenantKey{Tenant: tenantNumber(i)}, OrganizationID: name})
			links.Organizations = append(links.Organizations, linking.Organization{ID: name, Name: name, CustomerNumber: name})
		}
	}
	src := blobSource("part <b>0</b>.json", jsonl(lines...))
	return build(t, links, src, opts...), src
}

func TestCSVNeutralisesFormulas(t *testing.T) {
	report, src := evilReport(t)
	var groups, lines strings.Builder
	require.NoError(t, report.WriteCSV(&groups))
	require.NoError(t, report.WriteLinesCSV(context.Background(), &lines, src))
	for name, text := range map[string]string{"groups": groups.String(), "lines": lines.String()} {
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		require.NoError(t, err, name)
		require.Len(t, rows, len(evil)+1)
		amount := regexp.MustCompile(`^-?[0-9.]+$`)
		for _, row := range rows {
			for _, cell := range row {
				if c := strings.TrimLeft(cell, " "); c != "" && strings.ContainsRune("=+-@\t\r＝", []rune(c)[0]) && !amount.MatchString(cell) {
					t.Errorf("%s: a spreadsheet would run the cell %q", name, cell)
				}
			}
		}
	}
}

func TestCSVAmountsStayNumbers(t *testing.T) {
	report := build(t, linksOf(), sourceOf(record{"Subtotal": -12.5, "Currency": "JPY"}))
	var text strings.Builder
	require.NoError(t, report.WriteCSV(&text, billing.WithSeparator(';'), billing.WithDecimalComma(), billing.WithBOM()))
	require.True(t, strings.HasPrefix(text.String(), "\ufeffstatus;reason;"))
	require.Contains(t, text.String(), ";-12,5;", "digits beyond the currency's decimals are never hidden")
	require.Contains(t, text.String(), "\r\n")
	require.Error(t, report.WriteCSV(&text, billing.WithDecimalComma()), "a decimal comma cannot go with a comma separator")
}

func TestHTMLRunsNothingOfWhatTenantsAreCalled(t *testing.T) {
	report, _ := evilReport(t)
	var page strings.Builder
	require.NoError(t, report.WriteHTML(&page))
	require.Equal(t, 1, strings.Count(page.String(), "<script>"), "only the page's own script")
	require.NotContains(t, page.String(), "<img")
	require.NotContains(t, page.String(), "<b>0</b>")
	require.NotRegexp(t, `(src|href)\s*=\s*["']?http`, page.String(), "one self-contained file")
	require.Contains(t, page.String(), "&lt;script&gt;alert(1)&lt;/script&gt;")
}

func TestReportComesBackFromJSON(t *testing.T) {
	report := goldenReport(t)
	text := reportJSON(t, report)
	back, err := billing.ReadReport(strings.NewReader(text))
	require.NoError(t, err)
	require.Equal(t, text, reportJSON(t, back))
	_, err = billing.Compare(back, report)
	require.NoError(t, err, "a stored report can be compared with")
	var plain map[string]any
	require.NoError(t, json.Unmarshal([]byte(text), &plain))
	require.IsType(t, "", plain["currencies"].([]any)[0].(map[string]any)["total"].(map[string]any)["net"], "amounts are strings")
}

func TestStreamedJSONIsThatOfEncodingJSON(t *testing.T) {
	for _, report := range []*billing.Report{goldenReport(t, billing.WithResellers()), build(t, billing.LinkSet{}, billing.Source{})} {
		want, err := json.MarshalIndent(report, "", "  ")
		require.NoError(t, err)
		require.Equal(t, string(want)+"\n", reportJSON(t, report))
	}
}
