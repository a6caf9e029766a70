package partnercenter

import (
	"context"
	"net/http"
)

// Profiles are the partner's own profiles.
type Profiles struct{ client *Client }

// Profiles gives the operations on the partner's own profiles.
func (c *Client) Profiles() *Profiles { return &Profiles{c} }

// OrganizationProfile is the partner itself.
type OrganizationProfile struct {
	// ID of the profile; TenantID is the one to use.
	ID string `json:"id,omitzero"`
	// CompanyName of the partner.
	CompanyName string `json:"companyName,omitzero"`
	// DefaultAddress of the partner.
	DefaultAddress *Address `json:"defaultAddress,omitzero"`
	// TenantID is the partner's Microsoft ID.
	TenantID string `json:"tenantId,omitzero"`
	// Domain is the partner's initial domain.
	Domain string `json:"domain,omitzero"`
	// Email of the partner.
	Email string `json:"email,omitzero"`
	// Language such as "en".
	Language string `json:"language,omitzero"`
	// Culture such as "en-US".
	Culture string `json:"culture,omitzero"`
	// ProfileType is "OrganizationProfile"; read only.
	ProfileType string `json:"profileType,omitzero"`
	Resource
}

var profilesOrganizationGet = define[none, OrganizationProfile]("profiles.organization.get", http.MethodGet, "/v1/profiles/organization", "get-an-organization-profile", AuthUser)

// Organization reads the partner's own profile; its TenantID is the partner's
// Microsoft ID. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/get-an-organization-profile
func (s *Profiles) Organization(ctx context.Context, opts ...CallOption) (*OrganizationProfile, error) {
	return profilesOrganizationGet.call(ctx, s.client, Args{}, nil, opts)
}
