package partnercenter

import (
	"context"
	"net/http"
)

var (
	customersBillingGet = define[none, BillingProfile]("customers.profiles.billing.get", http.MethodGet, "/v1/customers/{customer_id}/profiles/billing", "get-all-of-a-customer-s-billing-profiles", AuthBoth)
	customersCompanyGet = define[none, CompanyProfile]("customers.profiles.company.get", http.MethodGet, "/v1/customers/{customer_id}/profiles/company", "get-a-customer-s-company-profile", AuthUser)
)

// BillingProfile reads who is billed for a customer. Works app-only. Its ETag is
// in Attributes.
//
// https://learn.microsoft.com/partner-center/developer/get-all-of-a-customer-s-billing-profiles
func (s *Customers) BillingProfile(ctx context.Context, customerID string, opts ...CallOption) (*BillingProfile, error) {
	return customersBillingGet.call(ctx, s.client, at(customerID), nil, opts)
}

// CompanyProfile reads the company of a customer. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-customer-s-company-profile
func (s *Customers) CompanyProfile(ctx context.Context, customerID string, opts ...CallOption) (*CompanyProfile, error) {
	return customersCompanyGet.call(ctx, s.client, at(customerID), nil, opts)
}
