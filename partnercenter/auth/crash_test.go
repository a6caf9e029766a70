package auth_test

import (
	"errors"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

// TestSIGKILLDuringRefreshes kills a refreshing process at random moments. The
// store must always load. In Entra's mode the stored token must work; in strict
// mode it may be lost, and then the next start must say so in one ReauthError.
func TestSIGKILLDuringRefreshes(t *testing.T) {
	kills := 12
	if *soak {
		kills = 300
	}
	for _, rotation := range []mockserver.Rotation{mockserver.RotationEntra, mockserver.RotationStrict} {
		for _, kind := range []string{"file", "sqlite"} {
			if kind != "file" && !*soak {
				continue // the store's own suite kills it, too
			}
			t.Run(string(rotation)+" "+kind, func(t *testing.T) {
				lost, refreshed := killRefreshes(t, rotation, kind, kills)
				t.Logf("%d kills amid %d refreshes: %d tokens lost", kills, refreshed, lost)
				if refreshed == 0 {
					t.Error("no refresh took place: the test proves nothing")
				}
				if rotation == mockserver.RotationEntra && lost > 0 {
					t.Errorf("%d tokens lost, though old ones stay valid", lost)
				}
			})
		}
	}
}

func killRefreshes(t *testing.T, rotation mockserver.Rotation, kind string, kills int) (lost, refreshed int) {
	srv := mockserver.New(t, mockserver.WithTenants(0), mockserver.WithRotation(rotation))
	where := kind + ":" + filepath.Join(t.TempDir(), "tokens")
	importAt(t, srv, where)
	n := 0
	for range kills {
		refreshed += killOne(t, srv, where)
		n++
		a := openAt(t, srv, where)
		if _, _, err := a.Stored(t.Context()); err != nil {
			t.Fatalf("the store does not load after kill %d: %v", n, err)
		}
		err := a.Refresh(t.Context())
		var reauth *auth.ReauthError
		switch {
		case err == nil:
		case errors.As(err, &reauth):
			lost++
			// A new sign-in repairs it. The mock hands out a fresh family.
			signInByLoopback(t, srv, where)
		default:
			t.Fatalf("the next start after kill %d gives %v, want a working token or a ReauthError", n, err)
		}
	}
	return lost, refreshed
}

// killOne lets a process refresh and kills it within some refreshes.
func killOne(t *testing.T, srv *mockserver.Server, where string) (refreshed int) {
	t.Helper()
	cmd := child(t, srv, "refresh", where)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	out := lines(stdout)
	if line := <-out; !strings.HasPrefix(line, "ready") {
		t.Fatalf("the process said %q, want ready", line)
	}
	// At a random moment of one of the first refreshes, however slow they are.
	for range rand.N(3) {
		if <-out == "refreshed" {
			refreshed++
		}
	}
	time.Sleep(rand.N(10 * time.Millisecond))
	if err := cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	for line := range out {
		if line == "refreshed" {
			refreshed++
		}
	}
	_ = cmd.Wait() // killed
	return refreshed
}

// signInByLoopback consents as the MFA user and stores the grant at where.
func signInByLoopback(t *testing.T, srv *mockserver.Server, where string) {
	t.Helper()
	b := &browserless{t: t, user: srv.Credentials().Username}
	if _, err := openAt(t, srv, where).ConsentLoopback(t.Context(), b.open); err != nil {
		t.Fatal("sign in again:", err)
	}
}
