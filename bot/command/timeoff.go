package command

import (
	"context"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/report"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayTimeOff        = words.New("timeoff.kept", "已记 #%d：%s不安排拜访，本月目标按天折算。")
	sayTimeOffAlready = words.New("timeoff.already", "这几天已经请了假：\n%s\n取消请说“取消明天的假”或“取消 编号”。")
	sayTimeOffPlan    = words.New("timeoff.plans", "这几天已有%d个计划，改期直接说：\n%s")
	sayTimeOffGone    = words.New("timeoff.cancelled", "已取消%s的假，恢复安排拜访。")
	sayTimeOffLeft    = words.New("timeoff.left", "还在请假：%s。")
	sayTimeOffList    = words.New("timeoff.list", "您的请假：\n%s\n取消请说“取消明天的假”或“取消 编号”。")
	sayTimeOffNone    = words.New("timeoff.list_none", "没有请假。请假直接说“明天下午请假”。")
	_                 = words.Refusal("timeoff.when", "哪天请假？请说“明天请假”“周三下午请假”或“11-30到12-02请假”。")
	_                 = words.Refusal("timeoff.long", "一次请假最多%d天，请改短后重发。")
	_                 = words.Refusal("timeoff.none", "这几天没有请假。发“我的请假”看全部。")
	_                 = words.Refusal("timeoff.which", "有%d个请假，要取消哪一个？请说“取消 编号”：\n%s")
	_                 = register(Command{Intent: understand.TimeOffSet, Roles: withPlans, Run: keepTimeOff})
	_                 = register(Command{Intent: understand.TimeOffCancel, Roles: withPlans, Run: cancelTimeOff})
	_                 = register(Command{Intent: understand.TimeOffShow, Roles: withPlans, Run: showTimeOff})
)

// longestOff is how many days one message may take off: more is a slip of the pen.
const longestOff = 200

// keepTimeOff registers days, or half a day, without visits (PRODUCT.md P6). The stops of a week make way and it is said where to; other
// plans that stand on those days are named.
func keepTimeOff(ctx context.Context, t *Turn) (inbox.Answer, error) {
	o := t.saidOff()
	switch {
	case o.From.IsZero() || o.To.IsZero():
		return inbox.Answer{}, domain.Refuse("timeoff.when")
	case o.To.Sub(o.From) >= longestOff || o.To.Before(o.From):
		return inbox.Answer{}, domain.Refuse("timeoff.long", longestOff)
	}
	standing, err := t.Tx.DaysOff(ctx, t.Who.UserID, o.From)
	if err != nil {
		return inbox.Answer{}, err
	}
	if covered(o, standing) {
		return say(sayTimeOffAlready.Say(offLines(standing)), "timeoff", map[string]string{"from": day(o.From), "to": day(o.To)}), nil
	}
	reps := []string{t.Who.UserID}
	plans, total, err := t.Tx.PlansBetween(ctx, reps, o.From, o.To)
	if err != nil {
		return inbox.Answer{}, err
	}
	alone := slices.DeleteFunc(slices.Clone(plans), func(p plan.Plan) bool { return !p.Week.IsZero() })
	total -= len(plans) - len(alone)
	plans = alone
	a, err := t.keep(ctx, report.TimeOff, func(r report.Report, _ supplementDraft, _ string) inbox.Answer {
		text := sayTimeOff.Say(r.Number, offDays(o))
		if total > 0 && o.Half == quota.WholeDay && t.Who.Role == domain.Rep {
			text += "\n" + sayTimeOffPlan.Say(total, t.planLines(plans, total, o.From != o.To))
		}
		from, to := day(o.From), day(o.To)
		if o.Half != quota.WholeDay {
			from, to = from+halfNames[o.Half], to+halfNames[o.Half]
		}
		return say(text, "timeoff", map[string]string{"from": from, "to": to})
	})
	if err != nil {
		return inbox.Answer{}, err
	}
	note, err := t.makeWay(ctx, o)
	if note != "" {
		a.Text += "\n" + note
	}
	if err != nil {
		return a, err
	}
	hint, err := t.suggestDeputy(ctx, o)
	if hint != "" {
		a.Text += "\n" + hint
	}
	return a, err
}

// covered reports whether days off stand already for all of o.
func covered(o quota.TimeOff, standing []report.DaysOff) bool {
	halves := []quota.Half{o.Half}
	if o.Half == quota.WholeDay {
		halves = []quota.Half{quota.Morning, quota.Afternoon}
	}
	for d := o.From; !d.After(o.To); d = d.AddDays(1) {
		for _, half := range halves {
			if !slices.ContainsFunc(standing, func(s report.DaysOff) bool { return s.Has(d) && (s.Half == quota.WholeDay || s.Half == half) }) {
				return false
			}
		}
	}
	return true
}

// saidOff are the days that the message names.
func (t *Turn) saidOff() quota.TimeOff {
	return quota.TimeOff{Span: quota.Span{From: t.Said.From, To: t.Said.To}, Half: quota.Half(t.Said.Half)}
}

