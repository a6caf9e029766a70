package match

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// keptCandidates is how many scored organizations are kept per tenant.
const keptCandidates = 8

// scored is a candidate of a tenant.
type scored struct {
	id uint32 // number of the organization
	verdict
}

// matching is one call of Match.
type matching struct {
	ix        *Index
	policy    Policy
	records   []*Record         // tenants in order of id
	holders   map[uint64]uint32 // tenants under a key that several have
	confirmed map[string][]string
	rejected  map[[2]string]bool
	found     [][]scored // by tenant, best first
	compared  []int32
	shown     [][]Candidate     // by tenant: the first of found, explained
	chosen    []int32           // by tenant: position in found, -1 for none
	rivals    map[uint32]*rival // by organization
}

// Match decides about every tenant. Decisions are a person's earlier answers.
// The results are sorted by tenant id and do not depend on the order of the
// input. Whether a key is unique is judged over the tenants given, so give all
// tenants that are not linked yet. It fails on a missing or repeated id, an
// invalid policy or decision, and when ctx ends.
func (ix *Index) Match(ctx context.Context, tenants []Record, p Policy, d ...Decision) ([]Result, error) {
	if err := p.validate(); err != nil {
		return nil, err
	}
	if err := checkIDs("tenant", tenants); err != nil {
		return nil, err
	}
	m := &matching{ix: ix, policy: p.withDefaults(&ix.settings.model)}
	if err := m.decisions(d); err != nil {
		return nil, err
	}
	m.records = make([]*Record, len(tenants))
	for i := range tenants {
		m.records[i] = &tenants[i]
	}
	slices.SortFunc(m.records, func(a, b *Record) int { return strings.Compare(a.ID, b.ID) })
	for _, stage := range []func(context.Context) error{m.countHolders, m.compare, m.assign} {
		if err := stage(ctx); err != nil {
			return nil, fmt.Errorf("match: %w", err)
		}
	}
	results := make([]Result, len(m.records))
	err := forBatches(ctx, len(m.records), ix.settings.workers, func(_, from, to int) error {
		j := m.judge()
		defer j.release()
		for t := from; t < to; t++ {
			results[t] = m.decide(t, j)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("match: %w", err)
	}
	return results, nil
}

// decisions sorts a person's answers.
func (m *matching) decisions(d []Decision) error {
	m.confirmed, m.rejected = make(map[string][]string), make(map[[2]string]bool)
	for i, one := range d {
		switch one.Verdict {
		case Confirmed:
			if !slices.Contains(m.confirmed[one.TenantID], one.OrganizationID) {
				m.confirmed[one.TenantID] = append(m.confirmed[one.TenantID], one.OrganizationID)
			}
		case Rejected:
			m.rejected[[2]string{one.TenantID, one.OrganizationID}] = true
		default:
			return fmt.Errorf("match: decision %d (tenant %q): verdict %q is neither %q nor %q",
				i, one.TenantID, one.Verdict, Confirmed, Rejected)
		}
	}
	for tenant, orgs := range m.confirmed {
		for _, org := range orgs {
			if m.rejected[[2]string{tenant, org}] {
				return fmt.Errorf("match: tenant %q and organization %q are both %s and %s", tenant, org, Confirmed, Rejected)
			}
		}
	}
	return nil
}

// countHolders finds the keys that several tenants hold. One that a single
// tenant holds need not be remembered: whoever asks for it is the holder.
func (m *matching) countHolders(ctx context.Context) error {
	shares := make([][]uint64, m.ix.settings.workers)
	err := forBatches(ctx, len(m.records), m.ix.settings.workers, func(w, from, to int) error {
		keys := shares[w]
		for t := from; t < to; t++ {
			start := len(keys)
			e := prepareKeys(m.records[t], m.ix.settings.broker)
			e.eachHolderKey(func(kind keyKind, h uint64) {
				if key := kind.of(h); !slices.Contains(keys[start:], key) {
					keys = append(keys, key)
				}
			})
		}
		shares[w] = keys
		return nil
	})
	if err != nil {
		return err
	}
	keys := slices.Concat(shares...)
	slices.Sort(keys)
	m.holders = make(map[uint64]uint32)
	for i := 1; i < len(keys); i++ {
		if keys[i] == keys[i-1] {
			m.holders[keys[i]] = max(m.holders[keys[i]], 1) + 1
		}
	}
	return nil
}

// tenant prepares a tenant. It is not kept, but prepared again where needed: many
// prepared tenants take more memory than time.
func (m *matching) tenant(t int) entity {
	e := prepare(m.records[t], m.ix.settings.broker)
	e.guid = m.records[t].guid()
	return e
}

// judge returns a comparer with a scratch; release gives the scratch back.
func (m *matching) judge() *judge {
	s := m.ix.scratch.Get().(*scratch)
	s.rarity.ix = m.ix
	return &judge{ix: m.ix, model: &m.ix.settings.model, holders: m.holders, rarity: &s.rarity, scratch: s}
}

func (j *judge) release() { j.ix.scratch.Put(j.scratch) }

// compare finds, scores and explains the candidates of every tenant.
func (m *matching) compare(ctx context.Context) error {
	m.found = make([][]scored, len(m.records))
	m.compared = make([]int32, len(m.records))
	m.shown = make([][]Candidate, len(m.records))
	return forBatches(ctx, len(m.records), m.ix.settings.workers, func(_, from, to int) error {
		j := m.judge()
		defer j.release()
		all := make([]scored, 0, 2*strongCandidates)
		kept := make([]scored, 0, (to-from)*keptCandidates)
		ends := make([]int, 0, to-from)
		for t := from; t < to; t++ {
			if t%64 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			tenant := m.tenant(t)
			all = m.candidates(&tenant, j, all[:0])
			m.compared[t] = int32(len(all))
			all = all[:min(len(all), keptCandidates)]
			m.shown[t] = m.explain(&tenant, all, 0, j)
			kept = append(kept, all...)
			ends = append(ends, len(kept))
		}
		kept = slices.Clone(kept) // just as long as needed
		start := 0
		for i, end := range ends {
			m.found[from+i] = kept[start:end:end]
			start = end
		}
		return nil
	})
}

// candidates are all compared organizations of one tenant, the best first.
func (m *matching) candidates(tenant *entity, j *judge, all []scored) []scored {
	for _, f := range m.ix.search(tenant, j.scratch) {
		o := m.ix.entity(f.id)
		if len(m.rejected) > 0 && m.rejected[[2]string{tenant.record.ID, o.record.ID}] {
			continue
		}
		all = append(all, scored{f.id, j.compare(tenant, o, nil)})
	}
	for _, id := range m.confirmed[tenant.record.ID] {
		all = m.addConfirmed(tenant, id, j, all)
	}
	slices.SortFunc(all, func(a, b scored) int {
		if a.rank() != b.rank() {
			return cmp.Compare(b.rank(), a.rank())
		}
		if a.score != b.score {
			return cmp.Compare(b.score, a.score)
		}
		return strings.Compare(m.ix.entity(a.id).record.ID, m.ix.entity(b.id).record.ID)
	})
	return all
}

// rank puts what is settled before what is scored.
func (s *scored) rank() int {
	switch s.key {
	case keyedConfirmed:
		return 2
	case keyedLinked:
		return 1
	}
	return 0
}

func (m *matching) addConfirmed(tenant *entity, id string, j *judge, all []scored) []scored {
	at, ok := m.ix.byID(id)
	if !ok {
		return all // the organization is gone: the answer has no object any more
	}
	for i := range all {
		if all[i].id == at {
			all[i].key = keyedConfirmed
			return all
		}
	}
	s := scored{at, j.compare(tenant, m.ix.entity(at), nil)}
	s.key = keyedConfirmed
	return append(all, s)
}
