package cloudmore

// What is known of subscriptions, products and prices; see fields.go.

import (
	"encoding/json"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/shopspring/decimal"
)

// Subscription is an organization's subscription to a product. One type serves the
// legacy CSP, new-commerce, Azure plan and custom services, whose bodies have much
// in common. Seen in the documentation: segment. The rest is provisional: only the
// names of the models are public.
type Subscription struct {
	// ID is opaque, made by Cloudmore.
	ID string `json:"id,omitzero"`
	// Name that people gave it.
	Name string `json:"name,omitzero"`
	// OrganizationID is whose it is, in lists over all organizations.
	OrganizationID string `json:"organizationId,omitzero"`
	// ServiceID is the service it belongs to.
	ServiceID string `json:"serviceId,omitzero"`
	// ProductID is what is subscribed to.
	ProductID string `json:"productId,omitzero"`
	// ProductName for people.
	ProductName string `json:"productName,omitzero"`
	// Quantity is the number of licences; nil when it was not said.
	Quantity *decimal.Decimal `json:"quantity,omitempty"`
	// Status as Cloudmore writes it.
	Status string `json:"status,omitzero"`
	// TenantID is the Microsoft tenant.
	TenantID string `json:"tenantId,omitzero"`
	// MicrosoftID is Subscription.ID of Partner Center.
	MicrosoftID string `json:"microsoftSubscriptionId,omitzero"`
	// Segment is commercial, education, charity or government.
	Segment string `json:"segment,omitzero"`
	// TermDuration is the length of the commitment, such as P1Y.
	TermDuration string `json:"termDuration,omitzero"`
	// BillingCycle is how often it is billed.
	BillingCycle string `json:"billingCycle,omitzero"`
	// AutoRenew says that it is renewed by itself.
	AutoRenew *bool `json:"autoRenew,omitzero"`
	// StartDate as Cloudmore writes it.
	StartDate string `json:"startDate,omitzero"`
	// EndDate of the commitment, as Cloudmore writes it.
	EndDate string `json:"endDate,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`

	found map[string]string // the names under which members came
}

