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

func TestProgressIsSilentWithoutATerminal(t *testing.T) {
	var b bytes.Buffer
	p := NewProgress(&b)
	p.Step("lines", 1, 10)
	p.Done()
	require.Empty(t, b.String())
}
