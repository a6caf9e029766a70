package adapter_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"path"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/cloudmore"
	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/adapter"
	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/mockserver/clients"
)

// books are Cloudmore's manual lines of one organization. They lose an answer
// before or after a line is kept.
type books struct {
	mu     sync.Mutex
	lines  []map[string]any
	before error
	after  error
}

func (b *books) middleware() cloudmore.Option {
	return cloudmore.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			if path.Base(r.URL.Path) != "manualbilling" {
				return next.RoundTrip(r)
			}
			return b.answer(r)
		})
	})
}

func (b *books) answer(r *http.Request) (*http.Response, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out any = b.lines
	status := http.StatusOK
	if r.Method == http.MethodPost {
		if err := b.before; err != nil {
			b.before = nil
			return nil, err
		}
		var line map[string]any
		if err := json.NewDecoder(r.Body).Decode(&line); err != nil {
			return nil, err
		}
		b.lines = append(b.lines, line)
		if err := b.after; err != nil {
			b.after = nil
			return nil, err
		}
		out, status = line, http.StatusCreated
	}
	text, err := json.Marshal(out)
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
		Body: io.NopCloser(strings.NewReader(string(text)))}, err
}

// billed is a broker whose organization 0 has tenant 0, and an approved line.
func billed(t *testing.T, b *books) (*linking.Linker, *adapter.ManualBiller, *linking.CatchUp) {
	t.Helper()
	s := newSide(t, mockserver.New(t, mockserver.WithTenants(0), mockserver.WithoutListener()))
	s.add(t, 1, 1)
	require.NoError(t, s.srv.Link(tenantID(0).String(), organizationID(0)))
	l := s.linker(t)
	snapshot, err := l.Discover(t.Context())
	require.NoError(t, err)
	proposal, err := snapshot.ProposeCatchUp([]linking.MissedCharge{{
		Tenant: tenantID(0), Invoice: "G000000001", Month: "2026-10", ProductID: "P", Product: "Business Standard", Currency: "EUR", Cost: decimal.RequireFromString("123.45")}})
	require.NoError(t, err)
	require.Equal(t, 1, proposal.Approve(func(*linking.ManualLine) bool { return true }))
	cm, err := clients.Cloudmore(s.srv, b.middleware())
	require.NoError(t, err)
	biller, err := adapter.NewManualBiller(cm, "EUR")
	require.NoError(t, err)
	return l, biller, proposal
}

func TestManualBillerSendsTheLine(t *testing.T) {
	var b books
	l, biller, proposal := billed(t, &b)
	posted, err := l.PostCatchUp(t.Context(), proposal, biller, new(linking.MemoryJournal))
	require.NoError(t, err)
	require.Equal(t, 1, posted)
	require.Len(t, b.lines, 1)
	require.Equal(t, "2026-10-31", b.lines[0]["billingDate"])
	require.InDelta(t, 123.45, b.lines[0]["unitCostPrice"], 0)
	require.InDelta(t, 123.45, b.lines[0]["unitSalesPrice"], 0)
	require.InDelta(t, 1, b.lines[0]["quantity"], 0)
	require.NotEmpty(t, b.lines[0]["serviceId"], "a line belongs to a service")
	require.Contains(t, b.lines[0]["description"], "Business Standard, October 2026")
	require.Contains(t, b.lines[0]["description"], proposal.Lines[0].ID, "an earlier post is found by the id")
}

// TestManualBillerPostsOnce loses answers and journals: what was kept is found.
func TestManualBillerPostsOnce(t *testing.T) {
	lost := errors.New("connection reset by peer")
	for name, b := range map[string]*books{"all goes well": {}, "reset before the commit": {before: lost}, "reset after the commit": {after: lost}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l, biller, proposal := billed(t, b)
				total := 0
				for range 3 { // each with an empty journal, as after a lost disk
					posted, _ := l.PostCatchUp(t.Context(), proposal, biller, new(linking.MemoryJournal))
					total += posted
				}
				require.Len(t, b.lines, 1, "the customer must be billed once")
				require.Equal(t, 1, total)
			})
		})
	}
}

func TestManualBillerRefusesAnotherCurrencyAndAnOrganizationWithoutTheService(t *testing.T) {
	var b books
	_, biller, proposal := billed(t, &b)
	other := proposal.Lines[0]
	other.Currency = "USD"
	require.ErrorIs(t, biller.Post(t.Context(), other), linking.ErrRefused)
	bare := proposal.Lines[0]
	bare.OrganizationID = organizationID(9)
	require.ErrorIs(t, biller.Post(t.Context(), bare), linking.ErrRefused)
	require.Empty(t, b.lines)
}

func TestNewManualBillerNeedsTheBrokersCurrency(t *testing.T) {
	_, err := adapter.NewManualBiller(new(cloudmore.Client), "")
	require.ErrorContains(t, err, "currency")
	_, err = adapter.NewManualBiller(new(cloudmore.Client), "EUR", adapter.WithService(nil))
	require.ErrorContains(t, err, "WithService")
}
