package auth

import "strings"

// Class says what a refusal of the sign-in service calls for.
type Class string

// The classes of refusal. The first four need a person and come as a
// [ReauthError].
const (
	// ClassSignIn: the grant is gone or no longer enough; sign in again.
	ClassSignIn Class = "sign in again"
	// ClassPolicy: a Conditional Access policy stands in the way.
	ClassPolicy Class = "policy"
	// ClassAccount: the account itself must be repaired.
	ClassAccount Class = "account"
	// ClassConsent: the application lacks consent.
	ClassConsent Class = "consent"
	// ClassConfiguration: the app registration, its credential or a setting of
	// this program is wrong. Signing in again does not help.
	ClassConfiguration Class = "configuration"
	// ClassTransient: nothing is wrong; later is better.
	ClassTransient Class = "transient"
	// ClassPending: the person has not finished the device sign-in.
	ClassPending Class = "pending"
	// ClassExpired: the code of a sign-in ran out or was used; start over.
	ClassExpired Class = "start over"
	// ClassUnknown: a refusal nobody has described.
	ClassUnknown Class = "unknown"
)

// diagnosis is what a code means and what to do about it.
type diagnosis struct {
	class  Class
	cause  string
	remedy string
}

const (
	signInAgain   = "Sign in again as the service account, with MFA."
	fixPolicy     = "Have an administrator exclude the service account from the Conditional Access policy or satisfy it, then sign in again."
	fixApp        = "Correct the app registration in the Microsoft Entra admin center."
	retryLater    = "Nothing to do: it is tried again later."
	startOver     = "Start the sign-in again."
	adminConsent  = "Have a Privileged Role Administrator or Global Administrator grant admin consent to the application."
	partnerAccess = "Create the application's consent for this customer with Partner Center's applicationconsents API, and check that a GDAP relationship exists."
)

// diagnose explains an AADSTS code. The codes and their meaning are from
// Microsoft's page "Microsoft Entra authentication and authorization error
// codes".
func diagnose(code int) (diagnosis, bool) {
	switch code {
	case 50173:
		return diagnosis{ClassSignIn, "The grant was revoked: sessions were revoked or an administrator reset the password.", signInAgain}, true
	case 700082:
		return diagnosis{ClassSignIn, "The refresh token was not used for 90 days.", signInAgain + " Run the nightly refresher so that it does not happen again."}, true
	case 70043:
		return diagnosis{ClassSignIn, "A sign-in frequency policy ended the refresh token.", signInAgain + " Exclude the service account from the sign-in frequency policy."}, true
	case 70008, 70000:
		return diagnosis{ClassSignIn, "The refresh token or code has expired or was revoked.", signInAgain}, true
	case 50076:
		return diagnosis{ClassSignIn, "MFA is required and the grant does not prove it.", signInAgain}, true
	case 50079, 50072:
		return diagnosis{ClassSignIn, "The account must register for MFA first.", "Register an MFA method for the service account, then sign in again."}, true
	case 50074:
		return diagnosis{ClassSignIn, "The MFA challenge was not passed.", signInAgain}, true
	case 50078:
		return diagnosis{ClassSignIn, "The proof of MFA has expired by policy.", signInAgain}, true
	case 50158:
		return diagnosis{ClassSignIn, "An external security challenge was not met.", signInAgain + " Partner Center accepts no third-party MFA outside Entra."}, true
	case 53003:
		return diagnosis{ClassPolicy, "Conditional Access blocks the account or this network.", fixPolicy}, true
	case 53000:
		return diagnosis{ClassPolicy, "Conditional Access wants a compliant device.", fixPolicy}, true
	case 53001:
		return diagnosis{ClassPolicy, "Conditional Access wants a joined device.", fixPolicy}, true
	case 530034:
		return diagnosis{ClassPolicy, "The delegated administrator is blocked for account risk in the partner's tenant.", "Remediate the user's risk in Entra ID Protection, then sign in again."}, true
	case 50057:
		return diagnosis{ClassAccount, "The account is disabled.", "Enable the service account, then sign in again."}, true
	case 50034:
		return diagnosis{ClassAccount, "The account does not exist in this tenant.", "Check the tenant and the account, then sign in again."}, true
	case 50053:
		return diagnosis{ClassAccount, "The account is locked, or the network's address is known as malicious.", "Unlock the account or wait, check where the sign-in comes from, then sign in again."}, true
	case 50055:
		return diagnosis{ClassAccount, "The account's password has expired.", "Change the password, then sign in again."}, true
	case 50126:
		return diagnosis{ClassAccount, "The user name or password is wrong.", signInAgain}, true
	case 50020:
		return diagnosis{ClassAccount, "The account belongs to another tenant.", "Sign in with an account of the partner tenant."}, true
	case 50105:
		return diagnosis{ClassAccount, "The account is not assigned to the application.", "Assign the service account to the enterprise application, then sign in again."}, true
	case 65001:
		return diagnosis{ClassConsent, "Nobody has consented to the application in this tenant.", "In the partner's tenant, sign in and consent. In a customer's: " + partnerAccess}, true
	case 90094, 90095:
		return diagnosis{ClassConsent, "An administrator must consent to the application.", adminConsent}, true
	case 90099:
		return diagnosis{ClassConsent, "The application is not authorised in this tenant for the partner's delegated administrators.", partnerAccess}, true
	}
	return diagnoseConfiguration(code)
}

