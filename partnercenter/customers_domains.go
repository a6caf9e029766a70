package partnercenter

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// VerifiedDomain is a domain to add to a customer's tenant, by a partner who is a
// domain registrar.
type VerifiedDomain struct {
	// VerifiedDomainName is the domain to add, such as "contoso.com".
	VerifiedDomainName string `json:"verifiedDomainName,omitzero"`
	// Domain describes it.
	Domain *Domain `json:"domain,omitzero"`
	// FederationSettings are required when AuthenticationType is "Federated".
	FederationSettings *FederationSettings `json:"domainFederationSettings,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// Domain is a domain of a tenant.
type Domain struct {
	// AuthenticationType is Managed or Federated.
	AuthenticationType string `json:"authenticationType,omitzero"`
	// Capability such as Email.
	Capability string `json:"capability,omitzero"`
	// IsDefault tells whether it is the tenant's default domain.
	IsDefault *bool `json:"isDefault,omitzero"`
	// IsInitial tells whether it is the tenant's first domain.
	IsInitial *bool `json:"isInitial,omitzero"`
	// Name such as "contoso.com".
	Name string `json:"name,omitzero"`
	// RootDomain is the domain above a subdomain.
	RootDomain string `json:"rootDomain,omitzero"`
	// Status is Unverified, Verified or PendingDeletion.
	Status string `json:"status,omitzero"`
	// VerificationMethod is None, DnsRecord or Email.
	VerificationMethod string `json:"verificationMethod,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// FederationSettings say how a federated domain signs in.
type FederationSettings struct {
	// ActiveLogOnURI is for rich clients.
	ActiveLogOnURI string `json:"activeLogOnUri,omitzero"`
	// DefaultInteractiveAuthenticationMethod is for users who must sign in anew.
	DefaultInteractiveAuthenticationMethod string `json:"defaultInteractiveAuthenticationMethod,omitzero"`
	// FederationBrandName is shown at sign-in.
	FederationBrandName string `json:"federationBrandName,omitzero"`
	// IssuerURI names the issuer of the tokens.
	IssuerURI string `json:"issuerUri,omitzero"`
	// LogOffURI is where signing out happens.
	LogOffURI string `json:"logOffUri,omitzero"`
	// MetadataExchangeURI is for rich clients.
	MetadataExchangeURI string `json:"metadataExchangeUri,omitzero"`
	// NextSigningCertificate is the coming certificate, base64.
	NextSigningCertificate string `json:"nextSigningCertificate,omitzero"`
	// OpenIDConnectDiscoveryEndpoint is the provider's discovery document.
	OpenIDConnectDiscoveryEndpoint string `json:"openIdConnectDiscoveryEndpoint,omitzero"`
	// PassiveLogOnURI is for browsers.
	PassiveLogOnURI string `json:"passiveLogOnUri,omitzero"`
	// PreferredAuthenticationProtocol is WsFed or Samlp.
	PreferredAuthenticationProtocol string `json:"preferredAuthenticationProtocol,omitzero"`
	// PromptLoginBehavior is TranslateToFreshPasswordAuth, NativeSupport or
	// Disabled.
	PromptLoginBehavior string `json:"promptLoginBehavior,omitzero"`
	// SigningCertificate is the present certificate, base64.
	SigningCertificate string `json:"signingCertificate,omitzero"`
	// SigningCertificateUpdateStatus tells how its last change went.
	SigningCertificateUpdateStatus *CertificateUpdate `json:"signingCertificateUpdateStatus,omitzero"`
	// SupportsMFA tells whether the provider does multi-factor authentication.
	SupportsMFA *bool `json:"supportsMfa,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// CertificateUpdate tells how the change of a certificate went.
type CertificateUpdate struct {
	// LastRunAt is when it was tried last.
	LastRunAt time.Time `json:"lastRunAt,omitzero"`
	// Result is a number whose meaning is not documented.
	Result *int `json:"result,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

var customersVerifiedDomainCreate = define[VerifiedDomain, Domain]("customers.verifieddomain.create", http.MethodPost, "/v1/customers/{customer_id}/verifieddomain", "add-a-verified-domain-for-a-customer", AuthBoth)

// AddVerifiedDomain adds a domain to a customer's tenant. Only partners who are
// domain registrars may. Works app-only.
//
// https://learn.microsoft.com/partner-center/developer/add-a-verified-domain-for-a-customer
func (s *Customers) AddVerifiedDomain(ctx context.Context, customerID string, in VerifiedDomain, opts ...CallOption) (*Domain, error) {
	return customersVerifiedDomainCreate.call(ctx, s.client, at(customerID), &in, opts)
}
