package partnercenter

import (
	"context"
	"encoding/json"
	"net/http"
)

// Consents let an application of the partner act in customer tenants.
type Consents struct{ client *Client }

// Consents gives the operations on consents.
func (c *Client) Consents() *Consents { return &Consents{c} }

// ApplicationConsent is the consent of a customer to an application of the
// partner.
type ApplicationConsent struct {
	// ApplicationID is the client id of the partner's application.
	ApplicationID string `json:"applicationId,omitzero"`
	// DisplayName of the application; it may be left out.
	DisplayName string `json:"displayName,omitzero"`
	// ApplicationGrants are the permissions, one grant an API.
	ApplicationGrants []ApplicationGrant `json:"applicationGrants,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

// ApplicationGrant is what an application may do.
type ApplicationGrant struct {
	// EnterpriseApplicationID is the application id of the API.
	EnterpriseApplicationID string `json:"enterpriseApplicationId,omitzero"`
	// Scope are permissions, separated by commas.
	Scope string `json:"scope,omitzero"`
	// Unknown holds members that this version does not know.
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

var (
	applicationconsentsCreate = define[ApplicationConsent, ApplicationConsent]("applicationconsents.create", http.MethodPost, "/v1/customers/{customer_id}/applicationconsents", "control-panel-vendor-apis", AuthUser)
	applicationconsentsDelete = define[none, none]("applicationconsents.delete", http.MethodDelete, "/v1/customers/{customer_id}/applicationconsents/{application_id}", "control-panel-vendor-apis", AuthUser)
)

// Create consents in a customer tenant on behalf of the customer, without a
// browser. The caller needs AdminAgents and GDAP Application Administrator, Cloud
// Application Administrator or Global Administrator. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/control-panel-vendor-apis
func (s *Consents) Create(ctx context.Context, customerID string, in ApplicationConsent, opts ...CallOption) (*ApplicationConsent, error) {
	return applicationconsentsCreate.call(ctx, s.client, at(customerID), &in, opts)
}

// Delete takes the consent back. App+User only.
//
// https://learn.microsoft.com/partner-center/developer/control-panel-vendor-apis
func (s *Consents) Delete(ctx context.Context, customerID, applicationID string, opts ...CallOption) error {
	_, err := applicationconsentsDelete.call(ctx, s.client, at(customerID, applicationID), nil, opts)
	return err
}
