package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/mockserver"
)

// at runs a command with its records in dir and the given standard input.
func at(t *testing.T, srv *mockserver.Server, dir, stdin string, args ...string) (string, error) {
	t.Helper()
	vars := variables(srv.Credentials())
	vars["TENANTLINK_RECORDS"] = filepath.Join(dir, "records.json")
	var out bytes.Buffer
	err := run(t.Context(), args, environment{
		getenv: func(k string) string { return vars[k] }, stdin: strings.NewReader(stdin), stdout: &out, stderr: new(bytes.Buffer)})
	return out.String(), err
}

func planOf(t *testing.T, srv *mockserver.Server, dir string) *linking.Plan {
	t.Helper()
	_, err := at(t, srv, dir, "", "plan", "-azure=false", "-force", "-out", filepath.Join(dir, "plan.json"))
	require.NoError(t, err)
	f, err := os.Open(filepath.Join(dir, "plan.json"))
	require.NoError(t, err)
	defer f.Close()
	plan, err := linking.ReadPlan(f)
	require.NoError(t, err)
	return plan
}

func TestReviewIsAskedOnce(t *testing.T) {
	srv, dir := mockserver.New(t), t.TempDir()
	before := planOf(t, srv, dir)
	var open []linking.Action
	for _, a := range before.Actions {
		if a.Kind == linking.Review {
			open = append(open, a)
		}
	}
	require.GreaterOrEqual(t, len(open), 2, "the seeded broker must leave something to a person")

	// Nonsense is asked again; then the first candidate, an ignore, and the end.
	_, err := at(t, srv, dir, "what\n99\n1\ni test nobody uses it\nq\n", "review", "-by", "anna")
	require.NoError(t, err)

	after := planOf(t, srv, dir)
	kinds := make(map[string]linking.Action)
	for _, a := range after.Actions {
		kinds[a.TenantID.String()] = a
	}
	settled := 0
	for _, a := range before.Actions {
		now := kinds[a.TenantID.String()]
		switch {
		case a.Kind != linking.Review && a.Kind != linking.SecondTenant || now.Kind == a.Kind:
		case now.Kind == linking.LinkExisting:
			require.Equal(t, a.OrganizationID, now.OrganizationID, "the confirmed candidate must be linked")
			settled++
		case now.Kind == linking.Ignored:
			require.Contains(t, now.Reason, "nobody uses it")
			settled++
		}
	}
	require.Equal(t, 2, settled, "what a person decided must not be asked again")

	_, err = at(t, srv, dir, "", "apply", filepath.Join(dir, "plan.json"))
	require.NoError(t, err)
	for tenant, a := range kinds {
		if a.Kind != linking.LinkExisting {
			continue
		}
		found := false
		for _, l := range srv.Links() {
			found = found || strings.EqualFold(l.TenantID, tenant) && l.OrganizationID == a.OrganizationID
		}
		require.True(t, found, "tenant %s must be linked to %s", tenant, a.OrganizationID)
	}
}

// lockedBuffer is written by the watch and read by the test.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func TestWatchLinksWhatIsCertainAndEndsWhenAsked(t *testing.T) {
	srv, dir := mockserver.New(t), t.TempDir()
	linked := len(srv.Links())
	vars := variables(srv.Credentials())
	vars["TENANTLINK_RECORDS"] = filepath.Join(dir, "records.json")
	ctx, cancel := context.WithCancel(t.Context())
	var out lockedBuffer
	done := make(chan error, 1)
	go func() {
		done <- run(ctx, []string{"watch", "-every", "1m", "-apply", "-journal", filepath.Join(dir, "journal")}, environment{
			getenv: func(k string) string { return vars[k] }, stdout: &out, stderr: new(bytes.Buffer)})
	}()
	require.Eventually(t, func() bool { return strings.Contains(out.String(), "unlinked tenants") }, 20*time.Second, 20*time.Millisecond, "no report came")
	cancel()
	require.NoError(t, <-done, "being interrupted is no failure")
	require.Greater(t, len(srv.Links()), linked, "certain links must be made")
	require.Empty(t, srv.Requests(mockserver.Match{Op: "cloudmore.organizations.create"}), "watch must create nothing")
}
