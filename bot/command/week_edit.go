package command

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/week"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayWeekAdded   = words.New("week.added", "已加 #%d：%s。%s")
	sayWeekAlready = words.New("week.already", "%s已经在里面了：#%d %s。要改日子请说“改 %[2]d 周四”。")
	sayWeekDropped = words.New("week.dropped", "已去掉%d家：%s。还剩%d家。回“不撤了”恢复。%s")
	sayWeekMoved   = words.New("week.moved", "已把%d家从%s改到%s：%s。%s")
	sayWeekAgain   = words.New("week.again", "周计划 #%d 已回到草稿，改好请再回“提交”。")
	sayWeekNoted   = words.New("week.noted", "周计划 #%d 已批准过，改动已记下。")
	sayWeekFull    = words.New("week.full", "%s现在有%d家，超过每天%d家。")
	sayWeekShut    = words.New("week.shut", "注意%s%s不接待。")
	sayWeekWhich   = words.New("week.which", "要加哪一位？%s，%s")
	_              = words.Refusal("week.none_there", "这周计划里没有符合的拜访，没有改动。发“%s计划”看清单。")
	_              = words.Refusal("week.no_room", "这周已经排不下了。请说哪天，如“周四加上%s”。")
	_              = register(Command{Intent: understand.WeekEdit, Roles: reporters, Run: editWeek})
)

// addDraft is a stop whose doctor was not clear.
type addDraft struct {
	Monday domain.Date      `json:"monday"`
	Date   domain.Date      `json:"date,omitzero"`
	Start  domain.TimeOfDay `json:"start,omitempty"`
	Doctor string           `json:"doctor,omitempty"`
}

var addForm = dialog.Form[addDraft]{Name: "week.add", Version: 1, Slots: []dialog.Slot[addDraft]{{
	Name:    "doctor",
	Missing: func(d addDraft) bool { return d.Doctor == "" },
	Fill:    func(d *addDraft, code string) error { d.Doctor = code; return nil },
}}}

func init() {
	onAnswer(addForm, func(ctx context.Context, t *Turn, _ dialog.Question, d addDraft) (inbox.Answer, error) {
		return t.addStop(ctx, d)
	}, nil)
	askedAside(addForm.Name)
}

// Edits reports whether the message changes the week that is in hand: 加上王芳, 不去社区, 周三不去. Only words that would otherwise
// mean nothing, a correction or a plan are taken for it.
func Edits(t *Turn) bool {
	if t.Said.Edit == nil || t.Who.Role != domain.Rep {
		return false
	}
	switch t.Said.Intent {
	case understand.Unknown, understand.VisitAmend, understand.VisitPlan:
	default:
		return false
	}
	_, ok := t.State.InHand(t.In.At)
	return ok
}

// editWeek adds a stop to the week in hand or takes stops away (PRODUCT.md P3).
func editWeek(ctx context.Context, t *Turn) (inbox.Answer, error) {
	hand, ok := t.State.InHand(t.In.At)
	e := t.Said.Edit
	if !ok || e == nil {
		return inbox.Answer{}, domain.Refuse("cancel.what")
	}
	date := t.intoWeek(e.Date)
	if !e.Add {
		return t.dropStops(ctx, hand.Monday, *e, date)
	}
	d := addDraft{Monday: hand.Monday, Date: date, Start: e.Start, Doctor: e.Doctor}
	if d.Doctor != "" {
		return t.addStop(ctx, d)
	}
	if len(e.Candidates) == 0 {
		return inbox.Answer{}, domain.Refuse("doctor.unknown")
	}
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	options := t.Book.doctorOptions(e.Candidates)
	text := sayWeekWhich.Say(numbered(options), choices(len(options)))
	slot, _ := addForm.Next(d)
	q, err := addForm.Question(dialog.Question{ID: id, AskedAt: t.Tx.Now(), SaidAt: t.In.At, Optional: true}, slot,
		dialog.Prompt{Text: text, Options: options}, d)
	if err != nil {
		return inbox.Answer{}, err
	}
	return t.ask(q, say(text, "missing", map[string]string{"no": number(hand.Number), "field": "医生姓名和医院"})), nil
}

// intoWeek moves a weekday that was said without its week into the week in hand.
func (t *Turn) intoWeek(d domain.Date) domain.Date {
	hand, ok := t.State.InHand(t.In.At)
	if !ok || !t.Said.BareDays || d.IsZero() {
		return d
	}
	return hand.Monday.AddDays(d.Sub(d.Monday()))
}

