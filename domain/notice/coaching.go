package notice

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

// CoachItems are the five items that a coaching rates, in the order of a call.
var CoachItems = [5]string{"访前准备", "沟通探询", "信息传递", "异议处理", "收尾跟进"}

var (
	sayCoachRated   = words.New("notice.coach_rated", "%s给您的辅导反馈（#%d）%s\n%s\n有想法回“回复 %[2]d …”。")
	sayCoachAgain   = words.New("notice.coach_again", "（已更新）")
	sayCoachBy      = words.New("notice.coach_by", "%s（代%s）")
	sayCoachVisit   = words.New("notice.coach_visit", "%s 协访 #%d %s %s")
	sayCoachField   = words.New("notice.coach_field", "%s 实地辅导")
	sayCoachMean    = words.New("notice.coach_mean", "%s，平均%s")
	sayCoachGood    = words.New("notice.coach_strengths", "优点：%s")
	sayCoachAdvice  = words.New("notice.coach_advice", "建议：%s")
	sayCoachTasks   = words.New("notice.coach_tasks", "待办%d条，做完回“完成 %d”：\n%s")
	sayCoachTask    = words.New("notice.coach_task", "#%d %s前 %s")
	sayCoachCard    = words.New("notice.coach_card", "辅导反馈 #%d")
	sayCoachGone    = words.New("notice.coach_withdrawn", "%s撤回了%s的辅导（#%d），没做完的待办也不用做了。")
	sayCoachSaid    = words.New("notice.coach_said", "【%s】辅导 #%d（%s，%s）\n%s：%s\n回复请发“%s %[2]d …”。")
	sayCoachSMS     = words.New("notice.coach_sms", "记下辅导反馈")
	sayCoachGoneSMS = words.New("notice.coach_sms_withdrawn", "撤回辅导")
	sayCoachSaidSMS = words.New("notice.coach_sms_said", "有新回复")
)

// CoachView is what a notice needs to know of a coaching.
type CoachView struct {
	Number   int64
	Coach    string // name
	TypedBy  string // name of the deputy who kept it, if one did
	Rep      string // name
	Date     domain.Date
	Visit    int64  // number of the joint visit, 0 for a day in the field
	Doctor   string // name
	Hospital string // shortest name
	Scores   [5]int
	// Strengths and Advice may be empty.
	Strengths, Advice string
	Withdrawn         bool
	Revision          int
	// Tasks are the follow-ups that were not taken back, by their numbers.
	Tasks []CoachTaskView
}

// CoachComment is what was said on a coaching.
type CoachComment struct {
	Number    int64
	Kind      string // comment, suggestion, message, answer
	By        string // name
	Text      string
	Rep       string // name
	Date      domain.Date
	Withdrawn bool
}

// coachTruth is what the notices about coachings read.
type coachTruth interface {
	// Coaching returns a coaching as it is now, and false if there is none.
	Coaching(ctx context.Context, id domain.ID) (CoachView, bool, error)
	// CoachTask returns a follow-up as it is now, and false if there is none.
	CoachTask(ctx context.Context, id domain.ID) (CoachTaskView, bool, error)
	// CoachComment returns what was said on a coaching by the id of the comment, and false if there is none.
	CoachComment(ctx context.Context, id domain.ID) (CoachComment, bool, error)
	// JointAnswer returns what a manager said last on whether she came along on a visit, and false if none said anything.
	JointAnswer(ctx context.Context, visit domain.ID) (JointAnswerView, bool, error)
	// CoachWaiting returns what waits today for a manager of her coaching of the reps directly below her.
	CoachWaiting(ctx context.Context, manager string) (CoachWaitingView, error)
}

// CoachRated tells a rep how her manager rates a joint visit or a day with her, what was good, what to work on and what to do until when
// (PRODUCT.md M9).
var CoachRated = register(Kind{Name: "coach_rated", Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
	v, ok, err := truth.Coaching(ctx, n.Subject)
	if err != nil || !ok || v.Withdrawn || v.Revision != n.Revision {
		return Content{}, false, err
	}
	again := ""
	if v.Revision > 0 {
		again = sayCoachAgain.Say()
	}
	return Content{Text: sayCoachRated.Say(v.By(), v.Number, again, CoachText(v)), Template: "decision", Params: coachParams(v.Number, sayCoachSMS),
		Card: &Card{Title: sayCoachCard.Say(v.Number), Buttons: ackButton}}, true, nil
}})

