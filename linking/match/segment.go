package match

import (
	"cmp"
	"context"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// segment is an immutable inverted index over some organizations.
type segment struct {
	base     uint32 // number of the first organization
	entities []entity
	shards   [shardCount]shard
}

const (
	shardBits  = 6
	shardCount = 1 << shardBits
)

// shard holds the postings of a share of the keys in flat arrays.
type shard struct {
	table []list // open addressing by key; a power of two long
	ids   []uint32
}

// list is where the organizations of a key stand in ids; an empty one is free.
type list struct {
	key      uint64
	from, to uint32
}

type posting struct {
	key uint64
	id  uint32
}

func shardOf(key uint64) int { return int(key >> (64 - shardBits)) }

// find returns the organizations that hold a key, in ascending order.
func (s *segment) find(key uint64) []uint32 {
	sh := &s.shards[shardOf(key)]
	if len(sh.table) == 0 {
		return nil
	}
	mask := uint64(len(sh.table) - 1)
	for at := key & mask; ; at = (at + 1) & mask {
		switch l := &sh.table[at]; {
		case l.to == 0:
			return nil
		case l.key == key:
			return sh.ids[l.from:l.to]
		}
	}
}

// batchSize is how many records a worker takes at a time.
const batchSize = 512

// forBatches runs work over [0,n) in batches on several goroutines; the worker
// number is below workers. It waits for all of them.
func forBatches(ctx context.Context, n, workers int, work func(worker, from, to int) error) error {
	if n <= batchSize {
		workers = 1
	}
	var next atomic.Int64
	g, ctx := errgroup.WithContext(ctx)
	for w := range workers {
		g.Go(func() error {
			for {
				to := int(next.Add(batchSize))
				from := to - batchSize
				if from >= n {
					return nil
				}
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := work(w, from, min(to, n)); err != nil {
					return err
				}
			}
		})
	}
	return g.Wait()
}

// newSegment prepares and indexes organizations.
func newSegment(base uint32, records []*Record, s *settings) (*segment, error) {
	seg := &segment{base: base, entities: make([]entity, len(records))}
	buffers := make([][shardCount]chunks, s.workers)
	err := forBatches(context.Background(), len(records), s.workers, func(w, from, to int) error {
		buf := &buffers[w]
		for i := from; i < to; i++ {
			seg.entities[i] = prepare(records[i], s.broker)
			id := uint32(i)
			add := func(kind keyKind, h uint64) {
				key := kind.of(h)
				buf[shardOf(key)].add(posting{key, id})
			}
			seg.entities[i].eachKey(add)
			if p := seg.entities[i].postal; p != "" {
				add(keyPostal, hash(p))
			}
			guidKeys(records[i].LinkedTenants, keyLinked, add)
			guidKeys(records[i].ResolvedTenants, keyResolved, add)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var g errgroup.Group
	g.SetLimit(s.workers)
	for sh := range shardCount {
		g.Go(func() error {
			total := 0
			for w := range buffers {
				total += buffers[w][sh].len()
			}
			all := make([]posting, 0, total)
			for w := range buffers {
				for _, c := range buffers[w][sh] {
					all = append(all, c...)
				}
				buffers[w][sh] = nil
			}
			seg.shards[sh] = newShard(all)
			return nil
		})
	}
	return seg, g.Wait()
}

// chunks is a list that grows without copying.
type chunks [][]posting

const chunkSize = 512

func (c *chunks) add(p posting) {
	last := len(*c) - 1
	if last < 0 || len((*c)[last]) == chunkSize {
		*c = append(*c, make([]posting, 0, chunkSize))
		last++
	}
	(*c)[last] = append((*c)[last], p)
}

func (c chunks) len() int {
	if len(c) == 0 {
		return 0
	}
	return (len(c)-1)*chunkSize + len(c[len(c)-1])
}

// newShard sorts postings and drops repetitions.
func newShard(all []posting) shard {
	slices.SortFunc(all, func(a, b posting) int {
		if a.key != b.key {
			return cmp.Compare(a.key, b.key)
		}
		return cmp.Compare(a.id, b.id)
	})
	all = slices.Compact(all)
	distinct := 0
	for i := range all {
		if i == 0 || all[i].key != all[i-1].key {
			distinct++
		}
	}
	if distinct == 0 {
		return shard{}
	}
	size := 4
	for size*3 < distinct*4 {
		size *= 2
	}
	sh := shard{table: make([]list, size), ids: make([]uint32, len(all))}
	from := 0
	for i := range all {
		sh.ids[i] = all[i].id
		if i+1 == len(all) || all[i+1].key != all[i].key {
			sh.put(list{all[i].key, uint32(from), uint32(i + 1)})
			from = i + 1
		}
	}
	return sh
}

// put stores a list in the first free place.
func (sh *shard) put(l list) {
	mask := uint64(len(sh.table) - 1)
	at := l.key & mask
	for sh.table[at].to != 0 {
		at = (at + 1) & mask
	}
	sh.table[at] = l
}
