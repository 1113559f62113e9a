package understand

import (
	"slices"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// This file reads one telling of visits on several days (昨天和今天都见了李静, 周一到周三每天去了附二): that is a visit for each day. Where
// it may mean one of the days, or each of them another doctor's, the day is asked for.

// dayRun is a list of days in one breath, or the two ends of a span of days.
type dayRun struct {
	from, to int
	days     []token
	span     bool
}

// mostDaysSaid bounds the days of one telling.
const mostDaysSaid = 31

// eachDayWords say that every day of a list or a span is meant; eachWords do where they stand between the days and who was seen.
var (
	eachDayWords = []string{"每天", "天天", "每日", "每一天", "连着", "连续"}
	eachWords    = []string{"都", "各", "均"}
)

// dayRuns returns the runs of two days or more that the spans hold.
func (m *message) dayRuns(spans []span, mode Intent) []dayRun {
	var out []dayRun
	var run dayRun
	end := func() {
		if len(run.days) > 1 {
			out = append(out, run)
		}
		run = dayRun{}
	}
	for _, t := range m.tokens {
		if t.kind != tokDay || t.dead || !in(spans, t.from) {
			continue
		}
		if !t.day.single() || m.impossible(t) || m.otherDay(t, mode) {
			end()
			continue
		}
		if n := len(run.days); n > 0 {
			joined, until := m.daysJoined(run.days[n-1], t)
			if !joined || until && n > 1 || run.span {
				end()
			}
			run.span = run.span || joined && until && n == 1
		}
		if len(run.days) == 0 {
			run.from = t.from
		}
		run.days, run.to = append(run.days, t), t.to
	}
	end()
	return out
}

// daysJoined reports whether two days stand in one breath, parts of the day aside, and whether they are the ends of a span. Two names of
// one day (今天周三) are none: without a sign or a word between them only days of one sort are a list.
func (m *message) daysJoined(a, b token) (joined, until bool) {
	i, words := a.to, ""
	for i < b.from {
		next := i
		for _, t := range m.tokensIn(i, i+1) {
			if (t.kind == tokHalf || t.kind == tokClock) && t.to > next && t.to <= b.from {
				next = t.to
			}
		}
		if next == i {
			words += string(m.r[i])
			next++
		}
		i = next
	}
	switch strings.Trim(words, " ,、") {
	case "到", "至", "-", "~", "—", "一直到":
		return true, true
	case "和", "跟", "与", "及", "以及", "还有":
		return true, false
	case "":
		return words != "" && words != " " || sortOf(a.day) == sortOf(b.day), false
	}
	return false, false
}

// sortOf is how a day is said: by its distance, by its weekday, by its date.
func sortOf(d day) int {
	switch d.kind {
	case bareWeekday, weekdayOf:
		return 1
	case monthDay, dayOfMonth, dayOfMonthAt:
		return 2
	}
	return 0
}

// dates returns the days of a run in their order, none if one of them cannot be; a span holds those between its ends.
func (r dayRun) dates(today domain.Date, mode Intent) (out []domain.Date) {
	week, weekSaid := 0, false
	for _, t := range r.days {
		d := t.day
		if d.kind == weekdayOf {
			week, weekSaid = d.offset, true
		} else if d.kind == bareWeekday && weekSaid {
			d.kind, d.offset = weekdayOf, week // 上周一和周三
		}
		date := d.on(today, mode == VisitPlan)
		if n := len(out); r.span && n > 0 && date.Before(out[0]) && mode != VisitPlan {
			_, date = d.later(date, date, today)
		}
		if date.IsZero() || mode != VisitPlan && date.After(today) {
			return nil
		}
		out = append(out, date)
	}
	if r.span {
		first, last := out[0], out[len(out)-1]
		if last.Before(first) || last.Sub(first) >= mostDaysSaid {
			return nil
		}
		out = nil
		for d := first; !d.After(last); d = d.AddDays(1) {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b domain.Date) int { return a.Sub(b) })
	return slices.Compact(out)
}

// onEachDay makes a visit for each of the days on which one is told, and has the day asked for where it is not clear which visit
// belongs to which of them.
func (m *message) onEachDay(l layout, visits []Visit, mode Intent) []Visit {
	var out []Visit
	var of []int
	for k, v := range visits {
		all := slices.Concat(l.heading, l.everyone)
		if k < len(l.stops) {
			all = slices.Concat(l.stops[k].spans, l.stops[k].own, all)
		} else {
			all = []span{{0, len(m.r)}}
		}
		run, ok := m.runOf(m.toldIn(all, mode), v, mode)
		if !ok || len(visits) > 1 && m.respectively() && len(run.days) == len(visits) { // dealt one by one
			out, of = append(out, v), append(of, k)
			continue
		}
		each := m.saysEach(run)
		if run.span && (!each || run.unfinished(m.today, mode)) || len(visits) > 1 && (m.respectively() || !each) {
			if mode == VisitReport {
				v.Date, v.NoDay = domain.Date{}, m.cut(run.from, run.to)
			}
			out, of = append(out, v), append(of, k)
			continue
		}
		days := run.dates(m.today, mode)
		for n, d := range days {
			w := v
			w.Date, w.Products = d, slices.Clone(v.Products)
			if s, said := m.startOn(run, n, len(days)); said {
				w.Start = s
			}
			if n < len(days)-1 { // said once: it follows the last of them
				w.Next, w.NextNoDay, w.Feedback = nil, "", nil
			}
			out, of = append(out, w), append(of, k)
		}
	}
	m.retell(of)
	return out
}

// runOf returns the run of days that a visit is told of: the one that holds its day, where no other day is said of it.
func (m *message) runOf(spans []span, v Visit, mode Intent) (dayRun, bool) {
	runs := m.dayRuns(spans, mode)
	if len(runs) != 1 || v.Date.IsZero() {
		return dayRun{}, false
	}
	for _, t := range m.tokens {
		if t.kind == tokDay && !t.dead && in(spans, t.from) && !m.otherDay(t, mode) && (t.from < runs[0].from || t.from >= runs[0].to) {
			return dayRun{}, false // 昨天和今天都去了附二，昨天见刘国强，今天见王芳
		}
	}
	days := runs[0].dates(m.today, mode)
	return runs[0], len(days) > 1 && slices.Contains(days, v.Date)
}

// saysEach reports whether the text says that each of the days is meant.
func (m *message) saysEach(run dayRun) bool {
	holds := func(words []string, from, to int) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(string(m.r[from:to]), w) })
	}
	from, end := m.sentence(run.from)
	until := m.clauseOf(run.to - 1).to
	for _, p := range m.people {
		if p.from >= run.to && p.from < end {
			until = p.from
			break
		}
	}
	if holds(eachDayWords, from, end) {
		return true
	}
	for i := run.to; i < until; i++ { // 都去见了, but not 我都在省医
		if slices.Contains(eachWords, string(m.r[i])) && m.within(i+1, i+4, wVisit, wMet, wTalk) && m.text.at(i+1) != '在' {
			return true
		}
	}
	return false
}

