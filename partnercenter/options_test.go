package partnercenter_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/partnercenter"
)

// doer is what both clients of this package have.
type doer interface {
	Do(context.Context, partnercenter.Operation, partnercenter.Args, any, any, ...partnercenter.CallOption) error
}

// TestOptionsOfEveryClient: both clients name the application, show requests to
// middleware without the token, and refuse writes when they are read-only.
func TestOptionsOfEveryClient(t *testing.T) {
	builders := map[string]func(...partnercenter.Option) (doer, error){
		"Client": func(o ...partnercenter.Option) (doer, error) { return partnercenter.New(staticToken{}, o...) },
		"PartnerAPI": func(o ...partnercenter.Option) (doer, error) {
			return partnercenter.NewPartnerAPI(staticToken{}, o...)
		},
	}
	read := partnercenter.Operation{ID: "own.read", Method: http.MethodGet, Path: "/v1/own"}
	write := partnercenter.Operation{ID: "own.write", Method: http.MethodPost, Path: "/v1/own"}
	for name, build := range builders {
		t.Run(name, func(t *testing.T) {
			var spied, sent []*http.Request
			transport := roundTrip(func(req *http.Request) (*http.Response, error) {
				sent = append(sent, req)
				return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{}`)), Request: req}, nil
			})
			spy := func(next http.RoundTripper) http.RoundTripper {
				return roundTrip(func(req *http.Request) (*http.Response, error) {
					spied = append(spied, req)
					return next.RoundTrip(req)
				})
			}
			client, err := build(partnercenter.WithHTTPClient(&http.Client{Transport: transport}),
				partnercenter.WithApplication("robot/2.1"), partnercenter.WithMiddleware(spy), partnercenter.WithReadOnly())
			require.NoError(t, err)

			require.ErrorIs(t, client.Do(t.Context(), write, partnercenter.Args{}, nil, nil), partnercenter.ErrReadOnly)
			require.Empty(t, sent, "a refused write is not sent")

			require.NoError(t, client.Do(t.Context(), read, partnercenter.Args{}, nil, nil))
			require.Len(t, spied, 1)
			require.Len(t, sent, 1)
			assert.Equal(t, "own.read", partnercenter.OperationID(spied[0].Context()))
			assert.Empty(t, spied[0].Header.Get("Authorization"), "middleware must not see the token")
			assert.NotEmpty(t, sent[0].Header.Get("Authorization"))
			assert.Regexp(t, `^robot/2\.1 tenantlink-partnercenter/\S+ \(go1\.\d+`, sent[0].Header.Get("User-Agent"))
		})
	}
}
