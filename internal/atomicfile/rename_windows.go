package atomicfile

import (
	"errors"
	"os"
	"syscall"
	"time"
)

// rename replaces path by temp. While another process has path open, for
// instance a virus scanner, Windows refuses for a moment.
func rename(temp, path string) error {
	const sharingViolation = syscall.Errno(32)
	var err error
	for wait := 5 * time.Millisecond; wait < time.Second; wait *= 2 {
		err = os.Rename(temp, path)
		if !errors.Is(err, syscall.ERROR_ACCESS_DENIED) && !errors.Is(err, sharingViolation) {
			return err
		}
		time.Sleep(wait)
	}
	return err
}
