// Quickstart shows the main job from end to end without any account: it starts
// the mock server with a believable broker and does, over real HTTP, what a
// broker would do: sign in with MFA, check the prerequisites, find the tenants
// that nobody linked, see what they are worth, plan, apply, and prove the bill.
//
//	go run ./examples/quickstart
//	go run ./examples/quickstart -tenants 10000 -seed 7 -out DIR
//	go run ./examples/quickstart -tamper line
package main

import (
	"context"
	"flag"
	"fmt"
	"io"

	"github.com/tenantlink/tenantlink/examples/internal/cli"
)

func main() { cli.Main(run) }

// settings are the flags.
type settings struct {
	tenants int
	seed    uint64
	out     string
	tamper  string
	force   bool
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var s settings
	flags := flag.NewFlagSet("quickstart", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.IntVar(&s.tenants, "tenants", 120, "customer tenants of the broker, 40 to 100000")
	flags.Uint64Var(&s.seed, "seed", 1, "which broker: the same seed gives the same plan")
	flags.StringVar(&s.out, "out", "", "folder for plan.json, report.json, report.csv, report.html and report.xlsx; none are written without it")
	flags.StringVar(&s.tamper, "tamper", "", "change one thing on the server only, to see it found: line, total or link")
	flags.BoolVar(&s.force, "force", false, "replace files that exist in -out")
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch {
	case flags.NArg() > 0:
		return fmt.Errorf("quickstart: unexpected argument %q", flags.Arg(0))
	case s.tenants < 40 || s.tenants > 100_000:
		return fmt.Errorf("quickstart: -tenants %d is outside 40 to 100000", s.tenants)
	}
	switch s.tamper {
	case "", tamperLine, tamperTotal, tamperLink:
	default:
		return fmt.Errorf("quickstart: -tamper %q: use line, total or link", s.tamper)
	}
	progress := cli.NewProgress(stderr)
	defer progress.Done()
	return tell(ctx, s, stdout, progress)
}
