// Package broker is the job that quickstart and reconcile both do: it ties the
// clients, the linker and the bill together for one partner and one broker.
package broker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/cloudmore"
	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/adapter"
	"github.com/tenantlink/tenantlink/linking/provision"
	"github.com/tenantlink/tenantlink/partnercenter"
	"github.com/tenantlink/tenantlink/partnercenter/graph"
)

// Broker is a connected partner and broker.
type Broker struct {
	PartnerCenter *partnercenter.Client
	Graph         *graph.Client
	Cloudmore     *cloudmore.Client
	// Partner is the partner's tenant, Reseller the broker's id in Cloudmore.
	Partner  uuid.UUID
	Reseller string
	// ReadSubscriptions tells dormant tenants from the others, at the price of one
	// request for each unlinked tenant.
	ReadSubscriptions bool
	// PartnerEnvironment and PlatformEnvironment say whether each side is a sandbox,
	// which no API tells; a sandbox and production are refused together.
	PartnerEnvironment, PlatformEnvironment linking.Environment
	// Domains looks up who owns a domain.
	Domains *adapter.Domains
}

// Scope names the partner and the broker in plans and journals.
func (b *Broker) Scope() linking.Scope { return adapter.Scope(b.Partner, b.Reseller) }

// Linker returns the linker of this broker.
func (b *Broker) Linker(opts ...linking.Option) (*linking.Linker, error) {
	details := []adapter.CustomersOption{adapter.InEnvironment(b.PartnerEnvironment)}
	if b.ReadSubscriptions {
		details = append(details, adapter.WithSubscriptions())
	}
	customers, err := adapter.NewCustomers(b.PartnerCenter, b.Partner, details...)
	if err != nil {
		return nil, err
	}
	platform, err := adapter.NewBroker(b.Cloudmore, b.Partner, adapter.OnEnvironment(b.PlatformEnvironment))
	if err != nil {
		return nil, err
	}
	return linking.New(customers, platform, append([]linking.Option{
		linking.WithScope(b.Scope()), linking.WithDomainOwners(b.Domains),
	}, opts...)...)
}

// Provisioner returns what buys for customers and links the result.
func (b *Broker) Provisioner(opts ...provision.Option) (*provision.Provisioner, error) {
	seller, err := provision.NewPartnerCenter(b.PartnerCenter)
	if err != nil {
		return nil, err
	}
	access, err := provision.NewGDAP(b.Graph)
	if err != nil {
		return nil, err
	}
	maker, err := provision.NewCloudmore(b.Cloudmore)
	if err != nil {
		return nil, err
	}
	platform, err := adapter.NewBroker(b.Cloudmore, b.Partner)
	if err != nil {
		return nil, err
	}
	return provision.New(seller, platform, append([]provision.Option{
		provision.WithAccess(access), provision.WithTenantMaker(maker),
	}, opts...)...)
}

// Invoices returns the new-commerce invoices and their notes, the newest first.
func (b *Broker) Invoices(ctx context.Context) ([]partnercenter.Invoice, error) {
	var all []partnercenter.Invoice
	for i, err := range b.PartnerCenter.Invoices().All(ctx, partnercenter.InvoiceQuery{}) {
		if err != nil {
			return nil, err
		}
		if i.InvoiceType == partnercenter.InvoiceOneTime {
			all = append(all, i)
		}
	}
	slices.SortFunc(all, func(x, y partnercenter.Invoice) int {
		return cmp.Or(y.InvoiceDate.Compare(x.InvoiceDate), strings.Compare(y.ID, x.ID))
	})
	return all, nil
}

// IsInvoice tells an invoice from the notes that amend one.
func IsInvoice(i partnercenter.Invoice) bool {
	return i.AmendsOf == "" && (i.DocumentType == "" || strings.EqualFold(string(i.DocumentType), "invoice"))
}

// Documents are the headers that prove a chain of an invoice and its notes.
// totalCharges is left out: whether it is net or gross is not documented.
func Documents(invoices []partnercenter.Invoice) []billing.Document {
	docs := make([]billing.Document, len(invoices))
	for n, i := range invoices {
		docs[n] = billing.Document{
			ID: i.ID, Type: string(i.DocumentType), AmendsOf: i.AmendsOf, Currency: i.CurrencyCode,
			Date: i.InvoiceDate, PeriodStart: i.BillingPeriodStartDate, PeriodEnd: i.BillingPeriodEndDate,
		}
	}
	return docs
}

// Lines asks Microsoft for the reconciliation lines of an invoice. The export
// is streamed from blob storage when the source is read.
func (b *Broker) Lines(ctx context.Context, invoice string) (billing.Export, error) {
	export, err := b.Graph.Billing().ExportBilledReconciliation(ctx, graph.BilledExport{InvoiceID: invoice})
	if err != nil {
		return billing.Export{}, err
	}
	return b.ready(ctx, invoice, export)
}

