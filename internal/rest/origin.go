package rest

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// Failures of following a link or redirect.
var (
	errRedirect = errors.New("redirect refused")
	errOrigin   = errors.New("link to another host refused")
)

const maxRedirects = 5

// sameOrigin compares scheme, host and port.
func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	if u.Scheme == "https" {
		return "443"
	}
	return "80"
}

// checkURL demands TLS except on loopback, and no user or fragment.
func checkURL(u *url.URL) error {
	switch {
	case u.Host == "":
		return fmt.Errorf("the URL %q names no host", u.Redacted())
	case u.User != nil:
		return errors.New("the URL holds a user or password; give credentials to the token source")
	case u.Scheme == "https":
		return nil
	case u.Scheme == "http" && loopback(u.Hostname()):
		return nil
	default:
		return fmt.Errorf("%s://%s: only https is allowed, http only on loopback", u.Scheme, u.Host)
	}
}

func loopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// checkRedirect lets reads follow a few redirects over TLS; the bearer token is
// added later and only for the client's own origin. A write is never carried to
// another place or turned into a read.
func (c *Client) checkRedirect(req *http.Request, via []*http.Request) error {
	first := via[0]
	switch {
	case len(via) > maxRedirects:
		return fmt.Errorf("%w: more than %d in a row", errRedirect, maxRedirects)
	case checkURL(req.URL) != nil:
		return fmt.Errorf("%w: %s://%s is not https", errRedirect, req.URL.Scheme, req.URL.Host)
	case first.Method != http.MethodGet && first.Method != http.MethodHead &&
		(req.Method != first.Method || !sameOrigin(req.URL, first.URL)):
		return fmt.Errorf("%w: a %s must not be carried to %s", errRedirect, first.Method, target(req.URL, c.base))
	}
	if !sameOrigin(req.URL, first.URL) {
		for name := range req.Header {
			if !harmless[name] {
				req.Header.Del(name)
			}
		}
	}
	return nil
}

// harmless headers may go to another host.
var harmless = map[string]bool{"Accept": true, "Accept-Encoding": true, "User-Agent": true, "Range": true}
