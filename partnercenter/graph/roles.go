package graph

import "strings"

// The template ids of the roles that partners use, the same in every tenant. Each
// is called as Microsoft calls the role: RoleName.
const (
	// Everything, and reading everything. A relationship with RoleGlobalAdministrator
	// cannot extend itself.
	RoleGlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10"
	RoleGlobalReader        = "f2ef992c-3afb-46b9-b7cf-a126ee74c451"

	// The directory.
	RoleDirectoryReaders = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"
	RoleDirectoryWriters = "9360feb5-f418-4baa-8175-e2a00bac4301"

	// Users, their licences, groups and support requests. To change users of a
	// customer takes RoleUserAdministrator or RoleDirectoryWriters, to change their
	// licences one of these or RoleLicenseAdministrator.
	RoleUserAdministrator           = "fe930be7-5e62-47db-91af-98c3a49a38b1"
	RoleHelpdeskAdministrator       = "729827e3-9c14-49f7-bb1b-9608f156bbb8"
	RoleLicenseAdministrator        = "4d6ac14f-3453-41d0-bef9-a3e0c569773a"
	RoleServiceSupportAdministrator = "f023fd81-a637-4b56-95fd-791ac0226033"
	RoleGroupsAdministrator         = "fdd7a751-b60b-444a-984c-02652fe8fa1c"

	// Roles and how people sign in.
	RolePrivilegedRoleAdministrator           = "e8611ab8-c189-46e8-94e1-60213ab1f814"
	RolePrivilegedAuthenticationAdministrator = "7be44c8a-adaf-4e2a-84d6-ab2649e08a13"
	RoleAuthenticationAdministrator           = "c4e39bd9-1100-46d3-8c65-fb160da0071f"
	RoleAuthenticationPolicyAdministrator     = "0526716b-113d-4c15-b2c8-68e3c22b9f80"
	RolePasswordAdministrator                 = "966707d0-3269-4727-9be2-8c3a10f19b9d"

	// Applications and access to them. Consents.Create of package partnercenter needs one
	// of the first two, or RoleGlobalAdministrator.
	RoleApplicationAdministrator       = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"
	RoleCloudApplicationAdministrator  = "158c047a-c907-4556-b7ef-446551a6b5f7"
	RoleConditionalAccessAdministrator = "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9"

	// Security and compliance.
	RoleSecurityAdministrator   = "194ae4cb-b126-40b2-bd5b-6091b380977d"
	RoleSecurityReader          = "5d6b6bb7-de71-4623-b4af-96380a352509"
	RoleSecurityOperator        = "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f"
	RoleComplianceAdministrator = "17315797-102d-40b4-93e0-432062caca18"

	// Exchange, SharePoint and Teams.
	RoleExchangeAdministrator   = "29232cdf-9323-42fd-ade2-1d097af3e4de"
	RoleSharePointAdministrator = "f28a1f50-f6e7-4571-818b-6a12f2af6b6c"
	RoleTeamsAdministrator      = "69091246-20e8-4a56-aa4d-066075b2a7a8"

	// Devices.
	RoleIntuneAdministrator      = "3a2c62db-5318-420d-8d74-23affee5d9d5"
	RoleCloudDeviceAdministrator = "7698a772-787b-4ac8-901f-60d6b08affd2"
	RoleWindows365Administrator  = "11451d60-acb2-45eb-a7d6-43d0f0125c13"

	// Applications of Microsoft.
	RoleDynamics365Administrator   = "44367163-eba1-44c3-98af-f5787879f96a"
	RolePowerPlatformAdministrator = "11648597-926c-4cf3-9c36-bcebb0ba8dcc"
	RoleFabricAdministrator        = "a9ea8996-122f-4c74-9520-8edcd192826c"
	RoleOfficeAppsAdministrator    = "2b745bdf-0803-4d80-aa65-822c4493daac"

	// Purchases and domains.
	RoleBillingAdministrator    = "b0f54661-2d74-4c50-afa3-1ec803f12efe"
	RoleDomainNameAdministrator = "8329153b-31d0-4727-b945-745eb3bc5f31"

	// Reports.
	RoleReportsReader             = "4a5d8f65-41da-4de4-8968-e035b65339cf"
	RoleMessageCenterReader       = "790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b"
	RoleUsageSummaryReportsReader = "75934031-6c7e-415a-99d7-48dbd49e875e"
)

