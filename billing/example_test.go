package billing_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/linking"
)

const exampleLines = `{"CustomerId":"65726577-C208-40FD-9735-8C85AC9CAC68","CustomerName":"Contoso","InvoiceNumber":"G000024135","ProductId":"CFQ7TTC0LDPB","Subtotal":1250.00,"Currency":"EUR"}
{"CustomerId":"74221236-d09c-4870-ac1d-33e155e9aebe","CustomerName":"Fabrikam","InvoiceNumber":"G000024135","ProductId":"CFQ7TTC0LH18","Subtotal":"96.40","Currency":"EUR"}
{"CustomerId":"74221236-d09c-4870-ac1d-33e155e9aebe","CustomerName":"Fabrikam","InvoiceNumber":"G000024135","ProductId":"CFQ7TTC0LH18","Subtotal":-12.05,"Currency":"EUR"}
`

func exampleLinks() billing.LinkSet {
	contoso := linking.TenantKey{Tenant: uuid.MustParse("65726577-c208-40fd-9735-8c85ac9cac68")}
	return billing.LinkSet{
		Links:         []linking.Link{{TenantKey: contoso, OrganizationID: "1"}},
		Organizations: []linking.Organization{{ID: "1", Name: "Contoso AB"}},
	}
}

// A bill over one invoice: Fabrikam is not linked, and the proof says so.
func ExampleBuild() {
	src := billing.Source{{Invoice: "G000024135", ETag: "WYjLro78", Blobs: []billing.Blob{billing.Bytes("part-0.json", []byte(exampleLines))}}}
	report, err := billing.Build(context.Background(), src, exampleLinks(),
		billing.WithStatedNet("G000024135", "EUR", decimal.RequireFromString("1334.35")))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.State)
	for _, m := range report.MoneyAtRisk {
		fmt.Println(m.TenantName, m.Reason, m.Values[0].Net, m.Values[0].Currency, "->", m.Action)
	}
	_ = report.WriteProof(os.Stdout)
	// Output:
	// exact
	// Fabrikam TenantNotLinked 84.35 EUR -> link
	// Invoice G000024135 EUR, final, 3 lines from 1 blobs (eTag WYjLro78)
	//  A Net lines (sum of Subtotal)                            1,334.35
	//  B Included, 1 organization                               1,250.00   charges + 1,250.00  credits - 0.00
	//  C Excluded: not linked 84.35
	//                                                              84.35   charges + 96.40  credits - 12.05
	//  D A - B - C                                                  0.00   must be exactly 0
	//  E Invoice net, as stated                                 1,334.35   A - E = 0.00
	//  F Tax on the invoice / tax in lines                unknown / 0.00   shown, not mixed in
	//  G Credit and adjustment notes                                none   chain total 1,334.35
	//  H Azure reconciliation against daily usage           not compared
	//  I Cloudmore's report for the same invoice            not compared
	//  = exact: every line of the invoice is accounted for
}

// Parts that were summed on different machines merge to the report of one pass.
func ExamplePartial_Merge() {
	var parts []*billing.Partial
	for i, line := range strings.SplitAfter(strings.TrimSpace(exampleLines), "\n") {
		src := billing.Source{{Invoice: "G000024135", BlobCount: 3, Blobs: []billing.Blob{billing.Bytes(fmt.Sprint("part-", i), []byte(line))}}}
		links := exampleLinks()
		links.At = links.At.AddDate(2025, 10, 7) // the same snapshot everywhere
		part, err := billing.Aggregate(context.Background(), src, links)
		if err != nil {
			fmt.Println(err)
			return
		}
		parts = append(parts, part)
	}
	for _, p := range parts[1:] {
		if err := parts[0].Merge(p); err != nil {
			fmt.Println(err)
			return
		}
	}
	report, err := parts[0].Report()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Lines, report.Currencies[0].Total.Net, report.State)
	// Output: 3 1334.35 unstated
}

// Every line with its fate, in a second pass over the same blobs.
func ExampleReport_Rows() {
	src := billing.Source{{Blobs: []billing.Blob{billing.Bytes("part-0.json", []byte(exampleLines))}}}
	report, err := billing.Build(context.Background(), src, exampleLinks())
	if err != nil {
		fmt.Println(err)
		return
	}
	for row, err := range report.Rows(context.Background(), src) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(row.Status(), row.Number, row.CustomerName, row.Subtotal)
	}
	// Output:
	// included 1 Contoso 1250
	// excluded 2 Fabrikam 96.4
	// excluded 3 Fabrikam -12.05
}
