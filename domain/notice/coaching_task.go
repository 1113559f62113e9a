package notice

import (
	"context"
	"strconv"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayTaskDue        = words.New("notice.coach_task_due", "辅导待办到期提醒：%s（%s前，#%d）\n做完回“完成 %[3]d”，可带一句怎么做的。")
	sayTaskWatch      = words.New("notice.coach_task_watch", "%s的辅导待办到期还没做完：%s（%s前，#%d）\n改期回“待办 %[4]d 改到…”，不用做了回“取消待办 %[4]d”。")
	sayTaskDone       = words.New("notice.coach_task_done", "%s做完了辅导待办 #%d：%s（%s前）%s\n认可回“批准 %[2]d”，要再练回“驳回 %[2]d 原因”。")
	sayTaskNote       = words.New("notice.coach_task_note", "\n说明：%s")
	sayTaskConfirmed  = words.New("notice.coach_task_confirmed", "%s已确认您的辅导待办 #%d：%s")
	sayTaskReopened   = words.New("notice.coach_task_reopened", "%s请您把辅导待办 #%d 再做一遍：%s（%s前）\n原因：%s\n做完回“完成 %[2]d”。")
	sayTaskChanged    = words.New("notice.coach_task_changed", "%s改了辅导待办：%s\n做完回“完成 %d”。")
	sayTaskDropped    = words.New("notice.coach_task_dropped", "%s取消了辅导待办 #%d：%s")
	sayTaskCard       = words.New("notice.coach_task_card", "辅导待办 #%d")
	sayTaskFinish     = words.New("notice.coach_task_finish", "做完了")
	sayTaskConfirm    = words.New("notice.coach_task_confirm", "确认")
	sayTaskAgain      = words.New("notice.coach_task_again", "要再练")
	sayTaskDueSMS     = words.New("notice.coach_task_sms_due", "到期，请做完回报")
	sayTaskWatchSMS   = words.New("notice.coach_task_sms_watch", "到期未完成")
	sayTaskDoneSMS    = words.New("notice.coach_task_sms_done", "由代表完成待确认")
	sayTaskConfirmSMS = words.New("notice.coach_task_sms_confirmed", "由主管确认")
	sayTaskReopenSMS  = words.New("notice.coach_task_sms_reopened", "由主管退回再做")
	sayTaskChangedSMS = words.New("notice.coach_task_sms_changed", "由主管修改")
	sayTaskDroppedSMS = words.New("notice.coach_task_sms_dropped", "由主管取消")
)

// CoachTaskView is what a notice needs to know of a follow-up of a coaching.
type CoachTaskView struct {
	Number   int64
	Coaching int64  // number
	Coach    string // name
	Rep      string // name
	By       string // name of who decided on it last, else of the coach
	Text     string
	Due      domain.Date
	// State is open, done, confirmed or withdrawn.
	State        string
	Note, Reason string
	Revision     int
}

// Line is how a list says it: #1031 11-25前 练习异议处理.
func (t CoachTaskView) Line() string { return sayCoachTask.Say(t.Number, monthDay(t.Due), t.Text) }

// taskKind is a kind of notice about a follow-up, which is told while it is in one of the states and at the revision of the notice.
func taskKind(name string, deputised bool, sms words.Text, say func(CoachTaskView) Content, states ...string) Kind {
	return register(Kind{Name: name, Deputised: deputised, Several: true, Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		v, ok, err := truth.CoachTask(ctx, n.Subject)
		if err != nil || !ok || v.Revision != n.Revision {
			return Content{}, false, err
		}
		for _, state := range states {
			if v.State == state {
				c := say(v)
				c.Template, c.Params = "decision", coachParams(v.Number, sms)
				return c, true, nil
			}
		}
		return Content{}, false, nil
	}})
}

// The notices about a follow-up. CoachTaskDue and CoachTaskWatch remind the rep and her manager on its day, if it is still to be done.
var (
	CoachTaskDue = taskKind("coach_task_due", false, sayTaskDueSMS, func(v CoachTaskView) Content {
		return Content{Text: sayTaskDue.Say(v.Text, monthDay(v.Due), v.Number), Card: &Card{Title: sayTaskCard.Say(v.Number),
			Buttons: []Button{{sayTaskFinish.Say(), SayKey + "完成 " + strconv.FormatInt(v.Number, 10)}, ackButton[0]}}}
	}, "open")
	CoachTaskWatch = taskKind("coach_task_watch", true, sayTaskWatchSMS, func(v CoachTaskView) Content {
		return Content{Text: sayTaskWatch.Say(v.Rep, v.Text, monthDay(v.Due), v.Number)}
	}, "open")
	CoachTaskDone = taskKind("coach_task_done", true, sayTaskDoneSMS, func(v CoachTaskView) Content {
		note := ""
		if v.Note != "" {
			note = sayTaskNote.Say(v.Note)
		}
		number := strconv.FormatInt(v.Number, 10)
		return Content{Text: sayTaskDone.Say(v.Rep, v.Number, v.Text, monthDay(v.Due), note), Card: &Card{Title: sayTaskCard.Say(v.Number),
			Buttons: []Button{{sayTaskConfirm.Say(), "review.approve/" + number}, {sayTaskAgain.Say(), "review.reject/" + number}}}}
	}, "done")
	CoachTaskConfirmed = taskKind("coach_task_confirmed", false, sayTaskConfirmSMS, func(v CoachTaskView) Content {
		return Content{Text: sayTaskConfirmed.Say(v.By, v.Number, v.Text)}
	}, "confirmed")
	CoachTaskReopened = taskKind("coach_task_reopened", false, sayTaskReopenSMS, func(v CoachTaskView) Content {
		return Content{Text: sayTaskReopened.Say(v.By, v.Number, v.Text, monthDay(v.Due), v.Reason)}
	}, "open")
	CoachTaskChanged = taskKind("coach_task_changed", false, sayTaskChangedSMS, func(v CoachTaskView) Content {
		return Content{Text: sayTaskChanged.Say(v.Coach, v.Line(), v.Number)}
	}, "open")
	CoachTaskDropped = taskKind("coach_task_dropped", false, sayTaskDroppedSMS, func(v CoachTaskView) Content {
		return Content{Text: sayTaskDropped.Say(v.Coach, v.Number, v.Text)}
	}, "withdrawn")
)
