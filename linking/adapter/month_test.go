package adapter_test

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/mockserver"
)

// TestAMonthOfWatchingDoesNothingTwice lives through 30 days in a bubble: a new
// customer every second day, every other one with an organization waiting, one
// request in ten failing before or after its effect, and a restart of the process
// every fifth day. The watch plans and applies at every look.
func TestAMonthOfWatchingDoesNothingTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSide(t, mockserver.New(t, mockserver.WithTenants(0), mockserver.WithoutListener(), mockserver.WithLogLimit(100_000)))
		for n, f := range []mockserver.Fault{
			{Status: http.StatusServiceUnavailable}, {Kind: mockserver.FaultReset, Phase: mockserver.After}, {Status: http.StatusBadGateway, Phase: mockserver.After},
		} {
			f.Probability, f.Seed = 0.1/3, uint64(n+1)
			require.NoError(t, s.srv.Fail("cloudmore.cspTenants.*", f))
			require.NoError(t, s.srv.Fail("cloudmore.organizations.*", f))
		}
		dir := t.TempDir()
		stop := s.watchMonth(t, dir)
		const days = 30
		for day := range days {
			if day%2 == 1 && day < days-5 {
				s.arrive(t, day)
			}
			if day%5 == 4 {
				stop()
				stop = s.watchMonth(t, dir)
			}
			time.Sleep(24 * time.Hour)
		}
		stop()

		committed := make(map[string]int)
		for _, r := range s.srv.Requests(mockserver.Match{Write: true}) {
			if r.Committed {
				committed[r.Op]++
			}
		}
		require.Equal(t, map[string]int{"cloudmore.cspTenants.link": 12, "cloudmore.organizations.create": 6}, committed, "each write of the month must take effect once")
		require.Len(t, s.srv.Links(), 12)
	})
}

// arrive brings a new customer, and an organization for every other one.
func (s side) arrive(t *testing.T, day int) {
	t.Helper()
	names := strings.Fields("Alpenfels Birkenau Canavera Dovrefjell Estuario Fagerland Gullholmen Hagalund Isbergen Jutehus Korallo Lavendel Morgenrot Nebelhorn Oleander")
	name := names[day/2] + " " + names[(day/2+7)%len(names)]
	domain := fmt.Sprintf("%s.example", strings.ToLower(strings.ReplaceAll(name, " ", "")))
	_, err := s.srv.AddTenant(mockserver.Tenant{ID: tenantID(day).String(), Name: name, Domain: fmt.Sprintf("t%d.onmicrosoft.com", day), Domains: []string{domain}, Customer: true, GDAP: true})
	require.NoError(t, err)
	if day%4 == 1 {
		_, err := s.srv.AddOrganization(mockserver.Organization{ID: organizationID(day), Name: name, Domain: domain})
		require.NoError(t, err)
	}
}

// watchMonth is one life of the process: what it remembers is in dir.
func (s side) watchMonth(t *testing.T, dir string) (stop func()) {
	t.Helper()
	store, err := linking.NewFileStore(filepath.Join(dir, "records.json"))
	require.NoError(t, err)
	journal, err := linking.OpenJournal(filepath.Join(dir, "journal"))
	require.NoError(t, err)
	l := s.linker(t)
	act := func(ctx context.Context, snapshot *linking.Snapshot) error {
		p, err := l.Plan(ctx, snapshot)
		if err != nil {
			return err
		}
		p.Approve(func(*linking.Action) bool { return true })
		out, err := l.Apply(ctx, p, journal, linking.ApplyOptions{Execute: true})
		if err != nil {
			return err
		}
		return out.Err()
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		done <- l.Watch(ctx, linking.Schedule{Every: 6 * time.Hour, Jitter: time.Hour, Store: store, Act: act}, func(linking.Change) {})
	}()
	return func() {
		cancel()
		require.ErrorIs(t, <-done, context.Canceled)
		require.NoError(t, journal.Close())
	}
}
