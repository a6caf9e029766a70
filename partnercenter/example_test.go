package partnercenter_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/mockserver/clients"
	"github.com/tenantlink/tenantlink/partnercenter"
)

// start runs a mock with two customers.
func start() *mockserver.Server {
	srv, err := mockserver.Start(mockserver.WithTenants(0))
	if err != nil {
		log.Fatal(err)
	}
	srv.AddTenant(mockserver.Tenant{ID: "11111111-2222-4333-8444-555555555555", Name: "Contoso AB", Domain: "contoso.onmicrosoft.com", Customer: true})
	srv.AddTenant(mockserver.Tenant{ID: "11111111-2222-4333-8444-666666666666", Name: "Fabrikam AB", Domain: "fabrikam.onmicrosoft.com", Customer: true})
	return srv
}

// From credentials to the list of customers. With a real partner the token
// source is one of package auth and the address is left out.
func Example() {
	srv := start()
	defer srv.Close()
	client, err := partnercenter.New(clients.User(srv, clients.AudiencePartnerCenter), partnercenter.WithBaseURL(srv.URL()))
	if err != nil {
		log.Fatal(err)
	}
	for customer, err := range client.Customers().All(context.Background(), partnercenter.CustomerQuery{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(customer.ID, customer.CompanyProfile.CompanyName)
	}
	// Output:
	// 11111111-2222-4333-8444-555555555555 Contoso AB
	// 11111111-2222-4333-8444-666666666666 Fabrikam AB
}

func ExampleCustomers_List() {
	srv := start()
	defer srv.Close()
	client, err := clients.PartnerCenter(srv)
	if err != nil {
		log.Fatal(err)
	}

	page, err := client.Customers().List(context.Background(), partnercenter.CustomerQuery{
		Size:   40,
		Filter: &partnercenter.Filter{Field: "CompanyName", Operator: partnercenter.FilterStartsWith, Value: "cont"},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, customer := range page.Items {
		fmt.Println(customer.CompanyProfile.CompanyName, customer.CompanyProfile.Domain, page.Next.IsZero())
	}
	// Output: Contoso AB contoso.onmicrosoft.com true
}

func ExampleError() {
	srv := start()
	defer srv.Close()
	client, err := clients.PartnerCenter(srv)
	if err != nil {
		log.Fatal(err)
	}

	_, err = client.Customers().Get(context.Background(), "99999999-2222-4333-8444-555555555555")
	if failed, ok := errors.AsType[*partnercenter.Error](err); ok {
		fmt.Println(failed.Op, failed.Status, failed.Code, failed.Outcome, errors.Is(err, partnercenter.ErrNotFound))
	}
	// Output: customers.get 404 60003 refused true
}
