package partnercenter

import (
	"context"
	"iter"
	"maps"
	"net/http"
	"time"

	"github.com/shopspring/decimal"
)

// InvoiceSummary is the state of the account in one currency.
type InvoiceSummary struct {
	// BalanceAmount is what the partner owes, in the currency beside it.
	BalanceAmount decimal.Decimal `json:"balanceAmount"`
	// CurrencyCode is the ISO 4217 code of the amounts beside it.
	CurrencyCode string `json:"currencyCode,omitzero"`
	// CurrencySymbol is how the currency is printed, such as "$".
	CurrencySymbol string `json:"currencySymbol,omitzero"`
	// AccountingDate is when BalanceAmount was last brought up to date.
	AccountingDate time.Time `json:"accountingDate,omitzero"`
	// FirstInvoiceCreationDate and LastPaymentDate are when the first invoice was
	// made and the last payment came; zero when there was none.
	FirstInvoiceCreationDate time.Time `json:"firstInvoiceCreationDate,omitzero"`
	LastPaymentDate          time.Time `json:"lastPaymentDate,omitzero"`
	// LastPaymentAmount is the last payment, in the currency beside it.
	LastPaymentAmount decimal.Decimal `json:"lastPaymentAmount"`
	// LatestInvoiceDate is when the newest invoice was made.
	LatestInvoiceDate time.Time `json:"latestInvoiceDate,omitzero"`
	// Details are its parts by type of invoice.
	Details []InvoiceSummaryDetail `json:"details,omitzero"`
	Resource
}

// InvoiceSummaryDetail is the state of the account for one type of invoice.
type InvoiceSummaryDetail struct {
	// InvoiceType is Recurring or OneTime.
	InvoiceType string `json:"invoiceType,omitzero"`
	// Summary is the same for that type alone.
	Summary *InvoiceSummary `json:"summary,omitzero"`
	Resource
}

// EstimateLink is where estimates can be read.
type EstimateLink struct {
	// Type such as "daily_rated_usage".
	Type string `json:"type,omitzero"`
	// Title and Description are for people.
	Title       string `json:"title,omitzero"`
	Description string `json:"description,omitzero"`
	// Period is Current or Previous.
	Period string `json:"period,omitzero"`
	// Link leads to the lines.
	Link *Link `json:"link,omitzero"`
	Resource
}

