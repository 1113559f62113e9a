package command

import (
	"context"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/coaching"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayTaskChanged   = words.New("coach.task_changed", "已改待办 #%d：%s前 %s，已告诉%s。")
	sayTaskDropped   = words.New("coach.task_dropped", "已取消待办 #%d：%s，已告诉%s。")
	sayTaskFinished  = words.New("coach.task_finished", "待办 #%d 已记完成%s：%s。已请%s确认。")
	sayTaskLate      = words.New("coach.task_late", "（晚于%s）")
	sayTaskYes       = words.New("coach.task_confirmed", "已确认%s的待办 #%d%s：%s，已告诉本人。")
	sayTaskNo        = words.New("coach.task_reopened", "已请%s把待办 #%d%s 再做一遍：%s，原因已告诉本人：%s")
	sayTasksWait     = words.New("coach.tasks_waiting", "待确认的辅导待办%d条：\n%s\n认可回“批准 编号”，要再练回“驳回 编号 原因”。")
	sayTaskWait      = words.New("coach.task_waiting", "#%d %s %s（%s做完%s）")
	sayTaskSaidNote  = words.New("coach.task_note", "：%s")
	sayCoachUndone   = words.New("coach.undone", "已撤回%s的辅导 #%d%s，已告诉本人。")
	sayCoachUndoneOf = words.New("coach.undone_tasks", "和没做完的待办%d条")
	sayTaskDoneSMS   = words.New("coach.task_sms_done", "记完成，等主管确认")
	sayTaskOffSMS    = words.New("coach.task_sms_dropped", "取消待办")
	sayTaskNewSMS    = words.New("coach.task_sms_changed", "更新待办")
	sayCoachOffSMS   = words.New("coach.sms_undone", "撤回辅导")
	_                = words.Refusal("coach.task_number", "没有编号 #%d 的辅导待办，或不是您的，没有改动。发“我的辅导”看编号。")
	_                = words.Refusal("coach.task_below", "没有编号 #%d 的辅导或待办，或不在您辖下，没有改动。发“辅导待办”看编号。")
	_                = words.Refusal("coach.task_over", "待办 #%d 已做完或已取消，没有改动。")
	_                = words.Refusal("coach.task_same", "待办 #%d 没有变化。改期请说“待办 %[1]d 改到下周三”。")
	_                = words.Refusal("coach.task_done", "待办 #%d 已经记过完成了。")
	_                = words.Refusal("coach.task_dropped", "待办 #%d 已取消，不用做了。")
	_                = words.Refusal("coach.task_confirmed", "待办 #%d 已经确认过了，没有改动。")
	_                = words.Refusal("coach.task_open", "待办 #%d 代表还没做完，不用退回。改期请说“待办 %[1]d 改到下周三”。")
	_                = words.Refusal("coach.reason", "退回待办 #%d 请带上原因，如“驳回 %[1]d 再对练一次”。没有改动。")
	_                = words.Refusal("coach.one_task", "改待办 #%d 一次一条，如“待办 %[1]d 改到下周三”。没有改动。")
	_                = register(Command{Intent: understand.CoachTask, Roles: managers, Run: setTasks})
	_                = register(Command{Intent: understand.CoachDone, Roles: reporters, Run: finishTask})
	_                = register(Command{Intent: understand.CoachUndo, Roles: managers, Run: undoCoaching})
	_                = register(Command{Intent: understand.CoachDecide, Roles: managers, Run: decideTask})
)

func init() {
	alsoDecides(decider{decide: decideTasks, waiting: tasksWaiting})
}

// taskNumbered is the follow-up of that number within reach, and false if there is none.
func (t *Turn) taskNumbered(ctx context.Context, n int64) (coaching.Task, bool, error) {
	all, err := t.Tx.TasksNumbered(ctx, t.coached(), []int64{n})
	if err != nil || len(all) == 0 {
		return coaching.Task{}, false, err
	}
	return all[0], true, nil
}

// byCoach reports, as a refusal, that a follow-up is another manager's. Whoever is the rep's manager now answers for what an earlier one
// asked of her.
func (t *Turn) byCoach(k coaching.Task) error {
	if rep, ok := t.Book.Colleague(k.Rep); ok && rep.Manager == t.Who.UserID {
		return nil
	}
	return t.mine(coaching.Coaching{Number: k.CoachingNumber, Coach: k.Coach, Rep: k.Rep})
}

