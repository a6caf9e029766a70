package mockserver

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// Operation ids that more than one file needs.
const (
	opEntraAuthorize   = "entra.authorize"
	opEntraToken       = "entra.token"
	opCloudmoreToken   = "cloudmore.token"
	opBillingOperation = "graph.billing.operations.get"
)

// entraRoutes are Entra ID's endpoints, under a tenant that may be a GUID, a
// domain, "common" or "organizations".
func entraRoutes() []route {
	const real = "measured with real clients"
	return []route{
		{op: "entra.instance", method: "GET", patterns: []string{"/common/discovery/instance"}, vendor: vendorEntra, public: true,
			handle: (*Server).entraInstance, fidelity: Stateful, evidence: real, proof: "TestDiscovery"},
		{op: "entra.discovery", method: "GET", patterns: []string{"/{tenant}/v2.0/.well-known/openid-configuration", "/{tenant}/.well-known/openid-configuration"}, vendor: vendorEntra, public: true,
			handle: (*Server).entraDiscovery, fidelity: Stateful, evidence: real, proof: "TestDiscovery"},
		{op: "entra.keys", method: "GET", patterns: []string{"/{tenant}/discovery/v2.0/keys", "/{tenant}/discovery/keys"}, vendor: vendorEntra, public: true, pinned: true,
			handle: (*Server).entraKeys, fidelity: Stateful, evidence: real, proof: "TestDiscovery"},
		{op: opEntraAuthorize, method: "GET", patterns: []string{"/{tenant}/oauth2/v2.0/authorize", "/{tenant}/oauth2/authorize"}, vendor: vendorEntra, public: true, pinned: true,
			handle: (*Server).entraAuthorize, fidelity: Stateful, evidence: real, proof: "TestAuthorizationCode"},
		{op: opEntraAuthorize, method: "POST", patterns: []string{"/{tenant}/oauth2/v2.0/authorize", "/{tenant}/oauth2/authorize"}, vendor: vendorEntra, public: true,
			handle: (*Server).entraAuthorize, fidelity: Stateful, evidence: real, proof: "TestAuthorizationCode"},
		{op: opEntraToken, method: "POST", patterns: []string{"/{tenant}/oauth2/v2.0/token", "/{tenant}/oauth2/token"}, vendor: vendorEntra, public: true,
			handle: (*Server).entraToken, fidelity: Stateful, evidence: real, proof: "TestAuthorizationCode"},
		{op: "entra.devicecode", method: "POST", patterns: []string{"/{tenant}/oauth2/v2.0/devicecode", "/{tenant}/oauth2/devicecode"}, vendor: vendorEntra, public: true,
			handle: (*Server).entraDeviceCode, fidelity: Stateful, evidence: "published fields", proof: "TestDeviceCode"},
		{op: "entra.deviceauth", method: "GET", patterns: []string{"/{tenant}/oauth2/v2.0/deviceauth"}, vendor: vendorEntra, public: true, pinned: true,
			handle: (*Server).entraDeviceAuth, fidelity: Stateful, evidence: "inferred", proof: "TestDeviceCode"},
		{op: "entra.userrealm", method: "GET", patterns: []string{"/common/userrealm/{user}"}, vendor: vendorEntra, public: true,
			handle: (*Server).entraUserRealm, fidelity: Stateful, evidence: real, proof: "TestPassword"},
		{op: "entra.logout", method: "GET", patterns: []string{"/{tenant}/oauth2/v2.0/logout", "/{tenant}/oauth2/logout"}, vendor: vendorEntra, public: true, pinned: true,
			handle: (*Server).entraLogout, fidelity: ShapeOnly, evidence: "published fields"},
		{op: "graph.oidc.userinfo", method: "GET", patterns: []string{"/oidc/userinfo"}, vendor: vendorGraph,
			handle: (*Server).entraUserInfo, fidelity: Stateful, evidence: real, proof: "TestUserInfo"},
	}
}

