package cloudmore

import (
	"context"
	"iter"
	"net/http"
)

// Users are the people of organizations.
type Users struct{ client *Client }

// Users gives the operations on organizations' users.
func (c *Client) Users() *Users { return &Users{c} }

const organizationScope = "/api/resellers/{resellerId}/organizations/{organizationId}"

var (
	usersList   = define[none, collection[User]]("cloudmore.users.list", http.MethodGet, organizationScope+"/Users")
	usersGet    = define[none, User]("cloudmore.users.get", http.MethodGet, organizationScope+"/Users/{id}")
	usersCreate = define[User, User]("cloudmore.users.create", http.MethodPost, organizationScope+"/Users")
	usersUpdate = define[User, User]("cloudmore.users.update", http.MethodPut, organizationScope+"/Users/{id}")
	usersDelete = define[none, none]("cloudmore.users.delete", http.MethodDelete, organizationScope+"/Users/{id}")
	usersRoles  = define[none, collection[UserRole]]("cloudmore.organizationRoles.list", http.MethodGet, organizationScope+"/OrganizationRoles")
)

// List reads the users of an organization.
func (s *Users) List(ctx context.Context, organizationID string, opts ...CallOption) ([]User, error) {
	return listed(ctx, s.client, usersList, at(organizationID), opts)
}

// All walks the users of an organization.
func (s *Users) All(ctx context.Context, organizationID string, opts ...CallOption) iter.Seq2[User, error] {
	return each(ctx, usersList.Operation, func(ctx context.Context) ([]User, error) {
		return s.List(ctx, organizationID, opts...)
	})
}

// Get reads one user.
func (s *Users) Get(ctx context.Context, organizationID, id string, opts ...CallOption) (*User, error) {
	return usersGet.call(ctx, s.client, at(organizationID, id), nil, opts)
}

// Create makes a user.
func (s *Users) Create(ctx context.Context, organizationID string, user User, opts ...CallOption) (*User, error) {
	return usersCreate.call(ctx, s.client, at(organizationID), &user, opts)
}

// Update reads a user, lets change edit it and writes all of it back.
func (s *Users) Update(ctx context.Context, organizationID, id string, change func(*User) error, opts ...CallOption) (*User, error) {
	return edited(ctx, s.client, usersGet, usersUpdate, at(organizationID, id), change, opts)
}

// Delete removes a user.
func (s *Users) Delete(ctx context.Context, organizationID, id string, opts ...CallOption) error {
	_, err := usersDelete.call(ctx, s.client, at(organizationID, id), nil, opts)
	return err
}

// ListRoles reads the roles that an organization's users can have.
func (s *Users) ListRoles(ctx context.Context, organizationID string, opts ...CallOption) ([]UserRole, error) {
	return listed(ctx, s.client, usersRoles, at(organizationID), opts)
}

// AllRoles walks what ListRoles reads.
func (s *Users) AllRoles(ctx context.Context, organizationID string, opts ...CallOption) iter.Seq2[UserRole, error] {
	return each(ctx, usersRoles.Operation, func(ctx context.Context) ([]UserRole, error) {
		return s.ListRoles(ctx, organizationID, opts...)
	})
}
