package wire

import "reflect"

// DropUnknown empties every field named Unknown in what v points to, at any depth:
// only what has a field of its own is left.
func DropUnknown(v any) { dropUnknown(reflect.ValueOf(v)) }

func dropUnknown(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			dropUnknown(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			dropUnknown(v.Index(i))
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			value := reflect.New(v.Type().Elem()).Elem()
			value.Set(v.MapIndex(key))
			dropUnknown(value)
			v.SetMapIndex(key, value)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			switch {
			case !field.IsExported():
			case field.Name == "Unknown":
				v.Field(i).SetZero()
			default:
				dropUnknown(v.Field(i))
			}
		}
	}
}