// addStop plans a visit in a week: on the day that was said, otherwise where the week has room and the hospital receives.
func (t *Turn) addStop(ctx context.Context, d addDraft) (inbox.Answer, error) {
	w, err := t.readWeek(ctx, d.Monday)
	if err != nil {
		return inbox.Answer{}, err
	}
	if i := slices.IndexFunc(w.stops, func(p plan.Plan) bool { return p.Doctor == d.Doctor && (d.Date.IsZero() || p.Date == d.Date) }); i >= 0 {
		p := w.stops[i]
		return say(sayWeekAlready.Say(t.Book.name(d.Doctor), p.Number, notice.DayOfWeek(p.Date)), "planned", t.plannedParams([]plan.Plan{p})), nil
	}
	if d.Date.IsZero() {
		d.Date = week.Seat(t.places(t.weekDays(d.Monday), w.stops), []week.Wish{{Doctor: t.placed(d.Doctor)}})[0]
	}
	if d.Date.IsZero() {
		return inbox.Answer{}, domain.Refuse("week.no_room", t.Book.name(d.Doctor))
	}
	var numbers []int64
	t.Tx.WantNumbers(1, &numbers)
	if err := t.Tx.Flush(ctx); err != nil {
		return inbox.Answer{}, err
	}
	p, err := t.makePlan(t.source(), numbers[0], plan.Details{Doctor: d.Doctor, Date: d.Date, Start: d.Start})
	if err != nil {
		return inbox.Answer{}, err
	}
	t.recorded(p.Number)
	note := t.notes(append(w.stops, p), p)
	if k, ok := w.week(); ok {
		t.Tx.JoinWeek(k)
		note += t.touchWeek(k)
		t.State.Take(k.Number, k.Monday, t.In.At)
	}
	return say(sayWeekAdded.Say(p.Number, t.Book.planLine(p.Details), note), "planned", t.plannedParams([]plan.Plan{p})), nil
}

// dropStops takes the stops away that a doctor, a place or a day means.
func (t *Turn) dropStops(ctx context.Context, monday domain.Date, e understand.EditSaid, date domain.Date) (inbox.Answer, error) {
	w, err := t.readWeek(ctx, monday)
	if err != nil {
		return inbox.Answer{}, err
	}
	var gone, left []plan.Plan
	for _, p := range w.stops {
		switch {
		case !date.IsZero() && p.Date != date, e.Doctor != "" && p.Doctor != e.Doctor,
			e.Candidates != nil && !slices.Contains(e.Candidates, p.Doctor):
			left = append(left, p)
		default:
			gone = append(gone, p)
		}
	}
	if len(gone) == 0 {
		return inbox.Answer{}, domain.Refuse("week.none_there", weekTitle(monday, t.Today()))
	}
	undone := &dialog.Recording{At: t.In.At}
	for _, p := range gone {
		if _, err := plan.Cancel(t.Tx, t.Who.UserID, p); err != nil {
			return inbox.Answer{}, err
		}
		undone.Numbers = append(undone.Numbers, p.Number)
		t.State.Settled(p.Number)
	}
	t.State.Undone = undone
	note := ""
	if k, ok := w.week(); ok {
		note = t.touchWeek(k)
		t.State.Take(k.Number, k.Monday, t.In.At)
	}
	return say(sayWeekDropped.Say(len(gone), t.stopNames(gone), len(left), note), "decision",
		map[string]string{"no": number(gone[0].Number), "decision": fmt.Sprintf("取消共%d家", len(gone))}), nil
}

// stopNames names stops with their numbers: #1051 张伟、#1052 李静.
func (t *Turn) stopNames(stops []plan.Plan) string {
	names := make([]string, len(stops))
	for i, p := range stops {
		names[i] = sharp([]int64{p.Number}) + " " + t.Book.name(p.Doctor)
	}
	return strings.Join(names, "、")
}

// touchWeek records that a stop of the week was changed and says what that means for it.
func (t *Turn) touchWeek(w week.Week) string {
	switch week.Touch(t.Tx, t.Who.UserID, w); w.State {
	case week.Submitted:
		return sayWeekAgain.Say(w.Number)
	case week.Approved:
		return sayWeekNoted.Say(w.Number)
	}
	return ""
}

// touch does so for the weeks of plans that were changed.
func (t *Turn) touch(ctx context.Context, plans ...plan.Plan) (string, error) {
	var ids []domain.ID
	for _, p := range plans {
		if !p.Week.IsZero() && !slices.Contains(ids, p.Week) {
			ids = append(ids, p.Week)
		}
	}
	if len(ids) == 0 {
		return "", nil
	}
	all, err := t.Tx.WeeksByID(ctx, ids)
	if err != nil {
		return "", err
	}
	var notes []string
	for _, w := range all {
		if note := t.touchWeek(w); note != "" {
			notes = append(notes, note)
		}
		if hand, ok := t.State.InHand(t.In.At); ok && hand.Number == w.Number {
			t.State.Take(w.Number, w.Monday, t.In.At)
		}
	}
	return strings.Join(notes, ""), nil
}