// LineItem is a line of an invoice in version 1 of the API. It holds the
// attributes of all kinds of lines (new commerce, daily rated usage, legacy
// licences and Azure); those of other kinds are empty. For periods after March
// 2025 use the exports of package graph.
type LineItem struct {
	// PartnerID is the partner's tenant.
	PartnerID string `json:"partnerId,omitzero"`
	// CustomerID is the customer's tenant.
	CustomerID string `json:"customerId,omitzero"`
	// CustomerName is the customer's company name, which is not unique.
	CustomerName string `json:"customerName,omitzero"`
	// CustomerDomainName is the customer's initial domain.
	CustomerDomainName string `json:"customerDomainName,omitzero"`
	// CustomerCountry is the customer's country, ISO 3166-1 alpha-2.
	CustomerCountry string `json:"customerCountry,omitzero"`
	// InvoiceNumber is the document number, such as "G000000001".
	InvoiceNumber string `json:"invoiceNumber,omitzero"`
	// MPNID is the partner's PartnerID (formerly MPN id); of the indirect reseller
	// in legacy lines that have one.
	MPNID string `json:"mpnId,omitzero"`
	// ResellerMPNID is 0 for none.
	ResellerMPNID string `json:"resellerMpnId,omitzero"`
	// OrderID is the order in Microsoft's billing.
	OrderID string `json:"orderId,omitzero"`
	// OrderDate is when it was ordered.
	OrderDate time.Time `json:"orderDate,omitzero"`
	// ProductID, SKUID and AvailabilityID are the item in the catalogue.
	ProductID string `json:"productId,omitzero"`
	// SKUID: see ProductID.
	SKUID string `json:"skuId,omitzero"`
	// AvailabilityID: see ProductID.
	AvailabilityID string `json:"availabilityId,omitzero"`
	// ProductName and SKUName are for people.
	ProductName string `json:"productName,omitzero"`
	SKUName     string `json:"skuName,omitzero"`
	// ProductQualifiers tell add-ons and trials, such as "Add-on".
	ProductQualifiers []string `json:"productQualifiers,omitzero"`
	// ChargeType is the kind of charge, such as "new", "renew" or
	// "cancelImmediate".
	ChargeType string `json:"chargeType,omitzero"`
	// UnitPrice is the price of one unit, in Currency, before price adjustments.
	UnitPrice *decimal.Decimal `json:"unitPrice,omitempty"`
	// EffectiveUnitPrice is the price of one unit after price adjustments.
	EffectiveUnitPrice *decimal.Decimal `json:"effectiveUnitPrice,omitempty"`
	// UnitType is what one of the quantity is, such as "Licenses".
	UnitType string `json:"unitType,omitzero"`
	// Quantity of units, of UnitType or Unit.
	Quantity *decimal.Decimal `json:"quantity,omitempty"`
	// Subtotal is the net amount.
	Subtotal *decimal.Decimal `json:"subtotal,omitempty"`
	// TaxTotal is the tax of the line, in its currency.
	TaxTotal *decimal.Decimal `json:"taxTotal,omitempty"`
	// TotalForCustomer is the subtotal plus tax, in the currency of the line.
	TotalForCustomer *decimal.Decimal `json:"totalForCustomer,omitempty"`
	// Currency is the ISO 4217 code of the amounts beside it.
	Currency string `json:"currency,omitzero"`
	// PublisherName is who publishes the product, such as "Microsoft Corporation".
	PublisherName string `json:"publisherName,omitzero"`
	// PublisherID identifies the publisher.
	PublisherID string `json:"publisherId,omitzero"`
	// SubscriptionDescription is the name that the partner gave the subscription.
	SubscriptionDescription string `json:"subscriptionDescription,omitzero"`
	// SubscriptionID is the subscription in Microsoft's billing, which can differ
	// from Subscription.ID.
	SubscriptionID string `json:"subscriptionId,omitzero"`
	// SubscriptionStartDate is the first day of the subscription's term.
	SubscriptionStartDate time.Time `json:"subscriptionStartDate,omitzero"`
	// SubscriptionEndDate is the last day of the subscription's term.
	SubscriptionEndDate time.Time `json:"subscriptionEndDate,omitzero"`
	// ChargeStartDate is the first day that the line charges for.
	ChargeStartDate time.Time `json:"chargeStartDate,omitzero"`
	// ChargeEndDate is the last day that the line charges for.
	ChargeEndDate time.Time `json:"chargeEndDate,omitzero"`
	// TermAndBillingCycle is the term and how often it is billed, in words.
	TermAndBillingCycle string `json:"termAndBillingCycle,omitzero"`
	// AlternateID is the id of the quote.
	AlternateID string `json:"alternateId,omitzero"`
	// ReferenceID ties the two lines of a change of quantity.
	ReferenceID string `json:"referenceId,omitzero"`
	// PriceAdjustmentDescription says in words which adjustments the unit price
	// had.
	PriceAdjustmentDescription string `json:"priceAdjustmentDescription,omitzero"`
	// DiscountDetails is deprecated by Microsoft.
	DiscountDetails string `json:"discountDetails,omitzero"`
	// PricingCurrency is the ISO 4217 code of the price list.
	PricingCurrency string `json:"pricingCurrency,omitzero"`
	// PCToBCExchangeRate turns the pricing currency into the billing currency.
	PCToBCExchangeRate *decimal.Decimal `json:"pcToBCExchangeRate,omitempty"`
	// PCToBCExchangeRateDate is the day of that rate.
	PCToBCExchangeRateDate time.Time `json:"pcToBCExchangeRateDate,omitzero"`
	// BillableQuantity is the number of units charged for, with decimals.
	BillableQuantity *decimal.Decimal `json:"billableQuantity,omitempty"`
	// MeterDescription names the meter in lines of consumption.
	MeterDescription string `json:"meterDescription,omitzero"`
	// BillingFrequency is how often it is billed; empty for purchases without a
	// period.
	BillingFrequency string `json:"billingFrequency,omitzero"`
	// ReservationOrderID is the order of an Azure reservation; empty for other
	// lines.
	ReservationOrderID string `json:"reservationOrderId,omitzero"`
	// CreditReasonCode is why a credit was given.
	CreditReasonCode string `json:"creditReasonCode,omitzero"`
	// PromotionID is the promotion that was applied; empty for none.
	PromotionID string `json:"promotionId,omitzero"`
	// ObjectType is how published bodies flatten the attributes.
	ObjectType string `json:"attributes/objectType,omitzero"`
	// InvoiceLineItemType is the kind of line, such as "BillingLineItems" or
	// "UsageLineItems".
	InvoiceLineItemType string `json:"invoiceLineItemType,omitzero"`
	// BillingProvider is whose lines they are, such as "Azure", "Office" or
	// "OneTime".
	BillingProvider string `json:"billingProvider,omitzero"`
	// PartnerName is the partner's company.
	PartnerName string `json:"partnerName,omitzero"`
	// PartnerBillableAccountID is the partner's account in Microsoft's billing.
	PartnerBillableAccountID string `json:"partnerBillableAccountId,omitzero"`
	// Tier2MPNID is the indirect reseller's PartnerID in legacy lines.
	Tier2MPNID string `json:"tier2MpnId,omitzero"`
	// SyndicationPartnerSubscriptionNumber is a syndication partner's own number
	// for the subscription.
	SyndicationPartnerSubscriptionNumber string `json:"syndicationPartnerSubscriptionNumber,omitzero"`
	// OfferID is the legacy offer.
	OfferID string `json:"offerId,omitzero"`
	// DurableOfferID is the legacy offer's second id; the page says no more.
	DurableOfferID string `json:"durableOfferId,omitzero"`
	// OfferName is for people.
	OfferName string `json:"offerName,omitzero"`
	// DomainName is the customer's domain.
	DomainName string `json:"domainName,omitzero"`
	// BillingCycleType is how often it is billed.
	BillingCycleType string `json:"billingCycleType,omitzero"`
	// SubscriptionName is for people.
	SubscriptionName string `json:"subscriptionName,omitzero"`
	// Amount is UnitPrice times Quantity.
	Amount *decimal.Decimal `json:"amount,omitempty"`
	// TotalOtherDiscount is the sum of the discounts, in the currency of the line.
	TotalOtherDiscount *decimal.Decimal `json:"totalOtherDiscount,omitempty"`
	// Tax is the tax of the line, in its currency.
	Tax *decimal.Decimal `json:"tax,omitempty"`
	// DetailLineItemID tells lines apart whose units have different prices, as when
	// a meter is cheaper above a quantity.
	DetailLineItemID *int `json:"detailLineItemId,omitzero"`
	// SKU of the Azure service.
	SKU string `json:"sku,omitzero"`
	// IncludedQuantity is the number of units that cost nothing.
	IncludedQuantity *decimal.Decimal `json:"includedQuantity,omitempty"`
	// OverageQuantity is the number of units beyond the included ones.
	OverageQuantity *decimal.Decimal `json:"overageQuantity,omitempty"`
	// ConsumedQuantity is the number of units used in the period.
	ConsumedQuantity *decimal.Decimal `json:"consumedQuantity,omitempty"`
	// ListPrice is the price for one unit before discounts.
	ListPrice *decimal.Decimal `json:"listPrice,omitempty"`
	// ConsumptionPrice is the price of one unit used.
	ConsumptionPrice *decimal.Decimal `json:"consumptionPrice,omitempty"`
	// ConsumptionDiscount is the discount on what was used.
	ConsumptionDiscount *decimal.Decimal `json:"consumptionDiscount,omitempty"`
	// PreTaxCharges is the charge before tax, in the currency of the line.
	PreTaxCharges *decimal.Decimal `json:"preTaxCharges,omitempty"`
	// TaxAmount is the tax of the line, in its currency.
	TaxAmount *decimal.Decimal `json:"taxAmount,omitempty"`
	// PostTaxTotal is the charge with tax, in the currency of the line.
	PostTaxTotal *decimal.Decimal `json:"postTaxTotal,omitempty"`
	// PreTaxEffectiveRate is the price of one unit before tax.
	PreTaxEffectiveRate *decimal.Decimal `json:"preTaxEffectiveRate,omitempty"`
	// PostTaxEffectiveRate is the price of one unit with tax.
	PostTaxEffectiveRate *decimal.Decimal `json:"postTaxEffectiveRate,omitempty"`
	// CustomerCompanyName is the customer in legacy lines.
	CustomerCompanyName string `json:"customerCompanyName,omitzero"`
	// CustomerBillableAccount is the customer's account in Microsoft's billing.
	CustomerBillableAccount string `json:"customerBillableAccount,omitzero"`
	// ServiceName is the Azure service of the line.
	ServiceName string `json:"serviceName,omitzero"`
	// ServiceType refines ServiceName, such as "Azure SQL Azure DB".
	ServiceType string `json:"serviceType,omitzero"`
	// ResourceGUID identifies the Azure resource in legacy lines.
	ResourceGUID string `json:"resourceGuid,omitzero"`
	// ResourceName names it, such as "Database (GB/month)".
	ResourceName string `json:"resourceName,omitzero"`
	// Region of the resource.
	Region string `json:"region,omitzero"`
	// Unit is what one of the quantity is, such as "Hours".
	Unit string `json:"unit,omitzero"`
	// UsageDate is the day of the use.
	UsageDate time.Time `json:"usageDate,omitzero"`
	// MeterType is the kind of meter.
	MeterType string `json:"meterType,omitzero"`
	// MeterCategory is the service that the meter measures, such as "Virtual
	// Machines".
	MeterCategory string `json:"meterCategory,omitzero"`
	// MeterID identifies the meter; a GUID for Azure's own.
	MeterID string `json:"meterId,omitzero"`
	// MeterSubCategory is the part of the service that the meter measures.
	MeterSubCategory string `json:"meterSubCategory,omitzero"`
	// MeterName is for people.
	MeterName string `json:"meterName,omitzero"`
	// MeterRegion is the Azure region that the meter is for.
	MeterRegion string `json:"meterRegion,omitzero"`
	// UnitOfMeasure is what one unit of the quantity is, such as "1 Hour".
	UnitOfMeasure string `json:"unitOfMeasure,omitzero"`
	// ResourceLocation is the Azure region of the resource.
	ResourceLocation string `json:"resourceLocation,omitzero"`
	// ConsumedService is the Azure resource provider, such as "Microsoft.Compute".
	ConsumedService string `json:"consumedService,omitzero"`
	// ResourceGroup is the Azure resource group of the resource.
	ResourceGroup string `json:"resourceGroup,omitzero"`
	// ResourceURI is the path of the resource in Azure Resource Manager.
	ResourceURI string `json:"resourceUri,omitzero"`
	// Tags are the customer's tags of the Azure resource.
	Tags string `json:"tags,omitzero"`
	// AdditionalInfo is the meter's own detail, as JSON text.
	AdditionalInfo string `json:"additionalInfo,omitzero"`
	// ServiceInfo1 and ServiceInfo2 are Azure's own, such as the kind of image of a
	// virtual machine.
	ServiceInfo1 string `json:"serviceInfo1,omitzero"`
	ServiceInfo2 string `json:"serviceInfo2,omitzero"`
	// BillingPreTaxTotal is the charge before tax, in BillingCurrency.
	BillingPreTaxTotal *decimal.Decimal `json:"billingPreTaxTotal,omitempty"`
	// BillingCurrency is the ISO 4217 code of what is billed.
	BillingCurrency string `json:"billingCurrency,omitzero"`
	// PricingPreTaxTotal is the charge before tax, in PricingCurrency.
	PricingPreTaxTotal *decimal.Decimal `json:"pricingPreTaxTotal,omitempty"`
	// EntitlementID is the Azure subscription id.
	EntitlementID string `json:"entitlementId,omitzero"`
	// EntitlementDescription is the Azure subscription's name.
	EntitlementDescription string `json:"entitlementDescription,omitzero"`
	// RateOfPartnerEarnedCredit is the part of the list price that was credited,
	// such as 0.15.
	RateOfPartnerEarnedCredit *decimal.Decimal `json:"rateOfPartnerEarnedCredit,omitempty"`
	// HasPartnerEarnedCredit tells whether the credit for managing the resource was
	// given; nil when the line does not say.
	HasPartnerEarnedCredit *bool `json:"hasPartnerEarnedCredit,omitzero"`
	// RateOfCredit is the part of the price that was credited.
	RateOfCredit *decimal.Decimal `json:"rateOfCredit,omitempty"`
	// CreditType is the kind of credit, such as "Credit Not Applied".
	CreditType string `json:"creditType,omitzero"`
	// BenefitOrderID is the order of a savings plan that covered the use.
	BenefitOrderID string `json:"benefitOrderId,omitzero"`
	// BenefitID is the savings plan that covered the use.
	BenefitID string `json:"benefitId,omitzero"`
	// BenefitType is SavingsPlan or Charge.
	BenefitType string `json:"benefitType,omitzero"`
	Resource
}

