package auth

import (
	"errors"
	"fmt"
	"net"
	"strings"
)

// Grant names one consent: which application acts for which partner tenant. It
// is not secret.
type Grant struct {
	// Cloud defaults to the global one.
	Cloud Cloud
	// Tenant is the partner's own tenant ("partner Microsoft ID"), as a GUID
	// or a domain. A GUID is better: the sign-in is then checked against it.
	Tenant string
	// ClientID is the application id of the partner's app registration.
	ClientID string
	// Account is a label of your choice that tells several sign-ins with the
	// same application apart. It may be empty.
	Account string
}

func (g Grant) normal() (Grant, error) {
	var err error
	if g.Cloud, err = g.Cloud.normal(); err != nil {
		return g, err
	}
	g.Tenant = strings.ToLower(strings.TrimSpace(g.Tenant))
	g.ClientID = strings.ToLower(strings.TrimSpace(g.ClientID))
	switch {
	case g.ClientID == "":
		return g, errors.New("Grant.ClientID is empty: it is the application (client) id of the app registration")
	case g.Tenant == "":
		return g, errors.New("Grant.Tenant is empty: it is the partner's own tenant id")
	case g.Tenant == "common" || g.Tenant == "organizations" || g.Tenant == "consumers":
		return g, fmt.Errorf("Grant.Tenant is %q: name the partner's own tenant", g.Tenant)
	}
	if err := checkTenant(g.Tenant); err != nil {
		return g, fmt.Errorf("Grant.Tenant: %w", err)
	}
	return g, nil
}

// refreshKey is where the grant's refresh token is stored.
func (g Grant) refreshKey() Key {
	return Key{Kind: KindRefresh, Authority: g.Cloud.Authority, Partner: g.Tenant, Client: g.ClientID, Account: g.Account}
}

// accessKey is where an access token is stored.
func (g Grant) accessKey(kind Kind, tenant, audience string) Key {
	k := g.refreshKey()
	k.Kind, k.Tenant, k.Audience = kind, tenant, audience
	if kind == KindApp {
		k.Account = "" // no user, so all sign-ins share it
	}
	return k
}

// checkTenant refuses what would change the path of the token endpoint.
func checkTenant(t string) error {
	if t == "" || strings.Trim(t, ".") == "" || strings.ContainsFunc(t, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '.')
	}) {
		return fmt.Errorf("%q is neither a tenant GUID nor a domain", t)
	}
	return nil
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
