//go:build !unix

package main

import "runtime"

// peakRSS is what the runtime has obtained from the system, in bytes: an upper
// bound, because the peak of resident memory needs a call this platform lacks.
func peakRSS() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.Sys)
}
