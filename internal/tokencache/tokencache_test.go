package tokencache_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"
	"pgregory.net/rapid"

	"github.com/tenantlink/tenantlink/internal/tokencache"
)

// issuer hands out numbered tokens, each valid for life, after delay.
type issuer struct {
	life, delay time.Duration
	fail        atomic.Bool
	calls       atomic.Int32
	active      atomic.Int32
	overlapped  atomic.Bool
	current     atomic.Pointer[oauth2.Token] // as given to the last fetch
}

var errIssuer = errors.New("issuer is down")

func (i *issuer) fetch(ctx context.Context, current *oauth2.Token) (*oauth2.Token, error) {
	if i.active.Add(1) > 1 {
		i.overlapped.Store(true)
	}
	defer i.active.Add(-1)
	n := i.calls.Add(1)
	i.current.Store(current)
	select {
	case <-time.After(i.delay):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if i.fail.Load() {
		return nil, errIssuer
	}
	t := &oauth2.Token{AccessToken: fmt.Sprint("token ", n)}
	if i.life > 0 {
		t.Expiry = time.Now().Add(i.life)
	}
	return t, nil
}

// get fails the test unless a token comes, and returns its text.
func get(t *testing.T, c *tokencache.Cache) string {
	t.Helper()
	tok, err := c.Token(t.Context())
	if err != nil {
		t.Fatal("Token:", err)
	}
	return tok.AccessToken
}

func TestManyCallersShareOneFetch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{life: time.Hour, delay: time.Second}
		c := tokencache.New(i.fetch)
		var wg sync.WaitGroup
		for range 100 {
			wg.Go(func() {
				if got := get(t, c); got != "token 1" {
					t.Errorf("got %q, want the one token", got)
				}
			})
		}
		wg.Wait()
		if n := i.calls.Load(); n != 1 {
			t.Errorf("%d fetches, want 1", n)
		}
	})
}

func TestTheOldTokenServesDuringAnEarlyRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{life: time.Hour, delay: 20 * time.Second}
		c := tokencache.New(i.fetch)
		get(t, c)
		time.Sleep(time.Hour - 4*time.Minute)
		before := time.Now()
		if got := get(t, c); got != "token 1" || time.Since(before) != 0 {
			t.Errorf("got %q after %v, want token 1 at once", got, time.Since(before))
		}
		time.Sleep(21 * time.Second)
		if got := get(t, c); got != "token 2" {
			t.Errorf("got %q after the early refresh, want token 2", got)
		}
	})
}

func TestNoEarlyRefreshMuchBeforeTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{life: time.Hour}
		c := tokencache.New(i.fetch)
		get(t, c)
		time.Sleep(time.Hour - 5*time.Minute - 31*time.Second) // 5 min and 10 % jitter
		get(t, c)
		synctest.Wait()
		if n := i.calls.Load(); n != 1 {
			t.Errorf("%d fetches, want 1: refreshed more than 5 min 30 s early", n)
		}
	})
}

func TestEarlyRefreshesAreSpread(t *testing.T) {
	moments := map[time.Duration]bool{}
	for range 20 {
		synctest.Test(t, func(t *testing.T) {
			i := &issuer{life: time.Hour}
			c := tokencache.New(i.fetch)
			get(t, c)
			start := time.Now()
			for i.calls.Load() == 1 {
				time.Sleep(time.Second)
				get(t, c)
				synctest.Wait()
			}
			moments[time.Since(start)] = true
		})
	}
	if len(moments) < 5 {
		t.Errorf("20 caches refreshed at %d different seconds, want at least 5: jitter is missing", len(moments))
	}
}

func TestFailedEarlyRefreshesAreNotSeenAndBackOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{life: time.Hour}
		c := tokencache.New(i.fetch)
		get(t, c)
		time.Sleep(56 * time.Minute)
		i.fail.Store(true)
		for range 180 { // three minutes
			if got := get(t, c); got != "token 1" {
				t.Fatalf("got %q while the old token is valid, want token 1", got)
			}
			synctest.Wait()
			time.Sleep(time.Second)
		}
		if n := i.calls.Load() - 1; n < 4 || n > 7 {
			t.Errorf("%d attempts in 3 minutes, want about one each 30 s", n)
		}
	})
}

func TestAnExpiredTokenIsNotServedWhenFetchFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{life: time.Hour}
		c := tokencache.New(i.fetch)
		get(t, c)
		i.fail.Store(true)
		time.Sleep(time.Hour - 9*time.Second)
		if _, err := c.Token(t.Context()); !errors.Is(err, errIssuer) {
			t.Errorf("error is %v, want the fetch's error", err)
		}
		i.fail.Store(false)
		if got := get(t, c); got == "token 1" {
			t.Error("the next call got the expired token, want it to fetch again")
		}
	})
}

func TestACallerWhoLeavesDoesNotStopTheFetch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{life: time.Hour, delay: 10 * time.Second}
		c := tokencache.New(i.fetch)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var wg sync.WaitGroup
		wg.Go(func() {
			start := time.Now()
			if _, err := c.Token(ctx); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("error is %v, want the caller's own deadline", err)
			}
			if time.Since(start) != time.Second {
				t.Errorf("the caller waited %v, want 1s", time.Since(start))
			}
		})
		wg.Go(func() {
			if got := get(t, c); got != "token 1" {
				t.Errorf("the other caller got %q, want token 1", got)
			}
		})
		wg.Wait()
		if n := i.calls.Load(); n != 1 {
			t.Errorf("%d fetches, want 1", n)
		}
	})
}

func TestAFetchThatHangsEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{life: time.Hour, delay: time.Hour}
		c := tokencache.New(i.fetch, tokencache.Timeout(3*time.Second))
		start := time.Now()
		if _, err := c.Token(t.Context()); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error is %v, want a deadline", err)
		}
		if time.Since(start) != 3*time.Second {
			t.Errorf("waited %v, want 3s", time.Since(start))
		}
	})
}

func TestADoneContextGetsACachedTokenButStartsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{life: time.Hour}
		c := tokencache.New(i.fetch)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := c.Token(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("error is %v, want context.Canceled", err)
		}
		if n := i.calls.Load(); n != 0 {
			t.Errorf("%d fetches for a caller who had left, want 0", n)
		}
	})
}

func TestInvalidateReplacesTheToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{life: time.Hour}
		c := tokencache.New(i.fetch)
		first, err := c.Token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		c.Invalidate(first)
		if got := get(t, c); got != "token 2" {
			t.Errorf("got %q, want token 2", got)
		}
		if got := i.current.Load(); got != first {
			t.Errorf("fetch was given %v as the current token, want the invalidated one", got)
		}
		c.Invalidate(first) // late: token 2 is current
		c.Invalidate(nil)
		if got := get(t, c); got != "token 2" {
			t.Errorf("got %q after a late Invalidate, want token 2 still", got)
		}
	})
}

func TestATokenWithoutExpiryStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{}
		c := tokencache.New(i.fetch)
		get(t, c)
		time.Sleep(1000 * time.Hour)
		if got := get(t, c); got != "token 1" {
			t.Errorf("got %q, want token 1", got)
		}
	})
}

func TestAnEmptyTokenIsAnError(t *testing.T) {
	for _, tok := range []*oauth2.Token{nil, {}} {
		c := tokencache.New(func(context.Context, *oauth2.Token) (*oauth2.Token, error) { return tok, nil })
		if got, err := c.Token(t.Context()); err == nil {
			t.Errorf("got %v, want an error", got)
		}
	}
}

func TestEarlyOffRefreshesOnlyAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{life: time.Hour}
		c := tokencache.New(i.fetch, tokencache.Early(0))
		get(t, c)
		time.Sleep(time.Hour - 11*time.Second)
		get(t, c)
		synctest.Wait()
		if n := i.calls.Load(); n != 1 {
			t.Errorf("%d fetches before the end, want 1", n)
		}
	})
}

func TestASharedTokenKeepsTheWindowOfItsWholeLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// Another process fetched it 57 minutes ago: 3 minutes are left, and
		// the early refresh is due now.
		c := tokencache.New(func(_ context.Context, current *oauth2.Token) (*oauth2.Token, error) {
			if current != nil {
				return &oauth2.Token{AccessToken: "ours", Expiry: time.Now().Add(time.Hour)}, nil
			}
			return &oauth2.Token{AccessToken: "theirs", Expiry: time.Now().Add(3 * time.Minute), ExpiresIn: 3600}, nil
		})
		get(t, c)
		get(t, c)
		synctest.Wait()
		if got := get(t, c); got != "ours" {
			t.Errorf("got %q, want the early refresh to have replaced it", got)
		}
	})
}

// TestTokensAreAlwaysUsableAndFetchedOnce drives a cache with random pauses,
// outages and invalidations.
func TestTokensAreAlwaysUsableAndFetchedOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		life := time.Duration(rapid.IntRange(1, 5000).Draw(rt, "life")) * time.Second
		pauses := rapid.SliceOfN(rapid.IntRange(0, int(2*life/time.Millisecond)), 1, 40).Draw(rt, "pauses")
		kinds := rapid.SliceOfN(rapid.IntRange(0, 9), len(pauses), len(pauses)).Draw(rt, "kinds")
		synctest.Test(t, func(t *testing.T) {
			i := &issuer{life: life, delay: life / 100}
			c := tokencache.New(i.fetch)
			var refused string
			for n, p := range pauses {
				time.Sleep(time.Duration(p) * time.Millisecond)
				i.fail.Store(kinds[n] == 0)
				tok, err := c.Token(t.Context())
				if err != nil {
					if !errors.Is(err, errIssuer) {
						t.Fatalf("error is %v, want the issuer's", err)
					}
					continue
				}
				if !time.Now().Before(tok.Expiry) {
					t.Fatalf("got a token that expired %v ago", time.Since(tok.Expiry))
				}
				if tok.AccessToken == refused {
					t.Fatal("got a token that had been invalidated")
				}
				if kinds[n] == 1 {
					c.Invalidate(tok)
					refused = tok.AccessToken
				}
			}
			synctest.Wait()
			if i.overlapped.Load() {
				t.Fatal("two fetches ran at once")
			}
			time.Sleep(life) // a fetch under way ends inside the bubble
		})
	})
}
