package cloudmore

import (
	"context"
	"iter"
	"net/http"
)

// Brokers are the resellers that a seller has made.
type Brokers struct{ client *Client }

// Brokers gives the operations on brokers of a seller.
func (c *Client) Brokers() *Brokers { return &Brokers{c} }

var (
	resellersList = define[none, collection[Reseller]]("cloudmore.resellers.list", http.MethodGet, sellerPath+"/resellers")
	resellersGet  = define[none, Reseller]("cloudmore.resellers.get", http.MethodGet, sellerPath+"/resellers/{id}")
	brokersList   = define[none, collection[Broker]]("cloudmore.brokers.list", http.MethodGet, sellerPath+"/brokers")
	brokersGet    = define[none, Broker]("cloudmore.brokers.get", http.MethodGet, sellerPath+"/brokers"+"/{id}")
	brokersCreate = define[Broker, Broker]("cloudmore.brokers.create", http.MethodPost, sellerPath+"/brokers")
	brokersUpdate = define[Broker, Broker]("cloudmore.brokers.update", http.MethodPut, sellerPath+"/brokers"+"/{id}")
	brokersDelete = define[none, none]("cloudmore.brokers.delete", http.MethodDelete, sellerPath+"/brokers"+"/{id}")
)

// List reads the brokers of a seller.
func (s *Brokers) List(ctx context.Context, opts ...CallOption) ([]Broker, error) {
	return listed(ctx, s.client, brokersList, Args{}, opts)
}

// All walks the brokers of a seller.
func (s *Brokers) All(ctx context.Context, opts ...CallOption) iter.Seq2[Broker, error] {
	return each(ctx, brokersList.Operation, func(ctx context.Context) ([]Broker, error) {
		return s.List(ctx, opts...)
	})
}

// Get reads one broker.
func (s *Brokers) Get(ctx context.Context, id string, opts ...CallOption) (*Broker, error) {
	return brokersGet.call(ctx, s.client, at(id), nil, opts)
}

// Create makes a broker. Cloudmore has no idempotency id: after an error
// whose outcome is unknown, List tells whether it is there.
func (s *Brokers) Create(ctx context.Context, in Broker, opts ...CallOption) (*Broker, error) {
	return brokersCreate.call(ctx, s.client, Args{}, &in, opts)
}

// Update reads a broker, lets change edit it and writes all of it back.
func (s *Brokers) Update(ctx context.Context, id string, change func(*Broker) error, opts ...CallOption) (*Broker, error) {
	return edited(ctx, s.client, brokersGet, brokersUpdate, at(id), change, opts)
}

// Delete removes a broker.
func (s *Brokers) Delete(ctx context.Context, id string, opts ...CallOption) error {
	_, err := brokersDelete.call(ctx, s.client, at(id), nil, opts)
	return err
}

// ListResellers reads the resellers that a seller's services reach.
func (s *Brokers) ListResellers(ctx context.Context, opts ...CallOption) ([]Reseller, error) {
	return listed(ctx, s.client, resellersList, Args{}, opts)
}

// AllResellers walks what ListResellers reads.
func (s *Brokers) AllResellers(ctx context.Context, opts ...CallOption) iter.Seq2[Reseller, error] {
	return each(ctx, resellersList.Operation, func(ctx context.Context) ([]Reseller, error) {
		return s.ListResellers(ctx, opts...)
	})
}

// Reseller reads one reseller.
func (s *Brokers) Reseller(ctx context.Context, id string, opts ...CallOption) (*Reseller, error) {
	return resellersGet.call(ctx, s.client, at(id), nil, opts)
}
