package cloudmore

import (
	"context"
	"iter"
	"net/http"
)

// Webhooks are calls to the seller about services of their own. Cloudmore has none
// about tenants or Microsoft's services: watching means polling.
type Webhooks struct{ client *Client }

// Webhooks gives the operations on webhooks of a seller.
func (c *Client) Webhooks() *Webhooks { return &Webhooks{c} }

var (
	webhooksList   = define[none, collection[Webhook]]("cloudmore.webhooks.list", http.MethodGet, sellerPath+"/webhooks")
	webhooksGet    = define[none, Webhook]("cloudmore.webhooks.get", http.MethodGet, sellerPath+"/webhooks"+"/{id}")
	webhooksCreate = define[Webhook, Webhook]("cloudmore.webhooks.create", http.MethodPost, sellerPath+"/webhooks")
	webhooksUpdate = define[Webhook, Webhook]("cloudmore.webhooks.update", http.MethodPut, sellerPath+"/webhooks"+"/{id}")
	webhooksDelete = define[none, none]("cloudmore.webhooks.delete", http.MethodDelete, sellerPath+"/webhooks"+"/{id}")
)

// List reads the webhooks of a seller.
func (s *Webhooks) List(ctx context.Context, opts ...CallOption) ([]Webhook, error) {
	return listed(ctx, s.client, webhooksList, Args{}, opts)
}

// All walks the webhooks of a seller.
func (s *Webhooks) All(ctx context.Context, opts ...CallOption) iter.Seq2[Webhook, error] {
	return each(ctx, webhooksList.Operation, func(ctx context.Context) ([]Webhook, error) {
		return s.List(ctx, opts...)
	})
}

// Get reads one webhook.
func (s *Webhooks) Get(ctx context.Context, id string, opts ...CallOption) (*Webhook, error) {
	return webhooksGet.call(ctx, s.client, at(id), nil, opts)
}

// Create makes a webhook. Cloudmore has no idempotency id: after an error
// whose outcome is unknown, List tells whether it is there.
func (s *Webhooks) Create(ctx context.Context, in Webhook, opts ...CallOption) (*Webhook, error) {
	return webhooksCreate.call(ctx, s.client, Args{}, &in, opts)
}

// Update reads a webhook, lets change edit it and writes all of it back.
func (s *Webhooks) Update(ctx context.Context, id string, change func(*Webhook) error, opts ...CallOption) (*Webhook, error) {
	return edited(ctx, s.client, webhooksGet, webhooksUpdate, at(id), change, opts)
}

// Delete removes a webhook.
func (s *Webhooks) Delete(ctx context.Context, id string, opts ...CallOption) error {
	_, err := webhooksDelete.call(ctx, s.client, at(id), nil, opts)
	return err
}
