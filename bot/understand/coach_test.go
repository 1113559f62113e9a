package understand

import (
	"reflect"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// coachWorld is a team of one, on Tuesday 2026-11-24.
func coachWorld(role domain.Role) (Sender, Context) {
	g := NewGazetteer(World{Staff: []Staff{{UserID: "cx", Name: "陈晓", Role: domain.Rep}, {UserID: "wjg", Name: "王建国", Role: domain.Manager}}})
	who := Sender{"wjg", domain.Manager}
	if role == domain.Rep {
		who = Sender{"cx", domain.Rep}
	}
	return who, Context{At: time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC), Channel: domain.WeCom, Gazetteer: g}
}

func november(d int) domain.Date { return domain.Date{Year: 2026, Month: 11, Day: d} }
func december(d int) domain.Date { return domain.Date{Year: 2026, Month: 12, Day: d} }

func TestCommandsOfCoachingAreReadByWhatTheyBeginWith(t *testing.T) {
	marks := CoachWords{Scores: [5]int{4, 5, 3, 4, 4}}
	this := november(1)
	for _, c := range []struct {
		role domain.Role
		text string
		want *CoachSaid
	}{
		{domain.Manager, "辅导 1024 45344", &CoachSaid{Intent: CoachRate, Number: 1024, CoachWords: marks}},
		{domain.Manager, "1024打分 4、5、3、4、4", &CoachSaid{Intent: CoachRate, Number: 1024, CoachWords: marks}},
		{domain.Manager, "协访打分#1024：４５３４４", &CoachSaid{Intent: CoachRate, Number: 1024, CoachWords: marks}},
		{domain.Manager, "改辅导 1030 异议二", &CoachSaid{Intent: CoachRate, Number: 1030, CoachWords: CoachWords{Scores: [5]int{0, 0, 0, 2, 0}}}},
		{domain.Manager, "给陈晓打分 45344", &CoachSaid{Intent: CoachRate, Rep: "cx", CoachWords: marks}},
		{domain.Manager, "今天带教陈晓，45344", &CoachSaid{Intent: CoachRate, Rep: "cx", Date: november(24), CoachWords: marks}},
		{domain.Manager, "昨天辅导了陈晓 45344", &CoachSaid{Intent: CoachRate, Rep: "cx", Date: november(23), CoachWords: marks}},
		{domain.Manager, "辅导陈晓 11月20日 45344", &CoachSaid{Intent: CoachRate, Rep: "cx", Date: november(20), CoachWords: marks}},
		{domain.Manager, "陈晓的辅导", &CoachSaid{Intent: CoachShow, Rep: "cx"}},
		{domain.Manager, "陈晓的辅导待办", &CoachSaid{Intent: CoachShow, Rep: "cx", Tasks: true}},
		{domain.Manager, "辅导记录", &CoachSaid{Intent: CoachShow}},
		{domain.Manager, "看辅导 1030", &CoachSaid{Intent: CoachShow, Number: 1030}},
		{domain.Manager, "没有同去 1024", &CoachSaid{Intent: CoachJoint, Number: 1024}},
		{domain.Manager, "我没去1024", &CoachSaid{Intent: CoachJoint, Number: 1024}},
		{domain.Manager, "1024没有协访", &CoachSaid{Intent: CoachJoint, Number: 1024}},
		{domain.Manager, "确认协访 1024", &CoachSaid{Intent: CoachJoint, Number: 1024, Came: true}},
		{domain.Manager, "取消待办 1031", &CoachSaid{Intent: CoachUndo, Number: 1031}},
		{domain.Manager, "撤销辅导 1030", &CoachSaid{Intent: CoachUndo, Number: 1030}},
		{domain.Manager, "确认 1031", &CoachSaid{Intent: CoachDecide, Number: 1031, Agrees: true}},
		{domain.Manager, "重开 1031 还要练", &CoachSaid{Intent: CoachDecide, Number: 1031, Text: "还要练"}},
		{domain.Manager, "经理辅导天数", &CoachSaid{Intent: CoachTeam, Month: this}},
		{domain.Manager, "上月辅导情况", &CoachSaid{Intent: CoachTeam, Month: domain.Date{Year: 2026, Month: 10, Day: 1}}},
		{domain.Manager, "撤销 1030", &CoachSaid{Intent: CoachUndo, Number: 1030, Maybe: true}},
		{domain.Manager, "改 1030 异议2", &CoachSaid{Intent: CoachRate, Number: 1030, Maybe: true, CoachWords: CoachWords{Scores: [5]int{0, 0, 0, 2, 0}},
			Anew: []FollowUp{{Text: "异议2"}}}},
		{domain.Manager, "待审", nil},
		{domain.Manager, "批准 1024", nil},
		{domain.Manager, "评语 1024 辅导得不错", nil},
		{domain.Manager, "陈晓这个月", nil},
		{domain.Rep, "完成 1031", &CoachSaid{Intent: CoachDone, Number: 1031}},
		{domain.Rep, "完成 1031 练了三遍，完成 1032 看了两份指南", &CoachSaid{Intent: CoachDone, Number: 1031, Text: "练了三遍", Also: []DoneSaid{{1032, "看了两份指南"}}}},
		{domain.Rep, "完成 1031、1032，都练过了", &CoachSaid{Intent: CoachDone, Number: 1031, Text: "都练过了", Also: []DoneSaid{{1032, "都练过了"}}}},
		{domain.Rep, "1031 完成了，练了三遍", &CoachSaid{Intent: CoachDone, Number: 1031, Text: "练了三遍"}},
		{domain.Rep, "我的辅导", &CoachSaid{Intent: CoachShow}},
		{domain.Rep, "辅导待办", &CoachSaid{Intent: CoachShow, Tasks: true}},
		{domain.Rep, "辅导 1024 45344", nil},
		{domain.Rep, "完成1031盒", nil},
		{domain.Safety, "辅导 1024 45344", nil},
	} {
		who, in := coachWorld(c.role)
		who.Role = c.role
		r := Read(c.text, who, in)
		if got := r.Coach; !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s says %q:\n%+v, want\n%+v", c.role, c.text, got, c.want)
		}
		if c.want != nil && c.want.Maybe && r.Further == c.want.Intent {
			t.Errorf("%q is a command about coaching before its number is looked at", c.text)
		}
	}
}

