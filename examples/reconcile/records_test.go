package main

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/mockserver"
)

// watchProgram starts `reconcile watch` and returns its lines.
func watchProgram(t *testing.T, c mockserver.Credentials, args ...string) (*exec.Cmd, <-chan string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be interrupted by another one on Windows")
	}
	cmd := exec.CommandContext(t.Context(), binary(t, "reconcile"), append([]string{"watch"}, args...)...)
	cmd.Env = append(os.Environ(), environ(c)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	lines := make(chan string, 1000)
	go func() {
		defer close(lines)
		for in := bufio.NewScanner(out); in.Scan(); {
			lines <- in.Text()
		}
	}()
	return cmd, lines
}

func awaitLine(t *testing.T, lines <-chan string, text string) string {
	t.Helper()
	timeout := time.After(60 * time.Second)
	for {
		select {
		case line, ok := <-lines:
			require.True(t, ok, "the program ended before it said %q", text)
			if strings.Contains(line, text) {
				return line
			}
		case <-timeout:
			require.FailNow(t, "the program did not say "+text)
		}
	}
}

// TestTwoWatchesShareADatabase runs two processes on one SQLite file: one looks
// and links, the other takes over when it is killed in the middle, and the mock
// is asked for each link once.
func TestTwoWatchesShareADatabase(t *testing.T) {
	srv := mockserver.New(t)
	before := len(srv.Links())
	records := filepath.Join(t.TempDir(), "records.db")
	args := []string{"-apply", "-worth=false", "-every", "1m", "-lease", "2s", "-records", records}
	require.NoError(t, srv.Fail("cloudmore.cspTenants.link", mockserver.Fault{Kind: mockserver.FaultDelay, Delay: time.Second}))
	a, _ := watchProgram(t, srv.Credentials(), args...)
	link := mockserver.Match{Op: "cloudmore.cspTenants.link"}
	require.Eventually(t, func() bool { return len(srv.Requests(link)) > 0 }, 60*time.Second, 20*time.Millisecond, "the first watch must begin to link")
	b, lines := watchProgram(t, srv.Credentials(), args...)
	require.NoError(t, a.Process.Kill())
	_ = a.Wait()
	time.Sleep(1100 * time.Millisecond) // what it had sent arrives
	srv.ClearFaults()
	awaitLine(t, lines, "unlinked tenants")
	require.NoError(t, b.Process.Signal(os.Interrupt))
	require.NoError(t, b.Wait(), "being interrupted is no failure")
	committed := 0
	for _, r := range srv.Requests(link) {
		if r.Committed {
			committed++
		}
	}
	require.Equal(t, len(srv.Links())-before, committed, "each link must be made once")
	require.Greater(t, committed, 4, "the other watch must have gone on with what the first left")
}

func TestWatchServesTheAlert(t *testing.T) {
	srv, dir := mockserver.New(t), t.TempDir()
	cmd, lines := watchProgram(t, srv.Credentials(), "-worth=false", "-listen", "127.0.0.1:0", "-records", filepath.Join(dir, "records.json"))
	_, address, _ := strings.Cut(awaitLine(t, lines, "the alert is at "), "the alert is at ")
	get := func() *linking.Alert {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		require.NoError(t, err)
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			return nil
		}
		var a linking.Alert
		require.NoError(t, json.NewDecoder(resp.Body).Decode(&a))
		return &a
	}
	awaitLine(t, lines, "unlinked tenants")
	first := get()
	require.NotEmpty(t, first.Unlinked)
	require.False(t, first.Unlinked[0].Since.IsZero(), "a watch knows since when")

	require.NoError(t, srv.Link(first.Unlinked[0].Tenant.String(), freeOrganization(t, srv)))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+"look", nil)
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusAccepted, resp.StatusCode)
	awaitLine(t, lines, "settled: "+first.Unlinked[0].Tenant.String())
	require.Eventually(t, func() bool { return len(get().Unlinked) == len(first.Unlinked)-1 }, 10*time.Second, 20*time.Millisecond)
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	require.NoError(t, cmd.Wait())

	out, err := at(t, srv, dir, "", "status")
	require.Error(t, err, "tenants are unlinked")
	require.Contains(t, out, day(first.Unlinked[1].Since), "status must tell since when, from the records of the watch")
}

// freeOrganization is one that no tenant is linked to.
func freeOrganization(t *testing.T, srv *mockserver.Server) string {
	t.Helper()
	o, err := srv.AddOrganization(mockserver.Organization{Name: "A free one"})
	require.NoError(t, err)
	return o.ID
}

func TestRecordsInADatabaseKeepReviews(t *testing.T) {
	srv, dir := mockserver.New(t), t.TempDir()
	vars := variables(srv.Credentials())
	vars["TENANTLINK_RECORDS"] = filepath.Join(dir, "records.db")
	call := func(stdin string, args ...string) string {
		var out strings.Builder
		err := run(context.Background(), args, environment{getenv: func(k string) string { return vars[k] }, stdin: strings.NewReader(stdin), stdout: &out, stderr: new(strings.Builder)})
		require.NoError(t, err, out.String())
		return out.String()
	}
	require.Contains(t, call("i test a demo\nq\n", "review", "-azure=false", "-by", "anna"), "1 decided")
	require.Contains(t, call("", "plan", "-azure=false", "-out", filepath.Join(dir, "plan.json")), "test: a demo (anna)")
}
