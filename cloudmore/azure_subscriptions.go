package cloudmore

import (
	"context"
	"iter"
	"net/http"
)

// AzureSubscriptions are Azure subscriptions, those under the Azure plan and legacy ones.
type AzureSubscriptions struct{ client *Client }

// AzureSubscriptions gives the operations on Azure plan subscriptions of an organization.
func (c *Client) AzureSubscriptions() *AzureSubscriptions { return &AzureSubscriptions{c} }

const azurePlanPath = organizationScope + "/services/azureplan/subscriptions"

var (
	azurePlanEntitlement = define[Entitlement, Entitlement]("cloudmore.organizations.azurePlan.subscriptions.createEntitlement", http.MethodPost, azurePlanPath+"/CreateEntitlement")
	azureLegacyList      = define[none, collection[Subscription]]("cloudmore.organizations.azure.subscriptions.list", http.MethodGet, organizationScope+"/services/azure/subscriptions")
	azureLegacyDelete    = define[none, none]("cloudmore.organizations.azure.subscriptions.delete", http.MethodDelete, organizationScope+"/services/azure/subscriptions/{subscriptionId}")
	azureOfAll           = define[none, collection[Subscription]]("cloudmore.azure.subscriptions.list", http.MethodGet, resellerPath+"/services/azure/Subscriptions")
	azurePlanList        = define[none, collection[Subscription]]("cloudmore.organizations.azurePlan.subscriptions.list", http.MethodGet, azurePlanPath)
	azurePlanGet         = define[none, Subscription]("cloudmore.organizations.azurePlan.subscriptions.get", http.MethodGet, azurePlanPath+"/{id}")
	azurePlanCreate      = define[Subscription, Subscription]("cloudmore.organizations.azurePlan.subscriptions.create", http.MethodPost, azurePlanPath)
	azurePlanUpdate      = define[Subscription, Subscription]("cloudmore.organizations.azurePlan.subscriptions.update", http.MethodPut, azurePlanPath+"/{id}")
)

// List reads the Azure plan subscriptions of an organization.
func (s *AzureSubscriptions) List(ctx context.Context, organizationID string, opts ...CallOption) ([]Subscription, error) {
	return listed(ctx, s.client, azurePlanList, at(organizationID), opts)
}

// All walks the Azure plan subscriptions of an organization.
func (s *AzureSubscriptions) All(ctx context.Context, organizationID string, opts ...CallOption) iter.Seq2[Subscription, error] {
	return each(ctx, azurePlanList.Operation, func(ctx context.Context) ([]Subscription, error) {
		return s.List(ctx, organizationID, opts...)
	})
}

// Get reads one subscription under the Azure plan.
func (s *AzureSubscriptions) Get(ctx context.Context, organizationID, id string, opts ...CallOption) (*Subscription, error) {
	return azurePlanGet.call(ctx, s.client, at(organizationID, id), nil, opts)
}

// Create makes a subscription under the Azure plan. Cloudmore has no idempotency id: after an error
// whose outcome is unknown, List tells whether it is there.
func (s *AzureSubscriptions) Create(ctx context.Context, organizationID string, in Subscription, opts ...CallOption) (*Subscription, error) {
	return azurePlanCreate.call(ctx, s.client, at(organizationID), &in, opts)
}

// Update reads a subscription under the Azure plan, lets change edit it and writes all of it back.
func (s *AzureSubscriptions) Update(ctx context.Context, organizationID, id string, change func(*Subscription) error, opts ...CallOption) (*Subscription, error) {
	return edited(ctx, s.client, azurePlanGet, azurePlanUpdate, at(organizationID, id), change, opts)
}

// CreateEntitlement makes an Azure entitlement, the subscription that
// resources are created in. It provisions at Microsoft.
func (s *AzureSubscriptions) CreateEntitlement(ctx context.Context, organizationID string, in Entitlement, opts ...CallOption) (*Entitlement, error) {
	return azurePlanEntitlement.call(ctx, s.client, at(organizationID), &in, opts)
}

// ListLegacy reads the legacy Azure subscriptions of an organization.
func (s *AzureSubscriptions) ListLegacy(ctx context.Context, organizationID string, opts ...CallOption) ([]Subscription, error) {
	return listed(ctx, s.client, azureLegacyList, at(organizationID), opts)
}

// AllLegacy walks what ListLegacy reads.
func (s *AzureSubscriptions) AllLegacy(ctx context.Context, organizationID string, opts ...CallOption) iter.Seq2[Subscription, error] {
	return each(ctx, azureLegacyList.Operation, func(ctx context.Context) ([]Subscription, error) {
		return s.ListLegacy(ctx, organizationID, opts...)
	})
}

// DeleteLegacy removes a legacy Azure subscription.
func (s *AzureSubscriptions) DeleteLegacy(ctx context.Context, organizationID, subscriptionID string, opts ...CallOption) error {
	_, err := azureLegacyDelete.call(ctx, s.client, at(organizationID, subscriptionID), nil, opts)
	return err
}

// ListOfReseller reads the Azure subscriptions of all the broker's organizations.
func (s *AzureSubscriptions) ListOfReseller(ctx context.Context, opts ...CallOption) ([]Subscription, error) {
	return listed(ctx, s.client, azureOfAll, Args{}, opts)
}

// AllOfReseller walks what ListOfReseller reads.
func (s *AzureSubscriptions) AllOfReseller(ctx context.Context, opts ...CallOption) iter.Seq2[Subscription, error] {
	return each(ctx, azureOfAll.Operation, func(ctx context.Context) ([]Subscription, error) {
		return s.ListOfReseller(ctx, opts...)
	})
}
