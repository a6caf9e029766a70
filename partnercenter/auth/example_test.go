package auth_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"os"
	"path/filepath"
	"time"

	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
	"github.com/tenantlink/tenantlink/partnercenter/auth/sqlstore"
)

// mock starts a server that stands for Microsoft, for the examples.
func mock() (*mockserver.Server, auth.Grant, auth.Credential) {
	srv, err := mockserver.Start(mockserver.WithTenants(1))
	if err != nil {
		panic(err)
	}
	c := srv.Credentials()
	grant := auth.Grant{
		Cloud:  auth.Cloud{Authority: srv.URL(), PartnerCenterAPI: srv.URL()}, // leave it out for the real one
		Tenant: c.PartnerTenantID, ClientID: c.ClientID,
	}
	return srv, grant, auth.ClientSecret(auth.Secret(c.ClientSecret))
}

// A partner that holds a refresh token already.
func Example() {
	srv, grant, credential := mock()
	defer func() { _ = srv.Close() }()
	ctx := context.Background()

	a, err := auth.New(grant, credential, auth.NewMemoryStore())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = a.Close() }()
	consent, err := a.Import(ctx, auth.Secret(srv.Credentials().RefreshToken))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("signed in with MFA:", consent.MFA)

	source := a.Source(auth.Graph) // give it to graph.New
	token, err := source.Token(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(token.Type(), "valid for minutes:", time.Until(token.Expiry).Round(time.Minute).Minutes())
	// Output:
	// signed in with MFA: true
	// Bearer valid for minutes: 60
}

// Consent in a web service: an administrator opens /consent/start, signs in at
// Microsoft with MFA, and comes back.
func ExampleAuthenticator_ConsentHandler() {
	srv, grant, credential := mock()
	defer func() { _ = srv.Close() }()

	mux := http.NewServeMux()
	site := httptest.NewServer(mux) // your service
	defer site.Close()

	a, err := auth.New(grant, credential, auth.NewMemoryStore(),
		auth.WithSignInURL(site.URL+"/consent/start"), auth.WithLoginHint(srv.Credentials().Username))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = a.Close() }()
	handler, err := a.ConsentHandler(site.URL+"/consent/callback", func(w http.ResponseWriter, _ *http.Request, c auth.Consent) {
		_, _ = fmt.Fprintln(w, "Thank you,", c.Name)
		fmt.Println("stored the grant of", c.Name, "with MFA:", c.MFA)
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	mux.Handle("/consent/", handler) // behind your own access control

	// The administrator's browser.
	jar, _ := cookiejar.New(nil)
	browser := &http.Client{Jar: jar}
	start, _ := http.NewRequestWithContext(context.Background(), http.MethodGet, site.URL+"/consent/start", nil)
	resp, err := browser.Do(start)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = resp.Body.Close() }()
	fmt.Println(resp.Status)
	// Output:
	// stored the grant of Billing Service with MFA: true
	// 200 OK
}

// Several services share one grant through a SQL database: one of them
// refreshes, the others use what it got.
func Example_sharedSQLStore() {
	srv, grant, credential := mock()
	defer func() { _ = srv.Close() }()
	dir, err := os.MkdirTemp("", "tokens")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	ctx := context.Background()

	var tokens []string
	for service := range 2 {
		store, err := sqlstore.OpenSQLite(ctx, filepath.Join(dir, "tokens.db")) // or OpenPostgres
		if err != nil {
			fmt.Println(err)
			return
		}
		defer func() { _ = store.Close() }()
		a, err := auth.New(grant, credential, store, auth.WithEvents(func(_ context.Context, e auth.Event) {
			switch e.(type) {
			case auth.RefreshedEvent:
				fmt.Println("service", service, "fetched a token")
			case auth.SharedEvent:
				fmt.Println("service", service, "uses the token of another")
			}
		}))
		if err != nil {
			fmt.Println(err)
			return
		}
		defer func() { _ = a.Close() }()
		// Each may import the token that it was given: the first one counts.
		if _, err := a.Import(ctx, auth.Secret(srv.Credentials().RefreshToken)); err != nil {
			fmt.Println(err)
			return
		}
		token, err := a.Source(auth.Graph).Token(ctx)
		if err != nil {
			fmt.Println(err)
			return
		}
		tokens = append(tokens, token.AccessToken)
	}
	fmt.Println("the same token:", tokens[0] == tokens[1])
	// Output:
	// service 0 fetched a token
	// service 1 uses the token of another
	// the same token: true
}

