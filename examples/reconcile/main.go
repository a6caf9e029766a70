// Reconcile does the broker's job against whatever endpoints and credentials it
// is given: the real services or the mock program.
//
//	reconcile audit                      which tenants were never billed, worth what
//	reconcile status                     prerequisites, unlinked tenants, the newest invoice
//	reconcile plan -out plan.json        what should be linked, with the evidence
//	reconcile review                     settle what is left to a person
//	reconcile apply plan.json            do what the plan says; safe to repeat
//	reconcile bill -invoice ID -out DIR  the bill with its proof
//	reconcile catchup -out catchup.json  what closed months left out, as lines to review
//	reconcile catchup -post catchup.json post the lines that were approved, each once
//	reconcile provision -request FILE    buy for a customer and link the tenant, once
//	reconcile watch                      report changes until interrupted
//
// Settings come from flags or from TENANTLINK_* variables, secrets from
// variables only. Exit codes: 0 clean, 1 error, 2 unlinked tenants remain, 3
// nothing could be audited, 4 a purchase waits for the customer's approval.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/tenantlink/tenantlink/examples/internal/cli"
)

// The exit codes besides 0 and 1.
const (
	exitUnlinked = 2
	exitNothing  = 3
	exitWaiting  = 4
)

const exitCodes = "Exit codes: 0 clean, 1 error, 2 unlinked tenants remain, 3 nothing could be audited, 4 a purchase waits for the customer's approval.\n"

func main() {
	cli.Main(func(ctx context.Context, args []string, stdout, stderr io.Writer) error {
		return run(ctx, args, environment{getenv: os.Getenv, stdin: os.Stdin, stdout: stdout, stderr: stderr})
	})
}

// environment is what the program sees of the outside.
type environment struct {
	getenv         func(string) string
	stdin          io.Reader // review and provision ask
	stdout, stderr io.Writer
}

// command is one subcommand: it declares its flags and returns what to do.
type command struct {
	name, usage, about string
	setup              func(*flag.FlagSet) func(context.Context, *session, []string) error
}

func commands() []command {
	return []command{
		{"audit", "audit [-invoices N]", "tenants that were never billed, in which of the last invoices, worth what (read-only, app-only)", auditCommand},
		{"status", "status", "prerequisites, unlinked tenants and what they hold (read-only)", statusCommand},
		{"plan", "plan -out plan.json", "what should be linked or created, with the evidence (read-only)", planCommand},
		{"review", "review [-by NAME]", "confirm, reject or ignore what the plan leaves to a person, one by one; asked once", reviewCommand},
		{"apply", "apply [-dry-run] plan.json", "carry out a plan; may be interrupted and repeated", applyCommand},
		{"watch", "watch [-every 1h] [-apply]", "report changes until interrupted; link what is certain if asked", watchCommand},
		{"catchup", "catchup -out FILE | -post FILE", "manual billing lines for months that were billed without a tenant: proposed (read-only), and after review posted, each once", catchUpCommand},
		{"provision", "provision -request FILE", "buy for a new or existing customer, link the tenant, get administrative access; asks before money is spent, may be interrupted and repeated, never buys twice", provisionCommand},
		{"bill", "bill [-invoice ID] -out DIR", "the bill with its proof, as JSON, CSV, HTML and XLSX (read-only)", billCommand},
	}
}

func run(ctx context.Context, args []string, env environment) error {
	if len(args) == 0 {
		usage(env.stderr)
		return errors.New("reconcile: name a command")
	}
	if args[0] == "-h" || args[0] == "-help" || args[0] == "--help" || args[0] == "help" {
		usage(env.stdout)
		return nil
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.run(ctx, args[1:], env)
		}
	}
	usage(env.stderr)
	return fmt.Errorf("reconcile: unknown command %q", args[0])
}

func (c command) run(ctx context.Context, args []string, env environment) error {
	flags := flag.NewFlagSet("reconcile "+c.name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	do := c.setup(flags)
	own := names(flags)
	set := newSettings(flags, env.getenv)
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		c.explain(env.stdout, flags, own)
		return nil
	case err != nil:
		return fmt.Errorf("reconcile %s: %w; -h explains the flags", c.name, err)
	}
	s := &session{settings: set, env: env, progress: cli.NewProgress(env.stderr)}
	err := do(ctx, s, flags.Args())
	s.progress.Done()
	if err := errors.Join(err, s.close()); err != nil {
		var exit *cli.ExitError
		if errors.As(err, &exit) {
			return err
		}
		return fmt.Errorf("reconcile %s: %w", c.name, err)
	}
	return nil
}

func names(flags *flag.FlagSet) map[string]bool {
	all := make(map[string]bool)
	flags.VisitAll(func(f *flag.Flag) { all[f.Name] = true })
	return all
}

// explain prints the command's own flags, and apart from them the settings that
// every command has.
func (c command) explain(w io.Writer, flags *flag.FlagSet, own map[string]bool) {
	write := func(mine bool) {
		part := flag.NewFlagSet("", flag.ContinueOnError)
		part.SetOutput(w)
		flags.VisitAll(func(f *flag.Flag) {
			if own[f.Name] == mine {
				part.Var(f.Value, f.Name, f.Usage)
			}
		})
		part.PrintDefaults()
	}
	fmt.Fprintf(w, "reconcile %s\n\n%s\n\n", c.usage, c.about)
	write(true)
	fmt.Fprint(w, "\nSettings of every command, by flag or variable:\n\n")
	write(false)
	fmt.Fprint(w, "\nSecrets, by variable only:\n\n")
	for _, name := range []string{envClientSecret, envRefreshToken, envCloudmoreClientSecret, envCloudmorePassword} {
		fmt.Fprintf(w, "  %s\n", name)
	}
	fmt.Fprint(w, "\n"+exitCodes)
}

func usage(w io.Writer) {
	fmt.Fprint(w, "reconcile COMMAND [flags]; each command explains its flags with -h.\n\n")
	table := cli.NewTable("command", "what it does")
	for _, c := range commands() {
		table.Row(c.usage, c.about)
	}
	// Help that cannot be written has no reader.
	_ = table.Write(w, "  ")
	fmt.Fprint(w, "\n"+exitCodes)
}
