package main

import (
	"context"
	"errors"
	"flag"
	"strings"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/examples/internal/broker"
	"github.com/tenantlink/tenantlink/linking"
)

func planCommand(flags *flag.FlagSet) func(context.Context, *session, []string) error {
	out := flags.String("out", "", "file to write the plan to (required)")
	force := flags.Bool("force", false, "replace the file if it exists")
	create := flags.Bool("create", true, "approve the creation of organizations for tenants that fit none")
	azure := flags.Bool("azure", true, "read the newest invoice to find Azure consumption without the Azure service, and who has charges")
	csp := flags.Bool("csp", false, "read of every linked organization whether it has the CSP service, one request each")
	dormant := flags.Bool("dormant", true, "leave tenants without subscriptions or charges to a person, one request for each unlinked tenant")
	approve := flags.String("approve", "", "ids of further actions to approve, separated by commas, such as Azure or CSP services")
	return func(ctx context.Context, s *session, args []string) error {
		if len(args) > 0 || *out == "" {
			return errors.New("give -out FILE and no arguments")
		}
		if err := broker.Vacant(*force, "", *out); err != nil {
			return err
		}
		b, err := s.connect(ctx, readOnly)
		if err != nil {
			return err
		}
		b.ReadSubscriptions = *dormant
		var opts []linking.Option
		if *csp {
			opts = append(opts, linking.WithCSPAudit())
		}
		if *azure {
			found, err := s.azureOptions(ctx, b)
			if err != nil {
				return err
			}
			opts = append(opts, found...)
		}
		snapshot, linker, err := s.discover(ctx, b, opts...)
		if err != nil {
			return err
		}
		plan, err := linker.Plan(ctx, snapshot)
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
		if err := plan.WriteTable(s.env.stdout); err != nil {
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

// azureOptions finds the tenants with Azure consumption, and those with charges,
// on the newest invoice.
func (s *session) azureOptions(ctx context.Context, b *broker.Broker) ([]linking.Option, error) {
	part, _, err := s.newest(ctx, b)
	if err != nil || part == nil {
		return nil, err
	}
	azure, err := broker.AzureTenants(part)
	if err != nil {
		return nil, err
	}
	charged, err := broker.ChargedTenants(part)
	return []linking.Option{linking.WithAzureTenants(azure...), linking.WithChargedTenants(charged...)}, err
}

// newest reads the lines of the newest invoice; nil when there is none.
func (s *session) newest(ctx context.Context, b *broker.Broker) (*billing.Partial, string, error) {
	all, err := b.Invoices(ctx)
	if err != nil {
		return nil, "", err
	}
	for n, i := range all {
		if broker.IsInvoice(i) {
			part, without, err := b.Aggregate(ctx, all[n:n+1], billing.WithProgress(s.billingProgress))
			if len(without) > 0 {
				return nil, "", err
			}
			return part, i.ID, err
		}
	}
	return nil, "", nil
}
