package billing

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// genMember makes a key and a value as a file might spell them.
func genMember() *rapid.Generator[string] {
	names := append(fieldNames[:fNone:fNone], "x", "", "unknownkeyofexactly24byte", "aKeyThatIsLongerThanEverythingThatIsRemembered", `with"quote`, `endsIn\`, "Åkeri")
	return rapid.Custom(func(t *rapid.T) string {
		name := rapid.SampledFrom(names).Draw(t, "name")
		if rapid.Bool().Draw(t, "upper case") {
			name = strings.ToUpper(name)
		}
		key, _ := json.Marshal(name) // a string always has JSON
		if len(name) > 1 && rapid.IntRange(0, 9).Draw(t, "escaped") == 0 {
			key = fmt.Appendf(nil, `"\u%04x%s`, name[0], key[2:])
		}
		text, _ := json.Marshal(strings.Repeat("v", rapid.IntRange(0, 70).Draw(t, "length")))
		value := rapid.SampledFrom([]string{string(text), string(text), "null", "-12.50", "1e-2", "0.1234567890123", `"a\"b\\"`, `{"a":[1,"}"]}`, "true"}).Draw(t, "value")
		space := rapid.SampledFrom([]string{"", "", "", " ", "\t "})
		return string(key) + space.Draw(t, "before the colon") + ":" + space.Draw(t, "behind it") + value + space.Draw(t, "at the end")
	})
}

func TestScannerReadsKeysInAnyOrderAndSpelling(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		members := rapid.SliceOfN(genMember(), 1, 30).Draw(r, "members")
		s := &scanner{want: allFields}
		for range 4 {
			compareScan(t, s, []byte("{"+strings.Join(members, ",")+"}"))
			members = rapid.Permutation(members).Draw(r, "the next line")
		}
	})
}

func TestScannerReadsOnWhenThereAreMoreKeysThanItRemembers(t *testing.T) {
	s := &scanner{want: allFields}
	for n := range 3 * maxLeads {
		compareScan(t, s, fmt.Appendf(nil, `{"key%d":"a","Subtotal":%d,"key%d":"b","CustomerName":"c"}`, n, n, n/2))
	}
	if s.keys.count != maxLeads {
		t.Fatalf("%d keys are remembered instead of %d", s.keys.count, maxLeads)
	}
}

func TestScannerTellsLongKeysApartBehindWhatItHashes(t *testing.T) {
	s := &scanner{want: allFields}
	for range 2 { // of the known names, those of 24 bytes or more
		compareScan(t, s, []byte(`{"PartnerEarnedCreditPercentage":1,"PartnerEarnedCreditPercentagf":2,"PriceAdjustmentDescription":"a","PriceAdjustmentDescriptioM":"b","Subtotal":1}`))
	}
}
