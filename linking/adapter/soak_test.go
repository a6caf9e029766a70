//go:build unix

package adapter_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/mockserver"
)

// soakFaults are 2 % of all requests to Cloudmore, more than a fifth of them
// after the server has committed.
func soakFaults(t *testing.T, srv *mockserver.Server) {
	t.Helper()
	for n, f := range []mockserver.Fault{
		{Status: http.StatusTooManyRequests},
		{Status: http.StatusServiceUnavailable},
		{Kind: mockserver.FaultReset},
		{Status: http.StatusBadGateway, Phase: mockserver.After},
		{Kind: mockserver.FaultReset, Phase: mockserver.After},
		{Kind: mockserver.FaultTruncate},
	} {
		f.Probability, f.Seed = 0.02/6, uint64(n+1)
		require.NoError(t, srv.Fail("cloudmore.*", f))
	}
}

// TestSoakApplyUnderFaultsAndKills applies a plan in a process that is killed
// again and again while requests fail. At the end the server's state file and
// the journal must agree entry by entry. With -soak it does so for 10,000 tenants,
// 9,000 organizations and 30 kills.
func TestSoakApplyUnderFaultsAndKills(t *testing.T) {
	tenants, organizations, kills := 200, 180, 6
	if *soak {
		tenants, organizations, kills = 10_000, 9_000, 30
	}
	dir := t.TempDir()
	stateFile := filepath.Join(dir, "state.json")
	srv := mockserver.New(t, mockserver.WithTenants(0), mockserver.WithStateFile(stateFile), mockserver.WithLogLimit(1_000_000), mockserver.WithViolationsAllowed())
	s := newSide(t, srv)
	s.add(t, tenants, organizations)
	c := srv.Credentials()
	in := applierSettings{URL: srv.URL(), Plan: filepath.Join(dir, "plan.json"), Journal: filepath.Join(dir, "journal.jsonl"), Partner: c.PartnerTenantID,
		ResellerID: c.ResellerID, ClientID: c.CloudmoreClientID, ClientSecret: c.CloudmoreClientSecret, Username: c.CloudmoreUsername, Password: c.CloudmorePassword}
	var text bytes.Buffer
	require.NoError(t, s.plan(organizations, tenants-organizations).WriteJSON(&text))
	require.NoError(t, os.WriteFile(in.Plan, text.Bytes(), 0o600))
	soakFaults(t, srv)

	random := rand.New(rand.NewPCG(1, 2))
	phases := make(map[string]int)
	// A run that was killed has to go past what is done already, so each may
	// finish one share more than the one before.
	for n := range kills {
		after := tenants*n/kills + random.IntN(tenants/kills)
		if n == 0 {
			after = -1 // before anything is written
		}
		if runApplier(t, in, after) {
			phases[killPhase(t, in.Journal, srv)]++
		}
	}
	require.False(t, runApplier(t, in, tenants*2), "the last run must end by itself")
	reportFaults(t, srv)
	t.Logf("kills: %v", phases)
	srv.ClearFaults()
	require.NoError(t, srv.SaveState())
	requireStateAndJournalAgree(t, stateFile, in.Journal, tenants, organizations)
}

// runApplier starts the process and kills it after so many finished actions; it
// reports whether it was killed.
func runApplier(t *testing.T, in applierSettings, after int) (killed bool) {
	t.Helper()
	text, err := json.Marshal(in)
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), applierEnv+"="+string(text))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	if after < 0 {
		require.NoError(t, cmd.Process.Kill())
	}
	lines := bufio.NewScanner(out)
	for n := 1; lines.Scan(); n++ {
		if n == after {
			require.NoError(t, cmd.Process.Kill())
		}
	}
	err = cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signaled() {
		return true
	}
	require.NoError(t, err, stderr.String())
	return false
}

// killPhase says where the last kill fell, by what the journal left open.
func killPhase(t *testing.T, journal string, srv *mockserver.Server) string {
	t.Helper()
	entries := readJournal(t, journal)
	if len(entries) == 0 {
		return "before the first write"
	}
	linked := make(map[string]bool)
	for _, l := range srv.Links() {
		linked[l.TenantID] = true
	}
	phase := "after a journaled outcome"
	for _, e := range lastOf(entries) {
		switch {
		case e.State != linking.StateIntent:
		case e.Step == linking.StepLink && linked[e.TenantID.String()]:
			return "between write and journal"
		default:
			phase = "between journal and write"
		}
	}
	return phase
}

type journalStep struct {
	tenant uuid.UUID
	step   linking.Step
}

func lastOf(entries []linking.Entry) map[journalStep]linking.Entry {
	last := make(map[journalStep]linking.Entry)
	for _, e := range entries {
		last[journalStep{e.TenantID, e.Step}] = e
	}
	return last
}

// readJournal reads the complete lines of a journal file.
func readJournal(t *testing.T, path string) []linking.Entry {
	t.Helper()
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	require.NoError(t, err)
	var out []linking.Entry
	for line := range strings.Lines(string(data)) {
		if strings.HasSuffix(line, "\n") {
			var e linking.Entry
			require.NoError(t, json.Unmarshal([]byte(line), &e))
			out = append(out, e)
		}
	}
	return out
}

func reportFaults(t *testing.T, srv *mockserver.Server) {
	t.Helper()
	fired := make(map[string]int)
	all, faults, committed := 0, 0, 0
	for _, r := range srv.Requests(mockserver.Match{Op: "cloudmore.*"}) {
		all++
		if r.Fault == "" {
			continue
		}
		faults++
		if r.Committed {
			committed++
		}
		fired[r.Fault]++
	}
	t.Logf("%d requests, %d faults (%.1f %%), %d of them after a write had taken effect", all, faults, 100*float64(faults)/float64(all), committed)
	for _, name := range slices.Sorted(maps.Keys(fired)) {
		t.Logf("  %5d %s", fired[name], name)
	}
}

// requireStateAndJournalAgree reads nothing but the two files.
func requireStateAndJournalAgree(t *testing.T, stateFile, journal string, tenants, organizations int) {
	t.Helper()
	var state struct {
		Organizations []struct{ ID, Name string }
		Links         []struct {
			TenantID       string `json:"tenant_id"`
			OrganizationID string `json:"organization_id"`
		}
	}
	data, err := os.ReadFile(stateFile)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &state))
	require.Len(t, state.Organizations, tenants, "no organization may exist twice, and none may be missing")
	names := make(map[string]string)
	for _, o := range state.Organizations {
		require.NotContains(t, names, o.Name, "an organization exists twice")
		names[o.Name] = o.ID
	}
	require.Len(t, state.Links, tenants, "every tenant must be linked once")
	last := lastOf(readJournal(t, journal))
	creates := 0
	for _, l := range state.Links {
		tenant := uuid.MustParse(l.TenantID)
		entry := last[journalStep{tenant, linking.StepLink}]
		require.Equal(t, linking.StateDone, entry.State, "the journal must end the link of tenant %s", tenant)
		require.Equal(t, l.OrganizationID, entry.OrganizationID, "journal and server must name the same organization for tenant %s", tenant)
		if made, ok := last[journalStep{tenant, linking.StepCreate}]; ok {
			creates++
			require.Equal(t, linking.StateDone, made.State)
			require.Equal(t, l.OrganizationID, made.OrganizationID, "tenant %s must be linked to the organization made for it", tenant)
			require.Equal(t, l.OrganizationID, names[made.Draft.Name])
		}
	}
	require.Equal(t, tenants-organizations, creates, "the journal must hold every creation")
	t.Logf("%d links and %d creations agree between state file and journal", len(state.Links), creates)
}
