package notify

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain/notice"
)

// describe says all that decides how an attachment looks; of two that are described in the same way one drawing serves. It goes by what
// stands there, never by where it lies in memory: two claims of one notice read the truth twice, and what they hold has other addresses
// each time. A description that held one would say of the same figures that they had moved, and the notice would never be told.
func describe(a notice.Attachment) string {
	b := &strings.Builder{}
	writeAlike(b, reflect.ValueOf(a))
	return b.String()
}

// writeAlike writes a value so that two values are written alike if and only if they are of one type and show the same: what a pointer
// points to, a map in the order of its keys, an instant with its zone, a missing number as itself. Every part has an end, so that no two
// neighbours run together. Functions and channels show nothing, and only their type is written.
func writeAlike(b *strings.Builder, v reflect.Value) {
	switch v.Kind() {
	case reflect.Invalid:
		b.WriteString("nil;")
	case reflect.Pointer:
		writeAlike(b, v.Elem())
	case reflect.Interface:
		if v.IsNil() {
			b.WriteString("nil;")
			return
		}
		b.WriteString(v.Elem().Type().String() + ":")
		writeAlike(b, v.Elem())
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() && v.CanInterface() {
			b.WriteString(v.Interface().(time.Time).Format(time.RFC3339Nano + " MST;"))
			return
		}
		b.WriteByte('{')
		for i := range v.NumField() {
			writeAlike(b, v.Field(i))
		}
		b.WriteByte('}')
	case reflect.Slice, reflect.Array:
		b.WriteByte('[')
		for i := range v.Len() {
			writeAlike(b, v.Index(i))
		}
		b.WriteByte(']')
	case reflect.Map:
		var entries []string
		for key, value := range v.Seq2() {
			entry := &strings.Builder{}
			writeAlike(entry, key)
			writeAlike(entry, value)
			entries = append(entries, entry.String())
		}
		slices.Sort(entries)
		b.WriteString("[" + strings.Join(entries, "") + "]")
	case reflect.String:
		b.WriteString(strconv.Quote(v.String()) + ";")
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		b.WriteString(v.Type().String() + ";")
	default: // numbers and truths, whatever method of theirs would print
		b.WriteString(plain(v) + ";")
	}
}

// plain is a number or a truth by its value.
func plain(v reflect.Value) string {
	switch {
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10)
	case v.CanUint():
		return strconv.FormatUint(v.Uint(), 10)
	case v.CanFloat():
		return strconv.FormatFloat(v.Float(), 'g', -1, 64)
	case v.CanComplex():
		return strconv.FormatComplex(v.Complex(), 'g', -1, 128)
	}
	return strconv.FormatBool(v.Bool())
}
