package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"time"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/examples/internal/cli"
)

func main() {
	debug.SetGCPercent(50) // trades a little time for a smaller peak of memory
	cli.Main(run)
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	s, err := parse(args, stderr)
	if err != nil {
		return err
	}
	if err := s.checkOutputs(); err != nil {
		return err
	}
	start := time.Now()
	src, links, err := s.inputs()
	if err != nil {
		return err
	}
	bar := cli.NewProgress(stderr)
	options := append(s.options, billing.WithProgress(func(p billing.Progress) {
		bar.Step("reading", int(p.Bytes>>10), int(p.BytesTotal>>10))
	}))
	if options, err = s.withUsage(ctx, options); err != nil {
		return err
	}
	report, err := billing.Build(ctx, src, links, options...)
	bar.Done()
	if err != nil {
		return err
	}
	seconds := time.Since(start).Seconds()
	if report.State != billing.Differs && report.State != billing.NothingAudited {
		if err := s.writeOutputs(ctx, report, src); err != nil {
			return err
		}
	}
	if s.json {
		err = writeSummary(stdout, report, seconds)
	} else {
		err = writeText(stdout, report)
	}
	if err != nil {
		return err
	}
	switch report.State {
	case billing.Differs:
		return errors.New("billingreport: the lines differ from the stated net; no file was written")
	case billing.NothingAudited:
		return &cli.ExitError{Code: nothingAudited, Err: errors.New("billingreport: not one line could be audited; no file was written")}
	}
	return nil
}

// nothingAudited is the exit code of a report without a line.
const nothingAudited = 3

// inputs opens what the flags name.
func (s *settings) inputs() (billing.Source, billing.LinkSet, error) {
	src, err := billing.Files(s.lines...)
	if err != nil {
		return nil, billing.LinkSet{}, err
	}
	src[0].Invoice = s.invoice
	f, err := os.Open(s.links)
	if err != nil {
		return nil, billing.LinkSet{}, fmt.Errorf("billingreport: -links: %w", err)
	}
	defer f.Close()
	links, err := billing.ReadLinksCSV(f)
	if err != nil {
		return nil, links, fmt.Errorf("%s: %w", s.links, err)
	}
	return src, links, nil
}

// withUsage reads the usage files, if there are any, for block H.
func (s *settings) withUsage(ctx context.Context, options []billing.Option) ([]billing.Option, error) {
	if len(s.usage) == 0 {
		return options, nil
	}
	src, err := billing.Files(s.usage...)
	if err != nil {
		return nil, err
	}
	src[0].Invoice = s.invoice
	usage, err := billing.ReadUsage(ctx, src)
	if err != nil {
		return nil, err
	}
	return append(options, billing.WithUsage(usage, billing.DefaultTolerance())), nil
}
