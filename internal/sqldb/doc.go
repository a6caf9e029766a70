// Package sqldb holds what the SQL stores of the module share: the dialects of
// SQLite and PostgreSQL, opening a database safely, numbered migrations, and
// leases, which are locks with an expiry and a fencing number in the
// database's own time. The stores own their tables.
package sqldb
