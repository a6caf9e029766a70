package cloudmore

import (
	"context"
	"iter"
	"net/http"
)

// EStore is what an organization can buy.
type EStore struct{ client *Client }

// EStore gives the operations on an organization's E-Store.
func (c *Client) EStore() *EStore { return &EStore{c} }

var (
	estoreList = define[none, collection[EStoreService]]("cloudmore.estore.list", http.MethodGet, organizationScope+"/Estore")
	estoreGet  = define[none, EStoreService]("cloudmore.estore.get", http.MethodGet, organizationScope+"/Estore/{serviceId}")
)

// List reads the services of an organization's E-Store.
func (s *EStore) List(ctx context.Context, organizationID string, opts ...CallOption) ([]EStoreService, error) {
	return listed(ctx, s.client, estoreList, at(organizationID), opts)
}

// All walks the services of an organization's E-Store.
func (s *EStore) All(ctx context.Context, organizationID string, opts ...CallOption) iter.Seq2[EStoreService, error] {
	return each(ctx, estoreList.Operation, func(ctx context.Context) ([]EStoreService, error) {
		return s.List(ctx, organizationID, opts...)
	})
}

// Get reads one service of the E-Store with its products.
func (s *EStore) Get(ctx context.Context, organizationID, serviceID string, opts ...CallOption) (*EStoreService, error) {
	return estoreGet.call(ctx, s.client, at(organizationID, serviceID), nil, opts)
}
