package partnercenter

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"time"
)

// Users are the users of customers, with their licences and roles. Microsoft
// steers to Graph for them. All calls need a GDAP role.
type Users struct{ client *Client }

// Users gives the operations on customers' users.
func (c *Client) Users() *Users { return &Users{c} }

// User is a user of a customer.
type User struct {
	// ID is the object id in Entra.
	ID string `json:"id,omitzero"`
	// UserPrincipalName is the sign-in name, such as "name@contoso.com". Create
	// requires it, in a managed domain.
	UserPrincipalName string `json:"userPrincipalName,omitzero"`
	// FirstName and LastName may be empty.
	FirstName string `json:"firstName,omitzero"`
	LastName  string `json:"lastName,omitzero"`
	// DisplayName is required by Create.
	DisplayName string `json:"displayName,omitzero"`
	// UsageLocation is where the licences are used, ISO 3166-1 alpha-2. Create
	// requires it; licences need it.
	UsageLocation string `json:"usageLocation,omitzero"`
	// ImmutableID ties the user to one of a local directory; empty for users of the
	// cloud.
	ImmutableID string `json:"immutableId,omitzero"`
	// PhoneNumber may be empty.
	PhoneNumber string `json:"phoneNumber,omitzero"`
	// PasswordProfile is required by Create.
	PasswordProfile *PasswordProfile `json:"passwordProfile,omitzero"`
	// LastDirectorySyncTime is when the user was last taken from the local
	// directory; zero without one.
	LastDirectorySyncTime time.Time `json:"lastDirectorySyncTime,omitzero"`
	// UserDomainType is none, managed or federated.
	UserDomainType string `json:"userDomainType,omitzero"`
	// State is active or inactive (deleted).
	State string `json:"state,omitzero"`
	// SoftDeletionTime is when the user was deleted; 30 days later it cannot be
	// restored.
	SoftDeletionTime time.Time `json:"softDeletionTime,omitzero"`
	Resource
}

