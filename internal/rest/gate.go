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

// wait returns when the operation may be called, or when ctx ends.
func (g *gate) wait(ctx context.Context, op string) {
	for {
		g.mu.Lock()
		until, held := g.closed[op]
		left := time.Until(until)
		if held && left <= 0 {
			delete(g.closed, op)
		}
		g.mu.Unlock()
		if left <= 0 {
			return
		}
		timer := time.NewTimer(left)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}
