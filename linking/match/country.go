package match

import (
	_ "embed" // countries.tsv
	"strings"
	"sync"
)

//go:embed countries.tsv
var countriesTSV string

// countryTable is parsed once and never changed.
type countryTable struct {
	code    map[string]string // by folded name or code
	calling map[string]string // calling code by country
}

var countries = sync.OnceValue(func() *countryTable {
	t := &countryTable{code: make(map[string]string), calling: make(map[string]string)}
	for line := range strings.Lines(countriesTSV) {
		columns := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(columns) != 3 || line[0] == '#' {
			continue
		}
		t.calling[columns[0]] = columns[1]
		t.code[strings.ToLower(columns[0])] = columns[0]
		for n := range strings.SplitSeq(columns[2], "|") {
			t.code[n] = columns[0]
		}
	}
	return t
})

// countryCode returns the ISO code of a code or a name, "" for an unknown one.
func countryCode(s string) string {
	if s == "" || len(s) > 100 {
		return ""
	}
	t := countries()
	if code, ok := t.code[strings.ToLower(s)]; ok {
		return code
	}
	return t.code[strings.Join(tokenize(nil, fold(s)), " ")]
}