// unfinished reports whether the end of a span of what was done still lies ahead (周一到周三, told on a Tuesday).
func (r dayRun) unfinished(today domain.Date, mode Intent) bool {
	days, last := r.dates(today, mode), r.days[len(r.days)-1].day
	if mode == VisitPlan || len(days) == 0 {
		return false
	}
	end := days[len(days)-1]
	switch last.kind {
	case bareWeekday, weekdayOf:
		return (int(end.Weekday())+6)%7+1 != last.weekday
	case dayOfMonth, monthDay:
		return end.Day != last.day
	}
	return false
}

// startOn returns when the visit on day n of a list began, and whether the list tells such times (昨天10点和今天15点).
func (m *message) startOn(run dayRun, n, days int) (domain.TimeOfDay, bool) {
	if run.span || days != len(run.days) {
		return "", false
	}
	said := false
	for k := range run.days[:len(run.days)-1] {
		said = said || m.start([]span{{run.days[k].to, run.days[k+1].from}}) != ""
	}
	if !said {
		return "", false
	}
	end := m.clauseOf(run.days[n].from).to
	if n+1 < len(run.days) {
		end = run.days[n+1].from
	}
	return m.start([]span{{run.days[n].to, end}}), true
}

// DaysSaid reads the days that a short text names as days of what was done, in their order: 昨天和今天, 周一到周三.
func DaysSaid(text string, at time.Time) []domain.Date {
	m := newMessage(text, Sender{}, Context{At: at}, NewGazetteer(World{}))
	runs := m.dayRuns([]span{{0, len(m.r)}}, VisitReport)
	if len(runs) != 1 {
		return nil
	}
	return runs[0].dates(m.today, VisitReport)
}
