package billing_test

import (
	"testing"
	"time"
)

// userTime is the CPU time this process has used in user mode.
func userTime(tb testing.TB) time.Duration {
	tb.Helper()
	d, ok := processUserTime()
	if !ok {
		tb.Skip("this platform does not say how much CPU time was used")
	}
	return d
}
