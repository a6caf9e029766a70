package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"golang.org/x/sync/errgroup"

	"github.com/tenantlink/tenantlink/billing"
	"github.com/tenantlink/tenantlink/examples/internal/broker"
	"github.com/tenantlink/tenantlink/examples/internal/cli"
	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/mockserver"
	"github.com/tenantlink/tenantlink/partnercenter"
	"github.com/tenantlink/tenantlink/partnercenter/auth"
)

// planFile is the plan's name in the -out folder.
const planFile = "plan.json"

// story is the run so far.
type story struct {
	s        settings
	out      io.Writer
	progress *cli.Progress
	mock     *mockserver.Server
	broker   *broker.Broker
	auth     *auth.Authenticator

	invoices []partnercenter.Invoice
	invoice  partnercenter.Invoice // the newest
	lines    *billing.Partial
	usage    *billing.Usage // the daily detail of the Azure lines
	linker   *linking.Linker
	snapshot *linking.Snapshot
	plan     *linking.Plan
	tampered string
}

func tell(ctx context.Context, s settings, out io.Writer, progress *cli.Progress) (err error) {
	if s.out != "" {
		files := append(broker.ReportFiles(), planFile)
		if err := broker.Vacant(s.force, s.out, files...); err != nil {
			return fmt.Errorf("quickstart: %w", err)
		}
	}
	mock, err := mockserver.Start(mockserver.WithSeed(s.seed), mockserver.WithTenants(s.tenants))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, mock.Close()) }()
	t := &story{s: s, out: out, progress: progress, mock: mock}
	t.say("tenantlink quickstart: a broker with %d customer tenants, seed %d.\nMicrosoft and Cloudmore are played by the mock server at %s.\n", s.tenants, s.seed, mock.URL())
	for n, step := range []struct {
		title string
		do    func(context.Context) error
	}{
		{"Sign in: consent once, as a user with MFA", t.signIn},
		{"Check the prerequisites", t.preflight},
		{"Read the newest invoice and find who is left out", t.discover},
		{"The bill before", t.billBefore},
		{"The plan: a tenant, an organization, and why", t.makePlan},
		{"Apply what is certain, and create the organizations that are missing", t.apply},
		{"Run again: nothing to do", t.again},
		{"The bill after, with the proof", t.billAfter},
	} {
		t.say("\n%d. %s\n", n+1, step.title)
		if err := step.do(ctx); err != nil {
			return fmt.Errorf("quickstart: step %d, %s: %w", n+1, step.title, err)
		}
	}
	return nil
}

func (t *story) say(format string, args ...any) {
	t.progress.Done()
	fmt.Fprintf(t.out, format, args...)
}

func (t *story) step(p linking.Progress) { t.progress.Step(p.Stage, p.Done, p.Total) }

// discover reads the lines first: they tell which tenants consume Azure, and so
// for which organizations the Azure service matters.
func (t *story) discover(ctx context.Context) error {
	if err := t.tamperInvoice(); err != nil {
		return err
	}
	if err := t.newestInvoice(ctx); err != nil {
		return err
	}
	var err error
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		t.lines, _, err = t.broker.Aggregate(gctx, []partnercenter.Invoice{t.invoice})
		return err
	})
	g.Go(func() (err error) {
		t.usage, err = t.broker.Usage(gctx, t.invoice.ID)
		return err
	})
	if err := g.Wait(); err != nil {
		return err
	}
	azure, err := broker.AzureTenants(t.lines)
	if err != nil {
		return err
	}
	ignores, err := t.ignores()
	if err != nil {
		return err
	}
	t.linker, err = t.broker.Linker(linking.WithAzureTenants(azure...), linking.WithIgnores(ignores...), linking.WithProgress(t.step))
	if err != nil {
		return err
	}
	if t.snapshot, err = t.linker.Discover(ctx); err != nil {
		return err
	}
	t.say("   %d tenants in Partner Center, %d organizations and %d links in Cloudmore, %d tenants on the ignore list\n",
		len(t.snapshot.Tenants), len(t.snapshot.Organizations), len(t.snapshot.Links), len(t.snapshot.Ignored()))
	report, err := t.report(t.snapshot)
	if err != nil {
		return err
	}
	alert, err := linking.NewAlert(ctx, t.snapshot, report)
	if err != nil {
		return err
	}
	t.say("   ALERT: %s\n", alert)
	return t.sayUnlinked(alert)
}

