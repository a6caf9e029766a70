package xlsx

import (
	"archive/zip"
	"cmp"
	"context"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/google/uuid"
	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"

	"github.com/tenantlink/tenantlink/billing"
)

// Option changes what is written.
type Option func(*config) error

type config struct {
	lines    iter.Seq2[billing.Row, error]
	rowLimit int
	excluded int
}

// The limits of a sheet. Excel has 1,048,576 rows; further lines go to another sheet.
const (
	excelRows    = 1 << 20
	mostExcluded = 10_000
)

// WithLines adds a sheet with every line and one with the excluded lines, the
// largest absolute value first. Pass the report's Rows.
func WithLines(rows iter.Seq2[billing.Row, error]) Option {
	return func(c *config) error {
		if rows == nil {
			return fmt.Errorf("xlsx: lines are nil")
		}
		c.lines = rows
		return nil
	}
}

// WithRowLimit sets after how many rows, the header included, lines go on in
// another sheet; the default is what Excel can open.
func WithRowLimit(n int) Option {
	return func(c *config) error {
		if n < 2 || n > excelRows {
			return fmt.Errorf("xlsx: row limit %d: must be from 2 to %d", n, excelRows)
		}
		c.rowLimit = n
		return nil
	}
}

// WithExcludedLimit bounds the sheet of excluded lines to the n largest; the
// default is 10,000. A bounded sheet says so in its last row.
func WithExcludedLimit(n int) Option {
	return func(c *config) error {
		if n < 1 || n > excelRows-2 {
			return fmt.Errorf("xlsx: excluded limit %d: must be from 1 to %d", n, excelRows-2)
		}
		c.excluded = n
		return nil
	}
}

// Write writes the workbook. Sheets pass through temporary files of the
// system's directory, which are gone when Write returns.
func Write(ctx context.Context, w io.Writer, r *billing.Report, opts ...Option) (err error) {
	cfg := config{rowLimit: excelRows, excluded: mostExcluded}
	for _, o := range opts {
		if err := o(&cfg); err != nil {
			return err
		}
	}
	b := &book{file: excelize.NewFile(), cfg: cfg, styles: map[string]int{}, formats: map[string]string{}}
	defer func() {
		if closeErr := b.file.Close(); err == nil && closeErr != nil {
			err = fmt.Errorf("xlsx: %w", closeErr)
		}
	}()
	for _, part := range []func(context.Context, *billing.Report) error{b.proof, b.organizations, b.risks, b.products, b.lines, b.resellers} {
		if err := part(ctx, r); err != nil {
			return err
		}
	}
	b.file.SetActiveSheet(0)
	return b.zip(w)
}

// zip writes the workbook straight to w: excelize would first build the whole
// file in memory.
func (b *book) zip(w io.Writer) error {
	b.file.SetZipWriter(func(io.Writer) excelize.ZipWriter {
		z := zip.NewWriter(w)
		z.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.DefaultCompression) })
		return z
	})
	if _, err := b.file.WriteToBuffer(); err != nil {
		return fmt.Errorf("xlsx: write: %w", err)
	}
	return nil
}

// organizations writes one row per organization and currency, and the totals.
func (b *book) organizations(_ context.Context, r *billing.Report) error {
	head := columns("Organization:32 Customer_number:16 Organization_id:38 Currency:9 Tenants:9 Lines:9 Net:16 Charges:16 Credits:16 Tax:14")
	if r.Priced {
		head = append(head, columns("Sales:16 Margin:16")...)
	}
	s, err := b.sheet("Organizations", head)
	if err != nil {
		return err
	}
	for _, o := range r.Organizations {
		s.text(o.Name, o.CustomerNumber, o.ID, o.Currency).count(int64(len(o.Tenants))).amount(o.Currency, o.Amount, r.Priced)
		if err := s.end(); err != nil {
			return err
		}
	}
	if err := s.table(); err != nil {
		return err
	}
	for _, c := range r.Currencies {
		s.bold = true
		s.text("Total "+c.Currency, "", "", c.Currency, "").amount(c.Currency, c.Included, r.Priced)
		if err := s.end(); err != nil {
			return err
		}
	}
	return s.flush()
}

