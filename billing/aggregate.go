package billing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"
)

// Aggregate reads the blobs of src in parallel and sums their lines. The links
// are the snapshot the lines are joined with; they may be changed afterwards
// with [Partial.Relink].
func Aggregate(ctx context.Context, src Source, links LinkSet, opts ...Option) (*Partial, error) {
	cfg, err := newConfig(opts)
	if err != nil {
		return nil, err
	}
	links = links.canonical()
	index, err := newLinkIndex(links)
	if err != nil {
		return nil, err
	}
	p := newPartial(links, cfg)
	for _, e := range src {
		if err := p.addExport(e.Invoice, e.ETag, e.BlobCount, e.Unbilled); err != nil {
			return nil, err
		}
	}
	return p, p.read(ctx, src, index)
}

// Build reads src, joins its lines with the links and proves the result.
func Build(ctx context.Context, src Source, links LinkSet, opts ...Option) (*Report, error) {
	p, err := Aggregate(ctx, src, links, opts...)
	if err != nil {
		return nil, err
	}
	return p.Report()
}

// job is one blob to read.
type job struct {
	blob    *Blob
	invoice string
}

// read spreads the blobs over workers. A worker takes the next blob whenever it
// is done with one; what it sums does not depend on which blobs those are.
func (p *Partial) read(ctx context.Context, src Source, index *linkIndex) error {
	jobs, total := jobsOf(src)
	if err := sameNames(jobs); err != nil {
		return err
	}
	m := newMeter(p.cfg.progress, len(jobs), total)
	queue := make(chan job, len(jobs))
	for _, j := range jobs {
		queue <- j
	}
	close(queue)
	g, ctx := errgroup.WithContext(ctx)
	var mu sync.Mutex
	var done []blobResult
	for range min(p.cfg.workers, len(jobs)) {
		g.Go(func() error {
			w := worker{acc: newAccumulator(&p.cfg, index), meter: m}
			for j := range queue {
				if err := w.read(ctx, j); err != nil {
					return err
				}
			}
			mu.Lock()
			defer mu.Unlock()
			done = append(done, w.done...)
			p.absorb(w.acc)
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return p.addResults(done)
}

// addResults notes the blobs in their own order, so that a duplicate is named
// the same way whichever worker met it.
func (p *Partial) addResults(done []blobResult) error {
	slices.SortFunc(done, func(a, b blobResult) int { return compareBlobs(a.info, b.info) })
	for _, r := range done {
		if err := p.addBlob(r.info); err != nil {
			return err
		}
		for _, d := range r.docs {
			p.docBlobs[d]++
		}
	}
	return nil
}

func compareBlobs(a, b BlobInfo) int {
	return cmp.Or(cmp.Compare(a.Invoice, b.Invoice), cmp.Compare(a.Name, b.Name))
}

func jobsOf(src Source) (jobs []job, bytes int64) {
	known := true
	for _, e := range src {
		for i := range e.Blobs {
			jobs = append(jobs, job{&e.Blobs[i], e.Invoice})
			bytes += e.Blobs[i].Size
			known = known && e.Blobs[i].Size > 0
		}
	}
	if !known {
		bytes = 0
	}
	return jobs, bytes
}

// sameNames refuses two blobs with one name before anything is read: their lines
// would have the same origins.
func sameNames(jobs []job) error {
	type origin struct{ invoice, name string }
	seen := map[origin]bool{}
	for _, j := range jobs {
		o := origin{j.invoice, j.blob.Name}
		if seen[o] {
			return &BlobError{Blob: j.blob.Name, Err: fmt.Errorf("%w: it was given twice", ErrDuplicate), Hint: "each blob once, each name once"}
		}
		seen[o] = true
	}
	return nil
}

// worker reads one blob after the other into its accumulator.
type worker struct {
	acc   *accumulator
	meter *meter
	done  []blobResult
}

type blobResult struct {
	info BlobInfo
	docs []docKey
}

func (w *worker) read(ctx context.Context, j job) error {
	w.acc.begin(j.blob.Name, j.invoice)
	info, err := readBlob(ctx, j.blob, w.acc.cfg.limits, w.meter, w.acc.consumer())
	if err != nil {
		return err
	}
	info.Invoice, info.Lines, info.Malformed = j.invoice, w.acc.blob.lines, w.acc.blob.bad
	r := blobResult{info: info}
	for id, n := range w.acc.blob.docLines {
		if n > 0 {
			r.docs = append(r.docs, w.acc.docs[id].key)
		}
	}
	w.done = append(w.done, r)
	w.meter.lines.Add(info.Lines)
	w.meter.blobs.Add(1)
	w.meter.report()
	return nil
}

func newMeter(progress func(Progress), blobs int, bytes int64) *meter {
	m := &meter{}
	var mu sync.Mutex
	m.report = func() {
		if progress == nil {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		progress(Progress{Blobs: int(m.blobs.Load()), BlobsTotal: blobs, Bytes: m.bytes.Load(), BytesTotal: bytes, Lines: m.lines.Load()})
	}
	return m
}
