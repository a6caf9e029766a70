package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/mockserver"
)

// books is a Cloudmore that keeps manual billing lines; everything else is the
// mock's. It can lose the answer to the next line after it was kept.
type books struct {
	*httptest.Server
	mu    sync.Mutex
	lines map[string][]json.RawMessage // by organization
	lose  bool
}

func newBooks(t *testing.T, srv *mockserver.Server) *books {
	t.Helper()
	address, err := url.Parse(srv.URL())
	require.NoError(t, err)
	b := &books{lines: make(map[string][]json.RawMessage)}
	proxy := httputil.NewSingleHostReverseProxy(address)
	b.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if path.Base(r.URL.Path) != "manualbilling" {
			proxy.ServeHTTP(w, r)
			return
		}
		b.serve(t, w, r)
	}))
	t.Cleanup(b.Close)
	return b
}

func (b *books) serve(t *testing.T, w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	organization := path.Base(path.Dir(r.URL.Path))
	w.Header().Set("Content-Type", "application/json")
	if r.Method == http.MethodGet {
		lines := b.lines[organization]
		if lines == nil {
			lines = []json.RawMessage{}
		}
		_ = json.NewEncoder(w).Encode(lines)
		return
	}
	var line json.RawMessage
	if err := json.NewDecoder(r.Body).Decode(&line); err != nil {
		t.Errorf("a manual line is no JSON: %v", err)
		return
	}
	b.lines[organization] = append(b.lines[organization], line)
	if b.lose {
		b.lose = false
		panic(http.ErrAbortHandler) // the connection is reset
	}
	w.WriteHeader(http.StatusCreated)
	_, _ = w.Write(line)
}

// texts are the descriptions of all lines.
func (b *books) texts(t *testing.T) []string {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []string
	for _, lines := range b.lines {
		for _, l := range lines {
			var line struct{ Description string }
			require.NoError(t, json.Unmarshal(l, &line))
			all = append(all, line.Description)
		}
	}
	return all
}

// run is the program with its Cloudmore replaced.
func (b *books) run(t *testing.T, srv *mockserver.Server, args ...string) (string, error) {
	t.Helper()
	vars := variables(srv.Credentials())
	vars["TENANTLINK_CLOUDMORE_URL"] = b.URL
	vars["TENANTLINK_RECORDS"] = filepath.Join(t.TempDir(), "records.json")
	var out bytes.Buffer
	err := run(t.Context(), args, environment{getenv: func(k string) string { return vars[k] }, stdout: &out, stderr: new(bytes.Buffer)})
	return out.String(), err
}

// proposed are lines for tenants that were linked too late.
func proposed(t *testing.T, srv *mockserver.Server) (file string, c *linking.CatchUp) {
	t.Helper()
	dir := t.TempDir()
	before, file := filepath.Join(dir, "before.json"), filepath.Join(dir, "lines.json")
	_, err := at(t, srv, dir, "", "catchup", "-invoices", "1", "-out", before)
	require.Equal(t, exitUnlinked, exitCode(err), "%v", err)
	_, err = at(t, srv, dir, "", "plan", "-azure=false", "-out", filepath.Join(dir, "plan.json"))
	require.NoError(t, err)
	_, err = at(t, srv, dir, "", "apply", filepath.Join(dir, "plan.json"))
	require.NoError(t, err)
	_, err = at(t, srv, dir, "", "catchup", "-from", before, "-out", file)
	require.Contains(t, []int{0, exitUnlinked}, exitCode(err), "%v", err)
	c = readCatchUp(t, file)
	require.GreaterOrEqual(t, len(c.Lines), 3)
	return file, c
}

func TestCatchUpPostsApprovedLinesOnce(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(200))
	file, c := proposed(t, srv)
	b := newBooks(t, srv)

	_, err := b.run(t, srv, "catchup", "-post", file, "-currency", "EUR")
	require.ErrorContains(t, err, "no line of")
	require.Empty(t, b.texts(t), "nothing is posted that nobody approved")

	b.lose = true // the first line is kept, and its answer lost
	two := c.Lines[0].ID + "," + c.Lines[1].ID
	out, err := b.run(t, srv, "catchup", "-post", file, "-currency", "EUR", "-approve", two)
	require.NoError(t, err, out)
	require.Contains(t, out, "2 of 2 approved lines posted now")
	posted := b.texts(t)
	require.Len(t, posted, 2)
	for n, text := range posted {
		require.True(t, strings.Contains(text, c.Lines[0].ID) || strings.Contains(text, c.Lines[1].ID), "line %d has no id: %s", n, text)
	}

	for _, journal := range []string{"", filepath.Join(t.TempDir(), "lost")} { // the same journal, and a lost one
		args := []string{"catchup", "-post", file, "-currency", "EUR", "-approve", two}
		if journal != "" {
			args = append(args, "-journal", journal)
		}
		out, err = b.run(t, srv, args...)
		require.NoError(t, err)
		require.Contains(t, out, "0 of 2 approved lines posted now")
	}
	require.Len(t, b.texts(t), 2, "a second run posts nothing")
}

func TestCatchUpPostRefusesWhatItCannotKnow(t *testing.T) {
	srv := mockserver.New(t, mockserver.WithTenants(200))
	file, c := proposed(t, srv)
	b := newBooks(t, srv)
	for _, one := range []struct {
		want string
		args []string
	}{
		{"-currency", []string{"-post", file, "-approve", "all"}},
		{"has no line nonsense", []string{"-post", file, "-currency", "EUR", "-approve", "nonsense"}},
		{"give no -out", []string{"-post", file, "-out", "x"}},
		{"bills in SEK", []string{"-post", file, "-currency", "SEK", "-approve", c.Lines[0].ID}},
	} {
		_, err := b.run(t, srv, append([]string{"catchup"}, one.args...)...)
		require.ErrorContains(t, err, one.want)
	}
	require.Empty(t, b.texts(t))
}
