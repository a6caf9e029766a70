package cloudmore

// Operations lists every operation that has a typed method, in the order of
// API.md.
func Operations() []Operation {
	return []Operation{
		signIn.Operation, healthCheck.Operation,
		organizationsList.Operation, organizationsGet.Operation, organizationsCreate.Operation, organizationsUpdate.Operation, organizationsDelete.Operation,
		servicesList.Operation, servicesGet.Operation, servicesAdd.Operation, servicesUpdate.Operation, servicesRemove.Operation,
		cspDomain.Operation, cspGet.Operation, cspAdd.Operation, cspRemove.Operation, azureGet.Operation,
		azureAdd.Operation, azureRemove.Operation,
		cspTenantsList.Operation, cspTenantsLink.Operation,
		monthlyStart.Operation, monthlyGet.Operation,
		organizationsNow.Operation, servicesNow.Operation, cspOrganizationsNow.Operation, azureOrganizationsNow.Operation, resellersNow.Operation,
		azureInvoices.Operation, azureInvoice.Operation, azureOverview.Operation, azureCustomDates.Operation, azureOngoing.Operation,
		oneTimeInvoices.Operation, oneTimeStart.Operation, oneTimeGet.Operation,
		usageBilled.Operation, usageExport.Operation, usageStatus.Operation, usageResult.Operation,
		usersList.Operation, usersGet.Operation, usersCreate.Operation, usersUpdate.Operation, usersDelete.Operation,
		usersRoles.Operation,
		manualList.Operation, manualGet.Operation, manualCreate.Operation, manualUpdate.Operation, manualDelete.Operation,
		resellerManualList.Operation, resellerManualGet.Operation, resellerManualCreate.Operation, resellerManualDelete.Operation, customPropertiesList.Operation,
		cspSubscriptionsOfAll.Operation, cspProducts.Operation, cspLicenses.Operation, cspSubscriptionsList.Operation, cspSubscriptionsGet.Operation,
		cspSubscriptionsCreate.Operation, cspSubscriptionsUpdate.Operation, cspSubscriptionsDelete.Operation,
		nceSubscriptionsOfAll.Operation, nceProducts.Operation, nceAlignmentDates.Operation, nceExistingEligibilities.Operation, nceNewEligibilities.Operation,
		nceUpgradeStatus.Operation, nceUpgradeToExisting.Operation, nceUpgradeToNew.Operation, nceSubscriptionsList.Operation, nceSubscriptionsGet.Operation,
		nceSubscriptionsCreate.Operation, nceSubscriptionsUpdate.Operation, nceSubscriptionsDelete.Operation,
		azurePlanEntitlement.Operation, azureLegacyList.Operation, azureLegacyDelete.Operation, azureOfAll.Operation, azurePlanList.Operation,
		azurePlanGet.Operation, azurePlanCreate.Operation, azurePlanUpdate.Operation,
		serviceProducts.Operation, serviceHistory.Operation, serviceSubscriptionsList.Operation, serviceSubscriptionsGet.Operation, serviceSubscriptionsCreate.Operation,
		serviceSubscriptionsUpdate.Operation, serviceSubscriptionsDelete.Operation,
		estoreList.Operation, estoreGet.Operation,
		organizationPrices.Operation, organizationPricesSet.Operation, resellerPrices.Operation, resellerPricesSet.Operation, commitmentPrices.Operation,
		postRenewalPrices.Operation, sellerPrices.Operation, sellerPricesSet.Operation,
		externalInvoicesList.Operation, externalInvoicesGet.Operation, externalInvoicesCreate.Operation, externalInvoicesUpdate.Operation, externalInvoicesDelete.Operation,
		webhooksList.Operation, webhooksGet.Operation, webhooksCreate.Operation, webhooksUpdate.Operation, webhooksDelete.Operation,
		resellersList.Operation, resellersGet.Operation, brokersList.Operation, brokersGet.Operation, brokersCreate.Operation,
		brokersUpdate.Operation, brokersDelete.Operation,
		resellerRoles.Operation, resellerAdminsList.Operation, resellerAdminsGet.Operation, resellerAdminsCreate.Operation, resellerAdminsUpdate.Operation,
		resellerAdminsDelete.Operation, sellerAdminsList.Operation, sellerAdminsGet.Operation, sellerAdminsCreate.Operation, sellerAdminsUpdate.Operation,
		sellerAdminsDelete.Operation,
	}
}
