package main

import (
	"context"
	"flag"
	"fmt"
	"strings"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/examples/internal/broker"
	"github.com/tenantlink/tenantlink/examples/internal/cli"
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
	a, err := s.readInvoices(ctx, b, count)
	if err != nil {
		return err
	}
	if err := s.sayRisks(a.report, a.invoices); err != nil {
		return err
	}
	if len(a.snapshot.Unlinked()) > 0 {
		return &cli.ExitError{Code: exitUnlinked}
	}
	return nil
}

// newestOf takes the newest invoices, leaving notes out.
func newestOf(all []partnercenter.Invoice, count int) []partnercenter.Invoice {
	var invoices []partnercenter.Invoice
	for _, i := range all {
		if broker.IsInvoice(i) && len(invoices) < count {
			invoices = append(invoices, i)
		}
	}
	return invoices
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
