package cli

import (
	"bufio"
	"io"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/tenantlink/tenantlink/linking"
)

// Table collects rows and writes them in aligned columns. Cells are measured in
// terminal columns, so that Chinese or combining characters keep the alignment,
// and are made harmless with linking.Printable. A column whose header begins
// with ">" is aligned to the right.
type Table struct {
	header []string
	rows   [][]string
}

// NewTable returns a table with the given column headers.
func NewTable(header ...string) *Table { return &Table{header: header} }

// Row adds a row. Cells beyond the header are left out.
func (t *Table) Row(cells ...string) {
	row := make([]string, len(t.header))
	for n := range row {
		if n < len(cells) {
			row[n] = linking.Printable(cells[n])
		}
	}
	t.rows = append(t.rows, row)
}

// Len returns the number of rows.
func (t *Table) Len() int { return len(t.rows) }

// Write writes header and rows, each line behind the indent.
func (t *Table) Write(w io.Writer, indent string) error {
	head := make([]string, len(t.header))
	right := make([]bool, len(t.header))
	for n, h := range t.header {
		head[n], right[n] = strings.CutPrefix(h, ">")
	}
	widths := make([]int, len(head))
	for _, row := range append([][]string{head}, t.rows...) {
		for n, c := range row {
			widths[n] = max(widths[n], uniseg.StringWidth(c))
		}
	}
	b := bufio.NewWriter(w)
	for _, row := range append([][]string{head}, t.rows...) {
		line := indent
		for n, c := range row {
			pad := strings.Repeat(" ", widths[n]-uniseg.StringWidth(c))
			if right[n] {
				line += pad + c + "  "
			} else {
				line += c + pad + "  "
			}
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.Flush()
}
