package command

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/visit"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayRecorded    = words.New("report.recorded", "已记 %s%s")
	sayRecordedAll = words.New("report.recorded_all", "已记%d条：\n%s\n%s")
	sayNextMade    = words.New("report.next", "。下次 %s 已排")
	sayNextRemind  = words.New("report.next_remind", "，提前%d分钟提醒")
	sayNextNoStart = words.New("report.next_no_start", "，几点去？要提前提醒得有时间，请说“改 %d 下午3点”")
	sayDone        = words.New("report.plan_done", "，计划 #%d 已完成")
	sayHow         = words.New("report.how", "回“改…”修改，“撤销”撤回")
	sayNotYet      = words.New("report.not_yet", "（时间还没到；若是计划，请撤销后说“计划…”）")
	sayNoNext      = words.New("report.no_next", "下次没有排上：%s")
	sayRepeated    = words.New("report.repeated", "这条已记为 %s；确是另一次请回“再记”。")
	_              = words.Refusal("visit.future", "拜访日期 %s 还没到。要排计划，请说“%[1]s 去…”；日期写错了，请改后重发。")
	_              = words.Refusal("visit.old", "%s 太久以前了，一年以前的拜访不能补录。日期写错了，请改后重发。")
	_              = words.Refusal("visit.minutes", "%d分钟超过一天，请改成实际谈话的分钟数后重发。")
	reporters      = []domain.Role{domain.Rep}
	_              = register(Command{Intent: understand.VisitReport, Roles: reporters, Run: reportVisits})
	visitQuestion  = dialog.Form[visitDraft]{Name: "visit", Version: 1, Slots: []dialog.Slot[visitDraft]{
		{
			Name:    "doctor",
			Missing: func(d visitDraft) bool { return d.Doctor == "" },
			Fill:    func(d *visitDraft, code string) error { d.Doctor = code; return nil },
		},
		{
			Name:    "date",
			Missing: func(d visitDraft) bool { return d.NoDay != "" },
			Fill: func(d *visitDraft, v string) (err error) {
				d.NoDay = ""
				d.Date, d.Days, err = datesOf(v)
				return err
			},
		},
	}}
)

func init() { onAnswer(visitQuestion, finishVisit, readDay) }

// visitDraft is a reported visit whose doctor or day is not decided, with the message that it came from.
type visitDraft struct {
	visit.Details
	Gist   string       `json:"gist,omitempty"`
	Source visit.Source `json:"source"`
	// NoDay are the words of the day that it was told of, if no calendar has that day.
	NoDay string `json:"no_day,omitempty"`
	// Days are the other days of which the same was told: a visit each.
	Days []domain.Date `json:"days,omitempty"`
	// New is what was said of a doctor whom nobody on the list fits, Said the words for her.
	New  *additionDraft `json:"new,omitempty"`
	Said string         `json:"said,omitempty"`
}

// reportVisits records what a rep tells of her visits (PRODUCT.md V1, V2, V5, V6). Visits whose doctor is clear stand at
// once; each unclear one becomes a question of its own and keeps its other slots.
func reportVisits(ctx context.Context, t *Turn) (inbox.Answer, error) {
	if a, repeated := t.repeated(); repeated {
		return a, nil
	}
	return t.report(ctx, t.Said.Visits)
}

// repeated answers a report that came a moment ago under another message id (PRODUCT.md V6): nothing is recorded, and 再记
// records it after all.
func (t *Turn) repeated() (inbox.Answer, bool) {
	numbers, yes := t.State.Repeats(sum(t.In.Text), t.In.At)
	if !yes || len(numbers) == 0 {
		return inbox.Answer{}, false
	}
	if q, open := t.State.Numbered(numbers[0]); open { // not a record yet: what it waits for is said again
		return say(q.Asked, "which", map[string]string{"no": number(q.Number), "k": number(int64(len(q.Options)))}), true
	}
	t.State.Again = &dialog.Again{Text: t.In.Text, At: t.In.At}
	return say(sayRepeated.Say(sharp(numbers)), "decision", map[string]string{"no": number(numbers[0]), "decision": "记过"}), true
}

