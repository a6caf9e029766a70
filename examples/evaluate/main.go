// Command evaluate measures the matching engine on labelled data, the same way
// for everyone, and runs on an export of one's own.
//
//	evaluate -dir DIR [-json] [-decisions FILE] [-explain BAND|wrong]
//	evaluate -synthetic N -from CSV [-seed S] [-json]
//
// DIR holds tenants.csv and organizations.csv with the columns
// id,name,domain,registration_number,country,city,postal_code,street,phone,email
// (several values of a cell are separated by "|"; vat_number, linked_tenants and
// resolved_tenants are read if present) and truth.csv with
// tenant_id,organization_id; or pairs.csv with name1,name2,expected, where
// expected is yes, no, review or empty. The truth decides nothing and may be
// empty or missing: then the output is what would be linked.
//
// -synthetic makes N tenants and N organizations from the real names of a CSV
// file and says that it did: numbers, domains, addresses and noise are made up.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"github.com/tenantlink/tenantlink/examples/internal/cli"
	"github.com/tenantlink/tenantlink/linking/match"
)

func main() { cli.Main(run) }

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
	fs.StringVar(&o.from, "from", "", "`CSV` with real names (columns name, country, city, postal_code) or a list of name;country, for -synthetic")
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
	case o.explain != "" && o.explain != "wrong" && !slices.Contains(allBands, match.Band(o.explain)):
		return o, fmt.Errorf("-explain is %q; give wrong or one of %v", o.explain, allBands)
	}
	return o, nil
}

// limitMemory makes the collector work a little harder instead of letting the
// heap grow to twice of what is alive: to what is alive now and what matching
// takes for each record.
func limitMemory(records int) {
	const base, perRecord = 64 << 20, 1000
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	debug.SetMemoryLimit(base + int64(m.HeapAlloc) + int64(records)*perRecord)
}

// policy is the default one; without -explain the evidence of runners-up is not
// kept.
func (o *options) policy() match.Policy {
	if o.explain == "" {
		return match.Policy{Candidates: 1}
	}
	return match.Policy{}
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
	r, ds, err := evaluate(ctx, d, o.policy())
	if err != nil {
		return err
	}
	r.Synthetic = o.synthetic > 0
	r.Seconds.Read = read
	r.Seconds.Total = time.Since(start).Seconds()
	r.PeakRSS, r.UserSeconds = usage()
	if err := explain(stderr, o.explain, ds); err != nil {
		return err
	}
	if o.decisions != "" {
		if err := writeDecisions(o.decisions, ds, d.named); err != nil {
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
