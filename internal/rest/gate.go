package rest

import (
	"context"
	"sync"
	"time"
)

// gate holds back the calls of an operation while the server has asked to wait:
// one call's Retry-After counts for all calls of the client, or those that run
// beside it would only be refused too.
type gate struct {
	mu     sync.Mutex
	closed map[string]time.Time // until when, by operation id
}

// close holds the operation back for d, unless it is held back longer already.
func (g *gate) close(op string, d time.Duration) {
	until := time.Now().Add(d)
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed == nil {
		g.closed = make(map[string]time.Time)
	}
	if until.After(g.closed[op]) {
		g.closed[op] = until
	}
}

// wait returns when the operation may be called, and an error when ctx ends
// before. A call whose deadline comes first does not wait: it gets the server's
// own answer at once instead of the deadline's error later.
func (g *gate) wait(ctx context.Context, op string) error {
	for {
		g.mu.Lock()
		until, held := g.closed[op]
		left := time.Until(until)
		if held && left <= 0 {
			delete(g.closed, op)
		}
		g.mu.Unlock()
		if deadline, ok := ctx.Deadline(); left <= 0 || ok && deadline.Before(until) {
			return ctx.Err()
		}
		timer := time.NewTimer(left)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
	}
}
