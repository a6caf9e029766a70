package mockserver

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// A Throttle is a token bucket: so many requests per period, for each tenant
// of the caller (for Cloudmore, each API user). Documented for Partner Center:
// 500 a minute for customers, subscriptions and orders.
type Throttle struct {
	// Op is an operation id, a prefix such as customers.* or "*".
	Op string `json:"op"`
	// Requests is the size of the bucket and what refills it each Per.
	Requests int           `json:"requests"`
	Per      time.Duration `json:"per"`
}

// WithThrottle adds token buckets. Without any, nothing is throttled.
func WithThrottle(t ...Throttle) Option {
	return func(o *options) { o.throttle = append(o.throttle, t...) }
}

// A Violation is a call made before the Retry-After of an earlier answer had
// elapsed.
type Violation struct {
	Op       string        `json:"op"`
	Identity Identity      `json:"identity"`
	Time     time.Time     `json:"time"`
	Early    time.Duration `json:"early_ns"`
}

// String says who called what how much too early.
func (v Violation) String() string {
	return fmt.Sprintf("%s was called %v before its Retry-After had elapsed", v.Op, v.Early.Round(time.Millisecond))
}

type bucketKey struct {
	rule   int
	caller string
}

type bucket struct {
	level float64
	last  time.Time
}

type waitKey struct{ op, caller string }

// ordered is a wait that a caller was asked for, and the calls it was asked of.
type ordered struct {
	told, until time.Time
	refused     map[string]bool
}

// inFlight is how long after a refusal other calls may still arrive that were
// sent before the caller could have read it. The refused call itself has no
// such excuse.
const inFlight = 100 * time.Millisecond

type throttles struct {
	mu         sync.Mutex
	rules      []Throttle
	buckets    map[bucketKey]*bucket
	waits      map[waitKey]ordered
	violations []Violation
}

func (id Identity) caller() string { return id.Tenant + "|" + id.App }

// take reports how long the caller must wait; zero means the call may pass.
func (t *throttles) take(op string, id Identity, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	var wait time.Duration
	for i, r := range t.rules {
		if !opMatches(r.Op, op) {
			continue
		}
		if t.buckets == nil {
			t.buckets = map[bucketKey]*bucket{}
		}
		k := bucketKey{i, id.caller()}
		b := t.buckets[k]
		if b == nil {
			b = &bucket{level: float64(r.Requests), last: now}
			t.buckets[k] = b
		}
		perSecond := float64(r.Requests) / r.Per.Seconds()
		b.level = math.Min(float64(r.Requests), b.level+now.Sub(b.last).Seconds()*perSecond)
		b.last = now
		if b.level < 1 {
			wait = max(wait, time.Duration(math.Ceil((1-b.level)/perSecond))*time.Second)
			continue
		}
		b.level--
	}
	return wait
}

// sameCall names a logical call: its MS-RequestId, or else what it asks for on
// its connection. Without an id, calls that run side by side look alike but for
// their connections.
func (c *call) sameCall() string {
	return orElse(c.requestID, c.r.Method+" "+c.r.URL.RequestURI()+" "+c.r.RemoteAddr)
}

// told remembers that a caller was asked to wait.
func (t *throttles) told(c *call, now, until time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.waits == nil {
		t.waits = map[waitKey]ordered{}
	}
	k := waitKey{c.route.op, c.identity.caller()}
	w := t.waits[k]
	if !now.Before(w.until) { // a new wait, not one more refusal within one
		w = ordered{told: now, refused: map[string]bool{}}
	}
	w.until = until
	w.refused[c.sameCall()] = true
	t.waits[k] = w
}

// watch records a violation if the caller was told to wait longer. Network
// time is on the client's side: it starts waiting after we answered.
func (t *throttles) watch(c *call) {
	op, id, now := c.route.op, c.identity, c.now
	t.mu.Lock()
	defer t.mu.Unlock()
	k := waitKey{op, id.caller()}
	w, ok := t.waits[k]
	if !ok {
		return
	}
	if now.Before(w.until) {
		if w.refused[c.sameCall()] || now.Sub(w.told) > inFlight {
			t.violations = append(t.violations, Violation{Op: op, Identity: id, Time: now, Early: w.until.Sub(now)})
		}
		return
	}
	delete(t.waits, k)
}

func (t *throttles) list() []Violation {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.violations)
}

func (t *throttles) reset() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buckets, t.violations = nil, nil
	clear(t.waits)
}

// Violations returns the calls that came before a Retry-After had elapsed.
func (s *Server) Violations() []Violation { return s.throttles.list() }

// throttled answers 429 when the caller's bucket is empty.
func (s *Server) throttled(c *call) *reply {
	wait := s.throttles.take(c.route.op, c.identity, c.now)
	if wait == 0 {
		return nil
	}
	seconds := int(wait / time.Second)
	return s.problem(c, http.StatusTooManyRequests, throttleCode(c.route.vendor),
		fmt.Sprintf("Rate limit is exceeded. Try again in %d seconds.", seconds)).
		set("Retry-After", strconv.Itoa(seconds))
}

func throttleCode(v vendor) string {
	switch v {
	case vendorGraph:
		return "TooManyRequests"
	case vendorEntra:
		return "90055"
	}
	return ""
}
