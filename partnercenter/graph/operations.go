package graph

import "slices"

// Operations lists every operation that has a typed method, in the order of
// API.md.
func Operations() []Operation {
	return slices.Concat(
		[]Operation{ // tenants.go
			tenantByDomain.Operation,
			tenantByID.Operation,
		},
		[]Operation{ // exports.go
			exportBilledReconciliation.Operation,
			exportUnbilledReconciliation.Operation,
			exportBilledUsage.Operation,
			exportUnbilledUsage.Operation,
			exportGet.Operation,
		},
		[]Operation{ // manifests.go
			manifestGet.Operation,
			blobGet.Operation,
		},
		[]Operation{ // gdap_relationships.go
			gdapRelationshipsList.Operation,
			gdapRelationshipsGet.Operation,
			gdapRelationshipsCreate.Operation,
			gdapRelationshipsUpdate.Operation,
			gdapRelationshipsDelete.Operation,
			gdapRequestsCreate.Operation,
			gdapRequestsList.Operation,
			gdapRequestsGet.Operation,
		},
		[]Operation{ // gdap_assignments.go
			gdapAccessAssignmentsList.Operation,
			gdapAccessAssignmentsGet.Operation,
			gdapAccessAssignmentsCreate.Operation,
			gdapAccessAssignmentsUpdate.Operation,
			gdapAccessAssignmentsDelete.Operation,
			gdapOperationsList.Operation,
			gdapOperationsGet.Operation,
		},
		[]Operation{ // gdap_customers.go
			gdapCustomersList.Operation,
			gdapCustomersGet.Operation,
			gdapCustomersServiceManagementDetailsList.Operation,
		},
		[]Operation{ // role_templates.go
			roleTemplatesList.Operation,
			roleTemplatesGet.Operation,
		},
		[]Operation{ // groups.go
			groupsList.Operation,
			groupsGet.Operation,
			groupsCreate.Operation,
			groupsMembersList.Operation,
			groupsMembersCreate.Operation,
			groupsMembersDelete.Operation,
		},
	)
}
