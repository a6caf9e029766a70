package auth_test

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

const day = 24 * time.Hour

// runNights runs a refresher for some time and waits until it has ended.
func runNights(t *testing.T, r *auth.Refresher, d time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	if err := r.Run(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Run gives %v, want the end of its context", err)
	}
}

func refresher(t *testing.T, grants func(context.Context) iter.Seq2[*auth.Authenticator, error], opts ...auth.RefresherOption) *auth.Refresher {
	t.Helper()
	r, err := auth.NewRefresher(grants, opts...)
	if err != nil {
		t.Fatal("NewRefresher:", err)
	}
	return r
}

func TestAYearOfNightsKeepsTheGrantAlive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := start(t, mockserver.WithTenants(1), mockserver.WithRotation(mockserver.RotationStrict))
		var rec recorder
		a := signedIn(t, srv, auth.NewMemoryStore(), auth.WithEvents(rec.hook))
		r := refresher(t, auth.Only(a))
		runNights(t, r, 100*day)
		if err := srv.Fail("*", mockserver.Fault{Kind: mockserver.FaultReset}); err != nil {
			t.Fatal(err)
		}
		runNights(t, r, day) // a night without network
		srv.ClearFaults()
		runNights(t, r, 264*day)
		if n := len(of[auth.RotatedEvent](&rec)); n < 360 || n > 366 {
			t.Errorf("%d rotations in a year, want one a night", n)
		}
		if n := len(of[auth.RefreshFailedEvent](&rec)); n < 3 || n > 40 {
			t.Errorf("%d failures reported in the night without network, want some, and ever rarer", n)
		}
		for name, n := range map[string]int{
			"ReauthRequiredEvent": len(of[auth.ReauthRequiredEvent](&rec)), "AboutToExpireEvent": len(of[auth.AboutToExpireEvent](&rec)),
			"PermissionsLostEvent": len(of[auth.PermissionsLostEvent](&rec)), "SaveFailedEvent": len(of[auth.SaveFailedEvent](&rec)),
		} {
			if n > 0 {
				t.Errorf("%d %ss in a year in which nothing was wrong", n, name)
			}
		}
		token(t, a.Source(auth.Graph))
	})
}

func TestANightIsSpreadAndStartsOnTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := start(t, mockserver.WithTenants(1))
		a := signedIn(t, srv, auth.NewMemoryStore())
		time.Sleep(day / 2)
		zone := time.FixedZone("test", 2*3600)
		srv.ClearRequests()
		runNights(t, refresher(t, auth.Only(a), auth.NightlyAt(3*time.Hour, zone), auth.SpreadOver(20*time.Minute)), 20*day)
		moments := map[time.Duration]bool{}
		for _, q := range srv.Requests(mockserver.Match{Op: "entra.token"}) {
			h, m, s := q.Time.In(zone).Clock()
			at := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second
			if at < 3*time.Hour || at > 3*time.Hour+20*time.Minute {
				t.Errorf("refreshed at %v after midnight, want between 3:00 and 3:20", at)
			}
			moments[at] = true
		}
		if len(moments) < 10 {
			t.Errorf("%d different moments in 20 nights, want them spread", len(moments))
		}
	})
}

func TestServicesThatShareAGrantRefreshItOnceANight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := start(t, mockserver.WithTenants(1), mockserver.WithRotation(mockserver.RotationStrict))
		store := auth.NewMemoryStore()
		first, second := signedIn(t, srv, store), open(t, srv, store)
		time.Sleep(day)
		ctx, cancel := context.WithTimeout(t.Context(), 10*day)
		defer cancel()
		done := make(chan error)
		for _, a := range []*auth.Authenticator{first, second} {
			r := refresher(t, auth.Only(a), auth.WithCheck(func(context.Context, *auth.Authenticator) error { return nil }))
			go func() { done <- r.Run(ctx) }()
		}
		<-done
		<-done
		if n := tokenRequests(srv); n != 10 {
			t.Errorf("%d refreshes by two services in 10 nights, want 10", n)
		}
	})
}

func TestADeadGrantIsAnnouncedEachNightWithAWarning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := start(t, mockserver.WithTenants(1))
		var rec recorder
		a := signedIn(t, srv, auth.NewMemoryStore(), auth.WithEvents(rec.hook))
		srv.RevokeSessions()
		runNights(t, refresher(t, auth.Only(a)), 85*day)
		if n := len(of[auth.ReauthRequiredEvent](&rec)); n < 84 || n > 86 {
			t.Errorf("%d ReauthRequiredEvents in 85 nights, want one each", n)
		}
		warnings := of[auth.AboutToExpireEvent](&rec)
		if len(warnings) < 8 || len(warnings) > 10 {
			t.Fatalf("%d warnings in the last 14 of 90 days, of which 9 passed", len(warnings))
		}
		if left := warnings[0].Left; left > 14*day || left < 12*day {
			t.Errorf("the first warning came %v before the end, want about 14 days", left)
		}
	})
}

