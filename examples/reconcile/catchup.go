package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/examples/internal/broker"
	"github.com/tenantlink/tenantlink/examples/internal/cli"
	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/adapter"
)

func catchUpCommand(flags *flag.FlagSet) func(context.Context, *session, []string) error {
	count := flags.Int("invoices", 12, "how many of the newest invoices to read, 1 to 60")
	out := flags.String("out", "", "file to write the proposal to (required)")
	from := flags.String("from", "", "an earlier proposal: give its charges to the organizations that the tenants are linked to now")
	force := flags.Bool("force", false, "replace the file if it exists")
	var p poster
	flags.StringVar(&p.file, "post", "", "post the approved lines of this reviewed proposal, each once")
	flags.StringVar(&p.approve, "approve", "", "with -post, ids of further lines to approve, separated by commas, or all")
	flags.StringVar(&p.currency, "currency", "", "with -post, the currency in which the broker bills, such as EUR; lines in others are refused (required)")
	flags.StringVar(&p.journal, "journal", "", "with -post, journal file; PROPOSAL.journal unless set")
	return func(ctx context.Context, s *session, args []string) error {
		if p.file != "" {
			if len(args) > 0 || *out != "" || *from != "" {
				return errors.New("-post takes a proposal that exists: give no -out, -from or arguments")
			}
			return p.run(ctx, s)
		}
		if len(args) > 0 || *out == "" || *count < 1 || *count > 60 {
			return errors.New("give -out FILE or -post FILE, -invoices 1 to 60, and no arguments")
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
	earlier, err := readProposal(from)
	if err != nil {
		return nil, nil, err
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

func readProposal(path string) (*linking.CatchUp, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	c, err := linking.ReadCatchUp(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

// sayCatchUp prints what is proposed. Nothing is posted before somebody has
// approved it.
func (s *session) sayCatchUp(c *linking.CatchUp, path string) error {
	if err := s.sayLines(c.Lines); err != nil {
		return err
	}
	s.say("wrote %s: %d manual billing lines for organizations that are linked now; %d charges are of tenants that are still unlinked\n", path, len(c.Lines), len(c.Unlinked))
	if len(c.Unlinked) > 0 {
		return &cli.ExitError{Code: exitUnlinked}
	}
	return nil
}

func (s *session) sayLines(lines []linking.ManualLine) error {
	table := cli.NewTable("line", "month", "tenant", "organization", "product", ">cost", ">sales")
	for _, l := range lines {
		table.Row(l.ID, l.Month, l.Tenant.String(), l.OrganizationID, l.Product, l.Currency+" "+l.Cost.StringFixed(2), l.Sales.StringFixed(2))
	}
	if table.Len() == 0 {
		return nil
	}
	return table.Write(s.env.stdout, "")
}

// poster posts a proposal that was reviewed.
type poster struct{ file, approve, currency, journal string }

func (p *poster) run(ctx context.Context, s *session) (err error) {
	proposal, err := readProposal(p.file)
	if err != nil {
		return err
	}
	if err := p.approveLines(proposal); err != nil {
		return err
	}
	b, err := s.connect(ctx, paced)
	if err != nil {
		return err
	}
	biller, err := adapter.NewManualBiller(b.Cloudmore, p.currency)
	if err != nil {
		return fmt.Errorf("-currency: %w", err)
	}
	linker, err := s.linker(ctx, b)
	if err != nil {
		return err
	}
	if p.journal == "" {
		p.journal = p.file + ".journal"
	}
	journal, err := linking.OpenJournal(p.journal)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, journal.Close()) }()
	posted, err := linker.PostCatchUp(ctx, proposal, biller, journal)
	approved := slices.DeleteFunc(proposal.Lines, func(l linking.ManualLine) bool { return !l.Approved })
	s.progress.Done()
	if sayErr := s.sayLines(approved); sayErr != nil {
		return errors.Join(err, sayErr)
	}
	s.say("%d of %d approved lines posted now; what was done is in %s\n", posted, len(approved), p.journal)
	return err
}

// approveLines adds the approvals of the command line to those of the file.
func (p *poster) approveLines(c *linking.CatchUp) error {
	wanted := make(map[string]bool)
	for id := range strings.SplitSeq(p.approve, ",") {
		if id = strings.TrimSpace(id); id != "" {
			wanted[id] = true
		}
	}
	approved := c.Approve(func(l *linking.ManualLine) bool {
		named := wanted[l.ID]
		delete(wanted, l.ID)
		return named || p.approve == "all"
	})
	delete(wanted, "all")
	if len(wanted) > 0 {
		return fmt.Errorf("-approve: %s has no line %s", p.file, strings.Join(slices.Sorted(maps.Keys(wanted)), ", "))
	}
	if approved == 0 {
		return fmt.Errorf("no line of %s is approved: set \"approved\": true in the file, or give -approve", p.file)
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
