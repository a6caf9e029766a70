package atomicfile_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/tenantlink/tenantlink/internal/atomicfile"
)

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

// content fails unless path holds want and nothing else is in its directory.
func content(t *testing.T, path, want string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(b) != want {
		t.Errorf("%s holds %q, want %q", filepath.Base(path), b, want)
	}
	alone(t, filepath.Dir(path), 1)
}

// alone fails unless dir has n entries: temporary files must not stay.
func alone(t *testing.T, dir string, n int) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != n {
		t.Errorf("the directory holds %v, want %d entries: a temporary file stayed behind", entries, n)
	}
}

func TestWriteReplaces(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	for _, s := range []string{"first", "", "second and longer"} {
		if err := atomicfile.Write(path, 0o600, text(s)); err != nil {
			t.Fatal(err)
		}
		content(t, path, s)
	}
}

func TestPermissionIsExactWhateverTheUmask(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no permission bits")
	}
	for _, perm := range []os.FileMode{0o600, 0o644, 0o666} {
		path := filepath.Join(t.TempDir(), "f")
		if err := atomicfile.Write(path, perm, text("x")); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != perm {
			t.Errorf("mode is %v, want %v", info.Mode().Perm(), perm)
		}
	}
}

func TestAFailedFillLeavesTheOldFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	if err := atomicfile.Write(path, 0o600, text("old")); err != nil {
		t.Fatal(err)
	}
	boom := errors.New("boom")
	err := atomicfile.Write(path, 0o600, func(w io.Writer) error {
		_, _ = w.Write(bytes.Repeat([]byte("n"), 1<<20))
		return boom
	})
	if !errors.Is(err, boom) {
		t.Errorf("error is %v, want it to wrap fill's error", err)
	}
	content(t, path, "old")
}

func TestAPanicInFillLeavesTheOldFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	if err := atomicfile.Write(path, 0o600, text("old")); err != nil {
		t.Fatal(err)
	}
	func() {
		defer func() { _ = recover() }()
		_ = atomicfile.Write(path, 0o600, func(io.Writer) error { panic("boom") })
	}()
	content(t, path, "old")
}

func TestCreateRefusesAnExistingFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	if err := atomicfile.Create(path, 0o600, text("first")); err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.Create(path, 0o600, text("second")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("error is %v, want fs.ErrExist", err)
	}
	content(t, path, "first")
}

func TestCreateRefusesAFileMadeMeanwhile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	err := atomicfile.Create(path, 0o600, func(io.Writer) error {
		return os.WriteFile(path, []byte("theirs"), 0o600)
	})
	if !errors.Is(err, fs.ErrExist) {
		t.Errorf("error is %v, want fs.ErrExist", err)
	}
	content(t, path, "theirs")
}

func TestOneOfManyCreatesWins(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	var won atomic.Int32
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			switch err := atomicfile.Create(path, 0o600, text(fmt.Sprint(i))); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, fs.ErrExist):
				t.Errorf("error is %v, want fs.ErrExist", err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("%d creates succeeded, want exactly 1", won.Load())
	}
	alone(t, filepath.Dir(path), 1)
}

func TestReadersNeverSeeAPartOfAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	const size = 300_000
	fill := func(c byte) func(io.Writer) error {
		return func(w io.Writer) error {
			_, err := w.Write(bytes.Repeat([]byte{c}, size))
			return err
		}
	}
	if err := atomicfile.Write(path, 0o600, fill('a')); err != nil {
		t.Fatal(err)
	}
	var stop atomic.Bool
	var wg sync.WaitGroup
	wg.Go(func() {
		for !stop.Load() {
			b, err := os.ReadFile(path)
			if err != nil || len(b) != size || bytes.Count(b, b[:1]) != size {
				t.Errorf("read %d bytes, error %v: want %d equal bytes", len(b), err, size)
				return
			}
		}
	})
	for i := range 30 {
		if err := atomicfile.Write(path, 0o600, fill(byte('a'+i%26))); err != nil {
			t.Error(err)
		}
	}
	stop.Store(true)
	wg.Wait()
}

func TestASymbolicLinkIsReplacedNotFollowed(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "target"), filepath.Join(dir, "link")
	if err := os.WriteFile(target, []byte("keep"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if err := atomicfile.Write(link, 0o600, text("new")); err != nil {
		t.Fatal(err)
	}
	if b, _ := os.ReadFile(target); string(b) != "keep" {
		t.Errorf("the link's target holds %q: the link was followed", b)
	}
}

func TestAMissingDirectoryIsNamed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "missing", "f")
	if err := atomicfile.Write(path, 0o600, text("x")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error is %v, want fs.ErrNotExist", err)
	}
}

func TestIsTempKnowsOnlyItsOwnLeftovers(t *testing.T) {
	for name, want := range map[string]bool{
		".f.json.123.tmp": true, ".g.json.123.tmp": false, ".f.json.x.123.tmp": false, "f.json": false, ".f.json.123": false, "f.json.123.tmp": false,
	} {
		if got := atomicfile.IsTemp(name, "f.json"); got != want {
			t.Errorf("IsTemp(%q) = %v, want %v", name, got, want)
		}
	}
}

func TestMkdirAllMakesParents(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b", "c")
	for range 2 { // the second finds nothing to do
		if err := atomicfile.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for d := dir; filepath.Base(d) != "a"; d = filepath.Dir(d) {
		if info, err := os.Stat(d); err != nil || !info.IsDir() || runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
			t.Errorf("%s: %v (%v), want a directory of mode 0700", d, info, err)
		}
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.MkdirAll(filepath.Join(file, "below"), 0o700); err == nil {
		t.Error("a directory below a file was made")
	}
}

func TestRemove(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.Remove(path); err != nil {
		t.Error("Remove:", err)
	}
	if err := atomicfile.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Remove of a missing file gives %v, want fs.ErrNotExist", err)
	}
}
