package evidence

import (
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
)

func TestDistancesAreThoseOfAMap(t *testing.T) {
	for _, c := range []struct {
		a, b   Point
		metres int
	}{
		{Point{30.5801, 114.2702}, Point{30.5801, 114.2702}, 0},
		{Point{30.5801, 114.2702}, Point{30.5810, 114.2702}, 100},
		{Point{31.2304, 121.4737}, Point{39.9042, 116.4074}, 1067310}, // Shanghai to Beijing
		{Point{0, 179.999}, Point{0, -179.999}, 222},
	} {
		if got := c.a.Metres(c.b); got < c.metres*999/1000-1 || got > c.metres*1001/1000+1 {
			t.Errorf("%v to %v are %d m, not %d", c.a, c.b, got, c.metres)
		}
	}
	for p, known := range map[Point]bool{{}: false, {91, 0}: false, {30, 181}: false, {30.5, 114.2}: true, {-33.9, 151.2}: true} {
		if p.Known() != known {
			t.Errorf("%v is known: %v", p, !known)
		}
	}
}

func TestAQuarterOfAnHourAroundTheVisitOrItsMessage(t *testing.T) {
	zone := time.FixedZone("+08", 8*3600)
	at := func(hm string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04:05", "2026-11-23 "+hm, zone)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	told := Visit{Date: domain.Date{Year: 2026, Month: 11, Day: 23}, Start: "15:00", Minutes: 20, SaidAt: at("18:20:00")}
	bare := Visit{Date: told.Date, SaidAt: at("18:20:00")}
	for _, c := range []struct {
		v    Visit
		at   string
		near bool
	}{
		{bare, "18:05:00", true}, {bare, "18:35:00", true}, {bare, "18:04:59", false}, {bare, "18:35:01", false}, {bare, "15:00:00", false},
		{told, "18:30:00", true}, {told, "14:45:00", true}, {told, "15:35:00", true}, {told, "14:44:59", false}, {told, "15:35:01", false},
		{told, "16:30:00", false},
	} {
		if got := c.v.Near(at(c.at), zone); got != c.near {
			t.Errorf("%s is near a visit at %q told of at 18:20: %v", c.at, c.v.Start, got)
		}
	}
}