// PasswordProfile is a password to set.
type PasswordProfile struct {
	// ForceChangePassword asks for a new password at the first sign-in.
	ForceChangePassword bool `json:"forceChangePassword"`
	// Password to set. Printing redacts it.
	Password Secret `json:"password,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ProductSKU is a product that licences are for.
type ProductSKU struct {
	// ID is the GUID that LicenseAssignment.SKUID takes.
	ID string `json:"id,omitzero"`
	// Name for people.
	Name string `json:"name,omitzero"`
	// SKUPartNumber is the name in code, such as "ENTERPRISEPACK".
	SKUPartNumber string `json:"skuPartNumber,omitzero"`
	// TargetType is User or Tenant: who the licence is for.
	TargetType string `json:"targetType,omitzero"`
	// LicenseGroupID is group1 (Microsoft Entra) or group2 (Minecraft).
	LicenseGroupID string `json:"licenseGroupId,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ServicePlan is a part of a product.
type ServicePlan struct {
	// ID is a GUID.
	ID string `json:"id,omitzero"`
	// DisplayName is for people, in the locale of the call.
	DisplayName string `json:"displayName,omitzero"`
	// ServiceName is the name of the plan in code.
	ServiceName string `json:"serviceName,omitzero"`
	// CapabilityStatus is Enabled, for example.
	CapabilityStatus string `json:"capabilityStatus,omitzero"`
	// TargetType is User or Tenant: who the plan is for.
	TargetType string `json:"targetType,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// SubscribedSKU is what licences a customer has.
type SubscribedSKU struct {
	// AvailableUnits is TotalUnits less ConsumedUnits.
	AvailableUnits int `json:"availableUnits"`
	// ActiveUnits is the number of licences that can be used.
	ActiveUnits int `json:"activeUnits"`
	// ConsumedUnits is the number of licences assigned.
	ConsumedUnits int `json:"consumedUnits"`
	// SuspendedUnits is the number of licences of suspended subscriptions.
	SuspendedUnits int `json:"suspendedUnits"`
	// TotalUnits are the active and the warning ones.
	TotalUnits int `json:"totalUnits"`
	// WarningUnits is the number of licences in the state warning.
	WarningUnits int `json:"warningUnits"`
	// ProductSKU is what the licences are for.
	ProductSKU *ProductSKU `json:"productSku,omitzero"`
	// ServicePlans are the parts of a licence, which can be switched off one by
	// one.
	ServicePlans []ServicePlan `json:"servicePlans,omitzero"`
	// CapabilityStatus is whether the licences can be used, such as "Enabled".
	CapabilityStatus string `json:"capabilityStatus,omitzero"`
	Resource
}

// License is a licence of a user.
type License struct {
	// ServicePlans are the parts of a licence, which can be switched off one by
	// one.
	ServicePlans []ServicePlan `json:"servicePlans,omitzero"`
	// ProductSKU is what the licence is for.
	ProductSKU *ProductSKU `json:"productSku,omitzero"`
	Resource
}

// LicenseUpdate assigns and removes licences.
type LicenseUpdate struct {
	// LicensesToAssign are the licences to give.
	LicensesToAssign []LicenseAssignment `json:"licensesToAssign,omitzero"`
	// LicensesToRemove are SKU ids.
	LicensesToRemove []string `json:"licensesToRemove,omitzero"`
	// LicenseWarnings are in the answer.
	LicenseWarnings []LicenseWarning `json:"licenseWarnings,omitzero"`
	Resource
}

// LicenseAssignment is a licence to assign.
type LicenseAssignment struct {
	// SKUID is the id of the SKU.
	SKUID string `json:"skuId,omitzero"`
	// ExcludedPlans are service plans to leave out.
	ExcludedPlans []string `json:"excludedPlans,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// LicenseWarning is a problem that did not prevent the change.
type LicenseWarning struct {
	// Code and Message say what the problem is.
	Code    string `json:"code,omitzero"`
	Message string `json:"message,omitzero"`
	// ServicePlans are the parts of a licence, which can be switched off one by
	// one.
	ServicePlans []string `json:"servicePlans,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// DirectoryRole is a role in the customer's directory.
type DirectoryRole struct {
	// ID and Name of the role. The ids in Microsoft's examples are the template ids
	// that package graph has as constants.
	ID   string `json:"id,omitzero"`
	Name string `json:"name,omitzero"`
	Resource
}

// RoleMember is a user with a role.
type RoleMember struct {
	// ID is the user's object id in Entra.
	ID string `json:"id,omitzero"`
	// DisplayName is for people.
	DisplayName string `json:"displayName,omitzero"`
	// UserPrincipalName is the sign-in name, such as "name@contoso.com".
	UserPrincipalName string `json:"userPrincipalName,omitzero"`
	// RoleID is DirectoryRole.ID.
	RoleID string `json:"roleId,omitzero"`
	Resource
}

var (
	usersList                       = define[none, Page[User]]("users.list", http.MethodGet, "/v1/customers/{customer_id}/users", "get-a-list-of-all-user-accounts-for-a-customer", AuthUser)
	usersGet                        = define[none, User]("users.get", http.MethodGet, "/v1/customers/{customer_id}/users/{user_id}", "get-a-user-account-by-id", AuthUser)
	usersCreate                     = define[User, User]("users.create", http.MethodPost, "/v1/customers/{customer_id}/users", "create-user-accounts-for-a-customer", AuthUser)
	usersUpdate                     = define[User, User]("users.update", http.MethodPatch, "/v1/customers/{customer_id}/users/{user_id}", "update-user-accounts-for-a-customer", AuthUser)
	usersResetpassword              = define[User, User]("users.resetpassword", http.MethodPatch, "/v1/customers/{customer_id}/users/{user_id}/resetpassword", "reset-user-password-for-a-customer", AuthUser)
	usersDelete                     = define[none, none]("users.delete", http.MethodDelete, "/v1/customers/{customer_id}/users/{user_id}", "delete-user-accounts-for-a-customer", AuthUser)
	subscribedskusList              = define[none, Page[SubscribedSKU]]("subscribedskus.list", http.MethodGet, "/v1/customers/{customer_id}/subscribedskus", "get-a-list-of-available-licenses", AuthUser)
	usersLicensesList               = define[none, Page[License]]("users.licenses.list", http.MethodGet, "/v1/customers/{customer_id}/users/{user_id}/licenses", "check-which-licenses-are-assigned-to-a-user", AuthUser)
	usersLicenseupdatesCreate       = define[LicenseUpdate, LicenseUpdate]("users.licenseupdates.create", http.MethodPost, "/v1/customers/{customer_id}/users/{user_id}/licenseupdates", "assign-licenses-to-a-user", AuthUser)
	usersDirectoryrolesList         = define[none, Page[DirectoryRole]]("users.directoryroles.list", http.MethodGet, "/v1/customers/{customer_id}/users/{user_id}/directoryroles", "get-user-roles-for-a-customer", AuthUser)
	directoryrolesList              = define[none, Page[DirectoryRole]]("directoryroles.list", http.MethodGet, "/v1/customers/{customer_id}/directoryroles", "get-user-roles-for-a-customer", AuthUser)
	directoryrolesUsermembersList   = define[none, Page[RoleMember]]("directoryroles.usermembers.list", http.MethodGet, "/v1/customers/{customer_id}/directoryroles/{role_id}/usermembers", "get-user-roles-for-a-customer", AuthUser)
	directoryrolesUsermembersCreate = define[RoleMember, RoleMember]("directoryroles.usermembers.create", http.MethodPost, "/v1/customers/{customer_id}/directoryroles/{role_id}/usermembers", "set-user-roles-for-a-customer", AuthUser)
	directoryrolesUsermembersDelete = define[none, none]("directoryroles.usermembers.delete", http.MethodDelete, "/v1/customers/{customer_id}/directoryroles/{role_id}/usermembers/{user_id}", "remove-customer-user-from-a-role", AuthUser)
)

// List reads the users of a customer. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-list-of-all-user-accounts-for-a-customer
func (s *Users) List(ctx context.Context, customerID string, after Continuation, opts ...CallOption) (*Page[User], error) {
	return list(ctx, s.client, usersList, at(customerID), after, opts)
}

// All walks all pages of List.
func (s *Users) All(ctx context.Context, customerID string, opts ...CallOption) iter.Seq2[User, error] {
	return all(ctx, s.client, usersList, at(customerID), Continuation{}, opts)
}

// Get reads one user. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-user-account-by-id
func (s *Users) Get(ctx context.Context, customerID, userID string, opts ...CallOption) (*User, error) {
	return usersGet.call(ctx, s.client, at(customerID, userID), nil, opts)
}

// Create makes a user. Required are UsageLocation, UserPrincipalName, DisplayName
// and the password. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/create-user-accounts-for-a-customer
func (s *Users) Create(ctx context.Context, customerID string, in User, opts ...CallOption) (*User, error) {
	return usersCreate.call(ctx, s.client, at(customerID), &in, opts)
}

// Update changes a user; State "active" restores a deleted one. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/update-user-accounts-for-a-customer
func (s *Users) Update(ctx context.Context, customerID, userID string, in User, opts ...CallOption) (*User, error) {
	return usersUpdate.call(ctx, s.client, at(customerID, userID), &in, opts)
}

// ResetPassword sets a new password. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/reset-user-password-for-a-customer
func (s *Users) ResetPassword(ctx context.Context, customerID, userID string, in User, opts ...CallOption) (*User, error) {
	return usersResetpassword.call(ctx, s.client, at(customerID, userID), &in, opts)
}

// Delete deletes a user; it can be restored for 30 days. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/delete-user-accounts-for-a-customer
func (s *Users) Delete(ctx context.Context, customerID, userID string, opts ...CallOption) error {
	_, err := usersDelete.call(ctx, s.client, at(customerID, userID), nil, opts)
	return err
}

// ListSubscribedSKUs reads what licences a customer has. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-list-of-available-licenses
func (s *Users) ListSubscribedSKUs(ctx context.Context, customerID string, after Continuation, opts ...CallOption) (*Page[SubscribedSKU], error) {
	return list(ctx, s.client, subscribedskusList, at(customerID), after, opts)
}

// AllSubscribedSKUs walks all pages of ListSubscribedSKUs.
func (s *Users) AllSubscribedSKUs(ctx context.Context, customerID string, opts ...CallOption) iter.Seq2[SubscribedSKU, error] {
	return all(ctx, s.client, subscribedskusList, at(customerID), Continuation{}, opts)
}

// ListLicenses reads the licences of a user. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/check-which-licenses-are-assigned-to-a-user
func (s *Users) ListLicenses(ctx context.Context, customerID, userID string, after Continuation, opts ...CallOption) (*Page[License], error) {
	return list(ctx, s.client, usersLicensesList, at(customerID, userID), after, opts)
}

// AllLicenses walks all pages of ListLicenses.
func (s *Users) AllLicenses(ctx context.Context, customerID, userID string, opts ...CallOption) iter.Seq2[License, error] {
	return all(ctx, s.client, usersLicensesList, at(customerID, userID), Continuation{}, opts)
}

// UpdateLicenses assigns and removes licences of a user. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/assign-licenses-to-a-user
func (s *Users) UpdateLicenses(ctx context.Context, customerID, userID string, in LicenseUpdate, opts ...CallOption) (*LicenseUpdate, error) {
	return usersLicenseupdatesCreate.call(ctx, s.client, at(customerID, userID), &in, opts)
}

// ListRoles reads the roles of a user. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-user-roles-for-a-customer
func (s *Users) ListRoles(ctx context.Context, customerID, userID string, after Continuation, opts ...CallOption) (*Page[DirectoryRole], error) {
	return list(ctx, s.client, usersDirectoryrolesList, at(customerID, userID), after, opts)
}

// AllRoles walks all pages of ListRoles.
func (s *Users) AllRoles(ctx context.Context, customerID, userID string, opts ...CallOption) iter.Seq2[DirectoryRole, error] {
	return all(ctx, s.client, usersDirectoryrolesList, at(customerID, userID), Continuation{}, opts)
}

// ListDirectoryRoles reads the roles of a customer's directory. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-user-roles-for-a-customer
func (s *Users) ListDirectoryRoles(ctx context.Context, customerID string, after Continuation, opts ...CallOption) (*Page[DirectoryRole], error) {
	return list(ctx, s.client, directoryrolesList, at(customerID), after, opts)
}

// AllDirectoryRoles walks all pages of ListDirectoryRoles.
func (s *Users) AllDirectoryRoles(ctx context.Context, customerID string, opts ...CallOption) iter.Seq2[DirectoryRole, error] {
	return all(ctx, s.client, directoryrolesList, at(customerID), Continuation{}, opts)
}

// ListRoleMembers reads who has a role. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-user-roles-for-a-customer
func (s *Users) ListRoleMembers(ctx context.Context, customerID, roleID string, after Continuation, opts ...CallOption) (*Page[RoleMember], error) {
	return list(ctx, s.client, directoryrolesUsermembersList, at(customerID, roleID), after, opts)
}

// AllRoleMembers walks all pages of ListRoleMembers.
func (s *Users) AllRoleMembers(ctx context.Context, customerID, roleID string, opts ...CallOption) iter.Seq2[RoleMember, error] {
	return all(ctx, s.client, directoryrolesUsermembersList, at(customerID, roleID), Continuation{}, opts)
}

// AddRoleMember gives a user a role. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/set-user-roles-for-a-customer
func (s *Users) AddRoleMember(ctx context.Context, customerID, roleID string, in RoleMember, opts ...CallOption) (*RoleMember, error) {
	return directoryrolesUsermembersCreate.call(ctx, s.client, at(customerID, roleID), &in, opts)
}

// RemoveRoleMember takes a role from a user. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/remove-customer-user-from-a-role
func (s *Users) RemoveRoleMember(ctx context.Context, customerID, roleID, userID string, opts ...CallOption) error {
	_, err := directoryrolesUsermembersDelete.call(ctx, s.client, at(customerID, roleID, userID), nil, opts)
	return err
}
