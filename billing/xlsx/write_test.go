package xlsx_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"go.uber.org/goleak"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/billing/xlsx"
	"github.com/tenantlink/tenantlink/linking"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const tenant = "65726577-c208-40fd-9735-8c85ac9cac68"

// bill is a report over three lines: 60.10 included, 40.05 and -0.10 left out.
func bill(t *testing.T, opts ...billing.Option) (*billing.Report, billing.Source) {
	t.Helper()
	line := func(customer, name, subtotal string) string {
		return fmt.Sprintf(`{"CustomerId":%q,"CustomerName":%q,"InvoiceNumber":"G1","Currency":"EUR","Subtotal":%s,"Quantity":10,"ProductId":"CFQ7TTC0LH18"}`, customer, name, subtotal)
	}
	other := "74221236-d09c-4870-ac1d-33e155e9aebe"
	src := billing.Source{{Blobs: []billing.Blob{billing.Bytes("part-0.json", []byte(strings.Join([]string{
		line(tenant, "Contoso AB", "60.10"), line(other, "=1+1", "40.05"), line(other, "=1+1", "-0.10")}, "\n")+"\n"))}}}
	links := billing.LinkSet{
		At:            time.Date(2026, 11, 8, 6, 0, 0, 0, time.UTC),
		Links:         []linking.Link{{TenantKey: linking.TenantKey{Tenant: uuid.MustParse(tenant)}, OrganizationID: "A"}},
		Organizations: []linking.Organization{{ID: "A", Name: "Contoso AB", CustomerNumber: "1001"}},
	}
	report, err := billing.Build(context.Background(), src, links, append(opts, billing.WithStatedNet("G1", "EUR", decimal.RequireFromString("100.05")))...)
	require.NoError(t, err)
	return report, src
}

func workbook(t *testing.T, r *billing.Report, opts ...xlsx.Option) *excelize.File {
	t.Helper()
	var buf bytes.Buffer
	require.NoError(t, xlsx.Write(context.Background(), &buf, r, opts...))
	f, err := excelize.OpenReader(&buf)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, f.Close()) })
	return f
}

func cell(t *testing.T, f *excelize.File, sheet, at string) string {
	t.Helper()
	v, err := f.GetCellValue(sheet, at, excelize.Options{RawCellValue: true})
	require.NoError(t, err)
	return v
}

func TestWorkbookHasTheSheetsOfTheReport(t *testing.T) {
	report, src := bill(t)
	require.Equal(t, []string{"Proof", "Organizations", "Money at risk", "Lines", "Excluded"}, workbook(t, report, xlsx.WithLines(report.Rows(context.Background(), src))).GetSheetList())
	require.Equal(t, []string{"Proof", "Organizations", "Money at risk"}, workbook(t, report).GetSheetList())
}

func TestAmountsAreNumbersWithACurrencyFormat(t *testing.T) {
	report, _ := bill(t)
	f := workbook(t, report)
	require.Equal(t, "60.1", cell(t, f, "Organizations", "G2"))
	kind, err := f.GetCellType("Organizations", "G2")
	require.NoError(t, err)
	require.Contains(t, []excelize.CellType{excelize.CellTypeNumber, excelize.CellTypeUnset}, kind, "an amount must not be text")
	shown, err := f.GetCellValue("Organizations", "G2")
	require.NoError(t, err)
	require.Contains(t, shown, "EUR")
	require.Contains(t, shown, "60.10")
}

func TestTotalsOfOrganizationsAreTheIncludedSum(t *testing.T) {
	report, _ := bill(t)
	f := workbook(t, report)
	require.Equal(t, "Total EUR", cell(t, f, "Organizations", "A3"))
	require.Equal(t, "60.1", cell(t, f, "Organizations", "G3"))
}

