package cloudmore

import (
	"bytes"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// spellings gives, for the name that this package assumes, the other names that
// the member may have. Letter case does not matter.
type spellings map[string][]string

// canonical finds the assumed name of a member.
func (s spellings) canonical(name string) (string, bool) {
	for assumed, others := range s {
		for _, other := range others {
			if strings.EqualFold(name, other) {
				return assumed, true
			}
		}
	}
	return "", false
}

// readSpelled decodes an object whose members may have other names than
// assumed, and returns the names that were found for assumed ones, so that the
// object can be written back as it came.
func readSpelled(dec *jsontext.Decoder, out any, names spellings) (map[string]string, error) {
	value, err := dec.ReadValue()
	if err != nil {
		return nil, err
	}
	if value.Kind() != jsontext.KindBeginObject {
		return nil, json.Unmarshal(value, out, dec.Options())
	}
	members, err := split(value)
	if err != nil {
		return nil, err
	}
	var found map[string]string
	for i, m := range members {
		assumed, ok := names.canonical(m.name)
		if !ok || has(members, assumed) {
			continue
		}
		if found == nil {
			found = map[string]string{}
		}
		found[assumed] = m.name
		members[i].name = assumed
	}
	if found != nil {
		if value, err = join(members); err != nil {
			return nil, err
		}
	}
	return found, json.Unmarshal(value, out, dec.Options())
}

// writeSpelled encodes v with the names under which its members came.
func writeSpelled(enc *jsontext.Encoder, v any, found map[string]string) error {
	value, err := json.Marshal(v, enc.Options())
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return enc.WriteValue(value)
	}
	members, err := split(value)
	if err != nil {
		return err
	}
	for i, m := range members {
		if name, ok := found[m.name]; ok {
			members[i].name = name
		}
	}
	if value, err = join(members); err != nil {
		return err
	}
	return enc.WriteValue(value)
}

type member struct {
	name  string
	value jsontext.Value
}

func has(members []member, name string) bool {
	for _, m := range members {
		if strings.EqualFold(m.name, name) {
			return true
		}
	}
	return false
}

// split takes an object apart, one level deep.
func split(object jsontext.Value) ([]member, error) {
	dec := jsontext.NewDecoder(bytes.NewReader(object), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if _, err := dec.ReadToken(); err != nil {
		return nil, err
	}
	var members []member
	for dec.PeekKind() == jsontext.KindString {
		name, err := dec.ReadToken()
		if err != nil {
			return nil, err
		}
		text := name.String()
		value, err := dec.ReadValue()
		if err != nil {
			return nil, err
		}
		members = append(members, member{text, value.Clone()})
	}
	return members, nil
}

func join(members []member) (jsontext.Value, error) {
	var out bytes.Buffer
	enc := jsontext.NewEncoder(&out, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if err := enc.WriteToken(jsontext.BeginObject); err != nil {
		return nil, err
	}
	for _, m := range members {
		if err := enc.WriteToken(jsontext.String(m.name)); err != nil {
			return nil, err
		}
		if err := enc.WriteValue(m.value); err != nil {
			return nil, err
		}
	}
	if err := enc.WriteToken(jsontext.EndObject); err != nil {
		return nil, err
	}
	return jsontext.Value(bytes.TrimSpace(out.Bytes())), nil
}
