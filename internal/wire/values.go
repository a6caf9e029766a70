package wire

import (
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/shopspring/decimal"

	"github.com/tenantlink/tenantlink/internal/secret"
)

// valueReaders and valueWriters say how times and money look on the wire.
var (
	valueReaders = json.JoinUnmarshalers(
		json.UnmarshalFromFunc(readTime),
		json.UnmarshalFromFunc(readDecimal),
	)
	valueWriters = json.JoinMarshalers(
		json.MarshalToFunc(writeDecimal),
		json.MarshalToFunc(writeSecret),
	)
)

// timeLayouts are the forms seen in published bodies. Fractions of a second
// are accepted by all that have seconds. A time without zone is taken as UTC.
var timeLayouts = []string{
	time.RFC3339,
	"2006-01-02T15:04:05",
	"2006-01-02",
	"2006-01-02T15:04:05-0700",
	"2006-01-02 15:04:05Z",
	"2006-01-02 15:04:05",
	"1/2/2006 3:04:05 PM",
	"1/2/2006 3:04:05 PM -07:00",
	"1/2/2006",
}

// slips are mistakes in published bodies: "06: 41: 12" and "2023-05-18TT21".
var slips = strings.NewReplacer(": ", ":", "TT", "T")

// ParseTime reads a time as the vendors write it. Year 1 and the empty string,
// their ways to say "none", give the zero time.
func ParseTime(s string) (time.Time, error) {
	s = slips.Replace(strings.TrimSpace(s))
	if s == "" || strings.HasPrefix(s, "0001-01-01") || strings.HasPrefix(s, "1/1/0001") {
		return time.Time{}, nil
	}
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a time", clip(s))
}

func readTime(dec *jsontext.Decoder, t *time.Time) error {
	value, err := dec.ReadValue()
	if err != nil {
		return err
	}
	switch value.Kind() {
	case jsontext.KindNull:
		*t = time.Time{}
		return nil
	case jsontext.KindString:
		text, err := jsontext.AppendUnquote(nil, value)
		if err != nil {
			return err
		}
		*t, err = ParseTime(string(text))
		return err
	default:
		return fmt.Errorf("%s is not a time", clip(string(value)))
	}
}

// ParseDecimal reads an amount. The empty string gives zero.
func ParseDecimal(s string) (decimal.Decimal, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return decimal.Zero, nil
	}
	d, err := decimal.NewFromString(s)
	if err != nil || len(s) > maxDecimal || d.Exponent() < -maxExponent || d.Exponent() > maxExponent {
		return decimal.Zero, fmt.Errorf("%q is not an amount", clip(s))
	}
	return d, nil
}

// Bounds on amounts: far above any money, low enough that nobody makes us
// print a number with a million digits.
const (
	maxDecimal  = 100
	maxExponent = 60
)

func readDecimal(dec *jsontext.Decoder, d *decimal.Decimal) error {
	value, err := dec.ReadValue()
	if err != nil {
		return err
	}
	switch value.Kind() {
	case jsontext.KindNull:
		*d = decimal.Zero
		return nil
	case jsontext.KindNumber:
		*d, err = ParseDecimal(string(value))
		return err
	case jsontext.KindString:
		text, err := jsontext.AppendUnquote(nil, value)
		if err != nil {
			return err
		}
		*d, err = ParseDecimal(string(text))
		return err
	default:
		return fmt.Errorf("%s is not an amount", clip(string(value)))
	}
}

func writeDecimal(enc *jsontext.Encoder, d decimal.Decimal) error {
	return enc.WriteValue(jsontext.Value(d.String()))
}

// writeSecret puts a credential on the wire; everywhere else it prints as
// redacted, also with encoding/json.
func writeSecret(enc *jsontext.Encoder, s secret.Secret) error {
	return enc.WriteToken(jsontext.String(s.Reveal()))
}

func clip(s string) string {
	const most = 40
	if len(s) <= most {
		return s
	}
	return s[:most] + "..."
}
