package graph_test

import (
	"context"
	"fmt"
	"log"

	"github.com/shopspring/decimal"

	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/mockserver/clients"
	"github.com/tenantlink/tenantlink/partnercenter/graph"
)

// The lines of an invoice, from the submission of the export to their sum.
func Example() {
	ctx := context.Background()
	srv, err := mockserver.Start(mockserver.WithTenants(0))
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	srv.AddInvoice(mockserver.Invoice{ID: "G000000042", Lines: []mockserver.ReconciliationLine{
		{CustomerName: "Contoso AB", Subtotal: "10.25", Currency: "EUR"},
		{CustomerName: "Fabrikam AB", Subtotal: "-0.25", Currency: "EUR"},
	}})
	client, err := clients.Graph(srv)
	if err != nil {
		log.Fatal(err)
	}

	export, err := client.Billing().ExportBilledReconciliation(ctx, graph.BilledExport{InvoiceID: "G000000042"})
	if err != nil {
		log.Fatal(err)
	}
	manifest, err := client.Billing().Wait(ctx, export)
	if err != nil {
		log.Fatal(err)
	}
	net := decimal.Zero
	for line, err := range client.Billing().ReconciliationLines(ctx, manifest) {
		if err != nil {
			log.Fatal(err)
		}
		net = net.Add(line.Subtotal)
	}
	fmt.Println(net)
	// Output: 10
}

func ExampleTenants_FindByDomain() {
	srv, err := mockserver.Start(mockserver.WithTenants(0))
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	srv.AddTenant(mockserver.Tenant{ID: "11111111-2222-4333-8444-555555555555", Name: "Contoso AB", Domain: "contoso.onmicrosoft.com", Domains: []string{"contoso.example"}})
	client, err := clients.Graph(srv)
	if err != nil {
		log.Fatal(err)
	}

	owner, err := client.Tenants().FindByDomain(context.Background(), "contoso.example")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(owner.TenantID, owner.DisplayName)
	// Output: 11111111-2222-4333-8444-555555555555 Contoso AB
}
