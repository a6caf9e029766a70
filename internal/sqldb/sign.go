package sqldb

import (
	"crypto/sha256"
	"encoding/hex"
	"os"

	"github.com/gofrs/flock"
)

// A process that dies leaves its lease, and with time alone to go by the others
// would wait until it expires. So a holder in a SQLite database, which only
// processes of one machine share, also keeps a sign of life: a lock on a file
// beside the database, which the system ends with the process. Whoever has the
// sign may take a lease that was taken with it.

// signedPrefix begins the text of a holder that has the sign of life.
const signedPrefix = "signed:"

// signState says what became of the try to get the sign of life.
type signState int

const (
	signNone signState = iota // there is none here: only time counts
	signBusy                  // another process has it
	signHeld
)

// sign tries to get the sign of life for name; quit gives it back.
func (l Leases) sign(name string) (state signState, quit func()) {
	if l.DB.file == "" {
		return signNone, func() {}
	}
	sum := sha256.Sum256([]byte(l.Table + "\x00" + name))
	path := l.DB.file + "-lease-" + hex.EncodeToString(sum[:6])
	lock := flock.New(path, flock.SetPermissions(0o600), flock.SetFlag(os.O_CREATE|os.O_RDONLY|noFollow))
	ok, err := lock.TryLock()
	if ok {
		return signHeld, func() { _ = lock.Close() }
	}
	_ = lock.Close()
	if err != nil {
		return signNone, func() {} // no file locks here
	}
	return signBusy, func() {}
}
