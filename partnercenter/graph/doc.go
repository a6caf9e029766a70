// Package graph is a client of the parts of Microsoft Graph that a partner
// needs:
//
//   - [Tenants]: which tenant owns a domain
//   - [GDAP]: what the partner may do in customer tenants; [Groups] that the roles
//     are given to, the Role constants and [RoleTemplates]
//   - [Billing]: the lines of Microsoft's invoices and of the open period
//
// Client.Do calls other parts of Graph.
//
// # GDAP
//
// A relationship is made, locked, and approved by the customer:
//
//	relationship, err := client.GDAP().Create(ctx, graph.Relationship{...})
//	_, err = client.GDAP().Request(ctx, relationship.ID, graph.ActionLockForApproval)
//	link := relationship.ApprovalURL() // for an administrator of the customer
//
// Once it is active, groups are given its roles: Assign and WaitAssignment. Reassign
// is answered before it is done: WaitOperation.
//
// # Billing
//
// An export is submitted, waited for and read:
//
//	export, err := client.Billing().ExportBilledReconciliation(ctx, graph.BilledExport{InvoiceID: "G016907411"})
//	manifest, err := client.Billing().Wait(ctx, export)
//	for line, err := range client.Billing().ReconciliationLines(ctx, manifest) {
//		...
//	}
//
// An export that failed is an error although HTTP says 200, and one that has
// expired is ErrExpired: submit it again. The files are in blob storage under
// their own signature; no token is sent there. They are downloaded ahead, several
// at a time, into temporary files, and read in the manifest's order; Open reads one
// file straight from the storage.
//
// # Lists, errors, retries, decoding
//
// They are those of package partnercenter, with one difference: Graph has no
// idempotency id, so a write is sent again only when it certainly had no effect.
// Submitting an export changes nothing and is sent again like a read.
package graph
