package cloudmore

// The files fields*.go are the one place to correct with the first live account.
// Cloudmore's schemas are not public: swagger.json is behind a login. What is
// known comes from documentation pages, a generated index of routes and models,
// and the samples of Cloudmore's staff. Each type says how sure its names are;
// the spellings at the end of each file list other names under which a member is
// accepted. A member that is neither is kept in Unknown and sent back by updates.

import (
	"encoding/json"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/shopspring/decimal"
)

// Organization is a customer of the broker: a company, a business unit or a
// department.
//
// Seen in the documentation of POST Organizations: name, registrationNumber,
// vat, contact (name, email, phone, cellPhone), customerNumber and
// notificationEmail. The address is as in the broker's own create body. The
// rest is provisional, after the columns of the import template.
type Organization struct {
	// ID is opaque, made by Cloudmore.
	ID string `json:"id,omitzero"`
	// Name of the company, business unit or department. The import template
	// requires it.
	Name string `json:"name,omitzero"`
	// Domain is the primary domain, without scheme or www. Provisional.
	Domain string `json:"domain,omitzero"`
	// RegistrationNumber of the company.
	RegistrationNumber string `json:"registrationNumber,omitzero"`
	// VAT number.
	VAT string `json:"vat,omitzero"`
	// CustomerNumber is the broker's own key, as in the ERP.
	CustomerNumber string `json:"customerNumber,omitzero"`
	// NotificationEmail receives Cloudmore's mails.
	NotificationEmail string `json:"notificationEmail,omitzero"`
	// Contact is the contact person.
	Contact *Contact `json:"contact,omitzero"`
	// Address is the postal address. Provisional.
	Address *Address `json:"address,omitzero"`
	// BillingStartDate is the date from which the organization may run billing
	// reports, as Cloudmore writes it. Provisional.
	BillingStartDate string `json:"billingStartDate,omitzero"`
	// ApprovalProcess says that purchases need approval. Provisional.
	ApprovalProcess *bool `json:"approvalProcess,omitzero"`
	// ApprovalLimit is the yearly value above which they do. Provisional.
	ApprovalLimit *decimal.Decimal `json:"approvalLimit,omitempty"`
	// CustomProperties are the broker's own fields. Provisional.
	CustomProperties []CustomProperty `json:"customProperties,omitzero"`
	// IsActive is false for a deactivated organization. Provisional.
	IsActive *bool `json:"isActive,omitzero"`
	// Unknown holds members that this version does not know. Update sends them
	// back.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`

	found map[string]string // the names under which members came
}

// Contact is a contact person. Seen in the documentation.
type Contact struct {
	// Name of the person.
	Name string `json:"name,omitzero"`
	// Email of the person.
	Email string `json:"email,omitzero"`
	// Phone of the person.
	Phone string `json:"phone,omitzero"`
	// CellPhone of the person.
	CellPhone string `json:"cellPhone,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// Address is a postal address. Provisional: seen for brokers.
type Address struct {
	// Street is the street with number.
	Street string `json:"address,omitzero"`
	// PostalCode in the form of the country.
	PostalCode string `json:"postalCode,omitzero"`
	// City is the town.
	City string `json:"city,omitzero"`
	// CountryCode is the ISO 3166-1 alpha-2 code.
	CountryCode string `json:"countryCode,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`

	found map[string]string
}

