package auth

import (
	"context"
	"errors"
	"iter"
)

// Errors of a [TokenStore], for errors.Is.
var (
	// ErrNotFound: there is no record under the key.
	ErrNotFound = errors.New("no such record")
	// ErrConflict: another process changed the record, or took the lock, and
	// the update was not made.
	ErrConflict = errors.New("the record was changed by another process")
	// ErrCorrupt: there is a record, but it cannot be read. It is never treated
	// as absent; the next Update keeps it aside and writes a new one.
	ErrCorrupt = errors.New("the record is corrupt")
)

// TokenStore keeps token records. Package storetest holds the suite that an
// implementation must pass. All methods are safe for concurrent use and give up
// when ctx ends.
type TokenStore interface {
	// Load returns the record under k, or an error wrapping ErrNotFound or
	// ErrCorrupt.
	Load(ctx context.Context, k Key) (Record, error)
	// Update reads the record under k, passes it to fn, and writes what fn
	// returns, as one step that no other Update of k comes between. ok is false
	// when there is no readable record. If fn fails nothing is written and its
	// error is returned. fn may be called more than once. Update returns the
	// record as written, durable, with its new Version.
	Update(ctx context.Context, k Key, fn func(old Record, ok bool) (Record, error)) (Record, error)
	// Delete removes the record; without one it does nothing.
	Delete(ctx context.Context, k Key) error
}

// Locker is a [TokenStore] that can lock a name across every process that
// shares it. With it, one process refreshes a token and the others use the
// result; without it each process refreshes for itself.
type Locker interface {
	// Lock waits for the lock. held carries the lock's proof and ends when the
	// lock is lost; release gives the lock back and must be called.
	Lock(ctx context.Context, name string) (held context.Context, release func() error, err error)
}

// Lister is a [TokenStore] that can enumerate its keys, in no special order.
type Lister interface {
	// Keys yields each key once; an error concerns one record, or ends it.
	Keys(ctx context.Context) iter.Seq2[Key, error]
}
