package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/examples/internal/cli"
	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/mockserver"
)

// startMock runs the mock program and returns what its first line says and a
// function that ends it.
func startMock(t *testing.T, args ...string) (mockserver.Credentials, func()) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary(t, "mockserver"), args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	line, err := bufio.NewReader(out).ReadBytes('\n')
	require.NoError(t, err)
	var c mockserver.Credentials
	require.NoError(t, json.Unmarshal(line, &c), "the first line must be one JSON object: %s", line)
	stopped := false
	stop := func() {
		if !stopped {
			stopped = true
			require.NoError(t, cmd.Process.Signal(os.Interrupt))
			require.NoError(t, cmd.Wait())
		}
	}
	t.Cleanup(stop)
	return c, stop
}

func runProgram(t *testing.T, c mockserver.Credentials, dir string, args ...string) (output string, code int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary(t, "reconcile"), args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), environ(c)...)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return string(out), exit.ExitCode()
	}
	require.NoError(t, err)
	return string(out), 0
}

func writes(t *testing.T, c mockserver.Credentials) []mockserver.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.URL+"/_mock/requests?write=true", nil)
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	var list []mockserver.Request
	if json.Unmarshal(body, &list) != nil {
		var envelope struct {
			Requests []mockserver.Request `json:"requests"`
		}
		require.NoError(t, json.Unmarshal(body, &envelope), string(body))
		list = envelope.Requests
	}
	return list
}

// TestPlanApplyApplyAgainstTheMockProgram is the README's story in two terminals.
func TestPlanApplyApplyAgainstTheMockProgram(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be interrupted by another one on Windows")
	}
	dir := t.TempDir()
	state := filepath.Join(dir, "state.json")
	c, stop := startMock(t, "-state", state, "-seed", "3")

	out, code := runProgram(t, c, dir, "plan", "-out", "plan.json")
	require.Equal(t, 0, code, out)
	require.Contains(t, out, "wrote plan.json")
	require.Empty(t, writes(t, c), "planning must write nothing")

	out, code = runProgram(t, c, dir, "apply", "plan.json")
	require.Equal(t, 0, code, out)
	first := len(writes(t, c))
	require.Positive(t, first)

	out, code = runProgram(t, c, dir, "apply", "plan.json")
	require.Equal(t, 0, code, out)
	require.Contains(t, out, "0 writes")
	require.Len(t, writes(t, c), first, "the second apply must write nothing")

	out, code = runProgram(t, c, dir, "bill", "-totals-are-net", "-out", "bill")
	require.Equal(t, 0, code, out)
	require.Contains(t, out, "exact")
	for _, f := range []string{"report.json", "report.csv", "report.html", "report.xlsx"} {
		require.FileExists(t, filepath.Join(dir, "bill", f))
	}
	out, code = runProgram(t, c, dir, "bill", "-out", "bill")
	require.Equal(t, 1, code, out)
	require.Contains(t, out, "-force", "existing files must not be replaced without being asked")

	stop()
	requireLinkedOnce(t, state, filepath.Join(dir, "plan.json"))
}

// requireLinkedOnce reads nothing but the state file and the plan.
func requireLinkedOnce(t *testing.T, stateFile, planFile string) {
	t.Helper()
	data, err := os.ReadFile(stateFile)
	require.NoError(t, err)
	var state struct {
		Links []struct {
			TenantID string `json:"tenant_id"`
		} `json:"links"`
	}
	require.NoError(t, json.Unmarshal(data, &state))
	times := make(map[string]int)
	for _, l := range state.Links {
		times[strings.ToLower(l.TenantID)]++
	}
	f, err := os.Open(planFile)
	require.NoError(t, err)
	defer f.Close()
	plan, err := linking.ReadPlan(f)
	require.NoError(t, err)
	approved := 0
	for _, a := range plan.Actions {
		if a.Approved {
			approved++
			require.Equal(t, 1, times[a.TenantID.String()], "tenant %s must be linked once", a.TenantID)
		}
	}
	require.Positive(t, approved)
	for tenant, n := range times {
		require.Equal(t, 1, n, "tenant %s must be linked once", tenant)
	}
}

func exitCode(err error) int {
	var exit *cli.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.Code
	default:
		return 1
	}
}

func TestAuditNamesWhatWasNeverBilled(t *testing.T) {
	srv := mockserver.New(t)
	out, err := reconcile(t, srv, "audit", "-invoices", "3")
	require.Equal(t, exitUnlinked, exitCode(err), "unlinked tenants remain: %v", err)
	require.Contains(t, out, "TenantNotLinked")
	require.Contains(t, out, "3 invoices")
	for _, r := range srv.Requests(mockserver.Match{}) {
		if strings.HasPrefix(r.Op, "cloudmore.") || strings.HasPrefix(r.Op, "entra.") {
			continue
		}
		require.True(t, r.Identity.AppOnly || r.Op == "graph.billing.blobs.get", "audit must use the application's own token for %s", r.Op)
	}
	require.Empty(t, srv.Requests(mockserver.Match{Write: true}), "audit must write nothing")
}

