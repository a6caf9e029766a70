package chromium_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenantlink/tenantlink/internal/chromium"
)

// browser puts a stand-in for the browser first on the path. It adds a line to
// the file starts each time it is started.
func browser(t *testing.T, script string) (starts func() int) {
	t.Helper()
	dir := t.TempDir()
	log := filepath.Join(dir, "starts")
	if err := os.WriteFile(filepath.Join(dir, "chromium"), []byte("#!/bin/sh\necho start >> "+log+"\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	return func() int {
		data, err := os.ReadFile(log)
		if err != nil {
			t.Skipf("a shell script cannot be started here: %v", err)
		}
		return strings.Count(string(data), "start")
	}
}

func TestABrowserThatCrashedIsStartedAgain(t *testing.T) {
	starts := browser(t, `test $(wc -l < "$(dirname "$0")/starts") -ge 3 && echo page && exit 0
kill -SEGV $$`)
	if got := string(chromium.Run(t, "about:blank")); got != "page\n" || starts() != 3 {
		t.Errorf("got %q after %d starts, want the page of the third", got, starts())
	}
}

func TestABrowserThatAlwaysCrashesIsASkip(t *testing.T) {
	starts := browser(t, `kill -SEGV $$`)
	skipped := false
	t.Run("page", func(t *testing.T) {
		defer func() { skipped = t.Skipped() }()
		chromium.Run(t, "about:blank")
	})
	if !skipped || starts() != 4 {
		t.Errorf("skipped is %v after %d starts, want a skip after 4", skipped, starts())
	}
}
