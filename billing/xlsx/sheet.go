package xlsx

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"github.com/tenantlink/tenantlink/billing"
)

// book is a workbook being written.
type book struct {
	file    *excelize.File
	cfg     config
	styles  map[string]int    // by number format
	formats map[string]string // by currency
	sheets  int
	tables  int
}

// column is a header with the width of its column in characters.
type column struct {
	name  string
	width float64
}

// columns reads "Name_of_column:width ...".
func columns(spec string) (out []column) {
	for f := range strings.FieldsSeq(spec) {
		name, width, _ := strings.Cut(f, ":")
		w, err := strconv.ParseFloat(width, 64)
		if err != nil {
			w = 12
		}
		out = append(out, column{strings.ReplaceAll(name, "_", " "), w})
	}
	return out
}

// sheet streams one sheet, row by row.
type sheet struct {
	book   *book
	name   string
	stream *excelize.StreamWriter
	width  int
	next   int // row to write, from 1
	cells  []any
	bold   bool
	err    error
}

// sheet starts a sheet with a frozen header; columns may be nil for free text.
func (b *book) sheet(name string, head []column) (*sheet, error) {
	if b.sheets == 0 {
		if err := b.file.SetSheetName("Sheet1", name); err != nil {
			return nil, fmt.Errorf("xlsx: sheet %s: %w", name, err)
		}
	} else if _, err := b.file.NewSheet(name); err != nil {
		return nil, fmt.Errorf("xlsx: sheet %s: %w", name, err)
	}
	b.sheets++
	if err := b.print(name, len(head)); err != nil {
		return nil, fmt.Errorf("xlsx: sheet %s: %w", name, err)
	}
	stream, err := b.file.NewStreamWriter(name)
	if err != nil {
		return nil, fmt.Errorf("xlsx: sheet %s: %w", name, err)
	}
	s := &sheet{book: b, name: name, stream: stream, width: len(head), next: 1}
	if len(head) == 0 {
		return s, nil
	}
	for i, c := range head {
		if err := stream.SetColWidth(i+1, i+1, c.width); err != nil {
			return nil, s.wrap(err)
		}
	}
	if err := stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, s.wrap(err)
	}
	for _, c := range head {
		s.text(c.name)
	}
	return s, s.end()
}

// print sets a sheet up for paper: landscape, the header on every page, and as
// wide as the page unless that would make it too small to read.
func (b *book) print(name string, columns int) error {
	const readable = 14
	layout := &excelize.PageLayoutOptions{Orientation: new("landscape")}
	if columns <= readable {
		layout.FitToWidth, layout.FitToHeight = new(1), new(0)
		if err := b.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: new(true)}); err != nil {
			return err
		}
	}
	if err := b.file.SetPageLayout(name, layout); err != nil || columns == 0 {
		return err
	}
	return b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + name + "'!$1:$1", Scope: name})
}

func (s *sheet) wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("xlsx: sheet %s, row %d: %w", s.name, s.next, err)
}

const textFormat = "@"

// text appends text cells. Text is never a formula, whatever it begins with.
func (s *sheet) text(all ...string) *sheet {
	for _, x := range all {
		s.cells = append(s.cells, excelize.Cell{Value: clip(x), StyleID: s.book.style(s, textFormat)})
	}
	return s
}

// clip keeps what Excel takes: 32,767 characters, no control characters.
func clip(s string) string {
	const most = 32767
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

func (s *sheet) count(n int64) *sheet {
	s.cells = append(s.cells, excelize.Cell{Value: n, StyleID: s.book.style(s, "#,##0")})
	return s
}

// money appends amounts in the currency's format.
func (s *sheet) money(currency string, all ...decimal.Decimal) *sheet {
	format, ok := s.book.formats[currency]
	if !ok {
		format = currencyFormat(currency)
		s.book.formats[currency] = format
	}
	for _, d := range all {
		s.number(d, format)
	}
	return s
}

func currencyFormat(currency string) string {
	format := "#,##0"
	if places := billing.Decimals(currency); places > 0 {
		format += "." + strings.Repeat("0", int(places))
	}
	return fmt.Sprintf("[$%s] %s;[Red]-[$%s] %s", currency, format, currency, format)
}

// number appends an exact number. Excel keeps 15 significant digits; what has
// more is written as text rather than rounded behind the reader's back.
func (s *sheet) number(d decimal.Decimal, format string) *sheet {
	const excelDigits = 15
	text := d.String()
	digits := strings.TrimLeft(strings.NewReplacer("-", "", ".", "").Replace(text), "0")
	f, err := strconv.ParseFloat(text, 64)
	if len(digits) > excelDigits || err != nil {
		return s.text(text)
	}
	s.cells = append(s.cells, excelize.Cell{Value: f, StyleID: s.book.style(s, format)})
	return s
}

// style finds or makes the style of a number format. An error is kept for end.
func (b *book) style(s *sheet, format string) int {
	key := format
	if s.bold || s.next == 1 && s.width > 0 {
		key += "\x00bold"
	}
	if id, ok := b.styles[key]; ok {
		return id
	}
	st := &excelize.Style{CustomNumFmt: &format}
	if key != format {
		st.Font = &excelize.Font{Bold: true, Family: "Calibri", Size: 11}
	}
	if format == textFormat {
		st.Alignment = &excelize.Alignment{Horizontal: "left", Indent: 1}
	}
	id, err := b.file.NewStyle(st)
	if err != nil {
		s.err = err
	}
	b.styles[key] = id
	return id
}

// end writes the row.
func (s *sheet) end() error {
	if s.err != nil {
		return s.wrap(s.err)
	}
	at, err := excelize.CoordinatesToCellName(1, s.next)
	if err != nil {
		return s.wrap(err)
	}
	if err := s.stream.SetRow(at, s.cells); err != nil {
		return s.wrap(err)
	}
	s.next++
	s.cells, s.bold = s.cells[:0], false
	return nil
}

// table puts filters on what has been written.
func (s *sheet) table() error {
	if s.next == 2 { // a table needs a row; a header alone stays plain
		return nil
	}
	last, err := excelize.CoordinatesToCellName(s.width, s.next-1)
	if err != nil {
		return s.wrap(err)
	}
	s.book.tables++
	return s.wrap(s.stream.AddTable(&excelize.Table{Range: "A1:" + last, Name: fmt.Sprintf("table_%d", s.book.tables), StyleName: "TableStyleLight1"}))
}

func (s *sheet) flush() error { return s.wrap(s.stream.Flush()) }
