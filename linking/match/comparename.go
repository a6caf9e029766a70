package match

import (
	"math"
	"strings"
)

// nameAgreement is the comparison of two names.
type nameAgreement struct {
	similarity float32 // 0 to 1
	shared     float32 // information of the words in common, in bits
	same       bool    // the same words, or the same letters written together
	aligned    bool    // every word has a good partner: fit to be one of two fields
	housed     bool    // aligned but for venue words and a place on one side: "Antika", "Antika Pizzeria"
	replaced   bool    // words are left over on both sides
	roles      bool    // such words on both sides say what a company does: sister companies
	role       bool    // such a word is left over on one side: "Acme", "Acme Holding"
	number     bool    // a number differs or is on one side only
	numbers    bool    // both sides have a number that the other has not
	places     bool    // both sides have a place that the other has not
	place      bool    // a place differs or is on one side only
	town       uint64  // the key of that place when there is just one
	identity   bool    // a distinctive word is in common
	form       formRelation
}

type formRelation uint8

const (
	formUnknown formRelation = iota
	formSame
	formCompatible
	formForeign
	formDiffers
)

// rarity says how much information a word carries in the data at hand.
type rarity interface {
	bits(t *token) float32
}

// maxPairWords bounds the alignment; the words of a name beyond it count as one.
const maxPairWords = maxWords

// alignment is the state of one comparison; it lives on the stack.
type alignment struct {
	a, b     []token
	bitsA    [maxPairWords]float32
	bitsB    [maxPairWords]float32
	usedA    [maxPairWords]float32 // quality of the match of a word, 0 when free
	usedB    [maxPairWords]float32
	sharing  float32
	weakest  float32
	identity bool
}

// compareNames aligns the words of two names. It is symmetric.
func compareNames(a, b *name, r rarity) nameAgreement {
	n := nameAgreement{form: compareForms(a, b)}
	if a.key == b.key || a.compact == b.compact || a.whole == b.whole {
		n.same, n.aligned, n.similarity = true, true, 1
		if a.key != b.key {
			n.similarity = 0.99
		}
		bitsA, identityA := a.information(r)
		bitsB, identityB := b.information(r)
		n.shared, n.identity = min(bitsA, bitsB), identityA || identityB
		return n
	}
	if len(a.words) > len(b.words) || len(a.words) == len(b.words) && a.compact > b.compact {
		a, b = b, a
	}
	var al alignment
	al.a, al.b, al.weakest = a.words, b.words, 1
	for i := range al.a {
		al.bitsA[i] = r.bits(&al.a[i])
	}
	for j := range al.b {
		al.bitsB[j] = r.bits(&al.b[j])
	}
	al.exact()
	al.joined()
	al.cut()
	al.fuzzy()
	al.score(&n)
	compareWhole(a, b, r, &n)
	return n
}

// information is what a name's own words carry.
func (n *name) information(r rarity) (bits float32, identity bool) {
	for i := range n.words {
		t := &n.words[i]
		if t.kind == stop {
			continue
		}
		bits += r.bits(t)
		identity = identity || t.kind == distinctive || t.kind == ordinary || t.kind == number && len(n.words) == 1
	}
	return bits, identity || onlyCommon(n)
}

// onlyCommon reports a name of common words only: together they are its identity.
func onlyCommon(n *name) bool {
	count := 0
	for i := range n.words {
		switch n.words[i].kind {
		case distinctive, ordinary:
			return false
		case stop:
		default:
			count++
		}
	}
	return count > 1
}

func compareForms(a, b *name) formRelation {
	switch {
	case a.class == 0 || b.class == 0:
		return formUnknown
	case a.class&b.class == 0:
		return formDiffers
	case a.forms != b.forms && foreign(a.forms, b.forms):
		return formForeign
	case a.class == b.class:
		return formSame
	}
	return formCompatible
}

func (al *alignment) pair(i, j int, quality float32) {
	al.usedA[i], al.usedB[j] = quality, quality
	al.sharing += quality * min(al.bitsA[i], al.bitsB[j])
	al.weakest = min(al.weakest, quality)
	if quality >= 0.7 && identifies(&al.a[i]) && identifies(&al.b[j]) {
		al.identity = true
	}
}

