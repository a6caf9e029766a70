package main

import (
	"bytes"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tenantlink/tenantlink/mockserver"
)

// call runs the program against a mock and returns what it printed.
func call(t *testing.T, srv *mockserver.Server, env map[string]string, args ...string) (string, error) {
	t.Helper()
	c := srv.Credentials()
	args = append([]string{"-authority", srv.URL(), "-tenant", c.PartnerTenantID, "-client-id", c.ClientID}, args...)
	var out, errs bytes.Buffer
	err := run(t.Context(), args, func(k string) string { return env[k] }, &out, &errs)
	if errs.Len() > 0 {
		t.Errorf("stderr: %s", errs.String())
	}
	return out.String(), err
}

func TestTokensAreSharedThroughEachStore(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(0), mockserver.WithRotation(mockserver.RotationStrict))
	c := srv.Credentials()
	env := map[string]string{"SECRET": c.ClientSecret, "REFRESH": c.RefreshToken, "KEY": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="}
	graph := []string{"-client-secret-env", "SECRET", "-audience", "https://graph.microsoft.com"}
	store := "file:" + filepath.Join(t.TempDir(), "tokens")
	first, err := call(t, srv, env, append(graph, "-store", store, "-store-key-env", "KEY", "-import-env", "REFRESH", "-repeat", "2", "-every", "1ms")...)
	if err != nil {
		t.Fatal(err)
	}
	line := `pid \d+  expires \S+  audience https://graph\.microsoft\.com  `
	want := regexp.MustCompile(`^imported the grant of \S+ in tenant \S+, MFA true\n` + line + "fetched by this process\n" + line + "cached\n$")
	if !want.MatchString(first) {
		t.Errorf("printed:\n%s\nwant a token fetched by this process, then the cached one", first)
	}
	second, err := call(t, srv, env, append(graph, "-store", store, "-store-key-env", "KEY")...)
	if err != nil || !strings.Contains(second, "fetched by another") {
		t.Errorf("the second run printed %q with error %v, want to use the first one's token", second, err)
	}
	if strings.Contains(first+second, "eyJ") {
		t.Error("a token was printed")
	}
}

func TestSQLiteAndAppOnly(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(0))
	env := map[string]string{"SECRET": srv.Credentials().ClientSecret}
	out, err := call(t, srv, env, "-client-secret-env", "SECRET", "-store", "sqlite:"+filepath.Join(t.TempDir(), "t.db"), "-app-only")
	if err != nil || !strings.Contains(out, "fetched by this process") {
		t.Errorf("printed %q with error %v, want an app-only token", out, err)
	}
}

func TestWrongSettingsGiveOneClearLine(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(0))
	dir := "file:" + filepath.Join(t.TempDir(), "tokens")
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"no store":         {nil, "-store is missing"},
		"bad store":        {[]string{"-store", "redis:x"}, "not file, sqlite or postgres"},
		"empty secret":     {[]string{"-store", dir, "-client-secret-env", "NONE"}, "NONE, which is empty"},
		"bad key":          {[]string{"-store", dir, "-store-key-env", "BAD"}, "32 bytes"},
		"empty import":     {[]string{"-store", dir, "-import-env", "NONE"}, "NONE, which is empty"},
		"nobody signed in": {[]string{"-store", dir}, "Nobody has signed in"},
		"no repeat":        {[]string{"-store", dir, "-repeat", "0"}, "-repeat"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := call(t, srv, map[string]string{"BAD": "short"}, c.args...)
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error is %v, want one line with %q", err, c.want)
			}
		})
	}
}
