package command

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/remind"
	"github.com/yaoban/yaoban/domain/report"
	"github.com/yaoban/yaoban/domain/visit"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayAmended = words.New("amend.done", "已改 #%d：\n原：%s\n现：%s\n%s回“撤销 %d”可整条撤回。")
	sayWhatOf  = words.New("amend.what", "要改 #%d 的什么？现在是：%s\n直接说新的就行，如“%s”。")
	sayWhichOf = words.New("amend.which", "要改哪一条？%s，%s")
	_          = words.Refusal("amend.nothing", "没有找到可以改的记录。请带上编号，如“改 1024 时长25分钟”。")
	_          = words.Refusal("amend.lost", "没有找到您说的那条记录。请带上编号，如“改 1024 时长25分钟”。")
	_          = words.Refusal("amend.same", "#%d 没有变化，原样保留。")
	_          = words.Refusal("amend.unclear", "没看懂要改什么。请这样说：“改 1024 时长25分钟”或“不是张伟是李静”。")
	_          = words.Refusal("amend.number", "没有找到编号 #%d 的记录，或它不是您的。请核对编号。")
	_          = words.Refusal("visit.approved", "#%d 已审批，不能再改。确有错误请联系主管。")
	_          = words.Refusal("visit.withdrawn", "#%d 已撤回。回“恢复 %[1]d”可恢复。")
	_          = words.Refusal("visit.closed", "#%d 记录已超过24小时，不能再改。请联系主管退回后修改。")
	_          = words.Refusal("plan.over", "#%d 这个计划已结束（完成或取消），不能再改。")
	_          = words.Refusal("reminder.over", "#%d 这个提醒已经提醒过或已取消，不能再改。")
	_          = register(Command{Intent: understand.VisitAmend, Run: amendRecord})
)

// amendDraft is a change whose record or whose doctor is not decided.
type amendDraft struct {
	Number  int64  `json:"number,omitempty"`
	Changes change `json:"changes"`
	// Open: what is to be changed was not said.
	Open bool `json:"open,omitempty"`
}

var amendForm = dialog.Form[amendDraft]{Name: "amend", Version: 2, Slots: []dialog.Slot[amendDraft]{
	{
		Name:    "record",
		Missing: func(d amendDraft) bool { return d.Number == 0 },
		Fill: func(d *amendDraft, v string) error {
			_, err := fmt.Sscan(v, &d.Number)
			return err
		},
	},
	{
		Name:    "changes",
		Missing: func(d amendDraft) bool { return d.Open },
		Fill: func(d *amendDraft, v string) error {
			d.Open = false
			return json.Unmarshal([]byte(v), &d.Changes)
		},
	},
	{
		Name:    "doctor",
		Missing: func(d amendDraft) bool { return d.Changes.Ask == "doctor" },
		Fill: func(d *amendDraft, code string) error {
			d.Changes.Doctor, d.Changes.Ask, d.Changes.Candidates = code, "", nil
			return nil
		},
	},
}}

func init() {
	onAnswer(amendForm, finishAmend, readChanges)
	askedAside(amendForm.Name)
}

// amendRecord corrects the last record, or the one that is named by number or doctor (PRODUCT.md V3).
func amendRecord(ctx context.Context, t *Turn) (inbox.Answer, error) {
	var target understand.Target
	if t.Said.Target != nil {
		target = *t.Said.Target
	} else if q, ok := t.State.Newest(); ok { // 改 1024, and then what
		if d, ours, err := amendForm.Draft(q); err == nil && ours && q.Slot == "changes" {
			target.Number = d.Number
			t.State.Close(q.ID)
		}
	}
	if a, ours, err := t.amendEvent(ctx, target); ours || err != nil {
		return a, err
	}
	c, said := t.changeIn(t.Said, t.In.Text)
	switch {
	case said:
	case t.Said.Bare:
		return t.amendWith(ctx, target, amendDraft{Open: true})
	case target.Candidates != nil && len(target.Candidates) == 0:
		return inbox.Answer{}, domain.Refuse("amend.lost")
	default:
		return inbox.Answer{}, domain.Refuse("amend.unclear")
	}
	target.Date, c.Date, c.Ahead = t.intoWeek(target.Date), t.intoWeek(c.Date), t.intoWeek(c.Ahead)
	if a, moved, err := t.moveStops(ctx, target, c); moved || err != nil {
		return a, err
	}
	return t.amend(ctx, target, c)
}

func (t *Turn) amend(ctx context.Context, target understand.Target, c change) (inbox.Answer, error) {
	return t.amendWith(ctx, target, amendDraft{Changes: c})
}

