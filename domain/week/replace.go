package week

import (
	"slices"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quota"
)

// Wish is a stop that looks for a day: where a plan's day has fallen away, or where an earlier week is taken up again.
type Wish struct {
	Doctor Doctor
	// Like is the day that it should be on if that is possible, zero for any.
	Like domain.Date
}

// Seat finds days for wishes, in their order: the day that was liked where it has room, whether or not the hospital receives then,
// because the rep has gone there on such a day before; otherwise the best one. The zero date stands for those that find none. Days, Standing, Hospitals, Capacity and Apart of the situation count.
func Seat(s Situation, wishes []Wish) []domain.Date {
	b := newBoard(s.Days, s.Capacity, s.Standing, s.Hospitals)
	b.even(len(wishes))
	out := make([]domain.Date, len(wishes))
	seen := map[string]bool{}
	for _, k := range s.Standing {
		seen[k.Doctor] = true
	}
	for i, w := range wishes {
		at := slices.IndexFunc(b.days, func(d slot) bool { return d.Date == w.Like })
		if at >= 0 {
			if s := &b.days[at]; s.fits(quota.WholeDay) {
				s.put(w.Doctor.Hospital, quota.WholeDay)
				out[i] = w.Like
				continue
			}
		}
		if seen[w.Doctor.Code] { // she is seen on another day of the week anyway
			continue
		}
		date, _, _, ok := b.place(w.Doctor, domain.Date{})
		if ok {
			out[i] = date
		}
	}
	return out
}
