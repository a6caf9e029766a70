package clients

import (
	"net"
	"net/url"

	"github.com/tenantlink/tenantlink/cloudmore"
	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/partnercenter"
	"github.com/tenantlink/tenantlink/partnercenter/graph"
)

// PartnerCenter is a client of the mock's Partner Center, signed in as the MFA
// user of the mock's credentials (App+User). Further options come after the
// mock's and win.
func PartnerCenter(srv *mockserver.Server, opts ...partnercenter.Option) (*partnercenter.Client, error) {
	own := []partnercenter.Option{
		partnercenter.WithBaseURL(baseURL(srv, partnercenter.DefaultBaseURL)), partnercenter.WithHTTPClient(srv.Client()),
	}
	return partnercenter.New(User(srv, AudiencePartnerCenter), append(own, opts...)...)
}

// Graph is a client of the mock's Microsoft Graph, signed in app-only, which is
// enough for tenant lookups and billing exports.
func Graph(srv *mockserver.Server, opts ...graph.Option) (*graph.Client, error) {
	own := []graph.Option{
		graph.WithBaseURL(baseURL(srv, graph.DefaultBaseURL)), graph.WithHTTPClient(srv.Client()),
	}
	return graph.New(AppOnly(srv, AudienceGraph), append(own, opts...)...)
}

// Cloudmore is a client of the mock's Cloudmore, signed in with the password
// grant.
func Cloudmore(srv *mockserver.Server, opts ...cloudmore.Option) (*cloudmore.Client, error) {
	credentials := srv.Credentials()
	all := append([]cloudmore.Option{
		cloudmore.WithBaseURL(baseURL(srv, cloudmore.DefaultBaseURL)), cloudmore.WithHTTPClient(srv.Client()),
	}, opts...)
	source, err := cloudmore.NewPasswordSource(cloudmore.Credentials{
		ClientID: credentials.CloudmoreClientID, ClientSecret: cloudmore.Secret(credentials.CloudmoreClientSecret),
		Username: credentials.CloudmoreUsername, Password: cloudmore.Secret(credentials.CloudmorePassword),
	}, all...)
	if err != nil {
		return nil, err
	}
	return cloudmore.New(source, cloudmore.Account{ResellerID: credentials.ResellerID}, all...)
}

// baseURL is the mock's address, or the vendor's own for a mock without a
// listener, whose transport answers for every host.
func baseURL(srv *mockserver.Server, vendor string) string {
	u, err := url.Parse(srv.URL())
	if err != nil || net.ParseIP(u.Hostname()) == nil && u.Hostname() != "localhost" {
		return vendor
	}
	return srv.URL()
}
