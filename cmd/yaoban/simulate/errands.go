package simulate

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/yaoban/yaoban/domain"
)

// laterWeek is the week that an answer names where next week has no workday.
var laterWeek = regexp.MustCompile(`已经没有可排的工作日了。.*“(排.+那周)”`)

// planWeek asks for next week and submits it; before a long holiday it is the week that the answer names. A short message has no words for
// that: whoever has no data plans the week when she is back.
func (r *rep) planWeek(ctx context.Context, day domain.Date) {
	next := day.Monday().AddDays(7)
	if worked := r.field.company.days.List(next, next.AddDays(6)); len(worked) == 0 && r.channel == domain.SMS {
		return
	}
	r.planned(ctx, day, "排下周")
}

// planned has a week proposed by these words.
func (r *rep) planned(ctx context.Context, day domain.Date, text string) {
	r.ask(ctx, text, false, func(ctx context.Context, answer string) {
		if later := laterWeek.FindStringSubmatch(answer); later != nil && later[1] != text {
			r.planned(ctx, day, later[1])
			return
		}
		known := map[int64]bool{}
		for _, s := range r.ledger.stops {
			known[s.number] = s.number != 0
		}
		for _, s := range r.proposed(answer, day.AddDays(5)) {
			if !known[s.number] && !r.plans(s.doctor, s.date) {
				r.ledger.stops = append(r.ledger.stops, s)
			}
		}
		if !strings.Contains(answer, "周计划") && !strings.Contains(answer, "周没有需要") && !strings.Contains(answer, "已排") {
			r.field.finding(notUnderstood, r.UserID+" "+text+" → "+answer)
			return
		}
		r.submitWeek(ctx)
	})
}

// plans reports whether a visit to the doctor is planned for the day already: by the next visit of a report, whose number is not said.
func (r *rep) plans(d *doctor, day domain.Date) bool {
	for _, s := range r.ledger.on(day) {
		if s.doctor == d {
			return true
		}
	}
	return false
}

func (r *rep) submitWeek(ctx context.Context) {
	r.ask(ctx, "提交", false, func(_ context.Context, answer string) {
		if number := firstNumber(answer); strings.Contains(answer, "提交") && number != 0 && r.manager != nil {
			r.field.count(func(c *Counts) { c.WeeksSubmitted++ })
			r.manager.waits(r, number)
		}
	})
}

// takeOff takes tomorrow off, or its afternoon.
func (r *rep) takeOff(ctx context.Context, tomorrow domain.Date, whole bool) {
	text := "明天请假"
	if !whole {
		text = "明天下午请假"
	}
	if r.channel == domain.SMS {
		text = monthDay(tomorrow) + strings.TrimPrefix(text, "明天")
	}
	r.ask(ctx, text, false, func(_ context.Context, answer string) {
		if !strings.Contains(answer, "不安排拜访") {
			r.field.finding(notUnderstood, r.UserID+" "+text+" → "+answer)
			return
		}
		r.field.count(func(c *Counts) { c.TimeOff++ })
		r.ledger.off[tomorrow] = away{am: whole, pm: true}
	})
}

// comeBack takes tomorrow's time off back.
func (r *rep) comeBack(ctx context.Context, tomorrow domain.Date) {
	if r.ledger.halves(tomorrow) == 2 || r.channel == domain.SMS {
		return
	}
	r.ask(ctx, "取消明天的假", false, func(_ context.Context, answer string) {
		if !strings.Contains(answer, "恢复安排拜访") {
			r.field.finding(notUnderstood, r.UserID+" 取消明天的假 → "+answer)
			return
		}
		delete(r.ledger.off, tomorrow)
	})
}

// planOne plans a visit by a sentence.
func (r *rep) planOne(ctx context.Context, d *doctor, tomorrow domain.Date) {
	if r.plans(d, tomorrow) {
		return
	}
	text := "明天上午十点去" + d.hospital + "见" + d.name
	r.ask(ctx, text, false, func(_ context.Context, answer string) {
		if !strings.HasPrefix(answer, "已排") {
			r.field.finding(notUnderstood, r.UserID+" "+text+" → "+answer)
			return
		}
		r.ledger.stops = append(r.ledger.stops, &stop{number: firstNumber(answer), doctor: d, date: tomorrow, start: "10:00"})
	})
}

// setReminder asks to be reminded tomorrow; what a person asks for comes on any day.
func (r *rep) setReminder(ctx context.Context, tomorrow domain.Date) {
	r.ask(ctx, "明天上午11点提醒我交报表", false, func(_ context.Context, answer string) {
		number := firstNumber(answer)
		if !strings.Contains(answer, "提醒您") || number == 0 {
			r.field.finding(notUnderstood, r.UserID+" 提醒 → "+answer)
			return
		}
		at := tomorrow.At("11:00", r.field.o.Zone)
		r.field.expect(expectation{person: r.UserID, kind: "reminder", due: at, number: number})
	})
}

// askQuota asks how many visits are still to be made, and compares the answer with a recount.
func (r *rep) askQuota(ctx context.Context, day domain.Date) {
	text := "我还差几次"
	if r.channel == domain.SMS {
		text = "余"
	}
	r.ask(ctx, text, false, func(_ context.Context, answer string) {
		want := recount(r.repRow, r.ledger, r.field.company.days, day).left()
		got := -1
		if m := leftForm.FindStringSubmatch(answer); m != nil {
			got = int(numeral(m[1]))
		} else if strings.Contains(answer, "已完成") {
			got = 0
		}
		r.field.count(func(c *Counts) { c.QuotaAnswers++ })
		if got != want {
			r.field.finding(quotaDiffers, fmt.Sprintf("%s %s on %s: recounted %d, answered %s", r.UserID, text, day, want, answer))
		}
	})
}
