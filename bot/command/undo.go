package command

import (
	"context"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/event"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/remind"
	"github.com/yaoban/yaoban/domain/report"
	"github.com/yaoban/yaoban/domain/visit"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayUndone     = words.New("undo.done", "已撤回：%s。回“不撤了”恢复。")
	sayUndoneKept = words.New("undo.safety", "安全信息 %s 已受理，不随撤销撤回，由药物警戒处理。")
	sayRestored   = words.New("undo.restored", "已恢复：%s。")
	_             = words.Refusal("undo.lost", "没有找到您说的那条记录。请带编号，如“撤销 1024”。")
	_             = words.Refusal("undo.which", "符合的有 %s，请带编号撤回，如“撤销 1024”。")
	_             = words.Refusal("undo.nothing", "没有可以撤回的记录。要撤回更早的，请带编号，如“撤销 1024”。")
	_             = words.Refusal("undo.nothing_back", "没有刚撤回的记录可以恢复。要恢复某一条，请带编号，如“恢复 1024”。")
	_             = words.Refusal("visit.standing", "#%d 没有被撤回，不用恢复。")
	_             = words.Refusal("report.safety", "安全信息 #%d 不能撤回，由药物警戒处理。")
	_             = register(Command{Intent: understand.VisitUndo, Run: undo})
	_             = register(Command{Intent: understand.VisitRestore, Run: restore})
)

// made is everything that one message made, or the one record that was named.
type made struct {
	visits    []visit.Visit
	plans     []plan.Plan
	reminders []remind.Reminder
	reports   []report.Report
	dropped   []dialog.Question
	events    []event.Event
	// recording is what made the events; zero: they are meant whole.
	recording domain.ID
}

// undo takes back what the last recording message made, or the one record that is named (PRODUCT.md V3).
func undo(ctx context.Context, t *Turn) (inbox.Answer, error) {
	m, err := t.toUndo(ctx)
	found := len(m.visits) + len(m.plans) + len(m.reminders) + len(m.reports) + len(m.dropped) + len(m.events)
	if _, refused := domain.AsRefusal(err); refused || err == nil && found == 0 { // no record: perhaps a doctor whom she added
		if a, ours, err := t.undoAddition(ctx); ours || err != nil {
			return a, err
		}
	}
	if err != nil {
		return inbox.Answer{}, err
	}
	if err := t.unmakeVisits(ctx, m.visits); err != nil {
		return inbox.Answer{}, err
	}
	taken := &dialog.Recording{At: t.In.At, Dropped: m.dropped, Origin: t.Origin}
	var kept []string
	lines, err := t.undoEvents(ctx, m)
	if err != nil {
		return inbox.Answer{}, err
	}
	for _, v := range m.visits {
		taken.Numbers = append(taken.Numbers, v.Number)
		t.State.Settled(v.Number)
		if m.ofEvent(v) {
			continue
		}
		lines = append(lines, sharp([]int64{v.Number})+" "+t.Book.visitLine(v.Details))
	}
	for _, p := range m.plans {
		if _, err := plan.Cancel(t.Tx, t.Who.UserID, p); err != nil {
			return inbox.Answer{}, err
		}
		taken.Numbers = append(taken.Numbers, p.Number)
	}
	lines = append(lines, t.planUndone(m.plans)...)
	note, err := t.touch(ctx, m.plans...)
	if err != nil {
		return inbox.Answer{}, err
	}
	for _, r := range m.reminders {
		if _, err := remind.Cancel(t.Tx, t.Who.UserID, r); err != nil {
			return inbox.Answer{}, err
		}
		taken.Numbers = append(taken.Numbers, r.Number)
		lines = append(lines, sharp([]int64{r.Number})+" 提醒 "+r.At.Format("01-02 15:04")+" "+r.Subject)
	}
	for _, r := range m.reports {
		if r.Kind == report.Safety {
			kept = append(kept, sharp([]int64{r.Number}))
			continue
		}
		if err := t.complaintBack(ctx, r, false); err != nil {
			return inbox.Answer{}, err
		}
		if err := report.Withdraw(t.Tx, t.Who.UserID, r); err != nil {
			return inbox.Answer{}, err
		}
		taken.Numbers = append(taken.Numbers, r.Number)
		t.State.Settled(r.Number)
		lines = append(lines, sharp([]int64{r.Number})+" "+reportNames[r.Kind])
	}
	for _, q := range m.dropped {
		t.State.Close(q.ID)
		lines = append(lines, sharp([]int64{q.Number})+" 待确认")
	}
	if len(lines) == 0 && len(kept) == 0 {
		return inbox.Answer{}, domain.Refuse("undo.nothing")
	}
	if t.State.Last != nil {
		t.State.Forget(t.State.Last.Numbers)
	}
	t.State.Forget(taken.Numbers)
	t.State.Last, t.State.Undone, t.State.Again = nil, taken, nil
	var text []string
	if len(lines) > 0 {
		text = append(text, sayUndone.Say(strings.Join(lines, "；"))+note)
	}
	if slices.ContainsFunc(m.reports, func(r report.Report) bool { return r.Kind == report.TimeOff }) {
		back, err := t.comeBack(ctx)
		if err != nil {
			return inbox.Answer{}, err
		}
		if back != "" {
			text = append(text, back)
		}
	}
	if len(kept) > 0 {
		text = append(text, sayUndoneKept.Say(strings.Join(kept, "、")))
	}
	if len(lines) == 0 { // only what the safety desk works, which stands
		return say(strings.Join(text, "\n"), "decision", map[string]string{"no": number(m.reports[0].Number), "decision": "受理不可撤"}), nil
	}
	about := first(taken)
	if len(m.events) > 0 {
		about = m.events[0].Number
	}
	return say(strings.Join(text, "\n"), "decision", map[string]string{"no": number(about), "decision": "撤回"}), nil
}

