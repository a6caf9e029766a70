package sqlstore_test

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

// TestMain runs a watcher instead of the tests in the processes that the tests
// start.
func TestMain(m *testing.M) {
	if os.Getenv(watcherEnv) != "" {
		os.Exit(watcher())
	}
	goleak.VerifyTestMain(m)
}
