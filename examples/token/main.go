// Token prints one line for each access token it gets: when it ends, for which
// audience, and whether this process fetched it or used another's. It never
// prints the token. Start it several times on one store to see one process
// fetch and the others share.
//
//	go run ./examples/token -store file:DIR -tenant T -client-id ID -client-secret-env SECRET
//
// A grant must be stored: by examples/consent, or by -import-env from a refresh
// token that you hold already.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/oauth2"

	"github.com/tenantlink/tenantlink/examples/internal/cli"
	"github.com/tenantlink/tenantlink/examples/internal/signin"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

func main() {
	cli.Main(func(ctx context.Context, args []string, stdout, stderr io.Writer) error {
		return run(ctx, args, os.Getenv, stdout, stderr)
	})
}

type settings struct {
	signin.Flags
	importEnv string
	audience  string
	inTenant  string
	appOnly   bool
	repeat    int
	every     time.Duration
}

func parse(args []string, stderr io.Writer) (settings, error) {
	var s settings
	set := flag.NewFlagSet("token", flag.ContinueOnError)
	set.SetOutput(stderr)
	s.Register(set)
	set.StringVar(&s.importEnv, "import-env", "", "environment variable with a refresh token to store first")
	set.StringVar(&s.audience, "audience", auth.PartnerCenter, "API that the token is for")
	set.StringVar(&s.inTenant, "in-tenant", "", "customer tenant that the token is for; the partner's own unless set")
	set.BoolVar(&s.appOnly, "app-only", false, "get tokens of the application, without a user")
	set.IntVar(&s.repeat, "repeat", 1, "how many tokens to get")
	set.DurationVar(&s.every, "every", time.Minute, "pause between them")
	if err := set.Parse(args); err != nil {
		return s, err
	}
	if set.NArg() > 0 {
		return s, fmt.Errorf("%q is not a flag; see -help", set.Arg(0))
	}
	if s.repeat < 1 || s.every < 0 {
		return s, errors.New("-repeat is at least 1, and -every is not negative")
	}
	return s, nil
}

func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) error {
	s, err := parse(args, stderr)
	if err != nil {
		return err
	}
	var own ownTokens
	hook := func(_ context.Context, e auth.Event) {
		switch e := e.(type) {
		case auth.RefreshedEvent:
			own.last.Store(e.Expiry.UnixNano())
		case auth.SignedInEvent: // an import brings a token for Partner Center
			own.imported.Store(s.audience == auth.PartnerCenter && s.inTenant == "" && !s.appOnly)
		}
	}
	a, closeAll, err := s.Open(ctx, getenv, auth.WithEvents(hook))
	if err != nil {
		return err
	}
	defer func() {
		if err := closeAll(); err != nil {
			_, _ = fmt.Fprintln(stderr, "close:", err)
		}
	}()
	if err := s.importToken(ctx, a, getenv, stdout); err != nil {
		return err
	}
	return s.print(ctx, a, &own, stdout)
}

func (s settings) importToken(ctx context.Context, a *auth.Authenticator, getenv func(string) string, stdout io.Writer) error {
	if s.importEnv == "" {
		return nil
	}
	token := getenv(s.importEnv)
	if token == "" {
		return fmt.Errorf("-import-env names %s, which is empty", s.importEnv)
	}
	consent, err := a.Import(ctx, auth.Secret(token))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "imported the grant of %s in tenant %s, MFA %v\n", consent.User, consent.Tenant, consent.MFA)
	return err
}

// print gets the tokens.
func (s settings) print(ctx context.Context, a *auth.Authenticator, own *ownTokens, stdout io.Writer) error {
	var opts []auth.SourceOption
	if s.inTenant != "" {
		opts = append(opts, auth.InTenant(s.inTenant))
	}
	if s.appOnly {
		opts = append(opts, auth.AppOnly())
	}
	source := a.Source(s.audience, opts...)
	last := ""
	for n := range s.repeat {
		if n > 0 {
			select {
			case <-time.After(s.every):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		tok, err := source.Token(ctx)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(stdout, "pid %d  expires %s  audience %s  %s\n", os.Getpid(), tok.Expiry.Format(time.RFC3339), s.audience, own.origin(tok, last))
		if err != nil {
			return err
		}
		last = tok.AccessToken
	}
	return nil
}

// ownTokens are the tokens that this process fetched itself.
type ownTokens struct {
	last     atomic.Int64 // when the last one ends, in nanoseconds since 1970
	imported atomic.Bool
}

// origin says where a token came from, given the one before.
func (o *ownTokens) origin(tok *oauth2.Token, before string) string {
	switch {
	case tok.AccessToken == before:
		return "cached"
	case tok.Expiry.UnixNano() == o.last.Load(), before == "" && o.imported.Load():
		return "fetched by this process"
	default:
		return "fetched by another"
	}
}