var (
	invoicesSummaryGet            = define[none, InvoiceSummary]("invoices.summary.get", http.MethodGet, "/v1/invoices/summary", "get-the-reseller-s-current-account-balance", AuthBoth, status(StatusDeprecated))
	invoicesSummariesList         = define[none, Page[InvoiceSummary]]("invoices.summaries.list", http.MethodGet, "/v1/invoices/summaries", "get-invoice-summaries", AuthUser)
	invoicesEstimatesLinksList    = define[none, Page[EstimateLink]]("invoices.estimates.links.list", http.MethodGet, "/v1/invoices/estimates/links", "get-invoice-estimate-links", AuthBoth)
	invoicesLineitemsList         = define[none, Page[LineItem]]("invoices.lineitems.list", http.MethodGet, "/v1/invoices/{invoice_id}/lineitems", "get-invoiceline-items", AuthBoth, status(StatusFrozen))
	invoicesLineitemsListByPath   = define[none, Page[LineItem]]("invoices.lineitems.listByPath", http.MethodGet, "/v1/invoices/{invoice_id}/lineitems/{provider}/{line_item_type}", "get-invoiceline-items", AuthBoth, status(StatusFrozen))
	invoicesUnbilledLineitemsList = define[none, Page[LineItem]]("invoices.unbilled.lineitems.list", http.MethodGet, "/v1/invoices/unbilled/lineitems", "get-invoice-unbilled-recon-lineitems", AuthBoth, status(StatusDeprecated))
)

