package command

import (
	"fmt"
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/week"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayWeek      = words.New("week.shown", "%s计划 #%d（%s），%s至%s共%d家：\n%s")
	sayWeekDay   = words.New("week.day", "【%s】%d家")
	sayUnplaced  = words.New("week.no_place", "没排下的%d位（接待日或当天已满）：%s。")
	sayWeekTail  = words.New("week.tail", "直接说怎么改，如“周三去%s改成周四”“加上%s”“周三不去”，好了回“提交”。")
	sayWeekWaits = words.New("week.tail_waits", "已提交，等主管审批；要改直接说，改后要再提交。")
	sayWeekFine  = words.New("week.tail_approved", "已批准；要改直接说。")
	sayWeekBack  = words.New("week.tail_back", "主管退回：%s。直接说怎么改，改好回“提交”。")
	stateNames   = map[week.State]string{week.Draft: "草稿", week.Submitted: "待批", week.Approved: "已批准", week.SentBack: "已退回"}

	sayShort    = words.New("week.why_short", "%s级%s还差%d")
	sayUnseen   = words.New("week.why_unseen", "已%d天未见")
	sayNever    = words.New("week.why_never", "还没有拜访记录")
	sayCarried  = words.New("week.why_carried", "上周未完成")
	sayReceived = words.New("week.why_received", "%s接待日")
)

// reasons says why a stop was proposed: A级本月还差2、已12天未见、周三接待日.
func (t *Turn) reasons(s week.Stop) string {
	var parts []string
	for _, r := range s.Why {
		switch r.Kind {
		case week.Short:
			parts = append(parts, sayShort.Say(t.Book.grade(s.Doctor), monthName(domain.Date{Year: s.Date.Year, Month: r.Month, Day: 1}, t.Today()), r.N))
		case week.Unseen:
			parts = append(parts, sayUnseen.Say(r.N))
		case week.Never:
			parts = append(parts, sayNever.Say())
		case week.Carried:
			parts = append(parts, sayCarried.Say())
		case week.Received:
			parts = append(parts, sayReceived.Say(r.Window.When()))
		}
	}
	return strings.Join(parts, "、")
}

// weekShown shows a week day by day with the numbers of its stops, and what can be done with it.
func (t *Turn) weekShown(w week.Week, stops []plan.Plan, noPlace []string) inbox.Answer {
	lines := t.weekLines(w, stops)
	if len(noPlace) > 0 {
		names := make([]string, min(len(noPlace), mostOptions))
		for i := range names {
			names[i] = t.Book.name(noPlace[i])
		}
		lines = append(lines, sayUnplaced.Say(len(noPlace), strings.Join(names, "、")))
	}
	if !t.Book.rules.Days.Known(w.Monday.Year) || !t.Book.rules.Days.Known(w.Sunday().Year) {
		lines = append(lines, sayNoHolidays.Say())
	}
	if w.Rep == t.Who.UserID {
		lines = append(lines, t.weekTail(w, stops))
	}
	title := weekTitle(w.Monday, t.Today())
	if w.Rep != t.Who.UserID {
		title = t.Book.person(w.Rep) + title
	}
	text := sayWeek.Say(title, w.Number, stateNames[w.State], day(w.Monday), day(w.Sunday()), len(stops), strings.Join(lines, "\n"))
	return say(text, "planned", t.weekParams(w, stops))
}

// weekParams fill the SMS template of a week: how many stops, its number, its first day.
func (t *Turn) weekParams(w week.Week, stops []plan.Plan) map[string]string {
	when := day(w.Monday)
	if len(stops) > 0 {
		when = day(stops[0].Date)
	}
	return map[string]string{"n": number(int64(len(stops))), "no": number(w.Number), "time": when}
}

// weekLines lists the stops of a week under their days, those that were proposed with their reasons.
func (t *Turn) weekLines(w week.Week, stops []plan.Plan) []string {
	byDay := map[domain.Date]int{}
	for _, p := range stops {
		byDay[p.Date]++
	}
	var lines []string
	var last domain.Date
	for i, p := range stops {
		if i == 0 || p.Date != last {
			lines = append(lines, sayWeekDay.Say(notice.DayOfWeek(p.Date), byDay[p.Date]))
			last = p.Date
		}
		line := sharp([]int64{p.Number}) + " "
		if p.Start != "" {
			line += string(p.Start) + " "
		}
		line += t.Book.full(p.Doctor)
		if p.State == plan.Done {
			line += " ✓"
		}
		if p.Note != "" && p.Origin == w.Origin && p.State == plan.Planned { // why it was proposed, not her own words
			line += "：" + p.Note
		}
		lines = append(lines, line)
	}
	return lines
}

// weekTail says what the rep can do with the week, with a hospital and a doctor of it.
func (t *Turn) weekTail(w week.Week, stops []plan.Plan) string {
	switch w.State {
	case week.Submitted:
		return sayWeekWaits.Say()
	case week.Approved:
		return sayWeekFine.Say()
	case week.SentBack:
		return sayWeekBack.Say(w.Reason)
	}
	place, name := "附二", t.Book.exampleName(0)
	in := map[string]bool{}
	for _, p := range stops {
		in[p.Doctor] = true
		if p.Date.Weekday() == 3 {
			d, _ := t.Book.Doctor(p.Doctor)
			place = t.Book.hospital(d.Hospital)
		}
	}
	for _, code := range t.Book.order {
		if !in[code] {
			name = t.Book.name(code)
			break
		}
	}
	return sayWeekTail.Say(place, name)
}

// weekTitle names a week by its Monday as people do.
func weekTitle(monday, today domain.Date) string {
	switch monday.Sub(today.Monday()) {
	case -7:
		return "上周"
	case 0:
		return "本周"
	case 7:
		return "下周"
	}
	return fmt.Sprintf("%s那周", day(monday))
}
