package cloudmore

// What is known of billing reports and invoices; see fields.go.

import (
	"encoding/json"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/shopspring/decimal"
)

// BilledReseller is a broker in a seller's billing report. Provisional.
type BilledReseller struct {
	// ID of the broker.
	ID string `json:"resellerId,omitzero"`
	// Name of the broker.
	Name string `json:"resellerName,omitzero"`
	// Currency is the ISO 4217 code of all amounts below.
	Currency string `json:"currencyCode,omitzero"`
	// Services that were billed.
	Services []BilledService `json:"services,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// AzureInvoice is an invoice of Microsoft's that has Azure in it. The documentation
// says that lists hold ids and dates; the names are provisional.
type AzureInvoice struct {
	// ID is Microsoft's invoice number.
	ID string `json:"invoiceId,omitzero"`
	// Date as Cloudmore writes it.
	Date string `json:"invoiceDate,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// AzureCharge is a line of an Azure report. Provisional.
type AzureCharge struct {
	// OrganizationID is the organization that is billed.
	OrganizationID string `json:"organizationId,omitzero"`
	// OrganizationName for people.
	OrganizationName string `json:"organizationName,omitzero"`
	// TenantID is the Microsoft tenant.
	TenantID string `json:"tenantId,omitzero"`
	// SubscriptionID at Microsoft.
	SubscriptionID string `json:"subscriptionId,omitzero"`
	// SubscriptionName for people.
	SubscriptionName string `json:"subscriptionName,omitzero"`
	// ProductName or meter.
	ProductName string `json:"productName,omitzero"`
	// ResourceGroup in Azure; empty for charges without a resource.
	ResourceGroup string `json:"resourceGroup,omitzero"`
	// UsageDate as Cloudmore writes it.
	UsageDate string `json:"usageDate,omitzero"`
	// Quantity used.
	Quantity decimal.Decimal `json:"quantity,omitzero"`
	// CostTotal is what Microsoft bills, net.
	CostTotal decimal.Decimal `json:"costTotal,omitzero"`
	// SalesTotal is what the organization is billed, net.
	SalesTotal decimal.Decimal `json:"salesTotal,omitzero"`
	// Currency is the ISO 4217 code of the amounts.
	Currency string `json:"currencyCode,omitzero"`
	// InvoiceID is Microsoft's invoice number.
	InvoiceID string `json:"invoiceId,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// OneTimeReport is the report of one of Microsoft's recurring and one-time invoices as
// it is being made. Provisional, after the bulk consumption task.
type OneTimeReport struct {
	// TaskID is what reading and waiting for the report take.
	TaskID string `json:"taskId,omitzero"`
	// Message is the state.
	Message ReportState `json:"message,omitzero"`
	// Charges are the report, when it is there and not stored elsewhere.
	Charges []AzureCharge `json:"result,omitzero"`
	// URL is where it is stored, when that was asked for; it can hold a signature.
	URL string `json:"url,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// UnbilledExport is an export of usage that is not billed yet. Provisional.
type UnbilledExport struct {
	// OperationID is what reading the export takes.
	OperationID string `json:"operationId,omitzero"`
	// Status as Cloudmore writes it.
	Status string `json:"status,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ExternalInvoice is an invoice from outside Cloudmore. Provisional.
type ExternalInvoice struct {
	// ID is opaque, made by Cloudmore.
	ID string `json:"id,omitzero"`
	// Number that is printed on it.
	Number string `json:"invoiceNumber,omitzero"`
	// Date of the invoice, as Cloudmore writes it.
	Date string `json:"invoiceDate,omitzero"`
	// DueDate as Cloudmore writes it.
	DueDate string `json:"dueDate,omitzero"`
	// Amount in Currency; nil when it was not said. Whether with tax is not public.
	Amount *decimal.Decimal `json:"amount,omitempty"`
	// Currency is the ISO 4217 code of the amount.
	Currency string `json:"currencyCode,omitzero"`
	// Description for people.
	Description string `json:"description,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`

	found map[string]string // the names under which members came
}

// Other spellings that are accepted, by the assumed name.

func billedResellerSpellings() spellings {
	return spellings{
		"resellerId":   {"id", "brokerId"},
		"resellerName": {"name", "brokerName"},
		"currencyCode": {"currency"},
	}
}

// UnmarshalJSONFrom accepts the other spellings.
func (b *BilledReseller) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain BilledReseller
	_, err = readSpelled(dec, (*plain)(b), billedResellerSpellings())
	return err
}

func azureInvoiceSpellings() spellings {
	return spellings{
		"invoiceId":   {"id", "invoiceNumber", "invoice"},
		"invoiceDate": {"date", "billingDate", "documentDate"},
	}
}

// UnmarshalJSONFrom accepts the other spellings.
func (a *AzureInvoice) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain AzureInvoice
	_, err = readSpelled(dec, (*plain)(a), azureInvoiceSpellings())
	return err
}

func azureChargeSpellings() spellings {
	return spellings{
		"tenantId":         {"customerId", "customerTenantId", "cspTenantId"},
		"subscriptionId":   {"entitlementId"},
		"subscriptionName": {"entitlementDescription", "entitlementName"},
		"productName":      {"meterName", "resourceName", "name"},
		"usageDate":        {"date"},
		"quantity":         {"consumedQuantity", "billableQuantity"},
		"costTotal":        {"cost", "totalCost", "billingPreTaxTotal", "pretaxCharges"},
		"salesTotal":       {"sales", "totalSales", "price"},
		"currencyCode":     {"currency", "billingCurrency"},
		"invoiceId":        {"invoiceNumber"},
	}
}

// UnmarshalJSONFrom accepts the other spellings.
func (a *AzureCharge) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain AzureCharge
	_, err = readSpelled(dec, (*plain)(a), azureChargeSpellings())
	return err
}

func oneTimeReportSpellings() spellings {
	return spellings{
		"taskId":  {"id"},
		"message": {"status", "state"},
		"result":  {"results", "charges", "data", "items"},
		"url":     {"blobUrl", "uri", "downloadUrl"},
	}
}

// UnmarshalJSONFrom accepts the other spellings.
func (o *OneTimeReport) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain OneTimeReport
	_, err = readSpelled(dec, (*plain)(o), oneTimeReportSpellings())
	return err
}

func unbilledExportSpellings() spellings {
	return spellings{
		"operationId": {"id", "taskId"},
		"status":      {"state", "message"},
	}
}

// UnmarshalJSONFrom accepts the other spellings.
func (u *UnbilledExport) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain UnbilledExport
	_, err = readSpelled(dec, (*plain)(u), unbilledExportSpellings())
	return err
}

func externalInvoiceSpellings() spellings {
	return spellings{
		"id":            {"externalInvoiceId"},
		"invoiceNumber": {"number", "invoiceId"},
		"invoiceDate":   {"date"},
		"amount":        {"total", "totalAmount"},
		"currencyCode":  {"currency"},
	}
}

// UnmarshalJSONFrom accepts the other spellings.
func (e *ExternalInvoice) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain ExternalInvoice
	e.found, err = readSpelled(dec, (*plain)(e), externalInvoiceSpellings())
	return err
}

// MarshalJSONTo writes the members under the names that they came with.
func (e ExternalInvoice) MarshalJSONTo(enc *jsontext.Encoder) error {
	type plain ExternalInvoice
	return writeSpelled(enc, plain(e), e.found)
}
