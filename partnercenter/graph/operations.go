package graph

// Operations lists every operation that has a typed method, in the order of
// API.md.
func Operations() []Operation {
	return []Operation{
		tenantByDomain.Operation, tenantByID.Operation,
		exportBilledReconciliation.Operation, exportUnbilledReconciliation.Operation,
		exportBilledUsage.Operation, exportUnbilledUsage.Operation,
		exportGet.Operation, manifestGet.Operation, blobGet.Operation,
	}
}
