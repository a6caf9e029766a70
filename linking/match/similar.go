package match

import "unicode/utf8"

// Qualities of a match of two words: 1 is the same word.
const (
	qualitySpelling  = 0.97 // equal after local spellings (aa/å, ph/f) are unified
	qualitySynonym   = 0.95 // two spellings of one common word: services, svcs
	qualityJoined    = 0.97 // one word here is two words there
	qualityBare      = 0.80 // a word without its vowels
	qualityShortened = 0.80 // a common word cut short: res for resources
	qualityAbridged  = 0.45 // any other word cut short
	qualityCut       = 0.60 // the last word, of which one or two letters are left
	qualityInitials  = 0.60 // the initials of the other name
)

// maxEditRunes bounds the words that are compared letter by letter.
const maxEditRunes = 64

// similarity compares two words that are not equal; 0 means different.
func similarity(a, b *token) float32 {
	if a.key == b.key {
		return qualitySynonym
	}
	if a.kind == number || b.kind == number || a.kind == stop || b.kind == stop {
		return 0
	}
	ta, tb := a.text, b.text
	if len(ta) > len(tb) {
		ta, tb = tb, ta
		a, b = b, a
	}
	if len(ta) < 2 {
		return 0
	}
	if q := abbreviationOf(a, b); q > 0 {
		return q
	}
	if len(ta) < 4 || a.kind == place && b.kind == place {
		return 0
	}
	if a.sound != b.sound {
		return editQuality(ta, tb)
	}
	va, vb := variant(ta), variant(tb)
	switch {
	case va == vb:
		return qualitySpelling
	case bare(va) || bare(vb):
		return max(qualityBare, editQuality(ta, tb))
	}
	return editQuality(ta, tb)
}

// abbreviationOf reports that the shorter word cuts the longer one short.
func abbreviationOf(short, long *token) float32 {
	s, l := short.text, long.text
	if len(s) < 3 || len(l) < len(s)+2 || s[0] != l[0] {
		return 0
	}
	prefix := l[:len(s)] == s
	switch {
	case prefix && (long.common() || long.kind == place || len(s) >= 6 && len(s)*5 >= len(l)*3):
		return qualityShortened
	case prefix:
		return qualityAbridged
	case (long.common() || long.kind == place && len(s) > 3) && contraction(s, l):
		return qualityShortened
	}
	return 0
}

// common reports a word of the shipped list, which people cut short freely.
func (t *token) common() bool { return t.kind == generic || t.kind == venue || t.kind == ordinary }

// contraction reports that s is the beginning and the last letter of l, or that
// the letters of s occur in l in order and s drops vowels only in effect: hldgs
// for holdings.
func contraction(s, l string) bool {
	if last := len(s) - 1; last >= 3 && s[:last] == l[:last] && s[last] == l[len(l)-1] {
		return true // airls for airlines, southn for southern
	}
	at, vowels := 0, 0
	for i := range len(s) {
		for at < len(l) && l[at] != s[i] {
			at++
		}
		if at == len(l) {
			return false
		}
		at++
		if vowel(s[i]) {
			vowels++
		}
	}
	return vowels*4 <= len(s) && s[len(s)-1] != l[0]
}

// editQuality is high for words that differ by a slip of the keyboard.
func editQuality(a, b string) float32 {
	la, lb := len(a), len(b)
	limit := 1 + (lb-1)/6
	if lb-la > limit*utf8.UTFMax {
		return 0
	}
	d, n := editDistance(a, b, limit)
	if d > limit || n == 0 {
		return 0
	}
	return 1 - 1.2*float32(d)/float32(n)
}

// editDistance is the optimal string alignment distance (insert, delete,
// replace, swap neighbours) in runes, and the length of the longer word. It
// returns limit+1 as soon as the distance exceeds limit.
func editDistance(a, b string, limit int) (distance, length int) {
	var bufA, bufB [maxEditRunes]rune
	ra, okA := runesInto(bufA[:0], a)
	rb, okB := runesInto(bufB[:0], b)
	if !okA || !okB {
		return limit + 1, maxEditRunes
	}
	length = max(len(ra), len(rb))
	if len(rb)-len(ra) > limit || len(ra)-len(rb) > limit {
		return limit + 1, length
	}
	for len(ra) > 0 && len(rb) > 0 && ra[0] == rb[0] {
		ra, rb = ra[1:], rb[1:]
	}
	for len(ra) > 0 && len(rb) > 0 && ra[len(ra)-1] == rb[len(rb)-1] {
		ra, rb = ra[:len(ra)-1], rb[:len(rb)-1]
	}
	if len(ra) == 0 || len(rb) == 0 {
		return min(max(len(ra), len(rb)), limit+1), length
	}
	var rows [3][maxEditRunes + 1]uint8
	before, previous, row := &rows[0], &rows[1], &rows[2]
	for j := range len(rb) + 1 {
		previous[j] = uint8(j)
	}
	for i := range ra {
		row[0] = uint8(i + 1)
		least := row[0]
		for j := range rb {
			cost := uint8(1)
			if ra[i] == rb[j] {
				cost = 0
			}
			d := min(previous[j]+cost, previous[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && ra[i] == rb[j-1] && ra[i-1] == rb[j] {
				d = min(d, before[j-1]+1)
			}
			row[j+1] = d
			least = min(least, d)
		}
		if int(least) > limit {
			return limit + 1, length
		}
		before, previous, row = previous, row, before
	}
	return min(int(previous[len(rb)]), limit+1), length
}

func runesInto(buf []rune, s string) ([]rune, bool) {
	for _, r := range s {
		if len(buf) == cap(buf) {
			return buf, false
		}
		buf = append(buf, r)
	}
	return buf, true
}
