//go:build !unix

package auth

import (
	"errors"
	"io/fs"
	"os"
)

// noFollow: there is no such flag here.
const noFollow = 0

// openNoFollow opens a file for reading unless its name is a symbolic link.
func openNoFollow(path string) (*os.File, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		return nil, errors.New("it is a symbolic link, which is not followed")
	}
	return os.Open(path)
}
