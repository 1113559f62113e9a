package command

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/coaching"
	"github.com/yaoban/yaoban/domain/comment"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayCoachings     = words.New("coach.list", "%s近%d天的辅导%d次：\n%s\n各项平均：%s\n看全文回“看辅导 %d”。")
	sayCoachingsNone = words.New("coach.list_none", "%s近%d天还没有辅导记录。")
	sayCoachLine     = words.New("coach.list_line", "#%d %s %s 平均%s%s")
	sayCoachTasksOf  = words.New("coach.list_tasks", "（待办%d/%d）")
	sayCoachOfTeam   = words.New("coach.list_team", "团队")
	sayCoachOwn      = words.New("coach.list_own", "您")
	sayCoachUnrated  = words.New("coach.unrated", "还没打分的协访%d次：\n%s\n打分回“辅导 %d 45344”。")
	sayUnratedLine   = words.New("coach.unrated_line", "#%d %s %s")
	sayCoachShown    = words.New("coach.shown", "辅导 #%d：%s，由%s辅导\n%s")
	sayCoachTalkLine = words.New("coach.shown_line", "%s %s：%s")
	sayCoachTasks    = words.New("coach.tasks", "%s的辅导待办%d条：\n%s\n%s")
	sayCoachTask     = words.New("coach.task_line", "#%d %s%s前 %s%s")
	sayTaskIsLate    = words.New("coach.task_is_late", "（已过期）")
	sayTaskIsOver    = words.New("coach.task_is_over", "（已完成）")
	sayTaskIsDone    = words.New("coach.task_is_done", "（等确认）")
	sayTasksHow      = words.New("coach.tasks_how", "做完回“完成 %d”，可带一句怎么做的。")
	sayTasksHowBoss  = words.New("coach.tasks_how_boss", "改期回“待办 %d 改到…”，认可回“批准 编号”。")
	sayCoachNoTasks  = words.New("coach.tasks_none", "%s没有未完成的辅导待办。")
	sayCoachListSMS  = words.New("coach.sms_list", "列出，共%d次辅导")
	sayCoachOneSMS   = words.New("coach.sms_shown", "列出辅导内容")
	sayTaskListSMS   = words.New("coach.sms_tasks", "列出，待办%d条")
	_                = words.Refusal("coach.rep", "%s不在您辖下，看不了。")
	_                = register(Command{Intent: understand.CoachShow, Roles: withPlans, Run: showCoachings})
)

const (
	// coachDays is how far back a list of coachings looks, unratedDays how far back joint visits wait to be rated.
	coachDays, unratedDays = 90, 14
	// taskHorizon is how far ahead a follow-up may be due.
	taskHorizon = 400
	// mostCoachings is how many a list shows, mostCoachTalk how much of what was said on one.
	mostCoachings, mostCoachTalk = 10, 10
)

// showCoachings lists coachings and follow-ups: a rep's own, a manager's reps'; or shows one with all that belongs to it.
func showCoachings(ctx context.Context, t *Turn) (inbox.Answer, error) {
	said := t.Said.Coach
	if said.Number != 0 {
		c, ok, err := t.Tx.CoachingNumbered(ctx, t.coached(), said.Number)
		switch {
		case err != nil:
			return inbox.Answer{}, err
		case !ok:
			return inbox.Answer{}, domain.Refuse("coach.number", said.Number)
		}
		return t.showCoaching(ctx, c)
	}
	reps, whose := t.coached(), sayCoachOwn.Say()
	switch {
	case !t.Who.Role.Manages():
	case said.Rep == "":
		whose = sayCoachOfTeam.Say()
	case !slices.Contains(reps, said.Rep):
		return inbox.Answer{}, domain.Refuse("coach.rep", t.Book.person(said.Rep))
	default:
		reps, whose = []string{said.Rep}, t.Book.person(said.Rep)
	}
	if said.Tasks {
		return t.listTasks(ctx, reps, whose)
	}
	a, err := t.listCoachings(ctx, reps, whose)
	if err != nil || !t.Who.Role.Manages() {
		return a, err
	}
	unrated, err := t.unrated(ctx, reps)
	if err != nil {
		return a, err
	}
	return join(a, unrated), nil
}

