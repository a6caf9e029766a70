package partnercenter

import (
	"context"
	"iter"
	"net/http"
	"time"

	"github.com/shopspring/decimal"
)

// Costs are what customers cost.
type Costs struct{ client *Client }

// Costs gives the costs of customers.
func (c *Client) Costs() *Costs { return &Costs{c} }

// CustomerCosts are the costs of a customer in a billing period.
type CustomerCosts struct {
	// BillingStartDate is the first day of the billing period.
	BillingStartDate time.Time `json:"billingStartDate,omitzero"`
	// BillingEndDate is the last day of the billing period.
	BillingEndDate time.Time `json:"billingEndDate,omitzero"`
	// PretaxTotal is the sum before tax.
	PretaxTotal decimal.Decimal `json:"pretaxTotal"`
	// Tax on PretaxTotal, in the same currency.
	Tax decimal.Decimal `json:"tax"`
	// AfterTaxTotal is the sum with tax.
	AfterTaxTotal decimal.Decimal `json:"afterTaxTotal"`
	// CurrencyCode is the ISO 4217 code of the amounts beside it.
	CurrencyCode string `json:"currencyCode,omitzero"`
	// CurrencySymbol is how the currency is printed, such as "$".
	CurrencySymbol string `json:"currencySymbol,omitzero"`
	// CustomerID is the customer's tenant.
	CustomerID string `json:"customerId,omitzero"`
	// Details are the same sums by type of invoice.
	Details []CustomerCostsDetail `json:"details,omitzero"`
	Resource
}

// CustomerCostsDetail are the costs for one type of invoice.
type CustomerCostsDetail struct {
	// InvoiceType is the kind of invoice, such as "Recurring" or "OneTime".
	InvoiceType string `json:"invoiceType,omitzero"`
	// Summary has the sums of that type.
	Summary *CustomerCosts `json:"summary,omitzero"`
	Resource
}

// CustomerCostsLine is a line of a customer's costs.
type CustomerCostsLine struct {
	// AfterTaxTotal is the sum with tax.
	AfterTaxTotal decimal.Decimal `json:"afterTaxTotal"`
	// ChargeType is the kind of charge, such as "new", "renew" or
	// "cancelImmediate".
	ChargeType string `json:"chargeType,omitzero"`
	// CurrencyCode is the ISO 4217 code of the amounts beside it.
	CurrencyCode string `json:"currencyCode,omitzero"`
	// CurrencySymbol is how the currency is printed, such as "$".
	CurrencySymbol string `json:"currencySymbol,omitzero"`
	// CustomerID is the customer's tenant.
	CustomerID string `json:"customerId,omitzero"`
	// CustomerName is the customer's company name, which is not unique.
	CustomerName string `json:"customerName,omitzero"`
	// EndDate is when it ends.
	EndDate time.Time `json:"endDate,omitzero"`
	// OfferID and OfferName are the offer; new commerce has ProductID and SKUID
	// instead.
	OfferID   string `json:"offerId,omitzero"`
	OfferName string `json:"offerName,omitzero"`
	// OrderID is the order that the charge comes from.
	OrderID string `json:"orderId,omitzero"`
	// PretaxTotal is the sum before tax.
	PretaxTotal decimal.Decimal `json:"pretaxTotal"`
	// Quantity charged.
	Quantity decimal.Decimal `json:"quantity"`
	// ResellerMPNID is the indirect reseller's PartnerID; empty without one.
	ResellerMPNID string `json:"resellerMPNId,omitzero"`
	// StartDate is when the time that is charged begins.
	StartDate time.Time `json:"startDate,omitzero"`
	// SubscriptionFriendlyName is the name that the partner gave the subscription.
	SubscriptionFriendlyName string `json:"subscriptionFriendlyName,omitzero"`
	// SubscriptionID is the subscription charged.
	SubscriptionID string `json:"subscriptionId,omitzero"`
	// Tax is the tax of the line, in its currency.
	Tax decimal.Decimal `json:"tax"`
	// UnitPrice is the price of one unit, in CurrencyCode.
	UnitPrice decimal.Decimal `json:"unitPrice"`
	// InvoiceNumber is the document number, such as "G000000001".
	InvoiceNumber string `json:"invoiceNumber,omitzero"`
	// InvoiceType is the kind of invoice, such as "Recurring" or "OneTime".
	InvoiceType string `json:"invoiceType,omitzero"`
	// ProductID, SKUID and AvailabilityID are the item in the catalogue.
	ProductID      string `json:"productId,omitzero"`
	SKUID          string `json:"skuId,omitzero"`
	AvailabilityID string `json:"availabilityId,omitzero"`
	// ProductName and SKUName are for people.
	ProductName string `json:"productName,omitzero"`
	SKUName     string `json:"skuName,omitzero"`
	// PublisherName is who publishes the product, such as "Microsoft Corporation".
	PublisherName string `json:"publisherName,omitzero"`
	// PublisherID identifies the publisher; the page says no more.
	PublisherID string `json:"publisherId,omitzero"`
	// TermAndBillingCycle is the term and how often it is billed, in words.
	TermAndBillingCycle string `json:"termAndBillingCycle,omitzero"`
	// DiscountDetails says in words which discounts there were.
	DiscountDetails string `json:"discountDetails,omitzero"`
	Resource
}

var (
	servicecostsGet           = define[none, CustomerCosts]("servicecosts.get", http.MethodGet, "/v1/customers/{customer_id}/servicecosts/mostrecent", "get-a-customer-s-service-costs-summary", AuthUser)
	servicecostsLineitemsList = define[none, Page[CustomerCostsLine]]("servicecosts.lineitems.list", http.MethodGet, "/v1/customers/{customer_id}/servicecosts/mostrecent/lineitems", "get-a-customer-s-service-costs-line-items", AuthUser)
)

// MostRecent reads the costs of a customer in the last billing period. App+User
// only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-customer-s-service-costs-summary
func (s *Costs) MostRecent(ctx context.Context, customerID string, opts ...CallOption) (*CustomerCosts, error) {
	return servicecostsGet.call(ctx, s.client, at(customerID), nil, opts)
}

// ListLines reads the lines of the costs. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-a-customer-s-service-costs-line-items
func (s *Costs) ListLines(ctx context.Context, customerID string, after Continuation, opts ...CallOption) (*Page[CustomerCostsLine], error) {
	return list(ctx, s.client, servicecostsLineitemsList, at(customerID), after, opts)
}

// AllLines walks all pages of ListLines.
func (s *Costs) AllLines(ctx context.Context, customerID string, opts ...CallOption) iter.Seq2[CustomerCostsLine, error] {
	return all(ctx, s.client, servicecostsLineitemsList, at(customerID), Continuation{}, opts)
}
