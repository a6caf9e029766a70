package partnercenter

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"

	"github.com/shopspring/decimal"
)

// Products are what a partner can sell.
type Products struct{ client *Client }

// Products gives the catalog.
func (c *Client) Products() *Products { return &Products{c} }

// Product is something for sale.
type Product struct {
	// ID such as "CFQ7TTC0LH18". It cannot be bought itself: see SKU and
	// Availability.
	ID string `json:"id,omitzero"`
	// Title and Description are for people, in the locale of the call.
	Title       string `json:"title,omitzero"`
	Description string `json:"description,omitzero"`
	// ProductType is what kind of product it is, such as "OnlineServicesNCE".
	ProductType *ItemType `json:"productType,omitzero"`
	// IsMicrosoftProduct tells Microsoft's own products from those of other
	// publishers.
	IsMicrosoftProduct *bool `json:"isMicrosoftProduct,omitzero"`
	// PublisherName is who publishes the product, such as "Microsoft Corporation".
	PublisherName string `json:"publisherName,omitzero"`
	// LocalizedAttributes are translations of terms in DynamicAttributes.
	LocalizedAttributes []LocalizedAttribute `json:"localizedAttributes,omitzero"`
	// ProductID is set where the catalog of a customer mixes SKUs in.
	ProductID string `json:"productId,omitzero"`
	SKUDetails
	Resource
}

// SKUDetails are members of a SKU that published answers also have on products
// and availabilities of a customer's catalog; on others they are absent.
type SKUDetails struct {
	// MinimumQuantity is the least number of units that can be bought.
	MinimumQuantity *int `json:"minimumQuantity,omitzero"`
	// MaximumQuantity is the greatest number of units that can be bought.
	MaximumQuantity *int `json:"maximumQuantity,omitzero"`
	// IsTrial tells that it costs nothing and ends.
	IsTrial *bool `json:"isTrial,omitzero"`
	// SupportedBillingCycles are the billing cycles to choose from.
	SupportedBillingCycles []string `json:"supportedBillingCycles,omitzero"`
	// PurchasePrerequisites are what must be done before, such as
	// "InventoryCheck".
	PurchasePrerequisites []string `json:"purchasePrerequisites,omitzero"`
	// Actions are what may be done with it.
	Actions []string `json:"actions,omitzero"`
	// DynamicAttributes are raw by name.
	DynamicAttributes map[string]json.RawMessage `json:"dynamicAttributes,omitzero"`
	// InventoryVariables are the names that an inventory check wants in its
	// context.
	InventoryVariables []string `json:"inventoryVariables,omitzero"`
	// ProvisioningVariables are the names that a purchase wants in its
	// provisioning context.
	ProvisioningVariables []string `json:"provisioningVariables,omitzero"`
}

