package rest

import (
	"errors"
	"net/url"
	"regexp"
)

// Immutable after initialisation.
var secretPatterns = []struct {
	pattern *regexp.Regexp
	replace string
}{
	{regexp.MustCompile(`(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}`), "$1 [redacted]"},
	{regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{5,}(\.[A-Za-z0-9_-]*){0,4}`), "[redacted]"},
	{regexp.MustCompile(`(?i)((?:^|[?&;\s])(?:sig|skoid|access_token|refresh_token|id_token|client_secret|client_assertion|password|code)=)[^&\s"']+`), "$1[redacted]"},
	{regexp.MustCompile(`(?i)("?(?:access_?token|refresh_?token|id_?token|client_?secret|password|sas_?token)"?\s*:\s*)"(?:[^"\\]|\\.)*"`), `$1"[redacted]"`},
}

// Redact removes what looks like a credential from a text.
func Redact(s string) string {
	for _, secret := range secretPatterns {
		s = secret.pattern.ReplaceAllString(s, secret.replace)
	}
	return s
}

// unwrapURL removes url.Error, whose text holds the URL with its query.
func unwrapURL(err error) error {
	var u *url.Error
	for errors.As(err, &u) {
		err = u.Err
	}
	return err
}

// target is the part of a URL that may be shown: no query, no user, and the
// host only when it is not the client's own.
func target(u *url.URL, own *url.URL) string {
	shown := url.URL{Path: u.Path, RawPath: u.RawPath}
	if !sameOrigin(u, own) {
		shown.Scheme, shown.Host = u.Scheme, u.Host
	}
	return shown.String()
}
