package partnercenter

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// Promotion is a promotion.
type Promotion struct {
	// ID such as "39NFJQT1PJQB:0001:39NFJQT1Q5KN"; CartLineItem.PromotionID takes
	// it.
	ID string `json:"id,omitzero"`
	// Name and Description are for people.
	Name        string `json:"name,omitzero"`
	Description string `json:"description,omitzero"`
	// StartDate and EndDate bound the time in which it can be had.
	StartDate time.Time `json:"startDate,omitzero"`
	EndDate   time.Time `json:"endDate,omitzero"`
	// Properties say whether it applies by itself.
	Properties *PromotionProperties `json:"properties,omitzero"`
	// RequiredProducts are the products, SKUs and terms that it is for.
	RequiredProducts []PromotedProduct `json:"requiredProducts,omitzero"`
	// PromotionConstraints limit who can have it; nil without limits.
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
	// ProductID and SKUID are the item in the catalogue.
	ProductID string `json:"productId,omitzero"`
	// SKUID: see ProductID.
	SKUID string `json:"skuId,omitzero"`
	// Term that must be bought.
	Term *PromotedTerm `json:"term,omitzero"`
	// PricingPolicies are the discounts.
	PricingPolicies []PricingPolicy `json:"pricingPolicies,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// PromotedTerm is the term of a promoted product.
type PromotedTerm struct {
	// Duration is P1M, P1Y or P3Y.
	Duration string `json:"duration,omitzero"`
	// BillingCycle such as "Annual" or "Monthly".
	BillingCycle string `json:"billingCycle,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// PricingPolicy is the discount.
type PricingPolicy struct {
	// PolicyType such as "PercentDiscount".
	PolicyType string `json:"policyType,omitzero"`
	// Type is what the documentation's table calls the same.
	Type string `json:"type,omitzero"`
	// Value of the discount, as text: "0.05" is 5 % with PercentDiscount.
	Value string `json:"value,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// PromotionConstraints limit a promotion.
type PromotionConstraints struct {
	// SeatConstraints limit the licences of a purchase. This and the members below
	// are in published answers; no page describes them.
	SeatConstraints []SeatConstraint `json:"seatConstraints,omitzero"`
	// AssetOwnershipLimits limit how much of it a customer may own.
	AssetOwnershipLimits []AssetLimit `json:"assetOwnershipLimits,omitzero"`
	// EligibilityConstraints are further conditions, by their types.
	EligibilityConstraints []EligibilityConstraint `json:"eligibilityConstraints,omitzero"`
	// ProductOwnershipConstraints are products of which the customer must own some;
	// the inner lists are not explained.
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
	// Type names the kind of constraint; the values are not documented.
	Type string `json:"type,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// AssetLimit limits what may be owned.
type AssetLimit struct {
	// MinAssets and MaxAssets bound the number; nil without a bound.
	MinAssets *int `json:"minAssets,omitzero"`
	MaxAssets *int `json:"maxAssets,omitzero"`
	// Type names the kind of limit; the values are not documented.
	Type string `json:"type,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// EligibilityConstraint says who is eligible.
type EligibilityConstraint struct {
	// IsApplicable tells that the promotion counts for the purchase.
	IsApplicable bool `json:"isApplicable"`
	// Type names the condition; the values are not documented.
	Type string `json:"type,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ProductOwnership is a product that must be owned.
type ProductOwnership struct {
	// BigID is a product's id in Microsoft's catalogue.
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