// entraText is what Entra says for the codes that the mock itself produces.
// Scripted failures may use any other code.
func entraText(code int) (kind, text string) {
	switch code {
	case 50011:
		return "invalid_request", "The redirect URI specified in the request does not match the redirect URIs configured for the application."
	case 50034:
		return "invalid_grant", "The user account does not exist in the directory."
	case 50057:
		return "invalid_grant", "The user account is disabled."
	case 50076:
		return "interaction_required", "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource."
	case 50079:
		return "interaction_required", "The user is required to enroll in multi-factor authentication."
	case 50148:
		return "invalid_grant", "The code_verifier is missing although the authorization request carried a code_challenge."
	case 50013:
		return "invalid_grant", "Assertion failed signature validation."
	case 50126:
		return "invalid_grant", "Error validating credentials due to invalid username or password."
	case 50173:
		return "invalid_grant", "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password."
	case 53003:
		return "access_denied", "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance."
	case 54005:
		return "invalid_grant", "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token."
	case 65001:
		return "invalid_grant", "The user or administrator has not consented to use the application."
	case 70000:
		return "invalid_grant", "The provided value for the input parameter is not valid: the grant is unknown or was revoked."
	case 70003:
		return "unsupported_grant_type", "The app requested an unsupported grant type."
	case 70008:
		return "invalid_grant", "The provided authorization code or refresh token has expired."
	case 70011:
		return "invalid_scope", "The provided value for the input parameter 'scope' is not valid."
	case 70016:
		return "authorization_pending", "OAuth 2.0 device flow error. Authorization is pending. Continue polling."
	case 70018:
		return "bad_verification_code", "Invalid verification code."
	case 70019:
		return "expired_token", "The verification code has expired."
	case 70043:
		return "invalid_grant", "The refresh token has expired or is invalid due to sign-in frequency checks by Conditional Access."
	case 90002:
		return "invalid_request", "The tenant was not found. Check that it is spelt right and that the cloud is the right one."
	case 90014:
		return "invalid_request", "A required field is missing from the request."
	case 90055:
		return "temporarily_unavailable", "The tenant has been throttled due to too many requests."
	case 500011:
		return "invalid_resource", "The resource principal was not found in the tenant."
	case 500131:
		return "invalid_grant", "Assertion audience does not match the Client app presenting the assertion."
	case 500133:
		return "invalid_grant", "Assertion is not within its valid time range."
	case 501481:
		return "invalid_grant", "The code_verifier does not match the code_challenge supplied in the authorization request."
	case 700005:
		return "invalid_grant", "The authorization code is for another tenant than the one of the token request."
	case 700016:
		return "unauthorized_client", "The application was not found in the directory."
	case 700022:
		return "invalid_scope", "The scope names more than one resource."
	case 700025:
		return "invalid_client", "The client is public, so neither client_assertion nor client_secret should be presented."
	case 700027:
		return "invalid_client", "The client assertion failed signature validation."
	case 700082:
		return "invalid_grant", "The refresh token has expired due to inactivity."
	case 7000215:
		return "invalid_client", "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID."
	case 7000218:
		return "invalid_client", "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."
	case 7000222:
		return "invalid_client", "The provided client secret keys are expired."
	case 900144:
		return "invalid_request", "The request body must contain a required parameter that is missing."
	case 901002:
		return "invalid_request", "The 'resource' request parameter is not supported."
	case 700003, 700030, 7000112, 70001:
		return "unauthorized_client", "The application cannot be used."
	case 90033, 90006, 90012, 90024, 50033, 50087:
		return "temporarily_unavailable", "A transient error has occurred. Please try again."
	}
	return "invalid_grant", "The request was refused."
}

type entraProblem struct {
	Error         string `json:"error"`
	Description   string `json:"error_description"`
	Codes         []int  `json:"error_codes"`
	Timestamp     string `json:"timestamp"`
	TraceID       string `json:"trace_id"`
	CorrelationID string `json:"correlation_id"`
	URI           string `json:"error_uri"`
	Suberror      string `json:"suberror,omitempty"`
	Claims        string `json:"claims,omitempty"`
}

// entraFailure is Entra's own error body for an AADSTS code. A message
// replaces the text; status 0 is what Entra uses for that code.
func entraFailure(c *call, status, code int, message string) *reply {
	kind, text := entraText(code)
	if message != "" {
		text = message
	}
	if status == 0 {
		status = http.StatusBadRequest
		if kind == "invalid_client" {
			status = http.StatusUnauthorized
		}
	}
	stamp := c.now.Format("2006-01-02 15:04:05Z")
	correlation := orElse(c.correlationID, c.id)
	p := entraProblem{
		Error: kind, Codes: []int{code}, Timestamp: stamp, TraceID: c.id, CorrelationID: correlation,
		Description: fmt.Sprintf("AADSTS%d: %s Trace ID: %s Correlation ID: %s Timestamp: %s", code, text, c.id, correlation, stamp),
		URI:         fmt.Sprintf("https://login.microsoftonline.com/error?code=%d", code),
	}
	switch code {
	case 50173, 70000:
		p.Suberror = "bad_token"
	case 50076, 50079:
		p.Suberror = "basic_action"
		p.Claims = `{"access_token":{"amr":{"essential":true,"values":["mfa"]}}}`
	case 65001:
		p.Suberror = "consent_required"
	}
	return jsonReply(status, p)
}

