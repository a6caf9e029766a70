//go:build unix

package auth

import (
	"errors"
	"os"
	"syscall"
)

// noFollow has an open fail if the name is a symbolic link.
const noFollow = syscall.O_NOFOLLOW

// openNoFollow opens a file for reading unless its name is a symbolic link.
// O_NONBLOCK keeps a pipe put in its place from blocking.
func openNoFollow(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|noFollow|syscall.O_NONBLOCK, 0)
	if errors.Is(err, syscall.ELOOP) {
		return nil, errors.New("it is a symbolic link, which is not followed")
	}
	return f, err
}
