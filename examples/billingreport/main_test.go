package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/examples/internal/cli"
)

const (
	linked   = "65726577-c208-40fd-9735-8c85ac9cac68"
	unlinked = "74221236-d09c-4870-ac1d-33e155e9aebe"
)

func line(customer, subtotal string) string {
	return fmt.Sprintf(`{"CustomerId":%q,"CustomerName":"=HYPERLINK(1)","InvoiceNumber":"G1","Currency":"EUR","ProductId":"CFQ7TTC0LH18","Subtotal":%s,"TaxTotal":0}`+"\n", customer, subtotal)
}

// job is a directory with two blobs, links.csv and a place for the output.
type job struct {
	t   *testing.T
	dir string
}

func newJob(t *testing.T) *job {
	j := &job{t, t.TempDir()}
	j.blob("part-0.json.gz", line(strings.ToUpper(linked), "100.10")+line(unlinked, "-0.05"))
	j.blob("part-1.json.gz", line(unlinked, `"0.15"`))
	j.file("links.csv", "tenant_id,organization_id,organization_name\n"+linked+",A,Contoso AB\n")
	return j
}

func (j *job) file(name, text string) {
	require.NoError(j.t, os.WriteFile(filepath.Join(j.dir, name), []byte(text), 0o600))
}

func (j *job) blob(name, text string) {
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	_, err := w.Write([]byte(text))
	require.NoError(j.t, err)
	require.NoError(j.t, w.Close())
	j.file(name, buf.String())
}

func (j *job) run(args ...string) (stdout string, err error) {
	var out, errOut bytes.Buffer
	base := []string{"-lines", filepath.Join(j.dir, "*.json.gz"), "-links", filepath.Join(j.dir, "links.csv"), "-out", filepath.Join(j.dir, "out")}
	err = run(context.Background(), append(base, args...), &out, &errOut)
	return out.String(), err
}

