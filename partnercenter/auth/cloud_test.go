package auth_test

import (
	"io"
	"net/http"
	"net/url"
	"testing"

	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

// asked records the last request and answers with a token.
type asked struct {
	address string
	form    url.Values
}

func (a *asked) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	a.address = r.URL.String()
	if a.form, err = url.ParseQuery(string(body)); err != nil {
		return nil, err
	}
	return canned{200, `{"access_token":"a.b.c","expires_in":3600}`}.RoundTrip(r)
}

func TestEachCloudHasItsAuthorityAndAudience(t *testing.T) {
	custom := auth.Cloud{Authority: "https://login.example/", PartnerCenter: "https://pc.example/"}
	for name, c := range map[string]struct {
		cloud     auth.Cloud
		authority string
		scope     string
	}{
		"no cloud": {auth.Cloud{}, "https://login.microsoftonline.com", "https://api.partnercenter.microsoft.com/.default"},
		"global":   {auth.Global(), "https://login.microsoftonline.com", "https://api.partnercenter.microsoft.com/.default"},
		"US":       {auth.USGovernment(), "https://login.microsoftonline.us", "https://api.partnercenter.microsoft.com/.default"},
		"China":    {auth.China(), "https://login.partner.microsoftonline.cn", "https://partner.partnercenterapi.microsoftonline.cn/.default"},
		"custom":   {custom, "https://login.example", "https://pc.example/.default"},
	} {
		t.Run(name, func(t *testing.T) {
			var seen asked
			a, err := auth.New(auth.Grant{Cloud: c.cloud, Tenant: "contoso.example", ClientID: "client"}, auth.ClientSecret("s"),
				auth.NewMemoryStore(), auth.WithHTTPClient(&http.Client{Transport: &seen}))
			if err != nil {
				t.Fatal(err)
			}
			token(t, a.Source(a.Grant().Cloud.PartnerCenter, auth.AppOnly()))
			if want := c.authority + "/contoso.example/oauth2/v2.0/token"; seen.address != want {
				t.Errorf("the token was asked for at %s, want %s", seen.address, want)
			}
			if got := seen.form.Get("scope"); got != c.scope {
				t.Errorf("the scope was %s, want %s", got, c.scope)
			}
		})
	}
}

func TestAPublicClientSendsNoCredential(t *testing.T) {
	var seen asked
	store := auth.NewMemoryStore()
	a, err := auth.New(auth.Grant{Tenant: "contoso.example", ClientID: "client"}, auth.PublicClient(), store,
		auth.WithHTTPClient(&http.Client{Transport: &seen}))
	if err != nil {
		t.Fatal(err)
	}
	put(t, store, a.Key(), "refresh")
	token(t, a.Source(auth.Graph))
	if seen.form.Has("client_secret") || seen.form.Has("client_assertion") || seen.form.Get("refresh_token") != "refresh" {
		t.Errorf("the form was %v, want the refresh token and no credential", seen.form)
	}
}