func TestHeadersAreFrozenAndFiltered(t *testing.T) {
	report, src := bill(t)
	f := workbook(t, report, xlsx.WithLines(report.Rows(context.Background(), src)))
	for _, sheet := range []string{"Organizations", "Money at risk", "Lines", "Excluded"} {
		panes, err := f.GetPanes(sheet)
		require.NoError(t, err)
		require.True(t, panes.Freeze, sheet)
		tables, err := f.GetTables(sheet)
		require.NoError(t, err)
		require.Len(t, tables, 1, "sheet %s must have filters", sheet)
	}
}

func TestSheetsAreSetUpForPaper(t *testing.T) {
	report, src := bill(t)
	f := workbook(t, report, xlsx.WithLines(report.Rows(context.Background(), src)))
	for sheet, fits := range map[string]bool{"Proof": true, "Organizations": true, "Money at risk": true, "Lines": false} {
		layout, err := f.GetPageLayout(sheet)
		require.NoError(t, err)
		require.Equal(t, "landscape", *layout.Orientation, sheet)
		props, err := f.GetSheetProps(sheet)
		require.NoError(t, err)
		require.Equal(t, fits, props.FitToPage != nil && *props.FitToPage, "%s: as wide as the page unless that is too small to read", sheet)
	}
}

func TestTextIsNeverAFormula(t *testing.T) {
	report, src := bill(t)
	f := workbook(t, report, xlsx.WithLines(report.Rows(context.Background(), src)))
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		require.NoError(t, err)
		for r, row := range rows {
			for c := range row {
				at, err := excelize.CoordinatesToCellName(c+1, r+1)
				require.NoError(t, err)
				formula, err := f.GetCellFormula(sheet, at)
				require.NoError(t, err)
				require.Empty(t, formula, "%s!%s", sheet, at)
			}
		}
	}
	require.Equal(t, "=1+1", cell(t, f, "Money at risk", "A2"))
}

func TestExcludedLinesComeLargestFirst(t *testing.T) {
	report, src := bill(t)
	f := workbook(t, report, xlsx.WithLines(report.Rows(context.Background(), src)))
	require.Equal(t, "40.05", cell(t, f, "Excluded", "AE2"))
	require.Equal(t, "-0.1", cell(t, f, "Excluded", "AE3"))
	f = workbook(t, report, xlsx.WithLines(report.Rows(context.Background(), src)), xlsx.WithExcludedLimit(1))
	require.Equal(t, "40.05", cell(t, f, "Excluded", "AE2"))
	require.Contains(t, cell(t, f, "Excluded", "A3"), "and 1 more")
}

func TestLinesGoOnInAnotherSheetWhenOneIsFull(t *testing.T) {
	report, src := bill(t)
	f := workbook(t, report, xlsx.WithLines(report.Rows(context.Background(), src)), xlsx.WithRowLimit(2))
	require.Equal(t, []string{"Proof", "Organizations", "Money at risk", "Lines", "Lines 2", "Lines 3", "Excluded"}, f.GetSheetList())
}

func TestAnAmountExcelCannotHoldIsText(t *testing.T) {
	src := billing.Source{{Blobs: []billing.Blob{billing.Bytes("p", []byte(`{"CustomerId":"x","InvoiceNumber":"G1","Currency":"EUR","Subtotal":12345678901234.567}`+"\n"))}}}
	report, err := billing.Build(context.Background(), src, billing.LinkSet{})
	require.NoError(t, err)
	require.Equal(t, "12345678901234.567", cell(t, workbook(t, report), "Money at risk", "F2"))
}

func TestPricedReportsShowSalesAndMargin(t *testing.T) {
	rules := billing.Rules{Version: "1", Prices: []billing.PriceRule{{Name: "all", Basis: billing.Cost, Method: billing.Markup, Value: decimal.NewFromInt(10)}}}
	report, _ := bill(t, billing.WithRules(rules))
	f := workbook(t, report)
	require.Equal(t, "Sales", cell(t, f, "Organizations", "K1"))
	require.Equal(t, "66.11", cell(t, f, "Organizations", "K2"))
	require.Equal(t, "6.01", cell(t, f, "Organizations", "L2"))
}

