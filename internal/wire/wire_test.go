package wire_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tenantlink/tenantlink/internal/secret"
	"github.com/tenantlink/tenantlink/internal/wire"
)

type thing struct {
	ID      string                     `json:"id,omitzero"`
	Count   int                        `json:"count"`
	Big     int64                      `json:"big,omitzero"`
	On      bool                       `json:"on"`
	Maybe   *bool                      `json:"maybe,omitzero"`
	Amount  decimal.Decimal            `json:"amount"`
	At      time.Time                  `json:"at,omitzero"`
	List    []thing                    `json:"list,omitzero"`
	Pass    secret.Secret              `json:"pass,omitzero"`
	Unknown map[string]json.RawMessage `json:",embed,unknown"`
}

func TestTolerantReading(t *testing.T) {
	at := time.Date(2026, 10, 7, 8, 9, 10, 0, time.UTC)
	cases := []struct {
		name, in string
		want     thing
	}{
		{"plain", `{"id":"a","count":3,"on":true}`, thing{ID: "a", Count: 3, On: true}},
		{"byte order mark", "\ufeff{\"id\":\"a\"}", thing{ID: "a"}},
		{"space around", " \r\n{\"id\":\"a\"}\n ", thing{ID: "a"}},
		{"PascalCase", `{"Id":"a","COUNT":3}`, thing{ID: "a", Count: 3}},
		{"a member twice", `{"id":"a","id":"b"}`, thing{ID: "b"}},
		{"number as text", `{"count":"3","big":"9007199254740993"}`, thing{Count: 3, Big: 9007199254740993}},
		{"whole number with a fraction", `{"count":3.0,"big":"1e3"}`, thing{Count: 3, Big: 1000}},
		{"text as number", `{"id":60003}`, thing{ID: "60003"}},
		{"boolean as text", `{"on":"True","maybe":"false"}`, thing{On: true, Maybe: new(false)}},
		{"boolean as number", `{"on":1}`, thing{On: true}},
		{"empty text for a number", `{"count":"","amount":""}`, thing{}},
		{"nulls", `{"id":null,"count":null,"on":null,"amount":null,"at":null,"list":null}`, thing{}},
		{"amount as text", `{"amount":"12.3400"}`, thing{Amount: decimal.RequireFromString("12.34")}},
		{"amount with an exponent", `{"amount":1E-7}`, thing{Amount: decimal.RequireFromString("0.0000001")}},
		{"amount beyond float", `{"amount":12345678901234567890.123456789}`, thing{Amount: decimal.RequireFromString("12345678901234567890.123456789")}},
		{"time", `{"at":"2026-10-07T08:09:10Z"}`, thing{At: at}},
		{"time without zone", `{"at":"2026-10-07T08:09:10"}`, thing{At: at}},
		{"time with spaces", `{"at":"2026-10-07T08: 09: 10Z"}`, thing{At: at}},
		{"time of a token endpoint", `{"at":"2026-10-07 08:09:10Z"}`, thing{At: at}},
		{"day", `{"at":"2026-10-07"}`, thing{At: at.Truncate(24 * time.Hour)}},
		{"year 1", `{"at":"0001-01-01T00:00:00"}`, thing{}},
		{"no time", `{"at":""}`, thing{}},
		{"nested", `{"list":[{"Id":1}]}`, thing{List: []thing{{ID: "1"}}}},
	}
	same := cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var got thing
			require.NoError(t, wire.Unmarshal([]byte(c.in), &got))
			if diff := cmp.Diff(c.want, got, same); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.in, diff)
			}
		})
	}
}

func TestReadingRefuses(t *testing.T) {
	for _, in := range []string{
		``, ` `, "\ufeff", `{`, `{"id":{}}`, `{"id":[1]}`, `{"count":"three"}`, `{"count":3.5}`, `{"count":1e30}`, `{"on":"maybe"}`,
		`{"at":"soon"}`, `{"at":5}`, `{"amount":"1,5"}`, `{"amount":{}}`, `{"amount":1e999999}`, `{"list":{}}`, `{"list":"x"}`, `[]`, `"x"`, `{} {}`,
	} {
		var got thing
		assert.Error(t, wire.Unmarshal([]byte(in), &got), in)
	}
	var got thing
	assert.ErrorIs(t, wire.Unmarshal(nil, &got), wire.ErrEmpty)
}

