//go:build !unix

package main

import "runtime"

// usage is the memory obtained from the system; the CPU time is not known here.
func usage() (rss int64, user float64) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.Sys), 0
}
