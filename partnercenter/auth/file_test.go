package auth_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

func fileStore(t *testing.T) (*auth.FileStore, string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no permission bits")
	}
	dir := filepath.Join(t.TempDir(), "tokens")
	s, err := auth.OpenFileStore(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s, dir
}

func TestFilesAreForTheirOwnerOnly(t *testing.T) {
	s, dir := fileStore(t)
	put(t, s, keyA, "token")
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		want := os.FileMode(0o600)
		if err == nil && info.IsDir() {
			want = 0o700
		}
		if err == nil && info.Mode().Perm() != want {
			t.Errorf("%s has mode %v, want %v", filepath.Base(path), info.Mode().Perm(), want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAReadableFileIsRefused(t *testing.T) {
	s, dir := fileStore(t)
	put(t, s, keyA, "token")
	for _, mode := range []os.FileMode{0o640, 0o604, 0o620} {
		if err := os.Chmod(recordFile(t, "file:"+dir, keyA), mode); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Load(t.Context(), keyA); err == nil || !strings.Contains(err.Error(), "chmod 600") {
			t.Errorf("mode %v gives %v, want a refusal that says what to do", mode, err)
		}
	}
}

func TestASymbolicLinkIsRefused(t *testing.T) {
	s, dir := fileStore(t)
	put(t, s, keyA, "token")
	path := recordFile(t, "file:"+dir, keyA)
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	if err := os.Rename(path, elsewhere); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, path); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if _, err := s.Load(t.Context(), keyA); err == nil || !strings.Contains(err.Error(), "symbolic link") {
		t.Errorf("Load through a symbolic link gives %v, want a refusal", err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	if _, err := auth.OpenFileStore(link); err == nil {
		t.Error("a directory that is a symbolic link was accepted")
	}
}

func TestAnOpenDirectoryIsRefused(t *testing.T) {
	_, dir := fileStore(t)
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := auth.OpenFileStore(dir); err == nil || !strings.Contains(err.Error(), "chmod 700") {
		t.Errorf("error is %v, want a refusal that says what to do", err)
	}
}

func TestACorruptFileIsKeptAside(t *testing.T) {
	s, dir := fileStore(t)
	put(t, s, keyA, "one")
	damageFile(t, "file:"+dir, keyA)
	put(t, s, keyA, "two")
	aside, err := filepath.Glob(filepath.Join(dir, "*.corrupt-*"))
	if err != nil || len(aside) != 1 {
		t.Errorf("kept aside: %v (%v), want one file", aside, err)
	}
}

func TestARecordUnderAnotherNameIsCorrupt(t *testing.T) {
	s, dir := fileStore(t)
	put(t, s, keyA, "one")
	where := "file:" + dir
	if err := os.Rename(recordFile(t, where, keyA), recordFile(t, where, keyB)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Load(t.Context(), keyB); err == nil || !strings.Contains(err.Error(), "instead of") {
		t.Errorf("error is %v, want one that names both keys", err)
	}
}

func TestLeftoversOfACrashAreSwept(t *testing.T) {
	s, dir := fileStore(t)
	put(t, s, keyA, "one")
	left := filepath.Join(dir, "."+filepath.Base(recordFile(t, "file:"+dir, keyA))+".123.tmp")
	if err := os.WriteFile(left, []byte("half a token"), 0o600); err != nil {
		t.Fatal(err)
	}
	put(t, s, keyA, "two")
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("the temporary file of a crash is still there (%v)", err)
	}
}

func TestLockFilesStay(t *testing.T) {
	s, dir := fileStore(t)
	put(t, s, keyA, "one")
	if err := s.Delete(t.Context(), keyA); err != nil {
		t.Fatal(err)
	}
	locks, err := filepath.Glob(filepath.Join(dir, "*.lock"))
	if err != nil || len(locks) == 0 {
		t.Errorf("lock files are %v (%v): deleting one lets two processes lock different files", locks, err)
	}
}

func TestALockFileThatIsASymbolicLinkIsRefused(t *testing.T) {
	s, dir := fileStore(t)
	put(t, s, keyA, "token")
	lock := strings.TrimSuffix(recordFile(t, "file:"+dir, keyA), ".json") + ".lock"
	if err := os.Remove(lock); err != nil {
		t.Fatal(err)
	}
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	if err := os.Symlink(elsewhere, lock); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if err := s.Delete(t.Context(), keyA); err == nil {
		t.Error("a lock file that is a symbolic link was followed, want a refusal")
	}
	if _, err := os.Lstat(elsewhere); !os.IsNotExist(err) {
		t.Errorf("the link's target was made (%v)", err)
	}
}
