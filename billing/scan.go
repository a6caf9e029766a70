package billing

import (
	"encoding/binary"
	"errors"
	"math/bits"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// kind is the JSON type of a value.
type kind uint8

const (
	kindAbsent  kind = iota // missing or null
	kindString              // raw is the text between the quotes
	kindEscaped             // a string that needs unescaping: raw has the quotes
	kindNumber
	kindOther // true, false, object, array: raw is the JSON
)

// value is one field of a line; raw points into the line.
type value struct {
	raw  []byte
	kind kind
}

// text returns the value as text: strings unescaped, numbers and the rest as
// they are written. The result may point into the line.
func (v value) text() []byte {
	if v.kind != kindEscaped {
		return v.raw
	}
	text, _ := jsontext.AppendUnquote(nil, v.raw) // validated; the error left tells of U+FFFD
	return text
}

// quoted is the value of a string given with its quotes.
func quoted(raw []byte, escaped bool) value {
	if escaped {
		return value{raw, kindEscaped}
	}
	return value{raw[1 : len(raw)-1], kindString}
}

// string is text as valid UTF-8: like encoding/json, each byte that is none
// becomes U+FFFD.
func (v value) string() string {
	b := v.text()
	if utf8.Valid(b) {
		return string(b)
	}
	return string([]rune(string(b)))
}

// scanner reads one JSON object per line and hands out the wanted fields. It
// validates everything, as encoding/json does, but decodes nothing it is not
// asked for. The last of two equal keys wins. What followed a key the last time
// predicts the next key, which saves the look-up; any order is read.
type scanner struct {
	want fieldSet
	vals [numFields]value
	keys []knownKey     // keys[0] stands for the beginning of a line
	ids  map[string]int // in keys, by lead
	slot [512]uint16    // the same by a hash of lead: the last one that has it
	last int            // the key before, in keys
	nest []byte         // open brackets of a nested value
	buf  []byte
	pos  int
}

// knownKey is a key that was met before.
type knownKey struct {
	lead  string // the key with its quotes and the colon
	field field
	next  int // the key that followed it the last time; 0 when there was none
}

var (
	errNotObject = errors.New("not a JSON object")
	errSyntax    = errors.New("invalid JSON")
	errCut       = errors.New("JSON ends too early")
)

const maxNesting = 10000 // as encoding/json

// scan reads line into s.vals. Values stay valid as long as line does.
func (s *scanner) scan(line []byte) error {
	s.vals = [numFields]value{}
	s.buf, s.pos, s.last = line, 0, 0
	if s.keys == nil {
		s.keys, s.ids = make([]knownKey, 1, 64), map[string]int{}
	}
	s.space()
	if s.pos == len(s.buf) {
		return errCut
	}
	if s.buf[s.pos] != '{' {
		return errNotObject
	}
	s.pos++
	s.space()
	if s.peek() == '}' {
		s.pos++
		return s.end()
	}
	for {
		f, ok := s.guess()
		if !ok {
			var err error
			if f, err = s.key(); err != nil {
				return err
			}
		}
		if err := s.member(f); err != nil {
			return err
		}
		switch s.spacePeek() {
		case ',':
			s.pos++
			s.skip()
		case '}':
			s.pos++
			return s.end()
		case 0:
			return s.fail()
		default:
			return errSyntax
		}
	}
}

func (s *scanner) end() error {
	s.space()
	if s.pos != len(s.buf) {
		return errSyntax
	}
	return nil
}

// fail tells a line that ends too early from one that is wrong.
func (s *scanner) fail() error {
	if s.pos >= len(s.buf) {
		return errCut
	}
	return errSyntax
}

func (s *scanner) peek() byte {
	if s.pos < len(s.buf) {
		return s.buf[s.pos]
	}
	return 0
}

func (s *scanner) spacePeek() byte {
	if c := s.peek(); c > ' ' {
		return c
	}
	s.space()
	return s.peek()
}

// skip is space where there is seldom any.
func (s *scanner) skip() {
	if s.pos < len(s.buf) && s.buf[s.pos] <= ' ' {
		s.space()
	}
}

func (s *scanner) space() {
	for s.pos < len(s.buf) {
		switch s.buf[s.pos] {
		case ' ', '\t', '\r', '\n':
			s.pos++
		default:
			return
		}
	}
}

// guess tries the key that followed the last one before, with the colon behind it.
func (s *scanner) guess() (field, bool) {
	next := s.keys[s.last].next
	k := &s.keys[next]
	rest := s.buf[s.pos:]
	if next == 0 || len(rest) < len(k.lead) || string(rest[:len(k.lead)]) != k.lead {
		return fNone, false
	}
	s.pos += len(k.lead)
	s.last = next
	s.skip()
	return k.field, true
}

// key reads a key and the colon.
func (s *scanner) key() (field, error) {
	if s.peek() != '"' {
		return fNone, s.fail()
	}
	open := s.pos
	s.pos++
	escaped, err := s.stringEnd()
	if err != nil {
		return fNone, err
	}
	name := quoted(s.buf[open:s.pos], escaped)
	if s.spacePeek() != ':' {
		return fNone, s.fail()
	}
	s.pos++
	lead := s.buf[open:s.pos]
	s.space()
	id := s.find(lead)
	if id == 0 {
		f := lookupField(name.text())
		if id = s.remember(lead, f); id == 0 {
			return f, nil
		}
	}
	s.keys[s.last].next, s.last = id, id
	return s.keys[id].field, nil
}

// find returns the number of a key, 0 when it is unknown.
func (s *scanner) find(lead []byte) int {
	slot := &s.slot[hashKey(lead)%uint64(len(s.slot))]
	if id := int(*slot); s.keys[id].lead == string(lead) {
		return id
	}
	id := s.ids[string(lead)]
	*slot = uint16(id)
	return id
}

// hashKey tells most keys apart by their length and both ends.
func hashKey(lead []byte) uint64 {
	n := len(lead)
	if n < 8 {
		return uint64(n)
	}
	ends := binary.LittleEndian.Uint64(lead) ^ bits.RotateLeft64(binary.LittleEndian.Uint64(lead[n-8:]), 29)
	return (ends + uint64(n)) * 0x9e3779b97f4a7c15 >> 48
}

// remember keeps a key and returns its number; 0 when there are too many.
func (s *scanner) remember(lead []byte, f field) int {
	const maxKeys, longest = 256, 64
	id := len(s.keys)
	if id >= maxKeys || len(lead) > longest {
		return 0
	}
	s.keys = append(s.keys, knownKey{lead: string(lead), field: f})
	s.ids[s.keys[id].lead] = id
	return id
}

// member reads a value and keeps it when it is wanted.
func (s *scanner) member(f field) error {
	start := s.pos
	var k kind
	switch c := s.peek(); {
	case c == '"':
		s.pos++
		escaped, err := s.stringEnd()
		if err != nil {
			return err
		}
		if f < numFields && s.want.has(f) {
			s.vals[f] = quoted(s.buf[start:s.pos], escaped)
		}
		return nil
	case c == '-' || c-'0' <= 9:
		if !s.number() {
			return s.fail()
		}
		k = kindNumber
	case c == '{' || c == '[':
		if err := s.composite(); err != nil {
			return err
		}
		k = kindOther
	case c == 'n':
		if !s.literal("null") {
			return s.fail()
		}
	default:
		if !s.literal("true") && !s.literal("false") {
			return s.fail()
		}
		k = kindOther
	}
	if f < numFields && s.want.has(f) {
		s.vals[f] = value{s.buf[start:s.pos], k}
		if k == kindAbsent {
			s.vals[f] = value{}
		}
	}
	return nil
}

func (s *scanner) literal(word string) bool {
	rest := s.buf[s.pos:]
	if len(rest) >= len(word) && string(rest[:len(word)]) == word {
		s.pos += len(word)
		return true
	}
	if len(rest) < len(word) && string(rest) == word[:len(rest)] {
		s.pos = len(s.buf)
	}
	return false
}

// number checks the grammar of a JSON number and stops behind it.
func (s *scanner) number() (ok bool) {
	b, i := s.buf, s.pos
	if b[i] == '-' {
		i++
	}
	if i < len(b) && b[i] == '0' {
		i, ok = i+1, true
	} else {
		i, ok = digits(b, i)
	}
	if ok && i < len(b) && b[i] == '.' {
		i, ok = digits(b, i+1)
	}
	if ok && i < len(b) && b[i]|0x20 == 'e' {
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		i, ok = digits(b, i)
	}
	s.pos = i
	return ok
}

// digits moves behind the digits at i and tells whether there were any.
func digits(b []byte, i int) (int, bool) {
	from := i
	for i < len(b) && b[i]-'0' <= 9 {
		i++
	}
	return i, i > from
}

const (
	lsb = 0x0101010101010101
	msb = 0x8080808080808080
)

// stringEnd moves behind the closing quote, eight bytes at a time, and checks
// escapes and control characters. It reports whether there were escapes.
func (s *scanner) stringEnd() (escaped bool, err error) {
	b, i := s.buf, s.pos
	for {
		for len(b)-i >= 8 {
			x := binary.LittleEndian.Uint64(b[i:])
			// A quote and a control character, one bit changed, are what is below
			// 0x21. A borrow can only set bits above the first that is right.
			low, backslash := x^(lsb*2)-lsb*0x21, x^(lsb*'\\')-lsb
			if hit := (low | backslash) &^ x & msb; hit != 0 {
				i += bits.TrailingZeros64(hit) >> 3
				break
			}
			i += 8
		}
		if i == len(b) {
			s.pos = i
			return escaped, errCut
		}
		switch c := b[i]; {
		case c == '"':
			s.pos = i + 1
			return escaped, nil
		case c == '\\':
			n := escapeLength(b[i:])
			if n == 0 {
				s.pos = i
				if len(b)-i < 6 {
					return escaped, errCut
				}
				return escaped, errSyntax
			}
			escaped = true
			i += n
		case c < 0x20:
			s.pos = i
			return escaped, errSyntax
		default:
			i++
		}
	}
}

// escapeLength is the length of the escape b starts with, 0 when it is none.
func escapeLength(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	switch b[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if len(b) < 6 {
			return 0
		}
		for _, c := range b[2:6] {
			if c-'0' > 9 && (c|0x20)-'a' > 5 {
				return 0
			}
		}
		return 6
	}
	return 0
}

// composite moves behind an object or an array and checks it.
func (s *scanner) composite() error {
	s.nest = s.nest[:0]
	expectValue := true // a value must come next; false: a comma or the end
	for {
		if expectValue {
			s.space()
			c := s.peek()
			switch {
			case c == '{' || c == '[':
				s.pos++
				s.nest = append(s.nest, c)
				if len(s.nest) > maxNesting {
					return errSyntax
				}
				s.space()
				if s.peek() == c+2 { // ']' and '}' stand two behind their opening
					break
				}
				if c == '{' {
					if err := s.nestedKey(); err != nil {
						return err
					}
				}
				continue
			default:
				if err := s.member(fNone); err != nil {
					return err
				}
			}
			expectValue = false
		}
		open := s.nest[len(s.nest)-1]
		switch c := s.spacePeek(); c {
		case ',':
			s.pos++
			s.space()
			if open == '{' {
				if err := s.nestedKey(); err != nil {
					return err
				}
			}
			expectValue = true
		case open + 2:
			s.pos++
			s.nest = s.nest[:len(s.nest)-1]
			if len(s.nest) == 0 {
				return nil
			}
			expectValue = false
		default:
			return s.fail()
		}
	}
}

func (s *scanner) nestedKey() error {
	if s.peek() != '"' {
		return s.fail()
	}
	s.pos++
	if _, err := s.stringEnd(); err != nil {
		return err
	}
	if s.spacePeek() != ':' {
		return s.fail()
	}
	s.pos++
	return nil
}
