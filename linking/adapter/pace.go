package adapter

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/tenantlink/tenantlink/linking"
)

// Pacer keeps all workers of a client below a vendor's request limit, so that a
// large apply is as fast as the limit allows and no faster: give its Middleware
// to the client. Clients of one API user should share one Pacer. When the
// server still asks to wait, every request through the Pacer waits, not only the
// one that was refused.
//
// Partner Center documents 500 requests a minute for customers; Cloudmore's
// limits are not documented publicly.
type Pacer struct {
	limit *rate.Limiter

	mu    sync.Mutex
	until time.Time
}

// NewPacer returns a Pacer for so many requests in each period.
func NewPacer(requests int, per time.Duration) (*Pacer, error) {
	if requests < 1 || per <= 0 {
		return nil, fmt.Errorf("adapter: NewPacer: %d requests per %v is no limit", requests, per)
	}
	// A burst of one spaces requests evenly, which suits a limit per second as
	// well as one per minute.
	return &Pacer{limit: rate.NewLimiter(rate.Every(per/time.Duration(requests)), 1)}, nil
}

// Middleware is for cloudmore.WithMiddleware and partnercenter.WithMiddleware.
func (p *Pacer) Middleware() func(http.RoundTripper) http.RoundTripper {
	return func(next http.RoundTripper) http.RoundTripper { return &paced{p, next} }
}

type paced struct {
	pacer *Pacer
	next  http.RoundTripper
}

// RoundTrip waits for its turn.
func (t *paced) RoundTrip(r *http.Request) (*http.Response, error) {
	err := t.pacer.wait(r)
	if err == nil {
		err = linking.Guard(r.Context()) // the wait can have outlasted a lease
	}
	if err != nil {
		if r.Body != nil {
			err = errors.Join(err, r.Body.Close())
		}
		return nil, err
	}
	resp, err := t.next.RoundTrip(r)
	if err == nil && (resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == http.StatusServiceUnavailable) {
		t.pacer.pause(resp.Header.Get("Retry-After"))
	}
	return resp, err
}

func (p *Pacer) wait(r *http.Request) error {
	ctx := r.Context()
	for {
		p.mu.Lock()
		d := time.Until(p.until)
		p.mu.Unlock()
		if d <= 0 {
			return p.limit.Wait(ctx)
		}
		timer := time.NewTimer(d)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
	}
}

// maxPause bounds what one answer can make everybody wait. The client itself
// gives up on a longer Retry-After.
const maxPause = 2 * time.Minute

// pause stops all requests for as long as the server asks, in seconds.
func (p *Pacer) pause(after string) {
	seconds, err := strconv.Atoi(after)
	if err != nil || seconds <= 0 {
		return
	}
	until := time.Now().Add(min(time.Duration(seconds)*time.Second, maxPause))
	p.mu.Lock()
	defer p.mu.Unlock()
	if until.After(p.until) {
		p.until = until
	}
}
