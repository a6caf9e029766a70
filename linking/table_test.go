package linking_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/bidi"
)

// shown is a line as a terminal that orders right-to-left text shows it.
func shown(t *testing.T, line string) string {
	t.Helper()
	var p bidi.Paragraph
	_, err := p.SetString(line, bidi.DefaultDirection(bidi.LeftToRight))
	require.NoError(t, err)
	order, err := p.Order()
	require.NoError(t, err)
	var b strings.Builder
	for n := range order.NumRuns() {
		run := order.Run(n)
		if run.Direction() == bidi.RightToLeft {
			b.WriteString(bidi.ReverseString(run.String()))
		} else {
			b.WriteString(run.String())
		}
	}
	return b.String()
}

func TestRightToLeftNamesKeepTheirPlaces(t *testing.T) {
	const tenant, organization = "שלום תקשורת", "شركة النور"
	p := planOf(1, 0)
	p.Actions[0].TenantName, p.Actions[0].OrganizationName = tenant, organization
	var b bytes.Buffer
	require.NoError(t, p.WriteTable(&b))
	line := strings.Split(b.String(), "\n")[1]
	at := func(s string) int { return strings.Index(shown(t, line), bidi.ReverseString(s)) }
	require.Positive(t, at(tenant))
	require.Greater(t, at(organization), at(tenant), "the tenant must stand before the arrow and the organization behind it: %q", shown(t, line))
}
