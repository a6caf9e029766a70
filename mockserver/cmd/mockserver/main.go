// Command mockserver runs the mock of Entra ID, Partner Center, Microsoft Graph
// and Cloudmore as a program. Its first line on standard output is one JSON
// object with the addresses and dummy credentials; SIGINT or SIGTERM ends it.
//
//	mockserver [flags]      serve
//	mockserver env URL      print the exports that a shell needs to reach a running mock
//	mockserver routes       print what is emulated: operation, method, path, claim
//
// In a shell:
//
//	mockserver -listen 127.0.0.1:8080 -ca-out ca.pem &
//	eval "$(mockserver env http://127.0.0.1:8080)"
//
// The file of -config is a JSON object with the flags' names as keys; a flag that
// may be given several times takes a list. Flags beside it win, and a key that is
// no flag is refused:
//
//	{
//	  "listen": "127.0.0.1:8080",
//	  "tls-listen": "127.0.0.1:8443",
//	  "ca-out": "ca.pem",
//	  "customers": 500,
//	  "seed": 7,
//	  "profile": "indirect",
//	  "strict-rotation": true,
//	  "access-life": "5m",
//	  "throttle": ["customers.*=500/1m", "invoices.*=60/1m"],
//	  "state": "state.json"
//	}
package main

import (
	"context"
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
