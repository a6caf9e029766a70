package main

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/tenantlink/tenantlink/mockserver"
)

type config struct {
	options []mockserver.Option
	caOut   string
	restore string
}

const usage = `mockserver [flags]      serve; the first line of output is a JSON object with addresses and credentials
mockserver env URL      print the exports that a shell needs to reach a running mock
mockserver routes       print what is emulated

`

// parse reads the flags and the file of -config into options of the server.
func parse(args []string, stderr io.Writer) (config, error) {
	var cfg config
	fs := flag.NewFlagSet("mockserver", flag.ContinueOnError)
	fs.SetOutput(stderr)
	with := func(o mockserver.Option) { cfg.options = append(cfg.options, o) }
	text := func(name, usage string, option func(string) mockserver.Option) {
		fs.Func(name, usage, func(v string) error { with(option(v)); return nil })
	}
	onlyIf := func(name, usage string, option func() mockserver.Option) {
		fs.BoolFunc(name, usage, func(v string) error {
			on, err := strconv.ParseBool(v)
			if on {
				with(option())
			}
			return err
		})
	}
	duration := func(name, usage string, option func(time.Duration) mockserver.Option) {
		fs.Func(name, usage, func(v string) error {
			d, err := time.ParseDuration(v)
			with(option(d))
			return err
		})
	}
	text("listen", "`address` for HTTP (default 127.0.0.1:0)", mockserver.WithListen)
	text("tls-listen", "`address` for HTTPS (default 127.0.0.1:0)", mockserver.WithTLSListen)
	text("connect-proxy", "also be an HTTP proxy at this `address` that takes the vendors' real host names here", mockserver.WithConnectProxy)
	fs.StringVar(&cfg.caOut, "ca-out", "", "write the CA certificate of the HTTPS address to this `file` (PEM)")
	onlyIf("insecure-listen", "allow addresses beyond loopback", mockserver.WithInsecureListen)

	seed := fs.Uint64("seed", 1, "the same seed gives the same broker")
	customers := fs.Int("customers", mockserver.DefaultTenants, "how many customer tenants the broker has")
	text("profile", "`kind` of broker: eu, us or indirect (default eu)", func(v string) mockserver.Option { return mockserver.WithProfile(mockserver.Profile(v)) })
	fs.Func("as-of", "`day` on which the broker's history ends, such as 2026-11-15", func(v string) error {
		day, err := time.Parse(time.DateOnly, v)
		with(mockserver.WithAsOf(day.Add(12 * time.Hour)))
		return err
	})
	text("state", "write the state to this `file` as JSON on exit and on POST /_mock/state/save", mockserver.WithStateFile)
	fs.StringVar(&cfg.restore, "restore", "", "start with the state in this `file`, which -state wrote")
	onlyIf("sandbox", "be an integration sandbox, where customers can be deleted and orders cancelled", mockserver.WithSandbox)

	onlyIf("accept-any", "accept any tenant, client, secret, user, token and code", mockserver.WithAcceptAny)
	onlyIf("strict-rotation", "take each refresh token once; a second use revokes its family", func() mockserver.Option { return mockserver.WithRotation(mockserver.RotationStrict) })
	duration("access-life", "how long access tokens live, such as `2s` (default 1h)", func(d time.Duration) mockserver.Option {
		return mockserver.WithLifetimes(mockserver.Lifetimes{Access: d})
	})
	duration("refresh-life", "how long refresh tokens live (default `2160h`)", func(d time.Duration) mockserver.Option {
		return mockserver.WithLifetimes(mockserver.Lifetimes{Refresh: d})
	})
	fs.Func("client-cert", "PEM `file` with the certificate that client assertions are signed with", func(path string) error {
		key, err := publicKey(path)
		with(mockserver.WithClientKey(key))
		return err
	})
	text("mfa", "how Partner Center refuses tokens without MFA: `no-body`, 900421 or report (default no-body)", func(v string) mockserver.Option { return mockserver.WithMFA(mockserver.MFAEnforcement(v)) })

	duration("list-lag", "a new customer appears in lists only after this `time`", mockserver.WithListLag)
	fs.Func("throttle", "`rule` such as customers.*=500/1m, once for each bucket", func(v string) error {
		t, err := throttle(v)
		with(mockserver.WithThrottle(t))
		return err
	})
	var exports mockserver.Exports
	fs.IntVar(&exports.Polls, "export-polls", 0, "how often an export answers running (default 1)")
	fs.DurationVar(&exports.RetryAfter, "export-retry-after", 0, "Retry-After of a running export (default 0s)")
	fs.BoolVar(&exports.InlineManifest, "inline-manifest", false, "put manifests into finished exports instead of links")

	file := fs.String("config", "", "read flags from this JSON `file`, such as {\"customers\": 500, \"throttle\": [\"customers.*=500/1m\"]}; flags given beside it win")
	fs.Usage = func() {
		fmt.Fprint(stderr, usage)
		fs.PrintDefaults()
	}
	if err := fs.Parse(args); err != nil {
		return cfg, err
	}
	if err := fromFile(fs, *file); err != nil {
		return cfg, err
	}
	if fs.NArg() > 0 {
		return cfg, fmt.Errorf("unexpected argument %q", fs.Arg(0))
	}
	with(mockserver.WithSeed(*seed))
	with(mockserver.WithTenants(*customers))
	with(mockserver.WithExports(exports))
	return cfg, nil
}

// throttle reads OPERATION=REQUESTS/PERIOD.
func throttle(rule string) (mockserver.Throttle, error) {
	op, rate, _ := strings.Cut(rule, "=")
	number, period, _ := strings.Cut(rate, "/")
	n, err1 := strconv.Atoi(number)
	per, err2 := time.ParseDuration(period)
	if op == "" || err1 != nil || err2 != nil {
		return mockserver.Throttle{}, errors.New("a throttle is written as customers.*=500/1m")
	}
	return mockserver.Throttle{Op: op, Requests: n, Per: per}, nil
}

// publicKey reads the RSA key of a certificate.
func publicKey(path string) (*rsa.PublicKey, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	for block, rest := pem.Decode(b); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		if key, ok := cert.PublicKey.(*rsa.PublicKey); ok {
			return key, nil
		}
	}
	return nil, fmt.Errorf("%s holds no certificate with an RSA key", path)
}

// fromFile sets the flags that were not given from a JSON object such as
// {"customers": 500, "accept-any": true}. A flag that may be given several times
// takes a list.
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
		list, many := v.([]any)
		if !many {
			list = []any{v}
		}
		for _, one := range list {
			if err := fs.Set(name, fmt.Sprint(one)); err != nil {
				return fmt.Errorf("-config %s: %s: %w", path, name, err)
			}
		}
	}
	return nil
}