func (t *story) sayUnlinked(a *linking.Alert) error {
	const most = 5
	table := cli.NewTable("tenant", "domain", ">net on the invoice")
	for n, u := range a.Unlinked {
		if n == most {
			break
		}
		worth := "-"
		if len(u.Values) > 0 {
			worth = u.Values[0].Currency + " " + u.Values[0].Net.StringFixed(2)
		}
		table.Row(u.Name, u.Domain, worth)
	}
	if err := table.Write(t.out, "   "); err != nil {
		return err
	}
	if more := len(a.Unlinked) - most; more > 0 {
		t.say("   ... and %d more\n", more)
	}
	return nil
}

// ignores are the tenants that the seeded broker leaves unlinked on purpose.
func (t *story) ignores() ([]linking.Ignore, error) {
	var list []linking.Ignore
	for _, s := range t.mock.Broker().SuggestedIgnores {
		tenant, err := uuid.Parse(s.TenantID)
		if err != nil {
			return nil, err
		}
		list = append(list, linking.Ignore{
			TenantKey: linking.TenantKey{Partner: t.broker.Partner, Tenant: tenant},
			Kind:      linking.IgnoreKind(s.Kind), Reason: s.Reason, By: "quickstart",
		})
	}
	return list, nil
}

// report joins the lines with the links of a snapshot.
func (t *story) report(s *linking.Snapshot, opts ...billing.Option) (*billing.Report, error) {
	if err := t.lines.Relink(broker.LinkSet(s)); err != nil {
		return nil, err
	}
	// The mock's totalCharges is net of tax. Against the real service state the
	// net yourself: whether it is net or gross is not documented.
	opts = append(opts, billing.WithStatedNet(t.invoice.ID, t.invoice.CurrencyCode, t.invoice.TotalCharges),
		billing.WithDocuments(broker.Documents(t.invoices)...), billing.WithUsage(t.usage, billing.DefaultTolerance()))
	return t.lines.Report(opts...)
}

func (t *story) billBefore(context.Context) error {
	report, err := t.report(t.snapshot)
	if err != nil {
		return err
	}
	table := cli.NewTable("left out because", ">tenants", ">lines", ">net "+t.invoice.CurrencyCode)
	for _, p := range report.Proofs {
		for _, r := range p.ByReason {
			tenants := 0
			for _, risk := range report.MoneyAtRisk {
				if risk.Reason == r.Reason {
					tenants++
				}
			}
			table.Row(string(r.Reason), fmt.Sprint(tenants), fmt.Sprint(r.Lines), r.Net.StringFixed(2))
		}
		t.say("   invoice %s: %d lines, net %s %s, of which %s is billed to %d organizations\n",
			p.Invoice, p.Net.Lines, p.Currency, p.Net.Net.StringFixed(2), p.Included.Net.StringFixed(2), p.Organizations)
	}
	if err := table.Write(t.out, "   "); err != nil {
		return err
	}
	return t.judge(report)
}

// judge ends the run when the proof does not hold.
func (t *story) judge(r *billing.Report) error {
	for _, p := range r.Proofs {
		switch {
		case !p.Difference.IsZero():
			return fmt.Errorf("the proof of invoice %s fails: included and excluded miss the lines by %s %s", p.Invoice, p.Currency, p.Difference)
		case p.StatedDiff != nil && !p.StatedDiff.IsZero():
			return fmt.Errorf("the proof of invoice %s fails: the lines hold %s %s, the invoice states %s, difference %s",
				p.Invoice, p.Currency, p.Net.Net.StringFixed(2), p.Stated.StringFixed(2), p.StatedDiff.StringFixed(2))
		case p.Platform != nil && len(p.Platform.Organizations) > 0:
			return t.platformDiffers(p)
		}
	}
	if r.State != billing.Exact {
		return fmt.Errorf("the proof is %q, not exact", r.State)
	}
	return nil
}

