package cloudmore

import (
	"context"
	"iter"
	"net/http"
)

// NCESubscriptions are subscriptions of Microsoft's new commerce experience. The bodies' models
// are OrganizationCspNceSubscriptionCreateViewModel and EditViewModel.
type NCESubscriptions struct{ client *Client }

// NCESubscriptions gives the operations on new-commerce subscriptions of an organization.
func (c *Client) NCESubscriptions() *NCESubscriptions { return &NCESubscriptions{c} }

const ncePath = organizationScope + "/services/csp/nce/subscriptions"

var (
	nceSubscriptionsOfAll    = define[none, collection[Subscription]]("cloudmore.csp.nce.subscriptions.list", http.MethodGet, resellerPath+"/services/csp/nce/subscriptions")
	nceProducts              = define[none, collection[Product]]("cloudmore.organizations.csp.nce.products.list", http.MethodGet, organizationScope+"/services/csp/nce/products")
	nceAlignmentDates        = define[none, collection[AlignmentDate]]("cloudmore.organizations.csp.nce.subscriptions.alignmentDates", http.MethodGet, ncePath+"/alignmentdates")
	nceExistingEligibilities = define[none, collection[UpgradeTarget]]("cloudmore.organizations.csp.nce.subscriptions.existingEligibilities", http.MethodGet, ncePath+"/{subscriptionId}/existingSubscriptionEligiblities")
	nceNewEligibilities      = define[none, collection[UpgradeTarget]]("cloudmore.organizations.csp.nce.subscriptions.newEligibilities", http.MethodGet, ncePath+"/{subscriptionId}/newSubscriptionEligibilities")
	nceUpgradeStatus         = define[none, UpgradeState]("cloudmore.organizations.csp.nce.subscriptions.upgradeStatus", http.MethodGet, ncePath+"/{subscriptionId}/upgradeStatus")
	nceUpgradeToExisting     = define[Upgrade, UpgradeState]("cloudmore.organizations.csp.nce.subscriptions.upgradeToExisting", http.MethodPost, ncePath+"/{subscriptionId}/upgradeToExistingSubscription")
	nceUpgradeToNew          = define[Upgrade, UpgradeState]("cloudmore.organizations.csp.nce.subscriptions.upgradeToNew", http.MethodPost, ncePath+"/{subscriptionId}/upgradeToNewSubscription")
	nceSubscriptionsList     = define[none, collection[Subscription]]("cloudmore.organizations.csp.nce.subscriptions.list", http.MethodGet, ncePath)
	nceSubscriptionsGet      = define[none, Subscription]("cloudmore.organizations.csp.nce.subscriptions.get", http.MethodGet, ncePath+"/{subscriptionId}")
	nceSubscriptionsCreate   = define[Subscription, Subscription]("cloudmore.organizations.csp.nce.subscriptions.create", http.MethodPost, ncePath)
	nceSubscriptionsUpdate   = define[Subscription, Subscription]("cloudmore.organizations.csp.nce.subscriptions.update", http.MethodPut, ncePath+"/{subscriptionId}")
	nceSubscriptionsDelete   = define[none, none]("cloudmore.organizations.csp.nce.subscriptions.delete", http.MethodDelete, ncePath+"/{subscriptionId}")
)

// List reads the new-commerce subscriptions of an organization.
func (s *NCESubscriptions) List(ctx context.Context, organizationID string, opts ...CallOption) ([]Subscription, error) {
	return listed(ctx, s.client, nceSubscriptionsList, at(organizationID), opts)
}

// All walks the new-commerce subscriptions of an organization.
func (s *NCESubscriptions) All(ctx context.Context, organizationID string, opts ...CallOption) iter.Seq2[Subscription, error] {
	return each(ctx, nceSubscriptionsList.Operation, func(ctx context.Context) ([]Subscription, error) {
		return s.List(ctx, organizationID, opts...)
	})
}

// Get reads one new-commerce subscription.
func (s *NCESubscriptions) Get(ctx context.Context, organizationID, id string, opts ...CallOption) (*Subscription, error) {
	return nceSubscriptionsGet.call(ctx, s.client, at(organizationID, id), nil, opts)
}

// Create makes a new-commerce subscription. Cloudmore has no idempotency id: after an error
// whose outcome is unknown, List tells whether it is there.
func (s *NCESubscriptions) Create(ctx context.Context, organizationID string, in Subscription, opts ...CallOption) (*Subscription, error) {
	return nceSubscriptionsCreate.call(ctx, s.client, at(organizationID), &in, opts)
}

// Update reads a new-commerce subscription, lets change edit it and writes all of it back.
func (s *NCESubscriptions) Update(ctx context.Context, organizationID, id string, change func(*Subscription) error, opts ...CallOption) (*Subscription, error) {
	return edited(ctx, s.client, nceSubscriptionsGet, nceSubscriptionsUpdate, at(organizationID, id), change, opts)
}

