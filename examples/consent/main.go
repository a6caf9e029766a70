// Consent signs a person in, by browser or on another device, and stores the
// grant for examples/token and for your services.
//
//	go run ./examples/consent -store file:DIR -tenant T -client-id ID -client-secret-env SECRET
//
// The person must be the service account, sign in with MFA, and hold the roles
// that the partner's work needs. The app registration must hold the redirect
// address http://localhost.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"github.com/tenantlink/tenantlink/examples/internal/cli"
	"github.com/tenantlink/tenantlink/examples/internal/signin"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

func main() {
	cli.Main(func(ctx context.Context, args []string, stdout, stderr io.Writer) error {
		return run(ctx, args, program{getenv: os.Getenv, browse: browse, stdout: stdout, stderr: stderr})
	})
}

// program is what run sees of the outside.
type program struct {
	getenv         func(string) string
	browse         func(ctx context.Context, address string) error
	stdout, stderr io.Writer
}

func run(ctx context.Context, args []string, p program) error {
	var flags signin.Flags
	set := flag.NewFlagSet("consent", flag.ContinueOnError)
	set.SetOutput(p.stderr)
	flags.Register(set)
	device := set.Bool("device", false, "sign in on another device with a code")
	open := set.Bool("open", true, "open the browser; with -open=false the address is only printed")
	withoutMFA := set.Bool("without-mfa", false, "store the grant even if it does not prove MFA")
	user := set.String("login-hint", "", "sign-in name to fill in")
	if err := set.Parse(args); err != nil {
		return err
	}
	if set.NArg() > 0 {
		return fmt.Errorf("%q is not a flag; see -help", set.Arg(0))
	}
	opts := []auth.Option{auth.WithLoginHint(*user)}
	if *withoutMFA {
		opts = append(opts, auth.WithoutMFA())
	}
	a, closeAll, err := flags.Open(ctx, p.getenv, opts...)
	if err != nil {
		return err
	}
	var consent auth.Consent
	if *device {
		consent, err = a.ConsentDevice(ctx, p.prompt)
	} else {
		consent, err = a.ConsentLoopback(ctx, func(address string) error { return p.show(ctx, address, *open) })
	}
	if err := errors.Join(err, closeAll()); err != nil {
		return err
	}
	return p.report(consent)
}

// prompt tells what to do on the other device.
func (p program) prompt(d auth.DevicePrompt) error {
	_, err := fmt.Fprintf(p.stdout, "On another device, open %s and enter the code %s before %s.\n",
		d.Address, d.UserCode, d.Ends.Format("15:04"))
	return err
}

// show prints the address and opens the browser. That one cannot be opened is
// no error: the address can be copied.
func (p program) show(ctx context.Context, address string, open bool) error {
	if _, err := fmt.Fprintf(p.stdout, "Sign in here:\n%s\n", address); err != nil || !open {
		return err
	}
	if err := p.browse(ctx, address); err != nil {
		_, _ = fmt.Fprintln(p.stderr, "The browser did not open; copy the address into one:", err)
	}
	return nil
}

func (p program) report(c auth.Consent) error {
	mfa := "with MFA"
	if !c.MFA {
		mfa = "WITHOUT MFA: Partner Center refuses its tokens"
	}
	role := "The token shows a role that may grant admin consent."
	if !c.CanConsent() {
		role = "The token shows no role that may grant admin consent; it may still be there."
	}
	_, err := fmt.Fprintf(p.stdout, "Stored: %s (%s) of tenant %s, %s.\nPermissions: %s\n%s\n",
		c.User, c.Name, c.Tenant, mfa, strings.Join(c.Scopes, ", "), role)
	return err
}

// browse opens the system's browser.
func browse(ctx context.Context, address string) error {
	name, args := "xdg-open", []string{address}
	switch runtime.GOOS {
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", address}
	case "darwin":
		name = "open"
	}
	cmd := exec.CommandContext(ctx, name, args...)
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { _ = cmd.Wait() }() // the browser may run as long as it likes
	return nil
}
