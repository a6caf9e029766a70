package auth_test

import (
	"context"
	"errors"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

func TestDeviceCodeWaitsForThePerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := start(t)
		a := open(t, srv, auth.NewMemoryStore())
		begin := time.Now()
		consent, err := a.ConsentDevice(t.Context(), func(d auth.DevicePrompt) error {
			go func() {
				time.Sleep(time.Minute)
				q := url.Values{"user_code": {d.UserCode}, "username": {srv.Credentials().Username}}
				get(t, srv.Client(), d.Address+"?"+q.Encode())
			}()
			return nil
		})
		if err != nil || !consent.MFA {
			t.Fatalf("consent %+v, error %v", consent, err)
		}
		if took := time.Since(begin); took < time.Minute || took > 70*time.Second {
			t.Errorf("it took %v, want the next poll after the person was done", took)
		}
		if n := tokenRequests(srv); n > 14 {
			t.Errorf("%d polls in a minute, want one each 5 seconds", n)
		}
		token(t, a.Source(auth.Graph))
	})
}

func TestDeviceCodeEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := start(t)
		a := open(t, srv, auth.NewMemoryStore())
		begin := time.Now()
		_, err := a.ConsentDevice(t.Context(), func(auth.DevicePrompt) error { return nil })
		if err == nil || time.Since(begin) > 16*time.Minute {
			t.Errorf("error %v after %v, want one when the code has expired, after 15 minutes", err, time.Since(begin))
		}
		ctx, cancel := context.WithTimeout(t.Context(), 12*time.Second)
		defer cancel()
		if _, err := a.ConsentDevice(ctx, func(auth.DevicePrompt) error { return nil }); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error is %v, want the caller's deadline", err)
		}
	})
}

func TestDeviceCodeSurvivesPassingProblems(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := start(t)
		a := open(t, srv, auth.NewMemoryStore())
		_, err := a.ConsentDevice(t.Context(), func(d auth.DevicePrompt) error {
			q := url.Values{"user_code": {d.UserCode}, "username": {srv.Credentials().Username}}
			get(t, srv.Client(), d.Address+"?"+q.Encode())
			return srv.Fail("entra.token", mockserver.Fault{Kind: mockserver.FaultStatus, Status: 503, First: 3})
		})
		if err != nil {
			t.Errorf("error is %v, want polling to go on after 503", err)
		}
	})
}
