package notice

import (
	"context"
	"strings"
	"testing"

	"github.com/yaoban/yaoban/domain"
)

func (t told) Coaching(context.Context, domain.ID) (CoachView, bool, error) {
	return t.coaching, !t.gone, nil
}

func (t told) CoachTask(context.Context, domain.ID) (CoachTaskView, bool, error) {
	return t.task, !t.gone, nil
}

func (t told) CoachComment(context.Context, domain.ID) (CoachComment, bool, error) {
	return CoachComment{Number: 1030, Kind: "answer", By: "陈晓", Text: "好的", Rep: "陈晓", Date: domain.DateOf(at), Withdrawn: t.coaching.Withdrawn}, !t.gone, nil
}

func (t told) JointAnswer(context.Context, domain.ID) (JointAnswerView, bool, error) {
	return JointAnswerView{"王建国", t.came}, !t.gone, nil
}

func (t told) CoachWaiting(context.Context, string) (CoachWaitingView, error) {
	return t.coachWaits, nil
}

func TestAManagersMorningNamesWhatOfHerCoachingWaits(t *testing.T) {
	truth := standing()
	truth.coachWaits = CoachWaitingView{Done: 2, Due: []DueTask{{1031, "陈晓", "练习异议处理", domain.DateOf(at)}}, Unrated: []WaitingItem{{1024, "林雨桐"}, {1020, "陈晓"}}}
	c, still, err := ManagerMorning.Compose(t.Context(), truth, Notice{Kind: ManagerMorning.Name, Person: "boss", DueAt: at})
	if err != nil || !still {
		t.Fatal(still, err)
	}
	for _, want := range []string{"等您确认2条", "没做完1条：#1031 陈晓 练习异议处理", "还没打分2次：#1024 林雨桐、#1020 陈晓。打分回“辅导 1024 45344”"} {
		if !strings.Contains(c.Text, want) {
			t.Errorf("%q is not in %s", want, c.Text)
		}
	}
}

func aCoaching() CoachView {
	return CoachView{Number: 1030, Coach: "王建国", Rep: "陈晓", Date: domain.DateOf(at), Visit: 1001, Doctor: "张伟", Hospital: "市一", Scores: [5]int{4, 5, 3, 4, 4},
		Advice: "多练异议", Revision: 1, Tasks: []CoachTaskView{aTask()}}
}

func aTask() CoachTaskView {
	return CoachTaskView{Number: 1031, Coaching: 1030, Coach: "王建国", Rep: "陈晓", By: "王建国", Text: "练习", Due: domain.DateOf(at).AddDays(7), State: "open", Revision: 1}
}

// coachStates is the one state of a follow-up in which each kind is told.
var coachStates = map[string]string{"coach_task_due": "open", "coach_task_watch": "open", "coach_task_done": "done", "coach_task_confirmed": "confirmed",
	"coach_task_reopened": "open", "coach_task_changed": "open", "coach_task_dropped": "withdrawn"}

func TestACoachingIsToldAsItStandsAndOnce(t *testing.T) {
	truth := standing()
	c, still, err := CoachRated.Compose(t.Context(), truth, Notice{Revision: 1})
	if err != nil || !still || !strings.Contains(c.Text, "平均4.0") || !strings.Contains(c.Text, "建议：多练异议") || !strings.Contains(c.Text, "#1031 "+monthDay(aTask().Due)+"前 练习") {
		t.Errorf("it is told as %q (%v, %v)", c.Text, still, err)
	}
	if _, still, _ := CoachRated.Compose(t.Context(), truth, Notice{}); still {
		t.Error("what was changed since is told as it was")
	}
	truth.coaching.Withdrawn = true
	for _, k := range []Kind{CoachRated, CoachSaid} {
		if _, still, _ := k.Compose(t.Context(), truth, Notice{Revision: 1}); still {
			t.Errorf("%s is told of what was taken back", k.Name)
		}
	}
	if c, still, _ := CoachWithdrawn.Compose(t.Context(), truth, Notice{}); !still || !strings.Contains(c.Text, "撤回") {
		t.Errorf("that it was taken back is told as %q", c.Text)
	}
}

// TestAFollowUpIsCalledToMindWhileItIsOpen: each kind is told in its state only, and at the revision that it is of.
func TestAFollowUpIsCalledToMindWhileItIsOpen(t *testing.T) {
	for name, in := range coachStates {
		for _, state := range []string{"open", "done", "confirmed", "withdrawn"} {
			truth := standing()
			truth.task.State = state
			said, still, err := kinds[name].Compose(t.Context(), truth, Notice{Revision: 1})
			if err != nil || still != (state == in) {
				t.Errorf("%s while it is %s: told is %v (%v)", name, state, still, err)
			}
			if still && (!strings.Contains(said.Text, "1031") || said.Params["no"] != "1031") {
				t.Errorf("%s does not name it: %q %v", name, said.Text, said.Params)
			}
			if _, again, _ := kinds[name].Compose(t.Context(), truth, Notice{}); again {
				t.Errorf("%s is told of another revision", name)
			}
		}
	}
}

func TestMeansAreRoundedHalfUp(t *testing.T) {
	for _, c := range []struct {
		sum, n int
		want   string
	}{{20, 5, "4.0"}, {19, 5, "3.8"}, {11, 4, "2.8"}, {1, 3, "0.3"}, {5, 1, "5.0"}} {
		if got := CoachMean(c.sum, c.n); got != c.want {
			t.Errorf("%d/%d is %s, want %s", c.sum, c.n, got, c.want)
		}
	}
}
