package partnercenter

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"time"
)

// Agreements are what customers and resellers have signed.
type Agreements struct{ client *Client }

// Agreements gives the operations on agreements.
func (c *Client) Agreements() *Agreements { return &Agreements{c} }

// AgreementMetadata is an agreement that customers accept.
type AgreementMetadata struct {
	// TemplateID is what Document and Agreement.TemplateID take.
	TemplateID string `json:"templateId,omitzero"`
	// AgreementType is MicrosoftCustomerAgreement or MicrosoftCloudAgreement.
	AgreementType string `json:"agreementType,omitzero"`
	// AgreementLink is where it can be read.
	AgreementLink string `json:"agreementLink,omitzero"`
	// VersionRank is higher for newer versions.
	VersionRank int `json:"versionRank"`
	Resource
}

// AgreementDocument is where an agreement can be read, for five minutes.
type AgreementDocument struct {
	// DisplayURI is the page.
	DisplayURI string `json:"displayUri,omitzero"`
	// DownloadURI is the PDF.
	DownloadURI string `json:"downloadUri,omitzero"`
	// Language of the text, such as "en-US".
	Language string `json:"language,omitzero"`
	// Country is the ISO 3166-1 alpha-2 code.
	Country string `json:"country,omitzero"`
	// VersionRank orders the versions in force.
	VersionRank *int `json:"versionRank,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// Contact is a person.
type Contact struct {
	// FirstName, MiddleName and LastName of the person. Confirm requires the first
	// and the last.
	FirstName  string `json:"firstName,omitzero"`
	MiddleName string `json:"middleName,omitzero"`
	LastName   string `json:"lastName,omitzero"`
	// Email of the person. Confirm requires it.
	Email string `json:"email,omitzero"`
	// PhoneNumber may be empty.
	PhoneNumber string `json:"phoneNumber,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// Agreement is the confirmation that a customer has accepted an agreement.
type Agreement struct {
	// UserID is who confirmed, from the token.
	UserID string `json:"userId,omitzero"`
	// PrimaryContact is who accepted.
	PrimaryContact *Contact `json:"primaryContact,omitzero"`
	// TemplateID is that of the AgreementMetadata. Confirm requires it.
	TemplateID string `json:"templateId,omitzero"`
	// DateAgreed is when the customer agreed. Confirm requires it.
	DateAgreed time.Time `json:"dateAgreed,omitzero"`
	// Type is MicrosoftCustomerAgreement.
	Type string `json:"type,omitzero"`
	// AgreementLink is where the text can be read; read only.
	AgreementLink string `json:"agreementLink,omitzero"`
	Resource
}

// PartnerAgreementStatus says whether a reseller has signed the Microsoft Partner
// Agreement.
type PartnerAgreementStatus struct {
	// IsAgreementSigned is true for a signed agreement; without it orders through
	// the reseller fail (code 900123).
	IsAgreementSigned bool `json:"isAgreementSigned"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

var (
	agreementsList                  = define[none, Page[AgreementMetadata]]("agreements.metadata.list", http.MethodGet, "/v1/agreements", "get-customer-agreement-metadata", AuthUser)
	agreementtemplatesDocumentGet   = define[none, AgreementDocument]("agreementtemplates.document.get", http.MethodGet, "/v1/agreementtemplates/{template_id}/document", "download-customer-agreement-template", AuthUser)
	customersAgreementsList         = define[none, Page[Agreement]]("customers.agreements.list", http.MethodGet, "/v1/customers/{customer_id}/agreements", "get-confirmation-of-customer-consent", AuthUser)
	customersAgreementsCreate       = define[Agreement, Agreement]("customers.agreements.create", http.MethodPost, "/v1/customers/{customer_id}/agreements", "confirm-customer-consent-customer-agreement", AuthUser)
	complianceCspAgreementstatusGet = define[none, PartnerAgreementStatus]("compliance.csp.agreementstatus.get", http.MethodGet, "/v1/compliance/csp/agreementstatus", "verify-indirect-reseller-mpa-status", AuthUser)
)

// ListMetadata reads the agreements of a type; "*" for all. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-customer-agreement-metadata
func (s *Agreements) ListMetadata(ctx context.Context, agreementType string, after Continuation, opts ...CallOption) (*Page[AgreementMetadata], error) {
	return list(ctx, s.client, agreementsList, Args{Query: params("agreementType", agreementType)}, after, opts)
}

// AllMetadata walks all pages of ListMetadata.
func (s *Agreements) AllMetadata(ctx context.Context, agreementType string, opts ...CallOption) iter.Seq2[AgreementMetadata, error] {
	return all(ctx, s.client, agreementsList, Args{Query: params("agreementType", agreementType)}, Continuation{}, opts)
}

// Document finds the text of an agreement. Language and country, such as "en-US"
// and "US", are case-sensitive. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/download-customer-agreement-template
func (s *Agreements) Document(ctx context.Context, templateID, language, country string, opts ...CallOption) (*AgreementDocument, error) {
	return agreementtemplatesDocumentGet.call(ctx, s.client, Args{Path: []string{templateID}, Query: params("language", language, "country", country)}, nil, opts)
}

// List reads the agreements that a customer has accepted; "*" for all types.
// App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-confirmation-of-customer-consent
func (s *Agreements) List(ctx context.Context, customerID, agreementType string, after Continuation, opts ...CallOption) (*Page[Agreement], error) {
	return list(ctx, s.client, customersAgreementsList, Args{Path: []string{customerID}, Query: params("agreementType", agreementType)}, after, opts)
}

// All walks all pages of List.
func (s *Agreements) All(ctx context.Context, customerID, agreementType string, opts ...CallOption) iter.Seq2[Agreement, error] {
	return all(ctx, s.client, customersAgreementsList, Args{Path: []string{customerID}, Query: params("agreementType", agreementType)}, Continuation{}, opts)
}

// Confirm confirms that a customer has accepted an agreement. The identical
// confirmation again is code 600061. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/confirm-customer-consent-customer-agreement
func (s *Agreements) Confirm(ctx context.Context, customerID string, in Agreement, opts ...CallOption) (*Agreement, error) {
	return customersAgreementsCreate.call(ctx, s.client, at(customerID), &in, opts)
}

// PartnerStatus reads whether an indirect reseller, by its tenant, has signed the
// Microsoft Partner Agreement. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/verify-indirect-reseller-mpa-status
func (s *Agreements) PartnerStatus(ctx context.Context, tenantID string, opts ...CallOption) (*PartnerAgreementStatus, error) {
	return complianceCspAgreementstatusGet.call(ctx, s.client, Args{Query: params("tenantId", tenantID)}, nil, opts)
}
