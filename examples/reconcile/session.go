package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/cloudmore"
	"github.com/tenantlink/tenantlink/examples/internal/broker"
	"github.com/tenantlink/tenantlink/examples/internal/cli"
	"github.com/tenantlink/tenantlink/internal/secret"
	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/adapter"
	"github.com/tenantlink/tenantlink/partnercenter"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
	"github.com/tenantlink/tenantlink/partnercenter/graph"
)

// session is one command under way.
type session struct {
	settings *settings
	env      environment
	progress *cli.Progress
	auth     *auth.Authenticator // set by connect
	kept     records             // set by openRecords
	lease    time.Duration       // of records in a database; 0 is the default
}

func (s *session) say(format string, args ...any) {
	s.progress.Done()
	fmt.Fprintf(s.env.stdout, format, args...)
}

func (s *session) linkingProgress(p linking.Progress) { s.progress.Step(p.Stage, p.Done, p.Total) }

func (s *session) billingProgress(p billing.Progress) {
	s.progress.Step("lines", int(p.Lines), 0)
}

// mode changes how connect connects.
type mode int

const (
	readOnly mode = iota // clients refuse every write before any I/O
	appOnly              // the application's own tokens, no user
	paced                // Cloudmore is asked no faster than -rate
)

// connect builds the clients from the settings. It asks for no token yet,
// except to bring a refresh token from the environment into the store.
func (s *session) connect(ctx context.Context, modes ...mode) (*broker.Broker, error) {
	if err := s.settings.check(); err != nil {
		return nil, err
	}
	client, err := s.httpClient()
	if err != nil {
		return nil, err
	}
	ro, app := slices.Contains(modes, readOnly), slices.Contains(modes, appOnly)
	if err := s.signIn(ctx, client, app); err != nil {
		return nil, err
	}
	var source []auth.SourceOption
	if app {
		source = append(source, auth.AppOnly())
	}
	b := &broker.Broker{
		Partner: uuid.MustParse(s.settings.partnerTenant), Reseller: s.settings.reseller,
		PartnerEnvironment: linking.Environment(s.settings.partnerEnvironment), PlatformEnvironment: linking.Environment(s.settings.cloudmoreEnvironment),
	}
	var pcOpts, graphOpts, cmOpts = base(client, s.settings.partnerCenterURL, ro), base(client, s.settings.graphURL, ro), base(client, s.settings.cloudmoreURL, ro)
	if b.PartnerCenter, err = partnercenter.New(s.auth.Source(auth.PartnerCenter, source...), pcOpts...); err != nil {
		return nil, err
	}
	if b.Graph, err = graph.New(s.auth.Source(auth.Graph, source...), graphOpts...); err != nil {
		return nil, err
	}
	if s.settings.rate > 0 && slices.Contains(modes, paced) {
		pacer, err := adapter.NewPacer(s.settings.rate, time.Minute)
		if err != nil {
			return nil, err
		}
		cmOpts = append(cmOpts, cloudmore.WithMiddleware(pacer.Middleware()))
	}
	tokens, err := cloudmore.NewPasswordSource(cloudmore.Credentials{
		ClientID: s.settings.cloudmoreClientID, ClientSecret: secret.Secret(s.settings.secret(envCloudmoreClientSecret)),
		Username: s.settings.cloudmoreUsername, Password: secret.Secret(s.settings.secret(envCloudmorePassword)),
	}, base(client, s.settings.cloudmoreURL, false)...)
	if err != nil {
		return nil, err
	}
	if b.Cloudmore, err = cloudmore.New(tokens, cloudmore.Account{ResellerID: s.settings.reseller}, cmOpts...); err != nil {
		return nil, err
	}
	b.Domains, err = adapter.NewDomains(adapter.WithGraph(b.Graph), adapter.WithAuthority(s.settings.authority), adapter.WithDiscoveryHTTPClient(client), adapter.WithRate(float64(s.settings.lookups)))
	return b, err
}

// base are the options of every client: the three packages share their type.
func base(client *http.Client, url string, ro bool) []partnercenter.Option {
	opts := []partnercenter.Option{
		partnercenter.WithBaseURL(url), partnercenter.WithHTTPClient(client), partnercenter.WithApplication("tenantlink-reconcile"),
	}
	if ro {
		opts = append(opts, partnercenter.WithReadOnly())
	}
	return opts
}

// signIn prepares the sources of tokens.
func (s *session) signIn(ctx context.Context, client *http.Client, app bool) error {
	var store auth.TokenStore = auth.NewMemoryStore()
	if s.settings.store != "" {
		files, err := auth.OpenFileStore(s.settings.store)
		if err != nil {
			return err
		}
		store = files
	}
	grant := auth.Grant{Cloud: auth.Cloud{Authority: s.settings.authority, PartnerCenterAPI: s.settings.partnerCenterURL}, Tenant: s.settings.partnerTenant, ClientID: s.settings.clientID}
	var err error
	s.auth, err = auth.New(grant, auth.ClientSecret(secret.Secret(s.settings.secret(envClientSecret))), store, auth.WithHTTPClient(client))
	if err != nil || app {
		return err
	}
	return s.importToken(ctx)
}

// importToken brings the refresh token of the environment into the store,
// unless the store holds one already: that one is newer.
func (s *session) importToken(ctx context.Context) error {
	_, _, err := s.auth.Stored(ctx)
	if !errors.Is(err, auth.ErrNotFound) {
		return err
	}
	token := s.settings.secret(envRefreshToken)
	if token == "" {
		return fmt.Errorf("there is no refresh token: sign in with examples/consent -store %q, or set %s", s.settings.store, envRefreshToken)
	}
	_, err = s.auth.Import(ctx, secret.Secret(token))
	return err
}

// httpClient trusts the authority of -ca besides the system's.
func (s *session) httpClient() (*http.Client, error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 32
	if s.settings.ca != "" {
		pem, err := os.ReadFile(s.settings.ca)
		if err != nil {
			return nil, fmt.Errorf("-ca: %w", err)
		}
		pool, err := x509.SystemCertPool()
		if err != nil {
			pool = x509.NewCertPool()
		}
		if !pool.AppendCertsFromPEM(pem) {
			return nil, errors.New("-ca: the file holds no certificate in PEM form")
		}
		transport.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	}
	return &http.Client{Transport: transport}, nil
}

// linker honours what people decided.
func (s *session) linker(ctx context.Context, b *broker.Broker, opts ...linking.Option) (*linking.Linker, error) {
	kept, err := s.openRecords(ctx)
	if err != nil {
		return nil, err
	}
	return b.Linker(append(opts, linking.WithIgnoreStore(kept), linking.WithDecisionStore(kept), linking.WithProgress(s.linkingProgress))...)
}

func (s *session) discover(ctx context.Context, b *broker.Broker, opts ...linking.Option) (*linking.Snapshot, *linking.Linker, error) {
	linker, err := s.linker(ctx, b, opts...)
	if err != nil {
		return nil, nil, err
	}
	snapshot, err := linker.Discover(ctx)
	s.progress.Done()
	return snapshot, linker, err
}
