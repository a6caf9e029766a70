package xlsx

import (
	"cmp"
	"container/heap"
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/tenantlink/tenantlink/billing"
)

const lineColumns = "Status:10 Reason:20 Organization:30 Organization_id:14 Customer_number:14 Tenant_id:38 Tenant:30 Domain:28 Reseller:12 " +
	"Product:18 SKU:8 Product_name:34 SKU_name:34 Publisher:20 Category:18 Subscription:38 Charge:24 Term:30 Frequency:10 Charge_from:12 Charge_to:12 Order_date:12 " +
	"Quantity:10 Billable_quantity:10 List_price:12 Effective_price:12 Pricing_currency:9 Exchange_rate:12 Rate_date:12 Currency:9 Cost_net:16 Sales_net:16 Margin:16 Tax:14 " +
	"Promotion:16 Credit_reason:16 Invoice:14 Reference:20 File:24 Line:9"

// lines streams every line and gathers the largest excluded ones.
func (b *book) lines(ctx context.Context, r *billing.Report) error {
	if b.cfg.lines == nil {
		return nil
	}
	left := &largest{most: b.cfg.excluded}
	var s *sheet
	sheets := 0
	for row, err := range b.cfg.lines {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		if s == nil || s.next > b.cfg.rowLimit {
			if s, err = b.nextLines(s, &sheets); err != nil {
				return err
			}
		}
		if err := s.line(row, r.Priced); err != nil {
			return err
		}
		if !row.Included() {
			left.add(row)
		}
	}
	if s == nil {
		var err error
		if s, err = b.nextLines(nil, &sheets); err != nil {
			return err
		}
	}
	if err := s.close(); err != nil {
		return err
	}
	return b.excluded(left, r.Priced)
}

func (s *sheet) close() error {
	if err := s.table(); err != nil {
		return err
	}
	return s.flush()
}

// nextLines closes a full sheet and starts the next one.
func (b *book) nextLines(full *sheet, n *int) (*sheet, error) {
	if full != nil {
		if err := full.close(); err != nil {
			return nil, err
		}
	}
	*n++
	name := "Lines"
	if *n > 1 {
		name = fmt.Sprintf("Lines %d", *n)
	}
	return b.sheet(name, columns(lineColumns))
}

func (b *book) excluded(left *largest, priced bool) error {
	s, err := b.sheet("Excluded", columns(lineColumns))
	if err != nil {
		return err
	}
	for _, row := range left.sorted() {
		if err := s.line(row, priced); err != nil {
			return err
		}
	}
	if err := s.table(); err != nil {
		return err
	}
	if left.dropped > 0 {
		s.text(fmt.Sprintf("and %d more with smaller values; the lines sheet has all", left.dropped))
		if err := s.end(); err != nil {
			return err
		}
	}
	return s.flush()
}

// line writes one line with its fate.
func (s *sheet) line(r billing.Row, priced bool) error {
	l, general := r.Line, "General"
	tenant := l.CustomerID
	if l.Tenant != uuid.Nil {
		tenant = l.Tenant.String()
	}
	s.text(r.Status(), string(r.Reason), r.OrganizationName, r.OrganizationID, r.CustomerNumber, tenant, l.CustomerName, l.CustomerDomain, l.Reseller,
		l.ProductID, l.SkuID, l.ProductName, l.SkuName, l.Publisher, string(l.Category), l.SubscriptionID, billing.ChargeWords(l.ChargeType), l.Term, l.Frequency,
		l.ChargeStart, l.ChargeEnd, l.OrderDate)
	s.number(l.Quantity, general).number(l.BillableQuantity, general).number(l.UnitPrice, general).number(l.EffectiveUnitPrice, general)
	s.text(l.PricingCurrency).number(l.Rate, general).text(l.RateDate, l.Currency).money(l.Currency, l.Subtotal)
	if priced && r.Included() {
		s.money(l.Currency, r.Sales, r.Margin())
	} else {
		s.text("", "")
	}
	s.money(l.Currency, l.Tax).text(l.Promotion, l.CreditReason, l.Invoice, l.Reference, l.Blob).count(l.Number)
	return s.end()
}

// largest keeps the rows with the largest absolute value.
type largest struct {
	most    int
	rows    rowHeap
	dropped int64
}

func (l *largest) add(r billing.Row) {
	heap.Push(&l.rows, r)
	if len(l.rows) > l.most {
		heap.Pop(&l.rows)
		l.dropped++
	}
}

func (l *largest) sorted() []billing.Row {
	slices.SortFunc(l.rows, func(a, b billing.Row) int { return -compareRows(a, b) })
	return l.rows
}

// rowHeap is a heap with the smallest row on top.
type rowHeap []billing.Row

func (h rowHeap) Len() int           { return len(h) }
func (h rowHeap) Less(i, j int) bool { return compareRows(h[i], h[j]) < 0 }
func (h rowHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push adds a row; container/heap calls it.
func (h *rowHeap) Push(x any) {
	if r, ok := x.(billing.Row); ok {
		*h = append(*h, r)
	}
}

// Pop removes the last row; container/heap calls it.
func (h *rowHeap) Pop() any {
	last := len(*h) - 1
	r := (*h)[last]
	*h = (*h)[:last]
	return r
}

// compareRows orders by absolute value; equal ones by origin, the later smaller.
func compareRows(a, b billing.Row) int {
	return cmp.Or(a.Subtotal.Abs().Cmp(b.Subtotal.Abs()), cmp.Compare(b.Blob, a.Blob), cmp.Compare(b.Number, a.Number))
}
