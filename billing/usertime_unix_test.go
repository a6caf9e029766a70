//go:build unix

package billing_test

import (
	"syscall"
	"time"
)

func processUserTime() (time.Duration, bool) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, false
	}
	return time.Duration(u.Utime.Nano()), true
}
