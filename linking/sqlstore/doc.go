// Package sqlstore keeps what package linking remembers in a SQL database,
// SQLite or PostgreSQL: the ignore list, decisions, the state of watches and the
// journal of Apply, and it lets several replicas watch one broker, one at a
// time.
//
//	store, err := sqlstore.OpenSQLite(ctx, "linking.db")
//	l, err := linking.New(tenants, platform, linking.WithScope(scope),
//		linking.WithIgnoreStore(store), linking.WithDecisionStore(store))
//	err = l.Watch(ctx, linking.Schedule{Every: time.Hour, Store: store, Locker: store, Act: act}, changed)
//
// In act, give Apply the store's Journal and the context that act was called
// with: the context carries the lease, and an entry of a process whose lease has
// passed to another one is refused. A process that was suspended and continues
// after its lease has expired therefore writes nothing.
package sqlstore
