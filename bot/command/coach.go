package command

import (
	"context"
	"slices"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/coaching"
	"github.com/yaoban/yaoban/domain/comment"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/words"
)

// coachings keeps and finds what managers tell reps of how they work.
type coachings interface {
	coaching.Ledger
	CoachingNumbered(ctx context.Context, reps []string, number int64) (coaching.Coaching, bool, error)
	CoachingOfVisit(ctx context.Context, visit domain.ID) (coaching.Coaching, bool, error)
	CoachingOfDay(ctx context.Context, coach, rep string, day domain.Date) (coaching.Coaching, bool, error)
	JointNumbered(ctx context.Context, number int64) (coaching.Joined, bool, error)
	Unrated(ctx context.Context, coaches, reps []string, from, to domain.Date, limit int) ([]coaching.Joined, error)
	Coachings(ctx context.Context, reps []string, from, to domain.Date, limit int) ([]coaching.Coaching, error)
	CoachingTold(ctx context.Context, id domain.ID) (notice.CoachView, bool, error)
	WhoCoached(ctx context.Context, coaching domain.ID, rep string) (string, error)
	CoachTalk(ctx context.Context, id domain.ID, limit int) ([]comment.Line, error)
	CoachFigures(ctx context.Context, reps []string, from, to domain.Date) ([]coaching.Day, []coaching.Closed, error)
	TasksNumbered(ctx context.Context, reps []string, numbers []int64) ([]coaching.Task, error)
	TaskCounts(ctx context.Context, coachings []domain.ID) (map[domain.ID]quota.Ratio, error)
	TasksOf(ctx context.Context, id domain.ID) ([]coaching.Task, error)
	TasksIn(ctx context.Context, reps []string, states []coaching.TaskState, by domain.Date, limit int) ([]coaching.Task, error)
}

var (
	_ = words.Refusal("coach.number", "没有编号 #%d 的协访或辅导，或不在您辖下，没有改动。发“辅导记录”看编号。")
	_ = words.Refusal("coach.not_below", "%s不在您辖下，不能给TA打分，没有改动。")
	_ = words.Refusal("coach.not_joint", "#%d 没有记您协访，不能打分。请代表改“改 %[1]d 加上您协访”，或按实地辅导打分：“辅导 %[2]s 45344”。")
	_ = words.Refusal("coach.withdrawn_visit", "拜访 #%d 代表已撤回，没有可打分的。")
	_ = words.Refusal("coach.already", "#%d 已由%s打过分（辅导 #%d），没有改动。只有本人或其代理人能改。")
	_ = words.Refusal("coach.twice", "这次辅导刚刚已经记下，没有再记一次。发“辅导记录”查看。")
	_ = words.Refusal("coach.not_yours", "辅导 #%d 是%s做的，只有本人或其代理人能改，没有改动。")
	_ = words.Refusal("coach.scores", "没看懂分数，没有记。请按顺序给五个数，每项1到5分，如“45344”，或“准备4 探询5 传递3 异议4 收尾4”。")
	_ = words.Refusal("coach.long", "优点和建议各不超过500字，没有记。请分开写或缩短。")
	_ = words.Refusal("coach.ahead", "%s还没到，不能先打分。")
	_ = words.Refusal("coach.same", "辅导 #%d 没有变化，原样保留。")
	_ = words.Refusal("coach.gone", "辅导 #%d 已撤回，没有改动。")
	_ = words.Refusal("coach.which", "%s这天有%d次与您的协访：%s。请带编号打分，如“辅导 %d 45344”。")
	_ = words.Refusal("coach.who", "要给谁打分？请带协访的编号或代表姓名，如“辅导 1024 45344”“辅导 陈晓 45344”。")
	_ = words.Refusal("coach.due", "待办“%s”的日期已经过了，没有记。请说今天或以后的日子。")
	_ = words.Refusal("coach.due_far", "待办“%s”的日期超过一年，没有记。请核对日期。")
	_ = words.Refusal("coach.task_text", "没看懂待办，没有记。请说清做什么、哪天前，最多100字，如“下周三前练习异议处理”。")
	_ = words.Refusal("coach.too_many", "一次辅导最多%d条待办，没有记。先做要紧的。")
)

