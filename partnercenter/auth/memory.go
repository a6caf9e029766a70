package auth

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync"
	"time"
)

// MemoryStore keeps records in memory, for tests and for programs that sign in
// at each start. Its zero value is ready; do not copy it.
type MemoryStore struct {
	mu      sync.Mutex
	records map[Key]Record
	locks   map[string]chan struct{} // holding a value while locked
}

// NewMemoryStore returns an empty store.
func NewMemoryStore() *MemoryStore { return &MemoryStore{} }

// Load returns the record under k.
func (m *MemoryStore) Load(ctx context.Context, k Key) (Record, error) {
	if err := ctx.Err(); err != nil {
		return Record{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.records[k]
	if !ok {
		return Record{}, fmt.Errorf("%w: %s", ErrNotFound, k)
	}
	return r.clone(), nil
}

// Update changes the record under k. fn must not use the store.
func (m *MemoryStore) Update(ctx context.Context, k Key, fn func(old Record, ok bool) (Record, error)) (Record, error) {
	if err := ctx.Err(); err != nil {
		return Record{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	old, ok := m.records[k]
	r, err := fn(old.clone(), ok)
	if err != nil {
		return Record{}, err
	}
	r = r.clone()
	r.Version, r.UpdatedAt = old.Version+1, time.Now().UTC()
	if m.records == nil {
		m.records = map[Key]Record{}
	}
	m.records[k] = r
	return r.clone(), nil
}

// Delete removes the record under k.
func (m *MemoryStore) Delete(ctx context.Context, k Key) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.records, k)
	return nil
}

// Keys enumerates the keys as they are when the iteration begins.
func (m *MemoryStore) Keys(ctx context.Context) iter.Seq2[Key, error] {
	return func(yield func(Key, error) bool) {
		m.mu.Lock()
		keys := slices.Collect(maps.Keys(m.records))
		m.mu.Unlock()
		for _, k := range keys {
			if err := ctx.Err(); err != nil {
				yield(Key{}, err)
				return
			}
			if !yield(k, nil) {
				return
			}
		}
	}
}

// Lock locks name within the process.
func (m *MemoryStore) Lock(ctx context.Context, name string) (held context.Context, release func() error, err error) {
	m.mu.Lock()
	if m.locks == nil {
		m.locks = map[string]chan struct{}{}
	}
	lock, ok := m.locks[name]
	if !ok {
		lock = make(chan struct{}, 1)
		m.locks[name] = lock
	}
	m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	select {
	case lock <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	held, cancel := context.WithCancel(ctx)
	return held, sync.OnceValue(func() error {
		cancel()
		<-lock
		return nil
	}), nil
}
