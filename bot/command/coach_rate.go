package command

import (
	"context"
	"strings"
	"time"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/coaching"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/visit"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayCoachDone    = words.New("coach.done", "已记辅导 #%d：%s %s\n已告诉本人。改请说“辅导 %[1]d 异议4”，加待办“待办 %[1]d 下周三前…”，撤回“撤销辅导 %[1]d”。")
	sayCoachWaits   = words.New("coach.done_more", "已记辅导 #%d：%s %s")
	sayCoachChanged = words.New("coach.changed", "已改辅导 #%d：%s %s\n已告诉本人。")
	sayCoachSMS     = words.New("coach.sms", "记下辅导，已告诉代表")
	sayCoachNewSMS  = words.New("coach.sms_changed", "更新辅导，已告诉代表")
	_               = register(Command{Intent: understand.CoachRate, Roles: managers, Run: rate})
)

// wordsTime is how long a rep is not told yet of marks that were given one by one, while her manager is asked for her words on them.
const wordsTime = 10 * time.Minute

// coachTarget is what is rated: a joint visit or a day in the field, or the coaching that stands of it.
type coachTarget struct {
	coaching.Coaching
	standing bool
}

// rate keeps how a manager rates a joint visit or a day with a rep, corrects it, or asks for what it lacks (PRODUCT.md M9).
func rate(ctx context.Context, t *Turn) (inbox.Answer, error) {
	said := t.Said.Coach
	at, err := t.coachTarget(ctx, said)
	if err != nil {
		return inbox.Answer{}, err
	}
	switch {
	case said.Unclear:
		return inbox.Answer{}, domain.Refuse("coach.scores")
	case at.standing && said.None():
		return t.showCoaching(ctx, at.Coaching)
	case at.standing:
		return t.changeCoaching(ctx, at.Coaching, said.CoachWords)
	}
	if scores := coaching.Scores(said.Scores); !scores.Whole() {
		return t.askScores(ctx, at.Coaching, said.CoachWords)
	}
	return t.keepCoaching(ctx, at.Coaching, said.CoachWords, false)
}

// coachTarget finds what a text rates. Who gave no rating of it yet is the coach; a visit must name her, or whom she stands in for.
func (t *Turn) coachTarget(ctx context.Context, said *understand.CoachSaid) (at coachTarget, err error) {
	if said.Number != 0 {
		return t.coachRecord(ctx, said.Number)
	}
	if !t.below(said.Rep) {
		return at, domain.Refuse("coach.not_below", t.Book.person(said.Rep))
	}
	day := said.Date
	if day.IsZero() {
		day = t.Today()
	}
	coach, typedBy := t.coachOf(said.Rep)
	joined, err := t.Tx.Unrated(ctx, []string{coach}, []string{said.Rep}, day, day, mostListed)
	if err != nil {
		return at, err
	}
	switch len(joined) {
	case 0:
	case 1:
		return t.coachRecord(ctx, joined[0].Number)
	default:
		numbers := make([]int64, len(joined))
		for i, j := range joined {
			numbers[len(joined)-1-i] = j.Number
		}
		return at, domain.Refuse("coach.which", t.Book.person(said.Rep), len(joined), sharp(numbers), numbers[0])
	}
	c, ok, err := t.Tx.CoachingOfDay(ctx, coach, said.Rep, day)
	if err != nil || ok {
		return coachTarget{c, true}, err
	}
	return coachTarget{Coaching: coaching.Coaching{Coach: coach, TypedBy: typedBy, Rep: said.Rep, Date: day}}, nil
}

// coachRecord is what the number of a coaching or of a joint visit names.
func (t *Turn) coachRecord(ctx context.Context, n int64) (at coachTarget, err error) {
	if c, ok, err := t.Tx.CoachingNumbered(ctx, t.Book.reps, n); err != nil || ok {
		if err == nil && c.State == coaching.Withdrawn {
			err = domain.Refuse("coach.gone", n)
		}
		return coachTarget{c, true}, err
	}
	v, ok, err := t.Tx.JointNumbered(ctx, n)
	switch {
	case err != nil:
		return at, err
	case !ok && onlyMarks(n):
		return at, domain.Refuse("coach.who")
	case !ok || !t.below(v.Rep) && v.Joint != t.Who.UserID:
		return at, domain.Refuse("coach.number", n)
	case !t.below(v.Rep):
		return at, domain.Refuse("coach.not_below", t.Book.person(v.Rep))
	case v.Status == visit.Withdrawn:
		return at, domain.Refuse("coach.withdrawn_visit", n)
	}
	c, rated, err := t.Tx.CoachingOfVisit(ctx, v.ID)
	if err != nil {
		return at, err
	}
	by := t.decider(v.Rep)
	switch {
	case rated && !c.By(by):
		return at, domain.Refuse("coach.already", n, t.Book.person(c.Coach), c.Number)
	case rated:
		return coachTarget{c, true}, nil
	case v.Joint == "" || v.Joint != by.Person && v.Joint != by.For:
		return at, domain.Refuse("coach.not_joint", n, t.Book.person(v.Rep))
	}
	at.Coaching = coaching.Coaching{Coach: v.Joint, Rep: v.Rep, Date: v.Date, Visit: v.ID, VisitNumber: v.Number, Doctor: v.Doctor}
	if v.Joint != by.Person {
		at.TypedBy = by.Person
	}
	return at, nil
}

