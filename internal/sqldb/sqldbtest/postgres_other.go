//go:build !unix

package sqldbtest

import "testing"

// Postgres is a server that ends with the test that started it.
type Postgres struct{}

// StartPostgres skips the test: servers are started on Unix only.
func StartPostgres(t testing.TB) *Postgres {
	t.Helper()
	t.Skip("PostgreSQL is not tested on this operating system")
	return nil
}

// Database is never reached.
func (p *Postgres) Database(testing.TB) string { return "" }