// directory resolves the tenant segment of a path to a tenant id. The words
// common and organizations resolve to the partner's tenant, where its users are.
func (s *Server) directory(name string) (id string, ok bool) {
	p := s.st.partner
	switch n := strings.ToLower(name); {
	case n == "common", n == "organizations", n == p.TenantID, n == p.Domain, n == p.Custom:
		return p.TenantID, true
	case s.st.tenantByID[n] != nil:
		return n, true
	case s.st.domains[n] != "":
		return s.st.domains[n], true
	case s.opts.acceptAny:
		if u, err := uuid.Parse(n); err == nil {
			return u.String(), true
		}
		return p.TenantID, true
	}
	return "", false
}

// instanceMetadata says which host names are one cloud.
type instanceMetadata struct {
	PreferredNetwork string   `json:"preferred_network"`
	PreferredCache   string   `json:"preferred_cache"`
	Aliases          []string `json:"aliases"`
}

// entraInstance names the hosts of the cloud. The host of a custom authority is
// an instance by itself: without an entry MSAL for Go would find nothing in its
// own cache.
func (s *Server) entraInstance(c *call) *reply {
	metadata := []instanceMetadata{{
		PreferredNetwork: "login.microsoftonline.com", PreferredCache: "login.windows.net",
		Aliases: []string{"login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"},
	}}
	tenant := "common"
	if u, err := url.Parse(c.query.Get("authorization_endpoint")); err == nil && u.Host != "" {
		if first, _, _ := strings.Cut(strings.Trim(u.Path, "/"), "/"); first != "" {
			tenant = first
		}
		if !slices.Contains(metadata[0].Aliases, u.Host) {
			metadata = append(metadata, instanceMetadata{u.Host, u.Host, []string{u.Host}})
		}
	}
	return ok(map[string]any{
		"tenant_discovery_endpoint": c.base + "/" + tenant + "/v2.0/.well-known/openid-configuration",
		"api-version":               orElse(c.query.Get("api-version"), "1.1"),
		"metadata":                  metadata,
	})
}

// entraDiscovery describes itself under the host it was asked on: MSAL takes
// an issuer on the authority's host, and go-oidc takes no other.
func (s *Server) entraDiscovery(c *call) *reply {
	name := c.params["tenant"]
	id, known := s.directory(name)
	if !known {
		return entraFailure(c, http.StatusBadRequest, 90002, "Tenant '"+name+"' not found. Check that it is spelt right and that the cloud is the right one.")
	}
	tenant := id
	if n := strings.ToLower(name); n == "common" || n == "organizations" {
		tenant = n
	}
	root := c.base + "/" + tenant
	version := "/v2.0"
	if !strings.Contains(strings.ToLower(c.r.URL.Path), "/v2.0/") {
		version = ""
	}
	issuer := root + "/v2.0"
	if tenant != id {
		issuer = c.base + "/{tenantid}/v2.0"
	}
	return ok(map[string]any{
		"issuer":                                issuer,
		"authorization_endpoint":                root + "/oauth2" + version + "/authorize",
		"token_endpoint":                        root + "/oauth2" + version + "/token",
		"device_authorization_endpoint":         root + "/oauth2/v2.0/devicecode",
		"end_session_endpoint":                  root + "/oauth2" + version + "/logout",
		"jwks_uri":                              root + "/discovery" + version + "/keys",
		"userinfo_endpoint":                     userInfoAddress(c),
		"token_endpoint_auth_methods_supported": []string{"client_secret_post", "private_key_jwt", "client_secret_basic"},
		"response_modes_supported":              []string{"query", "fragment", "form_post"},
		"response_types_supported":              []string{"code", "id_token", "code id_token"},
		"subject_types_supported":               []string{"pairwise"},
		"id_token_signing_alg_values_supported": []string{"RS256"},
		"scopes_supported":                      []string{"openid", "profile", "email", "offline_access"},
		"claims_supported":                      []string{"sub", "iss", "aud", "exp", "iat", "nonce", "preferred_username", "name", "tid", "oid", "ver"},
		"request_uri_parameter_supported":       false,
		"http_logout_supported":                 true,
		"frontchannel_logout_supported":         true,
		"cloud_instance_name":                   "microsoftonline.com",
		"cloud_graph_host_name":                 "graph.windows.net",
		"msgraph_host":                          "graph.microsoft.com",
		"tenant_region_scope":                   "EU",
	})
}

// userInfoAddress is on Graph's host where that is another one.
func userInfoAddress(c *call) string {
	if only, _ := vendorOfHost(c.host()); only == vendorEntra {
		return audienceGraph + "/oidc/userinfo"
	}
	return c.base + "/oidc/userinfo"
}

func (s *Server) entraKeys(*call) *reply { return ok(s.keys.jwks()) }
