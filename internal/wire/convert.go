package wire

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// conversions accept a scalar of another JSON type than the field has.
var conversions = json.JoinUnmarshalers(
	json.UnmarshalFromFunc(readString),
	json.UnmarshalFromFunc(readBool),
	json.UnmarshalFromFunc(readInt[int]),
	json.UnmarshalFromFunc(readInt[int64]),
)

// scalar reads one value and returns its text; ok is false for null. An object
// or array is an error: only scalars convert.
func scalar(dec *jsontext.Decoder) (text string, ok bool, err error) {
	value, err := dec.ReadValue()
	if err != nil {
		return "", false, err
	}
	switch value.Kind() {
	case jsontext.KindNull:
		return "", false, nil
	case jsontext.KindString:
		raw, err := jsontext.AppendUnquote(nil, value)
		return string(raw), true, err
	case jsontext.KindNumber, jsontext.KindTrue, jsontext.KindFalse:
		return string(value), true, nil
	default:
		return "", false, fmt.Errorf("%s where a single value belongs", clip(string(value)))
	}
}

func readString(dec *jsontext.Decoder, s *string) error {
	text, _, err := scalar(dec)
	*s = text
	return err
}

func readBool(dec *jsontext.Decoder, b *bool) error {
	text, _, err := scalar(dec)
	if err != nil {
		return err
	}
	switch strings.ToLower(text) {
	case "true", "1", "yes":
		*b = true
	case "false", "0", "no", "":
		*b = false
	default:
		return fmt.Errorf("%q is neither true nor false", clip(text))
	}
	return nil
}

func readInt[N int | int64](dec *jsontext.Decoder, n *N) error {
	text, ok, err := scalar(dec)
	if err != nil {
		return err
	}
	text = strings.TrimSpace(text)
	if !ok || text == "" {
		*n = 0
		return nil
	}
	// 3.0 and 1e3 are whole numbers too.
	d, err := ParseDecimal(text)
	if err != nil || !d.IsInteger() {
		return fmt.Errorf("%q is not a whole number", clip(text))
	}
	i, err := strconv.ParseInt(d.String(), 10, strconv.IntSize)
	if err != nil {
		return fmt.Errorf("%q is out of range", clip(text))
	}
	*n = N(i)
	return nil
}
