package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/provision"
	"github.com/tenantlink/tenantlink/mockserver"
)

// soaker is the mock program under faults, and what is killed against it.
type soaker struct {
	t      *testing.T
	c      mockserver.Credentials
	stop   func() // ends the mock, which writes its state file
	dir    string
	random *rand.Rand
	fell   map[phase]int
	runs   int
	kills  int
}

func newSoaker(t *testing.T, seeded func(*mockserver.Server)) *soaker {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be interrupted by another one on Windows")
	}
	s := &soaker{t: t, dir: t.TempDir(), random: rand.New(rand.NewPCG(5, 6)), fell: make(map[phase]int)}
	srv := mockserver.New(t, mockserver.WithTenants(0), mockserver.WithoutListener())
	seeded(srv)
	start, err := os.Create(s.file("start.json"))
	require.NoError(t, err)
	require.NoError(t, srv.WriteState(start))
	require.NoError(t, start.Close())
	s.c, s.stop = startMock(t, "-customers", "0", "-restore", s.file("start.json"), "-state", s.file("state.json"))
	return s
}

func (s *soaker) file(name string) string { return filepath.Join(s.dir, name) }

// admin calls one of the mock's own routes.
func (s *soaker) admin(method, path string, body any) []byte {
	s.t.Helper()
	text, err := json.Marshal(body)
	require.NoError(s.t, err)
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.c.URL+"/_mock/"+path, bytes.NewReader(text))
	require.NoError(s.t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(s.t, err)
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	require.NoError(s.t, err)
	require.Less(s.t, resp.StatusCode, 300, "%s %s: %s", method, path, answer)
	return answer
}

// faults are a share of the requests to op, half of them after what was asked for
// has happened.
func (s *soaker) faults(op string, share float64) {
	s.t.Helper()
	for n, f := range []mockserver.Fault{
		{Status: http.StatusTooManyRequests}, {Status: http.StatusServiceUnavailable}, {Kind: mockserver.FaultReset},
		{Status: http.StatusBadGateway, Phase: mockserver.After}, {Kind: mockserver.FaultReset, Phase: mockserver.After}, {Kind: mockserver.FaultTruncate},
	} {
		f.Probability, f.Seed = share/6, uint64(n+1+7*len(op))
		s.admin(http.MethodPost, "faults", map[string]any{"op": op, "fault": f})
	}
}

// entries are the complete lines of a journal.
func (s *soaker) entries(journal string) []linking.Entry {
	data, err := os.ReadFile(journal)
	if err != nil {
		return nil
	}
	var out []linking.Entry
	for line := range bytes.Lines(data) {
		var e linking.Entry
		if bytes.HasSuffix(line, []byte("\n")) && json.Unmarshal(line, &e) == nil {
			out = append(out, e)
		}
	}
	return out
}

// run starts the program and kills it when its journal has got so many lines
// more; never with a negative number. A program that ends before is not killed.
func (s *soaker) run(journal string, lines int, stdin string, args ...string) (code int, output string, killed bool) {
	s.t.Helper()
	s.runs++
	cmd := exec.CommandContext(s.t.Context(), binary(s.t, "reconcile"), args...)
	cmd.Env = append(os.Environ(), environ(s.c)...)
	cmd.Env = append(cmd.Env, "TENANTLINK_RECORDS="+s.file("records.json"))
	cmd.Stdin = strings.NewReader(stdin)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	counter := &lineCounter{path: journal}
	limit := counter.count() + lines
	require.NoError(s.t, cmd.Start())
	exited := make(chan error, 1)
	go func() { exited <- cmd.Wait() }()
	for lines >= 0 {
		if counter.count() >= limit {
			_ = cmd.Process.Kill() // it may have ended by itself; the status tells
			break
		}
		select {
		case err := <-exited:
			exited <- err
			lines = -1
		case <-time.After(time.Millisecond):
		}
	}
	<-exited
	if !cmd.ProcessState.Exited() {
		s.kills++
		return 0, out.String(), true
	}
	return cmd.ProcessState.ExitCode(), out.String(), false
}

// lineCounter counts the lines of a file that grows.
type lineCounter struct {
	path   string
	offset int64
	lines  int
}

func (c *lineCounter) count() int {
	f, err := os.Open(c.path)
	if err != nil {
		return c.lines
	}
	defer f.Close()
	data, err := io.ReadAll(io.NewSectionReader(f, c.offset, 1<<40))
	if err == nil {
		c.offset += int64(len(data))
		c.lines += bytes.Count(data, []byte("\n"))
	}
	return c.lines
}