// A refresher renews every grant each night and reports what a person must do.
func ExampleRefresher() {
	srv, grant, credential := mock()
	defer func() { _ = srv.Close() }()
	ctx := context.Background()

	a, err := auth.New(grant, credential, auth.NewMemoryStore(), auth.WithEvents(func(_ context.Context, e auth.Event) {
		switch e := e.(type) {
		case auth.RotatedEvent:
			fmt.Println("renewed for days:", time.Until(e.Ends).Round(time.Hour).Hours()/24)
		case auth.PermissionsLostEvent:
			fmt.Println("permissions lost:", e.Check)
		case auth.ReauthRequiredEvent:
			fmt.Println("a person must sign in:", e.Err.Cause)
		}
	}))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = a.Close() }()
	if _, err := a.Import(ctx, auth.Secret(srv.Credentials().RefreshToken)); err != nil {
		fmt.Println(err)
		return
	}

	refresher, err := auth.NewRefresher(auth.Only(a), auth.NightlyAt(3*time.Hour, time.UTC), auth.SpreadOver(0))
	if err != nil {
		fmt.Println(err)
		return
	}
	// In a service: go refresher.Run(ctx). Here one night at once, which finds a
	// grant that the import renewed, and leaves it; then a refresh by hand.
	_ = refresher.Night(ctx)
	_ = a.Refresh(ctx)
	srv.RevokeSessions() // somebody resets the password
	fmt.Println(errors.Is(a.Refresh(ctx), auth.ErrReauthRequired))
	// Output:
	// renewed for days: 90
	// a person must sign in: The grant was revoked: sessions were revoked or an administrator reset the password.
	// true
}

// A file store that holds ciphertext only, and the change of its key.
func ExampleEncrypted() {
	srv, grant, credential := mock()
	defer func() { _ = srv.Close() }()
	dir, err := os.MkdirTemp("", "tokens")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	ctx := context.Background()
	newKey := func(id string) auth.EncryptionKey {
		key := make([]byte, 32)
		_, _ = rand.Read(key) // keep it in a key vault
		return auth.EncryptionKey{ID: id, Key: key}
	}

	files, err := auth.OpenFileStore(filepath.Join(dir, "tokens"))
	if err != nil {
		fmt.Println(err)
		return
	}
	april := newKey("2026-04")
	ring, err := auth.NewKeyring(april)
	if err != nil {
		fmt.Println(err)
		return
	}
	store, err := auth.Encrypted(files, ring)
	if err != nil {
		fmt.Println(err)
		return
	}
	a, err := auth.New(grant, credential, store)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = a.Close() }()
	if _, err := a.Import(ctx, auth.Secret(srv.Credentials().RefreshToken)); err != nil {
		fmt.Println(err)
		return
	}

	// Half a year later: the new key encrypts, the old one still decrypts.
	ring, err = auth.NewKeyring(newKey("2026-10"), april)
	if err != nil {
		fmt.Println(err)
		return
	}
	store, err = auth.Encrypted(files, ring)
	if err != nil {
		fmt.Println(err)
		return
	}
	n, err := store.Rotate(ctx)
	fmt.Println("records encrypted anew:", n, err)
	n, err = store.Rotate(ctx)
	fmt.Println("records encrypted anew:", n, err)
	// Output:
	// records encrypted anew: 2 <nil>
	// records encrypted anew: 0 <nil>
}
