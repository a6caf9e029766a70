package partnercenter

import (
	"context"
	"encoding/json"
	"net/http"
)

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
