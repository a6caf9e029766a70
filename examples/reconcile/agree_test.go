package main

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking"
)

// mockState is what the checks read of the mock's state file.
type mockState struct {
	Tenants       []struct{ ID, Domain string } `json:"tenants"`
	Organizations []struct{ ID, Name string }   `json:"organizations"`
	Links         []struct {
		TenantID       string `json:"tenant_id"`
		OrganizationID string `json:"organization_id"`
	} `json:"links"`
	Orders map[string][]struct{ ID string } `json:"orders"`
}

func readState(t *testing.T, path string) mockState {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	var s mockState
	require.NoError(t, json.Unmarshal(data, &s))
	return s
}

// index gives the organization of each tenant and how often each name occurs.
func (s *mockState) index() (links map[string]string, names map[string]int) {
	links, names = make(map[string]string), make(map[string]int)
	for _, l := range s.Links {
		links[strings.ToLower(l.TenantID)] = l.OrganizationID
	}
	for _, o := range s.Organizations {
		names[o.Name]++
	}
	return links, names
}

// readEntries reads a journal that must be whole.
func readEntries(t *testing.T, path string) []linking.Entry {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	var out []linking.Entry
	for line := range bytes.Lines(data) {
		var e linking.Entry
		require.NoError(t, json.Unmarshal(line, &e))
		out = append(out, e)
	}
	return out
}

type journalKey struct {
	tenant string
	step   linking.Step
}

// lastEntries are the newest entries of each step of each tenant.
func lastEntries(entries []linking.Entry) map[journalKey]linking.Entry {
	last := make(map[journalKey]linking.Entry)
	for _, e := range entries {
		last[journalKey{e.TenantID.String(), e.Step}] = e
	}
	return last
}

// requireAgreement reads the state file and the journal, and holds each against
// the other entry by entry. truth is where a tenant belongs that had an
// organization waiting; every other one must have got one of its own.
func requireAgreement(t *testing.T, stateFile, journalFile string, truth map[string]string, tenants int) {
	t.Helper()
	state := readState(t, stateFile)
	links, names := state.index()
	require.Equal(t, tenants, len(state.Tenants))
	require.Equal(t, tenants, len(state.Links), "every tenant must be linked once")
	require.Equal(t, tenants, len(links), "no tenant may be linked twice")
	require.Equal(t, tenants, len(state.Organizations), "no organization may be missing or exist twice")
	for name, n := range names {
		require.Equal(t, 1, n, "organization %q exists more than once", name)
	}
	name := make(map[string]string)
	for _, o := range state.Organizations {
		name[o.ID] = o.Name
	}
	has := make(map[string]string) // the tenant of each organization
	for tenant, organization := range links {
		require.Empty(t, has[organization], "organization %s has two tenants", organization)
		has[organization] = tenant
	}
	last := lastEntries(readEntries(t, journalFile))
	creations := 0
	for key, e := range last {
		require.Equal(t, linking.StateDone, e.State, "the journal leaves %s of tenant %s open", key.step, key.tenant)
		require.Equal(t, links[key.tenant], e.OrganizationID, "%s of tenant %s: journal and state name different organizations", key.step, key.tenant)
		if key.step == linking.StepCreate {
			creations++
			require.Equal(t, e.Draft.Name, name[e.OrganizationID], "the organization made for tenant %s has another name", key.tenant)
			require.Empty(t, truth[key.tenant], "tenant %s had an organization", key.tenant)
		}
	}
	for tenant, organization := range links {
		require.Equal(t, linking.StateDone, last[journalKey{tenant, linking.StepLink}].State, "the journal knows nothing of tenant %s", tenant)
		if want := truth[tenant]; want != "" {
			require.Equal(t, want, organization, "tenant %s is linked to a stranger", tenant)
		}
	}
	require.Equal(t, tenants-len(truth), creations)
	t.Logf("state file and journal agree: %d tenants, %d links, %d organizations, %d of them created", tenants, len(state.Links), len(state.Organizations), creations)
}