func TestItemsAndResellersHaveSheetsOfTheirOwn(t *testing.T) {
	report, _ := bill(t, billing.WithItems(), billing.WithResellers())
	f := workbook(t, report)
	require.Equal(t, []string{"Proof", "Organizations", "Money at risk", "Products", "Resellers"}, f.GetSheetList())
	quantities := []string{cell(t, f, "Products", "K2"), cell(t, f, "Products", "K3")}
	require.ElementsMatch(t, []string{"10", "0"}, quantities, "10 seats, and 10 added and 10 removed")
}

func TestAnErrorInTheLinesEndsTheWriting(t *testing.T) {
	report, _ := bill(t)
	boom := errors.New("blob changed")
	var rows iter.Seq2[billing.Row, error] = func(yield func(billing.Row, error) bool) { yield(billing.Row{}, boom) }
	require.ErrorIs(t, xlsx.Write(context.Background(), &bytes.Buffer{}, report, xlsx.WithLines(rows)), boom)
}

func TestOptionsAreChecked(t *testing.T) {
	report, _ := bill(t)
	for _, o := range []xlsx.Option{xlsx.WithLines(nil), xlsx.WithRowLimit(1), xlsx.WithRowLimit(1<<20 + 1), xlsx.WithExcludedLimit(0)} {
		require.Error(t, xlsx.Write(context.Background(), &bytes.Buffer{}, report, o))
	}
}

// TestLibreOfficeReadsTheSumsAsNumbers lets another program open the workbook.
func TestLibreOfficeReadsTheSumsAsNumbers(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not installed")
	}
	report, src := bill(t)
	dir := t.TempDir()
	var buf bytes.Buffer
	require.NoError(t, xlsx.Write(context.Background(), &buf, report, xlsx.WithLines(report.Rows(context.Background(), src))))
	path := filepath.Join(dir, "report.xlsx")
	require.NoError(t, os.WriteFile(path, buf.Bytes(), 0o600))
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, office, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "fods", "--outdir", dir, path).CombinedOutput()
	require.NoError(t, err, string(out))
	text, err := os.ReadFile(filepath.Join(dir, "report.fods"))
	require.NoError(t, err, string(out))
	rows := sheetRows(t, text, "Lines")
	column := slices.IndexFunc(rows[0], func(c officeCell) bool { return c.Text == "Cost net" })
	require.GreaterOrEqual(t, column, 0)
	sum := decimal.Zero
	for _, row := range rows[1:4] {
		require.Equal(t, "currency", row[column].Type, "LibreOffice must see an amount, not text")
		sum = sum.Add(decimal.RequireFromString(row[column].Value))
	}
	require.True(t, sum.Equal(report.Currencies[0].Total.Net), "LibreOffice sums to %s, the report states %s", sum, report.Currencies[0].Total.Net)
}

// officeCell is a cell of LibreOffice's flat XML.
type officeCell struct {
	Type     string `xml:"value-type,attr"`
	Value    string `xml:"value,attr"`
	Text     string `xml:"p"`
	Repeated int    `xml:"number-columns-repeated,attr"`
}

func sheetRows(t *testing.T, text []byte, sheet string) (rows [][]officeCell) {
	t.Helper()
	type officeRow struct {
		Cells []officeCell `xml:"table-cell"`
	}
	var doc struct {
		Tables []struct {
			Name   string      `xml:"name,attr"`
			Header []officeRow `xml:"table-header-rows>table-row"` // on every page of paper
			Rows   []officeRow `xml:"table-row"`
		} `xml:"body>spreadsheet>table"`
	}
	require.NoError(t, xml.Unmarshal(text, &doc))
	for _, table := range doc.Tables {
		if table.Name != sheet {
			continue
		}
		for _, r := range append(table.Header, table.Rows...) {
			var row []officeCell
			for _, c := range r.Cells {
				row = append(row, slices.Repeat([]officeCell{c}, min(max(c.Repeated, 1), 100))...)
			}
			rows = append(rows, row)
		}
	}
	require.NotEmpty(t, rows, "LibreOffice has no sheet %s", sheet)
	return rows
}