func identifies(t *token) bool { return t.kind == distinctive || t.kind == ordinary }

func (al *alignment) exact() {
	for i := range al.a {
		if al.a[i].kind == stop {
			al.usedA[i] = 1
			continue
		}
		for j := range al.b {
			if al.usedB[j] == 0 && al.a[i].key == al.b[j].key {
				quality := float32(1)
				if al.a[i].text != al.b[j].text {
					quality = qualitySynonym
				}
				al.pair(i, j, quality)
				break
			}
		}
	}
	for j := range al.b {
		if al.b[j].kind == stop {
			al.usedB[j] = 1
		}
	}
}

// joined finds one word that is written as two on the other side.
func (al *alignment) joined() {
	al.joinedIn(al.a, al.b, &al.usedA, &al.usedB, &al.bitsA, &al.bitsB)
	al.joinedIn(al.b, al.a, &al.usedB, &al.usedA, &al.bitsB, &al.bitsA)
}

func (al *alignment) joinedIn(one, two []token, usedOne, usedTwo, bitsOne, bitsTwo *[maxPairWords]float32) {
	for i := range one {
		if usedOne[i] > 0 || len(one[i].text) < 4 {
			continue
		}
		for j := 0; j+1 < len(two); j++ {
			first, second := two[j].text, two[j+1].text
			if usedTwo[j] > 0 || usedTwo[j+1] > 0 || len(first)+len(second) != len(one[i].text) {
				continue
			}
			if one[i].text[:len(first)] == first && one[i].text[len(first):] == second {
				usedOne[i], usedTwo[j], usedTwo[j+1] = qualityJoined, qualityJoined, qualityJoined
				al.sharing += qualityJoined * min(bitsOne[i], bitsTwo[j]+bitsTwo[j+1])
				al.identity = al.identity || identifies(&one[i]) || identifies(&two[j]) || identifies(&two[j+1])
				break
			}
		}
	}
}

// cut finds a last word of which one or two letters are left, as where a field was
// too short: "Magic Software E" for "Magic Software Enterprises".
func (al *alignment) cut() {
	al.cutIn(al.a, al.b, &al.usedA, &al.usedB, false)
	al.cutIn(al.b, al.a, &al.usedB, &al.usedA, true)
}

func (al *alignment) cutIn(short, long []token, usedShort, usedLong *[maxPairWords]float32, swapped bool) {
	i := len(short) - 1
	j := nthWord(long, wordsBefore(short, i))
	if i < 1 || j < 1 || usedShort[i] > 0 || usedLong[j] > 0 || len(short[i].text) > 2 || len(long[j].text) < 4 {
		return
	}
	if long[j].kind == number || !strings.HasPrefix(long[j].text, short[i].text) {
		return
	}
	if swapped {
		i, j = j, i
	}
	al.pair(i, j, qualityCut)
}

// wordsBefore counts the words before the i-th, stop words aside.
func wordsBefore(words []token, i int) (n int) {
	for k := range i {
		if words[k].kind != stop {
			n++
		}
	}
	return n
}

// nthWord is the position of the n-th word, stop words aside, or -1.
func nthWord(words []token, n int) int {
	for k := range words {
		if words[k].kind == stop {
			continue
		}
		if n == 0 {
			return k
		}
		n--
	}
	return -1
}

// fuzzy pairs the remaining words, the best pairs first.
func (al *alignment) fuzzy() {
	for {
		best, bi, bj := float32(0), -1, -1
		for i := range al.a {
			if al.usedA[i] > 0 {
				continue
			}
			for j := range al.b {
				if al.usedB[j] > 0 {
					continue
				}
				if q := similarity(&al.a[i], &al.b[j]); q > best {
					best, bi, bj = q, i, j
				}
			}
		}
		if bi < 0 {
			return
		}
		al.pair(bi, bj, best)
	}
}

