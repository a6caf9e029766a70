package match

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxNameBytes = 400 // longer input is cut: no company is called that
	maxWords     = 24
	usualWords   = 12 // more words of a text do not fit on the stack
)

// name is a company name taken apart.
type name struct {
	raw     string
	words   []token // without the legal form, in order, stop words included
	class   formClass
	forms   string // ids of the legal forms, for the evidence
	compact string // the words without stop words, written together
	key     uint64 // equal for equal words in equal order, stop words aside
	whole   uint64 // equal for equal letters, the legal form included
	sorted  uint64 // equal for equal words in any order
}

// parseName normalises a name. It returns false for a name without any letter
// or digit.
func parseName(raw string) (name, bool) {
	cut := raw
	if len(cut) > maxNameBytes {
		cut = cut[:maxNameBytes]
	}
	var buf [usualWords]string
	words := tokenize(buf[:0], splitCJK(fold(splitGlued(cut))))
	if len(words) == 0 {
		return name{}, false
	}
	if len(words) > maxWords {
		words = words[:maxWords]
	}
	core, class, ids := forms().strip(words)
	n := name{raw: raw, class: class, forms: ids, words: make([]token, len(core)), whole: hashWords(words)}
	for i, w := range core {
		t := classify(w, i == len(core)-1 || i > 0 && countsOn(core[i-1]))
		if len(t.text) >= 4 {
			t.sound = soundKey(t.text)
		}
		n.words[i] = t
	}
	if onlyStops(n.words) {
		for i := range n.words {
			n.words[i].kind, n.words[i].bits = ordinary, 6
		}
	}
	n.finish()
	return n, true
}

// countsOn reports words after which a single letter is a number: Series A.
func countsOn(w string) bool {
	switch w {
	case "series", "class", "fund", "portfolio", "tranche", "phase", "block", "unit":
		return true
	}
	return false
}

// hashWords hashes words as if they were written together.
func hashWords(words []string) uint64 {
	h := uint64(hashStart)
	for _, w := range words {
		h = hashOn(h, w)
	}
	return mix(h)
}

func onlyStops(words []token) bool {
	for _, w := range words {
		if w.kind != stop {
			return false
		}
	}
	return true
}

// finish computes the derived keys.
func (n *name) finish() {
	size := 0
	for _, w := range n.words {
		if w.kind != stop {
			size += len(w.text)
		}
	}
	b := make([]byte, 0, size)
	for _, w := range n.words {
		if w.kind == stop {
			continue
		}
		b = append(b, w.text...)
		n.key = hashPair(n.key, w.key)
		n.sorted += mix(w.key)
	}
	n.compact = string(b)
}

// String is the normal form: the words without the legal form, with spaces.
func (n *name) String() string {
	var b strings.Builder
	for i, w := range n.words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.text)
	}
	return b.String()
}

// NormalizeName returns the form in which names are compared, without the legal
// form: "ACME Géo-Systems S.p.A." becomes "acme geo systems". It is idempotent
// for names that do not end in several legal forms, and never empty for
// non-empty input.
func NormalizeName(s string) string {
	if n, ok := parseName(s); ok {
		return n.String()
	}
	return s
}

// tokenize appends the words of folded text: apostrophes vanish, dots and slashes
// inside abbreviations join (s.p.a., a/s), single letters in a row are glued.
func tokenize(words []string, s string) []string {
	start := -1
	flush := func(end int) {
		if start >= 0 {
			words = appendChunk(words, s[start:end])
			start = -1
		}
	}
	for i, r := range s {
		switch {
		case isWordRune(r) || r == '.' || r == '/' || isApostrophe(r) || r == '%':
			if start < 0 {
				start = i
			}
		case r == '&' || r == '+':
			flush(i)
			words = append(words, "and")
		default:
			flush(i)
		}
	}
	flush(len(s))
	return glueLetters(words)
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
}

func isApostrophe(r rune) bool {
	return r == '\'' || r == '\u2019' || r == '\u2018' || r == '`' || r == '\u00b4' || r == '\u02bc' || r == '\u2032'
}

// appendChunk adds the words of one run without spaces.
func appendChunk(words []string, chunk string) []string {
	plain := true
	for i := range len(chunk) {
		c := chunk[i]
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9') {
			plain = false
			break
		}
	}
	if plain {
		return append(words, chunk)
	}
	chunk = strings.ReplaceAll(strings.Map(dropApostrophe, chunk), "%", "percent")
	parts := strings.FieldsFunc(chunk, func(r rune) bool { return r == '.' || r == '/' })
	if len(parts) > 1 && abbreviation(parts) {
		return append(words, strings.Join(parts, ""))
	}
	return append(words, parts...)
}

func dropApostrophe(r rune) rune {
	if isApostrophe(r) {
		return -1
	}
	return r
}

func canonicalAnd(w string) string {
	switch w {
	case "und", "och", "og", "et":
		return "and"
	}
	return w
}

// abbreviation reports parts such as s p a or sh p k: letters, at most two each.
func abbreviation(parts []string) bool {
	for _, p := range parts {
		if utf8.RuneCountInString(p) > 2 || p[0] <= '9' {
			return false
		}
	}
	return true
}

// glueLetters joins single letters in a row: a b c becomes abc. Then the words
// for "and" are unified, between other words: O G Bygg has initials.
func glueLetters(words []string) []string {
	out := words[:0]
	for i := 0; i < len(words); {
		j := i
		for j < len(words) && len(words[j]) == 1 && words[j][0] >= 'a' {
			j++
		}
		if j-i > 1 {
			out = append(out, strings.Join(words[i:j], ""))
			i = j
			continue
		}
		out = append(out, words[i])
		i++
	}
	for i := 1; i < len(out)-1; i++ {
		out[i] = canonicalAnd(out[i])
	}
	return out
}

// splitGlued parts a legal form in capitals from a name in small letters, as in
// "SiemensAG".
func splitGlued(s string) string {
	for i := len(s) - 1; i > 2; i-- {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			continue
		}
		if 'a' <= c && c <= 'z' && i < len(s)-1 && len(s)-1-i <= 4 {
			if _, ok := forms().back[backHash([]string{strings.ToLower(s[i+1:])})]; ok {
				return s[:i+1] + " " + s[i+1:]
			}
		}
		return s
	}
	return s
}

func isCJK(s string) bool {
	for _, r := range s {
		if unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana) {
			return true
		}
	}
	return false
}

// splitCJK parts a legal form from a name that is written without spaces.
func splitCJK(s string) string {
	if !isCJK(s) {
		return s
	}
	for _, f := range forms().cjk {
		if rest, ok := strings.CutSuffix(s, f); ok && rest != "" {
			return rest + " " + f
		}
		if rest, ok := strings.CutPrefix(s, f); ok && rest != "" {
			return f + " " + rest
		}
	}
	return s
}
