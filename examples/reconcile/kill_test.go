package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/mockserver"
)

var soak = flag.Bool("soak", false, "run long tests with many more kills")

// phase is where in the work a kill fell, as journal and server tell afterwards.
type phase string

const (
	beforeFirst   phase = "before the first write"
	journalWrite  phase = "between journal and write"
	writeJournal  phase = "between write and journal"
	afterTheWrite phase = "after"
)

// TestKilledApplyLinksOnceAndCreatesOnce kills `reconcile apply` with SIGKILL
// again and again and lets it run to its end: every tenant is linked once, no
// organization is created twice.
func TestKilledApplyLinksOnceAndCreatesOnce(t *testing.T) {
	rounds := 10
	if *soak {
		rounds = 60
	}
	var mu sync.Mutex // guards what follows
	fell := make(map[phase]int)
	kills := 0
	t.Run("rounds", func(t *testing.T) { // they mostly wait, so they run side by side
		for round := range rounds {
			t.Run(fmt.Sprint(round+1), func(t *testing.T) {
				t.Parallel()
				k := newKiller(t, uint64(round+1))
				for _, target := range []phase{beforeFirst, journalWrite, writeJournal, journalWrite, writeJournal, afterTheWrite, afterTheWrite} {
					if where, killed := k.kill(target); killed {
						mu.Lock()
						fell[where]++
						kills++
						mu.Unlock()
					}
				}
				k.finish()
			})
		}
	})
	t.Logf("%d kills: %d %s, %d %s, %d %s, %d %s", kills, fell[beforeFirst], beforeFirst, fell[journalWrite], journalWrite,
		fell[writeJournal], writeJournal, fell[afterTheWrite], afterTheWrite)
	require.GreaterOrEqual(t, kills, 50)
	for _, p := range []phase{beforeFirst, journalWrite, writeJournal, afterTheWrite} {
		require.GreaterOrEqual(t, fell[p], 3, "too few kills fell %s for the test to prove anything", p)
	}
}

// killer is one broker whose plan is applied with interruptions.
type killer struct {
	t       *testing.T
	srv     *mockserver.Server
	dir     string
	plan    *linking.Plan
	tenants map[string]bool // that the plan links
	creates int
	orgs    int // before
	linked  int // before
}

func newKiller(t *testing.T, seed uint64) *killer {
	t.Helper()
	srv := mockserver.New(t, mockserver.WithSeed(seed))
	k := &killer{t: t, srv: srv, dir: t.TempDir(), tenants: make(map[string]bool)}
	_, err := reconcile(t, srv, "plan", "-azure=false", "-out", k.file("plan.json"))
	require.NoError(t, err)
	f, err := os.Open(k.file("plan.json"))
	require.NoError(t, err)
	defer f.Close()
	k.plan, err = linking.ReadPlan(f)
	require.NoError(t, err)
	for _, a := range k.plan.Actions {
		if a.Approved {
			k.tenants[a.TenantID.String()] = true
		}
		if a.Approved && a.Kind == linking.CreateAndLink {
			k.creates++
		}
	}
	require.GreaterOrEqual(t, len(k.tenants), 6, "the seeded broker must leave enough to do for six kills")
	k.orgs, k.linked = len(k.state().Organizations), len(k.srv.Links())
	return k
}

// slow makes room for a kill: the server waits before or after it commits a
// write, or before it lists the links.
func (k *killer) slow(target phase) {
	k.t.Helper()
	k.srv.ClearFaults()
	delay := func(op string, p mockserver.Phase) {
		require.NoError(k.t, k.srv.Fail(op, mockserver.Fault{Kind: mockserver.FaultDelay, Phase: p, Delay: room}))
	}
	switch target {
	case journalWrite, writeJournal:
		side := mockserver.Before
		if target == writeJournal {
			side = mockserver.After
		}
		delay("cloudmore.cspTenants.link", side)
		delay("cloudmore.organizations.create", side)
	default:
		delay("cloudmore.cspTenants.list", mockserver.Before)
	}
}

// room is how long the server waits where a kill should fall.
const room = 50 * time.Millisecond

func (k *killer) file(name string) string { return filepath.Join(k.dir, name) }

// brokerState is what the test reads of the mock's state.
type brokerState struct {
	Organizations []struct {
		ID, Name, Domain string
	} `json:"organizations"`
}

func (k *killer) state() brokerState { return stateOf(k.t, k.srv) }

func stateOf(t *testing.T, srv *mockserver.Server) brokerState {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, srv.WriteState(&b))
	var s brokerState
	require.NoError(t, json.Unmarshal(b.Bytes(), &s))
	return s
}

func (k *killer) journal() []linking.Entry {
	data, err := os.ReadFile(k.file("plan.json.journal"))
	if err != nil {
		return nil
	}
	var out []linking.Entry
	for line := range bytes.Lines(data) {
		var e linking.Entry
		if json.Unmarshal(line, &e) == nil { // a torn last line is no entry
			out = append(out, e)
		}
	}
	return out
}

