package billing

import (
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
// asked for. The last of two equal keys wins. Keys may come in any order and
// case: their spellings are remembered, so that each is looked up once.
//
// The code is shaped by what costs time in a line of 45 keys: a branch that the
// next key takes another way, most of all.
type scanner struct {
	want      fieldSet // fixed before the first line
	vals      [numFields]value
	keys      leads
	last      *lead  // the key before, for what to expect
	surprises int    // keys of the line that were not expected
	nest      []byte // open brackets of a nested value
	buf       []byte
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
	s.buf = line
	i := skipSpace(line, 0)
	if i == len(line) {
		return errCut
	}
	if line[i] != '{' {
		return errNotObject
	}
	i = skipSpace(line, i+1)
	if i < len(line) && line[i] == '}' {
		return end(line, i+1)
	}
	i, err := s.members(line, i)
	if err != nil {
		return err
	}
	return end(line, i)
}

// members reads keys and values up to the closing brace. What is not wanted has
// the field fNone: storing it too costs less than telling it apart.
func (s *scanner) members(b []byte, i int) (int, error) {
	s.last, s.surprises = &s.keys.slots[leadSlots], 0
	for {
		f, at, expected, err := s.key(b, i)
		if err != nil {
			return at, err
		}
		i = at
		if i < len(b) && b[i] == '"' {
			var end int
			if expected {
				end = plainEnd(b, i+1)
			} else {
				end = plainEndWide(b, i+1)
			}
			if end < len(b) && b[end] == '"' {
				s.vals[f] = value{b[i+1 : end], kindString}
				i = end + 1
			} else if i, err = s.text(f, i, end); err != nil {
				return i, err
			}
		} else if end, ok := numberEnd(b, i); ok {
			s.vals[f] = value{b[i:end], kindNumber}
			i = end
		} else if i, err = s.other(f, i); err != nil {
			return i, err
		}
		i = skipSpace(b, i)
		switch {
		case i < len(b) && b[i] == ',':
			i = skipSpace(b, i+1)
		case i < len(b) && b[i] == '}':
			return i + 1, nil
		default:
			return i, wrongAt(b, i)
		}
	}
}

// patience is how many keys of a line may come unexpected before no more are
// expected in it: its keys are in an order of their own.
const patience = 4

// key reads the key at i and the colon, and returns where its value begins.
func (s *scanner) key(b []byte, i int) (f field, at int, expected bool, err error) {
	if s.surprises < patience {
		if k, ok := s.keys.expected(b[i:], s.last); ok {
			s.last = k
			return k.field, skipSpace(b, i+int(k.length)), true, nil
		}
		s.surprises++
	}
	if k, length, ok := s.keys.known(b[i:], s.last); ok {
		s.last = k
		return k.field, skipSpace(b, i+length), false, nil
	}
	f, at, err = s.newKey(i)
	return f, at, false, err
}

// end makes sure that nothing follows the object.
func end(b []byte, i int) error {
	if skipSpace(b, i) != len(b) {
		return errSyntax
	}
	return nil
}

// wrongAt is the error for an unexpected byte, or for the end, at i.
func wrongAt(b []byte, i int) error {
	if i >= len(b) {
		return errCut
	}
	return errSyntax
}

// skipSpace moves behind the white space at i; there is seldom any.
func skipSpace(b []byte, i int) int {
	if i < len(b) && b[i] > ' ' {
		return i
	}
	return behindSpace(b, i)
}

func behindSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t' || b[i] == '\r' || b[i] == '\n') {
		i++
	}
	return i
}

// newKey reads a key that is not among the leads: it is new, long, followed by
// space, or near the end of the line.
func (s *scanner) newKey(i int) (f field, at int, err error) {
	b := s.buf
	if i >= len(b) || b[i] != '"' {
		return fNone, i, wrongAt(b, i)
	}
	end, escaped, err := stringEnd(b, i+1)
	if err != nil {
		return fNone, i, err
	}
	f = lookupField(quoted(b[i:end], escaped).text())
	if !s.want.has(f) {
		f = fNone
	}
	if end < len(b) && b[end] == ':' {
		s.keys.add(b[i:], end+1-i, f)
	}
	at, err = behindColon(b, end)
	return f, at, err
}

// behindColon moves from behind a key to its value.
func behindColon(b []byte, i int) (int, error) {
	i = skipSpace(b, i)
	if i >= len(b) || b[i] != ':' {
		return i, wrongAt(b, i)
	}
	return skipSpace(b, i+1), nil
}

// text reads the string at start up to its end. What is before i is plain.
func (s *scanner) text(f field, start, i int) (int, error) {
	end, escaped, err := stringEnd(s.buf, i)
	if err == nil {
		s.vals[f] = quoted(s.buf[start:end], escaped)
	}
	return end, err
}

// other reads the value at i, which is no string.
func (s *scanner) other(f field, i int) (end int, err error) {
	end, k, err := s.otherEnd(i)
	if err == nil {
		s.vals[f] = value{s.buf[i:end], k}
		if k == kindAbsent {
			s.vals[f] = value{}
		}
	}
	return end, err
}

