package sheet

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// Columns returns the columns of a row type: the names of its json tags, in order.
func Columns[T any]() []string {
	var names []string
	for f := range reflect.TypeFor[T]().Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}

// Values returns a function that gives a row's values in the order of Columns; what its json tags omit is nil.
func Values[T any]() func(T) []any {
	var mayLack []bool
	for f := range reflect.TypeFor[T]().Fields() {
		_, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		mayLack = append(mayLack, options == "omitempty" || options == "omitzero")
	}
	return func(row T) []any {
		v := reflect.ValueOf(row)
		values := make([]any, len(mayLack))
		for i := range values {
			f := v.Field(i)
			if mayLack[i] && (f.IsZero() || f.Kind() == reflect.Slice && f.Len() == 0) {
				continue
			}
			values[i] = f.Interface()
		}
		return values
	}
}

// text returns a value as a cell of csv shows it: lists joined by |, instants by RFC 3339, absent ones empty.
func text(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case []string:
		return strings.Join(v, "|")
	case time.Time:
		return v.Format(time.RFC3339)
	case json.RawMessage:
		return string(v)
	case domain.TimeOfDay:
		return string(v)
	}
	return fmt.Sprint(value) // numbers, flags, codes, and what has a String method
}
