package main

import (
	"errors"
	"flag"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/cloudmore"
	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/adapter"
	"github.com/tenantlink/tenantlink/partnercenter"
	"github.com/tenantlink/tenantlink/partnercenter/graph"
)

// settings are where the services are and who signs in. A flag wins over its
// variable; secrets have no flag, since other users can read command lines.
type settings struct {
	getenv func(string) string

	authority, partnerCenterURL, graphURL, cloudmoreURL string
	partnerTenant, clientID                             string
	reseller, cloudmoreClientID, cloudmoreUsername      string
	store, ca, records                                  string
	partnerEnvironment, cloudmoreEnvironment            string
	rate, lookups                                       int
}

func newSettings(flags *flag.FlagSet, getenv func(string) string) *settings {
	s := &settings{getenv: getenv}
	text := func(into *string, name, variable, fallback, about string) {
		value := getenv(variable)
		if value == "" {
			value = fallback
		}
		flags.StringVar(into, name, value, about+" ("+variable+")")
	}
	text(&s.partnerTenant, "partner-tenant", "TENANTLINK_PARTNER_TENANT", "", "the partner's own tenant, a GUID")
	text(&s.clientID, "client-id", "TENANTLINK_CLIENT_ID", "", "application id of the partner's app registration")
	text(&s.reseller, "reseller", "TENANTLINK_RESELLER", "", "the broker's id in Cloudmore")
	text(&s.cloudmoreUsername, "cloudmore-username", "TENANTLINK_CLOUDMORE_USERNAME", "", "Cloudmore's API user")
	text(&s.cloudmoreClientID, "cloudmore-client-id", "TENANTLINK_CLOUDMORE_CLIENT_ID", cloudmore.DefaultClientID, "Cloudmore's client id")
	text(&s.authority, "authority", "TENANTLINK_AUTHORITY", adapter.DefaultAuthority, "where users sign in")
	text(&s.partnerCenterURL, "partnercenter-url", "TENANTLINK_PARTNERCENTER_URL", partnercenter.DefaultBaseURL, "address of Partner Center's API")
	text(&s.graphURL, "graph-url", "TENANTLINK_GRAPH_URL", graph.DefaultBaseURL, "address of Microsoft Graph")
	text(&s.cloudmoreURL, "cloudmore-url", "TENANTLINK_CLOUDMORE_URL", cloudmore.DefaultBaseURL, "address of Cloudmore's API")
	text(&s.store, "store", "TENANTLINK_STORE", "", "folder that keeps the tokens; empty keeps them in memory")
	text(&s.ca, "ca", "TENANTLINK_CA", "", "file with a further certificate authority, such as the mock's")
	text(&s.partnerEnvironment, "partner-environment", "TENANTLINK_PARTNER_ENVIRONMENT", "", "production or sandbox; a sandbox partner with a production Cloudmore, or the reverse, is refused")
	text(&s.cloudmoreEnvironment, "cloudmore-environment", "TENANTLINK_CLOUDMORE_ENVIRONMENT", "", "production or sandbox")
	flags.IntVar(&s.lookups, "lookups", 50, "how many owners of domains are looked up a second")
	flags.IntVar(&s.rate, "rate", s.defaultRate(), "what writes pace themselves by: requests a minute to Cloudmore; 0 is no limit (TENANTLINK_RATE)")
	text(&s.records, "records", "TENANTLINK_RECORDS", "tenantlink-records.json", "file with the ignore list, people's decisions and the state of watches; one that ends in .db is a SQLite database, which several watches can share")
	return s
}

// defaultRate is what Microsoft documents for Partner Center's customers, 500 a
// minute; Cloudmore's limit is not documented publicly. A variable that is no
// number is refused by check.
func (s *settings) defaultRate() int {
	const documented = 500
	text := s.getenv("TENANTLINK_RATE")
	if text == "" {
		return documented
	}
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	return -1
}

// secret names a variable that holds one.
func (s *settings) secret(variable string) string { return s.getenv(variable) }

// The variables with secrets.
const (
	envClientSecret          = "TENANTLINK_CLIENT_SECRET"
	envRefreshToken          = "TENANTLINK_REFRESH_TOKEN"
	envCloudmoreClientSecret = "TENANTLINK_CLOUDMORE_CLIENT_SECRET"
	envCloudmorePassword     = "TENANTLINK_CLOUDMORE_PASSWORD"
)

// check returns one line per setting that is missing or wrong.
func (s *settings) check() error {
	var errs []error
	missing := func(value, how string) {
		if strings.TrimSpace(value) == "" {
			errs = append(errs, fmt.Errorf("%s is missing", how))
		}
	}
	missing(s.partnerTenant, "the partner's tenant: -partner-tenant or TENANTLINK_PARTNER_TENANT")
	missing(s.clientID, "the application id: -client-id or TENANTLINK_CLIENT_ID")
	missing(s.secret(envClientSecret), "the application's secret: "+envClientSecret)
	missing(s.reseller, "the broker's id in Cloudmore: -reseller or TENANTLINK_RESELLER")
	missing(s.cloudmoreUsername, "Cloudmore's API user: -cloudmore-username or TENANTLINK_CLOUDMORE_USERNAME")
	missing(s.secret(envCloudmorePassword), "the API user's password: "+envCloudmorePassword)
	missing(s.secret(envCloudmoreClientSecret), "Cloudmore's client secret: "+envCloudmoreClientSecret)
	if _, err := uuid.Parse(s.partnerTenant); s.partnerTenant != "" && err != nil {
		errs = append(errs, fmt.Errorf("-partner-tenant %q is no tenant GUID", s.partnerTenant))
	}
	for _, e := range []string{s.partnerEnvironment, s.cloudmoreEnvironment} {
		if e != "" && e != string(linking.EnvironmentProduction) && e != string(linking.EnvironmentSandbox) {
			errs = append(errs, fmt.Errorf("the environment %q is neither production nor sandbox", e))
		}
	}
	if s.lookups < 1 {
		errs = append(errs, errors.New("-lookups must be at least 1"))
	}
	if s.rate < 0 {
		errs = append(errs, errors.New("-rate or TENANTLINK_RATE must be a number of requests a minute, 0 for no limit"))
	}
	for _, u := range []struct{ flag, value string }{
		{"-authority", s.authority}, {"-partnercenter-url", s.partnerCenterURL}, {"-graph-url", s.graphURL}, {"-cloudmore-url", s.cloudmoreURL},
	} {
		if p, err := url.Parse(u.value); err != nil || p.Host == "" || (p.Scheme != "https" && p.Scheme != "http") {
			errs = append(errs, fmt.Errorf("%s %q is no address", u.flag, u.value))
		}
	}
	return errors.Join(errs...)
}
