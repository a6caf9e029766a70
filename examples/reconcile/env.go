package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
)

// mockCredentials is the first line that the mock program prints.
type mockCredentials struct {
	URL                   string `json:"url"`
	PartnerTenantID       string `json:"partner_tenant_id"`
	ClientID              string `json:"client_id"`
	ClientSecret          string `json:"client_secret"`
	RefreshToken          string `json:"refresh_token"`
	ResellerID            string `json:"reseller_id"`
	CloudmoreClientID     string `json:"cloudmore_client_id"`
	CloudmoreClientSecret string `json:"cloudmore_client_secret"`
	CloudmoreUsername     string `json:"cloudmore_username"`
	CloudmorePassword     string `json:"cloudmore_password"`
}

func envCommand(*flag.FlagSet) func(context.Context, *session, []string) error {
	return func(_ context.Context, s *session, args []string) error {
		if len(args) > 0 {
			return errors.New("env takes no arguments: it reads the mock's credentials from standard input")
		}
		return exports(s.env.stdin, s.env.stdout)
	}
}

// exports turns the mock's credentials into lines for a shell.
func exports(r io.Reader, w io.Writer) error {
	var c mockCredentials
	if err := json.NewDecoder(io.LimitReader(r, 1<<20)).Decode(&c); err != nil {
		return fmt.Errorf("the mock's credentials: %w", err)
	}
	if c.URL == "" || c.PartnerTenantID == "" {
		return errors.New("the mock's credentials: url or partner_tenant_id is missing")
	}
	for _, v := range []struct{ name, value string }{
		{"TENANTLINK_AUTHORITY", c.URL}, {"TENANTLINK_PARTNERCENTER_URL", c.URL}, {"TENANTLINK_GRAPH_URL", c.URL}, {"TENANTLINK_CLOUDMORE_URL", c.URL},
		{"TENANTLINK_PARTNER_TENANT", c.PartnerTenantID}, {"TENANTLINK_CLIENT_ID", c.ClientID}, {envClientSecret, c.ClientSecret},
		{envRefreshToken, c.RefreshToken}, {"TENANTLINK_RESELLER", c.ResellerID}, {"TENANTLINK_CLOUDMORE_CLIENT_ID", c.CloudmoreClientID},
		{envCloudmoreClientSecret, c.CloudmoreClientSecret}, {"TENANTLINK_CLOUDMORE_USERNAME", c.CloudmoreUsername}, {envCloudmorePassword, c.CloudmorePassword},
	} {
		if _, err := fmt.Fprintf(w, "export %s=%s\n", v.name, quoted(v.value)); err != nil {
			return err
		}
	}
	return nil
}

// quoted makes one shell word of a value.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
