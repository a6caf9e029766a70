package auth

import (
	"slices"
	"strings"
)

// ScopeSet is the delegated permissions that the SDK needs, by audience. It is
// versioned: when a release needs one more, its version grows, and a token
// without the permission leads to a [ReauthError] that names it.
type ScopeSet struct {
	// Version grows with every change. It is stored with each consent.
	Version int
	// PartnerCenter and Graph are permission names such as
	// "user_impersonation".
	PartnerCenter, Graph []string
}

// RequiredScopes is what finding, linking and billing need. Managing GDAP and
// groups needs more on Graph; see [WithRequiredScopes].
func RequiredScopes() ScopeSet {
	return ScopeSet{
		Version:       1,
		PartnerCenter: []string{"user_impersonation"},
		Graph:         []string{"CrossTenantInformation.ReadBasic.All", "PartnerBilling.Read.All"},
	}
}

// missing lists the permissions for audience that granted lacks. A token that
// shows no permissions at all proves nothing.
func (s ScopeSet) missing(cloud Cloud, audience string, granted []string) []string {
	if len(granted) == 0 {
		return nil
	}
	var need []string
	switch audience {
	case cloud.PartnerCenter:
		need = s.PartnerCenter
	case cloud.Graph:
		need = s.Graph
	}
	var missing []string
	for _, n := range need {
		if !slices.ContainsFunc(granted, func(g string) bool { return strings.EqualFold(g, n) }) {
			missing = append(missing, n)
		}
	}
	return missing
}

// signInScope is what a person is asked to consent to. ".default" stands for
// every permission that the app registration lists, for every API.
func signInScope(audience string) string {
	return defaultScope(audience) + " offline_access openid profile"
}

// defaultScope is the scope for a token of an audience.
func defaultScope(audience string) string { return strings.TrimRight(audience, "/") + "/.default" }
