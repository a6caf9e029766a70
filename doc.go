// Package tenantlink is the overview of an SDK for Microsoft CSP partners who
// sell through Cloudmore. A customer tenant in Partner Center that no Cloudmore
// organization is linked to drops out of billing without a sound. tenantlink
// finds such tenants, matches them to organizations with evidence, links them in
// a reviewable plan, keeps watching, and proves to the cent what a bill holds and
// what it leaves out.
//
// The packages, from the wire to the bill:
//
//   - partnercenter, partnercenter/graph and cloudmore are typed clients.
//   - partnercenter/auth signs in as Microsoft demands (Secure Application Model,
//     MFA) and keeps the refresh token alive in a TokenStore.
//   - partnercenter/preflight checks the prerequisites and says what to do.
//   - linking discovers, plans and applies; it knows no vendor. linking/match is
//     its matching engine, linking/adapter brings the vendors in.
//   - billing turns invoice lines and links into a report with a proof;
//     billing/xlsx writes it as a workbook.
//   - mockserver emulates Entra, Partner Center, Graph and Cloudmore for tests;
//     mockserver/clients has ready clients for it.
//
// This package holds no code. Start with the example of linking/adapter, or run
//
//	go run ./examples/quickstart
package tenantlink
