package partnercenter

import (
	"context"
	"iter"
	"net/http"
)

// LegalBusinessProfile is the partner as a legal entity.
type LegalBusinessProfile struct {
	// The legal entity: CompanyName, Address and PrimaryContact.
	CompanyName    string   `json:"companyName,omitzero"`
	Address        *Address `json:"address,omitzero"`
	PrimaryContact *Contact `json:"primaryContact,omitzero"`
	// Who approves for the company, to Microsoft's vetting.
	CompanyApproverAddress *Address `json:"companyApproverAddress,omitzero"`
	CompanyApproverEmail   string   `json:"companyApproverEmail,omitzero"`
	// VettingStatus is none, pending, authorized or rejected.
	VettingStatus string `json:"vettingStatus,omitzero"`
	// VettingSubStatus says which step vetting is at.
	VettingSubStatus string `json:"vettingSubStatus,omitzero"`
	// ProfileType is "LegalBusinessProfile"; read only.
	ProfileType string `json:"profileType,omitzero"`
	Resource
}

// PartnerBillingProfile is how Microsoft bills the partner.
type PartnerBillingProfile struct {
	// Who is billed: CompanyName, Address and PrimaryContact.
	CompanyName    string   `json:"companyName,omitzero"`
	Address        *Address `json:"address,omitzero"`
	PrimaryContact *Contact `json:"primaryContact,omitzero"`
	// PurchaseOrderNumber is the partner's own; it may be empty.
	PurchaseOrderNumber string `json:"purchaseOrderNumber,omitzero"`
	// TaxID of the partner, such as a VAT id.
	TaxID string `json:"taxId,omitzero"`
	// BillingDay is the day of the month, as text; the page does not describe it.
	BillingDay string `json:"billingDay,omitzero"`
	// BillingCurrency is the ISO 4217 code; it cannot be changed.
	BillingCurrency string `json:"billingCurrency,omitzero"`
	// ProfileType is "BillingProfile"; read only.
	ProfileType string `json:"profileType,omitzero"`
	Resource
}

// SupportProfile is where customers get support.
type SupportProfile struct {
	// How customers reach the partner's support.
	Email     string `json:"email,omitzero"`
	Telephone string `json:"telephone,omitzero"`
	Website   string `json:"website,omitzero"`
	// ProfileType is "support_profile"; read only.
	ProfileType string `json:"profileType,omitzero"`
	Resource
}

// MPNProfile is a partner by its partner id (formerly MPN id).
type MPNProfile struct {
	// MPNID is the PartnerID (formerly MPN id).
	MPNID string `json:"mpnId,omitzero"`
	// PartnerName is the company's name.
	PartnerName string `json:"partnerName,omitzero"`
	// ProfileType is "MpnProfile"; read only.
	ProfileType string `json:"profileType,omitzero"`
	// PartnerID is what newer documentation calls MPNID.
	PartnerID string `json:"partnerId,omitzero"`
	Resource
}

var (
	profilesOrganizationUpdate  = define[OrganizationProfile, OrganizationProfile]("profiles.organization.update", http.MethodPut, "/v1/profiles/organization", "update-an-organization-profile", AuthUser)
	profilesLegalbusinessGet    = define[none, LegalBusinessProfile]("profiles.legalbusiness.get", http.MethodGet, "/v1/profiles/legalbusiness", "get-legal-business-profile", AuthBoth)
	profilesLegalbusinessUpdate = define[LegalBusinessProfile, LegalBusinessProfile]("profiles.legalbusiness.update", http.MethodPut, "/v1/profiles/legalbusiness", "update-legal-business-profile", AuthUser)
	profilesBillingGet          = define[none, PartnerBillingProfile]("profiles.billing.get", http.MethodGet, "/v1/profiles/billing", "get-partner-billing-profile", AuthUser)
	profilesBillingUpdate       = define[PartnerBillingProfile, PartnerBillingProfile]("profiles.billing.update", http.MethodPut, "/v1/profiles/billing", "update-partner-billing-profile", AuthUser)
	profilesSupportGet          = define[none, SupportProfile]("profiles.support.get", http.MethodGet, "/v1/profiles/support", "get-support-profile", AuthUser)
	profilesSupportUpdate       = define[SupportProfile, SupportProfile]("profiles.support.update", http.MethodPut, "/v1/profiles/supportprofile", "update-support-profile", AuthUser)
	profilesMpnGet              = define[none, MPNProfile]("profiles.mpn.get", http.MethodGet, "/v1/profiles/mpn", "get-partner-by-mpn-id", AuthUser)
	relationshipsList           = define[none, Page[PartnerRelationship]]("relationships.list", http.MethodGet, "/v1/relationships", "retrieve-a-list-of-indirect-resellers", AuthUser)
)

