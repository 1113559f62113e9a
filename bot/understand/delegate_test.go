package understand

import (
	"slices"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
)

func TestWhoStandsInIsReadWithItsDays(t *testing.T) {
	g := NewGazetteer(World{Staff: []Staff{{UserID: "wang", Name: "王建国", Role: domain.Manager}, {UserID: "he", Name: "何敏", Role: domain.Manager},
		{UserID: "zhou", Name: "周航", Role: domain.Director}, {UserID: "chen", Name: "陈晓", Role: domain.Rep}}})
	at := time.Date(2026, 11, 24, 18, 0, 0, 0, time.FixedZone("+08", 8*3600)) // Tuesday
	read := func(role domain.Role, text string) Reading {
		return Read(text, Sender{UserID: "wang", Role: role}, Context{At: at, Channel: domain.WeCom, Gazetteer: g})
	}
	for text, want := range map[string]struct {
		people   string
		from, to string
	}{
		"何敏代我到周五":          {"he", "2026-11-24", "2026-11-27"},
		"这两周请周总代我审批":       {"zhou", "2026-11-24", "2026-12-06"},
		"请何经理替我审批到27号":     {"he", "2026-11-24", "2026-11-27"},
		"明天到周五何敏代我批":       {"he", "2026-11-25", "2026-11-27"},
		"11-30到12-02由何敏代我": {"he", "2026-11-30", "2026-12-02"},
		"12-03由何敏代我":       {"he", "2026-12-03", "2026-12-03"},
		"何敏这周代我审":          {"he", "2026-11-24", "2026-11-29"},
		"让何敏代审三天":          {"he", "2026-11-24", "2026-11-26"},
		"从明天起何敏代我审批3天":     {"he", "2026-11-25", "2026-11-27"},
		"何敏代我":             {"he", "", ""},
		"这几天何敏代我审批":        {"he", "", ""},
		"陈晓代我审批到周五":        {"chen", "2026-11-24", "2026-11-27"},
		"代我审批到周五":          {"", "2026-11-24", "2026-11-27"},
		"王建国代我到周五":         {"wang", "2026-11-24", "2026-11-27"},
	} {
		r := read(domain.Manager, text)
		d := r.Delegate
		if r.Intent != Unknown || r.Further != ReviewDelegate || d == nil || d.Show || d.Cancel {
			t.Errorf("%s is read as %s %s %+v", text, r.Intent, r.Further, d)
			continue
		}
		var people []string
		if want.people != "" {
			people = []string{want.people}
		}
		day := func(d domain.Date) string {
			if d.IsZero() {
				return ""
			}
			return d.String()
		}
		if !slices.Equal(d.People, people) || day(r.From) != want.from || day(r.To) != want.to {
			t.Errorf("%s: %v from %s to %s, want %+v", text, d.People, day(r.From), day(r.To), want)
		}
	}
	for _, text := range []string{"取消代理", "不用何敏代我了", "结束何敏的代审", "代理取消", "我回来了，取消代理"} {
		if r := read(domain.Manager, text); r.Further != ReviewDelegate || !r.Delegate.Cancel {
			t.Errorf("%s is read as %s %s %+v", text, r.Intent, r.Further, r.Delegate)
		}
	}
	for _, text := range []string{"谁在代我", "谁代我审批", "我的代理人是谁", "代理人", "我在代谁审"} {
		if r := read(domain.Manager, text); r.Further != ReviewDelegate || !r.Delegate.Show {
			t.Errorf("%s is read as %s %s %+v", text, r.Intent, r.Further, r.Delegate)
		}
	}
	for _, text := range []string{"何敏代我到周五", "取消代理", "谁在代我"} {
		if r := read(domain.Rep, text); r.Further == ReviewDelegate {
			t.Errorf("a rep's %s names a deputy", text)
		}
	}
	for _, text := range []string{"批准 1001", "替我谢谢张主任", "明天提醒我请何敏代我审批", "1001 通过", "待审"} {
		if r := read(domain.Manager, text); r.Further == ReviewDelegate {
			t.Errorf("%s names a deputy", text)
		}
	}
}