// CustomProperty is a field that the broker has defined. Provisional.
type CustomProperty struct {
	// Name as the broker has defined it (PropertyDefinition.Name), and Value,
	// always text.
	Name  string `json:"name"`
	Value string `json:"value"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// CSPTenant is a Microsoft tenant of the broker and the organization that it is
// linked to. Provisional: only the model's name, CspTenantViewModel, is public.
type CSPTenant struct {
	// TenantID is the Microsoft tenant.
	TenantID string `json:"tenantId"`
	// CompanyName and Domain are the tenant's at Microsoft.
	CompanyName string `json:"companyName,omitzero"`
	Domain      string `json:"domain,omitzero"`
	// OrganizationID is the linked organization; nil or empty when there is
	// none.
	OrganizationID *string `json:"organizationId,omitzero"`
	// OrganizationName of the linked organization.
	OrganizationName *string `json:"organizationName,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// Linked returns the organization that the tenant is linked to.
func (t CSPTenant) Linked() (organizationID string, ok bool) {
	if t.OrganizationID == nil || *t.OrganizationID == "" || *t.OrganizationID == emptyGUID {
		return "", false
	}
	return *t.OrganizationID, true
}

const emptyGUID = "00000000-0000-0000-0000-000000000000"

// cspLink is the body of CspTenants/Link. Provisional: only the model's name,
// CspTenantLinkViewModel, is public.
type cspLink struct {
	TenantID       string `json:"tenantId"`
	OrganizationID string `json:"organizationId"`
}

// Service is a service that an organization has. Provisional.
type Service struct {
	// ID is what the services' and price lists' methods take as serviceID.
	ID string `json:"id"`
	// Name for people.
	Name string `json:"name,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// CSPService is the Microsoft 365 CSP service of an organization. Provisional.
// Adding it without a tenant makes a new tenant at Microsoft.
type CSPService struct {
	// TenantID is the Microsoft tenant behind the service.
	TenantID string `json:"tenantId,omitzero"`
	// Domain is the tenant's domain, or the prefix wished for a new one.
	Domain string `json:"domain,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// reportRange is the body that starts a billing report. Provisional: the
// synchronous reports take the same names in the query.
type reportRange struct {
	StartDate string `json:"startDate"`
	EndDate   string `json:"endDate"`
}

// BillingReport is a billing report as it is being made. The message is
// documented for the bulk consumption task; the rest is provisional.
type BillingReport struct {
	// TaskID is what reading and waiting for the report take.
	TaskID string `json:"taskId"`
	// Message is the state.
	Message ReportState `json:"message,omitzero"`
	// Organizations are the report, when it is there.
	Organizations []BilledOrganization `json:"result,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ReportState is the state of a report.
type ReportState string

// The states of a report, as documented for bulk consumption.
const (
	ReportProcessing ReportState = "Processing"
	ReportSuccessful ReportState = "Successful"
	ReportFailed     ReportState = "Failed"
)

// BilledOrganization is an organization in a billing report. Provisional: the
// model's name is MbpoOrganization.
type BilledOrganization struct {
	// ID is Organization.ID.
	ID string `json:"organizationId"`
	// Name is Organization.Name.
	Name string `json:"organizationName,omitzero"`
	// CustomerNumber is the broker's own key.
	CustomerNumber string `json:"customerNumber,omitzero"`
	// Currency is the ISO 4217 code of all amounts below.
	Currency string `json:"currencyCode,omitzero"`
	// Services that were billed.
	Services []BilledService `json:"services,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// BilledService is a service in a billing report. Provisional: MbpoService.
type BilledService struct {
	// Name for people.
	Name string `json:"serviceName,omitzero"`
	// Products that were billed.
	Products []BilledProduct `json:"products,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// BilledProduct is a product in a billing report. Provisional: MbpoProduct.
type BilledProduct struct {
	// ID of the product; whether it is Cloudmore's or Microsoft's is not public.
	ID string `json:"productId,omitzero"`
	// Name for people.
	Name string `json:"productName,omitzero"`
	// SubscriptionID at Microsoft.
	SubscriptionID string `json:"subscriptionId,omitzero"`
	// TenantID at Microsoft.
	TenantID string `json:"tenantId,omitzero"`
	// Quantity billed, with decimals for usage.
	Quantity decimal.Decimal `json:"quantity"`
	// CostPrice of a unit.
	CostPrice decimal.Decimal `json:"costPrice"`
	// SalesPrice of a unit.
	SalesPrice decimal.Decimal `json:"salesPrice"`
	// CostTotal is what Microsoft bills, net.
	CostTotal decimal.Decimal `json:"costTotal"`
	// SalesTotal is what the organization is billed, net.
	SalesTotal decimal.Decimal `json:"salesTotal"`
	// InvoiceNumber of Microsoft's invoice.
	InvoiceNumber string `json:"invoiceNumber,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// User is a person in an organization. Provisional, after the names that the
// creation of administrators shows.
type User struct {
	// ID is opaque, made by Cloudmore.
	ID string `json:"id,omitzero"`
	// FirstName of the person.
	FirstName string `json:"firstName,omitzero"`
	// LastName of the person.
	LastName string `json:"lastName,omitzero"`
	// DisplayName of the person.
	DisplayName string `json:"displayName,omitzero"`
	// Email of the person.
	Email string `json:"email,omitzero"`
	// RoleID is one of the organization's roles.
	RoleID string `json:"roleId,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// UserRole is a role that users can have. Provisional.
type UserRole struct {
	// ID is what a user or administrator has as role.
	ID string `json:"id"`
	// Name for people.
	Name string `json:"name,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ManualLine is a one-off correction of an organization's bill, a charge or a
// discount. Seen in the documentation: billingDate, serviceId and productId; the
// amounts are named after the fields of the portal's form. Provisional.
type ManualLine struct {
	// ID is opaque, made by Cloudmore.
	ID string `json:"id,omitzero"`
	// BillingDate is the day of the bill, as Cloudmore writes it.
	BillingDate string `json:"billingDate,omitzero"`
	// ServiceID is the service that the line belongs to.
	ServiceID string `json:"serviceId,omitzero"`
	// ProductID is the product that the line belongs to, if any.
	ProductID string `json:"productId,omitzero"`
	// Description for people.
	Description string `json:"description,omitzero"`
	// Quantity billed.
	Quantity decimal.Decimal `json:"quantity"`
	// UnitCostPrice is what one unit costs the broker, net.
	UnitCostPrice decimal.Decimal `json:"unitCostPrice"`
	// UnitSalesPrice is what one unit is sold for, net.
	UnitSalesPrice decimal.Decimal `json:"unitSalesPrice"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// PropertyDefinition is a field that the broker has defined for organizations or
// users. Provisional.
type PropertyDefinition struct {
	// ID is opaque, made by Cloudmore.
	ID string `json:"id,omitzero"`
	// Name that CustomProperty.Name refers to.
	Name string `json:"name"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// Other spellings that are accepted, by the assumed name. Each function is
// called once for an object, so the tables stay immutable.
func organizationSpellings() spellings {
	return spellings{
		"id":                 {"organizationId", "orgId"},
		"name":               {"organizationName", "companyName"},
		"domain":             {"primaryDomain", "primaryDomainName", "domainName"},
		"registrationNumber": {"companyRegistrationNumber", "orgNumber", "organizationNumber"},
		"vat":                {"vatNumber"},
		"notificationEmail":  {"email"},
		"approvalProcess":    {"isApprovalProcessEnabled", "useApprovalProcess"},
		"isActive":           {"active"},
	}
}

func addressSpellings() spellings {
	return spellings{
		"address":     {"street", "addressLine1", "line1"},
		"postalCode":  {"zipCode", "zip"},
		"city":        {"town"},
		"countryCode": {"country"},
	}
}

func cspTenantSpellings() spellings {
	return spellings{
		"tenantId":         {"cspTenantId", "microsoftId", "customerTenantId", "id"},
		"companyName":      {"tenantName", "name"},
		"domain":           {"domainName", "primaryDomain"},
		"organizationId":   {"linkedOrganizationId", "orgId"},
		"organizationName": {"linkedOrganizationName", "orgName"},
	}
}

func serviceSpellings() spellings {
	return spellings{"id": {"serviceId"}, "name": {"serviceName"}}
}

func cspServiceSpellings() spellings {
	return spellings{"tenantId": {"cspTenantId", "microsoftId"}, "domain": {"domainName", "domainPrefix"}}
}

func reportSpellings() spellings {
	return spellings{"taskId": {"id"}, "message": {"status", "state"}, "result": {"results", "organizations", "data"}}
}

func billedOrganizationSpellings() spellings {
	return spellings{"organizationId": {"id"}, "organizationName": {"name"}, "currencyCode": {"currency"}}
}

// UnmarshalJSONFrom accepts the other spellings.
func (o *Organization) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain Organization
	o.found, err = readSpelled(dec, (*plain)(o), organizationSpellings())
	return err
}

// MarshalJSONTo writes the members under the names that they came with.
func (o Organization) MarshalJSONTo(enc *jsontext.Encoder) error {
	type plain Organization
	return writeSpelled(enc, plain(o), o.found)
}

// UnmarshalJSONFrom accepts the other spellings.
func (a *Address) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain Address
	a.found, err = readSpelled(dec, (*plain)(a), addressSpellings())
	return err
}

// MarshalJSONTo writes the members under the names that they came with.
func (a Address) MarshalJSONTo(enc *jsontext.Encoder) error {
	type plain Address
	return writeSpelled(enc, plain(a), a.found)
}

// UnmarshalJSONFrom accepts the other spellings.
func (t *CSPTenant) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain CSPTenant
	_, err = readSpelled(dec, (*plain)(t), cspTenantSpellings())
	return err
}

// UnmarshalJSONFrom accepts the other spellings.
func (s *Service) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain Service
	_, err = readSpelled(dec, (*plain)(s), serviceSpellings())
	return err
}

// UnmarshalJSONFrom accepts the other spellings.
func (s *CSPService) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain CSPService
	_, err = readSpelled(dec, (*plain)(s), cspServiceSpellings())
	return err
}

// UnmarshalJSONFrom accepts the other spellings.
func (r *BillingReport) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain BillingReport
	_, err = readSpelled(dec, (*plain)(r), reportSpellings())
	return err
}

// UnmarshalJSONFrom accepts the other spellings.
func (b *BilledOrganization) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	type plain BilledOrganization
	_, err = readSpelled(dec, (*plain)(b), billedOrganizationSpellings())
	return err
}
