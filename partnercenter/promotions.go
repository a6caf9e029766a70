package partnercenter

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// Promotion is a promotion.
type Promotion struct {
	// ID is its id.
	ID string `json:"id,omitzero"`
	// Name is the name.
	Name string `json:"name,omitzero"`
	// Description is the description.
	Description string `json:"description,omitzero"`
	// StartDate is the start date.
	StartDate time.Time `json:"startDate,omitzero"`
	// EndDate is the end date.
	EndDate time.Time `json:"endDate,omitzero"`
	// Properties of the promotion.
	Properties *PromotionProperties `json:"properties,omitzero"`
	// RequiredProducts are the required products.
	RequiredProducts []PromotedProduct `json:"requiredProducts,omitzero"`
	// PromotionConstraints is the promotion constraints.
	PromotionConstraints *PromotionConstraints `json:"promotionConstraints,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// PromotionProperties are properties of a promotion.
type PromotionProperties struct {
	// IsAutoApplicable tells whether it applies by itself or must be named in the
	// cart.
	IsAutoApplicable *bool `json:"isAutoApplicable,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// PromotedProduct is a product of a promotion.
type PromotedProduct struct {
	// ProductID is the id of the product.
	ProductID string `json:"productId,omitzero"`
	// SKUID is the id of the SKU.
	SKUID string `json:"skuId,omitzero"`
	// Term is the term.
	Term *PromotedTerm `json:"term,omitzero"`
	// PricingPolicies are the pricing policies.
	PricingPolicies []PricingPolicy `json:"pricingPolicies,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// PromotedTerm is the term of a promoted product.
type PromotedTerm struct {
	// Duration is the duration.
	Duration string `json:"duration,omitzero"`
	// BillingCycle is how often it is billed, such as "monthly", "annual" or
	// "none".
	BillingCycle string `json:"billingCycle,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// PricingPolicy is the discount.
type PricingPolicy struct {
	// PolicyType is the policy type.
	PolicyType string `json:"policyType,omitzero"`
	// Type is what the documentation's table calls the same.
	Type string `json:"type,omitzero"`
	// Value is a fraction, as text.
	Value string `json:"value,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// PromotionConstraints limit a promotion.
type PromotionConstraints struct {
	// SeatConstraints are the seat constraints.
	SeatConstraints []SeatConstraint `json:"seatConstraints,omitzero"`
	// AssetOwnershipLimits are the asset ownership limits.
	AssetOwnershipLimits []AssetLimit `json:"assetOwnershipLimits,omitzero"`
	// EligibilityConstraints are the eligibility constraints.
	EligibilityConstraints []EligibilityConstraint `json:"eligibilityConstraints,omitzero"`
	// ProductOwnershipConstraints are the product ownership constraints.
	ProductOwnershipConstraints [][]ProductOwnership `json:"productOwnershipConstraints,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// SeatConstraint limits the seats.
type SeatConstraint struct {
	// MinSeats is the least number of seats.
	MinSeats *int `json:"minSeats,omitzero"`
	// MaxSeats is the greatest number of seats.
	MaxSeats *int `json:"maxSeats,omitzero"`
	// Type is the type.
	Type string `json:"type,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// AssetLimit limits what may be owned.
type AssetLimit struct {
	// MinAssets is the min assets.
	MinAssets *int `json:"minAssets,omitzero"`
	// MaxAssets is the max assets.
	MaxAssets *int `json:"maxAssets,omitzero"`
	// Type is the type.
	Type string `json:"type,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// EligibilityConstraint says who is eligible.
type EligibilityConstraint struct {
	// IsApplicable tells that the promotion counts for the purchase.
	IsApplicable bool `json:"isApplicable"`
	// Type is the type.
	Type string `json:"type,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ProductOwnership is a product that must be owned.
type ProductOwnership struct {
	// BigID is the id of the big.
	BigID string `json:"bigId,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// PromotionEligibilities are purchases to check, or what the check said.
type PromotionEligibilities struct {
	// TotalCount is the number of items in an answer.
	TotalCount *int `json:"totalCount,omitzero"`
	// Items are the purchases.
	Items []PromotionPurchase `json:"items"`
	Resource
}

// PromotionPurchase is a purchase for which promotions are looked for.
type PromotionPurchase struct {
	// ID tells the purchases of a request apart.
	ID int `json:"id"`
	// CatalogItemID is what would be bought; required.
	CatalogItemID string `json:"catalogItemId,omitzero"`
	// Quantity is how many; required.
	Quantity int `json:"quantity"`
	// TermDuration is P1M, P1Y or P3Y; required.
	TermDuration string `json:"termDuration,omitzero"`
	// BillingCycle such as "monthly"; required.
	BillingCycle string `json:"billingCycle,omitzero"`
	// PromotionID asks for one promotion only.
	PromotionID string `json:"promotionId,omitzero"`
	// Eligibilities are the answer: one for each promotion there is.
	Eligibilities []PromotionEligibility `json:"eligibilities,omitzero"`
	Resource
}

// PromotionEligibility says whether a promotion applies to a purchase.
type PromotionEligibility struct {
	// PromotionID is the promotion; give it to the cart's line.
	PromotionID string `json:"promotionId,omitzero"`
	// IsEligible tells whether it applies.
	IsEligible bool `json:"isEligible"`
	// Errors say why it does not.
	Errors []PromotionError `json:"errors,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// PromotionError says why a promotion does not apply.
type PromotionError struct {
	// Type such as SeatCount, Term or RedemptionLimit.
	Type string `json:"type,omitzero"`
	// Description is for people.
	Description string `json:"description,omitzero"`
	// MinimumRequiredSeats is set with SeatCount.
	MinimumRequiredSeats *int `json:"minimumRequiredSeats,omitzero"`
	// MaximumRequiredSeats is set with SeatCount.
	MaximumRequiredSeats *int `json:"maximumRequiredSeats,omitzero"`
	// AvailableSeats is set with SeatCount.
	AvailableSeats *int `json:"availableSeats,omitzero"`
	// MaxPromotionRedemptionCount is set with RedemptionLimit.
	MaxPromotionRedemptionCount *int `json:"maxPromotionRedemptionCount,omitzero"`
	// RemainingPromotionRedemptionCount is set with RedemptionLimit.
	RemainingPromotionRedemptionCount *int `json:"remainingPromotionRedemptionCount,omitzero"`
	// EligibleTerms is set with Term. It is raw because the documentation leaves
	// open whether it is one PromotedTerm or a list.
	EligibleTerms json.RawMessage `json:"eligibleTerms,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

var promotionEligibilitiesCheck = define[PromotionEligibilities, PromotionEligibilities]("customers.promotionEligibilities", http.MethodPost, "/v1/customers/{customer_id}/promotionEligibilities", "verify-promotion-eligibility", AuthBoth, readOnly)

// CheckPromotions tells which promotions apply to purchases of a customer, before
// a cart is made. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/verify-promotion-eligibility
func (s *CustomerProducts) CheckPromotions(ctx context.Context, customerID string, purchases []PromotionPurchase, opts ...CallOption) ([]PromotionPurchase, error) {
	answer, err := promotionEligibilitiesCheck.call(ctx, s.client, at(customerID), &PromotionEligibilities{Items: purchases}, opts)
	if err != nil {
		return nil, err
	}
	return answer.Items, nil
}
