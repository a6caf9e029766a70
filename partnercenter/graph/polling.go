package graph

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// Bounds on the waits between two looks at something that goes on.
const (
	// firstLook and lastLook bound the wait when the service names none.
	firstLook = time.Second
	lastLook  = 30 * time.Second
	// leastWait is what a Retry-After of 0 means: soon.
	leastWait = 50 * time.Millisecond
	// mostWait bounds a wait that the service orders.
	mostWait = 10 * time.Minute
)

// pauses are the waits of one polling. The zero value is ready.
type pauses struct {
	silent, soon time.Duration
}

// next is how long to wait when the service ordered this. A wait of seconds is
// kept as it is ordered. One of 0 is kept a few times and then grows, so that a
// service that always says 0 is not hammered.
func (p *pauses) next(ordered time.Duration) time.Duration {
	switch {
	case ordered > leastWait:
		return ordered
	case ordered > 0:
		return grow(&p.soon, leastWait)
	default:
		return grow(&p.silent, firstLook)
	}
}

// grow doubles a wait every time, from first up to lastLook.
func grow(wait *time.Duration, first time.Duration) time.Duration {
	now := max(*wait, first)
	*wait = min(2*now, lastLook)
	return now
}

// seconds reads Retry-After; 0 when there is none.
func seconds(header http.Header) time.Duration {
	n, err := strconv.Atoi(header.Get("Retry-After"))
	if err != nil || n < 0 {
		return 0
	}
	return max(leastWait, min(time.Duration(n), mostWait/time.Second)*time.Second)
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
