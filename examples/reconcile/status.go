package main

import (
	"context"
	"errors"
	"flag"
	"slices"
	"strings"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/examples/internal/broker"
	"github.com/tenantlink/tenantlink/examples/internal/cli"
	"github.com/tenantlink/tenantlink/linking"
)

func statusCommand(flags *flag.FlagSet) func(context.Context, *session, []string) error {
	most := flags.Int("show", 20, "how many unlinked tenants to list")
	portal := flags.String("portal", "", "address at which people open Cloudmore, such as https://eu.cloudmore.com")
	return func(ctx context.Context, s *session, args []string) error {
		if len(args) > 0 || *most < 0 {
			return errors.New("status takes no arguments, and -show 0 or more")
		}
		b, err := s.connect(ctx, readOnly)
		if err != nil {
			return err
		}
		report, err := b.Preflight(ctx, s.auth, *portal)
		if err != nil {
			return err
		}
		s.progress.Done()
		if err := broker.WritePreflight(s.env.stdout, report, ""); err != nil {
			return err
		}
		s.say("\n")
		part, err := s.newest(ctx, b)
		if err != nil {
			return err
		}
		opts, err := broker.InvoiceOptions(part)
		if err != nil {
			return err
		}
		snapshot, _, err := s.discover(ctx, b, opts...)
		if err != nil {
			return err
		}
		if err := s.sayFindings(snapshot, *most); err != nil {
			return err
		}
		return s.sayUnlinked(ctx, snapshot, part, *most)
	}
}

// sayFindings prints where the two sides do not agree.
func (s *session) sayFindings(snapshot *linking.Snapshot, most int) error {
	findings := snapshot.Findings()
	table := cli.NewTable("finding", "tenant", "name", "what was seen")
	for _, f := range findings[:min(len(findings), most)] {
		table.Row(string(f.Kind), f.TenantID.String(), f.TenantName, f.Text)
	}
	if table.Len() == 0 {
		return nil
	}
	if err := table.Write(s.env.stdout, ""); err != nil {
		return err
	}
	if more := len(findings) - table.Len(); more > 0 {
		s.say("... and %d more\n", more)
	}
	s.say("\n")
	return nil
}

// sayUnlinked prints the alert, with what the tenants hold of the newest
// invoice; part is nil when there is none.
func (s *session) sayUnlinked(ctx context.Context, snapshot *linking.Snapshot, part *billing.Partial, most int) error {
	var values linking.Valuer
	if part != nil {
		if err := part.Relink(broker.LinkSet(snapshot)); err != nil {
			return err
		}
		report, err := part.Report()
		if err != nil {
			return err
		}
		values = report
	}
	alert, err := linking.NewAlert(ctx, snapshot, values)
	if err != nil {
		return err
	}
	if err := s.since(ctx, alert); err != nil {
		return err
	}
	s.say("%s\n", alert)
	if len(alert.Unlinked) == 0 {
		return nil
	}
	table := cli.NewTable("tenant", "name", "domain", ">net", "unlinked since", "")
	for _, u := range alert.Unlinked[:min(len(alert.Unlinked), most)] {
		var worth []string
		for _, v := range u.Values {
			worth = append(worth, v.Currency+" "+v.Net.StringFixed(2))
		}
		note := ""
		if slices.Contains(alert.Reopened, u.Tenant) {
			note = "ignored, but charged"
		}
		table.Row(u.Tenant.String(), u.Name, u.Domain, strings.Join(worth, ", "), day(u.Since), note)
	}
	if err := table.Write(s.env.stdout, "  "); err != nil {
		return err
	}
	if more := len(alert.Unlinked) - table.Len(); more > 0 {
		s.say("  ... and %d more\n", more)
	}
	return &cli.ExitError{Code: exitUnlinked}
}
