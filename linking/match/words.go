package match

import (
	_ "embed" // words.tsv and forms.tsv are part of the model
	"fmt"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// kind is the role of a word in a name.
type kind uint8

const (
	distinctive kind = iota // carries identity
	ordinary                // a frequent word that still carries some identity
	generic                 // says what the company does, not which it is
	venue                   // says what kind of place the public enters
	place                   // a country, a city, a point of the compass
	number                  // a figure, an ordinal, a Roman numeral, a single letter at the end
	stop                    // articles, conjunctions, remains of legal forms
)

const (
	unknownBits = 12 // information of a word that is in no list; see words.tsv
	stopBits    = 0.3
)

// word is what the shipped list knows about one spelling.
type word struct {
	key  uint64 // identity: the first spelling of its line
	text string // first spelling; replaces numbers only
	bits float32
	kind kind
}

//go:embed words.tsv
var wordsTSV string

// wordList is parsed once and never changed.
var wordList = sync.OnceValue(func() map[string]word {
	words := make(map[string]word, 4096)
	for n, line := range strings.Split(wordsTSV, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		if err := addWords(words, strings.Split(line, "\t")); err != nil {
			panic(fmt.Sprintf("match: words.tsv:%d: %v", n+1, err)) // a broken build, not a user's error
		}
	}
	return words
})

func addWords(words map[string]word, columns []string) error {
	if len(columns) != 3 {
		return fmt.Errorf("%d columns, want 3", len(columns))
	}
	bits, err := strconv.ParseFloat(columns[1], 32)
	if err != nil {
		return err
	}
	kinds := map[string]kind{"word": ordinary, "generic": generic, "venue": venue, "place": place, "number": number, "stop": stop}
	k, ok := kinds[columns[0]]
	if !ok {
		return fmt.Errorf("kind %q is unknown", columns[0])
	}
	if k == ordinary {
		for _, w := range strings.Fields(columns[2]) {
			words[w] = word{key: hash(w), text: w, bits: float32(bits), kind: k}
		}
		return nil
	}
	spellings := strings.Split(columns[2], "|")
	for _, w := range spellings {
		entry := word{key: hash(spellings[0]), text: w, bits: float32(bits), kind: k}
		switch k {
		case number:
			entry.text = spellings[0]
		case stop:
			entry.key = hash(w)
		}
		words[w] = entry
	}
	return nil
}

// token is one word of a name, ready to compare.
type token struct {
	text  string
	key   uint64
	sound uint64  // equal for the local spellings of one word, and without its vowels; 0 for short words
	bits  float32 // information of the word before the index is asked how common it is
	kind  kind
}

// classify looks the word up; last says that a single letter
// here is a number, as at the end of a name.
func classify(text string, last bool) token {
	if w, ok := wordList()[text]; ok {
		if w.kind == stop && last && len(text) == 1 {
			return token{text: text, key: hash(text), bits: 4, kind: number}
		}
		return token{text: w.text, key: w.key, bits: w.bits, kind: w.kind}
	}
	t := token{text: text, key: hash(text), bits: unknownBits}
	switch {
	case isDigits(text):
		t.text = strings.TrimLeft(text, "0")
		if t.text == "" {
			t.text = "0"
		}
		t.key, t.kind, t.bits = hash(t.text), number, 4
		if len(text) > 2 {
			t.bits = 8
		}
	case utf8.RuneCountInString(text) == 1 && text[0] < utf8.RuneSelf:
		t.bits = 4
		if last {
			t.kind = number
		}
	case len(text) == 2 && text[0] < utf8.RuneSelf:
		t.bits = 8
	}
	return t
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// hashStart is the offset basis of FNV-1a.
const hashStart = 14695981039346656037

// hash is 64-bit FNV-1a with a final mix: stable between runs, unlike maphash.
func hash(s string) uint64 { return mix(hashOn(hashStart, s)) }

func hashOn(h uint64, s string) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// hashPair combines two keys in order.
func hashPair(a, b uint64) uint64 { return mix(a*0x9e3779b97f4a7c15 + b) }

func mix(h uint64) uint64 {
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	h ^= h >> 32
	return h
}
