// Package cloudmore is a client of the Cloudmore API, in which a broker keeps
// organizations, links them to Microsoft tenants and gets billing reports.
//
//	source, err := cloudmore.NewPasswordSource(cloudmore.Credentials{ClientSecret: ..., Username: ..., Password: ...})
//	client, err := cloudmore.New(source, cloudmore.Account{ResellerID: ...})
//	tenants, err := client.CSPTenants().List(ctx)
//
// # Services
//
//   - customers: [Organizations], [Users], [CustomProperties], and [CSPTenants],
//     which links a Microsoft tenant to an organization
//   - what they have: [Services], [CSPSubscriptions] (legacy), [NCESubscriptions],
//     [AzureSubscriptions], [ServiceSubscriptions] (other services)
//   - what is for sale: [EStore], [PriceLists]
//   - bills: [Reports], [AzureReports], [AzureUsage], [ManualBilling],
//     [ExternalInvoices]
//   - the broker and the seller: [Brokers], [ResellerAdministrators],
//     [SellerAdministrators], [Webhooks]; Client.Health
//
// Those of a seller take Account.SellerID. API.md beside the source lists every
// operation; Client.Do calls the routes that have no method.
//
// # Lists
//
// Cloudmore's lists have no pages, but for AzureUsage: List reads all of a list,
// All is the same for a loop. Reports and price lists are read whole.
//
// # Updates
//
// A PUT replaces everything. Update therefore reads, lets a function change what
// was read and writes all of it back, members that are not known included.
//
// # What is not public
//
// Cloudmore's schemas are not public. Field names that were not seen in public
// text are marked provisional and gathered in fields*.go; other spellings are
// accepted, and members that are not known are kept in Unknown.
//
// # Errors and retries
//
// A failed call returns *Error; both shapes of Cloudmore's 400 fill its Fields.
// Cloudmore has no idempotency id: a write is sent again only when it certainly
// had no effect, and Error.Outcome tells whether it is worth finding out.
package cloudmore
