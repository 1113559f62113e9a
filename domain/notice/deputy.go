package notice

import (
	"context"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayDeputyNamed   = words.New("notice.deputy_named", "%s请您代审批：%s（#%d）。辖下%d人%s，现有待审%d条、待批周计划%d份。这几天要审批的事、早报、周报月报、预警和超时提醒也发给您，您的决定记为“代%s”。发“待审”查看，看团队发“%[1]s团队”。")
	sayDeputyTeam    = words.New("notice.deputy_team", "：%s")
	sayDeputyEnded   = words.New("notice.deputy_ended", "%s取消了请您代审批（#%d，%s），不用再看了。")
	sayDeputyOver    = words.New("notice.deputy_over", "您请%s代审批（#%d）到%s已结束，期间代您决定了%d条。现有待审%d条、待批周计划%d份，发“待审”查看。")
	sayDeputyDone    = words.New("notice.deputy_done", "您代%s审批（#%d）到%s已结束，期间决定了%d条。谢谢！")
	sayDeputyFor     = words.New("notice.deputy_for", "%s（代%s）")
	sayDeputySMS     = words.New("notice.deputy_sms", "请您代审至%s")
	sayDeputyGoneSMS = words.New("notice.deputy_gone_sms", "结束代审")
)

// DeputyView is what a notice needs to know of a deputyship.
type DeputyView struct {
	Number     int64
	Manager    string // name
	ManagerID  string // userid
	Deputy     string // name
	From, To   domain.Date
	Ended      bool     // taken back before it was over
	Team       int      // reps
	Some       []string // names of some of them
	Waiting    int      // visits that wait for review
	Weeks      int      // weeks that wait for approval
	DecidedFor int      // what the deputy decided on for the manager in those days
}

// deputyTruth is what the notices about deputies read.
type deputyTruth interface {
	// Deputyship returns the deputyship's state of now, and false if there is none.
	Deputyship(ctx context.Context, id domain.ID) (DeputyView, bool, error)
}

// DecidedBy names who decided: 何敏, or 何敏（代王建国）.
func DecidedBy(name, standsInFor string) string {
	if standsInFor == "" {
		return name
	}
	return sayDeputyFor.Say(name, standsInFor)
}

// DeputyNamed tells a manager that she stands in for another, for whom and until when, and what waits already (PRODUCT.md M1).
var DeputyNamed = register(Kind{
	Name: "deputy_named",
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		v, ok, err := truth.Deputyship(ctx, n.Subject)
		if err != nil || !ok || v.Ended || v.To.Before(domain.DateOf(n.DueAt)) {
			return Content{}, false, err
		}
		team := ""
		if len(v.Some) > 0 {
			team = sayDeputyTeam.Say(strings.Join(v.Some, "、"))
			if v.Team > len(v.Some) {
				team += "等"
			}
		}
		return Content{Text: sayDeputyNamed.Say(v.Manager, deputyDays(v), v.Number, v.Team, team, v.Waiting, v.Weeks, v.Manager), Template: "decision",
			Params: map[string]string{"no": strconv.FormatInt(v.Number, 10), "decision": sayDeputySMS.Say(monthDay(v.To))}}, true, nil
	},
})

// DeputyEnded tells a manager that she stands in for another no longer, before the days were over.
var DeputyEnded = register(Kind{
	Name: "deputy_ended",
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		v, ok, err := truth.Deputyship(ctx, n.Subject)
		if err != nil || !ok || !v.Ended {
			return Content{}, false, err
		}
		return Content{Text: sayDeputyEnded.Say(v.Manager, v.Number, deputyDays(v)), Template: "decision",
			Params: map[string]string{"no": strconv.FormatInt(v.Number, 10), "decision": sayDeputyGoneSMS.Say()}}, true, nil
	},
})

// DeputyOver tells both on the day after the last that a deputyship is over, and what was decided in it.
var DeputyOver = register(Kind{
	Name: "deputy_over",
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		v, ok, err := truth.Deputyship(ctx, n.Subject)
		if err != nil || !ok || v.Ended {
			return Content{}, false, err
		}
		c := Content{Text: sayDeputyDone.Say(v.Manager, v.Number, monthDay(v.To), v.DecidedFor), Template: "decision",
			Params: map[string]string{"no": strconv.FormatInt(v.Number, 10), "decision": sayDeputyGoneSMS.Say()}}
		if n.Person == v.ManagerID {
			c.Text = sayDeputyOver.Say(v.Deputy, v.Number, monthDay(v.To), v.DecidedFor, v.Waiting, v.Weeks)
		}
		return c, true, nil
	},
})

func deputyDays(v DeputyView) string {
	if v.From == v.To {
		return DayOfWeek(v.From)
	}
	return DayOfWeek(v.From) + "至" + DayOfWeek(v.To)
}

// DeputyNamedKey is the key of the notice to the deputy that she was named.
func DeputyNamedKey(id domain.ID) string { return "deputy_named/" + id.String() }

// DeputyEndedKey is the key of the notice to the deputy that a deputyship was taken back.
func DeputyEndedKey(id domain.ID) string { return "deputy_ended/" + id.String() }

// DeputyOverKey is the key of the notice to one of both that a deputyship is over.
func DeputyOverKey(id domain.ID, person string) string {
	return "deputy_over/" + id.String() + "/" + person
}
