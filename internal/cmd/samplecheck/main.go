package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "samplecheck:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("samplecheck", flag.ContinueOnError)
	dir := flags.String("dir", "", "directory with the bodies and INDEX.tsv")
	asJSON := flags.Bool("json", false, "write JSON")
	withMock := flags.Bool("mock", false, "compare the key paths of answers with those of the mock server")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *dir == "" {
		return errors.New("-dir is missing: name the directory that holds INDEX.tsv")
	}
	report, err := check(context.Background(), *dir, *withMock)
	if err != nil {
		return err
	}
	if *asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		err = encoder.Encode(report)
	} else {
		err = report.table(out)
	}
	if err == nil && report.Totals.Failed > 0 {
		err = fmt.Errorf("%d of %d bodies cannot be decoded", report.Totals.Failed, report.Totals.Samples)
	}
	return err
}

// The results of a body.
const (
	resultOK          = "ok"
	resultLossy       = "lossy"
	resultNoOperation = "no_operation"
	resultFailed      = "failed"
)

// Report is what became of all bodies.
type Report struct {
	Totals Totals   `json:"totals"`
	Files  []Result `json:"files"`
}

// Totals counts the results. Samples is the number of rows of the index.
type Totals struct {
	Samples     int `json:"samples"`
	OK          int `json:"ok"`
	Lossy       int `json:"lossy"`
	NoOperation int `json:"no_operation"`
	Failed      int `json:"failed"`
	// MockAsked are the published answers that the mock was asked for, and
	// MockMatching those whose every key path its answer has.
	MockAsked    int `json:"mock_asked,omitempty"`
	MockMatching int `json:"mock_matching,omitempty"`
}

// Result is what became of one body.
type Result struct {
	File      string   `json:"file"`
	Operation string   `json:"operation"`
	GoType    string   `json:"go_type"`
	Result    string   `json:"result"`
	Lost      []string `json:"lost"`
	// Mock is how the mock's answer differs, when it was asked.
	Mock *Difference `json:"mock,omitempty"`
}

func (r *Report) add(result Result) {
	r.Files = append(r.Files, result)
	r.Totals.Samples++
	if d := result.Mock; d != nil {
		r.Totals.MockAsked++
		if d.Refused == "" && len(d.Missing) == 0 {
			r.Totals.MockMatching++
		}
	}
	switch result.Result {
	case resultOK:
		r.Totals.OK++
	case resultLossy:
		r.Totals.Lossy++
	case resultNoOperation:
		r.Totals.NoOperation++
	default:
		r.Totals.Failed++
	}
}

func (r *Report) table(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	for _, f := range r.Files {
		if f.Result != resultOK {
			_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%v\n", f.File, f.Result, f.Operation, f.GoType, f.Lost)
		}
	}
	for _, f := range r.Files {
		switch {
		case f.Mock == nil:
		case f.Mock.Refused != "":
			_, _ = fmt.Fprintf(w, "%s\tmock\t%s\t%s\t\n", f.File, f.Operation, f.Mock.Refused)
		case len(f.Mock.Missing)+len(f.Mock.Extra) > 0:
			_, _ = fmt.Fprintf(w, "%s\tmock\t%s\tlacks %v\thas besides %v\n", f.File, f.Operation, f.Mock.Missing, f.Mock.Extra)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	t := r.Totals
	_, err := fmt.Fprintf(out, "%d bodies: %d ok (%.1f %%), %d lossy, %d without operation, %d failed\n",
		t.Samples, t.OK, 100*float64(t.OK)/float64(max(t.Samples, 1)), t.Lossy, t.NoOperation, t.Failed)
	if t.MockAsked > 0 && err == nil {
		_, err = fmt.Fprintf(out, "%d answers of operations that the mock serves: %d have all their key paths in the mock's (%.1f %%)\n",
			t.MockAsked, t.MockMatching, 100*float64(t.MockMatching)/float64(t.MockAsked))
	}
	return err
}
