// Package sqldbtest starts a PostgreSQL server for tests, when the machine has
// one.
package sqldbtest
