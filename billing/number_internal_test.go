package billing

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestParseNumberKeepsEveryDigit(t *testing.T) {
	for _, s := range []string{
		"0", "-0", "0.01", "-1234567.89", "0.0000000000001", "123456789012.3456789012345", "1e3", "1.5E+2", "25e-4",
		"99999999999999999999999999999999.999999999", "0.123456789012345678901234567890", "1e59", "-1e-60", "18446744073709551615", "18446744073709551616.5",
		"0000001"[6:], "1" + strings.Repeat("0", 59), "0." + strings.Repeat("0", 40) + "7",
	} {
		n, ok := parseNumber([]byte(s))
		require.True(t, ok, "%s must be read", s)
		require.True(t, decimal.RequireFromString(s).Equal(n.decimal()), "%s became %s", s, n.decimal())
	}
}

func TestParseNumberRefusesWhatIsNoJSONNumber(t *testing.T) {
	for _, s := range []string{"", "-", "+1", "01", "1.", ".5", "1e", "1e+", "--1", "1,5", "0x10", "NaN", "Infinity", "1 ", " 1", "1_000", "１"} {
		_, ok := parseNumber([]byte(s))
		require.False(t, ok, "%q must be refused", s)
	}
}

func TestParseNumberRefusesExponentsThatWouldTakeAllMemory(t *testing.T) {
	for _, s := range []string{"1e999999999", "1e-999999999", "1e61", "1e-61", "1" + strings.Repeat("0", 60), strings.Repeat("9", 100_000), "1e99999999999999999999"} {
		_, ok := parseNumber([]byte(s))
		require.False(t, ok, "%.20q must be refused", s)
	}
}

func genNumber() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		s := rapid.StringMatching(`-?(0|[1-9][0-9]{0,24})(\.[0-9]{1,18})?`).Draw(t, "mantissa")
		if rapid.Bool().Draw(t, "exponent") {
			s += rapid.StringMatching(`[eE][+-]?[0-9]{1}`).Draw(t, "e")
		}
		return s
	})
}

func TestSumIsExactInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(genNumber(), 0, 60).Draw(t, "numbers")
		want := new(big.Rat)
		var forward, backward, left, right sum
		for i, s := range all {
			r, ok := new(big.Rat).SetString(s)
			require.True(t, ok)
			want.Add(want, r)
			n, ok := parseNumber([]byte(s))
			require.True(t, ok, s)
			forward.add(n)
			if i%2 == 0 {
				left.add(n)
			} else {
				right.add(n)
			}
		}
		for i := len(all) - 1; i >= 0; i-- {
			n, _ := parseNumber([]byte(all[i]))
			backward.add(n)
		}
		left.merge(right)
		for name, s := range map[string]sum{"forward": forward, "backward": backward, "merged": left} {
			require.Zero(t, want.Cmp(s.decimal().Rat()), "%s: %s instead of %s", name, s.decimal(), want)
		}
		require.Equal(t, forward.decimal().String(), backward.decimal().String())
	})
}

func TestSumOverflowGoesToArbitraryPrecision(t *testing.T) {
	n, ok := parseNumber([]byte("18446744073709551615e4")) // near the top of 128 bits in units of 10^-15
	require.True(t, ok)
	var s sum
	want := decimal.Zero
	for range 3000 {
		s.add(n)
		want = want.Add(n.decimal())
	}
	require.True(t, want.Equal(s.decimal()), "%s instead of %s", s.decimal(), want)
	require.NotNil(t, s.rest, "the sum was meant to overflow")
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"1", "-0.5", "1e5", "123456789012345678901234567890", "0.1e-3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, ok := parseNumber([]byte(s))
		isNumber := len(s) > 0 && (s[0] == '-' || s[0]-'0' <= 9) && json.Valid([]byte(s)) && strings.TrimSpace(s) == s
		if ok && !isNumber {
			t.Fatalf("%q is no JSON number but was read as %s", s, n.decimal())
		}
		if !ok && isNumber && len(s) < 50 && !strings.ContainsAny(s, "eE") {
			t.Fatalf("%q is a JSON number and was refused", s)
		}
		if ok {
			want, err := decimal.NewFromString(s)
			require.NoError(t, err)
			require.True(t, want.Equal(n.decimal()))
		}
	})
}
