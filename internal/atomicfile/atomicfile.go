package atomicfile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
)

const tempSuffix = ".tmp"

// Write replaces the file at path by what fill writes. If fill fails, the old
// file stays as it was. The file gets exactly perm, whatever the umask. A
// symbolic link at path is replaced, not followed.
func Write(path string, perm os.FileMode, fill func(io.Writer) error) error {
	return put(path, perm, fill, rename)
}

// Create is [Write] for a path that must not exist: if it does, the error wraps
// [fs.ErrExist] and the existing file is untouched, also when another process
// made it meanwhile.
func Create(path string, perm os.FileMode, fill func(io.Writer) error) error {
	// Checked again, atomically, when the file takes its name; checking here
	// spares the caller the work.
	if _, err := os.Lstat(path); err == nil {
		return &fs.PathError{Op: "create", Path: path, Err: fs.ErrExist}
	}
	return put(path, perm, fill, takeFreeName)
}

// Remove removes the file at path, for good: it does not come back after a power
// cut.
func Remove(path string) error {
	if err := os.Remove(path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// MkdirAll is [os.MkdirAll] for directories that survive a power cut.
func MkdirAll(path string, perm os.FileMode) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil
	}
	parent := filepath.Dir(path)
	if parent != path {
		if err := MkdirAll(parent, perm); err != nil {
			return err
		}
	}
	if err := os.Mkdir(path, perm); err != nil {
		if info, statErr := os.Stat(path); statErr == nil && info.IsDir() {
			return nil // another process made it meanwhile
		}
		return err
	}
	return syncDir(parent)
}

// IsTemp reports whether name (without directory) is a temporary file that a
// crash in [Write] or [Create] of target (without directory) left behind.
func IsTemp(name, target string) bool {
	number, ok := strings.CutPrefix(name, "."+target+".")
	if !ok {
		return false
	}
	number, ok = strings.CutSuffix(number, tempSuffix)
	return ok && number != "" && strings.Trim(number, "0123456789") == ""
}

// put fills a temporary file and has it take the name of path.
func put(path string, perm os.FileMode, fill func(io.Writer) error, take func(temp, path string) error) error {
	dir, base := filepath.Split(path)
	if dir == "" {
		dir = "."
	}
	f, err := os.CreateTemp(dir, "."+base+".*"+tempSuffix)
	if err != nil {
		return fmt.Errorf("write %s: make a temporary file beside it: %w", path, err)
	}
	// After success the temporary name is gone and both calls find nothing.
	defer func() {
		_ = f.Close()
		_ = os.Remove(f.Name())
	}()
	if err := write(f, perm, fill); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := take(f.Name(), path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := syncDir(dir); err != nil {
		return fmt.Errorf("write %s: it is in place but may not survive a power cut: %w", path, err)
	}
	return nil
}

// write puts the content on disk and closes f.
func write(f *os.File, perm os.FileMode, fill func(io.Writer) error) error {
	w := bufio.NewWriterSize(f, 64<<10)
	if err := fill(w); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if err := f.Chmod(perm); err != nil && runtime.GOOS != "windows" {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return f.Close()
}

// takeFreeName moves temp to path unless path exists. A hard link is the only
// portable rename that never replaces.
func takeFreeName(temp, path string) error {
	err := os.Link(temp, path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	// No hard links here (FAT, some network shares): reserve the name first.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return rename(temp, path)
}

// syncDir makes the new name durable. Windows has no such call, and some
// network file systems refuse it.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}
