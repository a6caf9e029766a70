package graph

import (
	"context"
	"fmt"

	"golang.org/x/oauth2"

	"github.com/tenantlink/tenantlink/internal/rest"
)

// DefaultBaseURL is Graph's address in the global cloud, the only one that has
// partner billing.
const DefaultBaseURL = "https://graph.microsoft.com"

// TokenSource gives access tokens for the audience https://graph.microsoft.com
// in the partner's own tenant. A source that also has Invalidate(*oauth2.Token)
// is told when a token was refused with 401; the call is then tried once more
// with a new token.
type TokenSource interface {
	Token(ctx context.Context) (*oauth2.Token, error)
}

// Client calls the parts of Microsoft Graph that a partner needs. It is
// immutable and safe for concurrent use.
type Client struct {
	rest *rest.Client
}

// New builds a client. It does no I/O.
func New(ts TokenSource, opts ...Option) (*Client, error) {
	transport, err := rest.New(rest.Config{
		Name: "graph", BaseURL: DefaultBaseURL, Tokens: ts,
		CorrelationIDHeader: "client-request-id", AnswerIDHeader: "request-id",
		ParseFault: parseFault,
	}, opts...)
	if err != nil {
		return nil, fmt.Errorf("graph: %w", err)
	}
	return &Client{rest: transport}, nil
}
