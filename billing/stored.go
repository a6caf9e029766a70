package billing

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// WriteJSON writes the report as indented JSON. Amounts are decimal strings;
// the same report gives the same bytes. The schema is [Schema].
func (r *Report) WriteJSON(w io.Writer) error {
	if err := streamObject(w, *r); err != nil {
		return fmt.Errorf("billing: write report: %w", err)
	}
	return nil
}

// maxStored bounds a stored report or partial.
const maxStored = 4 << 30

// ReadReport reads what WriteJSON wrote. A report of another schema version is
// refused with [ErrSchema]. Its lines cannot be read again: [Report.Rows] works
// only on a report that was built, not read.
func ReadReport(r io.Reader) (*Report, error) {
	var out Report
	if err := decodeStored(r, "report", Schema, &out.Schema, &out); err != nil {
		return nil, err
	}
	out.hasItems = out.Items != nil
	return &out, nil
}

// decodeStored decodes one JSON value and checks its schema version.
func decodeStored(r io.Reader, what string, want int, have *int, into any) error {
	dec := json.NewDecoder(io.LimitReader(r, maxStored))
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("billing: read %s: %w", what, err)
	}
	if *have != want {
		return fmt.Errorf("billing: read %s: schema %d: %w; this program reads %d", what, *have, ErrSchema, want)
	}
	return nil
}

// MarkSuperseded marks the documents of an invoice as superseded when the
// manifest's current eTag is not the one the report was made of, and reports
// whether it did. A report without an eTag cannot be judged and stays as it is.
func (r *Report) MarkSuperseded(invoice, currentETag string) bool {
	marked := false
	for i, p := range r.Proofs {
		if strings.EqualFold(p.Invoice, invoice) && p.ETag != "" && currentETag != "" && p.ETag != currentETag {
			r.Proofs[i].Status, marked = Superseded, true
		}
	}
	return marked
}
