package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/tenantlink/tenantlink/examples/internal/cli"
	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/provision"
)

func provisionCommand(flags *flag.FlagSet) func(context.Context, *session, []string) error {
	request := flags.String("request", "", "file with the request, JSON (required); -template prints one")
	journal := flags.String("journal", "", "journal file; REQUEST.journal unless set")
	yes := flags.Bool("yes", false, "buy without asking; needs -max-price")
	limit := flags.String("max-price", "", `with -yes, the highest first bill that is bought without asking, such as "EUR 500"`)
	template := flags.Bool("template", false, "print a request to fill in, and do nothing else")
	return func(ctx context.Context, s *session, args []string) error {
		if *template {
			return writeTemplate(s.env.stdout)
		}
		if len(args) > 0 || *request == "" {
			return errors.New("give -request FILE and no arguments")
		}
		buyer := &buyer{s: s, yes: *yes}
		if err := buyer.setLimit(*limit); err != nil {
			return err
		}
		if *journal == "" {
			*journal = *request + ".journal"
		}
		return buyer.run(ctx, *request, *journal)
	}
}

// buyer carries out one request and asks before money is spent.
type buyer struct {
	s        *session
	yes      bool
	currency string
	limit    decimal.Decimal
}

func (b *buyer) setLimit(text string) error {
	if text == "" && !b.yes {
		return nil
	}
	currency, amount, ok := strings.Cut(strings.TrimSpace(text), " ")
	limit, err := decimal.NewFromString(strings.TrimSpace(amount))
	switch {
	case !b.yes:
		return errors.New("-max-price is for -yes")
	case text == "":
		return errors.New(`-yes needs -max-price, such as -max-price "EUR 500"`)
	case !ok || len(currency) != 3 || err != nil || !limit.IsPositive():
		return fmt.Errorf(`-max-price %q is no amount such as "EUR 500"`, text)
	}
	b.currency, b.limit = strings.ToUpper(currency), limit
	return nil
}

func (b *buyer) run(ctx context.Context, requestFile, journalFile string) (err error) {
	f, err := os.Open(requestFile)
	if err != nil {
		return err
	}
	request, err := provision.ReadRequest(f)
	f.Close()
	if err != nil {
		return fmt.Errorf("%s: %w", requestFile, err)
	}
	connected, err := b.s.connect(ctx)
	if err != nil {
		return err
	}
	p, err := connected.Provisioner(provision.WithConfirm(b.confirm))
	if err != nil {
		return err
	}
	journal, err := linking.OpenJournal(journalFile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, journal.Close()) }()
	res, err := p.Run(ctx, connected.Scope(), journal, request)
	if errors.Is(err, provision.ErrWaiting) {
		return &cli.ExitError{Code: exitWaiting, Err: fmt.Errorf("reconcile provision: %w; then run the same command again", err)}
	}
	if err != nil {
		return fmt.Errorf("%w (what was done is in %s; running the same command again goes on and buys nothing twice)", err, journalFile)
	}
	b.s.say("tenant %s belongs to organization %s; orders: %s\n", res.Tenant, linking.Printable(res.OrganizationID), linking.Printable(strings.Join(res.Orders, ", ")))
	return nil
}

// confirm shows the quote and asks, or with -yes compares it with the limit.
func (b *buyer) confirm(q provision.Quote) error {
	table := cli.NewTable("product", "name", ">quantity", "term", "billing", ">first bill")
	for _, l := range q.Lines {
		price := "not stated"
		if l.Price != nil {
			price = l.Currency + " " + l.Price.StringFixed(2)
		}
		table.Row(l.CatalogItem, l.Name, fmt.Sprint(l.Quantity), l.Term, l.BillingCycle, price)
	}
	b.s.say("request %s, tenant %s:\n", q.Request, q.Tenant)
	if err := table.Write(b.s.env.stdout, "  "); err != nil {
		return err
	}
	total, complete := q.Total()
	switch {
	case complete:
		b.s.say("  first bill %s %s net\n", linking.Printable(q.Lines[0].Currency), total.StringFixed(2))
	case b.yes:
		return errors.New("the seller does not state every price, so -max-price says nothing; run the command without -yes")
	default:
		b.s.say("  the seller does not state every price: look it up in the price list\n")
	}
	if b.yes {
		return b.withinLimit(q, total)
	}
	return b.ask()
}

func (b *buyer) withinLimit(q provision.Quote, total decimal.Decimal) error {
	for _, l := range q.Lines {
		if !strings.EqualFold(l.Currency, b.currency) {
			return fmt.Errorf("the quote is in %q, -max-price in %s", l.Currency, b.currency)
		}
	}
	if total.GreaterThan(b.limit) {
		return fmt.Errorf("%s %s is more than -max-price %s", b.currency, total.StringFixed(2), b.limit)
	}
	return nil
}

func (b *buyer) ask() error {
	b.s.say("buy this? Type yes: ")
	line, err := bufio.NewReader(b.s.env.stdin).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if strings.TrimSpace(line) != "yes" {
		return errors.New("the answer was not yes")
	}
	return nil
}

// writeTemplate prints a request with every member that is needed.
func writeTemplate(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(provision.Request{
		ID: "web-4711", OrganizationID: "id of the organization in Cloudmore",
		Customer: &provision.Customer{
			Domain: "example.onmicrosoft.com", Company: "Example AB", Email: "anna@example.com", Culture: "sv-SE", Language: "sv", FirstName: "Anna", LastName: "Ek",
			Address: linking.Address{Street: "Gatan 1", PostalCode: "111 22", City: "Stockholm", Country: "SE"},
		},
		Agreement: &provision.Agreement{FirstName: "Anna", LastName: "Ek", Email: "anna@example.com", Agreed: time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)},
		Items:     []provision.Item{{CatalogItem: "product:sku:availability", Quantity: 1, Term: "P1Y", BillingCycle: "monthly"}},
		Admin:     &provision.Admin{Groups: []provision.Group{{ID: uuid.Nil, Roles: []uuid.UUID{uuid.Nil}}}},
	})
}
