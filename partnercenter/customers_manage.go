package partnercenter

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"strings"
	"time"
)

// RelationshipRequest is the invitation to become a customer of the partner.
type RelationshipRequest struct {
	// URL is the page that the customer opens as administrator to accept.
	URL string `json:"url,omitzero"`
	Resource
}

// Qualification says for which programme a customer qualifies.
type Qualification struct {
	// Qualification is Education, GovernmentCommunityCloud, StateOwnedEntity,
	// Nonprofit or None.
	Qualification string `json:"qualification,omitzero"`
	// VettingStatus is Approved, InReview or Denied.
	VettingStatus string `json:"vettingStatus,omitzero"`
	// VettingReason says why it was denied.
	VettingReason string `json:"vettingReason,omitzero"`
	// VettingCreatedDate is when vetting began, as GET spells it.
	VettingCreatedDate time.Time `json:"vettingCreatedDate,omitzero"`
	// VettingCreateDate is when vetting began, as POST spells it.
	VettingCreateDate time.Time `json:"vettingCreateDate,omitzero"`
	// EducationSegment is K12 or HigherEducation; for requests.
	EducationSegment string `json:"educationSegment,omitzero"`
	// Website is the school's website; for requests.
	Website string `json:"website,omitzero"`
	// ValidationCode is the partner's GCC code; for requests.
	ValidationCode string `json:"validationCode,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// CustomerOrganization is what the customer tenant says of itself.
type CustomerOrganization struct {
	// Street, PostalCode, City and State of the company's address.
	Street string `json:"street,omitzero"`
	// CountryLetterCode is the ISO 3166-1 alpha-2 code.
	CountryLetterCode string `json:"countryLetterCode,omitzero"`
	PostalCode        string `json:"postalCode,omitzero"`
	City              string `json:"city,omitzero"`
	State             string `json:"state,omitzero"`
	// DisplayName is the name that the tenant shows.
	DisplayName string `json:"displayName,omitzero"`
	// TechnicalNotificationMails are the addresses for technical mail.
	TechnicalNotificationMails []string `json:"technicalNotificationMails,omitzero"`
	// Domain is the element when the answer is an array of domains.
	Domain string `json:"-"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// AccountValidation is the state of the review of a customer.
type AccountValidation struct {
	// Type is what was reviewed: "account".
	Type string `json:"type,omitzero"`
	// Status is Allowed, UnderReview or NotAllowed.
	Status string `json:"status,omitzero"`
	// LastUpdateDateTime is when Status last changed.
	LastUpdateDateTime time.Time `json:"lastUpdateDateTime,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// PartnerRelationship is a relationship between two partners.
type PartnerRelationship struct {
	// ID is the other partner's tenant.
	ID string `json:"id,omitzero"`
	// Name of the other partner.
	Name string `json:"name,omitzero"`
	// RelationshipType is is_indirect_cloud_solution_provider_of or
	// is_indirect_reseller_of.
	RelationshipType string `json:"relationshipType,omitzero"`
	// State is Active, for example.
	State string `json:"state,omitzero"`
	// MPNID is the partner id (formerly MPN id).
	MPNID string `json:"mpnId,omitzero"`
	// Location is the country.
	Location string `json:"location,omitzero"`
	Resource
}

// ManagedService is a service that the partner manages for a customer.
type ManagedService struct {
	// ID of the service; its links lead to where it is administered.
	ID string `json:"id,omitzero"`
	// Name of the service.
	Name string `json:"name,omitzero"`
	// GroupName groups services; Microsoft's page says no more.
	GroupName string `json:"groupName,omitzero"`
	Resource
}

// DirectSignStatus says whether the customer has signed the Microsoft Customer
// Agreement itself.
type DirectSignStatus struct {
	// IsSigned is for the customer itself: false can mean that the partner has
	// confirmed instead.
	IsSigned bool `json:"isSigned"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

var (
	customersDelete                                          = define[none, none]("customers.delete", http.MethodDelete, "/v1/customers/{customer_id}", "delete-a-customer-account-from-the-integration-sandbox", AuthBoth, status(StatusSandbox))
	customersUpdate                                          = define[Customer, Customer]("customers.update", http.MethodPatch, "/v1/customers/{customer_id}", "remove-a-reseller-relationship-with-a-customer", AuthUser)
	customersRelationshiprequestsGet                         = define[none, RelationshipRequest]("customers.relationshiprequests.get", http.MethodGet, "/v1/customers/relationshiprequests", "request-reseller-relationship", AuthUser)
	customersProfilesBillingUpdate                           = define[BillingProfile, BillingProfile]("customers.profiles.billing.update", http.MethodPut, "/v1/customers/{customer_id}/profiles/billing", "update-a-customer-s-billing-profile", AuthBoth)
	customersQualificationsList                              = define[none, Page[Qualification]]("customers.qualifications.list", http.MethodGet, "/v1/customers/{customer_id}/qualifications", "get-customer-qualification-asynchronous", AuthBoth)
	customersQualificationsCreate                            = define[Qualification, Qualification]("customers.qualifications.create", http.MethodPost, "/v1/customers/{customer_id}/qualifications", "update-customer-qualification-asynchronous", AuthUser)
	customersOrganizationList                                = define[none, Page[CustomerOrganization]]("customers.organization.list", http.MethodGet, "/v1/customers/{customer_id}/organization", "get-customer-organization", AuthBoth)
	customersCustomDomainsList                               = define[none, Page[string]]("customers.domains.list", http.MethodGet, "/v1/customers/{customer_id}/customDomains", "get-customer-custom-domain", AuthBoth)
	customersValidationStatusGet                             = define[none, AccountValidation]("customers.validationStatus.get", http.MethodGet, "/v1/customers/{customer_id}/validationStatus", "retrieve-validation-status", AuthUser)
	customersRelationshipsList                               = define[none, Page[PartnerRelationship]]("customers.relationships.list", http.MethodGet, "/v1/customers/{customer_id}/relationships", "get-indirect-resellers-of-a-customer", AuthUser)
	customersManagedservicesList                             = define[none, Page[ManagedService]]("customers.managedservices.list", http.MethodGet, "/v1/customers/{customer_id}/managedservices", "get-the-managed-services-for-a-customer-by-id", AuthUser)
	customersDirectSignedMicrosoftCustomerAgreementStatusGet = define[none, DirectSignStatus]("customers.agreements.directSignStatus.get", http.MethodGet, "/v1/customers/{customer_id}/directSignedMicrosoftCustomerAgreementStatus", "get-direct-sign-status-of-customer-agreement", AuthUser)
)

// Delete removes a customer of the integration sandbox. Cancel its reservations
// and software orders first. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/delete-a-customer-account-from-the-integration-sandbox
func (s *Customers) Delete(ctx context.Context, customerID string, opts ...CallOption) error {
	_, err := customersDelete.call(ctx, s.client, at(customerID), nil, opts)
	return err
}

// Update changes the relationship with a customer: it sends what is set in the
// given customer. RemoveResellerRelationship and RemoveDAP are its two documented
// uses. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/remove-a-reseller-relationship-with-a-customer
func (s *Customers) Update(ctx context.Context, customerID string, in Customer, opts ...CallOption) (*Customer, error) {
	return customersUpdate.call(ctx, s.client, at(customerID), &in, opts)
}

// RelationshipRequest makes the link by which a company accepts the partner as
// reseller. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/request-reseller-relationship
func (s *Customers) RelationshipRequest(ctx context.Context, opts ...CallOption) (*RelationshipRequest, error) {
	return customersRelationshiprequestsGet.call(ctx, s.client, Args{}, nil, opts)
}

// UpdateBillingProfile replaces who is billed for a customer. Send all of the
// profile that was read, and its ETag; a stale one is ErrPrecondition. Works
// app-only.
//
// https://learn.microsoft.com/partner-center/developer/update-a-customer-s-billing-profile
func (s *Customers) UpdateBillingProfile(ctx context.Context, customerID, etag string, in BillingProfile, opts ...CallOption) (*BillingProfile, error) {
	return customersProfilesBillingUpdate.call(ctx, s.client, Args{Path: []string{customerID}, Header: ifMatch(etag)}, &in, opts)
}

// ListQualifications reads for which programmes a customer qualifies. Works
// app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-customer-qualification-asynchronous
func (s *Customers) ListQualifications(ctx context.Context, customerID string, after Continuation, opts ...CallOption) (*Page[Qualification], error) {
	return list(ctx, s.client, customersQualificationsList, at(customerID), after, opts)
}

// AllQualifications walks all pages of ListQualifications.
func (s *Customers) AllQualifications(ctx context.Context, customerID string, opts ...CallOption) iter.Seq2[Qualification, error] {
	return all(ctx, s.client, customersQualificationsList, at(customerID), Continuation{}, opts)
}

// AddQualification asks for a qualification; vetting takes days. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/update-customer-qualification-asynchronous
func (s *Customers) AddQualification(ctx context.Context, customerID string, in Qualification, opts ...CallOption) (*Qualification, error) {
	return customersQualificationsCreate.call(ctx, s.client, at(customerID), &in, opts)
}

// ListOrganizations reads the organization of a customer tenant. It needs a GDAP
// role: Directory Writers, Global Reader or Global Administrator. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-customer-organization
func (s *Customers) ListOrganizations(ctx context.Context, customerID string, after Continuation, opts ...CallOption) (*Page[CustomerOrganization], error) {
	return list(ctx, s.client, customersOrganizationList, at(customerID), after, opts)
}

// AllOrganizations walks all pages of ListOrganizations.
func (s *Customers) AllOrganizations(ctx context.Context, customerID string, opts ...CallOption) iter.Seq2[CustomerOrganization, error] {
	return all(ctx, s.client, customersOrganizationList, at(customerID), Continuation{}, opts)
}

// ListCustomDomains reads the domains of a customer tenant. It needs a GDAP role,
// as ListOrganizations. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-customer-custom-domain
func (s *Customers) ListCustomDomains(ctx context.Context, customerID string, after Continuation, opts ...CallOption) (*Page[string], error) {
	return list(ctx, s.client, customersCustomDomainsList, at(customerID), after, opts)
}

// AllCustomDomains walks all pages of ListCustomDomains.
func (s *Customers) AllCustomDomains(ctx context.Context, customerID string, opts ...CallOption) iter.Seq2[string, error] {
	return all(ctx, s.client, customersCustomDomainsList, at(customerID), Continuation{}, opts)
}

// ValidationStatus reads whether a customer may buy or is under review. The kind
// is "account". App+User only.
//
// https://learn.microsoft.com/partner-center/developer/retrieve-validation-status
func (s *Customers) ValidationStatus(ctx context.Context, customerID, kind string, opts ...CallOption) (*AccountValidation, error) {
	return customersValidationStatusGet.call(ctx, s.client, Args{Path: []string{customerID}, Query: params("type", kind)}, nil, opts)
}

// ListRelationships reads the indirect resellers of a customer. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-indirect-resellers-of-a-customer
func (s *Customers) ListRelationships(ctx context.Context, customerID string, after Continuation, opts ...CallOption) (*Page[PartnerRelationship], error) {
	return list(ctx, s.client, customersRelationshipsList, at(customerID), after, opts)
}

// AllRelationships walks all pages of ListRelationships.
func (s *Customers) AllRelationships(ctx context.Context, customerID string, opts ...CallOption) iter.Seq2[PartnerRelationship, error] {
	return all(ctx, s.client, customersRelationshipsList, at(customerID), Continuation{}, opts)
}

// ListManagedServices reads the services that the partner may manage under DAP.
// App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-the-managed-services-for-a-customer-by-id
func (s *Customers) ListManagedServices(ctx context.Context, customerID string, after Continuation, opts ...CallOption) (*Page[ManagedService], error) {
	return list(ctx, s.client, customersManagedservicesList, at(customerID), after, opts)
}

// AllManagedServices walks all pages of ListManagedServices.
func (s *Customers) AllManagedServices(ctx context.Context, customerID string, opts ...CallOption) iter.Seq2[ManagedService, error] {
	return all(ctx, s.client, customersManagedservicesList, at(customerID), Continuation{}, opts)
}

// DirectSignStatus reads whether the customer has signed the Microsoft Customer
// Agreement itself. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-direct-sign-status-of-customer-agreement
func (s *Customers) DirectSignStatus(ctx context.Context, customerID string, opts ...CallOption) (*DirectSignStatus, error) {
	return customersDirectSignedMicrosoftCustomerAgreementStatusGet.call(ctx, s.client, at(customerID), nil, opts)
}

// RemoveResellerRelationship ends the reseller relationship. Suspend or cancel
// the customer's subscriptions first. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/remove-a-reseller-relationship-with-a-customer
func (s *Customers) RemoveResellerRelationship(ctx context.Context, customerID string, opts ...CallOption) (*Customer, error) {
	return s.Update(ctx, customerID, Customer{
		RelationshipToPartner: RelationshipNone, Resource: Resource{Attributes: Attributes{ObjectType: "Customer"}},
	}, opts...)
}

// RemoveDAP ends delegated administration privileges where they still exist.
// App+User only.
//
// https://learn.microsoft.com/partner-center/developer/remove-dap
func (s *Customers) RemoveDAP(ctx context.Context, customerID string, opts ...CallOption) (*Customer, error) {
	return s.Update(ctx, customerID, Customer{
		AllowDelegatedAccess: new(false), Resource: Resource{Attributes: Attributes{ObjectType: "Customer"}},
	}, opts...)
}

// ifMatch is the header that guards an update; an ETag is sent in quotes.
func ifMatch(etag string) http.Header {
	if !strings.HasPrefix(etag, `"`) && !strings.HasPrefix(etag, "W/") {
		etag = `"` + etag + `"`
	}
	return http.Header{"If-Match": {etag}}
}
