package match

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"
)

// The errors of invalid input; test with errors.Is.
var (
	// ErrNoID: a record has no id.
	ErrNoID = errors.New("record has no id")
	// ErrDuplicateID: two records of one side have the same id.
	ErrDuplicateID = errors.New("record id occurs twice")
)

// Option configures an index.
type Option func(*settings) error

type settings struct {
	workers int
	broker  map[string]bool
	model   model
}

// WithWorkers limits how many goroutines build and match at a time; the default
// is GOMAXPROCS. Results do not depend on it.
func WithWorkers(n int) Option {
	return func(s *settings) error {
		if n < 1 {
			return fmt.Errorf("match: workers is %d; give at least 1", n)
		}
		s.workers = n
		return nil
	}
}

// WithBrokerDomains names the broker's own domains. They are no evidence on
// either side: many billing profiles carry the broker's address.
func WithBrokerDomains(domains ...string) Option {
	return func(s *settings) error {
		for _, raw := range domains {
			d := parseDomain(raw)
			if d.kind == domainInvalid {
				return fmt.Errorf("match: broker domain %q is no domain", raw)
			}
			s.broker[d.name] = true
		}
		return nil
	}
}

// Index is a set of organizations prepared for matching. It is immutable and
// safe for concurrent use.
type Index struct {
	settings settings
	segments []*segment // the sizes fall geometrically, so there are few
	size     int
	scratch  *sync.Pool // *scratch, sized for this index
}

// NewIndex prepares the organizations. It fails on a missing or repeated id and
// on an invalid option. The index keeps the records; do not change them.
func NewIndex(organizations []Record, opts ...Option) (*Index, error) {
	s := settings{workers: runtime.GOMAXPROCS(0), broker: make(map[string]bool), model: defaultModel()}
	for _, o := range opts {
		if err := o(&s); err != nil {
			return nil, err
		}
	}
	return newIndex(s, nil, organizations)
}

// Add returns an index that has more organizations. The receiver stays as it
// is; what it prepared is shared and not prepared again. It fails on a missing
// id and on one that the index has already.
func (ix *Index) Add(organizations ...Record) (*Index, error) {
	return newIndex(ix.settings, ix.segments, organizations)
}

// Len is the number of organizations.
func (ix *Index) Len() int { return ix.size }

// newIndex appends a segment; small segments are prepared again together with
// the new one, so that their number stays logarithmic.
func newIndex(s settings, have []*segment, organizations []Record) (*Index, error) {
	if err := checkIDs("organization", organizations); err != nil {
		return nil, err
	}
	for _, seg := range have {
		if err := seg.refuse(organizations); err != nil {
			return nil, err
		}
	}
	records := make([]*Record, len(organizations))
	for i := range organizations {
		records[i] = &organizations[i]
	}
	have = slices.Clone(have)
	for len(have) > 0 && len(have[len(have)-1].entities) <= 2*len(records) {
		last := have[len(have)-1]
		for i := range last.entities {
			records = append(records, last.entities[i].record)
		}
		have = have[:len(have)-1]
	}
	slices.SortFunc(records, func(a, b *Record) int { return strings.Compare(a.ID, b.ID) })
	base := 0
	for _, seg := range have {
		base += len(seg.entities)
	}
	seg, err := newSegment(uint32(base), records, &s)
	if err != nil {
		return nil, err
	}
	ix := &Index{settings: s, segments: append(have, seg), size: base + len(records)}
	ix.scratch = &sync.Pool{New: func() any { return newScratch(ix.size) }}
	return ix, nil
}

// refuse finds an id that the segment has already.
func (s *segment) refuse(records []Record) error {
	for i := range records {
		if _, ok := s.byID(records[i].ID); ok {
			return fmt.Errorf("match: organization %d (%q): %w", i, records[i].ID, ErrDuplicateID)
		}
	}
	return nil
}

// byID finds an organization; the entities are sorted by id.
func (s *segment) byID(id string) (uint32, bool) {
	at, ok := sort.Find(len(s.entities), func(i int) int { return strings.Compare(id, s.entities[i].record.ID) })
	return s.base + uint32(at), ok
}

// byID finds an organization by its id.
func (ix *Index) byID(id string) (uint32, bool) {
	for _, seg := range ix.segments {
		if at, ok := seg.byID(id); ok {
			return at, true
		}
	}
	return 0, false
}

// entity returns an organization by its number.
func (ix *Index) entity(id uint32) *entity {
	for i := len(ix.segments) - 1; i > 0; i-- {
		if seg := ix.segments[i]; id >= seg.base {
			return &seg.entities[id-seg.base]
		}
	}
	return &ix.segments[0].entities[id]
}

// holders is the number of organizations under a key.
func (ix *Index) holders(key uint64) (n int) {
	for _, seg := range ix.segments {
		n += len(seg.find(key))
	}
	return n
}

func checkIDs(side string, records []Record) error {
	seen := make(map[string]struct{}, len(records))
	for i := range records {
		id := records[i].ID
		if id == "" {
			return fmt.Errorf("match: %s %d: %w", side, i, ErrNoID)
		}
		if _, twice := seen[id]; twice {
			return fmt.Errorf("match: %s %d (%q): %w", side, i, id, ErrDuplicateID)
		}
		seen[id] = struct{}{}
	}
	return nil
}
