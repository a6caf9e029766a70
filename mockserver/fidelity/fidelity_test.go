package fidelity_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/confidential"
	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/tenantlink/tenantlink/mockserver"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

const (
	pcScope  = "https://api.partnercenter.microsoft.com/.default"
	redirect = "http://localhost:49152/callback"
)

// A door is one way of reaching the mock: under an address of its own, or under
// the services' real host names by a remapped dial.
type door struct {
	srv       *mockserver.Server
	creds     mockserver.Credentials
	http      *http.Client
	authority string
}

// eachDoor runs a test through both doors, with each rotation mode.
func eachDoor(t *testing.T, test func(*testing.T, door)) {
	for _, rotation := range []mockserver.Rotation{mockserver.RotationEntra, mockserver.RotationStrict} {
		for _, real := range []bool{false, true} {
			name := string(rotation) + "/custom authority"
			if real {
				name = string(rotation) + "/real host name"
			}
			t.Run(name, func(t *testing.T) {
				srv := mockserver.New(t, mockserver.WithTenants(2), mockserver.WithRotation(rotation))
				pool := x509.NewCertPool()
				pool.AppendCertsFromPEM(srv.CA())
				// Also with an authority of its own MSAL asks the real host for the
				// instance, unless told not to, so that host leads here in any case.
				tr := &http.Transport{DialContext: srv.DialContext, TLSClientConfig: &tls.Config{RootCAs: pool}}
				d := door{srv: srv, creds: srv.Credentials(), authority: srv.TLSURL()}
				if real {
					d.authority = "https://login.microsoftonline.com"
				}
				t.Cleanup(tr.CloseIdleConnections)
				d.http = &http.Client{Transport: tr, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
				test(t, d)
			})
		}
	}
}

func (d door) tenantURL() string { return d.authority + "/" + d.creds.PartnerTenantID }

// signIn follows an authorization URL as a browser with a session would.
func (d door) signIn(t *testing.T, authorize string) url.Values {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, authorize+"&login_hint="+url.QueryEscape(d.creds.Username), nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := d.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	u, err := url.Parse(resp.Header.Get("Location"))
	if err != nil || resp.StatusCode != http.StatusFound {
		t.Fatalf("authorize answered %d %v", resp.StatusCode, err)
	}
	return u.Query()
}

func (d door) msal(t *testing.T, opts ...confidential.Option) confidential.Client {
	t.Helper()
	cred, err := confidential.NewCredFromSecret(d.creds.ClientSecret)
	if err != nil {
		t.Fatal(err)
	}
	client, err := confidential.New(d.tenantURL(), d.creds.ClientID, cred, append([]confidential.Option{confidential.WithHTTPClient(d.http)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func TestMSALClientCredentials(t *testing.T) {
	eachDoor(t, func(t *testing.T, d door) {
		for _, discovery := range []bool{true, false} {
			client := d.msal(t, confidential.WithInstanceDiscovery(discovery))
			res, err := client.AcquireTokenByCredential(t.Context(), []string{pcScope})
			if err != nil {
				t.Fatalf("instance discovery %v: %v", discovery, err)
			}
			d.call(t, "/v1/customers", res.AccessToken)
		}
	})
}

func TestMSALCodeSilentAndRefresh(t *testing.T) {
	eachDoor(t, func(t *testing.T, d door) {
		client := d.msal(t)
		scopes := []string{pcScope}
		authorize, err := client.AuthCodeURL(t.Context(), d.creds.ClientID, redirect, scopes)
		if err != nil {
			t.Fatal(err)
		}
		res, err := client.AcquireTokenByAuthCode(t.Context(), d.signIn(t, authorize).Get("code"), redirect, scopes)
		if err != nil {
			t.Fatal(err)
		}
		if res.Account.PreferredUsername != d.creds.Username {
			t.Errorf("account is %+v", res.Account)
		}
		silent, err := client.AcquireTokenSilent(t.Context(), scopes, confidential.WithSilentAccount(res.Account))
		if err != nil || silent.AccessToken != res.AccessToken {
			t.Fatalf("silent from the cache: %v", err)
		}
		// Another audience needs the refresh token, over and over.
		for _, scope := range []string{"https://graph.microsoft.com/.default", "https://management.azure.com/.default"} {
			if _, err := client.AcquireTokenSilent(t.Context(), []string{scope}, confidential.WithSilentAccount(res.Account)); err != nil {
				t.Fatalf("silent for %s: %v", scope, err)
			}
		}
		d.call(t, "/v1/customers", silent.AccessToken)
	})
}

func TestMSALShowsEntraErrors(t *testing.T) {
	eachDoor(t, func(t *testing.T, d door) {
		if err := d.srv.Fail("entra.token", mockserver.Fault{Code: "7000222"}); err != nil {
			t.Fatal(err)
		}
		_, err := d.msal(t).AcquireTokenByCredential(t.Context(), []string{pcScope})
		if err == nil || !strings.Contains(err.Error(), "AADSTS7000222") {
			t.Errorf("the error does not carry the code: %v", err)
		}
	})
}

func TestAzidentity(t *testing.T) {
	eachDoor(t, func(t *testing.T, d door) {
		for _, disabled := range []bool{true, false} {
			cred, err := azidentity.NewClientSecretCredential(d.creds.PartnerTenantID, d.creds.ClientID, d.creds.ClientSecret, &azidentity.ClientSecretCredentialOptions{
				ClientOptions:            azcore.ClientOptions{Transport: d.http, Cloud: cloud.Configuration{ActiveDirectoryAuthorityHost: d.authority}},
				DisableInstanceDiscovery: disabled,
			})
			if err != nil {
				t.Fatal(err)
			}
			tok, err := cred.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{pcScope}, EnableCAE: true})
			if err != nil {
				t.Fatalf("instance discovery disabled %v: %v", disabled, err)
			}
			d.call(t, "/v1/customers", tok.Token)
		}
	})
}

func TestOAuth2AndOIDC(t *testing.T) {
	eachDoor(t, func(t *testing.T, d door) {
		ctx := context.WithValue(t.Context(), oauth2.HTTPClient, d.http)
		provider, err := oidc.NewProvider(ctx, d.tenantURL()+"/v2.0")
		if err != nil {
			t.Fatal(err)
		}
		// AuthStyleAutoDetect tries HTTP Basic first.
		conf := oauth2.Config{
			ClientID: d.creds.ClientID, ClientSecret: d.creds.ClientSecret, Endpoint: provider.Endpoint(), RedirectURL: redirect,
			Scopes: []string{oidc.ScopeOpenID, oidc.ScopeOfflineAccess, pcScope},
		}
		verifier := oauth2.GenerateVerifier()
		authorize := conf.AuthCodeURL("state", oidc.Nonce("nonce"), oauth2.S256ChallengeOption(verifier))
		tok, err := conf.Exchange(ctx, d.signIn(t, authorize).Get("code"), oauth2.VerifierOption(verifier))
		if err != nil {
			t.Fatal(err)
		}
		raw, _ := tok.Extra("id_token").(string)
		id, err := provider.Verifier(&oidc.Config{ClientID: d.creds.ClientID}).Verify(ctx, raw)
		if err != nil {
			t.Fatalf("verify the id_token: %v", err)
		}
		if id.Nonce != "nonce" {
			t.Errorf("nonce is %q", id.Nonce)
		}
		refreshed, err := conf.TokenSource(ctx, &oauth2.Token{RefreshToken: tok.RefreshToken}).Token()
		if err != nil {
			t.Fatal(err)
		}
		if refreshed.RefreshToken == tok.RefreshToken {
			t.Error("the refresh token was not rotated")
		}
		app := clientcredentials.Config{ClientID: d.creds.ClientID, ClientSecret: d.creds.ClientSecret, TokenURL: provider.Endpoint().TokenURL, Scopes: []string{pcScope}}
		if _, err := app.Token(ctx); err != nil {
			t.Fatal(err)
		}
	})
}

// Reusing an old refresh token is found out in strict mode only.
func TestOAuth2RefreshReuse(t *testing.T) {
	eachDoor(t, func(t *testing.T, d door) {
		ctx := context.WithValue(t.Context(), oauth2.HTTPClient, d.http)
		conf := oauth2.Config{
			ClientID: d.creds.ClientID, ClientSecret: d.creds.ClientSecret,
			Endpoint: oauth2.Endpoint{TokenURL: d.tenantURL() + "/oauth2/v2.0/token"},
		}
		var err error
		for range 2 {
			_, err = conf.TokenSource(ctx, &oauth2.Token{RefreshToken: d.creds.RefreshToken}).Token()
		}
		strict := strings.HasPrefix(strings.SplitN(t.Name(), "/", 3)[1], "strict")
		if (err != nil) != strict {
			t.Errorf("strict is %v, the second use gave %v", strict, err)
		}
	})
}

// call uses an access token on Partner Center, through the same door.
func (d door) call(t *testing.T, path, token string) {
	t.Helper()
	base := d.srv.TLSURL()
	if d.authority != base {
		base = "https://api.partnercenter.microsoft.com"
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := d.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("GET %s answered %s", path, resp.Status)
	}
}