// report records visits and opens the questions of those whose doctor is unclear.
func (t *Turn) report(ctx context.Context, said []understand.Visit) (inbox.Answer, error) {
	var clear, unclear []told
	for _, v := range said {
		w := told{said: v, Details: t.details(v), gist: v.Gist}
		if q, whole, same := t.superseded(v, w.Details); same {
			w.Details, w.number = whole, q.Number
			t.State.Close(q.ID)
			t.State.Forget([]int64{q.Number})
		}
		if v.Doctor != "" && v.Ask == "" && v.NoDay == "" {
			clear = append(clear, w)
		} else if last := len(unclear) - 1; last >= 0 && unclear[last].onAnotherDay(w) {
			unclear[last].addDay(w)
		} else {
			unclear = append(unclear, w)
		}
	}
	t.noField = len(unclear) > 0
	var numbers []int64
	t.Tx.WantNumbers(unnumbered(clear)+unnumbered(unclear)+nexts(clear), &numbers)
	kept, err := t.record(ctx, t.source(), clear, &numbers)
	if err != nil {
		return inbox.Answer{}, err
	}
	kept.noNext = append(kept.noNext, noNextDay(clear)...)
	a := kept.answer(t)
	for _, w := range unclear {
		n := t.takeFor(w, &numbers)
		q, err := t.askVisit(w, n)
		if err != nil {
			return inbox.Answer{}, err
		}
		t.recorded(n)
		a = join(a, q)
	}
	if a, err = t.askUndecided(a); err != nil {
		return inbox.Answer{}, err
	}
	t.State.Tell(sum(t.In.Text), t.In.At, t.numbers)
	return t.sayOwn(a, said), nil
}

// details turns what was understood into what is kept.
func (t *Turn) details(v understand.Visit) visit.Details {
	d := visit.Details{Doctor: v.Doctor, Date: v.Date, Start: v.Start, Minutes: v.Minutes, Products: v.Products,
		Purpose: v.Purpose, Result: v.Result, Joint: v.Joint, Note: v.Rest, Feedback: v.Feedback}
	if v.Next != nil {
		d.Next = visit.Next{Date: v.Next.Date, Start: v.Next.Start, Remind: v.Next.Remind}
	}
	if d.Date.IsZero() && v.NoDay == "" {
		d.Date = t.Today()
	}
	return d
}

// noNextDay says of which next visits no day can be planned, because no calendar has it.
func noNextDay(all []told) (text []string) {
	for _, w := range all {
		if w.said.NextNoDay != "" {
			text = append(text, sayNextNoDay.Say(w.said.NextNoDay))
		}
	}
	return text
}

// outcome is what recording visits did.
type outcome struct {
	visits []visit.Visit
	// done[i] is the plan that visit i fulfilled; next[i] the plan that its follow-up made or found.
	done, next []plan.Plan
	months     []month
	// with says of each visit what was attached to it as evidence.
	with []string
	// noNext are the words of why follow-ups could not be planned; the visits stand all the same.
	noNext []string
}

