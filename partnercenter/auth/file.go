package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"github.com/tenantlink/tenantlink/internal/atomicfile"
)

// FileStore keeps each record in a file of its own, in a directory that only
// its owner may enter. Processes on one machine may share the directory; on a
// network share, file locks are not to be trusted.
//
// Files are mode 0600 and are replaced as a whole. Symbolic links, and files or
// directories that others may read, are refused. A file that cannot be decoded
// gives [ErrCorrupt] until the next Update, which keeps it aside under a name
// ending in ".corrupt-" and the time. Files ending in ".lock" are never deleted.
type FileStore struct {
	dir string
}

const (
	recordSuffix  = ".json"
	lockSuffix    = ".lock"
	maxRecordFile = 4 << 20
	lockPoll      = 10 * time.Millisecond
)

// storedFile is the content of a record's file. The name is a hash, so the key
// is inside.
type storedFile struct {
	Key    string          `json:"key"`
	Record json.RawMessage `json:"record"`
}

// OpenFileStore opens the store in dir, which it creates with mode 0700 if need
// be, with its parents.
func OpenFileStore(dir string) (*FileStore, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("token store %s: %w", dir, err)
	}
	if err := atomicfile.MkdirAll(abs, 0o700); err != nil {
		return nil, fmt.Errorf("token store %s: %w", dir, err)
	}
	info, err := os.Lstat(abs)
	if err != nil {
		return nil, fmt.Errorf("token store %s: %w", dir, err)
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("token store %s: it is not a directory (a symbolic link is not followed)", dir)
	}
	if err := private(info); err != nil {
		return nil, fmt.Errorf("token store %s: %w; run: chmod 700 %s", dir, err, dir)
	}
	return &FileStore{dir: abs}, nil
}

// private refuses what others than the owner may enter, read or write.
func private(info fs.FileInfo) error {
	if perm := info.Mode().Perm(); runtime.GOOS != "windows" && perm&0o077 != 0 {
		return fmt.Errorf("mode %04o lets other users in", perm)
	}
	return nil
}

// base is the name of the key's files without suffix.
func (f *FileStore) base(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:16])
}

func (f *FileStore) path(k Key) string { return filepath.Join(f.dir, f.base(k.String())+recordSuffix) }

// Load returns the record under k.
func (f *FileStore) Load(ctx context.Context, k Key) (Record, error) {
	if err := ctx.Err(); err != nil {
		return Record{}, err
	}
	key, r, err := readRecordFile(f.path(k))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Record{}, fmt.Errorf("%w: %s", ErrNotFound, k)
	case err != nil:
		return Record{}, fmt.Errorf("%s of %s: %w", f.path(k), k, err)
	case key != k:
		return Record{}, fmt.Errorf("%w: %s holds the record of %s instead of %s", ErrCorrupt, f.path(k), key, k)
	}
	return r, nil
}

// Update changes the record under k.
func (f *FileStore) Update(ctx context.Context, k Key, fn func(old Record, ok bool) (Record, error)) (Record, error) {
	release, err := f.lockFile(ctx, f.base(k.String()))
	if err != nil {
		return Record{}, err
	}
	defer release()
	old, err := f.Load(ctx, k)
	ok := err == nil
	if err != nil && !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrCorrupt) {
		return Record{}, err
	}
	corrupt := errors.Is(err, ErrCorrupt)
	r, err := fn(old, ok)
	if err != nil {
		return Record{}, err
	}
	if err := ctx.Err(); err != nil {
		return Record{}, err
	}
	if corrupt {
		if err := f.keepAside(k); err != nil {
			return Record{}, err
		}
	}
	r = r.clone()
	r.Version, r.UpdatedAt = old.Version+1, time.Now().UTC()
	return r, f.write(k, r)
}

func (f *FileStore) write(k Key, r Record) error {
	body, err := r.MarshalBinary()
	if err != nil {
		return fmt.Errorf("encode %s: %w", k, err)
	}
	file, err := json.Marshal(storedFile{Key: k.String(), Record: body})
	if err != nil {
		return fmt.Errorf("encode %s: %w", k, err)
	}
	f.sweep(k)
	return atomicfile.Write(f.path(k), 0o600, func(w io.Writer) error {
		_, err := w.Write(file)
		return err
	})
}