// amount appends the columns that organizations share: lines, net and its parts.
func (s *sheet) amount(currency string, a billing.Amount, priced bool) *sheet {
	s.count(a.Lines).money(currency, a.Net, a.Charges, a.Credits, a.Tax)
	if priced {
		s.money(currency, a.Sales, a.Margin())
	}
	return s
}

// risks writes what is left out, by tenant and reason.
func (b *book) risks(_ context.Context, r *billing.Report) error {
	s, err := b.sheet("Money at risk", columns("Tenant:32 Tenant_id:38 Reason:22 Currency:9 Lines:9 Net:16 Charges:16 Credits:16 First_charge:13 Known_since:13 Action:18 Organization:32 Invoices:24"))
	if err != nil {
		return err
	}
	for _, m := range r.MoneyAtRisk {
		since := ""
		if !m.Since.IsZero() {
			since = m.Since.Format("2006-01-02")
		}
		for _, v := range m.Values {
			s.text(m.TenantName, tenantText(m.Tenant, m.TenantID), string(m.Reason), v.Currency).count(v.Lines).money(v.Currency, v.Net, v.Charges, v.Credits)
			s.text(m.FirstCharge, since, string(m.Action), m.OrganizationName, strings.Join(m.Invoices, " "))
			if err := s.end(); err != nil {
				return err
			}
		}
	}
	if err := s.table(); err != nil {
		return err
	}
	return s.flush()
}

func tenantText(id uuid.UUID, raw string) string {
	return cmp.Or(raw, id.String())
}

// products writes the sums per product and subscription, when the report was
// built with items: pairs of added and removed seats are net there.
func (b *book) products(_ context.Context, r *billing.Report) error {
	if len(r.Items) == 0 {
		return nil
	}
	s, err := b.sheet("Products", columns("Status:10 Reason:20 Organization:30 Tenant_id:38 Category:18 Product:18 SKU:8 Name:36 Subscription:38 Term:30 "+
		"Quantity:10 Unit_price:12 Currency:9 Lines:9 Net:16 Charges:16 Credits:16 Invoice:14"))
	if err != nil {
		return err
	}
	for _, i := range r.Items {
		status := "included"
		if i.Reason != "" {
			status = "excluded"
		}
		s.text(status, string(i.Reason), i.OrganizationName, tenantText(i.Tenant, i.TenantID), string(i.Category), i.Product, i.Sku, cmp.Or(i.SkuName, i.ProductName), i.Subscription, i.Term)
		s.number(i.Quantity, "General").number(i.UnitPrice, "General").text(i.Currency).count(i.Amount.Lines)
		s.money(i.Currency, i.Amount.Net, i.Amount.Charges, i.Amount.Credits).text(i.Invoice)
		if err := s.end(); err != nil {
			return err
		}
	}
	if err := s.table(); err != nil {
		return err
	}
	return s.flush()
}

// resellers writes the second grouping when the report has it.
func (b *book) resellers(_ context.Context, r *billing.Report) error {
	if len(r.Resellers) == 0 {
		return nil
	}
	s, err := b.sheet("Resellers", columns("Reseller_MPN_id:18 Kind:12 Currency:9 Lines:9 Included:16 Excluded:16"))
	if err != nil {
		return err
	}
	for _, x := range r.Resellers {
		s.text(x.MPN, x.Kind, x.Currency).count(x.Included.Lines+x.Excluded.Lines).money(x.Currency, x.Included.Net, x.Excluded.Net)
		if err := s.end(); err != nil {
			return err
		}
	}
	if err := s.table(); err != nil {
		return err
	}
	return s.flush()
}
