package cloudmore

import (
	"context"
	"iter"
	"net/http"
)

// ServiceSubscriptions are an organization's subscriptions to a service that is not Microsoft's.
type ServiceSubscriptions struct{ client *Client }

// ServiceSubscriptions gives the operations on subscriptions of a custom service.
func (c *Client) ServiceSubscriptions() *ServiceSubscriptions { return &ServiceSubscriptions{c} }

const serviceSubscriptionsPath = organizationScope + "/services/{serviceId}/subscriptions"

var (
	serviceProducts            = define[none, collection[Product]]("cloudmore.organizations.services.products.list", http.MethodGet, organizationScope+"/services/{serviceId}/products")
	serviceHistory             = define[none, collection[HistoryEntry]]("cloudmore.organizations.services.subscriptions.history", http.MethodGet, organizationScope+"/services/{serviceId}/Subscriptions/history/{subscriptionId}")
	serviceSubscriptionsList   = define[none, collection[Subscription]]("cloudmore.organizations.services.subscriptions.list", http.MethodGet, serviceSubscriptionsPath)
	serviceSubscriptionsGet    = define[none, Subscription]("cloudmore.organizations.services.subscriptions.get", http.MethodGet, serviceSubscriptionsPath+"/{subscriptionId}")
	serviceSubscriptionsCreate = define[Subscription, Subscription]("cloudmore.organizations.services.subscriptions.create", http.MethodPost, serviceSubscriptionsPath)
	serviceSubscriptionsUpdate = define[Subscription, Subscription]("cloudmore.organizations.services.subscriptions.update", http.MethodPut, serviceSubscriptionsPath+"/{subscriptionId}")
	serviceSubscriptionsDelete = define[none, none]("cloudmore.organizations.services.subscriptions.delete", http.MethodDelete, serviceSubscriptionsPath+"/{subscriptionId}")
)

// List reads the subscriptions of a custom service.
func (s *ServiceSubscriptions) List(ctx context.Context, organizationID, serviceID string, opts ...CallOption) ([]Subscription, error) {
	return listed(ctx, s.client, serviceSubscriptionsList, at(organizationID, serviceID), opts)
}

// All walks the subscriptions of a custom service.
func (s *ServiceSubscriptions) All(ctx context.Context, organizationID, serviceID string, opts ...CallOption) iter.Seq2[Subscription, error] {
	return each(ctx, serviceSubscriptionsList.Operation, func(ctx context.Context) ([]Subscription, error) {
		return s.List(ctx, organizationID, serviceID, opts...)
	})
}

// Get reads one subscription.
func (s *ServiceSubscriptions) Get(ctx context.Context, organizationID, serviceID, id string, opts ...CallOption) (*Subscription, error) {
	return serviceSubscriptionsGet.call(ctx, s.client, at(organizationID, serviceID, id), nil, opts)
}

// Create makes a subscription. Cloudmore has no idempotency id: after an error
// whose outcome is unknown, List tells whether it is there.
func (s *ServiceSubscriptions) Create(ctx context.Context, organizationID, serviceID string, in Subscription, opts ...CallOption) (*Subscription, error) {
	return serviceSubscriptionsCreate.call(ctx, s.client, at(organizationID, serviceID), &in, opts)
}

// Update reads a subscription, lets change edit it and writes all of it back.
func (s *ServiceSubscriptions) Update(ctx context.Context, organizationID, serviceID, id string, change func(*Subscription) error, opts ...CallOption) (*Subscription, error) {
	return edited(ctx, s.client, serviceSubscriptionsGet, serviceSubscriptionsUpdate, at(organizationID, serviceID, id), change, opts)
}

// Delete removes a subscription.
func (s *ServiceSubscriptions) Delete(ctx context.Context, organizationID, serviceID, id string, opts ...CallOption) error {
	_, err := serviceSubscriptionsDelete.call(ctx, s.client, at(organizationID, serviceID, id), nil, opts)
	return err
}

// ListProducts reads what an organization can subscribe to.
func (s *ServiceSubscriptions) ListProducts(ctx context.Context, organizationID, serviceID string, opts ...CallOption) ([]Product, error) {
	return listed(ctx, s.client, serviceProducts, at(organizationID, serviceID), opts)
}

// AllProducts walks what ListProducts reads.
func (s *ServiceSubscriptions) AllProducts(ctx context.Context, organizationID, serviceID string, opts ...CallOption) iter.Seq2[Product, error] {
	return each(ctx, serviceProducts.Operation, func(ctx context.Context) ([]Product, error) {
		return s.ListProducts(ctx, organizationID, serviceID, opts...)
	})
}

// ListHistory reads what was changed in a subscription, of any service.
func (s *ServiceSubscriptions) ListHistory(ctx context.Context, organizationID, serviceID, id string, opts ...CallOption) ([]HistoryEntry, error) {
	return listed(ctx, s.client, serviceHistory, at(organizationID, serviceID, id), opts)
}

// AllHistory walks what ListHistory reads.
func (s *ServiceSubscriptions) AllHistory(ctx context.Context, organizationID, serviceID, id string, opts ...CallOption) iter.Seq2[HistoryEntry, error] {
	return each(ctx, serviceHistory.Operation, func(ctx context.Context) ([]HistoryEntry, error) {
		return s.ListHistory(ctx, organizationID, serviceID, id, opts...)
	})
}
