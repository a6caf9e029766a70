package cloudmore_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/tenantlink/tenantlink/cloudmore"
)

// token is a source that always gives itself.
type token string

func (t token) Token(context.Context) (*oauth2.Token, error) {
	return &oauth2.Token{AccessToken: string(t)}, nil
}

// TestOptions: the client names the application, shows requests to middleware
// without the token, and refuses writes when it is read-only.
func TestOptions(t *testing.T) {
	var spied, sent []*http.Request
	transport := roundTrip(func(req *http.Request) (*http.Response, error) {
		sent = append(sent, req)
		return reply(req, http.StatusOK, "{}"), nil
	})
	spy := func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(req *http.Request) (*http.Response, error) {
			spied = append(spied, req)
			return next.RoundTrip(req)
		})
	}
	client, err := cloudmore.New(token("t"), cloudmore.Account{ResellerID: "r"}, cloudmore.WithHTTPClient(&http.Client{Transport: transport}),
		cloudmore.WithApplication("robot/2.1"), cloudmore.WithMiddleware(spy), cloudmore.WithReadOnly())
	require.NoError(t, err)

	write := cloudmore.Operation{ID: "own.write", Method: http.MethodPost, Path: "/api/own"}
	require.ErrorIs(t, client.Do(t.Context(), write, cloudmore.Args{}, nil, nil), cloudmore.ErrReadOnly)
	require.Empty(t, sent, "a refused write is not sent")

	read := cloudmore.Operation{ID: "own.read", Method: http.MethodGet, Path: "/api/own"}
	require.NoError(t, client.Do(t.Context(), read, cloudmore.Args{}, nil, nil))
	require.Len(t, spied, 1)
	require.Len(t, sent, 1)
	assert.Equal(t, "own.read", cloudmore.OperationID(spied[0].Context()))
	assert.Empty(t, spied[0].Header.Get("Authorization"), "middleware must not see the token")
	assert.Equal(t, "Bearer t", sent[0].Header.Get("Authorization"))
	assert.Regexp(t, `^robot/2\.1 tenantlink-cloudmore/\S+ \(go1\.\d+`, sent[0].Header.Get("User-Agent"))
}