// onlyMarks reports whether a number is five marks and no record: 打分 45344.
func onlyMarks(n int64) bool {
	s := number(n)
	return len(s) == len(coaching.Items) && strings.Trim(s, "12345") == ""
}

// keepCoaching keeps a new coaching. more: the marks came one by one, so that she is asked for her words next.
func (t *Turn) keepCoaching(ctx context.Context, c coaching.Coaching, said understand.CoachWords, more bool) (inbox.Answer, error) {
	c.Scores, c.Strengths, c.Advice = said.Scores, said.Strengths, said.Advice
	c.Channel, c.SaidAt, c.Origin = t.In.Channel, t.In.At, t.Origin
	var err error
	if c.ID, err = t.Tx.NewID(); err != nil {
		return inbox.Answer{}, err
	}
	var drawn []int64
	if c.Number == 0 {
		t.Tx.WantNumbers(1, &drawn)
		if err := t.Tx.Flush(ctx); err != nil {
			return inbox.Answer{}, err
		}
		c.Number = drawn[0]
	}
	tasks, undated, err := t.newTasks(ctx, said.FollowUps, 0)
	if err != nil {
		return inbox.Answer{}, err
	}
	more = more && said.Strengths == "" && said.Advice == "" && len(said.FollowUps) == 0
	told := t.Tx.Now()
	if more {
		told = told.Add(wordsTime)
	}
	if err := coaching.Rate(t.Tx, t.Book.rules.Days, c, tasks, t.Today(), told); err != nil {
		return inbox.Answer{}, err
	}
	if c.Visit.IsZero() { // no row is locked that a deputy could wait for: who comes second is told now
		if err := t.Tx.Flush(ctx); err != nil {
			return inbox.Answer{}, err
		}
	}
	text := sayCoachDone
	if more {
		text = sayCoachWaits
	}
	a := say(text.Say(c.Number, t.coachedName(c), t.coachText(c, tasks)), "decision", map[string]string{"no": number(c.Number), "decision": sayCoachSMS.Say()})
	if more {
		return t.askWords(a, c.Number)
	}
	return t.askDue(a, c.Number, undated)
}

// changeCoaching corrects a coaching by what is said, and adds follow-ups to it.
func (t *Turn) changeCoaching(ctx context.Context, was coaching.Coaching, said understand.CoachWords) (inbox.Answer, error) {
	if err := t.mine(was); err != nil {
		return inbox.Answer{}, err
	}
	now := was
	now.Scores = was.Scores.Over(said.Scores)
	if said.Strengths != "" {
		now.Strengths = said.Strengths
	}
	if said.Advice != "" {
		now.Advice = said.Advice
	}
	standing, err := t.Tx.TasksOf(ctx, was.ID)
	if err != nil {
		return inbox.Answer{}, err
	}
	tasks, undated, err := t.newTasks(ctx, said.FollowUps, len(standing))
	if err != nil {
		return inbox.Answer{}, err
	}
	if len(undated) > 0 && len(tasks) == 0 && now.Scores == was.Scores && now.Strengths == was.Strengths && now.Advice == was.Advice {
		return t.askDue(inbox.Answer{}, was.Number, undated)
	}
	if now, err = coaching.Change(t.Tx, t.Book.rules.Days, t.decider(was.Rep), was, now, tasks, t.Today()); err != nil {
		return inbox.Answer{}, err
	}
	t.State.Settled(was.Number)
	a := say(sayCoachChanged.Say(now.Number, t.coachedName(now), t.coachText(now, append(standing, tasks...))), "decision",
		map[string]string{"no": number(now.Number), "decision": sayCoachNewSMS.Say()})
	return t.askDue(a, now.Number, undated)
}

// coachText says a coaching with the line of what it is of at its head.
func (t *Turn) coachText(c coaching.Coaching, tasks []coaching.Task) string {
	return strings.TrimSpace(notice.CoachText(t.coachView(c, tasks)))
}

// coachedName names who was coached, and for whom a deputy kept or changed it.
func (t *Turn) coachedName(c coaching.Coaching) string {
	if c.Coach == t.Who.UserID {
		return t.Book.person(c.Rep)
	}
	return t.Book.person(c.Rep) + sayOnBehalf.Say(t.Book.person(c.Coach))
}