// Usage asks for the daily rated usage of an invoice, the detail of its Azure
// lines. It is compared with them, never added.
func (b *Broker) Usage(ctx context.Context, invoice string) (*billing.Usage, error) {
	export, err := b.Graph.Billing().ExportBilledUsage(ctx, graph.BilledExport{InvoiceID: invoice})
	if err != nil {
		return nil, err
	}
	lines, err := b.ready(ctx, invoice, export)
	if err != nil {
		return nil, err
	}
	return billing.ReadUsage(ctx, billing.Source{lines})
}

// ready waits for an export and opens its files as they are read.
func (b *Broker) ready(ctx context.Context, invoice string, export *graph.Export) (billing.Export, error) {
	manifest, err := b.Graph.Billing().Wait(ctx, export)
	if err != nil {
		return billing.Export{}, err
	}
	out := billing.Export{Invoice: invoice, ETag: manifest.ETag, BlobCount: manifest.BlobCount}
	for _, blob := range manifest.Blobs {
		out.Blobs = append(out.Blobs, billing.Blob{Name: blob.Name, Open: func(ctx context.Context) (io.ReadCloser, error) {
			return b.Graph.Billing().Open(ctx, manifest, blob)
		}})
	}
	return out, nil
}

// concurrentExports bounds the exports that Microsoft prepares for us at once.
const concurrentExports = 6

// Aggregate reads the lines of the invoices once, joined with no links yet;
// Relink joins them with what Discover finds. An invoice for which Microsoft has
// no lines is skipped and named.
func (b *Broker) Aggregate(ctx context.Context, invoices []partnercenter.Invoice, opts ...billing.Option) (part *billing.Partial, without []string, err error) {
	exports := make([]*billing.Export, len(invoices))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(concurrentExports)
	for n, i := range invoices {
		g.Go(func() error {
			export, err := b.Lines(gctx, i.ID)
			if errors.Is(err, graph.ErrExportFailed) {
				return nil
			}
			if err != nil {
				return fmt.Errorf("lines of invoice %s: %w", i.ID, err)
			}
			exports[n] = &export
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, nil, err
	}
	var source billing.Source
	for n, e := range exports {
		if e == nil {
			without = append(without, invoices[n].ID)
			continue
		}
		source = append(source, *e)
	}
	part, err = billing.Aggregate(ctx, source, billing.LinkSet{Partner: b.Partner}, opts...)
	return part, without, err
}

// AzureTenants are the tenants with lines that need the Azure service.
func AzureTenants(part *billing.Partial) ([]uuid.UUID, error) {
	return tenantsWith(part, func(g billing.Group) bool { return g.Gated })
}

// ChargedTenants are the tenants with a charge or a credit that is not zero.
func ChargedTenants(part *billing.Partial) ([]uuid.UUID, error) {
	return tenantsWith(part, func(g billing.Group) bool { return !g.Amount.Charges.IsZero() || !g.Amount.Credits.IsZero() })
}

func tenantsWith(part *billing.Partial, accept func(billing.Group) bool) ([]uuid.UUID, error) {
	report, err := part.Report()
	if err != nil {
		return nil, err
	}
	seen := make(map[uuid.UUID]bool)
	var out []uuid.UUID
	for _, g := range report.Groups {
		if g.Tenant != uuid.Nil && accept(g) && !seen[g.Tenant] {
			seen[g.Tenant] = true
			out = append(out, g.Tenant)
		}
	}
	return out, nil
}

// InvoiceOptions tell the linker who consumes Azure and who is charged; nothing
// without lines.
func InvoiceOptions(part *billing.Partial) ([]linking.Option, error) {
	if part == nil {
		return nil, nil
	}
	azure, err := AzureTenants(part)
	if err != nil {
		return nil, err
	}
	charged, err := ChargedTenants(part)
	if err != nil {
		return nil, err
	}
	return []linking.Option{linking.WithAzureTenants(azure...), linking.WithChargedTenants(charged...)}, nil
}

// LinkSet is a snapshot as billing sees it.
func LinkSet(s *linking.Snapshot) billing.LinkSet {
	return billing.LinkSet{
		At: s.Taken, Partner: s.Scope.Partner, Broker: s.Scope.Platform, Links: s.Links, Organizations: s.Organizations, Ignored: s.Ignores,
	}
}

// PlatformReport reads what Cloudmore itself bills for the period of the
// invoice.
func (b *Broker) PlatformReport(ctx context.Context, invoice partnercenter.Invoice) ([]billing.PlatformLine, error) {
	from, to := invoice.BillingPeriodStartDate, invoice.InvoiceDate
	task, err := b.Cloudmore.Reports().StartMonthly(ctx, from, to)
	if err != nil {
		return nil, err
	}
	report, err := b.Cloudmore.Reports().WaitMonthly(ctx, task.TaskID)
	if err != nil {
		return nil, err
	}
	var out []billing.PlatformLine
	for _, o := range report.Organizations {
		for _, s := range o.Services {
			for _, p := range s.Products {
				line, err := platformLine(o, s, p)
				if err != nil {
					return nil, err
				}
				if line.Invoice == invoice.ID {
					out = append(out, line)
				}
			}
		}
	}
	return out, nil
}
