package match

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold brings text to the letters that names are compared in: compatibility
// forms and widths unified, lower case, Latin without marks, Cyrillic and Greek
// as Latin, Arabic spelling variants unified. Scripts without a certain rule
// keep their letters. fold is idempotent and never empties a non-empty string.
func fold(s string) string {
	if folded, ok := foldASCII(s); ok {
		return folded
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKC.String(s) {
		foldRune(&b, r)
	}
	out := norm.NFKC.String(b.String())
	if out == "" {
		return s
	}
	return out
}

// foldASCII is the fast way for the common case.
func foldASCII(s string) (string, bool) {
	upper := false
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf {
			return "", false
		}
		upper = upper || 'A' <= c && c <= 'Z'
	}
	if !upper {
		return s, true
	}
	return strings.ToLower(s), true
}

func foldRune(b *strings.Builder, r rune) {
	if r < utf8.RuneSelf {
		b.WriteByte(lowerASCII(byte(r)))
		return
	}
	if isMark(r) || r == '\u00ad' || r == '\u200b' || r == '\u0640' {
		return
	}
	r = unicode.ToLower(r)
	if t, ok := transliterate(r); ok {
		b.WriteString(t)
		return
	}
	if d := norm.NFKD.PropertiesString(string(r)).Decomposition(); len(d) > 0 && d[0] < utf8.RuneSelf {
		for _, p := range string(d) {
			if !isMark(p) {
				foldRune(b, p)
			}
		}
		return
	}
	b.WriteRune(r)
}

func lowerASCII(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// isMark reports marks that carry no identity: Latin diacritics, Arabic and
// Hebrew vowel points. Indic vowel signs are letters for our purpose.
func isMark(r rune) bool {
	return r >= 0x0300 && r <= 0x036F || r >= 0x064B && r <= 0x065F || r == 0x0670 || r >= 0x0591 && r <= 0x05C7
}

// transliterate returns the Latin spelling of a lower-case letter.
func transliterate(r rune) (string, bool) {
	switch {
	case r >= 0x0400 && r <= 0x052F:
		t, ok := cyrillic[r]
		return t, ok
	case r >= 0x0370 && r <= 0x03FF || r >= 0x1F00 && r <= 0x1FFF:
		return greek(r)
	}
	t, ok := latinSpecial[r]
	return t, ok
}

// greek removes accents first, since polytonic letters have dozens of forms.
func greek(r rune) (string, bool) {
	if t, ok := greekLetters[r]; ok {
		return t, true
	}
	for _, p := range norm.NFD.String(string(r)) {
		if t, ok := greekLetters[p]; ok {
			return t, true
		}
	}
	return "", false
}

// variant is the second spelling key: it makes the local ways of writing one
// sound equal (aa/å, ae/ä, oe/ö, ue/ü, ks/x, ph/f, y/i ...). Two names that
// agree only here agree slightly less than exactly.
func variant(s string) string {
	if !variantChanges(s) {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c, next := s[i], byte(0)
		if i+1 < len(s) {
			next = s[i+1]
		}
		switch {
		case (c == 'a' || c == 'o' || c == 'u') && next == 'e':
			i++
		case c == 'p' && next == 'h':
			c = 'f'
			i++
		case c == 'k' && (next == 's' || next == 'h'):
			c = 'k'
			if next == 's' {
				c = 'x'
			}
			i++
		case c == 'c':
			c = 'k'
		case c == 'w':
			c = 'v'
		case c == 'y' || c == 'j':
			c = 'i'
		}
		if n := len(out); n > 0 && out[n-1] == c {
			continue
		}
		out = append(out, c)
	}
	return string(out)
}

// variantChanges spares the copy for the majority of words.
func variantChanges(s string) bool {
	for i := range len(s) {
		switch s[i] {
		case 'e', 'h', 's', 'c', 'w', 'y', 'j':
			return true
		}
		if i > 0 && s[i] == s[i-1] {
			return true
		}
	}
	return false
}

// soundKey is equal for words of equal variant, and for a word and the same word
// without its vowels: "Schltz" and "Schultz". Words with few consonants have only
// the first.
func soundKey(s string) uint64 {
	v := variant(s)
	h, consonants, last := uint64(hashStart), 0, byte(0)
	for i := range len(v) {
		if c := v[i]; i == 0 || !vowel(c) && c != last {
			h = hashOn(h, v[i:i+1])
			consonants, last = consonants+1, c
		}
	}
	if consonants < bareConsonants {
		return hash(v)
	}
	return mix(h)
}

// bareConsonants is how many letters a word without vowels must have to be known
// again.
const bareConsonants = 4

func vowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u':
		return true
	}
	return false
}

// bare reports that a word has no vowel behind its first letter.
func bare(s string) bool {
	for i := 1; i < len(s); i++ {
		if vowel(s[i]) {
			return false
		}
	}
	return true
}
