package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/mockserver"
)

// binaries builds the programs once, when a test needs them.
var binaries = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "reconcile")
	if err != nil {
		return "", err
	}
	cmd := exec.Command("go", "build", "-o", dir+string(os.PathSeparator), ".", "../../mockserver/cmd/mockserver")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return dir, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := binaries(); err == nil {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

func binary(t *testing.T, name string) string {
	t.Helper()
	dir, err := binaries()
	require.NoError(t, err)
	return filepath.Join(dir, name)
}

// variables are the settings for a running mock.
func variables(c mockserver.Credentials) map[string]string {
	return map[string]string{
		"TENANTLINK_AUTHORITY": c.URL, "TENANTLINK_PARTNERCENTER_URL": c.URL, "TENANTLINK_GRAPH_URL": c.URL, "TENANTLINK_CLOUDMORE_URL": c.URL,
		"TENANTLINK_PARTNER_TENANT": c.PartnerTenantID, "TENANTLINK_CLIENT_ID": c.ClientID, envClientSecret: c.ClientSecret,
		envRefreshToken: c.RefreshToken, "TENANTLINK_RESELLER": c.ResellerID,
		"TENANTLINK_CLOUDMORE_CLIENT_ID": c.CloudmoreClientID, envCloudmoreClientSecret: c.CloudmoreClientSecret,
		"TENANTLINK_RATE":               "0", // the mock throttles nothing unless asked to
		"TENANTLINK_CLOUDMORE_USERNAME": c.CloudmoreUsername, envCloudmorePassword: c.CloudmorePassword,
	}
}

func environ(c mockserver.Credentials) []string {
	var out []string
	for k, v := range variables(c) {
		out = append(out, k+"="+v)
	}
	return out
}

// reconcile runs the program in this process against a mock.
func reconcile(t *testing.T, srv *mockserver.Server, args ...string) (stdout string, err error) {
	t.Helper()
	vars := variables(srv.Credentials())
	var out, diag bytes.Buffer
	err = run(t.Context(), args, environment{getenv: func(k string) string { return vars[k] }, stdout: &out, stderr: &diag})
	return out.String(), err
}

func TestMissingSettingsGiveOneLineEach(t *testing.T) {
	var out, diag bytes.Buffer
	err := run(context.Background(), []string{"status"}, environment{getenv: func(string) string { return "" }, stdout: &out, stderr: &diag})
	require.Error(t, err)
	lines := strings.Split(err.Error(), "\n")
	require.Len(t, lines, 7, "one line for each missing setting:\n%v", err)
	for _, l := range lines {
		require.Contains(t, l, "missing")
		require.Contains(t, l, "TENANTLINK_")
	}
}

func TestWrongSettingsAreNamed(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(0))
	vars := variables(srv.Credentials())
	vars["TENANTLINK_PARTNER_TENANT"], vars["TENANTLINK_GRAPH_URL"] = "contoso", "graph.example"
	err := run(t.Context(), []string{"status"}, environment{getenv: func(k string) string { return vars[k] }, stdout: new(bytes.Buffer), stderr: new(bytes.Buffer)})
	require.ErrorContains(t, err, `"contoso" is no tenant GUID`)
	require.ErrorContains(t, err, `-graph-url "graph.example"`)
}

func TestUnknownCommandIsRefused(t *testing.T) {
	err := run(t.Context(), []string{"destroy"}, environment{getenv: os.Getenv, stdout: new(bytes.Buffer), stderr: new(bytes.Buffer)})
	require.ErrorContains(t, err, `unknown command "destroy"`)
}

func TestEveryCommandExplainsItself(t *testing.T) {
	for _, c := range commands() {
		t.Run(c.name, func(t *testing.T) {
			var out, diag bytes.Buffer
			err := run(t.Context(), []string{c.name, "-h"}, environment{getenv: func(string) string { return "" }, stdout: &out, stderr: &diag})
			require.NoError(t, err, "asking for help is no failure")
			require.Contains(t, out.String(), c.about)
			require.Contains(t, out.String(), "TENANTLINK_RESELLER")
			require.Contains(t, out.String(), envClientSecret)
			require.Contains(t, out.String(), "Exit codes: 0")
			require.Empty(t, diag.String())
		})
	}
}

func TestAnUnknownFlagIsOneLine(t *testing.T) {
	_, err := reconcile(t, mockserver.New(t, mockserver.WithTenants(0)), "plan", "-nope")
	require.ErrorContains(t, err, "-nope")
	require.NotContains(t, err.Error(), "\n")
}
