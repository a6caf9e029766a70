package preflight

import (
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/partnercenter"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

// noToken is the result of a row that needs the token.
func (r *run) noToken(c Check) Result {
	return unknown(c, "No token for Partner Center: "+r.tokenErr.Error(), "Sign in, then run the preflight again.")
}

func (r *run) partnerID() Result {
	id := r.PartnerID
	if id == "" {
		id = r.Auth.Grant().Tenant
	}
	const remedy = "Use the Microsoft Entra tenant id, a GUID, that Partner Center shows under account settings, organization profile."
	if _, err := uuid.Parse(id); err != nil || len(id) != 36 {
		return fail(CheckPartnerID, fmt.Sprintf("%q is not a GUID.", id), remedy)
	}
	if r.tokenErr != nil {
		return r.noToken(CheckPartnerID)
	}
	if !strings.EqualFold(id, r.token.Tenant) {
		return fail(CheckPartnerID, fmt.Sprintf("%s is configured, and the token is from tenant %s.", id, r.token.Tenant), remedy)
	}
	return pass(CheckPartnerID, "The token is from tenant "+r.token.Tenant+".")
}

func (r *run) mfa() Result {
	const remedy = "Enforce MFA for the service account in Entra ID, then sign in again."
	var reauth *auth.ReauthError
	switch {
	case errors.Is(r.tokenErr, auth.ErrNoMFA), errors.As(r.tokenErr, &reauth) && reauth.Code == 50076:
		return fail(CheckMFA, r.tokenErr.Error(), remedy)
	case r.tokenErr != nil:
		return r.noToken(CheckMFA)
	case !r.token.MFA():
		return fail(CheckMFA, fmt.Sprintf("The token's amr claim is %v and lacks mfa.", r.token.Methods), remedy)
	case r.compliance == partnercenter.MFANotCompliant:
		return fail(CheckMFA, "The token's amr claim holds mfa, but Partner Center says it is not compliant.", remedy)
	case r.compliance != partnercenter.MFACompliant:
		return unknown(CheckMFA, "The token's amr claim holds mfa, but Partner Center did not confirm it.", lookAgain)
	}
	return pass(CheckMFA, "The token's amr claim holds mfa, and Partner Center answered isMfaCompliant true.")
}

func (r *run) consentRole() Result {
	const remedy = "Give the account the role Privileged Role Administrator (or Global Administrator) while it consents."
	switch {
	case r.tokenErr != nil:
		return r.noToken(CheckConsentRole)
	case r.token.HasRole(auth.RolePrivilegedRoleAdministrator):
		return pass(CheckConsentRole, r.token.User+" is Privileged Role Administrator.")
	case r.token.HasRole(auth.RoleGlobalAdministrator):
		return pass(CheckConsentRole, r.token.User+" is Global Administrator.")
	case len(r.token.Roles) == 0:
		return unknown(CheckConsentRole, "The token shows no roles.", "Look in the Entra admin center whether "+r.token.User+" is Privileged Role Administrator.")
	}
	return fail(CheckConsentRole, fmt.Sprintf("The token of %s shows %d roles, and neither of the two is among them.", r.token.User, len(r.token.Roles)), remedy)
}

func (r *run) audience() Result {
	want := r.Auth.Grant().Cloud.PartnerCenter
	const remedy = "Ask for tokens with the audience of Partner Center; tokens for graph.windows.net or another cloud are refused."
	for _, err := range []error{r.mfaErr, r.customersErr, r.invoicesErr} {
		if codeOf(err) == "900420" {
			return fail(CheckAudience, "Partner Center refused the token's audience with code 900420.", remedy)
		}
	}
	switch {
	case r.tokenErr != nil:
		return r.noToken(CheckAudience)
	case strings.TrimRight(r.token.Audience, "/") != want:
		return fail(CheckAudience, fmt.Sprintf("The token is for %s, not %s.", r.token.Audience, want), remedy)
	}
	return pass(CheckAudience, "The token is for "+r.token.Audience+".")
}

// codeOf is the code in a refusal of Partner Center.
func codeOf(err error) string {
	var e *partnercenter.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func sso() Result {
	return unknown(CheckSSO, "No API shows this setting of Cloudmore.",
		"Switch required SSO off in Cloudmore for the time of its consent, and on again afterwards.")
}