// Product is what can be subscribed to. Provisional.
type Product struct {
	// ID is what Subscription.ProductID takes.
	ID string `json:"id,omitzero"`
	// ItemCode names a Microsoft product in price lists.
	ItemCode string `json:"itemCode,omitzero"`
	// Name for people.
	Name string `json:"name,omitzero"`
	// Segment it is sold to.
	Segment string `json:"segment,omitzero"`
	// TermDuration of the commitment.
	TermDuration string `json:"termDuration,omitzero"`
	// BillingCycle is how often it is billed.
	BillingCycle string `json:"billingCycle,omitzero"`
	// CostPrice of a unit, net.
	CostPrice decimal.Decimal `json:"costPrice,omitzero"`
	// SalesPrice of a unit, net.
	SalesPrice decimal.Decimal `json:"salesPrice,omitzero"`
	// Currency is the ISO 4217 code of the prices.
	Currency string `json:"currencyCode,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// License tells how many licences of a product an organization has. Provisional.
type License struct {
	// ID of the licence.
	ID string `json:"id,omitzero"`
	// ProductID is Product.ID.
	ProductID string `json:"productId,omitzero"`
	// Name of the product.
	Name string `json:"name,omitzero"`
	// Total is how many there are.
	Total decimal.Decimal `json:"total,omitzero"`
	// Used is how many are assigned.
	Used decimal.Decimal `json:"used,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// AlignmentDate is an end date that a new subscription can share. Provisional.
type AlignmentDate struct {
	// Date as Cloudmore writes it.
	Date string `json:"date,omitzero"`
	// Type says what ends then.
	Type string `json:"type,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// UpgradeTarget is a subscription or product that licences can be moved to.
// Provisional.
type UpgradeTarget struct {
	// SubscriptionID of an existing subscription.
	SubscriptionID string `json:"subscriptionId,omitzero"`
	// ProductID is Product.ID.
	ProductID string `json:"productId,omitzero"`
	// ProductName for people.
	ProductName string `json:"productName,omitzero"`
	// Quantity that can be moved.
	Quantity decimal.Decimal `json:"quantity,omitzero"`
	// Eligible says whether it can be done; nil when it was not said.
	Eligible *bool `json:"isEligible,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// Upgrade moves licences to another subscription or product. The bodies' models are
// UpgradeToExisting and UpgradeToNew; their members are provisional.
type Upgrade struct {
	// TargetSubscriptionID for UpgradeToExisting.
	TargetSubscriptionID string `json:"targetSubscriptionId,omitzero"`
	// ProductID for UpgradeToNew.
	ProductID string `json:"productId,omitzero"`
	// Quantity to move; nil for all.
	Quantity *decimal.Decimal `json:"quantity,omitempty"`
	// TermDuration of the new commitment.
	TermDuration string `json:"termDuration,omitzero"`
	// BillingCycle of the new subscription.
	BillingCycle string `json:"billingCycle,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// UpgradeState is how far an upgrade is. Provisional.
type UpgradeState struct {
	// Status as Cloudmore writes it.
	Status string `json:"status,omitzero"`
	// SubscriptionID of the subscription that licences went to.
	SubscriptionID string `json:"subscriptionId,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// Entitlement is an Azure entitlement to make. Provisional.
type Entitlement struct {
	// ID at Microsoft.
	ID string `json:"id,omitzero"`
	// Name to give the Azure subscription.
	Name string `json:"name,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`

	found map[string]string // the names under which members came
}

// HistoryEntry is a change of a subscription. Provisional.
type HistoryEntry struct {
	// Date of the change, as Cloudmore writes it.
	Date string `json:"date,omitzero"`
	// Action says what was done.
	Action string `json:"action,omitzero"`
	// By is who did it.
	By string `json:"userName,omitzero"`
	// Quantity afterwards.
	Quantity decimal.Decimal `json:"quantity,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// EStoreService is a service that an organization can add or has. Provisional.
type EStoreService struct {
	// ID is what Get takes.
	ID string `json:"id,omitzero"`
	// Name for people.
	Name string `json:"name,omitzero"`
	// Description for people.
	Description string `json:"description,omitzero"`
	// Added says that the organization has it; nil when it was not said.
	Added *bool `json:"isAdded,omitzero"`
	// Products of the service; Get has them, lists may not.
	Products []Product `json:"products,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// PriceListItem is one price. Seen in the documentation: ItemId and segment. The rest
// is provisional.
type PriceListItem struct {
	// ItemID is the product id of a service of your own, the item code of a
	// Microsoft product.
	ItemID string `json:"itemId,omitzero"`
	// Name of the product.
	Name string `json:"name,omitzero"`
	// Segment is commercial (the default), education, charity or government.
	Segment string `json:"segment,omitzero"`
	// Currency is the ISO 4217 code of the prices.
	Currency string `json:"currencyCode,omitzero"`
	// CostPrice of a unit, net; nil leaves it as it is.
	CostPrice *decimal.Decimal `json:"costPrice,omitempty"`
	// SalesPrice of a unit, net.
	SalesPrice *decimal.Decimal `json:"salesPrice,omitempty"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`

	found map[string]string // the names under which members came
}

// CSPDomain tells whether the prefix of an onmicrosoft.com domain is free. Provisional:
// the model's name is CspDomainValidationViewModel.
type CSPDomain struct {
	// Domain or prefix that was asked about.
	Domain string `json:"domain,omitzero"`
	// Available says that nobody has it; nil when it was not said.
	Available *bool `json:"isAvailable,omitzero"`
	// Message for people.
	Message string `json:"message,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// Other spellings that are accepted, by the assumed name.

func subscriptionSpellings() spellings {
	return spellings{
		"id":                      {"subscriptionId"},
		"name":                    {"friendlyName", "displayName", "subscriptionName", "nickname"},
		"productId":               {"offerId", "itemCode", "skuId"},
		"productName":             {"offerName", "itemName"},
		"quantity":                {"licenses", "seats", "licenseCount"},
		"status":                  {"state", "subscriptionStatus"},
		"tenantId":                {"cspTenantId", "customerTenantId"},
		"microsoftSubscriptionId": {"microsoftId", "externalId", "cspSubscriptionId"},
		"termDuration":            {"term", "commitmentTerm"},
		"billingCycle":            {"billingFrequency", "billingPeriod"},
		"autoRenew":               {"autoRenewEnabled", "isAutoRenew", "isAutoRenewEnabled"},
		"startDate":               {"commitmentStartDate", "effectiveStartDate"},
		"endDate":                 {"commitmentEndDate", "commitmentEndDateTime", "expirationDate"},
	}
}

// UnmarshalJSONFrom accepts the other spellings.
func (s *Subscription) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain Subscription
	s.found, err = readSpelled(dec, (*plain)(s), subscriptionSpellings())
	return err
}

// MarshalJSONTo writes the members under the names that they came with.
func (s Subscription) MarshalJSONTo(enc *jsontext.Encoder) error {
	type plain Subscription
	return writeSpelled(enc, plain(s), s.found)
}

func productSpellings() spellings {
	return spellings{
		"id":           {"productId"},
		"itemCode":     {"sku", "skuId", "code"},
		"name":         {"productName", "itemName", "title"},
		"termDuration": {"term", "commitmentTerm"},
		"billingCycle": {"billingFrequency", "billingPeriod"},
		"costPrice":    {"cost"},
		"salesPrice":   {"price", "sales"},
		"currencyCode": {"currency"},
	}
}

// UnmarshalJSONFrom accepts the other spellings.
func (p *Product) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain Product
	_, err = readSpelled(dec, (*plain)(p), productSpellings())
	return err
}

func licenseSpellings() spellings {
	return spellings{
		"id":        {"licenseId", "productLicenseId"},
		"productId": {"skuId", "itemCode"},
		"name":      {"productName", "skuName"},
		"total":     {"quantity", "totalUnits", "enabled"},
		"used":      {"assigned", "consumed", "consumedUnits"},
	}
}

// UnmarshalJSONFrom accepts the other spellings.
func (l *License) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain License
	_, err = readSpelled(dec, (*plain)(l), licenseSpellings())
	return err
}

func alignmentDateSpellings() spellings {
	return spellings{
		"date": {"alignmentDate", "endDate", "customTermEndDate"},
		"type": {"name", "description"},
	}
}

// UnmarshalJSONFrom accepts the other spellings.
func (a *AlignmentDate) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain AlignmentDate
	_, err = readSpelled(dec, (*plain)(a), alignmentDateSpellings())
	return err
}

func upgradeTargetSpellings() spellings {
	return spellings{
		"subscriptionId": {"targetSubscriptionId", "id"},
		"productId":      {"itemCode", "catalogItemId", "targetProductId"},
		"productName":    {"name", "title"},
		"isEligible":     {"eligible"},
	}
}

// UnmarshalJSONFrom accepts the other spellings.
func (u *UpgradeTarget) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain UpgradeTarget
	_, err = readSpelled(dec, (*plain)(u), upgradeTargetSpellings())
	return err
}

func upgradeStateSpellings() spellings {
	return spellings{
		"status":         {"state", "message", "upgradeStatus"},
		"subscriptionId": {"targetSubscriptionId", "id"},
	}
}

// UnmarshalJSONFrom accepts the other spellings.
func (u *UpgradeState) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain UpgradeState
	_, err = readSpelled(dec, (*plain)(u), upgradeStateSpellings())
	return err
}

func entitlementSpellings() spellings {
	return spellings{
		"id":   {"entitlementId", "subscriptionId"},
		"name": {"friendlyName", "displayName", "entitlementName"},
	}
}

// UnmarshalJSONFrom accepts the other spellings.
func (e *Entitlement) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain Entitlement
	e.found, err = readSpelled(dec, (*plain)(e), entitlementSpellings())
	return err
}

// MarshalJSONTo writes the members under the names that they came with.
func (e Entitlement) MarshalJSONTo(enc *jsontext.Encoder) error {
	type plain Entitlement
	return writeSpelled(enc, plain(e), e.found)
}

func historyEntrySpellings() spellings {
	return spellings{
		"date":     {"created", "createdDate", "changedDate", "timestamp"},
		"action":   {"type", "event", "description"},
		"userName": {"user", "changedBy", "createdBy"},
		"quantity": {"newQuantity", "licenses"},
	}
}

// UnmarshalJSONFrom accepts the other spellings.
func (h *HistoryEntry) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain HistoryEntry
	_, err = readSpelled(dec, (*plain)(h), historyEntrySpellings())
	return err
}

func eStoreServiceSpellings() spellings {
	return spellings{
		"id":       {"serviceId"},
		"name":     {"serviceName", "title"},
		"isAdded":  {"added", "isActive", "isSubscribed"},
		"products": {"items"},
	}
}

// UnmarshalJSONFrom accepts the other spellings.
func (e *EStoreService) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain EStoreService
	_, err = readSpelled(dec, (*plain)(e), eStoreServiceSpellings())
	return err
}

func priceListItemSpellings() spellings {
	return spellings{
		"itemId":       {"productId", "itemCode", "id"},
		"name":         {"itemName", "productName"},
		"currencyCode": {"currency"},
		"costPrice":    {"cost"},
		"salesPrice":   {"price", "sales"},
	}
}

// UnmarshalJSONFrom accepts the other spellings.
func (p *PriceListItem) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain PriceListItem
	p.found, err = readSpelled(dec, (*plain)(p), priceListItemSpellings())
	return err
}

// MarshalJSONTo writes the members under the names that they came with.
func (p PriceListItem) MarshalJSONTo(enc *jsontext.Encoder) error {
	type plain PriceListItem
	return writeSpelled(enc, plain(p), p.found)
}

func cSPDomainSpellings() spellings {
	return spellings{
		"domain":      {"domainPrefix", "domainName"},
		"isAvailable": {"available", "isValid", "valid", "result"},
		"message":     {"errorMessage", "error"},
	}
}

// UnmarshalJSONFrom accepts the other spellings.
func (c *CSPDomain) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain CSPDomain
	_, err = readSpelled(dec, (*plain)(c), cSPDomainSpellings())
	return err
}
