// Package atomicfile writes files that are either wholly there or not there.
//
// The content goes to a temporary file in the same directory, is synced, and
// then takes the target's name; the directory is synced last. A crash at any
// moment leaves the old file, or no file, and perhaps a temporary file named
// as [IsTemp] recognises.
package atomicfile
