// Command evaluate measures the matching engine on labelled data.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"time"

	"github.com/tenantlink/tenantlink/linking/match"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "evaluate:", err)
		}
		stop()
		os.Exit(1)
	}
}

type options struct {
	dir, from, decisions string
	synthetic            int
	seed                 uint64
	json                 bool
	explain              string
}

func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	fs := flag.NewFlagSet("evaluate", flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.StringVar(&o.dir, "dir", "", "folder with tenants.csv, organizations.csv and truth.csv, or with pairs.csv")
	fs.IntVar(&o.synthetic, "synthetic", 0, "make `N` tenants and N organizations instead of reading them")
	fs.StringVar(&o.from, "from", "", "`CSV` with real names (columns name, country, city, postal_code) for -synthetic")
	fs.Uint64Var(&o.seed, "seed", 1, "seed of -synthetic")
	fs.StringVar(&o.decisions, "decisions", "", "write every decision to this `FILE`")
	fs.StringVar(&o.explain, "explain", "", "explain the decisions of this `BAND`, or all \"wrong\" ones, on standard error")
	fs.BoolVar(&o.json, "json", false, "print JSON")
	if err := fs.Parse(args); err != nil {
		return o, err
	}
	switch {
	case fs.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q", fs.Arg(0))
	case (o.dir == "") == (o.synthetic == 0):
		return o, errors.New("give either -dir or -synthetic")
	case o.synthetic != 0 && o.from == "":
		return o, errors.New("-synthetic needs -from, a CSV file with real names")
	case o.synthetic < 0:
		return o, fmt.Errorf("-synthetic is %d; give a positive number", o.synthetic)
	}
	return o, nil
}

// limitMemory makes the collector work a little harder instead of letting the
// heap grow to twice of what is alive.
func limitMemory(records int) {
	const least, perRecord = 400 << 20, 2000
	debug.SetMemoryLimit(max(least, int64(records)*perRecord))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o, err := parse(args, stderr)
	if err != nil {
		return err
	}
	start := time.Now()
	var d *dataset
	if o.synthetic > 0 {
		d, err = synthesize(o.from, o.synthetic, o.seed)
	} else {
		d, err = readDataset(o.dir)
	}
	if err != nil {
		return err
	}
	read := time.Since(start).Seconds()
	limitMemory(len(d.tenants) + len(d.organizations))
	r, ds, err := evaluate(ctx, d, match.Policy{})
	if err != nil {
		return err
	}
	r.Synthetic = o.synthetic > 0
	r.Seconds.Read = read
	r.Seconds.Total = time.Since(start).Seconds()
	r.PeakRSS, r.UserSeconds = usage()
	explain(stderr, o.explain, ds)
	if o.decisions != "" {
		if err := writeDecisions(o.decisions, ds, len(d.pairs) > 0); err != nil {
			return err
		}
	}
	if o.json {
		e := json.NewEncoder(stdout)
		e.SetIndent("", "  ")
		return e.Encode(r)
	}
	return r.print(stdout)
}
