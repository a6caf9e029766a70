package graph

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"

	"github.com/tenantlink/tenantlink/internal/rest"
)

// LinesOption changes how the files of an export are downloaded.
type LinesOption func(*linesOptions) error

type linesOptions struct {
	ahead int
	dir   string
}

// defaultAhead is how many files are downloaded at a time or lie ready.
const defaultAhead = 4

// WithDownloads sets how many files are downloaded at a time or lie ready in the
// temporary directory, the one being read included: 1 to 64, 4 unless set.
func WithDownloads(n int) LinesOption {
	return func(o *linesOptions) error {
		if n < 1 || n > 64 {
			return errors.New("the number of downloads must be 1 to 64")
		}
		o.ahead = n
		return nil
	}
}

// WithTempDir sets where the temporary files are, compressed as they came; the
// system's directory unless set. They hold billing data and are readable by their
// owner only.
func WithTempDir(dir string) LinesOption {
	return func(o *linesOptions) error {
		if dir == "" {
			return errors.New("the temporary directory has no name")
		}
		o.dir = dir
		return nil
	}
}

func linesSettings(opts []LinesOption) (linesOptions, error) {
	o := linesOptions{ahead: defaultAhead}
	for _, opt := range opts {
		if opt == nil {
			return o, errors.New("nil option")
		}
		if err := opt(&o); err != nil {
			return o, err
		}
	}
	return o, nil
}

// fetched is a file that was downloaded, or why it was not.
type fetched struct {
	file *rest.Spooled
	err  error
}

// files yields the files of a manifest in its order, decompressed, while the next
// ones are being downloaded. A file is gone when the loop goes on.
func (s *Billing) files(ctx context.Context, m *Manifest, o linesOptions) iter.Seq2[*blobReader, error] {
	return func(yield func(*blobReader, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		ready := make([]chan fetched, len(m.Blobs))
		for i := range ready {
			ready[i] = make(chan fetched, 1)
		}
		room := make(chan struct{}, o.ahead)
		var downloads sync.WaitGroup
		downloads.Go(func() { s.prefetch(ctx, m, o.dir, ready, room, &downloads) })
		defer func() {
			cancel()
			downloads.Wait()
			discard(ready)
		}()
		for i, blob := range m.Blobs {
			if !yieldFile(ctx, blob, ready[i], yield) {
				return
			}
			<-room
		}
	}
}

// prefetch downloads the files in their order, as many at a time as there is room
// for.
func (s *Billing) prefetch(ctx context.Context, m *Manifest, dir string, ready []chan fetched, room chan<- struct{}, downloads *sync.WaitGroup) {
	for i, blob := range m.Blobs {
		select {
		case <-ctx.Done():
			return
		case room <- struct{}{}:
		}
		downloads.Go(func() {
			file, err := s.download(ctx, m, blob, dir)
			ready[i] <- fetched{file, err}
		})
	}
}

// download fetches a file whole, as it lies in blob storage.
func (s *Billing) download(ctx context.Context, m *Manifest, b Blob, dir string) (*rest.Spooled, error) {
	raw, err := s.openRaw(ctx, m, b)
	if err != nil {
		return nil, err
	}
	defer func() { _ = raw.Close() }()
	file, err := rest.Spool(dir, raw, 0)
	if err != nil {
		return nil, blobError(b, err)
	}
	return file, nil
}

// yieldFile waits for a file and yields it. It reports whether to go on.
func yieldFile(ctx context.Context, b Blob, ready <-chan fetched, yield func(*blobReader, error) bool) bool {
	var got fetched
	select {
	case got = <-ready:
	case <-ctx.Done():
		got.err = fmt.Errorf("%s: %w", blobGet.ID, ctx.Err())
	}
	if got.err != nil {
		yield(nil, got.err)
		return false
	}
	defer func() { _ = got.file.Close() }()
	reader, err := newBlobReader(got.file)
	if err != nil {
		yield(nil, blobError(b, err))
		return false
	}
	reader.blob = b
	return yield(reader, nil)
}

// discard removes the files that nobody took.
func discard(ready []chan fetched) {
	for _, files := range ready {
		select {
		case got := <-files:
			if got.file != nil {
				_ = got.file.Close()
			}
		default:
		}
	}
}