// In builds with GOEXPERIMENT=jsonv2 another implementation serves; CI runs this
// test in both.
func TestUnknownMembersAreKept(t *testing.T) {
	var got thing
	require.NoError(t, wire.Unmarshal([]byte(`{"id":"a","new":{"x":[1,2]},"other":null,"list":[{"deep":7}]}`), &got))
	assert.JSONEq(t, `{"x":[1,2]}`, string(got.Unknown["new"]))
	assert.JSONEq(t, `7`, string(got.List[0].Unknown["deep"]))
	out, err := wire.Marshal(got)
	require.NoError(t, err)
	assert.JSONEq(t, `{"id":"a","count":0,"on":false,"amount":0,"new":{"x":[1,2]},"other":null,"list":[{"count":0,"on":false,"amount":0,"deep":7}]}`, string(out))
}

func TestExactWriting(t *testing.T) {
	out, err := wire.Marshal(thing{ID: "ä<&>", Amount: decimal.RequireFromString("12345678901234567890.1234567890"), At: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), Pass: "hunter2", List: []thing{}})
	require.NoError(t, err)
	assert.Equal(t, `{"id":"ä<&>","count":0,"on":false,"amount":12345678901234567890.123456789,"at":"2026-01-02T03:04:05.000000006Z","list":[],"pass":"hunter2"}`, string(out))
	public, err := json.Marshal(thing{Pass: "hunter2"})
	require.NoError(t, err)
	assert.NotContains(t, string(public), "hunter2", "only the wire may have it")
}

func TestDecimalsSurvive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := decimal.New(rapid.Int64().Draw(t, "digits"), rapid.Int32Range(-20, 20).Draw(t, "exponent"))
		out, err := wire.Marshal(thing{Amount: d})
		if err != nil {
			t.Fatal(err)
		}
		var back thing
		if err := wire.Unmarshal(out, &back); err != nil || !back.Amount.Equal(d) {
			t.Fatalf("%s became %s (%v)", d, back.Amount, err)
		}
	})
}

func FuzzUnmarshal(f *testing.F) {
	f.Add([]byte(`{"id":1,"amount":"1.5","at":"2026-10-07","x":{}}`))
	f.Add([]byte("\ufeff[]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var first, second thing
		if wire.Unmarshal(data, &first) != nil {
			return
		}
		out, err := wire.Marshal(first)
		if err != nil {
			if strings.Contains(err.Error(), "duplicate") || strings.Contains(err.Error(), "UTF-8") {
				return // kept raw as it came
			}
			t.Fatalf("what was read cannot be written: %v", err)
		}
		if err := wire.Unmarshal(out, &second); err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, out)
		}
	})
}

func TestDropUnknown(t *testing.T) {
	type part struct {
		ID      string                     `json:"id"`
		Unknown map[string]json.RawMessage `json:",embed,unknown"`
	}
	type whole struct {
		List    []part                     `json:"list"`
		ByName  map[string]part            `json:"byName"`
		Pointer *part                      `json:"pointer"`
		Unknown map[string]json.RawMessage `json:",embed,unknown"`
	}
	var got whole
	require.NoError(t, wire.Unmarshal([]byte(`{"x":1,"list":[{"id":"a","x":1}],"byName":{"n":{"id":"b","x":1}},"pointer":{"id":"c","x":1}}`), &got))
	wire.DropUnknown(&got)
	text, err := wire.Marshal(got)
	require.NoError(t, err)
	assert.JSONEq(t, `{"list":[{"id":"a"}],"byName":{"n":{"id":"b"}},"pointer":{"id":"c"}}`, string(text))
}
