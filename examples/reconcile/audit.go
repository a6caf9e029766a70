package main

import (
	"context"
	"flag"
	"fmt"
	"strings"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/examples/internal/broker"
	"github.com/tenantlink/tenantlink/examples/internal/cli"
	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/partnercenter"
)

func auditCommand(flags *flag.FlagSet) func(context.Context, *session, []string) error {
	count := flags.Int("invoices", 12, "how many of the newest invoices to read, 1 to 60")
	return func(ctx context.Context, s *session, args []string) error {
		if len(args) > 0 || *count < 1 || *count > 60 {
			return fmt.Errorf("audit takes no arguments and -invoices 1 to 60")
		}
		return audit(ctx, s, *count)
	}
}

// audit reads with the application's own token and writes nothing.
func audit(ctx context.Context, s *session, count int) error {
	b, err := s.connect(ctx, readOnly, appOnly)
	if err != nil {
		return err
	}
	all, err := b.Invoices(ctx)
	if err != nil {
		return err
	}
	var invoices []partnercenter.Invoice
	for _, i := range all {
		if broker.IsInvoice(i) && len(invoices) < count {
			invoices = append(invoices, i)
		}
	}
	part, without, err := b.Aggregate(ctx, invoices, billing.WithProgress(s.billingProgress))
	if err != nil {
		return err
	}
	for _, id := range without {
		s.say("Microsoft has no lines for invoice %s: not audited\n", id)
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
	report, err := part.Report(billing.WithDocuments(broker.Documents(all)...))
	if err != nil {
		return err
	}
	if report.State == billing.NothingAudited {
		return &cli.ExitError{Code: exitNothing, Err: fmt.Errorf("reconcile audit: nothing was audited: %d invoices, no lines", len(invoices))}
	}
	if err := s.sayRisks(report, len(invoices)-len(without)); err != nil {
		return err
	}
	if unlinked := snapshot.Unlinked(); len(unlinked) > 0 {
		return &cli.ExitError{Code: exitUnlinked}
	}
	return nil
}

// sayRisks prints what was left out, by tenant and reason.
func (s *session) sayRisks(r *billing.Report, invoices int) error {
	if len(r.MoneyAtRisk) == 0 {
		s.say("%d invoices, %d lines: nothing was left out\n", invoices, r.Lines)
		return nil
	}
	table := cli.NewTable("tenant", "name", "left out because", ">net", "charges since", "invoices", "what would fix it")
	for _, risk := range r.MoneyAtRisk {
		id := risk.TenantID
		if id == "" {
			id = risk.Tenant.String()
		}
		var net []string
		for _, v := range risk.Values {
			net = append(net, v.Currency+" "+v.Net.StringFixed(2))
		}
		table.Row(id, risk.TenantName, string(risk.Reason), strings.Join(net, ", "), risk.FirstCharge, fmt.Sprint(len(risk.Invoices)), string(risk.Action))
	}
	if err := table.Write(s.env.stdout, ""); err != nil {
		return err
	}
	for _, c := range r.Currencies {
		s.say("\n%d invoices, %d lines: %s %s billed to organizations, %s left out (charges %s, credits %s)\n", invoices, c.Total.Lines, c.Currency,
			c.Included.Net.StringFixed(2), c.Excluded.Net.StringFixed(2), c.Excluded.Charges.StringFixed(2), c.Excluded.Credits.StringFixed(2))
	}
	return nil
}
