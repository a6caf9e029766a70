package auth_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

// slowAnswer is how long the answer of the token endpoint is on its way, after
// the server has replaced the refresh token.
const slowAnswer = 20 * time.Second

// slowlySignedIn is a grant at a server that takes each refresh token once and
// answers slowly.
func slowlySignedIn(t *testing.T, store auth.TokenStore, opts ...auth.Option) (a *auth.Authenticator, srv *mockserver.Server) {
	t.Helper()
	srv = start(t, mockserver.WithRotation(mockserver.RotationStrict))
	a = signedIn(t, srv, store, opts...)
	if err := srv.Fail("entra.token", mockserver.Fault{Kind: mockserver.FaultDelay, Delay: slowAnswer, Phase: mockserver.After}); err != nil {
		t.Fatal(err)
	}
	return a, srv
}

// wantGrantAlive refreshes with what is stored, as the next process would.
func wantGrantAlive(t *testing.T, srv *mockserver.Server, store auth.TokenStore) {
	t.Helper()
	srv.ClearFaults()
	if err := open(t, srv, store).Refresh(t.Context()); err != nil {
		t.Errorf("the stored refresh token does not work any more: %v", err)
	}
}

func TestCloseWaitsForARefreshUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := auth.NewMemoryStore()
		var rec recorder
		a, srv := slowlySignedIn(t, store, auth.WithEvents(rec.hook))
		source := a.Source(auth.PartnerCenter)
		token(t, source)
		time.Sleep(57 * time.Minute)
		token(t, source) // begins an early refresh
		synctest.Wait()
		if err := a.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
		if n := len(of[auth.RotatedEvent](&rec)); n != 1 {
			t.Errorf("%d new refresh tokens were stored when Close returned, want 1: the process may end now", n)
		}
		wantGrantAlive(t, srv, store)
	})
}

func TestACancelledRefreshReturnsAtOnceAndLosesNothing(t *testing.T) {
	for name, call := range map[string]func(context.Context, *auth.Authenticator) error{
		"Refresh": func(ctx context.Context, a *auth.Authenticator) error { return a.Refresh(ctx) },
		"Token": func(ctx context.Context, a *auth.Authenticator) error {
			_, err := a.Source(auth.Graph).Token(ctx)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store := auth.NewMemoryStore()
				a, srv := slowlySignedIn(t, store)
				ctx, cancel := context.WithTimeout(t.Context(), slowAnswer/2)
				defer cancel()
				began := time.Now()
				if err := call(ctx, a); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("the call gives %v, want the end of its context", err)
				}
				if d := time.Since(began); d > slowAnswer/2 {
					t.Errorf("the call returned %v after it began, want when its context ended", d)
				}
				time.Sleep(slowAnswer)
				wantGrantAlive(t, srv, store)
			})
		})
	}
}

func TestTheWaitForAnotherProcessEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := auth.NewMemoryStore()
		a := signedIn(t, start(t), store)
		_, release, err := store.Lock(t.Context(), a.Key().String()) // another process refreshes
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := a.Refresh(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the waiting refresh gives %v, want the end of its context", err)
		}
		if err := release(); err != nil {
			t.Error(err)
		}
	})
}

func TestCloseEndsTheWaitForAnotherProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := auth.NewMemoryStore()
		a := signedIn(t, start(t), store)
		_, release, err := store.Lock(t.Context(), a.Key().String()) // another process refreshes
		if err != nil {
			t.Fatal(err)
		}
		failed := make(chan error, 1)
		go func() { failed <- a.Refresh(t.Context()) }()
		synctest.Wait()
		if err := a.Close(); err != nil {
			t.Error("Close:", err)
		}
		if err := <-failed; !errors.Is(err, auth.ErrClosed) {
			t.Errorf("the waiting refresh gives %v, want ErrClosed", err)
		}
		if err := release(); err != nil {
			t.Error(err)
		}
	})
}

func TestAppOnlyDoesNotWaitForTheUsersRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := auth.NewMemoryStore()
		a := signedIn(t, start(t), store)
		_, release, err := store.Lock(t.Context(), a.Key().String()) // another process refreshes
		if err != nil {
			t.Fatal(err)
		}
		waits := make(chan error, 1)
		go func() { waits <- a.Refresh(t.Context()) }()
		synctest.Wait()
		token(t, a.Source(auth.Graph, auth.AppOnly()))
		if err := release(); err != nil {
			t.Error(err)
		}
		if err := <-waits; err != nil {
			t.Error("Refresh:", err)
		}
	})
}

func TestAClosedAuthenticatorGivesWhatItHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := start(t)
		a := signedIn(t, srv, auth.NewMemoryStore())
		source := a.Source(auth.Graph)
		first := token(t, source)
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		if token(t, source) != first {
			t.Error("another token after Close, want the one that is held")
		}
		time.Sleep(2 * time.Hour)
		if _, err := source.Token(t.Context()); !errors.Is(err, auth.ErrClosed) {
			t.Errorf("after the token's expiry the error is %v, want ErrClosed", err)
		}
		if n := tokenRequests(srv); n != 1 {
			t.Errorf("%d token requests, want none after Close", n-1)
		}
	})
}

func TestImportingAgainKeepsWhatHasReplacedTheToken(t *testing.T) {
	srv := start(t, mockserver.WithRotation(mockserver.RotationStrict))
	store := auth.NewMemoryStore()
	a := signedIn(t, srv, store)
	if err := a.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	consent, err := open(t, srv, store).Import(t.Context(), auth.Secret(srv.Credentials().RefreshToken))
	if err != nil || consent.User != srv.Credentials().Username {
		t.Errorf("the second Import says %q (%v), want who signed in", consent.User, err)
	}
	if n := tokenRequests(srv); n != 1 {
		t.Errorf("%d token requests, want the refresh only: the imported token was used up", n)
	}
	wantGrantAlive(t, srv, store)
}

func TestProcessesMayImportTheSameTokenAtOnce(t *testing.T) {
	srv := start(t, mockserver.WithRotation(mockserver.RotationStrict))
	store := auth.NewMemoryStore()
	var wg sync.WaitGroup
	for range 8 {
		a := open(t, srv, store)
		wg.Go(func() {
			if _, err := a.Import(t.Context(), auth.Secret(srv.Credentials().RefreshToken)); err != nil {
				t.Error("Import:", err)
			}
		})
	}
	wg.Wait()
	wantGrantAlive(t, srv, store)
}

func TestImportAfterSignOutBeginsAnew(t *testing.T) {
	srv := start(t) // Entra's rotation: the old token stays valid
	store := auth.NewMemoryStore()
	a := signedIn(t, srv, store)
	if err := a.SignOut(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Import(t.Context(), auth.Secret(srv.Credentials().RefreshToken)); err != nil {
		t.Fatal(err)
	}
	wantGrantAlive(t, srv, store)
}

func TestSignOutOutlivesARefreshUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := auth.NewMemoryStore()
		a, srv := slowlySignedIn(t, store)
		other := open(t, srv, store)
		refreshed := make(chan error, 1)
		go func() { refreshed <- other.Refresh(t.Context()) }()
		synctest.Wait()
		if err := a.SignOut(t.Context()); err != nil {
			t.Error("SignOut:", err)
		}
		if err := <-refreshed; err != nil {
			t.Error("the refresh:", err)
		}
		if _, _, err := a.Stored(t.Context()); !errors.Is(err, auth.ErrNotFound) {
			t.Errorf("after SignOut the grant is %v, want it gone", err)
		}
	})
}
