package cloudmore

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/oauth2"

	"github.com/tenantlink/tenantlink/internal/rest"
	"github.com/tenantlink/tenantlink/internal/secret"
	"github.com/tenantlink/tenantlink/internal/tokencache"
)

// Secret is a password or another credential: it prints, logs and encodes as
// "[redacted]", and Reveal gives the value.
type Secret = secret.Secret

// DefaultClientID is the client id that Cloudmore documents for everybody.
const DefaultClientID = "ro.customer.client"

// AuthStyle says how the client secret is sent.
type AuthStyle string

// The ways to send the client secret.
const (
	// AuthBasic sends it as HTTP Basic, as documented.
	AuthBasic AuthStyle = ""
	// AuthForm sends it in the form, as Cloudmore's own samples do.
	AuthForm AuthStyle = "form"
)

// Credentials sign in an API user of Cloudmore: an administrator with the role
// Global Admin and the tick "allow REST API access".
type Credentials struct {
	// ClientID is DefaultClientID unless set.
	ClientID string
	// ClientSecret is handed out by Cloudmore's support.
	ClientSecret Secret
	// Username of the API user.
	Username string
	// Password of the API user.
	Password Secret
	// Style says how the client secret is sent.
	Style AuthStyle
}

// PasswordSource gets access tokens with the password grant, the only one that
// Cloudmore documents. A token lives 24 hours and is used until shortly before.
// It is safe for concurrent use.
type PasswordSource struct {
	cache       *tokencache.Cache
	rest        *rest.Client
	credentials Credentials
}

var signIn = define[none, tokenAnswer]("cloudmore.token", http.MethodPost, "/connect/token", readOnly)

// defaultLife is the documented life of a token, for an answer without one.
const defaultLife = 24 * time.Hour

// tokenAnswer is the answer of the token endpoint.
type tokenAnswer struct {
	AccessToken Secret `json:"access_token"`
	ExpiresIn   int64  `json:"expires_in"`
	TokenType   string `json:"token_type"`
}

// NewPasswordSource builds a token source. It does no I/O. The options are those
// of New; give the same base URL.
func NewPasswordSource(credentials Credentials, opts ...Option) (*PasswordSource, error) {
	if credentials.ClientID == "" {
		credentials.ClientID = DefaultClientID
	}
	switch {
	case credentials.ClientSecret == "":
		return nil, errors.New("cloudmore: the client secret is empty")
	case credentials.Username == "" || credentials.Password == "":
		return nil, errors.New("cloudmore: the user name or the password is empty")
	case credentials.Style != AuthBasic && credentials.Style != AuthForm:
		return nil, fmt.Errorf("cloudmore: the style %q is neither AuthBasic nor AuthForm", credentials.Style)
	}
	transport, err := rest.New(rest.Config{Name: "cloudmore", BaseURL: DefaultBaseURL, ParseFault: parseFault}, opts...)
	if err != nil {
		return nil, fmt.Errorf("cloudmore: %w", err)
	}
	s := &PasswordSource{rest: transport, credentials: credentials}
	s.cache = tokencache.New(s.fetch)
	return s, nil
}

// Token returns a valid token, asking for a new one when needed. Wrong
// credentials are an *Error with code invalid_grant or invalid_client.
func (s *PasswordSource) Token(ctx context.Context) (*oauth2.Token, error) { return s.cache.Token(ctx) }

// Invalidate tells the source that the server refused a token.
func (s *PasswordSource) Invalidate(rejected *oauth2.Token) { s.cache.Invalidate(rejected) }

// String names the user and nothing else.
func (s *PasswordSource) String() string { return "Cloudmore user " + s.credentials.Username }

func (s *PasswordSource) fetch(ctx context.Context, _ *oauth2.Token) (*oauth2.Token, error) {
	form := url.Values{
		"grant_type": {"password"}, "scope": {"api"},
		"username": {s.credentials.Username}, "password": {s.credentials.Password.Reveal()},
	}
	header := http.Header{}
	if s.credentials.Style == AuthForm {
		form.Set("client_id", s.credentials.ClientID)
		form.Set("client_secret", s.credentials.ClientSecret.Reveal())
	} else {
		// RFC 6749 2.3.1: both are form-encoded before the base64.
		pair := url.QueryEscape(s.credentials.ClientID) + ":" + url.QueryEscape(s.credentials.ClientSecret.Reveal())
		header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(pair)))
	}
	var answer tokenAnswer
	_, failure := s.rest.Do(ctx, rest.Call{
		Op: signIn.transport(), Header: header, Body: []byte(form.Encode()),
		ContentType: "application/x-www-form-urlencoded", Out: &answer, Sign: true,
	})
	if failure != nil {
		return nil, asError(failure)
	}
	if answer.AccessToken == "" {
		return nil, &Error{Op: signIn.ID, Method: signIn.Method, Target: signIn.Path, Status: http.StatusOK, Outcome: OutcomeDone,
			Err: errors.New("the answer holds no access_token")}
	}
	life := defaultLife
	if answer.ExpiresIn > 0 {
		life = time.Duration(answer.ExpiresIn) * time.Second
	}
	return &oauth2.Token{AccessToken: answer.AccessToken.Reveal(), TokenType: "Bearer", Expiry: time.Now().Add(life)}, nil
}
