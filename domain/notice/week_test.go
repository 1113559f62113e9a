package notice

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/yaoban/yaoban/domain"
)

func (t told) Week(context.Context, domain.ID) (WeekView, bool, error) { return t.week, !t.gone, nil }

func init() {
	args[WeekAltered.Name] = "王建国改了您的周计划 #1000"
	args[PlansFollowed.Name] = Followed{Gone: []FollowedPlan{{Number: 1001, Doctor: "张伟"}}}
}

func weekThatWaits() WeekView {
	d := domain.DateOf(at)
	return WeekView{Number: 1050, Rep: "rep", Name: "陈晓", From: d.Monday(), To: d.Monday().AddDays(6), State: "submitted",
		DecidedBy: "王建国", Reason: "A级太少", Revision: 1, Stops: 3, OfGrade: map[domain.Grade]int{domain.GradeA: 1, domain.GradeB: 2},
		Days: []WeekDay{{Date: d, Stops: 3, Hospitals: []string{"市一", "附二"}}}}
}

func TestAReminderNamesTheReceptionDay(t *testing.T) {
	say := func(change func(*PlanView)) string {
		truth := standing()
		change(&truth.plan)
		c, _, err := PlanReminder.Compose(t.Context(), truth, Notice{Revision: 1})
		if err != nil {
			t.Fatal(err)
		}
		return c.Text
	}
	if text := say(func(p *PlanView) { p.Reception = "周四下午" }); !strings.Contains(text, "周四下午接待日") {
		t.Errorf("on a reception day it says %q", text)
	}
	if text := say(func(p *PlanView) { p.Shut = true }); !strings.Contains(text, "当天不是接待日") {
		t.Errorf("on another day it says %q", text)
	}
	if text := say(func(*PlanView) {}); strings.Contains(text, "接待") {
		t.Errorf("of a hospital that receives always it says %q", text)
	}
}

func TestAWeekIsToldByWhereItStands(t *testing.T) {
	say := func(k Kind, state string, revision int) (string, bool) {
		t.Helper()
		truth := standing()
		truth.week.State = state
		c, still, err := k.Compose(t.Context(), truth, Notice{Revision: revision})
		if err != nil {
			t.Fatal(err)
		}
		return c.Text, still
	}
	if text, still := say(WeekWaits, "submitted", 1); !still || !strings.Contains(text, "11-26 周四 3家：市一、附二") || !strings.Contains(text, "A级1、B级2") {
		t.Errorf("a week that waits says %q", text)
	}
	for _, state := range []string{"draft", "approved", "sent_back"} {
		if text, still := say(WeekWaits, state, 1); still {
			t.Errorf("a week that is %s waits: %q", state, text)
		}
	}
	if text, still := say(WeekWaits, "submitted", 2); still {
		t.Errorf("an older submission is told: %q", text)
	}
	if text, _ := say(WeekDecided, "approved", 1); !strings.Contains(text, "王建国批准了您的周计划 #1050") {
		t.Errorf("approved says %q", text)
	}
	if text, _ := say(WeekDecided, "sent_back", 1); !strings.Contains(text, "A级太少") {
		t.Errorf("sent back says %q", text)
	}
	if text, still := say(WeekDecided, "draft", 1); still {
		t.Errorf("a week that was taken back is told as decided: %q", text)
	}
}

func TestWordsOfWeeksThatCannotBeReadAreAnError(t *testing.T) {
	for _, k := range []Kind{PlansFollowed, WeekAltered, WeekReport, TeamWeekReport, WeekReportAsked} {
		if _, still, err := k.Compose(t.Context(), standing(), Notice{Args: json.RawMessage(`{`)}); err == nil || still {
			t.Errorf("%s of broken words: %v, %v", k.Name, still, err)
		}
	}
}
