package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/examples/internal/broker"
	"github.com/tenantlink/tenantlink/examples/internal/cli"
	"github.com/tenantlink/tenantlink/linking"
)

func catchUpCommand(flags *flag.FlagSet) func(context.Context, *session, []string) error {
	count := flags.Int("invoices", 12, "how many of the newest invoices to read, 1 to 60")
	out := flags.String("out", "", "file to write the proposal to (required)")
	from := flags.String("from", "", "an earlier proposal: give its charges to the organizations that the tenants are linked to now")
	force := flags.Bool("force", false, "replace the file if it exists")
	return func(ctx context.Context, s *session, args []string) error {
		if len(args) > 0 || *out == "" || *count < 1 || *count > 60 {
			return errors.New("give -out FILE, -invoices 1 to 60, and no arguments")
		}
		b, err := s.connect(ctx, readOnly)
		if err != nil {
			return err
		}
		snapshot, missed, err := s.missed(ctx, b, *from, *count)
		if err != nil {
			return err
		}
		proposal, err := snapshot.ProposeCatchUp(missed)
		if err != nil {
			return err
		}
		if err := broker.WriteFile(*out, *force, proposal.WriteJSON); err != nil {
			return err
		}
		return s.sayCatchUp(proposal, *out)
	}
}

// missed are the charges that were left out: of an earlier proposal, which was
// made when the tenants were not linked, or else by today's links. Once a tenant
// is linked, nothing tells any more that closed months went without it.
func (s *session) missed(ctx context.Context, b *broker.Broker, from string, count int) (*linking.Snapshot, []linking.MissedCharge, error) {
	if from == "" {
		a, err := s.readInvoices(ctx, b, count, billing.WithItems())
		if err != nil {
			return nil, nil, err
		}
		missed, err := a.report.Missed()
		return a.snapshot, missed, err
	}
	f, err := os.Open(from)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	earlier, err := linking.ReadCatchUp(f)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", from, err)
	}
	if earlier.Scope != b.Scope() {
		return nil, nil, fmt.Errorf("%s: %w: it was made for another partner or broker", from, linking.ErrScope)
	}
	missed := earlier.Unlinked
	for _, l := range earlier.Lines {
		missed = append(missed, l.MissedCharge)
	}
	snapshot, _, err := s.discover(ctx, b)
	return snapshot, missed, err
}

// sayCatchUp prints what is proposed. Nothing is posted here: what Cloudmore's
// manual billing lines must hold is not documented publicly, so a person enters
// them, or a program through linking.ManualBiller.
func (s *session) sayCatchUp(c *linking.CatchUp, path string) error {
	table := cli.NewTable("month", "tenant", "organization", "product", ">cost")
	for _, l := range c.Lines {
		table.Row(l.Month, l.Tenant.String(), l.OrganizationID, l.Product, l.Currency+" "+l.Cost.StringFixed(2))
	}
	if table.Len() > 0 {
		if err := table.Write(s.env.stdout, ""); err != nil {
			return err
		}
	}
	s.say("wrote %s: %d manual billing lines for organizations that are linked now; %d charges are of tenants that are still unlinked\n", path, len(c.Lines), len(c.Unlinked))
	if len(c.Unlinked) > 0 {
		return &cli.ExitError{Code: exitUnlinked}
	}
	return nil
}

// audited are invoices joined with today's links.
type audited struct {
	snapshot *linking.Snapshot
	report   *billing.Report
	invoices int
}

// readInvoices reads the newest invoices and both sides' links.
func (s *session) readInvoices(ctx context.Context, b *broker.Broker, count int, opts ...billing.Option) (*audited, error) {
	all, err := b.Invoices(ctx)
	if err != nil {
		return nil, err
	}
	invoices := newestOf(all, count)
	part, without, err := b.Aggregate(ctx, invoices, append(opts, billing.WithProgress(s.billingProgress))...)
	if err != nil {
		return nil, err
	}
	for _, id := range without {
		s.say("Microsoft has no lines for invoice %s: not audited\n", id)
	}
	azure, err := broker.AzureTenants(part)
	if err != nil {
		return nil, err
	}
	snapshot, _, err := s.discover(ctx, b, linking.WithAzureTenants(azure...))
	if err != nil {
		return nil, err
	}
	if err := part.Relink(broker.LinkSet(snapshot)); err != nil {
		return nil, err
	}
	report, err := part.Report(billing.WithDocuments(broker.Documents(all)...))
	if err != nil {
		return nil, err
	}
	if report.State == billing.NothingAudited {
		return nil, &cli.ExitError{Code: exitNothing, Err: fmt.Errorf("nothing was audited: %d invoices, no lines", len(invoices))}
	}
	return &audited{snapshot: snapshot, report: report, invoices: len(invoices) - len(without)}, nil
}