// outputs lists what is in the output directory; nil when there is none.
func (j *job) outputs() (names []string) {
	entries, err := os.ReadDir(filepath.Join(j.dir, "out"))
	if err != nil {
		require.ErrorIs(j.t, err, os.ErrNotExist)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestAllFormatsAreWritten(t *testing.T) {
	j := newJob(t)
	out, err := j.run("-invoice-net", "EUR=100.20", "-format", "json,csv,lines,xlsx,html")
	require.NoError(t, err)
	require.Contains(t, out, "exact")
	require.Equal(t, []string{"lines.csv", "report.csv", "report.html", "report.json", "report.xlsx"}, j.outputs())
	text, err := os.ReadFile(filepath.Join(j.dir, "out", "lines.csv"))
	require.NoError(t, err)
	require.NotContains(t, string(text), ",=HYPERLINK")
	require.Contains(t, string(text), "'=HYPERLINK")
}

func TestJSONOnStdout(t *testing.T) {
	j := newJob(t)
	out, err := j.run("-json", "-invoice-net", "G1:EUR=100.20")
	require.NoError(t, err)
	var s map[string]any
	require.NoError(t, json.Unmarshal([]byte(out), &s))
	for _, volatile := range []string{"seconds", "peak_rss_bytes"} {
		require.Greater(t, s[volatile], 0.0, volatile)
		delete(s, volatile)
	}
	require.Equal(t, map[string]any{
		"lines": 3.0, "malformed": 0.0, "organizations": 1.0, "excluded_tenants": 1.0, "proof": "exact",
		"currencies": map[string]any{"EUR": map[string]any{"total": "100.20", "included": "100.10", "excluded": "0.10", "by_reason": map[string]any{"TenantNotLinked": "0.10"}}},
	}, s)
}

func TestADifferenceOfACentFailsAndLeavesNoFile(t *testing.T) {
	j := newJob(t)
	out, err := j.run("-json", "-invoice-net", "EUR=100.21")
	require.ErrorContains(t, err, "differ")
	require.Contains(t, out, `"proof":"differs"`)
	require.Empty(t, j.outputs())
}

func TestFailuresLeaveNoFile(t *testing.T) {
	for name, tt := range map[string]struct {
		spoil func(*job)
		args  []string
		want  error
	}{
		"truncated blob": {func(j *job) {
			path := filepath.Join(j.dir, "part-1.json.gz")
			data, err := os.ReadFile(path)
			require.NoError(j.t, err)
			require.NoError(j.t, os.WriteFile(path, data[:len(data)-9], 0o600))
		}, nil, billing.ErrTruncated},
		"duplicate blob": {func(j *job) {
			data, err := os.ReadFile(filepath.Join(j.dir, "part-1.json.gz"))
			require.NoError(j.t, err)
			j.file("part-2.json.gz", string(data))
		}, nil, billing.ErrDuplicate},
		"malformed line, strict":  {func(j *job) { j.blob("part-2.json.gz", "oops\n") }, []string{"-strict"}, billing.ErrMalformed},
		"blob of another invoice": {func(j *job) {}, []string{"-invoice", "G2"}, billing.ErrForeignInvoice},
		"no lines":                {func(j *job) {}, []string{"-lines", "nothing-*.gz"}, os.ErrNotExist},
	} {
		t.Run(name, func(t *testing.T) {
			j := newJob(t)
			tt.spoil(j)
			out, err := j.run(append(tt.args, "-format", "json,csv,lines,xlsx,html")...)
			require.ErrorIs(t, err, tt.want)
			require.Empty(t, out)
			require.Empty(t, j.outputs())
		})
	}
}

func TestAMalformedLineIsCountedWithoutStrict(t *testing.T) {
	j := newJob(t)
	j.blob("part-2.json.gz", "oops\n")
	out, err := j.run("-json")
	require.NoError(t, err)
	require.Contains(t, out, `"malformed":1`)
	require.Contains(t, out, `"proof":"unstated"`)
}

func TestNothingAuditedIsNotClean(t *testing.T) {
	j := newJob(t)
	j.blob("part-0.json.gz", "")
	j.blob("part-1.json.gz", "")
	out, err := j.run("-json")
	var exit *cli.ExitError
	require.ErrorAs(t, err, &exit, "a script must not take an empty report for a clean one")
	require.Equal(t, 3, exit.Code)
	require.Contains(t, out, `"proof":"nothing_audited"`)
	require.Empty(t, j.outputs())
}

func TestExistingFilesAreKeptWithoutForce(t *testing.T) {
	j := newJob(t)
	_, err := j.run("-format", "json")
	require.NoError(t, err)
	_, err = j.run("-format", "csv,json")
	require.ErrorContains(t, err, "report.json exists")
	require.Equal(t, []string{"report.json"}, j.outputs(), "a refusal must not write the other format")
	_, err = j.run("-format", "csv,json", "-force")
	require.NoError(t, err)
	require.Equal(t, []string{"report.csv", "report.json"}, j.outputs())
}

func TestEachCurrencyHasItsOwnStatedNet(t *testing.T) {
	j := newJob(t)
	j.blob("part-2.json.gz", strings.NewReplacer("G1", "G2", "EUR", "USD").Replace(line(linked, `"5e1"`)))
	for want, args := range map[string][]string{
		`"proof":"exact"`:    {"-invoice-net", "EUR=100.20", "-invoice-net", " usd = 50 "},
		`"proof":"unstated"`: {"-invoice-net", "EUR=100.20"},
	} {
		out, err := j.run(append(args, "-json", "-force")...)
		require.NoError(t, err)
		require.Contains(t, out, want, "the worst of the currencies")
		require.Contains(t, out, `"USD":{"total":"50.00","included":"50.00","excluded":"0.00","by_reason":{}}`)
	}
}

func TestRulesMakePrices(t *testing.T) {
	j := newJob(t)
	j.file("rules.json", `{"schema":1,"version":"2026-11","prices":[{"name":"all","basis":"cost","method":"markup","value":"10"}]}`)
	_, err := j.run("-rules", filepath.Join(j.dir, "rules.json"), "-format", "csv")
	require.NoError(t, err)
	text, err := os.ReadFile(filepath.Join(j.dir, "out", "report.csv"))
	require.NoError(t, err)
	require.Contains(t, string(text), ",110.11,10.01,", "100.10 + 10 %, and the margin")
}

func TestTheRulesOfThePackageCommentWork(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	_, rules, found := strings.Cut(string(doc), "//\t{")
	require.True(t, found)
	rules, _, _ = strings.Cut(rules, "\n//\n")
	j := newJob(t)
	j.file("rules.json", "{"+strings.ReplaceAll(rules, "//\t", ""))
	out, err := j.run("-json", "-rules", filepath.Join(j.dir, "rules.json"))
	require.NoError(t, err)
	require.Contains(t, out, `"by_reason":{"Demo":"0.10"}`)
}

func TestUsageIsComparedOnly(t *testing.T) {
	j := newJob(t)
	j.file("usage.json", `{"CustomerId":"`+linked+`","InvoiceNumber":"G1","BillingCurrency":"EUR","BillingPreTaxTotal":3.5}`+"\n")
	out, err := j.run("-usage", filepath.Join(j.dir, "usage.json"), "-invoice-net", "EUR=100.20")
	require.NoError(t, err)
	require.Contains(t, out, "difference -3.50 of 0.00, BEYOND the tolerance")
	require.Contains(t, out, "exact")
}

func TestFlagsAreChecked(t *testing.T) {
	for want, args := range map[string][]string{
		"-invoice-net":        {"-invoice-net", "EUR"},
		"-format":             {"-format", "pdf"},
		"unexpected argument": {"more.json"},
		"-separator":          {"-separator", ";;"},
		"both 1 and 2":        {"-invoice-net", "EUR=1", "-invoice-net", "eur=2"},
	} {
		_, err := newJob(t).run(args...)
		require.ErrorContains(t, err, want)
	}
	var out bytes.Buffer
	require.ErrorContains(t, run(context.Background(), nil, &out, &out), "-lines is missing")
}
