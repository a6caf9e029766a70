package tokencache

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/oauth2"
)

const (
	defaultEarly   = 5 * time.Minute
	defaultTimeout = 2 * time.Minute
	// margin is how long before its expiry a token counts as expired: it must
	// survive the way to the server and small differences between clocks.
	margin = 10 * time.Second
	// backoff is the pause after a failed early refresh.
	backoff = 30 * time.Second
)

// Fetch gets a token. current is the token that the cache holds and wants
// replaced: nil at first, otherwise about to expire, expired or invalidated.
// Fetch must not hand out current again; it may use it to tell whether another
// process has already put a newer one where both can see it.
type Fetch func(ctx context.Context, current *oauth2.Token) (*oauth2.Token, error)

// Option changes how a [Cache] behaves.
type Option func(*Cache)

// Early sets how long before the expiry a replacement is fetched, within 10 %
// either way so that processes do not all ask at once. The default is 5
// minutes, never more than a fifth of the token's life. Zero or less switches
// early refresh off.
func Early(d time.Duration) Option { return func(c *Cache) { c.early = max(d, 0) } }

// Timeout bounds one fetch. The default is 2 minutes; zero or less means that.
func Timeout(d time.Duration) Option {
	return func(c *Cache) {
		if d > 0 {
			c.timeout = d
		}
	}
}

// Cache holds one token. It is safe for concurrent use.
type Cache struct {
	fetch          Fetch
	early, timeout time.Duration

	held atomic.Pointer[held]

	mu      sync.Mutex // guards what follows, and writes to held
	running *call
	retryAt time.Time // no early refresh before, after one has failed
}

// held is a token with the moments at which it changes state.
type held struct {
	token       *oauth2.Token
	refreshAt   time.Time
	expiresAt   time.Time
	pause       time.Duration // after a failed early refresh
	invalidated bool
}

// call is a fetch under way.
type call struct {
	done  chan struct{}
	token *oauth2.Token
	err   error
}

// New returns an empty cache that gets its tokens from fetch.
func New(fetch Fetch, opts ...Option) *Cache {
	c := &Cache{fetch: fetch, early: defaultEarly, timeout: defaultTimeout}
	for _, o := range opts {
		o(c)
	}
	return c
}

// Token returns a usable token, from memory if it can. It waits only if there
// is none, and then until the fetch ends or ctx does. The fetch runs on with a
// time limit of its own when ctx ends. Callers share the token: do not change it.
func (c *Cache) Token(ctx context.Context) (*oauth2.Token, error) {
	now := time.Now()
	h := c.held.Load()
	if h.usable(now) {
		if passed(now, h.refreshAt) {
			c.refreshEarly(ctx, now)
		}
		return h.token, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return c.wait(ctx)
}

// Invalidate discards t after a server refused it. If the cache holds another
// token by now, nothing happens: somebody has replaced t already.
func (c *Cache) Invalidate(t *oauth2.Token) {
	if t == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	h := c.held.Load()
	if h == nil || h.token.AccessToken != t.AccessToken {
		return
	}
	c.held.Store(&held{token: h.token, invalidated: true})
}

// refreshEarly starts a fetch in the background unless one runs or the last
// one failed a moment ago.
func (c *Cache) refreshEarly(ctx context.Context, now time.Time) {
	// Whoever holds the lock is starting or ending a fetch; no need to queue.
	if !c.mu.TryLock() {
		return
	}
	defer c.mu.Unlock()
	// Another caller may have replaced the token since ours was loaded.
	if h := c.held.Load(); h.usable(now) && !passed(now, h.refreshAt) {
		return
	}
	if c.running == nil && !now.Before(c.retryAt) {
		c.start(ctx)
	}
}

// wait joins the fetch under way, or starts one.
func (c *Cache) wait(ctx context.Context) (*oauth2.Token, error) {
	c.mu.Lock()
	if h := c.held.Load(); h.usable(time.Now()) {
		c.mu.Unlock()
		return h.token, nil
	}
	if c.running == nil {
		c.start(ctx)
	}
	r := c.running
	c.mu.Unlock()
	select {
	case <-r.done:
		return r.token, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// start begins a fetch. The caller holds the lock.
func (c *Cache) start(ctx context.Context) {
	r := &call{done: make(chan struct{})}
	c.running = r
	var current *oauth2.Token
	if h := c.held.Load(); h != nil {
		current = h.token
	}
	// The fetch is for everybody who waits: it keeps the values of the first
	// caller's context, for traces, but not its end.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.timeout)
	go func() {
		defer cancel()
		r.token, r.err = c.fetch(ctx, current)
		c.finish(r)
	}()
}

// finish records the result of a fetch and wakes those who wait.
func (c *Cache) finish(r *call) {
	if r.err == nil && (r.token == nil || r.token.AccessToken == "") {
		r.token, r.err = nil, errors.New("the token source returned no access token")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	if r.err == nil {
		c.held.Store(c.hold(r.token, now))
		c.retryAt = time.Time{}
	} else if h := c.held.Load(); h != nil {
		c.retryAt = now.Add(jitter(h.pause))
	}
	c.running = nil
	close(r.done)
}

// hold works out when t is to be replaced.
func (c *Cache) hold(t *oauth2.Token, now time.Time) *held {
	if t.Expiry.IsZero() {
		return &held{token: t}
	}
	life := t.Expiry.Sub(now)
	if t.ExpiresIn > 0 {
		// A token that another process fetched has used up part of its life.
		life = max(life, time.Duration(t.ExpiresIn)*time.Second)
	}
	// Tests and some policies use lives of seconds: scale with them.
	early := jitter(min(c.early, life/5))
	expiresAt := t.Expiry.Add(-min(margin, life/20))
	refreshAt := t.Expiry.Add(-early)
	if refreshAt.After(expiresAt) || c.early == 0 {
		refreshAt = expiresAt
	}
	return &held{token: t, refreshAt: refreshAt, expiresAt: expiresAt, pause: min(backoff, life/20)}
}

// usable reports whether the token can be handed out.
func (h *held) usable(now time.Time) bool {
	return h != nil && !h.invalidated && !passed(now, h.expiresAt)
}

// passed reports whether the moment has come by either clock: the monotonic one
// stands still while a machine sleeps, the other one may be set back.
func passed(now, at time.Time) bool {
	return !at.IsZero() && (!now.Before(at) || !now.Round(0).Before(at.Round(0)))
}

// jitter changes d by up to 10 % either way.
func jitter(d time.Duration) time.Duration {
	return time.Duration(float64(d) * (0.9 + 0.2*rand.Float64()))
}
