// Package cloudmore is a client of the Cloudmore API, in which a broker keeps
// organizations, links them to Microsoft tenants and gets billing reports.
//
//	source, err := cloudmore.NewPasswordSource(cloudmore.Credentials{ClientSecret: ..., Username: ..., Password: ...})
//	client, err := cloudmore.New(source, cloudmore.Account{ResellerID: ...})
//	tenants, err := client.CSPTenants().List(ctx)
//
// Cloudmore's schemas are not public. Field names that were not seen in public
// text are marked provisional and gathered in fields*.go; other spellings are
// accepted, members that are not known are kept in Unknown and sent back by
// updates. Routes without a typed method are reachable by Do.
//
// Cloudmore has no idempotency id: a write is sent again only when it certainly
// had no effect, and Error.Outcome tells whether it is worth finding out.
package cloudmore
