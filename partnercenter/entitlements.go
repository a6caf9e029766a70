package partnercenter

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
	"time"
)

// Entitlements are what customers own.
type Entitlements struct{ client *Client }

// Entitlements gives what customers own.
func (c *Client) Entitlements() *Entitlements { return &Entitlements{c} }

// Entitlement is something a customer owns: a reservation, software or a
// perpetual licence.
type Entitlement struct {
	// IncludedEntitlements came along with the purchase.
	IncludedEntitlements []Entitlement `json:"includedEntitlements,omitzero"`
	// ReferenceOrder is the order that it came from.
	ReferenceOrder *EntitlementOrder `json:"referenceOrder,omitzero"`
	// ProductID and SKUID are the item in the catalogue.
	ProductID string `json:"productId,omitzero"`
	// SKUID: see ProductID.
	SKUID string `json:"skuId,omitzero"`
	// SKUTitle is the SKU's name in answers of 2018.
	SKUTitle string `json:"skuTitle,omitzero"`
	// Title for people; not in the page's table.
	Title string `json:"title,omitzero"`
	// Quantity without what is unfulfilled or was transferred.
	Quantity int `json:"quantity"`
	// QuantityDetails are the numbers of units by their state.
	QuantityDetails []EntitlementQuantity `json:"quantityDetails,omitzero"`
	// EntitledArtifacts are what the entitlement gives, such as reservations or
	// keys.
	EntitledArtifacts []EntitledArtifact `json:"entitledArtifacts,omitzero"`
	// EntitlementType is software or reservedinstance.
	EntitlementType string `json:"entitlementType,omitzero"`
	// ExpiryDate is when it ends.
	ExpiryDate time.Time `json:"expiryDate,omitzero"`
	// DynamicAttributes are further members by kind, such as reservationType.
	DynamicAttributes map[string]json.RawMessage `json:"dynamicAttributes,omitzero"`
	Resource
}

