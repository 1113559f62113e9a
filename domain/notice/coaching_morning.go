package notice

import (
	"strconv"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayManagerTasks   = words.New("notice.manager_tasks", "辅导待办到期没做完%d条：%s。发“辅导待办”看全部。")
	sayManagerTask    = words.New("notice.manager_task", "#%d %s %s（%s前）")
	sayManagerDone    = words.New("notice.manager_tasks_done", "辅导待办等您确认%d条：发“待审”查看。")
	sayManagerUnrated = words.New("notice.manager_unrated", "协访还没打分%d次：%s。打分回“辅导 %d 45344”。")
)

// CoachWaitingView is what of her coaching waits for a manager: follow-ups that are due and not done, the first due first, how many she has
// to confirm, and the joint visits of the last two weeks that she has not rated, the newest first.
type CoachWaitingView struct {
	Due     []DueTask
	Done    int
	Unrated []WaitingItem
}

// DueTask is a follow-up that is due.
type DueTask struct {
	Number    int64
	Rep, Text string // the rep's name
	Due       domain.Date
}

// coachWaits says what of her coaching waits for the manager.
func coachWaits(w CoachWaitingView) (lines []string) {
	if w.Done > 0 {
		lines = append(lines, sayManagerDone.Say(w.Done))
	}
	if len(w.Due) > 0 {
		due := make([]string, len(w.Due))
		for i, t := range w.Due {
			due[i] = sayManagerTask.Say(t.Number, t.Rep, t.Text, monthDay(t.Due))
		}
		lines = append(lines, sayManagerTasks.Say(len(due), firstNames(due)))
	}
	if len(w.Unrated) > 0 {
		visits := make([]string, len(w.Unrated))
		for i, v := range w.Unrated {
			visits[i] = "#" + strconv.FormatInt(v.Number, 10) + " " + v.Rep
		}
		lines = append(lines, sayManagerUnrated.Say(len(visits), firstNames(visits), w.Unrated[0].Number))
	}
	return lines
}
