package domain

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestIDsSortByTimeAndRoundTrip(t *testing.T) {
	t0 := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	a, err := NewID(t0, bytes.NewReader(bytes.Repeat([]byte{0xff}, 10)))
	if err != nil {
		t.Fatal(err)
	}
	b, err := NewID(t0.Add(time.Millisecond), bytes.NewReader(make([]byte, 10)))
	if err != nil {
		t.Fatal(err)
	}
	if a.String() >= b.String() {
		t.Errorf("the earlier id %s sorts after %s", a, b)
	}
	if a[6]>>4 != 7 || a[8]>>6 != 2 {
		t.Errorf("%s is no UUID of version 7", a)
	}
	back, err := ParseID(a.String())
	if err != nil || back != a {
		t.Errorf("ParseID(%s) = %s, %v", a, back, err)
	}
	for _, bad := range []string{"", "x", a.String()[:35], a.String()[:35] + "g", "0192-" + a.String()[5:]} {
		if _, err := ParseID(bad); err == nil {
			t.Errorf("ParseID(%q) is accepted", bad)
		}
	}
	if _, err := NewID(t0, bytes.NewReader(nil)); err == nil {
		t.Error("an id was made without randomness")
	}
}

func TestDates(t *testing.T) {
	d := Date{2026, time.November, 23}
	if d.Monday() != d || d.AddDays(6).Monday() != d || d.AddDays(7).Monday() == d {
		t.Error("a week runs from Monday to Sunday")
	}
	if got := d.LastOfMonth().String(); got != "2026-11-30" {
		t.Errorf("last of month is %s", got)
	}
	if got := (Date{2028, time.February, 3}).LastOfMonth().String(); got != "2028-02-29" {
		t.Errorf("last of a leap February is %s", got)
	}
	if got := (Date{2027, 1, 1}).Sub(Date{2026, 12, 30}); got != 2 {
		t.Errorf("two days over the new year are %d", got)
	}
	for _, bad := range []string{"2026-02-30", "26-1-1", "2026/01/01", ""} {
		if _, err := ParseDate(bad); err == nil {
			t.Errorf("ParseDate(%q) is accepted", bad)
		}
	}
	loc := time.FixedZone("+08", 8*3600)
	if got := d.At("15:30", loc).Format(time.RFC3339); got != "2026-11-23T15:30:00+08:00" {
		t.Errorf("15:30 of the day is %s", got)
	}
	for _, bad := range []string{"24:00", "7:30", "07:60", "0730", ""} {
		if _, err := ParseTimeOfDay(bad); err == nil {
			t.Errorf("ParseTimeOfDay(%q) is accepted", bad)
		}
	}
}

func TestARefusalIsFoundThroughWrapping(t *testing.T) {
	err := fmt.Errorf("report a visit: %w", Refuse("visit.future", "2027-01-01"))
	r, ok := AsRefusal(err)
	if !ok || r.Code != "visit.future" || len(r.Args) != 1 {
		t.Errorf("AsRefusal gave %v, %v", r, ok)
	}
	if _, ok := AsRefusal(errors.New("a disk is full")); ok {
		t.Error("an operator's error passed for a refusal")
	}
}