// DirectoryRole is a role that GDAP can give, by its id and the name that
// Microsoft shows.
type DirectoryRole struct {
	// ID is the template id, the same in every tenant.
	ID string
	// DisplayName is Microsoft's English name.
	DisplayName string
}

// DirectoryRoles lists the roles of the constants, by their names.
func DirectoryRoles() []DirectoryRole {
	return []DirectoryRole{
		{RoleApplicationAdministrator, "Application Administrator"},
		{RoleAuthenticationAdministrator, "Authentication Administrator"},
		{RoleAuthenticationPolicyAdministrator, "Authentication Policy Administrator"},
		{RoleBillingAdministrator, "Billing Administrator"},
		{RoleCloudApplicationAdministrator, "Cloud Application Administrator"},
		{RoleCloudDeviceAdministrator, "Cloud Device Administrator"},
		{RoleComplianceAdministrator, "Compliance Administrator"},
		{RoleConditionalAccessAdministrator, "Conditional Access Administrator"},
		{RoleDirectoryReaders, "Directory Readers"},
		{RoleDirectoryWriters, "Directory Writers"},
		{RoleDomainNameAdministrator, "Domain Name Administrator"},
		{RoleDynamics365Administrator, "Dynamics 365 Administrator"},
		{RoleExchangeAdministrator, "Exchange Administrator"},
		{RoleFabricAdministrator, "Fabric Administrator"},
		{RoleGlobalAdministrator, "Global Administrator"},
		{RoleGlobalReader, "Global Reader"},
		{RoleGroupsAdministrator, "Groups Administrator"},
		{RoleHelpdeskAdministrator, "Helpdesk Administrator"},
		{RoleIntuneAdministrator, "Intune Administrator"},
		{RoleLicenseAdministrator, "License Administrator"},
		{RoleMessageCenterReader, "Message Center Reader"},
		{RoleOfficeAppsAdministrator, "Office Apps Administrator"},
		{RolePasswordAdministrator, "Password Administrator"},
		{RolePowerPlatformAdministrator, "Power Platform Administrator"},
		{RolePrivilegedAuthenticationAdministrator, "Privileged Authentication Administrator"},
		{RolePrivilegedRoleAdministrator, "Privileged Role Administrator"},
		{RoleReportsReader, "Reports Reader"},
		{RoleSecurityAdministrator, "Security Administrator"},
		{RoleSecurityOperator, "Security Operator"},
		{RoleSecurityReader, "Security Reader"},
		{RoleServiceSupportAdministrator, "Service Support Administrator"},
		{RoleSharePointAdministrator, "SharePoint Administrator"},
		{RoleTeamsAdministrator, "Teams Administrator"},
		{RoleUsageSummaryReportsReader, "Usage Summary Reports Reader"},
		{RoleUserAdministrator, "User Administrator"},
		{RoleWindows365Administrator, "Windows 365 Administrator"},
	}
}

// RoleName is the name of a role of the constants, and the id itself of another.
func RoleName(id string) string {
	for _, role := range DirectoryRoles() {
		if strings.EqualFold(role.ID, id) {
			return role.DisplayName
		}
	}
	return id
}

// RoleSet is a template of roles: a named set that relationships and assignments
// are made from, such as all that first-line support needs.
type RoleSet struct {
	// Name is for people.
	Name string
	// RoleIDs are template ids.
	RoleIDs []string
}

// AccessDetails are the set's roles for a Relationship or an AccessAssignment,
// without repetition and in the set's order.
func (s RoleSet) AccessDetails() *AccessDetails {
	details := new(AccessDetails)
	seen := map[string]bool{}
	for _, id := range s.RoleIDs {
		if key := strings.ToLower(id); !seen[key] {
			seen[key] = true
			details.UnifiedRoles = append(details.UnifiedRoles, Role{RoleDefinitionID: id})
		}
	}
	return details
}