// halfNames are the halves of a day as people say them.
var halfNames = map[quota.Half]string{quota.Morning: "上午", quota.Afternoon: "下午"}

// offDays says days off: 11-24 周二下午, 11-30至12-02.
func offDays(o quota.TimeOff) string {
	if o.From == o.To {
		return notice.DayOfWeek(o.From) + halfNames[o.Half]
	}
	return day(o.From) + "至" + day(o.To) + halfNames[o.Half]
}

// cancelTimeOff takes days off back: the days that are named, or the only ones that stand. Of days off that have begun, what is
// past stays.
func cancelTimeOff(ctx context.Context, t *Turn) (inbox.Answer, error) {
	if t.Said.Target != nil && t.Said.Target.Number != 0 {
		return t.cancelNumber(ctx, t.Said.Target.Number)
	}
	cut := t.saidOff()
	named := !cut.From.IsZero()
	if !named {
		cut = quota.TimeOff{Span: quota.Span{From: t.Today()}}
	}
	all, err := t.Tx.DaysOff(ctx, t.Who.UserID, cut.From)
	if err != nil {
		return inbox.Answer{}, err
	}
	var hit []report.DaysOff
	for _, d := range all {
		if left := d.Without(cut); len(left) != 1 || left[0] != d.TimeOff {
			hit = append(hit, d)
		}
	}
	switch {
	case len(hit) == 0:
		return inbox.Answer{}, domain.Refuse("timeoff.none")
	case len(hit) > 1 && !named:
		return inbox.Answer{}, domain.Refuse("timeoff.which", len(hit), offLines(hit))
	}
	return t.cutTimeOff(ctx, hit, cut, named)
}

// cutTimeOff takes the days cut out of the days off of hit.
func (t *Turn) cutTimeOff(ctx context.Context, hit []report.DaysOff, cut quota.TimeOff, named bool) (inbox.Answer, error) {
	var numbers []int64
	t.Tx.WantNumbers(2*len(hit), &numbers)
	if err := t.Tx.Flush(ctx); err != nil {
		return inbox.Answer{}, err
	}
	undone := &dialog.Recording{At: t.In.At}
	var left []string
	for _, d := range hit {
		spare := make([]report.Numbered, 2)
		for i := range spare {
			id, err := t.Tx.NewID()
			if err != nil {
				return inbox.Answer{}, err
			}
			spare[i] = report.Numbered{ID: id, Number: t.take(&numbers)}
		}
		pieces := report.CutTimeOff(t.Tx, t.source(), d, cut, spare)
		for _, piece := range pieces {
			left = append(left, offDays(piece))
		}
		if len(pieces) == 0 {
			undone.Numbers = append(undone.Numbers, d.Number)
		}
	}
	if len(left) == 0 { // what was cut is said anew, what is gone can be restored
		t.State.Undone = undone
	}
	what := offDays(cut)
	if !named {
		whole := hit[0].TimeOff
		if whole.From.Before(cut.From) {
			whole.From = cut.From
		}
		what = offDays(whole)
	}
	text := sayTimeOffGone.Say(what)
	if len(left) > 0 {
		text += sayTimeOffLeft.Say(strings.Join(left, "、"))
	}
	return t.andBack(ctx, say(text, "decision", map[string]string{"no": number(hit[0].Number), "decision": "取消"}))
}

// cancelDaysOff takes a whole report of days off back.
func (t *Turn) cancelDaysOff(ctx context.Context, r report.Report) (inbox.Answer, error) {
	if !r.Open {
		return inbox.Answer{}, domain.Refuse("timeoff.none")
	}
	if err := report.Withdraw(t.Tx, t.Who.UserID, r); err != nil {
		return inbox.Answer{}, err
	}
	t.State.Undone = &dialog.Recording{Numbers: []int64{r.Number}, At: t.In.At}
	return t.andBack(ctx, say(sayCancelled.Say(sharp([]int64{r.Number})+" 请假"), "decision",
		map[string]string{"no": number(r.Number), "decision": "取消"}))
}

// showTimeOff lists the days off of this month and later.
func showTimeOff(ctx context.Context, t *Turn) (inbox.Answer, error) {
	all, err := t.Tx.DaysOff(ctx, t.Who.UserID, t.Today().FirstOfMonth())
	if err != nil {
		return inbox.Answer{}, err
	}
	if len(all) == 0 {
		return say(sayTimeOffNone.Say(), "help", nil), nil
	}
	return say(sayTimeOffList.Say(offLines(all)), "timeoff", map[string]string{"from": day(all[0].From), "to": day(all[len(all)-1].To)}), nil
}

func offLines(all []report.DaysOff) string {
	lines := make([]string, len(all))
	for i, d := range all {
		lines[i] = sharp([]int64{d.Number}) + " " + offDays(d.TimeOff)
	}
	return strings.Join(lines, "\n")
}