// Coaches reports whether a text is a command about a joint visit or a coaching: it begins as one, whatever its words mean by themselves,
// or it changes or takes back what its number says is one.
func Coaches(ctx context.Context, t *Turn) (understand.Intent, bool, error) {
	said := t.Said.Coach
	if t.In.Kind != inbox.Text || said == nil {
		return "", false, nil
	}
	if !said.Maybe {
		return said.Intent, true, nil
	}
	_, isTask, err := t.taskNumbered(ctx, said.Number)
	if err != nil {
		return "", false, err
	}
	if isTask && said.Intent == understand.CoachRate {
		said.Intent, said.FollowUps = understand.CoachTask, said.Anew
	}
	if isTask {
		return said.Intent, true, nil
	}
	_, ok, err := t.Tx.CoachingNumbered(ctx, t.coached(), said.Number)
	return said.Intent, ok, err
}

// coached are the reps whose coachings the person may read: her own, or her subtree's.
func (t *Turn) coached() []string {
	if t.Who.Role.Manages() {
		return t.Book.reps
	}
	return []string{t.Who.UserID}
}

// coachOf is whose coaching of a rep it is that the person gives: her own, or that of the manager whom she stands in for.
func (t *Turn) coachOf(rep string) (coach, typedBy string) {
	if by := t.decider(rep); by.For != "" {
		return by.For, by.Person
	}
	return t.Who.UserID, ""
}

// mine reports whether the person may change a coaching.
func (t *Turn) mine(c coaching.Coaching) error {
	if by := t.decider(c.Rep); !c.By(by) {
		return domain.Refuse("coach.not_yours", c.Number, t.Book.person(c.Coach))
	}
	return nil
}

// coachView is a coaching as people read it.
func (t *Turn) coachView(c coaching.Coaching, tasks []coaching.Task) notice.CoachView {
	v := notice.CoachView{Number: c.Number, Coach: t.Book.person(c.Coach), TypedBy: t.nameOf(c.TypedBy), Rep: t.Book.person(c.Rep), Date: c.Date, Visit: c.VisitNumber,
		Scores: c.Scores, Strengths: c.Strengths, Advice: c.Advice, Revision: c.Revision}
	if c.Doctor != "" {
		d, _ := t.Book.Doctor(c.Doctor)
		v.Doctor, v.Hospital = t.Book.name(c.Doctor), t.Book.hospital(d.Hospital)
	}
	slices.SortFunc(tasks, func(a, b coaching.Task) int { return int(a.Number - b.Number) })
	for _, k := range tasks {
		v.Tasks = append(v.Tasks, notice.CoachTaskView{Number: k.Number, Text: k.Text, Due: k.Due})
	}
	return v
}

// newTasks makes the follow-ups that were said with a day, and returns those that lack one.
func (t *Turn) newTasks(ctx context.Context, said []understand.FollowUp, standing int) (tasks []coaching.Task, undated []understand.FollowUp, err error) {
	if standing+len(said) > coaching.MostTasks {
		return nil, nil, domain.Refuse("coach.too_many", coaching.MostTasks)
	}
	for _, f := range said {
		if f.Text == "" {
			return nil, nil, domain.Refuse("coach.task_text")
		}
		if f.Due.IsZero() {
			undated = append(undated, f)
			continue
		}
		tasks = append(tasks, coaching.Task{Text: f.Text, Due: f.Due})
	}
	if len(tasks) == 0 {
		return nil, undated, nil
	}
	var numbers []int64
	t.Tx.WantNumbers(len(tasks), &numbers)
	if err := t.Tx.Flush(ctx); err != nil {
		return nil, nil, err
	}
	for i := range tasks {
		tasks[i].Number = numbers[i]
		if tasks[i].ID, err = t.Tx.NewID(); err != nil {
			return nil, nil, err
		}
	}
	return tasks, undated, nil
}

// below reports whether a rep is within the person's reach.
func (t *Turn) below(rep string) bool { return t.reach().Has(t.Who.UserID, rep) }

// coachWords reads the answer to a question about a coaching.
func (t *Turn) coachWords(text string) understand.CoachWords {
	return understand.CoachSlots(text, understand.Sender{UserID: t.Who.UserID, Role: t.Who.Role},
		understand.Context{At: t.At(), Channel: t.In.Channel, Gazetteer: t.Book.Gazetteer})
}

// coachDue reads a text that is nothing but a day as the one by which something is to be done; zero if it is none.
func (t *Turn) coachDue(text string) domain.Date {
	return understand.CoachDue(text, understand.Sender{UserID: t.Who.UserID, Role: t.Who.Role},
		understand.Context{At: t.At(), Channel: t.In.Channel, Gazetteer: t.Book.Gazetteer})
}
