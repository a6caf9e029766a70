package preflight

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// WriteText writes the report as a table, with the remedy below each row that
// did not pass.
func (r *Report) WriteText(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, one := range r.Results {
		if _, err := fmt.Fprintf(t, "%s\t%s\t%s\n", strings.ToUpper(one.Status.String()), one.Check, oneLine(one.Evidence)); err != nil {
			return err
		}
		if one.Remedy != "" {
			if _, err := fmt.Fprintf(t, "\t\t-> %s\n", oneLine(one.Remedy)); err != nil {
				return err
			}
		}
	}
	return t.Flush()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
