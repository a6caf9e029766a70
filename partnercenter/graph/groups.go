package graph

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Groups are the security groups that GDAP roles are given to.
type Groups struct{ client *Client }

// Groups gives the operations on groups.
func (c *Client) Groups() *Groups { return &Groups{c} }

// Group is a security group of the partner tenant.
type Group struct {
	// ODataType and ODataContext are OData's description of the answer; leave them
	// out of requests.
	ODataType    string `json:"@odata.type,omitzero"`
	ODataContext string `json:"@odata.context,omitzero"`
	// ID is the object id in Entra, which AccessContainer takes.
	ID string `json:"id,omitzero"`
	// DisplayName is the name, which other groups may have too.
	DisplayName string `json:"displayName,omitzero"`
	// Description is for people.
	Description string `json:"description,omitzero"`
	// MailEnabled is false for security groups.
	MailEnabled bool `json:"mailEnabled"`
	// MailNickname is required on creation and unique in the tenant.
	MailNickname string `json:"mailNickname,omitzero"`
	// SecurityEnabled is true for security groups.
	SecurityEnabled bool `json:"securityEnabled"`
	// SecurityIdentifier is the SID.
	SecurityIdentifier string `json:"securityIdentifier,omitzero"`
	// IsAssignableToRole tells whether roles of the partner's own directory can be
	// given to it; settable on creation only.
	IsAssignableToRole *bool `json:"isAssignableToRole,omitzero"`
	// GroupTypes is empty for security groups with chosen members.
	GroupTypes []string `json:"groupTypes,omitzero"`
	// MembershipRule chooses the members of a dynamic group.
	MembershipRule string `json:"membershipRule,omitzero"`
	// MembershipRuleProcessingState is On or Paused.
	MembershipRuleProcessingState string `json:"membershipRuleProcessingState,omitzero"`
	// Visibility is Private, Public or HiddenMembership.
	Visibility string `json:"visibility,omitzero"`
	// Classification is the tenant's own.
	Classification string `json:"classification,omitzero"`
	// Mail is the address of a group with mail.
	Mail string `json:"mail,omitzero"`
	// ProxyAddresses are the addresses of a group with mail.
	ProxyAddresses []string `json:"proxyAddresses,omitzero"`
	// CreatedDateTime is when it was made.
	CreatedDateTime time.Time `json:"createdDateTime,omitzero"`
	// RenewedDateTime is when it was last renewed.
	RenewedDateTime time.Time `json:"renewedDateTime,omitzero"`
	// ExpirationDateTime is when it ends.
	ExpirationDateTime time.Time `json:"expirationDateTime,omitzero"`
	// DeletedDateTime is zero for a group that exists.
	DeletedDateTime time.Time `json:"deletedDateTime,omitzero"`
	// CreationOptions say how it was made.
	CreationOptions []string `json:"creationOptions,omitzero"`
	// ResourceBehaviorOptions are set on creation.
	ResourceBehaviorOptions []string `json:"resourceBehaviorOptions,omitzero"`
	// ResourceProvisioningOptions such as "Team".
	ResourceProvisioningOptions []string `json:"resourceProvisioningOptions,omitzero"`
	// PreferredDataLocation is a code of a region.
	PreferredDataLocation string `json:"preferredDataLocation,omitzero"`
	// PreferredLanguage such as "en-US".
	PreferredLanguage string `json:"preferredLanguage,omitzero"`
	// Theme is the colour of a group with mail.
	Theme string `json:"theme,omitzero"`
	// OnPremisesSyncEnabled tells that it comes from a local directory.
	OnPremisesSyncEnabled *bool `json:"onPremisesSyncEnabled,omitzero"`
	// OnPremisesSecurityIdentifier is the SID in the local directory.
	OnPremisesSecurityIdentifier string `json:"onPremisesSecurityIdentifier,omitzero"`
	// OnPremisesLastSyncDateTime is when it was last taken from there.
	OnPremisesLastSyncDateTime time.Time `json:"onPremisesLastSyncDateTime,omitzero"`
	// OnPremisesDomainName is the DNS name of the local domain.
	OnPremisesDomainName string `json:"onPremisesDomainName,omitzero"`
	// OnPremisesNetBiosName is the NetBIOS name of the local domain.
	OnPremisesNetBiosName string `json:"onPremisesNetBiosName,omitzero"`
	// OnPremisesSamAccountName is its account name in the local directory.
	OnPremisesSamAccountName string `json:"onPremisesSamAccountName,omitzero"`
	// OnPremisesProvisioningErrors are errors of the synchronisation, as they come.
	OnPremisesProvisioningErrors []json.RawMessage `json:"onPremisesProvisioningErrors,omitzero"`
	// ServiceProvisioningErrors are errors that services published, as they come.
	ServiceProvisioningErrors []json.RawMessage `json:"serviceProvisioningErrors,omitzero"`
	// UniqueName can be set once and is unique in the tenant.
	UniqueName string `json:"uniqueName,omitzero"`
	// IsManagementRestricted tells that only roles of its administrative unit may
	// change it. Only when selected.
	IsManagementRestricted *bool `json:"isManagementRestricted,omitzero"`
	// LicenseProcessingState is the state of licences given to the group. Only when
	// selected.
	LicenseProcessingState json.RawMessage `json:"licenseProcessingState,omitzero"`
	// Owners are addresses of the owners to set on creation, by UserRef.
	Owners []string `json:"owners@odata.bind,omitzero"`
	// Members are addresses of the members to set on creation, by UserRef.
	Members []string `json:"members@odata.bind,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// Member is a member of a group.
type Member struct {
	// ODataType is "#microsoft.graph.user", or the type of another kind of member.
	ODataType string `json:"@odata.type,omitzero"`
	// ID is the object id in Entra.
	ID string `json:"id,omitzero"`
	// DisplayName is for people.
	DisplayName string `json:"displayName,omitzero"`
	// GivenName is a user's first name.
	GivenName string `json:"givenName,omitzero"`
	// Surname is a user's last name.
	Surname string `json:"surname,omitzero"`
	// UserPrincipalName is a user's sign-in name.
	UserPrincipalName string `json:"userPrincipalName,omitzero"`
	// Mail is the address.
	Mail string `json:"mail,omitzero"`
	// JobTitle of a user.
	JobTitle string `json:"jobTitle,omitzero"`
	// OfficeLocation of a user.
	OfficeLocation string `json:"officeLocation,omitzero"`
	// PreferredLanguage of a user.
	PreferredLanguage string `json:"preferredLanguage,omitzero"`
	// MobilePhone of a user.
	MobilePhone string `json:"mobilePhone,omitzero"`
	// BusinessPhones of a user.
	BusinessPhones []string `json:"businessPhones,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// memberRef names a member to add.
type memberRef struct {
	// ID is the address of the user.
	ID string `json:"@odata.id,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

var (
	groupsList          = define[none, Page[Group]]("graph.groups.list", http.MethodGet, "/v1.0/groups", "group-list", "Group.Read.All")
	groupsGet           = define[none, Group]("graph.groups.get", http.MethodGet, "/v1.0/groups/{group_id}", "group-get", "Group.Read.All")
	groupsCreate        = define[Group, Group]("graph.groups.create", http.MethodPost, "/v1.0/groups", "group-post-groups", "Group.ReadWrite.All")
	groupsMembersList   = define[none, Page[Member]]("graph.groups.members.list", http.MethodGet, "/v1.0/groups/{group_id}/members", "group-list-members", "GroupMember.Read.All")
	groupsMembersCreate = define[memberRef, none]("graph.groups.members.create", http.MethodPost, "/v1.0/groups/{group_id}/members/$ref", "group-post-members", "GroupMember.ReadWrite.All")
	groupsMembersDelete = define[none, none]("graph.groups.members.delete", http.MethodDelete, "/v1.0/groups/{group_id}/members/{member_id}/$ref", "group-delete-members", "GroupMember.ReadWrite.All")
)

// List reads groups.
//
// https://learn.microsoft.com/graph/api/group-list
func (s *Groups) List(ctx context.Context, q ListQuery, opts ...CallOption) (*Page[Group], error) {
	return list(ctx, s.client, groupsList, q.args(), q.After, opts)
}

// All walks all pages of List.
func (s *Groups) All(ctx context.Context, q ListQuery, opts ...CallOption) iter.Seq2[Group, error] {
	return all(ctx, s.client, groupsList, q.args(), q.After, opts)
}

// Get reads one group.
//
// https://learn.microsoft.com/graph/api/group-get
func (s *Groups) Get(ctx context.Context, groupID string, opts ...CallOption) (*Group, error) {
	return groupsGet.call(ctx, s.client, at(groupID), nil, opts)
}

// FindByName reads the group of a name. Without one it is ErrNotFound, and with
// several an error that names their ids: names are not unique.
func (s *Groups) FindByName(ctx context.Context, displayName string, opts ...CallOption) (*Group, error) {
	var found []Group
	for group, err := range s.All(ctx, ListQuery{Filter: "displayName eq '" + quoted(displayName) + "'"}, opts...) {
		if err != nil {
			return nil, err
		}
		found = append(found, group)
	}
	switch len(found) {
	case 0:
		return nil, fmt.Errorf("group %q: %w", displayName, ErrNotFound)
	case 1:
		return &found[0], nil
	default:
		ids := make([]string, len(found))
		for i, group := range found {
			ids[i] = group.ID
		}
		return nil, fmt.Errorf("%w: %d groups are named %q: %s", ErrConflict, len(found), displayName, strings.Join(ids, ", "))
	}
}

// UserRef is the address of a user, for Owners and Members of a group to create.
func (s *Groups) UserRef(userID string) string {
	return s.client.rest.BaseURL() + "/v1.0/directoryObjects/" + url.PathEscape(userID)
}

// Create makes a group. Set SecurityEnabled and MailNickname.
//
// https://learn.microsoft.com/graph/api/group-post-groups
func (s *Groups) Create(ctx context.Context, in Group, opts ...CallOption) (*Group, error) {
	return groupsCreate.call(ctx, s.client, Args{}, &in, opts)
}

// ListMembers reads the members of a group.
//
// https://learn.microsoft.com/graph/api/group-list-members
func (s *Groups) ListMembers(ctx context.Context, groupID string, q ListQuery, opts ...CallOption) (*Page[Member], error) {
	return list(ctx, s.client, groupsMembersList, q.args(groupID), q.After, opts)
}

// AllMembers walks all pages of ListMembers.
func (s *Groups) AllMembers(ctx context.Context, groupID string, q ListQuery, opts ...CallOption) iter.Seq2[Member, error] {
	return all(ctx, s.client, groupsMembersList, q.args(groupID), q.After, opts)
}

// RemoveMember takes a member out of a group.
//
// https://learn.microsoft.com/graph/api/group-delete-members
func (s *Groups) RemoveMember(ctx context.Context, groupID, memberID string, opts ...CallOption) error {
	_, err := groupsMembersDelete.call(ctx, s.client, at(groupID, memberID), nil, opts)
	return err
}

// AddMember puts a user into a group.
//
// https://learn.microsoft.com/graph/api/group-post-members
func (s *Groups) AddMember(ctx context.Context, groupID, userID string, opts ...CallOption) error {
	in := memberRef{ID: s.UserRef(userID)}
	_, err := groupsMembersCreate.call(ctx, s.client, at(groupID), &in, opts)
	return err
}