// Summary reads the account balance. Deprecated: use ListSummaries. Works
// app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-the-reseller-s-current-account-balance
func (s *Invoices) Summary(ctx context.Context, opts ...CallOption) (*InvoiceSummary, error) {
	return invoicesSummaryGet.call(ctx, s.client, Args{}, nil, opts)
}

// ListSummaries reads the account balance by currency. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-invoice-summaries
func (s *Invoices) ListSummaries(ctx context.Context, after Continuation, opts ...CallOption) (*Page[InvoiceSummary], error) {
	return list(ctx, s.client, invoicesSummariesList, Args{}, after, opts)
}

// AllSummaries walks all pages of ListSummaries.
func (s *Invoices) AllSummaries(ctx context.Context, opts ...CallOption) iter.Seq2[InvoiceSummary, error] {
	return all(ctx, s.client, invoicesSummariesList, Args{}, Continuation{}, opts)
}

// ListEstimateLinks reads where the estimates in a currency are. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-invoice-estimate-links
func (s *Invoices) ListEstimateLinks(ctx context.Context, currencyCode string, after Continuation, opts ...CallOption) (*Page[EstimateLink], error) {
	return list(ctx, s.client, invoicesEstimatesLinksList, Args{Query: params("currencyCode", currencyCode)}, after, opts)
}

