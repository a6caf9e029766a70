package mockserver

import (
	"sync/atomic"
	"time"
)

// A clock is real time plus an offset. The offset only grows.
type clock struct{ offset atomic.Int64 }

func (c *clock) now() time.Time {
	return time.Now().Add(time.Duration(c.offset.Load())).UTC()
}

func (c *clock) advance(d time.Duration) { c.offset.Add(int64(d)) }

func (c *clock) elapsed() time.Duration { return time.Duration(c.offset.Load()) }
