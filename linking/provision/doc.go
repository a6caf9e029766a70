// Package provision buys for a customer and links the result, in steps that can
// be interrupted anywhere: customer, agreement, cart, confirmation, checkout,
// link, administrative access. Every step is journaled before and after, under
// the id of the request, so that running the same request again goes on where it
// stopped and never buys twice.
//
//	p, err := provision.New(seller, platform, provision.WithConfirm(ask))
//	res, err := p.Run(ctx, scope, journal, request)
//
// Seller is the vendor's side; PartnerCenter implements it. No money is spent
// before the function of WithConfirm has accepted the quote, and without one
// nothing is ever checked out.
//
// A new tenant is made by the seller, or with RoutePlatform by the billing
// platform, as Cloudmore does when its CSP service is added to an organization.
// When the domain is taken or an existing tenant is no customer, the error has
// the page on which its administrator can become one.
//
// Administrative access (GDAP) of an existing customer needs its approval: Run
// then returns a WaitingError with the page to send to the customer, and goes on
// when it is run again after the approval.
//
// That a customer has accepted Microsoft's agreement is a fact that only the
// caller can know: it comes with the request and is passed on, never made up.
package provision
