package auth

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Audiences of the global cloud, for [Authenticator.Source]. Other clouds name
// theirs in [Cloud].
const (
	// PartnerCenter is the audience of the Partner Center REST API.
	PartnerCenter = "https://api.partnercenter.microsoft.com"
	// Graph is the audience of Microsoft Graph, which serves GDAP and the
	// billing exports.
	Graph = "https://graph.microsoft.com"
)

// Cloud is the addresses of one Microsoft cloud. Fill one in yourself for a
// test server; the functions below return the public ones.
type Cloud struct {
	// Name appears in errors only.
	Name string
	// Authority is where users sign in and tokens are issued, without tenant:
	// "https://login.microsoftonline.com".
	Authority string
	// PartnerCenter and Graph are the audiences of tokens for the two APIs.
	PartnerCenter string
	Graph         string
	// PartnerCenterAPI is where the Partner Center API answers, when that is
	// not the audience. The refresher's check of the roles reads there.
	PartnerCenterAPI string
}

// Global is Microsoft's worldwide cloud.
func Global() Cloud {
	return Cloud{Name: "global", Authority: "https://login.microsoftonline.com", PartnerCenter: PartnerCenter, Graph: Graph}
}

// USGovernment is the cloud for the United States Government. Partner Center
// has the same audience and address there as in the global cloud. The Graph
// audience is the public one of the L4 national cloud.
func USGovernment() Cloud {
	return Cloud{Name: "us-government", Authority: "https://login.microsoftonline.us", PartnerCenter: PartnerCenter, Graph: "https://graph.microsoft.us"}
}

// China is the cloud that 21Vianet operates. It has no GDAP and no billing
// exports on Graph.
func China() Cloud {
	return Cloud{
		Name: "china", Authority: "https://login.partner.microsoftonline.cn",
		PartnerCenter: "https://partner.partnercenterapi.microsoftonline.cn", Graph: "https://microsoftgraph.chinacloudapi.cn",
	}
}

// api is where Partner Center answers.
func (c Cloud) api() string {
	if c.PartnerCenterAPI != "" {
		return c.PartnerCenterAPI
	}
	return c.PartnerCenter
}

// normal fills the gaps from the global cloud and checks the addresses.
func (c Cloud) normal() (Cloud, error) {
	if c == (Cloud{}) {
		c = Global()
	}
	if c.PartnerCenter == "" {
		c.PartnerCenter = PartnerCenter
	}
	if c.Graph == "" {
		c.Graph = Graph
	}
	c.Authority, c.PartnerCenter, c.Graph = strings.TrimRight(c.Authority, "/"), strings.TrimRight(c.PartnerCenter, "/"), strings.TrimRight(c.Graph, "/")
	u, err := url.Parse(c.Authority)
	switch {
	case c.Authority == "":
		return c, errors.New("the cloud has no authority: use auth.Global() or fill in Cloud.Authority")
	case err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return c, fmt.Errorf("the authority %q is not an address such as https://login.microsoftonline.com", c.Authority)
	case u.Scheme != "https" && !loopback(u.Hostname()):
		return c, fmt.Errorf("the authority %q must be https: secrets are sent to it", c.Authority)
	case strings.Trim(u.Path, "/") != "":
		return c, fmt.Errorf("the authority %q must not name a tenant: that is Grant.Tenant", c.Authority)
	}
	return c, nil
}