// setTasks gives follow-ups of a coaching, or alters one (PRODUCT.md M9).
func setTasks(ctx context.Context, t *Turn) (inbox.Answer, error) {
	said := t.Said.Coach
	k, ok, err := t.taskNumbered(ctx, said.Number)
	if err != nil {
		return inbox.Answer{}, err
	}
	if ok {
		return t.alterTask(k, said.FollowUps)
	}
	at, ok, err := t.Tx.CoachingNumbered(ctx, t.Book.reps, said.Number)
	if err != nil {
		return inbox.Answer{}, err
	}
	if !ok {
		return inbox.Answer{}, domain.Refuse("coach.task_below", said.Number)
	}
	if len(said.FollowUps) == 0 {
		return inbox.Answer{}, domain.Refuse("coach.task_text")
	}
	return t.changeCoaching(ctx, at, understand.CoachWords{FollowUps: said.FollowUps})
}

func (t *Turn) alterTask(k coaching.Task, said []understand.FollowUp) (inbox.Answer, error) {
	if err := t.byCoach(k); err != nil {
		return inbox.Answer{}, err
	}
	switch {
	case len(said) > 1:
		return inbox.Answer{}, domain.Refuse("coach.one_task", k.Number)
	case len(said) == 0:
		return inbox.Answer{}, domain.Refuse("coach.task_same", k.Number)
	}
	k, err := coaching.Alter(t.Tx, t.Book.rules.Days, t.decider(k.Rep), k, said[0].Text, said[0].Due, t.Today())
	if err != nil {
		return inbox.Answer{}, err
	}
	return say(sayTaskChanged.Say(k.Number, day(k.Due), k.Text, t.Book.person(k.Rep)), "decision",
		map[string]string{"no": number(k.Number), "decision": sayTaskNewSMS.Say()}), nil
}

// finishTask keeps that a rep has done follow-ups of hers; her manager is asked to confirm.
func finishTask(ctx context.Context, t *Turn) (inbox.Answer, error) {
	said := t.Said.Coach
	done := append([]understand.DoneSaid{{Number: said.Number, Text: said.Text}}, said.Also...)
	numbers := make([]int64, len(done))
	for i, d := range done {
		numbers[i] = d.Number
	}
	all, err := t.Tx.TasksNumbered(ctx, t.coached(), numbers)
	if err != nil {
		return inbox.Answer{}, err
	}
	var a inbox.Answer
	for i, d := range done {
		if slices.Contains(numbers[:i], d.Number) {
			continue
		}
		one, err := t.finishOne(all, d)
		if r, no := domain.AsRefusal(err); no && len(done) > 1 { // the others are done all the same
			one, err = say(refusalWords(r), "", nil), nil
		}
		if err != nil {
			return inbox.Answer{}, err
		}
		a = join(a, one)
	}
	return a, nil
}

// finishOne keeps that one of these follow-ups is done.
func (t *Turn) finishOne(all []coaching.Task, d understand.DoneSaid) (inbox.Answer, error) {
	i := slices.IndexFunc(all, func(k coaching.Task) bool { return k.Number == d.Number })
	if i < 0 {
		return inbox.Answer{}, domain.Refuse("coach.task_number", d.Number)
	}
	k, err := coaching.Finish(t.Tx, all[i], strings.Trim(d.Text, " ,，、。;；\n"))
	if err != nil {
		return inbox.Answer{}, err
	}
	late := ""
	if k.Late(t.Today()) {
		late = sayTaskLate.Say(day(k.Due))
	}
	return say(sayTaskFinished.Say(k.Number, late, k.Text, t.Book.person(k.Coach)), "decision",
		map[string]string{"no": number(k.Number), "decision": sayTaskDoneSMS.Say()}), nil
}

// undoCoaching takes back a coaching of the manager's, or one follow-up.
func undoCoaching(ctx context.Context, t *Turn) (inbox.Answer, error) {
	n := t.Said.Coach.Number
	k, ok, err := t.taskNumbered(ctx, n)
	if err != nil {
		return inbox.Answer{}, err
	}
	if ok {
		return t.dropTask(ctx, k)
	}
	c, ok, err := t.Tx.CoachingNumbered(ctx, t.Book.reps, n)
	if err == nil && !ok { // by the number of its visit
		var v coaching.Joined
		if v, ok, err = t.Tx.JointNumbered(ctx, n); err == nil && ok {
			if c, ok, err = t.Tx.CoachingOfVisit(ctx, v.ID); ok {
				ok = t.below(c.Rep)
			}
		}
	}
	if err != nil {
		return inbox.Answer{}, err
	}
	if !ok {
		return inbox.Answer{}, domain.Refuse("coach.task_below", n)
	}
	if err := t.mine(c); err != nil {
		return inbox.Answer{}, err
	}
	tasks, err := t.Tx.TasksOf(ctx, c.ID)
	if err != nil {
		return inbox.Answer{}, err
	}
	if err := coaching.Undo(t.Tx, t.decider(c.Rep), c, tasks); err != nil {
		return inbox.Answer{}, err
	}
	t.State.Settled(c.Number)
	with := ""
	if waiting := len(slices.DeleteFunc(tasks, func(k coaching.Task) bool { return !k.Waits() })); waiting > 0 {
		with = sayCoachUndoneOf.Say(waiting)
	}
	return say(sayCoachUndone.Say(t.Book.person(c.Rep), c.Number, with), "decision", map[string]string{"no": number(c.Number), "decision": sayCoachOffSMS.Say()}), nil
}

