package roster

import (
	"errors"

	"github.com/yaoban/yaoban/domain/calendar"
)

// HolidayTable is a holiday notice: date,kind,name, one day a row, as in calendar's own file.
var HolidayTable = &Table[calendar.Row]{
	Name: "holidays",
	key:  func(r calendar.Row) string { return r.Date.String() },
	columns: []column[calendar.Row]{
		{"date", []string{"日期", "日子"}, true,
			func(c string, r *calendar.Row) (err error) { r.Date, err = date(c); return },
			func(r calendar.Row) string { return r.Date.String() }},
		{"kind", []string{"类型", "类别"}, true, readDayKind, func(r calendar.Row) string { return string(r.Kind) }},
		{"name", []string{"名称", "节日"}, false,
			func(c string, r *calendar.Row) (err error) { r.Name, err = text(c); return },
			func(r calendar.Row) string { return r.Name }},
	},
}

func readDayKind(c string, r *calendar.Row) error {
	switch headerKey(c) {
	case "off", "放假", "休":
		r.Kind = calendar.Off
	case "work", "上班", "班", "调休上班":
		r.Kind = calendar.Work
	default:
		return errors.New(quote(c) + " is no kind of day (off, work)")
	}
	return nil
}

// CheckHolidays finds what is wrong with a complete notice beyond its cells: what the calendar does not take.
func CheckHolidays(f *File[calendar.Row]) {
	for i, r := range f.Rows {
		if _, err := calendar.New([]calendar.Row{r}); err != nil {
			f.problem(f.Lines[i], "date", "%s", err.Error())
		}
	}
}
