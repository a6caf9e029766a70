// Package partnercenter is a client of the Partner Center REST API, with which
// a Microsoft partner reads and changes customers, subscriptions and invoices.
//
// A Client is built with a TokenSource, such as a Source of package auth, and
// has one service per section of Microsoft's documentation:
//
//	client, err := partnercenter.New(source)
//	for customer, err := range client.Customers().All(ctx, partnercenter.CustomerQuery{}) {
//		...
//	}
//
// # Services
//
//   - customers: [Customers] (profiles, domains, qualifications), [Agreements],
//     [Validations] (addresses, domains, codes), [Consents], [Users] (licences,
//     directory roles), [SelfServePolicies], [Devices], [ServiceRequests]
//   - what is for sale: [Products], [CustomerProducts], [Offers] (legacy), [Margins];
//     price sheets are below
//   - what was bought: [Carts], [Orders], [Subscriptions], [Entitlements], [Azure],
//     [Migrations] (legacy to new commerce), [Transfers] (between partners)
//   - bills: [Invoices], [Costs], [Usage]
//   - the partner: [Profiles], [Compliance] (audit, MFA, fraud), [Analytics],
//     [Webhooks], [Sandbox], and [WebhookHandler] to receive events
//
// API.md beside the source lists every operation: method, page, which token it
// takes, whether it is deprecated or legacy, and whether the mock server has it.
// A method's comment says the same. Client.Do calls what has no method.
//
// # Tokens
//
// "Works app-only" means that a token of the application alone is enough;
// "App+User only" that a user must have signed in with MFA. ValidateMFA asks
// Partner Center whether a token carries the proof.
//
// # Lists
//
// List reads one page, All walks all pages and reads only what the loop
// consumes. Stopping the loop stops the reading, ranging again starts again, an
// error comes once and last. Page.Next, given as after or in a query's After,
// continues where a page ended.
//
// A list of customers is restricted by a filter where the service has one:
//
//	q := partnercenter.CustomerQuery{Filter: &partnercenter.Filter{
//		Field: "CompanyName", Operator: partnercenter.FilterStartsWith, Value: "cont",
//	}}
//
// # Purchases
//
// A customer is made by Customers.Create, confirms the agreement by
// Agreements.Confirm and buys by a cart: what is for sale is in Products and
// CustomerProducts, Carts.Create takes the CatalogItemID of an availability, and
// Carts.Checkout orders. A checkout can succeed in part: CartCheckout.Failed. The
// example of Carts.Checkout does all of it.
//
// The GDAP relationship for a customer and the lines of invoices are in package
// graph; its examples make the one and export the other.
//
// # Price sheets, exchange rates, referrals
//
// They are on another host with tokens of its own, the partner API:
//
//	api, err := partnercenter.NewPartnerAPI(source)
//	for price, err := range api.PriceSheets().Prices(ctx, partnercenter.PriceSheetQuery{
//		Market: "SE", View: partnercenter.PricesLicenses,
//	}) {
//		...
//	}
//
// # Throttling
//
// Microsoft limits customers, subscriptions, orders, carts, consents, migrations,
// transfers and upgrades, and adjusts the limits; the methods say so. Any other
// call can be answered with 429 too.
//
// # Errors
//
// A failed call returns *Error with Partner Center's code, both ids and what is
// known of the outcome; errors.Is tells ErrNotFound, ErrThrottled,
// ErrMFARequired and the others.
//
// # Retries
//
// Reads are sent again after a broken connection, 408, 429, 500, 502, 503 and
// 504; writes after the same but 500, under the same MS-RequestId, by which
// Partner Center recognises them. Retry-After is kept up to two minutes; a longer one
// ends the call with ErrThrottled. After a 401 the token source is asked for a
// new token, once in a call. WithReadOnly refuses writes before anything is sent.
//
// # Decoding
//
// Answers are read tolerantly: unknown members are kept in Unknown, unknown
// values of enumerations as they come, and the zero time stands for an absent
// one. Amounts are decimals.
package partnercenter
