package domain

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// DateLayout is the form in which a civil date is written everywhere: exports, JSON, commands.
const DateLayout = "2006-01-02"

// Date is a civil date, a day in the company's time zone. The zero Date means "no day was said". Dates compare with ==
// and serve as map keys.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the civil date of the instant t in t's own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads YYYY-MM-DD and refuses days that no calendar has.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(DateLayout, s)
	if err != nil {
		return Date{}, fmt.Errorf("read the date %q as YYYY-MM-DD: %w", s, err)
	}
	return DateOf(t), nil
}

// IsZero reports whether no day is meant.
func (d Date) IsZero() bool { return d == Date{} }

// Time returns midnight of the day in loc.
func (d Date) Time(loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, loc)
}

// At returns the instant at which a clock in loc shows the time of day on that date.
func (d Date) At(t TimeOfDay, loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, t.Hour(), t.Minute(), 0, 0, loc)
}

// AddDays returns the date n days later (earlier if n is negative).
func (d Date) AddDays(n int) Date { return DateOf(d.Time(time.UTC).AddDate(0, 0, n)) }

// Sub returns the days from o to d.
func (d Date) Sub(o Date) int {
	return int(d.Time(time.UTC).Sub(o.Time(time.UTC)) / (24 * time.Hour))
}

// Before reports whether d lies before o.
func (d Date) Before(o Date) bool { return d.Time(time.UTC).Before(o.Time(time.UTC)) }

// After reports whether d lies after o.
func (d Date) After(o Date) bool { return o.Before(d) }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.Time(time.UTC).Weekday() }

// Monday returns the Monday of d's week; a week runs from Monday to Sunday (GUIDE.md).
func (d Date) Monday() Date { return d.AddDays(-((int(d.Weekday()) + 6) % 7)) }

// FirstOfMonth returns day 1 of d's month.
func (d Date) FirstOfMonth() Date { return Date{d.Year, d.Month, 1} }

// LastOfMonth returns the last day of d's month.
func (d Date) LastOfMonth() Date {
	return DateOf(time.Date(d.Year, d.Month+1, 0, 0, 0, 0, 0, time.UTC))
}

// String returns YYYY-MM-DD, or nothing for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// MarshalText implements encoding.TextMarshaler with YYYY-MM-DD.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler; empty text is the zero Date.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	p, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = p
	return nil
}

// Value implements driver.Valuer: the zero Date is stored as NULL.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.Time(time.UTC), nil
}

// Scan implements sql.Scanner for a date column; NULL is the zero Date.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Date{}
		return nil
	case time.Time:
		*d = DateOf(v)
		return nil
	case string:
		return d.UnmarshalText([]byte(v))
	}
	return fmt.Errorf("read a date from a %T", src)
}

// TimeOfDay is a clock time written HH:MM, 00:00 to 23:59. The empty string means that no clock time was said.
type TimeOfDay string

// ParseTimeOfDay reads HH:MM and refuses any other form.
func ParseTimeOfDay(s string) (TimeOfDay, error) {
	if len(s) != 5 {
		return "", fmt.Errorf("read the time %q as HH:MM", s)
	}
	if _, err := time.Parse("15:04", s); err != nil {
		return "", fmt.Errorf("read the time %q as HH:MM: %w", s, err)
	}
	return TimeOfDay(s), nil
}

// ClockTime returns the time of day of the instant t in t's own location.
func ClockTime(t time.Time) TimeOfDay { return TimeOfDay(t.Format("15:04")) }

// Hour returns the hour, 0 to 23; 0 where none was said.
func (t TimeOfDay) Hour() int { return t.part(0) }

// Minute returns the minute, 0 to 59; 0 where none was said.
func (t TimeOfDay) Minute() int { return t.part(3) }

func (t TimeOfDay) part(i int) int {
	if len(t) != 5 {
		return 0
	}
	return int(t[i]-'0')*10 + int(t[i+1]-'0')
}
