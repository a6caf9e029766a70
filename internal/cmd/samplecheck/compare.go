package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/tenantlink/tenantlink/internal/wire"
)

// lostKeys encodes a value without what it kept raw and names the keys of the
// body that are not in it, or not with the same value.
func lostKeys(body []byte, value any) ([]string, error) {
	before, err := parse(body)
	if err != nil {
		return nil, err
	}
	full, err := encode(value, before)
	if err != nil {
		return nil, err
	}
	wire.DropUnknown(value)
	typed, err := encode(value, before)
	if err != nil {
		return nil, err
	}
	var lost []string
	compare("", before, typed, &lost)
	keptRaw("", full, typed, &lost)
	if name := envelope(value); name != "" && !slices.Contains(envelopes, name) {
		lost = append(lost, "."+name)
	}
	slices.Sort(lost)
	return slices.Compact(lost), nil
}

// envelopes are the names besides "items" under which published bodies hold the
// items of a list. The clients read other ones too, but they are not known.
var envelopes = []string{"value", "Value", "transition"}

// envelope is the name under which a list's items came; "" for "items".
func envelope(value any) string {
	if v := reflect.Indirect(reflect.ValueOf(value)); v.Kind() == reflect.Struct {
		if name := v.FieldByName("Envelope"); name.IsValid() {
			return name.String()
		}
	}
	return ""
}

// encode writes a value and reads it again as plain JSON.
func encode(value, body any) (any, error) {
	encoded, err := wire.Marshal(listOf(value, body))
	if err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	return parse(encoded)
}

// keptRaw collects the paths of members that only the raw fields kept. They are
// lost to typed fields even when they say nothing.
func keptRaw(path string, full, typed any, lost *[]string) {
	switch f := full.(type) {
	case map[string]any:
		t, _ := typed.(map[string]any)
		for key, value := range f {
			if kept, ok := t[key]; ok {
				keptRaw(path+"."+key, value, kept, lost)
			} else {
				*lost = append(*lost, path+"."+key)
			}
		}
	case []any:
		t, _ := typed.([]any)
		for i := range min(len(f), len(t)) {
			keptRaw(path+"["+strconv.Itoa(i)+"]", f[i], t[i], lost)
		}
	}
}

func parse(data []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	decoder.UseNumber()
	var parsed any
	err := decoder.Decode(&parsed)
	return parsed, err
}

// listOf is what a page's body really was: its items when the body is a bare
// array, its one item when the body is no collection. Some endpoints answer so.
func listOf(value, body any) any {
	v := reflect.Indirect(reflect.ValueOf(value))
	if v.Kind() != reflect.Struct || !strings.HasPrefix(v.Type().Name(), "Page[") {
		return value
	}
	if envelope(value) != "" {
		return value
	}
	items := v.FieldByName("Items")
	if object, ok := body.(map[string]any); ok {
		if member(object, "items") == nil && member(object, "value") == nil && items.Len() == 1 {
			return items.Index(0).Interface()
		}
		return value
	}
	return items.Interface()
}

// compare collects the paths at which after lacks what before has.
func compare(path string, before, after any, lost *[]string) {
	switch b := before.(type) {
	case map[string]any:
		a, ok := after.(map[string]any)
		if !ok && !silent(before) {
			*lost = append(*lost, path)
			return
		}
		for key, value := range b {
			compare(path+"."+key, value, member(a, key), lost)
		}
	case []any:
		a, ok := after.([]any)
		if (!ok || len(a) != len(b)) && !silent(before) {
			*lost = append(*lost, path)
			return
		}
		for i, value := range b {
			compare(path+"["+strconv.Itoa(i)+"]", value, a[i], lost)
		}
	default:
		if !equal(before, after) {
			*lost = append(*lost, path)
		}
	}
}

// member finds a member in any letter case.
func member(object map[string]any, key string) any {
	if value, ok := object[key]; ok {
		return value
	}
	for name, value := range object {
		if strings.EqualFold(name, key) {
			return value
		}
	}
	return nil
}

// silent reports whether a value says nothing, so that it may be left out.
func silent(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == "" || strings.HasPrefix(v, "0001-01-01")
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	default:
		return false
	}
}

// equal compares two scalars as the services mean them.
func equal(before, after any) bool {
	if silent(before) && silent(after) {
		return true
	}
	if before == nil || after == nil {
		return silent(before) && zeroNumber(after)
	}
	b, a := text(before), text(after)
	if b == a {
		return true
	}
	if x, err := decimal.NewFromString(b); err == nil {
		y, err := decimal.NewFromString(a)
		return err == nil && x.Equal(y)
	}
	if x, err := wire.ParseTime(b); err == nil && len(b) >= len("2006-01-02") {
		y, err := wire.ParseTime(a)
		return err == nil && x.Equal(y)
	}
	return strings.EqualFold(b, a) && (b == "true" || b == "false" || strings.EqualFold(b, "True") || strings.EqualFold(b, "False"))
}

// zeroNumber is what a required number or boolean becomes when the body had
// null.
func zeroNumber(v any) bool {
	return v == nil || text(v) == "0" || text(v) == "false"
}

func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	default:
		return fmt.Sprint(v)
	}
}