func diagnoseConfiguration(code int) (diagnosis, bool) {
	configuration := func(cause, remedy string) (diagnosis, bool) {
		return diagnosis{ClassConfiguration, cause, remedy}, true
	}
	switch code {
	case 650057:
		return configuration("The API is not among the permissions that the app registration requests.", "Add the API's permissions to the app registration and consent again.")
	case 650052:
		return configuration("The tenant is not subscribed to the API's service.", "Enable the service for the tenant, or create its service principal.")
	case 65005:
		return configuration("The app registration is misconfigured for this API.", fixApp)
	case 500011:
		return configuration("The audience does not exist in this tenant.", "Check the audience and the cloud: the audiences of one cloud do not exist in another.")
	case 700016:
		return configuration("The application was not found in the tenant.", "Check client id and tenant; in a customer's tenant the consent is missing.")
	case 7000112, 70001:
		return configuration("The application is disabled.", "Enable the enterprise application.")
	case 7000215:
		return configuration("The client secret is wrong; often its id was copied instead of its value.", "Create a client secret and configure its value.")
	case 7000222:
		return configuration("The client secret has expired.", "Create a new client secret, or use a certificate, and configure it. The stored grant stays valid.")
	case 7000218:
		return configuration("The application is confidential and no credential was sent.", "Configure a client secret or certificate.")
	case 700025:
		return configuration("The application is public and a credential was sent.", "Use auth.PublicClient, or register the application as a web application.")
	case 700027:
		return configuration("The signature of the client assertion is not accepted.", "Upload the certificate to the app registration, and check the clock of this machine.")
	case 700030:
		return configuration("The certificate's subject is not accepted.", "Use a certificate that the app registration trusts.")
	case 700005:
		return configuration("The code was issued for another tenant.", "Redeem the code at the tenant where the sign-in began.")
	case 50011:
		return configuration("The redirect address is not registered.", "Register exactly this redirect address in the app registration.")
	case 70011, 28002:
		return configuration("The scope is not valid.", "Ask for one API's /.default scope.")
	case 700022:
		return configuration("The scope names more than one API.", "Ask for one API at a time.")
	case 901002:
		return configuration("A v1 parameter was sent to the v2 endpoint.", "Send scope instead of resource.")
	case 90002:
		return configuration("The tenant was not found.", "Check the tenant id and the cloud.")
	case 50194:
		return configuration("The application is for one tenant only.", "Register it as multitenant, or name the tenant.")
	case 50196:
		return configuration("The client asks too often.", "Share one Authenticator and one TokenStore, so that tokens are cached.")
	}
	return diagnosePassing(code)
}

func diagnosePassing(code int) (diagnosis, bool) {
	switch code {
	case 50033, 90006, 90012, 90024, 90033, 50087:
		return diagnosis{ClassTransient, "Microsoft's sign-in service has a passing problem.", retryLater}, true
	case 90055:
		return diagnosis{ClassTransient, "The tenant is throttled.", retryLater}, true
	case 70016:
		return diagnosis{ClassPending, "The person has not finished the sign-in yet.", "Finish the sign-in on the other device."}, true
	case 70018:
		return diagnosis{ClassExpired, "The device code is wrong.", startOver}, true
	case 70019:
		return diagnosis{ClassExpired, "The device code has expired.", startOver}, true
	case 54005:
		return diagnosis{ClassExpired, "The authorization code was used already.", "Use the stored grant; if there is none, start the sign-in again."}, true
	}
	return diagnosis{}, false
}

// diagnoseOAuth explains a refusal by its OAuth error alone.
func diagnoseOAuth(code string, status int) diagnosis {
	switch strings.ToLower(code) {
	case "invalid_grant", "interaction_required", "login_required":
		return diagnosis{ClassSignIn, "The sign-in service no longer accepts the grant.", signInAgain}
	case "consent_required":
		return diagnosis{ClassConsent, "Consent is missing.", adminConsent}
	case "access_denied", "authorization_declined":
		return diagnosis{ClassSignIn, "The sign-in was declined.", startOver}
	case "temporarily_unavailable", "server_error":
		return diagnosis{ClassTransient, "The sign-in service has a passing problem.", retryLater}
	case "authorization_pending", "slow_down":
		return diagnosis{ClassPending, "The person has not finished the sign-in yet.", "Finish the sign-in on the other device."}
	case "bad_verification_code", "expired_token", "code_expired":
		return diagnosis{ClassExpired, "The device code is wrong or has expired.", startOver}
	case "invalid_client", "unauthorized_client", "invalid_scope", "invalid_resource", "invalid_request", "unsupported_grant_type":
		return diagnosis{ClassConfiguration, "The sign-in service refuses the application or the request.", fixApp}
	}
	if status == 0 || status == 408 || status == 429 || status >= 500 {
		return diagnosis{ClassTransient, "The sign-in service could not be reached or had a problem.", retryLater}
	}
	return diagnosis{ClassUnknown, "The sign-in service refused the request.", "Look up the code in Microsoft's list of AADSTS errors."}
}
