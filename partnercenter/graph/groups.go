package graph

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
)

// Groups are the security groups that GDAP roles are given to.
type Groups struct{ client *Client }

// Groups gives the operations on groups.
func (c *Client) Groups() *Groups { return &Groups{c} }

// Group is a security group of the partner tenant.
type Group struct {
	// ID is its id.
	ID string `json:"id,omitzero"`
	// DisplayName is the display name.
	DisplayName string `json:"displayName,omitzero"`
	// Description is the description.
	Description string `json:"description,omitzero"`
	// MailEnabled is false for security groups.
	MailEnabled bool `json:"mailEnabled"`
	// MailNickname is the mail nickname.
	MailNickname string `json:"mailNickname,omitzero"`
	// SecurityEnabled is true for security groups.
	SecurityEnabled bool `json:"securityEnabled"`
	// IsAssignableToRole says whether it is assignable to role.
	IsAssignableToRole *bool `json:"isAssignableToRole,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// Member is a member of a group.
type Member struct {
	// ID is its id.
	ID string `json:"id,omitzero"`
	// DisplayName is the display name.
	DisplayName string `json:"displayName,omitzero"`
	// UserPrincipalName is the user principal name.
	UserPrincipalName string `json:"userPrincipalName,omitzero"`
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

// List reads groups; find one by Filter "displayName eq '...'".
func (s *Groups) List(ctx context.Context, q ListQuery, opts ...CallOption) (*Page[Group], error) {
	return list(ctx, s.client, groupsList, q.args(), q.After, opts)
}

// All walks all pages of List.
func (s *Groups) All(ctx context.Context, q ListQuery, opts ...CallOption) iter.Seq2[Group, error] {
	return all(ctx, s.client, groupsList, q.args(), q.After, opts)
}

// Get reads one group.
func (s *Groups) Get(ctx context.Context, groupID string, opts ...CallOption) (*Group, error) {
	return groupsGet.call(ctx, s.client, at(groupID), nil, opts)
}

// Create makes a group. Set SecurityEnabled and MailNickname.
func (s *Groups) Create(ctx context.Context, in Group, opts ...CallOption) (*Group, error) {
	return groupsCreate.call(ctx, s.client, Args{}, &in, opts)
}

// ListMembers reads the members of a group.
func (s *Groups) ListMembers(ctx context.Context, groupID string, q ListQuery, opts ...CallOption) (*Page[Member], error) {
	return list(ctx, s.client, groupsMembersList, q.args(groupID), q.After, opts)
}

// AllMembers walks all pages of ListMembers.
func (s *Groups) AllMembers(ctx context.Context, groupID string, q ListQuery, opts ...CallOption) iter.Seq2[Member, error] {
	return all(ctx, s.client, groupsMembersList, q.args(groupID), q.After, opts)
}

// RemoveMember takes a member out of a group.
func (s *Groups) RemoveMember(ctx context.Context, groupID, memberID string, opts ...CallOption) error {
	_, err := groupsMembersDelete.call(ctx, s.client, at(groupID, memberID), nil, opts)
	return err
}

// AddMember puts a user into a group.
func (s *Groups) AddMember(ctx context.Context, groupID, userID string, opts ...CallOption) error {
	in := memberRef{ID: s.client.rest.BaseURL() + "/v1.0/directoryObjects/" + url.PathEscape(userID)}
	_, err := groupsMembersCreate.call(ctx, s.client, at(groupID), &in, opts)
	return err
}
