package billing

import (
	"bufio"
	"encoding/json"
	"io"
	"reflect"
	"strings"
)

// streamObject writes a struct as json.MarshalIndent(v, "", "  ") and a newline
// would, but list by list and element by element: encoding/json holds all it
// writes in memory, twice when it indents.
func streamObject(w io.Writer, v any) error {
	s := &objectStream{w: bufio.NewWriterSize(w, 64<<10)}
	s.text("{")
	value := reflect.ValueOf(v)
	first := true
	for i := range value.NumField() {
		name, options, _ := strings.Cut(value.Type().Field(i).Tag.Get("json"), ",")
		field := value.Field(i)
		if name == "" || name == "-" || strings.Contains(options, "omitempty") && empty(field) {
			continue
		}
		if !first {
			s.text(",")
		}
		first = false
		s.text("\n  \"" + name + "\": ")
		s.value(field)
	}
	s.text("\n}\n")
	if s.err != nil {
		return s.err
	}
	return s.w.Flush()
}

// empty is what omitempty leaves out, for the kinds that a report has.
func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map, reflect.String:
		return v.Len() == 0
	}
	return v.IsZero()
}

type objectStream struct {
	w   *bufio.Writer
	err error
}

func (s *objectStream) text(t string) { _, _ = s.w.WriteString(t) } // Flush returns a failed write

func (s *objectStream) value(v reflect.Value) {
	if v.Kind() != reflect.Slice || v.Len() == 0 {
		s.marshal(v.Interface(), "  ")
		return
	}
	s.text("[")
	for i := range v.Len() {
		if i > 0 {
			s.text(",")
		}
		s.text("\n    ")
		s.marshal(v.Index(i).Interface(), "    ")
	}
	s.text("\n  ]")
}

func (s *objectStream) marshal(v any, prefix string) {
	if s.err != nil {
		return
	}
	data, err := json.MarshalIndent(v, prefix, "  ")
	if err != nil {
		s.err = err
		return
	}
	_, _ = s.w.Write(data)
}
