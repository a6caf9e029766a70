// Package storetest is the conformance suite for auth.TokenStore: run it against
// your own store, as the module runs it against its own.
//
//	func TestMain(m *testing.M) {
//		storetest.Main(m, func(where string) (auth.TokenStore, error) { return mystore.Open(where) })
//	}
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, storetest.Suite{
//			Open: func(where string) (auth.TokenStore, error) { return mystore.Open(where) },
//			New:  func(t *testing.T) string { return t.TempDir() },
//		})
//	}
//
// The suite opens stores by a text, such as a directory or an address, because
// it also opens them in other processes: it runs the test binary again, which
// is why TestMain must call [Main].
package storetest