// sweep removes what a crash while writing k left behind: it holds tokens. The
// caller holds the lock of k.
func (f *FileStore) sweep(k Key) {
	name := f.base(k.String()) + recordSuffix
	left, err := filepath.Glob(filepath.Join(f.dir, "."+name+".*"))
	if err != nil {
		return
	}
	for _, path := range left {
		if atomicfile.IsTemp(filepath.Base(path), name) {
			_ = os.Remove(path)
		}
	}
}

func (f *FileStore) keepAside(k Key) error {
	path := f.path(k)
	aside := path + ".corrupt-" + time.Now().UTC().Format("20060102T150405.000000000Z")
	if err := os.Rename(path, aside); err != nil {
		return fmt.Errorf("keep the corrupt record aside: %w", err)
	}
	return nil
}

// Delete removes the record under k.
func (f *FileStore) Delete(ctx context.Context, k Key) error {
	release, err := f.lockFile(ctx, f.base(k.String()))
	if err != nil {
		return err
	}
	defer release()
	f.sweep(k)
	if err := atomicfile.Remove(f.path(k)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete %s: %w", k, err)
	}
	return nil
}

// Keys enumerates the keys. A file that cannot be read yields its error.
func (f *FileStore) Keys(ctx context.Context) iter.Seq2[Key, error] {
	return func(yield func(Key, error) bool) {
		entries, err := os.ReadDir(f.dir)
		if err != nil {
			yield(Key{}, err)
			return
		}
		for _, e := range entries {
			if !strings.HasSuffix(e.Name(), recordSuffix) || strings.HasPrefix(e.Name(), ".") {
				continue
			}
			if err := ctx.Err(); err != nil {
				yield(Key{}, err)
				return
			}
			path := filepath.Join(f.dir, e.Name())
			k, _, err := readRecordFile(path)
			if errors.Is(err, fs.ErrNotExist) {
				continue // deleted meanwhile
			}
			if err != nil {
				err = fmt.Errorf("%s: %w", path, err)
			}
			if !yield(k, err) {
				return
			}
		}
	}
}

// Lock locks name across the processes of this machine. The lock ends with the
// process that holds it.
func (f *FileStore) Lock(ctx context.Context, name string) (held context.Context, release func() error, err error) {
	unlock, err := f.lockFile(ctx, "lock-"+f.base(name))
	if err != nil {
		return nil, nil, err
	}
	held, cancel := context.WithCancel(ctx)
	return held, sync.OnceValue(func() error {
		cancel()
		unlock()
		return nil
	}), nil
}

// lockFile waits for the lock file of base.
func (f *FileStore) lockFile(ctx context.Context, base string) (release func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	path := filepath.Join(f.dir, base+lockSuffix)
	lock := flock.New(path, flock.SetPermissions(0o600), flock.SetFlag(os.O_CREATE|os.O_RDONLY|noFollow))
	if _, err := lock.TryLockContext(ctx, lockPoll); err != nil {
		_ = lock.Close()
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	// Closing the file gives up the lock; a failure ends with the process.
	return func() { _ = lock.Close() }, nil
}

// readRecordFile reads one record with its key. Its errors wrap fs.ErrNotExist
// or ErrCorrupt, or say what is wrong with the file itself.
func readRecordFile(path string) (Key, Record, error) {
	file, err := openNoFollow(path)
	if err != nil {
		return Key{}, Record{}, err
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return Key{}, Record{}, err
	}
	if !info.Mode().IsRegular() {
		return Key{}, Record{}, errors.New("it is not a regular file")
	}
	if err := private(info); err != nil {
		return Key{}, Record{}, fmt.Errorf("%w: it may have been read; consider the tokens known, sign in again, and run: chmod 600 %s", err, path)
	}
	data, err := io.ReadAll(io.LimitReader(file, maxRecordFile+1))
	if err != nil {
		return Key{}, Record{}, err
	}
	if len(data) > maxRecordFile {
		return Key{}, Record{}, fmt.Errorf("%w: it is larger than %d bytes", ErrCorrupt, maxRecordFile)
	}
	return decodeRecordFile(data)
}

func decodeRecordFile(data []byte) (Key, Record, error) {
	var s storedFile
	if err := json.Unmarshal(data, &s); err != nil {
		return Key{}, Record{}, fmt.Errorf("%w: not a token file (%w)", ErrCorrupt, hideContent(err))
	}
	k, err := ParseKey(s.Key)
	if err != nil {
		return Key{}, Record{}, fmt.Errorf("%w: the key is unreadable", ErrCorrupt)
	}
	var r Record
	if err := r.UnmarshalBinary(s.Record); err != nil {
		return Key{}, Record{}, err
	}
	return k, r, nil
}
