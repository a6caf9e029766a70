package billing

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"
)

// chart is a horizontal bar chart; the template draws it as SVG. Widths are whole
// units of the drawing, so that no amount passes through a float.
type chart struct {
	Title  string
	Alert  bool // draw in the colour of what is left out
	Bars   []bar
	Height int
	Rest   string // what is not drawn
	Zero   int64  // where the axis stands
}

type bar struct {
	Label, Full, Amount string
	Y, TextY, X, Width  int64
	Negative            bool
	value               decimal.Decimal
}

const (
	barStep   = 38 // vertical distance of bars
	plotWidth = 480
	labelMost = 40
)

func (c *chart) add(label string, v decimal.Decimal, currency string) {
	if v.IsZero() {
		return
	}
	short := label
	if r := []rune(label); len(r) > labelMost {
		short = string(r[:labelMost-1]) + "…"
	}
	c.Bars = append(c.Bars, bar{Label: short, Full: label, Amount: group(fixed(v, Decimals(currency))), value: v, Negative: v.IsNegative()})
}

// finish keeps the largest bars and lays them out.
func (c *chart) finish(most int) {
	slices.SortStableFunc(c.Bars, func(a, b bar) int { return cmp.Or(b.value.Abs().Cmp(a.value.Abs()), cmp.Compare(a.Full, b.Full)) })
	if n := len(c.Bars) - most; n > 0 {
		c.Rest = group(decimal.NewFromInt(int64(n)).String()) + " more are in the table"
		c.Bars = c.Bars[:most]
	}
	low, high := decimal.Zero, decimal.Zero
	for _, b := range c.Bars {
		low, high = decimal.Min(low, b.value), decimal.Max(high, b.value)
	}
	span := high.Sub(low)
	if span.IsZero() {
		return
	}
	scale := func(d decimal.Decimal) int64 { return d.Mul(decimal.NewFromInt(plotWidth)).DivRound(span, 0).IntPart() }
	c.Zero = scale(low.Neg())
	for i := range c.Bars {
		b := &c.Bars[i]
		b.Width = max(scale(b.value.Abs()), 2)
		b.X = c.Zero
		if b.Negative {
			b.X = max(c.Zero-b.Width, 0)
		}
		b.TextY = int64(i*barStep) + 14
		b.Y = int64(i*barStep) + 19
	}
	c.Height = len(c.Bars)*barStep + 4
}
