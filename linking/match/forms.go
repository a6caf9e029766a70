package match

import (
	_ "embed" // forms.tsv
	"fmt"
	"strings"
	"sync"
)

// formClass is a set of classes of legal forms. Two names contradict each other
// when both have a class and the sets are disjoint. The empty set is no legal
// form or one that says nothing, such as "Company".
type formClass uint16

const (
	classLimited formClass = 1 << iota
	classJointStock
	classCorporation
	classLimitedPartnership
	classLiabilityPartnership
	classPartnership
	classSoleTrader
	classCooperative
	classNonProfit
	classState
	classFund
)

var classLetters = map[byte]formClass{
	'L': classLimited, 'J': classJointStock, 'I': classCorporation, 'P': classLimitedPartnership,
	'U': classLiabilityPartnership, 'G': classPartnership, 'S': classSoleTrader, 'C': classCooperative,
	'N': classNonProfit, 'O': classState, 'F': classFund, 'X': 0,
}

// nations are the legal traditions of forms that are no translation of another
// country's form: a "GmbH" is neither an "AB" nor, in general, a "Ltd". Forms
// that English texts use for foreign companies (LLC for OOO, Co. Ltd. for a
// Japanese form) have none.
var nations = sync.OnceValue(func() map[string]string {
	m := map[string]string{"ltd": "english", "inc": "english", "plc": "english", "llp": "english"}
	for _, id := range strings.Fields("gmbh ag kg kgaa ohg ab hb kb as asa aps oy oyj ky ehf hf ou sia uab bv nv sa sarl sas srl sl spzoo sro kft rt doo") {
		m[id] = id
	}
	return m
})

// bilingual are forms that one company has in two languages: Belgium,
// Switzerland, Finland.
var bilingual = map[[2]string]bool{
	{"nv", "sa"}: true, {"ag", "sa"}: true, {"bv", "srl"}: true, {"bv", "sarl"}: true, {"gmbh", "sarl"}: true, {"ab", "oy"}: true, {"ab", "oyj"}: true,
}

// foreign reports two forms of different legal traditions.
func foreign(a, b string) bool {
	x, y := nations()[a], nations()[b]
	return x != "" && y != "" && x != y && !bilingual[[2]string{min(x, y), max(x, y)}]
}

// maxFormWords is the longest alias in words, maxFormWord bounds a word of one
// that is corrected.
const (
	maxFormWords = 8
	maxFormWord  = 40
)

//go:embed forms.tsv
var formsTSV string

// form is one legal form.
type form struct {
	id    string
	class formClass
}

// formTable finds legal forms at either end of a name.
type formTable struct {
	back     map[uint64]form   // by the words from last to first
	front    map[uint64]form   // by the words from first to last
	words    map[string]bool   // every word of five letters and more in an alias
	spelling map[string]string // such a word with one letter left out
	cjk      []string          // forms of scripts without spaces, longest first
}

// forms is parsed once and never changed.
var forms = sync.OnceValue(func() *formTable {
	t := &formTable{
		back: make(map[uint64]form), front: make(map[uint64]form),
		words: make(map[string]bool), spelling: make(map[string]string),
	}
	for n, line := range strings.Split(formsTSV, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		columns := strings.Split(line, "\t")
		if len(columns) != 3 {
			panic(fmt.Sprintf("match: forms.tsv:%d: %d columns, want 3", n+1, len(columns))) // a broken build
		}
		f := form{id: columns[1]}
		for _, c := range []byte(columns[0]) {
			f.class |= classLetters[c]
		}
		for alias := range strings.SplitSeq(columns[2], "|") {
			t.add(f, alias)
		}
	}
	return t
})

func (t *formTable) add(f form, alias string) {
	alias, inFront := strings.CutPrefix(alias, "^")
	folded := fold(alias)
	words := tokenize(nil, folded)
	if len(words) == 0 || len(words) > maxFormWords {
		return
	}
	if len(words) == 1 && isCJK(folded) {
		t.addCJK(folded)
	}
	if _, dup := t.back[backHash(words)]; !dup {
		t.back[backHash(words)] = f
	}
	if inFront {
		t.front[frontHash(words)] = f
	}
	for _, w := range words {
		if len(w) < 5 || w[0] >= 0x80 {
			continue
		}
		t.words[w] = true
		for i := range len(w) {
			short := w[:i] + w[i+1:]
			if _, ok := t.spelling[short]; !ok {
				t.spelling[short] = w
			}
		}
	}
}

func (t *formTable) addCJK(f string) {
	at := 0
	for at < len(t.cjk) && len(t.cjk[at]) >= len(f) {
		at++
	}
	t.cjk = append(t.cjk[:at], append([]string{f}, t.cjk[at:]...)...)
}

func backHash(words []string) (h uint64) {
	for i := len(words) - 1; i >= 0; i-- {
		h = hashPair(h, hash(words[i]))
	}
	return h
}

func frontHash(words []string) (h uint64) {
	for _, w := range words {
		h = hashPair(h, hash(w))
	}
	return h
}