func (t *story) platformDiffers(p billing.Proof) error {
	var moved decimal.Decimal
	names := ""
	for n, o := range p.Platform.Organizations {
		if o.Difference.IsPositive() {
			moved = moved.Add(o.Difference)
		}
		if n < 3 {
			names += fmt.Sprintf("\n   %s [%s]: ours %s, Cloudmore's %s, difference %s", linking.Printable(o.Name), o.ID,
				o.Included.StringFixed(2), o.Platform.StringFixed(2), o.Difference.StringFixed(2))
		}
	}
	return fmt.Errorf("the proof of invoice %s fails: Cloudmore bills %d organizations differently; %s %s stands elsewhere or is missing%s",
		p.Invoice, len(p.Platform.Organizations), p.Currency, moved.StringFixed(2), names)
}

func (t *story) makePlan(ctx context.Context) error {
	var err error
	if t.plan, err = t.linker.Plan(ctx, t.snapshot); err != nil {
		return err
	}
	kinds := cli.NewTable("action", ">tenants")
	for _, k := range []linking.Kind{linking.LinkExisting, linking.CreateAndLink, linking.AttachAzureService, linking.SecondTenant,
		linking.Review, linking.Conflict, linking.Stale, linking.Ignored} {
		if n := t.plan.Count(k); n > 0 {
			kinds.Row(string(k), fmt.Sprint(n))
		}
	}
	if err := kinds.Write(t.out, "   "); err != nil {
		return err
	}
	t.say("\n   * = approved because it is certain; everything else waits for a person\n")
	if err := t.sayActions(); err != nil {
		return err
	}
	if t.s.out == "" {
		return nil
	}
	return broker.WritePlan(filepath.Join(t.s.out, planFile), t.plan, t.s.force)
}

func (t *story) apply(ctx context.Context) error {
	t.plan.Approve(func(a *linking.Action) bool { return a.Kind == linking.CreateAndLink })
	journal := new(linking.MemoryJournal) // linking.OpenJournal for one that survives a crash
	began := time.Now()
	out, err := t.linker.Apply(ctx, t.plan, journal, linking.ApplyOptions{Execute: true})
	if err != nil {
		return err
	}
	if err := out.Err(); err != nil {
		return err
	}
	t.say("   %d actions done with %d writes in %v; %d wait for a person\n", out.Count(linking.VerdictDone), out.Writes,
		time.Since(began).Round(time.Millisecond), out.Count(linking.VerdictReview))
	return nil
}

func (t *story) again(ctx context.Context) error {
	var err error
	if t.snapshot, err = t.linker.Discover(ctx); err != nil {
		return err
	}
	plan, err := t.linker.Plan(ctx, t.snapshot)
	if err != nil {
		return err
	}
	plan.Approve(func(*linking.Action) bool { return true })
	out, err := t.linker.Apply(ctx, plan, new(linking.MemoryJournal), linking.ApplyOptions{Execute: true})
	if err != nil {
		return err
	}
	if out.Writes != 0 || plan.Count(linking.LinkExisting)+plan.Count(linking.CreateAndLink) != 0 {
		return fmt.Errorf("the second run wrote %d times and found %d links and %d creations to do", out.Writes,
			plan.Count(linking.LinkExisting), plan.Count(linking.CreateAndLink))
	}
	t.say("   nothing to link or create, no write; %d tenants are still unlinked and wait for a person, %d Azure services for approval\n",
		len(t.snapshot.Unlinked()), plan.Count(linking.AttachAzureService))
	return nil
}

func (t *story) billAfter(ctx context.Context) error {
	if err := t.tamperPlatform(); err != nil {
		return err
	}
	platform, err := t.broker.PlatformReport(ctx, t.invoice)
	if err != nil {
		return err
	}
	report, err := t.report(t.snapshot, billing.WithPlatformReport(platform))
	if err != nil {
		return err
	}
	if err := report.WriteProof(&indented{w: t.out}); err != nil {
		return err
	}
	if err := t.judge(report); err != nil {
		return err
	}
	if t.tampered != "" {
		return fmt.Errorf("the server was tampered with (%s) and the proof did not notice", t.tampered)
	}
	t.say("   PROOF HOLDS: included + excluded = the lines = what the invoice states; Cloudmore bills the same.\n")
	if t.s.out == "" {
		return nil
	}
	paths, err := broker.WriteReport(ctx, t.s.out, report, t.s.force)
	if err != nil {
		return err
	}
	t.say("   wrote %s and %d reports to %s\n", planFile, len(paths), t.s.out)
	return nil
}
