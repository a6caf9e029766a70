package cloudmore

// Operations lists every operation that has a typed method, in the order of
// API.md.
func Operations() []Operation {
	return []Operation{
		signIn.Operation, healthCheck.Operation,
		organizationsList.Operation, organizationsGet.Operation, organizationsCreate.Operation,
		organizationsUpdate.Operation, organizationsDelete.Operation,
		servicesList.Operation, cspGet.Operation, cspAdd.Operation, cspRemove.Operation,
		azureGet.Operation, azureAdd.Operation, azureRemove.Operation,
		cspTenantsList.Operation, cspTenantsLink.Operation,
		monthlyStart.Operation, monthlyGet.Operation,
		usersList.Operation, usersGet.Operation, usersCreate.Operation, usersUpdate.Operation, usersDelete.Operation, usersRoles.Operation,
		manualList.Operation, manualGet.Operation, manualCreate.Operation, manualUpdate.Operation, manualDelete.Operation,
		customPropertiesList.Operation,
	}
}
