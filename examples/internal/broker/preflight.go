package broker

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/tenantlink/tenantlink/examples/internal/cli"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
	"github.com/tenantlink/tenantlink/partnercenter/preflight"
)

// Preflight looks at every prerequisite. portal is the address at which people
// open Cloudmore; empty leaves its row unknown.
func (b *Broker) Preflight(ctx context.Context, signer *auth.Authenticator, portal string) (*preflight.Report, error) {
	return preflight.Run(ctx, preflight.Subject{
		Auth: signer, PartnerID: b.Partner.String(), PartnerCenter: b.PartnerCenter, Graph: b.Graph, CloudmoreAddress: portal,
		Cloudmore: preflight.Cloudmore{
			Reach:    func(ctx context.Context) error { return b.Cloudmore.Health(ctx) },
			Tenants:  b.cloudmoreTenants,
			Invoices: b.cloudmoreInvoices,
		},
	})
}

func (b *Broker) cloudmoreTenants(ctx context.Context) ([]string, error) {
	tenants, err := b.Cloudmore.CSPTenants().List(ctx)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(tenants))
	for n, t := range tenants {
		ids[n] = t.TenantID
	}
	return ids, nil
}

// cloudmoreInvoices are the numbers of Microsoft's invoices in Cloudmore's report.
func (b *Broker) cloudmoreInvoices(ctx context.Context, from, to time.Time) ([]string, error) {
	task, err := b.Cloudmore.Reports().StartMonthly(ctx, from, to)
	if err != nil {
		return nil, err
	}
	report, err := b.Cloudmore.Reports().WaitMonthly(ctx, task.TaskID)
	if err != nil {
		return nil, err
	}
	seen := make(map[string]bool)
	var numbers []string
	for _, o := range report.Organizations {
		for _, s := range o.Services {
			for _, p := range s.Products {
				if p.InvoiceNumber != "" && !seen[p.InvoiceNumber] {
					seen[p.InvoiceNumber] = true
					numbers = append(numbers, p.InvoiceNumber)
				}
			}
		}
	}
	return numbers, nil
}

// WritePreflight writes the report as a table, and what to do below it.
func WritePreflight(w io.Writer, r *preflight.Report, indent string) error {
	table := cli.NewTable("prerequisite", "", "what was seen")
	for _, one := range r.Results {
		table.Row(string(one.Check), strings.ToUpper(one.Status.String()), one.Evidence)
	}
	if err := table.Write(w, indent); err != nil {
		return err
	}
	todo := cli.NewTable("to do", "")
	for _, one := range r.Results {
		if one.Remedy != "" {
			todo.Row(string(one.Check), one.Remedy)
		}
	}
	if todo.Len() == 0 {
		return nil
	}
	return todo.Write(w, indent)
}
