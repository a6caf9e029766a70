package auth_test

import (
	"testing"

	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

func TestATokenIsFetchedOnceAndCached(t *testing.T) {
	srv := start(t)
	a := signedIn(t, srv, auth.NewMemoryStore())
	source := a.Source(auth.Graph)
	first := token(t, source)
	if again := token(t, source); again != first {
		t.Error("the second token differs: it was not cached")
	}
	if n := tokenRequests(srv); n != 1 {
		t.Errorf("%d token requests, want 1", n)
	}
}
