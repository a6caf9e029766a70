package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/examples/internal/broker"
	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/partnercenter"
)

// planner are the flags that decide what a plan sees. Plan and review have them
// both, so that a person is asked about what the plan leaves open.
type planner struct {
	azure, plans, csp, dormant bool
	erp                        string
}

func (p *planner) flags(flags *flag.FlagSet) {
	flags.BoolVar(&p.azure, "azure", true, "read the newest invoice to find Azure consumption without the Azure service, and who has charges")
	flags.BoolVar(&p.plans, "azure-plans", false, "read of every linked tenant whether it has an Azure plan, one request each: it needs the Azure service before it consumes")
	flags.BoolVar(&p.csp, "csp", false, "read of every linked organization whether it has the CSP service, one request each")
	flags.BoolVar(&p.dormant, "dormant", true, "leave tenants without subscriptions or charges to a person, one request for each unlinked tenant")
	flags.StringVar(&p.erp, "erp", "", "CSV file with what new organizations need: tenant_id, customer_number, billing_start (2027-01-01), and further columns as custom properties; a tenant that is not in it is left to a person")
}

// make reads both sides and plans.
func (p *planner) make(ctx context.Context, s *session) (*linking.Plan, error) {
	b, err := s.connect(ctx, readOnly)
	if err != nil {
		return nil, err
	}
	b.ReadSubscriptions = p.dormant
	var opts []linking.Option
	if p.csp {
		opts = append(opts, linking.WithCSPAudit())
	}
	if p.plans {
		opts = append(opts, linking.WithAzureAudit())
	}
	if p.erp != "" {
		rules, err := readERP(p.erp)
		if err != nil {
			return nil, err
		}
		opts = append(opts, linking.WithDraft(rules.draft))
	}
	if p.azure {
		part, err := s.newest(ctx, b)
		if err != nil {
			return nil, err
		}
		found, err := broker.InvoiceOptions(part)
		if err != nil {
			return nil, err
		}
		opts = append(opts, found...)
	}
	snapshot, linker, err := s.discover(ctx, b, opts...)
	if err != nil {
		return nil, err
	}
	return linker.Plan(ctx, snapshot)
}

func planCommand(flags *flag.FlagSet) func(context.Context, *session, []string) error {
	out := flags.String("out", "", "file to write the plan to (required)")
	force := flags.Bool("force", false, "replace the file if it exists")
	create := flags.Bool("create", true, "approve the creation of organizations for tenants that fit none")
	approve := flags.String("approve", "", "ids of further actions to approve, separated by commas, such as Azure or CSP services")
	against := flags.String("against", "", "an earlier plan: print what is different instead of the whole plan")
	var planner planner
	planner.flags(flags)
	return func(ctx context.Context, s *session, args []string) error {
		if len(args) > 0 || *out == "" {
			return errors.New("give -out FILE and no arguments")
		}
		if err := broker.Vacant(*force, ".", *out); err != nil {
			return err
		}
		plan, err := planner.make(ctx, s)
		if err != nil {
			return err
		}
		plan.Approve(func(a *linking.Action) bool { return *create && a.Kind == linking.CreateAndLink })
		for id := range strings.SplitSeq(*approve, ",") {
			if id = strings.TrimSpace(id); id != "" {
				if err := plan.ApproveAction(id); err != nil {
					return err
				}
			}
		}
		s.progress.Done()
		if err := s.sayPlan(plan, *against); err != nil {
			return err
		}
		if err := broker.WritePlan(*out, plan, *force); err != nil {
			return err
		}
		s.say("\nwrote %s: %d links, %d creations, %d Azure and %d CSP services, %d for a person. Review it, then: reconcile apply %s\n", *out,
			plan.Count(linking.LinkExisting), plan.Count(linking.CreateAndLink), plan.Count(linking.AttachAzureService), plan.Count(linking.AttachCSPService),
			plan.Count(linking.Review)+plan.Count(linking.SecondTenant)+plan.Count(linking.Conflict), *out)
		return nil
	}
}

// sayPlan prints the plan, or how it differs from an earlier one.
func (s *session) sayPlan(plan *linking.Plan, against string) error {
	if against == "" {
		return plan.WriteTable(s.env.stdout)
	}
	earlier, err := readPlan(against)
	if err != nil {
		return err
	}
	diff, err := linking.Compare(earlier, plan)
	if err != nil {
		return fmt.Errorf("%s: %w", against, err)
	}
	return diff.WriteTable(s.env.stdout)
}

func readPlan(path string) (*linking.Plan, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	plan, err := linking.ReadPlan(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return plan, nil
}

// newest reads the lines of the newest invoice; nil when there is none.
func (s *session) newest(ctx context.Context, b *broker.Broker) (*billing.Partial, error) {
	all, err := b.Invoices(ctx)
	if err != nil {
		return nil, err
	}
	invoices := newestOf(all, 1)
	if len(invoices) == 0 {
		return nil, nil
	}
	return s.lines(ctx, b, invoices)
}

// lines reads the lines of invoices; nil when Microsoft has none of one yet.
func (s *session) lines(ctx context.Context, b *broker.Broker, invoices []partnercenter.Invoice) (*billing.Partial, error) {
	part, without, err := b.Aggregate(ctx, invoices, billing.WithProgress(s.billingProgress))
	if err != nil || len(without) > 0 {
		return nil, err
	}
	return part, nil
}
