package billing

import (
	"encoding/binary"
	"math/bits"
)

const (
	leadBytes = 32 // the longest lead that is remembered; no known name has a longer one
	nameBytes = 24 // how much of a name is hashed
	leadSlots = 512
	maxLeads  = 256 // the names of one file are about 50
)

// lead is a key as it stands in a line, with its quotes and the colon. Words,
// filled up with zeros, let keys of any length be compared without a loop, and
// without a branch that the next key takes another way.
type lead struct {
	words, mask [leadBytes / 8]uint64 // mask has the bits where the words count
	name        name
	length      uint8 // 0: the slot is free
	field       field
	next        uint16 // the slot of the key that followed the last time
}

// name is what is before the first quote, cut at nameBytes.
type name struct {
	x, y, z uint64 // filled up with zeros
	length  int
}

// leads are the keys met so far with their fields: an open hash table.
type leads struct {
	slots [leadSlots + 1]lead // the last one stands for the beginning of a line
	count int
}

// expected reports whether b begins with the key that followed the last one
// before, which saves looking it up.
func (t *leads) expected(b []byte, last *lead) (*lead, bool) {
	k := &t.slots[last.next]
	return k, len(b) >= leadBytes && k.begins((*[leadBytes]byte)(b)) && k.length > 0
}

// known returns the key that b begins with, if it was met before, and the length
// of its lead.
func (t *leads) known(b []byte, last *lead) (k *lead, length int, ok bool) {
	if len(b) < leadBytes {
		return nil, 0, false
	}
	head := (*[leadBytes]byte)(b)
	n := nameOf(head)
	slot := t.find(n, head)
	k = &t.slots[slot]
	if k.length == 0 {
		return nil, 0, false
	}
	last.next = uint16(slot)
	if n.length < nameBytes {
		return k, n.length + len(`"":`), true // known earlier than k.length
	}
	return k, int(k.length), true
}

// begins reports whether b begins with the key.
func (k *lead) begins(b *[leadBytes]byte) bool {
	return (word(b[:], 0)^k.words[0])&k.mask[0]|(word(b[:], 8)^k.words[1])&k.mask[1]|
		(word(b[:], 16)^k.words[2])&k.mask[2]|(word(b[:], 24)^k.words[3])&k.mask[3] == 0
}

// find is the slot of the key that b begins with, or the free one for it.
func (t *leads) find(n name, b *[leadBytes]byte) int {
	for h := n.hash(); ; h++ {
		slot := int(h % leadSlots)
		k := &t.slots[slot]
		if k.length == 0 || k.name == n && b[0] == '"' && (n.length < nameBytes && b[n.length+2] == ':' || k.begins(b)) {
			return slot
		}
	}
}

// add remembers the key with a lead of that length that b begins with.
func (t *leads) add(b []byte, length int, f field) {
	if t.count == maxLeads || length > leadBytes || len(b) < leadBytes {
		return
	}
	head := (*[leadBytes]byte)(b)
	n := nameOf(head)
	k := &t.slots[t.find(n, head)]
	if k.length > 0 || n.length < nameBytes && n.length+len(`"":`) != length { // the latter has an escaped quote
		return
	}
	t.count++
	k.name, k.length, k.field = n, uint8(length), f
	for i := range k.words {
		if n := length - 8*i; n > 0 {
			k.mask[i] = ^uint64(0) >> (64 - 8*min(n, 8))
		}
		k.words[i] = word(b, 8*i) & k.mask[i]
	}
}

// word is the eight bytes at i.
func word(b []byte, i int) uint64 { return binary.LittleEndian.Uint64(b[i : i+8 : i+8]) }

// nameOf is the name that begins behind the first byte of b.
func nameOf(b *[leadBytes]byte) name {
	x, y, z := word(b[:], 1), word(b[:], 9), word(b[:], 17)
	inX, inY, inZ := firstQuote(x), firstQuote(y), firstQuote(z)
	if inX != 0 {
		inY = 1 // as if the word began with the quote: nothing of it belongs to the name
	}
	if inY != 0 {
		inZ = 1
	}
	return name{
		x: x & (inX - 1), y: y & (inY - 1), z: z & (inZ - 1), // the bytes below the quote; all when there is none
		length: (bits.TrailingZeros64(inX) + bits.TrailingZeros64(inY) + bits.TrailingZeros64(inZ)) / 8,
	}
}

func (n name) hash() uint64 {
	return (n.x*0x9e3779b97f4a7c15 + n.y*0xc2b2ae3d27d4eb4f + n.z*0x165667b19e3779f9) >> 48
}

// firstQuote is the lowest bit of the first byte of w that is a quote, else 0.
func firstQuote(w uint64) uint64 {
	w ^= lsb * '"'
	found := (w - lsb) &^ w & msb // above the first one it may be wrong
	return (found & -found) >> 7
}
