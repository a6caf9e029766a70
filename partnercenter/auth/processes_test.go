package auth_test

import (
	"io"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

// tokenUser is a process that keeps asking for a token.
type tokenUser struct {
	cmd   *exec.Cmd
	stdin io.Closer
	out   <-chan string
}

func startTokenUser(t *testing.T, srv *mockserver.Server, store string) *tokenUser {
	t.Helper()
	cmd := child(t, srv, "tokens", store)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return &tokenUser{cmd, stdin, lines(stdout)}
}

// result waits for the process, whose stdin is closed, and returns its pid and
// the tokens that it used.
func (u *tokenUser) result(t *testing.T) (pid string, tokens map[string]bool) {
	t.Helper()
	tokens = map[string]bool{}
	for line := range u.out {
		switch kind, rest, _ := strings.Cut(line, " "); kind {
		case "ready":
			pid = rest
		case "token":
			tokens[rest] = true
		}
	}
	if err := u.cmd.Wait(); err != nil {
		t.Errorf("process %s failed: %v", pid, err)
	}
	return pid, tokens
}

// TestProcessesShareOneRefreshPerExpiry starts processes that share a store,
// against a server that revokes everything if a refresh token is used twice.
func TestProcessesShareOneRefreshPerExpiry(t *testing.T) {
	processes, expiries := 6, 3
	if *soak {
		processes, expiries = 32, 20
	}
	for _, kind := range []string{"file", "sqlite"} {
		t.Run(kind, func(t *testing.T) {
			if !*soak {
				t.Parallel() // mostly waits for tokens to expire
			}
			shareRefreshes(t, kind+":"+filepath.Join(t.TempDir(), "tokens"), processes, expiries)
		})
	}
}

func shareRefreshes(t *testing.T, where string, processes, expiries int) {
	const life = 2 * time.Second
	srv := mockserver.New(t, mockserver.WithTenants(0), mockserver.WithRotation(mockserver.RotationStrict),
		mockserver.WithLifetimes(mockserver.Lifetimes{Access: life}))
	importAt(t, srv, where)
	srv.ClearRequests()
	users := make([]*tokenUser, processes)
	for i := range users {
		users[i] = startTokenUser(t, srv, where)
	}
	for end := time.Now().Add(10 * life * time.Duration(expiries+processes)); tokenRequests(srv) < expiries && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
	time.Sleep(life / 4) // all take up the last token
	for _, u := range users {
		if err := u.stdin.Close(); err != nil {
			t.Error(err)
		}
	}
	pids, used := map[string]bool{}, map[string]bool{}
	for _, u := range users {
		pid, tokens := u.result(t)
		pids[pid] = true
		for fp := range tokens {
			used[fp] = true
		}
	}
	if len(pids) != processes {
		t.Errorf("%d processes, want %d", len(pids), processes)
	}
	requests := srv.Requests(mockserver.Match{Op: "entra.token"})
	t.Logf("%d processes, pids %s", len(pids), strings.Join(slices.Sorted(maps.Keys(pids)), " "))
	t.Logf("%d refreshes, %d different tokens used (one of them from before)", len(requests), len(used))
	if len(requests) < expiries || len(used) < len(requests) {
		t.Errorf("%d refreshes for %d tokens used in %d expiries: some were not used, or nothing was refreshed", len(requests), len(used), expiries)
	}
	for i, r := range requests {
		if r.Status != 200 {
			t.Errorf("refresh %d was answered %d: a process reused a refresh token", i, r.Status)
		}
		// Early refresh begins at most 22 % before the end of a token.
		if i > 0 && r.Time.Sub(requests[i-1].Time) < life*3/4 {
			t.Errorf("refresh %d came %v after the one before: one of them was not needed", i, r.Time.Sub(requests[i-1].Time))
		}
	}
}

// importAt stores the mock's refresh token in the store at where.
func importAt(t *testing.T, srv *mockserver.Server, where string) {
	t.Helper()
	a := openAt(t, srv, where)
	if _, err := a.Import(t.Context(), auth.Secret(srv.Credentials().RefreshToken)); err != nil {
		t.Fatal("Import:", err)
	}
}

// openAt is an Authenticator for a mock with a listener.
func openAt(t *testing.T, srv *mockserver.Server, where string) *auth.Authenticator {
	t.Helper()
	store, err := openStore(where)
	if err != nil {
		t.Fatal(err)
	}
	c := srv.Credentials()
	a, err := auth.New(auth.Grant{Cloud: auth.Cloud{Authority: srv.URL()}, Tenant: c.PartnerTenantID, ClientID: c.ClientID},
		auth.ClientSecret(auth.Secret(c.ClientSecret)), store, auth.WithHTTPClient(srv.Client()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = a.Close()
		if c, ok := store.(io.Closer); ok {
			_ = c.Close()
		}
		srv.Client().CloseIdleConnections()
	})
	return a
}