// strip takes legal forms off both ends, repeatedly, and never the last word
// that carries meaning. It returns the rest, the classes and the forms' ids.
func (t *formTable) strip(words []string) (core []string, class formClass, ids string) {
	words, ids = trimPar(words)
	for {
		n, f := t.longestBack(words)
		if n == 0 && t.shareMark(words, ids) {
			n, f = 1, form{id: "share"}
		}
		if n == 0 || !meaningful(words[:len(words)-n]) {
			break
		}
		words, class, ids = trimAnd(words[:len(words)-n]), class|f.class, joinID(ids, f.id)
	}
	for {
		n, f := t.longestFront(words)
		if n == 0 || !meaningful(words[n:]) {
			break
		}
		words, class, ids = words[n:], class|f.class, joinID(ids, f.id)
	}
	return words, class, ids
}

// shareMark reports a last word that tells kinds of shares apart, as in "Acme AB
// B" or "Acme Corp New": one letter or "new", behind a legal form or before marks
// of securities lists that were taken off.
func (t *formTable) shareMark(words []string, ids string) bool {
	last := len(words) - 1
	if last < 1 || words[last] != "new" && (len(words[last]) != 1 || words[last][0] < 'a') {
		return false
	}
	if ids == "share" {
		return true
	}
	_, f := t.longestBack(words[:last])
	return ids == "" && (f.class != 0 || f.id == "share")
}

// trimPar takes par values and depositary ratios off the end, as securities lists
// write them after the name of a company: "DL-,01" is one US cent, "ADR/8" eight
// receipts to a share.
func trimPar(words []string) (rest []string, ids string) {
	for {
		at := len(words) - 1
		if at > 1 && parCurrency(words[at]) && isDigits(words[at-1]) {
			at--
		}
		digits := at
		for at > 0 && isDigits(words[at]) {
			at--
		}
		par := at < digits && (parCurrency(words[at]) || depositary(words[at])) || parValue(words[at])
		if !par || !meaningful(words[:at]) {
			return words, ids
		}
		words, ids = words[:at], "share"
	}
}

// parValue reports a currency and a figure written together: "DL1".
func parValue(w string) bool {
	return len(w) > 2 && parCurrency(w[:2]) && isDigits(w[2:])
}

// depositary reports a receipt for shares, before the ratio.
func depositary(w string) bool {
	switch w {
	case "adr", "ads", "gdr", "gds":
		return true
	}
	return false
}

// parCurrency reports the code of a currency before a par value.
func parCurrency(w string) bool {
	switch w {
	case "dl", "eo", "ls", "sf", "sk", "nk", "dk", "yn", "yc", "hd", "cd", "ad", "sd", "rc", "is":
		return true
	}
	return false
}

func joinID(ids, id string) string {
	switch {
	case ids == "" || ids == id:
		return id
	case strings.Contains(ids, id):
		return ids
	}
	return id + " " + ids
}

// meaningful reports a word that is not a stop word.
func meaningful(words []string) bool {
	for _, w := range words {
		if known, ok := wordList()[w]; !ok || known.kind != stop {
			return true
		}
	}
	return false
}

func trimAnd(words []string) []string {
	for len(words) > 1 && words[len(words)-1] == "and" {
		words = words[:len(words)-1]
	}
	return words
}

func (t *formTable) longestBack(words []string) (length int, found form) {
	var h uint64
	for n := 1; n <= maxFormWords && n < len(words); n++ {
		h = hashPair(h, hash(words[len(words)-n]))
		if f, ok := t.back[h]; ok {
			length, found = n, f
		}
	}
	if length == 0 {
		return t.misspelt(words)
	}
	if n, f := t.misspelt(words); n > length {
		return n, f
	}
	return length, found
}

func (t *formTable) longestFront(words []string) (length int, found form) {
	var h uint64
	for n := 1; n <= maxFormWords && n < len(words); n++ {
		h = hashPair(h, hash(words[n-1]))
		if f, ok := t.front[h]; ok {
			length, found = n, f
		}
	}
	return length, found
}

// misspelt finds a long alias of which single letters are wrong.
func (t *formTable) misspelt(words []string) (length int, found form) {
	var h uint64
	letters, changed := 0, false
	for n := 1; n <= maxFormWords && n < len(words); n++ {
		w := words[len(words)-n]
		if !t.words[w] && len(w) >= 5 {
			fixed := t.correct(w)
			if fixed == "" {
				return length, found
			}
			w, changed = fixed, true
		}
		letters += len(w)
		h = hashPair(h, hash(w))
		if f, ok := t.back[h]; ok && changed && letters >= 10 {
			length, found = n, f
		}
	}
	return length, found
}

// correct returns the form word that differs from w by one letter, or "".
func (t *formTable) correct(w string) string {
	if len(w) > maxFormWord {
		return ""
	}
	if full, ok := t.spelling[w]; ok {
		return full
	}
	var buf [maxFormWord]byte
	for i := range len(w) {
		short := append(append(buf[:0], w[:i]...), w[i+1:]...)
		if t.words[string(short)] {
			return string(short)
		}
		if full, ok := t.spelling[string(short)]; ok && len(full) == len(w) {
			return full
		}
	}
	return ""
}
