package cloudmore

import (
	"context"
	"iter"
	"net/http"
)

// CSPSubscriptions are subscriptions of Microsoft's legacy (license-based) commerce.
type CSPSubscriptions struct{ client *Client }

// CSPSubscriptions gives the operations on legacy CSP subscriptions of an organization.
func (c *Client) CSPSubscriptions() *CSPSubscriptions { return &CSPSubscriptions{c} }

var (
	cspSubscriptionsOfAll  = define[none, collection[Subscription]]("cloudmore.csp.subscriptions.list", http.MethodGet, resellerPath+"/services/csp/Subscriptions")
	cspProducts            = define[none, collection[Product]]("cloudmore.organizations.csp.products.list", http.MethodGet, organizationScope+"/services/Csp/products")
	cspLicenses            = define[none, collection[License]]("cloudmore.organizations.csp.productLicenses.list", http.MethodGet, organizationScope+"/services/Csp/productlicenses")
	cspSubscriptionsList   = define[none, collection[Subscription]]("cloudmore.organizations.csp.subscriptions.list", http.MethodGet, organizationScope+"/services/csp/subscriptions")
	cspSubscriptionsGet    = define[none, Subscription]("cloudmore.organizations.csp.subscriptions.get", http.MethodGet, organizationScope+"/services/csp/subscriptions"+"/{subscriptionId}")
	cspSubscriptionsCreate = define[Subscription, Subscription]("cloudmore.organizations.csp.subscriptions.create", http.MethodPost, organizationScope+"/services/csp/subscriptions")
	cspSubscriptionsUpdate = define[Subscription, Subscription]("cloudmore.organizations.csp.subscriptions.update", http.MethodPut, organizationScope+"/services/csp/subscriptions"+"/{subscriptionId}")
	cspSubscriptionsDelete = define[none, none]("cloudmore.organizations.csp.subscriptions.delete", http.MethodDelete, organizationScope+"/services/csp/subscriptions"+"/{subscriptionId}")
)

// resellerPath is the head of routes over all organizations.
const resellerPath = "/api/resellers/{resellerId}"

// List reads the legacy CSP subscriptions of an organization.
func (s *CSPSubscriptions) List(ctx context.Context, organizationID string, opts ...CallOption) ([]Subscription, error) {
	return listed(ctx, s.client, cspSubscriptionsList, at(organizationID), opts)
}

// All walks the legacy CSP subscriptions of an organization.
func (s *CSPSubscriptions) All(ctx context.Context, organizationID string, opts ...CallOption) iter.Seq2[Subscription, error] {
	return each(ctx, cspSubscriptionsList.Operation, func(ctx context.Context) ([]Subscription, error) {
		return s.List(ctx, organizationID, opts...)
	})
}

// Get reads one legacy CSP subscription.
func (s *CSPSubscriptions) Get(ctx context.Context, organizationID, id string, opts ...CallOption) (*Subscription, error) {
	return cspSubscriptionsGet.call(ctx, s.client, at(organizationID, id), nil, opts)
}

// Create makes a legacy CSP subscription. Cloudmore has no idempotency id: after an error
// whose outcome is unknown, List tells whether it is there.
func (s *CSPSubscriptions) Create(ctx context.Context, organizationID string, in Subscription, opts ...CallOption) (*Subscription, error) {
	return cspSubscriptionsCreate.call(ctx, s.client, at(organizationID), &in, opts)
}

// Update reads a legacy CSP subscription, lets change edit it and writes all of it back.
func (s *CSPSubscriptions) Update(ctx context.Context, organizationID, id string, change func(*Subscription) error, opts ...CallOption) (*Subscription, error) {
	return edited(ctx, s.client, cspSubscriptionsGet, cspSubscriptionsUpdate, at(organizationID, id), change, opts)
}

// Delete removes a legacy CSP subscription.
func (s *CSPSubscriptions) Delete(ctx context.Context, organizationID, id string, opts ...CallOption) error {
	_, err := cspSubscriptionsDelete.call(ctx, s.client, at(organizationID, id), nil, opts)
	return err
}

// ListOfReseller reads the legacy CSP subscriptions of all the broker's organizations.
func (s *CSPSubscriptions) ListOfReseller(ctx context.Context, opts ...CallOption) ([]Subscription, error) {
	return listed(ctx, s.client, cspSubscriptionsOfAll, Args{}, opts)
}

// AllOfReseller walks what ListOfReseller reads.
func (s *CSPSubscriptions) AllOfReseller(ctx context.Context, opts ...CallOption) iter.Seq2[Subscription, error] {
	return each(ctx, cspSubscriptionsOfAll.Operation, func(ctx context.Context) ([]Subscription, error) {
		return s.ListOfReseller(ctx, opts...)
	})
}

// ListProducts reads what an organization can subscribe to.
func (s *CSPSubscriptions) ListProducts(ctx context.Context, organizationID string, opts ...CallOption) ([]Product, error) {
	return listed(ctx, s.client, cspProducts, at(organizationID), opts)
}

// AllProducts walks what ListProducts reads.
func (s *CSPSubscriptions) AllProducts(ctx context.Context, organizationID string, opts ...CallOption) iter.Seq2[Product, error] {
	return each(ctx, cspProducts.Operation, func(ctx context.Context) ([]Product, error) {
		return s.ListProducts(ctx, organizationID, opts...)
	})
}

// ListLicenses reads how many licences of each product an organization has and uses.
func (s *CSPSubscriptions) ListLicenses(ctx context.Context, organizationID string, opts ...CallOption) ([]License, error) {
	return listed(ctx, s.client, cspLicenses, at(organizationID), opts)
}

// AllLicenses walks what ListLicenses reads.
func (s *CSPSubscriptions) AllLicenses(ctx context.Context, organizationID string, opts ...CallOption) iter.Seq2[License, error] {
	return each(ctx, cspLicenses.Operation, func(ctx context.Context) ([]License, error) {
		return s.ListLicenses(ctx, organizationID, opts...)
	})
}
