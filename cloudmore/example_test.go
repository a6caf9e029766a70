package cloudmore_test

import (
	"context"
	"fmt"
	"log"

	"github.com/tenantlink/tenantlink/cloudmore"
	"github.com/tenantlink/tenantlink/mockserver"
)

// From credentials to the tenants that nobody is billed for.
func Example() {
	ctx := context.Background()
	srv, err := mockserver.Start(mockserver.WithTenants(0))
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	srv.AddTenant(mockserver.Tenant{ID: "11111111-2222-4333-8444-555555555555", Name: "Contoso AB", Domain: "contoso.onmicrosoft.com", Customer: true})
	own := srv.Credentials()

	source, err := cloudmore.NewPasswordSource(cloudmore.Credentials{
		ClientSecret: cloudmore.Secret(own.CloudmoreClientSecret), Username: own.CloudmoreUsername, Password: cloudmore.Secret(own.CloudmorePassword),
	}, cloudmore.WithBaseURL(srv.URL()))
	if err != nil {
		log.Fatal(err)
	}
	client, err := cloudmore.New(source, cloudmore.Account{ResellerID: own.ResellerID}, cloudmore.WithBaseURL(srv.URL()))
	if err != nil {
		log.Fatal(err)
	}
	for tenant, err := range client.CSPTenants().All(ctx) {
		if err != nil {
			log.Fatal(err)
		}
		if _, linked := tenant.Linked(); !linked {
			fmt.Println(tenant.TenantID, tenant.CompanyName)
		}
	}
	// Output: 11111111-2222-4333-8444-555555555555 Contoso AB
}

func ExampleOrganizations_Update() {
	ctx := context.Background()
	srv, err := mockserver.Start(mockserver.WithTenants(0))
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	own := srv.Credentials()
	source, err := cloudmore.NewPasswordSource(cloudmore.Credentials{
		ClientSecret: cloudmore.Secret(own.CloudmoreClientSecret), Username: own.CloudmoreUsername, Password: cloudmore.Secret(own.CloudmorePassword),
	}, cloudmore.WithBaseURL(srv.URL()))
	if err != nil {
		log.Fatal(err)
	}
	client, err := cloudmore.New(source, cloudmore.Account{ResellerID: own.ResellerID}, cloudmore.WithBaseURL(srv.URL()))
	if err != nil {
		log.Fatal(err)
	}

	made, err := client.Organizations().Create(ctx, cloudmore.Organization{Name: "Contoso AB", Domain: "contoso.example"})
	if err != nil {
		log.Fatal(err)
	}
	changed, err := client.Organizations().Update(ctx, made.ID, func(o *cloudmore.Organization) error {
		o.CustomerNumber = "K-77"
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(changed.Name, changed.Domain, changed.CustomerNumber)
	// Output: Contoso AB contoso.example K-77
}