// UpdateOrganization replaces the partner's own profile; send all of it. App+User
// only.
//
// https://learn.microsoft.com/partner-center/developer/update-an-organization-profile
func (s *Profiles) UpdateOrganization(ctx context.Context, in OrganizationProfile, opts ...CallOption) (*OrganizationProfile, error) {
	return profilesOrganizationUpdate.call(ctx, s.client, Args{}, &in, opts)
}

// LegalBusiness reads the partner as a legal entity. The version is "current" or
// "lastFinalized". Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/get-legal-business-profile
func (s *Profiles) LegalBusiness(ctx context.Context, vettingVersion string, opts ...CallOption) (*LegalBusinessProfile, error) {
	return profilesLegalbusinessGet.call(ctx, s.client, Args{Query: params("vettingVersion", vettingVersion)}, nil, opts)
}

// UpdateLegalBusiness replaces the partner's legal data; send all of it. App+User
// only.
//
// https://learn.microsoft.com/partner-center/developer/update-legal-business-profile
func (s *Profiles) UpdateLegalBusiness(ctx context.Context, in LegalBusinessProfile, opts ...CallOption) (*LegalBusinessProfile, error) {
	return profilesLegalbusinessUpdate.call(ctx, s.client, Args{}, &in, opts)
}

// Billing reads how Microsoft bills the partner. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-partner-billing-profile
func (s *Profiles) Billing(ctx context.Context, opts ...CallOption) (*PartnerBillingProfile, error) {
	return profilesBillingGet.call(ctx, s.client, Args{}, nil, opts)
}

// UpdateBilling replaces how Microsoft bills the partner; send all of it.
// App+User only.
//
// https://learn.microsoft.com/partner-center/developer/update-partner-billing-profile
func (s *Profiles) UpdateBilling(ctx context.Context, in PartnerBillingProfile, opts ...CallOption) (*PartnerBillingProfile, error) {
	return profilesBillingUpdate.call(ctx, s.client, Args{}, &in, opts)
}

// Support reads where customers get support. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-support-profile
func (s *Profiles) Support(ctx context.Context, opts ...CallOption) (*SupportProfile, error) {
	return profilesSupportGet.call(ctx, s.client, Args{}, nil, opts)
}

// UpdateSupport replaces where customers get support; send all of it. App+User
// only.
//
// https://learn.microsoft.com/partner-center/developer/update-support-profile
func (s *Profiles) UpdateSupport(ctx context.Context, in SupportProfile, opts ...CallOption) (*SupportProfile, error) {
	return profilesSupportUpdate.call(ctx, s.client, Args{}, &in, opts)
}

// MPN finds a partner by its partner id. An unknown one is ErrNotFound (code
// 3000). App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-partner-by-mpn-id
func (s *Profiles) MPN(ctx context.Context, mpnID string, opts ...CallOption) (*MPNProfile, error) {
	return profilesMpnGet.call(ctx, s.client, Args{Query: params("mpnId", mpnID)}, nil, opts)
}

// ListRelationships reads the partners that this one works with: relationshipType
// is IsIndirectCloudSolutionProviderOf for a provider's resellers,
// IsIndirectResellerOf for a reseller's providers. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/retrieve-a-list-of-indirect-resellers
func (s *Profiles) ListRelationships(ctx context.Context, relationshipType string, after Continuation, opts ...CallOption) (*Page[PartnerRelationship], error) {
	return list(ctx, s.client, relationshipsList, Args{Query: params("relationship_type", relationshipType)}, after, opts)
}

// AllRelationships walks all pages of ListRelationships.
func (s *Profiles) AllRelationships(ctx context.Context, relationshipType string, opts ...CallOption) iter.Seq2[PartnerRelationship, error] {
	return all(ctx, s.client, relationshipsList, Args{Query: params("relationship_type", relationshipType)}, Continuation{}, opts)
}
