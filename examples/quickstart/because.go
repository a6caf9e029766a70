package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tenantlink/tenantlink/examples/internal/cli"
	"github.com/tenantlink/tenantlink/linking"
	"github.com/tenantlink/tenantlink/linking/match"
)

// sayActions prints one line per tenant: what, and the strongest reasons. The
// plan file has every compared field.
func (t *story) sayActions() error {
	const mostOfAKind = 12
	table := cli.NewTable("", "action", "tenant", "organization", "because")
	shown := make(map[linking.Kind]int)
	var kinds []linking.Kind
	for i := range t.plan.Actions {
		a := &t.plan.Actions[i]
		if shown[a.Kind]++; shown[a.Kind] > mostOfAKind {
			continue
		}
		if shown[a.Kind] == 1 {
			kinds = append(kinds, a.Kind)
		}
		mark := ""
		if a.Approved {
			mark = "*"
		}
		name := a.TenantName
		if name == "" {
			name = a.TenantID.String()
		}
		table.Row(mark, string(a.Kind), cut(name), cut(a.OrganizationName), because(a))
	}
	if err := table.Write(t.out, "   "); err != nil {
		return err
	}
	for _, k := range kinds {
		if more := shown[k] - mostOfAKind; more > 0 {
			t.say("   ... and %d more of %s\n", more, k)
		}
	}
	return nil
}

func cut(s string) string {
	const width = 34
	if r := []rune(s); len(r) > width {
		return string(r[:width-1]) + "…"
	}
	return s
}

// because puts an action's reason into words, with the fields that weigh most.
func because(a *linking.Action) string {
	text := a.Because()
	if text == a.Reason { // in words already
		return text
	}
	evidence := slices.Clone(a.Evidence)
	slices.SortStableFunc(evidence, func(x, y match.Evidence) int { return cmp.Compare(y.Weight, x.Weight) })
	var fields []string
	for _, e := range evidence {
		if e.Weight > 0 && len(fields) < 4 && e.Field != match.FieldResolved {
			fields = append(fields, string(e.Field))
		}
	}
	if len(fields) > 0 {
		text += fmt.Sprintf(" (also: %s)", strings.ReplaceAll(strings.Join(fields, ", "), "_", " "))
	}
	if len(a.Vetoes) > 0 {
		text += fmt.Sprintf("; against: %s", strings.ReplaceAll(string(a.Vetoes[0]), "_", " "))
	}
	return text
}
