package auth

import (
	"fmt"
	"net/url"
	"strings"
)

// Kind says what a record holds.
type Kind string

// The kinds of record.
const (
	// KindRefresh is the refresh token of a grant. It serves every audience
	// and every tenant.
	KindRefresh Kind = "refresh"
	// KindAccess is an access token of the signed-in user for one audience in
	// one tenant.
	KindAccess Kind = "access"
	// KindApp is an access token of the application itself.
	KindApp Kind = "app"
)

// Key names a record in a [TokenStore]. It is not secret.
type Key struct {
	// Kind is what the record holds.
	Kind Kind
	// Authority, Partner, Client and Account are the [Grant].
	Authority, Partner, Client, Account string
	// Tenant and Audience are empty for a refresh token.
	Tenant, Audience string
}

// keyVersion starts every canonical form, so that a later one can differ.
const keyVersion = "v1"

// String is the canonical form of k: equal keys give equal strings, different
// keys different ones. [ParseKey] reads it.
func (k Key) String() string {
	parts := []string{keyVersion, string(k.Kind), k.Authority, k.Partner, k.Client, k.Account, k.Tenant, k.Audience}
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return strings.Join(parts, "/")
}

// ParseKey reads what [Key.String] wrote.
func ParseKey(s string) (Key, error) {
	parts := strings.Split(s, "/")
	if len(parts) != 8 || parts[0] != keyVersion {
		return Key{}, fmt.Errorf("%q is not a key of version %s", s, keyVersion)
	}
	for i, p := range parts {
		plain, err := url.PathUnescape(p)
		if err != nil {
			return Key{}, fmt.Errorf("the key %q: %w", s, err)
		}
		parts[i] = plain
	}
	k := Key{
		Kind: Kind(parts[1]), Authority: parts[2], Partner: parts[3], Client: parts[4],
		Account: parts[5], Tenant: parts[6], Audience: parts[7],
	}
	if k.String() != s {
		return Key{}, fmt.Errorf("%q is not the canonical form of a key", s)
	}
	return k, nil
}
