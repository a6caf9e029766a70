package mockserver

import (
	"hash/fnv"
	"math/rand/v2"

	"github.com/google/uuid"
)

// Everything random in the mock's data comes from the seed, so that one seed
// gives the same bytes on every machine. Only keys of the sign-in are not.

// subSeed derives an independent seed from a seed and a name.
func subSeed(seed uint64, parts ...string) uint64 {
	h := fnv.New64a()
	for _, p := range parts {
		// A hash never fails to write.
		_, _ = h.Write([]byte(p))
		_, _ = h.Write([]byte{0})
	}
	return h.Sum64() ^ (seed * 0x9e3779b97f4a7c15)
}

// random gives a generator that belongs to one thing, such as one tenant's
// month, so that things can be generated in any order.
func random(seed uint64, parts ...string) *rand.Rand {
	return rand.New(rand.NewPCG(subSeed(seed, parts...), seed))
}

// newUUID makes a version 4 UUID out of r.
func newUUID(r *rand.Rand) string {
	var b [16]byte
	for i := 0; i < 16; i += 8 {
		v := r.Uint64()
		for j := range 8 {
			b[i+j] = byte(v >> (8 * j))
		}
	}
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return uuid.UUID(b).String()
}

// uuidOf is the UUID of a name under a seed.
func uuidOf(seed uint64, parts ...string) string { return newUUID(random(seed, parts...)) }