func TestCatchUpProposesWhatClosedMonthsLeftOut(t *testing.T) {
	srv := mockserver.New(t)
	dir := t.TempDir()
	plan, proposal := filepath.Join(dir, "plan.json"), filepath.Join(dir, "catchup.json")
	_, err := at(t, srv, dir, "", "catchup", "-invoices", "2", "-out", proposal)
	require.Equal(t, exitUnlinked, exitCode(err), "before linking nobody can be billed: %v", err)
	_, err = at(t, srv, dir, "", "plan", "-azure=false", "-out", plan)
	require.NoError(t, err)
	_, err = at(t, srv, dir, "", "apply", plan)
	require.NoError(t, err)

	before, after := readCatchUp(t, proposal), filepath.Join(dir, "lines.json")
	require.NotEmpty(t, before.Unlinked)
	_, err = at(t, srv, dir, "", "catchup", "-from", proposal, "-out", after)
	require.Contains(t, []int{0, exitUnlinked}, exitCode(err), "%v", err)
	lines := readCatchUp(t, after)
	require.Greater(t, len(lines.Lines), len(before.Lines), "tenants that are linked now must get lines for the months they missed")
	require.Equal(t, sum(before.Unlinked).Add(sumLines(before.Lines)).String(), sum(lines.Unlinked).Add(sumLines(lines.Lines)).String(), "nothing may be lost or doubled")
	for _, l := range lines.Lines {
		require.Regexp(t, `^20\d\d-\d\d$`, l.Month)
		require.False(t, l.Approved, "a person approves what is posted")
	}
}

func readCatchUp(t *testing.T, path string) *linking.CatchUp {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	c, err := linking.ReadCatchUp(f)
	require.NoError(t, err)
	return c
}

func sum(charges []linking.MissedCharge) (total decimal.Decimal) {
	for _, c := range charges {
		total = total.Add(c.Cost)
	}
	return total.Truncate(6)
}

func sumLines(lines []linking.ManualLine) (total decimal.Decimal) {
	for _, l := range lines {
		total = total.Add(l.Cost)
	}
	return total.Truncate(6)
}

func TestAuditOfNothingIsNotClean(t *testing.T) {
	_, err := reconcile(t, mockserver.New(t, mockserver.WithTenants(0)), "audit")
	require.Equal(t, exitNothing, exitCode(err), "%v", err)
	require.ErrorContains(t, err, "nothing was audited")
}

func TestStatusSaysWhatUnlinkedTenantsHold(t *testing.T) {
	out, err := reconcile(t, mockserver.New(t), "status")
	require.Equal(t, exitUnlinked, exitCode(err), "%v", err)
	require.Regexp(t, `\d+ unlinked tenants hold EUR [\d,]+\.\d\d of invoice G\d{9}; link before \d{4}-\d\d-06`, out)
}

func TestDryRunWritesNothing(t *testing.T) {
	srv := mockserver.New(t)
	plan := filepath.Join(t.TempDir(), "plan.json")
	_, err := reconcile(t, srv, "plan", "-out", plan)
	require.NoError(t, err)
	out, err := reconcile(t, srv, "apply", "-dry-run", plan)
	require.NoError(t, err)
	require.Contains(t, out, "would")
	require.Empty(t, srv.Requests(mockserver.Match{Write: true}))
}

func TestPlanOfAnotherBrokerIsRefused(t *testing.T) {
	plan := filepath.Join(t.TempDir(), "plan.json")
	_, err := reconcile(t, mockserver.New(t, mockserver.WithSeed(1)), "plan", "-azure=false", "-out", plan)
	require.NoError(t, err)
	other := mockserver.New(t, mockserver.WithSeed(2))
	_, err = reconcile(t, other, "apply", plan)
	require.ErrorIs(t, err, linking.ErrPlan)
	require.Empty(t, other.Requests(mockserver.Match{Write: true}))
}

func TestBillThatDiffersLeavesNoFile(t *testing.T) {
	srv := mockserver.New(t)
	tampered, err := srv.TamperLine()
	require.NoError(t, err)
	dir := filepath.Join(t.TempDir(), "bill")
	out, err := reconcile(t, srv, "bill", "-totals-are-net", "-out", dir)
	require.Error(t, err)
	require.Contains(t, out, tampered.Difference, "the difference must be named")
	require.NoDirExists(t, dir)
}

// faults that hit each write once or more; the end must be the same.
func TestApplyUnderFaultsEndsTheSame(t *testing.T) {
	faults := map[string]mockserver.Fault{
		"429":                   {Status: http.StatusTooManyRequests, RetryAfter: time.Second},
		"503 before the commit": {Status: http.StatusServiceUnavailable},
		"503 after the commit":  {Status: http.StatusServiceUnavailable, Phase: mockserver.After},
		"reset before":          {Kind: mockserver.FaultReset},
		"reset after":           {Kind: mockserver.FaultReset, Phase: mockserver.After},
		"truncated body":        {Kind: mockserver.FaultTruncate},
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.New(t, mockserver.WithSeed(5))
			plan := filepath.Join(t.TempDir(), "plan.json")
			_, err := reconcile(t, srv, "plan", "-azure=false", "-out", plan)
			require.NoError(t, err)
			orgs := len(stateOf(t, srv).Organizations)
			fault.First = 2
			for _, op := range []string{"cloudmore.cspTenants.link", "cloudmore.organizations.create"} {
				require.NoError(t, srv.Fail(op, fault))
			}
			workers := "4"
			if fault.RetryAfter > 0 {
				workers = "1" // the mock reports every call made too early, and four begin at once
			}
			out, err := reconcile(t, srv, "apply", "-consistency", "200ms", "-workers", workers, plan)
			require.NoError(t, err, out)
			state := filepath.Join(t.TempDir(), "state.json")
			f, err := os.Create(state)
			require.NoError(t, err)
			require.NoError(t, srv.WriteState(f))
			require.NoError(t, f.Close())
			requireLinkedOnce(t, state, plan)
			require.Len(t, stateOf(t, srv).Organizations, orgs+creations(t, plan), "each missing organization must exist once")
		})
	}
}

func creations(t *testing.T, planFile string) int {
	t.Helper()
	f, err := os.Open(planFile)
	require.NoError(t, err)
	defer f.Close()
	plan, err := linking.ReadPlan(f)
	require.NoError(t, err)
	return plan.Count(linking.CreateAndLink)
}
