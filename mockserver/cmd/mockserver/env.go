package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/tenantlink/tenantlink/mockserver"
)

// printEnv asks a running mock for its credentials and prints them as exports,
// under the names that the examples of this module read.
func printEnv(ctx context.Context, args []string, stdout io.Writer) error {
	if len(args) != 1 {
		return fmt.Errorf("env takes one argument: the url of a running mock, from its first line")
	}
	base := strings.TrimRight(args[0], "/")
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/_mock/credentials", nil)
	if err != nil {
		return fmt.Errorf("env: %w", err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("env: is the mock running at %s? %w", base, err)
	}
	defer func() { _ = resp.Body.Close() }()
	var c mockserver.Credentials
	if err := json.NewDecoder(io.LimitReader(resp.Body, 1<<20)).Decode(&c); err != nil || resp.StatusCode != http.StatusOK {
		return fmt.Errorf("env: %s is no mock: it answered %s", base, resp.Status)
	}
	for _, v := range [][2]string{
		{"AUTHORITY", base}, {"PARTNERCENTER_URL", base}, {"GRAPH_URL", base}, {"CLOUDMORE_URL", base}, {"CA", c.CAFile},
		{"PARTNER_TENANT", c.PartnerTenantID}, {"CLIENT_ID", c.ClientID}, {"CLIENT_SECRET", c.ClientSecret}, {"REFRESH_TOKEN", c.RefreshToken},
		{"RESELLER", c.ResellerID}, {"CLOUDMORE_CLIENT_ID", c.CloudmoreClientID}, {"CLOUDMORE_CLIENT_SECRET", c.CloudmoreClientSecret},
		{"CLOUDMORE_USERNAME", c.CloudmoreUsername}, {"CLOUDMORE_PASSWORD", c.CloudmorePassword},
	} {
		if _, err := fmt.Fprintf(stdout, "export TENANTLINK_%s=%s\n", v[0], quote(v[1])); err != nil {
			return err
		}
	}
	return nil
}

// quote writes a value as one word of a shell.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