// Delete removes a new-commerce subscription.
func (s *NCESubscriptions) Delete(ctx context.Context, organizationID, id string, opts ...CallOption) error {
	_, err := nceSubscriptionsDelete.call(ctx, s.client, at(organizationID, id), nil, opts)
	return err
}

// ListOfReseller reads the new-commerce subscriptions of all the broker's organizations.
func (s *NCESubscriptions) ListOfReseller(ctx context.Context, opts ...CallOption) ([]Subscription, error) {
	return listed(ctx, s.client, nceSubscriptionsOfAll, Args{}, opts)
}

// AllOfReseller walks what ListOfReseller reads.
func (s *NCESubscriptions) AllOfReseller(ctx context.Context, opts ...CallOption) iter.Seq2[Subscription, error] {
	return each(ctx, nceSubscriptionsOfAll.Operation, func(ctx context.Context) ([]Subscription, error) {
		return s.ListOfReseller(ctx, opts...)
	})
}

// ListProducts reads what an organization can subscribe to.
func (s *NCESubscriptions) ListProducts(ctx context.Context, organizationID string, opts ...CallOption) ([]Product, error) {
	return listed(ctx, s.client, nceProducts, at(organizationID), opts)
}

// AllProducts walks what ListProducts reads.
func (s *NCESubscriptions) AllProducts(ctx context.Context, organizationID string, opts ...CallOption) iter.Seq2[Product, error] {
	return each(ctx, nceProducts.Operation, func(ctx context.Context) ([]Product, error) {
		return s.ListProducts(ctx, organizationID, opts...)
	})
}

// ListAlignmentDates reads the end dates that a new subscription of an organization
// can be aligned with.
func (s *NCESubscriptions) ListAlignmentDates(ctx context.Context, organizationID string, opts ...CallOption) ([]AlignmentDate, error) {
	return listed(ctx, s.client, nceAlignmentDates, at(organizationID), opts)
}

// AllAlignmentDates walks what ListAlignmentDates reads.
func (s *NCESubscriptions) AllAlignmentDates(ctx context.Context, organizationID string, opts ...CallOption) iter.Seq2[AlignmentDate, error] {
	return each(ctx, nceAlignmentDates.Operation, func(ctx context.Context) ([]AlignmentDate, error) {
		return s.ListAlignmentDates(ctx, organizationID, opts...)
	})
}

// ListExistingEligibilities reads the subscriptions that this one can be moved into.
// The route spells the word "Eligiblities".
func (s *NCESubscriptions) ListExistingEligibilities(ctx context.Context, organizationID, subscriptionID string, opts ...CallOption) ([]UpgradeTarget, error) {
	return listed(ctx, s.client, nceExistingEligibilities, at(organizationID, subscriptionID), opts)
}

// AllExistingEligibilities walks what ListExistingEligibilities reads.
func (s *NCESubscriptions) AllExistingEligibilities(ctx context.Context, organizationID, subscriptionID string, opts ...CallOption) iter.Seq2[UpgradeTarget, error] {
	return each(ctx, nceExistingEligibilities.Operation, func(ctx context.Context) ([]UpgradeTarget, error) {
		return s.ListExistingEligibilities(ctx, organizationID, subscriptionID, opts...)
	})
}

// ListNewEligibilities reads the products that this subscription can be upgraded to.
func (s *NCESubscriptions) ListNewEligibilities(ctx context.Context, organizationID, subscriptionID string, opts ...CallOption) ([]UpgradeTarget, error) {
	return listed(ctx, s.client, nceNewEligibilities, at(organizationID, subscriptionID), opts)
}

// AllNewEligibilities walks what ListNewEligibilities reads.
func (s *NCESubscriptions) AllNewEligibilities(ctx context.Context, organizationID, subscriptionID string, opts ...CallOption) iter.Seq2[UpgradeTarget, error] {
	return each(ctx, nceNewEligibilities.Operation, func(ctx context.Context) ([]UpgradeTarget, error) {
		return s.ListNewEligibilities(ctx, organizationID, subscriptionID, opts...)
	})
}

// UpgradeStatus reads how far an upgrade is.
func (s *NCESubscriptions) UpgradeStatus(ctx context.Context, organizationID, subscriptionID string, opts ...CallOption) (*UpgradeState, error) {
	return nceUpgradeStatus.call(ctx, s.client, at(organizationID, subscriptionID), nil, opts)
}

// UpgradeToExisting moves licences into another subscription.
func (s *NCESubscriptions) UpgradeToExisting(ctx context.Context, organizationID, subscriptionID string, upgrade Upgrade, opts ...CallOption) (*UpgradeState, error) {
	return nceUpgradeToExisting.call(ctx, s.client, at(organizationID, subscriptionID), &upgrade, opts)
}

// UpgradeToNew moves licences into a new subscription of another product.
func (s *NCESubscriptions) UpgradeToNew(ctx context.Context, organizationID, subscriptionID string, upgrade Upgrade, opts ...CallOption) (*UpgradeState, error) {
	return nceUpgradeToNew.call(ctx, s.client, at(organizationID, subscriptionID), &upgrade, opts)
}