// LocalizedAttribute is the translation of a term.
type LocalizedAttribute struct {
	// Key is the term.
	Key string `json:"key,omitzero"`
	// Value is what to show for it.
	Value string `json:"value,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// SKU is an edition of a product.
type SKU struct {
	// ID such as "0001", unique within the product only.
	ID string `json:"id,omitzero"`
	// ProductID is the product it is an edition of.
	ProductID string `json:"productId,omitzero"`
	// Title and Description are for people, in the locale of the call.
	Title       string `json:"title,omitzero"`
	Description string `json:"description,omitzero"`
	// MinimumQuantity is the least number of units that can be bought.
	MinimumQuantity int `json:"minimumQuantity"`
	// MaximumQuantity is the greatest number of units that can be bought.
	MaximumQuantity int `json:"maximumQuantity"`
	// IsTrial tells that it costs nothing and ends.
	IsTrial bool `json:"isTrial"`
	// SupportedBillingCycles are monthly, annual, one_time, ...
	SupportedBillingCycles []string `json:"supportedBillingCycles,omitzero"`
	// PurchasePrerequisites are "InventoryCheck" and others.
	PurchasePrerequisites []string `json:"purchasePrerequisites,omitzero"`
	// InventoryVariables are what an inventory check needs.
	InventoryVariables []string `json:"inventoryVariables,omitzero"`
	// ProvisioningVariables are what a cart line's provisioning context needs.
	ProvisioningVariables []string `json:"provisioningVariables,omitzero"`
	// Actions are what may be done with it.
	Actions []string `json:"actions,omitzero"`
	// DynamicAttributes are raw by name.
	DynamicAttributes map[string]json.RawMessage `json:"dynamicAttributes,omitzero"`
	// AttestationProperties say what the buyer must attest; nil when nothing.
	AttestationProperties *AttestationProperties `json:"attestationProperties,omitzero"`
	// ConsumptionType such as "overage"; empty for SKUs without consumption.
	ConsumptionType string `json:"consumptionType,omitzero"`
	// SpecializedOfferProperties is set for products of the subtype
	// SpecializedOffers.
	SpecializedOfferProperties []SpecializedOffer `json:"specializedOfferProperties,omitzero"`
	// MinimumPurchaseCommitment is set for Azure savings plans.
	MinimumPurchaseCommitment *MinimumCommitment `json:"minimumPurchaseCommitment,omitzero"`
	// ProductType is set, like the three below, where an answer describes the
	// product instead.
	ProductType *ItemType `json:"productType,omitzero"`
	// IsMicrosoftProduct tells Microsoft's products from those of others.
	IsMicrosoftProduct *bool `json:"isMicrosoftProduct,omitzero"`
	// PublisherName is who made it.
	PublisherName string `json:"publisherName,omitzero"`
	// LocalizedAttributes are translations of terms in DynamicAttributes.
	LocalizedAttributes []LocalizedAttribute `json:"localizedAttributes,omitzero"`
	Resource
}

// SpecializedOffer is the time and price of an offer for some partners.
type SpecializedOffer struct {
	// StartDate is when it begins, as the catalog writes it.
	StartDate string `json:"startDate,omitzero"`
	// EndDate is when it ends, as the catalog writes it.
	EndDate string `json:"endDate,omitzero"`
	// PricingPolicies are the discounts.
	PricingPolicies []PricingPolicy `json:"pricingPolicies,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// MinimumCommitment is the least that an Azure savings plan must commit to.
type MinimumCommitment struct {
	// Grain is "Hourly": the time that Amount is for.
	Grain string `json:"grain,omitzero"`
	// Currency of the amount.
	Currency *Currency `json:"currencyCode,omitzero"`
	// Amount for each Grain.
	Amount decimal.Decimal `json:"amount"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// AttestationProperties say what the buyer must attest.
type AttestationProperties struct {
	// AttestationType such as "Windows365".
	AttestationType string `json:"attestationType,omitzero"`
	// EnforceAttestation requires AttestationAccepted in the cart's line.
	EnforceAttestation bool `json:"enforceAttestation"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// Availability is one way to buy a SKU in a country and segment.
type Availability struct {
	// ID is unique within the SKU only, and changes.
	ID string `json:"id,omitzero"`
	// ProductID and SKUID are what is bought.
	ProductID string `json:"productId,omitzero"`
	// SKUID: see ProductID.
	SKUID string `json:"skuId,omitzero"`
	// CatalogItemID is what goes into a cart; it changes.
	CatalogItemID string `json:"catalogItemId,omitzero"`
	// DefaultCurrency is that of the prices without a choice.
	DefaultCurrency *Currency `json:"defaultCurrency,omitzero"`
	// Segment is commercial, education, government or nonprofit.
	Segment string `json:"segment,omitzero"`
	// Country is the ISO 3166-1 alpha-2 code.
	Country string `json:"country,omitzero"`
	// IsPurchasable tells that it can be bought now.
	IsPurchasable bool `json:"isPurchasable"`
	// IsRenewable tells that its term can be renewed.
	IsRenewable bool `json:"isRenewable"`
	// RenewalInstructions say what its terms renew to.
	RenewalInstructions []RenewalInstruction `json:"renewalInstructions,omitzero"`
	// Terms to choose from; none for Azure plans and perpetual software.
	Terms []Term `json:"terms,omitzero"`
	// IncludedQuantityOptions are quantities that come along with it.
	IncludedQuantityOptions []IncludedQuantity `json:"includedQuantityOptions,omitzero"`
	// Product and SKU are those of ProductID and SKUID; nil where the answer leaves
	// them out.
	Product *Product `json:"product,omitzero"`
	// SKU: see Product.
	SKU *SKU `json:"sku,omitzero"`
	// Title and Description are set, like SKUDetails, where an answer describes
	// the SKU instead.
	Title string `json:"title,omitzero"`
	// Description is that of the SKU.
	Description string `json:"description,omitzero"`
	SKUDetails
	Resource
}

// Currency is a currency.
type Currency struct {
	// Code is the ISO 4217 code.
	Code string `json:"code,omitzero"`
	// Symbol such as "$", for display.
	Symbol string `json:"symbol,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// RenewalInstruction says how terms renew.
type RenewalInstruction struct {
	// ApplicableTermIDs are Term.ID of the terms it counts for.
	ApplicableTermIDs []string `json:"applicableTermIds,omitzero"`
	// RenewalOptions are what these renew to.
	RenewalOptions []RenewalOption `json:"renewalOptions,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// RenewalOption is what a term renews to.
type RenewalOption struct {
	// RenewToID is the product and the SKU to renew to.
	RenewToID string `json:"renewToId,omitzero"`
	// IsAutoRenewable tells that its term can renew by itself.
	IsAutoRenewable bool `json:"isAutoRenewable"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// Term is a term of a commitment.
type Term struct {
	// ID of the term, to which RenewalInstruction refers.
	ID string `json:"id,omitzero"`
	// Duration is P1M, P1Y or P3Y.
	Duration string `json:"duration,omitzero"`
	// Description is for people.
	Description string `json:"description,omitzero"`
	// BillingCycle is how often it is billed, such as "monthly", "annual" or
	// "none".
	BillingCycle string `json:"billingCycle,omitzero"`
	// RenewalOptions are what the term renews to.
	RenewalOptions []RenewalOption `json:"renewalOptions,omitzero"`
	// CancellationPolicies say what is refunded on cancellation.
	CancellationPolicies []CancellationPolicy `json:"cancellationPolicies,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// CancellationPolicy says what is refunded when.
type CancellationPolicy struct {
	// RefundOptions in the order of their SequenceID.
	RefundOptions []CancellationRefund `json:"refundOptions,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// CancellationRefund is a refund within a time.
type CancellationRefund struct {
	// SequenceID orders the refunds of a policy.
	SequenceID int `json:"sequenceId"`
	// Type is Full or Partial.
	Type string `json:"type,omitzero"`
	// ExpiresAfter is an ISO 8601 duration, such as "P1D".
	ExpiresAfter string `json:"expiresAfter,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// IncludedQuantity is a quantity that comes with an availability.
type IncludedQuantity struct {
	// Units is the quantity, as text.
	Units string `json:"units,omitzero"`
	// Description is for people.
	Description string `json:"description,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// InventoryCheck asks whether products can be had.
type InventoryCheck struct {
	// TargetItems are what to check. Without SKUID, all SKUs of the product.
	TargetItems []InventoryItem `json:"targetItems,omitzero"`
	// InventoryContext are customerId, azureSubscriptionId, armRegionName, ...
	InventoryContext map[string]string `json:"inventoryContext,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// InventoryItem says whether a product can be had.
type InventoryItem struct {
	// ProductID is required in a check.
	ProductID string `json:"productId,omitzero"`
	// SKUID is the id of the SKU.
	SKUID string `json:"skuId,omitzero"`
	// IsRestricted tells that it cannot be bought for this context; Restrictions
	// say why.
	IsRestricted *bool `json:"isRestricted,omitzero"`
	// Restrictions are empty unless IsRestricted.
	Restrictions []InventoryRestriction `json:"restrictions,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// InventoryRestriction says why a product cannot be had.
type InventoryRestriction struct {
	// ReasonCode is why, in code.
	ReasonCode string `json:"reasonCode,omitzero"`
	// Description says why, in words.
	Description string `json:"description,omitzero"`
	// Properties are further details by name.
	Properties map[string]string `json:"properties,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// OfferCategory is a category of legacy offers.
type OfferCategory struct {
	// ID and Name of the category.
	ID   string `json:"id,omitzero"`
	Name string `json:"name,omitzero"`
	// Rank orders the categories.
	Rank int `json:"rank"`
	// Locale is a language and country, such as "en-US".
	Locale string `json:"locale,omitzero"`
	// Country is the ISO 3166-1 alpha-2 code.
	Country string `json:"country,omitzero"`
	Resource
}

var (
	productsList               = define[none, Page[Product]]("products.list", http.MethodGet, "/v1/products", "get-a-list-of-products", AuthBoth)
	productsGet                = define[none, Product]("products.get", http.MethodGet, "/v1/products/{product_id}", "get-a-product-by-id", AuthBoth)
	productsSkusList           = define[none, Page[SKU]]("products.skus.list", http.MethodGet, "/v1/products/{product_id}/skus", "get-a-list-of-skus-for-a-product", AuthBoth)
	productsSkusGet            = define[none, SKU]("products.skus.get", http.MethodGet, "/v1/products/{product_id}/skus/{sku_id}", "get-a-sku-by-id", AuthBoth)
	productsAvailabilitiesList = define[none, Page[Availability]]("products.skus.availabilities.list", http.MethodGet, "/v1/products/{product_id}/skus/{sku_id}/availabilities", "get-a-list-of-availabilities-for-a-sku", AuthBoth)
	productsAvailabilitiesGet  = define[none, Availability]("products.skus.availabilities.get", http.MethodGet, "/v1/products/{product_id}/skus/{sku_id}/availabilities/{availability_id}", "get-an-availability-by-id", AuthBoth)
	productsCheckinventory     = define[InventoryCheck, Page[InventoryItem]]("products.checkinventory", http.MethodPost, "/v1/extensions/product/checkinventory", "check-inventory", AuthBoth, readOnly)
	productpromotionsList      = define[none, Page[Promotion]]("productpromotions.list", http.MethodGet, "/v1/productpromotions", "get-promotions", AuthBoth)
	productpromotionsGet       = define[none, Promotion]("productpromotions.get", http.MethodGet, "/v1/productpromotions/{promotion_id}", "get-promotion-by-id", AuthBoth)
	offercategoriesList        = define[none, Page[OfferCategory]]("offercategories.list", http.MethodGet, "/v1/offercategories", "get-a-list-of-offer-categories-by-country-and-locale", AuthBoth, status(StatusLegacy))
)

// List reads the products for sale in a country. The targetView is
// OnlineServices, Azure, MicrosoftAzure, Software, ... Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-list-of-products
func (s *Products) List(ctx context.Context, country, targetView string, after Continuation, opts ...CallOption) (*Page[Product], error) {
	return list(ctx, s.client, productsList, Args{Query: params("country", country, "targetView", targetView)}, after, opts)
}

// All walks all pages of List.
func (s *Products) All(ctx context.Context, country, targetView string, opts ...CallOption) iter.Seq2[Product, error] {
	return all(ctx, s.client, productsList, Args{Query: params("country", country, "targetView", targetView)}, Continuation{}, opts)
}

// Get reads one product. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-product-by-id
func (s *Products) Get(ctx context.Context, productID, country string, opts ...CallOption) (*Product, error) {
	return productsGet.call(ctx, s.client, Args{Path: []string{productID}, Query: params("country", country)}, nil, opts)
}

// ListSKUs reads the SKUs of a product. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-list-of-skus-for-a-product
func (s *Products) ListSKUs(ctx context.Context, productID, country string, after Continuation, opts ...CallOption) (*Page[SKU], error) {
	return list(ctx, s.client, productsSkusList, Args{Path: []string{productID}, Query: params("country", country)}, after, opts)
}

// AllSKUs walks all pages of ListSKUs.
func (s *Products) AllSKUs(ctx context.Context, productID, country string, opts ...CallOption) iter.Seq2[SKU, error] {
	return all(ctx, s.client, productsSkusList, Args{Path: []string{productID}, Query: params("country", country)}, Continuation{}, opts)
}

// SKU reads one SKU. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-sku-by-id
func (s *Products) SKU(ctx context.Context, productID, skuID, country string, opts ...CallOption) (*SKU, error) {
	return productsSkusGet.call(ctx, s.client, Args{Path: []string{productID, skuID}, Query: params("country", country)}, nil, opts)
}

// ListAvailabilities reads how a SKU can be bought; an availability's
// CatalogItemID goes into a cart. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-list-of-availabilities-for-a-sku
func (s *Products) ListAvailabilities(ctx context.Context, productID, skuID, country string, after Continuation, opts ...CallOption) (*Page[Availability], error) {
	return list(ctx, s.client, productsAvailabilitiesList, Args{Path: []string{productID, skuID}, Query: params("country", country)}, after, opts)
}

// AllAvailabilities walks all pages of ListAvailabilities.
func (s *Products) AllAvailabilities(ctx context.Context, productID, skuID, country string, opts ...CallOption) iter.Seq2[Availability, error] {
	return all(ctx, s.client, productsAvailabilitiesList, Args{Path: []string{productID, skuID}, Query: params("country", country)}, Continuation{}, opts)
}

// Availability reads one availability. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-an-availability-by-id
func (s *Products) Availability(ctx context.Context, productID, skuID, availabilityID, country string, opts ...CallOption) (*Availability, error) {
	return productsAvailabilitiesGet.call(ctx, s.client, Args{Path: []string{productID, skuID, availabilityID}, Query: params("country", country)}, nil, opts)
}

// ListPromotions reads the promotions of a country and segment. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-promotions
func (s *Products) ListPromotions(ctx context.Context, country, segment string, after Continuation, opts ...CallOption) (*Page[Promotion], error) {
	return list(ctx, s.client, productpromotionsList, Args{Query: params("country", country, "segment", segment)}, after, opts)
}

// AllPromotions walks all pages of ListPromotions.
func (s *Products) AllPromotions(ctx context.Context, country, segment string, opts ...CallOption) iter.Seq2[Promotion, error] {
	return all(ctx, s.client, productpromotionsList, Args{Query: params("country", country, "segment", segment)}, Continuation{}, opts)
}

// Promotion reads one promotion. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-promotion-by-id
func (s *Products) Promotion(ctx context.Context, promotionID, country string, opts ...CallOption) (*Promotion, error) {
	return productpromotionsGet.call(ctx, s.client, Args{Path: []string{promotionID}, Query: params("country", country)}, nil, opts)
}

// ListOfferCategories reads the categories of legacy offers. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-list-of-offer-categories-by-country-and-locale
func (s *Products) ListOfferCategories(ctx context.Context, country string, after Continuation, opts ...CallOption) (*Page[OfferCategory], error) {
	return list(ctx, s.client, offercategoriesList, Args{Query: params("country", country)}, after, opts)
}

// AllOfferCategories walks all pages of ListOfferCategories.
func (s *Products) AllOfferCategories(ctx context.Context, country string, opts ...CallOption) iter.Seq2[OfferCategory, error] {
	return all(ctx, s.client, offercategoriesList, Args{Query: params("country", country)}, Continuation{}, opts)
}

// CheckInventory asks whether products can be had in a country. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/check-inventory
func (s *Products) CheckInventory(ctx context.Context, country string, in InventoryCheck, opts ...CallOption) ([]InventoryItem, error) {
	page, err := productsCheckinventory.call(ctx, s.client, Args{Query: params("country", country)}, &in, opts)
	if err != nil {
		return nil, err
	}
	return page.Items, nil
}
