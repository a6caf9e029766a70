// Command mockserver runs the mock of Entra ID, Partner Center, Microsoft Graph
// and Cloudmore as a program. Its first line on standard output is one JSON
// object with the addresses and dummy credentials; SIGINT or SIGTERM ends it.
//
//	mockserver [flags]      serve
//	mockserver env URL      print the exports that a shell needs to reach a running mock
//	mockserver routes       print what is emulated
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/tenantlink/tenantlink/mockserver"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "mockserver:", err)
		}
		stop()
		os.Exit(2)
	}
}

// run does what the first argument asks for.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if len(args) > 0 {
		switch args[0] {
		case "env":
			return printEnv(ctx, args[1:], stdout)
		case "routes":
			return mockserver.WriteRoutes(stdout)
		}
	}
	return serve(ctx, args, stdout, stderr)
}

// serve starts the server, prints its credentials and waits for ctx.
func serve(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	cfg, err := parse(args, stderr)
	if err != nil {
		return err
	}
	srv, err := mockserver.Start(cfg.options...)
	if err != nil {
		return err
	}
	if err := restore(srv, cfg.restore); err != nil {
		return errors.Join(err, srv.Close())
	}
	srv.SetCAFile(cfg.caOut)
	if cfg.caOut != "" {
		if err := os.WriteFile(cfg.caOut, srv.CA(), 0o644); err != nil { //nolint:gosec // a CA certificate is public
			return errors.Join(fmt.Errorf("write the CA certificate: %w", err), srv.Close())
		}
	}
	fmt.Fprintln(stdout, srv.Credentials())
	<-ctx.Done()
	return srv.Close()
}

// fromFile sets the flags that were not given from a JSON object such as
// {"customers": 500, "accept-any": true}.
func fromFile(fs *flag.FlagSet, path string) error {
	if path == "" {
		return nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("-config: %w", err)
	}
	var values map[string]any
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	if err := dec.Decode(&values); err != nil {
		return fmt.Errorf("-config %s: %w", path, err)
	}
	given := map[string]bool{"config": true}
	fs.Visit(func(f *flag.Flag) { given[f.Name] = true })
	for name, v := range values {
		if given[name] {
			continue
		}
		if err := fs.Set(name, fmt.Sprint(v)); err != nil {
			return fmt.Errorf("-config %s: %s: %w", path, name, err)
		}
	}
	return nil
}

func restore(srv *mockserver.Server, path string) error {
	if path == "" {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("-restore: %w", err)
	}
	defer func() { _ = f.Close() }()
	return srv.Restore(f)
}

type config struct {
	options []mockserver.Option
	caOut   string
	restore string
}

func parse(args []string, stderr io.Writer) (config, error) {
	var cfg config
	fs := flag.NewFlagSet("mockserver", flag.ContinueOnError)
	fs.SetOutput(stderr)
	listen := fs.String("listen", "127.0.0.1:0", "`address` for HTTP")
	tlsListen := fs.String("tls-listen", "127.0.0.1:0", "`address` for HTTPS")
	proxy := fs.String("connect-proxy", "", "also be an HTTP proxy at this `address` that takes the vendors' real host names here")
	fs.StringVar(&cfg.caOut, "ca-out", "", "write the CA certificate of the HTTPS address to this `file` (PEM)")
	seed := fs.Uint64("seed", 1, "the same seed gives the same broker")
	customers := fs.Int("customers", mockserver.DefaultTenants, "how many customer tenants the broker has")
	profile := fs.String("profile", string(mockserver.ProfileEU), "kind of broker: eu, us or indirect")
	state := fs.String("state", "", "write the state to this `file` as JSON on exit and on POST /_mock/state/save")
	fs.StringVar(&cfg.restore, "restore", "", "start with the state in this `file`, which -state wrote")
	acceptAny := fs.Bool("accept-any", false, "accept any tenant, client, secret, user, token and code")
	strict := fs.Bool("strict-rotation", false, "take each refresh token once; a second use revokes its family")
	accessLife := fs.Duration("access-life", 0, "how long access tokens live, such as 2s; an hour if zero")
	insecure := fs.Bool("insecure-listen", false, "allow addresses beyond loopback")
	file := fs.String("config", "", "read flags from this JSON `file`; flags given beside it win")
	if err := fs.Parse(args); err != nil {
		return cfg, err
	}
	if err := fromFile(fs, *file); err != nil {
		return cfg, err
	}
	if fs.NArg() > 0 {
		return cfg, fmt.Errorf("unexpected argument %q", fs.Arg(0))
	}
	cfg.options = []mockserver.Option{
		mockserver.WithListen(*listen), mockserver.WithTLSListen(*tlsListen), mockserver.WithSeed(*seed), mockserver.WithTenants(*customers),
		mockserver.WithProfile(mockserver.Profile(*profile)), mockserver.WithStateFile(*state), mockserver.WithConnectProxy(*proxy),
		mockserver.WithLifetimes(mockserver.Lifetimes{Access: *accessLife}),
	}
	if *acceptAny {
		cfg.options = append(cfg.options, mockserver.WithAcceptAny())
	}
	if *strict {
		cfg.options = append(cfg.options, mockserver.WithRotation(mockserver.RotationStrict))
	}
	if *insecure {
		cfg.options = append(cfg.options, mockserver.WithInsecureListen())
	}
	return cfg, nil
}
