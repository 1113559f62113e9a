package notice

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
)

func (t told) Waiting(context.Context, string) (WaitingView, error) { return t.waiting, nil }

func (t told) Deputyship(context.Context, domain.ID) (DeputyView, bool, error) {
	return t.deputy, !t.gone, nil
}

func TestADeputyHearsWhatIsTrueWhenItIsTold(t *testing.T) {
	v := DeputyView{Number: 1030, Manager: "王建国", ManagerID: "wang", Deputy: "何敏", From: domain.Date{Year: 2026, Month: 11, Day: 25},
		To: domain.Date{Year: 2026, Month: 11, Day: 27}, Team: 7, Some: []string{"陈晓", "林雨桐"}, Waiting: 3, Weeks: 1, DecidedFor: 5}
	ended := v
	ended.Ended = true
	at := time.Date(2026, 11, 25, 9, 0, 0, 0, time.FixedZone("+08", 8*3600))
	late := at.AddDate(0, 0, 4)
	for name, c := range map[string]struct {
		kind   Kind
		person string
		at     time.Time
		view   DeputyView
		gone   bool
		want   []string // nothing: it is not told
	}{
		"named":                        {DeputyNamed, "he", at, v, false, []string{"王建国请您代审批", "11-25 周三至11-27 周五", "辖下7人：陈晓、林雨桐等", "待审3条、待批周计划1份"}},
		"named and taken back":         {DeputyNamed, "he", at, ended, false, nil},
		"named and over":               {DeputyNamed, "he", late, v, false, nil},
		"gone":                         {DeputyNamed, "he", at, v, true, nil},
		"taken back":                   {DeputyEnded, "he", at, ended, false, []string{"王建国取消了请您代审批（#1030"}},
		"over, to the manager":         {DeputyOver, "wang", late, v, false, []string{"您请何敏代审批（#1030）到11-27已结束", "代您决定了5条", "待审3条"}},
		"over, to the deputy":          {DeputyOver, "he", late, v, false, []string{"您代王建国审批（#1030）到11-27已结束", "5条"}},
		"over, but taken back earlier": {DeputyOver, "he", late, ended, false, nil},
	} {
		said, still, err := c.kind.Compose(t.Context(), told{deputy: c.view, gone: c.gone}, Notice{Person: c.person, DueAt: c.at})
		if err != nil || still != (c.want != nil) {
			t.Errorf("%s: told is %v (%v)", name, still, err)
		}
		for _, w := range c.want {
			if !strings.Contains(said.Text, w) {
				t.Errorf("%s: %q lacks %q", name, said.Text, w)
			}
		}
	}
}
