package linking

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/bidi"

	"github.com/tenantlink/tenantlink/linking/match"
)

// WriteTable writes the plan for a terminal: one block per kind, one line per
// action, its evidence below it. What comes from a tenant's data cannot move the
// cursor or reorder the line: control and bidirectional characters are shown as
// escapes.
func (p *Plan) WriteTable(w io.Writer) error {
	b := bufio.NewWriter(w)
	for _, k := range kindOrder {
		n := p.Count(k)
		if n == 0 {
			continue
		}
		fmt.Fprintf(b, "%s (%d)\n", k, n)
		for i := range p.Actions {
			if a := &p.Actions[i]; a.Kind == k {
				a.write(b)
			}
		}
	}
	if len(p.Actions) == 0 {
		fmt.Fprintln(b, "nothing to do")
	}
	return b.Flush()
}

func (a *Action) write(b *bufio.Writer) {
	mark := " "
	if a.Approved {
		mark = "*"
	}
	fmt.Fprintf(b, "%s %s  ", mark, a.ID)
	if a.TenantID != uuid.Nil {
		fmt.Fprintf(b, "%s  %s", a.TenantID, Printable(a.TenantName))
	}
	if a.OrganizationID != "" {
		fmt.Fprintf(b, " -> %s [%s]", Printable(a.OrganizationName), Printable(a.OrganizationID))
	}
	fmt.Fprintf(b, "  (%s)\n", a.Band)
	if a.Reason != "" {
		fmt.Fprintf(b, "      %s\n", Printable(a.Because()))
	}
	for _, e := range a.Evidence {
		writeEvidence(b, e)
	}
	for _, v := range a.Vetoes {
		fmt.Fprintf(b, "      against: %s\n", strings.ReplaceAll(string(v), "_", " "))
	}
	for _, c := range a.Candidates {
		fmt.Fprintf(b, "      or %s [%s] score %.1f\n", Printable(c.Name), Printable(c.OrganizationID), c.Score)
	}
}

// Because is the action's reason in words: the matcher gives a code.
func (a *Action) Because() string {
	switch match.Reason(a.Reason) {
	case match.ReasonConfirmed:
		return "a person confirmed it"
	case match.ReasonResolved:
		return "Microsoft: the tenant owns the organization's domain"
	case match.ReasonRegistration:
		return "same registration number, unique on both sides"
	case match.ReasonDomain:
		return "same domain, unique on both sides"
	case match.ReasonFields:
		return "independent fields agree"
	case match.ReasonTaken:
		return "the organization fits, but has or gets another tenant"
	case match.ReasonMargin:
		return "several organizations fit about equally well"
	case match.ReasonVeto:
		return "fits, but something contradicts"
	case match.ReasonScore:
		return "similar, not certain"
	case match.ReasonPolicy:
		return "the policy leaves it to a person"
	case match.ReasonContradiction:
		return "certain keys name different organizations or tenants"
	default:
		return a.Reason
	}
}

func writeEvidence(b *bufio.Writer, e match.Evidence) {
	fmt.Fprintf(b, "      %-20s %s = %s  (%s, %+.1f)\n", strings.ReplaceAll(string(e.Field), "_", " "), Printable(e.Tenant), Printable(e.Organization), Printable(e.Comparison), e.Weight)
}

// Printable makes a vendor's text safe for a terminal or a log line: control,
// format and bidirectional characters become escapes such as \u001b. The joiners
// that Persian, Indic scripts and emoji need stay as they are. A text with Hebrew,
// Arabic or other letters that run from right to left ends with an invisible
// left-to-right mark: without it a terminal that orders such text would exchange
// two names that stand beside each other. Apply it once.
func Printable(s string) string {
	mark := ""
	if strings.IndexFunc(s, rightToLeft) >= 0 {
		mark = "\u200e"
	}
	if strings.IndexFunc(s, unsafeRune) < 0 {
		return s + mark
	}
	var b strings.Builder
	for _, r := range s {
		if unsafeRune(r) {
			fmt.Fprintf(&b, "\\u%04x", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String() + mark
}

func rightToLeft(r rune) bool {
	if r < 0x590 { // nothing below Hebrew
		return false
	}
	p, _ := bidi.LookupRune(r)
	return p.Class() == bidi.R || p.Class() == bidi.AL
}

func unsafeRune(r rune) bool {
	const zeroWidthNonJoiner, zeroWidthJoiner = '\u200c', '\u200d'
	if r == zeroWidthNonJoiner || r == zeroWidthJoiner {
		return false
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) || r == unicode.ReplacementChar
}
