package partnercenter

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// Sandbox makes indirect resellers in the integration sandbox of an indirect
// provider, at most five of them.
type Sandbox struct{ client *Client }

// Sandbox gives what exists in the integration sandbox only. Other operations of
// the sandbox are with their resources: Customers.Delete, Subscriptions.Activate.
func (c *Client) Sandbox() *Sandbox { return &Sandbox{c} }

// SandboxReseller is an indirect reseller to make.
type SandboxReseller struct {
	// MPNID is the reseller's partner id, of the sandbox.
	MPNID string `json:"mpnId,omitzero"`
	// Tenant is the tenant to make.
	Tenant *SandboxTenant `json:"tenant,omitzero"`
	// LegalBusinessProfile is the reseller's company.
	LegalBusinessProfile *SandboxProfile `json:"legalBusinessProfile,omitzero"`
	// OrganizationProfileLanguage such as "en".
	OrganizationProfileLanguage string `json:"organizationProfileLanguage,omitzero"`
	Resource
}

// SandboxTenant is the tenant of an indirect reseller of the sandbox.
type SandboxTenant struct {
	// DomainPrefix is the part before .onmicrosoft.com; unique.
	DomainPrefix string `json:"domainPrefix,omitzero"`
	// Name of the tenant, for people.
	Name string `json:"name,omitzero"`
	// DisplayName of the account.
	DisplayName string `json:"displayName,omitzero"`
	// AdminUserName is the part of the administrator's sign-in before the @.
	AdminUserName string `json:"adminUserName,omitzero"`
	// AdminFirstName of the administrator.
	AdminFirstName string `json:"adminFirstName,omitzero"`
	// AdminLastName of the administrator.
	AdminLastName string `json:"adminLastName,omitzero"`
	// AdminAlternateEmail of the administrator.
	AdminAlternateEmail string `json:"adminAlternateEmail,omitzero"`
	// Country is the ISO 3166-1 alpha-2 code.
	Country string `json:"country,omitzero"`
	// Culture such as "en-us".
	Culture string `json:"culture,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// SandboxProfile is the company of an indirect reseller of the sandbox.
type SandboxProfile struct {
	// CompanyName is its legal name.
	CompanyName string `json:"companyName,omitzero"`
	// Address of the company.
	Address *Address `json:"address,omitzero"`
	// PrimaryContact of the company.
	PrimaryContact *Contact `json:"primaryContact,omitzero"`
	// Culture such as "en-US".
	Culture string `json:"culture,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// SandboxAccount is an indirect reseller that was made.
type SandboxAccount struct {
	// AccountID is the reseller's tenant.
	AccountID string `json:"accountId,omitzero"`
	// MPNID is the reseller's partner id.
	MPNID string `json:"mpnId,omitzero"`
	// Tenant has the administrator and the password.
	Tenant *SandboxAdministrator `json:"tenant,omitzero"`
	// AgreementSignature is the agreement that was signed for it.
	AgreementSignature *AgreementSignature `json:"agreementSignature,omitzero"`
	// PartnerRelationship is that with the provider.
	PartnerRelationship *PartnerRelationship `json:"partnerRelationship,omitzero"`
	Resource
}

// SandboxAdministrator is who can sign in.
type SandboxAdministrator struct {
	// ID of the tenant.
	ID string `json:"id,omitzero"`
	// AdminUserAccount is the sign-in.
	AdminUserAccount string `json:"adminUserAccount,omitzero"`
	// Password is given once.
	Password Secret `json:"password,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// AgreementSignature says who signed an agreement.
type AgreementSignature struct {
	// ID of the signature.
	ID string `json:"id,omitzero"`
	// AccountID is for whom it was signed.
	AccountID string `json:"accountId,omitzero"`
	// AgreementID is the text that was signed.
	AgreementID string `json:"agreementId,omitzero"`
	// AgreementType such as ValueAddedReseller.
	AgreementType string `json:"agreementType,omitzero"`
	// DateSigned is when it was signed.
	DateSigned time.Time `json:"dateSigned,omitzero"`
	// SignedByFirstName is the signer's first name.
	SignedByFirstName string `json:"signedByFirstName,omitzero"`
	// SignedByUserPrincipalName is the signer's sign-in.
	SignedByUserPrincipalName string `json:"signedByUserPrincipalName,omitzero"`
	// SignedByUserObjectID is the signer.
	SignedByUserObjectID string `json:"signedByUserObjectId,omitzero"`
	// SignedByUserTenantID is the signer's tenant.
	SignedByUserTenantID string `json:"signedByUserTenantId,omitzero"`
	Resource
}

var (
	sandboxResellersCreate = define[SandboxReseller, SandboxAccount]("sandbox.resellers.create", http.MethodPost, "/v1/sandboxIndirectReseller", "create-indirect-reseller-in-sandbox", AuthUser, status(StatusSandbox))
	sandboxResellersDelete = define[none, none]("sandbox.resellers.delete", http.MethodDelete, "/v1/sandboxIndirectReseller/{reseller_id}", "delete-indirect-reseller-in-sandbox", AuthUser, status(StatusSandbox))
)

// CreateReseller makes an indirect reseller with a tenant of its own. App+User
// only.
//
// https://learn.microsoft.com/partner-center/developer/create-indirect-reseller-in-sandbox
func (s *Sandbox) CreateReseller(ctx context.Context, in SandboxReseller, opts ...CallOption) (*SandboxAccount, error) {
	return sandboxResellersCreate.call(ctx, s.client, Args{}, &in, opts)
}

// DeleteReseller removes an indirect reseller, after its customers and their
// subscriptions. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/delete-indirect-reseller-in-sandbox
func (s *Sandbox) DeleteReseller(ctx context.Context, resellerID string, opts ...CallOption) error {
	_, err := sandboxResellersDelete.call(ctx, s.client, at(resellerID), nil, opts)
	return err
}
