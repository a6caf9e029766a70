package match

import (
	"fmt"
	"strings"
)

// String explains the result for people: the decision in the first line, then
// each candidate with one line per field.
func (r Result) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "tenant %s: %s", r.TenantID, r.Band)
	if r.OrganizationID != "" {
		fmt.Fprintf(&b, " -> organization %s", r.OrganizationID)
	}
	fmt.Fprintf(&b, " (%s; score %.1f, margin %s, %d compared, model %s)\n", r.Reason, r.Score, marginText(r.Margin), r.Compared, r.Model)
	for i := range r.Candidates {
		r.Candidates[i].text(&b)
	}
	return b.String()
}

func marginText(m float64) string {
	if m >= noRival {
		return "unrivalled"
	}
	return fmt.Sprintf("%.1f", m)
}

// String explains one candidate, one line per field.
func (c Candidate) String() string {
	var b strings.Builder
	c.text(&b)
	return b.String()
}

func (c *Candidate) text(b *strings.Builder) {
	fmt.Fprintf(b, "  organization %s: %.1f\n", c.OrganizationID, c.Score)
	for _, e := range c.Evidence {
		fmt.Fprintf(b, "    %s\n", e)
	}
	for _, v := range c.Vetoes {
		fmt.Fprintf(b, "    veto: %s\n", v)
	}
}

// String is one line: field, both values, comparison and weight.
func (e Evidence) String() string {
	values := ""
	switch {
	case e.Tenant == e.Organization && e.Tenant != "":
		values = fmt.Sprintf(" %q", e.Tenant)
	case e.Tenant != "" || e.Organization != "":
		values = fmt.Sprintf(" %q / %q", e.Tenant, e.Organization)
	}
	return fmt.Sprintf("%s%s: %s, %+.1f", e.Field, values, e.Comparison, e.Weight)
}