// amendWith finds the record and asks for what is not said: which record, what about it, which doctor.
func (t *Turn) amendWith(ctx context.Context, target understand.Target, d amendDraft) (inbox.Answer, error) {
	number, ask, err := t.target(ctx, target)
	if err != nil {
		return inbox.Answer{}, err
	}
	if q, ok := t.State.Numbered(number); ok && !d.Open {
		return t.amendDraft(ctx, q, d.Changes)
	}
	d.Number = number
	slot, missing := amendForm.Next(d)
	if !missing {
		return t.change(ctx, number, d.Changes)
	}
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	q := dialog.Question{ID: id, Number: number, AskedAt: t.Tx.Now(), SaidAt: t.In.At, Optional: true}
	p := ask
	var a inbox.Answer
	switch slot.Name {
	case "record":
		a = say(p.Text, "missing", map[string]string{"no": "最近", "field": "编号"})
	case "changes":
		if p, a, err = t.whatOf(ctx, number); err != nil {
			return inbox.Answer{}, err
		}
	case "doctor":
		p, a = t.whichDoctor(d.Changes.Said, d.Changes.Candidates, number)
	}
	if q, err = amendForm.Question(q, slot, p, d); err != nil {
		return inbox.Answer{}, err
	}
	return t.ask(q, a), nil
}

// amendDraft changes what waits for its doctor: a doctor that is named now answers the question.
func (t *Turn) amendDraft(ctx context.Context, q dialog.Question, c change) (inbox.Answer, error) {
	var err error
	if d, ok, e := visitQuestion.Draft(q); ok {
		doctor := d.Doctor
		d.Details = changedVisit(d.Details, c)
		d.Doctor = doctor
		if !c.Date.IsZero() && q.Slot == "date" {
			return Resume(ctx, t, q, c.Date.String())
		} else if !c.Date.IsZero() {
			d.NoDay = ""
		}
		q.Draft, err = json.Marshal(d)
	} else if d, ok, e2 := planForm.Draft(q); ok {
		doctor := d.Doctor
		d.Details = changedPlan(d.Details, c)
		d.Doctor = doctor
		q.Draft, err = json.Marshal(d)
	} else {
		return inbox.Answer{}, errors.Join(e, e2, domain.Refuse("amend.unclear"))
	}
	if err != nil {
		return inbox.Answer{}, fmt.Errorf("keep a changed draft: %w", err)
	}
	if c.Doctor != "" {
		return Resume(ctx, t, q, c.Doctor)
	}
	q.AskedAt, q.SaidAt = t.Tx.Now(), t.In.At
	t.State.Replace(q)
	return say(sayDraftAmended.Say(q.Asked), "which", map[string]string{"no": number(q.Number), "k": number(int64(len(q.Options)))}), nil
}

var sayDraftAmended = words.New("amend.draft", "已改，还要确认医生：%s")

// finishAmend goes on with a change after its question was answered; a second question may follow.
func finishAmend(ctx context.Context, t *Turn, _ dialog.Question, d amendDraft) (inbox.Answer, error) {
	return t.amendWith(ctx, understand.Target{Number: d.Number}, d)
}

// target finds the record that a change means: by number, by doctor and day, otherwise the last one. Where the last
// recording made several, it returns the question which of them.
func (t *Turn) target(ctx context.Context, target understand.Target) (int64, dialog.Prompt, error) {
	if target.Number != 0 {
		return target.Number, dialog.Prompt{}, nil
	}
	var numbers []int64
	if target.Reminder {
		var err error
		if numbers, err = t.remindersMeant(ctx, target); err != nil {
			return 0, dialog.Prompt{}, err
		}
		if len(numbers) == 0 {
			return 0, dialog.Prompt{}, domain.Refuse("amend.no_reminder")
		}
	} else if target.Doctor != "" || !target.Date.IsZero() || target.Candidates != nil {
		var err error
		if numbers, err = t.named(ctx, target); err != nil {
			return 0, dialog.Prompt{}, err
		}
		if len(numbers) == 0 { // something was named: never fall back to another record
			return 0, dialog.Prompt{}, domain.Refuse("amend.lost")
		}
	} else {
		if t.State.Last == nil || len(t.State.Last.Numbers) == 0 {
			return 0, dialog.Prompt{}, domain.Refuse("amend.nothing")
		}
		numbers = t.State.Last.Numbers
	}
	if len(numbers) == 1 {
		return numbers[0], dialog.Prompt{}, nil
	}
	numbers = numbers[:min(len(numbers), mostOptions)]
	var options []dialog.Option
	for _, n := range numbers {
		label := sharp([]int64{n})
		r, err := t.find(ctx, n)
		if err != nil {
			return 0, dialog.Prompt{}, err
		}
		if r.reminder != nil {
			label += r.reminder.Subject
		} else if doctor := r.doctor(); doctor != "" {
			label += t.Book.name(doctor)
		}
		options = append(options, dialog.Option{Value: number(n), Label: label})
	}
	return 0, dialog.Prompt{Text: sayWhichOf.Say(numbered(options), choices(len(options))), Options: options}, nil
}