// otherEnd moves behind the value at i, which is no string.
func (s *scanner) otherEnd(i int) (end int, k kind, err error) {
	b := s.buf
	if i >= len(b) {
		return i, kindAbsent, errCut
	}
	switch c := b[i]; {
	case c == '-' || c-'0' <= 9:
		end, ok := numberEnd(b, i)
		if !ok {
			return end, kindNumber, wrongAt(b, end)
		}
		return end, kindNumber, nil
	case c == '{' || c == '[':
		end, err = s.composite(i)
		return end, kindOther, err
	case c == 'n':
		end, err = literalEnd(b, i, "null")
		return end, kindAbsent, err
	case c == 't':
		end, err = literalEnd(b, i, "true")
	default:
		end, err = literalEnd(b, i, "false")
	}
	return end, kindOther, err
}

// literalEnd moves behind the word that must be at i.
func literalEnd(b []byte, i int, word string) (int, error) {
	rest := b[i:min(len(b), i+len(word))]
	switch {
	case string(rest) == word:
		return i + len(word), nil
	case string(rest) == word[:len(rest)]:
		return i, errCut
	}
	return i, errSyntax
}

// numberEnd checks the grammar of a JSON number and moves behind it.
func numberEnd(b []byte, i int) (end int, ok bool) {
	if i < len(b) && b[i] == '-' {
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
	return i, ok
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

// plainEnd moves to the first byte of a string that is a quote, a backslash or a
// control character, eight bytes at a time; at the end of b it may stop before.
func plainEnd(b []byte, i int) int {
	for 0 <= i && i <= len(b)-8 {
		if hit := special(word(b, i)); hit != 0 {
			return i + bits.TrailingZeros64(hit)/8
		}
		i += 8
	}
	return i
}

// plainEndWide is plainEnd for strings of a length that nothing tells: it looks
// at 32 bytes without a branch, as one that is taken in vain costs more than that.
func plainEndWide(b []byte, i int) int {
	for 0 <= i && i <= len(b)-32 {
		w := b[i : i+32 : i+32]
		x, y, z, u := special(word(w, 0)), special(word(w, 8)), special(word(w, 16)), special(word(w, 24))
		if x|y|z|u != 0 {
			at, hit := 24, u
			if z != 0 {
				at, hit = 16, z
			}
			if y != 0 {
				at, hit = 8, y
			}
			if x != 0 {
				at, hit = 0, x
			}
			return i + at + bits.TrailingZeros64(hit)/8
		}
		i += 32
	}
	return plainEnd(b, i)
}

// special has the top bit of the first byte of x that is a quote, a backslash or
// a control character; above it it may be wrong.
func special(x uint64) uint64 {
	// A quote and a control character, one bit changed, are what is below 0x21.
	// A borrow can only set bits above the first that is right.
	low, backslash := x^(lsb*2)-lsb*0x21, x^(lsb*'\\')-lsb
	return (low | backslash) &^ x & msb
}

// stringEnd moves behind the closing quote of a string and checks escapes and
// control characters. It reports whether there were escapes.
func stringEnd(b []byte, i int) (end int, escaped bool, err error) {
	for {
		if i = plainEnd(b, i); i >= len(b) {
			return i, escaped, errCut
		}
		switch c := b[i]; {
		case c == '"':
			return i + 1, escaped, nil
		case c == '\\':
			n := escapeLength(b[i:])
			if n == 0 {
				if len(b)-i < 6 {
					return i, escaped, errCut
				}
				return i, escaped, errSyntax
			}
			escaped = true
			i += n
		case c < 0x20:
			return i, escaped, errSyntax
		default: // near the end of b
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

// composite moves behind the object or array at i and checks it.
func (s *scanner) composite(i int) (end int, err error) {
	b := s.buf
	s.nest = s.nest[:0]
	for {
		if i >= len(b) {
			return i, errCut
		}
		c := b[i]
		if c != '{' && c != '[' {
			if i, err = s.element(i); err != nil {
				return i, err
			}
		} else {
			if s.nest = append(s.nest, c); len(s.nest) > maxNesting {
				return i, errSyntax
			}
			i = skipSpace(b, i+1)
			if i >= len(b) || b[i] != closing(c) {
				if i, err = s.nestedKey(i, c); err != nil {
					return i, err
				}
				continue
			}
			i++
			s.nest = s.nest[:len(s.nest)-1]
		}
		if i, err = s.behindNested(i); err != nil || len(s.nest) == 0 {
			return i, err
		}
	}
}

// element moves behind a nested value that has none in it.
func (s *scanner) element(i int) (end int, err error) {
	if s.buf[i] == '"' {
		b := s.buf
		end, _, err = stringEnd(b, i+1)
		return end, err
	}
	end, _, err = s.otherEnd(i)
	return end, err
}

// behindNested moves from behind a nested value to the next one, closing what ends.
func (s *scanner) behindNested(i int) (int, error) {
	b := s.buf
	for len(s.nest) > 0 {
		open := s.nest[len(s.nest)-1]
		i = skipSpace(b, i)
		switch {
		case i < len(b) && b[i] == ',':
			return s.nestedKey(skipSpace(b, i+1), open)
		case i < len(b) && b[i] == closing(open):
			i++
			s.nest = s.nest[:len(s.nest)-1]
		default:
			return i, wrongAt(b, i)
		}
	}
	return i, nil
}

// closing is the bracket that ends what open begins: it stands two behind it.
func closing(open byte) byte { return open + 2 }

// nestedKey moves behind the key and the colon, when what is open is an object.
func (s *scanner) nestedKey(i int, open byte) (int, error) {
	if open == '[' {
		return i, nil
	}
	b := s.buf
	if i >= len(b) || b[i] != '"' {
		return i, wrongAt(b, i)
	}
	i, _, err := stringEnd(b, i+1)
	if err != nil {
		return i, err
	}
	return behindColon(b, i)
}
