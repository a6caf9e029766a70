// Package sqlstore keeps sign-ins in SQLite or PostgreSQL, so that several
// services, on several machines, share one grant.
//
// Only one of them refreshes at a time: it holds a row that is a lease, with an
// expiry and a fencing number in the database's own time. A service that dies
// while it refreshes holds the others up for half a minute at most, and not at
// all in SQLite, where a lock on a file beside the database shows that it is
// dead. One that was asleep longer than its lease cannot overwrite what others
// stored since.
//
// The tables are made and migrated when the store is opened. Tokens are stored
// as they are; wrap the store in auth.Encrypted to keep them from whoever reads
// the database or its backups.
package sqlstore
