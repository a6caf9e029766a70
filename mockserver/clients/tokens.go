package clients

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/tenantlink/tenantlink/internal/tokencache"
	"github.com/tenantlink/tenantlink/mockserver"
)

// The audiences of access tokens.
const (
	AudiencePartnerCenter = "https://api.partnercenter.microsoft.com"
	AudienceGraph         = "https://graph.microsoft.com"
)

const loginURL = "https://login.microsoftonline.com"

// Tokens is a token source that signs in at a mock server.
type Tokens struct{ *tokencache.Cache }

// AppOnly signs the mock's application in, without a user.
func AppOnly(srv *mockserver.Server, audience string) Tokens {
	s := signIn{srv: srv, http: srv.Client()}
	return Tokens{tokencache.New(func(ctx context.Context, _ *oauth2.Token) (*oauth2.Token, error) {
		return s.token(ctx, url.Values{"grant_type": {"client_credentials"}, "scope": {audience + "/.default"}})
	})}
}

// User signs the MFA user of the mock's credentials in. It uses an authorization
// code of its own and leaves the refresh token of the credentials alone.
func User(srv *mockserver.Server, audience string) Tokens {
	return UserNamed(srv, audience, srv.Credentials().Username)
}

// UserNamed signs another of the mock's users in, such as the one without MFA.
func UserNamed(srv *mockserver.Server, audience, username string) Tokens {
	s := signIn{srv: srv, http: srv.Client()}
	return Tokens{tokencache.New(func(ctx context.Context, _ *oauth2.Token) (*oauth2.Token, error) {
		code, err := s.code(ctx, audience, username)
		if err != nil {
			return nil, err
		}
		return s.token(ctx, url.Values{
			"grant_type": {"authorization_code"}, "code": {code},
			"redirect_uri": {srv.Credentials().RedirectURI}, "scope": {audience + "/.default"},
		})
	})}
}

// signIn talks to the mock's Entra.
type signIn struct {
	srv  *mockserver.Server
	http *http.Client
}

func (s signIn) endpoint(name string) string {
	return baseURL(s.srv, loginURL) + "/" + s.srv.Credentials().PartnerTenantID + "/oauth2/v2.0/" + name
}

// code gets an authorization code; the mock redirects at once.
func (s signIn) code(ctx context.Context, audience, username string) (string, error) {
	query := url.Values{
		"client_id": {s.srv.Credentials().ClientID}, "response_type": {"code"},
		"redirect_uri": {s.srv.Credentials().RedirectURI}, "scope": {audience + "/.default"}, "login_hint": {username},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.endpoint("authorize")+"?"+query.Encode(), nil)
	if err != nil {
		return "", err
	}
	resp, err := s.http.Transport.RoundTrip(req) // the redirect leads out of the mock
	if err != nil {
		return "", err
	}
	defer func() { _ = resp.Body.Close() }()
	location, err := resp.Location()
	if err != nil {
		return "", fmt.Errorf("sign in %s at the mock: %s without redirect", username, resp.Status)
	}
	code := location.Query().Get("code")
	if code == "" {
		return "", fmt.Errorf("sign in %s at the mock: %s", username, location.Query().Get("error_description"))
	}
	return code, nil
}

func (s signIn) token(ctx context.Context, form url.Values) (*oauth2.Token, error) {
	form.Set("client_id", s.srv.Credentials().ClientID)
	form.Set("client_secret", s.srv.Credentials().ClientSecret)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.endpoint("token"), strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := s.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return nil, err
	}
	var answer struct {
		AccessToken string `json:"access_token"`
		ExpiresIn   int64  `json:"expires_in"`
		Description string `json:"error_description"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, fmt.Errorf("token endpoint of the mock: %s: %w", resp.Status, err)
	}
	if answer.AccessToken == "" {
		return nil, errors.New("token endpoint of the mock: " + answer.Description)
	}
	return &oauth2.Token{
		AccessToken: answer.AccessToken, TokenType: "Bearer",
		Expiry: time.Now().Add(time.Duration(answer.ExpiresIn) * time.Second),
	}, nil
}
