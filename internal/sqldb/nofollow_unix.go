//go:build unix

package sqldb

import "syscall"

// noFollow has an open fail if the name is a symbolic link.
const noFollow = syscall.O_NOFOLLOW
