package graph_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/tenantlink/tenantlink/partnercenter/graph"
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
		return httpmock.NewStringResponse(http.StatusOK, "{}"), nil
	})
	spy := func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(req *http.Request) (*http.Response, error) {
			spied = append(spied, req)
			return next.RoundTrip(req)
		})
	}
	client, err := graph.New(token("t"), graph.WithHTTPClient(&http.Client{Transport: transport}),
		graph.WithApplication("robot/2.1"), graph.WithMiddleware(spy), graph.WithReadOnly())
	require.NoError(t, err)

	write := graph.Operation{ID: "own.write", Method: http.MethodPost, Path: "/v1.0/own"}
	require.ErrorIs(t, client.Do(t.Context(), write, graph.Args{}, nil, nil), graph.ErrReadOnly)
	require.Empty(t, sent, "a refused write is not sent")

	read := graph.Operation{ID: "own.read", Method: http.MethodGet, Path: "/v1.0/own"}
	require.NoError(t, client.Do(t.Context(), read, graph.Args{}, nil, nil))
	require.Len(t, spied, 1)
	require.Len(t, sent, 1)
	assert.Equal(t, "own.read", graph.OperationID(spied[0].Context()))
	assert.Empty(t, spied[0].Header.Get("Authorization"), "middleware must not see the token")
	assert.Equal(t, "Bearer t", sent[0].Header.Get("Authorization"))
	assert.Regexp(t, `^robot/2\.1 tenantlink-graph/\S+ \(go1\.\d+`, sent[0].Header.Get("User-Agent"))
}
