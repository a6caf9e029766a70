package xlsx_test

import (
	"bytes"
	"context"
	"fmt"

	"github.com/xuri/excelize/v2"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/billing/xlsx"
)

// A workbook with every line.
func ExampleWrite() {
	ctx := context.Background()
	src := billing.Source{{Blobs: []billing.Blob{billing.Bytes("part-0.json",
		[]byte(`{"CustomerId":"65726577-c208-40fd-9735-8c85ac9cac68","InvoiceNumber":"G1","Subtotal":12.5,"Currency":"EUR"}`))}}}
	report, err := billing.Build(ctx, src, billing.LinkSet{})
	if err != nil {
		fmt.Println(err)
		return
	}
	var file bytes.Buffer
	if err := xlsx.Write(ctx, &file, report, xlsx.WithLines(report.Rows(ctx, src))); err != nil {
		fmt.Println(err)
		return
	}
	book, err := excelize.OpenReader(&file)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(book.GetSheetList())
	// Output: [Proof Organizations Money at risk Lines Excluded]
}
