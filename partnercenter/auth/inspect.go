package auth

import (
	"errors"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// TokenInfo is what an access token says about itself. Microsoft calls access
// tokens opaque: use it to explain a refusal, never to allow something.
type TokenInfo struct {
	// Audience is the API that the token is for.
	Audience string
	// Tenant is where the token was issued; App is the application's id.
	Tenant, App string
	// User is the sign-in name; empty when AppOnly.
	User string
	// AppOnly says that the token is of the application itself.
	AppOnly bool
	// Methods is the amr claim: how the user proved to be themselves.
	Methods []string
	// Roles are template ids of directory roles (wids claim). A token may
	// leave them out.
	Roles []string
	// Scopes are the delegated permissions, AppRoles those of the application.
	Scopes, AppRoles []string
	// Expires is when the token ends.
	Expires time.Time
}

// Inspect reads an access token without checking its signature.
func Inspect(t *oauth2.Token) (TokenInfo, error) {
	if t == nil {
		return TokenInfo{}, errors.New("auth: there is no token to inspect")
	}
	c, err := parseClaims(t.AccessToken)
	if err != nil {
		return TokenInfo{}, err
	}
	info := TokenInfo{
		Tenant: strings.ToLower(c.Tenant), App: c.App, User: c.user(), Methods: c.Methods, Roles: c.Roles,
		Scopes: strings.Fields(c.Scope), AppRoles: c.AppRoles,
		AppOnly: c.Scope == "" && c.user() == "",
	}
	if info.App == "" {
		info.App = c.Party
	}
	if len(c.Audience) > 0 {
		info.Audience = c.Audience[0]
	}
	if c.Expires > 0 {
		info.Expires = time.Unix(int64(c.Expires), 0).UTC()
	}
	return info, nil
}

// MFA reports whether the token's amr claim holds "mfa".
func (i TokenInfo) MFA() bool { return hasMFA(i.Methods) }

// HasRole reports whether the token shows the directory role.
func (i TokenInfo) HasRole(templateID string) bool {
	return slices.ContainsFunc(i.Roles, func(r string) bool { return strings.EqualFold(r, templateID) })
}