// score weighs what is in common against what is left over. Words left over on
// both sides say that one was replaced by another, which is worse than words
// left over on one side.
func (al *alignment) score(n *nameAgreement) {
	a, b := al.leftover(al.a, &al.usedA, &al.bitsA), al.leftover(al.b, &al.usedB, &al.bitsB)
	n.shared, n.identity = al.sharing, al.identity
	n.numbers, n.places = a.number && b.number, a.places > 0 && b.places > 0
	n.number, n.place = a.number || b.number, a.places+b.places > 0
	n.aligned = a.bits == 0 && b.bits == 0 && al.weakest >= 0.8
	n.housed = al.identity && al.weakest >= 0.8 && (a.bits == 0 && b.premises || b.bits == 0 && a.premises)
	n.replaced = a.words && b.words
	n.roles, n.role = a.role && b.role, a.role || b.role
	if a.places+b.places == 1 {
		n.town = a.town | b.town
	}
	if al.sharing == 0 {
		return
	}
	leftA, leftB := a.bits, b.bits
	both := min(leftA, leftB)
	restA, restB := al.residue(&al.usedA, &al.bitsA, len(al.a)), al.residue(&al.usedB, &al.bitsB, len(al.b))
	n.similarity = al.sharing / (al.sharing + 0.5*(leftA+leftB) + both + 0.5*(restA+restB))
}

// leftover describes the words without a partner.
type leftover struct {
	bits         float32
	words        bool // other than venue words
	premises     bool // venue words and places only
	number, role bool
	places       int
	town         uint64 // the key of the last place
}

func (al *alignment) leftover(words []token, used, bits *[maxPairWords]float32) (l leftover) {
	l.premises = true
	for i := range words {
		if used[i] > 0 {
			continue
		}
		l.bits += bits[i]
		l.words = l.words || words[i].kind != venue
		l.number = l.number || words[i].kind == number
		l.role = l.role || words[i].kind == generic
		switch words[i].kind {
		case place:
			l.places, l.town = l.places+1, words[i].key
		case venue:
		default:
			l.premises = false
		}
	}
	l.premises = l.premises && l.bits > 0
	return l
}

// residue is what imperfect matches leave open.
func (al *alignment) residue(used, bits *[maxPairWords]float32, n int) (rest float32) {
	for i := range n {
		if used[i] > 0 {
			rest += (1 - used[i]) * bits[i]
		}
	}
	return rest
}

// compareWhole looks at the names without their word limits: a slip in a long
// name, and a name that is the initials of the other.
func compareWhole(a, b *name, r rarity, n *nameAgreement) {
	shorter, longer := len(a.compact), len(b.compact)
	if shorter > longer {
		shorter, longer = longer, shorter
	}
	if !n.number && shorter >= 8 && longer-shorter <= 2 && n.similarity < 0.9 {
		limit := 1
		if shorter >= 20 {
			limit = 2
		}
		if d, _ := editDistance(a.compact, b.compact, limit); d <= limit && len(a.words) != len(b.words) {
			n.similarity = max(n.similarity, 0.95-0.05*float32(d))
			bits, _ := a.information(r)
			n.shared, n.identity = max(n.shared, min(bits, unknownBits)), true
		}
	}
	if n.similarity < qualityInitials && (isInitials(a, b) || isInitials(b, a)) {
		n.similarity, n.identity = qualityInitials, true
		n.shared = max(n.shared, 8)
	}
}

// isInitials reports that short is one word made of the initials of long.
func isInitials(short, long *name) bool {
	if len(short.words) != 1 || len(long.words) < 3 || len(short.compact) < 3 {
		return false
	}
	at, s := 0, short.compact
	for i := range long.words {
		w := &long.words[i]
		if at < len(s) && w.text[0] == s[at] {
			at++
		} else if w.kind != stop {
			return false
		}
	}
	return at == len(s)
}

// nameWeight turns similarity into log2 units. The points follow the weights
// that expectation maximisation found for name levels on venue records; see
// doc.go. Words in common cannot weigh more than they carry.
func (m *model) nameWeight(n nameAgreement) float64 {
	w := interpolate(m.name, float64(n.similarity))
	if n.similarity > 0 {
		w = math.Min(w, float64(n.shared)*m.nameShare)
	}
	return w
}
