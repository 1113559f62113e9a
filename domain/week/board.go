package week

import (
	"math"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/reception"
)

// Day is one workday of a week that lies ahead, with the halves in which the rep is in the field.
type Day struct {
	Date               domain.Date
	Morning, Afternoon bool
}

// halves is how many of the day's halves are worked.
func (d Day) halves() int {
	n := 0
	if d.Morning {
		n++
	}
	if d.Afternoon {
		n++
	}
	return n
}

// Days makes the days of a week of its workdays that lie ahead and the rep's time off.
func Days(workdays []domain.Date, off []quota.TimeOff) []Day {
	days := make([]Day, len(workdays))
	for i, d := range workdays {
		days[i] = Day{Date: d, Morning: true, Afternoon: true}
		for _, o := range off {
			if !o.Has(d) {
				continue
			}
			days[i].Morning = days[i].Morning && o.Half == quota.Afternoon
			days[i].Afternoon = days[i].Afternoon && o.Half == quota.Morning
		}
	}
	return days
}

// Hospital is what placing a stop needs to know of a hospital.
type Hospital struct {
	Receives reception.Windows
	// Lat and Lon are degrees; nil where the place is not known.
	Lat, Lon *float64
}

// Standing is a stop that stands already.
type Standing struct {
	Doctor, Hospital string
	Date             domain.Date
	Start            domain.TimeOfDay
}

// half is the half of the day that a clock time lies in; none where no time was said.
func (s Standing) half() quota.Half {
	switch {
	case s.Start == "":
		return quota.WholeDay
	case s.Start.Hour() < 12:
		return quota.Morning
	}
	return quota.Afternoon
}

// board is the days of a week while stops are being placed on them.
type board struct {
	days      []slot
	hospitals map[string]Hospital
	// goal is how many stops a whole day should have, so that the days are evenly full; more only where there is no other way.
	goal int
}

// slot is one day: how many stops its halves hold, and how many stand in each or in either.
type slot struct {
	Day
	room   [2]int
	used   [2]int
	either int
	at     map[string]int
}

func newBoard(days []Day, capacity int, standing []Standing, hospitals map[string]Hospital) *board {
	b := &board{hospitals: hospitals}
	for _, d := range days {
		s := slot{Day: d, at: map[string]int{}}
		if d.Morning {
			s.room[0] = capacity / 2
		}
		if d.Afternoon {
			s.room[1] = capacity - capacity/2
		}
		b.days = append(b.days, s)
	}
	for _, k := range standing {
		for i := range b.days {
			if b.days[i].Date == k.Date {
				b.days[i].put(k.Hospital, k.half())
			}
		}
	}
	return b
}

// free is how many stops the day still takes.
func (s *slot) free() int { return s.room[0] + s.room[1] - s.load() }

func (s *slot) load() int { return s.used[0] + s.used[1] + s.either }

// fits reports whether one more stop in that half has room.
func (s *slot) fits(half quota.Half) bool {
	switch half {
	case quota.Morning:
		return s.used[0] < s.room[0] && s.free() > 0
	case quota.Afternoon:
		return s.used[1] < s.room[1] && s.free() > 0
	}
	return s.free() > 0
}

func (s *slot) put(hospital string, half quota.Half) {
	switch half {
	case quota.Morning:
		s.used[0]++
	case quota.Afternoon:
		s.used[1]++
	default:
		s.either++
	}
	s.at[hospital]++
}

// free is how many stops all days still take.
func (b *board) free() int {
	n := 0
	for i := range b.days {
		n += max(0, b.days[i].free())
	}
	return n
}

// even sets the goal for so many further stops.
func (b *board) even(stops int) {
	halves := 0
	for i := range b.days {
		stops += b.days[i].load()
		halves += b.days[i].halves()
	}
	b.goal = 0
	if halves > 0 {
		b.goal = (2*stops + halves - 1) / halves
	}
}

// windowOf returns the reception window of a department on a day, and false where it receives nobody then or the rep is away.
func (b *board) windowOf(d Doctor, s *slot) (w reception.Window, bound, open bool) {
	w, bound, open = b.hospitals[d.Hospital].Receives.On(d.Department, s.Date)
	return w, bound, open && s.fits(w.Half)
}

// openDays counts the days on which a doctor can be seen at all.
func (b *board) openDays(d Doctor) int {
	n := 0
	for i := range b.days {
		if _, _, open := b.windowOf(d, &b.days[i]); open {
			n++
		}
	}
	return n
}

// together is how many stops a day may have beyond its even share to save a second way to the same hospital.
const together = 2

// place puts a stop on the best day not before earliest and returns that day and the window that it keeps to. A day that is not
// evenly full yet comes first, then one on which the rep is at that hospital anyway, then the one whose hospitals lie nearest, then
// the emptier, then the earlier.
func (b *board) place(d Doctor, earliest domain.Date) (date domain.Date, w reception.Window, bound, ok bool) {
	best, bestCost := -1, [4]int{}
	for i := range b.days {
		s := &b.days[i]
		if s.Date.Before(earliest) {
			continue
		}
		_, _, open := b.windowOf(d, s)
		if !open {
			continue
		}
		cost := [4]int{0, 1, b.away(d.Hospital, s), s.load()}
		goal := b.goal
		if s.at[d.Hospital] > 0 {
			cost[1], cost[2] = 0, 0
			goal += together
		}
		if 2*s.load() >= goal*s.halves() {
			cost[0] = 1
		}
		if best < 0 || less(cost, bestCost) {
			best, bestCost = i, cost
		}
	}
	if best < 0 {
		return domain.Date{}, reception.Window{}, false, false
	}
	s := &b.days[best]
	w, bound, _ = b.windowOf(d, s)
	s.put(d.Hospital, w.Half)
	return s.Date, w, bound, true
}

func less(a, b [4]int) bool {
	for i := range a {
		if a[i] != b[i] {
			return a[i] < b[i]
		}
	}
	return false
}

// away is how many kilometres a hospital lies from the nearest one of that day; 0 on an empty day and where a place is not known.
func (b *board) away(hospital string, s *slot) int {
	nearest := -1
	for other := range s.at {
		if km, known := b.between(hospital, other); known && (nearest < 0 || km < nearest) {
			nearest = km
		}
	}
	return max(0, nearest)
}

// kilometresPerDegree is the length of a degree of latitude.
const kilometresPerDegree = 111.2

func (b *board) between(one, other string) (km int, known bool) {
	p, q := b.hospitals[one], b.hospitals[other]
	if p.Lat == nil || p.Lon == nil || q.Lat == nil || q.Lon == nil {
		return 0, false
	}
	// Within one rep's territory the earth is flat enough.
	north := (*p.Lat - *q.Lat) * kilometresPerDegree
	east := (*p.Lon - *q.Lon) * kilometresPerDegree * math.Cos(*p.Lat*math.Pi/180)
	return int(math.Round(math.Hypot(north, east))), true
}