// report prints what went wrong on purpose.
func (s *soaker) report(op string) {
	s.t.Helper()
	var log []mockserver.Request
	answer := s.admin(http.MethodGet, "requests?op="+op, nil)
	if json.Unmarshal(answer, &log) != nil {
		var envelope struct {
			Requests []mockserver.Request `json:"requests"`
		}
		require.NoError(s.t, json.Unmarshal(answer, &envelope))
		log = envelope.Requests
	}
	fired := make(map[string]int)
	faults, committed := 0, 0
	for _, r := range log {
		if r.Fault != "" {
			faults++
			fired[r.Fault]++
		}
		if r.Fault != "" && r.Committed {
			committed++
		}
	}
	s.t.Logf("%d requests, %d faults (%.1f %%), %d of them after a write had taken effect", len(log), faults, 100*float64(faults)/float64(max(len(log), 1)), committed)
	for _, name := range slices.Sorted(maps.Keys(fired)) {
		s.t.Logf("  %5d %s", fired[name], name)
	}
	s.t.Logf("%d runs, %d of them killed:", s.runs, s.kills)
	for _, p := range slices.Sorted(maps.Keys(s.fell)) {
		s.t.Logf("  %5d %s", s.fell[p], p)
	}
	if *soak { // few faults prove no share
		require.GreaterOrEqual(s.t, 5*committed, faults, "at least a fifth of the faults must come after the commit")
	}
}

// companyName is two words of syllables: with one, two of ten thousand companies
// would look alike, and be left to a person.
func companyName(random *rand.Rand) string {
	syllables := strings.Fields("ba ke li mo nu ra se ti vo zu dal fer gon hit jur kam lob mes nir pol quo rus sten tar ulm vik wen xan yor zil")
	word := func() string {
		var b strings.Builder
		for range 5 {
			b.WriteString(syllables[random.IntN(len(syllables))])
		}
		text := b.String()
		return strings.ToUpper(text[:1]) + text[1:]
	}
	return word() + " " + word()
}

// TestSoakApplyProgram plans and applies with the example against the mock
// program, which fails 2 % of the requests, while the example is killed again and
// again. At the end a check that reads nothing but the state file and the journal
// must agree entry by entry. With -soak it is 10,000 tenants, 9,000 organizations
// and 30 kills.
func TestSoakApplyProgram(t *testing.T) {
	tenants, organizations, kills := 300, 270, 5
	if *soak {
		tenants, organizations, kills = 10_000, 9_000, 30
	}
	truth := make(map[string]string) // the organization that a tenant belongs to
	s := newSoaker(t, func(srv *mockserver.Server) {
		random := rand.New(rand.NewPCG(7, 8))
		seen := make(map[string]bool)
		for n := range tenants {
			name := companyName(random)
			for seen[name] {
				name = companyName(random)
			}
			seen[name] = true
			slug := strings.ToLower(strings.ReplaceAll(name, " ", ""))
			domain := slug + ".example"
			tenant, err := srv.AddTenant(mockserver.Tenant{ID: fmt.Sprintf("22222222-0000-4000-8000-%012d", n), Name: name, Domain: slug + ".onmicrosoft.com", Domains: []string{domain},
				Customer: true, GDAP: true, Spend: mockserver.Spend{Subscriptions: 1}})
			require.NoError(t, err)
			if n < organizations {
				o, err := srv.AddOrganization(mockserver.Organization{ID: fmt.Sprintf("33333333-0000-4000-8000-%012d", n), Name: name, Domain: domain})
				require.NoError(t, err)
				truth[strings.ToLower(tenant.ID)] = o.ID
			}
		}
	})
	plan, journal := s.file("plan.json"), s.file("plan.json.journal")
	code, out, _ := s.run(journal, -1, "", "plan", "-azure=false", "-dormant=false", "-lookups", "1000", "-out", plan)
	require.Zero(t, code, out)
	require.Contains(t, out, fmt.Sprintf("%d links, %d creations", organizations, tenants-organizations), "the broker must leave nothing to a person")

	s.runs = 0
	s.admin(http.MethodDelete, "requests", nil)
	s.faults("cloudmore.*", 0.02)
	apply := []string{"apply", "-consistency", "300ms", plan}
	share := 2 * (tenants + tenants - organizations) / kills // lines of the journal: two for each write
	for n := range kills {
		lines := 0 // the first is killed before it writes
		if n > 0 {
			lines = 1 + s.random.IntN(share)
		}
		if _, out, killed := s.run(journal, lines, "", apply...); killed {
			s.fell[s.where(journal)]++
		} else {
			t.Logf("run %d ended by itself: %s", n, out[max(0, len(out)-300):])
		}
	}
	for code = 1; code != 0; { // faults can outlast the retries of a run
		require.Less(t, s.runs, kills+10, "apply does not come to an end: %s", out)
		code, out, _ = s.run(journal, -1, "", apply...)
	}
	s.report("cloudmore.*")
	require.GreaterOrEqual(t, s.kills, kills*4/5)
	s.stop()
	requireAgreement(t, s.file("state.json"), journal, truth, tenants)
}

