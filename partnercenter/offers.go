package partnercenter

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
)

// Offers is the catalogue of legacy commerce. New purchases are made from
// Products.
type Offers struct{ client *Client }

// Offers gives the operations on the catalogue of legacy commerce.
func (c *Client) Offers() *Offers { return &Offers{c} }

// Offer is an item of the legacy catalogue.
type Offer struct {
	// ID of the offer; Order and Subscription have it as OfferID.
	ID string `json:"id,omitzero"`
	// Name and Description are for people, in Locale.
	Name        string `json:"name,omitzero"`
	Description string `json:"description,omitzero"`
	// MinimumQuantity is the least number of units in an order.
	MinimumQuantity int `json:"minimumQuantity"`
	// MaximumQuantity is the largest number of units in an order.
	MaximumQuantity int `json:"maximumQuantity"`
	// Rank orders the offers of a category.
	Rank int `json:"rank"`
	// URI is the offer's path; Links are newer.
	URI string `json:"uri,omitzero"`
	// Locale of the texts, such as "en-us".
	Locale string `json:"locale,omitzero"`
	// Country where the offer is for sale, ISO 3166-1 alpha-2.
	Country string `json:"country,omitzero"`
	// Category that it is listed in.
	Category *OfferCategory `json:"category,omitzero"`
	// PrerequisiteOffers are the offers without which this one cannot be bought.
	PrerequisiteOffers []string `json:"prerequisiteOffers,omitzero"`
	// IsAddOn tells that it is bought for a subscription.
	IsAddOn bool `json:"isAddOn"`
	// HasAddOns tells that there are add-ons for it.
	HasAddOns *bool `json:"hasAddOns,omitzero"`
	// IsAvailableForPurchase tells that it can be bought.
	IsAvailableForPurchase bool `json:"isAvailableForPurchase"`
	// IsTrial tells that it costs nothing and ends.
	IsTrial *bool `json:"isTrial,omitzero"`
	// Billing is license or usage.
	Billing string `json:"billing,omitzero"`
	// SupportedBillingCycles are the billing cycles to choose from.
	SupportedBillingCycles []string `json:"supportedBillingCycles,omitzero"`
	// IsAutoRenewable tells that it renews by itself.
	IsAutoRenewable bool `json:"isAutoRenewable"`
	// IsInternal tells that only Microsoft may use it.
	IsInternal *bool `json:"isInternal,omitzero"`
	// ConversionTargetOffers are what a trial of it can become.
	ConversionTargetOffers []string `json:"conversionTargetOffers,omitzero"`
	// UpgradeTargetOffers are what a subscription of it can become.
	UpgradeTargetOffers []string `json:"upgradeTargetOffers,omitzero"`
	// PartnerQualifications are what the partner needs to sell it.
	PartnerQualifications []string `json:"partnerQualifications,omitzero"`
	// ResellerQualifications are what the reseller needs to sell it.
	ResellerQualifications []string `json:"resellerQualifications,omitzero"`
	// ReselleeQualifications are what the customer needs to buy it.
	ReselleeQualifications []string `json:"reselleeQualifications,omitzero"`
	// SalesGroupID groups offers that are sold together.
	SalesGroupID string `json:"salesGroupId,omitzero"`
	// AcquisitionType says how it can be acquired.
	AcquisitionType string `json:"acquisitionType,omitzero"`
	// Product is what the offer sells.
	Product *OfferProduct `json:"product,omitzero"`
	// UnitType is what the quantity counts.
	UnitType string `json:"unitType,omitzero"`
	// LimitUnitOfMeasure is None, Concurrent or LifeTime: what Limit counts.
	LimitUnitOfMeasure string `json:"limitUnitOfMeasure,omitzero"`
	// Limit is how many subscriptions a customer may have of it.
	Limit *int `json:"limit,omitzero"`
	// AttestationProperties say what the buyer must attest.
	AttestationProperties *AttestationProperties `json:"attestationProperties,omitzero"`
	Resource
}

// OfferProduct is what an offer sells.
type OfferProduct struct {
	// ID and Name of the product.
	ID   string `json:"id,omitzero"`
	Name string `json:"name,omitzero"`
	// Unit is what the quantity counts.
	Unit string `json:"unit,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

var (
	offersList       = define[none, Page[Offer]]("offers.list", http.MethodGet, "/v1/offers", "get-a-list-of-offers-for-a-market", AuthBoth, status(StatusLegacy))
	offersGet        = define[none, Offer]("offers.get", http.MethodGet, "/v1/offers/{offer_id}", "get-an-offer-by-id", AuthBoth, status(StatusLegacy))
	offersAddonsList = define[none, Page[Offer]]("offers.addons.list", http.MethodGet, "/v1/offers/{offer_id}/addons", "get-addon-offers-by-offer-id", AuthBoth, status(StatusLegacy))
)

// List reads the offers of a country. Works app-only. Legacy commerce only: see
// Products.List.
//
// https://learn.microsoft.com/partner-center/developer/get-a-list-of-offers-for-a-market
func (s *Offers) List(ctx context.Context, country string, after Continuation, opts ...CallOption) (*Page[Offer], error) {
	return list(ctx, s.client, offersList, Args{Query: params("country", country)}, after, opts)
}

// All walks all pages of List.
func (s *Offers) All(ctx context.Context, country string, opts ...CallOption) iter.Seq2[Offer, error] {
	return all(ctx, s.client, offersList, Args{Query: params("country", country)}, Continuation{}, opts)
}

// Get reads one offer. Works app-only. Legacy commerce only: see Products.Get.
//
// https://learn.microsoft.com/partner-center/developer/get-an-offer-by-id
func (s *Offers) Get(ctx context.Context, offerID, country string, opts ...CallOption) (*Offer, error) {
	return offersGet.call(ctx, s.client, Args{Path: []string{offerID}, Query: params("country", country)}, nil, opts)
}

// ListAddOns reads the add-ons of an offer. Works app-only. Legacy commerce only.
//
// https://learn.microsoft.com/partner-center/developer/get-addon-offers-by-offer-id
func (s *Offers) ListAddOns(ctx context.Context, offerID, country string, after Continuation, opts ...CallOption) (*Page[Offer], error) {
	return list(ctx, s.client, offersAddonsList, Args{Path: []string{offerID}, Query: params("country", country)}, after, opts)
}

// AllAddOns walks all pages of ListAddOns.
func (s *Offers) AllAddOns(ctx context.Context, offerID, country string, opts ...CallOption) iter.Seq2[Offer, error] {
	return all(ctx, s.client, offersAddonsList, Args{Path: []string{offerID}, Query: params("country", country)}, Continuation{}, opts)
}
