package cloudmore

import (
	"context"
	"iter"
	"net/http"
)

// ResellerAdministrators are the people who administer the broker.
type ResellerAdministrators struct{ client *Client }

// ResellerAdministrators gives the operations on administrators of the broker.
func (c *Client) ResellerAdministrators() *ResellerAdministrators { return &ResellerAdministrators{c} }

var (
	resellerRoles        = define[none, collection[UserRole]]("cloudmore.resellerRoles.list", http.MethodGet, resellerPath+"/ResellerRoles")
	resellerAdminsList   = define[none, collection[Administrator]]("cloudmore.resellerAdministrators.list", http.MethodGet, resellerPath+"/ResellerAdministrators")
	resellerAdminsGet    = define[none, Administrator]("cloudmore.resellerAdministrators.get", http.MethodGet, resellerPath+"/ResellerAdministrators"+"/{id}")
	resellerAdminsCreate = define[Administrator, Administrator]("cloudmore.resellerAdministrators.create", http.MethodPost, resellerPath+"/ResellerAdministrators")
	resellerAdminsUpdate = define[Administrator, Administrator]("cloudmore.resellerAdministrators.update", http.MethodPut, resellerPath+"/ResellerAdministrators"+"/{id}")
	resellerAdminsDelete = define[none, none]("cloudmore.resellerAdministrators.delete", http.MethodDelete, resellerPath+"/ResellerAdministrators"+"/{id}")
)

// List reads the administrators of the broker.
func (s *ResellerAdministrators) List(ctx context.Context, opts ...CallOption) ([]Administrator, error) {
	return listed(ctx, s.client, resellerAdminsList, Args{}, opts)
}

// All walks the administrators of the broker.
func (s *ResellerAdministrators) All(ctx context.Context, opts ...CallOption) iter.Seq2[Administrator, error] {
	return each(ctx, resellerAdminsList.Operation, func(ctx context.Context) ([]Administrator, error) {
		return s.List(ctx, opts...)
	})
}

// Get reads one administrator.
func (s *ResellerAdministrators) Get(ctx context.Context, id string, opts ...CallOption) (*Administrator, error) {
	return resellerAdminsGet.call(ctx, s.client, at(id), nil, opts)
}

// Create makes an administrator. Cloudmore has no idempotency id: after an error
// whose outcome is unknown, List tells whether it is there.
func (s *ResellerAdministrators) Create(ctx context.Context, in Administrator, opts ...CallOption) (*Administrator, error) {
	return resellerAdminsCreate.call(ctx, s.client, Args{}, &in, opts)
}

// Update reads an administrator, lets change edit it and writes all of it back.
func (s *ResellerAdministrators) Update(ctx context.Context, id string, change func(*Administrator) error, opts ...CallOption) (*Administrator, error) {
	return edited(ctx, s.client, resellerAdminsGet, resellerAdminsUpdate, at(id), change, opts)
}

// Delete removes an administrator.
func (s *ResellerAdministrators) Delete(ctx context.Context, id string, opts ...CallOption) error {
	_, err := resellerAdminsDelete.call(ctx, s.client, at(id), nil, opts)
	return err
}

// ListRoles reads the roles that administrators of the broker can have.
func (s *ResellerAdministrators) ListRoles(ctx context.Context, opts ...CallOption) ([]UserRole, error) {
	return listed(ctx, s.client, resellerRoles, Args{}, opts)
}

// AllRoles walks what ListRoles reads.
func (s *ResellerAdministrators) AllRoles(ctx context.Context, opts ...CallOption) iter.Seq2[UserRole, error] {
	return each(ctx, resellerRoles.Operation, func(ctx context.Context) ([]UserRole, error) {
		return s.ListRoles(ctx, opts...)
	})
}

// SellerAdministrators are the people who administer the seller.
type SellerAdministrators struct{ client *Client }

// SellerAdministrators gives the operations on administrators of the seller.
func (c *Client) SellerAdministrators() *SellerAdministrators { return &SellerAdministrators{c} }

var (
	sellerAdminsList   = define[none, collection[Administrator]]("cloudmore.sellerAdministrators.list", http.MethodGet, sellerPath+"/SellerAdministrators")
	sellerAdminsGet    = define[none, Administrator]("cloudmore.sellerAdministrators.get", http.MethodGet, sellerPath+"/SellerAdministrators"+"/{id}")
	sellerAdminsCreate = define[Administrator, Administrator]("cloudmore.sellerAdministrators.create", http.MethodPost, sellerPath+"/SellerAdministrators")
	sellerAdminsUpdate = define[Administrator, Administrator]("cloudmore.sellerAdministrators.update", http.MethodPut, sellerPath+"/SellerAdministrators"+"/{id}")
	sellerAdminsDelete = define[none, none]("cloudmore.sellerAdministrators.delete", http.MethodDelete, sellerPath+"/SellerAdministrators"+"/{id}")
)

// List reads the administrators of the seller.
func (s *SellerAdministrators) List(ctx context.Context, opts ...CallOption) ([]Administrator, error) {
	return listed(ctx, s.client, sellerAdminsList, Args{}, opts)
}

// All walks the administrators of the seller.
func (s *SellerAdministrators) All(ctx context.Context, opts ...CallOption) iter.Seq2[Administrator, error] {
	return each(ctx, sellerAdminsList.Operation, func(ctx context.Context) ([]Administrator, error) {
		return s.List(ctx, opts...)
	})
}

// Get reads one administrator.
func (s *SellerAdministrators) Get(ctx context.Context, id string, opts ...CallOption) (*Administrator, error) {
	return sellerAdminsGet.call(ctx, s.client, at(id), nil, opts)
}

// Create makes an administrator. Cloudmore has no idempotency id: after an error
// whose outcome is unknown, List tells whether it is there.
func (s *SellerAdministrators) Create(ctx context.Context, in Administrator, opts ...CallOption) (*Administrator, error) {
	return sellerAdminsCreate.call(ctx, s.client, Args{}, &in, opts)
}

// Update reads an administrator, lets change edit it and writes all of it back.
func (s *SellerAdministrators) Update(ctx context.Context, id string, change func(*Administrator) error, opts ...CallOption) (*Administrator, error) {
	return edited(ctx, s.client, sellerAdminsGet, sellerAdminsUpdate, at(id), change, opts)
}

// Delete removes an administrator.
func (s *SellerAdministrators) Delete(ctx context.Context, id string, opts ...CallOption) error {
	_, err := sellerAdminsDelete.call(ctx, s.client, at(id), nil, opts)
	return err
}
