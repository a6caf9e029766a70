package billing

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// slowFields decodes a line with encoding/json into what scanner makes of it.
// The last of equal keys wins, whatever their case.
func slowFields(line []byte) (map[field]string, error) {
	dec := json.NewDecoder(bytes.NewReader(line))
	if tok, err := dec.Token(); err != nil || tok != json.Delim('{') {
		return nil, errors.Join(errNotObject, err)
	}
	out := map[field]string{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, err
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return nil, err
		}
		name, _ := key.(string)
		f := lookupField([]byte(name))
		if f == fNone {
			continue
		}
		delete(out, f)
		switch {
		case string(raw) == "null":
		case raw[0] == '"':
			var s string
			if err := json.Unmarshal(raw, &s); err != nil {
				return nil, err
			}
			out[f] = "s" + s
		case raw[0] == '-' || raw[0]-'0' <= 9:
			out[f] = "n" + string(raw)
		default:
			out[f] = "o" + string(raw)
		}
	}
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the object")
	}
	return out, nil
}

func fastFields(s *scanner, line []byte) (map[field]string, error) {
	if err := s.scan(line); err != nil {
		return nil, err
	}
	out := map[field]string{}
	for f, v := range s.vals[:fNone] {
		switch v.kind {
		case kindString, kindEscaped:
			text := v.text()
			if v.kind == kindString && !utf8.Valid(text) { // encoding/json replaces what is no UTF-8
				text = []byte(replaced(text))
			}
			out[field(f)] = "s" + string(text)
		case kindNumber:
			out[field(f)] = "n" + string(v.raw)
		case kindOther:
			out[field(f)] = "o" + string(v.raw)
		}
	}
	return out, nil
}

// replaced decodes as encoding/json does: each byte that is no UTF-8 becomes U+FFFD.
func replaced(b []byte) string {
	var s strings.Builder
	for _, r := range string(b) {
		s.WriteRune(r)
	}
	return s.String()
}

var scanSeeds = []string{
	`{"Subtotal":1.25,"Currency":"EUR","CustomerId":"65726577-C208-40fd-9735-8c85ac9cac68"}`,
	`{"subtotal":"-0.0000000000001","currency":"usd"}`,
	` { "SUBTOTAL" : 1e3 , "x" : [1,{"a":[]},"]"] , "TaxTotal" : null } ` + "\r",
	`{"CustomerName":"\u00c5kerlund \"AB\" \ud83d\ude00 \ud800","Total":-0}`,
	`{"CustomerName":"` + "\xff\xfe" + `","\u0053ubtotal":5}`,
	`{"Subtotal":1,"subtotal":2,"Subtotal":null}`,
	`{"a":tru}`, `{"a":01}`, `{"a":1.}`, `{"a":.5}`, `{"a":1e}`, `{"a":"` + "\t" + `"}`, `{"a":"\x"}`, `{"a":"\u12g4"}`,
	`{"a":1,}`, `{,}`, `{"a" 1}`, `{}`, `{} x`, `[]`, `"s"`, ``, `{"a":{"b":{"c":[[[]]]}}}`, `{"a":[1,]}`, `{"a":{"b"}}`, `{"":1}`,
	`{"Subtotal":truefalse}`, `{"Subtotal":nul}`, `{"Subtotal":--1}`, `{"items":[{"subtotal":1}],"totalCount":1}`,
}

func compareScan(t *testing.T, s *scanner, line []byte) {
	t.Helper()
	want, slowErr := slowFields(line)
	got, fastErr := fastFields(s, line)
	if (slowErr == nil) != (fastErr == nil) {
		t.Fatalf("line %q: encoding/json says %v, the scanner %v", line, slowErr, fastErr)
	}
	if slowErr == nil {
		require.Equal(t, want, got, "line %q", line)
	}
}

func TestScannerAgreesWithEncodingJSON(t *testing.T) {
	for _, line := range scanSeeds {
		compareScan(t, &scanner{want: allFields}, []byte(line))
	}
}

func TestScannerReusesKeysOfEarlierLines(t *testing.T) {
	s := &scanner{want: allFields}
	for range 3 {
		for _, line := range scanSeeds {
			compareScan(t, s, []byte(line))
		}
	}
}

func TestScannerSeesControlCharactersAtAnyOffset(t *testing.T) {
	for n := range 40 {
		for _, c := range []string{"\x00", "\x1f", "\x7f", "\x80", `\"`, `\\`, "é", "\n"} {
			compareScan(t, &scanner{want: allFields}, []byte(`{"CustomerName":"`+strings.Repeat("a", n)+c+`bc","Subtotal":1}`))
		}
	}
}

func TestScannerRefusesDeepNesting(t *testing.T) {
	deep := strings.Repeat("[", maxNesting+1) + strings.Repeat("]", maxNesting+1)
	var s scanner
	require.ErrorIs(t, s.scan([]byte(`{"a":`+deep+`}`)), errSyntax)
}

func TestScannerTellsCutFromWrong(t *testing.T) {
	whole := `{"Subtotal":12.5,"a":[{"b":"x\u00e4"},true,null],"CustomerName":"\"q\""}`
	for n := 1; n < len(whole); n++ {
		var s scanner
		require.ErrorIs(t, s.scan([]byte(whole[:n])), errCut, "the first %d bytes: %q", n, whole[:n])
	}
	var s scanner
	require.ErrorIs(t, s.scan([]byte(`{"a":x}`)), errSyntax)
}

func FuzzScanner(f *testing.F) {
	for _, s := range scanSeeds {
		f.Add([]byte(s), []byte(scanSeeds[0]))
	}
	f.Fuzz(func(t *testing.T, first, second []byte) {
		s := &scanner{want: allFields}
		compareScan(t, s, first)
		compareScan(t, s, second)
		compareScan(t, s, first)
	})
}
