package auth

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// claims are the parts of a token that say who it is about. The signature is
// not checked: the token came straight from the token endpoint over TLS, which
// OpenID Connect accepts in place of the signature (Core 3.1.3.7, 6).
type claims struct {
	Audience  textList `json:"aud"`
	Issuer    string   `json:"iss"`
	Expires   looseInt `json:"exp"`
	Nonce     string   `json:"nonce"`
	Tenant    string   `json:"tid"`
	ObjectID  string   `json:"oid"`
	UPN       string   `json:"upn"`
	Preferred string   `json:"preferred_username"`
	Unique    string   `json:"unique_name"`
	Name      string   `json:"name"`
	Methods   textList `json:"amr"`
	Roles     textList `json:"wids"`
	AppRoles  textList `json:"roles"`
	Scope     string   `json:"scp"`
	App       string   `json:"appid"`
	Party     string   `json:"azp"`
}

// textList is a list of strings that may come as a single string.
type textList []string

// UnmarshalJSON reads a string or a list; null is an empty list.
func (l *textList) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		*l = textList{s}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(l))
}

const maxToken = 1 << 20

// parseClaims reads the claims of a JWT.
func parseClaims(token string) (claims, error) {
	var c claims
	if len(token) > maxToken {
		return c, errors.New("the token is larger than 1 MiB")
	}
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return c, errors.New("the token is not a JWT")
	}
	body, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return c, errors.New("the token's claims are not base64url")
	}
	if err := json.Unmarshal(body, &c); err != nil {
		return c, fmt.Errorf("the token's claims: %w", hideContent(err))
	}
	return c, nil
}

// user is the sign-in name, from whichever claim has it.
func (c claims) user() string {
	for _, s := range []string{c.Preferred, c.UPN, c.Unique} {
		if s != "" {
			return s
		}
	}
	return ""
}

// checkID applies OpenID Connect's rules to an id_token of g.
func (c claims) checkID(g Grant, nonce string, now time.Time) error {
	const skew = 5 * time.Minute
	switch {
	case !slices.ContainsFunc(c.Audience, func(a string) bool { return strings.EqualFold(a, g.ClientID) }):
		return errors.New("the id_token was issued to another application")
	case nonce != "" && c.Nonce != nonce:
		return errors.New("the id_token's nonce is not the one of this sign-in")
	case c.Expires == 0 || now.After(time.Unix(int64(c.Expires), 0).Add(skew)):
		return errors.New("the id_token has expired; check the clock of this machine")
	case c.Tenant == "" || c.ObjectID == "":
		return errors.New("the id_token names no tenant or no user")
	case !strings.Contains(strings.ToLower(c.Issuer), strings.ToLower(c.Tenant)):
		return errors.New("the id_token's issuer is not its tenant")
	}
	return nil
}
