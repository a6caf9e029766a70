package linking

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/internal/atomicfile"
)

const storeSchema = 1

// FileStore keeps the ignore list, decisions and the state of watches in one
// JSON file that a person can read and edit. It implements IgnoreStore,
// DecisionStore and WatchStore. Several processes may share the file: each
// change is made under a lock beside it and replaces the file as a whole.
type FileStore struct{ path string }

// NewFileStore returns a store in the file at path, which need not exist yet.
func NewFileStore(path string) (*FileStore, error) {
	if path == "" {
		return nil, errors.New("linking: NewFileStore: the path is empty")
	}
	return &FileStore{path: path}, nil
}

// storeFile is the content of the file.
type storeFile struct {
	Schema    int           `json:"schema"`
	Ignores   []Ignore      `json:"ignores"`
	Decisions []scopedEntry `json:"decisions"`
	Watches   []scopedWatch `json:"watches"`
}

type scopedEntry struct {
	Platform string `json:"platform"`
	Decision
}

type scopedWatch struct {
	Scope Scope      `json:"scope"`
	State WatchState `json:"state"`
}

// Ignores implements IgnoreStore.
func (f *FileStore) Ignores(_ context.Context, partner uuid.UUID) ([]Ignore, error) {
	in, err := f.read()
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(in.Ignores, func(i Ignore) bool { return i.Partner != partner }), nil
}

// SetIgnore implements IgnoreStore.
func (f *FileStore) SetIgnore(ctx context.Context, i Ignore) error {
	if err := i.Validate(); err != nil {
		return fmt.Errorf("linking: %s: %w", f.path, err)
	}
	return f.change(ctx, func(s *storeFile) {
		s.drop(i.TenantKey)
		s.Ignores = append(s.Ignores, i)
	})
}

// ClearIgnore implements IgnoreStore.
func (f *FileStore) ClearIgnore(ctx context.Context, k TenantKey) error {
	return f.change(ctx, func(s *storeFile) { s.drop(k) })
}

func (s *storeFile) drop(k TenantKey) {
	s.Ignores = slices.DeleteFunc(s.Ignores, func(i Ignore) bool { return i.TenantKey == k })
}

// Decisions implements DecisionStore.
func (f *FileStore) Decisions(_ context.Context, s Scope) ([]Decision, error) {
	in, err := f.read()
	if err != nil {
		return nil, err
	}
	var out []Decision
	for _, d := range in.Decisions {
		if d.Platform == s.Platform && d.Partner == s.Partner {
			out = append(out, d.Decision)
		}
	}
	return out, nil
}

// Decide implements DecisionStore.
func (f *FileStore) Decide(ctx context.Context, s Scope, d Decision) error {
	if err := d.Validate(); err != nil {
		return fmt.Errorf("linking: %s: %w", f.path, err)
	}
	if d.Partner != s.Partner {
		return fmt.Errorf("linking: %s: %w: tenant %s is of partner %s", f.path, ErrScope, d.Tenant, d.Partner)
	}
	return f.change(ctx, func(in *storeFile) {
		in.Decisions = slices.DeleteFunc(in.Decisions, func(old scopedEntry) bool {
			return old.Platform == s.Platform && old.TenantKey == d.TenantKey && old.OrganizationID == d.OrganizationID
		})
		in.Decisions = append(in.Decisions, scopedEntry{Platform: s.Platform, Decision: d})
	})
}

// LoadWatch implements WatchStore.
func (f *FileStore) LoadWatch(_ context.Context, s Scope) (WatchState, error) {
	in, err := f.read()
	if err != nil {
		return WatchState{}, err
	}
	for _, w := range in.Watches {
		if w.Scope == s {
			return w.State, nil
		}
	}
	return WatchState{}, nil
}

// SaveWatch implements WatchStore.
func (f *FileStore) SaveWatch(ctx context.Context, s Scope, state WatchState) error {
	return f.change(ctx, func(in *storeFile) {
		in.Watches = slices.DeleteFunc(in.Watches, func(w scopedWatch) bool { return w.Scope == s })
		in.Watches = append(in.Watches, scopedWatch{Scope: s, State: state})
	})
}

func (f *FileStore) read() (*storeFile, error) {
	data, err := os.ReadFile(f.path)
	if errors.Is(err, os.ErrNotExist) {
		return &storeFile{Schema: storeSchema}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("linking: store: %w", err)
	}
	var in storeFile
	if err := decodeStrict(data, &in); err != nil {
		return nil, fmt.Errorf("linking: store %s: %w", f.path, err)
	}
	if err := in.validate(); err != nil {
		return nil, fmt.Errorf("linking: store %s: %w", f.path, err)
	}
	return &in, nil
}

func (s *storeFile) validate() error {
	if s.Schema != storeSchema {
		return fmt.Errorf("schema %d is unknown; this version reads %d", s.Schema, storeSchema)
	}
	for n, i := range s.Ignores {
		if err := i.Validate(); err != nil {
			return fmt.Errorf("ignores, entry %d: %w", n+1, err)
		}
	}
	for n, d := range s.Decisions {
		if err := d.Validate(); err != nil {
			return fmt.Errorf("decisions, entry %d: %w", n+1, err)
		}
	}
	return nil
}

// lockPoll is how often a store whose lock is held by somebody else tries again.
const lockPoll = 20 * time.Millisecond

// change edits the file under the lock that all processes share.
func (f *FileStore) change(ctx context.Context, edit func(*storeFile)) (err error) {
	lock := flock.New(f.path+".lock", flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, lockPoll); err != nil {
		return fmt.Errorf("linking: store %s: lock: %w", f.path, err)
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	in, err := f.read()
	if err != nil {
		return err
	}
	edit(in)
	in.sort()
	return atomicfile.Write(f.path, 0o600, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		return enc.Encode(in)
	})
}

// sort gives one order, so that the file can be kept under version control.
func (s *storeFile) sort() {
	slices.SortFunc(s.Ignores, func(a, b Ignore) int {
		return strings.Compare(a.TenantKey.String(), b.TenantKey.String())
	})
	slices.SortFunc(s.Decisions, func(a, b scopedEntry) int {
		if a.Platform != b.Platform {
			return strings.Compare(a.Platform, b.Platform)
		}
		return compareDecisions(a.Decision, b.Decision)
	})
	slices.SortFunc(s.Watches, func(a, b scopedWatch) int {
		return strings.Compare(a.Scope.Platform+a.Scope.Partner.String(), b.Scope.Platform+b.Scope.Partner.String())
	})
}