// notes says what is unwise about stops where they stand now: a day that is too full, a hospital that does not receive then.
func (t *Turn) notes(all []plan.Plan, changed ...plan.Plan) string {
	load := map[domain.Date]int{}
	for _, p := range all {
		load[p.Date]++
	}
	capacity := t.Book.rules.Quota.Of(t.Today()).Capacity
	var notes []string
	add := func(s string) {
		if !slices.Contains(notes, s) {
			notes = append(notes, s)
		}
	}
	for _, p := range changed {
		if load[p.Date] > capacity {
			add(sayWeekFull.Say(notice.DayOfWeek(p.Date), load[p.Date], capacity))
		}
		d, _ := t.Book.Doctor(p.Doctor)
		window, bound, open := t.Book.rules.Hospitals[d.Hospital].Receives.On(d.Department, p.Date)
		if bound && (!open || window.Half != quota.WholeDay && p.Start != "" && (window.Half == quota.Morning) != (p.Start.Hour() < 12)) {
			add(sayWeekShut.Say(t.Book.hospital(d.Hospital), notice.DayOfWeek(p.Date)))
		}
	}
	return strings.Join(notes, "")
}

// moveStops moves all stops of a day, or of a place on it, to another day at once (周三去附二改成周四); false where that is not what
// was said, or one record is meant.
func (t *Turn) moveStops(ctx context.Context, target understand.Target, c change) (inbox.Answer, bool, error) {
	to := c.Ahead
	if to.IsZero() {
		to = c.Date
	}
	if target.Number != 0 || target.Doctor != "" || target.Date.IsZero() || to.IsZero() || c.Start != "" || c.Doctor != "" || c.Ask != "" ||
		len(c.Products) > 0 || !c.Drops.None() || len(c.Remarks) > 0 || c.Minutes != 0 || c.Result != "" || c.Joint != "" || c.Purpose != "" || c.Next != nil || c.Remind != 0 || target.Candidates != nil && len(target.Candidates) == 0 {
		return inbox.Answer{}, false, nil
	}
	stops, err := t.Tx.PlannedFor(ctx, t.Who.UserID, target.Candidates, target.Date)
	if err != nil || len(stops) < 2 || slices.ContainsFunc(stops, func(p plan.Plan) bool { return p.Week.IsZero() || p.Week != stops[0].Week }) {
		return inbox.Answer{}, false, err
	}
	moved := make([]plan.Plan, len(stops))
	for i, p := range stops {
		d := elsewhere(p.Details)
		d.Date = to
		if moved[i], err = plan.Amend(t.Tx, t.source(), p, d); err != nil {
			return inbox.Answer{}, true, err
		}
	}
	var there []plan.Plan
	t.Tx.WantStops(t.Who.UserID, to, to, &there)
	if err := t.Tx.Flush(ctx); err != nil {
		return inbox.Answer{}, true, err
	}
	note, err := t.touch(ctx, stops...)
	if err != nil {
		return inbox.Answer{}, true, err
	}
	text := sayWeekMoved.Say(len(moved), notice.DayOfWeek(target.Date), notice.DayOfWeek(to), t.stopNames(moved), t.notes(there, moved...)+note)
	return say(text, "planned", t.plannedParams(moved)), true, nil
}

// planUndone says plans that were taken back or restored: each, or only their numbers where a whole week is meant.
func (t *Turn) planUndone(plans []plan.Plan) []string {
	if len(plans) > mostOptions {
		return []string{sayManyPlans.Say(len(plans), plans[0].Number, plans[len(plans)-1].Number)}
	}
	lines := make([]string, len(plans))
	for i, p := range plans {
		lines[i] = sharp([]int64{p.Number}) + " 计划 " + t.Book.planLine(p.Details)
	}
	return lines
}

var sayManyPlans = words.New("week.many_plans", "计划%d家（#%d至#%d）")

// elsewhere drops from why a stop was proposed what was true of its old day alone.
func elsewhere(d plan.Details) plan.Details {
	parts := slices.DeleteFunc(strings.Split(d.Note, "、"), func(s string) bool { return strings.HasSuffix(s, sayReceived.Say("")) })
	d.Note = strings.Join(parts, "、")
	return d
}