func first(r *dialog.Recording) int64 {
	switch {
	case len(r.Numbers) > 0:
		return r.Numbers[0]
	case len(r.Dropped) > 0:
		return r.Dropped[0].Number
	}
	return 0
}

// toUndo collects what the undo means.
func (t *Turn) toUndo(ctx context.Context) (m made, err error) {
	if target := t.Said.Target; target != nil {
		numbers := []int64{target.Number}
		if target.Number == 0 {
			if numbers, err = t.named(ctx, *target); err != nil {
				return m, err
			}
		}
		switch len(numbers) {
		case 0:
			return m, domain.Refuse("undo.lost")
		case 1:
			return t.numbered(ctx, numbers[0])
		}
		return m, domain.Refuse("undo.which", sharp(numbers))
	}
	last := t.State.Last
	if last == nil {
		return m, domain.Refuse("undo.nothing")
	}
	if m.visits, err = t.Tx.VisitsOfOrigin(ctx, t.Who.UserID, last.Origin); err != nil {
		return m, err
	}
	m.visits = slices.DeleteFunc(m.visits, func(v visit.Visit) bool { return v.Status == visit.Withdrawn })
	if m.plans, err = t.Tx.PlansOfOrigin(ctx, t.Who.UserID, last.Origin); err != nil {
		return m, err
	}
	m.plans = slices.DeleteFunc(m.plans, func(p plan.Plan) bool { return p.State != plan.Planned })
	if m.reminders, err = t.Tx.RemindersOfOrigin(ctx, t.Who.UserID, last.Origin); err != nil {
		return m, err
	}
	m.reminders = slices.DeleteFunc(m.reminders, func(r remind.Reminder) bool { return r.State != remind.Set })
	if m.reports, err = t.Tx.ReportsOfOrigin(ctx, t.Who.UserID, last.Origin); err != nil {
		return m, err
	}
	m.reports = slices.DeleteFunc(m.reports, func(r report.Report) bool { return !r.Open })
	m.recording = last.Origin
	if m.events, err = t.Tx.EventsOfOrigin(ctx, t.Who.UserID, last.Origin); err != nil {
		return m, err
	}
	for _, n := range last.Numbers {
		if q, ok := t.State.Numbered(n); ok {
			m.dropped = append(m.dropped, q)
		}
	}
	return m, nil
}

// numbered is the one record of that number; a draft counts too.
func (t *Turn) numbered(ctx context.Context, number int64) (m made, err error) {
	if q, ok := t.State.Numbered(number); ok {
		m.dropped = []dialog.Question{q}
		return m, nil
	}
	f, err := t.find(ctx, number)
	switch {
	case err != nil:
		return m, err
	case f.visit != nil:
		m.visits = []visit.Visit{*f.visit}
	case f.plan != nil:
		m.plans = []plan.Plan{*f.plan}
	case f.reminder != nil:
		m.reminders = []remind.Reminder{*f.reminder}
	case f.report != nil:
		m.reports = []report.Report{*f.report}
	default:
		return t.eventNumbered(ctx, number)
	}
	return m, nil
}

// unmakeVisits withdraws visits and gives back the plans that they fulfilled.
func (t *Turn) unmakeVisits(ctx context.Context, visits []visit.Visit) error {
	if len(visits) == 0 {
		return nil
	}
	around, err := t.around(ctx, visits)
	if err != nil {
		return err
	}
	if err := visit.Withdraw(t.Tx, t.Book.rules.Quality, t.Who.UserID, visits, around); err != nil {
		return err
	}
	ids := make([]domain.ID, len(visits))
	for i, v := range visits {
		ids[i] = v.ID
	}
	done, err := t.Tx.PlansFulfilledBy(ctx, t.Who.UserID, ids)
	if err != nil {
		return err
	}
	for _, p := range done {
		if _, err := plan.Reopen(t.Tx, t.Who.UserID, p); err != nil {
			return err
		}
	}
	return nil
}

// around reads the visits that judging these visits anew needs.
func (t *Turn) around(ctx context.Context, visits []visit.Visit) ([]visit.Visit, error) {
	doctors := make([]string, len(visits))
	days := make([]domain.Date, len(visits))
	for i, v := range visits {
		doctors[i], days[i] = v.Doctor, v.Date
	}
	return visit.Read(ctx, t.Tx, t.Book.rules.Quality, t.Who.UserID, doctors, days)
}