func TestTheWarningComesOnceANight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := start(t, mockserver.WithTenants(1))
		var rec recorder
		a := signedIn(t, srv, auth.NewMemoryStore(), auth.WithEvents(rec.hook))
		if err := srv.Fail("*", mockserver.Fault{Kind: mockserver.FaultReset}); err != nil {
			t.Fatal(err)
		}
		runNights(t, refresher(t, auth.Only(a)), 80*day)
		if n := len(of[auth.AboutToExpireEvent](&rec)); n < 3 || n > 5 {
			t.Errorf("%d warnings in 4 nights without network, want one each", n)
		}
	})
}

func TestAllLostRolesAreNoticed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := start(t, mockserver.WithTenants(1))
		var rec recorder
		a := signedIn(t, srv, auth.NewMemoryStore(), auth.WithEvents(rec.hook))
		fault := mockserver.Fault{Kind: mockserver.FaultStatus, Status: http.StatusForbidden, Code: "900308"}
		for _, op := range []string{"customers.list", "invoices.list"} {
			if err := srv.Fail(op, fault); err != nil {
				t.Fatal(err)
			}
		}
		if err := refresher(t, auth.Only(a)).Night(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := len(of[auth.PermissionsLostEvent](&rec)); n != 2 {
			t.Errorf("%d PermissionsLostEvents, want one for customers and one for invoices", n)
		}
	})
}

func TestLostRolesAreNoticed(t *testing.T) {
	for _, op := range []string{"customers.list", "invoices.list"} {
		synctest.Test(t, func(t *testing.T) {
			srv := start(t, mockserver.WithTenants(1))
			var rec recorder
			a := signedIn(t, srv, auth.NewMemoryStore(), auth.WithEvents(rec.hook))
			fault := mockserver.Fault{Kind: mockserver.FaultStatus, Status: http.StatusForbidden, Code: "900308"}
			if err := srv.Fail(op, fault); err != nil {
				t.Fatal(err)
			}
			if err := refresher(t, auth.Only(a)).Night(t.Context()); err != nil {
				t.Fatal(err)
			}
			lost := of[auth.PermissionsLostEvent](&rec)
			if len(lost) != 1 || lost[0].Check != op {
				t.Errorf("events are %+v, want one PermissionsLostEvent for %s", lost, op)
			}
		})
	}
}

func TestEveryStoredGrantIsRefreshed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := start(t, mockserver.WithTenants(1))
		store := auth.NewMemoryStore()
		grants := map[auth.Key]*auth.Authenticator{}
		for _, account := range []string{"one", "two", "three"} {
			g := grantFor(srv)
			g.Account = account
			a, err := auth.New(g, auth.ClientSecret(auth.Secret(srv.Credentials().ClientSecret)), store, auth.WithHTTPClient(srv.Client()))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := a.Import(t.Context(), auth.Secret(srv.Credentials().RefreshToken)); err != nil {
				t.Fatal(err)
			}
			grants[a.Key()] = a
		}
		time.Sleep(day)
		srv.ClearRequests()
		r := refresher(t, auth.Stored(store, func(_ context.Context, k auth.Key) (*auth.Authenticator, error) { return grants[k], nil }),
			auth.WithCheck(func(context.Context, *auth.Authenticator) error { return nil }))
		if err := r.Night(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := tokenRequests(srv); n != 3 {
			t.Errorf("%d refreshes for 3 stored grants", n)
		}
	})
}

func TestRefresherRefusesImpossibleSettings(t *testing.T) {
	for name, o := range map[string]auth.RefresherOption{
		"25 o'clock": auth.NightlyAt(25*time.Hour, time.UTC), "no zone": auth.NightlyAt(0, nil), "spread": auth.SpreadOver(-1),
		"warn": auth.WarnBefore(0), "check": auth.WithCheck(nil), "list error": auth.OnListError(nil),
	} {
		if _, err := auth.NewRefresher(auth.Only(), o); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	if _, err := auth.NewRefresher(nil); err == nil {
		t.Error("no grants were accepted")
	}
}
