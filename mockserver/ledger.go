package mockserver

// A ledger is what the less travelled parts of Partner Center remember. It is
// written into snapshots as it is, so every member is exported. Its zero value
// is an empty one.
type ledger struct {
}
