// Package clients gives ready SDK clients for a running mock server: they know
// its address, its certificate and its dummy credentials, and are signed in.
//
//	srv := mockserver.New(t)
//	client, err := clients.PartnerCenter(srv)
//
// The module's own programs sign in through package auth; these clients are for
// tests and first steps.
package clients