// listCoachings lists the coachings of reps, the newest first, with the means of the items.
func (t *Turn) listCoachings(ctx context.Context, reps []string, whose string) (inbox.Answer, error) {
	all, err := t.Tx.Coachings(ctx, reps, t.Today().AddDays(-coachDays), t.Today(), 200)
	if err != nil {
		return inbox.Answer{}, err
	}
	if len(all) == 0 {
		return say(sayCoachingsNone.Say(whose, coachDays), "help", nil), nil
	}
	ids := make([]domain.ID, len(all))
	for i, c := range all {
		ids[i] = c.ID
	}
	tasks, err := t.Tx.TaskCounts(ctx, ids[:min(len(ids), mostCoachings)])
	if err != nil {
		return inbox.Answer{}, err
	}
	var sums coaching.Scores
	var lines []string
	for i, c := range all {
		for k, n := range c.Scores {
			sums[k] += n
		}
		if i >= mostCoachings {
			continue
		}
		who := t.Book.person(c.Coach)
		if len(reps) > 1 {
			who = t.Book.person(c.Rep)
		}
		of := ""
		if k := tasks[c.ID]; k.Den > 0 {
			of = sayCoachTasksOf.Say(k.Num, k.Den)
		}
		lines = append(lines, sayCoachLine.Say(c.Number, day(c.Date), who, notice.CoachMean(c.Scores.Sum(), len(c.Scores)), of))
	}
	if rest := len(all) - len(lines); rest > 0 {
		lines = append(lines, sayMore.Say(rest))
	}
	means := make([]string, len(sums))
	for k, sum := range sums {
		means[k] = coaching.Items[k] + notice.CoachMean(sum, len(all))
	}
	return say(sayCoachings.Say(whose, coachDays, len(all), strings.Join(lines, "\n"), strings.Join(means, " "), all[0].Number), "decision",
		map[string]string{"no": number(all[0].Number), "decision": sayCoachListSMS.Say(len(all))}), nil
}

// unrated lists the joint visits that the manager has still to rate; nothing where there are none.
func (t *Turn) unrated(ctx context.Context, reps []string) (inbox.Answer, error) {
	all, err := t.Tx.Unrated(ctx, []string{t.Who.UserID}, reps, t.Today().AddDays(-unratedDays), t.Today(), mostListed)
	if err != nil || len(all) == 0 {
		return inbox.Answer{}, err
	}
	lines := make([]string, len(all))
	for i, v := range all {
		lines[i] = sayUnratedLine.Say(v.Number, t.Book.person(v.Rep), day(v.Date)+" "+t.Book.option(v.Doctor))
	}
	return say(sayCoachUnrated.Say(len(all), strings.Join(lines, "\n"), all[0].Number), "", nil), nil
}

// showCoaching says all of one coaching: marks, words, follow-ups with where they stand, and what was said on it.
func (t *Turn) showCoaching(ctx context.Context, c coaching.Coaching) (inbox.Answer, error) {
	if c.State == coaching.Withdrawn {
		return inbox.Answer{}, domain.Refuse("coach.gone", c.Number)
	}
	tasks, err := t.Tx.TasksOf(ctx, c.ID)
	if err != nil {
		return inbox.Answer{}, err
	}
	said, err := t.Tx.CoachTalk(ctx, c.ID, mostCoachTalk)
	if err != nil {
		return inbox.Answer{}, err
	}
	v := t.coachView(c, nil)
	text := sayCoachShown.Say(c.Number, v.Rep, v.By(), notice.CoachText(v))
	for _, k := range tasks {
		text += "\n" + t.taskLine(k, false)
	}
	if lines := talkLines(said); lines != "" {
		text += "\n" + lines
	}
	return say(text, "decision", map[string]string{"no": number(c.Number), "decision": sayCoachOneSMS.Say()}), nil
}

