package mockserver

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
)

// Audiences of access tokens.
const (
	audiencePartnerCenter = "https://api.partnercenter.microsoft.com"
	audienceGraph         = "https://graph.microsoft.com"
	audienceAzure         = "https://management.azure.com"
	audiencePartnerAPI    = "https://api.partner.microsoft.com"
	// audienceOldGraph is retired: Partner Center answers 900420 to it.
	audienceOldGraph  = "https://graph.windows.net"
	audienceCloudmore = "cloudmore"

	appPartnerCenter = "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd"
	appGraph         = "00000003-0000-0000-c000-000000000000"
)

// identify reads the bearer token into c.identity and refuses what the vendor
// would refuse. A nil reply lets the call pass.
func (s *Server) identify(c *call) *reply {
	if c.route.public {
		return nil
	}
	scheme, token, _ := strings.Cut(c.r.Header.Get("Authorization"), " ")
	token = strings.TrimSpace(token)
	if c.route.vendor == vendorBlob {
		return refuseBearer(c)
	}
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return s.unauthorized(c, "the request has no bearer token")
	}
	cl, err := s.keys.verify(token)
	if err != nil && s.opts.acceptAny {
		cl, err = s.assumed(c, token), nil
	}
	if err != nil {
		return s.unauthorized(c, err.Error())
	}
	if exp := cl.expiry(); exp > 0 && c.now.Unix() >= exp {
		return s.unauthorized(c, "the token has expired")
	}
	c.identity = Identity{
		Tenant: cl.text("tid"), User: orElse(cl.text("upn"), cl.text("preferred_username")), App: cl.text("appid"),
		AppOnly: cl.text("idtyp") == "app", MFA: cl.has("amr", "mfa"),
		object: cl.text("oid"), audience: cl.text("aud"), scopes: cl.text("scp"),
	}
	return s.admit(c)
}

// admit checks the audience and what the vendor demands of the token.
func (s *Server) admit(c *call) *reply {
	id := c.identity
	switch c.route.vendor {
	case vendorPartnerCenter:
		if want := orElse(c.route.audience, audiencePartnerCenter); id.audience != want && (c.route.audience != "" || id.audience != appPartnerCenter) {
			return pcError(http.StatusUnauthorized, 900420, "The audience in the token is invalid and is no longer supported in Partner Center API.")
		}
		if c.route.userOnly && id.AppOnly {
			return pcError(http.StatusForbidden, 900329, "This resource doesn't support application-only authentication.")
		}
		return s.enforceMFA(id)
	case vendorGraph:
		if id.audience != audienceGraph && id.audience != appGraph {
			return s.unauthorized(c, "Access token validation failure. Invalid audience.")
		}
	case vendorCloudmore:
		if id.audience != audienceCloudmore {
			return s.unauthorized(c, "the token is not Cloudmore's")
		}
		if r, ok := c.params["resellerId"]; ok && !strings.EqualFold(r, s.partner.ResellerID) && !s.opts.acceptAny {
			return cmError(http.StatusForbidden, 3, "Forbidden", "The user has no access to this reseller.")
		}
	}
	return nil
}

func (s *Server) enforceMFA(id Identity) *reply {
	if id.AppOnly || id.MFA {
		return nil
	}
	switch s.opts.mfa {
	case MFARefuseWithoutBody:
		rep := newReply(http.StatusUnauthorized).set("WWW-Authenticate", `Bearer error="invalid_token"`)
		rep.reason = "Unauthorized - MFA required"
		return rep
	case MFARefuse900421:
		return pcError(http.StatusUnauthorized, 900421, "The token does not carry the MFA claim that App+User access requires.").
			set("WWW-Authenticate", `Bearer error="invalid_token"`)
	}
	return nil
}

// unauthorized is a vendor's 401 for a token that is missing, expired or wrong.
func (s *Server) unauthorized(c *call, why string) *reply {
	switch c.route.vendor {
	case vendorGraph:
		return graphError(c, http.StatusUnauthorized, "InvalidAuthenticationToken", why).
			set("WWW-Authenticate", `Bearer realm="", authorization_uri="`+c.base+`/common/oauth2/authorize", error="invalid_token", error_description="`+why+`"`)
	case vendorCloudmore:
		return newReply(http.StatusUnauthorized).set("WWW-Authenticate", `Bearer error="invalid_token", error_description="`+why+`"`)
	}
	return pcError(http.StatusUnauthorized, 800001, why).set("WWW-Authenticate", `Bearer error="invalid_token", error_description="`+why+`"`)
}

// claimsChallenge is Graph's demand for a token with more claims, as Conditional
// Access makes it; clients that understand it ask for a new token.
func claimsChallenge(c *call) string {
	want := base64.StdEncoding.EncodeToString([]byte(`{"access_token":{"nbf":{"essential":true,"value":"` + strconv.FormatInt(c.now.Unix(), 10) + `"}}}`))
	return `Bearer realm="", authorization_uri="` + c.base + `/common/oauth2/authorize", error="insufficient_claims", claims="` + want + `"`
}

// assumed is what -accept-any takes an unknown bearer for: its own claims if it
// looks like a JWT, else the default MFA user with the right audience.
func (s *Server) assumed(c *call, token string) claims {
	cl, err := decodeClaims(token)
	if err == nil && cl.text("aud") != "" {
		return cl
	}
	p := s.partner
	cl = claims{"tid": p.TenantID, "upn": p.Users[0].UPN, "oid": p.Users[0].ID, "appid": p.ClientID, "amr": []any{"pwd", "mfa"}}
	switch c.route.vendor {
	case vendorPartnerCenter:
		cl["aud"] = orElse(c.route.audience, audiencePartnerCenter)
	case vendorGraph:
		cl["aud"] = audienceGraph
	case vendorCloudmore:
		cl["aud"] = audienceCloudmore
	}
	return cl
}

// refuseBearer turns away blob requests that carry a token: a signed URL is the
// only credential there, and a bearer sent to a storage host has leaked.
func refuseBearer(c *call) *reply {
	if c.r.Header.Get("Authorization") == "" {
		return nil
	}
	return blobError(http.StatusForbidden, "AuthenticationFailed",
		"Server failed to authenticate the request. A blob with a signed URL takes no Authorization header.")
}
