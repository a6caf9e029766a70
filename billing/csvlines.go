package billing

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// isCSVHeader recognises the header row of the portal's reconciliation file.
func isCSVHeader(head []byte) bool {
	if len(head) > 0 && head[0] == '{' {
		return false
	}
	line, _, _ := bytes.Cut(head, []byte("\n"))
	_, fields := csvHeader(string(line))
	known := 0
	for _, f := range fields {
		if f != fNone {
			known++
		}
	}
	return known >= 3
}

// csvHeader finds the separator and the field of each column. Names may be
// quoted, and spaces or underscores in them do not matter.
func csvHeader(line string) (sep rune, fields []field) {
	sep = ','
	for _, c := range ";\t" {
		if strings.Count(line, string(c)) > strings.Count(line, string(sep)) {
			sep = c
		}
	}
	noise := strings.NewReplacer(" ", "", "_", "", `"`, "", "\r", "")
	for name := range strings.SplitSeq(line, string(sep)) {
		fields = append(fields, lookupField([]byte(noise.Replace(name))))
	}
	return sep, fields
}

// csv reads the portal's file. A row with another number of cells than the
// header is malformed, and the sign of a truncated file when the file ends in it;
// the number of a row is that of its first line in the file.
func (r *blobReader) csv(buf *bufio.Reader, to consumer) error {
	in := &boundedReader{r: buf, limit: int64(r.limits.Line)}
	in.reset()
	header, err := buf.ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	sep, fields := csvHeader(strings.TrimRight(header, "\r\n"))
	rows := csv.NewReader(in)
	rows.Comma, rows.ReuseRecord, rows.FieldsPerRecord = sep, true, -1
	var vals [numFields]value
	short := int64(0) // the line of the last row, when it is incomplete
	for {
		in.reset()
		record, err := rows.Read()
		if errors.Is(err, io.EOF) && short > 0 && in.last != '\n' {
			return &BlobError{Blob: r.blob.Name, Line: short, Err: fmt.Errorf("%w: the last row is cut", ErrTruncated), Hint: "fetch the file again"}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		var parse *csv.ParseError
		if errors.As(err, &parse) {
			short = int64(parse.StartLine) + 1
			if err := to.bad(int64(parse.StartLine)+1, fNone, parse.Err.Error()); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		line, _ := rows.FieldPos(0)
		n := int64(line) + 1 // the header is line 1
		if short = 0; len(record) < len(fields) {
			short = n
		}
		if len(record) != len(fields) {
			if err := to.bad(n, fNone, fmt.Sprintf("%d cells, the header has %d", len(record), len(fields))); err != nil {
				return err
			}
			continue
		}
		vals = [numFields]value{}
		for i, cell := range record {
			if f := fields[i]; f != fNone && cell != "" {
				vals[f] = value{[]byte(cell), kindString}
			}
		}
		if err := to.row(&vals, n); err != nil {
			return err
		}
	}
}
