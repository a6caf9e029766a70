package auth_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

func TestAnUntrustedCertificateIsNoPassingProblem(t *testing.T) {
	t.Parallel()
	srv := mockserver.New(t, mockserver.WithTenants(0))
	c := srv.Credentials()
	transport := http.DefaultTransport.(*http.Transport).Clone()
	t.Cleanup(transport.CloseIdleConnections)
	a, err := auth.New(auth.Grant{Cloud: auth.Cloud{Authority: c.TLSURL}, Tenant: c.PartnerTenantID, ClientID: c.ClientID},
		auth.ClientSecret(auth.Secret(c.ClientSecret)), auth.NewMemoryStore(), auth.WithHTTPClient(&http.Client{Transport: transport}))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, a.Close()) })
	_, err = a.Source(auth.Graph, auth.AppOnly()).Token(t.Context())
	require.ErrorIs(t, err, auth.ErrConfiguration)
	require.NotErrorIs(t, err, auth.ErrTransient)
	require.ErrorContains(t, err, "certificate")
}