// record keeps visits with clear doctors: it fulfils the plans of those days, plans the follow-ups, and tells managers who
// came along. numbers must arrive with the next flush and hold one for each visit that has none and each follow-up; it consumes them.
func (t *Turn) record(ctx context.Context, s visit.Source, details []told, numbers *[]int64) (outcome, error) {
	var out outcome
	var planned []plan.Plan
	doctors := make([]string, len(details))
	days := make([]domain.Date, len(details))
	for i, d := range details {
		doctors[i], days[i] = d.Doctor, d.Date
	}
	if len(details) == 0 {
		return out, t.Tx.Flush(ctx)
	}
	t.Tx.WantPlans(t.Who.UserID, doctors, &planned)
	var gists []visit.Gist
	if slices.ContainsFunc(details, func(d told) bool { return visit.Comparable(d.gist) }) {
		t.Tx.WantGists(t.Who.UserID, t.Today().AddDays(-visit.GistDays), &gists)
	}
	t.wantMonth(doctors, days...)
	t.wantEvidence(s)
	around, err := visit.Read(ctx, t.Tx, t.Book.rules.Quality, t.Who.UserID, doctors, days)
	if err != nil {
		return out, err
	}
	named := make([]visit.Numbered, len(details))
	for i, d := range details {
		id, err := t.Tx.NewID()
		if err != nil {
			return out, err
		}
		named[i] = visit.Numbered{ID: id, Number: t.takeFor(d, numbers), Details: d.Details, Copy: visit.CopyOf(d.gist, gists)}
	}
	today := domain.DateOf(s.SaidAt.In(t.Tx.Zone()))
	kept, err := visit.Report(t.Tx, t.Book.rules.Quality, s, today, named, around)
	if err != nil {
		return out, err
	}
	out.visits = kept.Visits
	if out.with, err = t.attachWaiting(ctx, kept.Visits); err != nil {
		return out, err
	}
	for _, v := range kept.Visits {
		if err := t.after(s, v, &planned, numbers, &out); err != nil {
			return out, err
		}
		out.months = append(out.months, t.monthOf(v, kept.Around))
	}
	return out, nil
}

// after does what follows from one visit: its plan is done, its follow-up planned, its companion told.
func (t *Turn) after(s visit.Source, v visit.Visit, planned *[]plan.Plan, numbers *[]int64, out *outcome) error {
	var done, next plan.Plan
	var err error
	if i := sameDay(*planned, v.Doctor, v.Date); i >= 0 && v.Met() { // a plan whose doctor was not met is not done
		if done, err = plan.Fulfil(t.Tx, t.Who.UserID, (*planned)[i], v.ID); err != nil {
			return err
		}
		*planned = slices.Delete(slices.Clone(*planned), i, i+1)
	}
	if !v.Next.Date.IsZero() {
		number := t.take(numbers)
		if standing := plan.Standing(*planned); sameDay(standing, v.Doctor, v.Next.Date) >= 0 {
			next = standing[sameDay(standing, v.Doctor, v.Next.Date)]
		} else {
			id, err := t.Tx.NewID()
			if err != nil {
				return err
			}
			next, err = plan.Make(t.Tx, s, id, number, plan.Details{Doctor: v.Doctor, Date: v.Next.Date, Start: v.Next.Start, Remind: v.Next.Remind})
			if r, refused := domain.AsRefusal(err); refused {
				out.noNext = append(out.noNext, refusalWords(r))
			} else if err != nil {
				return err
			}
		}
	}
	out.done, out.next = append(out.done, done), append(out.next, next)
	if v.Joint != "" {
		return t.Tx.Tell(notice.Notice{Kind: notice.JointVisit.Name, Key: notice.JointVisitKey(v.ID, v.Joint), Person: v.Joint,
			Subject: v.ID, Number: v.Number, DueAt: t.Tx.Now()})
	}
	return nil
}

// sameDay returns which of the plans is for that doctor and day, -1 if none is.
func sameDay(plans []plan.Plan, doctor string, date domain.Date) int {
	return slices.IndexFunc(plans, func(p plan.Plan) bool { return p.Doctor == doctor && p.Date == date })
}

// refusalWords are the words of a refusal that does not end the turn.
func refusalWords(r domain.Refusal) string {
	if text, ok := words.ForRefusal(r.Code); ok {
		return text.Say(r.Args...)
	}
	return r.Code
}

// take gives out the next of the drawn numbers.
func (t *Turn) take(numbers *[]int64) int64 {
	n := (*numbers)[0]
	*numbers = (*numbers)[1:]
	return n
}

// takeFor gives out the number of a visit: its own, or the next that was drawn.
func (t *Turn) takeFor(w told, numbers *[]int64) int64 {
	if w.number != 0 {
		return w.number
	}
	return t.take(numbers)
}

