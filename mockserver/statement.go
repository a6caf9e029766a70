package mockserver

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Routes lists every operation with what it claims, in the order of the
// vendors. It needs no running server.
func Routes() []RouteInfo { return describe(routes()) }

// WriteStatement writes the statement of fidelity as a Markdown table: what is
// emulated, on what evidence, and which test proves it.
func WriteStatement(w io.Writer) error {
	var b strings.Builder
	b.WriteString("| operation | request | claim | evidence | proof |\n|---|---|---|---|---|\n")
	for _, r := range Routes() {
		if r.Claim == Own {
			continue
		}
		fmt.Fprintf(&b, "| %s | %s `%s` | %s | %s | %s |\n", r.Op, r.Method, r.Paths[0], r.Claim, r.Evidence, r.Proof)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteRoutes writes the route table as text in columns.
func WriteRoutes(w io.Writer) error {
	tw := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	for _, r := range Routes() {
		for _, p := range r.Paths {
			fmt.Fprintf(tw, "%s\t%s\t%s\t%s\n", r.Op, r.Method, p, r.Claim)
		}
	}
	return tw.Flush()
}
