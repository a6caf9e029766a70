package partnercenter_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/tenantlink/tenantlink/mockserver/clients"
	"github.com/tenantlink/tenantlink/partnercenter"
)

// A new customer with its first order: the customer, its agreement, what to buy,
// a cart, the checkout.
func ExampleCarts_Checkout() {
	ctx := context.Background()
	srv := start()
	defer srv.Close()
	client, err := clients.PartnerCenter(srv)
	if err != nil {
		log.Fatal(err)
	}
	if err := buy(ctx, client); err != nil {
		log.Fatal(err)
	}
	// Output:
	// Microsoft 365 Business Premium for Nordlicht GmbH
}

func buy(ctx context.Context, client *partnercenter.Client) error {
	customer, err := client.Customers().Create(ctx, newCustomer("nordlicht.onmicrosoft.com"))
	if err != nil {
		return err
	}
	agreement := partnercenter.Agreement{
		PrimaryContact: &partnercenter.Contact{FirstName: "Anna", LastName: "Berg", Email: "anna@nordlicht.example"},
		TemplateID:     "117a77b0-9360-443b-8795-c6dedc750cf9", Type: "MicrosoftCustomerAgreement", DateAgreed: time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC),
	}
	if _, err := client.Agreements().Confirm(ctx, customer.ID, agreement); err != nil {
		return err
	}
	offers, err := client.CustomerProducts().ListAvailabilities(ctx, customer.ID, "CFQ7TTC0LCHC", "0002", partnercenter.Continuation{})
	if err != nil {
		return err
	}
	cart, err := client.Carts().Create(ctx, customer.ID, partnercenter.Cart{LineItems: []partnercenter.CartLineItem{{
		CatalogItemID: offers.Items[0].CatalogItemID, Quantity: 5, BillingCycle: "monthly", TermDuration: "P1Y",
	}}})
	if err != nil {
		return err
	}
	result, err := client.Carts().Checkout(ctx, customer.ID, cart.ID)
	if err != nil {
		return err
	}
	if err := result.Failed(); err != nil {
		return err
	}
	fmt.Println(result.Orders[0].LineItems[0].FriendlyName, "for", customer.BillingProfile.CompanyName)
	return nil
}
