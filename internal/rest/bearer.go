package rest

import (
	"errors"
	"net/http"
)

// tokenError is a failure of the token source: the request was not sent, and
// sending it again would only ask the source again.
type tokenError struct{ err error }

func (e *tokenError) Error() string { return "get a token: " + e.err.Error() }
func (e *tokenError) Unwrap() error { return e.err }

// bearer adds the token, below all middleware, so that only the transport that
// talks to the vendor ever sees it.
type bearer struct {
	client *Client
	next   http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (b *bearer) RoundTrip(req *http.Request) (*http.Response, error) {
	state := attemptFrom(req.Context())
	source := b.client.config.Tokens
	wanted := source != nil && state != nil && !state.anonymous && sameOrigin(req.URL, b.client.base)
	if !wanted {
		own := state != nil && state.signed && sameOrigin(req.URL, b.client.base)
		if req.Header.Get("Authorization") != "" && !own {
			req = req.Clone(req.Context())
			req.Header.Del("Authorization")
		}
		return b.next.RoundTrip(req)
	}
	token, err := source.Token(req.Context())
	if err == nil && (token == nil || token.AccessToken == "") {
		err = errors.New("the token source returned an empty token")
	}
	if err != nil {
		if req.Body != nil {
			_ = req.Body.Close()
		}
		return nil, &tokenError{err}
	}
	state.token = token
	signed := req.Clone(req.Context())
	token.SetAuthHeader(signed)
	resp, err := b.next.RoundTrip(signed)
	if err != nil {
		return resp, err
	}
	resp.Request = req
	return resp, nil
}

// renew tells the source that the server refused the token, once in a call, and
// reports whether another attempt with another token makes sense.
func (c *Client) renew(state *attempts) bool {
	source, ok := c.config.Tokens.(invalidator)
	if !ok || state.renewed || state.token == nil {
		return false
	}
	state.renewed = true
	source.Invalidate(state.token)
	return true
}
