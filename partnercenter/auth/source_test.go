package auth_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"

	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

func TestATokenIsFetchedOnceAndCached(t *testing.T) {
	srv := start(t)
	a := signedIn(t, srv, auth.NewMemoryStore())
	source := a.Source(auth.Graph)
	first := token(t, source)
	if again := token(t, a.Source(auth.Graph)); again != first {
		t.Error("the second token differs: it was not cached, or Source made another cache")
	}
	if n := tokenRequests(srv); n != 1 {
		t.Errorf("%d token requests, want 1", n)
	}
}

func TestManyCallersAndAudiencesRedeemInTurn(t *testing.T) {
	srv := start(t, mockserver.WithRotation(mockserver.RotationStrict))
	a := signedIn(t, srv, auth.NewMemoryStore())
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			audience := []string{auth.Graph, auth.PartnerCenter, "https://management.azure.com"}[i%3]
			if _, err := a.Source(audience).Token(t.Context()); err != nil {
				t.Errorf("token for %s: %v", audience, err)
			}
		})
	}
	wg.Wait()
	if n := tokenRequests(srv); n != 2 { // the import brought Partner Center's
		t.Errorf("%d token requests, want one for each audience that was not there", n)
	}
}

func TestARotatedTokenIsStoredBeforeTheAccessTokenIsGiven(t *testing.T) {
	srv := start(t, mockserver.WithRotation(mockserver.RotationStrict))
	store := auth.NewMemoryStore()
	a := signedIn(t, srv, store)
	before, err := store.Load(t.Context(), a.Key())
	if err != nil {
		t.Fatal(err)
	}
	token(t, a.Source(auth.Graph))
	after, err := store.Load(t.Context(), a.Key())
	if err != nil || after.Refresh == before.Refresh || after.Consent == nil || after.Consent.User != before.Consent.User {
		t.Errorf("error %v: want another refresh token with the same consent in the store", err)
	}
}

func TestTwoAuthenticatorsShareTheStore(t *testing.T) {
	srv := start(t, mockserver.WithRotation(mockserver.RotationStrict))
	store := auth.NewMemoryStore()
	var r recorder
	first := signedIn(t, srv, store)
	second := open(t, srv, store, auth.WithEvents(r.hook))
	if token(t, first.Source(auth.Graph)) != token(t, second.Source(auth.Graph)) {
		t.Error("the second Authenticator has another token, want the first one's")
	}
	if shared, fetched := len(of[auth.SharedEvent](&r)), len(of[auth.RefreshedEvent](&r)); shared != 1 || fetched != 0 {
		t.Errorf("%d shared and %d fetched, want 1 and 0", shared, fetched)
	}
}

func TestInvalidateFetchesAnotherToken(t *testing.T) {
	srv := start(t)
	store := auth.NewMemoryStore()
	a, other := signedIn(t, srv, store), open(t, srv, store)
	source := a.Source(auth.Graph)
	first, err := source.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	token(t, other.Source(auth.Graph))
	source.Invalidate(first)
	second := token(t, source)
	if second == first.AccessToken {
		t.Fatal("the invalidated token came again from the store")
	}
	// The other process got a 401 with the same token: it must find ours.
	other.Source(auth.Graph).Invalidate(first)
	if token(t, other.Source(auth.Graph)) != second {
		t.Error("the other Authenticator fetched for itself, want the token that replaced the bad one")
	}
	source.Invalidate(first) // late
	if token(t, source) != second {
		t.Error("a late Invalidate discarded the new token")
	}
}

func TestAppOnlyNeedsNoSignIn(t *testing.T) {
	srv := start(t)
	a := open(t, srv, auth.NewMemoryStore())
	tok, err := a.Source(auth.Graph, auth.AppOnly()).Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	info, err := auth.Inspect(tok)
	if err != nil || !info.AppOnly || info.User != "" || info.Audience != auth.Graph {
		t.Errorf("the token is %+v (%v), want one of the application for Graph", info, err)
	}
}

func TestACustomersTenantHasItsOwnToken(t *testing.T) {
	srv := start(t)
	customer, err := srv.AddTenant(mockserver.Tenant{Name: "Customer", Customer: true, GDAP: true})
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := srv.AddTenant(mockserver.Tenant{Name: "No GDAP", Customer: true})
	if err != nil {
		t.Fatal(err)
	}
	a := signedIn(t, srv, auth.NewMemoryStore())
	tok, err := a.Source(auth.Graph, auth.InTenant(customer.ID)).Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if info, err := auth.Inspect(tok); err != nil || info.Tenant != customer.ID {
		t.Errorf("the token is for tenant %s (%v), want %s", info.Tenant, err, customer.ID)
	}
	_, err = a.Source(auth.Graph, auth.InTenant(stranger.ID)).Token(t.Context())
	var reauth *auth.ReauthError
	if !errors.As(err, &reauth) || reauth.Code != 65001 {
		t.Errorf("error is %v, want AADSTS65001", err)
	}
	token(t, a.Source(auth.Graph)) // the partner's own tenant is not affected
}

func TestImpossibleArgumentsAreRefused(t *testing.T) {
	srv := start(t)
	a := signedIn(t, srv, auth.NewMemoryStore())
	for _, s := range []*auth.Source{
		a.Source(""), a.Source("graph"), a.Source("https://a b"), a.Source(auth.Graph, auth.InTenant("../common")),
		a.Source(auth.Graph, auth.InTenant("x/y")), a.Source(auth.Graph, auth.InTenant("..")),
	} {
		if _, err := s.Token(t.Context()); err == nil {
			t.Error("an impossible audience or tenant gave a token")
		}
		s.Invalidate(&oauth2.Token{}) // must not panic
	}
	if n := tokenRequests(srv); n != 0 {
		t.Errorf("%d token requests, want none", n)
	}
}

