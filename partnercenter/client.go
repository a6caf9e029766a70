package partnercenter

import (
	"context"
	"fmt"

	"golang.org/x/oauth2"

	"github.com/tenantlink/tenantlink/internal/rest"
)

// DefaultBaseURL is the API's address in the global cloud and in US Government.
const DefaultBaseURL = "https://api.partnercenter.microsoft.com"

// ChinaBaseURL is the API's address in the cloud of 21Vianet.
const ChinaBaseURL = "https://partner.partnercenterapi.microsoftonline.cn"

// TokenSource gives access tokens for the audience
// https://api.partnercenter.microsoft.com. A source that also has
// Invalidate(*oauth2.Token) is told when a token was refused with 401; the call
// is then tried once more with a new token.
type TokenSource interface {
	Token(ctx context.Context) (*oauth2.Token, error)
}

// Client calls the Partner Center REST API. It is immutable and safe for
// concurrent use.
type Client struct {
	rest *rest.Client
}

// New builds a client. It does no I/O.
func New(ts TokenSource, opts ...Option) (*Client, error) {
	transport, err := rest.New(rest.Config{
		Name: "partnercenter", BaseURL: DefaultBaseURL, Tokens: ts,
		RequestIDHeader: "MS-RequestId", CorrelationIDHeader: "MS-CorrelationId",
		ApplicationHeader: "MS-PartnerCenter-Application", AnswerIDHeader: "MS-RequestId",
		ParseFault: parseFault,
	}, opts...)
	if err != nil {
		return nil, fmt.Errorf("partnercenter: %w", err)
	}
	return &Client{rest: transport}, nil
}
