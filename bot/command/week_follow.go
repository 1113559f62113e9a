package command

import (
	"context"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/week"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayFollow     = words.New("week.follow", "周计划里这几天的%d家：%s。")
	sayFollowTo   = words.New("week.follow_to", "#%d %s改到%s")
	sayFollowOpen = words.New("week.follow_open", "#%d %s暂定待定")
)

// makeWay moves the stops of a week out of her time off: to another day of the same week that has room, otherwise to no day (待定), and
// says so (PRODUCT.md P4: changes follow). Of half a day only visits with a time in it are in the way.
func (t *Turn) makeWay(ctx context.Context, off quota.TimeOff) (string, error) {
	today := t.Today()
	if off.To.Before(today) || t.Who.Role != domain.Rep {
		return "", nil
	}
	if off.From.Before(today) {
		off.From = today
	}
	var stops []plan.Plan
	monday, last := off.From.Monday(), off.To.Monday().AddDays(6)
	t.Tx.WantStops(t.Who.UserID, monday, last, &stops)
	t.wantMonth([]string{}, monday, last)
	if err := t.Tx.Flush(ctx); err != nil {
		return "", err
	}
	if !slices.ContainsFunc(stops, func(p plan.Plan) bool { return inTheWay(off, p) }) {
		return "", nil
	}
	var said []string
	var moved []plan.Plan
	for ; !monday.After(last); monday = monday.AddDays(7) {
		of := slices.DeleteFunc(slices.Clone(stops), func(p plan.Plan) bool { return p.Date.Monday() != monday })
		one, changed, err := t.makeWayIn(off, monday, of)
		if err != nil {
			return "", err
		}
		said, moved = append(said, one...), append(moved, changed...)
	}
	note, err := t.touch(ctx, moved...)
	return sayFollow.Say(len(said), strings.Join(said, "；")) + note, err
}

// inTheWay reports whether a stop of a week falls into time off.
func inTheWay(off quota.TimeOff, p plan.Plan) bool {
	if p.Week.IsZero() || !off.Has(p.Date) {
		return false
	}
	morning := p.Start != "" && p.Start.Hour() < 12
	return off.Half == quota.WholeDay || p.Start != "" && morning == (off.Half == quota.Morning)
}

// makeWayIn moves the stops of one week.
func (t *Turn) makeWayIn(off quota.TimeOff, monday domain.Date, stops []plan.Plan) (said []string, moved []plan.Plan, err error) {
	away := slices.DeleteFunc(slices.Clone(stops), func(p plan.Plan) bool { return !inTheWay(off, p) })
	stay := slices.DeleteFunc(stops, func(p plan.Plan) bool { return inTheWay(off, p) })
	if len(away) == 0 {
		return nil, nil, nil
	}
	days := slices.DeleteFunc(week.Days(t.weekdaysAhead(monday), append(t.offOf(monday), off)),
		func(d week.Day) bool { return !d.Morning && !d.Afternoon })
	wishes := make([]week.Wish, len(away))
	for i, p := range away {
		wishes[i].Doctor = t.placed(p.Doctor)
	}
	for i, date := range week.Seat(t.places(days, stay), wishes) {
		d := elsewhere(away[i].Details)
		d.Date = date
		if d.Start != "" && inTheWay(off, plan.Plan{Details: d, Week: away[i].Week}) {
			d.Start = "" // the same day, and not at that time
		}
		p, err := plan.MakeWay(t.Tx, t.source(), away[i], d)
		if err != nil {
			return nil, nil, err
		}
		if date.IsZero() {
			said = append(said, sayFollowOpen.Say(p.Number, t.Book.name(p.Doctor)))
		} else {
			said = append(said, sayFollowTo.Say(p.Number, t.Book.name(p.Doctor), notice.DayOfWeek(date)))
		}
		moved = append(moved, p)
	}
	return said, moved, nil
}
