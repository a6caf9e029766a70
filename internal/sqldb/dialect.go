package sqldb

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Dialect is a kind of SQL database.
type Dialect string

// The dialects.
const (
	SQLite     Dialect = "sqlite"
	PostgreSQL Dialect = "postgres"
)

// Check refuses a dialect that is not supported.
func (d Dialect) Check() error {
	if d != SQLite && d != PostgreSQL {
		return fmt.Errorf("the SQL dialect %q is not supported: use %q or %q", d, SQLite, PostgreSQL)
	}
	return nil
}

// Now is an SQL expression for the database's clock, in milliseconds since
// 1970, that moves within a transaction.
func (d Dialect) Now() string {
	if d == PostgreSQL {
		return "CAST(floor(extract(epoch FROM clock_timestamp()) * 1000) AS bigint)"
	}
	return "CAST(unixepoch('subsec') * 1000 AS INTEGER)"
}

// Query adapts a query: "?" becomes the dialect's placeholder and "NOW_MS" its
// [Dialect.Now]. Queries hold no literal question marks.
func (d Dialect) Query(q string) string {
	q = strings.ReplaceAll(q, "NOW_MS", d.Now())
	if d != PostgreSQL {
		return q
	}
	var b strings.Builder
	n := 0
	for _, r := range q {
		if r == '?' {
			n++
			b.WriteString("$" + strconv.Itoa(n))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Retryable reports an error after which the same transaction may succeed: the
// database was busy, or could not serialize concurrent transactions.
func Retryable(err error) bool {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() & 0xff {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return true
		}
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "40001", "40P01", "55P03": // serialization, deadlock, lock not available
			return true
		}
	}
	return false
}