// AllEstimateLinks walks all pages of ListEstimateLinks.
func (s *Invoices) AllEstimateLinks(ctx context.Context, currencyCode string, opts ...CallOption) iter.Seq2[EstimateLink, error] {
	return all(ctx, s.client, invoicesEstimatesLinksList, Args{Query: params("currencyCode", currencyCode)}, Continuation{}, opts)
}

// LineItemQuery selects the lines of invoices.
type LineItemQuery struct {
	// Provider is "onetime" for new commerce, "office" or "azure" for legacy.
	Provider string
	// Type is "billinglineitems" or "usagelineitems".
	Type string
	// CurrencyCode is the ISO 4217 code of the lines. Usage of new commerce and
	// unbilled lines require it.
	CurrencyCode string
	// Period is "current" or "previous". Unbilled lines require it, and so does
	// Microsoft's page of billed usage, whose address leaves it out.
	Period string
	// PartnerEarnedCredit restricts usage to lines with the credit.
	PartnerEarnedCredit bool
	// Size is the number of lines in a page; 0 leaves it to the server, whose
	// default is 2000.
	Size int
	// After continues after an earlier page.
	After Continuation
}

func (q LineItemQuery) args(path ...string) Args {
	query := params("provider", q.Provider, "invoicelineitemtype", q.Type, "currencycode", q.CurrencyCode, "period", q.Period)
	if q.PartnerEarnedCredit {
		query.Set("hasPartnerEarnedCredit", "true")
	}
	maps.Copy(query, sized(q.Size))
	return Args{Path: path, Query: query}
}

