package billing

import (
	"bufio"
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

// CSVOption changes how tables are written.
type CSVOption func(*csvConfig) error

type csvConfig struct {
	separator rune
	comma     bool
	bom       bool
}

// WithSeparator sets the field separator; the default is a comma. Spreadsheets
// in much of Europe expect a semicolon.
func WithSeparator(r rune) CSVOption {
	return func(c *csvConfig) error {
		if r == '"' || r == '\r' || r == '\n' || r == utf8.RuneError || !utf8.ValidRune(r) {
			return fmt.Errorf("billing: %q cannot separate fields", r)
		}
		c.separator = r
		return nil
	}
}

// WithDecimalComma writes amounts with a comma, as spreadsheets in much of
// Europe expect. Set another separator with it.
func WithDecimalComma() CSVOption {
	return func(c *csvConfig) error { c.comma = true; return nil }
}

// WithBOM starts the file with a byte order mark, without which some versions of
// Excel do not recognise UTF-8.
func WithBOM() CSVOption {
	return func(c *csvConfig) error { c.bom = true; return nil }
}

// table writes RFC 4180 rows. Text that a spreadsheet would run as a formula is
// written with a leading apostrophe; amounts are not text.
type table struct {
	w   *csv.Writer
	buf *bufio.Writer
	cfg csvConfig
	row []string
}

func newTable(w io.Writer, opts []CSVOption) (*table, error) {
	t := &table{cfg: csvConfig{separator: ','}}
	for _, o := range opts {
		if err := o(&t.cfg); err != nil {
			return nil, err
		}
	}
	if t.cfg.comma && t.cfg.separator == ',' {
		return nil, fmt.Errorf("billing: a decimal comma needs another separator, such as a semicolon")
	}
	t.buf = bufio.NewWriter(w)
	if t.cfg.bom {
		_, _ = t.buf.WriteString("\ufeff") // a failed write comes back from flush
	}
	t.w = csv.NewWriter(t.buf)
	t.w.Comma, t.w.UseCRLF = t.cfg.separator, true
	return t, nil
}

func (t *table) header(names string) error { return t.w.Write(strings.Fields(names)) }

func (t *table) text(s ...string) *table {
	for _, x := range s {
		t.row = append(t.row, neutral(x))
	}
	return t
}

func (t *table) amount(places int32, all ...decimal.Decimal) *table {
	for _, d := range all {
		s := fixed(d, places)
		if t.cfg.comma {
			s = strings.Replace(s, ".", ",", 1)
		}
		t.row = append(t.row, s)
	}
	return t
}

func (t *table) number(n int64) *table {
	t.row = append(t.row, strconv.FormatInt(n, 10))
	return t
}

func (t *table) end() error {
	err := t.w.Write(t.row)
	t.row = t.row[:0]
	return err
}

func (t *table) flush() error {
	t.w.Flush()
	if err := t.w.Error(); err != nil {
		return err
	}
	return t.buf.Flush()
}

// neutral disarms text that a spreadsheet would take for a formula, by an
// apostrophe before what it could take for the beginning of a cell: OWASP's list
// of first characters, at the beginning and, because a reader set to another
// separator splits there, behind a separator; in both cases also behind spaces
// and invisible characters.
func neutral(s string) string {
	at, out, from := 0, "", 0 // where the cell begins; what is done; up to where
	for i, r := range s {
		switch {
		case at >= 0 && (isOperator(r) || at == 0 && i == 0 && isBreak(r)):
			out, from, at = out+s[from:at]+"'", at, -1
		case strings.ContainsRune(",;|", r), at < 0 && isBreak(r):
			at = i + 1
		case at >= 0 && !unicode.IsSpace(r) && !unicode.In(r, unicode.Cc, unicode.Cf):
			at = -1
		}
	}
	return out + s[from:]
}

func isOperator(r rune) bool { return strings.ContainsRune("=+-@＝＋－＠", r) }

func isBreak(r rune) bool { return r == '\t' || r == '\r' || r == '\n' }

// WriteCSV writes one row per group: document, currency, organization, tenant and
// category, with its fate. The sum of net over all rows of a document is its
// block A.
func (r *Report) WriteCSV(w io.Writer, opts ...CSVOption) error {
	t, err := newTable(w, opts)
	if err != nil {
		return err
	}
	if err := t.header("status reason organization_id organization_name customer_number tenant_id tenant_name reseller_mpn_id " +
		"invoice currency category lines net charges credits tax sales margin first_charge action rule"); err != nil {
		return err
	}
	numbers := map[string]string{}
	for _, o := range r.Links.Organizations {
		numbers[o.ID] = o.CustomerNumber
	}
	for _, g := range r.Groups {
		status, action := "included", ""
		if !g.Included() {
			status, action = "excluded", string(actionFor(g.Reason))
		}
		places := Decimals(g.Currency)
		t.text(status, string(g.Reason), g.OrganizationID, g.OrganizationName, numbers[g.OrganizationID], tenantText(g.Tenant, g.TenantID), g.TenantName,
			g.Reseller, g.Invoice, g.Currency, string(g.Category)).number(g.Amount.Lines)
		t.amount(places, g.Amount.Net, g.Amount.Charges, g.Amount.Credits, g.Amount.Tax)
		r.sales(t, places, g.Included(), g.Amount)
		if err := t.text(g.FirstCharge, action, g.Rule).end(); err != nil {
			return err
		}
	}
	return t.flush()
}

// sales writes sales and margin, or two empty cells where there are none.
func (r *Report) sales(t *table, places int32, included bool, a Amount) {
	if r.Priced && included {
		t.amount(places, a.Sales, a.Margin())
		return
	}
	t.text("", "")
}

func tenantText(id uuid.UUID, raw string) string {
	if raw != "" {
		return raw
	}
	return id.String()
}

// WriteLinesCSV reads src a second time and writes one row per line, with all
// columns and its fate, in the order of the source.
func (r *Report) WriteLinesCSV(ctx context.Context, w io.Writer, src Source, opts ...CSVOption) error {
	t, err := newTable(w, opts)
	if err != nil {
		return err
	}
	if err := t.header(lineColumns); err != nil {
		return err
	}
	for row, err := range r.Rows(ctx, src) {
		if err != nil {
			return err
		}
		if err := row.write(t, r.Priced); err != nil {
			return err
		}
	}
	return t.flush()
}

const lineColumns = "status reason organization_id organization_name customer_number tenant_id tenant_name domain country reseller_mpn_id " +
	"product_id sku_id product_name sku_name publisher category subscription_id subscription charge_type charge term frequency charge_start charge_end order_date " +
	"quantity billable_quantity list_price effective_price pricing_currency exchange_rate exchange_rate_date cost_net currency promotion_id sales_net margin margin_percent " +
	"tax credit_reason invoice reference_id blob line rule problem"

func (r Row) write(t *table, priced bool) error {
	l := r.Line
	places := Decimals(l.Currency)
	t.text(r.Status(), string(r.Reason), r.OrganizationID, r.OrganizationName, r.CustomerNumber, tenantCell(l), l.CustomerName, l.CustomerDomain, l.Country,
		l.Reseller, l.ProductID, l.SkuID, l.ProductName, l.SkuName, l.Publisher, string(l.Category), l.SubscriptionID, l.SubscriptionDescription,
		l.ChargeType, ChargeWords(l.ChargeType), l.Term, l.Frequency, l.ChargeStart, l.ChargeEnd, l.OrderDate)
	t.amount(0, l.Quantity, l.BillableQuantity, l.UnitPrice, l.EffectiveUnitPrice).text(l.PricingCurrency).amount(0, l.Rate).text(l.RateDate)
	t.amount(places, l.Subtotal).text(l.Currency, l.Promotion)
	if priced && r.Included() {
		t.amount(places, r.Sales, r.Margin()).text(r.marginPercent())
	} else {
		t.text("", "", "")
	}
	t.amount(places, l.Tax).text(l.CreditReason, l.Invoice, l.Reference, l.Blob).number(l.Number)
	return t.text(r.Rule, l.Problem).end()
}

func tenantCell(l Line) string {
	if l.Tenant == uuid.Nil {
		return l.CustomerID
	}
	return l.Tenant.String()
}

// ChargeWords says a charge type in plain words; an unknown one stays as it is.
func ChargeWords(chargeType string) string {
	words := map[string]string{
		"new": "New purchase", "purchase": "New purchase", "renew": "Renewal", "cyclecharge": "Recurring charge", "addquantity": "Seats added",
		"removequantity": "Seats removed", "cancelimmediate": "Cancelled, refund", "cancel": "Cancelled, refund", "refund": "Refund",
		"customercredit": "Credit to the customer", "convert": "Converted to another term or product", "movequantity": "Seats moved to another subscription",
		"changebillingplan": "Billing plan changed", "usage": "Usage", "instantupgrade": "Upgraded", "changedstartdate": "Start date changed",
	}
	return cmp.Or(words[strings.ToLower(chargeType)], chargeType)
}