func TestTheOAuth2AdapterGivesTheSameToken(t *testing.T) {
	srv := start(t)
	s := signedIn(t, srv, auth.NewMemoryStore()).Source(auth.Graph)
	tok, err := s.OAuth2(t.Context()).Token()
	if err != nil || tok.AccessToken != token(t, s) || !tok.Valid() {
		t.Errorf("the adapter's token differs or is not valid (%v)", err)
	}
}

// failingStore fails updates of refresh tokens while broken.
type failingStore struct {
	*auth.MemoryStore
	broken atomic.Bool
}

var errDisk = errors.New("disk full")

func (f *failingStore) Update(ctx context.Context, k auth.Key, fn func(auth.Record, bool) (auth.Record, error)) (auth.Record, error) {
	if f.broken.Load() && k.Kind == auth.KindRefresh {
		return auth.Record{}, errDisk
	}
	return f.MemoryStore.Update(ctx, k, fn)
}

func TestAFailedSaveIsLoudRetriedAndLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := start(t, mockserver.WithRotation(mockserver.RotationStrict))
		store := &failingStore{MemoryStore: auth.NewMemoryStore()}
		var r recorder
		a := signedIn(t, srv, store, auth.WithEvents(r.hook))
		store.broken.Store(true)
		token(t, a.Source(auth.Graph)) // the token is handed out all the same
		if n := len(of[auth.SaveFailedEvent](&r)); n != 1 {
			t.Errorf("%d SaveFailedEvents at once, want 1", n)
		}
		if err := a.Refresh(t.Context()); err != nil { // the kept token is redeemed, not the stored one
			t.Errorf("a refresh while the store fails: %v", err)
		}
		time.Sleep(10 * time.Second)
		if n := len(of[auth.SaveFailedEvent](&r)); n < 4 {
			t.Errorf("%d SaveFailedEvents after ten seconds, want one for each try", n)
		}
		store.broken.Store(false)
		time.Sleep(time.Minute)
		if err := open(t, srv, store.MemoryStore).Refresh(t.Context()); err != nil {
			t.Errorf("another process cannot use the stored token: %v", err)
		}
	})
}

func TestCloseStoresWhatCouldNotBeStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := start(t, mockserver.WithRotation(mockserver.RotationStrict))
		store := &failingStore{MemoryStore: auth.NewMemoryStore()}
		a := signedIn(t, srv, store)
		store.broken.Store(true)
		token(t, a.Source(auth.Graph))
		if err := a.Close(); !errors.Is(err, errDisk) {
			t.Errorf("Close gives %v, want to say that the token is lost", err)
		}
		store.broken.Store(false)
		if err := a.Close(); err != nil {
			t.Errorf("the second Close gives %v, want the token stored", err)
		}
		if err := open(t, srv, store.MemoryStore).Refresh(t.Context()); err != nil {
			t.Errorf("the stored token does not work: %v", err)
		}
	})
}

func TestANewSignInWinsOverARefreshUnderWay(t *testing.T) {
	srv := start(t)
	store := &hookedStore{MemoryStore: auth.NewMemoryStore()}
	a := signedIn(t, srv, store)
	k := a.Key()
	// While the refresh waits to be stored, somebody signs in.
	store.before = func() {
		store.before = nil
		_, err := store.MemoryStore.Update(t.Context(), k, func(old auth.Record, _ bool) (auth.Record, error) {
			old.Refresh = "of the new sign-in"
			return old, nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	if err := a.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	r, err := store.Load(t.Context(), k)
	if err != nil || r.Refresh != "of the new sign-in" {
		t.Errorf("the new sign-in was overwritten by an older refresh (%v)", err)
	}
}

// hookedStore calls before ahead of an update of the refresh token.
type hookedStore struct {
	*auth.MemoryStore
	before func()
}

func (h *hookedStore) Update(ctx context.Context, k auth.Key, fn func(auth.Record, bool) (auth.Record, error)) (auth.Record, error) {
	if h.before != nil && k.Kind == auth.KindRefresh {
		h.before()
	}
	return h.MemoryStore.Update(ctx, k, fn)
}

func TestTransientProblemsLeaveTheGrantAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := start(t)
		a := signedIn(t, srv, auth.NewMemoryStore())
		source := a.Source(auth.Graph)
		first := token(t, source)
		if err := srv.Fail("entra.token", mockserver.Fault{Kind: mockserver.FaultStatus, Status: 503}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(57 * time.Minute) // within the early window: the old one serves
		if got := token(t, source); got != first {
			t.Error("another token, want the old one while the service has a problem")
		}
		time.Sleep(10 * time.Minute)
		_, err := source.Token(t.Context())
		if !errors.Is(err, auth.ErrTransient) || errors.Is(err, auth.ErrReauthRequired) {
			t.Errorf("error is %v, want ErrTransient and no demand to sign in", err)
		}
		srv.ClearFaults()
		if token(t, source) == first {
			t.Error("the expired token came again")
		}
	})
}

func TestAnExpiredSecretIsNotAReasonToSignIn(t *testing.T) {
	srv := start(t)
	a, err := auth.New(grantFor(srv), auth.ClientSecret("wrong"), auth.NewMemoryStore(), auth.WithHTTPClient(srv.Client()))
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.Source(auth.Graph, auth.AppOnly()).Token(t.Context())
	if !errors.Is(err, auth.ErrConfiguration) || errors.Is(err, auth.ErrReauthRequired) {
		t.Errorf("error is %v, want ErrConfiguration only", err)
	}
}