func (t *Turn) dropTask(ctx context.Context, k coaching.Task) (inbox.Answer, error) {
	if err := t.byCoach(k); err != nil {
		return inbox.Answer{}, err
	}
	if err := coaching.Drop(t.Tx, t.decider(k.Rep), coaching.Coaching{ID: k.Coaching, Number: k.CoachingNumber}, k); err != nil {
		return inbox.Answer{}, err
	}
	return say(sayTaskDropped.Say(k.Number, k.Text, t.Book.person(k.Rep)), "decision", map[string]string{"no": number(k.Number), "decision": sayTaskOffSMS.Say()}), nil
}

// decideTask confirms or sends back one follow-up by a word of its own (确认 1031, 重开 1031 再练一次).
func decideTask(ctx context.Context, t *Turn) (inbox.Answer, error) {
	said := t.Said.Coach
	t.Said.Text = said.Text
	a, decided, err := decideTasks(ctx, t, []int64{said.Number}, said.Agrees)
	if err == nil && len(decided) == 0 && said.Agrees { // 确认 1030: perhaps a broadcast that she got
		if a, err = t.acknowledgeBroadcasts(ctx, said.Number); err != nil || !a.Silent() {
			return a, err
		}
	}
	if err == nil && len(decided) == 0 {
		err = domain.Refuse("coach.task_below", said.Number)
	}
	return a, err
}

// decideTasks decides on those of the named records that are follow-ups of reps within reach: anybody above the rep may say that she has
// seen it done.
func decideTasks(ctx context.Context, t *Turn, numbers []int64, approve bool) (a inbox.Answer, decided []int64, err error) {
	all, err := t.Tx.TasksNumbered(ctx, t.Book.reps, numbers)
	if err != nil || len(all) == 0 {
		return a, nil, err
	}
	slices.SortFunc(all, func(a, b coaching.Task) int { return int(a.Number - b.Number) })
	var lines []string
	for _, k := range all {
		by := t.decider(k.Rep)
		reason := strings.TrimSpace(t.Said.Text)
		k, err := coaching.Decide(t.Tx, t.Book.rules.Days, by, k, approve, reason)
		r, no := domain.AsRefusal(err)
		on := ""
		if by.For != "" {
			on = sayOnBehalf.Say(t.Book.person(by.For))
		}
		switch {
		case err != nil && (!no || len(numbers) == 1):
			return a, nil, err
		case no:
			lines = append(lines, refusalWords(r))
		case approve:
			lines = append(lines, sayTaskYes.Say(t.Book.person(k.Rep), k.Number, on, k.Text))
		default:
			lines = append(lines, sayTaskNo.Say(t.Book.person(k.Rep), k.Number, on, k.Text, reason))
		}
		decided = append(decided, k.Number)
	}
	decision := "退回"
	if approve {
		decision = "确认"
	}
	return say(strings.Join(lines, "\n"), "decision", map[string]string{"no": number(all[0].Number), "decision": decision}), decided, nil
}

// tasksWaiting says which follow-ups were done and wait to be confirmed; nothing where none does.
func tasksWaiting(ctx context.Context, t *Turn, rep string) (inbox.Answer, error) {
	reps := []string(t.reach())
	if rep != "" {
		reps = []string{rep}
	}
	all, err := t.Tx.TasksIn(ctx, reps, []coaching.TaskState{coaching.Done}, t.Today().AddDays(taskHorizon), mostListed)
	if err != nil || len(all) == 0 {
		return inbox.Answer{}, err
	}
	lines := make([]string, len(all))
	for i, k := range all {
		note := ""
		if k.Note != "" {
			note = sayTaskSaidNote.Say(k.Note)
		}
		lines[i] = sayTaskWait.Say(k.Number, t.Book.person(k.Rep), k.Text, day(domain.DateOf(k.DoneAt)), note)
	}
	return say(sayTasksWait.Say(len(all), strings.Join(lines, "\n")), "decision",
		map[string]string{"no": number(all[0].Number), "decision": sayTaskDoneSMS.Say()}), nil
}