// ListLineItems reads the lines of an invoice. Frozen: new-commerce periods after
// March 2025 are in the exports of package graph only. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-invoiceline-items
func (s *Invoices) ListLineItems(ctx context.Context, invoiceID string, q LineItemQuery, opts ...CallOption) (*Page[LineItem], error) {
	return list(ctx, s.client, invoicesLineitemsList, q.args(invoiceID), q.After, opts)
}

// AllLineItems walks all pages of ListLineItems.
func (s *Invoices) AllLineItems(ctx context.Context, invoiceID string, q LineItemQuery, opts ...CallOption) iter.Seq2[LineItem, error] {
	return all(ctx, s.client, invoicesLineitemsList, q.args(invoiceID), q.After, opts)
}

// ListLineItemsByPath reads the lines of an invoice by the older path, which
// links in bodies use. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-invoiceline-items
func (s *Invoices) ListLineItemsByPath(ctx context.Context, invoiceID, provider, lineItemType string, after Continuation, opts ...CallOption) (*Page[LineItem], error) {
	return list(ctx, s.client, invoicesLineitemsListByPath, at(invoiceID, provider, lineItemType), after, opts)
}

// AllLineItemsByPath walks all pages of ListLineItemsByPath.
func (s *Invoices) AllLineItemsByPath(ctx context.Context, invoiceID, provider, lineItemType string, opts ...CallOption) iter.Seq2[LineItem, error] {
	return all(ctx, s.client, invoicesLineitemsListByPath, at(invoiceID, provider, lineItemType), Continuation{}, opts)
}

// ListUnbilledLineItems reads lines that are not invoiced yet. Deprecated since
// 2026-03-15: use the exports of package graph. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-invoice-unbilled-recon-lineitems
func (s *Invoices) ListUnbilledLineItems(ctx context.Context, q LineItemQuery, opts ...CallOption) (*Page[LineItem], error) {
	return list(ctx, s.client, invoicesUnbilledLineitemsList, q.args(), q.After, opts)
}

// AllUnbilledLineItems walks all pages of ListUnbilledLineItems.
func (s *Invoices) AllUnbilledLineItems(ctx context.Context, q LineItemQuery, opts ...CallOption) iter.Seq2[LineItem, error] {
	return all(ctx, s.client, invoicesUnbilledLineitemsList, q.args(), q.After, opts)
}
