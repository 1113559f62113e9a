package command

import (
	"context"
	"strings"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/visit"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayPlanned    = words.New("plan.made", "已排 %s%s")
	sayPlannedAll = words.New("plan.made_all", "已排%d家：\n%s\n%s")
	sayPlanHow    = words.New("plan.how", "改期直接说，回“取消 %d”取消。")
	sayPlanDate   = words.New("plan.date_open", "日期待定，定了请说“改 %d 下周三”。")
	_             = words.Refusal("plan.past", "%s 已经过了，不能排计划。要补录拜访，请直接说做了什么。")
	_             = words.Refusal("plan.far", "%s 超过一年，太远了，请换个日期。")
	_             = register(Command{Intent: understand.VisitPlan, Roles: reporters, Run: planVisits})
)

// planDraft is a planned visit whose doctor is not decided, with the message that it came from.
type planDraft struct {
	plan.Details
	Source visit.Source `json:"source"`
}

var planForm = dialog.Form[planDraft]{Name: "plan", Version: 1, Slots: []dialog.Slot[planDraft]{{
	Name:    "doctor",
	Missing: func(d planDraft) bool { return d.Doctor == "" },
	Fill:    func(d *planDraft, code string) error { d.Doctor = code; return nil },
}}}

func init() { onAnswer(planForm, finishPlan, nil) }

// planVisits keeps what a rep means to do (PRODUCT.md P1). A plan whose doctor is unclear becomes a question.
func planVisits(ctx context.Context, t *Turn) (inbox.Answer, error) {
	details := make([]plan.Details, len(t.Said.Visits))
	numbered := make([]int64, len(details)) // by what the plan was asked for already
	fresh := 0
	for i, v := range t.Said.Visits {
		details[i] = plan.Details{Doctor: v.Doctor, Date: v.Date, Start: v.Start, Products: v.Products, Purpose: v.Purpose,
			Remind: v.Remind, Note: v.Rest}
		if q, whole, same := t.supersededPlan(v, details[i]); same {
			details[i], numbered[i] = whole, q.Number
			t.State.Close(q.ID)
		} else {
			fresh++
		}
	}
	var numbers []int64
	t.Tx.WantNumbers(fresh, &numbers)
	var planned []plan.Plan
	t.Tx.WantPlans(t.Who.UserID, doctorsOf(t.Said.Visits), &planned)
	if err := t.Tx.Flush(ctx); err != nil {
		return inbox.Answer{}, err
	}
	planned = plan.Standing(planned)
	var made []plan.Plan
	var asked inbox.Answer
	none := ""
	for i, v := range t.Said.Visits {
		if v.NoDay != "" {
			none = sayPlanNoDay.Say(v.NoDay)
		}
		n, d := numbered[i], details[i]
		if n == 0 {
			n = t.take(&numbers)
		}
		if v.Doctor == "" || v.Ask != "" {
			a, err := t.askPlanDoctor(v, planDraft{Details: d, Source: t.source()}, n)
			if err != nil {
				return inbox.Answer{}, err
			}
			t.recorded(n)
			asked = join(asked, a)
			continue
		}
		if i := sameDay(planned, d.Doctor, d.Date); i >= 0 && !d.Date.IsZero() && planned[i].Start == d.Start {
			made = append(made, planned[i]) // said again: the plan stands already, and its reminder with it
			continue
		}
		p, err := t.makePlan(t.source(), n, d)
		if err != nil {
			return inbox.Answer{}, err
		}
		made = append(made, p)
	}
	a := t.planned(made)
	if !a.Silent() {
		a.Text = none + a.Text
	}
	return t.sayOwn(join(a, asked), t.Said.Visits), nil
}

func doctorsOf(said []understand.Visit) (codes []string) {
	for _, v := range said {
		if v.Doctor != "" {
			codes = append(codes, v.Doctor)
		}
	}
	return codes
}

func (t *Turn) makePlan(s visit.Source, number int64, d plan.Details) (plan.Plan, error) {
	id, err := t.Tx.NewID()
	if err != nil {
		return plan.Plan{}, err
	}
	return plan.Make(t.Tx, s, id, number, d)
}

func (t *Turn) askPlanDoctor(v understand.Visit, d planDraft, number int64) (inbox.Answer, error) {
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	p, a := t.whichDoctor(v.Said, v.Candidates, number)
	slot, _ := planForm.Next(d)
	q, err := planForm.Question(dialog.Question{ID: id, Number: number, AskedAt: t.Tx.Now(), SaidAt: t.In.At,
		Free: len(v.Candidates) == 0}, slot, p, d)
	if err != nil {
		return inbox.Answer{}, err
	}
	return t.ask(q, a), nil
}

// planned says which plans were made, and asks for the time where a reminder needs one.
func (t *Turn) planned(made []plan.Plan) inbox.Answer {
	if len(made) == 0 {
		return inbox.Answer{}
	}
	lines := make([]string, len(made))
	tail := ""
	for i, p := range made {
		lines[i] = sharp([]int64{p.Number}) + "：" + t.Book.planLine(p.Details) + "。"
		if p.Origin == t.Origin {
			t.recorded(p.Number)
		}
		switch {
		case p.Date.IsZero():
			tail += sayPlanDate.Say(p.Number)
		case p.Remind > 0 && p.Start == "":
			tail += t.askField(p.Number, "start") + "。"
		}
	}
	tail += sayPlanHow.Say(made[0].Number)
	text := sayPlanned.Say(lines[0], tail)
	if len(lines) > 1 {
		text = sayPlannedAll.Say(len(lines), strings.Join(lines, "\n"), tail)
	}
	return say(text, "planned", t.plannedParams(made))
}

// plannedParams fills the SMS template of plans.
func (t *Turn) plannedParams(made []plan.Plan) map[string]string {
	when := "待定"
	if d := made[0].Date; !d.IsZero() {
		when = strings.TrimSpace(day(d) + " " + string(made[0].Start))
	}
	return map[string]string{"n": number(int64(len(made))), "no": number(made[0].Number), "time": when}
}

// finishPlan makes the plan whose doctor was asked for.
func finishPlan(_ context.Context, t *Turn, q dialog.Question, d planDraft) (inbox.Answer, error) {
	s := d.Source
	s.Origin, s.SaidAt = t.Origin, t.In.At // a plan is for what lies ahead of the answer, not of the question
	p, err := t.makePlan(s, q.Number, d.Details)
	if err != nil {
		return inbox.Answer{}, err
	}
	return t.planned([]plan.Plan{p}), nil
}
