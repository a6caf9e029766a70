package billing

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNeutralDisarmsEveryBeginningOfACell(t *testing.T) {
	for text, want := range map[string]string{
		"":                      "",
		"Contoso AB":            "Contoso AB",
		"Müller, Söhne & Co-op": "Müller, Söhne & Co-op",
		"a@b.c = d":             "a@b.c = d",
		"=1+1":                  "'=1+1",
		"@SUM(A1)":              "'@SUM(A1)",
		"-2+3":                  "'-2+3",
		"  =1":                  "'  =1",
		"\t=1":                  "'\t=1",
		" \t=1":                 "' \t=1",
		"\rx":                   "'\rx",
		"\u200b\u3000＝1":        "'\u200b\u3000＝1",
		"\x00+1":                "'\x00+1",
		"a;=1":                  "a;'=1",
		"a, =1;-2":              "a,' =1;'-2",
		"a\n=1":                 "a\n'=1",
		";\t@x":                 ";'\t@x",
		"\xff=1":                "\xff=1", // U+FFFD to a reader: no operator comes first
	} {
		require.Equal(t, want, neutral(text), "%q", text)
	}
}
