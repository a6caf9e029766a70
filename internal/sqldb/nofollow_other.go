//go:build !unix

package sqldb

// noFollow: there is no such flag here.
const noFollow = 0