func (k *killer) command(ctx context.Context) *exec.Cmd {
	cmd := exec.CommandContext(ctx, binary(k.t, "reconcile"), "apply", "-workers", "1", "-consistency", "300ms", k.file("plan.json"))
	cmd.Env = append(os.Environ(), environ(k.srv.Credentials())...)
	return cmd
}

// kill starts the program, kills it where target says as nearly as it can be
// seen from outside, and returns where the kill really fell. A program that had
// ended by then was not killed.
func (k *killer) kill(target phase) (where phase, killed bool) {
	k.t.Helper()
	k.slow(target)
	cmd := k.command(k.t.Context())
	var diag bytes.Buffer
	cmd.Stderr = &diag
	seen := len(k.journal())
	commits := k.commits()
	require.NoError(k.t, cmd.Start())
	exited := make(chan error, 1)
	go func() { exited <- cmd.Wait() }()
	deadline := time.After(20 * time.Second)
	for !k.reached(target, seen, commits) {
		select {
		case <-exited: // it was done before the moment came
			return "", false
		case <-deadline:
			require.NoError(k.t, cmd.Process.Kill())
			k.t.Fatalf("the program did not come to %q: %s", target, diag.String())
		case <-time.After(time.Millisecond):
		}
	}
	if err := cmd.Process.Kill(); !errors.Is(err, os.ErrProcessDone) {
		require.NoError(k.t, err)
	}
	var status *exec.ExitError
	killed = errors.As(<-exited, &status) && !status.Exited()
	time.Sleep(room + 20*time.Millisecond) // what is on its way to the server arrives
	return k.classify(seen), killed
}

// commits counts what writes leave behind on the server.
func (k *killer) commits() int { return len(k.srv.Links()) + len(k.state().Organizations) }

// reached reports whether the program is where the kill should fall.
func (k *killer) reached(target phase, seen, commits int) bool {
	entries := k.journal()
	switch target {
	case beforeFirst:
		time.Sleep(rand.N(60 * time.Millisecond))
		return true
	case journalWrite:
		return len(entries) > seen && entries[len(entries)-1].State == linking.StateIntent
	case writeJournal:
		return k.commits() > commits
	default:
		return len(k.open(entries)) == 0 && k.done(entries) == len(k.tenants)
	}
}

// open returns the last entries of steps whose outcome is not journaled.
func (k *killer) open(entries []linking.Entry) map[string]linking.Entry {
	last := make(map[string]linking.Entry)
	for _, e := range entries {
		last[e.TenantID.String()+string(e.Step)] = e
	}
	for key, e := range last {
		if e.State != linking.StateIntent {
			delete(last, key)
		}
	}
	return last
}

func (k *killer) done(entries []linking.Entry) int {
	n := 0
	for _, e := range entries {
		if e.Step == linking.StepLink && e.State == linking.StateDone {
			n++
		}
	}
	return n
}

// classify says where a kill fell, from the journal and the server's state.
func (k *killer) classify(seen int) phase {
	entries := k.journal()
	if len(entries) == seen {
		if k.done(entries) == len(k.tenants) {
			return afterTheWrite // a run that had nothing left to write
		}
		return beforeFirst
	}
	open := k.open(entries)
	if len(open) == 0 {
		return afterTheWrite
	}
	links := make(map[string]string)
	for _, l := range k.srv.Links() {
		links[strings.ToLower(l.TenantID)] = l.OrganizationID
	}
	for _, e := range open {
		committed := links[e.TenantID.String()] != ""
		if e.Step == linking.StepCreate {
			for _, o := range k.state().Organizations {
				committed = committed || o.Name == e.Draft.Name && o.Domain == e.Draft.Domain
			}
		}
		if committed {
			return writeJournal
		}
	}
	return journalWrite
}

// finish lets the program run to its end and checks what the server holds.
func (k *killer) finish() {
	k.t.Helper()
	k.srv.ClearFaults()
	out, err := k.command(k.t.Context()).CombinedOutput()
	require.NoError(k.t, err, string(out))

	links := make(map[string]int)
	for _, l := range k.srv.Links() {
		links[strings.ToLower(l.TenantID)]++
	}
	for tenant := range k.tenants {
		require.Equal(k.t, 1, links[tenant], "tenant %s must be linked once", tenant)
	}
	require.Len(k.t, k.srv.Links(), k.linked+len(k.tenants), "no other tenant may be linked")
	require.Len(k.t, k.state().Organizations, k.orgs+k.creates, "each missing organization must be created once")
	seen := make(map[string]string)
	for _, a := range k.plan.Actions {
		if a.Kind == linking.CreateAndLink && a.Approved {
			seen[a.Draft.Name+"\x00"+a.Draft.Domain] = a.ID
		}
	}
	for _, o := range k.state().Organizations {
		delete(seen, o.Name+"\x00"+o.Domain)
	}
	require.Empty(k.t, seen, "every organization of the plan must exist")
	require.Empty(k.t, k.open(k.journal()), "no step may stay open in the journal")

	k.srv.ClearRequests()
	out, err = k.command(k.t.Context()).CombinedOutput()
	require.NoError(k.t, err, string(out))
	require.Empty(k.t, k.srv.Requests(mockserver.Match{Write: true}), "a further apply must write nothing")
}