// CoachWithdrawn tells a rep that a coaching was taken back.
var CoachWithdrawn = register(Kind{Name: "coach_withdrawn", Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
	v, ok, err := truth.Coaching(ctx, n.Subject)
	if err != nil || !ok || !v.Withdrawn {
		return Content{}, false, err
	}
	return Content{Text: sayCoachGone.Say(v.By(), monthDay(v.Date), v.Number), Template: "decision", Params: coachParams(v.Number, sayCoachGoneSMS)}, true, nil
}})

// CoachSaid tells a rep what a manager says on a coaching of hers, and the manager what the rep answers.
var CoachSaid = register(Kind{Name: "coach_said", Deputised: true, Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
	v, ok, err := truth.CoachComment(ctx, n.Subject)
	if err != nil || !ok || v.Withdrawn {
		return Content{}, false, err
	}
	back := CommentKind("answer")
	c := Content{Template: "comment", Params: map[string]string{"no": strconv.FormatInt(v.Number, 10), "kind": CommentKind(v.Kind)}}
	if v.Kind == "answer" { // the rep's: it is her manager who reads
		back = CommentKind("message")
		c.Template, c.Params = "decision", coachParams(v.Number, sayCoachSaidSMS)
	}
	c.Text = sayCoachSaid.Say(CommentKind(v.Kind), v.Number, v.Rep, monthDay(v.Date), v.By, v.Text, back)
	return c, true, nil
}})

// By names whose coaching it is, and who kept it for her.
func (v CoachView) By() string {
	if v.TypedBy == "" {
		return v.Coach
	}
	return sayCoachBy.Say(v.TypedBy, v.Coach)
}

// CoachText says what a coaching is of, its marks, words and follow-ups.
func CoachText(v CoachView) string {
	lines := []string{CoachWhat(v), CoachMarks(v.Scores)}
	if v.Strengths != "" {
		lines = append(lines, sayCoachGood.Say(v.Strengths))
	}
	if v.Advice != "" {
		lines = append(lines, sayCoachAdvice.Say(v.Advice))
	}
	if len(v.Tasks) > 0 {
		tasks := make([]string, len(v.Tasks))
		for i, t := range v.Tasks {
			tasks[i] = t.Line()
		}
		lines = append(lines, sayCoachTasks.Say(len(tasks), v.Tasks[0].Number, strings.Join(tasks, "\n")))
	}
	return strings.Join(lines, "\n")
}

// CoachWhat says which visit or day a coaching is of: 11-24 协访 #1001 市一 张伟.
func CoachWhat(v CoachView) string {
	if v.Visit == 0 {
		return sayCoachField.Say(monthDay(v.Date))
	}
	return strings.TrimSpace(sayCoachVisit.Say(monthDay(v.Date), v.Visit, v.Hospital, v.Doctor))
}

// CoachMarks says the marks with their mean: 访前准备4 沟通探询5 …，平均4.0.
func CoachMarks(scores [5]int) string {
	parts, sum := make([]string, len(scores)), 0
	for i, n := range scores {
		parts[i] = CoachItems[i] + strconv.Itoa(n)
		sum += n
	}
	return sayCoachMean.Say(strings.Join(parts, " "), CoachMean(sum, len(scores)))
}

// CoachMean writes a mean with one decimal, half up; n is not 0.
func CoachMean(sum, n int) string {
	tenth := (20*sum + n) / (2 * n)
	return strconv.Itoa(tenth/10) + "." + strconv.Itoa(tenth%10)
}

func coachParams(number int64, decision words.Text) map[string]string {
	return map[string]string{"no": strconv.FormatInt(number, 10), "decision": decision.Say()}
}

// CoachKey is the key of the notice of a kind about a coaching, a follow-up or a comment at one revision.
func CoachKey(k Kind, id domain.ID, revision int) string {
	return k.Name + "/" + id.String() + "/" + strconv.Itoa(revision)
}

// JointAnswerKey is the key of the notice to a rep of what a manager said on a visit at an instant.
func JointAnswerKey(k Kind, id domain.ID, manager string, at time.Time) string {
	return k.Name + "/" + id.String() + "/" + manager + "/" + strconv.FormatInt(at.Unix(), 10)
}