func talkLines(said []comment.Line) string {
	lines := make([]string, len(said))
	for i, c := range said { // the oldest first
		lines[len(said)-1-i] = sayCoachTalkLine.Say(c.SaidAt.Format("01-02 15:04"), c.By, c.Text)
	}
	return strings.Join(lines, "\n")
}

func (t *Turn) taskLine(k coaching.Task, named bool) string {
	who, stands := "", ""
	if named {
		who = t.Book.person(k.Rep) + " "
	}
	switch {
	case k.State == coaching.Done:
		stands = sayTaskIsDone.Say()
	case k.State == coaching.Confirmed:
		stands = sayTaskIsOver.Say()
	case k.Late(t.Today()):
		stands = sayTaskIsLate.Say()
	}
	return sayCoachTask.Say(k.Number, who, day(k.Due), k.Text, stands)
}

// listTasks lists the follow-ups that are not closed, the first due first.
func (t *Turn) listTasks(ctx context.Context, reps []string, whose string) (inbox.Answer, error) {
	all, err := t.Tx.TasksIn(ctx, reps, []coaching.TaskState{coaching.Open, coaching.Done}, t.Today().AddDays(taskHorizon), mostListed)
	if err != nil {
		return inbox.Answer{}, err
	}
	if len(all) == 0 {
		return say(sayCoachNoTasks.Say(whose), "help", nil), nil
	}
	lines := make([]string, len(all))
	for i, k := range all {
		lines[i] = t.taskLine(k, len(reps) > 1)
	}
	how := sayTasksHow
	if t.Who.Role.Manages() {
		how = sayTasksHowBoss
	}
	return say(sayCoachTasks.Say(whose, len(all), strings.Join(lines, "\n"), how.Say(all[0].Number)), "decision",
		map[string]string{"no": number(all[0].Number), "decision": sayTaskListSMS.Say(len(all))}), nil
}

// coachingOf is the coaching within reach that a number names: its own, or that of one of its follow-ups.
func (t *Turn) coachingOf(ctx context.Context, n int64) (coaching.Coaching, bool, error) {
	k, ok, err := t.taskNumbered(ctx, n)
	if err != nil {
		return coaching.Coaching{}, false, err
	}
	if ok {
		n = k.CoachingNumber
	}
	return t.Tx.CoachingNumbered(ctx, t.coached(), n)
}

// sayOnCoaching sends words on a coaching, or on a follow-up of one: those of the rep to her manager, those of a manager to the rep. ours
// is false where the number names none within reach.
func (t *Turn) sayOnCoaching(ctx context.Context, n int64, kind comment.Kind, text string) (a inbox.Answer, ours bool, err error) {
	c, ok, err := t.coachingOf(ctx, n)
	if err != nil || !ok {
		return a, false, err
	}
	id, err := t.Tx.NewID()
	if err != nil {
		return a, true, err
	}
	to := c.Rep
	if kind == comment.Answer {
		if to, err = t.Tx.WhoCoached(ctx, c.ID, c.Rep); err != nil {
			return a, true, err
		}
	}
	to = cmp.Or(to, c.Coach)
	if err := coaching.Say(t.Tx, t.source(), id, kind, c, to, text); err != nil {
		return a, true, err
	}
	said := sayAnswered.Say(t.Book.person(to), c.Number, text)
	if kind != comment.Answer {
		said = sayCommented.Say(notice.CommentKind(string(kind)), t.Book.person(to), sharp([]int64{c.Number}), text)
	}
	return say(said, "decision", map[string]string{"no": number(c.Number), "decision": sayCommentSMS.Say(notice.CommentKind(string(kind)))}), true, nil
}
