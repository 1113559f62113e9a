package understand_test

import (
	"testing"
	"time"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
)

// TestWhatIsAskedAboutTheTeam reads managers' questions on Monday the 23rd of November 2026.
func TestWhatIsAskedAboutTheTeam(t *testing.T) {
	november, october := domain.Date{Year: 2026, Month: 11, Day: 1}, domain.Date{Year: 2026, Month: 10, Day: 1}
	on := func(d int) domain.Date { return domain.Date{Year: 2026, Month: 11, Day: d} }
	p := load(t)
	asked := func(person, text string) understand.Reading {
		return understand.Read(text, understand.Sender{UserID: person, Role: p.roles[person]},
			understand.Context{At: time.Date(2026, 11, 23, 15, 0, 0, 0, shanghai), Channel: domain.WeCom, Gazetteer: p.gazetteers[person]})
	}
	for text, want := range map[string]understand.TeamSaid{
		"团队":           {About: understand.TeamMonth, Month: november},
		"陈晓这个月":        {About: understand.TeamMonth, Month: november},
		"陈晓":           {About: understand.TeamMonth, Month: november},
		"上个月团队怎么样":     {About: understand.TeamMonth, Month: october},
		"陈晓10月怎么样":     {About: understand.TeamMonth, Month: october},
		"小李下周去哪":       {About: understand.TeamPlans, Month: november, From: on(30), To: domain.Date{Year: 2026, Month: 12, Day: 6}, Who: "小李"},
		"陈晓下周去哪":       {About: understand.TeamPlans, Month: november, From: on(30), To: domain.Date{Year: 2026, Month: 12, Day: 6}},
		"陈晓今天去哪":       {About: understand.TeamPlans, Month: november, From: on(23), To: on(23)},
		"谁没交计划":        {About: understand.TeamUnplanned, Month: november},
		"谁还没交下周计划":     {About: understand.TeamUnplanned, Month: november, From: on(30), To: domain.Date{Year: 2026, Month: 12, Day: 6}},
		"覆盖率":          {About: understand.TeamMonth, Month: november, Indicator: understand.Coverage},
		"团队有效率怎么样":     {About: understand.TeamMonth, Month: november, Indicator: understand.Effective},
		"谁的覆盖率最低":      {About: understand.TeamMonth, Month: november, Indicator: understand.Coverage},
		"计划执行率":        {About: understand.TeamMonth, Month: november, Indicator: understand.Adherence},
		"审核率":          {About: understand.TeamMonth, Month: november, Indicator: understand.Reviewed},
		"团队这周怎么样":      {About: understand.TeamWeek, Month: november, From: on(23), To: on(29)},
		"赵磊今天跑了几家":     {About: understand.TeamDone, Month: november, From: on(23), To: on(23)},
		"谁落后了":         {About: understand.TeamMonth, Month: november},
		"何敏团队这个月怎么样":   {About: understand.TeamMonth, Month: november, Manager: "hemin"},
		"何敏这个月怎么样":     {About: understand.TeamMonth, Month: november, Manager: "hemin"},
		"孙婷这周跑了几家":     {About: understand.TeamWeek, Month: november, From: on(23), To: on(29)},
		"大家明天去哪":       {About: understand.TeamPlans, Month: november, From: on(24), To: on(24)},
		"团队10月覆盖率":     {About: understand.TeamMonth, Month: october, Indicator: understand.Coverage},
		"看下林雨桐这周的拜访":   {About: understand.TeamWeek, Month: november, From: on(23), To: on(29)},
		"林雨桐本月拜访完成多少":  {About: understand.TeamMonth, Month: november},
		"谁的协访率高":       {About: understand.TeamMonth, Month: november, Indicator: understand.JointRate},
		"看看大家的完成情况":    {About: understand.TeamMonth, Month: november},
		"几个代表的平均分怎么样":  {About: understand.TeamMonth, Month: november, Indicator: understand.Quality},
		"团队昨天情况怎么样":    {About: understand.TeamDone, Month: november, From: on(22), To: on(22)},
		"团队12月怎么样":     {About: understand.TeamMonth, Month: domain.Date{Year: 2025, Month: 12, Day: 1}},
		"谁还没有排下周的拜访计划": {About: understand.TeamUnplanned, Month: november, From: on(30), To: domain.Date{Year: 2026, Month: 12, Day: 6}},
	} {
		r := asked("zhouhang", text)
		if r.Team == nil || *r.Team != want {
			t.Errorf("%s is %s %s: %+v, want %+v", text, r.Intent, r.Further, r.Team, want)
		}
	}
	for _, text := range []string{"覆盖率", "何敏这个月怎么样"} {
		if r := asked("chenxiao", text); r.Team != nil {
			t.Errorf("a rep's %s is about the team: %+v", text, r.Team)
		}
	}
}
