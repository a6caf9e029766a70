package wire

import (
	"bytes"
	"errors"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// ErrEmpty says that there was no JSON at all.
var ErrEmpty = errors.New("the body is empty")

var byteOrderMark = []byte("\ufeff")

// Unmarshal decodes data into the value that out points to.
//
// It decodes strictly typed first, which is the fast and usual case, and only
// when a member has another JSON type than its field a second time with
// conversions between numbers, strings and booleans.
func Unmarshal(data []byte, out any) error {
	data = bytes.TrimSpace(bytes.TrimPrefix(data, byteOrderMark))
	if len(data) == 0 {
		return ErrEmpty
	}
	err := json.Unmarshal(data, out, readOptions)
	var mismatch *json.SemanticError
	if err == nil || !errors.As(err, &mismatch) {
		return err
	}
	reflect.ValueOf(out).Elem().SetZero()
	return json.Unmarshal(data, out, convertOptions)
}

// Marshal encodes v. Decimals become JSON numbers with all their digits.
func Marshal(v any) ([]byte, error) {
	return json.Marshal(v, writeOptions)
}

// Immutable after initialisation.
var (
	tolerant = json.JoinOptions(
		json.MatchCaseInsensitiveNames(true),
		jsontext.AllowDuplicateNames(true),
		jsontext.AllowInvalidUTF8(true),
	)
	readOptions    = json.JoinOptions(tolerant, json.WithUnmarshalers(valueReaders))
	convertOptions = json.JoinOptions(tolerant, json.WithUnmarshalers(
		json.JoinUnmarshalers(valueReaders, conversions)))
	writeOptions = json.JoinOptions(
		json.Deterministic(true),
		json.FormatNilSliceAsNull(false),
		json.WithMarshalers(valueWriters),
	)
)
