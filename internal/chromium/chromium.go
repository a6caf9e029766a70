// Package chromium lets tests look at a page with a real browser, where one is
// installed.
package chromium

import (
	"context"
	"errors"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// starts is how often a browser that dies by itself is started again: headless
// Chromium was seen to crash about once in ten starts whatever the page.
const starts = 4

// Run starts a headless Chromium with the further arguments and returns what it
// printed. The test is skipped when no browser is installed or when each start
// of it crashed, and fails when the browser ended with an error or hung.
func Run(t testing.TB, args ...string) []byte {
	t.Helper()
	path := find()
	if path == "" {
		t.Skip("no Chromium is installed")
	}
	dir := t.TempDir()
	var crash error
	for i := range starts {
		own := []string{"--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--user-data-dir=" + filepath.Join(dir, strconv.Itoa(i))}
		out, err := start(t.Context(), path, append(own, args...))
		if err == nil {
			return out
		}
		if !crashed(err) {
			t.Fatalf("%s: %v", path, err)
		}
		crash = err
	}
	t.Skipf("%s crashed %d times, the last time with: %v", path, starts, crash)
	return nil
}

// find is the path of the installed browser, empty when there is none.
func find() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

func start(ctx context.Context, path string, args []string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, path, args...).Output()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return out, err
}

// crashed tells whether the process died by a signal, either itself or, as a
// shell that started it says, with a status above 128.
func crashed(err error) bool {
	var exit *exec.ExitError
	return errors.As(err, &exit) && (exit.ExitCode() == -1 || exit.ExitCode() > 128)
}
