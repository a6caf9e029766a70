package cli

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReportMapsErrorsToExitCodes(t *testing.T) {
	for name, tt := range map[string]struct {
		err  error
		code int
		out  string
	}{
		"success":  {nil, 0, ""},
		"help":     {flag.ErrHelp, 0, ""},
		"failure":  {errors.New("no such invoice"), 1, "no such invoice\n"},
		"escapes":  {errors.New("customer \x1b[2J is odd\nand \u202e another"), 1, "customer \\u001b[2J is odd\nand \\u202e another\n"},
		"own code": {&ExitError{Code: 2}, 2, ""},
		"wrapped":  {fmt.Errorf("audit: %w", &ExitError{Code: 3, Err: errors.New("nothing audited")}), 3, "nothing audited\n"},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			require.Equal(t, tt.code, report(tt.err, &b))
			require.Equal(t, tt.out, b.String())
		})
	}
}

func TestTableAlignsAnyScript(t *testing.T) {
	table := NewTable("name", ">net")
	table.Row("Åkerlund AB", "1.00")
	table.Row("日本商事", "-12.50")
	table.Row("evil\x1b[2J", "0")
	var b bytes.Buffer
	require.NoError(t, table.Write(&b, "  "))
	require.Equal(t, strings.Join([]string{
		`  name              net`,
		`  Åkerlund AB      1.00`,
		`  日本商事       -12.50`,
		`  evil\u001b[2J       0`,
		``}, "\n"), b.String())
}

func TestProgressWritesPlainLinesWithoutATerminal(t *testing.T) {
	var b bytes.Buffer
	p := NewProgress(&b)
	p.Step("short", 1, 10)
	p.Step("unknown", 5000, 0)
	for n := range 2000 {
		p.Step("links", n+1, 2000)
	}
	p.Done()
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	require.Len(t, lines, 10, "one line for each tenth of a long stage, and none for a short one")
	require.Equal(t, "links: 200 of 2000", lines[0])
	require.Equal(t, "links: 2000 of 2000", lines[9])
}
