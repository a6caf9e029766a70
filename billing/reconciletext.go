package billing

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/shopspring/decimal"
)

// WriteJSON writes the result as indented JSON.
func (r *Reconciliation) WriteJSON(w io.Writer) error { return writeIndented(w, "reconciliation", r) }

func writeIndented(w io.Writer, what string, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("billing: write %s: %w", what, err)
	}
	return nil
}

// WriteTable prints one line per difference for a terminal.
func (r *Reconciliation) WriteTable(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "kind\ttenant\tproduct\tcurrency\tMicrosoft\tplatform\tsubscription\tremark\n")
	for _, d := range r.Differences {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", d.Kind, d.Tenant, printable(d.productText()), d.Currency,
			d.Microsoft.text(d.Currency), d.Platform.text(d.Currency), d.Subscription.quantity(), d.remark())
	}
	fmt.Fprintf(t, "%d compared, %d agree, %d differ\n", r.Compared, r.Agree, len(r.Differences))
	return t.Flush()
}

func (d Difference) productText() string {
	s := d.Product
	if d.Sku != "" {
		s += ":" + d.Sku
	}
	if d.Name != "" {
		s += " " + d.Name
	}
	return s
}

func (s *Side) text(currency string) string {
	if s == nil {
		return "-"
	}
	return s.Quantity.String() + " x = " + fixed(s.Cost, Decimals(currency))
}

func (s *Side) quantity() string {
	if s == nil {
		return "-"
	}
	return s.Quantity.String()
}

func (d Difference) remark() string {
	switch d.Kind {
	case MissingInPlatform:
		return string(d.Reason)
	case OrganizationDiffers:
		return d.Microsoft.OrganizationID + " by links, " + d.Platform.OrganizationID + " by platform"
	}
	return ""
}

// WriteCSV writes one row per difference; formulas in text are neutralised.
func (r *Reconciliation) WriteCSV(w io.Writer, opts ...CSVOption) error {
	t, err := newTable(w, opts)
	if err != nil {
		return err
	}
	if err := t.header("kind reason tenant_id product_id sku_id product_name currency microsoft_organization microsoft_quantity microsoft_cost " +
		"platform_organization platform_quantity platform_cost subscription_quantity"); err != nil {
		return err
	}
	for _, d := range r.Differences {
		t.text(string(d.Kind), string(d.Reason), d.Tenant.String(), d.Product, d.Sku, d.Name, d.Currency)
		for _, s := range []*Side{d.Microsoft, d.Platform} {
			if s == nil {
				t.text("", "", "")
				continue
			}
			t.text(s.OrganizationID).amount(0, s.Quantity).amount(Decimals(d.Currency), s.Cost)
		}
		if d.Subscription == nil {
			t.text("")
		} else {
			t.amount(0, d.Subscription.Quantity)
		}
		if err := t.end(); err != nil {
			return err
		}
	}
	return t.flush()
}

// printable replaces control characters, which could steer a terminal.
func printable(s string) string {
	out := []rune(s)
	for i, r := range out {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			out[i] = '?'
		}
	}
	return string(out)
}

// signed writes an amount with its sign, also a plus.
func signed(d decimal.Decimal, currency string) string {
	if d.IsPositive() {
		return "+" + fixed(d, Decimals(currency))
	}
	return fixed(d, Decimals(currency))
}