// answer says what was recorded, one visit as a line, several as a list with their numbers.
func (o outcome) answer(t *Turn) inbox.Answer {
	if len(o.visits) == 0 {
		return inbox.Answer{}
	}
	lines := make([]string, len(o.visits))
	numbers := make([]int64, len(o.visits))
	for i, v := range o.visits {
		line := sharp([]int64{v.Number}) + "：" + t.Book.visitLine(v.Details)
		line += keptFeedback(v.Feedback)
		if o.done[i].Number != 0 {
			line += sayDone.Say(o.done[i].Number)
		}
		if next := o.next[i]; next.Number != 0 {
			line += sayNextMade.Say(day(next.Date))
			switch {
			case next.Remind > 0 && next.Start != "":
				line += sayNextRemind.Say(next.Remind)
			case next.Remind > 0:
				line += sayNextNoStart.Say(next.Number)
			}
		}
		lines[i] = line + "。" + o.with[i] + o.months[i].say()
		numbers[i] = v.Number
	}
	t.recorded(numbers...)
	tail := sayHow.Say()
	if t.ahead15(o.visits) {
		tail = sayNotYet.Say() + tail
	}
	if len(o.noNext) > 0 {
		tail = sayNoNext.Say(strings.Join(o.noNext, "")) + tail
	}
	if missing := t.missing(o.visits); missing != "" {
		tail = missing + "。" + tail
	}
	last := len(o.visits) - 1
	text := sayRecorded.Say(lines[0], tail)
	if last > 0 {
		text = sayRecordedAll.Say(len(lines), strings.Join(lines, "\n"), tail)
	}
	if no, field, lacks := t.lacking(o.visits); lacks { // by SMS what is missing says more than how far the month is
		return say(text, "missing", map[string]string{"no": number(no), "field": sayLackSMS.Say(field)})
	}
	return say(text, "recorded",
		t.recordedParams(numbers, o.visits[last].Details, o.months[last]))
}

// ahead15 reports whether a visit is told as made that begins well after its own message: perhaps a plan was meant.
func (t *Turn) ahead15(visits []visit.Visit) bool {
	return slices.ContainsFunc(visits, func(v visit.Visit) bool {
		return v.Start != "" && v.Date.At(v.Start, t.Tx.Zone()).Sub(v.SaidAt) > 15*time.Minute
	})
}

// recordedParams fills the SMS template of a recording.
func (t *Turn) recordedParams(numbers []int64, d visit.Details, m month) map[string]string {
	first := int64(0)
	if len(numbers) > 0 {
		first = numbers[0]
	}
	return map[string]string{"n": number(int64(len(numbers))), "no": number(first), "a": number(int64(m.actual)), "p": number(int64(m.required))}
}

// finishVisit records a draft whose doctor or day was asked for; the other may still be missing.
func finishVisit(ctx context.Context, t *Turn, q dialog.Question, d visitDraft) (inbox.Answer, error) {
	if d.Doctor == newDoctor {
		return t.addForVisit(ctx, q, d)
	}
	if slot, missing := visitQuestion.Next(d); missing {
		p, a := t.askDate(d, q.Number)
		q.Free, q.AskedAt, q.SaidAt, q.Tries = false, t.Tx.Now(), t.In.At, 0
		var err error
		if q, err = visitQuestion.Question(q, slot, p, d); err != nil {
			return inbox.Answer{}, err
		}
		t.recorded(q.Number)
		return t.ask(q, a), nil
	}
	s := d.Source
	s.Origin = t.Origin
	var numbers []int64
	all := d.onEachDay(q.Number)
	if n := unnumbered(all) + nexts(all); n > 0 {
		t.Tx.WantNumbers(n, &numbers)
	}
	out, err := t.record(ctx, s, all, &numbers)
	if err != nil {
		return inbox.Answer{}, err
	}
	return out.answer(t), nil
}
