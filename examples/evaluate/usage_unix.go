//go:build unix

package main

import (
	"runtime"
	"syscall"
)

// usage is the peak memory in bytes and the user CPU seconds of this process.
func usage() (rss int64, user float64) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, 0
	}
	unit := int64(1024)
	if runtime.GOOS == "darwin" {
		unit = 1
	}
	return int64(u.Maxrss) * unit, float64(u.Utime.Sec) + float64(u.Utime.Usec)/1e6
}