func TestWordsOfACoachingStandUnderTheirLabels(t *testing.T) {
	for _, c := range []struct {
		text string
		want CoachWords
	}{
		{"4 5 3 4 4 优点：开场好，准备充分；建议：异议处理多练；待办：下周三前练习异议处理，12-10前整理问答", CoachWords{Scores: [5]int{4, 5, 3, 4, 4}, Strengths: "开场好，准备充分",
			Advice: "异议处理多练", FollowUps: []FollowUp{{"练习异议处理", december(2)}, {"整理问答", december(10)}}}},
		{"三条待办：1、下周三前练习异议处理 2、周五前看指南 3、12月10日之前模拟一次", CoachWords{FollowUps: []FollowUp{{"练习异议处理", december(2)}, {"看指南", november(27)}, {"模拟一次", december(10)}}}},
		{"待办：两周内练习异议处理；下周内看指南；对练", CoachWords{FollowUps: []FollowUp{{"练习异议处理", december(8)}, {"看指南", december(4)}, {Text: "对练"}}}},
		{"准备4 探询5分 传递3 异议二 收尾4", CoachWords{Scores: [5]int{4, 5, 3, 2, 4}}},
		{"都是4分 很好", CoachWords{Scores: [5]int{4, 4, 4, 4, 4}, Advice: "很好"}},
		{"45344，开场3分钟就切入了，跟进5位医生", CoachWords{Scores: [5]int{4, 5, 3, 4, 4}, Advice: "开场3分钟就切入了，跟进5位医生"}},
		{"准备4探询5传递3异议4收尾4，讲了20分钟", CoachWords{Scores: [5]int{4, 5, 3, 4, 4}, Advice: "讲了20分钟"}},
		{"准备4 探询9", CoachWords{Scores: [5]int{4, 0, 0, 0, 0}, Unclear: true}},
		{"4 5 3 4 4 4", CoachWords{Scores: [5]int{4, 5, 3, 4, 4}, Unclear: true}},
		{"4 5 3 4 很好", CoachWords{Unclear: true, Plain: true}},
		{"跟进5位医生，练了3次", CoachWords{Advice: "跟进5位医生，练了3次", Plain: true}},
		{"很好", CoachWords{Advice: "很好", Plain: true}},
		{"4 5 3 4", CoachWords{Unclear: true, Plain: true}},
		{"46344", CoachWords{Unclear: true, Plain: true}},
		{"453445", CoachWords{Unclear: true, Plain: true}},
		{"", CoachWords{Plain: true}},
	} {
		who, in := coachWorld(domain.Manager)
		if got := CoachSlots(c.text, who, in); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q:\n%+v, want\n%+v", c.text, got, c.want)
		}
	}
	who, in := coachWorld(domain.Manager)
	for text, want := range map[string]domain.Date{"下周三": december(2), "下周三前": december(2), "11月30日": november(30), "练习": {}, "下周三练习": {}, "": {}} {
		if got := CoachDue(text, who, in); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}