// EntitlementOrder is the order behind an entitlement.
type EntitlementOrder struct {
	// ID of the order.
	ID string `json:"id,omitzero"`
	// LineItemID is the line of the order.
	LineItemID string `json:"lineItemId,omitzero"`
	// AlternateID is another id of the order's line.
	AlternateID string `json:"alternateId,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// EntitlementQuantity is a part of the quantity.
type EntitlementQuantity struct {
	// Quantity is the number of items in that state.
	Quantity int `json:"quantity"`
	// Status is its state, as the service names it; unknown ones are kept.
	Status string `json:"status,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// EntitledArtifact is what the customer gets, such as a reservation or a key.
type EntitledArtifact struct {
	// ArtifactType such as "reservedinstance".
	ArtifactType string `json:"artifactType,omitzero"`
	// ResourceID is the reservation order or resource in Azure.
	ResourceID string `json:"resourceId,omitzero"`
	// Link leads to the artifact: give the artifact to Reservations.
	Link *Link `json:"link,omitzero"`
	// DynamicAttributes are further properties by name, as the catalogue has them.
	DynamicAttributes map[string]json.RawMessage `json:"dynamicAttributes,omitzero"`
	Resource
}

// Artifact is what is behind a reservation's entitlement.
type Artifact struct {
	// Type is reservedinstance or virtual_machine_reserved_instance.
	Type string `json:"type,omitzero"`
	// VirtualMachineReservations are the reservations, also those of SQL in spite
	// of the name, in all published answers.
	VirtualMachineReservations []Reservation `json:"virtualMachineReservations,omitzero"`
	// Reservations are the same under the name in the documentation's table.
	Reservations []Reservation `json:"reservations,omitzero"`
	Resource
}

// Reservation is an Azure reservation.
type Reservation struct {
	// ReservationID is its id in Azure.
	ReservationID string `json:"reservationId,omitzero"`
	// DisplayName is for people.
	DisplayName string `json:"displayName,omitzero"`
	// ScopeType is Shared or Single.
	ScopeType string `json:"scopeType,omitzero"`
	// AppliedScopes are where it applies, unless it is shared.
	AppliedScopes []string `json:"appliedScopes,omitzero"`
	// Quantity is how many instances are reserved.
	Quantity int `json:"quantity"`
	// ExpiryDateTime is when it ends.
	ExpiryDateTime time.Time `json:"expiryDateTime,omitzero"`
	// EffectiveDateTime is when it began.
	EffectiveDateTime time.Time `json:"effectiveDateTime,omitzero"`
	// ProvisioningState such as Created.
	ProvisioningState string `json:"provisioningState,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ProductUpgrade is the upgrade of a product to an Azure plan.
type ProductUpgrade struct {
	// ID of the upgrade and CustomerID, the customer's tenant.
	ID         string `json:"id,omitzero"`
	CustomerID string `json:"customerId,omitzero"`
	// ProductFamily is Azure.
	ProductFamily string `json:"productFamily,omitzero"`
	// UpgradeID is another id of the upgrade; no page describes it.
	UpgradeID string `json:"upgradeId,omitzero"`
	// IsEligible tells that the product can be upgraded.
	IsEligible *bool `json:"isEligible,omitzero"`
	// Reason says why the customer cannot be upgraded.
	Reason string `json:"reason,omitzero"`
	// Status is its state, as the service names it; unknown ones are kept.
	Status string `json:"status,omitzero"`
	// LineItems are the products that are upgraded.
	LineItems []ProductUpgradeLine `json:"lineItems,omitzero"`
	// ErrorDetails say why it failed; nil when it did not.
	ErrorDetails *SubscriptionError `json:"errorDetails,omitzero"`
	Resource
}

// ProductUpgradeLine is one product of an upgrade.
type ProductUpgradeLine struct {
	// SourceProduct is what is upgraded.
	SourceProduct *ItemRef `json:"sourceProduct,omitzero"`
	// TargetProduct is what it becomes.
	TargetProduct *ItemRef `json:"targetProduct,omitzero"`
	// UpgradedDate is when it was done; zero before.
	UpgradedDate time.Time `json:"upgradedDate,omitzero"`
	// Status is its state, as the service names it; unknown ones are kept.
	Status string `json:"status,omitzero"`
	// ErrorDetails say why it failed; nil when it did not.
	ErrorDetails *SubscriptionError `json:"errorDetails,omitzero"`
	Resource
}

// ItemRef names a product.
type ItemRef struct {
	// ID and Name of the product.
	ID   string `json:"id,omitzero"`
	Name string `json:"name,omitzero"`
	Resource
}

var (
	entitlementsList           = define[none, Page[Entitlement]]("entitlements.list", http.MethodGet, "/v1/customers/{customer_id}/entitlements", "get-a-collection-of-entitlements", AuthBoth)
	artifactsGet               = define[none, Artifact]("entitlements.artifacts.get", http.MethodGet, "/v1/customers/{customer_id}/artifacts/{artifact_type}/groups/{group_id}/lineitems/{line_item_id}/resource/{resource_id}", "get-a-collection-of-entitlements", AuthUser)
	productUpgradesStatusGet   = define[ProductUpgrade, ProductUpgrade]("productUpgrades.status.get", http.MethodPost, "/v1/productUpgrades/{upgrade_id}/status", "get-product-upgrade-status", AuthUser, readOnly)
	productUpgradesEligibility = define[ProductUpgrade, ProductUpgrade]("productUpgrades.eligibility", http.MethodPost, "/v1/productUpgrades/eligibility", "get-eligibility-for-product-upgrade", AuthUser, readOnly)
	productUpgradesCreate      = define[ProductUpgrade, none]("productUpgrades.create", http.MethodPost, "/v1/productUpgrades", "create-product-upgrade-entity", AuthUser)
)

// EntitlementQuery selects entitlements; its zero value is all of them.
type EntitlementQuery struct {
	// Type is "software" or "reservedinstance".
	Type string
	// ShowExpiry asks for ExpiryDate.
	ShowExpiry bool
	// After continues after an earlier page.
	After Continuation
}

func (q EntitlementQuery) args(customerID string) Args {
	query := params("entitlementType", q.Type)
	if q.ShowExpiry {
		query.Set("showExpiry", "true")
	}
	return Args{Path: []string{customerID}, Query: query}
}

// List reads what a customer owns. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-collection-of-entitlements
func (s *Entitlements) List(ctx context.Context, customerID string, q EntitlementQuery, opts ...CallOption) (*Page[Entitlement], error) {
	return list(ctx, s.client, entitlementsList, q.args(customerID), q.After, opts)
}

// All walks all pages of List.
func (s *Entitlements) All(ctx context.Context, customerID string, q EntitlementQuery, opts ...CallOption) iter.Seq2[Entitlement, error] {
	return all(ctx, s.client, entitlementsList, q.args(customerID), q.After, opts)
}

// UpgradeStatus reads how far an upgrade to an Azure plan is. App+User only.
// Throttled per tenant.
//
// https://learn.microsoft.com/partner-center/developer/get-product-upgrade-status
func (s *Entitlements) UpgradeStatus(ctx context.Context, upgradeID string, in ProductUpgrade, opts ...CallOption) (*ProductUpgrade, error) {
	return productUpgradesStatusGet.call(ctx, s.client, at(upgradeID), &in, opts)
}

// UpgradeEligibility checks whether a customer can be upgraded to an Azure plan.
// App+User only. Throttled per tenant.
//
// https://learn.microsoft.com/partner-center/developer/get-eligibility-for-product-upgrade
func (s *Entitlements) UpgradeEligibility(ctx context.Context, in ProductUpgrade, opts ...CallOption) (*ProductUpgrade, error) {
	return productUpgradesEligibility.call(ctx, s.client, Args{}, &in, opts)
}

// Upgrade upgrades a customer to an Azure plan. It returns the id by which
// UpgradeStatus tells when it is done. App+User only. Throttled per tenant.
//
// https://learn.microsoft.com/partner-center/developer/create-product-upgrade-entity
func (s *Entitlements) Upgrade(ctx context.Context, in ProductUpgrade, opts ...CallOption) (string, error) {
	return start(ctx, s.client, productUpgradesCreate, Args{}, &in, opts)
}

// Reservations reads what is behind an artifact of an entitlement, by the
// artifact's link. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-collection-of-entitlements
func (s *Entitlements) Reservations(ctx context.Context, artifact EntitledArtifact, opts ...CallOption) (*Artifact, error) {
	if artifact.Link == nil || artifact.Link.URI == "" {
		return nil, invalid(artifactsGet.Operation, errors.New("the artifact has no link"))
	}
	out := new(Artifact)
	call := s.client.request(artifactsGet.Operation, Args{}, nil, out, opts)
	call.URL = versioned(artifact.Link.URI)
	if _, failure := s.client.rest.Do(ctx, call); failure != nil {
		return nil, asError(failure)
	}
	return out, nil
}
