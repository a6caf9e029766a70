package partnercenter

import "slices"

// Operations lists every operation that has a typed method, in the order of
// API.md.
func Operations() []Operation {
	return slices.Concat(
		[]Operation{
			customersList.Operation, customersGet.Operation, customersCreate.Operation,
			customersBillingGet.Operation, customersCompanyGet.Operation,
		},
		[]Operation{profilesOrganizationGet.Operation},
		[]Operation{invoicesList.Operation, invoicesGet.Operation},
		[]Operation{subscriptionsList.Operation},
	)
}
