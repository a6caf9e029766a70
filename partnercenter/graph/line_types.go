package graph

import (
	"encoding/json"
	"time"

	"github.com/shopspring/decimal"
)

// ReconciliationLine is one line of an invoice, of any product. The names are the columns of
// Microsoft's reconciliation file; the list of the JSON lines is not documented
// publicly in full, so what is missing here is in Unknown.
type ReconciliationLine struct {
	// PartnerID is the partner's Microsoft tenant.
	PartnerID string `json:"PartnerId,omitzero"`
	// CustomerID is the customer's Microsoft tenant.
	CustomerID string `json:"CustomerId,omitzero"`
	// CustomerName is the customer's name on the invoice.
	CustomerName string `json:"CustomerName,omitzero"`
	// CustomerDomainName is the customer's initial domain.
	CustomerDomainName string `json:"CustomerDomainName,omitzero"`
	// CustomerCountry is ISO 3166-1 alpha-2.
	CustomerCountry string `json:"CustomerCountry,omitzero"`
	// InvoiceNumber is the document; empty when unbilled.
	InvoiceNumber string `json:"InvoiceNumber,omitzero"`
	// MPNID is the partner id (formerly MPN id).
	MPNID string `json:"MpnId,omitzero"`
	// ResellerMPNID is the indirect reseller: 0 none, -1 cleared.
	ResellerMPNID string `json:"ResellerMpnId,omitzero"`
	// OrderID is the order in Microsoft's billing.
	OrderID string `json:"OrderId,omitzero"`
	// OrderDate is when it was ordered.
	OrderDate time.Time `json:"OrderDate,omitzero"`
	// ProductID, SKUID and AvailabilityID are the item in the catalogue.
	ProductID      string `json:"ProductId,omitzero"`
	SKUID          string `json:"SkuId,omitzero"`
	AvailabilityID string `json:"AvailabilityId,omitzero"`
	// SKUName and ProductName are for people.
	SKUName     string `json:"SkuName,omitzero"`
	ProductName string `json:"ProductName,omitzero"`
	// ChargeType says why, such as cycleCharge, addQuantity or customerCredit.
	ChargeType string `json:"ChargeType,omitzero"`
	// UnitPrice is the price of a unit in the pricing currency.
	UnitPrice decimal.Decimal `json:"UnitPrice"`
	// Quantity is as Microsoft sends it: positive on refunds too.
	Quantity decimal.Decimal `json:"Quantity"`
	// Subtotal is the net amount in Currency. Sum it as it is, never recompute it.
	Subtotal decimal.Decimal `json:"Subtotal"`
	// TaxTotal is the tax of the line. It can be 0 with the tax on the invoice only.
	TaxTotal decimal.Decimal `json:"TaxTotal"`
	// Total is Subtotal plus TaxTotal.
	Total decimal.Decimal `json:"Total"`
	// Currency is the billing currency, ISO 4217.
	Currency string `json:"Currency,omitzero"`
	// PriceAdjustmentDescription is the text of a list of discounts.
	PriceAdjustmentDescription string `json:"PriceAdjustmentDescription,omitzero"`
	// PublisherName such as "Microsoft Corporation", and PublisherID in the
	// catalogue.
	PublisherName string `json:"PublisherName,omitzero"`
	PublisherID   string `json:"PublisherId,omitzero"`
	// SubscriptionDescription is the nickname of the subscription.
	SubscriptionDescription string `json:"SubscriptionDescription,omitzero"`
	// SubscriptionID is not the subscription id of the admin console.
	SubscriptionID string `json:"SubscriptionId,omitzero"`
	// ChargeStartDate is the first day charged.
	ChargeStartDate time.Time `json:"ChargeStartDate,omitzero"`
	// ChargeEndDate is the last day charged.
	ChargeEndDate time.Time `json:"ChargeEndDate,omitzero"`
	// TermAndBillingCycle is a text such as "One-Year commitment for monthly/yearly billing".
	TermAndBillingCycle string `json:"TermAndBillingCycle,omitzero"`
	// EffectiveUnitPrice is the price after discounts; negative on refunds.
	EffectiveUnitPrice decimal.Decimal `json:"EffectiveUnitPrice"`
	// UnitType is what the quantity counts, such as "Licenses".
	UnitType string `json:"UnitType,omitzero"`
	// AlternateID is the id of the quote.
	AlternateID string `json:"AlternateId,omitzero"`
	// BillableQuantity is the quantity billed.
	BillableQuantity decimal.Decimal `json:"BillableQuantity"`
	// BillingFrequency is how often it is billed.
	BillingFrequency string `json:"BillingFrequency,omitzero"`
	// PricingCurrency is the currency of prices; USD for Azure.
	PricingCurrency string `json:"PricingCurrency,omitzero"`
	// PCToBCExchangeRate is the rate from pricing to billing currency.
	PCToBCExchangeRate decimal.Decimal `json:"PCToBCExchangeRate"`
	// PCToBCExchangeRateDate is the day of that rate.
	PCToBCExchangeRateDate time.Time `json:"PCToBCExchangeRateDate,omitzero"`
	// MeterDescription names the Azure meter.
	MeterDescription string `json:"MeterDescription,omitzero"`
	// ReservationOrderID is the order of an Azure reservation; empty for other
	// lines.
	ReservationOrderID string `json:"ReservationOrderId,omitzero"`
	// CreditReasonCode says why money came back.
	CreditReasonCode string `json:"CreditReasonCode,omitzero"`
	// SubscriptionStartDate is the first day of the term.
	SubscriptionStartDate time.Time `json:"SubscriptionStartDate,omitzero"`
	// SubscriptionEndDate is the last day of the term.
	SubscriptionEndDate time.Time `json:"SubscriptionEndDate,omitzero"`
	// ReferenceID ties the two lines of a change of quantity.
	ReferenceID string `json:"ReferenceId,omitzero"`
	// ProductQualifiers is the text of a list such as ["Add-on"].
	ProductQualifiers string `json:"ProductQualifiers,omitzero"`
	// PromotionID is the promotion that was applied; empty for none.
	PromotionID string `json:"PromotionId,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// UsageLine is one day of one Azure meter and resource.
type UsageLine struct {
	// PartnerID is the partner's Microsoft tenant.
	PartnerID string `json:"PartnerId,omitzero"`
	// PartnerName is the partner's company.
	PartnerName string `json:"PartnerName,omitzero"`
	// CustomerID is the customer's Microsoft tenant.
	CustomerID string `json:"CustomerId,omitzero"`
	// CustomerName is the customer's company.
	CustomerName string `json:"CustomerName,omitzero"`
	// CustomerDomainName is the customer's initial domain; not in the basic
	// attributes.
	CustomerDomainName string `json:"CustomerDomainName,omitzero"`
	// CustomerCountry is ISO 3166-1 alpha-2; not in the basic attributes.
	CustomerCountry string `json:"CustomerCountry,omitzero"`
	// MPNID is the partner id (formerly MPN id).
	MPNID string `json:"MpnId,omitzero"`
	// Tier2MPNID is the indirect reseller.
	Tier2MPNID string `json:"Tier2MpnId,omitzero"`
	// InvoiceNumber is the document; empty when unbilled.
	InvoiceNumber string `json:"InvoiceNumber,omitzero"`
	// ProductID and SKUID are the item in the catalogue.
	ProductID string `json:"ProductId,omitzero"`
	SKUID     string `json:"SkuId,omitzero"`
	// AvailabilityID completes them; not in the basic attributes.
	AvailabilityID string `json:"AvailabilityId,omitzero"`
	// SKUName and ProductName are for people.
	SKUName     string `json:"SkuName,omitzero"`
	ProductName string `json:"ProductName,omitzero"`
	// PublisherName such as "Microsoft Corporation", and PublisherID in the
	// catalogue.
	PublisherName string `json:"PublisherName,omitzero"`
	PublisherID   string `json:"PublisherId,omitzero"`
	// SubscriptionDescription is the name that the partner gave the Azure plan.
	SubscriptionDescription string `json:"SubscriptionDescription,omitzero"`
	// SubscriptionID is the Azure plan.
	SubscriptionID string `json:"SubscriptionId,omitzero"`
	// ChargeStartDate is the first day charged.
	ChargeStartDate time.Time `json:"ChargeStartDate,omitzero"`
	// ChargeEndDate is the last day charged.
	ChargeEndDate time.Time `json:"ChargeEndDate,omitzero"`
	// UsageDate is the day of use.
	UsageDate time.Time `json:"UsageDate,omitzero"`
	// MeterType is the kind of meter.
	MeterType string `json:"MeterType,omitzero"`
	// MeterCategory is the service that the meter measures, such as "Virtual
	// Machines".
	MeterCategory string `json:"MeterCategory,omitzero"`
	// MeterID identifies the meter; a GUID for Azure's own.
	MeterID string `json:"MeterId,omitzero"`
	// MeterSubCategory is the part of that service.
	MeterSubCategory string `json:"MeterSubCategory,omitzero"`
	// MeterName is for people.
	MeterName string `json:"MeterName,omitzero"`
	// MeterRegion is the Azure region that the meter's price is for.
	MeterRegion string `json:"MeterRegion,omitzero"`
	// Unit is the unit of measure.
	Unit string `json:"Unit,omitzero"`
	// ResourceLocation is the Azure region of the resource.
	ResourceLocation string `json:"ResourceLocation,omitzero"`
	// ConsumedService is the Azure resource provider, such as "Microsoft.Compute".
	ConsumedService string `json:"ConsumedService,omitzero"`
	// ResourceGroup is the Azure resource group of the resource.
	ResourceGroup string `json:"ResourceGroup,omitzero"`
	// ResourceURI is the path of the resource in Azure Resource Manager.
	ResourceURI string `json:"ResourceURI,omitzero"`
	// ChargeType says why the line is there, such as "new".
	ChargeType string `json:"ChargeType,omitzero"`
	// UnitPrice is the price of one unit before credit.
	UnitPrice decimal.Decimal `json:"UnitPrice"`
	// Quantity is how much was used.
	Quantity decimal.Decimal `json:"Quantity"`
	// UnitType is the unit of the price.
	UnitType string `json:"UnitType,omitzero"`
	// BillingPreTaxTotal is the net amount in BillingCurrency.
	BillingPreTaxTotal decimal.Decimal `json:"BillingPreTaxTotal"`
	// BillingCurrency is the billing currency, ISO 4217.
	BillingCurrency string `json:"BillingCurrency,omitzero"`
	// PricingPreTaxTotal is the net amount in PricingCurrency.
	PricingPreTaxTotal decimal.Decimal `json:"PricingPreTaxTotal"`
	// PricingCurrency is the currency of prices.
	PricingCurrency string `json:"PricingCurrency,omitzero"`
	// ServiceInfo1 and ServiceInfo2 are Azure's own, such as the kind of image of a
	// virtual machine.
	ServiceInfo1 string `json:"ServiceInfo1,omitzero"`
	ServiceInfo2 string `json:"ServiceInfo2,omitzero"`
	// Tags are the resource's tags, as text.
	Tags string `json:"Tags,omitzero"`
	// AdditionalInfo is service-specific JSON, as text.
	AdditionalInfo string `json:"AdditionalInfo,omitzero"`
	// EffectiveUnitPrice is the price after credit.
	EffectiveUnitPrice decimal.Decimal `json:"EffectiveUnitPrice"`
	// PCToBCExchangeRate is the rate from pricing to billing currency.
	PCToBCExchangeRate decimal.Decimal `json:"PCToBCExchangeRate"`
	// PCToBCExchangeRateDate is the day of that rate.
	PCToBCExchangeRateDate time.Time `json:"PCToBCExchangeRateDate,omitzero"`
	// EntitlementID is the Azure subscription.
	EntitlementID string `json:"EntitlementId,omitzero"`
	// EntitlementDescription names the Azure subscription.
	EntitlementDescription string `json:"EntitlementDescription,omitzero"`
	// PartnerEarnedCreditPercentage is the partner earned credit, in percent.
	PartnerEarnedCreditPercentage decimal.Decimal `json:"PartnerEarnedCreditPercentage"`
	// CreditPercentage is the credit, in percent.
	CreditPercentage decimal.Decimal `json:"CreditPercentage"`
	// CreditType is the kind of credit.
	CreditType string `json:"CreditType,omitzero"`
	// BenefitOrderID is the order of the reservation or savings plan.
	BenefitOrderID string `json:"BenefitOrderId,omitzero"`
	// BenefitID is the reservation or savings plan.
	BenefitID string `json:"BenefitId,omitzero"`
	// BenefitType is the kind of benefit.
	BenefitType string `json:"BenefitType,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}
