package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/tenantlink/tenantlink/billing"
)

// settings are the flags, checked.
type settings struct {
	lines, usage []string
	links        string
	invoice      string
	out          string
	formats      []string
	force, json  bool
	separator    string
	comma        bool
	options      []billing.Option
}

func parse(args []string, stderr io.Writer) (*settings, error) {
	s := &settings{}
	var nets list
	var rules, format string
	var strict, resellers bool
	f := flag.NewFlagSet("billingreport", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Var((*list)(&s.lines), "lines", "`GLOB` of files with reconciliation lines; may be repeated")
	f.Var((*list)(&s.usage), "usage", "`GLOB` of files with daily-rated usage, compared and never added; may be repeated")
	f.StringVar(&s.links, "links", "", "`FILE` with tenant_id,organization_id,organization_name")
	f.Var(&nets, "invoice-net", "`CUR=NET` or INVOICE:CUR=NET: what the invoice states before tax; may be repeated")
	f.StringVar(&s.invoice, "invoice", "", "`ID` of the invoice the lines belong to; a line of another one is an error")
	f.StringVar(&rules, "rules", "", "`FILE` with corrections and prices (JSON)")
	f.StringVar(&format, "format", "json,csv", "comma-separated `LIST` of json, csv, lines, xlsx, html")
	f.StringVar(&s.out, "out", "", "`DIR` for the files")
	f.BoolVar(&s.json, "json", false, "print one JSON object instead of the proof")
	f.BoolVar(&s.force, "force", false, "overwrite existing files")
	f.BoolVar(&strict, "strict", false, "stop at a line that cannot be read")
	f.BoolVar(&resellers, "resellers", false, "group by reseller too")
	f.StringVar(&s.separator, "separator", ",", "CSV field separator `CHAR`")
	f.BoolVar(&s.comma, "decimal-comma", false, "CSV amounts with a decimal comma")
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil, err
		}
		return nil, errors.New("billingreport: see -help")
	}
	if err := s.check(f.Args(), format); err != nil {
		return nil, err
	}
	if strict {
		s.options = append(s.options, billing.WithStrict())
	}
	if resellers {
		s.options = append(s.options, billing.WithResellers())
	}
	return s, errors.Join(s.addNets(nets), s.addRules(rules))
}

func (s *settings) check(rest []string, format string) error {
	switch {
	case len(rest) > 0:
		return fmt.Errorf("billingreport: unexpected argument %q; put GLOB in quotes so that the shell does not expand it", rest[0])
	case len(s.lines) == 0:
		return errors.New("billingreport: -lines is missing")
	case s.links == "":
		return errors.New("billingreport: -links is missing")
	case s.out == "":
		return errors.New("billingreport: -out is missing")
	case len([]rune(s.separator)) != 1:
		return fmt.Errorf("billingreport: -separator %q: one character is needed", s.separator)
	}
	for name := range strings.SplitSeq(format, ",") {
		name = strings.TrimSpace(name)
		if _, ok := fileNames[name]; !ok {
			return fmt.Errorf("billingreport: -format %q: write json, csv, lines, xlsx or html", name)
		}
		if !slices.Contains(s.formats, name) {
			s.formats = append(s.formats, name)
		}
	}
	return nil
}

// addNets reads CUR=NET and INVOICE:CUR=NET.
func (s *settings) addNets(nets []string) error {
	for _, n := range nets {
		key, value, ok := strings.Cut(n, "=")
		net, err := decimal.NewFromString(strings.TrimSpace(value))
		if !ok || err != nil {
			return fmt.Errorf("billingreport: -invoice-net %q: write it as EUR=123.45", n)
		}
		invoice, currency, ok := strings.Cut(key, ":")
		if !ok {
			invoice, currency = "", key
		}
		s.options = append(s.options, billing.WithStatedNet(strings.TrimSpace(invoice), strings.TrimSpace(currency), net))
	}
	return nil
}

func (s *settings) addRules(path string) error {
	if path == "" {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("billingreport: -rules: %w", err)
	}
	defer f.Close()
	rules, err := billing.ReadRules(f)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	s.options = append(s.options, billing.WithRules(rules))
	return nil
}

// list is a flag that may be repeated.
type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

// Set adds a value.
func (l *list) Set(v string) error {
	if v == "" {
		return errors.New("empty")
	}
	*l = append(*l, v)
	return nil
}