// named finds the records that a person means by a doctor, by a place or by a day: visits that are still open, otherwise plans
// that are still planned. Where only closed visits fit, their refusal says so.
func (t *Turn) named(ctx context.Context, target understand.Target) ([]int64, error) {
	doctors := target.Candidates
	if target.Doctor != "" {
		doctors = []string{target.Doctor}
	}
	if doctors != nil && len(doctors) == 0 {
		return nil, nil
	}
	visits, err := t.Tx.RecentVisits(ctx, t.Who.UserID, doctors, target.Date)
	if err != nil {
		return nil, err
	}
	var numbers []int64
	var closed error
	for _, v := range visits {
		if err := visit.Amendable(v, t.Tx.Now()); err != nil {
			closed = cmp.Or(closed, err)
			continue
		}
		numbers = append(numbers, v.Number)
	}
	if len(numbers) > 0 {
		return numbers, nil
	}
	plans, err := t.Tx.PlannedFor(ctx, t.Who.UserID, doctors, target.Date)
	if err != nil {
		return nil, err
	}
	for _, p := range plans {
		numbers = append(numbers, p.Number)
	}
	if len(numbers) == 0 && closed != nil {
		return nil, closed
	}
	return numbers, nil
}

// found is the record behind a number: one of the three, or none.
type found struct {
	visit    *visit.Visit
	plan     *plan.Plan
	reminder *remind.Reminder
	report   *report.Report
}

func (f found) doctor() string {
	switch {
	case f.visit != nil:
		return f.visit.Doctor
	case f.plan != nil:
		return f.plan.Doctor
	case f.reminder != nil:
		return f.reminder.Doctor
	case f.report != nil:
		return f.report.Doctor
	}
	return ""
}

// find looks for the person's own record of that number.
func (t *Turn) find(ctx context.Context, number int64) (f found, err error) {
	if f, err = t.findRecord(ctx, number); err != nil || f.doctor() == "" {
		return f, err
	}
	if _, listed := t.Book.Doctor(f.doctor()); listed {
		return f, nil
	}
	// Who left her list since is named all the same.
	left, ok, err := t.Tx.DoctorLeft(ctx, f.doctor())
	if ok {
		t.Book = t.Book.with(understand.Doctor{Code: left.Code, Name: left.Name, Hospital: left.Hospital, HospitalSaid: left.HospitalSaid, Department: left.Department})
	}
	return f, err
}

// findRecord returns what the rep has under a number.
func (t *Turn) findRecord(ctx context.Context, number int64) (f found, err error) {
	if v, ok, err := t.Tx.VisitNumbered(ctx, t.Who.UserID, number); err != nil || ok {
		f.visit = &v
		return f, err
	}
	if p, ok, err := t.Tx.PlanNumbered(ctx, t.Who.UserID, number); err != nil || ok {
		f.plan = &p
		return f, err
	}
	if r, ok, err := t.Tx.ReminderNumbered(ctx, t.Who.UserID, number); err != nil || ok {
		f.reminder = &r
		return f, err
	}
	if r, ok, err := t.Tx.ReportNumbered(ctx, t.Who.UserID, number); err != nil || ok {
		f.report = &r
		return f, err
	}
	return f, nil
}

// change amends the record of that number by the slots that c holds and shows it before and after.
func (t *Turn) change(ctx context.Context, number int64, c change) (inbox.Answer, error) {
	f, err := t.find(ctx, number)
	if err != nil {
		return inbox.Answer{}, err
	}
	if f.visit == nil && !c.Ahead.IsZero() {
		c.Date = c.Ahead
	}
	if f == (found{}) {
		if a, ours, err := t.changeReturned(ctx, number, c); ours || err != nil {
			return a, err
		}
	}
	switch {
	case f.visit != nil:
		return t.amendVisit(ctx, *f.visit, c)
	case f.plan != nil:
		d := changedPlan(f.plan.Details, c)
		if d.Date != f.plan.Date {
			d = elsewhere(d)
		}
		if reflect.DeepEqual(d, f.plan.Details) {
			return inbox.Answer{}, domain.Refuse("amend.same", number)
		}
		p, err := plan.Amend(t.Tx, t.source(), *f.plan, d)
		if err != nil {
			return inbox.Answer{}, err
		}
		tail := ""
		if p.Remind > 0 && p.Start == "" {
			tail = t.askField(p.Number, "start") + "。\n"
		}
		note, err := t.touch(ctx, *f.plan)
		if err != nil {
			return inbox.Answer{}, err
		}
		if note != "" {
			tail = note + "\n" + tail
		}
		return say(sayAmended.Say(number, t.Book.planLine(f.plan.Details), t.Book.planLine(p.Details), tail, number), "planned",
			t.plannedParams([]plan.Plan{p})), nil
	case f.reminder != nil:
		return t.moveReminder(*f.reminder, c)
	case f.report != nil:
		return inbox.Answer{}, domain.Refuse("amend.unclear")
	}
	return inbox.Answer{}, domain.Refuse("amend.number", number)
}
