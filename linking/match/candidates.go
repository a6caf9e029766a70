package match

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

const (
	// fuzzyCandidates is how many organizations the words and grams may bring.
	fuzzyCandidates = 16
	// strongCandidates bounds the organizations under one strong key.
	strongCandidates = 64
	// commonStreet is how many organizations at one street and number are compared
	// wherever they are.
	commonStreet = 4
	// worthComparing is the share of the best weight below which an organization
	// is not compared.
	worthComparing = 0.4
	// wordCap, gramCap and gramBudget bound the postings read for one tenant, so
	// that the time per tenant does not grow with the index.
	wordCap    = 1500
	gramCap    = 1200
	gramBudget = 3000
)

// scratch is what one worker needs for one tenant after the other.
type scratch struct {
	weight  []float32 // by organization, zero outside a search
	touched []uint32
	grams   []gram
	found   []found
	seen    map[uint32]struct{}
	lists   [][]uint32 // the postings of one key, by segment
	rarity  rarityCache

	evidence []Evidence
}

type gram struct {
	key uint64
	df  int
}

// found is an organization and how much of the tenant's keys it has.
type found struct {
	id     uint32
	weight float32
}

func newScratch(size int) *scratch {
	return &scratch{weight: make([]float32, size), seen: make(map[uint32]struct{})}
}

// search collects the organizations worth comparing with a tenant: all under
// the strong keys, and the best by the words and grams of the names.
func (ix *Index) search(t *entity, s *scratch) []found {
	s.touched, s.grams, s.found = s.touched[:0], s.grams[:0], s.found[:0]
	clear(s.seen)
	search := func(kind keyKind, h uint64) { ix.searchKey(t, kind, h, s) }
	t.eachKey(search)
	search(keyLinked, hash(t.guid))
	search(keyResolved, hash(t.guid))
	ix.readGrams(s)
	ix.best(s)
	for _, id := range s.touched {
		s.weight[id] = 0
	}
	return s.found
}

func (ix *Index) searchKey(t *entity, kind keyKind, h uint64, s *scratch) {
	key := kind.of(h)
	df := ix.look(key, s)
	if df == 0 {
		return
	}
	switch kind {
	case keyGram:
		if df <= gramCap {
			s.grams = append(s.grams, gram{key, df})
		}
	case keyWord:
		ix.accumulate(df, wordCap, 1, s)
	case keySound:
		ix.accumulate(df, wordCap, 0.3, s)
	case keyWordPair:
		ix.accumulate(df, wordCap, 0.5, s)
	case keyName, keyCompact:
		ix.accumulate(df, strongCandidates*8, 1, s)
		ix.strong(df, s)
	case keyStreet:
		ix.neighbours(t, df, s)
	default:
		ix.strong(df, s)
	}
}

// look fetches the postings of a key and returns how many organizations hold it.
func (ix *Index) look(key uint64, s *scratch) (df int) {
	s.lists = s.lists[:0]
	for _, seg := range ix.segments {
		list := seg.find(key)
		s.lists = append(s.lists, list)
		df += len(list)
	}
	return df
}

// accumulate adds the weight of the key that was looked up to all its holders.
func (ix *Index) accumulate(df, limit int, factor float32, s *scratch) {
	if df > limit {
		return
	}
	w := factor * float32(math.Log2(float64(ix.size+1)/float64(df))+1)
	for i, list := range s.lists {
		base := ix.segments[i].base
		for _, id := range list {
			id += base
			if s.weight[id] == 0 {
				s.touched = append(s.touched, id)
			}
			s.weight[id] += w
		}
	}
}

// strong takes all holders of the key that was looked up as candidates, if they
// are not too many to tell apart by it.
func (ix *Index) strong(df int, s *scratch) {
	if df > strongCandidates {
		return
	}
	for i, list := range s.lists {
		for _, id := range list {
			s.add(found{id: id + ix.segments[i].base})
		}
	}
}

// neighbours takes the organizations at the same street and number. A common
// street is in many towns: of more than a few, those of the tenant's town count.
func (ix *Index) neighbours(t *entity, df int, s *scratch) {
	if df <= commonStreet {
		ix.strong(df, s)
		return
	}
	if df > wordCap {
		return
	}
	near := 0
	for i, list := range s.lists {
		seg := ix.segments[i]
		for _, id := range list {
			if near < strongCandidates && t.sameTown(&seg.entities[id]) {
				s.add(found{id: id + seg.base})
				near++
			}
		}
	}
}

func (s *scratch) add(f found) {
	if _, twice := s.seen[f.id]; !twice {
		s.seen[f.id] = struct{}{}
		s.found = append(s.found, f)
	}
}

// readGrams adds the rarest grams until the budget is spent.
func (ix *Index) readGrams(s *scratch) {
	slices.SortFunc(s.grams, func(a, b gram) int {
		if a.df != b.df {
			return cmp.Compare(a.df, b.df)
		}
		return cmp.Compare(a.key, b.key)
	})
	budget := gramBudget
	for _, g := range s.grams {
		if budget -= g.df; budget < 0 {
			return
		}
		ix.accumulate(ix.look(g.key, s), gramCap, 0.35, s)
	}
}

// best moves the heaviest touched organizations into found. Equal weights are
// ordered by id, so that the order of the input does not matter.
func (ix *Index) best(s *scratch) {
	var heap [fuzzyCandidates]found
	n := 0
	for _, id := range s.touched {
		f := found{id, s.weight[id]}
		if n == fuzzyCandidates && !ix.before(f, heap[n-1]) {
			continue
		}
		at := n
		if n < fuzzyCandidates {
			n++
		} else {
			at--
		}
		for at > 0 && ix.before(f, heap[at-1]) {
			heap[at] = heap[at-1]
			at--
		}
		heap[at] = f
	}
	for _, f := range heap[:n] {
		if f.weight >= heap[0].weight*worthComparing {
			s.add(f)
		}
	}
}

func (ix *Index) before(a, b found) bool {
	if a.weight != b.weight {
		return a.weight > b.weight
	}
	if len(ix.segments) == 1 {
		return a.id < b.id // one segment is sorted by id
	}
	return strings.Compare(ix.entity(a.id).record.ID, ix.entity(b.id).record.ID) < 0
}

// rarityCache remembers the information of words, for one index.
type rarityCache struct {
	ix   *Index
	keys [rarityWays]uint64
	vals [rarityWays]float32
}

const rarityWays = 1 << 14

// bits is the information of a word: what the shipped list says, less when many
// organizations have it. It never grows when organizations are added.
func (c *rarityCache) bits(t *token) float32 {
	if t.kind == stop {
		return stopBits
	}
	at := t.key % rarityWays
	if c.keys[at] != t.key {
		holders := c.ix.holders(keyWord.of(t.key))
		c.keys[at], c.vals[at] = t.key, max(rarestBits-float32(math.Log2(float64(1+holders))), 3)
	}
	return min(t.bits, c.vals[at])
}

// rarestBits is what a word that one organization has may weigh at most.
const rarestBits = 13
