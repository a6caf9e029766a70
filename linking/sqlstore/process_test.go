//go:build unix

package sqlstore_test

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/mockserver"
)

// stage is a broker on the mock that several watcher processes share.
type stage struct {
	srv      *mockserver.Server
	settings watcherSettings
}

func newStage(t *testing.T, links int) stage {
	t.Helper()
	srv := mockserver.New(t, mockserver.WithTenants(0))
	for n := range links {
		_, err := srv.AddTenant(mockserver.Tenant{ID: tenant(n).String(), Name: "T", Domain: "t" + tenant(n).String() + ".onmicrosoft.com", Customer: true})
		require.NoError(t, err)
		_, err = srv.AddOrganization(mockserver.Organization{ID: organization(n), Name: "O " + organization(n)})
		require.NoError(t, err)
	}
	c := srv.Credentials()
	return stage{srv, watcherSettings{
		URL: srv.URL(), Database: filepath.Join(t.TempDir(), "linking.db"), ResellerID: c.ResellerID, Partner: c.PartnerTenantID,
		ClientID: c.CloudmoreClientID, ClientSecret: c.CloudmoreClientSecret, Username: c.CloudmoreUsername, Password: c.CloudmorePassword, Links: links,
	}}
}

// process is a running watcher and what it says.
type process struct {
	cmd   *exec.Cmd
	lines chan string
}

func (s stage) start(t *testing.T, change func(*watcherSettings)) *process {
	t.Helper()
	settings := s.settings
	change(&settings)
	text, err := json.Marshal(settings)
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), watcherEnv+"="+string(text))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	p := &process{cmd: cmd, lines: make(chan string, 10_000)}
	read := make(chan struct{})
	go func() {
		defer close(read)
		defer close(p.lines)
		for in := bufio.NewScanner(out); in.Scan(); {
			p.lines <- in.Text()
		}
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-read
		_ = cmd.Wait()
	})
	return p
}

// await returns the next line that begins with the text.
func (p *process) await(t *testing.T, text string) string {
	t.Helper()
	timeout := time.After(30 * time.Second)
	for {
		select {
		case line, ok := <-p.lines:
			require.True(t, ok, "the watcher ended before it said %q", text)
			if strings.HasPrefix(line, text) {
				return line
			}
		case <-timeout:
			require.Fail(t, "the watcher did not say "+text)
		}
	}
}

func (p *process) signal(t *testing.T, s syscall.Signal) {
	t.Helper()
	require.NoError(t, p.cmd.Process.Signal(s))
}

// requireEachLinkSentOnce checks on the server that every link was asked for
// exactly once.
func (s stage) requireEachLinkSentOnce(t *testing.T) {
	t.Helper()
	require.Len(t, s.srv.Links(), s.settings.Links)
	require.Len(t, s.srv.Requests(mockserver.Match{Op: "cloudmore.cspTenants.link"}), s.settings.Links, "no link may be sent twice")
}

func same(*watcherSettings) {}

func TestTwoProcessesActOneAtATime(t *testing.T) {
	t.Parallel()
	s := newStage(t, 40)
	a, b := s.start(t, same), s.start(t, same)
	a.await(t, "end done")
	b.await(t, "end done")
	s.requireEachLinkSentOnce(t)
}

func TestASuspendedLeaderDoesNotWriteAfterItsLease(t *testing.T) {
	t.Parallel()
	for name, pause := range map[string]func(*watcherSettings){
		"before the intent":                func(w *watcherSettings) { w.PauseBefore = true },
		"between the intent and the write": func(w *watcherSettings) { w.PauseAfter = true },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, 3)
			a := s.start(t, pause)
			a.await(t, "pausing")
			a.signal(t, syscall.SIGSTOP)
			b := s.start(t, same)
			require.Equal(t, "end done 3", b.await(t, "end"), "the other process must take over when the lease has expired")
			a.signal(t, syscall.SIGCONT)
			require.Contains(t, a.await(t, "end"), "lease was lost", "the suspended process must notice")
			s.requireEachLinkSentOnce(t)
			a.await(t, "end done 0") // it goes on watching and finds nothing to do
			s.requireEachLinkSentOnce(t)
		})
	}
}

func TestAKilledLeaderIsReplaced(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3)
	a := s.start(t, func(w *watcherSettings) { w.PauseAfter = true })
	a.await(t, "pausing")
	a.signal(t, syscall.SIGKILL)
	began := time.Now()
	b := s.start(t, same)
	require.Equal(t, "end done 3", b.await(t, "end"))
	require.Less(t, time.Since(began), 5*leaseTTL, "another process must take over soon after the lease has expired")
	s.requireEachLinkSentOnce(t)
}
