package auth_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

// Environment of a process that a test has started.
const (
	envJob    = "TENANTLINK_AUTHTEST_JOB"
	envStore  = "TENANTLINK_AUTHTEST_STORE"
	envURL    = "TENANTLINK_AUTHTEST_URL"
	envTenant = "TENANTLINK_AUTHTEST_TENANT"
	envClient = "TENANTLINK_AUTHTEST_CLIENT"
	envSecret = "TENANTLINK_AUTHTEST_SECRET"
)

func background() context.Context { return context.Background() }

// child starts this test binary as a process that shares store.
func child(t *testing.T, srv *mockserver.Server, job, store string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := srv.Credentials()
	cmd := exec.Command(self, "-test.run=^$") //nolint:noctx // ended by the test
	cmd.Env = append(os.Environ(), envJob+"="+job, envStore+"="+store, envURL+"="+srv.URL(),
		envTenant+"="+c.PartnerTenantID, envClient+"="+c.ClientID, envSecret+"="+c.ClientSecret)
	cmd.Stderr = os.Stderr
	return cmd
}

// childAuth opens the store and the Authenticator that the environment names.
func childAuth() (*auth.Authenticator, io.Closer, error) {
	store, err := openStore(os.Getenv(envStore))
	if err != nil {
		return nil, nil, err
	}
	a, err := auth.New(auth.Grant{
		Cloud:  auth.Cloud{Authority: os.Getenv(envURL)},
		Tenant: os.Getenv(envTenant), ClientID: os.Getenv(envClient),
	}, auth.ClientSecret(auth.Secret(os.Getenv(envSecret))), store)
	if err != nil {
		return nil, nil, err
	}
	closer, ok := store.(io.Closer)
	if !ok {
		closer = io.NopCloser(nil)
	}
	return a, closer, nil
}

// work is what a started process does: it reads commands and answers each with
// a line.
func work(job string) (err error) {
	a, store, err := childAuth()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close(), store.Close()) }()
	switch job {
	case "tokens":
		return printTokens(a)
	case "refresh":
		return refreshForever(a)
	}
	return fmt.Errorf("unknown job %q", job)
}

// printTokens asks for a token every few milliseconds until stdin ends, and
// prints each new one's fingerprint.
func printTokens(a *auth.Authenticator) error {
	fmt.Println("ready", os.Getpid())
	done := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		close(done)
	}()
	source := a.Source(auth.PartnerCenter)
	last := ""
	for {
		tok, err := source.Token(background())
		if err != nil {
			return err
		}
		if !time.Now().Before(tok.Expiry) {
			return errors.New("got an expired token")
		}
		if fp := fingerprint(tok.AccessToken); fp != last {
			fmt.Println("token", fp)
			last = fp
		}
		select {
		case <-done:
			return nil
		case <-time.After(40 * time.Millisecond):
		}
	}
}

// refreshForever refreshes until it is killed.
func refreshForever(a *auth.Authenticator) error {
	fmt.Println("ready", os.Getpid())
	for {
		if err := a.Refresh(background()); err != nil {
			return err
		}
		fmt.Println("refreshed")
	}
}

// lines reads a process's output as it comes.
func lines(r io.Reader) <-chan string {
	out := make(chan string, 1000)
	go func() {
		defer close(out)
		for s := bufio.NewScanner(r); s.Scan(); {
			out <- strings.TrimSpace(s.Text())
		}
	}()
	return out
}
