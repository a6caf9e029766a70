package cloudmore

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"golang.org/x/oauth2"

	"github.com/tenantlink/tenantlink/internal/rest"
)

// DefaultBaseURL is the API's address in production. The US region has another
// one, which is not documented publicly.
const DefaultBaseURL = "https://api.cloudmore.com"

// TokenSource gives access tokens, such as a PasswordSource. A source that also
// has Invalidate(*oauth2.Token) is told when a token was refused with 401; the
// call is then tried once more with a new token.
type TokenSource interface {
	Token(ctx context.Context) (*oauth2.Token, error)
}

// Client calls the Cloudmore API for one broker. It is immutable and safe for
// concurrent use.
type Client struct {
	rest     *rest.Client
	reseller string
	seller   string
}

// Account is whose data a client works with. Cloudmore's support hands out both
// ids with the client secret.
type Account struct {
	// ResellerID is the broker: "reseller" in the API's paths.
	ResellerID string
	// SellerID is needed for seller routes only.
	SellerID string
}

// New builds a client. It does no I/O.
func New(ts TokenSource, account Account, opts ...Option) (*Client, error) {
	if account.ResellerID == "" && account.SellerID == "" {
		return nil, errors.New("cloudmore: the account names neither a reseller nor a seller")
	}
	transport, err := rest.New(rest.Config{
		Name: "cloudmore", BaseURL: DefaultBaseURL, Tokens: ts, ParseFault: parseFault,
	}, opts...)
	if err != nil {
		return nil, fmt.Errorf("cloudmore: %w", err)
	}
	return &Client{rest: transport, reseller: account.ResellerID, seller: account.SellerID}, nil
}

var healthCheck = define[none, none]("cloudmore.healthcheck", http.MethodGet, "/api/healthcheck")

// Health asks whether the API answers. It sends the token as every call does.
func (c *Client) Health(ctx context.Context, opts ...CallOption) error {
	_, err := healthCheck.call(ctx, c, Args{}, nil, opts)
	return err
}
