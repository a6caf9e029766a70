// Package signin is the flags that the sign-in examples share: which grant, and
// where it is stored.
package signin

import (
	"context"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/tenantlink/tenantlink/partnercenter/auth"
	"github.com/tenantlink/tenantlink/partnercenter/auth/sqlstore"
)

// Flags name a grant and its store. Secrets come from environment variables,
// whose names are flags: a command line is visible to others.
type Flags struct {
	// The fields are the flags that Register declares, which see.
	Store     string
	Authority string
	Tenant    string
	ClientID  string
	Account   string
	SecretEnv string
	KeyEnv    string
}

// Register declares the flags.
func (f *Flags) Register(set *flag.FlagSet) {
	set.StringVar(&f.Store, "store", "", "where the grant is stored: file:DIR, sqlite:FILE or postgres:URL (required)")
	set.StringVar(&f.Authority, "authority", auth.Global().Authority, "address of the sign-in service; http only on loopback")
	set.StringVar(&f.Tenant, "tenant", "", "the partner's own tenant id (required)")
	set.StringVar(&f.ClientID, "client-id", "", "the application's id (required)")
	set.StringVar(&f.Account, "account", "", "a label that tells several sign-ins apart")
	set.StringVar(&f.SecretEnv, "client-secret-env", "", "environment variable with the client secret; none for a public client")
	set.StringVar(&f.KeyEnv, "store-key-env", "", "environment variable with 32 bytes in base64 that encrypt the store; none leaves it plain")
}

// Open opens the store and the grant. Close both with the function.
func (f *Flags) Open(ctx context.Context, getenv func(string) string, opts ...auth.Option) (*auth.Authenticator, func() error, error) {
	switch "" {
	case f.Store:
		return nil, nil, errors.New("-store is missing; see -help")
	case f.Tenant:
		return nil, nil, errors.New("-tenant is missing; see -help")
	case f.ClientID:
		return nil, nil, errors.New("-client-id is missing; see -help")
	}
	credential, err := f.credential(getenv)
	if err != nil {
		return nil, nil, err
	}
	store, closeStore, err := f.openStore(ctx, getenv)
	if err != nil {
		return nil, nil, err
	}
	cloud := auth.Global()
	cloud.Authority = f.Authority
	a, err := auth.New(auth.Grant{Cloud: cloud, Tenant: f.Tenant, ClientID: f.ClientID, Account: f.Account}, credential, store, opts...)
	if err != nil {
		return nil, nil, errors.Join(err, closeStore())
	}
	return a, func() error { return errors.Join(a.Close(), closeStore()) }, nil
}

func (f *Flags) credential(getenv func(string) string) (auth.Credential, error) {
	if f.SecretEnv == "" {
		return auth.PublicClient(), nil
	}
	secret := getenv(f.SecretEnv)
	if secret == "" {
		return auth.Credential{}, fmt.Errorf("-client-secret-env names %s, which is empty", f.SecretEnv)
	}
	return auth.ClientSecret(auth.Secret(secret)), nil
}

func (f *Flags) openStore(ctx context.Context, getenv func(string) string) (auth.TokenStore, func() error, error) {
	store, err := f.openPlain(ctx)
	if err != nil {
		return nil, nil, err
	}
	closeStore := func() error {
		if c, ok := store.(io.Closer); ok {
			return c.Close()
		}
		return nil
	}
	if f.KeyEnv == "" {
		return store, closeStore, nil
	}
	sealed, err := encrypt(store, f.KeyEnv, getenv(f.KeyEnv))
	if err != nil {
		return nil, nil, errors.Join(err, closeStore())
	}
	return sealed, closeStore, nil
}

func (f *Flags) openPlain(ctx context.Context) (auth.TokenStore, error) {
	kind, where, _ := strings.Cut(f.Store, ":")
	if where == "" {
		return nil, fmt.Errorf("-store %q: use file:DIR, sqlite:FILE or postgres:URL", f.Store)
	}
	switch kind {
	case "file":
		return auth.OpenFileStore(where)
	case "sqlite":
		return sqlstore.OpenSQLite(ctx, where)
	case "postgres", "postgresql":
		if strings.HasPrefix(where, "//") {
			where = f.Store // the whole is a URL
		}
		return sqlstore.OpenPostgres(ctx, where)
	}
	return nil, fmt.Errorf("-store %q: %s is not file, sqlite or postgres", f.Store, kind)
}

func encrypt(store auth.TokenStore, name, text string) (auth.TokenStore, error) {
	key, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(key) != 32 {
		return nil, fmt.Errorf("%s does not hold 32 bytes in base64; make some with: openssl rand -base64 32", name)
	}
	ring, err := auth.NewKeyring(auth.EncryptionKey{ID: name, Key: key})
	if err != nil {
		return nil, err
	}
	return auth.Encrypted(store, ring)
}
