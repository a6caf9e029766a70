package linking

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// maxFile bounds the files that are read: a plan for a million tenants is far
// smaller.
const maxFile = 4 << 30

// decodeStrict decodes one JSON value and nothing after it. A member that the
// reader does not know, or that occurs twice, is refused: in a file that a person
// edits it is a typing error. The error names the line.
func decodeStrict(data []byte, v any) error {
	err := json.Unmarshal(data, v, json.RejectUnknownMembers(true))
	var syntax *jsontext.SyntacticError
	var meaning *json.SemanticError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("line %d: %w", lineAt(data, syntax.ByteOffset), err)
	case errors.As(err, &meaning):
		return fmt.Errorf("line %d: %w", lineOf(data, meaning.JSONPointer), err)
	default:
		return err
	}
}

// placedError is what makes a file unusable, and where in it.
type placedError struct {
	at  jsontext.Pointer // empty for the whole
	why string
}

func (e *placedError) Error() string { return fmt.Sprintf("%v: %s", ErrPlan, e.why) }

func (e *placedError) Unwrap() error { return ErrPlan }

// element is the place of an element of a list.
func element(list jsontext.Pointer, index int) jsontext.Pointer {
	return list.AppendToken(strconv.Itoa(index))
}

// withLine adds the line to an error that knows its place.
func withLine(data []byte, err error) error {
	var placed *placedError
	if !errors.As(err, &placed) {
		return err
	}
	return fmt.Errorf("line %d: %w", lineOf(data, placed.at), err)
}

// lineOf returns the line on which the value at the pointer begins, or of which
// a member has that name. Of an unknown pointer it is the first line.
func lineOf(data []byte, at jsontext.Pointer) int {
	dec := jsontext.NewDecoder(bytes.NewReader(data))
	for at != "" {
		if _, err := dec.ReadToken(); err != nil {
			break
		}
		if dec.StackPointer() == at {
			return lineAt(data, dec.InputOffset())
		}
	}
	return 1
}

// lineAt returns the line on which the byte at the offset stands.
func lineAt(data []byte, offset int64) int {
	return 1 + bytes.Count(data[:min(max(offset, 0), int64(len(data)))], []byte("\n"))
}
