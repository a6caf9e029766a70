package adapter_test

import (
	"context"
	"flag"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tenantlink/tenantlink/cloudmore"
	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/adapter"
	"github.com/tenantlink/tenantlink/mockserver"
)

var soak = flag.Bool("soak", false, "run the long tests: a throttled apply of 10,000 links")

// TestPacedApplyIsAsFastAsTheLimitAllows links under a limit of 500 requests a
// minute. The mock's clock may advance by at most 1.1 times what its requests
// need at that rate, and no request may come before a Retry-After has elapsed.
func TestPacedApplyIsAsFastAsTheLimitAllows(t *testing.T) {
	const perMinute = 500
	links := 1000
	if *soak {
		links = 10_000
	}
	synctest.Test(t, func(t *testing.T) {
		srv := mockserver.New(t, mockserver.WithTenants(0), mockserver.WithoutListener(), mockserver.WithLogLimit(50_000),
			mockserver.WithThrottle(mockserver.Throttle{Op: "cloudmore.*", Requests: perMinute, Per: time.Minute}))
		pacer, err := adapter.NewPacer(perMinute, time.Minute)
		require.NoError(t, err)
		s := newSide(t, srv, cloudmore.WithMiddleware(pacer.Middleware()))
		s.add(t, links, links)
		started := srv.Now()
		out, err := s.linker(t).Apply(t.Context(), s.plan(links, 0), new(linking.MemoryJournal), linking.ApplyOptions{Execute: true, Workers: 8})
		took := srv.Now().Sub(started)
		require.NoError(t, err)
		require.NoError(t, out.Err())
		require.Equal(t, links, out.Count(linking.VerdictDone))
		ideal := time.Duration(links) * time.Minute / perMinute
		sent := len(srv.Requests(mockserver.Match{Op: "cloudmore.*"}))
		refused := len(srv.Requests(mockserver.Match{Op: "cloudmore.*", Status: http.StatusTooManyRequests}))
		t.Logf("%d links, %d requests, %d refused, %v on the mock's clock, %.3f of the ideal %v", links, sent, refused, took, float64(took)/float64(ideal), ideal)
		require.LessOrEqual(t, took, ideal*11/10)
		require.Zero(t, refused)
		require.Empty(t, srv.Violations())
	})
}

func TestPacerHoldsEveryRequestWhenTheServerAsksToWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pacer, err := adapter.NewPacer(1000, time.Second)
		require.NoError(t, err)
		started, sent := time.Now(), []time.Duration{}
		client := &http.Client{Transport: pacer.Middleware()(answering(func() *http.Response {
			sent = append(sent, time.Since(started))
			resp := &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(""))}
			if len(sent) == 1 {
				resp.StatusCode = http.StatusTooManyRequests
				resp.Header.Set("Retry-After", "30")
			}
			return resp
		}))}
		for range 2 {
			resp, err := client.Do(request(t, t.Context()))
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
		}
		require.GreaterOrEqual(t, sent[1], 30*time.Second, "the second request must wait although it was not the refused one")
	})
}

func TestPacerGivesUpWithTheContext(t *testing.T) {
	pacer, err := adapter.NewPacer(1, time.Hour)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = pacer.Middleware()(answering(nil)).RoundTrip(request(t, ctx))
	require.ErrorIs(t, err, context.Canceled)
}

func TestNewPacerRefusesNoLimit(t *testing.T) {
	_, err := adapter.NewPacer(0, time.Minute)
	require.Error(t, err)
	_, err = adapter.NewPacer(1, 0)
	require.Error(t, err)
}

type answering func() *http.Response

func (a answering) RoundTrip(*http.Request) (*http.Response, error) { return a(), nil }

func request(t *testing.T, ctx context.Context) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://api.cloudmore.example/", nil)
	require.NoError(t, err)
	return r
}