// where says where the last kill fell, from what the journal left open.
func (s *soaker) where(journal string) phase {
	entries := s.entries(journal)
	if len(entries) == 0 {
		return beforeFirst
	}
	var state mockState
	require.NoError(s.t, json.Unmarshal(s.admin(http.MethodGet, "state", nil), &state))
	links, names := state.index()
	fell := afterTheWrite
	for key, e := range lastEntries(entries) {
		switch {
		case e.State != linking.StateIntent:
		case key.step == linking.StepLink && links[key.tenant] != "", key.step == linking.StepCreate && names[e.Draft.Name] > 0:
			return writeJournal
		default:
			fell = journalWrite
		}
	}
	return fell
}

// TestSoakProvisionProgram buys with the example under faults while it is killed
// at random moments: never two orders for one request. With -soak it is 200
// purchases.
func TestSoakProvisionProgram(t *testing.T) {
	purchases := 6
	if *soak {
		purchases = 200
	}
	organization := func(n int) string { return fmt.Sprintf("33333333-0000-4000-8000-%012d", n) }
	var item string
	s := newSoaker(t, func(srv *mockserver.Server) {
		item = catalogItem(t, srv)
		for n := range purchases {
			_, err := srv.AddOrganization(mockserver.Organization{ID: organization(n), Name: fmt.Sprintf("Customer %d", n)})
			require.NoError(t, err)
		}
	})
	s.faults("*", 0.02)
	for _, write := range []string{"customers.create", "customers.agreements.create", "carts.create", "carts.checkout", "cloudmore.cspTenants.link", "cloudmore.organizations.csp.add"} {
		s.faults(write, 0.1) // a purchase reads more than it writes
	}
	journals := make(map[string]provision.Request)
	for n := range purchases {
		r := purchase(n, item, organization(n))
		if n%4 == 3 { // Cloudmore makes every fourth tenant
			r.Route, r.Customer = provision.RoutePlatform, &provision.Customer{Domain: r.Customer.Domain}
		}
		file := writeRequest(t, s.dir, r)
		journals[file+".journal"] = r
		for try := 0; ; try++ {
			require.Less(t, try, 50, "request %s does not come to an end", r.ID)
			lines := -1
			if try < 3 && s.random.IntN(2) == 0 {
				lines = s.random.IntN(13) // a request has 13 entries
			}
			code, out, killed := s.run(file+".journal", lines, "yes\n", "provision", "-request", file)
			if killed {
				s.fell[s.step(file+".journal")]++
			} else if code == 0 {
				break
			} else if try > 40 {
				t.Log(out)
			}
		}
	}
	s.report("")
	s.stop()
	s.requireOneOrderEach(journals)
}

// step says what a purchase was about when it was killed.
func (s *soaker) step(journal string) phase {
	entries := s.entries(journal)
	if len(entries) == 0 {
		return beforeFirst
	}
	last := entries[len(entries)-1]
	if last.State == linking.StateIntent {
		return phase("during " + string(last.Step))
	}
	return phase("after " + string(last.Step))
}

// requireOneOrderEach reads nothing but the state file and the journals.
func (s *soaker) requireOneOrderEach(journals map[string]provision.Request) {
	t := s.t
	state := readState(t, s.file("state.json"))
	require.Len(t, state.Tenants, len(journals), "every request must make one tenant")
	links, _ := state.index()
	domains := make(map[string]string)
	for _, tenant := range state.Tenants {
		domains[tenant.ID] = tenant.Domain
	}
	for journal, r := range journals {
		last := make(map[linking.Step]linking.Entry)
		for _, e := range readEntries(t, journal) {
			last[e.Step] = e
		}
		checkout := last["provision_checkout"]
		require.Equal(t, linking.StateDone, checkout.State, "request %s", r.ID)
		tenant := checkout.TenantID.String()
		require.Equal(t, r.Customer.Domain, domains[tenant], "request %s: journal and state name different tenants", r.ID)
		require.Len(t, state.Orders[tenant], 1, "request %s must order once", r.ID)
		require.Equal(t, checkout.Result, state.Orders[tenant][0].ID, "request %s: journal and state name different orders", r.ID)
		require.Equal(t, r.OrganizationID, links[tenant], "request %s: the tenant belongs elsewhere", r.ID)
	}
	t.Logf("state file and %d journals agree: one tenant, one order, one link each", len(journals))
}
