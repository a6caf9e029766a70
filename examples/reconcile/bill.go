package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/examples/internal/broker"
	"github.com/tenantlink/tenantlink/examples/internal/cli"
	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/partnercenter"
)

type billFlags struct {
	invoice, out, net string
	totalsAreNet      bool
	platform, force   bool
}

func billCommand(flags *flag.FlagSet) func(context.Context, *session, []string) error {
	var f billFlags
	flags.StringVar(&f.invoice, "invoice", "", "invoice number; the newest unless set")
	flags.StringVar(&f.out, "out", "", "folder for report.json, .csv, .html and .xlsx (required)")
	flags.StringVar(&f.net, "net", "", "net amount that the invoice states, to prove against: EUR=1234.56")
	flags.BoolVar(&f.totalsAreNet, "totals-are-net", false, "take the API's totalCharges for the stated net; whether it is net or gross is not documented")
	flags.BoolVar(&f.platform, "cloudmore", true, "compare with Cloudmore's own billing report")
	flags.BoolVar(&f.force, "force", false, "replace files that exist")
	return func(ctx context.Context, s *session, args []string) error {
		if len(args) > 0 || f.out == "" {
			return errors.New("give -out DIR and no arguments")
		}
		if err := broker.Vacant(f.force, f.out, broker.ReportFiles()...); err != nil {
			return err
		}
		return bill(ctx, s, f)
	}
}

func bill(ctx context.Context, s *session, f billFlags) error {
	b, err := s.connect(ctx, readOnly)
	if err != nil {
		return err
	}
	all, err := b.Invoices(ctx)
	if err != nil {
		return err
	}
	invoice, err := choose(all, f.invoice)
	if err != nil {
		return err
	}
	part, _, err := b.Aggregate(ctx, []partnercenter.Invoice{invoice}, billing.WithProgress(s.billingProgress))
	if err != nil {
		return err
	}
	azure, err := broker.AzureTenants(part)
	if err != nil {
		return err
	}
	snapshot, _, err := s.discover(ctx, b, linking.WithAzureTenants(azure...))
	if err != nil {
		return err
	}
	if err := part.Relink(broker.LinkSet(snapshot)); err != nil {
		return err
	}
	opts, err := s.billOptions(ctx, b, f, invoice, all)
	if err != nil {
		return err
	}
	report, err := part.Report(opts...)
	if err != nil {
		return err
	}
	s.progress.Done()
	if err := report.WriteProof(s.env.stdout); err != nil {
		return err
	}
	return s.conclude(ctx, report, f)
}

// conclude writes the files unless the proof fails: then none is left.
func (s *session) conclude(ctx context.Context, report *billing.Report, f billFlags) error {
	switch report.State {
	case billing.NothingAudited:
		return &cli.ExitError{Code: exitNothing, Err: errors.New("reconcile bill: the invoice has no lines: nothing was audited")}
	case billing.Differs:
		return fmt.Errorf("the proof fails, see the block above; no file was written")
	}
	paths, err := broker.WriteReport(ctx, f.out, report, f.force)
	if err != nil {
		return err
	}
	s.say("wrote %s\n", strings.Join(paths, ", "))
	return nil
}

func choose(all []partnercenter.Invoice, id string) (partnercenter.Invoice, error) {
	for _, i := range all {
		if id == "" && broker.IsInvoice(i) || id != "" && strings.EqualFold(i.ID, id) {
			return i, nil
		}
	}
	if id == "" {
		return partnercenter.Invoice{}, &cli.ExitError{Code: exitNothing, Err: errors.New("reconcile bill: there is no new-commerce invoice: nothing was audited")}
	}
	return partnercenter.Invoice{}, fmt.Errorf("there is no new-commerce invoice %q among %d documents", id, len(all))
}

func (s *session) billOptions(ctx context.Context, b *broker.Broker, f billFlags, invoice partnercenter.Invoice, all []partnercenter.Invoice) ([]billing.Option, error) {
	opts := []billing.Option{billing.WithDocuments(broker.Documents(all)...)}
	switch {
	case f.net != "" && f.totalsAreNet:
		return nil, errors.New("give -net or -totals-are-net, not both")
	case f.totalsAreNet:
		opts = append(opts, billing.WithStatedNet(invoice.ID, invoice.CurrencyCode, invoice.TotalCharges))
	case f.net != "":
		currency, amount, found := strings.Cut(f.net, "=")
		net, err := decimal.NewFromString(amount)
		if !found || err != nil {
			return nil, fmt.Errorf("-net %q: write it as EUR=1234.56", f.net)
		}
		opts = append(opts, billing.WithStatedNet(invoice.ID, strings.ToUpper(currency), net))
	}
	if f.platform {
		lines, err := b.PlatformReport(ctx, invoice)
		if err != nil {
			return nil, fmt.Errorf("report of Cloudmore (leave it out with -cloudmore=false): %w", err)
		}
		opts = append(opts, billing.WithPlatformReport(lines))
	}
	return opts, nil
}
