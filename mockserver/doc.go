// Package mockserver emulates the services that a Microsoft partner and its
// billing platform live on: Entra ID, Partner Center, the partner parts of
// Microsoft Graph, and Cloudmore. One listener serves all of them, told apart
// by path and, for clients with built-in host names, by Host header.
//
// It is stateful: a customer that is created appears in the list, in
// Cloudmore's tenants and in the directory; an invoice states exactly the sum
// of the lines that its export holds; a tenant that is not linked silently
// drops out of Cloudmore's billing. It starts with a seeded broker that has
// every situation a linker has to survive; [Server.Broker] knows the truth
// about it.
//
// # Three doors
//
// [New] is for tests: it listens on loopback, closes with the test and fails it
// when a client disregarded a Retry-After. [Start] with [Server.Handler] or
// [Server.Transport] embeds the mock; Transport needs no socket, which is what
// tests inside testing/synctest bubbles need. The program in cmd/mockserver
// serves every other language.
//
// # Making things go wrong
//
// [Server.Fail] sets a fault for one operation: an error in the vendor's own
// shape, a reset, a truncated or malformed body, a delay; before the server did
// its work or after. [Server.Advance] moves the clock that tokens, exports and
// invoices follow. [Server.Requests] shows every call, with secrets redacted,
// and says which ones changed data. The TamperLine, TamperTotal and TamperLink
// methods falsify data behind the clients' backs and tell by how much.
//
// # What is proven
//
// [Server.Routes] lists every operation with what it claims, what the claim
// rests on and the test that proves it. Cloudmore does not publish its field
// names; those here are provisional and marked so.
//
// The package imports nothing else of this module: it has its own wire structs,
// so that a field misspelt in a client fails here instead of agreeing.
package mockserver
