package graph_test

import (
	"context"
	"fmt"
	"log"

	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/mockserver/clients"
	"github.com/tenantlink/tenantlink/partnercenter/graph"
)

// A GDAP relationship from its request to the link that the customer opens.
func ExampleGDAP_Request() {
	ctx := context.Background()
	srv, err := mockserver.Start(mockserver.WithTenants(0))
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	const tenant = "11111111-2222-4333-8444-555555555555"
	srv.AddTenant(mockserver.Tenant{ID: tenant, Name: "Contoso AB", Domain: "contoso.onmicrosoft.com", Customer: true})
	client, err := graph.New(clients.User(srv, clients.AudienceGraph), graph.WithBaseURL(srv.URL()))
	if err != nil {
		log.Fatal(err)
	}

	relationship, err := client.GDAP().Create(ctx, graph.Relationship{
		DisplayName: "Contoso support", Duration: "P730D", AutoExtendDuration: "P180D",
		Customer:      &graph.RelationshipCustomer{TenantID: tenant},
		AccessDetails: &graph.AccessDetails{UnifiedRoles: []graph.Role{{RoleDefinitionID: graph.RoleUserAdministrator}}},
	})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.GDAP().Request(ctx, relationship.ID, graph.ActionLockForApproval); err != nil {
		log.Fatal(err)
	}
	locked, err := client.GDAP().Get(ctx, relationship.ID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(locked.Status, locked.ApprovalURL() != "")
	// Output: approvalPending true
}
