package billing

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

// ChangeKind says what changed from one report to the next.
type ChangeKind string

// The kinds of changes. One product of a tenant can have several.
const (
	ChangeNew      ChangeKind = "new"            // not on the previous invoice
	ChangeGone     ChangeKind = "gone"           // not on this invoice
	ChangeLinked   ChangeKind = "linked"         // was excluded before, is billed now
	ChangeUnlinked ChangeKind = "unlinked"       // was billed before, is excluded now
	ChangeQuantity ChangeKind = "quantity"       // licences or software: another number of seats
	ChangePrice    ChangeKind = "price"          // licences or software: another effective unit price
	ChangeExtended ChangeKind = "extended_terms" // rolled to paid monthly terms because nobody renewed
	ChangeCredit   ChangeKind = "credit"         // a credit, or charges that net below zero
)

// Change is one difference between two reports.
type Change struct {
	OrganizationID   string          `json:"organization_id"`
	OrganizationName string          `json:"organization_name"`
	Tenant           uuid.UUID       `json:"tenant_id"`
	Kind             ChangeKind      `json:"kind"`
	Product          string          `json:"product_id"`
	Sku              string          `json:"sku_id"`
	Name             string          `json:"product_name"`
	Subscription     string          `json:"subscription_id"`
	Currency         string          `json:"currency"`
	Before           decimal.Decimal `json:"before"` // quantity, unit price or value, by kind
	After            decimal.Decimal `json:"after"`
	// Note is a sentence for a person.
	Note string `json:"note,omitempty"`
}

// Changes is the result of [Compare].
type Changes struct {
	Schema  int      `json:"schema"`
	Changes []Change `json:"changes"` // sorted by organization
}

type changeKey struct {
	tenant                               uuid.UUID
	product, sku, subscription, currency string
}

// standing is what one report says about a product of a tenant.
type standing struct {
	Item
	value decimal.Decimal
}

// Compare says what changed from the previous month to this one, per
// organization. Both reports must have been built with [WithItems].
func Compare(previous, current *Report) (*Changes, error) {
	for what, r := range map[string]*Report{"previous": previous, "current": current} {
		if !r.hasItems {
			return nil, fmt.Errorf("billing: compare: %s report: %w; build it WithItems", what, ErrNoItems)
		}
	}
	before, after := standings(previous), standings(current)
	out := &Changes{Schema: Schema, Changes: []Change{}}
	for k, now := range after {
		was, ok := before[k]
		out.add(was, now, ok)
	}
	for k, was := range before {
		if _, ok := after[k]; !ok && was.Reason == "" {
			out.append(was, ChangeGone, was.value, decimal.Zero, "")
		}
	}
	slices.SortFunc(out.Changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.OrganizationName, b.OrganizationName), cmp.Compare(a.OrganizationID, b.OrganizationID),
			bytes.Compare(a.Tenant[:], b.Tenant[:]), cmp.Compare(a.Product, b.Product), cmp.Compare(a.Sku, b.Sku),
			cmp.Compare(a.Subscription, b.Subscription), cmp.Compare(a.Currency, b.Currency), cmp.Compare(a.Kind, b.Kind))
	})
	return out, nil
}

func standings(r *Report) map[changeKey]standing {
	out := map[changeKey]standing{}
	for _, i := range r.Items {
		k := changeKey{i.Tenant, i.Product, i.Sku, i.Subscription, i.Currency}
		s, ok := out[k]
		if !ok {
			s.Item = i
			s.Quantity = decimal.Zero
		}
		if i.Category == Licences || i.Category == Software {
			s.Category = i.Category
			s.Quantity = s.Quantity.Add(i.Quantity)
			s.UnitPrice = decimal.Max(s.UnitPrice, i.UnitPrice)
			s.Term = i.Term
		}
		if i.Category == Credits && s.Category != Licences && s.Category != Software {
			s.Category = Credits
		}
		s.Extended = s.Extended || i.Extended
		s.value = s.value.Add(i.Amount.Net)
		out[k] = s
	}
	return out
}

func (c *Changes) add(was, now standing, known bool) {
	switch {
	case now.Reason != "":
		if known && was.Reason == "" {
			c.append(was, ChangeUnlinked, was.value, decimal.Zero, string(now.Reason))
		}
		return
	case !known && now.Category != Credits:
		c.append(now, ChangeNew, decimal.Zero, now.value, "")
	case known && was.Reason != "":
		c.append(now, ChangeLinked, decimal.Zero, now.value, "was "+string(was.Reason))
	}
	if now.Category == Credits || now.value.IsNegative() {
		c.append(now, ChangeCredit, decimal.Zero, now.value, "")
	}
	if note := extension(was, now, known); note != "" {
		c.append(now, ChangeExtended, was.UnitPrice, now.UnitPrice, note)
	} else if known && seats(now) && !was.UnitPrice.Equal(now.UnitPrice) {
		c.append(now, ChangePrice, was.UnitPrice, now.UnitPrice, "")
	}
	if known && seats(now) && !was.Quantity.Equal(now.Quantity) {
		c.append(now, ChangeQuantity, was.Quantity, now.Quantity, "")
	}
}

func seats(s standing) bool { return s.Category == Licences || s.Category == Software }

// extension recognises extended service terms (since 2026-05-04: paid monthly at
// +3 % or +23 %): by name, or by a yearly term that became a monthly one at such a
// price. How the lines say it is not documented publicly.
func extension(was, now standing, known bool) string {
	if now.Extended && !(known && was.Extended) {
		return "the lines name extended service terms"
	}
	if !known || !seats(now) || !longTerm(was.Term) || !strings.HasPrefix(now.Term, "One-Month") || !was.UnitPrice.IsPositive() {
		return ""
	}
	rise := now.UnitPrice.DivRound(was.UnitPrice, 4).Sub(decimal.NewFromInt(1)).Mul(hundred).Round(1)
	for _, percent := range []int64{3, 23} {
		if rise.Sub(decimal.NewFromInt(percent)).Abs().LessThanOrEqual(decimal.New(5, -1)) {
			return fmt.Sprintf("from %q to %q at +%s %%: looks like extended service terms", was.Term, now.Term, rise)
		}
	}
	return ""
}

func longTerm(term string) bool {
	return strings.HasPrefix(term, "One-Year") || strings.HasPrefix(term, "Three-Year")
}

func (c *Changes) append(s standing, kind ChangeKind, before, after decimal.Decimal, note string) {
	c.Changes = append(c.Changes, Change{
		OrganizationID: s.OrganizationID, OrganizationName: s.OrganizationName, Tenant: s.Tenant, Kind: kind, Product: s.Product, Sku: s.Sku,
		Name: cmp.Or(s.SkuName, s.ProductName), Subscription: s.Subscription, Currency: s.Currency, Before: before, After: after, Note: note,
	})
}

// WriteJSON writes the changes as indented JSON.
func (c *Changes) WriteJSON(w io.Writer) error { return writeIndented(w, "changes", c) }

// WriteTable prints one line per change for a terminal.
func (c *Changes) WriteTable(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "organization\tchange\tproduct\tbefore\tafter\tdifference\tcurrency\tremark")
	for _, x := range c.Changes {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", printable(cmp.Or(x.OrganizationName, x.OrganizationID)), x.Kind,
			printable(cmp.Or(x.Name, x.Product)), x.Before, x.After, signed(x.After.Sub(x.Before), x.Currency), x.Currency, printable(x.Note))
	}
	return t.Flush()
}
