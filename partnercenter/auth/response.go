package auth

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// tokenResponse is the answer of the token endpoint. v1 sends numbers as
// strings, v2 as numbers.
type tokenResponse struct {
	TokenType    string   `json:"token_type"`
	Access       string   `json:"access_token"`
	Refresh      string   `json:"refresh_token"`
	ID           string   `json:"id_token"`
	Scope        string   `json:"scope"`
	ExpiresIn    looseInt `json:"expires_in"`
	ExpiresOn    looseInt `json:"expires_on"`
	RefreshLasts looseInt `json:"refresh_token_expires_in"`
}

// looseInt is an integer that may come as a JSON string, as 3599.0 or as null.
type looseInt int64

// UnmarshalJSON reads a number or a string that holds one.
func (n *looseInt) UnmarshalJSON(b []byte) error {
	s := strings.Trim(string(b), `" `)
	if s == "" || s == "null" {
		return nil
	}
	if v, err := strconv.ParseInt(s, 10, 64); err == nil {
		*n = looseInt(v)
		return nil
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(v) || math.Abs(v) > 1<<53 {
		return errors.New("not a whole number")
	}
	*n = looseInt(v)
	return nil
}

const (
	defaultAccessLife = time.Hour
	maxAccessLife     = 366 * 24 * time.Hour
	// refreshLife is how long a refresh token lives unused (Microsoft, "Refresh
	// tokens in the Microsoft identity platform").
	refreshLife = 90 * 24 * time.Hour
)

// decodeTokens reads a token answer.
func decodeTokens(body []byte) (tokenResponse, error) {
	var r tokenResponse
	if err := json.Unmarshal(body, &r); err != nil {
		return r, fmt.Errorf("the answer is not a token response: %w", hideContent(err))
	}
	switch {
	case r.Access == "":
		return r, errors.New("the answer holds no access_token")
	case r.TokenType != "" && !strings.EqualFold(r.TokenType, "bearer"):
		return r, errors.New("the answer's token_type is not Bearer")
	case r.ExpiresIn < 0 || r.ExpiresOn < 0 || r.RefreshLasts < 0:
		return r, errors.New("the answer's expiry lies in the past")
	}
	return r, nil
}

// life is how long the access token is valid from now.
func (r tokenResponse) life(now time.Time) time.Duration {
	seconds := int64(r.ExpiresIn)
	if seconds == 0 && r.ExpiresOn > 0 {
		seconds = int64(r.ExpiresOn) - now.Unix()
	}
	if seconds <= 0 {
		return defaultAccessLife
	}
	return time.Duration(min(seconds, int64(maxAccessLife/time.Second))) * time.Second
}

// access makes the record of the access token.
func (r tokenResponse) access(now time.Time) Record {
	life := r.life(now)
	return Record{
		Access: Secret(r.Access), TokenType: "Bearer", IssuedAt: now, Lifetime: life, Expiry: now.Add(life).UTC(),
		Scopes: grantedScopes(r),
	}
}

// refreshEnds is when the new refresh token lapses if it is never used.
func (r tokenResponse) refreshEnds(now time.Time) time.Time {
	if r.RefreshLasts > 0 && int64(r.RefreshLasts) < int64(maxAccessLife/time.Second) {
		return now.Add(time.Duration(r.RefreshLasts) * time.Second).UTC()
	}
	return now.Add(refreshLife).UTC()
}

// grantedScopes is what the access token itself says, else what the answer says.
func grantedScopes(r tokenResponse) []string {
	if c, err := parseClaims(r.Access); err == nil && c.Scope != "" {
		return strings.Fields(c.Scope)
	}
	var names []string
	for _, s := range strings.Fields(r.Scope) {
		if name := s[strings.LastIndexByte(s, '/')+1:]; name != ".default" && name != "" {
			names = append(names, name)
		}
	}
	return names
}

// problem is the sign-in service's error body.
type problem struct {
	Error         string     `json:"error"`
	Description   string     `json:"error_description"`
	Codes         []looseInt `json:"error_codes"`
	Timestamp     string     `json:"timestamp"`
	TraceID       string     `json:"trace_id"`
	CorrelationID string     `json:"correlation_id"`
	Claims        string     `json:"claims"`
}

// aadstsInText finds the code in a description. Immutable.
var aadstsInText = regexp.MustCompile(`\bAADSTS(\d{2,10})\b`)

// decodeProblem reads an error body; ok is false if it is none.
func decodeProblem(body []byte) (p problem, ok bool) {
	if json.Unmarshal(body, &p) != nil || p.Error == "" && p.Description == "" {
		return problem{}, false
	}
	return p, true
}

// code is the AADSTS code of a problem, 0 if it names none.
func (p problem) code() int {
	if len(p.Codes) > 0 {
		return int(p.Codes[0])
	}
	if m := aadstsInText.FindStringSubmatch(p.Description); m != nil {
		n, _ := strconv.Atoi(m[1])
		return n
	}
	return 0
}
