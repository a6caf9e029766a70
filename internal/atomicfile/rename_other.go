//go:build !windows

package atomicfile

import "os"

// rename replaces path by temp.
func rename(temp, path string) error { return os.Rename(temp, path) }
